/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the desk, second half: passing on, closing, sight, records.
 */
#include <stdlib.h>

#include "desk_room.h"
#include "server/desk/route.h"

static void
a_transfer_changes_the_owner(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES);

	assert_int_equal(transfer(r, ANNA, id, CLARA, 0), ERR_NONE);
	assert_int_equal(get(r, id)->operator_id, CLARA);
	assert_true(hears(r, ANNA) && hears(r, CLARA));
	assert_false(hears(r, BORIS));
	assert_int_equal(transfer(r, ANNA, id, BORIS, 0), ERR_RIGHTS);
	assert_int_equal(transfer(r, CHIEF, id, ANNA, 0), ERR_NONE);
	assert_int_equal(get(r, id)->operator_id, ANNA);
	assert_int_equal(transfer(r, ANNA, id, 0, BILLING), ERR_NONE);
	assert_int_equal(get(r, id)->state, CONVERSATION_WAITING);
	assert_true(hears(r, ANNA) && hears(r, CLARA) && hears(r, BORIS));
}

static void
a_transfer_is_refused(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES);
	struct action a = fresh(r, ACTION_TRANSFER, id);

	assert_int_equal(transfer(r, ANNA, id, ANNA, 0), ERR_VALUE);
	assert_int_equal(transfer(r, ANNA, id, GONE, 0), ERR_VALUE);
	assert_int_equal(transfer(r, ANNA, id, 99, 0), ERR_VALUE);
	assert_int_equal(transfer(r, ANNA, id, 0, SHUT), ERR_VALUE);
	assert_int_equal(transfer(r, ANNA, id, 0, 99), ERR_VALUE);
	assert_int_equal(transfer(r, ANNA, id, 0, 0), ERR_VALUE);
	assert_int_equal(transfer(r, ANNA, id, BORIS, SALES), ERR_VALUE);
	set_presence(r, CLARA, PRESENCE_OFFLINE);
	assert_int_equal(transfer(r, ANNA, id, CLARA, 0), ERR_VALUE);
	assert_non_null(strstr(r->err.text, "offline"));
	assert_int_equal(transfer(r, BORIS, id, BORIS, 0), ERR_RIGHTS);
	assert_int_equal(transfer(r, CLARA, id, BORIS, 0), ERR_NOT_FOUND);
	a.version--;
	a.operator_id = BORIS;
	assert_int_equal(act(r, operator(ANNA), &a), ERR_CONFLICT);
	assert_int_equal(r->out.winner_id, ANNA);
	assert_int_equal(close_it(r, ANNA, id, ""), ERR_NONE);
	assert_int_equal(transfer(r, ANNA, id, BORIS, 0), ERR_CONFLICT);
}

static void
a_transfer_is_taken_back(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES);
	struct action a;

	a = fresh(r, ACTION_TAKE_BACK, id);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_CONFLICT);
	assert_int_equal(transfer(r, ANNA, id, CLARA, 0), ERR_NONE);
	a = fresh(r, ACTION_TAKE_BACK, id);
	assert_int_equal(act(r, operator(CLARA), &a), ERR_CONFLICT);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	assert_int_equal(get(r, id)->operator_id, ANNA);
	assert_true(hears(r, CLARA));

	assert_int_equal(transfer(r, ANNA, id, CLARA, 0), ERR_NONE);
	assert_int_equal(say(r, operator(CLARA), id), ERR_NONE);
	a = fresh(r, ACTION_TAKE_BACK, id);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_CONFLICT);
	assert_int_equal(r->out.winner_id, CLARA);
}

