/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load.c - a desk, and what a visitor reads, from what is stored.
 */
#include <stdlib.h>

#include "server/hub/internal.h"

#define EVENT_BYTES (256 * 1024)

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
put_conversation(void *ctx, const void *record)
{
	desk_put_conversation(ctx, record);
	return true;
}

bool
load_operators(struct store *store, struct desk *d, struct err *err)
{
	return store->ops->list(store, STORE_OPERATORS, 0, put_operator, d,
	    err);
}

bool
load_desk(struct store *store, struct desk *d, struct err *err)
{
	const struct store_ops *ops = store->ops;

	return load_operators(store, d, err) &&
	    ops->list(store, STORE_DEPARTMENTS, 0, put_department, d, err) &&
	    ops->list(store, STORE_CONVERSATIONS, 0, put_conversation, d,
	    err);
}

bool
load_conversation(struct store *store, struct desk *d, int64_t id,
    struct err *err)
{
	if (id == 0 || desk_conversation(d, id) != NULL)
		return true;
	return store->ops->list(store, STORE_CONVERSATION, id,
	    put_conversation, d, err);
}

static bool
write_for_visitor(const struct desk *names, const struct json *stored,
    struct arena *arena, struct str *out)
{
	const struct operator *o;
	struct json_out w;
	struct event ev;

	if (!proto_event_read(stored, arena, &ev, NULL) ||
	    !event_is_public(ev.type))
		return false;
	o = ev.by == ACTOR_OPERATOR ? desk_operator(names, ev.by_id) : NULL;
	if (o != NULL)
		ev.name = o->name;
	json_begin(&w, out);
	proto_event_write(&w, NULL, &ev, PROTO_FOR_VISITOR);
	return true;
}

bool
visitor_json(const struct desk *names, const struct store_event *e,
    char **json, size_t *len)
{
	struct json *stored;
	struct arena *arena;
	struct str text;
	bool ok = false;

	if (e->type == EVENT_TYPES || !event_is_public(e->type))
		return false;
	stored = json_parse(e->json, e->json_len, NULL);
	arena = arena_new(EVENT_BYTES);
	str_init(&text, EVENT_BYTES);
	if (stored != NULL && arena != NULL)
		ok = write_for_visitor(names, stored, arena, &text);
	if (ok) {
		*len = text.len;
		*json = str_take(&text);
	}
	str_clear(&text);
	arena_free(arena);
	json_free(stored);
	return ok;
}
