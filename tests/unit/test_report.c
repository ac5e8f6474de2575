/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From events to rows, from rows to figures: each figure by an example that can
 * be counted on one's fingers.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/zone.h"

#include "server/report/report.h"

#define ANNA  3
#define BORIS 4
#define CHIEF 9
#define T0    INT64_C(1790000000000)
#define S     1000
#define HOUR  (3600 * INT64_C(1000))

struct told {
	struct report_fold f;
	int64_t seq;
};

static struct event
at(struct told *t, enum event_type type, int64_t s, enum actor by, int64_t by_id)
{
	struct event ev;

	event_init(&ev, type);
	ev.seq = ++t->seq;
	ev.conversation_id = 7;
	ev.customer_id = 70;
	ev.at_ms = T0 + s * S;
	ev.by = by;
	ev.by_id = by_id;
	return ev;
}

static void
tell(struct told *t, const struct event *ev)
{
	report_fold_event(&t->f, ev);
}

static void
says(struct told *t, enum event_type type, int64_t s, int64_t by)
{
	struct event ev = at(t, type, s, by == 0 ? ACTOR_VISITOR :
	    ACTOR_OPERATOR, by);

	if (type == EVENT_TAKEN)
		ev.operator_id = by;
	if (type == EVENT_OUTCOME)
		ev.outcome = "solved";
	ev.text = "x";
	tell(t, &ev);
}

static void
begin(struct told *t)
{
	struct event ev;

	memset(t, 0, sizeof *t);
	report_fold_begin(&t->f);
	ev = at(t, EVENT_OPENED, 0, ACTOR_VISITOR, 0);
	ev.language = "pl";
	ev.department_id = 2;
	tell(t, &ev);
	says(t, EVENT_MESSAGE, 0, 0);
}

/* Took it after 20 s, answered after 50, again 30 s after the customer's next
 * word; closed at 200, outcome at 215. */
static void
plain_talk(struct told *t)
{
	begin(t);
	says(t, EVENT_TAKEN, 20, ANNA);
	says(t, EVENT_MESSAGE, 50, ANNA);
	says(t, EVENT_MESSAGE, 60, ANNA);	/* answers nobody */
	says(t, EVENT_MESSAGE, 100, 0);
	says(t, EVENT_MESSAGE, 120, 0);		/* the wait is since 100 */
	says(t, EVENT_MESSAGE, 130, ANNA);
	says(t, EVENT_CLOSED, 200, ANNA);
	says(t, EVENT_OUTCOME, 215, ANNA);
	assert_true(report_fold_end(&t->f));
}

static struct stats
figures(enum stats_by by, int64_t only, struct told *talks, size_t n)
{
	struct report_ask ask = { .by = by, .since_ms = T0 - HOUR,
		.until_ms = T0 + 2 * HOUR, .now_ms = T0 + 2 * HOUR,
		.operator_id = only, .bad_stars = 2 };
	struct report *r = report_new(&ask);
	struct stats s = { .at_ms = 0 };

	for (size_t i = 0; i < n; i++)
		report_add(r, &talks[i].f);
	report_end(r, &s);
	report_free(r);
	return s;
}

static void
a_plain_talk_is_counted(void **state)
{
	struct told t;
	const struct stats_row *r = &t.f.row;

	(void)state;
	plain_talk(&t);
	assert_int_equal(r->opened_ms, T0);
	assert_int_equal(r->closed_ms, T0 + 200 * S);
	assert_int_equal(r->wait_ms, 20 * S);
	assert_int_equal(r->first_response_ms, 50 * S);
	assert_int_equal(r->first_operator_id, ANNA);
	assert_int_equal(r->n_next, 1);
	assert_int_equal(r->next_sum_ms, 30 * S);
	assert_int_equal(r->handling_ms, 180 * S);
	assert_int_equal(r->wrap_up_ms, 15 * S);
	assert_int_equal(r->n_messages, 3);
	assert_int_equal(r->n_answers, 3);
	assert_int_equal(r->n_owners, 1);
	assert_false(r->is_abandoned);
	assert_string_equal(r->language, "pl");
	assert_string_equal(r->outcome, "solved");
	report_fold_clear(&t.f);
}