static void
it_is_put_aside_by_who_has_it(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES);
	struct action a = fresh(r, ACTION_ASIDE, id);

	assert_int_equal(act(r, operator(BORIS), &a), ERR_RIGHTS);
	a.upto = get(r, id)->last_message_seq - 1;
	assert_int_equal(act(r, operator(ANNA), &a), ERR_CONFLICT);
	assert_int_not_equal(get(r, id)->waiting_since_ms, 0);
	a.upto++;
	assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	assert_int_equal(get(r, id)->waiting_since_ms, 0);
	a = fresh(r, ACTION_ASIDE, id);
	a.until_ms = INT64_MAX / 2;
	assert_int_equal(act(r, operator(CHIEF), &a), ERR_NONE);
	assert_int_equal(get(r, id)->aside_until_ms, INT64_MAX / 2);
	assert_int_equal(close_it(r, ANNA, id, ""), ERR_NONE);
	a = fresh(r, ACTION_ASIDE, id);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_CONFLICT);
}

static void
it_is_closed_with_an_outcome(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES), spam = opened(r, SALES);
	struct action a;

	assert_int_equal(close_it(r, BORIS, id, ""), ERR_RIGHTS);
	assert_int_equal(close_it(r, CLARA, id, ""), ERR_NOT_FOUND);
	assert_int_equal(close_it(r, ANNA, id, "not a word"), ERR_VALUE);
	a = fresh(r, ACTION_OUTCOME, id);
	a.outcome = "solved";
	assert_int_equal(act(r, operator(ANNA), &a), ERR_CONFLICT);
	assert_int_equal(close_it(r, ANNA, id, ""), ERR_NONE);
	assert_int_equal(close_it(r, ANNA, id, ""), ERR_CONFLICT);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_CONFLICT);
	a = fresh(r, ACTION_OUTCOME, id);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_VALUE);
	a.outcome = "solved";
	assert_int_equal(act(r, operator(BORIS), &a), ERR_RIGHTS);
	assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	assert_int_equal(get(r, id)->state, CONVERSATION_CLOSED);

	assert_int_equal(close_it(r, ANNA, spam, "spam"), ERR_RIGHTS);
	assert_int_equal(close_it(r, CHIEF, spam, "spam"), ERR_NONE);
	assert_int_equal(get(r, spam)->state, CONVERSATION_CLOSED);
	assert_string_equal(get(r, spam)->outcome, "spam");
}

/* --- sight and records ------------------------------------------------- */

/* Whoever serves a customer now reads what was before. */
static void
history_is_seen_by_who_serves(void **state)
{
	struct room *r = *state;
	int64_t old = taken(r, CLARA, BILLING), now;
	const struct operator *anna = desk_operator(r->d, ANNA);
	struct desk_sender s = visitor_of(r, old);
	struct action a = action(ACTION_OPEN, 0);

	assert_int_equal(close_it(r, CLARA, old, "solved"), ERR_NONE);
	assert_false(desk_may_see(r->d, anna, get(r, old)));
	a.text = "again";
	a.department_id = SALES;
	assert_int_equal(act(r, s, &a), ERR_NONE);
	now = r->next_conversation++;
	assert_int_equal(get(r, now)->customer_id, get(r, old)->customer_id);
	assert_true(desk_may_see(r->d, anna, get(r, old)));
	a = fresh(r, ACTION_TAKE, now);
	assert_int_equal(act(r, operator(BORIS), &a), ERR_NONE);
	assert_false(desk_may_see(r->d, anna, get(r, old)));
}

/* Said once more by counting: an operator serves one department (or all), so
 * those of none and of the same one are before, if they came before. */
static int
counted_place(const struct room *r, const struct conversation *c)
{
	const struct conversation *other;
	const struct operator *o;
	int place = 1;

	if (c->state != CONVERSATION_WAITING)
		return 0;
	for (size_t i = 0; (other = desk_conversation_at(r->d, i)) != NULL;
	    i++) {
		bool is_shared = other->department_id == c->department_id ||
		    other->department_id == 0 || c->department_id == 0;

		for (size_t k = 0; (o = desk_operator_at(r->d, k)) != NULL;
		    k++)
			is_shared |= !o->disabled && (o->n_departments == 0 ||
			    (operator_in_department(o, c->department_id) &&
			    operator_in_department(o, other->department_id)));
		place += other->state == CONVERSATION_WAITING && is_shared &&
		    route_compare(other, c) < 0;
	}
	return place;
}

