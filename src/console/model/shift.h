/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shift.h - what the next shift has to know, as plain text of 72 columns: who
 * waits, what was promised and put aside, what was noted lately, what is not
 * with the desk yet. An operator's of their own, a supervisor's of all.
 */
#ifndef MODEL_SHIFT_H
#define MODEL_SHIFT_H

#include "base/str.h"
#include "console/model/model.h"

#define SHIFT_BYTES 12000	/* at most: it goes into one message */

/* Appends to `out`, which has room for SHIFT_BYTES. */
void shift_report(const struct model *m, struct str *out);

#endif
