/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of the desk: which rule fits, when it is set, warned of and
 * missed, what ends it, and that nothing is said twice.
 */
#include "desk_room.h"

#include <limits.h>

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* Friday, 6 November 2026, 16:50 UTC. */
#define FRIDAY INT64_C(1793983800000)

static const struct desk_sender the_desk = { .kind = ACTOR_SYSTEM };

static struct hours office;
static struct book_department departments[2];
static struct book_target targets[4];
static struct book book;

static int
set_up_targets(void **state)
{
	struct desk_rules rules;
	struct room *r;

	if (set_up(state) != 0)
		return -1;
	r = *state;
	hours_init(&office);
	if (!hours_parse(&office, "mon-fri 09:00-17:00", NULL, NULL))
		return -1;
	departments[0] = (struct book_department){ .name = "",
		.hours = office };
	departments[1] = (struct book_department){ .name = "billing" };
	hours_init(&departments[1].hours);
	for (int i = 0; i < 4; i++)
		targets[i] = (struct book_target){ .priority_to = INT_MAX,
			.warn_percent = 50, .limit_ms = { TARGET_NEVER,
			    TARGET_NEVER, TARGET_NEVER } };
	targets[0].segment = "vip";
	targets[0].limit_ms[TARGET_FIRST] = MINUTE;
	targets[0].is_always = true;
	targets[1].department = "billing";
	targets[1].limit_ms[TARGET_FIRST] = 4 * MINUTE;
	targets[1].limit_ms[TARGET_NEXT] = 2 * MINUTE;
	targets[2].priority_from = 5;
	targets[2].limit_ms[TARGET_NEXT] = MINUTE;
	targets[3].limit_ms[TARGET_FIRST] = 20 * MINUTE;
	targets[3].limit_ms[TARGET_RESOLUTION] = 8 * HOUR;
	book = (struct book){ departments, 2, targets, 4 };
	rules = *desk_rules(r->d);
	rules.book = &book;
	desk_set_rules(r->d, &rules);
	r->now_ms = FRIDAY;
	return 0;
}

static int
count(const struct room *r, enum event_type type, enum target_which which)
{
	int n = 0;

	for (int i = 0; i < r->out.n_events; i++)
		n += r->out.events[i].type == type &&
		    r->out.events[i].which == which;
	return n;
}

static const struct target_due *
due(const struct room *r, int64_t id, enum target_which which)
{
	return &get(r, id)->targets[which];
}

static enum err_code
says(struct room *r, struct desk_sender s, int64_t id)
{
	struct action a = action(ACTION_MESSAGE, id);

	a.text = "word";
	return act(r, s, &a);
}

static enum err_code
looked_at(struct room *r, int64_t id)
{
	struct action a = action(ACTION_TARGET, id);

	a.client_id[0] = '\0';
	return act(r, the_desk, &a);
}

static void
the_first_rule_that_fits_counts(void **state)
{
	(void)state;
	assert_ptr_equal(book_target(&book, "billing", "vip", 0),
	    &targets[0]);
	assert_ptr_equal(book_target(&book, "billing", "", 9), &targets[1]);
	assert_ptr_equal(book_target(&book, "sales", "", 5), &targets[2]);
	assert_ptr_equal(book_target(&book, "", "", 4), &targets[3]);
	assert_null(book_target(NULL, "", "", 0));
	assert_ptr_equal(book_department(&book, "billing"), &departments[1]);
	assert_ptr_equal(book_department(&book, "sales"), &departments[0]);
	assert_null(book_department(NULL, "sales"));
}

