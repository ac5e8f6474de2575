/* SPDX-License-Identifier: GPL-3.0-or-later */
/* picker.h - rows to choose from, filtered by what is typed: canned replies,
 * commands, receivers, outcomes, conversations. One picker for all overlays.
 */
#ifndef MODEL_PICKER_H
#define MODEL_PICKER_H

#include "console/model/model.h"

#define PICKER_MAX 200		/* rows that are ever shown */

struct pick {
	int64_t	    id;		/* of the thing; commands: index + 1;
				 * departments: -id; outcomes: index + 1;
				 * files: file_id_of() */
	const char *title;	/* borrowed from the model or a table */
	const char *hint;	/* right side: shortcut, key, load */
	const char *body;	/* a second line or preview; "" when none */
	int	    score;
};

/* The rows of the overlay that is open, best first; how many. */
size_t picker_rows(const struct model *m, struct pick *rows, size_t max);
/* Fuzzy: all letters of `query` in order, any case, ё as е, ł as l; 0: no
 * match; more is better (starts of words, runs, prefix of `text`). */
int picker_score(const char *query, const char *text);
/* The same with both folded already. */
int picker_score_folded(const char *query, const char *text);
/* The i-th of the states that I can choose, NULL behind the last; "✓": it is
 * mine now. */
const char *state_title(const struct model *m, size_t i);
const char *state_hint(const struct model *m, size_t i);
void state_choose(struct model *m, struct effects *e);
/* How an outcome is called: the usual codes in the operator's language, those
 * that a desk has made up as they are. */
const char *picker_outcome(const char *code);

#endif
