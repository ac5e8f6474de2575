/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_alerts.c - alerts on their way out: which of the ways there are here.
 */
#include "console/app_internal.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

/* In the order in which /alerts test tries them. */
static const struct { enum alert_way bit; enum notify_way way; } order[] = {
	{ ALERT_BELL, NOTIFY_BELL }, { ALERT_TERMINAL, NOTIFY_TERMINAL },
	{ ALERT_DESKTOP, NOTIFY_DESKTOP }, { ALERT_COMMAND, NOTIFY_COMMAND },
};

/* To find the ways asks other programs: only for what has changed. */
void
app_alert_ways(struct app *app)
{
	const struct prefs *p = &app->m->prefs;

	if (app->notify != NULL &&
	    strcmp(app->notify_command, p->alert_command) == 0 &&
	    strcmp(app->notify_terminal, p->alert_terminal) == 0)
		return;
	str_copy(app->notify_command, sizeof app->notify_command,
	    p->alert_command);
	str_copy(app->notify_terminal, sizeof app->notify_terminal,
	    p->alert_terminal);
	notify_free(app->notify);
	app->notify = notify_new(app->config->libexec_dir,
	    p->alert_command[0] != '\0' ? p->alert_command : NULL,
	    p->alert_terminal);
	/* It answers once, and has done so when this is not the start. */
	if (app->term != NULL)
		notify_terminal_is(app->notify, term_name(app->term));
}

static void
send_one(struct app *app, enum notify_way way, const struct note *note)
{
	switch (way) {
	case NOTIFY_BELL:
		term_bell(app->term);
		app_linear_bell(app);
		app->is_dirty = true;
		break;
	case NOTIFY_TERMINAL:
		term_notify(app->term, notify_osc(app->notify), note->title,
		    note->body);
		break;
	case NOTIFY_DESKTOP:
		notify_desktop(app->notify, note);
		break;
	default:
		notify_command(app->notify, note);
		break;
	}
}

void
app_alert(struct app *app, const struct effect *f)
{
	struct note note = {
		.kind = alert_name(f->alert), .title = f->text,
		.body = f->body, .step = f->step, .count = f->count,
		.conversation_id = f->conversation_id
	};
	unsigned bits = f->ways;

	/* What the desktop shows the terminal need not show too. */
	if ((bits & ALERT_DESKTOP) != 0 &&
	    notify_uses(app->notify, NOTIFY_DESKTOP))
		bits &= ~(unsigned)ALERT_TERMINAL;
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if ((bits & order[i].bit) != 0 &&
		    notify_uses(app->notify, order[i].way))
			send_one(app, order[i].way, &note);
}

/* One way a step; what was tried so far is said. */
void
app_alert_test(struct app *app, int step)
{
	struct note note = {
		.kind = "test", .title = _("dezhurka: a test"),
		.body = _("This is how an alert looks."), .step = 1, .count = 1
	};
	struct str all;

	str_init(&all, sizeof app->m->ui.message - 1);
	for (int i = 0; i <= step && i < ALERT_TESTS; i++) {
		bool uses = notify_uses(app->notify, order[i].way);

		if (i == step && uses)
			send_one(app, order[i].way, &note);
		str_putf(&all, "%s%s %s", i > 0 ? "\n" : "", uses ? "✓" : "✗",
		    notify_why(app->notify, order[i].way));
	}
	app_say(app, TONE_INFO, all.data);
	str_clear(&all);
}

int
app_alert_wait_ms(const struct app *app)
{
	int64_t due_ms = model_due_ms(app->m), wait_ms;

	if (due_ms == 0)
		return -1;
	wait_ms = due_ms - app_now_ms(app);
	if (wait_ms > MINUTE_MS)
		return MINUTE_MS;
	return wait_ms > 0 ? (int)wait_ms : 0;
}