/* Friday evening's twenty minutes end on Monday morning. */
static void
it_is_due_in_business_time(void **state)
{
	struct room *r = *state;
	int64_t id = opened(r, SALES), now = r->now_ms;

	assert_int_equal(count(r, EVENT_TARGET, TARGET_FIRST), 1);
	assert_int_equal(count(r, EVENT_TARGET, TARGET_RESOLUTION), 1);
	assert_int_equal(due(r, id, TARGET_FIRST)->warn_ms,
	    FRIDAY + 10 * MINUTE + (now - FRIDAY) + 2 * DAY + 16 * HOUR);
	assert_int_equal(due(r, id, TARGET_FIRST)->due_ms,
	    now + 20 * MINUTE + 2 * DAY + 16 * HOUR);
	assert_int_equal(due(r, id, TARGET_RESOLUTION)->due_ms,
	    now + 8 * HOUR + 2 * DAY + 16 * HOUR);
	/* Billing has no hours of its own: it always works. */
	id = opened(r, BILLING);
	assert_int_equal(due(r, id, TARGET_FIRST)->due_ms,
	    r->now_ms + 4 * MINUTE);
	assert_int_equal(due(r, id, TARGET_RESOLUTION)->due_ms, 0);
}

static void
each_is_said_once(void **state)
{
	struct room *r = *state;
	int64_t id = opened(r, BILLING);

	assert_int_equal(looked_at(r, id), ERR_CONFLICT);
	r->now_ms = due(r, id, TARGET_FIRST)->warn_ms;
	assert_int_equal(looked_at(r, id), ERR_NONE);
	assert_int_equal(r->out.n_events, 1);
	assert_int_equal(count(r, EVENT_WARNED, TARGET_FIRST), 1);
	assert_int_equal(r->out.events[0].by, ACTOR_SYSTEM);
	assert_int_equal(looked_at(r, id), ERR_CONFLICT);
	r->now_ms = due(r, id, TARGET_FIRST)->due_ms;
	assert_int_equal(looked_at(r, id), ERR_NONE);
	assert_int_equal(count(r, EVENT_MISSED, TARGET_FIRST), 1);
	assert_int_equal(looked_at(r, id), ERR_CONFLICT);
	/* Nobody was there meanwhile: both, in their order. */
	id = opened(r, BILLING);
	r->now_ms += DAY;
	assert_int_equal(looked_at(r, id), ERR_NONE);
	assert_int_equal(r->out.n_events, 2);
	assert_int_equal(r->out.events[0].type, EVENT_WARNED);
	assert_int_equal(r->out.events[1].type, EVENT_MISSED);
}

/* The answer comes before the loop has looked, and after its time. */
static void
a_late_answer_has_missed_it(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, CLARA, BILLING);

	r->now_ms = due(r, id, TARGET_FIRST)->due_ms;
	assert_int_equal(says(r, operator(CLARA), id), ERR_NONE);
	assert_int_equal(r->out.events[0].type, EVENT_WARNED);
	assert_int_equal(r->out.events[1].type, EVENT_MISSED);
	assert_int_equal(r->out.events[1].operator_id, CLARA);
	assert_int_equal(r->out.events[2].type, EVENT_MESSAGE);
	assert_int_equal(due(r, id, TARGET_FIRST)->due_ms, 0);
	assert_int_equal(looked_at(r, id), ERR_CONFLICT);
	/* The next one that waits is asked for another. */
	assert_int_equal(says(r, visitor_of(r, id), id), ERR_NONE);
	assert_int_equal(count(r, EVENT_TARGET, TARGET_NEXT), 1);
	assert_int_equal(due(r, id, TARGET_NEXT)->due_ms,
	    r->now_ms + 2 * MINUTE);
	/* A second word of who waits does not begin anew. */
	assert_int_equal(says(r, visitor_of(r, id), id), ERR_NONE);
	assert_int_equal(count(r, EVENT_TARGET, TARGET_NEXT), 0);
	assert_int_equal(says(r, operator(CLARA), id), ERR_NONE);
	assert_int_equal(r->out.n_events, 1);
	assert_int_equal(due(r, id, TARGET_NEXT)->due_ms, 0);
}

