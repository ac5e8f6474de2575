/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide_offer.c - a transfer that waits to be accepted: accepted, declined, or
 * returned by the desk when nobody was there in time.
 */
#include "server/desk/internal.h"

/* Who acts on what was offered to them has accepted it: those who sent it
 * hear of it, and nobody can take it back any more. */
void
decide_accept(struct deciding *x)
{
	if (x->me != NULL && conversation_is_offered_to(x->c, x->me->id))
		decide_add(x, EVENT_TAKEN)->operator_id = x->me->id;
}

/* Its sender, if they are there; 0: into the queue. They may have more than
 * their limit then: it is theirs. */
static int64_t
goes_back_to(const struct deciding *x)
{
	const struct operator *o =
	    desk_operator(x->d, x->c->from_operator_id);

	if (o == NULL || o->disabled || o->presence == PRESENCE_OFFLINE ||
	    o->id == x->c->operator_id)
		return 0;
	return o->id;
}

bool
decide_decline(struct deciding *x)
{
	struct event *ev;

	if (x->c->version != x->a->version ||
	    x->c->state != CONVERSATION_ACTIVE)
		return decide_conflict(x);
	if (x->c->operator_id != x->me->id)
		return err_set(x->err, ERR_RIGHTS,
		    "conversation %lld is not yours", (long long)x->c->id);
	if (x->c->offered_until_ms == 0)
		return decide_conflict(x);
	ev = decide_add_answer(x, EVENT_DECLINED);
	ev->operator_id = goes_back_to(x);
	ev->from_operator_id = x->me->id;
	ev->text = x->a->text;
	ev->draft = x->a->draft;
	ev->is_note = x->a->is_note;
	return true;
}

bool
decide_return(struct deciding *x)
{
	struct event *ev;

	if (x->c->version != x->a->version || x->c->offered_until_ms == 0 ||
	    x->now_ms < x->c->offered_until_ms)
		return decide_conflict(x);
	ev = decide_add(x, EVENT_RETURNED);
	ev->from_operator_id = x->c->operator_id;
	ev->operator_id = goes_back_to(x);
	if (conversation_is_desks_offer(x->c))
		ev->text = "passed";
	return true;
}
