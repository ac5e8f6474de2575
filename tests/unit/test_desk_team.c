/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms of the team: whose they are, what is allowed there, who hears.
 */
#include "desk_room.h"

#include "domain/client_id.h"

static enum err_code
talk(struct room *r, int64_t who, int64_t operator_id, int64_t department_id,
    const char *text)
{
	struct action a = action(ACTION_TALK, 0);

	a.operator_id = operator_id;
	a.department_id = department_id;
	a.text = text;
	return act(r, operator(who), &a);
}

static int64_t
room_of(struct room *r, int64_t who, int64_t operator_id,
    int64_t department_id)
{
	assert_int_equal(talk(r, who, operator_id, department_id, ""),
	    ERR_NONE);
	assert_int_equal(r->out.n_events, 1);
	assert_int_equal(r->out.events[0].type, EVENT_ROOM);
	return r->next_conversation++;
}

static bool
sees(const struct room *r, int64_t who, int64_t id)
{
	const struct operator *o = desk_operator(r->d, who);
	const struct conversation **seen;
	bool is_listed = false;
	size_t n;

	seen = desk_seen(r->d, o, &n);
	for (size_t i = 0; i < n; i++)
		is_listed = is_listed || seen[i]->id == id;
	free(seen);
	assert_int_equal(is_listed, desk_may_see(r->d, o, get(r, id)));
	return is_listed;
}

/* Two, whoever of them asks first; a supervisor is no third. */
static void
a_room_of_two_is_theirs_alone(void **state)
{
	struct room *r = *state;
	int64_t id = room_of(r, BORIS, ANNA, 0);

	assert_int_equal(get(r, id)->state, CONVERSATION_TEAM);
	assert_int_equal(get(r, id)->first_member_id, ANNA);
	assert_int_equal(get(r, id)->second_member_id, BORIS);
	assert_true(hears(r, ANNA) && hears(r, BORIS));
	assert_false(hears(r, CHIEF) || hears(r, CLARA));
	assert_true(sees(r, ANNA, id) && sees(r, BORIS, id));
	assert_false(sees(r, CHIEF, id) || sees(r, CLARA, id));
	/* The other one asks: the same room, and no event. */
	assert_int_equal(talk(r, ANNA, BORIS, 0, ""), ERR_NONE);
	assert_int_equal(r->out.n_events, 0);
	assert_int_equal(talk(r, ANNA, BORIS, 0, "hi"), ERR_NONE);
	assert_int_equal(r->out.events[0].conversation_id, id);
	assert_true(hears(r, BORIS));
	assert_false(hears(r, CHIEF));
}

static void
a_room_of_a_department_is_of_who_works_there(void **state)
{
	struct room *r = *state;
	int64_t sales = room_of(r, ANNA, 0, SALES), all;

	assert_true(hears(r, ANNA) && hears(r, BORIS) && hears(r, CHIEF));
	assert_false(hears(r, CLARA));
	assert_true(sees(r, CHIEF, sales));
	assert_false(sees(r, CLARA, sales) || sees(r, GONE, sales));
	/* A supervisor of another department is no member. */
	assert_int_equal(talk(r, CHIEF, 0, BILLING, ""), ERR_VALUE);
	assert_int_equal(talk(r, CLARA, 0, SALES, "hi"), ERR_VALUE);
	assert_int_equal(talk(r, BORIS, 0, SHUT, "hi"), ERR_VALUE);
	all = room_of(r, CLARA, 0, 0);
	assert_true(hears(r, CLARA) && hears(r, ANNA));
	assert_true(sees(r, ANNA, all) && sees(r, CLARA, all));
}

static void
what_is_said_makes_the_room(void **state)
{
	struct room *r = *state;

	assert_int_equal(talk(r, ANNA, BORIS, 0, "have you a minute?"),
	    ERR_NONE);
	assert_int_equal(r->out.n_events, 2);
	assert_int_equal(r->out.events[0].type, EVENT_ROOM);
	assert_string_equal(r->out.events[0].client_id, "");
	assert_int_equal(r->out.events[1].type, EVENT_MESSAGE);
	assert_true(client_id_ok(r->out.events[1].client_id));
	assert_int_equal(r->out.events[1].conversation_id,
	    r->next_conversation);
	assert_int_equal(talk(r, ANNA, ANNA, 0, "me"), ERR_VALUE);
	assert_int_equal(talk(r, ANNA, GONE, 0, "you"), ERR_VALUE);
	assert_int_equal(talk(r, ANNA, 77, 0, "you"), ERR_VALUE);
}

/* Refused, or about something else than the room. */
static void
does_nothing(struct room *r, struct desk_sender s, const struct action *a,
    const struct conversation *before)
{
	if (act(r, s, a) == ERR_NONE)
		for (int i = 0; i < r->out.n_events; i++)
			assert_int_not_equal(r->out.events[i].conversation_id,
			    before->id);
	assert_memory_equal(get(r, before->id), before, sizeof *before);
}

/* Every action that names a conversation, of everybody, in a room: what is not
 * meant for it is refused, and nothing changes. */
