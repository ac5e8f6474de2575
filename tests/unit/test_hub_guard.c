/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the hub asks of itself: once, however slow the disk; other rules, all of
 * them or none; and wrap-up, which it finds out by itself.
 */
#include "hub_loop.h"

#include "base/clock.h"
#include "server/hub/internal.h"

#define WRAP_UP_MS 120000

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
console(struct loop *loop, int64_t id)
{
	struct news_seen seen = { 0 };

	hub_wait_operator(loop->hub, id, 0, id, hub_epoch(loop->hub),
	    hub_last_seq(loop->hub), 0, loop_hear, &seen);
	free(seen.body);
}

static void
settle(struct loop *loop)
{
	while (loop_run_one(loop, 50))
		;
}

/* As late as the wall's clock says, and so much later. */
static void
tick(struct loop *loop, int64_t later_ms)
{
	hub_tick(loop->hub, loop->now_ms = clock_now_ms() + later_ms);
}

static void
be_online(struct loop *loop, int64_t id)
{
	console(loop, id);
	loop_until_presence(loop, id, PRESENCE_ONLINE);
}

/* --- once ----------------------------------------------------------------- */

static void
an_offer_that_ended_is_asked_for_once(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	int64_t boris = loop_add_operator(loop, "boris", ROLE_OPERATOR);
	struct action a = loop_action(ACTION_TRANSFER);
	struct desk_sender s = loop_operator(anna);
	struct answer opened = loop_open(loop, "hello");
	const struct conversation *c;

	console(loop, anna);
	console(loop, boris);
	loop_until_presence(loop, boris, PRESENCE_ONLINE);
	loop_take(loop, anna, opened.conversation_id);
	c = desk_conversation(hub_desk(loop->hub), opened.conversation_id);
	a.conversation_id = c->id;
	a.version = c->version;
	a.operator_id = boris;
	assert_string_equal(loop_do(loop, &s, &a, NULL).err.text, "");
	c = desk_conversation(hub_desk(loop->hub), opened.conversation_id);
	assert_true(c->offered_until_ms > 0);
	settle(loop);
	/* Nothing comes back from the writer: its disk is slow. */
	for (int i = 0; i < 100; i++)
		tick(loop, 10 * 60000 + i * 1000);
	assert_int_equal(loop->hub->n_returning, 1);
	settle(loop);
	assert_int_equal(loop->hub->n_returning, 0);
}

static void
an_estimate_is_noted_once(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct answer opened;
	const void *asked = NULL;
	int low, high;

	console(loop, anna);
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	/* Enough of them that the desk can tell how long one takes. */
	for (int i = 0; i < 30; i++) {
		struct conversation c = { .id = 1000 + i,
			.state = CONVERSATION_CLOSED };

		c.opened_ms = clock_now_ms() - 600000;
		c.taken_ms = c.opened_ms + 60000;
		c.answered_ms = c.opened_ms + 70000;
		c.closed_ms = c.opened_ms + 300000;
		c.operator_id = anna;
		estimates_put(loop->hub->estimates, &c);
	}
	opened = loop_open(loop, "hello");
	settle(loop);
	for (int i = 0; i < 50; i++) {
		const void *now;

		assert_true(hub_estimate(loop->hub, opened.conversation_id,
		    &low, &high));
		now = map_find(&loop->hub->noting, opened.conversation_id);
		assert_non_null(now);
		assert_true(asked == NULL || now == asked);
		asked = now;
	}
	settle(loop);
	assert_int_equal(loop->hub->noting.n, 0);
	assert_true(desk_conversation(hub_desk(loop->hub),
	    opened.conversation_id)->estimated_ms != 0);
}

/* --- other rules ---------------------------------------------------------- */

static void
set_flag(void *ctx)
{
	*(bool *)ctx = true;
}

