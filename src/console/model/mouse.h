/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mouse.h - what stands where on the screen, and what a click there does.
 *
 * The view notes hits while it draws; a click acts on the id that the last
 * frame showed at its place, never on a row. Later hits lie over earlier ones.
 */
#ifndef MODEL_MOUSE_H
#define MODEL_MOUSE_H

#include "console/model/effects.h"

#define HITS_MAX	400
#define HIT_LINE_BYTES	64
#define HIT_AGAIN_MS	500	/* a second click within opens */

enum hit_kind {
	HIT_NOTHING,		/* lies over others and does nothing */
	HIT_PANE,		/* id: of its conversation */
	HIT_CHAT,		/* id: a row of the rail, a tab */
	HIT_PICK,		/* id: a row of the overlay */
	HIT_EARLIER,		/* id: an earlier conversation's row */
	HIT_READ,		/* the one that is read beside */
	HIT_SIDEBAR,		/* the customer's record */
	HIT_COLLEAGUE,		/* id: of an operator */
	HIT_KEY			/* line: of the key bar */
};

struct hit {
	int	      row, col, rows, cols;
	enum hit_kind kind;
	int64_t	      id;
	char	      line[HIT_LINE_BYTES];
};

struct hits {
	struct hit list[HITS_MAX];	/* what has no room is left out */
	size_t	   n;
};

enum mouse { MOUSE_CLICK, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct model;
/* `row` and `col` from 0; a place where nothing is does nothing. */
void model_mouse(struct model *m, const struct hits *hits, enum mouse what,
    int row, int col, struct effects *e);

#endif
