/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query_file.c - who may have a file.
 */
#include <string.h>

#include "server/hub/query.h"

struct found_file {
	struct reading *r;
	bool is_sent, is_found, is_taken_back;
	int64_t conversation_id, canned_id, sender_id;
	enum actor sender;
};

static bool
keep(void *ctx, const struct store_file *f)
{
	struct found_file *found = ctx;
	struct json_out *w = &found->r->w;

	found->is_found = true;
	found->is_sent = f->seq != 0;
	found->is_taken_back = f->seq < 0;
	found->conversation_id = f->conversation_id;
	found->canned_id = f->canned_id;
	found->sender = f->sender;
	found->sender_id = f->sender_id;
	json_put_str(w, "id", f->id);
	json_put_str(w, "name", f->name);
	json_put_str(w, "type", f->type);
	json_put_i64(w, "bytes", f->bytes);
	json_put_str(w, "place", f->place);
	json_put_i64(w, "conversation", f->conversation_id);
	return false;
}

static bool
note_owner(void *ctx, const void *record)
{
	*(int64_t *)ctx = ((const struct canned *)record)->owner_id;
	return false;
}

/* Who sees a canned reply has its files. */
static bool
sees_canned(struct reading *r, int64_t id, int64_t me)
{
	int64_t owner_id = -1;

	return r->s->ops->list(r->s, STORE_CANNED, id, note_owner, &owner_id,
	    r->err) && (owner_id == 0 || owner_id == me);
}

/* What was put and not sent is its sender's alone; what was taken back
 * operators may look up. */
static bool
may_have(struct reading *r, const struct found_file *f)
{
	const struct hub_query *q = &r->q->q;
	const struct conversation *c;
	const struct operator *me;

	if (q->operator_id == 0)
		return f->conversation_id == q->conversation_id &&
		    !f->is_taken_back && (f->is_sent ||
		    f->sender == ACTOR_VISITOR);
	me = desk_operator(r->d, q->operator_id);
	if (me != NULL && f->canned_id != 0)
		return sees_canned(r, f->canned_id, me->id);
	if (me != NULL && f->conversation_id == 0)
		return f->sender == ACTOR_OPERATOR && f->sender_id == me->id;
	c = desk_conversation(r->d, f->conversation_id);
	return me != NULL && c != NULL && desk_may_see(r->d, me, c) &&
	    (f->is_sent || (f->sender == ACTOR_OPERATOR &&
	    f->sender_id == me->id));
}

static bool
put_conversation(void *ctx, const void *record)
{
	desk_put_conversation(ctx, record);
	return true;
}

/* All conversations of the customer: sight depends on them. */
static bool
load(struct reading *r, int64_t conversation_id)
{
	const struct conversation *c;

	if (!load_operators(r->s, r->d, r->err) ||
	    !load_conversation(r->s, r->d, conversation_id, r->err))
		return false;
	c = desk_conversation(r->d, conversation_id);
	return c == NULL || r->s->ops->list(r->s, STORE_OF_CUSTOMER,
	    c->customer_id, put_conversation, r->d, r->err);
}

bool
query_read_file(struct reading *r)
{
	const char *id = r->q->q.file_id;
	struct found_file found = { .r = r };

	if (!r->s->ops->file_find(r->s, id, keep, &found, r->err))
		return false;
	if (found.is_found && !load(r, found.conversation_id))
		return false;
	return (found.is_found && (r->q->q.is_admin || may_have(r, &found))) ||
	    err_set(r->err, ERR_NOT_FOUND, "there is no file %s", id);
}
