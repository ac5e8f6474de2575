/* SPDX-License-Identifier: GPL-3.0-or-later */
/* winbacks.h - customers to be won back, as far as I may settle it.
 */
#ifndef MODEL_WINBACKS_H
#define MODEL_WINBACKS_H

#include "domain/winback.h"

struct model;

/* One that is due; its texts are the model's own. */
struct winback_held {
	struct winback w;
	int64_t	       told_ms;	/* which warning of its deadline was given */
};

/* NULL: none that is due. */
const struct winback *winback_find(const struct model *m,
    int64_t conversation_id);

#endif
