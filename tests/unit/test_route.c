/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each routing rule, by an example of a shop: Anna and the chief work for sales,
 * Boris for everything, Clara for billing.
 */
#include "route_room.h"

#include <stdio.h>

static void
a_desk_without_rules_leaves_it_to_its_operators(void **state)
{
	struct room *r = *state;
	int64_t id = comes(r, (struct who){ .department = SALES });

	assert_int_equal(r->out.n_events, 3);
	assert_false(turn(r));
	rules(r, "[routing]\nmode = pull\n");
	assert_false(turn(r));
	assert_int_equal(get(r, id)->state, CONVERSATION_WAITING);
}

static void
an_offer_goes_round_and_keeps_its_place(void **state)
{
	struct room *r = *state;
	int64_t id, queued_ms;

	rules(r, "[routing]\nmode = offer\noffer_for = 30s\n");
	only(r, HERE(ANNA) | HERE(BORIS));
	id = comes(r, (struct who){ .department = SALES });
	queued_ms = get(r, id)->queued_ms;
	assert_true(turn(r));
	assert_int_equal(get(r, id)->operator_id, ANNA);
	assert_true(conversation_is_offered_to(get(r, id), ANNA));
	assert_int_equal(get(r, id)->offered_until_ms, r->now_ms + 30000);
	assert_int_equal(desk_position(r->d, id), 1);
	assert_false(event_is_told(&r->out.events[0]));
	r->now_ms += 30000;
	{
		struct action a = fresh(r, ACTION_RETURN, id);

		assert_int_equal(act(r, the_desk, &a), ERR_NONE);
	}
	assert_int_equal(get(r, id)->state, CONVERSATION_WAITING);
	assert_int_equal(get(r, id)->queued_ms, queued_ms);
	assert_int_equal(get(r, id)->department_id, SALES);
	assert_int_equal(desk_passes(r->d, ANNA), 1);
	assert_true(turn(r));
	assert_int_equal(get(r, id)->operator_id, BORIS);
	{
		struct action a = fresh(r, ACTION_DECLINE, id);

		assert_int_equal(act(r, operator(BORIS), &a), ERR_NONE);
	}
	assert_int_equal(get(r, id)->queued_ms, queued_ms);
	/* Both have said no a moment ago: nobody is asked, until one may be
	 * again. */
	assert_false(turn(r));
	{
		struct route_step step;

		route_next(r->d, r->now_ms, &step);
		assert_int_equal(step.due_ms,
		    conversation_passed_ms(get(r, id), ANNA) + 120000);
		r->now_ms = step.due_ms;
	}
	assert_true(turn(r));
	assert_int_equal(get(r, id)->operator_id, ANNA);
	{
		struct action a = fresh(r, ACTION_TAKE, id);

		assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	}
	assert_int_equal(desk_passes(r->d, ANNA), 0);
	assert_int_equal(get(r, id)->place_ms, 0);
}

static void
assigned_it_is_theirs_at_once(void **state)
{
	struct room *r = *state;
	int64_t id;

	rules(r, "[routing]\nmode = assign\n");
	only(r, HERE(CLARA));
	id = comes(r, (struct who){ .department = BILLING });
	assert_true(turn(r));
	assert_int_equal(get(r, id)->operator_id, CLARA);
	assert_int_equal(get(r, id)->offered_until_ms, 0);
	assert_true(event_is_told(&r->out.events[0]));
}

static void
nobody_gets_more_than_their_limit(void **state)
{
	struct room *r = *state;
	int64_t last = 0;

	rules(r, "[routing]\nmode = assign\n");
	only(r, HERE(CLARA));
	change(r, CLARA, "", "", 2);
	for (int i = 0; i < 3; i++)
		last = comes(r, (struct who){ .department = BILLING });
	settle(r);
	assert_int_equal(desk_load(r->d, CLARA), 2);
	assert_int_equal(get(r, last)->state, CONVERSATION_WAITING);
}

