/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /state (C-x P): how I am, chosen from a small list: the states there are, and
 * the desk's reasons to be away. A row is a command line.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/model/internal.h"

static const struct state {
	const char   *line;
	enum presence presence;
	const char   *title;
} states[] = {
	{ "online", PRESENCE_ONLINE, N_("online") },
	{ "break", PRESENCE_BREAK, N_("break") },
	{ "busy", PRESENCE_BUSY, N_("busy") },
	{ "away", PRESENCE_AWAY, N_("away") },
};
#define N_STATES (sizeof states / sizeof *states)

const char *
state_title(const struct model *m, size_t i)
{
	if (i < N_STATES)
		return _(states[i].title);
	return i - N_STATES < m->n_reasons ? m->reasons[i - N_STATES] : NULL;
}

const char *
state_hint(const struct model *m, size_t i)
{
	const struct operator *me = &m->me;
	bool is_it;

	if (i < N_STATES)
		is_it = states[i].presence == me->presence &&
		    me->reason[0] == '\0';
	else
		is_it = me->presence == PRESENCE_AWAY &&
		    strcmp(me->reason, m->reasons[i - N_STATES]) == 0;
	return is_it ? "✓" : "";
}

COMMAND(state)
{
	(void)args;
	(void)e;
	(void)err;
	overlay_open(m, OVERLAY_STATE);
	return true;
}

void
state_choose(struct model *m, struct effects *e)
{
	size_t i = (size_t)m->ui.selected - 1;
	char line[MAX_REASON_BYTES + 16];

	if (m->ui.selected <= 0 || state_title(m, i) == NULL) {
		model_say(m, TONE_BAD, _("Nothing matches."));
		return;
	}
	if (i < N_STATES)
		snprintf(line, sizeof line, "%s", states[i].line);
	else
		snprintf(line, sizeof line, "away %s",
		    m->reasons[i - N_STATES]);
	overlay_close(m);
	command_run(m, line, e);
}
