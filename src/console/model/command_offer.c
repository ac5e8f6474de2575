/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands about a transfer that waits to be accepted. */
#include <string.h>

#include "base/i18n.h"
#include "console/model/internal.h"

static bool
too_busy(struct err *err)
{
	return err_set(err, ERR_BUSY, "%s",
	    _("Too much at once: press the key again."));
}

/* The one I look at, else the one that is returned first. */
static struct chat *
find_offered(struct model *m)
{
	struct chat *c = model_chat(m, m->ui.focus_id), *first = NULL;

	if (c != NULL && model_is_offered(m, c))
		return c;
	for (size_t i = 0; i < m->n_chats; i++) {
		c = m->chats[i];
		if (model_is_offered(m, c) && (first == NULL ||
		    c->c.offered_until_ms < first->c.offered_until_ms))
			first = c;
	}
	return first;
}

bool
command_accept(struct model *m, struct chat *c, struct effects *e,
    struct err *err)
{
	struct action a;

	action_init(&a, ACTION_TAKE);
	a.conversation_id = c->c.id;
	a.version = c->c.version;
	if (!submit_action(m, &a, e))
		return too_busy(err);
	str_copy(m->ui.take_id, sizeof m->ui.take_id, a.client_id);
	m->ui.take_keys = m->ui.n_keys;
	return true;
}

COMMAND(accept)
{
	struct chat *c = find_offered(m);

	(void)args;
	if (c == NULL)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("Nothing is offered to you."));
	return command_accept(m, c, e, err);
}

static bool
decline(struct model *m, struct chat *c, const char *reason,
    struct effects *e, struct err *err)
{
	struct action a;

	if (strlen(reason) > MAX_NOTE_BYTES)
		return err_set(err, ERR_TOO_LARGE, "%s",
		    _("The reason is too long: make it shorter."));
	action_init(&a, ACTION_DECLINE);
	a.conversation_id = c->c.id;
	a.version = c->c.version;
	a.text = reason;
	offer_put_draft(c, &a);
	if (!submit_action(m, &a, e))
		return too_busy(err);
	model_say(m, TONE_INFO, _("Declining %s."), c->label);
	return true;
}

COMMAND(decline)
{
	struct chat *c = model_chat(m, m->ui.focus_id);

	/* Only the one I look at: nothing is sent away unseen. */
	if (c == NULL || !model_is_offered(m, c))
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("This conversation is not offered to you."));
	if (strcmp(args, "--ask") == 0) {
		ask_open(m, ASK_DECLINE);
		return true;
	}
	return decline(m, c, args, e, err);
}

/* --- /transfer back ---------------------------------------------------------- */

static bool
take_back(struct model *m, struct chat *c, struct effects *e,
    struct err *err)
{
	struct action a;

	action_init(&a, ACTION_TAKE_BACK);
	a.conversation_id = c->c.id;
	a.version = c->c.version;
	if (!submit_action(m, &a, e))
		return too_busy(err);
	c->undo_until_ms = 0;
	model_say(m, TONE_INFO, _("Taking it back."));
	return true;
}

int64_t
model_back_to(const struct model *m, const struct chat *c)
{
	const struct operator *o =
	    model_operator(m, c->c.from_operator_id);

	if (o == NULL || o->id == m->me.id || o->disabled ||
	    !model_is_mine(m, c) || c->c.transferred_seq == 0)
		return 0;
	return o->id;
}

bool
command_transfer_back(struct model *m, struct chat *c, const char *note,
    struct effects *e, struct err *err)
{
	if (command_take_back(m, c, e))
		return true;
	if (conversation_can_take_back(&c->c, m->me.id))
		return take_back(m, c, e, err);
	if (model_is_offered(m, c))
		return decline(m, c, note, e, err);
	if (model_back_to(m, c) == 0)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("There is nobody to give it back to."));
	return command_transfer_to(m, c, model_back_to(m, c), note, e, err);
}
