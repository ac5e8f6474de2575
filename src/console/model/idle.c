/* SPDX-License-Identifier: GPL-3.0-or-later */
/* idle.c - is anybody in front of this console? The desk makes its operator
 * away when all their consoles say that nobody is: no key for a while, or a
 * tmux or screen that nobody is attached to.
 */
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "console/model/internal.h"

/* Nothing was typed since; before the first key: since the console began. */
static int64_t
quiet_since(const struct model *m)
{
	return m->ui.last_key_ms > m->here_ms ? m->ui.last_key_ms :
	    m->here_ms;
}

/* With another console of theirs, or for a reason of their own, they were not
 * made away by this one. */
static bool
was_away(const struct model *m)
{
	return m->me.presence == PRESENCE_AWAY && m->me.state_by_id == 0 &&
	    strcmp(m->me.reason, m->away) == 0;
}

static void
welcome(struct model *m)
{
	char since[64];
	int n = m->n_passed;

	i18n_instant(since, sizeof since, m->away_ms, m->now_ms);
	if (strcmp(m->away, REASON_DETACHED) != 0) {
		if (n == 0)
			model_say(m, TONE_INFO,
			    _("You were away since %s: no key was pressed."),
			    since);
		else
			model_say(m, TONE_BAD, ngettext(
			    "You were away since %s: no key was pressed. %d "
			    "offer went on.",
			    "You were away since %s: no key was pressed. %d "
			    "offers went on.", (unsigned long)n), since, n);
	} else if (n == 0) {
		/* TRANSLATORS: the second %s is tmux or screen. */
		model_say(m, TONE_INFO,
		    _("You were away since %s: %s was detached."), since,
		    m->detached_from);
	} else {
		/* TRANSLATORS: the second %s is tmux or screen. */
		model_say(m, TONE_BAD, ngettext(
		    "You were away since %s: %s was detached. %d offer went "
		    "on.",
		    "You were away since %s: %s was detached. %d offers went "
		    "on.", (unsigned long)n), since, m->detached_from, n);
	}
}

static void
tell(struct model *m, const char *reason, struct effects *e)
{
	struct action a;

	if (m->away[0] == '\0') {
		m->away_ms = m->now_ms;
		m->n_passed = 0;
	} else if (*reason == '\0' && was_away(m)) {
		welcome(m);
	}
	str_copy(m->away, sizeof m->away, reason);
	action_init(&a, ACTION_IDLE);
	a.reason = m->away;
	submit_action(m, &a, e);
}

void
idle_tick(struct model *m, struct effects *e)
{
	const char *reason = "";

	if (m->here_ms == 0)
		m->here_ms = m->now_ms;
	if (m->is_detached && strcmp(m->prefs.detached, "away") == 0)
		reason = REASON_DETACHED;
	else if (m->prefs.away_after_ms > 0 &&
	    m->now_ms - quiet_since(m) >= m->prefs.away_after_ms)
		reason = REASON_IDLE;
	if (m->is_ready && strcmp(m->away, reason) != 0)
		tell(m, reason, e);
}

void
idle_terminal(struct model *m, const struct event *ev, struct effects *e)
{
	m->is_detached = ev->is_on;
	/* Who attaches it has come back, though no key was pressed yet. */
	if (!m->is_detached)
		m->here_ms = m->now_ms;
	else
		str_copy(m->detached_from, sizeof m->detached_from, ev->name);
	idle_tick(m, e);
}

void
idle_event(struct model *m, const struct event *ev)
{
	if (ev->type == EVENT_RETURNED && m->away[0] != '\0' &&
	    ev->from_operator_id == m->me.id)
		m->n_passed++;
}

int64_t
idle_due_ms(const struct model *m)
{
	if (m->prefs.away_after_ms == 0 || m->here_ms == 0 ||
	    m->away[0] != '\0' || !m->is_ready)
		return 0;
	return quiet_since(m) + m->prefs.away_after_ms;
}
