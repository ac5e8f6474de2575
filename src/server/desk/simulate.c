/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/desk/simulate.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "domain/stats.h"
#include "domain/target.h"
#include "server/desk/internal.h"

#define ARENA_BYTES (1024 * 1024)
#define AFTER_MS    (12 * 3600 * INT64_C(1000))	/* the last one came */

/* How one of them fares. */
struct fate {
	int64_t	conversation_id;
	int64_t	taken_ms, end_ms;	/* 0: not yet */
	int64_t	operator_id;
	bool	is_over, has_overflowed, has_left_message;
};

struct run {
	const struct simulation *s;
	struct desk    *d;
	struct arena   *arena;
	struct fate    *fates;		/* by the customer's place */
	int64_t	       *free_ms;	/* by the operator's place: may take
					 * the next one from then on */
	size_t		n_come;
	int64_t		now_ms, seq, handling_ms;
};

/* --- acting ------------------------------------------------------------ */

static struct fate *
fate_of(struct run *r, int64_t conversation_id)
{
	return conversation_id < 1 || (size_t)conversation_id > r->n_come ?
	    NULL : &r->fates[conversation_id - 1];
}

static void
note(struct run *r, const struct event *ev)
{
	struct fate *fate = fate_of(r, ev->conversation_id);
	const struct simulated_customer *who;

	if (fate == NULL)
		return;
	who = &r->s->customers[ev->conversation_id - 1];
	if (ev->type == EVENT_ROUTED) {
		fate->has_overflowed |= strcmp(ev->text, "opened") != 0 &&
		    ev->department_id != who->department_id;
		fate->has_left_message |= ev->due_ms != 0;
	}
	if ((ev->type != EVENT_TAKEN && (ev->type != EVENT_TRANSFERRED ||
	    ev->until_ms != 0 || ev->operator_id == 0)) ||
	    fate->taken_ms != 0)
		return;
	fate->taken_ms = r->now_ms;
	fate->operator_id = ev->operator_id;
	fate->end_ms = r->now_ms + (who->handling_ms > 0 ? who->handling_ms :
	    r->handling_ms);
}

/* Did anything happen? */
static bool
act(struct run *r, const struct desk_sender *sender, struct action *a)
{
	struct desk_ids next = { (int64_t)r->n_come, 1, 1 };
	struct decision out;
	struct err err;
	bool ok = desk_decide(r->d, sender, a, r->now_ms, &next, r->arena,
	    &out, &err);

	for (int i = 0; ok && i < out.n_events; i++) {
		out.events[i].seq = ++r->seq;
		desk_apply(r->d, &out.events[i], NULL);
		note(r, &out.events[i]);
	}
	ok = ok && out.n_events > 0;
	arena_reset(r->arena);
	return ok;
}

static bool
by_desk(struct run *r, enum action_type type, const struct conversation *c)
{
	const struct desk_sender desk = { .kind = ACTOR_SYSTEM };
	struct action a;

	action_init(&a, type);
	if (c != NULL) {
		a.conversation_id = c->id;
		a.version = c->version;
	}
	return act(r, &desk, &a);
}

static bool
by_operator(struct run *r, enum action_type type, int64_t operator_id,
    const struct conversation *c)
{
	const struct desk_sender sender = { .kind = ACTOR_OPERATOR,
		.operator_id = operator_id };
	struct action a;

	action_init(&a, type);
	if (c != NULL) {
		a.conversation_id = c->id;
		a.version = c->version;
	}
	return act(r, &sender, &a);
}

static void
comes(struct run *r)
{
	const struct simulated_customer *who = &r->s->customers[r->n_come++];
	struct desk_sender sender = { .kind = ACTOR_VISITOR };
	struct action a;

	/* Everybody is somebody else here: two talks may overlap. */
	sender.customer_id = who->is_returning ?
	    INT64_C(1000000000) + (int64_t)r->n_come : 0;
	action_init(&a, ACTION_OPEN);
	a.text = "x";
	a.language = who->language;
	a.page = who->page;
	a.segment = who->segment;
	a.operator_id = who->known_id;
	a.department_id = who->department_id;
	r->fates[r->n_come - 1].conversation_id = (int64_t)r->n_come;
	act(r, &sender, &a);
}

/* --- who is there ------------------------------------------------------ */

static bool
is_there(const struct simulation *s, int64_t operator_id, int64_t now_ms)
{
	for (size_t i = 0; i < s->n_shifts; i++)
		if (s->shifts[i].operator_id == operator_id &&
		    now_ms >= s->shifts[i].from_ms &&
		    now_ms < s->shifts[i].to_ms)
			return true;
	return false;
}

