/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Win-backs that are due: told with the snapshot, changed by events, settled by
 * /winback. Their conversations are closed and mostly none of the model's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/when.h"
#include "console/model/internal.h"

#define SOON_MS	   (4 * 3600 * INT64_C(1000))	/* warned so long before */
#define BODY_BYTES 256
#define MOST	   500

/* --- the list --------------------------------------------------------------- */

static void
set_text(const char **text, const char *to)
{
	char *was = (char *)(uintptr_t)*text;

	*text = mem_dup(to);
	free(was);
}

static void
clear_one(struct winback_held *h)
{
	free((char *)(uintptr_t)h->w.name);
	free((char *)(uintptr_t)h->w.comment);
	free((char *)(uintptr_t)h->w.apology);
	free((char *)(uintptr_t)h->w.gesture);
	free((char *)(uintptr_t)h->w.changed);
	*h = (struct winback_held){ .told_ms = 0 };
}

void
winbacks_clear(struct model *m)
{
	for (size_t i = 0; i < m->n_winbacks; i++)
		clear_one(&m->winbacks[i]);
	free(m->winbacks);
	m->winbacks = NULL;
	m->n_winbacks = 0;
}

static struct winback_held *
add_one(struct model *m, const struct winback *w)
{
	struct winback_held *h;

	m->winbacks = mem_grow(m->winbacks, m->n_winbacks, m->n_winbacks + 1,
	    sizeof *m->winbacks);
	h = &m->winbacks[m->n_winbacks++];
	*h = (struct winback_held){ .w = *w };
	h->w.name = mem_dup(w->name);
	h->w.comment = mem_dup(w->comment);
	h->w.apology = mem_dup(w->apology);
	h->w.gesture = mem_dup(w->gesture);
	h->w.changed = mem_dup(w->changed);
	return h;
}

static struct winback_held *
find(const struct model *m, int64_t id)
{
	for (size_t i = 0; i < m->n_winbacks; i++)
		if (m->winbacks[i].w.conversation_id == id)
			return &m->winbacks[i];
	return NULL;
}

const struct winback *
winback_find(const struct model *m, int64_t conversation_id)
{
	const struct winback_held *h = find(m, conversation_id);

	return h == NULL ? NULL : &h->w;
}

void
winbacks_set(struct model *m, const struct winback *list, size_t n)
{
	struct winback_held *was = m->winbacks;
	size_t n_was = m->n_winbacks;

	m->winbacks = NULL;
	m->n_winbacks = 0;
	for (size_t i = 0; i < n && i < MOST; i++) {
		struct winback_held *h = add_one(m, &list[i]);

		for (size_t k = 0; k < n_was; k++)
			if (was[k].w.conversation_id == h->w.conversation_id)
				h->told_ms = was[k].told_ms;
	}
	for (size_t k = 0; k < n_was; k++)
		clear_one(&was[k]);
	free(was);
}

static void
remove_one(struct model *m, struct winback_held *h)
{
	size_t at = (size_t)(h - m->winbacks);

	clear_one(h);
	m->n_winbacks--;
	memmove(h, h + 1, (m->n_winbacks - at) * sizeof *h);
}

static struct winback_held *
begin_one(struct model *m, const struct event *ev)
{
	const struct chat *c = model_find_chat(m, ev->conversation_id);
	struct winback w = { .conversation_id = ev->conversation_id,
		.opened_ms = ev->at_ms, .name = "", .comment = "",
		.apology = "", .gesture = "", .changed = "" };

	if (m->n_winbacks == MOST)
		return NULL;
	if (c != NULL) {
		w.name = c->c.name;
		w.stars = c->c.stars;
		w.customer_id = c->c.customer_id;
		w.by_id = c->c.operator_id;
	}
	return add_one(m, &w);
}

