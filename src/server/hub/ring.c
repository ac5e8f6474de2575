/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ring.c - the last events in memory, each serialised once.
 */
#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "server/hub/internal.h"

#define EVENT_BYTES (256 * 1024)

void
ring_init(struct ring *r, int cap, int64_t last_seq)
{
	*r = (struct ring){ .cap = cap < 1 ? 1 : (size_t)cap,
	    .last_seq = last_seq };
	r->events = mem_array(r->cap, struct ring_event);
}

static void
clear_event(struct ring_event *e)
{
	free(e->json);
	free(e->visitor_json);
	*e = (struct ring_event){ 0 };
}

void
ring_clear(struct ring *r)
{
	for (size_t i = 0; r->events != NULL && i < r->cap; i++)
		clear_event(&r->events[i]);
	free(r->events);
	*r = (struct ring){ 0 };
}

void
ring_push(struct ring *r, struct fresh *own)
{
	struct ring_event *e = &r->events[(size_t)own->ev.seq % r->cap];

	assert(own->ev.seq == r->last_seq + 1);
	clear_event(e);
	*e = (struct ring_event){
		.seq = own->ev.seq, .conversation_id = own->ev.conversation_id,
		.type = own->ev.type, .by = own->ev.by,
		.by_id = own->ev.by_id, .audience = own->audience,
		.json = own->json, .len = own->len,
		.visitor_json = own->visitor_json,
		.visitor_len = own->visitor_len,
	};
	own->json = own->visitor_json = NULL;
	r->last_seq = e->seq;
	if (r->n < r->cap)
		r->n++;
}

int64_t
ring_first(const struct ring *r)
{
	return r->last_seq + 1 - (int64_t)r->n;
}

const struct ring_event *
ring_at(const struct ring *r, int64_t seq)
{
	if (seq < ring_first(r) || seq > r->last_seq)
		return NULL;
	return &r->events[(size_t)seq % r->cap];
}

void
ring_amend(struct ring *r, int64_t seq, const char *text)
{
	struct ring_event *e = &r->events[(size_t)seq % r->cap];
	struct json *json;
	struct arena *arena;
	struct json_out w;
	struct event ev;
	struct str out;

	if (ring_at(r, seq) == NULL || e->json == NULL)
		return;
	json = json_parse(e->json, e->len, NULL);
	arena = arena_new(EVENT_BYTES);
	str_init(&out, EVENT_BYTES);
	if (json != NULL && arena != NULL &&
	    proto_event_read(json, arena, &ev, NULL)) {
		ev.text = text;
		json_begin(&w, &out);
		proto_event_write(&w, NULL, &ev, PROTO_FOR_OPERATOR);
		free(e->json);
		e->len = out.len;
		e->json = str_take(&out);
	}
	str_clear(&out);
	arena_free(arena);
	json_free(json);
}

void
ring_forget(struct ring *r, int64_t conversation_id)
{
	for (size_t i = 0; i < r->cap; i++) {
		struct ring_event *e = &r->events[i];

		if (e->conversation_id != conversation_id)
			continue;
		free(e->json);
		free(e->visitor_json);
		e->json = e->visitor_json = NULL;
		e->audience = (struct audience){ 0 };
	}
}

void
ring_fold(struct ring *r, const struct desk *names, int64_t message)
{
	struct fold f = { .names = names };
	int64_t first = ring_first(r), seq = r->last_seq;
	int64_t id = ring_at(r, seq)->conversation_id;

	for (; seq >= first && seq >= message; seq--) {
		struct ring_event *e = &r->events[(size_t)seq % r->cap];
		struct store_event row = { .seq = seq, .type = e->type,
		    .json = e->json, .json_len = e->len };

		if (e->conversation_id != id || (e->type != EVENT_EDITED &&
		    e->type != EVENT_MESSAGE))
			continue;
		free(e->visitor_json);
		e->visitor_json = NULL;
		fold_event(&f, &row, &e->visitor_json, &e->visitor_len);
	}
	fold_clear(&f);
}
