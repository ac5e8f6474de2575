/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A transfer is offered until it is accepted: what ends an offer, who hears of
 * it, and that one of several wins. Tags and promises go along.
 */
#include "desk_room.h"

#include "domain/target.h"

enum way { ACCEPT, ANSWER, DECLINE, TAKE_BACK, RETURN, PASS_ON, CLOSE, WAYS };

static const struct desk_sender the_desk = { .kind = ACTOR_SYSTEM };

/* Anna's, offered to Clara. */
static int64_t
offered(struct room *r)
{
	int64_t id = taken(r, ANNA, SALES);
	struct action a = fresh(r, ACTION_TRANSFER, id);

	a.operator_id = CLARA;
	a.text = "knows cards";
	a.draft = "Dear Ewa, {amount}";
	assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	return id;
}

/* One of the ways to end it, by who saw the version `version`. */
static enum err_code
end(struct room *r, int64_t id, enum way way, int64_t version)
{
	static const struct {
		enum action_type type;
		int64_t who;	/* 0: the desk */
	} ways[WAYS] = {
		[ACCEPT] = { ACTION_TAKE, CLARA },
		[ANSWER] = { ACTION_MESSAGE, CLARA },
		[DECLINE] = { ACTION_DECLINE, CLARA },
		[TAKE_BACK] = { ACTION_TAKE_BACK, ANNA },
		[RETURN] = { ACTION_RETURN, 0 },
		[PASS_ON] = { ACTION_TRANSFER, CLARA },
		[CLOSE] = { ACTION_CLOSE, CLARA },
	};
	struct action a = action(ways[way].type, id);

	a.version = version;
	a.text = "word";
	if (way == PASS_ON)
		a.operator_id = BORIS;
	return act(r, ways[way].who == 0 ? the_desk : operator(ways[way].who),
	    &a);
}

static void
it_is_the_receivers_at_once_and_offered(void **state)
{
	struct room *r = *state;
	int64_t id = offered(r);
	const struct conversation *c = get(r, id);

	assert_int_equal(c->operator_id, CLARA);
	assert_int_equal(c->offered_until_ms, r->now_ms +
	    DESK_RETURN_AFTER_MS);
	assert_true(conversation_is_offered_to(c, CLARA));
	assert_false(conversation_is_offered_to(c, ANNA));
	assert_string_equal(r->out.events[0].draft, "Dear Ewa, {amount}");
	assert_int_equal(transfer(r, CLARA, id, 0, SALES), ERR_NONE);
	assert_int_equal(get(r, id)->offered_until_ms, 0);
}

static void
each_way_ends_it_where_it_says(void **state)
{
	static const struct {
		int64_t operator_id;
		enum conversation_state state;
	} ends[WAYS] = {
		[ACCEPT] = { CLARA, CONVERSATION_ACTIVE },
		[ANSWER] = { CLARA, CONVERSATION_ACTIVE },
		[DECLINE] = { ANNA, CONVERSATION_ACTIVE },
		[TAKE_BACK] = { ANNA, CONVERSATION_ACTIVE },
		[RETURN] = { ANNA, CONVERSATION_ACTIVE },
		[PASS_ON] = { BORIS, CONVERSATION_ACTIVE },
		[CLOSE] = { CLARA, CONVERSATION_WRAP_UP },
	};
	struct room *r = *state;

	for (int way = 0; way < WAYS; way++) {
		int64_t id = offered(r), version = get(r, id)->version;

		r->now_ms += DESK_RETURN_AFTER_MS;
		assert_int_equal(end(r, id, (enum way)way, version), ERR_NONE);
		assert_int_equal(get(r, id)->operator_id,
		    ends[way].operator_id);
		assert_int_equal(get(r, id)->state, ends[way].state);
		if (way != PASS_ON)
			assert_int_equal(get(r, id)->offered_until_ms, 0);
		/* The sender hears of the end in any case. */
		if (way == ACCEPT || way == DECLINE || way == RETURN)
			assert_true(hears(r, ANNA) && hears(r, CLARA));
		if (way == ANSWER || way == PASS_ON || way == CLOSE) {
			assert_int_equal(r->out.events[0].type, EVENT_TAKEN);
			assert_string_equal(r->out.events[0].client_id, "");
		}
		if (way == DECLINE)
			assert_string_equal(r->out.events[0].text, "word");
	}
}

/* Of two who act on the same state the first wins, whoever they are. */
static void
one_of_two_wins(void **state)
{
	struct room *r = *state;

	for (int first = 0; first < WAYS; first++)
		for (int second = 0; second < WAYS; second++) {
			int64_t id = offered(r), owner, seq;
			int64_t version = get(r, id)->version;
			enum err_code code;

			r->now_ms += DESK_RETURN_AFTER_MS;
			assert_int_equal(end(r, id, (enum way)first, version),
			    ERR_NONE);
			owner = get(r, id)->operator_id;
			seq = get(r, id)->last_seq;
			code = end(r, id, (enum way)second, version);
			/* What is said needs no version, only the owner. */
			if (second == ANSWER && code == ERR_NONE) {
				assert_int_equal(owner, CLARA);
				continue;
			}
			/* Clara is of another department: what has left
			 * her looks as if it were not there. */
			assert_true(code == ERR_CONFLICT ||
			    code == ERR_NOT_FOUND ||
			    (code == ERR_RIGHTS && second == ANSWER));
			assert_int_equal(get(r, id)->operator_id, owner);
			assert_int_equal(get(r, id)->last_seq, seq);
		}
}