static void
who_leaves_unanswered_has_abandoned_it(void **state)
{
	struct told t;

	(void)state;
	begin(&t);
	says(&t, EVENT_CLOSED, 90, 0);
	assert_true(report_fold_end(&t.f));
	assert_true(t.f.row.is_abandoned);
	assert_int_equal(t.f.row.wait_ms, STATS_NONE);
	assert_int_equal(t.f.row.first_response_ms, STATS_NONE);
	assert_int_equal(t.f.row.handling_ms, STATS_NONE);
	/* By an operator it is not. */
	report_fold_clear(&t.f);
	begin(&t);
	says(&t, EVENT_CLOSED, 90, ANNA);
	assert_true(report_fold_end(&t.f));
	assert_false(t.f.row.is_abandoned);
	/* Nor when it goes on. */
	report_fold_clear(&t.f);
	begin(&t);
	says(&t, EVENT_CLOSED, 90, 0);
	says(&t, EVENT_REOPENED, 95, 0);
	assert_true(report_fold_end(&t.f));
	assert_false(t.f.row.is_abandoned);
	assert_int_equal(t.f.row.n_reopened, 1);
	report_fold_clear(&t.f);
}

static struct event
pass(struct told *t, int64_t s, int64_t from, int64_t to, int64_t until_s)
{
	struct event ev = at(t, EVENT_TRANSFERRED, s, ACTOR_OPERATOR, from);

	ev.from_operator_id = from;
	ev.operator_id = to;
	ev.until_ms = until_s == 0 ? 0 : T0 + until_s * S;
	return ev;
}

/* What is offered is nobody's: Anna has it 10..40, Boris 60..100. */
static void
an_offer_is_had_when_it_is_accepted(void **state)
{
	struct told t;
	struct event ev;

	(void)state;
	begin(&t);
	says(&t, EVENT_TAKEN, 10, ANNA);
	ev = pass(&t, 40, ANNA, BORIS, 100);
	tell(&t, &ev);
	says(&t, EVENT_MESSAGE, 60, BORIS);	/* accepts by writing */
	says(&t, EVENT_CLOSED, 100, BORIS);
	assert_true(report_fold_end(&t.f));
	assert_int_equal(t.f.n_had, 2);
	assert_int_equal(t.f.row.wait_ms, 10 * S);
	assert_int_equal(t.f.row.handling_ms, 70 * S);
	assert_int_equal(t.f.row.n_transfers, 1);
	assert_int_equal(t.f.row.first_operator_id, BORIS);
	assert_int_equal(t.f.row.owners[0], ANNA);
	assert_int_equal(t.f.row.owners[1], BORIS);
	report_fold_clear(&t.f);
}

static void
an_offer_that_nobody_takes_is_missed_by_who_had_it(void **state)
{
	struct told t;
	struct stats s;
	struct event ev;

	(void)state;
	begin(&t);
	says(&t, EVENT_TAKEN, 10, ANNA);
	ev = pass(&t, 40, ANNA, BORIS, 100);
	tell(&t, &ev);
	ev = at(&t, EVENT_RETURNED, 100, ACTOR_SYSTEM, 0);
	ev.from_operator_id = BORIS;
	ev.operator_id = ANNA;
	tell(&t, &ev);
	says(&t, EVENT_CLOSED, 130, ANNA);
	assert_true(report_fold_end(&t.f));
	assert_int_equal(t.f.row.n_missed, 1);
	assert_int_equal(t.f.row.handling_ms, 60 * S);
	assert_int_equal(t.f.row.n_owners, 1);
	s = figures(STATS_BY_OPERATOR, 0, &t, 1);
	assert_int_equal(s.n_lines, 2);
	assert_int_equal(s.lines[0].n, 1);
	assert_int_equal(s.lines[1].id, BORIS);
	assert_int_equal(s.lines[1].n, 0);
	assert_int_equal(s.lines[1].n_missed, 1);
	free(s.lines);
	report_fold_clear(&t.f);
}

static void
what_is_taken_back_is_no_transfer(void **state)
{
	struct told t;
	struct event ev;

	(void)state;
	begin(&t);
	says(&t, EVENT_TAKEN, 10, ANNA);
	ev = pass(&t, 40, ANNA, BORIS, 100);
	tell(&t, &ev);
	ev = at(&t, EVENT_TAKEN_BACK, 45, ACTOR_OPERATOR, ANNA);
	ev.operator_id = ANNA;
	tell(&t, &ev);
	assert_true(report_fold_end(&t.f));
	assert_int_equal(t.f.row.n_transfers, 0);
	report_fold_clear(&t.f);
}

