/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/canned_fill.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

#define FIELD_BYTES 64

/* --- where values come from: NULL or "" when not known ------------------------ */

static const char *
customer_name(const struct model *m, const struct chat *c, char *buf, size_t n)
{
	const struct record *r = model_record(m, c->c.customer_id);

	(void)buf;
	(void)n;
	return r != NULL && r->c.name[0] != '\0' ? r->c.name : c->c.name;
}

static const char *
customer_contact(
    const struct model *m, const struct chat *c, char *buf, size_t n)
{
	const struct record *r = model_record(m, c->c.customer_id);

	(void)buf;
	(void)n;
	return r == NULL ? "" : r->c.contact;
}

static const char *
operator_name(const struct model *m, const struct chat *c, char *buf, size_t n)
{
	(void)c;
	(void)buf;
	(void)n;
	return m->me.name;
}

static const char *
desk_name(const struct model *m, const struct chat *c, char *buf, size_t n)
{
	(void)c;
	(void)buf;
	(void)n;
	return m->desk;
}

static const char *
conversation_number(
    const struct model *m, const struct chat *c, char *buf, size_t n)
{
	(void)m;
	snprintf(buf, n, "%lld", (long long)c->c.id);
	return buf;
}

static const char *
department_name(
    const struct model *m, const struct chat *c, char *buf, size_t n)
{
	const struct department *d = model_department(m, c->c.department_id);

	(void)buf;
	(void)n;
	return d == NULL ? "" : d->name;
}

static const char *
time_now(const struct model *m, const struct chat *c, char *buf, size_t n)
{
	(void)c;
	return i18n_clock(buf, n, m->now_ms);
}

static const char *
date_now(const struct model *m, const struct chat *c, char *buf, size_t n)
{
	(void)c;
	return i18n_day_month(buf, n, m->now_ms);
}

static const struct {
	const char *name;
	const char *(*get)(const struct model *m, const struct chat *c,
	    char *buf, size_t size);
} fields[] = {
	{ "customer.name", customer_name },
	{ "customer.contact", customer_contact },
	{ "operator.name", operator_name },
	{ "desk.name", desk_name },
	{ "conversation.number", conversation_number },
	{ "department.name", department_name },
	{ "time", time_now },
	{ "date", date_now },
};

/* --- reading fields ---------------------------------------------------------------- */

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
	    (unsigned char)c >= 0x80;
}

/* The length of the field that begins at `text` ("{name}" or "{name|else}"),
 * 0: none does. */
static size_t
field_bytes(const char *text, size_t *name_len)
{
	size_t at = 1;

	if (text[0] != '{')
		return 0;
	while (is_name(text[at]))
		at++;
	*name_len = at - 1;
	if (*name_len == 0)
		return 0;
	if (text[at] == '|')
		at += strcspn(text + at, "}\n");
	return text[at] == '}' ? at + 1 : 0;
}

static const char *
value_of(const struct model *m, const struct chat *c, const char *name,
    size_t len, char *buf, size_t size)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (strlen(fields[i].name) == len &&
		    strncmp(fields[i].name, name, len) == 0)
			return fields[i].get(m, c, buf, size);
	return "";
}

/* Appends the field's value, or itself. Returns whether it was filled. */
static bool
fill(const struct model *m, const struct chat *c, const char *field,
    size_t len, size_t name_len, struct str *out)
{
	char buf[FIELD_BYTES];
	const char *value =
	    value_of(m, c, field + 1, name_len, buf, sizeof buf);
	const char *other = field + 1 + name_len;

	if (value[0] != '\0') {
		str_put(out, value);
		return true;
	}
	if (other[0] == '|' && other[1] != '}') {
		str_put_n(out, other + 1,
		    (size_t)(field + len - 1 - (other + 1)));
		return true;
	}
	str_put_n(out, field, len);
	return false;
}

int
canned_fill(const struct model *m, const struct chat *c, const char *text,
    struct str *out)
{
	int n_unfilled = 0;

	while (*text != '\0') {
		size_t name_len = 0, len;

		if (text[0] == '{' && text[1] == '{') {
			str_put_c(out, '{');
			text += 2;
			continue;
		}
		len = field_bytes(text, &name_len);
		if (len == 0) {
			str_put_c(out, *text++);
			continue;
		}
		if (!fill(m, c, text, len, name_len, out))
			n_unfilled++;
		text += len;
	}
	return n_unfilled;
}

bool
canned_unfilled(const char *text, size_t *at, size_t *len)
{
	for (size_t i = 0; text[i] != '\0'; i++) {
		size_t name_len = 0, n = field_bytes(text + i, &name_len);

		if (n > 0) {
			*at = i;
			*len = n;
			return true;
		}
	}
	return false;
}
