/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide_winback.c - ratings, and what becomes of bad ones.
 *
 * A bad rating opens a win-back of its conversation; its owner is who the desk
 * is set to, else the first supervisor of the department, else the first
 * administrator. A good one wins back its customer: this conversation, and the
 * one that the hub has found to be waiting for it.
 */
#include "server/desk/internal.h"

static bool
works(const struct operator *o, const struct conversation *c, enum role role)
{
	return o->role == role && !o->disabled &&
	    (c->department_id == 0 || see_works_for(o, c->department_id));
}

static int64_t
owner_of(const struct desk *d, const struct conversation *c)
{
	const struct operator *o = d->rules.winback_owner[0] == '\0' ? NULL :
	    desk_operator_by_login(d, d->rules.winback_owner);

	if (o != NULL && !o->disabled)
		return o->id;
	for (size_t i = 0; (o = desk_operator_at(d, i)) != NULL; i++)
		if (works(o, c, ROLE_SUPERVISOR))
			return o->id;
	for (size_t i = 0; (o = desk_operator_at(d, i)) != NULL; i++)
		if (works(o, c, ROLE_ADMIN))
			return o->id;
	return 0;
}

/* As it is, by the desk itself: the caller changes what changes. */
static struct event *
add_winback(struct deciding *x, const struct conversation *c)
{
	struct event *ev = decide_add(x, EVENT_WINBACK);

	ev->conversation_id = c->id;
	ev->winback = c->winback;
	ev->operator_id = c->winback_owner_id;
	ev->due_ms = c->winback_due_ms;
	return ev;
}

static void
win(struct deciding *x, const struct conversation *c)
{
	struct event *ev = add_winback(x, c);

	ev->by = ACTOR_SYSTEM;
	ev->by_id = 0;
	ev->winback = WINBACK_WON;
}

static void
follow_rating(struct deciding *x)
{
	const struct conversation *other = desk_conversation(x->d,
	    x->a->winback_id);
	struct event *ev;

	if (x->a->stars >= WINBACK_GOOD) {
		if (winback_is_due(x->c->winback))
			win(x, x->c);
		if (other != NULL && other != x->c &&
		    winback_is_due(other->winback))
			win(x, other);
		return;
	}
	if (x->a->stars > x->d->rules.bad_stars ||
	    x->c->winback != WINBACK_NONE)
		return;
	ev = add_winback(x, x->c);
	ev->by = ACTOR_SYSTEM;
	ev->by_id = 0;
	ev->winback = WINBACK_OPEN;
	ev->operator_id = owner_of(x->d, x->c);
	ev->due_ms = x->now_ms + x->d->rules.winback_due_ms;
}

bool
decide_rate(struct deciding *x)
{
	struct event *ev;

	if (x->c->state != CONVERSATION_WRAP_UP &&
	    x->c->state != CONVERSATION_CLOSED)
		return err_set(x->err, ERR_CONFLICT,
		    "conversation %lld is not closed yet",
		    (long long)x->c->id);
	ev = decide_add_answer(x, EVENT_RATED);
	ev->stars = x->a->stars;
	ev->text = x->a->text;
	follow_rating(x);
	return true;
}

/* --- what is done about it ------------------------------------------------ */

static bool
find_it(struct deciding *x)
{
	const struct conversation *c = desk_conversation(x->d,
	    x->a->conversation_id);

	/* Others do not hear that there is one. */
	if (c == NULL || !desk_may_settle(x->me, c))
		return err_set(x->err, ERR_NOT_FOUND, "there is no "
		    "conversation %lld", (long long)x->a->conversation_id);
	x->c = c;
	if (c->winback != WINBACK_NONE || x->a->winback == WINBACK_OPEN)
		return true;
	return err_set(x->err, ERR_CONFLICT, "conversation %lld has no "
	    "win-back: open one first", (long long)c->id);
}

static bool
check_owner(struct deciding *x)
{
	const struct operator *o = desk_operator(x->d, x->a->operator_id);

	return x->a->operator_id == 0 || (o != NULL && !o->disabled) ||
	    err_set(x->err, ERR_VALUE, "operator_id: there is no operator "
	    "%lld", (long long)x->a->operator_id);
}

bool
decide_winback(struct deciding *x)
{
	const struct action *a = x->a;
	struct event *ev;

	if (!find_it(x) || !check_owner(x))
		return false;
	ev = decide_add_answer(x, EVENT_WINBACK);
	ev->winback = a->winback != WINBACK_NONE ? a->winback : x->c->winback;
	ev->operator_id = a->operator_id != 0 ? a->operator_id :
	    x->c->winback_owner_id != 0 ? x->c->winback_owner_id : x->me->id;
	ev->due_ms = a->due_ms != 0 ? a->due_ms :
	    x->c->winback_due_ms != 0 ? x->c->winback_due_ms :
	    x->now_ms + x->d->rules.winback_due_ms;
	ev->apology = a->apology != NULL ? a->apology : "";
	ev->gesture = a->gesture != NULL ? a->gesture : "";
	ev->changed = a->changed != NULL ? a->changed : "";
	ev->text = a->text;
	return true;
}
