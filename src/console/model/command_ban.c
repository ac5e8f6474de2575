/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /block, /limit, /unblock and /blocked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/when.h"
#include "console/model/bans.h"
#include "console/model/internal.h"

#define MINUTE_MS (60 * INT64_C(1000))
#define WORD_BYTES 80

/* --- what is typed ----------------------------------------------------------- */

/* "45m", "2h", "7d", "4w"; a time of the day is what when_parse() knows. */
static bool
parse_span(const struct model *m, const char *word, int64_t *span_ms)
{
	static const struct { char unit; int64_t ms; } units[] = {
		{ 'm', MINUTE_MS }, { 'h', 60 * MINUTE_MS },
		{ 'd', 24 * 60 * MINUTE_MS }, { 'w', 7 * 24 * 60 * MINUTE_MS },
	};
	size_t digits = strspn(word, "0123456789");
	char number[8] = "";
	long long n;
	int64_t at_ms;

	if (strcmp(word, "forever") == 0) {
		*span_ms = 0;
		return true;
	}
	if (digits > 0 && digits < sizeof number && word[digits] != '\0' &&
	    word[digits + 1] == '\0') {
		memcpy(number, word, digits);
		for (size_t i = 0; i < sizeof units / sizeof *units; i++)
			if (units[i].unit == word[digits] &&
			    str_to_i64(number, 1, MAX_BAN_SPAN_MS /
			    units[i].ms, &n)) {
				*span_ms = n * units[i].ms;
				return true;
			}
	}
	if (digits == 0 || strchr(word, ':') == NULL ||
	    !when_parse(word, m->now_ms, &at_ms) || at_ms <= m->now_ms)
		return false;
	*span_ms = at_ms - m->now_ms;
	return true;
}

/* "range", "range/20", "192.0.2.0/24" */
static bool
parse_kind(const char *word, struct ban_form *f)
{
	char name[WORD_BYTES];
	const char *slash = strchr(word, '/');
	struct range range;
	long long bits;

	snprintf(name, sizeof name, "%.*s", slash != NULL ?
	    (int)(slash - word) : (int)strlen(word), word);
	if (ban_kind_parse(name, &f->kind)) {
		if (slash == NULL)
			return true;
		if (f->kind != BAN_RANGE || !str_to_i64(slash + 1, 1, 128,
		    &bits))
			return false;
		f->prefix = (int)bits;
		return true;
	}
	if (strpbrk(word, ".:") == NULL || !range_parse(&range, word, NULL))
		return false;
	f->kind = BAN_RANGE;
	f->chat_id = 0;
	return str_copy(f->address, sizeof f->address, word);
}

static bool
parse_others(const char *word, struct ban_form *f)
{
	long long n;

	if (strncmp(word, "others=", 7) != 0 ||
	    !str_to_i64(word + 7, 0, MAX_BAN_OTHERS, &n))
		return false;
	f->despite = (int)n;
	return true;
}

/* Letters to change, put in or leave out, so that `a` is `b`; 9: many. */
static int
distance(const char *a, const char *b)
{
	size_t n = strlen(a), k = strlen(b);
	int row[WORD_BYTES];

	if (n >= WORD_BYTES || k + 2 < n || n + 2 < k)
		return 9;
	for (size_t i = 0; i <= n; i++)
		row[i] = (int)i;
	for (size_t j = 1; j <= k; j++) {
		int corner = row[0];

		row[0] = (int)j;
		for (size_t i = 1; i <= n; i++) {
			int least = corner + (a[i - 1] != b[j - 1]);

			corner = row[i];
			if (row[i] + 1 < least)
				least = row[i] + 1;
			if (row[i - 1] + 1 < least)
				least = row[i - 1] + 1;
			row[i] = least;
		}
	}
	return row[n];
}

/* "adress", "2hours", "range/x": hardly how a reason begins. */
static bool
is_mistyped(const struct model *m, const char *word)
{
	static const char *const words[] = { "session", "address", "range",
		"forever" };
	size_t digits = strspn(word, "0123456789");
	char name[WORD_BYTES];
	int64_t span_ms;

	if (strncmp(word, "others=", 7) == 0)
		return true;
	if (parse_span(m, word, &span_ms))
		return false;	/* a second one */
	if (digits > 0)
		return word[digits] != '\0' && strspn(word + digits,
		    "abcdefghijklmnopqrstuvwxyz") == strlen(word + digits);
	snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "/"), word);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (name[0] == words[i][0] && strcmp(word, words[i]) != 0 &&
		    distance(name, words[i]) <= 2)
			return true;
	return false;
}

