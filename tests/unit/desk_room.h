/* SPDX-License-Identifier: GPL-3.0-or-later */
/* desk_room.h - a desk with five operators and three departments, and what is
 * done in it.
 */
#ifndef UNIT_DESK_ROOM_H
#define UNIT_DESK_ROOM_H

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
	struct action	 asked;		/* what `out` borrows from */
	struct decision	 out;
	struct err	 err;
	struct audience	 audience;
	int64_t		 seq, now_ms, next_conversation;
};

static inline void
set_presence(struct room *r, int64_t id, enum presence presence)
{
	struct operator state = { .id = id, .presence = presence };

	desk_put_state(r->d, &state);
}

static inline void
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
	set_presence(r, id, PRESENCE_ONLINE);
}

static inline int
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

static inline int
tear_down(void **state)
{
	struct room *r = *state;

	desk_free(r->d);
	arena_free(r->arena);
	return 0;
}

/* Decides, and applies what follows. */
static inline enum err_code
act(struct room *r, struct desk_sender s, const struct action *a)
{
	struct desk_ids next = { r->next_conversation,
		r->next_conversation + 100, 50 };

	r->err = (struct err){ 0 };
	r->now_ms += 10;
	r->asked = *a;
	if (!desk_decide(r->d, &s, &r->asked, r->now_ms, &next, r->arena, &r->out,
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

static inline struct desk_sender
operator(int64_t id)
{
	return (struct desk_sender){ .kind = ACTOR_OPERATOR,
		.operator_id = id };
}

static inline const struct conversation *
get(const struct room *r, int64_t id)
{
	return desk_conversation(r->d, id);
}

static inline struct desk_sender
visitor_of(const struct room *r, int64_t id)
{
	return (struct desk_sender){ .kind = ACTOR_VISITOR,
		.conversation_id = id, .customer_id = get(r, id)->customer_id };
}

static inline struct action
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
static inline struct action
fresh(const struct room *r, enum action_type type, int64_t id)
{
	struct action a = action(type, id);

	a.version = get(r, id)->version;
	return a;
}

static inline int64_t
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

static inline int64_t
taken(struct room *r, int64_t operator_id, int64_t department_id)
{
	int64_t id = opened(r, department_id);
	struct action a = fresh(r, ACTION_TAKE, id);

	assert_int_equal(act(r, operator(operator_id), &a), ERR_NONE);
	return id;
}

static inline enum err_code
say(struct room *r, struct desk_sender s, int64_t id)
{
	struct action a = action(ACTION_MESSAGE, id);

	a.text = "word";
	return act(r, s, &a);
}

static inline enum err_code
transfer(struct room *r, int64_t from, int64_t id, int64_t operator_id,
    int64_t department_id)
{
	struct action a = fresh(r, ACTION_TRANSFER, id);

	a.operator_id = operator_id;
	a.department_id = department_id;
	return act(r, operator(from), &a);
}

static inline enum err_code
close_it(struct room *r, int64_t who, int64_t id, const char *outcome)
{
	struct action a = fresh(r, ACTION_CLOSE, id);

	a.outcome = outcome;
	return act(r, operator(who), &a);
}

/* Does the operator hear of the last event? */
static inline bool
hears(const struct room *r, int64_t id)
{
	struct event nobody;

	event_init(&nobody, r->out.n_events > 0 ? r->out.events[0].type :
	    EVENT_MESSAGE);
	return audience_has(&r->audience, desk_operator(r->d, id), &nobody);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
