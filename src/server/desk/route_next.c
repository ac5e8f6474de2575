/* SPDX-License-Identifier: GPL-3.0-or-later */
/* route_next.c - what the desk does next by itself.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "domain/target.h"
#include "server/desk/internal.h"

/* Counted once for all that wait. */
struct round {
	const struct desk *d;
	int64_t		   now_ms;
	int		  *loads;	/* by the operator's place */
	size_t		  *able;	/* places of those who have room */
	size_t		   n_able;
	struct route_step *out;
};

static void
count_loads(struct round *r)
{
	const struct conversation *c;

	r->loads = mem_array(r->d->operators.n + 1, int);
	for (size_t i = 0; (c = desk_conversation_at(r->d, i)) != NULL; i++) {
		const struct operator *o;

		if (c->state != CONVERSATION_ACTIVE)
			continue;
		for (size_t k = 0; (o = desk_operator_at(r->d, k)) != NULL;
		    k++)
			if (o->id == c->operator_id) {
				r->loads[k]++;
				break;
			}
	}
}

/* In a desk that is full nobody is looked for, however many wait. */
static void
find_able(struct round *r)
{
	const struct operator *o;

	r->able = mem_array(r->d->operators.n + 1, size_t);
	for (size_t i = 0; (o = desk_operator_at(r->d, i)) != NULL; i++)
		if (!o->disabled && o->presence == PRESENCE_ONLINE &&
		    r->loads[i] < o->limit)
			r->able[r->n_able++] = i;
}

static void
ask_again(struct round *r, int64_t at_ms)
{
	if (at_ms > r->now_ms && at_ms < r->out->due_ms)
		r->out->due_ms = at_ms;
}

/* --- an owner who does not answer -------------------------------------- */

static bool
look_at_owner(struct round *r, const struct conversation *c)
{
	const struct route_rules *rules = r->d->routes;
	int64_t since_ms = c->waiting_since_ms > c->owned_ms ?
	    c->waiting_since_ms : c->owned_ms;

	if (c->state != CONVERSATION_ACTIVE || c->offered_until_ms != 0 ||
	    c->waiting_since_ms == 0 || rules->idle_ms == TARGET_NEVER)
		return false;
	if (c->aside_until_ms > r->now_ms) {
		ask_again(r, c->aside_until_ms);
		return false;
	}
	if (c->aside_until_ms > since_ms)
		since_ms = c->aside_until_ms;
	if (r->now_ms < since_ms + rules->idle_ms) {
		ask_again(r, since_ms + rules->idle_ms);
		return false;
	}
	r->out->act = ROUTE_TAKE_AWAY;
	r->out->conversation_id = c->id;
	r->out->operator_id = c->operator_id;
	return true;
}

/* --- who gets it ------------------------------------------------------- */

struct candidate {
	const struct operator *o;
	bool	is_known, speaks;
	int	load;
	int64_t	given_ms;
};

/* < 0: `a` is the better one. */
static int
compare(const struct candidate *a, const struct candidate *b)
{
	int mine = a->load * b->o->limit, theirs = b->load * a->o->limit;

	if (a->is_known != b->is_known)
		return a->is_known ? -1 : 1;
	if (a->speaks != b->speaks)
		return a->speaks ? -1 : 1;
	if (mine != theirs)
		return mine - theirs;
	if (a->given_ms != b->given_ms)
		return a->given_ms < b->given_ms ? -1 : 1;
	return (a->o->id > b->o->id) - (a->o->id < b->o->id);
}

static bool
look_for_operator(struct round *r, const struct conversation *c,
    const struct route_plan *plan)
{
	struct candidate best = { 0 };

	for (size_t k = 0; k < r->n_able; k++) {
		size_t i = r->able[k];
		const struct operator *o = desk_operator_at(r->d, i);
		enum route_fit fit = route_fit(r->d, c, plan, o, r->loads[i],
		    r->now_ms);
		struct candidate one = {
			.o = o, .load = r->loads[i],
			.is_known = plan->prefers_known && o->id == c->known_id,
			.speaks = c->language[0] == '\0' ||
			    list_has(o->languages, c->language),
			.given_ms = route_given_ms(r->d, o->id),
		};

		if (fit == ROUTE_PASSED)
			ask_again(r, conversation_passed_ms(c, o->id) +
			    r->d->routes->again_ms);
		if (fit == ROUTE_FITS &&
		    (best.o == NULL || compare(&one, &best) < 0))
			best = one;
	}
	if (best.o == NULL)
		return false;
	r->out->act = ROUTE_GIVE;
	r->out->conversation_id = c->id;
	r->out->operator_id = best.o->id;
	r->out->plan = *plan;
	return true;
}

/* --- all of them ------------------------------------------------------- */

static int
by_turn(const void *a, const void *b)
{
	return route_compare(*(const struct conversation *const *)a,
	    *(const struct conversation *const *)b);
}

static bool
look_at_queue(struct round *r, const struct conversation **waiting, size_t n)
{
	struct route_plan plan;

	for (size_t i = 0; i < n; i++) {
		route_plan(r->d, waiting[i], r->now_ms, &plan);
		ask_again(r, plan.next_ms);
		if (route_is_planned(waiting[i], &plan))
			continue;
		r->out->act = ROUTE_PLAN;
		r->out->conversation_id = waiting[i]->id;
		r->out->plan = plan;
		return true;
	}
	for (size_t i = 0; i < n && r->n_able > 0; i++) {
		route_plan(r->d, waiting[i], r->now_ms, &plan);
		if (plan.mode != ROUTE_PULL &&
		    look_for_operator(r, waiting[i], &plan))
			return true;
	}
	return false;
}

void
route_next(const struct desk *d, int64_t now_ms, struct route_step *out)
{
	struct round r = { .d = d, .now_ms = now_ms, .out = out };
	const struct conversation *c, **waiting;
	bool is_found = false;
	size_t n = 0;

	*out = (struct route_step){ .act = ROUTE_NOTHING,
		.due_ms = TARGET_NEVER };
	if (!route_is_active(d))
		return;
	waiting = mem_array(d->conversations.n + 1,
	    const struct conversation *);
	for (size_t i = 0; !is_found &&
	    (c = desk_conversation_at(d, i)) != NULL; i++) {
		if (c->state == CONVERSATION_WAITING)
			waiting[n++] = c;
		if (conversation_is_desks_offer(c))
			ask_again(&r, c->offered_until_ms);
		is_found = look_at_owner(&r, c);
	}
	if (!is_found && n > 0) {
		count_loads(&r);
		find_able(&r);
		qsort(waiting, n, sizeof *waiting, by_turn);
		look_at_queue(&r, waiting, n);
		free(r.loads);
		free(r.able);
	}
	free(waiting);
}