/* "Nothing to answer" owes nothing; a rating and its win-back are the row's. */
static void
what_needs_no_answer_is_no_response(void **state)
{
	struct told t;
	struct event ev;

	(void)state;
	begin(&t);
	says(&t, EVENT_TAKEN, 10, ANNA);
	says(&t, EVENT_MESSAGE, 20, ANNA);
	says(&t, EVENT_MESSAGE, 30, 0);
	ev = at(&t, EVENT_ASIDE, 31, ACTOR_OPERATOR, ANNA);
	tell(&t, &ev);
	says(&t, EVENT_MESSAGE, 90, ANNA);
	says(&t, EVENT_CLOSED, 100, ANNA);
	ev = at(&t, EVENT_RATED, 110, ACTOR_VISITOR, 0);
	ev.stars = 2;
	tell(&t, &ev);
	ev = at(&t, EVENT_WINBACK, 110, ACTOR_SYSTEM, 0);
	ev.winback = WINBACK_OPEN;
	ev.operator_id = CHIEF;
	tell(&t, &ev);
	assert_true(report_fold_end(&t.f));
	assert_int_equal(t.f.row.n_next, 0);
	assert_int_equal(t.f.row.stars, 2);
	assert_int_equal(t.f.row.winback, WINBACK_OPEN);
	report_fold_clear(&t.f);
}

/* Answered in time is met; what the desk has called missed is not. */
static void
targets_are_met_or_missed(void **state)
{
	struct told t;
	struct event ev;

	(void)state;
	begin(&t);
	for (int i = 0; i < 2; i++) {
		ev = at(&t, EVENT_TARGET, 100 * i, ACTOR_SYSTEM, 0);
		ev.which = i == 0 ? TARGET_FIRST : TARGET_NEXT;
		ev.due_ms = T0 + (100 * i + 60) * S;
		if (i == 0) {
			tell(&t, &ev);
			says(&t, EVENT_TAKEN, 10, ANNA);
			says(&t, EVENT_MESSAGE, 20, ANNA);
			says(&t, EVENT_MESSAGE, 100, 0);
			continue;
		}
		ev.seq = ++t.seq;
		tell(&t, &ev);
		ev = at(&t, EVENT_MISSED, 160, ACTOR_SYSTEM, 0);
		ev.which = TARGET_NEXT;
		ev.due_ms = T0 + 160 * S;
		tell(&t, &ev);
		says(&t, EVENT_MESSAGE, 170, ANNA);
	}
	assert_true(report_fold_end(&t.f));
	assert_int_equal(t.f.row.n_targets_met, 1);
	assert_int_equal(t.f.row.n_targets_missed, 1);
	report_fold_clear(&t.f);
}

/* --- figures ---------------------------------------------------------------- */

static void
a_median_is_a_value_that_was(void **state)
{
	int64_t ten[] = { 10, 1, 9, 2, 8, 3, 7, 4, 6, 5 }, one[] = { 42 };
	struct stats_span s;

	(void)state;
	stats_span_of(&s, ten, 10);
	assert_int_equal(s.median_ms, 5);
	assert_int_equal(s.p90_ms, 9);
	assert_int_equal(s.mean_ms, 5);
	assert_int_equal(s.max_ms, 10);
	stats_span_of(&s, one, 1);
	assert_int_equal(s.median_ms, 42);
	assert_int_equal(s.p90_ms, 42);
	stats_span_of(&s, NULL, 0);
	assert_int_equal(s.n, 0);
	assert_int_equal(s.median_ms, 0);
}

static void
passed_on(struct told *t)
{
	struct event ev;

	begin(t);
	says(t, EVENT_TAKEN, 10, ANNA);
	says(t, EVENT_MESSAGE, 30, ANNA);
	ev = pass(t, 40, ANNA, BORIS, 0);
	tell(t, &ev);
	says(t, EVENT_MESSAGE, 50, 0);
	says(t, EVENT_MESSAGE, 75, BORIS);
	says(t, EVENT_CLOSED, 100, BORIS);
	ev = at(t, EVENT_RATED, 110, ACTOR_VISITOR, 0);
	ev.stars = 2;
	tell(t, &ev);
	assert_true(report_fold_end(&t->f));
}