/* Kind, span and others in any order, once each; the rest is the reason. */
static bool
parse_form(const struct model *m, const char *args, struct ban_form *f,
    struct err *err)
{
	bool has_kind = false, has_span = false, has_others = false;
	char word[WORD_BYTES];

	for (;;) {
		size_t len = strcspn(args, " ");

		if (len == 0 || len >= sizeof word)
			break;
		memcpy(word, args, len);
		word[len] = '\0';
		if (!has_kind && parse_kind(word, f))
			has_kind = true;
		else if (!has_span && parse_span(m, word, &f->span_ms))
			has_span = true;
		else if (!has_others && parse_others(word, f))
			has_others = true;
		else if (strcmp(word, "--") != 0 && is_mistyped(m, word))
			return err_set(err, ERR_VALUE, _("“%s” is no kind and "
			    "no time (address, 2h, forever, others=2): nobody "
			    "was blocked. A reason that begins so stands "
			    "behind --."), word);
		else
			break;
		args += len + strspn(args + len, " ");
	}
	if (strncmp(args, "-- ", 3) == 0)
		args += 3;
	if (!str_copy(f->reason, sizeof f->reason, args))
		return err_set(err, ERR_VALUE, _("A reason has at most %d "
		    "bytes."), MAX_BAN_REASON_BYTES);
	return true;
}

static bool
run_either(struct model *m, const char *args, bool is_limit,
    struct effects *e, struct err *err)
{
	struct ban_form f = { .chat_id = m->ui.focus_id,
		.is_limit = is_limit, .span_ms = 60 * MINUTE_MS };

	if (args[0] == '\0' && m->bans.is_asking &&
	    m->bans.sent.chat_id == m->ui.focus_id) {
		ban_ask_open(m);
		return true;
	}
	if (!parse_form(m, args, &f, err))
		return false;
	if (f.address[0] == '\0' && model_focused(m) == NULL)
		return err_set(err, ERR_VALUE, "%s", model_no_focus(m));
	if (args[0] == '\0') {
		ban_form_open(m, is_limit);
		return true;
	}
	return ban_send(m, &f, e) || err_set(err, ERR_BUSY, "%s",
	    _("Too much at once: press the key again."));
}

COMMAND(block)
{
	return run_either(m, args, false, e, err);
}

COMMAND(limit)
{
	return run_either(m, args, true, e, err);
}

COMPLETE(block)
{
	(void)m;
	(void)args;
	str_put(out, "session\naddress\nrange\n");
}

static bool
end_one(struct model *m, int64_t id, struct effects *e)
{
	struct action a;

	action_init(&a, ACTION_UNBLOCK);
	a.block_id = id;
	return submit_action(m, &a, e);
}

COMMAND(unblock)
{
	const struct chat *c = model_focused(m);
	long long id = c == NULL ? 0 : c->c.block_id;

	if (args[0] != '\0' && !str_to_i64(args, 1, INT64_MAX, &id))
		return err_set(err, ERR_VALUE, "%s",
		    _("Say the number that /blocked tells."));
	if (id == 0)
		return err_set(err, ERR_NOT_FOUND, "%s", _("Nobody is blocked "
		    "here: /blocked lists all blocks."));
	return end_one(m, id, e) || err_set(err, ERR_BUSY, "%s",
	    _("Too much at once: press the key again."));
}

/* --- what comes of it ---------------------------------------------------------- */

bool
ban_send(struct model *m, const struct ban_form *f, struct effects *e)
{
	struct bans_held *b = &m->bans;
	struct action a;

	action_init(&a, f->address[0] != '\0' ? ACTION_BLOCK_RANGE :
	    ACTION_BLOCK);
	a.conversation_id = f->chat_id;
	a.address = f->address;
	a.ban_kind = f->kind;
	a.prefix = f->prefix;
	a.is_limit = f->is_limit;
	a.span_ms = f->span_ms;
	a.despite = f->despite;
	a.text = f->reason;
	if (!submit_action(m, &a, e))
		return false;
	b->sent = *f;
	b->is_asking = false;
	b->keys = m->ui.n_keys;
	str_copy(b->client_id, sizeof b->client_id, a.client_id);
	return true;
}

