/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats.h - the figures of a desk, and what each of them says.
 *
 * A *row* is one conversation, folded from its events by server/report/. It
 * belongs to the instant it was opened at, however long it went on. A *line*
 * is what the rows of a group come to, a group being an operator, a
 * department, a language, a segment, a priority or an hour of the day.
 *
 *   wait            from the opening until an operator has it: took it, was
 *                   given it, accepted an offer of it, or wrote into it. Who
 *                   comes back to a closed conversation opens no new wait.
 *   first response  from the opening until an operator's first message; a
 *                   greeting by the desk is none.
 *   next response   from the customer's first message after an answer until
 *                   the next message of an operator; each counts by itself.
 *                   What an operator said needs no answer does not count.
 *   handling        all the time that operators had it, from having it until
 *                   it was closed, went back to a queue or to a colleague;
 *                   spans that have not ended are not in it.
 *   wrap-up         from the closing until its outcome was said; a reopening
 *                   in between takes it out.
 *   transfer        an operator passed it on and did not take that back.
 *   missed          an offer that nobody accepted in time (returned).
 *   abandoned       its visitor left before the first answer; what an
 *                   operator or a block has closed is none.
 *   target          missed: the desk has said so; met: settled by an answer, or
 *                   by the close if it is that of the resolution, before that.
 *   rating          the last one that its customer gave.
 *   priority        that of the rules that routed it last; 0 without any.
 *   segment         that with which it was routed; of one that no rules have
 *                   routed, that of its customer's record now.
 *   win-back        what a bad rating has opened; won or lost is settled. The
 *                   success rate is won of settled.
 *
 * By operator, a conversation counts in the line of each who had it or answered
 * in it, with that operator's own part: the responses that they gave, the time that they
 * had it, transfers that they made, offers that they missed. Abandonment and
 * the wait belong to whoever had it first, wrap-up, rating and win-back to who
 * had it last; what nobody had is in a line without an operator. So the
 * lines of operators may add up to more than the total.
 *
 * By hour, an hour is one of the clock in the report's time zone, as it went
 * there on each day. Operators are there while they are online, busy or write
 * up, away while they are away or on a break (EVENT_STATE); what is known of
 * that begins with `states_ms`.
 *
 * Spans are ms. A median is the value at place ceil(n / 2) of the sorted
 * values, a p90 that at place ceil(9 n / 10): values that did occur. A mean is
 * rounded down.
 */
#ifndef DOMAIN_STATS_H
#define DOMAIN_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "domain/limits.h"
#include "domain/winback.h"

#define STATS_NONE	  INT64_C(-1)	/* a span that there is not */
#define STATS_OWNERS	  8		/* of a row; more are counted only */
/* 400 days, what there is yet of today, and an hour that the clock was put. */
#define STATS_RANGE_MS	  ((INT64_C(401) * 24 + 1) * 3600 * 1000)
#define STATS_LABEL_BYTES MAX_NAME_BYTES

enum stats_by {
	STATS_BY_NONE, STATS_BY_OPERATOR, STATS_BY_DEPARTMENT,
	STATS_BY_LANGUAGE, STATS_BY_SEGMENT, STATS_BY_HOUR, STATS_BY_PRIORITY,
	STATS_BYS
};
const char *stats_by_name(enum stats_by by);	/* "operator"; "" for none */
bool stats_by_parse(const char *name, enum stats_by *out);

struct stats_row {
	int64_t	conversation_id, customer_id, department_id;
	int64_t	opened_ms, closed_ms;		/* 0: it is not */
	int64_t	first_operator_id;		/* whose answer was first, or 0 */
	int64_t	owners[STATS_OWNERS];		/* in order, each once */
	int64_t	n_owners;			/* all of them */
	int64_t	wait_ms, first_response_ms;	/* STATS_NONE */
	int64_t	n_next, next_sum_ms, next_max_ms;
	int64_t	handling_ms, wrap_up_ms;	/* STATS_NONE */
	int64_t	n_transfers, n_missed, n_declined, n_reopened;
	int64_t	n_messages, n_answers;		/* the customer's, operators' */
	int64_t	n_targets_met, n_targets_missed;
	int64_t	stars, n_tags, priority;
	bool	is_abandoned;
	enum winback_state winback;
	char	language[LANGUAGE_BYTES + 1];
	char	segment[MAX_SEGMENT_BYTES + 1];
	char	outcome[MAX_LOGIN_BYTES + 1];
};

/* Some spans of one kind. */
struct stats_span {
	int64_t n, sum_ms, mean_ms, median_ms, p90_ms, max_ms;
};

enum stats_kind {
	STATS_WAIT, STATS_FIRST, STATS_NEXT, STATS_HANDLING, STATS_WRAP_UP,
	STATS_KINDS
};
const char *stats_kind_name(enum stats_kind kind);	/* "first_response" */

struct stats_line {
	int64_t	id;		/* operator, department, priority, hour 0..23 */
	char	label[STATS_LABEL_BYTES + 1];	/* a name, a code, "" */
	int64_t	n, n_abandoned, n_answered;
	struct stats_span spans[STATS_KINDS];
	int64_t	n_transfers, n_missed, n_declined, n_reopened;
	int64_t	n_targets_met, n_targets_missed;
	int64_t	n_rated, stars_sum, n_bad;	/* up to [ratings] bad */
	int64_t	n_winbacks, n_won, n_lost;
	/* Of an hour: for how long conversations were with operators, all of
	 * them together, the most at once, for how long operators had any, and
	 * how long that hour was in all days. */
	int64_t	load_ms, load_max, present_ms, hour_ms;
	/* And all operators' time there, the most at once, and away. */
	int64_t	there_ms, there_max, away_ms;
};

struct stats {
	int64_t	since_ms, until_ms, at_ms;
	/* What was closed before has been erased; states of operators are
	 * known since. 0: all of it is there. */
	int64_t kept_ms, states_ms;
	enum stats_by by;
	struct stats_line  total;
	struct stats_line *lines;
	size_t		   n_lines;
	/* Or a page of rows instead. */
	struct stats_row  *rows;
	size_t		   n_rows;
	bool		   is_complete;
	char		   after[48];	/* ask again with this */
};

/* The value at that place of `n` sorted ones; 0 of none. */
int64_t stats_place(const int64_t *sorted, size_t n, int percent);
/* Sorts them. */
void stats_span_of(struct stats_span *out, int64_t *values, size_t n);

#endif
