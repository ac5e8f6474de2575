/* SPDX-License-Identifier: GPL-3.0-or-later */
/* estimate.h - how long who waits will wait, honestly: from what was measured,
 * and never without enough of it. Pure.
 *
 * Measured are conversations that have ended: those of the last three hours,
 * and of the same hour of the seven days before, of the same department. With
 * the half of them handled within H, with S conversations that the operators who
 * are there take at once, and F of these free, the one at place P waits for
 *
 *	R + max(0, P - F) * H / S
 *
 * where R is in what time those who waited least were taken. What is told is a
 * range about that, in whole minutes. What came of it is kept: the error is
 * known, and is reported.
 */
#ifndef DESK_ESTIMATE_H
#define DESK_ESTIMATE_H

#include "domain/conversation.h"

#define ESTIMATE_SAMPLES 8	/* without so many nothing is said */
#define ESTIMATE_BACK_MS (INT64_C(7) * 24 * 3600 * 1000 + 3600000)
#define ESTIMATE_MAX_MS	 (INT64_C(90) * 60000)	/* beyond it no word is */

struct estimates;

struct estimates *estimates_new(void);
void estimates_free(struct estimates *e);
/* As it stands now; those that have not ended and were told nothing are of no
 * interest. */
void estimates_put(struct estimates *e, const struct conversation *c);
void estimates_forget(struct estimates *e, int64_t conversation_id);

struct estimate_room {
	int64_t department_id;
	int	place;		/* from 1; 0: it does not wait */
	int	slots, n_free;	/* of the operators who are there */
};
/* A range in minutes, *low < *high; *low 0: less than one. False: nothing can be
 * said. */
bool estimates_ask(struct estimates *e, const struct estimate_room *room,
    int64_t now_ms, int *low, int *high);

/* What came of those that were told since then: the middle of the range against
 * the wait. */
struct estimate_error {
	int	n, n_within;	/* within the range */
	int64_t median_ms, p90_ms;
};
void estimates_error(const struct estimates *e, int64_t since_ms,
    struct estimate_error *out);

#endif
