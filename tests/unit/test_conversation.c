/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "check.h"
#include "domain/conversation.h"

#define ANNA  2
#define BORIS 3
#define CLARA 4
#define SALES 11
#define CARDS 12

static struct event
make(enum event_type type, int64_t seq, enum actor by, int64_t by_id)
{
	struct event ev;

	event_init(&ev, type);
	ev.seq = seq;
	ev.conversation_id = 7;
	ev.at_ms = seq * 1000;
	ev.by = by;
	ev.by_id = by_id;
	return ev;
}

static enum apply
says(struct conversation *c, int64_t seq, enum actor by, int64_t by_id)
{
	struct event ev = make(EVENT_MESSAGE, seq, by, by_id);

	ev.text = "hello";
	return conversation_apply(c, &ev);
}

/* An event about an owner: whose it is then. */
static enum apply
step(struct conversation *c, enum event_type type, int64_t seq,
    int64_t operator_id)
{
	struct event ev = make(type, seq, ACTOR_OPERATOR, ANNA);

	ev.operator_id = operator_id;
	return conversation_apply(c, &ev);
}

static enum apply
transfer(struct conversation *c, int64_t seq, int64_t operator_id,
    int64_t department_id)
{
	struct event ev = make(EVENT_TRANSFERRED, seq, ACTOR_OPERATOR, ANNA);

	ev.from_operator_id = c->operator_id;
	ev.operator_id = operator_id;
	ev.department_id = department_id;
	return conversation_apply(c, &ev);
}

/* Opened by seq 1 with the visitor's message in 2, in the given state. */
static struct conversation
talk(enum conversation_state state)
{
	struct conversation c = { .id = 0 };
	struct event ev = make(state == CONVERSATION_TEAM ? EVENT_ROOM :
	    EVENT_OPENED, 1, state == CONVERSATION_TEAM ? ACTOR_OPERATOR :
	    ACTOR_VISITOR, state == CONVERSATION_TEAM ? ANNA : 0);

	if (state == CONVERSATION_TEAM) {
		assert_int_equal(conversation_apply(&c, &ev), APPLY_NEWS);
		assert_int_equal(says(&c, 2, ACTOR_OPERATOR, BORIS),
		    APPLY_NEWS);
		return c;
	}
	ev.customer_id = 70;
	ev.department_id = SALES;
	ev.name = "Ewa";
	ev.language = "pl";
	ev.page = "/prices";
	ev.text = "A question";
	assert_int_equal(conversation_apply(&c, &ev), APPLY_NEWS);
	assert_int_equal(says(&c, 2, ACTOR_VISITOR, 0), APPLY_NEWS);
	if (state == CONVERSATION_WAITING)
		return c;
	assert_int_equal(step(&c, EVENT_TAKEN, 3, ANNA), APPLY_NEWS);
	if (state == CONVERSATION_ACTIVE)
		return c;
	assert_int_equal(step(&c, EVENT_CLOSED, 4, 0), APPLY_NEWS);
	if (state == CONVERSATION_WRAP_UP)
		return c;
	ev = make(EVENT_OUTCOME, 5, ACTOR_OPERATOR, ANNA);
	ev.outcome = "solved";
	assert_int_equal(conversation_apply(&c, &ev), APPLY_NEWS);
	return c;
}

static void
an_opening_fills_in_all_that_is_known(void **state)
{
	struct conversation c = talk(CONVERSATION_WAITING);

	(void)state;
	assert_int_equal(c.id, 7);
	assert_int_equal(c.customer_id, 70);
	assert_int_equal(c.department_id, SALES);
	assert_int_equal(c.opened_ms, 1000);
	assert_int_equal(c.queued_ms, 1000);
	assert_int_equal(c.version, 1);
	assert_int_equal(c.last_seq, 2);
	assert_string_equal(c.name, "Ewa");
	assert_string_equal(c.language, "pl");
	assert_string_equal(c.page, "/prices");
	assert_string_equal(c.subject, "A question");
}