static void
put_presence(struct run *r, int64_t operator_id, enum presence presence)
{
	struct operator state = { .id = operator_id, .presence = presence };

	desk_put_state(r->d, &state);
}

static void
see_who_is_there(struct run *r)
{
	const struct operator *o;

	for (size_t i = 0; (o = desk_operator_at(r->d, i)) != NULL; i++) {
		bool is_here = is_there(r->s, o->id, r->now_ms);

		if (is_here && o->presence != PRESENCE_ONLINE)
			r->free_ms[i] = r->now_ms + r->s->reaction_ms;
		put_presence(r, o->id, is_here ? PRESENCE_ONLINE :
		    PRESENCE_OFFLINE);
	}
}

/* --- one instant ------------------------------------------------------- */

static void
end_talks(struct run *r)
{
	for (size_t i = 0; i < r->n_come; i++) {
		const struct conversation *c =
		    desk_conversation(r->d, (int64_t)i + 1);
		const struct simulated_customer *who = &r->s->customers[i];
		struct fate *fate = &r->fates[i];

		if (fate->is_over || c == NULL)
			continue;
		if ((fate->taken_ms != 0 && r->now_ms >= fate->end_ms) ||
		    (fate->taken_ms == 0 && who->gone_ms >= 0 &&
		    r->now_ms >= who->opened_ms + who->gone_ms)) {
			fate->is_over = true;
			desk_forget(r->d, c->id);
		}
	}
}

static void
accept_offers(struct run *r)
{
	const struct conversation *c;

	for (size_t i = 0; (c = desk_conversation_at(r->d, i)) != NULL; i++)
		if (c->offered_until_ms != 0 && r->now_ms >=
		    c->transferred_ms + r->s->reaction_ms &&
		    is_there(r->s, c->operator_id, r->now_ms))
			by_operator(r, ACTION_TAKE, c->operator_id, c);
		else if (c->offered_until_ms != 0 &&
		    r->now_ms >= c->offered_until_ms)
			by_desk(r, ACTION_RETURN, c);
}

/* Somebody who is free takes the next one of what the desk does not give. */
static void
pull(struct run *r)
{
	const struct operator *o;

	for (size_t i = 0; (o = desk_operator_at(r->d, i)) != NULL; i++) {
		const struct conversation *c = route_take(r->d, o, r->now_ms);
		struct route_plan plan;

		if (c == NULL || o->presence != PRESENCE_ONLINE ||
		    r->now_ms < r->free_ms[i] ||
		    r->now_ms < c->queued_ms + r->s->reaction_ms ||
		    desk_load(r->d, o->id) >= o->limit)
			continue;
		route_plan(r->d, c, r->now_ms, &plan);
		if (plan.mode == ROUTE_PULL &&
		    by_operator(r, ACTION_TAKE, o->id, c))
			r->free_ms[i] = r->now_ms + r->s->reaction_ms;
	}
}

static void
do_instant(struct run *r)
{
	while (r->n_come < r->s->n_customers &&
	    r->s->customers[r->n_come].opened_ms <= r->now_ms)
		comes(r);
	see_who_is_there(r);
	end_talks(r);
	accept_offers(r);
	while (by_desk(r, ACTION_ROUTE, NULL))
		;
	pull(r);
}

/* --- from one to the next ---------------------------------------------- */

static void
sooner(const struct run *r, int64_t *next_ms, int64_t at_ms)
{
	if (at_ms > r->now_ms && at_ms < *next_ms)
		*next_ms = at_ms;
}

static int64_t
next_instant(const struct run *r)
{
	const struct simulation *s = r->s;
	const struct conversation *c;
	struct route_step step;
	int64_t next_ms = INT64_MAX;

	if (r->n_come < s->n_customers)
		sooner(r, &next_ms, s->customers[r->n_come].opened_ms);
	for (size_t i = 0; i < s->n_shifts; i++) {
		sooner(r, &next_ms, s->shifts[i].from_ms);
		sooner(r, &next_ms, s->shifts[i].to_ms);
	}
	for (size_t i = 0; (c = desk_conversation_at(r->d, i)) != NULL; i++) {
		const struct fate *fate = &r->fates[c->id - 1];
		const struct simulated_customer *who =
		    &s->customers[c->id - 1];

		if (fate->taken_ms != 0)
			sooner(r, &next_ms, fate->end_ms);
		else if (who->gone_ms >= 0)
			sooner(r, &next_ms, who->opened_ms + who->gone_ms);
		if (c->offered_until_ms != 0) {
			sooner(r, &next_ms, c->transferred_ms +
			    s->reaction_ms);
			sooner(r, &next_ms, c->offered_until_ms);
		} else if (c->state == CONVERSATION_WAITING) {
			sooner(r, &next_ms, c->queued_ms + s->reaction_ms);
		}
	}
	for (size_t i = 0; i < r->d->operators.n; i++)
		sooner(r, &next_ms, r->free_ms[i]);
	route_next(r->d, r->now_ms, &step);
	if (step.act == ROUTE_NOTHING)
		sooner(r, &next_ms, step.due_ms);
	return next_ms;
}

