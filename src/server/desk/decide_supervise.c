/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide_supervise.c - what a supervisor does with the work of others: whisper,
 * join, reassign, and speak to the whole team.
 */
#include "server/desk/internal.h"

static bool
needs_head(struct deciding *x)
{
	return decide_is_head(x->me) || err_set(x->err, ERR_RIGHTS,
	    "%s is for supervisors", action_name(x->a->type));
}

/* A supervisor of other departments is told what a stranger is told. */
static bool
may_supervise(struct deciding *x)
{
	if (!needs_head(x))
		return false;
	return desk_may_supervise(x->me, x->c) || err_set(x->err,
	    ERR_NOT_FOUND, "there is no conversation %lld",
	    (long long)x->c->id);
}

static bool
is_mine(struct deciding *x)
{
	return err_set(x->err, ERR_VALUE, "conversation %lld is yours",
	    (long long)x->c->id);
}

/* It is for who had it when it was written, and for nobody who came since. */
bool
decide_whisper(struct deciding *x)
{
	const struct conversation *c = x->c;
	struct event *ev;

	if (!may_supervise(x))
		return false;
	if (c->operator_id == 0 || (c->state != CONVERSATION_ACTIVE &&
	    c->state != CONVERSATION_WRAP_UP) ||
	    c->operator_id != x->a->operator_id)
		return decide_conflict(x);
	if (c->operator_id == x->me->id)
		return is_mine(x);
	ev = decide_add_answer(x, EVENT_WHISPER);
	ev->operator_id = c->operator_id;
	ev->text = x->a->text;
	ev->is_draft = x->a->is_draft;
	return true;
}

bool
decide_join(struct deciding *x)
{
	const struct conversation *c = x->c;

	if (!may_supervise(x))
		return false;
	if (c->state != CONVERSATION_ACTIVE)
		return decide_conflict(x);
	if (c->operator_id == x->me->id)
		return is_mine(x);
	if (c->joined_id != 0 && c->joined_id != x->me->id) {
		x->out->winner_id = c->joined_id;
		return err_set(x->err, ERR_CONFLICT,
		    "operator %lld has joined conversation %lld",
		    (long long)c->joined_id, (long long)c->id);
	}
	if (c->joined_id == 0)
		decide_add_answer(x, EVENT_JOINED)->is_quiet =
		    desk_rules(x->d)->joins_quietly;
	return true;
}

/* Also who is no supervisor there any more: the place is free for others. */
bool
decide_leave(struct deciding *x)
{
	if (x->c->joined_id != x->me->id)
		return may_supervise(x);
	decide_add_answer(x, EVENT_LEFT)->is_quiet =
	    desk_rules(x->d)->joins_quietly;
	return true;
}

/* Whoever gets it has it: it is not offered, and not returned. */
bool
decide_reassign(struct deciding *x)
{
	const struct conversation *c = x->c;
	struct event *ev;

	if (!may_supervise(x))
		return false;
	if (c->version != x->a->version || c->state != CONVERSATION_ACTIVE)
		return decide_conflict(x);
	if (x->a->operator_id != 0 &&
	    !decide_check_receiver(x, x->a->operator_id))
		return false;
	ev = decide_add_answer(x, EVENT_TRANSFERRED);
	ev->from_operator_id = c->operator_id;
	ev->operator_id = x->a->operator_id;
	if (ev->operator_id == 0)
		ev->department_id = c->department_id;
	return true;
}

bool
decide_broadcast(struct deciding *x)
{
	if (!needs_head(x))
		return false;
	decide_add_answer(x, EVENT_BROADCAST)->text = x->a->text;
	return true;
}

bool
decide_seen(struct deciding *x)
{
	decide_add_answer(x, EVENT_SEEN)->upto = x->a->upto;
	return true;
}
