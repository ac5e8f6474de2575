/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a key to what it does: a chord, a binding, an overlay, the input. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"
#include "console/model/supervise_parts.h"

bool
keys_is_text(const char *key)
{
	size_t len = strlen(key);
	uint32_t code;

	return len > 0 && utf8_next(key, len, &code) == len && code >= ' ' &&
	    (code < 0x7f || code > 0x9f);
}

static bool
is_letter(const char *key)
{
	return (unsigned char)key[0] >= 0x80 ||
	    (key[0] >= 'a' && key[0] <= 'z') ||
	    (key[0] >= 'A' && key[0] <= 'Z');
}

/* --- the input of a chat ----------------------------------------------------- */

void
keys_changed(struct model *m, struct chat *c, struct effects *e)
{
	struct action a;

	c->is_dirty = true;
	spelling_changed(m, c);
	m->ui.asked_id = 0;
	c->restored_bytes = 0;
	if (editor_is_empty(&c->input))
		c->n_canned = 0;
	c->inherited_from = 0;
	if (c->is_note || !model_may_write(m, c) ||
	    editor_is_empty(&c->input) ||
	    (c->typing_sent_ms != 0 &&
		m->now_ms - c->typing_sent_ms < TYPING_MS))
		return;
	action_init(&a, ACTION_TYPING);
	a.conversation_id = c->c.id;
	a.is_typing = true;
	if (submit_action(m, &a, e))
		c->typing_sent_ms = m->now_ms;
}

/* Is there a ";" before the cursor that begins a word? */
static bool
is_after_semicolon(const struct editor *in)
{
	const char *text = in->text.data;

	if (in->at == 0 || text[in->at - 1] != ';')
		return false;
	return in->at == 1 || text[in->at - 2] == ' ' ||
	    text[in->at - 2] == '\n';
}

static void
open_inline(struct model *m, struct chat *c, const char *letter)
{
	str_cut(&c->input.text, c->input.at - 1, 1);
	c->input.at--;
	overlay_open(m, OVERLAY_CANNED);
	m->ui.is_inline = true;
	overlay_paste(m, letter, strlen(letter));
}

static void
type_into(struct model *m, struct chat *c, const char *key, struct effects *e)
{
	if (strcmp(key, "/") == 0 && editor_is_empty(&c->input)) {
		overlay_open(m, OVERLAY_COMMAND);
		return;
	}
	if (m->book.n > 0 && is_letter(key) &&
	    is_after_semicolon(&c->input)) {
		open_inline(m, c, key);
		return;
	}
	if (editor_insert(&c->input, key, strlen(key)))
		keys_changed(m, c, e);
	else
		model_say(m, TONE_BAD, _("The input is full: send it first."));
}

static void run_key(struct model *m, const char *key, struct effects *e);

static void
type(struct model *m, const char *key, struct effects *e)
{
	struct chat *c = model_chat(m, m->ui.focus_id);
	bool was_away;

	if (file_key(m, key, e) || hint_key(m, key, e) || label_key(m, key, e))
		return;
	if (overlay_takes_text(m->ui.overlay)) {
		overlay_text(m, key, e);
		return;
	}
	/* Type first: what only shows something gives way. */
	if (m->ui.overlay != OVERLAY_NONE)
		overlay_close(m);
	was_away = m->ui.in_sidebar || model_reads_earlier(m);
	m->ui.in_sidebar = false;
	earlier_leave(m);
	if (c != NULL && was_away && m->ui.is_normal)
		run_key(m, key, e);
	else if (c != NULL)
		type_into(m, c, key, e);
	else if (strcmp(key, "/") == 0)
		overlay_open(m, OVERLAY_COMMAND);
	else
		model_say(m, TONE_INFO, "%s", model_no_focus(m));
}

/* --- editing keys ----------------------------------------------------------------- */

static void
edit_overlay(struct model *m, const char *key, struct effects *e)
{
	bool is_erase = strcmp(key, "Backspace") == 0 ||
	    strcmp(key, "C-h") == 0;

	if (m->ui.in_note) {
		editor_key(&m->ui.note, key);
		return;
	}
	if (is_erase && editor_is_empty(&m->ui.query) &&
	    (m->ui.overlay == OVERLAY_COMMAND || m->ui.is_inline)) {
		overlay_close(m);
		return;
	}
	if (is_erase && form_files_erase(m))
		return;
	if (editor_key(&m->ui.query, key))
		overlay_edited(m);
	form_files_typed(m, e);
}

