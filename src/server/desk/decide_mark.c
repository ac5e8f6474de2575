/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide_mark.c - what is noted of a conversation: tags and promises.
 */
#include <string.h>

#include "domain/tags.h"
#include "server/desk/internal.h"

static const char *
own(struct deciding *x, const char *text)
{
	const char *copy = arena_dup(x->arena, text);

	if (copy == NULL)
		err_set(x->err, ERR_BUSY, "no memory for the action");
	return copy;
}

/* Everybody who sees it may tag it. What changes nothing is no event. */
bool
decide_tag(struct deciding *x)
{
	char list[MAX_TAGS_BYTES + 1], added[MAX_TAGS_BYTES + 1];
	struct event *ev;

	memcpy(list, x->c->tags, sizeof list);
	if (!tags_change(list, x->a->tags, x->a->remove_tags, x->err))
		return false;
	if (strcmp(list, x->c->tags) == 0)
		return true;
	memcpy(added, list, sizeof added);
	if (!tags_change(added, "", x->c->tags, x->err))
		return false;
	ev = decide_add_answer(x, EVENT_TAGGED);
	ev->tags = own(x, list);
	ev->added = own(x, added);
	return ev->tags != NULL && ev->added != NULL;
}

/* A promise is of who has the conversation, also while they write it up. */
bool
decide_promise(struct deciding *x)
{
	struct event *ev;

	if (x->c->state != CONVERSATION_ACTIVE &&
	    x->c->state != CONVERSATION_WRAP_UP)
		return decide_conflict(x);
	if (x->c->operator_id != x->me->id && !decide_is_head(x->me)) {
		x->out->winner_id = x->c->operator_id;
		return err_set(x->err, ERR_RIGHTS,
		    "conversation %lld is not yours", (long long)x->c->id);
	}
	if (x->a->due_ms == 0 && x->c->promise_due_ms == 0)
		return true;
	ev = decide_add_answer(x, EVENT_PROMISED);
	ev->due_ms = x->a->due_ms;
	ev->text = x->a->due_ms == 0 ? "" : x->a->text;
	return true;
}
