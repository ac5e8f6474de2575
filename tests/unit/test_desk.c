/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the desk, first half: opening, taking, speaking.
 */
#include "desk_room.h"

/* --- visitors ---------------------------------------------------------- */

static void
opening_makes_it_wait(void **state)
{
	struct room *r = *state;
	int64_t id = opened(r, SALES);
	const struct conversation *c = get(r, id);

	assert_int_equal(r->out.n_events, 3);
	assert_int_equal(r->out.events[0].type, EVENT_OPENED);
	assert_int_equal(r->out.events[1].type, EVENT_MESSAGE);
	assert_int_equal(r->out.events[2].type, EVENT_CUSTOMER);
	assert_true(r->out.events[0].client_id[0] != '\0');
	assert_string_equal(r->out.events[1].client_id, "");
	assert_int_equal(c->state, CONVERSATION_WAITING);
	assert_string_equal(c->subject, "Where is it?");
	assert_int_equal(c->customer_id, 101);
	assert_true(hears(r, ANNA) && hears(r, BORIS) && hears(r, CHIEF));
	assert_false(hears(r, CLARA));
}

static void
opening_is_refused(void **state)
{
	struct room *r = *state;
	int64_t id = opened(r, 0);
	struct desk_sender s = { .kind = ACTOR_VISITOR };
	struct action a = action(ACTION_OPEN, 0);

	a.text = "help";
	a.department_id = 77;
	assert_int_equal(act(r, s, &a), ERR_VALUE);
	a.department_id = SHUT;
	assert_int_equal(act(r, s, &a), ERR_VALUE);
	a.department_id = 0;
	assert_int_equal(act(r, operator(ANNA), &a), ERR_RIGHTS);
	assert_int_equal(act(r, visitor_of(r, id), &a), ERR_CONFLICT);
}

static void
another_is_opened_when_one_has_ended(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES);
	struct desk_sender s = visitor_of(r, id);
	struct action a = action(ACTION_OPEN, 0);

	a.text = "another thing";
	assert_int_equal(act(r, s, &a), ERR_CONFLICT);
	assert_int_equal(close_it(r, ANNA, id, ""), ERR_NONE);
	assert_int_equal(get(r, id)->state, CONVERSATION_WRAP_UP);
	assert_int_equal(act(r, s, &a), ERR_NONE);
	assert_int_equal(get(r, r->next_conversation++)->customer_id,
	    s.customer_id);
	assert_int_equal(get(r, id)->state, CONVERSATION_WRAP_UP);
	assert_int_equal(act(r, s, &a), ERR_CONFLICT);
}

static void
a_visitor_has_one_conversation(void **state)
{
	struct room *r = *state;
	int64_t mine = opened(r, 0), other = opened(r, 0);
	struct desk_sender s = visitor_of(r, mine);
	struct desk_sender nobody = { .kind = ACTOR_VISITOR };

	assert_int_equal(say(r, s, 0), ERR_NONE);
	assert_int_equal(say(r, s, mine), ERR_NONE);
	assert_int_equal(say(r, s, other), ERR_NOT_FOUND);
	assert_int_equal(say(r, nobody, 0), ERR_NOT_FOUND);
	s.customer_id++;
	assert_int_equal(say(r, s, 0), ERR_NOT_FOUND);
}

static void
a_message_reopens(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES);
	struct desk_sender s = visitor_of(r, id);

	assert_int_equal(close_it(r, ANNA, id, ""), ERR_NONE);
	assert_int_equal(get(r, id)->state, CONVERSATION_WRAP_UP);
	assert_int_equal(say(r, s, 0), ERR_NONE);
	assert_int_equal(r->out.n_events, 2);
	assert_string_equal(r->out.events[0].client_id, "");
	assert_true(r->out.events[1].client_id[0] != '\0');
	assert_int_equal(get(r, id)->state, CONVERSATION_ACTIVE);
	assert_int_equal(get(r, id)->operator_id, ANNA);

	assert_int_equal(close_it(r, ANNA, id, "solved"), ERR_NONE);
	assert_int_equal(get(r, id)->state, CONVERSATION_CLOSED);
	assert_string_equal(get(r, id)->outcome, "solved");
	assert_int_equal(say(r, s, 0), ERR_NONE);
	assert_int_equal(get(r, id)->state, CONVERSATION_WAITING);
	assert_int_equal(get(r, id)->operator_id, 0);
}

