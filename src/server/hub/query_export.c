/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query_export.c - all that is known of a customer, for the customer: the
 * record as it is and as it was, the conversations, the files, where they wrote
 * from, and what they were blocked for.
 */
#include <string.h>

#include "server/hub/query.h"

struct export {
	struct reading *r;
	bool is_found;
};

static void
put_number(void *ctx, int64_t id)
{
	struct reading *r = ctx;

	json_put_i64(&r->w, NULL, id);
}

bool
query_named(struct reading *r)
{
	bool ok;

	json_array(&r->w, "customers");
	ok = r->s->ops->named(r->s, r->q->q.text, put_number, r, r->err);
	json_end_array(&r->w);
	return ok;
}

static bool
put_customer(void *ctx, const void *record)
{
	struct export *x = ctx;

	x->is_found = true;
	proto_customer_write(&x->r->w, "customer", record);
	return false;
}

/* What was stored of the record, each time it changed. */
static bool
put_event(void *ctx, const void *json)
{
	struct reading *r = ctx;

	json_put_raw(&r->w, NULL, json, strlen(json));
	return true;
}

static bool
keep_conversation(void *ctx, const void *record)
{
	desk_put_conversation(ctx, record);
	return true;
}

static bool
put_file(void *ctx, const struct store_file *f)
{
	struct json_out *w = ctx;

	json_object(w, NULL);
	json_put_str(w, "id", f->id);
	json_put_str(w, "name", f->name);
	json_put_str(w, "type", f->type);
	json_put_i64(w, "bytes", f->bytes);
	json_put_i64(w, "conversation", f->conversation_id);
	json_put_i64(w, "at", f->at_ms);
	json_end_object(w);
	return true;
}

static bool
put_address(void *ctx, const void *record)
{
	const struct store_address *a = record;
	char text[ADDRESS_TEXT_BYTES];
	struct json_out *w = ctx;

	address_format(&a->from, text);
	json_object(w, NULL);
	json_put_str(w, "address", text);
	json_put_i64(w, "conversation", a->conversation_id);
	json_put_i64(w, "at", a->at_ms);
	json_end_object(w);
	return true;
}

/* Not by whom: that is the house's. */
static bool
put_block(void *ctx, const void *record)
{
	const struct ban *b = record;
	struct reading *r = ctx;
	struct json_out *w = &r->w;

	if (b->customer_id != r->q->q.customer_id)
		return true;
	json_object(w, NULL);
	json_put_str(w, "kind", ban_kind_name(b->kind));
	json_put_bool(w, "is_limit", b->is_limit);
	json_put_i64(w, "at", b->at_ms);
	json_put_i64(w, "until", b->until_ms);
	if (b->ended_ms != 0)
		json_put_i64(w, "ended", b->ended_ms);
	json_put_str(w, "reason", b->reason);
	json_end_object(w);
	return true;
}

bool
query_export(struct reading *r)
{
	const struct store_ops *ops = r->s->ops;
	int64_t id = r->q->q.customer_id;
	struct export x = { .r = r };
	const struct conversation *c;

	if (!ops->list(r->s, STORE_CUSTOMERS, id, put_customer, &x, r->err))
		return false;
	if (!x.is_found)
		return err_set(r->err, ERR_NOT_FOUND,
		    "there is no customer %lld", (long long)id);
	json_array(&r->w, "records");
	if (!ops->list(r->s, STORE_ABOUT_CUSTOMER, id, put_event, r, r->err))
		return false;
	json_end_array(&r->w);
	if (!ops->list(r->s, STORE_OF_CUSTOMER, id, keep_conversation, r->d,
	    r->err))
		return false;
	json_array(&r->w, "conversations");
	for (size_t i = 0; (c = desk_conversation_at(r->d, i)) != NULL; i++)
		proto_conversation_write(&r->w, NULL, c);
	json_end_array(&r->w);
	json_array(&r->w, "files");
	for (size_t i = 0; (c = desk_conversation_at(r->d, i)) != NULL; i++)
		if (!ops->files_of(r->s, c->id, put_file, &r->w, r->err))
			return false;
	json_end_array(&r->w);
	json_array(&r->w, "addresses");
	if (!ops->list(r->s, STORE_ADDRESSES, id, put_address, &r->w, r->err))
		return false;
	json_end_array(&r->w);
	json_array(&r->w, "blocks");
	if (!ops->list(r->s, STORE_BLOCKS, 0, put_block, r, r->err))
		return false;
	json_end_array(&r->w);
	return true;
}