static void
each_operator_has_their_own_part(void **state)
{
	struct told talks[2];
	struct stats s;

	(void)state;
	plain_talk(&talks[0]);
	passed_on(&talks[1]);
	s = figures(STATS_BY_OPERATOR, 0, talks, 2);
	assert_int_equal(s.total.n, 2);
	assert_int_equal(s.n_lines, 2);
	assert_int_equal(s.lines[0].id, ANNA);
	assert_int_equal(s.lines[0].n, 2);
	assert_int_equal(s.lines[0].spans[STATS_HANDLING].sum_ms, 210 * S);
	assert_int_equal(s.lines[0].spans[STATS_WAIT].n, 2);
	assert_int_equal(s.lines[0].n_transfers, 1);
	assert_int_equal(s.lines[0].n_rated, 0);
	assert_int_equal(s.lines[1].id, BORIS);
	assert_int_equal(s.lines[1].n, 1);
	assert_int_equal(s.lines[1].spans[STATS_HANDLING].sum_ms, 60 * S);
	assert_int_equal(s.lines[1].spans[STATS_NEXT].median_ms, 25 * S);
	assert_int_equal(s.lines[1].spans[STATS_WAIT].n, 0);
	assert_int_equal(s.lines[1].n_rated, 1);
	assert_int_equal(s.lines[1].n_bad, 1);
	free(s.lines);
	/* Boris asks: of the others' parts he hears nothing. */
	s = figures(STATS_BY_OPERATOR, BORIS, talks, 2);
	assert_int_equal(s.n_lines, 1);
	assert_int_equal(s.total.n, 1);
	assert_int_equal(s.total.spans[STATS_HANDLING].sum_ms, 60 * S);
	assert_int_equal(s.total.spans[STATS_FIRST].n, 0);
	free(s.lines);
	for (int i = 0; i < 2; i++)
		report_fold_clear(&talks[i].f);
}

static void
load_is_by_the_hour(void **state)
{
	struct told talks[2];
	struct stats s;
	int64_t hour = T0 / HOUR % 24;

	(void)state;
	plain_talk(&talks[0]);	/* 20..200 */
	passed_on(&talks[1]);	/* 10..40 Anna, 40..100 Boris */
	s = figures(STATS_BY_HOUR, 0, talks, 2);
	assert_int_equal(s.n_lines, 24);
	assert_int_equal(s.lines[hour].n, 2);
	assert_int_equal(s.lines[hour].load_ms, (180 + 90) * S);
	assert_int_equal(s.lines[hour].load_max, 2);
	/* One from 10 to 40, both till 100, Anna alone till 200. */
	assert_int_equal(s.lines[hour].present_ms, (30 + 2 * 60 + 100) * S);
	assert_int_equal(s.total.hour_ms, 3 * HOUR);
	free(s.lines);
	for (int i = 0; i < 2; i++)
		report_fold_clear(&talks[i].f);
}

/* 2026-03-29 in Warsaw: after 01:59 came 03:00, and every hour is its own. */
static void
hours_are_those_of_the_clock_there(void **state)
{
	const int64_t midnight = INT64_C(1774738800000);
	struct str zone;
	struct report_ask ask = { .by = STATS_BY_HOUR, .since_ms = midnight,
		.until_ms = midnight + 23 * HOUR,
		.now_ms = midnight + 30 * HOUR };
	struct report *r;
	struct stats s;

	(void)state;
	str_init(&zone, ZONE_FILE_BYTES);
	assert_true(zone_read("Europe/Warsaw", &zone));
	ask.zone = (const unsigned char *)zone.data;
	ask.zone_len = zone.len;
	r = report_new(&ask);
	report_end(r, &s);
	for (int i = 0; i < 24; i++)
		assert_int_equal(s.lines[i].hour_ms, i == 2 ? 0 : HOUR);
	free(s.lines);
	report_free(r);
	/* The same range elsewhere has no such gap. */
	ask.zone = NULL;
	r = report_new(&ask);
	report_end(r, &s);
	assert_int_equal(s.lines[2].hour_ms, HOUR);
	assert_int_equal(s.lines[22].hour_ms, 0);
	free(s.lines);
	report_free(r);
	str_clear(&zone);
}

/* Anna was there before it began; Boris came at 0:30, went to lunch at 1:00 and
 * was lost at 1:15. */