static void
a_visitor_closes_and_rates(void **state)
{
	struct room *r = *state;
	int64_t waiting = opened(r, 0), active = taken(r, ANNA, SALES);
	struct action a = action(ACTION_CLOSE, 0);
	struct action rate = action(ACTION_RATE, 0);

	rate.stars = 4;
	assert_int_equal(act(r, visitor_of(r, active), &rate), ERR_CONFLICT);
	assert_int_equal(act(r, visitor_of(r, waiting), &a), ERR_NONE);
	assert_int_equal(get(r, waiting)->state, CONVERSATION_CLOSED);
	assert_int_equal(act(r, visitor_of(r, active), &a), ERR_NONE);
	assert_int_equal(get(r, active)->state, CONVERSATION_WRAP_UP);
	assert_int_equal(get(r, active)->operator_id, ANNA);
	assert_int_equal(act(r, visitor_of(r, active), &a), ERR_NONE);
	assert_int_equal(r->out.n_events, 0);
	assert_int_equal(act(r, visitor_of(r, active), &rate), ERR_NONE);
	rate.stars = 2;
	assert_int_equal(act(r, visitor_of(r, active), &rate), ERR_NONE);
	assert_int_equal(get(r, active)->stars, 2);
	assert_int_equal(act(r, operator(ANNA), &rate), ERR_RIGHTS);
}

/* --- taking ------------------------------------------------------------ */

static void
one_of_two_takers_wins(void **state)
{
	struct room *r = *state;
	int64_t id = opened(r, SALES);
	struct action a = fresh(r, ACTION_TAKE, id);

	assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	assert_true(hears(r, BORIS));	/* it left their queue */
	assert_int_equal(act(r, operator(BORIS), &a), ERR_CONFLICT);
	assert_int_equal(r->out.winner_id, ANNA);
	assert_int_equal(act(r, operator(CHIEF), &a), ERR_CONFLICT);
	assert_int_equal(r->out.winner_id, ANNA);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_CONFLICT);
	assert_int_equal(act(r, operator(CLARA), &a), ERR_NOT_FOUND);
	assert_int_equal(act(r, operator(GONE), &a), ERR_RIGHTS);
	assert_int_equal(act(r, operator(99), &a), ERR_RIGHTS);
	assert_int_equal(act(r, visitor_of(r, id), &a), ERR_RIGHTS);
	a.conversation_id = 999;
	assert_int_equal(act(r, operator(BORIS), &a), ERR_NOT_FOUND);
}

static void
a_stale_version_is_a_conflict(void **state)
{
	struct room *r = *state;
	int64_t id = opened(r, 0);
	struct action a = fresh(r, ACTION_TAKE, id);

	a.version--;
	assert_int_equal(act(r, operator(BORIS), &a), ERR_CONFLICT);
	assert_int_equal(say(r, visitor_of(r, id), 0), ERR_NONE);
	a.version++;		/* a message makes no version */
	assert_int_equal(act(r, operator(BORIS), &a), ERR_NONE);
}

static void
the_longest_wait_is_next(void **state)
{
	struct room *r = *state;
	int64_t billing = opened(r, BILLING), first = opened(r, SALES);
	int64_t second = opened(r, 0);
	struct action a = action(ACTION_TAKE_NEXT, 0);

	assert_int_equal(desk_position(r->d, second), 3);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	assert_int_equal(get(r, first)->operator_id, ANNA);
	assert_int_equal(desk_position(r->d, first), 0);
	assert_int_equal(desk_position(r->d, second), 2);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	assert_int_equal(get(r, second)->operator_id, ANNA);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_NOT_FOUND);
	assert_int_equal(act(r, operator(CLARA), &a), ERR_NONE);
	assert_int_equal(get(r, billing)->operator_id, CLARA);
	assert_int_equal(desk_load(r->d, ANNA), 2);
}

/* --- speaking ---------------------------------------------------------- */

