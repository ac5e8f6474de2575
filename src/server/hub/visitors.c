/* SPDX-License-Identifier: GPL-3.0-or-later */
/* visitors.c - where visitors wrote from last, and whom a block would strike.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "server/hub/internal.h"

#define FRESH_MS 60000	/* a page that has polled since is a live one */
#define MAX_STRUCK 100000
#define PACED_MS   3600000	/* nobody is limited to less than this */

static struct visitor *
get(struct hub *h, int64_t customer_id)
{
	struct visitor *v = map_find(&h->visitors, customer_id);

	if (v == NULL) {
		v = mem_new(struct visitor);
		v->customer_id = customer_id;
		map_put(&h->visitors, customer_id, v);
	}
	return v;
}

static bool
load_one(void *ctx, const void *record)
{
	const struct store_address *a = record;
	struct visitor *v = get(ctx, a->customer_id);

	if (a->at_ms >= v->at_ms) {
		v->from = a->from;
		v->at_ms = a->at_ms;
		v->conversation_id = a->conversation_id;
	}
	return true;
}

bool
visitors_load(struct hub *h, struct store *store, struct err *err)
{
	return store->ops->list(store, STORE_ADDRESSES, 0, load_one, h, err);
}

void
visitors_note(struct hub *h, const struct job *job)
{
	enum action_type type = job->action.type;
	struct visitor *v;

	if (job->type != JOB_ACTION || job->sender.kind != ACTOR_VISITOR ||
	    job->result.err.code != ERR_NONE || job->result.is_repeat ||
	    job->result.customer_id == 0 ||
	    (type != ACTION_OPEN && type != ACTION_MESSAGE))
		return;
	v = get(h, job->result.customer_id);
	v->conversation_id = job->result.conversation_id;
	v->said_ms = h->clock_ms;
	v->at_ms = job->event.at_ms;
	if (h->config.keep_addresses_ms > 0)
		v->from = job->sender.from;
}

void
visitors_forget(struct hub *h, int64_t customer_id)
{
	free(map_remove(&h->visitors, customer_id));
}

/* What has been kept for its time. Of whom no pause can be asked either,
 * nothing is left to know. */
void
visitors_cut(struct hub *h, int64_t before_ms)
{
	int64_t *gone = mem_array(h->visitors.n + 1, int64_t);
	struct visitor *v;
	size_t i = 0, n = 0;

	while ((v = map_next(&h->visitors, &i)) != NULL) {
		if (v->at_ms >= before_ms)
			continue;
		v->from.is_known = false;
		if (v->said_ms == 0 || h->clock_ms - v->said_ms > PACED_MS)
			gone[n++] = v->customer_id;
	}
	while (n > 0)
		visitors_forget(h, gone[--n]);
	free(gone);
}

void
visitors_clear(struct hub *h)
{
	struct visitor *v;
	size_t i = 0;

	while ((v = map_next(&h->visitors, &i)) != NULL)
		free(v);
	map_clear(&h->visitors);
}

/* --- whom a block would strike --------------------------------------------- */

struct strike {
	const struct hub *h;
	struct range	  range;
	int64_t		  own_id;	/* who is meant */
	int64_t		 *customers;	/* others, some twice */
	size_t		  n, cap;
};

static bool
is_struck(const struct strike *s, int64_t customer_id)
{
	const struct visitor *v = map_find(&s->h->visitors, customer_id);

	return customer_id != 0 && customer_id != s->own_id && v != NULL &&
	    range_has(&s->range, &v->from);
}

static void
add(struct strike *s, int64_t customer_id)
{
	if (s->n == s->cap) {
		size_t cap = s->cap == 0 ? 16 : 2 * s->cap;

		s->customers = mem_grow(s->customers, s->cap, cap,
		    sizeof *s->customers);
		s->cap = cap;
	}
	s->customers[s->n++] = customer_id;
}

static int
compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int
count(struct strike *s)
{
	int n = 0;

	if (s->n > 0)
		qsort(s->customers, s->n, sizeof *s->customers, compare_ids);
	for (size_t i = 0; i < s->n && n < MAX_STRUCK; i++)
		n += i == 0 || s->customers[i] != s->customers[i - 1];
	return n;
}