static void
the_least_busy_is_next_then_who_waits_longest(void **state)
{
	struct room *r = *state;
	int64_t a, b, c;

	rules(r, "[routing]\nmode = assign\n");
	only(r, HERE(ANNA) | HERE(BORIS));
	change(r, BORIS, "", "", 10);
	a = comes(r, (struct who){ 0 });
	settle(r);
	b = comes(r, (struct who){ 0 });
	settle(r);
	c = comes(r, (struct who){ 0 });
	settle(r);
	assert_int_equal(get(r, a)->operator_id, ANNA);
	assert_int_equal(get(r, b)->operator_id, BORIS);
	assert_int_equal(get(r, c)->operator_id, BORIS);	/* 1/10 < 1/5 */
}

static void
a_vip_comes_first_and_to_whom_they_know(void **state)
{
	struct room *r = *state;
	int64_t usual, vip;

	rules(r, "[routing]\nmode = assign\n"
	    "[rule vip]\nif_segment = vip\npriority = 9\nprefer = known\n");
	only(r, 0);
	usual = comes(r, (struct who){ .department = SALES });
	vip = comes(r, (struct who){ .department = SALES, .segment = "vip",
	    .customer = 7, .knows = BORIS });
	assert_int_equal(get(r, vip)->priority, 9);
	assert_string_equal(get(r, vip)->rules, "vip");
	assert_int_equal(desk_position(r->d, vip), 1);
	assert_int_equal(desk_position(r->d, usual), 2);
	only(r, HERE(ANNA) | HERE(BORIS));
	change(r, ANNA, "", "", 1);
	change(r, BORIS, "", "", 1);
	assert_true(turn(r));
	assert_int_equal(get(r, vip)->operator_id, BORIS);
	assert_true(turn(r));
	assert_int_equal(get(r, usual)->operator_id, ANNA);
}

static void
it_waits_for_whom_they_know_so_long_and_no_longer(void **state)
{
	struct room *r = *state;
	struct route_step step;
	int64_t id;

	rules(r, "[routing]\nmode = assign\n"
	    "[rule back]\nif_returning = yes\nprefer = known 2m\n");
	only(r, HERE(ANNA) | HERE(BORIS));
	set_presence(r, BORIS, PRESENCE_AWAY);
	id = comes(r, (struct who){ .customer = 7, .knows = BORIS });
	assert_false(turn(r));
	route_next(r->d, r->now_ms, &step);
	assert_int_equal(step.due_ms, get(r, id)->queued_ms + 120000);
	r->now_ms = step.due_ms;
	assert_true(turn(r));
	assert_int_equal(get(r, id)->operator_id, ANNA);
	/* One who is not there at all is not waited for. */
	only(r, HERE(ANNA));
	id = comes(r, (struct who){ .customer = 8, .knows = BORIS });
	assert_true(turn(r));
	assert_int_equal(get(r, id)->operator_id, ANNA);
}

static void
a_language_is_preferred_or_strict_for_a_while(void **state)
{
	struct room *r = *state;
	int64_t polish, russian;

	rules(r, "[routing]\nmode = assign\n[rule ru]\nif_language = ru\n"
	    "language = strict 3m\n");
	only(r, HERE(ANNA) | HERE(BORIS));
	change(r, ANNA, "en", "", 9);
	change(r, BORIS, "pl,en", "", 9);
	polish = comes(r, (struct who){ .language = "pl" });
	russian = comes(r, (struct who){ .language = "ru" });
	settle(r);
	assert_int_equal(get(r, polish)->operator_id, BORIS);
	assert_int_equal(get(r, russian)->state, CONVERSATION_WAITING);
	r->now_ms = get(r, russian)->queued_ms + 180000;
	settle(r);
	assert_int_equal(get(r, russian)->operator_id, ANNA);
}

static void
who_waits_too_long_overflows_and_stays_there(void **state)
{
	struct room *r = *state;
	struct route_step step;
	int64_t id;

	rules(r, "[routing]\nmode = assign\n"
	    "[rule late]\nif_department = sales\nif_waited = 5m\n"
	    "department = billing\npriority = 5\n");
	only(r, HERE(CLARA));
	id = comes(r, (struct who){ .department = SALES });
	assert_false(turn(r));
	route_next(r->d, r->now_ms, &step);
	assert_int_equal(step.due_ms, get(r, id)->queued_ms + 300000);
	set_presence(r, CLARA, PRESENCE_BUSY);
	r->now_ms = step.due_ms;
	assert_true(turn(r));
	assert_int_equal(r->out.events[0].type, EVENT_ROUTED);
	assert_string_equal(r->out.events[0].rules, "late");
	assert_int_equal(get(r, id)->department_id, BILLING);
	assert_int_equal(get(r, id)->priority, 5);
	assert_false(turn(r));
	set_presence(r, CLARA, PRESENCE_ONLINE);
	assert_true(turn(r));
	assert_int_equal(get(r, id)->operator_id, CLARA);
}

