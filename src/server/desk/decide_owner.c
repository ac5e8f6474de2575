/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide_owner.c - passing on, taking back, closing: for the owner, or for a
 * supervisor in their place.
 */
#include "server/desk/internal.h"

/* Whose it is now comes before whether they may: a colleague who was faster
 * is a conflict, not a lack of rights. */
static bool
check_mine(struct deciding *x)
{
	if (x->c->version != x->a->version)
		return decide_conflict(x);
	if (x->c->operator_id == x->me->id || decide_is_head(x->me))
		return true;
	return err_set(x->err, ERR_RIGHTS,
	    "conversation %lld is not yours", (long long)x->c->id);
}

bool
decide_check_receiver(struct deciding *x, int64_t id)
{
	const struct operator *o = desk_operator(x->d, id);

	if (o == NULL || o->disabled)
		return err_set(x->err, ERR_VALUE,
		    "operator_id: there is no operator %lld", (long long)id);
	if (id == x->c->operator_id)
		return err_set(x->err, ERR_VALUE,
		    "operator_id: operator %lld has it already",
		    (long long)id);
	/* Who takes it for themselves is there. */
	if (o->presence == PRESENCE_OFFLINE && o != x->me)
		return err_set(x->err, ERR_VALUE,
		    "operator_id: operator %lld is offline, choose a "
		    "department instead", (long long)id);
	return true;
}

static bool
check_department(struct deciding *x, int64_t id)
{
	const struct department *department = desk_department(x->d, id);

	if (department == NULL || department->disabled)
		return err_set(x->err, ERR_VALUE,
		    "department_id: there is no department %lld",
		    (long long)id);
	if (x->c->state == CONVERSATION_WAITING && x->c->department_id == id)
		return err_set(x->err, ERR_VALUE,
		    "department_id: it waits in department %lld already",
		    (long long)id);
	return true;
}

static int64_t
offered_until(const struct deciding *x)
{
	int64_t after_ms = desk_rules(x->d)->return_after_ms;

	/* Who takes it for themselves has accepted it. */
	if (x->a->operator_id == x->me->id)
		return 0;
	return after_ms >= OFFERED_ALWAYS - x->now_ms ? OFFERED_ALWAYS :
	    x->now_ms + after_ms;
}

bool
decide_transfer(struct deciding *x)
{
	const struct action *a = x->a;
	struct event *ev;

	if (!check_mine(x))
		return false;
	if (x->c->state != CONVERSATION_ACTIVE &&
	    x->c->state != CONVERSATION_WAITING)
		return decide_conflict(x);
	if ((a->operator_id != 0) == (a->department_id != 0))
		return err_set(x->err, ERR_VALUE,
		    "either operator_id or department_id is needed");
	if (a->operator_id != 0 && !decide_check_receiver(x, a->operator_id))
		return false;
	if (a->department_id != 0 && !check_department(x, a->department_id))
		return false;
	decide_accept(x);
	ev = decide_add_answer(x, EVENT_TRANSFERRED);
	ev->from_operator_id = x->c->operator_id;
	ev->operator_id = a->operator_id;
	ev->department_id = a->department_id;
	ev->text = a->text;
	ev->draft = a->draft;
	ev->is_note = a->is_note;
	if (a->operator_id != 0)
		ev->until_ms = offered_until(x);
	return true;
}

bool
decide_take_back(struct deciding *x)
{
	if (x->c->version != x->a->version ||
	    !conversation_can_take_back(x->c, x->me->id))
		return decide_conflict(x);
	decide_add_answer(x, EVENT_TAKEN_BACK)->operator_id = x->me->id;
	return true;
}

/* What came since it was looked at may want an answer. */
bool
decide_aside(struct deciding *x)
{
	const struct conversation *c = x->c;

	if (c->operator_id != x->me->id && !decide_is_head(x->me))
		return err_set(x->err, ERR_RIGHTS,
		    "conversation %lld is not yours", (long long)c->id);
	if (c->state != CONVERSATION_ACTIVE)
		return decide_conflict(x);
	if (x->a->upto != 0 && c->last_message_by == ACTOR_VISITOR &&
	    c->last_message_seq > x->a->upto)
		return err_set(x->err, ERR_CONFLICT,
		    "conversation %lld: the customer has written since",
		    (long long)c->id);
	decide_add_answer(x, EVENT_ASIDE)->until_ms = x->a->until_ms;
	return true;
}

static bool
check_outcome(struct deciding *x)
{
	if (operator_login_ok(x->a->outcome))
		return true;
	return err_set(x->err, ERR_VALUE,
	    "outcome: a word of 1 to %d small letters, digits, '.', '_' or "
	    "'-' is needed", MAX_LOGIN_BYTES);
}

bool
decide_close(struct deciding *x)
{
	bool has_outcome = x->a->outcome[0] != '\0';

	if (!check_mine(x))
		return false;
	if (x->c->state != CONVERSATION_ACTIVE &&
	    x->c->state != CONVERSATION_WAITING)
		return decide_conflict(x);
	if (has_outcome && !check_outcome(x))
		return false;
	decide_accept(x);
	decide_add_answer(x, EVENT_CLOSED)->text = x->a->text;
	if (has_outcome)
		decide_add(x, EVENT_OUTCOME)->outcome = x->a->outcome;
	return true;
}

bool
decide_outcome(struct deciding *x)
{
	if (!check_mine(x))
		return false;
	if (x->c->state != CONVERSATION_WRAP_UP)
		return decide_conflict(x);
	if (!check_outcome(x))
		return false;
	decide_add_answer(x, EVENT_OUTCOME)->outcome = x->a->outcome;
	return true;
}
