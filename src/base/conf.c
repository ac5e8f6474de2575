/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/conf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/paths.h"
#include "base/str.h"
#include "base/utf8.h"

#define MAX_FILE_BYTES (256 * 1024)

struct conf {
	char		  *name;
	struct conf_entry *entries;
	size_t		   n, cap;
};

/* One line that is being read; `p` moves from `line` to `end`. */
struct reader {
	struct conf *c;
	char	    *section;
	const char  *line, *p, *end;
	int	     line_no;
	struct err  *err;
	void (*wrong)(void *ctx, const struct err *err);	/* or NULL */
	void	    *ctx;
};

/* Columns are counted in code points, as an editor shows them. */
static int
col_of(const struct reader *r, const char *at)
{
	uint32_t code;
	int col = 1;

	for (const char *p = r->line; p < at; col++)
		p += utf8_next(p, (size_t)(at - p), &code);
	return col;
}

static bool
wrong(const struct reader *r, const char *at, const char *what)
{
	return err_set(r->err, ERR_SYNTAX, "%s:%d:%d: %s", r->c->name,
	    r->line_no, col_of(r, at), what);
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t';
}

static void
skip_space(struct reader *r)
{
	while (r->p < r->end && is_space(*r->p))
		r->p++;
}

static char *
trimmed(const char *from, const char *end)
{
	while (end > from && is_space(end[-1]))
		end--;
	return mem_dup_n(from, (size_t)(end - from));
}

/* Reads a quoted text, quotes included; NULL: `err` says why not. */
static char *
read_quoted(struct reader *r)
{
	static const char from[] = "nt\"\\", to[] = "\n\t\"\\";
	const char *start = r->p++;
	char *text = mem_alloc((size_t)(r->end - start) + 1, 1);
	char *out = text;

	while (r->p < r->end) {
		const char *escape;
		char c = *r->p++;

		if (c == '"')
			return text;
		if (c != '\\') {
			*out++ = c;
			continue;
		}
		escape = r->p < r->end ? strchr(from, *r->p) : NULL;
		if (escape == NULL) {
			wrong(r, r->p - 1,
			    "only \\n, \\t, \\\" and \\\\ may follow a "
			    "backslash");
			free(text);
			return NULL;
		}
		*out++ = to[escape - from];
		r->p++;
	}
	wrong(r, start, "the quotation mark is not closed");
	free(text);
	return NULL;
}

static char *
read_key(struct reader *r)
{
	const char *start = r->p;
	const char *bad;
	char *key;

	if (*start == '"') {
		key = read_quoted(r);
		if (key == NULL)
			return NULL;
		skip_space(r);
		if (r->p < r->end && *r->p == '=')
			return key;
		wrong(r, r->p, "'=' was expected after the key");
		free(key);
		return NULL;
	}
	r->p = memchr(start, '=', (size_t)(r->end - start));
	if (r->p == NULL || r->p == start) {
		wrong(r, start, "neither \"key = value\" nor [section]");
		return NULL;
	}
	key = trimmed(start, r->p);
	bad = strpbrk(key, "#[\"");
	if (bad == NULL)
		return key;
	wrong(r, start + (bad - key), "a key with this character is quoted");
	free(key);
	return NULL;
}

static char *
read_value(struct reader *r)
{
	char *value;

	if (r->p == r->end || *r->p != '"')
		return trimmed(r->p, r->end);
	value = read_quoted(r);
	if (value == NULL)
		return NULL;
	skip_space(r);
	if (r->p == r->end)
		return value;
	wrong(r, r->p, "something stands after the closing quotation mark");
	free(value);
	return NULL;
}

static void
add_entry(struct conf *c, const struct conf_entry *e)
{
	if (c->n == c->cap) {
		size_t cap = c->cap == 0 ? 16 : 2 * c->cap;

		c->entries = mem_grow(c->entries, c->cap, cap,
		    sizeof *c->entries);
		c->cap = cap;
	}
	c->entries[c->n++] = *e;
}

static bool
read_entry(struct reader *r)
{
	struct conf_entry e = { .line = r->line_no };
	const char *value_at;
	char *key, *value;

	e.key_col = col_of(r, r->p);
	key = read_key(r);
	if (key == NULL)
		return false;
	r->p++;				/* the '=' */
	skip_space(r);
	value_at = r->p;
	value = read_value(r);
	if (value == NULL) {
		free(key);
		return false;
	}
	e.value_col = col_of(r, value_at);
	e.section = mem_dup(r->section);
	e.key = key;
	e.value = value;
	add_entry(r->c, &e);
	return true;
}

static bool
read_section(struct reader *r)
{
	const char *open = r->p;
	const char *close = memchr(open, ']', (size_t)(r->end - open));
	char *name;

	if (close == NULL)
		return wrong(r, open, "']' is missing");
	for (const char *p = close + 1; p < r->end; p++)
		if (!is_space(*p))
			return wrong(r, p, "something stands after ']'");
	r->p = open + 1;
	skip_space(r);
	name = trimmed(r->p > close ? close : r->p, close);
	if (*name == '\0') {
		free(name);
		return wrong(r, open, "the section has no name");
	}
	free(r->section);
	r->section = name;
	return true;
}

