/* SPDX-License-Identifier: GPL-3.0-or-later */
/* target.h - how long a customer may wait for an answer, and how the wait
 * stands now. Arithmetic only: the caller passes `now_ms`.
 *
 * Three things are asked of a desk: its *first* response, the *next* ones, and
 * the *resolution*, which is the end of a conversation.
 *
 * Instants are ms since 1970 UTC, 0 meaning "not yet"; spans are ms.
 */
#ifndef DOMAIN_TARGET_H
#define DOMAIN_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define TARGET_NEVER INT64_MAX

struct target {
	int64_t limit_ms;	/* 1000..86400000, or TARGET_NEVER */
	int	warn_percent;	/* 1..100 of the limit, then TARGET_WARN */
};

enum target_state { TARGET_NONE, TARGET_OK, TARGET_WARN, TARGET_MISSED };

enum target_which { TARGET_FIRST, TARGET_NEXT, TARGET_RESOLUTION, TARGETS };

/* One of them, as the desk has set it for a conversation. */
struct target_due {
	int64_t warn_ms, due_ms;	/* instants; due_ms 0: it is not asked */
	bool	is_warned, is_missed;	/* the desk has said so */
};

const char *target_which_name(enum target_which which);	/* "first" */
bool target_which_parse(const char *name, enum target_which *out);

/* Like target_state_at(), of what the desk has set. */
enum target_state target_due_state(const struct target_due *t, int64_t now_ms);

/* The wait that began at `since_ms` (0: nobody waits, TARGET_NONE). A
 * `now_ms` before it (a clock set back) counts as no wait at all. */
enum target_state target_state_at(const struct target *t, int64_t since_ms,
    int64_t now_ms);

/* "90s", "5m", "2h", "never". ERR_VALUE leaves *span_ms alone. */
bool target_parse_span(const char *text, int64_t *span_ms, struct err *err);

#endif