static void
lists_agree_with_questions(void **state)
{
	static const int64_t who[] = { ANNA, BORIS, CHIEF, CLARA, GONE };
	static const int64_t departments[] = { SALES, BILLING, 0 };
	struct room *r = *state;
	const struct conversation **seen, *c;
	size_t n;

	for (int i = 0; i < 30; i++) {
		int64_t id = opened(r, departments[i % 3]);
		struct action a = fresh(r, ACTION_TAKE, id);

		if (i % 5 == 0)
			act(r, operator(who[i % 4]), &a);
		if (i % 10 == 0)
			close_it(r, who[i % 4], id, "solved");
	}
	for (size_t k = 0; k < 5; k++) {
		const struct operator *o = desk_operator(r->d, who[k]);
		size_t at = 0;

		seen = desk_seen(r->d, o, &n);
		for (size_t i = 0; (c = desk_conversation_at(r->d, i)) != NULL;
		    i++)
			if (desk_may_see(r->d, o, c))
				assert_ptr_equal(seen[at++], c);
		assert_int_equal(at, n);
		free(seen);
	}
	for (size_t i = 0; (c = desk_conversation_at(r->d, i)) != NULL; i++)
		assert_int_equal(desk_position(r->d, c->id),
		    counted_place(r, c));
	n = (size_t)opened(r, SALES);
	assert_true(desk_position(r->d, (int64_t)n) > 1);
}

static void
a_customer_is_changed_by_who_serves(void **state)
{
	struct room *r = *state;
	int64_t id = taken(r, ANNA, SALES);
	struct action a = action(ACTION_CUSTOMER, 0);

	a.customer_id = get(r, id)->customer_id;
	a.note = "friendly";
	assert_int_equal(act(r, operator(ANNA), &a), ERR_NONE);
	assert_true(hears(r, ANNA));
	assert_false(hears(r, BORIS));
	assert_string_equal(r->out.events[0].customer->note, "friendly");
	assert_int_equal(act(r, operator(BORIS), &a), ERR_NOT_FOUND);
	assert_int_equal(act(r, operator(CHIEF), &a), ERR_NONE);
	assert_int_equal(act(r, visitor_of(r, id), &a), ERR_RIGHTS);
}

static void
records_are_the_administrators(void **state)
{
	struct room *r = *state;
	struct desk_sender s = { .kind = ACTOR_SYSTEM };
	struct operator o = { .login = "dora", .name = "Dora", .limit = 3 };
	struct department d = { .name = "vip" };
	struct canned c = { .shortcut = "hello", .title = "", .language = "",
		.text = "Hello" };
	struct action a = action(ACTION_OPERATOR_PUT, 0);

	assert_int_equal(act(r, s, &a), ERR_VALUE);
	a.operator = &o;
	assert_int_equal(act(r, operator(CHIEF), &a), ERR_RIGHTS);
	assert_int_equal(act(r, s, &a), ERR_NONE);
	assert_int_equal(desk_operator_by_login(r->d, "dora")->id, 50);
	assert_int_equal(act(r, s, &a), ERR_CONFLICT);
	o.id = 99;
	assert_int_equal(act(r, s, &a), ERR_NOT_FOUND);
	o.id = 50;
	o.limit = 0;
	assert_int_equal(act(r, s, &a), ERR_VALUE);
	o.limit = 1;
	o.departments[o.n_departments++] = 99;
	assert_int_equal(act(r, s, &a), ERR_VALUE);
	o.departments[0] = SALES;
	str_copy(o.login, sizeof o.login, "Dora!");
	assert_int_equal(act(r, s, &a), ERR_VALUE);
	str_copy(o.login, sizeof o.login, "dora");
	assert_int_equal(act(r, s, &a), ERR_NONE);
	assert_true(hears(r, CLARA));

	a = action(ACTION_DEPARTMENT_PUT, 0);
	a.department = &d;
	assert_int_equal(act(r, s, &a), ERR_NONE);
	assert_int_equal(act(r, s, &a), ERR_CONFLICT);
	d.name[0] = '\0';
	assert_int_equal(act(r, s, &a), ERR_VALUE);
	d.id = 98;
	assert_int_equal(act(r, s, &a), ERR_NOT_FOUND);

	a = action(ACTION_CANNED_PUT, 0);
	a.canned = &c;
	assert_int_equal(act(r, s, &a), ERR_NONE);
	assert_int_equal(r->out.events[0].canned->id, 50);
	c.department_id = 99;
	assert_int_equal(act(r, s, &a), ERR_VALUE);
	c.shortcut = "Not one";
	assert_int_equal(act(r, s, &a), ERR_VALUE);
	a = action(ACTION_CANNED_REMOVE, 0);
	a.canned_id = 50;
	assert_int_equal(act(r, s, &a), ERR_NONE);
}

