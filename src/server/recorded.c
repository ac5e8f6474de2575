/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/recorded.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mem.h"
#include "proto/proto.h"
#include "server/store/store.h"

#define KEPT_BYTES  (256 * 1024 * 1024)
#define EVENT_BYTES (1024 * 1024)
#define PAGE	    1000
#define BEFORE_MS   60000
#define AFTER_MS    600000
#define GAP_MS	    1800000
#define REACTION_MS 10000	/* where there is nothing to measure */

/* What is known of one beside what a simulation asks. */
struct trace {
	int64_t	id, customer_id, operator_id;
	int64_t	taken_ms, closed_ms;	/* 0: not yet */
};

struct recorded {
	struct simulation days;
	struct desk	 *d;
	struct arena	 *kept, *event;
	struct simulated_customer *customers;
	struct trace	 *traces;	/* beside the customers */
	size_t		  n, cap;
	struct simulated_shift *shifts;
	size_t		  n_shifts, cap_shifts;
	int64_t		  since_ms, last_seq;
	size_t		  n_page;
};

/* --- shifts ------------------------------------------------------------ */

static void
note_act(struct recorded *r, int64_t operator_id, int64_t at_ms)
{
	struct simulated_shift *shift;

	for (size_t i = r->n_shifts; i > 0; i--) {
		shift = &r->shifts[i - 1];
		if (shift->operator_id != operator_id)
			continue;
		if (at_ms > shift->to_ms + GAP_MS)
			break;
		if (at_ms + AFTER_MS > shift->to_ms)
			shift->to_ms = at_ms + AFTER_MS;
		return;
	}
	if (r->n_shifts == r->cap_shifts) {
		size_t cap = r->cap_shifts == 0 ? 64 : 2 * r->cap_shifts;

		r->shifts = mem_grow(r->shifts, r->cap_shifts, cap,
		    sizeof *r->shifts);
		r->cap_shifts = cap;
	}
	r->shifts[r->n_shifts++] = (struct simulated_shift){ operator_id,
		at_ms - BEFORE_MS, at_ms + AFTER_MS };
}

/* --- customers --------------------------------------------------------- */

static struct trace *
find(struct recorded *r, int64_t conversation_id)
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
keep(struct recorded *r, const char *text)
{
	const char *kept = text[0] == '\0' ? "" : arena_dup(r->kept, text);

	return kept == NULL ? "" : kept;
}

static void
note_opened(struct recorded *r, const struct event *ev)
{
	struct simulated_customer *c;

	if (r->n > 0 && ev->conversation_id <= r->traces[r->n - 1].id)
		return;
	if (r->n == r->cap) {
		size_t cap = r->cap == 0 ? 256 : 2 * r->cap;

		r->customers = mem_grow(r->customers, r->cap, cap,
		    sizeof *r->customers);
		r->traces = mem_grow(r->traces, r->cap, cap,
		    sizeof *r->traces);
		r->cap = cap;
	}
	r->traces[r->n] = (struct trace){ .id = ev->conversation_id,
		.customer_id = ev->customer_id };
	c = &r->customers[r->n];
	*c = (struct simulated_customer){
		.opened_ms = ev->at_ms, .department_id = ev->department_id,
		.language = keep(r, ev->language), .page = keep(r, ev->page),
		.segment = "", .wait_ms = -1, .gone_ms = -1,
	};
	for (size_t i = r->n; i > 0; i--)
		if (r->traces[i - 1].customer_id == ev->customer_id) {
			c->is_returning = true;
			c->known_id = r->traces[i - 1].operator_id;
			break;
		}
	r->n++;
}

static void
note_customer(struct recorded *r, const struct event *ev)
{
	for (size_t i = r->n; i > 0 && i + 50 > r->n; i--)
		if (r->traces[i - 1].customer_id == ev->customer->id) {
			r->customers[i - 1].segment = keep(r,
			    ev->customer->segment == NULL ? "" :
			    ev->customer->segment);
			return;
		}
}

static void
note_talk(struct recorded *r, const struct event *ev)
{
	struct trace *t = find(r, ev->conversation_id);
	struct simulated_customer *c;

	if (t == NULL)
		return;
	c = &r->customers[t - r->traces];
	if (ev->type == EVENT_ROUTED) {
		c->segment = keep(r, ev->segment);
		c->is_returning = ev->is_returning;
		c->known_id = ev->operator_id;
	}
	if (ev->type == EVENT_TAKEN || (ev->type == EVENT_TRANSFERRED &&
	    ev->operator_id != 0 && ev->until_ms == 0)) {
		t->operator_id = ev->operator_id;
		if (t->taken_ms == 0) {
			t->taken_ms = ev->at_ms;
			c->wait_ms = ev->at_ms - c->opened_ms;
		}
	}
	if (ev->type != EVENT_CLOSED || t->closed_ms != 0)
		return;
	t->closed_ms = ev->at_ms;
	if (t->taken_ms != 0)
		c->handling_ms = ev->at_ms - t->taken_ms;
	else
		c->gone_ms = ev->at_ms - c->opened_ms;
}

