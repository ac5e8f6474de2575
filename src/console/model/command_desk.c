/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands about the desk, the customer's record and the program. */
#include <string.h>

#include "base/i18n.h"
#include "console/model/internal.h"

/* --- presence ------------------------------------------------------------ */

static bool
be(struct model *m, enum presence presence, const char *sentence,
    struct effects *e)
{
	struct action a;

	action_init(&a, ACTION_PRESENCE);
	a.presence = presence;
	submit_action(m, &a, e);
	m->me.presence = presence;
	model_say(m, TONE_INFO, "%s", sentence);
	return true;
}

COMMAND(online)
{
	(void)args;
	(void)err;
	return be(m, PRESENCE_ONLINE, _("You are online."), e);
}

COMMAND(away)
{
	(void)args;
	(void)err;
	return be(m, PRESENCE_AWAY,
	    _("You are away: /online when you are back."), e);
}

COMMAND(busy)
{
	(void)args;
	(void)err;
	return be(m, PRESENCE_BUSY,
	    _("You are busy: you keep what you have. /online ends it."), e);
}

/* --- the customer's record -------------------------------------------------- */

enum member { MEMBER_NAME, MEMBER_CONTACT, MEMBER_LANGUAGE, MEMBER_NOTE };

static const struct {
	const char *name;
	size_t max_bytes;
} members[] = {
	[MEMBER_NAME] = { "name", MAX_NAME_BYTES },
	[MEMBER_CONTACT] = { "contact", MAX_CONTACT_BYTES },
	[MEMBER_LANGUAGE] = { "language", LANGUAGE_BYTES },
	[MEMBER_NOTE] = { "note", MAX_CUSTOMER_NOTE_BYTES },
};
#define N_MEMBERS (sizeof members / sizeof *members)

static bool
find_member(const char *args, size_t *member, const char **value)
{
	size_t len = strcspn(args, " ");

	for (size_t i = 0; i < N_MEMBERS; i++)
		if (strlen(members[i].name) == len &&
		    strncmp(members[i].name, args, len) == 0) {
			*member = i;
			*value = args + len + strspn(args + len, " ");
			return true;
		}
	return false;
}

static void
set_member(struct action *a, size_t member, const char *value)
{
	if (member == MEMBER_NAME)
		a->name = value;
	else if (member == MEMBER_CONTACT)
		a->contact = value;
	else if (member == MEMBER_LANGUAGE)
		a->language = value;
	else
		a->note = value;
}

COMMAND(customer)
{
	const struct chat *c = model_focused(m);
	const struct record *r = model_record(m, c->c.customer_id);
	struct action a;
	const char *value;
	size_t member;

	if (args[0] == '\0')
		return run_sidebar(m, "", e, err);
	if (!find_member(args, &member, &value))
		return err_set(err, ERR_VALUE, "%s",
		    _("Say what to correct: name, contact, language or note, "
		      "and then the new value."));
	if (strlen(value) > members[member].max_bytes)
		return err_set(err, ERR_TOO_LARGE,
		    _("This is too long: at most %zu bytes."),
		    members[member].max_bytes);
	if (r == NULL || r->fetched_ms == 0) {
		submit_fetch_customer(m, c->c.customer_id, e);
		return err_set(err, ERR_BUSY, "%s",
		    _("The record has not come yet: try again in a moment."));
	}
	action_init(&a, ACTION_CUSTOMER);
	a.customer_id = c->c.customer_id;
	a.name = r->c.name;
	a.contact = r->c.contact;
	a.language = r->c.language;
	a.note = r->c.note;
	set_member(&a, member, value);
	if (!action_is_kept(a.type) || !submit_action(m, &a, e))
		return err_set(err, ERR_BUSY, "%s",
		    _("Too much at once: press the key again."));
	return true;
}

COMPLETE(customer)
{
	(void)m;
	(void)args;
	for (size_t i = 0; i < N_MEMBERS; i++)
		str_putf(out, "%s\n", members[i].name);
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

COMMAND(alerts)
{
	(void)m;
	if (strcmp(args, "test") != 0)
		return err_set(err, ERR_VALUE, "%s",
		    _("Type /alerts test to try every kind of alert."));
	effects_put(e, EFFECT_ALERT_TEST);
	return true;
}

COMPLETE(words)
{
	(void)m;
	(void)args;
	str_put(out, "test\n");
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