static void
a_transfer_restarts_nothing(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES), first, resolution;

	first = due(r, id, TARGET_FIRST)->due_ms;
	resolution = due(r, id, TARGET_RESOLUTION)->due_ms;
	assert_int_equal(transfer(r, ANNA, id, 0, BILLING), ERR_NONE);
	assert_int_equal(r->out.n_events, 1);
	assert_int_equal(due(r, id, TARGET_FIRST)->due_ms, first);
	assert_int_equal(due(r, id, TARGET_RESOLUTION)->due_ms, resolution);
}

static enum err_code
put_aside(struct room *r, int64_t who, int64_t id, int64_t until_ms)
{
	struct action a = fresh(r, ACTION_ASIDE, id);

	a.until_ms = until_ms;
	return act(r, operator(who), &a);
}

/* Its customer does not know of it: else a target would be met by putting
 * everybody aside. */
static void
who_is_put_aside_still_waits(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, CLARA, BILLING), due_ms;

	assert_int_equal(says(r, operator(CLARA), id), ERR_NONE);
	assert_int_equal(says(r, visitor_of(r, id), id), ERR_NONE);
	due_ms = due(r, id, TARGET_NEXT)->due_ms;
	assert_int_equal(put_aside(r, CLARA, id, r->now_ms + HOUR),
	    ERR_NONE);
	assert_int_equal(r->out.n_events, 1);
	assert_int_equal(due(r, id, TARGET_NEXT)->due_ms, due_ms);
	r->now_ms = due_ms;
	assert_int_equal(looked_at(r, id), ERR_NONE);
	assert_int_equal(count(r, EVENT_WARNED, TARGET_NEXT), 1);
	assert_int_equal(count(r, EVENT_MISSED, TARGET_NEXT), 1);
	/* Back again it is not asked for anew. */
	assert_int_equal(put_aside(r, CLARA, id, r->now_ms + MINUTE),
	    ERR_NONE);
	assert_int_equal(r->out.n_events, 1);
	assert_int_equal(due(r, id, TARGET_NEXT)->due_ms, due_ms);
}

/* "Nothing to answer" ends it; whoever puts that aside owes an answer again,
 * and from then on. */
static void
nothing_to_answer_ends_it(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, CLARA, BILLING);

	assert_int_equal(says(r, operator(CLARA), id), ERR_NONE);
	assert_int_equal(says(r, visitor_of(r, id), id), ERR_NONE);
	assert_int_equal(put_aside(r, CLARA, id, 0), ERR_NONE);
	assert_int_equal(due(r, id, TARGET_NEXT)->due_ms, 0);
	r->now_ms += HOUR;
	assert_int_equal(put_aside(r, CLARA, id, r->now_ms + HOUR),
	    ERR_NONE);
	assert_int_equal(count(r, EVENT_TARGET, TARGET_NEXT), 1);
	assert_int_equal(due(r, id, TARGET_NEXT)->due_ms,
	    r->now_ms + 2 * MINUTE);
}

/* The end ends them all; who comes again begins another resolution, and is not
 * answered for the first time. */
static void
a_reopening_asks_anew_for_the_end(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES);
	struct action a;

	assert_int_equal(says(r, operator(ANNA), id), ERR_NONE);
	a = fresh(r, ACTION_CLOSE, id);
	a.outcome = "solved";
	assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	for (int i = 0; i < TARGETS; i++)
		assert_int_equal(due(r, id, (enum target_which)i)->due_ms, 0);
	assert_int_equal(says(r, visitor_of(r, id), id), ERR_NONE);
	assert_int_equal(count(r, EVENT_TARGET, TARGET_RESOLUTION), 1);
	assert_int_equal(count(r, EVENT_TARGET, TARGET_FIRST), 0);
	assert_int_equal(due(r, id, TARGET_RESOLUTION)->due_ms,
	    r->now_ms + 8 * HOUR + 2 * DAY + 16 * HOUR);
}

