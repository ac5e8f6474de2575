/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/canned_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "domain/operator.h"

#define MAX_ROWS 10000

struct reader {
	const char   *name, *at;
	int	      line;	/* of what `at` points to */
	struct arena *arena;
	struct err   *err;
};

/* --- lines ------------------------------------------------------------- */

/* The next line without its end; NULL after the last. */
static const char *
next_line(struct reader *r, size_t *len)
{
	const char *line = r->at, *end;

	if (*line == '\0')
		return NULL;
	end = strchr(line, '\n');
	*len = end != NULL ? (size_t)(end - line) : strlen(line);
	r->at = end != NULL ? end + 1 : line + *len;
	r->line++;
	if (*len > 0 && line[*len - 1] == '\r')
		(*len)--;
	return line;
}

static bool
is_separator(const char *line, size_t len)
{
	return len == 3 && memcmp(line, "---", 3) == 0;
}

/* "\---", "\\---" ...: a separator that belongs to the text. */
static bool
is_escaped(const char *line, size_t len)
{
	return len > 3 && strspn(line, "\\") >= len - 3 &&
	    is_separator(line + len - 3, 3);
}

static bool
fail(const struct reader *r, int line, const char *what)
{
	return err_set(r->err, ERR_SYNTAX, "%s:%d: %s", r->name, line, what);
}

/* --- one block --------------------------------------------------------- */

static const struct head {
	const char *key;
	size_t	    max_bytes;
} heads[] = {
	{ "shortcut", MAX_LOGIN_BYTES }, { "language", LANGUAGE_BYTES },
	{ "title", MAX_NAME_BYTES }, { "department", MAX_NAME_BYTES },
};

