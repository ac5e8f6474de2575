/* SPDX-License-Identifier: GPL-3.0-or-later */
/* route_next.c - what the desk does next by itself.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "domain/target.h"
#include "server/desk/internal.h"

struct round {
	const struct desk *d;
	int64_t		   now_ms;
	const struct operator **able;	/* who have room */
	size_t		   n_able;
	struct route_step *out;
};

/* In a desk that is full nobody is looked for, however many wait. */
static void
find_able(struct round *r)
{
	const struct operator *o;

	r->able = mem_array(r->d->operators.n + 1, const struct operator *);
	for (size_t i = 0; (o = desk_operator_at(r->d, i)) != NULL; i++)
		if (!o->disabled && o->presence == PRESENCE_ONLINE &&
		    desk_load(r->d, o->id) < o->limit)
			r->able[r->n_able++] = o;
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
		const struct operator *o = r->able[k];
		int load = desk_load(r->d, o->id);
		enum route_fit fit = route_fit(r->d, c, plan, o, load,
		    r->now_ms);
		struct candidate one = {
			.o = o, .load = load,
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

/* --- what the rules say ------------------------------------------------- */

/* FNV-1a: is it the same as it was? */
static uint64_t
mix(uint64_t hash, uint64_t value)
{
	return (hash ^ value) * UINT64_C(1099511628211);
}

/* What rules ask of a department beside who waits: is it open, and are there
 * too many? A number that is no rule's limit makes no difference. */
static uint64_t
mix_department(const struct round *r, uint64_t hash, int64_t department_id)
{
	const struct route_rules *rules = r->d->routes;
	int n = queue_length(r->d, department_id);
	bool asks_hours = false;

	for (int i = 0; i < rules->n; i++) {
		int most = rules->rules[i].if_queue_over;

		asks_hours |= rules->rules[i].if_open != ROUTE_ANY;
		if (most != ROUTE_ANY)	/* without the one that is asked for */
			hash = mix(hash, n <= most ? 0 : n > most + 1 ? 2 : 1);
	}
	return !asks_hours ? hash : mix(hash, route_is_open(r->d,
	    department_id, r->now_ms));
}

/* Whatever was said of somebody under other circumstances is asked anew. */
static void
look_around(const struct round *r)
{
	const struct department *dep;
	uint64_t hash = mix(UINT64_C(14695981039346656037),
	    r->d->n_rules_set);

	hash = mix_department(r, hash, 0);
	for (size_t i = 0; (dep = desk_department_at(r->d, i)) != NULL; i++)
		hash = mix_department(r, hash, dep->id);
	if (hash == *r->d->looked)
		return;
	*r->d->looked = hash;
	queues_look_again(r->d);
}

/* The first of the queue of whom the rules say something else than is
 * recorded; NULL: none, and it says when to look again. */
static const struct conversation *
look_at_queue(const struct round *r, struct queue *q,
    struct route_plan *plan)
{
	int64_t look_ms = TARGET_NEVER;

	for (size_t i = 0; q->look_ms <= r->now_ms && i < q->n; i++) {
		struct waiting *w = &q->items[i];

		if (w->c->state != CONVERSATION_WAITING)
			continue;
		if (w->look_ms <= r->now_ms) {
			route_plan(r->d, w->c, r->now_ms, plan);
			if (!route_is_planned(w->c, plan))
				return w->c;
			w->look_ms = plan->next_ms;
			w->is_pull = plan->mode == ROUTE_PULL;
		}
		if (w->look_ms < look_ms)
			look_ms = w->look_ms;
	}
	if (q->look_ms <= r->now_ms)
		q->look_ms = look_ms;
	return NULL;
}

static bool
look_at_queues(struct round *r)
{
	const struct conversation *best = NULL;
	struct route_plan plan;

	look_around(r);
	for (size_t i = 0; i < r->d->queues.n; i++) {
		struct queue *q = r->d->queues.items[i];
		const struct conversation *c = look_at_queue(r, q, &plan);

		if (c == NULL)
			ask_again(r, q->look_ms);
		if (c == NULL || (best != NULL && route_compare(best, c) < 0))
			continue;
		best = c;
		r->out->plan = plan;
	}
	if (best == NULL)
		return false;
	r->out->act = ROUTE_PLAN;
	r->out->conversation_id = best->id;
	return true;
}

/* --- all of them ------------------------------------------------------- */

static bool
somebody_works_there(const void *ctx, int64_t department_id)
{
	const struct round *r = ctx;

	for (size_t i = 0; i < r->n_able; i++)
		if (see_works_for(r->able[i], department_id))
			return true;
	return false;
}

static void
give_somebody(struct round *r)
{
	struct route_plan plan;
	struct queue_walk walk;
	struct waiting *w;

	find_able(r);
	queue_walk_start(&walk, r->d, somebody_works_there, r);
	while (r->n_able > 0 && (w = queue_walk_next(&walk)) != NULL) {
		if (w->is_pull)
			continue;
		route_plan(r->d, w->c, r->now_ms, &plan);
		if (look_for_operator(r, w->c, &plan))
			break;
	}
	queue_walk_end(&walk);
	free(r->able);
}

void
route_next(const struct desk *d, int64_t now_ms, struct route_step *out)
{
	struct round r = { .d = d, .now_ms = now_ms, .out = out };

	*out = (struct route_step){ .act = ROUTE_NOTHING,
		.due_ms = TARGET_NEVER };
	if (!route_is_active(d))
		return;
	for (size_t i = 0; i < d->owned.n; i++) {
		const struct conversation *c = d->owned.items[i];

		if (conversation_is_desks_offer(c))
			ask_again(&r, c->offered_until_ms);
		if (look_at_owner(&r, c))
			return;
	}
	if (desk_n_waiting(d) > 0 && !look_at_queues(&r))
		give_somebody(&r);
}
