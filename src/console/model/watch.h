/* SPDX-License-Identifier: GPL-3.0-or-later */
/* watch.h - what a supervisor looks at: who waits, who answers, the day.
 *
 * Two tables of ids, put in order every few seconds and never while keys are
 * being pressed; what a row says is looked up when it is drawn. The figures
 * come from the desk, which is asked only when something has happened.
 */
#ifndef MODEL_WATCH_H
#define MODEL_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "domain/figures.h"

#define WATCH_FILTER_BYTES 64	/* NUL included */

enum watch_part { WATCH_TALKS, WATCH_TEAM, WATCH_PARTS };
enum watch_sort {
	WATCH_BY_TARGET,	/* who is late first, or is so already */
	WATCH_BY_WAIT, WATCH_BY_NAME, WATCH_BY_OPERATOR,
	WATCH_BY_DEPARTMENT, WATCH_BY_LOAD, WATCH_SORTS
};
enum watch_charts { WATCH_BLOCKS, WATCH_ASCII, WATCH_NUMBERS, WATCH_CHARTS };

struct watch_table {
	int64_t *ids;
	size_t	 n, cap;
	int64_t	 selected;	/* 0: none yet, the first is meant */
	size_t	 top;		/* the first row that is shown */
};

struct watch {
	bool is_open;
	bool is_alone;		/* `dezhurka top`: nothing else can be done */
	enum watch_part part;
	enum watch_sort sort;
	bool is_reversed;
	enum watch_charts charts;
	bool has_charts;	/* the operator chose them */
	int64_t department_id;	/* 0: all */
	int64_t operator_id;	/* whose conversations; 0: all */
	char filter[WATCH_FILTER_BYTES];
	bool is_filtering;	/* letters are put to it */
	struct watch_table tables[WATCH_PARTS];
	int64_t sorted_ms, key_ms;
	struct figures figures;
	bool has_figures;
	enum err_code figures_code;	/* why there are none */
	bool is_asking, has_news;
	int64_t asked_ms;
};

/* Where things stand, by the size of the screen; the body is what lies between
 * the status line and the key bar. Rows of 0 have no place. */
struct watch_layout {
	int row, rows;			/* the body */
	int figures, charts;		/* rows, from the top */
	int chart_rows;			/* of one chart */
	bool is_beside;			/* the team is right of the talks */
	struct { int row, rows, col, cols; } tables[WATCH_PARTS];
};

struct model;
struct chat;
struct effects;
struct event;
struct str;

struct watch_layout watch_layout(const struct model *m);
const char *watch_sort_name(enum watch_sort sort);
/* "sort=wait department=Billing filter=ann", each may be missing. ERR_VALUE: a
 * sentence (translated); nothing has changed. */
bool watch_set(struct model *m, const char *args, struct err *err);
/* Unless the operator has chosen here: by the setting, by the terminal. */
void watch_choose_charts(struct model *m);
/* Puts the tables in order, now. */
void watch_refresh(struct model *m);
/* Asks for the figures that the settings of the watch want. */
void watch_ask(struct model *m, struct effects *e);
/* Whose customer waits longest for this operator, put aside or not; NULL:
 * nobody waits. */
const struct chat *watch_unanswered(const struct model *m,
    int64_t operator_id);
/* When its target is missed: an instant, INT64_MAX: never. */
int64_t watch_due_ms(const struct model *m, const struct chat *c);
/* Can this line of a key be done with the row that is chosen? */
bool watch_offers(const struct model *m, const char *line);
/* How many wait in the queue and talk, of the department that is watched; the
 * first that waits, or NULL. */
struct watch_now { int waiting, active, late, there, team; };
struct watch_now watch_now(const struct model *m, const struct chat **oldest);

#endif
