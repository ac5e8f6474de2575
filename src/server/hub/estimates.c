/* SPDX-License-Identifier: GPL-3.0-or-later */
/* estimates.c - how long who waits will wait, in the loop: it sees who is there.
 * The first that is told of a wait is stored, so that its error is known.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "server/hub/internal.h"

static bool
put(void *ctx, const void *record)
{
	estimates_put(ctx, record);
	return true;
}

bool
hub_estimates_load(struct hub *h, struct store *store, struct err *err)
{
	h->estimates = estimates_new();
	return store->ops->list(store, STORE_RECENT, clock_now_ms() -
	    ESTIMATE_BACK_MS, put, h->estimates, err);
}

static bool
works_for(const struct operator *o, int64_t department_id)
{
	if (o->n_departments == 0 || department_id == 0)
		return true;
	return operator_in_department(o, department_id);
}

/* Those who are busy or away take nothing now. */
static void
count_slots(const struct hub *h, struct hub_slots *room)
{
	const struct operator *o;

	for (size_t i = 0; (o = desk_operator_at(h->desk, i)) != NULL; i++) {
		int load = desk_load(h->desk, o->id);

		if (o->disabled || !works_for(o, room->department_id) ||
		    hub_presence(h, o->id) != PRESENCE_ONLINE)
			continue;
		room->slots += o->limit;
		room->n_free += load < o->limit ? o->limit - load : 0;
	}
}

/* Counted once for all who wait there: whatever changes is an event. */
static const struct hub_slots *
find_slots(struct hub *h, int64_t department_id)
{
	int64_t seq = h->ring.last_seq;
	struct hub_slots *s;

	for (int i = 0; i < HUB_SLOTS; i++) {
		s = &h->slots[i];
		if (s->is_there && s->department_id == department_id &&
		    s->seq == seq)
			return s;
	}
	s = &h->slots[h->next_slots];
	h->next_slots = (h->next_slots + 1) % HUB_SLOTS;
	*s = (struct hub_slots){ .is_there = true, .seq = seq,
		.department_id = department_id };
	count_slots(h, s);
	return s;
}

/* What the writer is asked to note. */
struct noting {
	struct hub *hub;
	int64_t	    conversation_id;
};

static void
noted(void *ctx, const struct hub_result *result)
{
	struct noting *own = ctx;

	(void)result;	/* who asks next will have it noted, if it was not */
	map_remove(&own->hub->noting, own->conversation_id);
	free(own);
}

static void
note(struct hub *h, const struct conversation *c, int low, int high)
{
	const struct desk_sender desk = { .kind = ACTOR_SYSTEM };
	struct noting *noting;
	struct action a;

	/* However often its pages ask, the writer is asked once. */
	if (c->estimated_ms != 0 || h->is_shut ||
	    map_find(&h->noting, c->id) != NULL)
		return;
	noting = mem_new(struct noting);
	*noting = (struct noting){ h, c->id };
	map_put(&h->noting, c->id, noting);
	action_init(&a, ACTION_ESTIMATE);
	a.conversation_id = c->id;
	a.due_ms = low * INT64_C(60000);
	a.until_ms = high * INT64_C(60000);
	hub_submit(h, &desk, &a, NULL, noted, noting);
}

bool
hub_estimate(struct hub *h, int64_t conversation_id, int *low, int *high)
{
	const struct conversation *c = desk_conversation(h->desk,
	    conversation_id);
	int64_t now_ms = clock_now_ms();
	struct estimate_room room = { .place = 0 };
	const struct hub_slots *slots;

	if (c == NULL || c->state != CONVERSATION_WAITING)
		return false;
	room.department_id = c->department_id;
	room.place = desk_position(h->desk, c->id);
	if (!hours_is_open(desk_hours(h->desk, c->department_id), now_ms))
		return false;
	slots = find_slots(h, c->department_id);
	room.slots = slots->slots;
	room.n_free = slots->n_free;
	if (!estimates_ask(h->estimates, &room, now_ms, low, high))
		return false;
	note(h, c, *low, *high);
	return true;
}

void
hub_estimate_error(const struct hub *h, int64_t since_ms,
    struct estimate_error *out)
{
	estimates_error(h->estimates, since_ms, out);
}
