/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/view/chart.h"

#define STEPS 8

static const char *const blocks[STEPS + 1] = {
	" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"
};
static const char *const letters[STEPS + 1] = {
	" ", "_", ".", "-", "~", "+", "=", "*", "#"
};

int
chart_bar_cols(int cols, int n)
{
	return n < 1 || cols < n ? 1 : cols / n;
}

int
chart_steps(int64_t value, int64_t max, int rows)
{
	int steps = rows * STEPS;

	if (value <= 0 || max <= 0)
		return 0;
	if (value >= max)
		return steps;
	steps = (int)((double)value / (double)max * steps);
	return steps < 1 ? 1 : steps;
}

static int64_t
largest(const int64_t *values, int n)
{
	int64_t max = 0;

	for (int i = 0; i < n; i++)
		if (values[i] > max)
			max = values[i];
	return max;
}

static void
draw_bar(struct grid *g, struct rect r, int steps,
    const char *const *marks, enum style style)
{
	for (int row = 0; row < r.rows; row++) {
		int here = steps - row * STEPS;

		if (here <= 0)
			return;
		if (here > STEPS)
			here = STEPS;
		for (int col = 0; col < r.cols; col++)
			grid_put(g, r.row + r.rows - 1 - row, r.col + col, 1,
			    style, marks[here]);
	}
}

void
chart_draw(struct grid *g, struct rect r, const int64_t *values, int n,
    int64_t max, bool is_ascii, enum style style)
{
	int cols = chart_bar_cols(r.cols, n);

	if (max == 0)
		max = largest(values, n);
	for (int i = 0; i < n && (i + 1) * cols <= r.cols; i++)
		draw_bar(g, (struct rect){ r.row, r.col + i * cols, r.rows,
		    cols > 2 ? cols - 1 : cols },
		    chart_steps(values[i], max, r.rows),
		    is_ascii ? letters : blocks, style);
}
