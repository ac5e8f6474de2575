/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart.h - bars in cells: one for each value, from left to right.
 *
 * A cell has eight steps. In plain letters it has them too, as letters that
 * fill more and more of it. What is more than nothing is always seen.
 */
#ifndef VIEW_CHART_H
#define VIEW_CHART_H

#include "console/view/grid.h"

/* As many bars as there are values, of the same width, as high as r.rows. A
 * bar is full at `max`; 0: at the largest value. */
void chart_draw(struct grid *g, struct rect r, const int64_t *values, int n,
    int64_t max, bool is_ascii, enum style style);
/* The columns that one bar takes, the gap behind it included. */
int  chart_bar_cols(int cols, int n);
/* In eighths of a cell, 0..rows * 8. */
int  chart_steps(int64_t value, int64_t max, int rows);

#endif
