/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide_room.c - rooms of the team: making them, and what members do there.
 * Nothing that is said in one has a way to a customer: a room has none.
 */
#include "server/desk/internal.h"

/* Of two, is the other still of this desk? */
static bool
check_other(struct deciding *x, int64_t id)
{
	const struct operator *o = desk_operator(x->d, id);

	if (o != NULL && !o->disabled)
		return true;
	return err_set(x->err, ERR_VALUE,
	    "operator_id: there is no operator %lld", (long long)id);
}

static bool
check_room(struct deciding *x)
{
	int64_t id = x->a->department_id;
	const struct department *department = desk_department(x->d, id);

	if (x->a->operator_id == x->me->id)
		return err_set(x->err, ERR_VALUE,
		    "operator_id: a room is for two, choose a colleague");
	if (x->a->operator_id != 0)
		return check_other(x, x->a->operator_id);
	if (id != 0 && (department == NULL || department->disabled ||
	    !see_works_for(x->me, id)))
		return err_set(x->err, ERR_VALUE,
		    "department_id: you work in no department %lld",
		    (long long)id);
	return true;
}

static const struct conversation *
find_room(struct deciding *x)
{
	int64_t other = x->a->operator_id;

	return desk_room(x->d, other == 0 ? 0 : x->me->id, other,
	    x->a->department_id);
}

/* A room that is there is no event: only what is said in it. */
bool
decide_talk(struct deciding *x)
{
	bool says = x->a->text[0] != '\0';
	struct event *ev;

	if (!check_room(x))
		return false;
	x->c = find_room(x);
	if (x->c != NULL) {
		if (says)
			decide_say(x);
		return true;
	}
	ev = says ? decide_add(x, EVENT_ROOM) :
	    decide_add_answer(x, EVENT_ROOM);
	ev->conversation_id = x->next->conversation;
	ev->department_id = x->a->department_id;
	if (x->a->operator_id != 0) {
		ev->from_operator_id = x->me->id;
		ev->operator_id = x->a->operator_id;
	}
	if (says) {
		decide_say(x);
		x->out->events[1].conversation_id = x->next->conversation;
	}
	return true;
}

bool
decide_room_message(struct deciding *x)
{
	const struct conversation *c = x->c;

	if (!desk_in_room(x->me, c))
		return err_set(x->err, ERR_NOT_FOUND,
		    "there is no conversation %lld", (long long)c->id);
	if (c->first_member_id != 0 && !check_other(x,
	    c->first_member_id == x->me->id ? c->second_member_id :
	    c->first_member_id))
		return false;
	decide_say(x);
	return true;
}

/* As with a customer: the last word there, by who said it, for a while. */
bool
decide_room_edit(struct deciding *x)
{
	const struct conversation *c = x->c;
	struct event *ev;

	if (c->said_seq == 0 || c->said_seq != x->a->upto ||
	    c->said_by_id != x->me->id)
		return err_set(x->err, ERR_CONFLICT,
		    "message %lld is not the last one, or not yours",
		    (long long)x->a->upto);
	if (x->now_ms - c->said_ms > desk_rules(x->d)->edit_ms)
		return err_set(x->err, ERR_RIGHTS,
		    "message %lld is too old to be edited",
		    (long long)x->a->upto);
	ev = decide_add_answer(x, EVENT_EDITED);
	ev->upto = x->a->upto;
	ev->text = x->a->text;
	return true;
}

bool
decide_room_read(struct deciding *x)
{
	int64_t upto = x->a->upto;

	if (upto > x->c->last_seq)
		upto = x->c->last_seq;
	if (upto > desk_room_read(x->d, x->c->id, x->me->id))
		decide_add_answer(x, EVENT_READ)->upto = upto;
	return true;
}