static void
a_long_queue_overflows(void **state)
{
	struct room *r = *state;
	int64_t ids[3];

	rules(r, "[rule many]\nif_department = sales\nif_queue_over = 1\n"
	    "department = billing\n");
	for (int i = 0; i < 3; i++)
		ids[i] = comes(r, (struct who){ .department = SALES });
	settle(r);
	assert_int_equal(get(r, ids[0])->department_id, SALES);
	assert_int_equal(get(r, ids[1])->department_id, SALES);
	assert_int_equal(get(r, ids[2])->department_id, BILLING);
	close_it(r, CHIEF, ids[0], "");
	settle(r);
	assert_int_equal(get(r, ids[2])->department_id, BILLING);
}

static bool is_night;

static bool
by_day(void *ctx, const struct desk *d, int64_t department_id, int64_t now_ms)
{
	(void)ctx;
	(void)d;
	(void)now_ms;
	return department_id != SALES || !is_night;
}

static void
at_night_a_message_is_left_once_and_by_day_they_are_served(void **state)
{
	struct room *r = *state;
	int64_t id;

	rules(r, "[routing]\nmode = assign\n[rule night]\n"
	    "if_department = sales\nif_hours = closed\nanswer_in = 10h\n"
	    "message = We answer in the morning.\n");
	desk_set_open(r->d, by_day, NULL);
	only(r, 0);
	is_night = true;
	id = comes(r, (struct who){ .department = SALES });
	assert_int_equal(r->out.n_events, 6);
	assert_int_equal(r->out.events[3].due_ms, r->now_ms + 36000000);
	assert_string_equal(r->out.events[4].text,
	    "We answer in the morning.");
	assert_int_equal(get(r, id)->promise_due_ms, r->now_ms + 36000000);
	assert_false(turn(r));
	is_night = false;
	assert_true(turn(r));
	assert_string_equal(get(r, id)->rules, "");
	only(r, HERE(ANNA));
	assert_true(turn(r));
	assert_int_equal(get(r, id)->operator_id, ANNA);
	assert_false(turn(r));
}

static void
where_a_person_has_put_it_it_stays(void **state)
{
	struct room *r = *state;
	int64_t id;

	rules(r, "[rule money]\nif_page = *pay*\ndepartment = billing\n");
	id = comes(r, (struct who){ .department = SALES, .page = "/pay" });
	assert_int_equal(get(r, id)->department_id, BILLING);
	assert_int_equal(get(r, id)->asked_department_id, SALES);
	assert_int_equal(transfer(r, CHIEF, id, 0, SALES), ERR_NONE);
	settle(r);
	assert_int_equal(get(r, id)->department_id, SALES);
}

static void
an_owner_who_does_not_answer_loses_it(void **state)
{
	struct room *r = *state;
	struct route_step step;
	int64_t id;

	rules(r, "[routing]\nmode = assign\nidle_after = 5m\n");
	only(r, HERE(ANNA) | HERE(CHIEF));
	id = comes(r, (struct who){ .department = SALES });
	settle(r);
	assert_int_equal(get(r, id)->operator_id, ANNA);
	route_next(r->d, r->now_ms, &step);
	assert_int_equal(step.due_ms, get(r, id)->owned_ms + 300000);
	r->now_ms = step.due_ms;
	assert_true(turn(r));
	assert_int_equal(r->out.events[0].type, EVENT_RETURNED);
	assert_string_equal(r->out.events[0].text, "idle");
	assert_int_equal(get(r, id)->state, CONVERSATION_WAITING);
	assert_int_equal(get(r, id)->department_id, SALES);
	assert_int_equal(get(r, id)->queued_ms, get(r, id)->waiting_since_ms);
	settle(r);
	assert_int_equal(get(r, id)->operator_id, CHIEF);
	/* Who has answered, or has put it aside, keeps it. */
	assert_int_equal(say(r, operator(CHIEF), id), ERR_NONE);
	r->now_ms += 600000;
	assert_false(turn(r));
}

