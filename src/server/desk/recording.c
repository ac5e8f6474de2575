/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/desk/recording.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "domain/stats.h"
#include "server/desk/internal.h"

#define KEPT_BYTES  (256 * 1024 * 1024)
#define REACTION_MS 10000	/* where there is nothing to measure */

/* What is known of one beside what a simulation asks. */
struct trace {
	int64_t	id, customer_id;
	int64_t	operator_id;		/* has it now */
	int64_t	served_id;		/* had it last */
	int64_t	taken_ms, closed_ms;	/* 0: not yet */
	bool	was_room;		/* for it, when it came */
};

struct seen_customer { int64_t id; size_t last; };
struct seen_operator { int64_t id; enum presence presence; int load; };

struct recording {
	struct simulation days;
	const struct desk *d;
	struct arena	  *kept;
	struct simulated_customer *customers;
	struct trace	  *traces;	/* beside the customers */
	size_t		   n, cap;
	struct simulated_state *states;
	size_t		   n_states, cap_states;
	struct shelf	   people;	/* struct seen_customer */
	struct shelf	   team;	/* struct seen_operator */
	int64_t		   since_ms;
};

struct recording *
recording_new(const struct desk *d, int64_t since_ms)
{
	struct recording *r = mem_new(struct recording);

	r->d = d;
	r->since_ms = since_ms;
	r->kept = arena_new(KEPT_BYTES);
	if (r->kept != NULL)
		return r;
	free(r);
	return NULL;
}

/* --- operators --------------------------------------------------------- */

static struct seen_operator *
seen(struct recording *r, int64_t operator_id)
{
	return shelf_place(&r->team, operator_id,
	    sizeof(struct seen_operator));
}

static void
note_state(struct recording *r, const struct event *ev)
{
	if (r->n_states == r->cap_states) {
		size_t cap = r->cap_states == 0 ? 64 : 2 * r->cap_states;

		r->states = mem_grow(r->states, r->cap_states, cap,
		    sizeof *r->states);
		r->cap_states = cap;
	}
	r->states[r->n_states++] = (struct simulated_state){
		ev->operator_id, ev->at_ms, ev->presence };
	seen(r, ev->operator_id)->presence = ev->presence;
}

/* The operator of a conversation is another one now; 0: none. */
static void
move(struct recording *r, struct trace *t, int64_t operator_id)
{
	if (t->operator_id != 0)
		seen(r, t->operator_id)->load--;
	if (operator_id != 0)
		seen(r, operator_id)->load++;
	t->operator_id = operator_id;
}

static bool
has_room(struct recording *r, int64_t department_id)
{
	const struct operator *o;

	for (size_t i = 0; (o = desk_operator_at(r->d, i)) != NULL; i++) {
		const struct seen_operator *now = seen(r, o->id);

		if (now->presence == PRESENCE_ONLINE &&
		    now->load < o->limit && see_works_for(o, department_id))
			return true;
	}
	return false;
}

/* --- customers --------------------------------------------------------- */

static struct trace *
find(struct recording *r, int64_t conversation_id)
{
	size_t low = 0, high = r->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->traces[middle].id < conversation_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->n && r->traces[low].id == conversation_id ?
	    &r->traces[low] : NULL;
}

static const char *
keep(struct recording *r, const char *text)
{
	const char *kept = text == NULL || text[0] == '\0' ? "" :
	    arena_dup(r->kept, text);

	return kept == NULL ? "" : kept;
}

static void
make_room(struct recording *r)
{
	size_t cap = r->cap == 0 ? 256 : 2 * r->cap;

	if (r->n < r->cap)
		return;
	r->customers = mem_grow(r->customers, r->cap, cap,
	    sizeof *r->customers);
	r->traces = mem_grow(r->traces, r->cap, cap, sizeof *r->traces);
	r->cap = cap;
}

static void
note_opened(struct recording *r, const struct event *ev)
{
	struct simulated_customer *c;
	struct seen_customer *who;

	if (r->n > 0 && ev->conversation_id <= r->traces[r->n - 1].id)
		return;
	make_room(r);
	r->traces[r->n] = (struct trace){ .id = ev->conversation_id,
		.customer_id = ev->customer_id,
		.was_room = has_room(r, ev->department_id) };
	c = &r->customers[r->n];
	*c = (struct simulated_customer){
		.opened_ms = ev->at_ms, .department_id = ev->department_id,
		.language = keep(r, ev->language), .page = keep(r, ev->page),
		.segment = "", .was.wait_ms = -1, .gone_ms = -1,
		.answer_ms = -1,
	};
	who = shelf_find(&r->people, ev->customer_id);
	if (who != NULL) {
		c->is_returning = true;
		c->known_id = r->traces[who->last].served_id;
	} else {
		who = shelf_place(&r->people, ev->customer_id, sizeof *who);
	}
	who->last = r->n++;
}