/* What I have said of it has come to the desk. */
static void
say_done(struct model *m, const struct event *ev)
{
	long long id = (long long)ev->conversation_id;
	char due[BODY_BYTES];

	i18n_instant(due, sizeof due, ev->due_ms, m->now_ms);
	switch (ev->winback) {
	case WINBACK_OPEN:
		model_say(m, TONE_GOOD, _("Win-back %lld is open, due %s."),
		    id, due);
		break;
	case WINBACK_OFFERED:
		model_say(m, TONE_GOOD, _("Win-back %lld: something is "
		    "offered; it stays open, due %s."), id, due);
		break;
	case WINBACK_WON:
		model_say(m, TONE_GOOD, _("Win-back %lld is over: the "
		    "customer is won back."), id);
		break;
	default:
		model_say(m, TONE_GOOD, _("Win-back %lld is over: the "
		    "customer is lost."), id);
	}
}

void
winbacks_told(struct model *m, const struct event *ev)
{
	struct winback_held *h = find(m, ev->conversation_id);
	bool is_new = h == NULL, may;
	bool is_my_word = ev->by == ACTOR_OPERATOR && ev->by_id == m->me.id;

	if (is_my_word)
		say_done(m, ev);
	may = m->me.role != ROLE_OPERATOR || ev->operator_id == m->me.id;
	if (!winback_is_due(ev->winback) || !may) {
		if (h != NULL)
			remove_one(m, h);
		return;
	}
	if (is_new)
		h = begin_one(m, ev);
	if (h == NULL)
		return;
	h->w.state = ev->winback;
	h->w.owner_id = ev->operator_id;
	h->w.due_ms = ev->due_ms;
	h->w.changed_ms = ev->at_ms;
	if (ev->apology[0] != '\0')
		set_text(&h->w.apology, ev->apology);
	if (ev->gesture[0] != '\0')
		set_text(&h->w.gesture, ev->gesture);
	if (ev->changed[0] != '\0')
		set_text(&h->w.changed, ev->changed);
	if (is_new && !is_my_word && h->w.owner_id == m->me.id)
		model_say(m, TONE_BAD, _("A bad rating: win the customer "
		    "back, /winbacks has it."));
}

/* --- its deadline -------------------------------------------------------------- */

/* As loud as a promise, by its rule; once before it is due, once then. */
static void
warn(struct model *m, const struct winback *w, struct effects *e)
{
	const struct alert_rule *r = &m->prefs.alert_rules[ALERT_PROMISE];
	char title[BODY_BYTES], name[BODY_BYTES], text[BODY_BYTES];
	struct effect *f;

	utf8_safe_buf(name, sizeof name, w->name, UTF8_FLAT);
	snprintf(title, sizeof title, m->now_ms >= w->due_ms ?
	    _("A win-back is overdue: %s") : _("A win-back is due soon: %s"),
	    name);
	model_say(m, TONE_BAD, "%s", title);
	if (m->alerts.dnd_until_ms != 0 || r->only == ALERT_NEVER ||
	    alert_rule_is_quiet(r, i18n_minute(m->now_ms)))
		return;
	utf8_safe_buf(text, sizeof text, w->comment, UTF8_FLAT);
	f = effects_alert(e, ALERT_PROMISE, title, text);
	if (f == NULL)
		return;
	f->ways = r->ways[0];
	f->count = 1;
}

void
winbacks_tick(struct model *m, struct effects *e)
{
	for (size_t i = 0; i < m->n_winbacks; i++) {
		struct winback_held *h = &m->winbacks[i];
		int64_t told_ms = m->now_ms >= h->w.due_ms ? h->w.due_ms :
		    h->w.due_ms - SOON_MS;

		if (h->w.owner_id != m->me.id || m->now_ms < told_ms ||
		    h->told_ms == told_ms)
			continue;
		h->told_ms = told_ms;
		warn(m, &h->w, e);
		return;		/* one alert in a tick */
	}
}

/* --- the commands --------------------------------------------------------------- */

COMMAND(winbacks)
{
	(void)args;
	(void)e;
	(void)err;
	if (m->n_winbacks == 0) {
		model_say(m, TONE_INFO, "%s", _("There is no win-back to do."));
		return true;
	}
	overlay_open(m, OVERLAY_WINBACKS);
	return true;
}

/* Its conversation, to be read beside the others. */
void
winbacks_choose(struct model *m, struct effects *e)
{
	int64_t id = m->ui.selected;

	if (winback_find(m, id) == NULL) {
		model_say(m, TONE_BAD, _("Nothing matches."));
		return;
	}
	overlay_close(m);
	if (earlier_open(m, id, e))
		model_say(m, TONE_INFO, _("/winback %lld WORD says what is "
		    "done about it."), (long long)id);
}

