/* SPDX-License-Identifier: GPL-3.0-or-later */
/* picker_parts.h - what the files of the picker share; nobody else includes it.
 */
#ifndef MODEL_PICKER_PARTS_H
#define MODEL_PICKER_PARTS_H

#include "console/model/picker.h"

/* Rows that are being gathered. */
struct rows {
	struct pick *list;
	size_t	     n, cap;
	const struct model *m;
};

/* A row, unless its score is 0. */
void rows_add(struct rows *r, int64_t id, int score, const char *title,
    const char *hint, const char *body);
const char *rows_query(const struct model *m);
/* Also as typed on the other layout: "куагтв" finds "refund". */
int picker_score_both(const char *query, const char *text);

void rows_sessions(struct rows *r);
void rows_winbacks(struct rows *r);
void rows_states(struct rows *r);
void rows_shared(struct rows *r);
void rows_blocked(struct rows *r);

#endif
