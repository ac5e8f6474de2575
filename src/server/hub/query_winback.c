/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query_winback.c - win-backs that are due, and what is told of ratings.
 */
#include "server/hub/query.h"

#define MOST	    500	/* win-backs of one answer */
#define AFTER_CLOSE 1000	/* events that are looked through */

bool
query_hides_stars(const struct reading *r)
{
	const struct operator *me = desk_operator(r->d, r->q->q.operator_id);

	return r->q->rules.hides_ratings && me != NULL &&
	    me->role == ROLE_OPERATOR;
}

void
query_put_conversation(struct reading *r, const struct operator *me,
    const struct conversation *c)
{
	struct conversation told = *c;

	/* In a room everybody has a mark of their own. */
	if (c->state == CONVERSATION_TEAM && me != NULL)
		told.operator_read_seq = desk_room_read(r->d, c->id, me->id);
	if (query_hides_stars(r))
		told.stars = 0;
	if (me != NULL && !desk_may_settle(me, c)) {
		told.winback = WINBACK_NONE;
		told.winback_owner_id = told.winback_due_ms = 0;
	}
	proto_conversation_write(&r->w, "conversation", &told);
}

struct listing {
	struct reading *r;
	const struct operator *me;
	int n;
};

static bool
put_winback(void *ctx, const struct winback *w)
{
	struct listing *x = ctx;
	struct reading *r = x->r;
	const struct conversation c = { .id = w->conversation_id,
		.department_id = w->department_id, .winback = w->state,
		.winback_owner_id = w->owner_id };

	if (!desk_may_settle(x->me, &c))
		return true;
	proto_winback_write(&r->w, w);
	return ++x->n < MOST;
}

bool
query_winbacks(struct reading *r)
{
	struct listing x = { .r = r };
	bool ok;

	if (desk_operator_at(r->d, 0) == NULL &&
	    !load_operators(r->s, r->d, r->err))
		return false;
	x.me = desk_operator(r->d, r->q->q.operator_id);
	json_array(&r->w, "winbacks");
	ok = x.me == NULL || r->s->ops->winbacks(r->s, 0, put_winback, &x,
	    r->err);
	json_end_array(&r->w);
	return ok;
}

/* Newest first: what was rated since the close? */
static bool
on_newer(void *ctx, const struct store_event *e)
{
	if (e->type == EVENT_RATED)
		*(bool *)ctx = true;
	return e->type != EVENT_RATED && e->type != EVENT_CLOSED;
}

bool
query_rating(struct reading *r)
{
	int64_t id = r->q->q.conversation_id;
	const struct conversation *c;
	bool is_rated = false;

	if (!load_conversation(r->s, r->d, id, r->err) ||
	    !r->s->ops->events_before(r->s, id, INT64_MAX, AFTER_CLOSE,
	    on_newer, &is_rated, r->err))
		return false;
	c = desk_conversation(r->d, id);
	if (c == NULL)
		return err_set(r->err, ERR_NOT_FOUND, "there is no "
		    "conversation %lld", (long long)id);
	json_put_i64(&r->w, "customer_id", c->customer_id);
	json_put_str(&r->w, "state", conversation_state_name(c->state));
	json_put_i64(&r->w, "closed", c->closed_ms);
	json_put_bool(&r->w, "rated", is_rated);
	return true;
}