static void
a_customers_segment_counts(void **state)
{
	struct room *r = *state;
	struct desk_sender s = { .kind = ACTOR_VISITOR };
	struct action a = action(ACTION_OPEN, 0);
	int64_t id = r->next_conversation;

	a.text = "Hello";
	a.segment = "vip";
	assert_int_equal(act(r, s, &a), ERR_NONE);
	/* Also on a Saturday night. */
	assert_int_equal(due(r, id, TARGET_FIRST)->due_ms,
	    r->now_ms + MINUTE);
}

/* A desk without rules of that kind says nothing. */
static void
without_rules_there_are_none(void **state)
{
	struct room *r = *state;
	struct desk_rules rules = *desk_rules(r->d);
	int64_t id;

	rules.book = NULL;
	desk_set_rules(r->d, &rules);
	id = taken(r, ANNA, SALES);
	r->now_ms += 9 * DAY;
	assert_int_equal(looked_at(r, id), ERR_CONFLICT);
	assert_int_equal(says(r, operator(ANNA), id), ERR_NONE);
	assert_int_equal(r->out.n_events, 1);
}

/* Whatever happens in whatever order: each target is warned of and missed at
 * most once, never before its time, and only while it is set. */
static void
no_history_says_anything_twice(void **state)
{
	static const enum action_type types[] = {
		ACTION_MESSAGE, ACTION_MESSAGE, ACTION_TAKE, ACTION_TRANSFER,
		ACTION_ASIDE, ACTION_CLOSE, ACTION_OUTCOME, ACTION_TARGET,
		ACTION_READ,
	};
	struct room *r = *state;
	unsigned seed = 11;

	for (int run = 0; run < 400; run++) {
		int64_t id = opened(r, run % 2 == 0 ? SALES : BILLING);
		int warned[TARGETS] = { 0 }, missed[TARGETS] = { 0 };

		for (int i = 0; i < 30; i++) {
			struct action a;
			enum action_type type;

			seed = seed * 1103515245 + 12345;
			type = types[(seed >> 16) % 9];
			r->now_ms += (int64_t)(seed >> 12) % (40 * MINUTE);
			a = type == ACTION_TARGET ? action(type, id) :
			    fresh(r, type, id);
			a.text = "word";
			a.outcome = "solved";
			a.operator_id = type == ACTION_TRANSFER ? BORIS : 0;
			a.upto = 1;
			if (act(r, type == ACTION_TARGET ? the_desk :
			    type == ACTION_MESSAGE && (seed >> 20) % 2 == 0 ?
			    visitor_of(r, id) : operator(BORIS), &a) !=
			    ERR_NONE)
				continue;
			if (r->out.n_events == 0)
				continue;
			for (int k = 0; k < r->out.n_events; k++) {
				const struct event *ev = &r->out.events[k];

				if (ev->type == EVENT_TARGET) {
					warned[ev->which] = 0;
					missed[ev->which] = 0;
				}
				if (ev->type == EVENT_WARNED)
					assert_int_equal(++warned[ev->which],
					    1);
				if (ev->type != EVENT_MISSED)
					continue;
				assert_true(r->now_ms >= ev->due_ms);
				assert_int_equal(warned[ev->which], 1);
				assert_int_equal(++missed[ev->which], 1);
			}
			for (int k = 0; k < TARGETS; k++) {
				const struct target_due *t = due(r, id,
				    (enum target_which)k);

				/* What was late is said by now. */
				assert_true(t->due_ms == 0 ||
				    r->now_ms < t->due_ms || t->is_missed);
			}
		}
		r->next_conversation++;
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up_targets, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_rule_that_fits_counts),
		TEST(it_is_due_in_business_time),
		TEST(each_is_said_once),
		TEST(a_late_answer_has_missed_it),
		TEST(a_transfer_restarts_nothing),
		TEST(who_is_put_aside_still_waits),
		TEST(nothing_to_answer_ends_it),
		TEST(a_reopening_asks_anew_for_the_end),
		TEST(a_customers_segment_counts),
		TEST(without_rules_there_are_none),
		TEST(no_history_says_anything_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
