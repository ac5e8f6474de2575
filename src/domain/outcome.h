/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outcome.h - how conversations end, as the desk is set.
 */
#ifndef DOMAIN_OUTCOME_H
#define DOMAIN_OUTCOME_H

#include "domain/limits.h"

/* What an outcome brings along; strings are never NULL. */
struct outcome {
	const char *code;	/* "refund": a word like a login */
	const char *title;	/* as people read it; "": the code */
	const char *note;	/* begins the note of a close, with fields as in
				 * canned replies: "Refund {?amount}"; or "" */
	const char *tags;	/* added when it is chosen, as in tags.h */
};

#endif
