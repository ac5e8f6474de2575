/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /sessions: what I am signed in with, and the end of what should not be
 * there. The list comes from the desk and is shown when it has come; one is
 * ended by the second Enter on its row.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

static void
ask(struct model *m, enum action_type type, int64_t id, struct effects *e)
{
	struct action a;

	action_init(&a, type);
	a.session_id = id;
	m->sessions_asked = true;
	effects_submit(e, &a);
}

COMMAND(sessions)
{
	long long id;

	if (args[0] == '\0') {
		ask(m, ACTION_FETCH_SESSIONS, 0, e);
		return true;
	}
	if (strncmp(args, "end ", 4) != 0 ||
	    !str_to_i64(args + 4, 1, INT64_MAX, &id))
		return err_set(err, ERR_VALUE, "%s",
		    _("Say end NUMBER, as /sessions tells it."));
	ask(m, ACTION_REVOKE, id, e);
	return true;
}

COMPLETE(sessions)
{
	(void)m;
	(void)args;
	str_put(out, "end\n");
}

const struct session_info *
session_find(const struct model *m, int64_t id)
{
	for (size_t i = 0; i < m->n_sessions; i++)
		if (m->sessions[i].id == id)
			return &m->sessions[i];
	return NULL;
}

void
sessions_told(struct model *m, const struct event *ev)
{
	bool is_ended = m->session_ending != 0;

	if (!m->sessions_asked)
		return;
	m->sessions_asked = false;
	m->session_ending = 0;
	if (ev->code != ERR_NONE) {
		model_say(m, TONE_BAD, "%s", command_why(ev->code));
		return;
	}
	free(m->sessions);
	m->sessions = mem_array(ev->n_sessions + 1, struct session_info);
	m->n_sessions = ev->n_sessions;
	if (ev->n_sessions > 0)
		memcpy(m->sessions, ev->sessions,
		    ev->n_sessions * sizeof *m->sessions);
	if (m->ui.overlay != OVERLAY_SESSIONS)
		overlay_open(m, OVERLAY_SESSIONS);
	else
		overlay_freeze(m);
	if (is_ended)
		model_say(m, TONE_GOOD, _("It has ended."));
}

void
sessions_choose(struct model *m, struct effects *e)
{
	const struct session_info *s = session_find(m, m->ui.selected);

	if (s == NULL) {
		model_say(m, TONE_BAD, _("Nothing matches."));
	} else if (s->is_current) {
		model_say(m, TONE_BAD, _("This console is signed in with it: "
		    "/quit leaves it."));
	} else if (m->session_ending != s->id) {
		m->session_ending = s->id;
		model_say(m, TONE_INFO, _("Enter once more ends it; whoever "
		    "uses it has to sign in again."));
	} else {
		ask(m, ACTION_REVOKE, s->id, e);
	}
}

void
sessions_clear(struct model *m)
{
	free(m->sessions);
	m->sessions = NULL;
	m->n_sessions = 0;
}