static void
find_open(struct strike *s, struct action *a)
{
	const struct conversation *c;

	for (size_t i = 0; (c = desk_conversation_at(s->h->desk, i)) != NULL;
	    i++) {
		if ((c->state != CONVERSATION_WAITING &&
		    c->state != CONVERSATION_ACTIVE) ||
		    !is_struck(s, c->customer_id))
			continue;
		add(s, c->customer_id);
		if (a->n_others < MAX_BAN_OTHERS)
			a->others[a->n_others++] = c->id;
	}
}

static void
find_pages(struct strike *s)
{
	const struct conversation *c;

	for (const struct poller *p = s->h->pollers; p != NULL; p = p->next) {
		if (!p->is_visitor || (p->wait == NULL &&
		    s->h->clock_ms - p->last_ms > FRESH_MS))
			continue;
		c = desk_conversation(s->h->desk, p->conversation_id);
		if (c != NULL && is_struck(s, c->customer_id))
			add(s, c->customer_id);
	}
}

static int64_t
customer_of(const struct hub *h, int64_t conversation_id)
{
	const struct conversation *c = desk_conversation(h->desk,
	    conversation_id);
	const struct visitor *v;
	size_t i = 0;

	if (c != NULL)
		return c->customer_id;
	while ((v = map_next(&h->visitors, &i)) != NULL)
		if (v->conversation_id == conversation_id)
			return v->customer_id;
	return 0;
}

void
hub_block_find(const struct hub *h, struct action *a)
{
	struct strike s = { .h = h };
	const struct visitor *v;
	struct range named;

	a->seen.is_known = false;
	a->n_others = 0;
	a->n_struck = 0;
	if (a->type == ACTION_BLOCK_RANGE) {
		if (!range_parse(&named, a->address, NULL))
			return;
		s.range = named;
	} else {
		s.own_id = customer_of(h, a->conversation_id);
		v = map_find(&h->visitors, s.own_id);
		if (v == NULL || s.own_id == 0 || !v->from.is_known)
			return;
		a->seen = v->from;
		if (a->ban_kind == BAN_SESSION ||
		    !ban_range(a->ban_kind, &a->seen, a->prefix, &s.range,
		    NULL))
			return;
	}
	find_open(&s, a);
	find_pages(&s);
	a->n_struck = count(&s);
	free(s.customers);
}

/* --- what holds for somebody ------------------------------------------------- */

const struct ban *
hub_blocked(const struct hub *h, const struct desk_sender *s, int64_t now_ms)
{
	return desk_blocked(h->desk, s->customer_id, &s->from, now_ms);
}

/* Taken when it is asked for, not when it is stored: many may ask at once. */
int
hub_take_turn(struct hub *h, const struct desk_sender *s,
    const struct ban *b, int64_t pause_ms)
{
	struct visitor *v = get(h, s->customer_id != 0 ? s->customer_id :
	    -b->id);
	int64_t left_ms = v->said_ms + pause_ms - h->clock_ms;

	if (v->said_ms != 0 && left_ms > 0)
		return (int)((left_ms + 999) / 1000);
	v->said_ms = h->clock_ms;
	return 0;
}

bool
hub_has_open_from(const struct hub *h, const struct ban *b,
    int64_t customer_id)
{
	struct strike s = { .h = h, .range = b->range,
		.own_id = customer_id };
	const struct conversation *c;

	for (size_t i = 0; b->kind != BAN_SESSION &&
	    (c = desk_conversation_at(h->desk, i)) != NULL; i++)
		if ((c->state == CONVERSATION_WAITING ||
		    c->state == CONVERSATION_ACTIVE) &&
		    is_struck(&s, c->customer_id))
			return true;
	return false;
}

/* Pages that wait and may not any more ask again, and are told why. */
void
visitors_end_blocked(struct hub *h, int64_t now_ms)
{
	for (struct poller *p = h->pollers; p != NULL; p = p->next) {
		const struct conversation *c;
		const struct visitor *v;
		const struct ban *b;

		if (!p->is_visitor || p->wait == NULL)
			continue;
		c = desk_conversation(h->desk, p->conversation_id);
		if (c == NULL || c->customer_id == 0)
			continue;
		v = map_find(&h->visitors, c->customer_id);
		b = desk_blocked(h->desk, c->customer_id,
		    v == NULL ? NULL : &v->from, now_ms);
		if (b != NULL && !b->is_limit)
			wait_end(p->wait, HUB_EMPTY, NULL, 0);
	}
}
