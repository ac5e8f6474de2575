/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What customers were promised for an instant: saying it, and being reminded.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "console/model/internal.h"

#define SOON_MS	  120000	/* reminded so long before */
#define MINUTE_MS 60000
#define DAY_MIN	  1440

bool
model_promise_is_due(const struct model *m, const struct chat *c)
{
	return c->c.promise_due_ms != 0 && model_is_mine(m, c) &&
	    m->now_ms >= c->c.promise_due_ms - SOON_MS;
}

/* Once shortly before, if it was given earlier than that, and once then. */
void
promise_tick(struct model *m)
{
	for (size_t i = 0; i < m->n_chats; i++) {
		struct chat *c = m->chats[i];
		int64_t due_ms = c->c.promise_due_ms;
		int64_t told_ms = m->now_ms >= due_ms ? due_ms :
		    due_ms - SOON_MS;

		if (!model_promise_is_due(m, c) ||
		    c->promise_told_ms == told_ms ||
		    (told_ms != due_ms && c->c.promised_ms > told_ms))
			continue;
		c->promise_told_ms = told_ms;
		alert_raise(m, c, ALERT_PROMISE);
	}
}

/* --- the time ------------------------------------------------------------------ */

/* "16:00" of today, or of tomorrow when that is nearer. */
static int64_t
clock_instant(const struct model *m, int minute)
{
	int now = i18n_minute(m->now_ms), after = minute - now;

	if (after < -DAY_MIN / 2)
		after += DAY_MIN;
	return m->now_ms - m->now_ms % MINUTE_MS +
	    (int64_t)after * MINUTE_MS;
}

/* 0: it is no time. A span ends with a whole minute, as clocks show it. */
static int64_t
read_instant(const struct model *m, const char *word)
{
	int64_t span_ms;
	int minute;

	if (alert_parse_minute(word, &minute))
		return clock_instant(m, minute);
	if (strcmp(word, "never") == 0 ||
	    !target_parse_span(word, &span_ms, NULL))
		return 0;
	span_ms += m->now_ms + MINUTE_MS - 1;
	return span_ms - span_ms % MINUTE_MS;
}

/* --- the command ------------------------------------------------------------------ */

static bool
submit(struct model *m, const struct chat *c, int64_t due_ms,
    const char *text, struct effects *e, struct err *err)
{
	struct action a;

	action_init(&a, ACTION_PROMISE);
	a.conversation_id = c->c.id;
	a.due_ms = due_ms;
	a.text = text;
	return submit_action(m, &a, e) || err_set(err, ERR_BUSY, "%s",
	    _("Too much at once: press the key again."));
}

static bool
done(struct model *m, const struct chat *c, struct effects *e,
    struct err *err)
{
	if (c->c.promise_due_ms == 0)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("Nothing is promised here."));
	return submit(m, c, 0, "", e, err);
}

COMMAND(promise)
{
	const struct chat *c = model_focused(m);
	size_t len = strcspn(args, " ");
	char word[16], clock[32];
	int64_t due_ms;

	if (strcmp(args, "done") == 0)
		return done(m, c, e, err);
	if (args[0] == '\0' || strcmp(args, "--ask") == 0) {
		ask_open(m, ASK_PROMISE);
		return true;
	}
	snprintf(word, sizeof word, "%.*s", (int)len, args);
	due_ms = len < sizeof word ? read_instant(m, word) : 0;
	args += len + strspn(args + len, " ");
	if (due_ms == 0 || args[0] == '\0')
		return err_set(err, ERR_VALUE, "%s",
		    _("Say when and then what: /promise 16:00 I'll write, or "
		      "/promise 20m a call; /promise done ends it."));
	if (due_ms <= m->now_ms)
		return err_set(err, ERR_VALUE,
		    _("%s has passed already: name a later time."),
		    i18n_clock(clock, sizeof clock, due_ms));
	if (strlen(args) > MAX_PROMISE_BYTES)
		return err_set(err, ERR_TOO_LARGE,
		    _("This is too long: at most %zu bytes."),
		    (size_t)MAX_PROMISE_BYTES);
	if (!submit(m, c, due_ms, args, e, err))
		return false;
	model_say(m, TONE_INFO, _("You will be reminded at %s."),
	    i18n_clock(clock, sizeof clock, due_ms));
	return true;
}

COMPLETE(promise)
{
	(void)m;
	(void)args;
	str_put(out, "done\n");
}

bool
promise_asks(struct model *m, struct chat *c, struct err *err)
{
	char clock[32];

	if (c->c.promise_due_ms == 0 || (c->close_asked_ms != 0 &&
	    m->now_ms - c->close_asked_ms < MESSAGE_MS))
		return false;
	c->close_asked_ms = m->now_ms == 0 ? 1 : m->now_ms;
	err_set(err, ERR_CONFLICT,
	    _("%s was promised for %s: %s. Once more closes all the same."),
	    c->label, i18n_clock(clock, sizeof clock, c->c.promise_due_ms),
	    c->c.promise);
	return true;
}
