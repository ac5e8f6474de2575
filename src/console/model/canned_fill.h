/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canned_fill.h - the fields of a canned reply, filled for a conversation.
 *
 * What is not known and has no fall-back becomes a field that asks,
 * "{?customer's name}", which domain/canned.h keeps from being sent. So does
 * one whose command runs, "{?BALANCE…}".
 */
#ifndef MODEL_CANNED_FILL_H
#define MODEL_CANNED_FILL_H

#include "console/model/model.h"

#define CANNED_WAITING "…"	/* behind a name whose command runs */

/* Appends the filled text, a date in it in the language, that of the reply; "":
 * the customer's. Returns how many fields stayed unfilled. */
int canned_fill(const struct model *m, const struct chat *c,
    const char *language, const char *text, struct str *out);
/* Appends what somebody else has said of themselves, or a command's output: it
 * makes no field, whatever braces are in it. */
void canned_put_value(struct str *out, const char *value);

#endif