static void
who_decides_and_who_shows_have_the_same_rules(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct desk_rules rules = *desk_rules(hub_desk(loop->hub));
	struct route_rules routes;
	struct answer opened;
	bool is_set = false;

	console(loop, anna);
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	route_rules_init(&routes);
	routes.mode = ROUTE_OFFER;
	rules.edit_ms = 4711;
	hub_set_rules(loop->hub, &rules, &routes, set_flag, &is_set);
	/* Neither half of them before the writer has both. */
	assert_false(is_set);
	assert_true(desk_rules(hub_desk(loop->hub))->edit_ms != 4711);
	assert_false(route_is_active(hub_desk(loop->hub)));
	memset(&routes, 0, sizeof routes);	/* they were copied */
	loop_until(loop, &is_set);
	assert_int_equal(desk_rules(hub_desk(loop->hub))->edit_ms, 4711);
	assert_true(route_is_active(hub_desk(loop->hub)));
	/* The writer decides by them. */
	opened = loop_open(loop, "hello");
	for (int i = 0; i < 100 && desk_conversation(hub_desk(loop->hub),
	    opened.conversation_id)->operator_id == 0; i++) {
		tick(loop, 0);
		loop_run_one(loop, 20);
	}
	assert_int_equal(desk_conversation(hub_desk(loop->hub),
	    opened.conversation_id)->operator_id, anna);
	/* Rules that say nothing of routing leave it as it is. */
	is_set = false;
	rules.edit_ms = 4712;
	hub_set_rules(loop->hub, &rules, NULL, set_flag, &is_set);
	loop_until(loop, &is_set);
	assert_int_equal(desk_rules(hub_desk(loop->hub))->edit_ms, 4712);
	assert_true(route_is_active(hub_desk(loop->hub)));
}

/* --- offers to who is not there ------------------------------------------- */

static void
until_owner(struct loop *loop, int64_t conversation_id, int64_t id)
{
	for (int i = 0; i < 100 && desk_conversation(hub_desk(loop->hub),
	    conversation_id)->operator_id != id; i++) {
		tick(loop, 0);
		loop_run_one(loop, 20);
	}
	assert_int_equal(desk_conversation(hub_desk(loop->hub),
	    conversation_id)->operator_id, id);
}

static void
who_cannot_see_an_offer_lets_none_pass(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct desk_rules rules = *desk_rules(hub_desk(loop->hub));
	struct route_rules routes;
	struct answer opened;
	bool is_set = false;

	route_rules_init(&routes);
	routes.mode = ROUTE_OFFER;
	routes.away_after = 1;
	routes.offer_ms = 700;
	hub_set_rules(loop->hub, &rules, &routes, set_flag, &is_set);
	loop_until(loop, &is_set);
	be_online(loop, anna);
	opened = loop_open(loop, "hello");
	until_owner(loop, opened.conversation_id, anna);
	hub_console_away(loop->hub, anna, 0, anna, HUB_DETACHED);
	console(loop, anna);
	loop_until_presence(loop, anna, PRESENCE_AWAY);
	until_owner(loop, opened.conversation_id, 0);
	/* Back, and nobody has to say /online. */
	hub_console_away(loop->hub, anna, 0, anna, HUB_HERE);
	be_online(loop, anna);
	/* Who is there and lets one pass is away. */
	opened = loop_open(loop, "hello again");
	until_owner(loop, opened.conversation_id, anna);
	until_owner(loop, opened.conversation_id, 0);
	loop_until_presence(loop, anna, PRESENCE_AWAY);
}

/* --- wrap-up -------------------------------------------------------------- */

static void
open_with_wrap_up(struct loop *loop)
{
	loop_close_hub(loop);
	loop->config.wraps_up = true;
	loop->config.wrap_up_target_ms = WRAP_UP_MS;
	loop_open_hub(loop);
	tick(loop, 0);
}

/* Theirs, and closed without an outcome. */
static int64_t
close_one(struct loop *loop, int64_t id)
{
	struct answer opened = loop_open(loop, "hello");
	struct action a = loop_action(ACTION_CLOSE);
	struct desk_sender s = loop_visitor(&opened);

	loop_take(loop, id, opened.conversation_id);
	a.conversation_id = opened.conversation_id;
	a.version = desk_conversation(hub_desk(loop->hub),
	    opened.conversation_id)->version;
	assert_string_equal(loop_do(loop, &s, &a, NULL).err.text, "");
	assert_int_equal(desk_conversation(hub_desk(loop->hub),
	    opened.conversation_id)->state, CONVERSATION_WRAP_UP);
	return opened.conversation_id;
}

