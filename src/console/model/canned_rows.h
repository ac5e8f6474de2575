/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canned_rows.h - canned replies to choose from: one row for each shortcut, in
 * the conversation's language, the likeliest first.
 */
#ifndef MODEL_CANNED_ROWS_H
#define MODEL_CANNED_ROWS_H

#include "console/model/picker.h"

#define CANNED_TOP 9		/* that C-x and a digit insert */

/* Those that match, best first; how many. The caller frees *rows. A row's id
 * is that of the variant in the conversation's language. */
size_t canned_rows(const struct model *m, const struct chat *c,
    const char *query, struct pick **rows);
/* The likeliest ones; how many. */
size_t canned_top(const struct model *m, const struct chat *c,
    int64_t ids[CANNED_TOP]);
/* What the selected row of the open list shows; NULL: nothing is selected. */
const struct canned *canned_chosen(const struct model *m);
/* How many variants it has for this conversation. */
size_t canned_variants(const struct model *m);
/* Shows the variant `by` further on. */
void canned_turn(struct model *m, int by);

#endif
