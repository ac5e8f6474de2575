/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide.c - the table of who may ask for what, and what all decisions share.
 */
#include "server/desk/desk.h"
#include "server/desk/internal.h"

#define VISITOR	 (1U << ACTOR_VISITOR)
#define OPERATOR (1U << ACTOR_OPERATOR)
#define SYSTEM	 (1U << ACTOR_SYSTEM)

/* What the action needs of the conversation that it names. */
enum needs {
	NEEDS_NONE,	/* it names none */
	NEEDS_SIGHT,	/* its sender sees it */
	NEEDS_KNOWN	/* or saw it a moment ago: then it is a conflict */
};

static const struct rule {
	enum action_type action;
	unsigned	 who;
	enum needs	 needs;
	decide_fn	*decide;
} rules[] = {
	{ ACTION_OPEN,		 VISITOR,  NEEDS_NONE,	decide_open },
	{ ACTION_MESSAGE,	 VISITOR,  NEEDS_SIGHT, decide_visitor_message },
	{ ACTION_MESSAGE,	 OPERATOR, NEEDS_KNOWN, decide_message },
	{ ACTION_NOTE,		 OPERATOR, NEEDS_SIGHT, decide_note },
	{ ACTION_EDIT,		 OPERATOR, NEEDS_KNOWN, decide_edit },
	{ ACTION_TAKE,		 OPERATOR, NEEDS_KNOWN, decide_take },
	{ ACTION_TAKE_NEXT,	 OPERATOR, NEEDS_NONE,	decide_take_next },
	{ ACTION_TRANSFER,	 OPERATOR, NEEDS_KNOWN, decide_transfer },
	{ ACTION_TAKE_BACK,	 OPERATOR, NEEDS_KNOWN, decide_take_back },
	{ ACTION_DECLINE,	 OPERATOR, NEEDS_KNOWN, decide_decline },
	{ ACTION_RETURN,	 SYSTEM,   NEEDS_SIGHT, decide_return },
	{ ACTION_ESTIMATE,	 SYSTEM,   NEEDS_SIGHT, decide_estimate },
	{ ACTION_TARGET,	 SYSTEM,   NEEDS_SIGHT, decide_target },
	{ ACTION_ROUTE,		 SYSTEM,   NEEDS_NONE,	decide_route },
	{ ACTION_TAG,		 OPERATOR, NEEDS_SIGHT, decide_tag },
	{ ACTION_PROMISE,	 OPERATOR, NEEDS_KNOWN, decide_promise },
	{ ACTION_ASIDE,		 OPERATOR, NEEDS_KNOWN, decide_aside },
	{ ACTION_CLOSE,		 VISITOR,  NEEDS_SIGHT, decide_visitor_close },
	{ ACTION_CLOSE,		 OPERATOR, NEEDS_KNOWN, decide_close },
	{ ACTION_OUTCOME,	 OPERATOR, NEEDS_KNOWN, decide_outcome },
	{ ACTION_READ, VISITOR | OPERATOR, NEEDS_SIGHT, decide_read },
	{ ACTION_TALK,		 OPERATOR, NEEDS_NONE,	decide_talk },
	{ ACTION_RATE,		 VISITOR,  NEEDS_SIGHT, decide_rate },
	{ ACTION_WHISPER,	 OPERATOR, NEEDS_SIGHT, decide_whisper },
	{ ACTION_JOIN,		 OPERATOR, NEEDS_SIGHT, decide_join },
	{ ACTION_LEAVE,		 OPERATOR, NEEDS_SIGHT, decide_leave },
	{ ACTION_REASSIGN,	 OPERATOR, NEEDS_SIGHT, decide_reassign },
	{ ACTION_BLOCK, SYSTEM | OPERATOR, NEEDS_SIGHT, decide_block },
	{ ACTION_BLOCK_RANGE, SYSTEM | OPERATOR, NEEDS_NONE, decide_block },
	{ ACTION_UNBLOCK, SYSTEM | OPERATOR, NEEDS_NONE, decide_unblock },
	{ ACTION_BROADCAST,	 OPERATOR, NEEDS_NONE,	decide_broadcast },
	{ ACTION_SEEN,		 OPERATOR, NEEDS_NONE,	decide_seen },
	{ ACTION_WINBACK,	 OPERATOR, NEEDS_NONE,	decide_winback },
	{ ACTION_CUSTOMER,	 OPERATOR, NEEDS_NONE,	decide_customer },
	{ ACTION_STATE,	 SYSTEM | OPERATOR, NEEDS_NONE, decide_state },
	{ ACTION_OPERATOR_PUT,	 SYSTEM,   NEEDS_NONE,	decide_operator_put },
	{ ACTION_DEPARTMENT_PUT, SYSTEM,   NEEDS_NONE,	decide_department_put },
	{ ACTION_CANNED_PUT, SYSTEM | OPERATOR, NEEDS_NONE, decide_canned_put },
	{ ACTION_CANNED_REMOVE, SYSTEM | OPERATOR, NEEDS_NONE,
	    decide_canned_remove },
};

/* All that a member may do in a room of the team, and how that is decided. It
 * has no customer and no owner: what is not here means nothing there. */
static const struct {
	enum action_type action;
	decide_fn	*decide;
} in_room[] = {
	{ ACTION_MESSAGE, decide_room_message },
	{ ACTION_EDIT, decide_room_edit },
	{ ACTION_READ, decide_room_read },
};