/* Every state with every event: where it leads, or that it does not fit. */
static void
the_life_of_a_conversation_is_this_table(void **state)
{
	static const struct life {
		enum event_type type;
		int64_t operator_id, department_id;
		int to[CONVERSATION_STATES];	/* -1: it does not fit */
	} table[] = {
#define W CONVERSATION_WAITING
#define A CONVERSATION_ACTIVE
#define U CONVERSATION_WRAP_UP
#define C CONVERSATION_CLOSED
#define T CONVERSATION_TEAM
		{ EVENT_OPENED, 0, 0, { -1, -1, -1, -1, -1 } },
		{ EVENT_MESSAGE, 0, 0, { W, A, -1, -1, T } },
		{ EVENT_NOTE, 0, 0, { W, A, U, C, -1 } },
		{ EVENT_TAKEN, BORIS, 0, { A, -1, -1, -1, -1 } },
		{ EVENT_TAKEN, 0, 0, { -1, -1, -1, -1, -1 } },
		{ EVENT_TRANSFERRED, BORIS, 0, { A, A, -1, -1, -1 } },
		{ EVENT_TRANSFERRED, 0, CARDS, { W, W, -1, -1, -1 } },
		/* Into the queue of no department. */
		{ EVENT_TRANSFERRED, 0, 0, { W, W, -1, -1, -1 } },
		{ EVENT_TAKEN_BACK, ANNA, 0, { -1, -1, -1, -1, -1 } },
		/* Nothing is offered. */
		{ EVENT_DECLINED, ANNA, 0, { -1, -1, -1, -1, -1 } },
		{ EVENT_RETURNED, ANNA, 0, { -1, -1, -1, -1, -1 } },
		{ EVENT_WHISPER, ANNA, 0, { W, A, U, C, -1 } },
		{ EVENT_JOINED, 0, 0, { -1, A, -1, -1, -1 } },
		{ EVENT_LEFT, 0, 0, { W, A, U, C, -1 } },
		{ EVENT_TAGGED, 0, 0, { W, A, U, C, -1 } },
		{ EVENT_PROMISED, 0, 0, { W, A, U, C, -1 } },
		/* Nothing was said. */
		{ EVENT_EDITED, 0, 0, { -1, -1, -1, -1, -1 } },
		{ EVENT_CLOSED, 0, 0, { C, U, -1, -1, -1 } },
		{ EVENT_OUTCOME, 0, 0, { -1, -1, C, C, -1 } },
		{ EVENT_REOPENED, ANNA, 0, { -1, -1, A, A, -1 } },
		{ EVENT_REOPENED, 0, 0, { -1, -1, W, W, -1 } },
		{ EVENT_RATED, 0, 0, { W, A, U, C, -1 } },
		{ EVENT_WINBACK, ANNA, 0, { W, A, U, C, -1 } },
		{ EVENT_BLOCKED, 0, 0, { W, A, U, C, -1 } },
		{ EVENT_UNBLOCKED, 0, 0, { W, A, U, C, -1 } },
		{ EVENT_ASIDE, 0, 0, { -1, A, -1, -1, -1 } },
		{ EVENT_READ, 0, 0, { W, A, U, C, T } },
		{ EVENT_ROOM, 0, 0, { -1, -1, -1, -1, -1 } },
		{ EVENT_CUSTOMER, 0, 0, { -1, -1, -1, -1, -1 } },
#undef W
#undef A
#undef U
#undef C
#undef T
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		for (int s = 0; s < CONVERSATION_STATES; s++) {
			const struct life *l = &table[i];
			struct conversation c =
			    talk((enum conversation_state)s);
			struct conversation before = c;
			struct event ev = make(l->type, 9, ACTOR_OPERATOR,
			    ANNA);

			ev.operator_id = l->operator_id;
			ev.department_id = l->department_id;
			if (l->to[s] < 0) {
				assert_int_equal(conversation_apply(&c, &ev),
				    APPLY_LOST);
				assert_memory_equal(&c, &before, sizeof c);
				continue;
			}
			assert_int_equal(conversation_apply(&c, &ev),
			    APPLY_NEWS);
			assert_int_equal(c.state, l->to[s]);
			assert_int_equal(c.last_seq, 9);
		}
}

static void
repeats_change_nothing(void **state)
{
	struct conversation c = talk(CONVERSATION_ACTIVE), before = c;

	(void)state;
	assert_int_equal(says(&c, 2, ACTOR_VISITOR, 0), APPLY_REPEAT);
	assert_int_equal(step(&c, EVENT_TAKEN, 3, BORIS), APPLY_REPEAT);
	assert_int_equal(step(&c, EVENT_OPENED, 1, 0), APPLY_REPEAT);
	assert_int_equal(step(&c, EVENT_TYPING, 0, 0), APPLY_REPEAT);
	assert_memory_equal(&c, &before, sizeof c);
}

static void
what_belongs_elsewhere_is_lost(void **state)
{
	struct conversation c = talk(CONVERSATION_ACTIVE), empty = { .id = 0 };
	struct event ev = make(EVENT_MESSAGE, 9, ACTOR_VISITOR, 0);

	(void)state;
	ev.conversation_id = 8;
	assert_int_equal(conversation_apply(&c, &ev), APPLY_LOST);
	assert_int_equal(says(&empty, 9, ACTOR_VISITOR, 0), APPLY_LOST);
	assert_int_equal(c.last_seq, 3);
	assert_int_equal(empty.last_seq, 0);
}

static void
the_wait_is_from_their_first_message_to_our_answer(void **state)
{
	struct conversation c = talk(CONVERSATION_ACTIVE);

	(void)state;
	assert_int_equal(c.waiting_since_ms, 2000);
	says(&c, 5, ACTOR_VISITOR, 0);
	assert_int_equal(c.waiting_since_ms, 2000);
	says(&c, 6, ACTOR_SYSTEM, 0);		/* a greeting is no answer */
	assert_int_equal(c.waiting_since_ms, 2000);
	assert_int_equal(c.answered_ms, 0);
	transfer(&c, 7, BORIS, 0);
	transfer(&c, 8, 0, CARDS);
	step(&c, EVENT_TAKEN, 9, BORIS);
	assert_int_equal(c.waiting_since_ms, 2000);
	says(&c, 10, ACTOR_OPERATOR, BORIS);
	assert_int_equal(c.waiting_since_ms, 0);
	assert_int_equal(c.answered_ms, 10000);
	says(&c, 11, ACTOR_OPERATOR, BORIS);
	assert_int_equal(c.answered_ms, 10000);
	says(&c, 12, ACTOR_VISITOR, 0);
	assert_int_equal(c.waiting_since_ms, 12000);
	assert_int_equal(c.last_message_ms, 12000);
	assert_int_equal(c.last_message_seq, 12);
	assert_int_equal(c.last_message_by, ACTOR_VISITOR);
	step(&c, EVENT_CLOSED, 13, 0);
	assert_int_equal(c.waiting_since_ms, 0);
}

static enum apply
aside(struct conversation *c, int64_t seq, int64_t until_ms)
{
	struct event ev = make(EVENT_ASIDE, seq, ACTOR_OPERATOR, ANNA);

	ev.until_ms = until_ms;
	return conversation_apply(c, &ev);
}

/* A closing thank-you waits for nothing; what is put aside waits till then. */
static void
nothing_to_answer_and_put_aside(void **state)
{
	struct conversation c = talk(CONVERSATION_ACTIVE);
	int64_t version = c.version;

	(void)state;
	assert_int_equal(aside(&c, 5, 0), APPLY_NEWS);
	assert_int_equal(c.waiting_since_ms, 0);
	says(&c, 6, ACTOR_VISITOR, 0);
	assert_int_equal(c.waiting_since_ms, 6000);
	aside(&c, 7, 900000);
	assert_int_equal(c.aside_until_ms, 900000);
	assert_int_equal(c.waiting_since_ms, 6000);
	says(&c, 8, ACTOR_SYSTEM, 0);
	assert_int_equal(c.aside_until_ms, 900000);
	says(&c, 9, ACTOR_VISITOR, 0);
	assert_int_equal(c.aside_until_ms, 0);
	/* In the past: no longer, and what was settled waits again. */
	aside(&c, 10, 0);
	aside(&c, 11, 1);
	assert_int_equal(c.aside_until_ms, 0);
	assert_int_equal(c.waiting_since_ms, 9000);
	says(&c, 12, ACTOR_OPERATOR, ANNA);
	aside(&c, 13, 900000);
	assert_int_equal(c.waiting_since_ms, 0);
	assert_int_equal(c.version, version);
	/* It goes with a transfer. */
	transfer(&c, 14, BORIS, 0);
	assert_int_equal(c.aside_until_ms, 0);
}

static void
only_a_turn_makes_another_version(void **state)
{
	struct conversation c = talk(CONVERSATION_ACTIVE);

	(void)state;
	assert_int_equal(c.version, 3);
	says(&c, 4, ACTOR_VISITOR, 0);
	step(&c, EVENT_NOTE, 5, 0);
	step(&c, EVENT_READ, 6, 0);
	step(&c, EVENT_RATED, 7, 0);
	assert_int_equal(c.version, 3);
	assert_int_equal(c.last_seq, 7);
	transfer(&c, 8, BORIS, 0);
	assert_int_equal(c.version, 8);
	step(&c, EVENT_TAKEN_BACK, 9, ANNA);
	assert_int_equal(c.version, 9);
	step(&c, EVENT_CLOSED, 10, 0);
	assert_int_equal(c.version, 10);
	step(&c, EVENT_OUTCOME, 11, 0);
	assert_int_equal(c.version, 11);
	step(&c, EVENT_REOPENED, 12, 0);
	assert_int_equal(c.version, 12);
	step(&c, EVENT_TAKEN, 13, ANNA);
	assert_int_equal(c.version, 13);
}

static void
it_is_reopened_both_ways(void **state)
{
	struct conversation c = talk(CONVERSATION_WRAP_UP);

	(void)state;
	assert_int_equal(c.operator_id, ANNA);
	assert_int_equal(c.closed_ms, 4000);
	step(&c, EVENT_REOPENED, 8, ANNA);
	assert_int_equal(c.state, CONVERSATION_ACTIVE);
	assert_int_equal(c.operator_id, ANNA);
	assert_int_equal(c.queued_ms, 0);
	assert_int_equal(c.closed_ms, 0);

	c = talk(CONVERSATION_CLOSED);
	assert_string_equal(c.outcome, "solved");
	step(&c, EVENT_REOPENED, 8, 0);
	assert_int_equal(c.state, CONVERSATION_WAITING);
	assert_int_equal(c.operator_id, 0);
	assert_int_equal(c.queued_ms, 8000);
	assert_int_equal(c.closed_ms, 0);
	assert_string_equal(c.outcome, "");
	says(&c, 9, ACTOR_VISITOR, 0);
	assert_int_equal(c.waiting_since_ms, 9000);
}

static void
a_queue_is_entered_left_and_changed(void **state)
{
	struct conversation c = talk(CONVERSATION_WAITING);

	(void)state;
	transfer(&c, 5, 0, CARDS);	/* it keeps its place */
	assert_int_equal(c.queued_ms, 1000);
	assert_int_equal(c.department_id, CARDS);
	step(&c, EVENT_TAKEN, 6, BORIS);
	assert_int_equal(c.queued_ms, 0);
	assert_int_equal(c.operator_id, BORIS);
	transfer(&c, 7, 0, SALES);
	assert_int_equal(c.queued_ms, 7000);
	assert_int_equal(c.operator_id, 0);
	step(&c, EVENT_CLOSED, 8, 0);
	assert_int_equal(c.queued_ms, 0);
	assert_int_equal(c.state, CONVERSATION_CLOSED);
}

static void
a_transfer_is_taken_back_until_somebody_acts(void **state)
{
	struct conversation c = talk(CONVERSATION_ACTIVE), given;

	(void)state;
	assert_false(conversation_can_take_back(&c, ANNA));
	transfer(&c, 5, BORIS, 0);
	given = c;
	assert_true(conversation_can_take_back(&c, ANNA));
	assert_false(conversation_can_take_back(&c, BORIS));
	assert_false(conversation_can_take_back(&c, 0));
	says(&c, 6, ACTOR_VISITOR, 0);
	assert_true(conversation_can_take_back(&c, ANNA));
	says(&c, 7, ACTOR_OPERATOR, BORIS);
	assert_false(conversation_can_take_back(&c, ANNA));
	assert_true(c.receiver_wrote);

	c = given;			/* passed on */
	transfer(&c, 6, CLARA, 0);
	assert_false(conversation_can_take_back(&c, ANNA));
	assert_true(conversation_can_take_back(&c, BORIS));

	c = given;			/* closed */
	step(&c, EVENT_CLOSED, 6, 0);
	assert_false(conversation_can_take_back(&c, ANNA));

	c = talk(CONVERSATION_ACTIVE);	/* taken out of the queue */
	transfer(&c, 5, 0, CARDS);
	assert_true(conversation_can_take_back(&c, ANNA));
	step(&c, EVENT_TAKEN, 6, BORIS);
	assert_false(conversation_can_take_back(&c, ANNA));
}

static void
what_was_taken_back_is_as_before(void **state)
{
	struct conversation c = talk(CONVERSATION_ACTIVE);

	(void)state;
	transfer(&c, 5, 0, CARDS);
	assert_int_equal(c.from_operator_id, ANNA);
	assert_int_equal(c.from_department_id, SALES);
	assert_int_equal(c.transferred_ms, 5000);
	assert_int_equal(step(&c, EVENT_TAKEN_BACK, 6, ANNA), APPLY_NEWS);
	assert_int_equal(c.state, CONVERSATION_ACTIVE);
	assert_int_equal(c.operator_id, ANNA);
	assert_int_equal(c.department_id, SALES);
	assert_int_equal(c.queued_ms, 0);
	assert_int_equal(c.transferred_seq, 0);
	assert_false(conversation_can_take_back(&c, ANNA));
	assert_int_equal(step(&c, EVENT_TAKEN_BACK, 7, ANNA), APPLY_LOST);
}

static void
reading_never_goes_back(void **state)
{
	struct conversation c = talk(CONVERSATION_ACTIVE);
	struct event ev = make(EVENT_READ, 5, ACTOR_OPERATOR, ANNA);

	(void)state;
	ev.upto = 4;
	conversation_apply(&c, &ev);
	assert_int_equal(c.operator_read_seq, 4);
	assert_int_equal(c.visitor_read_seq, 0);
	ev.seq = 6;
	ev.upto = 2;
	conversation_apply(&c, &ev);
	assert_int_equal(c.operator_read_seq, 4);
	ev = make(EVENT_READ, 7, ACTOR_VISITOR, 0);
	ev.upto = 3;
	conversation_apply(&c, &ev);
	assert_int_equal(c.visitor_read_seq, 3);
	ev = make(EVENT_RATED, 8, ACTOR_VISITOR, 0);
	ev.stars = 5;
	conversation_apply(&c, &ev);
	assert_int_equal(c.stars, 5);
}

static void
an_offer_is_folded(void **state)
{
	struct conversation c = talk(CONVERSATION_ACTIVE);
	struct event ev = make(EVENT_TRANSFERRED, 9, ACTOR_OPERATOR, ANNA);

	(void)state;
	ev.from_operator_id = ANNA;
	ev.operator_id = BORIS;
	ev.until_ms = 70000;
	assert_int_equal(conversation_apply(&c, &ev), APPLY_NEWS);
	assert_int_equal(c.offered_until_ms, 70000);
	assert_true(conversation_is_offered_to(&c, BORIS));
	/* Nobody else accepts it. */
	assert_int_equal(step(&c, EVENT_TAKEN, 10, CLARA), APPLY_LOST);
	assert_int_equal(step(&c, EVENT_TAKEN, 10, BORIS), APPLY_NEWS);
	assert_int_equal(c.offered_until_ms, 0);
	assert_int_equal(c.operator_id, BORIS);
	assert_int_equal(c.from_operator_id, ANNA);
	assert_false(conversation_can_take_back(&c, ANNA));
	ev.seq = 11;
	ev.from_operator_id = BORIS;
	ev.operator_id = CLARA;
	assert_int_equal(conversation_apply(&c, &ev), APPLY_NEWS);
	ev = make(EVENT_DECLINED, 12, ACTOR_OPERATOR, CLARA);
	ev.operator_id = BORIS;
	assert_int_equal(conversation_apply(&c, &ev), APPLY_NEWS);
	assert_int_equal(c.operator_id, BORIS);
	assert_int_equal(c.offered_until_ms, 0);
	assert_int_equal(c.version, 12);
	assert_int_equal(c.waiting_since_ms, 2000);
}

/* An answer accepts, even where the event that says so got lost. */
static void
an_answer_accepts(void **state)
{
	struct conversation c = talk(CONVERSATION_ACTIVE);
	struct event ev = make(EVENT_TRANSFERRED, 9, ACTOR_OPERATOR, ANNA);

	(void)state;
	ev.from_operator_id = ANNA;
	ev.operator_id = BORIS;
	ev.until_ms = 70000;
	assert_int_equal(conversation_apply(&c, &ev), APPLY_NEWS);
	assert_int_equal(says(&c, 10, ACTOR_VISITOR, 0), APPLY_NEWS);
	assert_int_equal(c.offered_until_ms, 70000);
	assert_int_equal(says(&c, 11, ACTOR_OPERATOR, BORIS), APPLY_NEWS);
	assert_int_equal(c.offered_until_ms, 0);
}

static void
tags_and_promises_are_folded(void **state)
{
	struct conversation c = talk(CONVERSATION_ACTIVE);
	struct event ev = make(EVENT_TAGGED, 9, ACTOR_OPERATOR, ANNA);

	(void)state;
	ev.tags = "invoice,refund";
	assert_int_equal(conversation_apply(&c, &ev), APPLY_NEWS);
	assert_string_equal(c.tags, "invoice,refund");
	ev = make(EVENT_PROMISED, 10, ACTOR_OPERATOR, ANNA);
	ev.due_ms = 50000;
	ev.text = "I'll write";
	assert_int_equal(conversation_apply(&c, &ev), APPLY_NEWS);
	assert_int_equal(c.promise_due_ms, 50000);
	assert_int_equal(c.promised_ms, 10000);
	assert_int_equal(c.version, 3);
	/* The next one takes its place. */
	ev.seq = 11;
	ev.due_ms = 90000;
	ev.text = "later";
	assert_int_equal(conversation_apply(&c, &ev), APPLY_NEWS);
	assert_string_equal(c.promise, "later");
	ev.seq = 12;
	ev.due_ms = 0;
	assert_int_equal(conversation_apply(&c, &ev), APPLY_NEWS);
	assert_int_equal(c.promise_due_ms, 0);
	assert_string_equal(c.promise, "");
}

static void
states_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < CONVERSATION_STATES; i++) {
		enum conversation_state s = CONVERSATION_STATES;

		assert_true(conversation_state_parse(
		    conversation_state_name((enum conversation_state)i), &s));
		assert_int_equal(s, i);
	}
	assert_string_equal(conversation_state_name(CONVERSATION_WRAP_UP),
	    "wrap_up");
	assert_string_equal(conversation_state_name(CONVERSATION_STATES), "");
	assert_false(conversation_state_parse("Active", NULL));
}