/* --- what came of it --------------------------------------------------- */

void
simulate_middle(int64_t *values, size_t n, int64_t *median_ms,
    int64_t *p90_ms)
{
	struct stats_span span;

	stats_span_of(&span, values, n);
	*median_ms = span.median_ms;
	*p90_ms = span.p90_ms;
}

void
simulate_recorded(const struct simulation *s, struct simulated *out)
{
	int64_t *waits = mem_array(s->n_customers + 1, int64_t);
	size_t n = 0;

	*out = (struct simulated){ .n = (int)s->n_customers };
	for (size_t i = 0; i < s->n_customers; i++) {
		const struct simulated_customer *c = &s->customers[i];

		if (c->wait_ms >= 0)
			waits[n++] = c->wait_ms;
		else if (c->gone_ms >= 0)
			out->n_abandoned++;
		else
			out->n_unserved++;
	}
	out->n_served = (int)n;
	simulate_middle(waits, n, &out->median_ms, &out->p90_ms);
	free(waits);
}

static void
sum_up(const struct run *r, struct simulated *out)
{
	int64_t *waits = mem_array(r->s->n_customers + 1, int64_t);
	size_t n = 0;

	*out = (struct simulated){ .n = (int)r->s->n_customers };
	for (size_t i = 0; i < r->n_come; i++) {
		const struct fate *fate = &r->fates[i];

		if (fate->taken_ms != 0)
			waits[n++] = fate->taken_ms -
			    r->s->customers[i].opened_ms;
		else if (fate->is_over)
			out->n_abandoned++;
		else
			out->n_unserved++;
		out->n_overflowed += fate->has_overflowed;
		out->n_left_message += fate->has_left_message;
	}
	out->n_served = (int)n;
	simulate_middle(waits, n, &out->median_ms, &out->p90_ms);
	free(waits);
}

/* Who never was served takes as long as the middle one. */
static int64_t
middle_handling(const struct simulation *s)
{
	int64_t *values = mem_array(s->n_customers + 1, int64_t);
	int64_t median_ms, p90_ms;
	size_t n = 0;

	for (size_t i = 0; i < s->n_customers; i++)
		if (s->customers[i].handling_ms > 0)
			values[n++] = s->customers[i].handling_ms;
	simulate_middle(values, n, &median_ms, &p90_ms);
	free(values);
	return median_ms > 0 ? median_ms : 300000;
}

static void
put_people(struct run *r)
{
	const struct department *dep;
	const struct operator *o;

	for (size_t i = 0; (dep = desk_department_at(r->s->like, i)) != NULL;
	    i++)
		desk_put_department(r->d, dep);
	for (size_t i = 0; (o = desk_operator_at(r->s->like, i)) != NULL; i++)
		desk_put_operator(r->d, o);
	for (size_t i = 0; (o = desk_operator_at(r->d, i)) != NULL; i++)
		put_presence(r, o->id, PRESENCE_OFFLINE);
}

bool
simulate(const struct simulation *s, const struct route_rules *rules,
    struct simulated *out)
{
	struct run r = { .s = s, .arena = arena_new(ARENA_BYTES) };
	int64_t last_ms = s->n_customers == 0 ? 0 :
	    s->customers[s->n_customers - 1].opened_ms + AFTER_MS;

	if (r.arena == NULL)
		return false;
	r.d = desk_new();
	put_people(&r);
	desk_set_routes(r.d, rules);
	desk_set_open(r.d, s->is_open, s->open_ctx);
	r.fates = mem_array(s->n_customers + 1, struct fate);
	r.free_ms = mem_array(r.d->operators.n + 1, int64_t);
	r.handling_ms = middle_handling(s);
	while ((r.now_ms = next_instant(&r)) <= last_ms)
		do_instant(&r);
	sum_up(&r, out);
	desk_free(r.d);
	free(r.fates);
	free(r.free_ms);
	arena_free(r.arena);
	return true;
}
