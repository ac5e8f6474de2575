/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What customers were promised for an instant: saying it, and being reminded.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/when.h"
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

/* The bytes of the time at the start of `text`; 0: there is none. A span ends
 * with a whole minute, as clocks show it. */
static size_t
read_instant(const struct model *m, const char *text, int64_t *at_ms)
{
	char word[16];
	size_t len = strcspn(text, " ");
	int minute;

	snprintf(word, sizeof word, "%.*s", (int)len, text);
	if (len < sizeof word && alert_parse_minute(word, &minute)) {
		size_t read = when_read(text, m->now_ms, at_ms);

		/* "16:00 tomorrow" */
		if (read > len + strspn(text + len, " "))
			return read;
		*at_ms = clock_instant(m, minute);
		return len + strspn(text + len, " ");
	}
	len = when_read(text, m->now_ms, at_ms);
	*at_ms += MINUTE_MS - 1;
	*at_ms -= *at_ms % MINUTE_MS;
	return len;
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
	char clock[96];
	int64_t due_ms = 0;
	size_t len;

	if (strcmp(args, "done") == 0)
		return done(m, c, e, err);
	if (args[0] == '\0' || strcmp(args, "--ask") == 0) {
		ask_open(m, ASK_PROMISE);
		return true;
	}
	len = read_instant(m, args, &due_ms);
	if (len == 0)
		return err_set(err, ERR_VALUE, "%s",
		    _("When? A promise begins with its time: 16:00, 20m, 2h, "
		      "tomorrow, tomorrow 10:00 or monday 9:30, and then "
		      "says what."));
	i18n_instant(clock, sizeof clock, due_ms, m->now_ms);
	args += len;
	if (args[0] == '\0')
		return err_set(err, ERR_VALUE,
		    _("And what is promised for %s? Say it behind the time: "
		      "/promise 16:00 I'll write."), clock);
	if (due_ms <= m->now_ms)
		return err_set(err, ERR_VALUE,
		    _("%s has passed already: name a later time."), clock);
	if (strlen(args) > MAX_PROMISE_BYTES)
		return err_set(err, ERR_TOO_LARGE,
		    _("This is too long: at most %zu bytes."),
		    (size_t)MAX_PROMISE_BYTES);
	if (!submit(m, c, due_ms, args, e, err))
		return false;
	model_say(m, TONE_INFO, _("You will be reminded: %s."), clock);
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
