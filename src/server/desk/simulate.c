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
#define USUAL_MS    300000	/* handling, where nobody was served */

/* Something may be due then: of that conversation, or (0) of an operator. */
struct instant {
	int64_t at_ms, conversation_id;
};

struct talk {
	int64_t	taken_ms, end_ms;	/* 0: not yet */
	int64_t	due_ms;			/* the first answer; 0: not asked */
	bool	is_over;
};

struct run {
	const struct simulation *s;
	struct desk    *d;
	struct arena   *arena;
	struct simulated_fate *fates;	/* by the customer's place */
	struct talk    *talks;		/* beside them */
	int64_t	       *free_ms;	/* by the operator's place: may take
					 * the next one from then on */
	struct instant *heap;		/* the soonest is first */
	size_t		n_heap, cap_heap;
	size_t		n_come, n_stated;
	int64_t		now_ms, seq, handling_ms, answer_ms;
};

/* --- what is due when -------------------------------------------------- */

static void
swap(struct instant *a, struct instant *b)
{
	struct instant was = *a;

	*a = *b;
	*b = was;
}

static void
later(struct run *r, int64_t at_ms, int64_t conversation_id)
{
	size_t i = r->n_heap++;

	if (i == r->cap_heap) {
		size_t cap = i == 0 ? 256 : 2 * i;

		r->heap = mem_grow(r->heap, i, cap, sizeof *r->heap);
		r->cap_heap = cap;
	}
	r->heap[i] = (struct instant){ at_ms, conversation_id };
	for (; i > 0 && r->heap[i].at_ms < r->heap[(i - 1) / 2].at_ms;
	    i = (i - 1) / 2)
		swap(&r->heap[i], &r->heap[(i - 1) / 2]);
}

static struct instant
soonest_away(struct run *r)
{
	struct instant first = r->heap[0];
	size_t i = 0;

	r->heap[0] = r->heap[--r->n_heap];
	for (;;) {
		size_t k = 2 * i + 1;

		if (k + 1 < r->n_heap &&
		    r->heap[k + 1].at_ms < r->heap[k].at_ms)
			k++;
		if (k >= r->n_heap || r->heap[i].at_ms <= r->heap[k].at_ms)
			return first;
		swap(&r->heap[i], &r->heap[k]);
		i = k;
	}
}

/* --- acting ------------------------------------------------------------ */

static const struct simulated_customer *
customer_of(const struct run *r, int64_t conversation_id)
{
	return &r->s->customers[conversation_id - 1];
}

static void
is_taken(struct run *r, int64_t id)
{
	const struct simulated_customer *who = customer_of(r, id);
	struct talk *talk = &r->talks[id - 1];
	int64_t answered_ms = r->now_ms + (who->answer_ms >= 0 ?
	    who->answer_ms : r->answer_ms);

	if (talk->taken_ms != 0)
		return;
	talk->taken_ms = r->now_ms;
	talk->end_ms = r->now_ms + (who->handling_ms > 0 ? who->handling_ms :
	    r->handling_ms);
	r->fates[id - 1].wait_ms = r->now_ms - who->opened_ms;
	r->fates[id - 1].has_missed = talk->due_ms != 0 &&
	    answered_ms > talk->due_ms;
	later(r, talk->end_ms, id);
}