static void
say_outcome(struct loop *loop, int64_t operator_id, int64_t conversation_id)
{
	struct action a = loop_action(ACTION_OUTCOME);
	struct desk_sender s = loop_operator(operator_id);

	a.conversation_id = conversation_id;
	a.version = desk_conversation(hub_desk(loop->hub),
	    conversation_id)->version;
	a.outcome = "solved";
	assert_string_equal(loop_do(loop, &s, &a, NULL).err.text, "");
}

static bool
choose(struct loop *loop, int64_t id, enum presence presence)
{
	struct desk_sender s = loop_operator(id);
	struct action a = loop_action(ACTION_PRESENCE);
	struct err err;

	a.presence = presence;
	a.reason = "";
	return hub_presence_choose(loop->hub, &s, &a, &err);
}

static void
a_close_is_written_up(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	int64_t first, second;

	open_with_wrap_up(loop);
	be_online(loop, anna);
	first = close_one(loop, anna);
	loop_until_presence(loop, anna, PRESENCE_WRAP_UP);
	second = close_one(loop, anna);
	settle(loop);
	/* Until the last of them has its outcome. */
	say_outcome(loop, anna, first);
	settle(loop);
	assert_int_equal(hub_presence(loop->hub, anna), PRESENCE_WRAP_UP);
	say_outcome(loop, anna, second);
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	/* Or to the end of its time. */
	close_one(loop, anna);
	loop_until_presence(loop, anna, PRESENCE_WRAP_UP);
	tick(loop, WRAP_UP_MS - 5000);
	console(loop, anna);
	settle(loop);
	assert_int_equal(hub_presence(loop->hub, anna), PRESENCE_WRAP_UP);
	tick(loop, WRAP_UP_MS + 1000);
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	/* Or by hand: /online. A break comes before it. */
	tick(loop, 0);
	close_one(loop, anna);
	loop_until_presence(loop, anna, PRESENCE_WRAP_UP);
	assert_true(choose(loop, anna, PRESENCE_BREAK));
	loop_until_presence(loop, anna, PRESENCE_BREAK);
	tick(loop, 1000);
	assert_true(choose(loop, anna, PRESENCE_ONLINE));
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	settle(loop);
	assert_int_equal(hub_presence(loop->hub, anna), PRESENCE_ONLINE);
}

static void
nothing_new_meanwhile_and_a_restart_forgets_nothing(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR), id;
	struct route_rules routes;
	struct answer opened;

	route_rules_init(&routes);
	routes.mode = ROUTE_OFFER;
	open_with_wrap_up(loop);
	be_online(loop, anna);
	id = close_one(loop, anna);
	loop_until_presence(loop, anna, PRESENCE_WRAP_UP);
	assert_int_equal(desk_load(hub_desk(loop->hub), anna), 0);

	loop_close_hub(loop);
	loop->config.routes = &routes;
	loop_open_hub(loop);
	tick(loop, 0);
	assert_int_equal(hub_presence(loop->hub, anna), PRESENCE_WRAP_UP);
	console(loop, anna);
	settle(loop);
	assert_int_equal(hub_presence(loop->hub, anna), PRESENCE_WRAP_UP);
	opened = loop_open(loop, "another one");
	for (int i = 0; i < 5; i++) {
		tick(loop, i * 1000);
		settle(loop);
	}
	assert_int_equal(desk_conversation(hub_desk(loop->hub),
	    opened.conversation_id)->state, CONVERSATION_WAITING);
	say_outcome(loop, anna, id);
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	for (int i = 0; i < 20 && desk_conversation(hub_desk(loop->hub),
	    opened.conversation_id)->operator_id == 0; i++) {
		tick(loop, i * 1000);
		settle(loop);
	}
	assert_int_equal(desk_conversation(hub_desk(loop->hub),
	    opened.conversation_id)->operator_id, anna);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    an_offer_that_ended_is_asked_for_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_estimate_is_noted_once,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    who_decides_and_who_shows_have_the_same_rules, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    who_cannot_see_an_offer_lets_none_pass, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(a_close_is_written_up, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    nothing_new_meanwhile_and_a_restart_forgets_nothing,
		    set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
