/* SPDX-License-Identifier: GPL-3.0-or-later */
/* broadcast.h - what a supervisor has said to the whole team, and who has seen
 * it. An operator is told of their own seeing only, a supervisor of all.
 */
#ifndef DOMAIN_BROADCAST_H
#define DOMAIN_BROADCAST_H

#include <stddef.h>
#include <stdint.h>

#define BROADCASTS 20		/* the latest are told */
#define BROADCAST_KEEP_MS (30 * 24 * 3600 * INT64_C(1000))

struct broadcast {
	int64_t	       id, at_ms, by_id;	/* id: its seq */
	const char    *text;
	const int64_t *seen;		/* ids of operators */
	size_t	       n_seen;
};

struct broadcast_seen {
	int64_t broadcast_id, operator_id, at_ms;
};

#endif
