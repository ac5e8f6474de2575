/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the panes are. Those that would be too small to read are left out;
 * the focused one never is.
 */
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
fits(const struct ui *ui, struct rect area, int n)
{
	int min_cols = ui->is_panes_chosen ? PANE_MIN_COLS : PANE_CALM_COLS;

	for (int i = 0; i < n; i++) {
		struct rect r = place(area, ui->layout, n, i);

		if (r.cols < min_cols || r.rows < PANE_MIN_ROWS)
			return false;
	}
	return true;
}

int
panes_layout(const struct draw *d, struct rect area,
    struct pane panes[MODEL_PANES])
{
	const struct ui *ui = &d->m->ui;
	int n = ui->is_zoomed || ui->layout == LAYOUT_ONE ? 1 : ui->n_panes;
	bool has_focus = false;

	while (n > 1 && !fits(ui, area, n))
		n--;
	for (int i = 0; i < n; i++) {
		panes[i] = (struct pane){
			.r = place(area, ui->layout, n, i),
			.c = model_find_chat(d->m, ui->panes[i]),
			.has_title = n > 1 || d->g->cols >= MODEL_WIDE_COLS,
		};
		panes[i].jumps = panes[i].r.cols < d->g->cols;
		panes[i].is_focused = panes[i].c != NULL &&
		    panes[i].c->c.id == ui->focus_id;
		has_focus = has_focus || panes[i].is_focused;
	}
	if (!has_focus && model_focused(d->m) != NULL) {
		panes[n - 1].c = model_focused(d->m);
		panes[n - 1].is_focused = true;
	}
	for (int i = 0; i < n; i++)
		panes[i].is_normal = panes[i].is_focused && ui->is_normal;
	return n;
}