static void
only_the_owner_speaks(void **state)
{
	struct room *r = *state;
	int64_t id = opened(r, SALES);
	struct action note = action(ACTION_NOTE, id);

	note.text = "hm";
	assert_int_equal(say(r, operator(ANNA), id), ERR_CONFLICT);
	assert_int_equal(act(r, operator(ANNA), &note), ERR_NONE);
	assert_int_equal(act(r, operator(CLARA), &note), ERR_NOT_FOUND);
	id = taken(r, ANNA, SALES);
	note.conversation_id = id;
	assert_int_equal(say(r, operator(ANNA), id), ERR_NONE);
	assert_true(hears(r, ANNA) && hears(r, CHIEF));
	assert_false(hears(r, BORIS));
	assert_int_equal(say(r, operator(CHIEF), id), ERR_RIGHTS);
	assert_int_equal(r->out.winner_id, ANNA);
	assert_int_equal(act(r, operator(CHIEF), &note), ERR_NONE);
	assert_int_equal(act(r, operator(BORIS), &note), ERR_NOT_FOUND);
	assert_int_equal(act(r, visitor_of(r, id), &note), ERR_RIGHTS);
	assert_int_equal(close_it(r, ANNA, id, ""), ERR_NONE);
	assert_int_equal(say(r, operator(ANNA), id), ERR_CONFLICT);
}

static void
rate(struct room *r, int64_t owner, int64_t id, int stars)
{
	struct action a = action(ACTION_RATE, id);

	assert_int_equal(close_it(r, owner, id, "solved"), ERR_NONE);
	a.stars = stars;
	assert_int_equal(act(r, visitor_of(r, id), &a), ERR_NONE);
	assert_int_equal(r->out.events[r->out.n_events - 1].type,
	    EVENT_WINBACK);
}

/* Who may settle it, and nobody else: also of supervisors only those of its
 * department. */
static void
a_win_back_is_told_to_its_own(void **state)
{
	struct room *r = *state;

	rate(r, ANNA, taken(r, ANNA, SALES), 1);
	assert_true(hears(r, CHIEF));
	assert_false(hears(r, ANNA) || hears(r, CLARA));
	rate(r, CLARA, taken(r, CLARA, BILLING), 1);
	assert_false(hears(r, CHIEF) || hears(r, CLARA));
}

/* Whatever has become of them since. */
static void
who_has_joined_can_leave(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES);
	struct action join = action(ACTION_JOIN, id);
	struct action leave = action(ACTION_LEAVE, id);

	assert_int_equal(act(r, operator(CHIEF), &join), ERR_NONE);
	assert_int_equal(get(r, id)->joined_id, CHIEF);
	add_operator(r, CHIEF, "chief", ROLE_SUPERVISOR, BILLING);
	assert_int_equal(act(r, operator(CHIEF), &leave), ERR_NONE);
	assert_int_equal(get(r, id)->joined_id, 0);
	assert_int_equal(act(r, operator(CHIEF), &leave), ERR_NOT_FOUND);
}

static void
reading_goes_forward(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES);
	struct action a = action(ACTION_READ, id);

	a.upto = 2;
	assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	assert_int_equal(r->out.n_events, 1);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	assert_int_equal(r->out.n_events, 0);
	a.upto = 1000000;
	assert_int_equal(act(r, visitor_of(r, id), &a), ERR_NONE);
	assert_true(get(r, id)->visitor_read_seq < 1000000);
	assert_int_equal(act(r, operator(CHIEF), &a), ERR_RIGHTS);
	assert_int_equal(act(r, operator(CLARA), &a), ERR_NOT_FOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(opening_makes_it_wait),
		T(opening_is_refused),
		T(another_is_opened_when_one_has_ended),
		T(a_visitor_has_one_conversation),
		T(a_message_reopens),
		T(a_visitor_closes_and_rates),
		T(one_of_two_takers_wins),
		T(a_stale_version_is_a_conflict),
		T(the_longest_wait_is_next),
		T(only_the_owner_speaks),
		T(a_win_back_is_told_to_its_own),
		T(who_has_joined_can_leave),
		T(reading_goes_forward),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
