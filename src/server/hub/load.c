/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load.c - a desk from what is stored.
 */
#include "server/hub/internal.h"

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

static bool
put_room_read(void *ctx, const struct store_room_read *read)
{
	desk_put_room_read(ctx, read->conversation_id, read->operator_id,
	    read->seq);
	return true;
}

bool
load_operators(struct store *store, struct desk *d, struct err *err)
{
	return store->ops->list(store, STORE_OPERATORS, 0, put_operator, d,
	    err);
}

static bool
put_state(void *ctx, const void *record)
{
	const struct store_state *state = record;

	desk_put_state(ctx, &state->now);
	return true;
}

bool
load_states(struct store *store, struct desk *d, struct err *err)
{
	return store->ops->list(store, STORE_STATES, 0, put_state, d, err);
}

static bool
put_block(void *ctx, const void *record)
{
	desk_add_ban(ctx, record);
	return true;
}

bool
load_people(struct store *store, struct desk *d, struct err *err)
{
	return load_operators(store, d, err) && store->ops->list(store,
	    STORE_DEPARTMENTS, 0, put_department, d, err);
}

bool
load_desk(struct store *store, struct desk *d, struct err *err)
{
	const struct store_ops *ops = store->ops;

	if (!load_people(store, d, err) || !load_states(store, d, err) ||
	    !ops->list(store, STORE_BLOCKS, 0, put_block, d, err))
		return false;
	desk_sort_bans(d);
	return ops->list(store, STORE_CONVERSATIONS, 0, put_conversation, d,
	    err) && ops->room_reads(store, put_room_read, d, err);
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
