/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the parts of the watch stand. The view draws by it, and the keys know
 * by it how long a page is. */
#include "console/model/internal.h"
#include "console/model/watch.h"

#define BESIDE_COLS  120	/* from here on the team has a side of its own */
#define TEAM_COLS    52
#define TALL_ROWS    34		/* charts may have several rows from here on */
#define TALL_CHART   4
#define SMALL_ROWS   18		/* below there are no charts */
#define NUMBERS_ROWS 6		/* a heading and five series */
#define SERIES	     3

static void
put_beside(struct watch_layout *l, int cols, int rows)
{
	int team = TEAM_COLS + (cols - BESIDE_COLS) / 3;

	l->is_beside = true;
	l->tables[WATCH_TALKS].cols = cols - team - 1;
	l->tables[WATCH_TEAM].col = cols - team;
	l->tables[WATCH_TEAM].cols = team;
	for (int i = 0; i < WATCH_PARTS; i++) {
		l->tables[i].row = l->row + l->figures + l->charts;
		l->tables[i].rows = rows;
	}
}

/* The team below: as many rows as it has, but the queue keeps most. */
static void
put_below(const struct model *m, struct watch_layout *l, int cols, int rows)
{
	int team = rows * 2 / 5, n = (int)m->watch.tables[WATCH_TEAM].n + 1;

	if (team > n)
		team = n;
	if (team < 2)
		team = rows >= 5 ? 2 : 0;
	l->tables[WATCH_TALKS].row = l->row + l->figures + l->charts;
	l->tables[WATCH_TALKS].rows = rows - team;
	l->tables[WATCH_TEAM].row = l->tables[WATCH_TALKS].row + rows - team;
	l->tables[WATCH_TEAM].rows = team;
	for (int i = 0; i < WATCH_PARTS; i++)
		l->tables[i].cols = cols;
}

struct watch_layout
watch_layout(const struct model *m)
{
	int rows = m->ui.rows, cols = m->ui.cols;
	struct watch_layout l = { .row = rows > 3 ? 1 : 0 };

	l.rows = rows - l.row - (rows > 3 ? 1 : 0);
	l.figures = cols >= BESIDE_COLS ? 2 : 3;
	if (rows < SMALL_ROWS)
		l.figures = rows < 8 ? 0 : 1;
	if (rows >= SMALL_ROWS && m->watch.figures_code != ERR_RIGHTS) {
		l.chart_rows = rows >= TALL_ROWS && cols >= BESIDE_COLS ?
		    TALL_CHART : 1;
		l.charts = m->watch.charts == WATCH_NUMBERS ? NUMBERS_ROWS :
		    l.chart_rows > 1 ? l.chart_rows + 2 : SERIES;
	}
	rows = l.rows - l.figures - l.charts;
	if (rows < 0)
		rows = 0;
	if (cols >= BESIDE_COLS)
		put_beside(&l, cols, rows);
	else
		put_below(m, &l, cols, rows);
	return l;
}
