/* SPDX-License-Identifier: GPL-3.0-or-later */
/* see.c - who sees what, and the place in the queue.
 */
#include "server/desk/desk.h"
#include "server/desk/internal.h"

#define MAX_WORKED 256		/* departments counted for a place */

bool
decide_is_head(const struct operator *o)
{
	return o->role == ROLE_SUPERVISOR || o->role == ROLE_ADMIN;
}

/* What belongs to no department is everybody's. */
static bool
works_for(const struct operator *o, int64_t department_id)
{
	return department_id <= 0 || o->n_departments == 0 ||
	    operator_in_department(o, department_id);
}

bool
see_in_queue(const struct operator *o, const struct conversation *c)
{
	return c->state == CONVERSATION_WAITING &&
	    works_for(o, c->department_id);
}

static bool
sees_itself(const struct operator *o, const struct conversation *c)
{
	return decide_is_head(o) || c->operator_id == o->id ||
	    see_in_queue(o, c);
}

bool
desk_may_see(const struct desk *d, const struct operator *o,
    const struct conversation *c)
{
	const struct conversation *other;

	if (o->disabled)
		return false;
	if (sees_itself(o, c))
		return true;
	for (size_t i = 0; (other = desk_conversation_at(d, i)) != NULL; i++)
		if (other->customer_id == c->customer_id &&
		    other->state != CONVERSATION_CLOSED &&
		    sees_itself(o, other))
			return true;
	return false;
}

bool
see_knows(const struct desk *d, const struct operator *o,
    const struct conversation *c)
{
	return desk_may_see(d, o, c) || c->from_operator_id == o->id ||
	    works_for(o, c->department_id);
}

void
audience_of(struct audience *a, const struct conversation *c)
{
	*a = (struct audience){ .operator_id = c->operator_id };
	if (c->state == CONVERSATION_WAITING)
		a->queue_id = c->department_id == 0 ? -1 : c->department_id;
}

bool
audience_has(const struct audience *a, const struct operator *o,
    const struct event *ev)
{
	if (a->everyone || decide_is_head(o))
		return true;
	if (a->operator_id == o->id || a->was_operator_id == o->id)
		return true;
	if (ev->by == ACTOR_OPERATOR && ev->by_id == o->id)
		return true;
	return (a->queue_id != 0 && works_for(o, a->queue_id)) ||
	    (a->was_queue_id != 0 && works_for(o, a->was_queue_id));
}

/* --- the place in the queue -------------------------------------------- */

struct worked {
	bool	everything;
	int64_t ids[MAX_WORKED];
	int	n;
};

static bool
worked_has(const struct worked *w, int64_t id)
{
	if (w->everything || id == 0)
		return true;
	for (int i = 0; i < w->n; i++)
		if (w->ids[i] == id)
			return true;
	return false;
}

/* The departments whose customers the same operators serve. */
static void
worked_with(struct worked *w, const struct desk *d, int64_t department_id)
{
	const struct operator *o;

	w->everything = department_id == 0;
	w->n = 0;
	for (size_t i = 0; (o = desk_operator_at(d, i)) != NULL; i++) {
		if (o->disabled || !works_for(o, department_id))
			continue;
		if (o->n_departments == 0)
			w->everything = true;
		for (int k = 0; k < o->n_departments; k++)
			if (!worked_has(w, o->departments[k]) &&
			    w->n < MAX_WORKED)
				w->ids[w->n++] = o->departments[k];
	}
	if (!worked_has(w, department_id) && w->n < MAX_WORKED)
		w->ids[w->n++] = department_id;
}

int
desk_position(const struct desk *d, int64_t conversation_id)
{
	const struct conversation *c = desk_conversation(d, conversation_id);
	const struct conversation *other;
	struct worked worked;
	int position = 1;

	if (c == NULL || c->state != CONVERSATION_WAITING)
		return 0;
	worked_with(&worked, d, c->department_id);
	for (size_t i = 0; (other = desk_conversation_at(d, i)) != NULL; i++) {
		if (other == c || other->state != CONVERSATION_WAITING ||
		    !worked_has(&worked, other->department_id))
			continue;
		if (other->queued_ms < c->queued_ms ||
		    (other->queued_ms == c->queued_ms && other->id < c->id))
			position++;
	}
	return position;
}
