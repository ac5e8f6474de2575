/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who needs me, and who does not for now.
 */
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/when.h"
#include "console/model/internal.h"

COMMAND(urgent)
{
	int64_t was_id = m->ui.focus_id, id = urgency_next(m);

	(void)args;
	(void)err;
	if (id == 0)
		model_say(m, TONE_GOOD, _("Nobody waits for you."));
	else if (id == was_id)
		model_say(m, TONE_INFO, _("Nobody else waits for you."));
	else
		panes_focus(m, id, e);
	return true;
}

static bool
is_active(const struct chat *c, struct err *err)
{
	if (c->c.state == CONVERSATION_ACTIVE)
		return true;
	return err_set(err, ERR_VALUE, "%s",
	    _("This conversation is closed: nobody waits in it."));
}

/* Shown at once; the desk tells all consoles of mine. */
static bool
put_aside(struct model *m, struct chat *c, int64_t until_ms,
    struct effects *e, struct err *err)
{
	struct action a;

	action_init(&a, ACTION_ASIDE);
	a.conversation_id = c->c.id;
	a.until_ms = until_ms;
	a.upto = c->c.last_message_seq;
	if (!submit_action(m, &a, e))
		return err_set(err, ERR_BUSY, "%s",
		    _("Too much at once: try again."));
	str_copy(c->aside_id, sizeof c->aside_id, a.client_id);
	c->aside_ms = until_ms;
	urgency_answered(m);
	return true;
}

COMMAND(nothing)
{
	struct chat *c = model_chat(m, m->ui.focus_id);

	(void)args;
	if (!is_active(c, err))
		return false;
	if (!model_waits_for_me(m, c) && model_aside(m, c) == 0)
		return err_set(err, ERR_VALUE, _("%s waits for nothing."),
		    c->label);
	if (!put_aside(m, c, 0, e, err))
		return false;
	model_say(m, TONE_GOOD,
	    _("Nothing to answer: %s counts again with the next line."),
	    c->label);
	return true;
}

/* Whoever waits does so also when they are put aside: the desk counts it. */
static void
say_aside(struct model *m, const struct chat *c, int64_t until_ms,
    const char *until)
{
	int64_t owed_ms = model_owed_ms(m, c);
	char owed[96];

	i18n_instant(owed, sizeof owed, owed_ms, m->now_ms);
	if (owed_ms != 0 && owed_ms <= until_ms && until_ms == ASIDE_OPEN)
		model_say(m, TONE_INFO, _("%s is put aside till they write; "
		    "an answer is still due by %s."), c->label, owed);
	else if (owed_ms != 0 && owed_ms <= until_ms)
		model_say(m, TONE_INFO, _("%s is put aside till %s; an "
		    "answer is still due by %s."), c->label, until, owed);
	else if (until_ms == ASIDE_OPEN)
		model_say(m, TONE_GOOD, _("%s is put aside till they write."),
		    c->label);
	else
		model_say(m, TONE_GOOD,
		    _("%s is put aside till %s, or till they write."),
		    c->label, until);
}

COMMAND(later)
{
	struct chat *c = model_chat(m, m->ui.focus_id);
	int64_t until_ms = ASIDE_OPEN;
	char until[96];
	bool is_now = strcmp(args, "now") == 0;

	if (!is_active(c, err))
		return false;
	if (is_now)
		until_ms = 1;
	else if (args[0] != '\0' && !when_parse(args, m->now_ms, &until_ms))
		return err_set(err, ERR_VALUE, "%s",
		    _("Say till when: 16:00, 20m, 2h, tomorrow or tomorrow "
		      "10:00; without a time it is till the customer "
		      "writes."));
	i18n_instant(until, sizeof until, until_ms, m->now_ms);
	/* "today" begins in the morning. */
	if (!is_now && until_ms != ASIDE_OPEN && until_ms <= m->now_ms)
		return err_set(err, ERR_VALUE,
		    _("%s has passed already: name a later time."), until);
	if (!put_aside(m, c, until_ms, e, err))
		return false;
	if (is_now)
		model_say(m, TONE_GOOD, _("%s is no longer put aside."),
		    c->label);
	else
		say_aside(m, c, until_ms, until);
	return true;
}

COMPLETE(later)
{
	(void)m;
	(void)args;
	str_put(out, "15m\n30m\n1h\nnow\n");
}
