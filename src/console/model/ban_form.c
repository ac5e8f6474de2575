/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a block: whom, how, how long, why; and the question whether
 * others may be struck. What is typed is always the reason.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/model/bans.h"
#include "console/model/internal.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS	  (60 * MINUTE_MS)
#define DAY_MS	  (24 * HOUR_MS)

static const struct {
	int64_t	    span_ms;
	const char *words;
} spans[] = {
	{ 15 * MINUTE_MS, N_("15 minutes") }, { HOUR_MS, N_("1 hour") },
	{ 8 * HOUR_MS, N_("8 hours") }, { DAY_MS, N_("1 day") },
	{ 7 * DAY_MS, N_("7 days") }, { 30 * DAY_MS, N_("30 days") },
	{ 0, N_("until it is ended") },
};
#define N_SPANS ((int)(sizeof spans / sizeof *spans))

/* When the setting has none. */
static const char *const usual[] = {
	N_("rude"), N_("floods"), N_("advertises"),
};
#define N_USUAL ((int)(sizeof usual / sizeof *usual))

const char *
ban_span_words(int64_t span_ms, char *buf, size_t size)
{
	for (int i = 0; i < N_SPANS; i++)
		if (spans[i].span_ms == span_ms)
			return _(spans[i].words);
	return i18n_span(buf, size, span_ms);
}

const char *
ban_kind_words(enum ban_kind kind)
{
	static const char *const words[BAN_KINDS] = {
		N_("this visitor"), N_("their address"),
		N_("their address and its neighbours"),
	};

	return _(words[kind]);
}

const char *
ban_done_words(enum ban_kind kind, bool is_limit, const char *who, char *buf,
    size_t size)
{
	if (is_limit && kind == BAN_RANGE)
		snprintf(buf, size, _("%s lets their address and its "
		    "neighbours write slowly."), who);
	else if (is_limit && kind == BAN_ADDRESS)
		snprintf(buf, size, _("%s lets their address write slowly."),
		    who);
	else if (is_limit)
		snprintf(buf, size, _("%s lets the visitor write slowly."),
		    who);
	else if (kind == BAN_RANGE)
		snprintf(buf, size, _("%s blocked their address and its "
		    "neighbours."), who);
	else if (kind == BAN_ADDRESS)
		snprintf(buf, size, _("%s blocked their address."), who);
	else
		snprintf(buf, size, _("%s blocked the visitor."), who);
	return buf;
}

bool
ban_is_on(const struct model *m, const struct chat *c)
{
	return c->c.block_id != 0 && (c->c.block_until_ms == 0 ||
	    c->c.block_until_ms > m->now_ms);
}

/* --- the form -------------------------------------------------------------------- */

/* The i-th of the reasons that are offered; false: there are not so many. */
static bool
reason_at(const struct model *m, int i, char *buf, size_t size)
{
	const char *list = m->prefs.block_reasons;

	if (list[0] == '\0')
		return i < N_USUAL && str_copy(buf, size, _(usual[i]));
	for (;;) {
		size_t len;

		list += strspn(list, ", ");
		len = strcspn(list, ",");
		if (len == 0 || len >= size)
			return false;
		if (i-- == 0) {
			memcpy(buf, list, len);
			buf[len] = '\0';
			return true;
		}
		list += len;
	}
}

/* It is selected: what is typed stands instead of it. */
static void
offer_reason(struct model *m, const char *reason)
{
	struct editor *q = &m->ui.query;

	editor_set(q, reason);
	q->mark = 0;
	q->has_mark = true;
}

static int
find_reason(const struct model *m, const char *text, int *n)
{
	char reason[PREF_TEXT_BYTES];
	int found = -1;

	for (*n = 0; reason_at(m, *n, reason, sizeof reason); ++*n)
		if (strcmp(reason, text) == 0)
			found = *n;
	return found;
}

void
ban_form_open(struct model *m, bool is_limit)
{
	char reason[PREF_TEXT_BYTES];

	overlay_open(m, OVERLAY_BAN);
	m->bans.form = (struct ban_form){ .chat_id = m->ui.focus_id,
		.kind = BAN_SESSION, .is_limit = is_limit,
		.span_ms = HOUR_MS };
	m->bans.row = BAN_ROW_WHOM;
	if (reason_at(m, 0, reason, sizeof reason))
		offer_reason(m, reason);
}

