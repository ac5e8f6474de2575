/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands about the desk and the program. */
#include <string.h>

#include "base/i18n.h"
#include "console/model/internal.h"

/* --- presence ------------------------------------------------------------ */

static bool
be(struct model *m, enum presence presence, const char *reason,
    const char *sentence, struct effects *e)
{
	struct action a;

	action_init(&a, ACTION_PRESENCE);
	a.presence = presence;
	a.reason = reason;
	submit_action(m, &a, e);
	m->me.presence = presence;
	str_copy(m->me.reason, sizeof m->me.reason, reason);
	model_say(m, TONE_INFO, "%s", sentence);
	return true;
}

/* Refused here already, so that nobody goes to lunch as online. */
static bool
check_reason(const struct model *m, const char *reason, struct err *err)
{
	if (strlen(reason) > MAX_REASON_BYTES)
		return err_set(err, ERR_VALUE,
		    _("A reason has at most %d bytes."), MAX_REASON_BYTES);
	if (*reason == '\0' || !m->fixed_reasons)
		return true;
	for (size_t i = 0; i < m->n_reasons; i++)
		if (strcmp(m->reasons[i], reason) == 0)
			return true;
	return err_set(err, ERR_VALUE, "%s",
	    _("This desk does not have that reason: Tab shows those it has."));
}

COMMAND(online)
{
	(void)args;
	(void)err;
	return be(m, PRESENCE_ONLINE, "", _("You are online."), e);
}

COMMAND(away)
{
	return check_reason(m, args, err) && be(m, PRESENCE_AWAY, args,
	    _("You are away: /online when you are back."), e);
}

COMPLETE(away)
{
	(void)args;
	for (size_t i = 0; i < m->n_reasons; i++)
		str_putf(out, "%s\n", m->reasons[i]);
}

COMMAND(break)
{
	(void)args;
	(void)err;
	return be(m, PRESENCE_BREAK, "",
	    _("You have a break: /online when you are back."), e);
}

COMMAND(busy)
{
	(void)args;
	(void)err;
	return be(m, PRESENCE_BUSY, "",
	    _("You are busy: you keep what you have. /online ends it."), e);
}

/* --- the program -------------------------------------------------------------- */

COMMAND(language)
{
	(void)m;
	if (!i18n_known(args))
		return err_set(err, ERR_VALUE, "%s",
		    _("This console speaks en, ru and pl."));
	effects_language(e, args);
	effects_put(e, EFFECT_REDRAW);
	return true;
}

COMPLETE(language)
{
	(void)m;
	(void)args;
	str_put(out, "en\nru\npl\n");
}

COMMAND(reload)
{
	(void)args;
	(void)err;
	if (m->link != LINK_LIVE)
		effects_put(e, EFFECT_RECONNECT);
	submit_fetch_snapshot(m, e);
	return true;
}

COMMAND(suspend)
{
	(void)args;
	(void)err;
	submit_drafts(m, e);
	effects_put(e, EFFECT_SUSPEND);
	return true;
}

COMMAND(redraw)
{
	(void)m;
	(void)args;
	(void)err;
	effects_put(e, EFFECT_REDRAW);
	return true;
}

void
command_quit_now(struct model *m, struct effects *e)
{
	submit_drafts(m, e);
	effects_put(e, EFFECT_QUIT);
}

/* Something is unsent, or a customer of mine waits. */
static bool
is_quit_asked(const struct model *m)
{
	/* It may watch a desk where others have much to do. */
	if (m->watch.is_alone)
		return false;
	if (m->n_held > 0)
		return true;
	/* A read mark alone is not worth a question. */
	for (int i = 0; i < m->n_pending; i++)
		if (m->pending[i].type != ACTION_READ)
			return true;
	for (size_t i = 0; i < m->n_chats; i++) {
		const struct chat *c = m->chats[i];

		if (model_has_unsent(c))
			return true;
		if (model_is_mine(m, c) && c->c.waiting_since_ms != 0)
			return true;
	}
	return false;
}

COMMAND(quit)
{
	(void)args;
	(void)err;
	if (is_quit_asked(m))
		overlay_open(m, OVERLAY_CONFIRM);
	else
		command_quit_now(m, e);
	return true;
}
