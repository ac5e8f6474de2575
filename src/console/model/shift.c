/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/shift.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define COLS	  72
#define ROW_BYTES 1024
#define NOTES_MS  (12 * 3600 * INT64_C(1000))	/* a shift, and some more */
#define NOTES_MAX 20

enum part { PART_WAITS, PART_TALKS, PART_LACKS, PART_ASIDE, PART_QUEUE,
	PARTS };

static bool
is_head(const struct operator *o)
{
	return o->role == ROLE_SUPERVISOR || o->role == ROLE_ADMIN;
}

static bool
concerns_me(const struct model *m, const struct chat *c)
{
	return c->c.last_seq != 0 && !room_is(c) &&
	    c->c.state != CONVERSATION_CLOSED && (model_is_mine(m, c) ||
	    c->c.state == CONVERSATION_WAITING || is_head(&m->me));
}

static enum part
part_of(const struct model *m, const struct chat *c)
{
	if (c->c.state == CONVERSATION_WAITING)
		return PART_QUEUE;
	if (c->c.state == CONVERSATION_WRAP_UP)
		return PART_LACKS;
	if (model_aside(m, c) != 0)
		return PART_ASIDE;
	return c->c.waiting_since_ms != 0 ? PART_WAITS : PART_TALKS;
}

/* One line of it, cut to the width, between words where that loses little; what
 * is foreign in it is made safe. */
static void
put_row(struct str *out, const char *row)
{
	char safe[ROW_BYTES];
	const char *more = "";
	size_t len;
	int used;

	utf8_safe_buf(safe, sizeof safe, row, UTF8_FLAT);
	len = utf8_fit(safe, strlen(safe), COLS, &used);
	if (safe[len] != '\0') {
		size_t end;

		len = end = utf8_fit(safe, len, COLS - 1, &used);
		while (end > len / 2 && safe[end] != ' ')
			end--;
		if (safe[end] == ' ')
			len = end;
		more = "…";
	}
	if (out->len + len + strlen(more) + 1 < SHIFT_BYTES) {
		str_put_n(out, safe, len);
		str_put(out, more);
		str_put_c(out, '\n');
	}
}

/* "  #12 Ivan · Anna · 12 min · Where is my order" */
static void
put_chat(const struct model *m, struct str *out, const struct chat *c,
    const char *since)
{
	const struct operator *o = model_operator(m, c->c.operator_id);
	char row[ROW_BYTES];

	snprintf(row, sizeof row, "  #%lld %s%s%s%s%s%s%s",
	    (long long)c->c.id, c->label,
	    o != NULL && o->id != m->me.id ? " · " : "",
	    o != NULL && o->id != m->me.id ? o->name : "",
	    since[0] != '\0' ? " · " : "", since,
	    c->c.subject[0] != '\0' ? " · " : "", c->c.subject);
	put_row(out, row);
}

static void
say_since(const struct model *m, const struct chat *c, enum part part,
    char *buf, size_t size)
{
	int64_t at_ms = c->c.waiting_since_ms != 0 ? c->c.waiting_since_ms :
	    c->c.queued_ms;

	buf[0] = '\0';
	if (part == PART_ASIDE && model_aside(m, c) != ASIDE_OPEN)
		i18n_instant(buf, size, model_aside(m, c), m->now_ms);
	else if ((part == PART_WAITS || part == PART_QUEUE) && at_ms != 0)
		i18n_span(buf, size, m->now_ms - at_ms);
}

static int
put_part(const struct model *m, struct str *out, enum part part,
    const char *title)
{
	char since[64], row[ROW_BYTES];
	int n = 0;

	for (size_t i = 0; i < m->n_chats; i++)
		n += concerns_me(m, m->chats[i]) &&
		    part_of(m, m->chats[i]) == part;
	if (n == 0)
		return 0;
	snprintf(row, sizeof row, "%s: %d", title, n);
	put_row(out, row);
	for (size_t i = 0; i < m->n_chats; i++) {
		const struct chat *c = m->chats[i];

		if (!concerns_me(m, c) || part_of(m, c) != part)
			continue;
		say_since(m, c, part, since, sizeof since);
		put_chat(m, out, c, since);
	}
	return n;
}