/* --- the log ----------------------------------------------------------- */

static bool
is_wanted(enum event_type type)
{
	return type == EVENT_OPENED || type == EVENT_CUSTOMER ||
	    type == EVENT_ROUTED || type == EVENT_TAKEN ||
	    type == EVENT_TRANSFERRED || type == EVENT_CLOSED;
}

static bool
on_event(void *ctx, const struct store_event *e)
{
	struct recorded *r = ctx;
	struct json *j;
	struct event ev;

	r->n_page++;
	r->last_seq = e->seq;
	if (e->at_ms < r->since_ms)
		return true;
	if (e->sender == ACTOR_OPERATOR && e->sender_id != 0)
		note_act(r, e->sender_id, e->at_ms);
	if (!is_wanted(e->type))
		return true;
	j = json_parse(e->json, e->json_len, NULL);
	if (j != NULL && proto_event_read(j, r->event, &ev, NULL)) {
		if (ev.type == EVENT_OPENED)
			note_opened(r, &ev);
		else if (ev.type == EVENT_CUSTOMER)
			note_customer(r, &ev);
		else
			note_talk(r, &ev);
	}
	json_free(j);
	arena_reset(r->event);
	return true;
}

static bool
put_operator(void *ctx, const void *record)
{
	desk_put_operator(ctx, record);
	return true;
}

static bool
put_department(void *ctx, const void *record)
{
	desk_put_department(ctx, record);
	return true;
}

static bool
read_all(struct recorded *r, struct store *s, struct err *err)
{
	if (!s->ops->list(s, STORE_OPERATORS, 0, put_operator, r->d, err) ||
	    !s->ops->list(s, STORE_DEPARTMENTS, 0, put_department, r->d, err))
		return false;
	do {
		r->n_page = 0;
		if (!s->ops->events_after(s, r->last_seq, PAGE, on_event, r,
		    err))
			return false;
	} while (r->n_page > 0);
	return true;
}

/* --- how fast they are ------------------------------------------------- */

static bool
had_room(const struct recorded *r, int64_t at_ms)
{
	const struct operator *o;

	for (size_t i = 0; (o = desk_operator_at(r->d, i)) != NULL; i++) {
		bool is_there = false;
		int load = 0;

		for (size_t k = 0; k < r->n_shifts; k++)
			is_there |= r->shifts[k].operator_id == o->id &&
			    at_ms >= r->shifts[k].from_ms &&
			    at_ms < r->shifts[k].to_ms;
		for (size_t k = 0; is_there && k < r->n; k++)
			load += r->traces[k].operator_id == o->id &&
			    r->traces[k].taken_ms != 0 &&
			    r->traces[k].taken_ms <= at_ms &&
			    (r->traces[k].closed_ms == 0 ||
			    r->traces[k].closed_ms > at_ms);
		if (is_there && load < o->limit)
			return true;
	}
	return false;
}

/* The middle wait of those who came while somebody had room. */
static int64_t
measure_reaction(const struct recorded *r)
{
	int64_t *waits = mem_array(r->n + 1, int64_t), median_ms, p90_ms;
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		if (r->customers[i].wait_ms >= 0 &&
		    had_room(r, r->customers[i].opened_ms))
			waits[n++] = r->customers[i].wait_ms;
	simulate_middle(waits, n, &median_ms, &p90_ms);
	free(waits);
	return n == 0 ? REACTION_MS : median_ms;
}

struct recorded *
recorded_read(const char *data_dir, int64_t since_ms, struct err *err)
{
	struct recorded *r;
	struct store *store;
	char path[PATH_MAX];
	bool ok;

	snprintf(path, sizeof path, "%s/desk.db", data_dir);
	if (access(path, R_OK) != 0) {
		err_set(err, ERR_NOT_FOUND, "there is no desk in %s",
		    data_dir);
		return NULL;
	}
	store = store_sqlite.open(path, STORE_READER, err);
	if (store == NULL)
		return NULL;
	r = mem_new(struct recorded);
	r->d = desk_new();
	r->kept = arena_new(KEPT_BYTES);
	r->event = arena_new(EVENT_BYTES);
	r->since_ms = since_ms;
	ok = r->kept != NULL && r->event != NULL ? read_all(r, store, err) :
	    err_set(err, ERR_MEMORY, "no memory for the log");
	store->ops->close(store);
	if (!ok) {
		recorded_free(r);
		return NULL;
	}
	r->days = (struct simulation){
		.like = r->d, .customers = r->customers, .n_customers = r->n,
		.shifts = r->shifts, .n_shifts = r->n_shifts,
	};
	r->days.reaction_ms = measure_reaction(r);
	return r;
}

const struct simulation *
recorded_days(const struct recorded *r)
{
	return &r->days;
}

void
recorded_free(struct recorded *r)
{
	if (r == NULL)
		return;
	desk_free(r->d);
	arena_free(r->kept);
	arena_free(r->event);
	free(r->customers);
	free(r->traces);
	free(r->shifts);
	free(r);
}