static void
note_customer(struct recording *r, const struct event *ev)
{
	const struct seen_customer *who = shelf_find(&r->people,
	    ev->customer->id);

	if (who != NULL)
		r->customers[who->last].segment = keep(r,
		    ev->customer->segment);
}

static void
note_routed(struct recording *r, struct simulated_customer *c,
    const struct event *ev)
{
	c->segment = keep(r, ev->segment);
	c->is_returning = ev->is_returning;
	c->known_id = ev->operator_id;
	c->was.has_overflowed |= strcmp(ev->text, "opened") != 0 &&
	    ev->department_id != c->department_id;
}

static void
note_owner(struct recording *r, struct trace *t, struct simulated_customer *c,
    const struct event *ev)
{
	move(r, t, ev->type == EVENT_RETURNED ? 0 : ev->operator_id);
	if (t->operator_id == 0 || ev->type == EVENT_RETURNED ||
	    (ev->type == EVENT_TRANSFERRED && ev->until_ms != 0))
		return;
	t->served_id = ev->operator_id;
	if (t->taken_ms != 0)
		return;
	t->taken_ms = ev->at_ms;
	c->was.wait_ms = ev->at_ms - c->opened_ms;
	r->days.n_absent += seen(r, ev->operator_id)->presence !=
	    PRESENCE_ONLINE;
}

static void
note_closed(struct recording *r, struct trace *t, struct simulated_customer *c,
    const struct event *ev)
{
	move(r, t, 0);
	if (t->closed_ms != 0)
		return;
	t->closed_ms = ev->at_ms;
	if (t->taken_ms != 0) {
		c->handling_ms = ev->at_ms - t->taken_ms;
		return;
	}
	c->gone_ms = ev->at_ms - c->opened_ms;
	c->was.is_gone = true;
}

static void
note_message(struct trace *t, struct simulated_customer *c,
    const struct event *ev)
{
	if (ev->by == ACTOR_SYSTEM)
		c->was.has_left_message = true;
	else if (ev->by == ACTOR_OPERATOR && t->taken_ms != 0 &&
	    c->answer_ms < 0)
		c->answer_ms = ev->at_ms - t->taken_ms;
}

/* --- the log ----------------------------------------------------------- */

bool
recording_wants(enum event_type type)
{
	return type == EVENT_OPENED || type == EVENT_CUSTOMER ||
	    type == EVENT_ROUTED || type == EVENT_TAKEN ||
	    type == EVENT_TRANSFERRED || type == EVENT_RETURNED ||
	    type == EVENT_CLOSED || type == EVENT_MISSED ||
	    type == EVENT_STATE || type == EVENT_MESSAGE;
}

static void
note_talk(struct recording *r, const struct event *ev)
{
	struct trace *t = find(r, ev->conversation_id);
	struct simulated_customer *c;

	if (t == NULL)
		return;
	c = &r->customers[t - r->traces];
	if (ev->type == EVENT_ROUTED)
		note_routed(r, c, ev);
	else if (ev->type == EVENT_MESSAGE)
		note_message(t, c, ev);
	else if (ev->type == EVENT_MISSED)
		c->was.has_missed |= ev->which == TARGET_FIRST;
	else if (ev->type == EVENT_CLOSED)
		note_closed(r, t, c, ev);
	else
		note_owner(r, t, c, ev);
}

void
recording_note(struct recording *r, const struct event *ev)
{
	if (!recording_wants(ev->type))
		return;
	if (ev->at_ms > r->days.end_ms)
		r->days.end_ms = ev->at_ms;
	if (ev->type == EVENT_STATE)
		note_state(r, ev);
	else if (ev->at_ms < r->since_ms)
		return;
	else if (ev->type == EVENT_OPENED)
		note_opened(r, ev);
	else if (ev->type == EVENT_CUSTOMER)
		note_customer(r, ev);
	else
		note_talk(r, ev);
}

/* --- how fast they are ------------------------------------------------- */

/* The middle wait of those who came while somebody had room. */
static int64_t
measure_reaction(const struct recording *r)
{
	int64_t *waits = mem_array(r->n + 1, int64_t);
	struct stats_span span;
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		if (r->customers[i].was.wait_ms >= 0 && r->traces[i].was_room)
			waits[n++] = r->customers[i].was.wait_ms;
	stats_span_of(&span, waits, n);
	free(waits);
	return n == 0 ? REACTION_MS : span.median_ms;
}

const struct simulation *
recording_days(struct recording *r)
{
	r->days.like = r->d;
	r->days.customers = r->customers;
	r->days.n_customers = r->n;
	r->days.states = r->states;
	r->days.n_states = r->n_states;
	r->days.reaction_ms = measure_reaction(r);
	return &r->days;
}

void
recording_free(struct recording *r)
{
	if (r == NULL)
		return;
	arena_free(r->kept);
	shelf_clear(&r->people);
	shelf_clear(&r->team);
	free(r->customers);
	free(r->traces);
	free(r->states);
	free(r);
}
