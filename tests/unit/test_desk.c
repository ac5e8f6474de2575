/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the desk: what follows from each action, and each refusal.
 */
#include "check.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "server/desk/desk.h"

enum { ANNA = 1, BORIS, CHIEF, CLARA, GONE };	/* operators */
enum { SALES = 11, BILLING, SHUT };		/* departments */

struct room {
	struct desk	*d;
	struct arena	*arena;
	struct decision	 out;
	struct err	 err;
	struct audience	 audience;
	int64_t		 seq, now_ms, next_conversation;
};

static void
add_operator(struct room *r, int64_t id, const char *login, enum role role,
    int64_t department_id)
{
	struct operator o = { .id = id, .role = role, .limit = 5 };

	str_copy(o.login, sizeof o.login, login);
	str_copy(o.name, sizeof o.name, login);
	if (department_id != 0)
		o.departments[o.n_departments++] = department_id;
	o.disabled = id == GONE;
	desk_put_operator(r->d, &o);
	desk_set_presence(r->d, id, PRESENCE_ONLINE);
}

static int
set_up(void **state)
{
	static struct room room;
	struct room *r = &room;

	*r = (struct room){ .d = desk_new(), .arena = arena_new(1 << 22),
		.now_ms = 1000, .next_conversation = 1 };
	desk_put_department(r->d, &(struct department){ .id = SALES,
	    .name = "sales" });
	desk_put_department(r->d, &(struct department){ .id = BILLING,
	    .name = "billing" });
	desk_put_department(r->d, &(struct department){ .id = SHUT,
	    .name = "shut", .disabled = true });
	add_operator(r, ANNA, "anna", ROLE_OPERATOR, SALES);
	add_operator(r, BORIS, "boris", ROLE_OPERATOR, 0);
	add_operator(r, CHIEF, "chief", ROLE_SUPERVISOR, SALES);
	add_operator(r, CLARA, "clara", ROLE_OPERATOR, BILLING);
	add_operator(r, GONE, "gone", ROLE_OPERATOR, 0);
	*state = r;
	return 0;
}

static int
tear_down(void **state)
{
	struct room *r = *state;

	desk_free(r->d);
	arena_free(r->arena);
	return 0;
}

/* Decides, and applies what follows. */
static enum err_code
act(struct room *r, struct desk_sender s, const struct action *a)
{
	struct desk_ids next = { r->next_conversation,
		r->next_conversation + 100, 50 };

	r->err = (struct err){ 0 };
	r->now_ms += 10;
	if (!desk_decide(r->d, &s, a, r->now_ms, &next, r->arena, &r->out,
	    &r->err)) {
		assert_int_equal(r->out.n_events, 0);
		assert_true(r->err.text[0] != '\0');
		return r->err.code;
	}
	for (int i = 0; i < r->out.n_events; i++) {
		r->out.events[i].seq = ++r->seq;
		desk_apply(r->d, &r->out.events[i], &r->audience);
	}
	return ERR_NONE;
}

static struct desk_sender
operator(int64_t id)
{
	return (struct desk_sender){ .kind = ACTOR_OPERATOR,
		.operator_id = id };
}

static const struct conversation *
get(const struct room *r, int64_t id)
{
	return desk_conversation(r->d, id);
}

static struct desk_sender
visitor_of(const struct room *r, int64_t id)
{
	return (struct desk_sender){ .kind = ACTOR_VISITOR,
		.conversation_id = id, .customer_id = get(r, id)->customer_id };
}

static struct action
action(enum action_type type, int64_t conversation_id)
{
	struct action a;

	action_init(&a, type);
	str_copy(a.client_id, sizeof a.client_id,
	    "0123456789abcdef0123456789abcdef");
	a.conversation_id = conversation_id;
	return a;
}

/* With the version as it is now. */
static struct action
fresh(const struct room *r, enum action_type type, int64_t id)
{
	struct action a = action(type, id);

	a.version = get(r, id)->version;
	return a;
}

static int64_t
opened(struct room *r, int64_t department_id)
{
	struct desk_sender s = { .kind = ACTOR_VISITOR };
	struct action a = action(ACTION_OPEN, 0);

	a.text = "Where is it?\nThe order";
	a.name = "Ewa";
	a.department_id = department_id;
	assert_int_equal(act(r, s, &a), ERR_NONE);
	return r->next_conversation++;
}

static int64_t
taken(struct room *r, int64_t operator_id, int64_t department_id)
{
	int64_t id = opened(r, department_id);
	struct action a = fresh(r, ACTION_TAKE, id);

	assert_int_equal(act(r, operator(operator_id), &a), ERR_NONE);
	return id;
}

static enum err_code
say(struct room *r, struct desk_sender s, int64_t id)
{
	struct action a = action(ACTION_MESSAGE, id);

	a.text = "word";
	return act(r, s, &a);
}

static enum err_code
transfer(struct room *r, int64_t from, int64_t id, int64_t operator_id,
    int64_t department_id)
{
	struct action a = fresh(r, ACTION_TRANSFER, id);

	a.operator_id = operator_id;
	a.department_id = department_id;
	return act(r, operator(from), &a);
}

static enum err_code
close_it(struct room *r, int64_t who, int64_t id, const char *outcome)
{
	struct action a = fresh(r, ACTION_CLOSE, id);

	a.outcome = outcome;
	return act(r, operator(who), &a);
}

/* Does the operator hear of the last event? */
static bool
hears(const struct room *r, int64_t id)
{
	struct event nobody;

	event_init(&nobody, EVENT_MESSAGE);
	return audience_has(&r->audience, desk_operator(r->d, id), &nobody);
}

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

/* --- passing on -------------------------------------------------------- */

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
	desk_set_presence(r->d, CLARA, PRESENCE_OFFLINE);
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

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(opening_makes_it_wait), T(opening_is_refused),
		T(a_visitor_has_one_conversation), T(a_message_reopens),
		T(a_visitor_closes_and_rates), T(one_of_two_takers_wins),
		T(a_stale_version_is_a_conflict), T(the_longest_wait_is_next),
		T(only_the_owner_speaks), T(reading_goes_forward),
		T(a_transfer_changes_the_owner), T(a_transfer_is_refused),
		T(a_transfer_is_taken_back), T(it_is_closed_with_an_outcome),
		T(history_is_seen_by_who_serves),
		T(a_customer_is_changed_by_who_serves),
		T(records_are_the_administrators),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
