/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How operators are, in the hub: what follows from consoles that live, are
 * unattended or are gone, and from what was chosen; and what a restart finds.
 */
#include "hub_loop.h"

static int
set_up(void **state)
{
	*state = loop_new();
	return 0;
}

static int
tear_down(void **state)
{
	loop_free(*state);
	return 0;
}

static void
pass(struct loop *loop, int s)
{
	for (int i = 0; i < s; i++) {
		hub_tick(loop->hub, loop->now_ms += 1000);
		loop_run_one(loop, 0);
	}
}

/* The console of a session has asked for news, and says who is there. */
static void
console(struct loop *loop, int64_t session, int number, int64_t id,
    enum hub_away away)
{
	struct news_seen seen = { 0 };

	hub_console_away(loop->hub, session, number, id, away);
	hub_wait_operator(loop->hub, session, number, id,
	    hub_epoch(loop->hub), hub_last_seq(loop->hub), 0, loop_hear,
	    &seen);
	free(seen.body);
}

static bool
choose(struct loop *loop, int64_t by, int64_t id, enum presence presence,
    const char *reason, struct err *err)
{
	struct desk_sender s = { .kind = ACTOR_OPERATOR, .operator_id = by };
	struct action a;

	action_init(&a, ACTION_PRESENCE);
	a.operator_id = by == id ? 0 : id;
	a.presence = presence;
	a.reason = reason;
	return hub_presence_choose(loop->hub, &s, &a, err);
}

/* Nothing more is stored of it: whatever was asked for has been answered. */
static void
settle(struct loop *loop)
{
	while (loop_run_one(loop, 50))
		;
}

static const struct operator *
get(struct loop *loop, int64_t id)
{
	return desk_operator(hub_desk(loop->hub), id);
}

static void
only_a_poll_that_comes_is_life(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct news_seen held = { 0 };

	console(loop, 1, 0, anna, HUB_HERE);
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	/* A console that is stopped holds its poll, and never asks again. */
	settle(loop);
	hub_wait_operator(loop->hub, 1, 0, anna, hub_epoch(loop->hub),
	    hub_last_seq(loop->hub), 60000, loop_hear, &held);
	pass(loop, 59);
	settle(loop);
	assert_int_equal(hub_presence(loop->hub, anna), PRESENCE_ONLINE);
	pass(loop, 2);
	loop_until_presence(loop, anna, PRESENCE_OFFLINE);
	assert_string_equal(get(loop, anna)->reason, REASON_LOST);
	free(held.body);
	/* What was held was let go in time for the next one. */
	assert_true(held.is_there);
}

static void
the_last_of_two_consoles_decides(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);

	console(loop, 1, 0, anna, HUB_HERE);
	console(loop, 1, -7, anna, HUB_IDLE);
	console(loop, 2, 0, anna, HUB_DETACHED);
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	console(loop, 1, 0, anna, HUB_DETACHED);
	loop_until_presence(loop, anna, PRESENCE_AWAY);
	assert_string_equal(get(loop, anna)->reason, REASON_IDLE);
	assert_int_equal(get(loop, anna)->state_by_id, 0);
	console(loop, 1, -7, anna, HUB_LEFT);
	settle(loop);
	assert_string_equal(get(loop, anna)->reason, REASON_DETACHED);
	console(loop, 1, 0, anna, HUB_LEFT);
	settle(loop);
	assert_int_equal(hub_presence(loop->hub, anna), PRESENCE_AWAY);
	console(loop, 2, 0, anna, HUB_HERE);
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	console(loop, 2, 0, anna, HUB_LEFT);
	loop_until_presence(loop, anna, PRESENCE_OFFLINE);
	assert_string_equal(get(loop, anna)->reason, REASON_LEFT);
}

