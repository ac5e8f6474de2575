/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide_state.c - how an operator is from now on. Which state that is, of what
 * they chose and what their consoles say, has been found out by the hub
 * (hub/presence.c); here it takes its place among all other decisions.
 */
#include <string.h>

#include "server/desk/internal.h"

bool
decide_state(struct deciding *x)
{
	const struct action *a = x->a;
	const struct operator *o = desk_operator(x->d, a->operator_id);
	struct event *ev;

	if (o == NULL)
		return err_set(x->err, ERR_NOT_FOUND,
		    "there is no operator %lld", (long long)a->operator_id);
	if (x->me != NULL && x->me->id != o->id && !decide_is_head(x->me))
		return err_set(x->err, ERR_RIGHTS,
		    "the state of others is a supervisor's to set");
	if (x->me != NULL && !presence_is_chosen(a->presence))
		return err_set(x->err, ERR_VALUE,
		    "presence: nobody chooses \"%s\"",
		    presence_name(a->presence));
	if (o->presence == a->presence && strcmp(o->reason, a->reason) == 0)
		return true;
	ev = decide_add_answer(x, EVENT_STATE);
	ev->operator_id = o->id;
	ev->presence = a->presence;
	ev->reason = a->reason;
	return true;
}