static void
what_is_for_customers_is_refused(void **state)
{
	struct room *r = *state;
	int64_t id = room_of(r, ANNA, 0, SALES);
	struct conversation before;

	assert_int_equal(say(r, operator(ANNA), id), ERR_NONE);
	before = *get(r, id);
	for (int type = 0; type < ACTION_TYPES; type++) {
		struct action a = action((enum action_type)type, id);
		struct desk_sender stranger = { .kind = ACTOR_VISITOR,
			.conversation_id = id };

		a.version = before.version;
		a.upto = 1;
		a.stars = 5;
		a.text = "for a customer";
		a.outcome = "solved";
		a.tags = "vip";
		a.operator_id = type == ACTION_TALK ? 0 : BORIS;
		a.due_ms = r->now_ms + 1000;
		if (type == ACTION_MESSAGE || type == ACTION_READ ||
		    type == ACTION_TALK)
			continue;
		does_nothing(r, operator(ANNA), &a, &before);
		does_nothing(r, operator(CHIEF), &a, &before);
		does_nothing(r, operator(CLARA), &a, &before);
		if (type != ACTION_OPEN)
			does_nothing(r, stranger, &a, &before);
	}
	/* Whoever is no member gets the same answer as for no room at all. */
	assert_int_equal(say(r, operator(CLARA), id), ERR_NOT_FOUND);
	assert_int_equal(say(r, (struct desk_sender){ .kind = ACTOR_VISITOR,
	    .conversation_id = id }, id), ERR_NOT_FOUND);
	/* It is nobody's work. */
	assert_int_equal(desk_load(r->d, ANNA), 0);
	assert_int_equal(desk_position(r->d, id), 0);
}

static void
each_has_read_as_far_as_they_have(void **state)
{
	struct room *r = *state;
	int64_t id = room_of(r, ANNA, 0, SALES);
	struct action a = action(ACTION_READ, id);

	assert_int_equal(say(r, operator(ANNA), id), ERR_NONE);
	a.upto = r->seq;
	assert_int_equal(act(r, operator(BORIS), &a), ERR_NONE);
	assert_int_equal(r->out.n_events, 1);
	assert_true(hears(r, BORIS));
	assert_false(hears(r, ANNA) || hears(r, CHIEF));
	assert_int_equal(desk_room_read(r->d, id, BORIS), a.upto);
	assert_int_equal(desk_room_read(r->d, id, ANNA), 0);
	assert_int_equal(act(r, operator(BORIS), &a), ERR_NONE);
	assert_int_equal(r->out.n_events, 0);
	assert_int_equal(act(r, operator(CHIEF), &a), ERR_NONE);
	assert_int_equal(desk_room_read(r->d, id, CHIEF), a.upto);
	assert_int_equal(act(r, operator(CLARA), &a), ERR_NOT_FOUND);
}

static void
the_last_word_is_edited_by_who_said_it(void **state)
{
	struct room *r = *state;
	int64_t id = room_of(r, ANNA, BORIS, 0);
	struct action a = action(ACTION_EDIT, id);

	assert_int_equal(say(r, operator(ANNA), id), ERR_NONE);
	a.upto = r->seq;
	a.text = "another";
	assert_int_equal(act(r, operator(BORIS), &a), ERR_CONFLICT);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	assert_true(hears(r, BORIS));
	assert_false(hears(r, CHIEF));
	assert_int_equal(say(r, operator(BORIS), id), ERR_NONE);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_CONFLICT);
	a.upto = r->seq;
	r->now_ms += DESK_EDIT_MS + 1;
	assert_int_equal(act(r, operator(BORIS), &a), ERR_RIGHTS);
}

/* A room has no customer, and none of the customers has a room: sight of one
 * gives no sight of the other. */
static void
rooms_and_customers_do_not_meet(void **state)
{
	struct room *r = *state;
	int64_t mine = room_of(r, ANNA, BORIS, 0);
	int64_t theirs = room_of(r, BORIS, CHIEF, 0);
	int64_t id = taken(r, ANNA, SALES);

	assert_true(sees(r, ANNA, id) && sees(r, ANNA, mine));
	assert_false(sees(r, ANNA, theirs));
	assert_true(sees(r, CHIEF, theirs));
	assert_false(sees(r, CHIEF, mine));
	/* Nobody supervises what colleagues say to each other. */
	assert_false(desk_may_supervise(desk_operator(r->d, CHIEF),
	    get(r, theirs)));
	assert_int_equal(talk(r, ANNA, 0, SALES, ""), ERR_NONE);
	r->next_conversation++;
	assert_int_equal(transfer(r, CHIEF, mine, CHIEF, 0), ERR_NOT_FOUND);
	assert_int_equal(transfer(r, ANNA, mine, CHIEF, 0), ERR_RIGHTS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_room_of_two_is_theirs_alone),
		T(a_room_of_a_department_is_of_who_works_there),
		T(what_is_said_makes_the_room),
		T(what_is_for_customers_is_refused),
		T(each_has_read_as_far_as_they_have),
		T(the_last_word_is_edited_by_who_said_it),
		T(rooms_and_customers_do_not_meet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