static void
who_is_there_is_counted_by_the_hour(void **state)
{
	const int64_t t = T0 - T0 % (24 * HOUR);
	struct report_ask ask = { .by = STATS_BY_HOUR, .since_ms = t,
		.until_ms = t + 2 * HOUR, .now_ms = t + 3 * HOUR };
	struct report *r = report_new(&ask);
	struct stats s;

	(void)state;
	report_state(r, ANNA, PRESENCE_ONLINE, t - 5 * HOUR);
	report_state(r, CHIEF, PRESENCE_ONLINE, t - 5 * HOUR);
	report_state(r, CHIEF, PRESENCE_OFFLINE, t - 4 * HOUR);
	report_state(r, BORIS, PRESENCE_ONLINE, t + HOUR / 2);
	report_state(r, ANNA, PRESENCE_BUSY, t + HOUR / 2);
	report_state(r, BORIS, PRESENCE_BREAK, t + HOUR);
	report_state(r, BORIS, PRESENCE_OFFLINE, t + HOUR + HOUR / 4);
	report_end(r, &s);
	assert_int_equal(s.lines[0].there_ms, HOUR + HOUR / 2);
	assert_int_equal(s.lines[0].there_max, 2);
	assert_int_equal(s.lines[0].away_ms, 0);
	assert_int_equal(s.lines[1].there_ms, HOUR);
	assert_int_equal(s.lines[1].there_max, 1);
	assert_int_equal(s.lines[1].away_ms, HOUR / 4);
	assert_int_equal(s.total.there_ms, 2 * HOUR + HOUR / 2);
	assert_int_equal(s.total.load_max, 0);
	free(s.lines);
	report_free(r);
	ask.operator_id = BORIS;
	r = report_new(&ask);
	report_state(r, ANNA, PRESENCE_ONLINE, t);
	report_state(r, BORIS, PRESENCE_ONLINE, t + HOUR);
	report_end(r, &s);
	assert_int_equal(s.total.there_ms, HOUR);
	free(s.lines);
	report_free(r);
}

/* As it was routed last, whatever the record of its customer says since. */
static void
segment_and_priority_are_those_of_the_rules(void **state)
{
	struct told t;
	struct event ev;
	struct stats s;

	(void)state;
	begin(&t);
	assert_true(report_fold_end(&t.f));
	assert_false(t.f.is_routed);
	ev = at(&t, EVENT_ROUTED, 1, ACTOR_SYSTEM, 0);
	ev.priority = 3;
	ev.segment = "vip";
	ev.skills = ev.rules = "";
	tell(&t, &ev);
	assert_true(report_fold_end(&t.f));
	assert_true(t.f.is_routed);
	assert_int_equal(t.f.row.priority, 3);
	assert_string_equal(t.f.row.segment, "vip");
	s = figures(STATS_BY_PRIORITY, 0, &t, 1);
	assert_int_equal(s.n_lines, 1);
	assert_int_equal(s.lines[0].id, 3);
	free(s.lines);
	report_fold_clear(&t.f);
}

/* More than there is room for is said, not died of. */
static void
a_report_has_its_bounds(void **state)
{
	struct report_ask ask = { .by = STATS_BY_LANGUAGE, .since_ms = 0,
		.until_ms = T0, .now_ms = T0 };
	struct report_fold f = { .n_had = 0 };
	struct report *r = report_new(&ask);
	struct stats s = { .lines = NULL };

	(void)state;
	report_fold_begin(&f);
	for (int i = 0; i < 6000 && report_failed(r) == ERR_NONE; i++) {
		snprintf(f.row.language, sizeof f.row.language, "x%d", i);
		report_add(r, &f);
	}
	assert_int_equal(report_failed(r), ERR_TOO_LARGE);
	report_end(r, &s);
	assert_null(s.lines);
	report_free(r);
	report_fold_clear(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_talk_is_counted),
		cmocka_unit_test(who_leaves_unanswered_has_abandoned_it),
		cmocka_unit_test(an_offer_is_had_when_it_is_accepted),
		cmocka_unit_test(
		    an_offer_that_nobody_takes_is_missed_by_who_had_it),
		cmocka_unit_test(what_is_taken_back_is_no_transfer),
		cmocka_unit_test(what_needs_no_answer_is_no_response),
		cmocka_unit_test(targets_are_met_or_missed),
		cmocka_unit_test(a_median_is_a_value_that_was),
		cmocka_unit_test(each_operator_has_their_own_part),
		cmocka_unit_test(load_is_by_the_hour),
		cmocka_unit_test(hours_are_those_of_the_clock_there),
		cmocka_unit_test(who_is_there_is_counted_by_the_hour),
		cmocka_unit_test(segment_and_priority_are_those_of_the_rules),
		cmocka_unit_test(a_report_has_its_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