static void
what_was_chosen_stays_until_the_next_day(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct err err;

	console(loop, 1, 0, anna, HUB_HERE);
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	assert_true(choose(loop, anna, anna, PRESENCE_AWAY, "lunch", &err));
	loop_until_presence(loop, anna, PRESENCE_AWAY);
	assert_string_equal(get(loop, anna)->reason, "lunch");
	assert_int_equal(get(loop, anna)->state_by_id, anna);
	/* Nobody in front of it is no news then. */
	console(loop, 1, 0, anna, HUB_IDLE);
	settle(loop);
	assert_string_equal(get(loop, anna)->reason, "lunch");
	pass(loop, 61);
	loop_until_presence(loop, anna, PRESENCE_OFFLINE);

	/* The desk begins anew: she comes back as she was. */
	loop_close_hub(loop);
	loop_open_hub(loop);
	assert_int_equal(hub_presence(loop->hub, anna), PRESENCE_OFFLINE);
	console(loop, 1, 0, anna, HUB_HERE);
	loop_until_presence(loop, anna, PRESENCE_AWAY);
	assert_string_equal(get(loop, anna)->reason, "lunch");
	assert_true(choose(loop, anna, anna, PRESENCE_ONLINE, "", &err));
	loop_until_presence(loop, anna, PRESENCE_ONLINE);

	/* Who is there when it ends has a minute to be there again. */
	loop_close_hub(loop);
	loop_open_hub(loop);
	pass(loop, 50);
	settle(loop);
	assert_int_equal(hub_presence(loop->hub, anna), PRESENCE_ONLINE);
	pass(loop, 11);
	loop_until_presence(loop, anna, PRESENCE_OFFLINE);
}

static void
others_are_set_by_supervisors_alone(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	int64_t clara = loop_add_operator(loop, "clara", ROLE_SUPERVISOR);
	struct err err;

	assert_false(choose(loop, clara, anna, PRESENCE_BUSY, "", &err));
	assert_int_equal(err.code, ERR_CONFLICT);	/* not there */
	console(loop, 1, 0, anna, HUB_HERE);
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	assert_false(choose(loop, anna, clara, PRESENCE_BUSY, "", &err));
	assert_int_equal(err.code, ERR_RIGHTS);
	assert_false(choose(loop, clara, 999, PRESENCE_BUSY, "", &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_true(choose(loop, clara, anna, PRESENCE_BREAK, "", &err));
	loop_until_presence(loop, anna, PRESENCE_BREAK);
	assert_int_equal(get(loop, anna)->state_by_id, clara);
}

static void
a_desk_may_have_its_own_reasons_only(void **state)
{
	static const char *const reasons[] = { "lunch", "training" };
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct err err;

	loop_close_hub(loop);
	loop->config.reasons = reasons;
	loop->config.n_reasons = 2;
	loop->config.fixed_reasons = true;
	loop_open_hub(loop);
	assert_false(choose(loop, anna, anna, PRESENCE_AWAY, "dentist", &err));
	assert_int_equal(err.code, ERR_VALUE);
	assert_true(choose(loop, anna, anna, PRESENCE_AWAY, "training", &err));
	assert_true(choose(loop, anna, anna, PRESENCE_AWAY, "", &err));
}

/* A decision that is asked for after a change finds it. */
static void
the_writer_knows_who_is_there(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	int64_t boris = loop_add_operator(loop, "boris", ROLE_OPERATOR);
	int64_t seq = hub_last_seq(loop->hub);
	struct err err;

	console(loop, 1, 0, anna, HUB_HERE);
	console(loop, 2, 0, boris, HUB_HERE);
	assert_true(choose(loop, boris, boris, PRESENCE_BREAK, "", &err));
	assert_true(choose(loop, boris, boris, PRESENCE_AWAY, "tea", &err));
	assert_true(choose(loop, boris, boris, PRESENCE_ONLINE, "", &err));
	settle(loop);
	/* Five changes, in the order in which they were made. */
	assert_int_equal(hub_last_seq(loop->hub), seq + 5);
	assert_int_equal(hub_presence(loop->hub, boris), PRESENCE_ONLINE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(only_a_poll_that_comes_is_life,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    the_last_of_two_consoles_decides, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    what_was_chosen_stays_until_the_next_day, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    others_are_set_by_supervisors_alone, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    a_desk_may_have_its_own_reasons_only, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(the_writer_knows_who_is_there,
		    set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