static void
note(struct run *r, const struct event *ev)
{
	int64_t id = ev->conversation_id;
	struct simulated_fate *fate;

	if (id < 1 || (size_t)id > r->n_come)
		return;
	fate = &r->fates[id - 1];
	if (ev->type == EVENT_ROUTED)
		fate->has_overflowed |= strcmp(ev->text, "opened") != 0 &&
		    ev->department_id != customer_of(r, id)->department_id;
	if (ev->type == EVENT_MESSAGE && ev->by == ACTOR_SYSTEM)
		fate->has_left_message = true;
	if (ev->type == EVENT_TARGET && ev->which == TARGET_FIRST)
		r->talks[id - 1].due_ms = ev->due_ms;
	if (ev->type == EVENT_TAKEN || (ev->type == EVENT_TRANSFERRED &&
	    ev->until_ms == 0 && ev->operator_id != 0))
		is_taken(r, id);
	if (ev->type == EVENT_OPENED || ev->type == EVENT_RETURNED ||
	    ev->type == EVENT_TRANSFERRED)
		later(r, r->now_ms + r->s->reaction_ms, 0);
	if (ev->type == EVENT_TRANSFERRED && ev->until_ms != 0)
		later(r, ev->until_ms, 0);
}

/* Did anything happen? */
static bool
act(struct run *r, enum actor kind, int64_t operator_id, struct action *a)
{
	const struct desk_sender sender = { .kind = kind,
		.operator_id = operator_id, .customer_id = kind ==
		ACTOR_VISITOR ? a->customer_id : 0 };
	struct desk_ids next = { (int64_t)r->n_come, 1, 1 };
	struct decision out;
	struct err err;
	bool ok = desk_decide(r->d, &sender, a, r->now_ms, &next, r->arena,
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

/* Of the desk itself, or (not 0) of an operator. */
static bool
does(struct run *r, enum action_type type, int64_t operator_id,
    const struct conversation *c)
{
	struct action a;

	action_init(&a, type);
	if (c != NULL) {
		a.conversation_id = c->id;
		a.version = c->version;
	}
	return act(r, operator_id == 0 ? ACTOR_SYSTEM : ACTOR_OPERATOR,
	    operator_id, &a);
}

static void
comes(struct run *r)
{
	const struct simulated_customer *who = &r->s->customers[r->n_come++];
	struct action a;

	/* Everybody is somebody else here: two talks may overlap. */
	action_init(&a, ACTION_OPEN);
	a.customer_id = who->is_returning ?
	    INT64_C(1000000000) + (int64_t)r->n_come : 0;
	a.text = "x";
	a.language = who->language;
	a.page = who->page;
	a.segment = who->segment;
	a.operator_id = who->known_id;
	a.department_id = who->department_id;
	act(r, ACTOR_VISITOR, 0, &a);
	if (who->gone_ms >= 0)
		later(r, who->opened_ms + who->gone_ms,
		    (int64_t)r->n_come);
}

/* --- one instant ------------------------------------------------------- */

static void
may_take_from(struct run *r, int64_t operator_id)
{
	const struct operator *o;
	size_t i = 0;

	while ((o = desk_operator_at(r->d, i)) != NULL && o->id < operator_id)
		i++;
	if (o == NULL || o->id != operator_id)
		return;
	r->free_ms[i] = r->now_ms + r->s->reaction_ms;
	later(r, r->free_ms[i], 0);
}

static void
see_who_is_there(struct run *r)
{
	while (r->n_stated < r->s->n_states &&
	    r->s->states[r->n_stated].at_ms <= r->now_ms) {
		const struct simulated_state *now =
		    &r->s->states[r->n_stated++];
		const struct operator *o = desk_operator(r->d,
		    now->operator_id);
		struct operator state = { .id = now->operator_id,
			.presence = now->presence, .since_ms = now->at_ms };

		if (o == NULL)
			continue;
		if (now->presence == PRESENCE_ONLINE &&
		    o->presence != PRESENCE_ONLINE)
			may_take_from(r, o->id);
		desk_put_state(r->d, &state);
	}
}

static void
end_talk(struct run *r, int64_t id)
{
	const struct conversation *c = desk_conversation(r->d, id);
	const struct simulated_customer *who = customer_of(r, id);
	struct talk *talk = &r->talks[id - 1];

	if (c == NULL || talk->is_over || (talk->taken_ms != 0 ?
	    r->now_ms < talk->end_ms : who->gone_ms < 0 ||
	    r->now_ms < who->opened_ms + who->gone_ms))
		return;
	talk->is_over = true;
	if (talk->taken_ms == 0) {
		r->fates[id - 1].is_gone = true;
		r->fates[id - 1].has_missed = talk->due_ms != 0 &&
		    r->now_ms > talk->due_ms;
	}
	/* Who was full needs a moment as well. */
	if (c->operator_id != 0)
		may_take_from(r, c->operator_id);
	desk_forget(r->d, id);
}

static void
accept_offers(struct run *r)
{
	for (size_t i = 0; i < r->d->owned.n;) {
		const struct conversation *c = r->d->owned.items[i];
		const struct operator *o = desk_operator(r->d,
		    c->operator_id);

		if (c->offered_until_ms != 0 && r->now_ms >=
		    c->transferred_ms + r->s->reaction_ms && o != NULL &&
		    o->presence == PRESENCE_ONLINE)
			does(r, ACTION_TAKE, o->id, c);
		else if (c->offered_until_ms != 0 &&
		    r->now_ms >= c->offered_until_ms)
			does(r, ACTION_RETURN, 0, c);
		if (i < r->d->owned.n && r->d->owned.items[i] == c)
			i++;
	}
}

/* Somebody who is free takes the next one of what the desk does not give. */
static void
pull(struct run *r)
{
	const struct operator *o;

	for (size_t i = 0; desk_n_waiting(r->d) > 0 &&
	    (o = desk_operator_at(r->d, i)) != NULL; i++) {
		const struct conversation *c;
		struct route_plan plan;

		if (o->disabled || o->presence != PRESENCE_ONLINE ||
		    r->now_ms < r->free_ms[i] ||
		    desk_load(r->d, o->id) >= o->limit)
			continue;
		c = route_take(r->d, o, r->now_ms);
		if (c == NULL || r->now_ms < c->queued_ms + r->s->reaction_ms)
			continue;
		route_plan(r->d, c, r->now_ms, &plan);
		if (plan.mode == ROUTE_PULL && does(r, ACTION_TAKE, o->id, c))
			may_take_from(r, o->id);
	}
}

static void
do_instant(struct run *r)
{
	while (r->n_heap > 0 && r->heap[0].at_ms <= r->now_ms) {
		struct instant due = soonest_away(r);

		if (due.conversation_id != 0)
			end_talk(r, due.conversation_id);
	}
	see_who_is_there(r);
	while (r->n_come < r->s->n_customers &&
	    r->s->customers[r->n_come].opened_ms <= r->now_ms)
		comes(r);
	accept_offers(r);
	while (does(r, ACTION_ROUTE, 0, NULL))
		;
	pull(r);
}

/* Of what was put in for an instant that has passed nothing is left to do. */
static int64_t
next_instant(const struct run *r)
{
	const struct simulation *s = r->s;
	struct route_step step;
	int64_t next_ms = INT64_MAX;

	if (r->n_heap > 0)
		next_ms = r->heap[0].at_ms;
	if (r->n_come < s->n_customers &&
	    s->customers[r->n_come].opened_ms < next_ms)
		next_ms = s->customers[r->n_come].opened_ms;
	if (r->n_stated < s->n_states &&
	    s->states[r->n_stated].at_ms < next_ms)
		next_ms = s->states[r->n_stated].at_ms;
	route_next(r->d, r->now_ms, &step);
	if (step.act == ROUTE_NOTHING && step.due_ms > r->now_ms &&
	    step.due_ms < next_ms)
		next_ms = step.due_ms;
	return next_ms;
}

/* --- what came of it --------------------------------------------------- */

void
simulate_sum(const struct simulation *s, const struct simulated_fate *fates,
    int64_t department_id, struct simulated *out)
{
	int64_t *waits = mem_array(s->n_customers + 1, int64_t);
	struct stats_span span;
	size_t n = 0;

	*out = (struct simulated){ .n = 0 };
	for (size_t i = 0; i < s->n_customers; i++) {
		const struct simulated_fate *fate = fates == NULL ?
		    &s->customers[i].was : &fates[i];

		if (department_id != SIMULATED_ALL &&
		    s->customers[i].department_id != department_id)
			continue;
		out->n++;
		if (fate->wait_ms >= 0)
			waits[n++] = fate->wait_ms;
		else if (fate->is_gone)
			out->n_abandoned++;
		else
			out->n_unserved++;
		out->n_overflowed += fate->has_overflowed;
		out->n_left_message += fate->has_left_message;
		out->n_missed += fate->has_missed;
	}
	out->n_served = (int)n;
	stats_span_of(&span, waits, n);
	out->median_ms = span.median_ms;
	out->p90_ms = span.p90_ms;
	out->worst_ms = span.max_ms;
	free(waits);
}

/* --- all of it --------------------------------------------------------- */

/* What is not known of somebody is as with the middle one. */
static int64_t
middle(const struct simulation *s, bool is_answer, int64_t usual_ms)
{
	int64_t *values = mem_array(s->n_customers + 1, int64_t);
	struct stats_span span;
	size_t n = 0;

	for (size_t i = 0; i < s->n_customers; i++) {
		const struct simulated_customer *c = &s->customers[i];

		if (is_answer ? c->answer_ms >= 0 : c->handling_ms > 0)
			values[n++] = is_answer ? c->answer_ms :
			    c->handling_ms;
	}
	stats_span_of(&span, values, n);
	free(values);
	return n > 0 ? span.median_ms : usual_ms;
}

static void
put_people(struct run *r)
{
	const struct operator gone = { .presence = PRESENCE_OFFLINE };
	const struct department *dep;
	const struct operator *o;

	for (size_t i = 0; (dep = desk_department_at(r->s->like, i)) != NULL;
	    i++)
		desk_put_department(r->d, dep);
	for (size_t i = 0; (o = desk_operator_at(r->s->like, i)) != NULL;
	    i++) {
		struct operator state = gone;

		desk_put_operator(r->d, o);
		state.id = o->id;
		desk_put_state(r->d, &state);
	}
}

static void
start(struct run *r, const struct simulated_rules *rules)
{
	struct desk_rules set;

	r->d = desk_new();
	set = *desk_rules(r->d);
	set.book = rules->book;
	desk_set_rules(r->d, &set);
	desk_set_routes(r->d, rules->routes);
	put_people(r);
	r->talks = mem_array(r->s->n_customers + 1, struct talk);
	r->free_ms = mem_array(r->d->operators.n + 1, int64_t);
	r->handling_ms = middle(r->s, false, USUAL_MS);
	r->answer_ms = middle(r->s, true, 0);
}

bool
simulate(const struct simulation *s, const struct simulated_rules *rules,
    struct simulated_fate *fates)
{
	struct run r = { .s = s, .fates = fates,
		.arena = arena_new(ARENA_BYTES) };
	int64_t last_ms = s->end_ms != 0 || s->n_customers == 0 ? s->end_ms :
	    s->customers[s->n_customers - 1].opened_ms + AFTER_MS;
	int64_t next_ms;

	if (r.arena == NULL)
		return false;
	for (size_t i = 0; i < s->n_customers; i++)
		fates[i] = (struct simulated_fate){ .wait_ms = -1 };
	start(&r, rules);
	while ((next_ms = next_instant(&r)) <= last_ms) {
		r.now_ms = next_ms;
		do_instant(&r);
	}
	for (size_t i = 0; i < s->n_customers; i++)
		if (r.talks[i].taken_ms == 0 && !r.talks[i].is_over)
			fates[i].has_missed = r.talks[i].due_ms != 0 &&
			    r.talks[i].due_ms < last_ms;
	desk_free(r.d);
	free(r.talks);
	free(r.free_ms);
	free(r.heap);
	arena_free(r.arena);
	return true;
}