static bool
put_head(struct reader *r, struct canned_row *row, const char *line,
    size_t len)
{
	const char **places[] = { &row->canned.shortcut,
	    &row->canned.language, &row->canned.title, &row->department };
	const char *colon = memchr(line, ':', len), *value;
	size_t key_len = colon != NULL ? (size_t)(colon - line) : 0;

	if (colon == NULL)
		return fail(r, r->line, "\"shortcut: ...\" or another of "
		    "language, title, department is needed here");
	value = colon + 1;
	len -= key_len + 1;
	for (; len > 0 && *value == ' '; len--)
		value++;
	while (len > 0 && value[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		if (strlen(heads[i].key) != key_len ||
		    memcmp(heads[i].key, line, key_len) != 0)
			continue;
		if (len > heads[i].max_bytes)
			return err_set(r->err, ERR_VALUE, "%s:%d: %s is longer "
			    "than %zu bytes", r->name, r->line, heads[i].key,
			    heads[i].max_bytes);
		*places[i] = arena_dup_n(r->arena, value, len);
		return *places[i] != NULL || fail(r, r->line, "no memory");
	}
	return fail(r, r->line, "no such line here: known are shortcut, "
	    "language, title, department");
}

/* False: wrong, or (r->err untouched) nothing is left. */
static bool
read_heads(struct reader *r, struct canned_row *row)
{
	const char *line;
	size_t len;

	row->line = 0;
	while ((line = next_line(r, &len)) != NULL) {
		if (len == 0 && row->line == 0)
			continue;
		if (len == 0)
			break;
		if (*line == '#')
			continue;
		if (row->line == 0 && is_separator(line, len))
			continue;
		if (is_separator(line, len))
			return fail(r, r->line, "this block has no text: an "
			    "empty line and the text are missing");
		if (row->line == 0)
			row->line = r->line;
		if (!put_head(r, row, line, len))
			return false;
	}
	return row->line != 0;
}

static bool
read_text(struct reader *r, struct canned_row *row)
{
	struct str text;
	const char *line;
	size_t len;
	bool ok = true;

	str_init(&text, MAX_MESSAGE_BYTES);
	row->text_line = r->line + 1;
	while ((line = next_line(r, &len)) != NULL &&
	    !is_separator(line, len)) {
		size_t skip = is_escaped(line, len) ? 1 : 0;

		str_put_n(&text, line + skip, len - skip);
		str_put_c(&text, '\n');
	}
	if (text.full)
		ok = err_set(r->err, ERR_VALUE, "%s:%d: the text is longer "
		    "than %d bytes", r->name, row->line, MAX_MESSAGE_BYTES);
	while (text.len > 0 && text.data[text.len - 1] == '\n')
		str_cut(&text, text.len - 1, 1);
	if (ok && text.len == 0)
		ok = fail(r, row->line, "this block has no text");
	row->canned.text = ok ? arena_dup(r->arena, text.data) : "";
	str_clear(&text);
	return ok && (row->canned.text != NULL ||
	    fail(r, row->line, "no memory"));
}

static bool
check(struct reader *r, const struct canned_row *row)
{
	struct err why;
	int line;

	if (!operator_login_ok(row->canned.shortcut))
		return fail(r, row->line, "shortcut: 1 to 32 of a-z 0-9 . _ - "
		    "are needed");
	if (strchr(row->canned.language, ',') != NULL ||
	    !languages_check(row->canned.language, &why))
		return fail(r, row->line, "language: two letters like ru, or "
		    "nothing");
	if (!canned_check_text(row->canned.text, &line, &why))
		return err_set(r->err, ERR_VALUE, "%s:%d: %s", r->name,
		    row->text_line + line - 1, why.text);
	return true;
}

static int
compare_rows(const void *a, const void *b)
{
	const struct canned_row *x = *(const struct canned_row *const *)a;
	const struct canned_row *y = *(const struct canned_row *const *)b;
	int order = canned_compare(&x->canned, &y->canned);

	return order != 0 ? order : x->line - y->line;
}

/* By name, so that those of the same name stand together. */
static bool
check_twice(struct reader *r, const struct canned_row *rows, size_t n)
{
	const struct canned_row **sorted = mem_array(n,
	    const struct canned_row *);
	bool ok = true;

	for (size_t i = 0; i < n; i++)
		sorted[i] = &rows[i];
	if (n > 0)
		qsort(sorted, n, sizeof *sorted, compare_rows);
	for (size_t i = 1; ok && i < n; i++)
		if (canned_compare(&sorted[i - 1]->canned,
		    &sorted[i]->canned) == 0)
			ok = err_set(r->err, ERR_VALUE, "%s:%d: \"%s\" in "
			    "this language is in line %d already", r->name,
			    sorted[i]->line, sorted[i]->canned.shortcut,
			    sorted[i - 1]->line);
	free(sorted);
	return ok;
}

/* --- the file ---------------------------------------------------------- */

static size_t
count_blocks(const char *text)
{
	size_t n = 2;

	for (; (text = strstr(text, "---")) != NULL; text += 3)
		n++;
	return n;
}

bool
canned_file_parse(const char *name, const struct str *text,
    struct arena *arena, struct canned_row **rows, size_t *n, struct err *err)
{
	struct reader r = { .name = name, .at = text->data, .arena = arena,
	    .err = err };
	size_t max = count_blocks(text->data);

	*n = 0;
	if (!utf8_is_text(text->data, text->len))
		return err_set(err, ERR_SYNTAX, "%s: this is no text in UTF-8",
		    name);
	if (max > MAX_ROWS)
		return err_set(err, ERR_TOO_LARGE, "%s: more than %d replies",
		    name, MAX_ROWS);
	*rows = arena_alloc(arena, max * sizeof **rows);
	if (*rows == NULL)
		return err_set(err, ERR_MEMORY, "%s: no memory", name);
	err_clear(err);
	for (;;) {
		struct canned_row *row = &(*rows)[*n];

		row->canned = (struct canned){ .shortcut = "", .title = "",
		    .language = "", .text = "" };
		row->department = "";
		if (!read_heads(&r, row))
			return err->code == ERR_NONE &&
			    check_twice(&r, *rows, *n);
		if (!read_text(&r, row) || !check(&r, row))
			return false;
		(*n)++;
	}
}

static int
put_visible(struct str *out, const char *text, size_t len)
{
	int n_controls = 0;

	for (size_t at = 0, next; at < len; at = next) {
		uint32_t code;

		next = at + utf8_next(text + at, len - at, &code);
		if (code == '\t' || (code >= ' ' && code < 0x7f) ||
		    code >= 0xa0) {
			str_put_n(out, text + at, next - at);
			continue;
		}
		n_controls++;
		str_putf(out, code < 0x80 ? "^%c" : "<U+%04X>",
		    code < 0x80 ? code ^ 0x40 : code);
	}
	return n_controls;
}

int
canned_file_write(struct str *out, const struct canned *c,
    const char *department)
{
	const char *at = c->text;
	int n_controls = 0;

	str_putf(out, "%sshortcut: %s\n", out->len > 0 ? "---\n" : "",
	    c->shortcut);
	if (c->language[0] != '\0')
		str_putf(out, "language: %s\n", c->language);
	if (c->title[0] != '\0') {
		str_put(out, "title: ");
		n_controls += put_visible(out, c->title, strlen(c->title));
		str_put_c(out, '\n');
	}
	if (department[0] != '\0')
		str_putf(out, "department: %s\n", department);
	for (size_t i = 0; i < c->n_files; i++) {
		str_put(out, "# file: ");
		put_visible(out, c->files[i].name, strlen(c->files[i].name));
		str_putf(out, " (%lld bytes)\n",
		    (long long)c->files[i].bytes);
	}
	str_put(out, "\n");
	while (*at != '\0') {
		size_t len = strcspn(at, "\n");

		if (is_separator(at, len) || is_escaped(at, len))
			str_put_c(out, '\\');
		n_controls += put_visible(out, at, len);
		str_put_c(out, '\n');
		at += len + (at[len] == '\n');
	}
	return n_controls;
}
