/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write_winback.c - win-backs are rows of their own: most of their
 * conversations are closed, and nobody else asks for those.
 */
#include "server/hub/write.h"

bool
write_winback(struct turn *t, const struct job *job, const struct event *ev,
    struct err *err)
{
	const struct conversation *c = desk_conversation(t->desk,
	    ev->conversation_id);
	struct winback begun = { .comment = "" };

	if (c == NULL)
		return true;
	begun.customer_id = c->customer_id;
	begun.by_id = c->operator_id != 0 ? c->operator_id : c->said_by_id;
	begun.stars = c->stars;
	if (job->action.type == ACTION_RATE)
		begun.comment = job->action.text;
	return t->store->ops->winback_put(t->store, ev, &begun, err);
}

static bool
keep_id(void *ctx, const struct winback *w)
{
	*(int64_t *)ctx = w->conversation_id;
	return false;
}

bool
write_find_winback(struct turn *t, struct job *job)
{
	int64_t *id = &job->action.winback_id;
	struct err err;

	*id = 0;
	if (job->action.stars < WINBACK_GOOD || job->sender.customer_id == 0)
		return true;
	if (!t->store->ops->winback_of(t->store, job->sender.customer_id,
	    keep_id, id, &err) ||
	    !load_conversation(t->store, t->desk, *id, &err))
		return write_refuse(job, &err);
	if (desk_conversation(t->desk, *id) != NULL)
		write_touch(t, *id);
	return true;
}