static void
it_does_not_return_too_early_nor_twice(void **state)
{
	struct room *r = *state;
	int64_t id = offered(r), version = get(r, id)->version;

	assert_int_equal(end(r, id, RETURN, version), ERR_CONFLICT);
	r->now_ms = get(r, id)->offered_until_ms - 11;
	assert_int_equal(end(r, id, RETURN, version), ERR_CONFLICT);
	assert_int_equal(end(r, id, RETURN, version), ERR_NONE);
	assert_int_equal(r->out.events[0].from_operator_id, CLARA);
	assert_int_equal(r->out.events[0].by, ACTOR_SYSTEM);
	assert_int_equal(end(r, id, RETURN, get(r, id)->version),
	    ERR_CONFLICT);
}

/* A supervisor moves what is offered: its sender waits for nothing more. */
static void
its_sender_hears_that_a_third_one_moved_it(void **state)
{
	struct room *r = *state;
	int64_t id = offered(r);

	assert_int_equal(transfer(r, CHIEF, id, BORIS, 0), ERR_NONE);
	assert_int_equal(r->out.events[0].type, EVENT_TRANSFERRED);
	assert_true(hears(r, ANNA) && hears(r, BORIS) && hears(r, CLARA));
	/* From then on it is between the two others. */
	id = offered(r);
	assert_int_equal(transfer(r, CHIEF, id, 0, BILLING), ERR_NONE);
	assert_true(hears(r, ANNA) && hears(r, CLARA));
	assert_int_equal(say(r, visitor_of(r, id), id), ERR_NONE);
	assert_false(hears(r, ANNA));
	id = offered(r);
	assert_int_equal(close_it(r, CHIEF, id, ""), ERR_NONE);
	assert_true(hears(r, ANNA) && hears(r, CLARA));
}

/* Is its sender not there, it waits in the queue of its department. */
static void
without_a_sender_it_goes_to_the_queue(void **state)
{
	struct room *r = *state;
	int64_t id = offered(r);

	set_presence(r, ANNA, PRESENCE_OFFLINE);
	assert_int_equal(end(r, id, DECLINE, get(r, id)->version), ERR_NONE);
	assert_int_equal(get(r, id)->state, CONVERSATION_WAITING);
	assert_int_equal(get(r, id)->operator_id, 0);
	assert_int_equal(get(r, id)->department_id, SALES);
	assert_int_equal(get(r, id)->queued_ms, r->now_ms);
	set_presence(r, ANNA, PRESENCE_AWAY);
	id = offered(r);
	r->now_ms += DESK_RETURN_AFTER_MS;
	assert_int_equal(end(r, id, RETURN, get(r, id)->version), ERR_NONE);
	assert_int_equal(get(r, id)->operator_id, ANNA);
}

static void
only_its_receiver_declines(void **state)
{
	struct room *r = *state;
	int64_t id = offered(r);
	struct action a = fresh(r, ACTION_DECLINE, id);

	assert_int_equal(act(r, operator(ANNA), &a), ERR_RIGHTS);
	assert_int_equal(act(r, operator(CHIEF), &a), ERR_RIGHTS);
	assert_int_equal(act(r, visitor_of(r, id), &a), ERR_RIGHTS);
	a = fresh(r, ACTION_RETURN, id);
	assert_int_equal(act(r, operator(CLARA), &a), ERR_RIGHTS);
	a = fresh(r, ACTION_TAKE, id);
	assert_int_equal(act(r, operator(CHIEF), &a), ERR_CONFLICT);
	assert_int_equal(act(r, operator(CLARA), &a), ERR_NONE);
	a = fresh(r, ACTION_DECLINE, id);
	assert_int_equal(act(r, operator(CLARA), &a), ERR_CONFLICT);
}

static void
without_a_limit_it_stays_offered(void **state)
{
	static const struct desk_rules never = { .return_after_ms = TARGET_NEVER };
	struct room *r = *state;
	int64_t id;

	desk_set_rules(r->d, &never);
	id = offered(r);
	assert_true(get(r, id)->offered_until_ms == OFFERED_ALWAYS);
	r->now_ms += INT64_C(1000) * 365 * 86400 * 1000;
	assert_int_equal(end(r, id, RETURN, get(r, id)->version),
	    ERR_CONFLICT);
	/* Whoever gives it to themselves has accepted it. */
	assert_int_equal(transfer(r, CHIEF, id, CHIEF, 0), ERR_NONE);
	assert_int_equal(get(r, id)->offered_until_ms, 0);
}