void
ban_form_move(struct model *m, int by)
{
	m->bans.row = (enum ban_row)(((int)m->bans.row + BAN_ROWS +
	    (by < 0 ? -1 : 1)) % BAN_ROWS);
}

static void
turn_span(struct ban_form *f, int by)
{
	int i = 0;

	while (i < N_SPANS - 1 && spans[i].span_ms != f->span_ms)
		i++;
	i += by;
	f->span_ms = spans[i < 0 ? 0 : i >= N_SPANS ? N_SPANS - 1 : i]
	    .span_ms;
}

/* One's own words are moved in; those that are offered are changed. */
static void
turn_reason(struct model *m, const char *key, int by)
{
	char reason[PREF_TEXT_BYTES];
	int n, i = find_reason(m, m->ui.query.text.data, &n);

	if ((i < 0 && !editor_is_empty(&m->ui.query)) || n == 0) {
		editor_key(&m->ui.query, key);
		return;
	}
	i = i < 0 ? 0 : (i + by + n) % n;
	if (reason_at(m, i, reason, sizeof reason))
		offer_reason(m, reason);
}

bool
ban_form_turn(struct model *m, const char *how)
{
	struct ban_form *f = &m->bans.form;
	bool is_left = strcmp(how, "left") == 0;
	const char *key = is_left ? "Left" : "Right";
	int by = is_left ? -1 : 1, kind = (int)f->kind + by;

	if (m->ui.overlay != OVERLAY_BAN ||
	    (!is_left && strcmp(how, "right") != 0))
		return false;

	switch (m->bans.row) {
	case BAN_ROW_WHOM:
		f->kind = kind < 0 ? BAN_SESSION : kind >= BAN_KINDS ?
		    BAN_RANGE : (enum ban_kind)kind;
		break;
	case BAN_ROW_HOW:
		f->is_limit = !f->is_limit;
		break;
	case BAN_ROW_SPAN:
		turn_span(f, by);
		break;
	default:
		turn_reason(m, key, by);
	}
	return true;
}

void
ban_form_send(struct model *m, struct effects *e)
{
	struct ban_form f = m->bans.form;

	if (f.chat_id != m->ui.focus_id) {
		overlay_close(m);
		model_say(m, TONE_BAD, "%s", _("Another conversation is in "
		    "front now: nobody was blocked. /block asks again."));
		return;
	}
	if (!str_copy(f.reason, sizeof f.reason, m->ui.query.text.data)) {
		model_say(m, TONE_BAD, _("A reason has at most %d bytes."),
		    MAX_BAN_REASON_BYTES);
		return;
	}
	overlay_close(m);
	if (!ban_send(m, &f, e))
		model_say(m, TONE_BAD, "%s",
		    _("Too much at once: press the key again."));
}

/* --- the question ----------------------------------------------------------------- */

void
ban_ask_open(struct model *m)
{
	m->ui.message[0] = '\0';
	overlay_open(m, OVERLAY_SHARED);
}

const char *
ban_answer_words(const struct model *m, enum ban_answer answer, char *buf,
    size_t size)
{
	const struct bans_held *b = &m->bans;
	const struct chat *c = model_find_chat(m, b->sent.chat_id);

	switch (answer) {
	case BAN_ONLY:
		if (c == NULL)
			return NULL;
		snprintf(buf, size, _("only %s"), c->label);
		return buf;
	case BAN_ALL:
		snprintf(buf, size, ngettext("all: %d other visitor, too",
		    "all: %d other visitors, too", (unsigned long)b->others),
		    b->others);
		return buf;
	case BAN_NOBODY:
		return _("nobody: leave it");
	default:
		return NULL;
	}
}

void
ban_ask_choose(struct model *m, struct effects *e)
{
	struct ban_form f = m->bans.sent;
	int64_t answer = m->ui.selected;

	if (answer < BAN_ONLY || answer > BAN_NOBODY) {
		model_say(m, TONE_BAD, _("Nothing matches."));
		return;
	}
	m->bans.is_asking = false;
	overlay_close(m);
	if (answer == BAN_NOBODY) {
		model_say(m, TONE_INFO, "%s", _("Nobody is blocked."));
		return;
	}
	if (answer == BAN_ONLY) {
		f.kind = BAN_SESSION;
		f.despite = f.prefix = 0;
	}
	if (!ban_send(m, &f, e))
		model_say(m, TONE_BAD, "%s",
		    _("Too much at once: press the key again."));
}
