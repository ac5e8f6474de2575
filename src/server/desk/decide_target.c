/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide_target.c - what is asked of the desk: set when a wait begins, said once
 * when it is nearly late and once when it is.
 *
 * The loop asks by its clock (ACTION_TARGET). Whatever else happens to a
 * conversation first says what was late by then, so an answer that comes a moment
 * after its time has missed it, whoever was first.
 *
 * First and next begin with the customer's message that waits; the resolution
 * with the conversation, and anew when it is reopened. Nothing restarts them.
 */
#include <string.h>

#include "server/desk/internal.h"

static void
say(struct deciding *x, enum event_type type, enum target_which which)
{
	struct event *ev = decide_add(x, type);

	ev->by = ACTOR_SYSTEM;
	ev->by_id = 0;
	ev->which = which;
	ev->due_ms = x->c->targets[which].due_ms;
	ev->operator_id = x->c->operator_id;
}

/* What has come by now. */
static void
say_late(struct deciding *x)
{
	for (int i = 0; i < TARGETS; i++) {
		const struct target_due *t = &x->c->targets[i];

		if (t->due_ms == 0)
			continue;
		if (!t->is_warned && x->now_ms >= t->warn_ms)
			say(x, EVENT_WARNED, (enum target_which)i);
		if (!t->is_missed && x->now_ms >= t->due_ms)
			say(x, EVENT_MISSED, (enum target_which)i);
	}
}

bool
decide_target(struct deciding *x)
{
	if (x->c->state != CONVERSATION_WAITING &&
	    x->c->state != CONVERSATION_ACTIVE)
		return decide_conflict(x);
	say_late(x);
	return x->out->n_events > 0 || decide_conflict(x);
}

/* What a customer is told first of a wait. */
bool
decide_estimate(struct deciding *x)
{
	struct event *ev;

	if (x->c->state != CONVERSATION_WAITING || x->c->estimated_ms != 0)
		return decide_conflict(x);
	ev = decide_add(x, EVENT_ESTIMATED);
	ev->due_ms = x->a->due_ms;
	ev->until_ms = x->a->until_ms;
	return true;
}

static bool
say_late_before(struct deciding *x)
{
	struct decision said = *x->out;

	x->out->n_events = 0;
	say_late(x);
	if (x->out->n_events + said.n_events > DESK_MAX_EVENTS)
		return err_set(x->err, ERR_BUSY, "too much at once");
	memcpy(&x->out->events[x->out->n_events], said.events,
	    (size_t)said.n_events * sizeof said.events[0]);
	x->out->n_events += said.n_events;
	return true;
}

static void
set(struct deciding *x, const struct conversation *c, enum target_which which)
{
	const char *segment = x->s->kind == ACTOR_VISITOR ? x->a->segment :
	    c->segment;
	struct target_due due;
	struct event *ev;

	if (x->out->n_events == DESK_MAX_EVENTS ||
	    !desk_target(x->d, c, segment, which, x->now_ms, &due))
		return;
	ev = decide_add(x, EVENT_TARGET);
	ev->by = ACTOR_SYSTEM;
	ev->by_id = 0;
	ev->conversation_id = c->id;
	ev->which = which;
	ev->warn_ms = due.warn_ms;
	ev->due_ms = due.due_ms;
}

bool
decide_targets(struct deciding *x)
{
	struct conversation after = { 0 };
	bool was_waiting = x->c != NULL && x->c->waiting_since_ms != 0;
	bool begins = x->c == NULL;

	if (desk_rules(x->d)->book == NULL && x->c == NULL)
		return true;
	if (x->c != NULL) {
		after = *x->c;
		if (x->out->n_events > 0 && x->a->type != ACTION_TARGET &&
		    !say_late_before(x))
			return false;
	}
	for (int i = 0; i < x->out->n_events; i++) {
		struct event ev = x->out->events[i];

		/* What a decision does to others as well is theirs. */
		if (ev.conversation_id == 0 || (x->c != NULL &&
		    ev.conversation_id != x->c->id))
			continue;
		ev.seq = after.last_seq + 1;
		if (conversation_apply(&after, &ev) == APPLY_LOST)
			return true;	/* it will be said why */
		begins = begins || ev.type == EVENT_REOPENED;
	}
	if (after.last_seq == 0 || (after.state != CONVERSATION_WAITING &&
	    after.state != CONVERSATION_ACTIVE))
		return true;
	if (begins)
		set(x, &after, TARGET_RESOLUTION);
	if (!was_waiting && after.waiting_since_ms != 0)
		set(x, &after, after.answered_ms == 0 ? TARGET_FIRST :
							TARGET_NEXT);
	return true;
}