static enum err_code
put(struct room *r, struct desk_sender s, const struct canned *record,
    const struct canned *was)
{
	struct action a = action(ACTION_CANNED_PUT, 0);

	a.canned = record;
	a.canned_was = was;
	return act(r, s, &a);
}

/* Personal ones are their owner's, whoever asks; a supervisor hears of none. */
static void
a_personal_reply_is_its_owners(void **state)
{
	struct room *r = *state;
	struct canned was = { .id = 9, .shortcut = "my", .title = "",
		.language = "", .text = "Hello", .owner_id = CLARA,
		.version = 3 };
	struct canned own = was, shared = was;
	struct action a = action(ACTION_CANNED_REMOVE, 0);

	shared.owner_id = 0;
	assert_int_equal(put(r, operator(CLARA), &own, &was), ERR_NONE);
	assert_int_equal(r->out.events[0].canned->version, 4);
	assert_true(hears(r, CLARA));
	assert_false(hears(r, CHIEF));
	assert_int_equal(put(r, operator(CHIEF), &own, &was), ERR_NOT_FOUND);
	assert_int_equal(put(r, operator(CHIEF), &shared, &was),
	    ERR_NOT_FOUND);
	assert_int_equal(put(r, operator(CHIEF), &own, NULL), ERR_RIGHTS);
	assert_int_equal(put(r, operator(CLARA), &shared, NULL), ERR_RIGHTS);
	assert_int_equal(put(r, operator(CLARA), &shared, &was), ERR_RIGHTS);
	assert_int_equal(put(r, operator(CHIEF), &shared, NULL), ERR_NONE);
	assert_true(hears(r, CLARA));
	assert_int_equal(put(r, operator(CLARA), &own, &shared), ERR_RIGHTS);
	own.owner_id = CHIEF;
	assert_int_equal(put(r, operator(CHIEF), &own, &shared), ERR_VALUE);
	own = was;
	own.version = 2;
	assert_int_equal(put(r, operator(CLARA), &own, &was), ERR_CONFLICT);
	a.canned_id = 9;
	a.canned_was = &was;
	assert_int_equal(act(r, operator(CHIEF), &a), ERR_NOT_FOUND);
	a.version = 2;
	assert_int_equal(act(r, operator(CLARA), &a), ERR_CONFLICT);
	a.version = 3;
	assert_int_equal(act(r, operator(CLARA), &a), ERR_NONE);
	assert_true(hears(r, CLARA));
	assert_false(hears(r, CHIEF));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_transfer_changes_the_owner),
		T(a_transfer_is_refused),
		T(a_transfer_is_taken_back),
		T(it_is_put_aside_by_who_has_it),
		T(it_is_closed_with_an_outcome),
		T(history_is_seen_by_who_serves),
		T(lists_agree_with_questions),
		T(a_customer_is_changed_by_who_serves),
		T(records_are_the_administrators),
		T(a_personal_reply_is_its_owners),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
