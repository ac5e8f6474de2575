/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_attached.c - the model hears when the last client of our tmux or screen
 * has gone, and when one is back; the desk hears when we go.
 */
#include "console/app_internal.h"

#include "base/clock.h"

#define LEAVE_MS   1000	/* the desk is told, or it finds out by itself */
#define SUSPEND_MS 400	/* a shell is waited for */
#define QUIET_MS   50000

void
app_attached(struct app *app, int revents)
{
	const struct model *m = app->m;
	struct event ev;

	if (app->attached == NULL)
		return;
	if (revents != 0)
		attached_poll(app->attached);
	/* Who types is there, but in a session that was left nobody types. */
	if (m->is_detached || m->now_ms - m->ui.last_key_ms >= QUIET_MS)
		attached_tick(app->attached, clock_mono_ms());
	if (attached_is_seen(app->attached) != m->is_detached)
		return;
	event_init(&ev, EVENT_TERMINAL);
	ev.is_on = !m->is_detached;
	ev.name = attached_name(app->attached);
	app_on_event(app, &ev);
	app_run_effects(app);
}

void
app_leave(struct app *app, bool is_end)
{
	if (app->backend != NULL && app->m->link == LINK_LIVE)
		native_ops.leave(app->backend, is_end ? LEAVE_MS :
		    SUSPEND_MS);
}