/* After a start the input has no history: the transcript does. */
static void
learn_history(struct model *m, struct chat *c)
{
	if (c->input.n_history > 0 || c->input.stash != NULL)
		return;
	for (size_t i = 0; i < c->n_lines; i++)
		if (c->lines[i].type == EVENT_MESSAGE &&
		    c->lines[i].by == ACTOR_OPERATOR &&
		    c->lines[i].by_id == m->me.id)
			editor_remember_sent(&c->input, c->lines[i].text);
}

void
keys_edit(struct model *m, struct chat *c, const char *key, const char *name,
    struct effects *e)
{
	char *before;

	learn_history(m, c);
	before = mem_dup(c->input.text.data);
	if (name != NULL)
		editor_run(&c->input, name);
	else
		editor_key(&c->input, key);
	if (strcmp(before, c->input.text.data) != 0)
		keys_changed(m, c, e);
	free(before);
}

static void
edit(struct model *m, const char *key, struct effects *e)
{
	struct chat *c = model_chat(m, m->ui.focus_id);

	if (m->ui.overlay != OVERLAY_NONE) {
		if (overlay_takes_text(m->ui.overlay))
			edit_overlay(m, key, e);
		return;
	}
	if (c == NULL || m->ui.in_sidebar || model_reads_earlier(m))
		return;
	if (strcmp(key, "Backspace") == 0 && editor_is_empty(&c->input))
		attach_drop(c, c->n_attached - 1);
	keys_edit(m, c, key, NULL, e);
}

/* --- what was seen ------------------------------------------------------------------- */

static int64_t
last_from_customer(const struct chat *c)
{
	for (size_t i = c->n_lines; i-- > 0;)
		if (c->lines[i].seq != 0 && c->lines[i].by == ACTOR_VISITOR &&
		    c->lines[i].type == EVENT_MESSAGE)
			return c->lines[i].seq;
	return 0;
}

static void
mark_read(struct model *m, struct chat *c, struct effects *e)
{
	int64_t seq = room_is(c) ? room_last_seq(m, c) :
	    last_from_customer(c);
	struct action a;

	if (!place_is_end(c) && !c->shown.is_end)
		return;
	c->n_unread = 0;
	c->is_to_me = false;
	if ((!model_is_mine(m, c) && !room_is(c)) ||
	    seq <= c->c.operator_read_seq ||
	    seq <= c->read_sent_seq)
		return;
	action_init(&a, ACTION_READ);
	a.conversation_id = c->c.id;
	a.upto = seq;
	if (submit_action(m, &a, e))
		c->read_sent_seq = seq;
}

/* A key says that what is on the screen has been seen: what was there before
 * the key did its work. */
static size_t
on_screen(const struct model *m, int64_t *ids)
{
	size_t n = 0;

	if (!m->ui.has_focus)
		return 0;
	for (int i = 0; i < m->ui.n_panes; i++)
		if (panes_shows(m, m->ui.panes[i]))
			ids[n++] = m->ui.panes[i];
	return n;
}

/* Who looks away has seen what is on the screen. */
static void
forget_new(struct model *m)
{
	for (size_t i = 0; i < m->n_chats; i++)
		if (m->chats[i]->n_unread == 0 &&
		    model_is_shown(m, m->chats[i]))
			m->chats[i]->new_seq = 0;
}

/* --- keys --------------------------------------------------------------------------------- */

static bool
join_chord(struct model *m, const char *key, char *chord, size_t size)
{
	const char *name = strcmp(key, " ") == 0 ? "Space" : key;
	int n;

	if (m->ui.prefix[0] == '\0')
		n = snprintf(chord, size, "%s", key);
	else
		n = snprintf(chord, size, "%s %s", m->ui.prefix, name);
	return n > 0 && (size_t)n < size;
}