static bool
read_line(struct reader *r)
{
	if (!utf8_is_text(r->line, (size_t)(r->end - r->line)))
		return wrong(r, r->line, "the line is not UTF-8 text");
	if (r->p < r->end && *r->p == '#')
		return true;
	skip_space(r);
	if (r->p == r->end)
		return true;
	return *r->p == '[' ? read_section(r) : read_entry(r);
}

static bool
read_lines(struct reader *r, const char *bytes, size_t len)
{
	const char *end = bytes + len;

	/* Editors of another system put a byte order mark first. */
	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		bytes += 3;
	while (bytes < end) {
		const char *newline = memchr(bytes, '\n',
		    (size_t)(end - bytes));
		const char *next = newline == NULL ? end : newline + 1;

		r->line = r->p = bytes;
		r->end = newline == NULL ? end : newline;
		while (r->end > r->line && r->end[-1] == '\r')
			r->end--;
		r->line_no++;
		if (!read_line(r)) {
			if (r->wrong == NULL)
				return false;
			r->wrong(r->ctx, r->err);
		}
		bytes = next;
	}
	return true;
}

static struct conf *
parse(const char *name, const char *bytes, size_t len,
    void (*wrong_line)(void *ctx, const struct err *err), void *ctx,
    struct err *err)
{
	struct conf *c;
	struct reader r;
	bool ok;

	if (len > MAX_FILE_BYTES) {
		err_set(err, ERR_TOO_LARGE, "%s has more than %d bytes", name,
		    MAX_FILE_BYTES);
		return NULL;
	}
	c = mem_new(struct conf);
	c->name = mem_dup(name);
	r = (struct reader){ .c = c, .section = mem_dup(""), .err = err,
		.wrong = wrong_line, .ctx = ctx };
	ok = read_lines(&r, bytes, len);
	free(r.section);
	if (ok)
		return c;
	conf_free(c);
	return NULL;
}

struct conf *
conf_parse(const char *name, const char *bytes, size_t len, struct err *err)
{
	return parse(name, bytes, len, NULL, NULL, err);
}

struct conf *
conf_read_all(const char *path, void (*wrong_line)(void *ctx,
    const struct err *err), void *ctx, struct err *err)
{
	struct conf *c = NULL;
	struct err line = { .code = ERR_NONE };
	struct str text;

	str_init(&text, MAX_FILE_BYTES);
	if (paths_read(path, &text, err)) {
		c = parse(path, text.data, text.len, wrong_line, ctx, &line);
		if (c == NULL)
			err_set(err, line.code, "%s", line.text);
	}
	str_clear(&text);
	return c;
}

struct conf *
conf_read(const char *path, struct err *err)
{
	struct conf *c = NULL;
	struct str text;

	str_init(&text, MAX_FILE_BYTES);
	if (paths_read(path, &text, err))
		c = conf_parse(path, text.data, text.len, err);
	str_clear(&text);
	return c;
}

/* The texts are ours; only the reader sees them as const. */
static void
free_text(const char *text)
{
	union {
		const char *in;
		char	   *out;
	} u = { .in = text };

	free(u.out);
}

void
conf_free(struct conf *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->n; i++) {
		free_text(c->entries[i].section);
		free_text(c->entries[i].key);
		free_text(c->entries[i].value);
	}
	free(c->entries);
	free(c->name);
	free(c);
}

const char *
conf_name(const struct conf *c)
{
	return c->name;
}

size_t
conf_count(const struct conf *c)
{
	return c->n;
}

const struct conf_entry *
conf_at(const struct conf *c, size_t i)
{
	return i < c->n ? &c->entries[i] : NULL;
}

const struct conf_entry *
conf_find(const struct conf *c, const char *section, const char *key)
{
	for (size_t i = c->n; i > 0; i--) {
		const struct conf_entry *e = &c->entries[i - 1];

		if (strcmp(e->section, section) == 0 &&
		    strcmp(e->key, key) == 0)
			return e;
	}
	return NULL;
}

bool
conf_err(const struct conf *c, const struct conf_entry *e, struct err *err,
    const char *fmt, ...)
{
	char what[ERR_TEXT_BYTES];
	va_list ap;

	va_start(ap, fmt);
	if (vsnprintf(what, sizeof what, fmt, ap) < 0)
		what[0] = '\0';
	va_end(ap);
	return err_set(err, ERR_SYNTAX, "%s:%d:%d: %s", c->name, e->line,
	    e->value_col, what);
}

bool
conf_once(const struct conf *c, const struct conf_entry *e, struct err *err)
{
	const struct conf_entry *other = conf_find(c, e->section, e->key);

	return other == e || conf_err(c, e, err,
	    "%s is set again in line %d: keep one of them", e->key,
	    other->line);
}