void
bans_event(struct model *m, const struct event *ev)
{
	struct bans_held *b = &m->bans;
	const struct chat *c = model_find_chat(m, ev->conversation_id);
	const char *name = c != NULL ? c->label : b->sent.address;
	char until[160];

	if (ev->type == EVENT_UNBLOCKED && ev->upto == b->undo_id)
		b->undo_id = 0;
	if (ev->by != ACTOR_OPERATOR || ev->by_id != m->me.id)
		return;
	if (ev->type == EVENT_UNBLOCKED && c != NULL) {
		model_say(m, TONE_GOOD, _("%s may write again."), c->label);
		return;
	}
	if (ev->type == EVENT_UNBLOCKED) {
		model_say(m, TONE_GOOD, "%s", _("The block has ended."));
		return;
	}
	if (b->client_id[0] == '\0' ||
	    strcmp(b->client_id, ev->client_id) != 0)
		return;
	b->client_id[0] = '\0';
	b->undo_id = ev->seq;
	b->undo_until_ms = m->now_ms + BAN_UNDO_MS;
	i18n_instant(until, sizeof until, ev->until_ms, m->now_ms);
	if (ev->until_ms == 0)
		model_say(m, TONE_GOOD, ev->is_limit ?
		    _("%s may write slowly from now on. Ctrl-X Ctrl-Z takes "
		      "it back.") :
		    _("%s is blocked from now on. Ctrl-X Ctrl-Z ends the "
		      "block."), name);
	else
		model_say(m, TONE_GOOD, ev->is_limit ?
		    _("%s may write slowly until %s. Ctrl-X Ctrl-Z takes it "
		      "back.") :
		    _("%s is blocked until %s. Ctrl-X Ctrl-Z ends the "
		      "block."),
		    name, until);
}

bool
bans_undo(struct model *m, struct effects *e)
{
	struct bans_held *b = &m->bans;
	int64_t id = b->undo_id;

	if (id == 0 || m->now_ms >= b->undo_until_ms)
		return false;
	b->undo_id = 0;
	return end_one(m, id, e);
}

char *
ban_shared_words(const struct model *m, char *buf, size_t size)
{
	const struct bans_held *b = &m->bans;

	snprintf(buf, size, ngettext("%d other visitor writes from there: %s",
	    "%d other visitors write from there: %s",
	    (unsigned long)b->others), b->others,
	    b->names[0] != '\0' ? b->names : "…");
	return buf;
}

/* Others write from there: nothing was done, and the operator is asked. */
static void
shared(struct model *m, const struct event *ev)
{
	struct bans_held *b = &m->bans;

	b->others = (int)ev->total;
	b->sent.despite = b->others;
	utf8_safe_buf(b->names, sizeof b->names, ev->name, UTF8_FLAT);
	if (b->others > MAX_BAN_OTHERS && !b->sent.is_limit) {
		model_say(m, TONE_BAD, ngettext(
		    "%d other visitor writes from there: that is a network. "
		    "Block the visitor alone.",
		    "%d other visitors write from there: that is a network. "
		    "Block the visitor alone.", (unsigned long)b->others),
		    b->others);
		return;
	}
	b->is_asking = true;
	if (m->ui.n_keys == b->keys && m->ui.overlay == OVERLAY_NONE &&
	    m->ui.focus_id == b->sent.chat_id) {
		ban_ask_open(m);
		return;
	}
	ban_ask_left(m);
}

void
ban_ask_left(struct model *m)
{
	const struct bans_held *b = &m->bans;

	if (!b->is_asking)
		return;
	model_say(m, TONE_BAD, ngettext(
	    "%d other visitor writes from there (%s): nobody is blocked yet, "
	    "/block asks whom.",
	    "%d other visitors write from there (%s): nobody is blocked yet, "
	    "/block asks whom.", (unsigned long)b->others), b->others,
	    b->names[0] != '\0' ? b->names : "…");
}

