/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "server/http/internal.h"

#define MAX_ITEMS 200

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

long
params_unescape(char *text, size_t len, bool plus_is_space)
{
	size_t out = 0;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == '+' && plus_is_space) {
			c = ' ';
		} else if (c == '%') {
			int high;

			if (len - i < 3)
				return -1;
			high = hex_value(text[i + 1]);
			if (high < 0 || hex_value(text[i + 2]) < 0)
				return -1;
			c = (char)(high * 16 + hex_value(text[i + 2]));
			i += 2;
		}
		if (c == '\0')
			return -1;
		text[out++] = c;
	}
	text[out] = '\0';
	return (long)out;
}

/* Undoes one name or value that ends at `end`; there is room for a NUL. */
static bool
undo(char *text, char *end)
{
	long len = params_unescape(text, (size_t)(end - text), true);

	return len >= 0 && utf8_is_text(text, (size_t)len);
}

static bool
put_url_item(struct params *p, char *name, char *end)
{
	char *eq = memchr(name, '=', (size_t)(end - name));
	char *value = eq != NULL ? eq + 1 : end;

	if (eq == NULL)
		eq = end;
	/* The value first: the end of an undone name falls on the '='. */
	if (!undo(value, end) || !undo(name, eq))
		return false;
	p->items[p->n_items].name = name;
	p->items[p->n_items++].value = value;
	return true;
}

/* Cookies have no escapes; a value may stand in quotes (RFC 6265). */
static void
put_cookie(struct params *p, char *name, char *end)
{
	char *eq, *value;

	while (*name == ' ' || *name == '\t')
		name++;
	while (end > name && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = '\0';
	eq = strchr(name, '=');
	if (eq == NULL)
		return;
	*eq = '\0';
	value = eq + 1;
	if (end - value >= 2 && *value == '"' && end[-1] == '"') {
		value++;
		end[-1] = '\0';
	}
	p->items[p->n_items].name = name;
	p->items[p->n_items++].value = value;
}

static size_t
count_items(const char *bytes, size_t len, char between)
{
	size_t n = 1;

	for (size_t i = 0; i < len; i++)
		n += bytes[i] == between;
	return n;
}

int
params_parse(struct params *p, const char *bytes, size_t len,
    enum params_form form)
{
	char between = form == PARAMS_URL ? '&' : ';';
	size_t n = count_items(bytes, len, between);
	char *at, *end;

	if (len == 0)
		return 0;
	if (n > MAX_ITEMS)
		return form == PARAMS_URL ? 400 : 0;
	p->items = calloc(n, sizeof *p->items);
	p->text = malloc(len + 1);
	if (p->items == NULL || p->text == NULL) {
		params_clear(p);
		return 503;
	}
	memcpy(p->text, bytes, len);
	p->text[len] = '\0';
	for (at = p->text; at < p->text + len; at = end + 1) {
		end = memchr(at, between, (size_t)(p->text + len - at));
		if (end == NULL)
			end = p->text + len;
		if (end == at)
			continue;
		if (form == PARAMS_COOKIE) {
			put_cookie(p, at, end);
		} else if (!put_url_item(p, at, end)) {
			params_clear(p);
			return 400;
		}
	}
	return 0;
}

const char *
params_find(const struct params *p, const char *name)
{
	for (int i = 0; i < p->n_items; i++)
		if (strcmp(p->items[i].name, name) == 0)
			return p->items[i].value;
	return NULL;
}

void
params_clear(struct params *p)
{
	free(p->items);
	free(p->text);
	*p = (struct params){ 0 };
}