static void
the_next_one_is_whom_i_am_fit_for(void **state)
{
	struct room *r = *state;
	struct action a = action(ACTION_TAKE_NEXT, 0);
	int64_t cards, russian, polish, vip;

	rules(r, "[rule ru]\nif_language = ru\nlanguage = strict\n"
	    "[rule pay]\nif_page = /pay\nskills = cards\n"
	    "[rule vip]\nif_segment = vip\npriority = 9\n");
	change(r, BORIS, "pl", "", 9);
	cards = comes(r, (struct who){ .page = "/pay" });
	russian = comes(r, (struct who){ .language = "ru" });
	polish = comes(r, (struct who){ .language = "pl" });
	vip = comes(r, (struct who){ .segment = "vip" });
	assert_int_equal(act(r, operator(BORIS), &a), ERR_NONE);
	assert_int_equal(get(r, vip)->operator_id, BORIS);
	assert_int_equal(act(r, operator(BORIS), &a), ERR_NONE);
	assert_int_equal(get(r, polish)->operator_id, BORIS);
	/* Better somebody than nobody. */
	assert_int_equal(act(r, operator(BORIS), &a), ERR_NONE);
	assert_int_equal(get(r, cards)->operator_id, BORIS);
	assert_int_equal(act(r, operator(BORIS), &a), ERR_NONE);
	assert_int_equal(get(r, russian)->operator_id, BORIS);
}

static void
other_rules_count_at_once(void **state)
{
	struct room *r = *state;
	int64_t id;

	rules(r, "[rule a]\npriority = 1\n");
	id = comes(r, (struct who){ 0 });
	assert_string_equal(get(r, id)->rules, "a");
	rules(r, "[rule b]\npriority = 2\n");
	assert_true(turn(r));
	assert_string_equal(get(r, id)->rules, "b");
	assert_int_equal(get(r, id)->priority, 2);
	assert_string_equal(r->out.events[0].text, "rules");
	assert_false(turn(r));
}

static void
the_last_rule_ends_the_search(void **state)
{
	struct room *r = *state;
	int64_t id;

	rules(r, "[rule a]\nif_segment = vip\npriority = 9\nlast = yes\n"
	    "[rule b]\npriority = 2\n");
	id = comes(r, (struct who){ .segment = "vip" });
	assert_int_equal(get(r, id)->priority, 9);
	id = comes(r, (struct who){ 0 });
	assert_int_equal(get(r, id)->priority, 2);
}

/* Nothing is said to a customer for ever: also not by the one rule too many for
 * the record. */
static void
what_cannot_be_recorded_does_not_hold(void **state)
{
	struct room *r = *state;
	char text[1024] = "";
	size_t used = 0;
	int64_t id;

	for (int i = 0; i < 9; i++)
		used += (size_t)snprintf(text + used, sizeof text - used,
		    "[rule a-name-as-long-as-it-can-be--%d]\npriority = %d\n",
		    i, i);
	snprintf(text + used, sizeof text - used, "[rule a-name-as-long-as-it-can-be-late]\n"
	    "answer_in = 2h\nmessage = We answer soon.\n");
	rules(r, text);
	id = comes(r, (struct who){ 0 });
	settle(r);
	assert_null(strstr(get(r, id)->rules, "late"));
	assert_true(get(r, id)->priority < 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_desk_without_rules_leaves_it_to_its_operators),
		T(an_offer_goes_round_and_keeps_its_place),
		T(assigned_it_is_theirs_at_once),
		T(nobody_gets_more_than_their_limit),
		T(the_least_busy_is_next_then_who_waits_longest),
		T(a_vip_comes_first_and_to_whom_they_know),
		T(it_waits_for_whom_they_know_so_long_and_no_longer),
		T(a_language_is_preferred_or_strict_for_a_while),
		T(who_waits_too_long_overflows_and_stays_there),
		T(a_long_queue_overflows),
		T(at_night_a_message_is_left_once_and_by_day_they_are_served),
		T(where_a_person_has_put_it_it_stays),
		T(an_owner_who_does_not_answer_loses_it),
		T(the_next_one_is_whom_i_am_fit_for),
		T(other_rules_count_at_once),
		T(the_last_rule_ends_the_search),
		T(what_cannot_be_recorded_does_not_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