bool
bans_refused(struct model *m, const struct pending *p, const struct event *ev)
{
	const struct operator *winner = model_operator(m, ev->operator_id);
	const struct chat *c = model_find_chat(m, p->conversation_id);
	bool is_mine = strcmp(p->client_id, m->bans.client_id) == 0;

	if (p->type != ACTION_BLOCK && p->type != ACTION_BLOCK_RANGE &&
	    p->type != ACTION_UNBLOCK)
		return false;
	if (is_mine)
		m->bans.client_id[0] = '\0';
	if (ev->code == ERR_SHARED && is_mine)
		shared(m, ev);
	else if (ev->code == ERR_CONFLICT && p->type != ACTION_UNBLOCK)
		model_say(m, TONE_BAD, _("%s has blocked the same already: "
		    "/blocked lists it."), winner != NULL ? winner->name :
		    _("Somebody"));
	else if (ev->code == ERR_RIGHTS && p->type == ACTION_BLOCK &&
	    c != NULL && c->c.operator_id != 0 && !model_is_mine(m, c))
		model_say(m, TONE_BAD, "%s", _("This conversation is not "
		    "yours: /take takes it."));
	else if (ev->code == ERR_RIGHTS)
		model_say(m, TONE_BAD, "%s", p->type == ACTION_UNBLOCK ?
		    _("This block is not yours: a supervisor can end it.") :
		    _("You may not block so: take the visitor alone, or a "
		      "shorter time; a supervisor may do more."));
	else if (ev->code == ERR_NOT_FOUND && p->type == ACTION_UNBLOCK)
		model_say(m, TONE_BAD, "%s",
		    _("There is no such block any more."));
	else if (ev->code == ERR_NOT_FOUND && m->bans.sent.kind != BAN_SESSION)
		model_say(m, TONE_BAD, "%s",
		    _("It is not known where this visitor writes from: block "
		      "the visitor."));
	else if (ev->code == ERR_VALUE)
		model_say(m, TONE_BAD, "%s", _("This cannot be blocked: it is "
		    "too wide, or an address of the desk itself or of a proxy "
		    "that it trusts."));
	else
		model_say(m, TONE_BAD, _("This was not done. %s"),
		    command_why(ev->code));
	return true;
}

/* --- the list -------------------------------------------------------------------- */

void
bans_clear(struct bans_held *b)
{
	free(b->list);
	*b = (struct bans_held){ .n = 0 };
}

const struct ban *
bans_find_held(const struct model *m, int64_t id)
{
	for (size_t i = 0; i < m->bans.n; i++)
		if (m->bans.list[i].id == id)
			return &m->bans.list[i];
	return NULL;
}

COMMAND(blocked)
{
	struct action a;

	(void)args;
	(void)err;
	action_init(&a, ACTION_FETCH_BLOCKS);
	m->bans.is_asked = true;
	m->bans.ending = 0;
	submit_action(m, &a, e);
	return true;
}

void
bans_told(struct model *m, const struct event *ev)
{
	struct bans_held *b = &m->bans;

	if (!b->is_asked)
		return;
	b->is_asked = false;
	if (ev->code != ERR_NONE) {
		model_say(m, TONE_BAD, "%s", command_why(ev->code));
		return;
	}
	free(b->list);
	b->list = mem_array(ev->n_bans + 1, struct ban);
	b->n = ev->n_bans;
	if (b->n > 0)
		memcpy(b->list, ev->bans, b->n * sizeof *b->list);
	if (b->n == 0)
		model_say(m, TONE_INFO, "%s", _("Nobody is blocked."));
	else if (m->ui.overlay == OVERLAY_NONE)
		overlay_open(m, OVERLAY_BLOCKED);
}

void
bans_choose(struct model *m, struct effects *e)
{
	const struct ban *b = bans_find_held(m, m->ui.selected);

	if (b == NULL) {
		model_say(m, TONE_BAD, _("Nothing matches."));
	} else if (m->bans.ending != b->id) {
		m->bans.ending = b->id;
		model_say(m, TONE_INFO, "%s", _("Enter once more ends this "
		    "block."));
	} else {
		end_one(m, b->id, e);
		m->bans.ending = 0;
		overlay_close(m);
	}
}