static void
a_subject_is_one_short_line(void **state)
{
	static const struct {
		const char *text, *subject;
		size_t size;
	} cases[] = {
		{ "Hello", "Hello", 100 },
		{ "  \t\n  Hello \t  there  \nsecond", "Hello there", 100 },
		{ "", "", 100 },
		{ " \r\n ", "", 100 },
		{ "abcdef", "abc", 4 },
		{ "ab cd", "ab", 4 },
		{ "\xc5\xbb\xc5\xbb\xc5\xbb", "\xc5\xbb", 4 },
		{ "ae\xcc\x81z", "a", 4 },	/* e with its accent */
		{ "x", "", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char buf[100];

		conversation_subject(buf, cases[i].size, cases[i].text);
		assert_string_equal(buf, cases[i].subject);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_opening_fills_in_all_that_is_known),
		cmocka_unit_test(the_life_of_a_conversation_is_this_table),
		cmocka_unit_test(repeats_change_nothing),
		cmocka_unit_test(what_belongs_elsewhere_is_lost),
		cmocka_unit_test(
		    the_wait_is_from_their_first_message_to_our_answer),
		cmocka_unit_test(nothing_to_answer_and_put_aside),
		cmocka_unit_test(only_a_turn_makes_another_version),
		cmocka_unit_test(it_is_reopened_both_ways),
		cmocka_unit_test(a_queue_is_entered_left_and_changed),
		cmocka_unit_test(a_transfer_is_taken_back_until_somebody_acts),
		cmocka_unit_test(what_was_taken_back_is_as_before),
		cmocka_unit_test(reading_never_goes_back),
		cmocka_unit_test(an_offer_is_folded),
		cmocka_unit_test(an_answer_accepts),
		cmocka_unit_test(tags_and_promises_are_folded),
		cmocka_unit_test(states_have_names),
		cmocka_unit_test(a_subject_is_one_short_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
