/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tour: a box over the input, with a sign in the column of what it tells
 * of. It is drawn last, so it finds that on the grid.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/model/tour.h"
#include "console/view/internal.h"

#define BOX_COLS  62
#define MIN_ROWS  8
#define MIN_COLS  24

/* The column where a row has that text; -1: nowhere. */
static int
find_col(const struct grid *g, int row, const char *text)
{
	size_t len = strlen(text);

	for (int col = 0; len > 0 && col < g->cols; col++) {
		size_t got = 0;

		for (int at = col; at < g->cols && got < len; at++) {
			const struct cell *c = &g->cells[row * g->cols + at];

			if (strncmp(text + got, c->bytes, c->len) != 0)
				break;
			got += c->len;
		}
		if (got >= len)
			return col;
	}
	return -1;
}

/* The row that the box stands over, and the column of its sign. */
static void
find_anchor(const struct draw *d, const struct tour_step *s, const char *key,
    int *row, int *col)
{
	const struct grid *g = d->g;

	*row = g->rows - 1;
	*col = s->line[0] != '\0' ? find_col(g, *row, key) : g->cursor_col;
	/* The input stays free: who types goes on. With its rule. */
	if (g->cursor_row > MIN_ROWS)
		*row = g->cursor_row - 1;
}

/* The key in place of "%s". */
static void
put_key(char *buf, size_t size, const char *text, const char *key)
{
	const char *hole = strstr(text, "%s");

	if (hole == NULL)
		snprintf(buf, size, "%s", text);
	else
		snprintf(buf, size, "%.*s%s%s", (int)(hole - text), text,
		    key, hole + 2);
}

static void
draw_small(const struct draw *d, const char *text)
{
	struct rect r = { 0, 0, 1, d->g->cols };

	grid_fill(d->g, r, STYLE_SELECTED);
	put_clip(d->g, 0, 0, d->g->cols, STYLE_SELECTED, text);
}

static void
draw_box(const struct draw *d, const char *title, const char *text, int row,
    int col)
{
	const char *hint = _("Enter goes on, other keys leave");
	int cols = d->g->cols < BOX_COLS ? d->g->cols : BOX_COLS;
	struct wrapped w = wrap_text(d->cache, text, cols - 4);
	struct rect r = { 0, 0, w.n_rows + 3, cols }, in;

	r.row = row - r.rows;
	if (r.row < 0)
		r.row = 0;
	if (col >= 0)
		r.col = col < 2 ? 0 : col - 2;
	if (r.col + r.cols > d->g->cols)
		r.col = d->g->cols - r.cols;
	in = box_frame(d->g, r, title, "");
	/* The box may have asked the cache for other texts. */
	w = wrap_text(d->cache, text, cols - 4);
	for (int i = 0; i < w.n_rows && i < in.rows; i++)
		wrap_put(d->g, in.row + i, in.col + 1, in.cols - 1,
		    STYLE_NORMAL, &w, i);
	put_clip(d->g, in.row + in.rows - 1, in.col + 1, in.cols - 2,
	    STYLE_DIM, hint);
	if (col > r.col && col < r.col + r.cols - 1)
		grid_put(d->g, r.row + r.rows - 1, col, 1, STYLE_SELECTED,
		    "▼");
}

void
tour_view_draw(const struct draw *d)
{
	char title[SHORT_BYTES], key[SHORT_BYTES], text[TEXT_BYTES];
	const struct tour_step *s;
	int n, of, row, col;

	s = model_tour(d->m, &n, &of);
	if (s == NULL)
		return;
	format_key(key, sizeof key, keymap_key_of(&d->m->keys,
	    s->named != NULL ? s->named : s->line));
	/* TRANSLATORS: the tour: step 1 of 6. */
	snprintf(title, sizeof title, _("Tour %d/%d"), n, of);
	put_key(text, sizeof text, _(s->text), key);
	if (d->g->rows < MIN_ROWS || d->g->cols < MIN_COLS) {
		draw_small(d, text);
		return;
	}
	find_anchor(d, s, key, &row, &col);
	draw_box(d, title, text, row, col);
}
