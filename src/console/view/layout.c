/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the panes are. Those that would be too small to read are left out;
 * the focused one never is.
 */
#include <string.h>

#include "console/view/internal.h"

#define PANE_MIN_COLS 30
#define PANE_CALM_COLS 36	/* when nobody has asked for so many panes */
#define PANE_MIN_ROWS 7

/* The i-th of n parts of `all`, with a column or row for the rule between. */
static void
part(int all, int n, int i, int rule, int *at, int *size)
{
	int room = all - (n - 1) * rule;

	*at = room * i / n + i * rule;
	*size = room * (i + 1) / n - room * i / n;
}

static struct rect
cell(struct rect area, int rows, int row, int cols, int col)
{
	struct rect r;

	part(area.rows, rows, row, 0, &r.row, &r.rows);
	part(area.cols, cols, col, 1, &r.col, &r.cols);
	r.row += area.row;
	r.col += area.col;
	return r;
}

static int
grid_cols(int n)
{
	return n <= 1 ? 1 : n <= 4 ? 2 : 3;
}

/* The main one takes three fifths of the columns. */
static struct rect
main_or_side(struct rect area, int n, int i)
{
	int wide = n > 1 ? (area.cols - 1) * 3 / 5 : area.cols;

	if (i == 0)
		return (struct rect){ area.row, area.col, area.rows, wide };
	area.col += wide + 1;
	area.cols -= wide + 1;
	return cell(area, n - 1, i - 1, 1, 0);
}

static struct rect
place(struct rect area, enum layout layout, int n, int i)
{
	int cols = grid_cols(n), rows = (n + cols - 1) / cols, row = i / cols;

	switch (layout) {
	case LAYOUT_COLUMNS:
		return cell(area, 1, 0, n, i);
	case LAYOUT_ROWS:
		return cell(area, n, i, 1, 0);
	case LAYOUT_GRID:
		/* The last row may have fewer, and so wider ones. */
		if (row == rows - 1)
			return cell(area, rows, row, n - row * cols, i % cols);
		return cell(area, rows, row, cols, i % cols);
	case LAYOUT_MAIN:
		return main_or_side(area, n, i);
	default:
		return area;
	}
}

static bool
fits(const struct ui *ui, enum layout layout, struct rect area, int n,
    bool is_calm)
{
	int min_cols = is_calm && !ui->is_panes_chosen ? PANE_CALM_COLS :
	    PANE_MIN_COLS;

	for (int i = 0; i < n; i++) {
		struct rect r = place(area, layout, n, i);

		if (r.cols < min_cols || r.rows < PANE_MIN_ROWS)
			return false;
	}
	return true;
}

/* The live ones, as many as there is room for; the focused one is among
 * them. */
static int
live_panes(const struct draw *d, struct rect area,
    struct pane panes[MODEL_PANES + 1])
{
	const struct ui *ui = &d->m->ui;
	int n = ui->is_zoomed || ui->layout == LAYOUT_ONE ? 1 : ui->n_panes;
	bool has_focus = false;

	while (n > 1 && !fits(ui, ui->layout, area, n, true))
		n--;
	for (int i = 0; i < n; i++) {
		panes[i] = (struct pane){
			.c = model_find_chat(d->m, ui->panes[i]) };
		panes[i].is_focused = panes[i].c != NULL &&
		    panes[i].c->c.id == ui->focus_id;
		has_focus = has_focus || panes[i].is_focused;
	}
	if (!has_focus && model_focused(d->m) != NULL) {
		panes[n - 1].c = model_focused(d->m);
		panes[n - 1].is_focused = true;
	}
	return n;
}

static void
remove_pane(struct pane *panes, int n, int i)
{
	memmove(panes + i, panes + i + 1,
	    (size_t)(n - i - 1) * sizeof *panes);
}

/* The last one that can be missed while something is read beside `owner`; -1:
 * none of them. */
static int
spare_pane(const struct pane *panes, int n, const struct chat *owner)
{
	for (int i = n - 1; i >= 0; i--)
		if (!panes[i].is_focused && panes[i].c != owner)
			return i;
	return -1;
}

/* Beside its conversation, when that is on the screen; where there is no room
 * for both, in its place while the keys are there. Others give way. Returns
 * how many panes there are. */
static int
put_earlier(const struct draw *d, struct rect area, enum layout layout,
    struct pane panes[MODEL_PANES + 1], int n)
{
	const struct ui *ui = &d->m->ui;
	const struct chat *owner = model_find_chat(d->m, ui->earlier_of);
	int at = 0, spare;

	if (d->m->earlier == NULL ||
	    (owner == NULL && model_focused(d->m) != NULL))
		return n;
	while (at < n && panes[at].c != owner)
		at++;
	if (at == n)
		return n;
	while (!fits(ui, layout, area, n + 1, false) &&
	    (spare = spare_pane(panes, n, owner)) >= 0)
		remove_pane(panes, n--, spare);
	for (at = 0; panes[at].c != owner; at++)
		;
	if (owner == NULL || !fits(ui, layout, area, n + 1, false)) {
		panes[at].is_earlier = panes[at].is_instead =
		    owner == NULL || model_reads_earlier(d->m);
		return n;
	}
	memmove(panes + at + 2, panes + at + 1,
	    (size_t)(n - at - 1) * sizeof *panes);
	panes[at + 1] = (struct pane){ .c = owner, .is_earlier = true };
	return n + 1;
}

int
panes_layout(const struct draw *d, struct rect area,
    struct pane panes[MODEL_PANES + 1])
{
	const struct ui *ui = &d->m->ui;
	enum layout layout = ui->layout;
	int n = live_panes(d, area, panes);

	/* What is alone has its earlier conversation at its side. */
	if (n == 1)
		layout = LAYOUT_COLUMNS;
	n = put_earlier(d, area, layout, panes, n);
	for (int i = 0; i < n; i++) {
		panes[i].r = place(area, layout, n, i);
		panes[i].has_title = n > 1 || d->g->cols >= MODEL_WIDE_COLS;
		panes[i].jumps = panes[i].r.cols < d->g->cols;
		panes[i].is_normal = panes[i].is_focused && ui->is_normal &&
		    !model_reads_earlier(d->m);
		panes[i].count = ui->count;
	}
	return n;
}