/* What a word of the command changes. */
static const struct winback_word {
	const char	  *name;
	enum winback_state state;
	bool		   needs_text;
} words[] = {
	{ "own", WINBACK_NONE, false },
	{ "due", WINBACK_NONE, true },
	{ "apology", WINBACK_NONE, true },
	{ "gesture", WINBACK_NONE, true },
	{ "changed", WINBACK_NONE, true },
	{ "offered", WINBACK_OFFERED, false },
	{ "won", WINBACK_WON, false },
	{ "lost", WINBACK_LOST, false },
	{ "open", WINBACK_OPEN, false },
};
#define N_WORDS (sizeof words / sizeof *words)

static const struct winback_word *
find_word(const char *text, size_t len)
{
	for (size_t i = 0; i < N_WORDS; i++)
		if (strlen(words[i].name) == len &&
		    strncmp(words[i].name, text, len) == 0)
			return &words[i];
	return NULL;
}

static bool
say_usage(struct err *err)
{
	return err_set(err, ERR_VALUE, "%s", _("Say own, due TIME, apology "
	    "TEXT, gesture TEXT, changed TEXT, offered, won, lost or open; "
	    "before it the number that /winbacks tells."));
}

/* Who gets it: nobody named is me. */
static bool
take_owner(struct model *m, struct action *a, const char *text,
    struct err *err)
{
	a->operator_id = m->me.id;
	if (text[0] == '\0')
		return true;
	for (size_t i = 0; i < m->n_operators; i++)
		if (strcmp(m->operators[i].login, text) == 0 ||
		    strcmp(m->operators[i].name, text) == 0) {
			a->operator_id = m->operators[i].id;
			return true;
		}
	return err_set(err, ERR_NOT_FOUND, _("There is no colleague “%s”."),
	    text);
}

static bool
fill(struct model *m, struct action *a, const struct winback_word *w,
    const char *text, struct err *err)
{
	if (w->needs_text && text[0] == '\0')
		return say_usage(err);
	a->winback = w->state;
	if (w->state != WINBACK_NONE)
		a->text = text;
	else if (strcmp(w->name, "own") == 0)
		return take_owner(m, a, text, err);
	else if (strcmp(w->name, "due") == 0)
		return when_parse(text, m->now_ms, &a->due_ms) ||
		    err_set(err, ERR_VALUE, _("“%s” is no time: say 16:00, "
		    "2h or tomorrow"), text);
	else if (strcmp(w->name, "apology") == 0)
		a->apology = text;
	else if (strcmp(w->name, "gesture") == 0)
		a->gesture = text;
	else
		a->changed = text;
	return true;
}

/* Without a number: what I am looking at, else the only one there is. */
static int64_t
which(const struct model *m)
{
	if (m->ui.focus_id != 0 && winback_find(m, m->ui.focus_id) != NULL)
		return m->ui.focus_id;
	return m->n_winbacks == 1 ? m->winbacks[0].w.conversation_id : 0;
}

COMMAND(winback)
{
	size_t digits = strspn(args, "0123456789"), len;
	char number[24] = "";
	long long id = 0;
	const struct winback_word *w;
	struct action a;

	action_init(&a, ACTION_WINBACK);
	a.conversation_id = which(m);
	if (digits > 0 && digits < sizeof number) {
		memcpy(number, args, digits);
		if (!str_to_i64(number, 1, INT64_MAX, &id))
			return say_usage(err);
		a.conversation_id = id;
		args += digits + strspn(args + digits, " ");
	}
	len = strcspn(args, " ");
	w = find_word(args, len);
	if (w == NULL || a.conversation_id == 0)
		return say_usage(err);
	args += len + strspn(args + len, " ");
	if (!fill(m, &a, w, args, err))
		return false;
	return submit_action(m, &a, e) || err_set(err, ERR_BUSY, "%s",
	    _("Too much at once: press the key again."));
}

COMPLETE(winback)
{
	(void)m;
	(void)args;
	for (size_t i = 0; i < N_WORDS; i++)
		str_putf(out, "%s\n", words[i].name);
}
