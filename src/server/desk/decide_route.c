/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide_route.c - the desk's own decisions: routed, offered, given, taken away
 * again.
 */
#include <string.h>

#include "server/desk/internal.h"

/* The facts of the customer go along: they are not looked up again. */
static bool
add_routed(struct deciding *x, const struct conversation *c,
    const struct route_plan *plan)
{
	struct event *ev = decide_add(x, EVENT_ROUTED);

	ev->conversation_id = c->id;
	ev->by = ACTOR_SYSTEM;
	ev->by_id = 0;
	ev->department_id = plan->department_id;
	ev->priority = plan->priority;
	ev->rules = arena_dup(x->arena, plan->rules);
	ev->skills = arena_dup(x->arena, plan->skills);
	ev->segment = arena_dup(x->arena, c->segment);
	ev->is_returning = c->is_returning;
	ev->operator_id = c->known_id;
	ev->text = plan->why;
	if (plan->answer_in_ms > 0)
		ev->due_ms = x->now_ms + plan->answer_in_ms;
	return (ev->rules != NULL && ev->skills != NULL &&
	    ev->segment != NULL) ||
	    err_set(x->err, ERR_BUSY, "no memory for the action");
}

/* Nobody can answer soon: so they are told, and when somebody will. */
static void
add_leave(struct deciding *x, const struct conversation *c,
    const struct route_plan *plan)
{
	struct event *ev = decide_add(x, EVENT_MESSAGE);

	ev->conversation_id = c->id;
	ev->by = ACTOR_SYSTEM;
	ev->by_id = 0;
	ev->text = arena_dup(x->arena, plan->leaves);
	if (plan->answer_in_ms == 0)
		return;
	ev = decide_add(x, EVENT_PROMISED);
	ev->conversation_id = c->id;
	ev->by = ACTOR_SYSTEM;
	ev->by_id = 0;
	ev->due_ms = x->now_ms + plan->answer_in_ms;
}

/* Beside what has opened it. Who gets it is for the desk's next turn. */
bool
decide_intake(struct deciding *x, const struct event *opened)
{
	struct conversation c = { 0 };
	struct event ev = *opened;
	struct route_plan plan;

	if (!route_is_active(x->d))
		return true;
	ev.seq = 1;
	conversation_apply(&c, &ev);
	c.is_returning = x->s->customer_id != 0;
	c.known_id = x->a->operator_id;
	str_copy(c.segment, sizeof c.segment,
	    x->a->segment == NULL ? "" : x->a->segment);
	route_plan(x->d, &c, x->now_ms, &plan);
	if (!add_routed(x, &c, &plan))
		return false;
	if (plan.leaves != NULL)
		add_leave(x, &c, &plan);
	return true;
}

static bool
give(struct deciding *x, const struct route_step *step)
{
	const struct route_rules *rules = desk_routes(x->d);
	struct event *ev = decide_add(x, EVENT_TRANSFERRED);

	ev->operator_id = step->operator_id;
	if (step->plan.mode == ROUTE_OFFER)
		ev->until_ms = x->now_ms + rules->offer_ms;
	return true;
}

static bool
take_away(struct deciding *x, const struct route_step *step)
{
	struct event *ev = decide_add(x, EVENT_RETURNED);

	ev->from_operator_id = step->operator_id;
	ev->text = "idle";
	return true;
}

bool
decide_route(struct deciding *x)
{
	struct route_step step;

	route_next(x->d, x->now_ms, &step);
	if (step.act == ROUTE_NOTHING)
		return true;
	x->c = desk_conversation(x->d, step.conversation_id);
	if (step.act == ROUTE_GIVE)
		return give(x, &step);
	if (step.act == ROUTE_TAKE_AWAY)
		return take_away(x, &step);
	if (!add_routed(x, x->c, &step.plan))
		return false;
	if (step.plan.leaves != NULL)
		add_leave(x, x->c, &step.plan);
	return true;
}
