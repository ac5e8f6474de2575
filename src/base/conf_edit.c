/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One value of a file changed; every other line stays as it was. */
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/mem.h"
#include "base/str.h"

#define LINE_MAX_BYTES (64 * 1024)

/* Editors of another system put it first. */
static const char mark[] = "\xef\xbb\xbf";

struct line {
	const char *at;
	size_t	    len;	/* without its end */
	size_t	    end;	/* "\n" or "\r\n", or none at the file's end */
};

static struct line
next_line(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));
	struct line l = { at, (size_t)((newline != NULL ? newline : end) - at),
		newline != NULL };

	if (l.end == 1 && l.len > 0 && at[l.len - 1] == '\r') {
		l.len--;
		l.end++;
	}
	return l;
}

static size_t
blanks(const struct line *l)
{
	size_t n = 0;

	while (n < l->len && (l->at[n] == ' ' || l->at[n] == '\t'))
		n++;
	return n;
}

/* The line by itself, but not the first one: only there a byte order mark is
 * none of the text. */
static void
put_alone(struct str *text, const struct line *l)
{
	str_put_c(text, '\n');
	str_put_n(text, l->at, l->len);
}

/* The section that the line begins. NULL: none. Caller frees. */
static char *
section_of(const struct line *l)
{
	struct str text;
	struct conf *c;
	char *name = NULL;

	if (memchr(l->at, '[', l->len) == NULL)
		return NULL;
	str_init(&text, LINE_MAX_BYTES);
	put_alone(&text, l);
	str_put(&text, "\nx = y\n");
	c = conf_parse("", text.data, text.len, NULL);
	if (c != NULL && conf_count(c) == 1 &&
	    conf_at(c, 0)->section[0] != '\0')
		name = mem_dup(conf_at(c, 0)->section);
	conf_free(c);
	str_clear(&text);
	return name;
}

static bool
has_key(const struct line *l, const char *key)
{
	struct str text;
	struct conf *c;
	bool is;

	str_init(&text, LINE_MAX_BYTES);
	put_alone(&text, l);
	c = conf_parse("", text.data, text.len, NULL);
	is = c != NULL && conf_count(c) == 1 &&
	    strcmp(conf_at(c, 0)->key, key) == 0;
	conf_free(c);
	str_clear(&text);
	return is;
}

/* Of a good line: up to its "=" and the blanks after that. */
static size_t
value_at(const struct line *l)
{
	size_t n = blanks(l);

	if (n < l->len && l->at[n] == '"')
		for (n++; n < l->len && l->at[n] != '"'; n++)
			n += l->at[n] == '\\';
	while (n < l->len && l->at[n] != '=')
		n++;
	n += n < l->len;
	while (n < l->len && (l->at[n] == ' ' || l->at[n] == '\t'))
		n++;
	return n;
}

static void
put_quoted(struct str *out, const char *text)
{
	str_put_c(out, '"');
	for (; *text != '\0'; text++)
		switch (*text) {
		case '\n':
			str_put(out, "\\n");
			break;
		case '\t':
			str_put(out, "\\t");
			break;
		case '"':
		case '\\':
			str_put_c(out, '\\');
			/* fallthrough */
		default:
			str_put_c(out, *text);
		}
	str_put_c(out, '"');
}

static bool
has_edge_blanks(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && (strchr(" \t", text[0]) != NULL ||
	    strchr(" \t", text[len - 1]) != NULL);
}

static void
put_key(struct str *out, const char *key)
{
	if (strpbrk(key, "=#[\"\n\t\\") != NULL || has_edge_blanks(key) ||
	    key[0] == '\0')
		put_quoted(out, key);
	else
		str_put(out, key);
}

static void
put_value(struct str *out, const char *value)
{
	if (value[0] == '"' || strpbrk(value, "\n\t\r") != NULL ||
	    has_edge_blanks(value))
		put_quoted(out, value);
	else
		str_put(out, value);
}

/* Where the change goes. */
struct place {
	const char *line;	/* the last one with the key; NULL: none */
	const char *after;	/* the end of the section's last entry */
	const char *newline;	/* as the file has it */
};

static struct place
find_place(const char *bytes, const char *end, const char *section,
    const char *key)
{
	struct place p = { NULL, NULL, "\n" };
	char *now = mem_dup("");
	bool is_first = true;

	for (const char *at = bytes; at < end;) {
		struct line l = next_line(at, end);
		char *name = section_of(&l);

		if (is_first && l.end == 2)
			p.newline = "\r\n";
		is_first = false;
		if (name != NULL) {
			free(now);
			now = name;
		}
		at += l.len + l.end;
		if (strcmp(now, section) != 0)
			continue;
		if (name == NULL && has_key(&l, key))
			p.line = l.at;
		if (blanks(&l) < l.len && l.at[0] != '#')
			p.after = at;
	}
	free(now);
	return p;
}

static void
put_entry(struct str *out, const struct place *p, const char *key,
    const char *value)
{
	put_key(out, key);
	str_put(out, value[0] != '\0' ? " = " : " =");
	put_value(out, value);
	str_put(out, p->newline);
}

static void
end_line(struct str *out, const struct place *p)
{
	if (out->len > 0 && out->data[out->len - 1] != '\n')
		str_put(out, p->newline);
}

/* The line with its key: with the new value, or without it gone. */
static void
put_changed(struct str *out, const struct line *l, const char *value)
{
	size_t n = value_at(l);

	if (value == NULL)
		return;
	str_put_n(out, l->at, n);
	if (n > 0 && l->at[n - 1] == '=' && value[0] != '\0' && n > 1 &&
	    (l->at[n - 2] == ' ' || l->at[n - 2] == '\t'))
		str_put_c(out, ' ');
	put_value(out, value);
	str_put_n(out, l->at + l->len, l->end);
}

bool
conf_edit(const char *bytes, size_t len, const char *section, const char *key,
    const char *value, struct str *out, struct err *err)
{
	const char *end = bytes + len;
	char *now = mem_dup("");
	struct place p;

	if (len >= sizeof mark - 1 && memcmp(bytes, mark, sizeof mark - 1) == 0) {
		str_put(out, mark);
		bytes += sizeof mark - 1;
	}
	p = find_place(bytes, end, section, key);
	for (const char *at = bytes; at < end;) {
		struct line l = next_line(at, end);
		char *name = section_of(&l);

		if (name != NULL) {
			free(now);
			now = name;
		}
		at += l.len + l.end;
		/* Taken out, an earlier one must not come to count. */
		if (l.at == p.line || (value == NULL && name == NULL &&
		    strcmp(now, section) == 0 && has_key(&l, key)))
			put_changed(out, &l, value);
		else
			str_put_n(out, l.at, l.len + l.end);
		if (p.line == NULL && value != NULL && at == p.after) {
			end_line(out, &p);
			put_entry(out, &p, key, value);
		}
	}
	free(now);
	if (p.line == NULL && p.after == NULL && value != NULL) {
		end_line(out, &p);
		if (out->len > 0)
			str_put(out, p.newline);
		str_put_c(out, '[');
		str_put(out, section);
		str_put_c(out, ']');
		str_put(out, p.newline);
		put_entry(out, &p, key, value);
	}
	return !out->full || err_set(err, ERR_TOO_LARGE,
	    "the file would have more than %zu bytes", out->max_bytes);
}