static const struct rule *
find_rule(enum action_type action, enum actor who)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (rules[i].action == action && (rules[i].who & 1U << who))
			return &rules[i];
	return NULL;
}

struct event *
decide_add(struct deciding *x, enum event_type type)
{
	struct event *ev = &x->out->events[x->out->n_events++];

	event_init(ev, type);
	ev->at_ms = x->now_ms;
	ev->by = x->s->kind;
	ev->by_id = x->me == NULL ? 0 : x->me->id;
	if (x->c != NULL)
		ev->conversation_id = x->c->id;
	return ev;
}

struct event *
decide_add_answer(struct deciding *x, enum event_type type)
{
	struct event *ev = decide_add(x, type);

	ev->client_id = x->a->client_id;
	return ev;
}

bool
decide_conflict(struct deciding *x)
{
	const struct conversation *c = x->c;

	x->out->winner_id = c->operator_id;
	if (c->state == CONVERSATION_CLOSED)
		return err_set(x->err, ERR_CONFLICT,
		    "conversation %lld is closed", (long long)c->id);
	if (c->state == CONVERSATION_WAITING)
		return err_set(x->err, ERR_CONFLICT,
		    "conversation %lld waits in the queue", (long long)c->id);
	return err_set(x->err, ERR_CONFLICT,
	    "conversation %lld is with operator %lld and %s", (long long)c->id,
	    (long long)c->operator_id, conversation_state_name(c->state));
}

static bool
not_found(struct deciding *x, int64_t id)
{
	return err_set(x->err, ERR_NOT_FOUND, "there is no conversation %lld",
	    (long long)id);
}

/* A visitor has one conversation; an operator names one. */
static bool
find_conversation(struct deciding *x, enum needs needs)
{
	int64_t id = x->a->conversation_id;
	const struct conversation *c;

	if (x->s->kind == ACTOR_VISITOR) {
		if (id != 0 && id != x->s->conversation_id)
			return not_found(x, id);
		id = x->s->conversation_id;
	}
	c = desk_conversation(x->d, id);
	if (c == NULL)
		return not_found(x, id);
	if (x->s->kind == ACTOR_VISITOR &&
	    (c->customer_id != x->s->customer_id ||
	    c->state == CONVERSATION_TEAM))
		return not_found(x, id);
	if (x->me != NULL && needs == NEEDS_SIGHT &&
	    !desk_may_see(x->d, x->me, c))
		return not_found(x, id);
	if (x->me != NULL && needs == NEEDS_KNOWN &&
	    !see_knows(x->d, x->me, c))
		return not_found(x, id);
	x->c = c;
	return true;
}

/* What is stored must fold again in every console, so it is tried here. */
static bool
check_it_folds(struct deciding *x)
{
	struct conversation trial = { 0 };

	if (x->c != NULL)
		trial = *x->c;
	for (int i = 0; i < x->out->n_events; i++) {
		struct event ev = x->out->events[i];

		if (ev.conversation_id == 0 || (x->c != NULL ?
		    ev.conversation_id != x->c->id :
		    desk_conversation(x->d, ev.conversation_id) != NULL))
			continue;
		ev.seq = trial.last_seq + 1;
		if (conversation_apply(&trial, &ev) != APPLY_LOST)
			continue;
		if (x->c != NULL)
			return decide_conflict(x);
		return err_set(x->err, ERR_VALUE, "%s does not fit",
		    event_name(ev.type));
	}
	return true;
}

static bool
find_sender(struct deciding *x)
{
	if (x->s->kind != ACTOR_OPERATOR)
		return true;
	x->me = desk_operator(x->d, x->s->operator_id);
	if (x->me == NULL || x->me->disabled)
		return err_set(x->err, ERR_RIGHTS,
		    "operator %lld is none of this desk",
		    (long long)x->s->operator_id);
	return true;
}

static bool
decide_in_room(struct deciding *x)
{
	for (size_t i = 0; i < sizeof in_room / sizeof *in_room; i++)
		if (in_room[i].action == x->a->type)
			return in_room[i].decide(x);
	return err_set(x->err, ERR_RIGHTS, "%s: conversation %lld is a room "
	    "of the team and has no customer", action_name(x->a->type),
	    (long long)x->c->id);
}

static bool
decide(struct deciding *x)
{
	const struct rule *rule = find_rule(x->a->type, x->s->kind);

	if (rule == NULL)
		return err_set(x->err, ERR_RIGHTS, "%s is not for a %s",
		    action_name(x->a->type), actor_name(x->s->kind));
	if (!find_sender(x))
		return false;
	if (rule->needs != NEEDS_NONE && !find_conversation(x, rule->needs))
		return false;
	if (x->c != NULL && x->c->state == CONVERSATION_TEAM)
		return decide_in_room(x) && check_it_folds(x);
	if (!decide_unhindered(x))
		return false;
	return rule->decide(x) && decide_targets(x) && check_it_folds(x);
}

bool
desk_decide(const struct desk *d, const struct desk_sender *s,
    const struct action *a, int64_t now_ms, const struct desk_ids *next,
    struct arena *arena, struct decision *out, struct err *err)
{
	struct deciding x = {
		.d = d, .s = s, .a = a, .now_ms = now_ms, .next = next,
		.arena = arena, .out = out, .err = err,
	};

	out->n_events = 0;
	out->winner_id = 0;
	out->n_struck = 0;
	if (decide(&x))
		return true;
	out->n_events = 0;
	return false;
}
