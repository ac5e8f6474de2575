/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys that work here, from the tables of bindings and commands. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/model/key_words.h"
#include "console/view/internal.h"

#define ROWS_MAX  128
#define KEY_COLS  17
#define ADDRESS_BYTES 512
#define COLUMN_COLS 66	/* of one column, where two fit */

struct row {
	char	    key[SHORT_BYTES];
	const char *help;
};

static const char *
help_of(const struct binding *b)
{
	const char *help = key_words_help(b->line);

	return help != NULL ? help : b->line;
}

/* Another number, or the same key in another context: said already. */
static bool
is_said(const struct binding *list, size_t i)
{
	if (strcmp(list[i].line, "edit quote") == 0)
		return true;
	if (strncmp(list[i].line, "open ", 5) == 0 &&
	    strcmp(list[i].line, "open 1") != 0)
		return true;
	if (strncmp(list[i].line, "canned --likely ", 16) == 0 &&
	    strcmp(list[i].line, "canned --likely 1") != 0)
		return true;
	for (size_t k = 0; k < i; k++)
		if ((list[k].context == CONTEXT_ANY ||
			list[k].context == CONTEXT_CHAT) &&
		    strcmp(list[k].key, list[i].key) == 0)
			return true;
	return false;
}

static struct row *
find_row(struct row *rows, int n, const char *help)
{
	for (int i = 0; i < n; i++)
		if (strcmp(rows[i].help, help) == 0)
			return &rows[i];
	return NULL;
}

/* The page of a desk of one's own: who has customers on the screen has no
 * other place to read it. */
static int
say_address(const struct model *m, struct row *row, char *text, size_t size)
{
	if (m->page_url[0] == '\0')
		return 0;
	snprintf(text, size, _("Customers write to you here: %s"),
	    m->page_url);
	row->key[0] = '\0';
	row->help = text;
	return 1;
}

/* The watch has enough of its own to fill a page. */
static bool
is_here(const struct model *m, const struct binding *b)
{
	if (m->watch.is_open)
		return b->context == CONTEXT_WATCH;
	return b->context == CONTEXT_ANY ||
	    (b->context == CONTEXT_CHAT && model_focused(m) != NULL) ||
	    (b->context == CONTEXT_EARLIER && model_reads_earlier(m));
}

static int
gather(const struct model *m, struct row *rows)
{
	struct binding list[KEYMAP_LIST];
	size_t n_list = keymap_list(&m->keys, list, KEYMAP_LIST);
	char key[SHORT_BYTES];
	struct row *row;
	int n = 0;

	for (size_t i = 0; i < n_list && n < ROWS_MAX; i++) {
		const struct binding *b = &list[i];

		if (!is_here(m, b) || model_hides_key(m, b->line) ||
		    (!m->watch.is_open && is_said(list, i)))
			continue;
		format_key(key, sizeof key, b->key);
		row = find_row(rows, n, help_of(b));
		if (row == NULL) {
			row = &rows[n++];
			row->help = help_of(b);
			row->key[0] = '\0';
			if (strcmp(b->line, "open 1") == 0)
				str_copy(key, sizeof key, "Alt-1 … Alt-9");
			if (strcmp(b->line, "canned --likely 1") == 0)
				str_copy(key, sizeof key, "Ctrl-X 1 … 9");
		} else if (text_cols(row->key) + text_cols(key) + 2 >
		    KEY_COLS) {
			continue;
		} else {
			snprintf(row->key + strlen(row->key),
			    sizeof row->key - strlen(row->key), ", ");
		}
		snprintf(row->key + strlen(row->key),
		    sizeof row->key - strlen(row->key), "%s", key);
	}
	return n;
}

/* Where its sentence stands: beside the key, where that is too narrow below
 * it; one without a key is a sentence of its own. */
static struct rect
text_place(const struct row *row, int cols)
{
	if (row->key[0] == '\0')
		return (struct rect){ 0, 1, 0, cols - 2 };
	if (cols < 2 * KEY_COLS)
		return (struct rect){ 1, 2, 0, cols - 3 };
	return (struct rect){ 0, KEY_COLS + 2, 0, cols - KEY_COLS - 3 };
}

static int
count_rows(const struct draw *d, const struct row *row, int cols)
{
	struct rect text = text_place(row, cols);

	return text.row + wrap_count(d->cache, row->help, text.cols);
}

/* Its rows from `skip` on, as many as fit; returns them. */
static int
draw_row(const struct draw *d, struct rect r, const struct row *row, int skip)
{
	struct rect text = text_place(row, r.cols);
	struct wrapped w = wrap_text(d->cache, row->help, text.cols);
	int n = 0;

	if (row->key[0] != '\0' && skip == 0)
		put_clip(d->g, r.row, r.col + 1, r.cols - 1, STYLE_CUSTOMER,
		    row->key);
	for (int i = skip; i < w.n_rows + text.row && n < r.rows; i++, n++)
		if (i >= text.row)
			wrap_put(d->g, r.row + n, r.col + text.col, text.cols,
			    STYLE_NORMAL, &w, i - text.row);
	return n;
}

/* What stands in one column of the page. */
struct column {
	int first, n;	/* rows of the table */
	int height;	/* rows of the screen */
};

/* Cuts the table where the columns come out nearly alike. Returns the height
 * of the higher one. */
static int
cut(const struct draw *d, const struct row *rows, int n, int cols,
    struct column columns[2], int n_columns)
{
	int total = 0, at = 0, height = 0;

	for (int i = 0; i < n; i++)
		total += count_rows(d, &rows[i], cols);
	for (int k = 0; k < n_columns; k++) {
		struct column *c = &columns[k];

		*c = (struct column){ .first = at };
		while (at < n && (k + 1 == n_columns ||
		    c->height * n_columns < total)) {
			c->height += count_rows(d, &rows[at++], cols);
			c->n++;
		}
		if (c->height > height)
			height = c->height;
	}
	return height;
}

static void
draw_column(const struct draw *d, struct rect r, const struct row *rows,
    const struct column *c, int skip)
{
	int end = r.row + r.rows;

	for (int i = c->first; i < c->first + c->n && r.row < end; i++) {
		int height = count_rows(d, &rows[i], r.cols);

		if (skip >= height) {
			skip -= height;
			continue;
		}
		r.rows = end - r.row;
		r.row += draw_row(d, r, &rows[i], skip);
		skip = 0;
	}
}

void
help_view_draw(const struct draw *d, struct rect body)
{
	struct row rows[ROWS_MAX + 1];
	struct column columns[2];
	char address[ADDRESS_BYTES];
	int n = say_address(d->m, rows, address, sizeof address);
	int n_columns = body.cols >= 2 * COLUMN_COLS ? 2 : 1;
	int first = d->m->ui.overlay_scroll, height;
	struct rect r = body;

	n += gather(d->m, rows + n);
	if (r.cols > n_columns * COLUMN_COLS + 24)
		r.cols = n_columns * COLUMN_COLS + 24;
	height = cut(d, rows, n, (r.cols - 2) / n_columns, columns,
	    n_columns);
	if (r.rows > height + 2)
		r.rows = height + 2;
	r.col += (body.cols - r.cols) / 2;
	r.row += (body.rows - r.rows) / 2;
	r = box_draw(d->g, r, _("The keys that work here"),
	    _("PgUp and PgDn scroll, F9 shows every command, Esc leaves"));
	if (first > height - r.rows)
		first = height - r.rows;
	if (first < 0)
		first = 0;
	r.cols /= n_columns;
	for (int k = 0; k < n_columns; k++, r.col += r.cols)
		draw_column(d, r, rows, &columns[k], first);
}
