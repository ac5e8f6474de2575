/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report.h - from a conversation's events to a row, and from rows to figures.
 *
 * Pure: no store, no clock. What every figure says is written in
 * domain/stats.h. A conversation's state is domain/conversation.h's own fold,
 * so a report cannot see its life in another way than the desk does.
 *
 *   report_fold_begin(f)
 *   report_fold_event(f, ev)	all of its events, in order
 *   report_fold_end(f)		f->row is complete
 *   report_add(report, f)
 *   report_state(report, ...)	by the hour: all since the log began
 *   report_end(report, &stats)
 *
 * A report takes 64 MiB at most; one that would need more, or for which there is
 * no memory, has failed and has no end.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "domain/conversation.h"
#include "domain/operator.h"
#include "domain/stats.h"

/* An operator had it from `from_ms` to `to_ms`; 0: still. */
struct report_had {
	int64_t operator_id, from_ms, to_ms;
};

/* An answer: who gave it, how long after. `is_first` of the conversation. */
struct report_answer {
	int64_t operator_id, ms;
	bool	is_first;
};

/* What an operator did to it. */
struct report_part {
	int64_t operator_id, n_transfers, n_missed, n_declined;
};

struct report_fold {
	struct stats_row     row;
	struct report_had   *had;
	size_t		     n_had, cap_had;
	struct report_answer *answers;
	size_t		     n_answers, cap_answers;
	struct report_part  *parts;
	size_t		     n_parts, cap_parts;
	int64_t		     last_owner_id;
	/* own */
	struct conversation  c;
	int64_t		     wrap_up_ms;	/* since; 0: it is none */
	bool		     is_routed;		/* the row has its segment */
};

/* Zeroed memory is fine; what was in it is freed or used again. */
void report_fold_begin(struct report_fold *f);
/* Events that are none of this conversation's life are passed by. */
void report_fold_event(struct report_fold *f, const struct event *ev);
/* False: it has no beginning, or it is a room of the team. */
bool report_fold_end(struct report_fold *f);
void report_fold_clear(struct report_fold *f);

/* --- figures ------------------------------------------------------------ */

struct report;

struct report_ask {
	enum stats_by by;
	int64_t	since_ms, until_ms;	/* opened in it; until is not in it */
	int64_t	now_ms;
	/* Of the hours: the bytes of a zone (base/zone.h), borrowed till the
	 * end; NULL: so far from UTC. */
	const unsigned char *zone;
	size_t	zone_len;
	int64_t	offset_s;
	int64_t	operator_id;		/* only this one's part; 0: all */
	int	bad_stars;		/* up to how many are bad */
};

struct report *report_new(const struct report_ask *ask);
void	       report_free(struct report *r);
/* Also of one that was opened before: it counts for the load only. */
void	       report_add(struct report *r, const struct report_fold *f);
/* Fills total and lines, sorted: operators, departments and hours by their
 * number, others by their name. The caller frees out->lines. */
void	       report_end(struct report *r, struct stats *out);
/* An operator is so from then on; told in the order of time, also of before. */
void	       report_state(struct report *r, int64_t operator_id,
    enum presence presence, int64_t at_ms);
/* ERR_NONE, ERR_TOO_LARGE (fewer days will do), ERR_BUSY (no memory). */
enum err_code  report_failed(const struct report *r);

#endif