static void
the_customer_goes_on_while_it_is_offered(void **state)
{
	struct room *r = *state;
	int64_t id = offered(r), version = get(r, id)->version;

	assert_int_equal(say(r, visitor_of(r, id), id), ERR_NONE);
	assert_true(conversation_is_offered_to(get(r, id), CLARA));
	assert_int_equal(end(r, id, DECLINE, version), ERR_NONE);
	id = offered(r);
	assert_int_equal(act(r, visitor_of(r, id),
	    &(struct action){ .type = ACTION_CLOSE, .text = "",
	    .outcome = "", .client_id = "0123456789abcdef0123456789abcde1" }),
	    ERR_NONE);
	assert_int_equal(get(r, id)->offered_until_ms, 0);
	assert_true(hears(r, ANNA) && hears(r, CLARA));
}

/* --- tags and promises -------------------------------------------------- */

static enum err_code
tag(struct room *r, int64_t who, int64_t id, const char *add,
    const char *remove)
{
	struct action a = action(ACTION_TAG, id);

	a.tags = add;
	a.remove_tags = remove;
	return act(r, operator(who), &a);
}

static enum err_code
promise(struct room *r, int64_t who, int64_t id, int64_t due_ms,
    const char *text)
{
	struct action a = action(ACTION_PROMISE, id);

	a.due_ms = due_ms;
	a.text = text;
	return act(r, operator(who), &a);
}

static void
tags_are_of_all_who_see_it(void **state)
{
	struct room *r = *state;
	int64_t id = opened(r, SALES);

	assert_int_equal(tag(r, ANNA, id, "invoice,refund", ""), ERR_NONE);
	assert_int_equal(tag(r, CLARA, id, "cards", ""), ERR_NOT_FOUND);
	assert_int_equal(tag(r, BORIS, id, "vip,refund", "invoice"),
	    ERR_NONE);
	assert_string_equal(get(r, id)->tags, "refund,vip");
	assert_string_equal(r->out.events[0].added, "vip");
	assert_int_equal(tag(r, BORIS, id, "vip", "none"), ERR_NONE);
	assert_int_equal(r->out.n_events, 0);
	assert_int_equal(tag(r, ANNA, id,
	    "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o", ""), ERR_TOO_LARGE);
	assert_string_equal(get(r, id)->tags, "refund,vip");
}

static void
a_promise_is_the_owners_and_goes_along(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES);

	assert_int_equal(promise(r, BORIS, id, 99000, "soon"), ERR_RIGHTS);
	assert_int_equal(promise(r, ANNA, id, 0, ""), ERR_NONE);
	assert_int_equal(r->out.n_events, 0);
	assert_int_equal(promise(r, ANNA, id, 99000, "I'll write"), ERR_NONE);
	assert_int_equal(transfer(r, ANNA, id, CLARA, 0), ERR_NONE);
	assert_int_equal(get(r, id)->promise_due_ms, 99000);
	assert_int_equal(get(r, id)->promise_by_id, ANNA);
	assert_string_equal(get(r, id)->promise, "I'll write");
	assert_int_equal(end(r, id, DECLINE, get(r, id)->version), ERR_NONE);
	assert_int_equal(get(r, id)->promise_due_ms, 99000);
	assert_int_equal(promise(r, ANNA, id, 0, ""), ERR_NONE);
	assert_int_equal(get(r, id)->promise_due_ms, 0);
	assert_string_equal(get(r, id)->promise, "");
}

/* Who closes has thought of it; a customer who leaves was promised it still. */
static void
a_promise_ends_with_the_outcome(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES);
	struct action a = action(ACTION_CLOSE, id);

	assert_int_equal(promise(r, ANNA, id, 99000, "a mail"), ERR_NONE);
	assert_int_equal(act(r, visitor_of(r, id), &a), ERR_NONE);
	assert_int_equal(get(r, id)->promise_due_ms, 99000);
	a = fresh(r, ACTION_OUTCOME, id);
	a.outcome = "solved";
	assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	assert_int_equal(get(r, id)->promise_due_ms, 0);
	assert_int_equal(promise(r, ANNA, id, 99000, "late"), ERR_CONFLICT);
	id = taken(r, ANNA, SALES);
	assert_int_equal(promise(r, ANNA, id, 99000, "a mail"), ERR_NONE);
	assert_int_equal(close_it(r, ANNA, id, ""), ERR_NONE);
	assert_int_equal(get(r, id)->promise_due_ms, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(it_is_the_receivers_at_once_and_offered),
		T(each_way_ends_it_where_it_says),
		T(one_of_two_wins),
		T(it_does_not_return_too_early_nor_twice),
		T(its_sender_hears_that_a_third_one_moved_it),
		T(without_a_sender_it_goes_to_the_queue),
		T(only_its_receiver_declines),
		T(without_a_limit_it_stays_offered),
		T(the_customer_goes_on_while_it_is_offered),
		T(tags_are_of_all_who_see_it),
		T(a_promise_is_the_owners_and_goes_along),
		T(a_promise_ends_with_the_outcome),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
