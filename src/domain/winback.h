/* SPDX-License-Identifier: GPL-3.0-or-later */
/* winback.h - winning back a customer who has rated badly: a task with an owner
 * and a deadline.
 *
 *   (bad rating) -> OPEN --offered--> OFFERED --won--> WON
 *                     \------------------|-----lost--> LOST
 *
 * A win-back is won when its customer rates a conversation with four stars or
 * more afterwards, or when its owner says so; lost when its owner says so. Who
 * settles it may open it again.
 */
#ifndef DOMAIN_WINBACK_H
#define DOMAIN_WINBACK_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/limits.h"

#define MAX_WINBACK_BYTES 1000	/* each of its texts */
#define WINBACK_GOOD	  4	/* stars that win somebody back */

enum winback_state {
	WINBACK_NONE, WINBACK_OPEN, WINBACK_OFFERED, WINBACK_WON,
	WINBACK_LOST, WINBACK_STATES
};

struct winback {
	int64_t conversation_id, customer_id;
	enum winback_state state;
	int64_t owner_id, opened_ms, due_ms, changed_ms;
	int64_t department_id;		/* of the conversation; not on the wire */
	int64_t by_id;			/* who handled the conversation */
	int	stars;
	const char *name;		/* of the customer */
	const char *comment;		/* what the rating said */
	const char *apology, *gesture, *changed;	/* "": not yet */
};

const char *winback_state_name(enum winback_state s);	/* "offered" */
bool winback_state_parse(const char *name, enum winback_state *out);
/* Open or offered: somebody has to do something. */
bool winback_is_due(enum winback_state s);

#endif
