/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write_broadcast.c - what is said to the whole team is kept until all have
 * seen it, and told with every snapshot.
 */
#include "server/hub/write.h"
#include "server/hub/query.h"

bool
write_broadcast(struct turn *t, const struct event *ev, struct err *err)
{
	const struct broadcast b = { .id = ev->seq, .at_ms = ev->at_ms,
		.by_id = ev->by_id, .text = ev->text };
	const struct broadcast_seen seen = { .broadcast_id = ev->upto,
		.operator_id = ev->by_id, .at_ms = ev->at_ms };

	if (ev->type == EVENT_BROADCAST)
		return t->store->ops->broadcast_put(t->store, &b, err);
	return t->store->ops->broadcast_seen(t->store, &seen, err);
}

/* --- told ----------------------------------------------------------------- */

struct telling {
	struct reading	      *r;
	const struct operator *me;
	bool		       ok;
};

static bool
put_seen(void *ctx, const void *record)
{
	const struct broadcast_seen *seen = record;
	struct telling *x = ctx;

	if (x->me->role != ROLE_OPERATOR || seen->operator_id == x->me->id)
		json_put_i64(&x->r->w, NULL, seen->operator_id);
	return true;
}

static bool
put_broadcast(void *ctx, const void *record)
{
	const struct broadcast *b = record;
	struct telling *x = ctx;
	struct reading *r = x->r;

	json_object(&r->w, NULL);
	json_put_i64(&r->w, "id", b->id);
	json_put_i64(&r->w, "at", b->at_ms);
	json_put_i64(&r->w, "by_id", b->by_id);
	json_put_str(&r->w, "text", b->text);
	json_array(&r->w, "seen");
	x->ok = r->s->ops->broadcast_seers(r->s, b->id, put_seen, x, r->err);
	json_end_array(&r->w);
	json_end_object(&r->w);
	return x->ok;
}

bool
query_broadcasts(struct reading *r, const struct operator *me)
{
	struct telling x = { r, me, true };
	bool ok;

	json_array(&r->w, "broadcasts");
	ok = r->s->ops->broadcasts(r->s, BROADCASTS, put_broadcast, &x,
	    r->err);
	json_end_array(&r->w);
	return ok && x.ok;
}