static int
put_promises(const struct model *m, struct str *out)
{
	char row[ROW_BYTES], due[64];
	int n = 0;

	for (size_t i = 0; i < m->n_chats; i++) {
		const struct chat *c = m->chats[i];

		if (!concerns_me(m, c) || c->c.promise_due_ms == 0)
			continue;
		if (n++ == 0)
			put_row(out, _("Promised:"));
		snprintf(row, sizeof row, "  #%lld %s · %s%s · %s",
		    (long long)c->c.id, c->label,
		    c->c.promise_due_ms <= m->now_ms ? "! " : "",
		    i18n_instant(due, sizeof due, c->c.promise_due_ms,
		    m->now_ms), c->c.promise);
		put_row(out, row);
	}
	return n;
}

static int
put_notes(const struct model *m, struct str *out)
{
	char row[ROW_BYTES], at[64];
	int n = 0;

	for (size_t i = 0; i < m->n_chats; i++) {
		const struct chat *c = m->chats[i];

		for (size_t k = 0; concerns_me(m, c) && k < c->n_lines &&
		    n < NOTES_MAX; k++) {
			const struct line *line = &c->lines[k];

			if (line->type != EVENT_NOTE || line->seq == 0 ||
			    m->now_ms - line->at_ms > NOTES_MS)
				continue;
			if (n++ == 0)
				put_row(out, _("Noted in the last 12 hours:"));
			snprintf(row, sizeof row, "  #%lld %s · %s",
			    (long long)c->c.id, i18n_clock(at, sizeof at,
			    line->at_ms), line->text);
			put_row(out, row);
		}
	}
	return n;
}

void
shift_report(const struct model *m, struct str *out)
{
	static const struct {
		enum part   part;
		const char *title;
	} parts[] = {
		{ PART_WAITS, N_("Wait for an answer") },
		{ PART_QUEUE, N_("In the queue") },
		{ PART_TALKS, N_("Answered, still open") },
		{ PART_ASIDE, N_("Put aside for later") },
		{ PART_LACKS, N_("Closed without an outcome") },
	};
	char row[ROW_BYTES], at[160];
	int n = 0;

	i18n_instant(at, sizeof at, m->now_ms, m->now_ms);
	/* TRANSLATORS: the clock, then who hands over. */
	snprintf(row, sizeof row, _("Handover of the shift, %s, %s"), at,
	    m->me.name[0] != '\0' ? m->me.name : m->me.login);
	put_row(out, row);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		n += put_part(m, out, parts[i].part, _(parts[i].title));
	n += put_promises(m, out);
	n += put_notes(m, out);
	if (m->n_unsent > 0) {
		snprintf(row, sizeof row, ngettext("Not with the desk yet: "
		    "%d action", "Not with the desk yet: %d actions",
		    (unsigned long)m->n_unsent), m->n_unsent);
		put_row(out, row);
		n++;
	}
	if (n == 0)
		put_row(out, _("Nothing is left open."));
}

/* The room of my department, where I have just one. */
static int64_t
my_room(const struct model *m)
{
	return m->me.n_departments == 1 ? -m->me.departments[0] : 0;
}

COMMAND(shift)
{
	int64_t to = my_room(m);
	struct str text;
	bool ok;

	if (args[0] != '\0' && !talk_find(m, args, &to, err))
		return false;
	str_init(&text, SHIFT_BYTES + 1);
	shift_report(m, &text);
	ok = talk_open(m, to, "", text.data, e, err);
	str_clear(&text);
	if (ok)
		model_say(m, TONE_INFO, "%s", _("Read it before you send it: "
		    "nothing has been sent yet."));
	return ok;
}

COMPLETE(shift)
{
	complete_talk(m, args, out);
}
