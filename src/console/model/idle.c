/* SPDX-License-Identifier: GPL-3.0-or-later */
/* idle.c - is anybody in front of this console? The desk makes its operator
 * away when all their consoles say that nobody is.
 */
#include <string.h>

#include "base/str.h"
#include "console/model/internal.h"

/* Nothing was typed since; before the first key: since the console began. */
static int64_t
quiet_since(const struct model *m)
{
	return m->ui.last_key_ms > m->here_ms ? m->ui.last_key_ms :
	    m->here_ms;
}

static void
tell(struct model *m, const char *reason, struct effects *e)
{
	struct action a;

	str_copy(m->away, sizeof m->away, reason);
	action_init(&a, ACTION_IDLE);
	a.reason = m->away;
	submit_action(m, &a, e);
}

void
idle_tick(struct model *m, struct effects *e)
{
	bool is_idle;

	if (m->here_ms == 0)
		m->here_ms = m->now_ms;
	is_idle = m->prefs.away_after_ms > 0 &&
	    m->now_ms - quiet_since(m) >= m->prefs.away_after_ms;
	if (!m->is_ready || is_idle == (m->away[0] != '\0'))
		return;
	tell(m, is_idle ? REASON_IDLE : "", e);
}

int64_t
idle_due_ms(const struct model *m)
{
	if (m->prefs.away_after_ms == 0 || m->here_ms == 0 ||
	    m->away[0] != '\0' || !m->is_ready)
		return 0;
	return quiet_since(m) + m->prefs.away_after_ms;
}