/* Alt and a letter that only a national keyboard has, or Esc in front of one:
 * the letter was meant, unless its key is one of the editor's on a Latin
 * layout. */
static bool
is_national(const char *key)
{
	char latin[KEY_BYTES];
	uint32_t code, twin;

	if (strncmp(key, "M-", 2) != 0 || (unsigned char)key[2] < 0x80 ||
	    !keys_is_text(key + 2))
		return false;
	utf8_next(key + 2, strlen(key + 2), &code);
	twin = keymap_twin(code);
	snprintf(latin, sizeof latin, "M-%c", twin < 0x80 ? (int)twin : ' ');
	return !editor_knows(latin);
}

/* The line is the keymap's: what it runs may change that. */
static void
run_line_of(struct model *m, const char *line, struct effects *e)
{
	char copy[KEYMAP_LINE_BYTES];

	str_copy(copy, sizeof copy, line);
	command_run(m, copy, e);
}

/* Esc and a letter that came in one piece, as they do over a slow line, look
 * like Alt and the letter. Where Alt means nothing there, both were meant: of
 * "/close" behind an Esc no letter may be missing. */
static bool
is_loose(const char *key)
{
	return strncmp(key, "M-", 2) == 0 && key[2] > ' ' && key[2] < 0x7f &&
	    key[3] == '\0' && !editor_knows(key);
}

static void
run_loose(struct model *m, const char *key, struct effects *e)
{
	if (m->ui.overlay != OVERLAY_NONE)
		run_key(m, "Esc", e);
	run_key(m, key + 2, e);
}

/* --- vi's counts ---------------------------------------------------------------- */

#define COUNT_MAX 999

/* "3" before a letter, and "d 3 w". */
static bool
is_count(struct model *m, const char *key, const char *chord,
    enum context context)
{
	struct binding b;
	bool is_prefix;

	if (context != CONTEXT_NORMAL || key[0] < '0' || key[0] > '9' ||
	    key[1] != '\0' || (key[0] == '0' && m->ui.count == 0) ||
	    strncmp(m->ui.prefix, "C-x", 3) == 0)
		return false;
	/* "d 0" is a chord, "d 1 0 w" is not. */
	if (m->ui.count == 0 &&
	    (keymap_find(&m->keys, context, chord, &b, &is_prefix) ||
		is_prefix))
		return false;
	m->ui.count = m->ui.count * 10 + (key[0] - '0');
	if (m->ui.count > COUNT_MAX)
		m->ui.count = COUNT_MAX;
	return true;
}

static int
take_count(struct model *m)
{
	int n = m->ui.count == 0 ? 1 : m->ui.count;

	n *= m->ui.count_before == 0 ? 1 : m->ui.count_before;
	m->ui.count = m->ui.count_before = 0;
	return n > COUNT_MAX ? COUNT_MAX : n;
}

/* What moves, cuts or scrolls is done so many times; the rest is done once. */
static void
run_counted(struct model *m, const char *line, int n, struct effects *e)
{
	static const char *const counted[] = { "edit ", "scroll ", "find",
		"pane ", "insert kill" };
	bool is = false;

	for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
		is = is || strncmp(line, counted[i], strlen(counted[i])) == 0;
	for (int i = 0; i < (is ? n : 1); i++)
		run_line_of(m, line, e);
}

/* The digits after C-x mean what is on the screen beside them. */
static void
freeze_top(struct model *m, enum context context)
{
	const struct chat *c = model_focused(m);

	if (strcmp(m->ui.prefix, "C-x") == 0 && context == CONTEXT_CHAT &&
	    c != NULL)
		m->ui.n_top = canned_top(m, c, m->ui.top);
}

/* Is it typed, and not a key of where the keys are? */
static bool
is_typed(const struct model *m, enum context context, const char *key)
{
	bool is_prefix = false;
	struct binding b;

	if (m->ui.prefix[0] != '\0' || !keys_is_text(key) ||
	    context == CONTEXT_NORMAL || context == CONTEXT_WATCH ||
	    overlay_asks(m->ui.overlay))
		return false;
	if (context != CONTEXT_EARLIER)
		return true;
	return !(keymap_find(&m->keys, context, key, &b, &is_prefix) &&
	    b.context == CONTEXT_EARLIER) && !is_prefix;
}

