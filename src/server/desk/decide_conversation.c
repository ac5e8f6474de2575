/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide_conversation.c - writing, taking and reading.
 */
#include "server/desk/internal.h"

void
decide_say(struct deciding *x)
{
	struct event *ev = decide_add_answer(x, EVENT_MESSAGE);

	ev->text = x->a->text;
	ev->files = x->a->file_list;
	ev->n_files = x->a->n_files;
}

/* Only the owner speaks, and who has joined them: then in their own name, or
 * where the desk is set so in the owner's. */
bool
decide_message(struct deciding *x)
{
	if (x->c->state != CONVERSATION_ACTIVE)
		return decide_conflict(x);
	if (!conversation_has_voice(x->c, x->me->id) ||
	    (x->c->operator_id != x->me->id && !decide_is_head(x->me))) {
		x->out->winner_id = x->c->operator_id;
		return err_set(x->err, ERR_RIGHTS,
		    "conversation %lld is with operator %lld: take it first",
		    (long long)x->c->id, (long long)x->c->operator_id);
	}
	decide_accept(x);
	decide_say(x);
	if (x->c->operator_id != x->me->id && desk_rules(x->d)->joins_quietly)
		x->out->events[x->out->n_events - 1].operator_id =
		    x->c->operator_id;
	return true;
}

/* Only the last word, only by who said it and still has the conversation, and
 * only for a while: what a customer has acted on must not change. */
bool
decide_edit(struct deciding *x)
{
	const struct conversation *c = x->c;
	int64_t limit_ms = desk_rules(x->d)->edit_ms;
	struct event *ev;

	if (c->state != CONVERSATION_ACTIVE &&
	    c->state != CONVERSATION_WRAP_UP)
		return decide_conflict(x);
	if (c->operator_id != x->me->id &&
	    !conversation_has_voice(c, x->me->id)) {
		x->out->winner_id = c->operator_id;
		return err_set(x->err, ERR_RIGHTS,
		    "conversation %lld is with operator %lld",
		    (long long)c->id, (long long)c->operator_id);
	}
	if (c->said_seq == 0 || c->said_seq != x->a->upto ||
	    c->said_by_id != x->me->id)
		return err_set(x->err, ERR_CONFLICT,
		    "message %lld is not your last one",
		    (long long)x->a->upto);
	if (x->now_ms - c->said_ms > limit_ms)
		return err_set(x->err, ERR_RIGHTS,
		    "message %lld is too old to be edited",
		    (long long)x->a->upto);
	ev = decide_add_answer(x, EVENT_EDITED);
	ev->upto = x->a->upto;
	ev->text = x->a->text;
	return true;
}

bool
decide_note(struct deciding *x)
{
	decide_add_answer(x, EVENT_NOTE)->text = x->a->text;
	return true;
}

bool
decide_take(struct deciding *x)
{
	if (x->c->version != x->a->version)
		return decide_conflict(x);
	if (conversation_is_offered_to(x->c, x->me->id)) {
		decide_add_answer(x, EVENT_TAKEN)->operator_id = x->me->id;
		return true;
	}
	if (x->c->state != CONVERSATION_WAITING)
		return decide_conflict(x);
	if (!decide_is_head(x->me) && !see_in_queue(x->me, x->c))
		return err_set(x->err, ERR_RIGHTS,
		    "conversation %lld waits in another department",
		    (long long)x->c->id);
	decide_add_answer(x, EVENT_TAKEN)->operator_id = x->me->id;
	return true;
}

bool
decide_take_next(struct deciding *x)
{
	const struct conversation *best = route_take(x->d, x->me, x->now_ms);

	if (best == NULL)
		return err_set(x->err, ERR_NOT_FOUND, "nobody waits");
	x->c = best;
	decide_add_answer(x, EVENT_TAKEN)->operator_id = x->me->id;
	return true;
}

/* Reading goes forward only; what is not new is no event. */
bool
decide_read(struct deciding *x)
{
	int64_t so_far = x->c->visitor_read_seq, upto = x->a->upto;

	if (x->me != NULL) {
		if (x->c->operator_id != x->me->id)
			return err_set(x->err, ERR_RIGHTS,
			    "conversation %lld is not yours",
			    (long long)x->c->id);
		so_far = x->c->operator_read_seq;
	}
	if (upto > x->c->last_seq)
		upto = x->c->last_seq;
	if (upto > so_far)
		decide_add_answer(x, EVENT_READ)->upto = upto;
	return true;
}
