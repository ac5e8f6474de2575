/* SPDX-License-Identifier: GPL-3.0-or-later */
/* see.c - who sees what.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "server/desk/desk.h"
#include "server/desk/internal.h"

bool
decide_is_head(const struct operator *o)
{
	return o->role == ROLE_SUPERVISOR || o->role == ROLE_ADMIN;
}

/* What belongs to no department is everybody's. */
bool
see_works_for(const struct operator *o, int64_t department_id)
{
	return department_id <= 0 || o->n_departments == 0 ||
	    operator_in_department(o, department_id);
}

bool
see_in_queue(const struct operator *o, const struct conversation *c)
{
	return c->state == CONVERSATION_WAITING &&
	    see_works_for(o, c->department_id);
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
	if (c->state == CONVERSATION_TEAM)
		return desk_in_room(o, c);
	if (sees_itself(o, c))
		return true;
	for (size_t i = 0; (other = desk_conversation_at(d, i)) != NULL; i++)
		if (other->customer_id == c->customer_id &&
		    other->state != CONVERSATION_CLOSED &&
		    sees_itself(o, other))
			return true;
	return false;
}

static int
compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The customers whom they serve now, sorted. */
static int64_t *
customers_of(const struct desk *d, const struct operator *o, size_t *n)
{
	int64_t *ids = mem_array(d->conversations.n + 1, int64_t);
	const struct conversation *c;

	*n = 0;
	for (size_t i = 0; (c = desk_conversation_at(d, i)) != NULL; i++)
		if (c->state != CONVERSATION_CLOSED &&
		    c->state != CONVERSATION_TEAM && sees_itself(o, c))
			ids[(*n)++] = c->customer_id;
	qsort(ids, *n, sizeof *ids, compare_ids);
	return ids;
}

const struct conversation **
desk_seen(const struct desk *d, const struct operator *o, size_t *n)
{
	const struct conversation **seen, *c;
	int64_t *customers;
	size_t n_customers;

	seen = mem_array(d->conversations.n + 1, const struct conversation *);
	*n = 0;
	if (o->disabled)
		return seen;
	customers = customers_of(d, o, &n_customers);
	for (size_t i = 0; (c = desk_conversation_at(d, i)) != NULL; i++)
		if (c->state == CONVERSATION_TEAM ? desk_in_room(o, c) :
		    sees_itself(o, c) || bsearch(&c->customer_id, customers,
		    n_customers, sizeof *customers, compare_ids) != NULL)
			seen[(*n)++] = c;
	free(customers);
	return seen;
}

bool
see_knows(const struct desk *d, const struct operator *o,
    const struct conversation *c)
{
	if (c->state == CONVERSATION_TEAM)
		return desk_may_see(d, o, c);
	return desk_may_see(d, o, c) || c->from_operator_id == o->id ||
	    see_works_for(o, c->department_id);
}

bool
desk_may_report(const struct operator *o, int64_t department_id)
{
	return decide_is_head(o) && (department_id == 0 ||
	    o->role == ROLE_ADMIN || see_works_for(o, department_id));
}

bool
desk_may_settle(const struct operator *o, const struct conversation *c)
{
	return desk_may_report(o, c->department_id) ||
	    (c->winback != WINBACK_NONE && c->winback_owner_id == o->id);
}

bool
desk_may_read(const struct operator *o, const struct conversation *c,
    enum event_type type, const struct desk_rules *rules)
{
	if (type == EVENT_WINBACK)
		return desk_may_settle(o, c);
	/* Whom it was for reads it, too: query_read.c knows who that is. */
	if (type == EVENT_WHISPER)
		return desk_may_report(o, c->department_id);
	return type != EVENT_RATED || !rules->hides_ratings ||
	    decide_is_head(o);
}

void
audience_of(struct audience *a, const struct conversation *c)
{
	*a = (struct audience){ .operator_id = c->operator_id };
	if (c->state == CONVERSATION_TEAM)
		room_audience(a, c);
	if (c->state == CONVERSATION_WAITING)
		a->queue_id = c->department_id == 0 ? -1 : c->department_id;
}

bool
audience_has(const struct audience *a, const struct operator *o,
    const struct event *ev)
{
	if (a->everyone)
		return true;
	/* A personal canned reply is no business of a supervisor's, nor is
	 * what two colleagues say to each other. */
	if (ev->type == EVENT_CANNED || ev->type == EVENT_CANNED_REMOVED)
		return a->operator_id == o->id;
	if (a->queue_id == AUDIENCE_MEMBERS)
		return a->operator_id == o->id ||
		    a->was_operator_id == o->id ||
		    (a->was_queue_id > 0 && see_works_for(o, a->was_queue_id));
	if (a->queue_id == AUDIENCE_HEADS)
		return a->operator_id == o->id ||
		    a->was_operator_id == o->id ||
		    desk_may_report(o, a->was_queue_id);
	if (decide_is_head(o))
		return true;
	if (a->operator_id == o->id || a->was_operator_id == o->id ||
	    a->also_operator_id == o->id)
		return true;
	if (ev->by == ACTOR_OPERATOR && ev->by_id == o->id)
		return true;
	return (a->queue_id != 0 && see_works_for(o, a->queue_id)) ||
	    (a->was_queue_id != 0 && see_works_for(o, a->was_queue_id));
}

bool
desk_may_supervise(const struct operator *o, const struct conversation *c)
{
	return !o->disabled && c->state != CONVERSATION_TEAM &&
	    desk_may_report(o, c->department_id);
}

bool
desk_may_command(const struct operator *o, const struct operator *other)
{
	if (o->disabled || !decide_is_head(o) ||
	    (other->role == ROLE_ADMIN && o->role != ROLE_ADMIN))
		return false;
	if (o->role == ROLE_ADMIN || o->n_departments == 0 ||
	    other->n_departments == 0)
		return true;
	for (int i = 0; i < other->n_departments; i++)
		if (operator_in_department(o, other->departments[i]))
			return true;
	return false;
}