/* What is meant for the live conversation takes the keys back to it. */
static void
leave_for(struct model *m, const struct binding *b)
{
	if (b->context == CONTEXT_CHAT && strncmp(b->line, "scroll", 6) != 0 &&
	    strncmp(b->line, "find", 4) != 0 &&
	    strncmp(b->line, "earlier", 7) != 0)
		earlier_leave(m);
}

static void
run_key(struct model *m, const char *key, struct effects *e)
{
	bool had_prefix = m->ui.prefix[0] != '\0', is_prefix = false;
	bool found, had_count;
	enum context context = model_context(m);
	struct binding b;
	char chord[KEY_BYTES];
	int n;

	if (!join_chord(m, key, chord, sizeof chord) ||
	    is_count(m, key, chord, context))
		return;
	if (is_typed(m, context, key)) {
		type(m, key, e);
		return;
	}
	found = keymap_find(&m->keys, context, chord, &b, &is_prefix);
	m->ui.prefix[0] = '\0';
	if (is_prefix) {
		m->ui.count_before = m->ui.count;
		m->ui.count = 0;
		str_copy(m->ui.prefix, sizeof m->ui.prefix, chord);
		m->ui.prefix_due_ms = m->now_ms + CHORD_MS;
		freeze_top(m, context);
		return;
	}
	had_count = m->ui.count != 0;
	n = take_count(m);
	/* Esc after "3" means the count. */
	if (had_count && strcmp(key, "Esc") == 0)
		return;
	if (found) {
		if (context == CONTEXT_EARLIER)
			leave_for(m, &b);
		run_counted(m, b.line, n, e);
		return;
	}
	/* A key of a conversation, and none is open: that is why. */
	if (context == CONTEXT_ANY && m->ui.overlay == OVERLAY_NONE &&
	    keymap_find(&m->keys, CONTEXT_CHAT, chord, &b, NULL)) {
		model_say(m, TONE_INFO, "%s", model_no_focus(m));
		return;
	}
	if (context == CONTEXT_WATCH && keys_is_text(chord))
		model_say(m, TONE_INFO, _("%s does nothing here: F1 shows the "
					  "keys."), chord);
	else if (!had_prefix && is_national(key))
		type(m, key + 2, e);
	else if (!had_prefix && is_loose(key))
		run_loose(m, key, e);
	else if (!had_prefix && context == CONTEXT_NORMAL &&
	    keys_is_text(key))
		model_say(m, TONE_INFO, _("%s does nothing here: i goes back "
					  "to typing."), key);
	else if (!had_prefix)
		edit(m, key, e);
	else if (strcmp(key, "Esc") != 0)
		model_say(m, TONE_INFO, _("%s does nothing here: F1 shows the "
					  "keys."), chord);
}

void
model_key(struct model *m, const char *key, struct effects *e)
{
	int64_t seen[MODEL_PANES];
	int64_t asked_id = m->ui.asked_id;
	size_t n;

	if (strcmp(key, "FocusIn") == 0 || strcmp(key, "FocusOut") == 0) {
		if (m->ui.has_focus && strcmp(key, "FocusOut") == 0)
			forget_new(m);
		m->ui.has_focus = strcmp(key, "FocusIn") == 0;
		return;
	}
	n = on_screen(m, seen);
	m->ui.last_key_ms = m->now_ms;
	m->ui.n_keys++;
	if (!tour_key(m, key, e) && !watch_key(m, key, e))
		run_key(m, key, e);
	/* What it says of their absence stays on the screen. */
	idle_tick(m, e);
	if (m->ui.prefix[0] == '\0')
		m->ui.n_top = 0;
	themes_follow(m, e);
	read_along_follow(m, e);
	model_settle(m);
	/* Only an Enter right after the question is its answer. */
	if (asked_id != 0 && m->ui.asked_id == asked_id)
		m->ui.asked_id = 0;
	for (size_t i = 0; i < n; i++) {
		struct chat *c = model_chat(m, seen[i]);

		if (c == NULL)
			continue;
		mark_read(m, c, e);
		alert_looked(m, c);
	}
}
