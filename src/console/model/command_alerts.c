/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /alerts and /dnd. */
#include <string.h>

#include "base/i18n.h"
#include "console/model/internal.h"

#define DAY_MIN	  (24 * 60)
#define MINUTE_MS 60000
#define MAX_DND_MS (7 * 24 * 60 * (int64_t)MINUTE_MS)

COMMAND(alerts)
{
	(void)e;
	if (strcmp(args, "test") != 0)
		return err_set(err, ERR_VALUE, "%s",
		    _("Type /alerts test to try every kind of alert."));
	alert_test(m);
	return true;
}

COMPLETE(alerts)
{
	(void)m;
	(void)args;
	str_put(out, "test\n");
}

static void
set_dnd(struct model *m, int64_t until_ms)
{
	char clock[16];

	m->alerts.dnd_until_ms = until_ms;
	if (until_ms == 0)
		model_say(m, TONE_INFO, _("Alerts reach you again."));
	else if (until_ms == INT64_MAX)
		model_say(m, TONE_INFO, _("No alert disturbs you until you "
		    "say /dnd off."));
	else
		model_say(m, TONE_INFO, _("No alert disturbs you until %s."),
		    i18n_clock(clock, sizeof clock, until_ms));
}

/* The next time that a clock shows it. */
static int64_t
next_time(int64_t now_ms, int minute)
{
	int wait = (minute - i18n_minute(now_ms) + DAY_MIN) % DAY_MIN;

	if (wait == 0)
		wait = DAY_MIN;
	return now_ms - now_ms % MINUTE_MS + wait * (int64_t)MINUTE_MS;
}

COMMAND(dnd)
{
	bool is_on = m->alerts.dnd_until_ms != 0;
	int64_t span_ms;
	int minute;

	(void)e;
	if (strncmp(args, "until ", 6) == 0)
		args += 6 + strspn(args + 6, " ");
	if (strcmp(args, "on") == 0 || (args[0] == '\0' && !is_on))
		set_dnd(m, INT64_MAX);
	else if (strcmp(args, "off") == 0 || args[0] == '\0')
		set_dnd(m, 0);
	else if (alert_parse_minute(args, &minute))
		set_dnd(m, next_time(m->now_ms, minute));
	else if (strcmp(args, "never") != 0 &&
	    target_parse_span(args, &span_ms, NULL) && span_ms <= MAX_DND_MS)
		set_dnd(m, m->now_ms + span_ms);
	else
		return err_set(err, ERR_VALUE, "%s",
		    _("Say for how long: /dnd 30m, /dnd until 14:00, /dnd on "
		      "or /dnd off."));
	return true;
}

COMPLETE(dnd)
{
	(void)m;
	(void)args;
	str_put(out, "on\noff\n30m\n1h\nuntil 14:00\n");
}
