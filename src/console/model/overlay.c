/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies over the panes: opening, choosing, leaving without losing text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

#define PAGE_ROWS 10

/* --- opening and closing ---------------------------------------------------- */

static bool
has_row(const struct pick *rows, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].id == id)
			return true;
	return false;
}

void
overlay_freeze(struct model *m)
{
	struct pick *rows = mem_array(PICKER_MAX, struct pick);
	size_t n;

	m->ui.n_picks = 0;
	m->ui.canned_shown = 0;
	n = picker_rows(m, rows, PICKER_MAX);
	for (size_t i = 0; i < n; i++)
		m->ui.picks[i] = rows[i].id;
	m->ui.n_picks = n;
	if (!has_row(rows, n, m->ui.selected))
		m->ui.selected = n > 0 ? rows[0].id : 0;
	free(rows);
}

void
overlay_open(struct model *m, enum overlay overlay)
{
	if (m->ui.overlay != OVERLAY_NONE)
		overlay_close(m);
	m->ui.overlay = overlay;
	m->ui.overlay_chat_id = m->ui.focus_id;
	m->ui.overlay_scroll = 0;
	m->ui.in_note = false;
	m->ui.in_sidebar = false;
	m->ui.selected = 0;
	m->ui.opened_keys = m->ui.n_keys;
	editor_set(&m->ui.query, "");
	editor_set(&m->ui.note, "");
	overlay_freeze(m);
}

/* ";x" goes back to where it was typed. */
static void
restore_inline(struct model *m)
{
	struct chat *c = model_chat(m, m->ui.overlay_chat_id);

	m->ui.is_inline = false;
	if (c == NULL)
		return;
	editor_insert(&c->input, ";", 1);
	editor_insert(&c->input, m->ui.query.text.data, m->ui.query.text.len);
	c->is_dirty = true;
}

/* A note that was begun: Ctrl-Y in the chat's input brings it back. */
static void
keep_note(struct model *m)
{
	struct chat *c = model_chat(m, m->ui.overlay_chat_id);

	if (c == NULL || editor_is_empty(&m->ui.note))
		return;
	editor_put_kill(&c->input, m->ui.note.text.data);
	editor_set(&m->ui.note, "");
	model_say(m, TONE_INFO, _("Ctrl-Y brings your note back."));
}

bool
overlay_takes_text(enum overlay overlay)
{
	switch (overlay) {
	case OVERLAY_LIST:
	case OVERLAY_CANNED:
	case OVERLAY_TRANSFER:
	case OVERLAY_OUTCOME:
	case OVERLAY_MENU:
	case OVERLAY_COMMAND:
	case OVERLAY_SEARCH:
	case OVERLAY_KEYS:
	case OVERLAY_ASK:
	case OVERLAY_TAGS:
	case OVERLAY_HANDOVER:
	case OVERLAY_THEME:
	case OVERLAY_SESSIONS:
	case OVERLAY_WINBACKS: case OVERLAY_STATE:
	case OVERLAY_BAN: case OVERLAY_BLOCKED:
	case OVERLAY_SETTINGS:
	case OVERLAY_ATTACH:
	case OVERLAY_FORM:
		return true;
	default:
		return false;
	}
}

bool
overlay_asks(enum overlay overlay)
{
	return overlay == OVERLAY_CONFIRM || overlay == OVERLAY_PASTE ||
	    overlay == OVERLAY_SPELL;
}

void
overlay_close(struct model *m)
{
	if (m->ui.overlay == OVERLAY_CANNED && m->ui.is_inline)
		restore_inline(m);
	if (m->ui.overlay == OVERLAY_SHARED)
		ban_ask_left(m);
	if (m->ui.overlay == OVERLAY_FORM)
		canned_form_closed(m);
	if (m->ui.overlay == OVERLAY_COMMAND)
		free(editor_take(&m->ui.query));	/* Up finds it */
	if (m->ui.overlay == OVERLAY_TRANSFER ||
	    m->ui.overlay == OVERLAY_OUTCOME ||
	    m->ui.overlay == OVERLAY_HANDOVER)
		keep_note(m);
	free(m->ui.paste);
	m->ui.paste = NULL;
	m->ui.overlay = OVERLAY_NONE;
	m->ui.is_inline = false;
	m->ui.in_note = false;
	m->ui.n_picks = 0;
	m->ui.selected = 0;
}

/* --- moving -------------------------------------------------------------------- */

static const struct {
	const char *how;
	int by;
} moves[] = {
	{ "up", -1 },
	{ "down", 1 },
	{ "page-up", -PAGE_ROWS },
	{ "page-down", PAGE_ROWS },
};

static bool
find_move(const char *how, int *by)
{
	for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
		if (strcmp(moves[i].how, how) == 0) {
			*by = moves[i].by;
			return true;
		}
	return false;
}

static int64_t
clamp(int64_t at, int64_t n)
{
	if (at >= n)
		at = n - 1;
	return at < 0 ? 0 : at;
}

static void
move_row(struct model *m, int by)
{
	struct pick *rows = mem_array(PICKER_MAX, struct pick);
	size_t n = picker_rows(m, rows, PICKER_MAX), at = 0;

	while (at < n && rows[at].id != m->ui.selected)
		at++;
	m->ui.canned_shown = 0;
	if (n > 0)
		m->ui.selected =
		    rows[at == n ? 0 : clamp((int64_t)at + by, (int64_t)n)].id;
	free(rows);
}

void
overlay_scroll_sidebar(struct model *m, int rows)
{
	int most = m->ui.sidebar_top + m->ui.sidebar_below;

	m->ui.sidebar_follows = false;
	m->ui.sidebar_top = (int)clamp(m->ui.sidebar_top + rows,
	    (int64_t)most + 1);
	/* Until a frame tells again. */
	m->ui.sidebar_below = most - m->ui.sidebar_top;
}

/* What is chosen shall be on the screen first. True: it was not. */
static bool
shows_selected(struct model *m)
{
	bool was_unseen = m->ui.sidebar_unseen;

	m->ui.sidebar_follows = m->ui.sidebar_follows || was_unseen;
	m->ui.sidebar_unseen = false;
	return was_unseen;
}

/* Rows by the page; one by one the earlier conversations, and at either end
 * of them what stands beyond. */
static void
move_sidebar(struct model *m, int by)
{
	const struct chat *c = model_focused(m);
	const struct record *r =
	    c == NULL ? NULL : model_record(m, c->c.customer_id);
	size_t at = 0, n = r == NULL ? 0 : r->c.n_earlier;

	if (by < -1 || by > 1) {
		int page = m->ui.sidebar_rows > 2 ? m->ui.sidebar_rows - 1 : 1;

		overlay_scroll_sidebar(m, by < 0 ? -page : page);
		return;
	}
	if (n > 0 && shows_selected(m))
		return;
	while (at < n && r->c.earlier[at].conversation_id != m->ui.sidebar_row)
		at++;
	if (n == 0 || (at == 0 && by < 0) || (at == n - 1 && by > 0)) {
		overlay_scroll_sidebar(m, by);
		return;
	}
	m->ui.sidebar_row = r->c.earlier[at == n ? 0 : at + (size_t)by]
	    .conversation_id;
	m->ui.sidebar_follows = true;
}

/* --- choosing -------------------------------------------------------------------- */

/* First whom (or the outcome), then Enter once more after the note. */
static void
finish(struct model *m, struct effects *e)
{
	struct chat *c = model_chat(m, m->ui.overlay_chat_id);
	struct err err = { .code = ERR_NONE };
	const char *outcome = "";
	char *note = mem_dup(m->ui.note.text.data);
	bool done;

	if (m->ui.selected > 0 && (size_t)m->ui.selected <= m->n_outcomes)
		outcome = m->outcomes[m->ui.selected - 1];
	if (c == NULL)
		done = true;
	else if (m->ui.overlay == OVERLAY_TRANSFER)
		done = command_transfer_to(
		    m, c, m->ui.selected, note, e, &err);
	else
		done = command_close_with(m, c, outcome, note, e, &err);
	free(note);
	if (!done) {
		model_say(m, TONE_BAD, "%s", err.text);
		return;
	}
	editor_set(&m->ui.note, "");
	overlay_close(m);
}

static void
choose_picked(struct model *m, struct effects *e)
{
	if (m->ui.selected == 0) {
		model_say(m, TONE_BAD, _("Nothing matches."));
		return;
	}
	if (m->ui.overlay == OVERLAY_TRANSFER && !m->ui.in_note) {
		m->ui.in_note = true;
		return;
	}
	if (m->ui.overlay == OVERLAY_OUTCOME && m->ui.selected > 0 &&
	    outcome_begin_note(m, model_find_chat(m, m->ui.overlay_chat_id),
		m->outcomes[m->ui.selected - 1]))
		return;
	finish(m, e);
}

static void
open_line(struct model *m, const char *line, const char *rest)
{
	overlay_open(m, OVERLAY_COMMAND);
	editor_set(&m->ui.query, line);
	editor_insert(&m->ui.query, rest, strlen(rest));
	overlay_freeze(m);
}

static void
choose_line(struct model *m, struct effects *e)
{
	char *line = mem_dup(m->ui.query.text.data);
	size_t len = strlen(line);

	/* Completion leaves a blank at the end. */
	while (len > 0 && line[len - 1] == ' ')
		line[--len] = '\0';
	overlay_close(m);
	/* A command that failed leaves its text there, to be mended. */
	if (line[0] != '\0' && !command_run(m, line, e) &&
	    m->ui.overlay == OVERLAY_NONE)
		open_line(m, line, "");
	free(line);
}

static void
choose_menu(struct model *m, struct effects *e)
{
	size_t i = (size_t)m->ui.selected - 1;

	if (m->ui.selected <= 0 || i >= n_commands) {
		model_say(m, TONE_BAD, _("Nothing matches."));
		return;
	}
	overlay_close(m);
	if (commands[i].args[0] == '\0' || commands[i].args[0] == '[')
		command_run(m, commands[i].name, e);
	else
		open_line(m, commands[i].name, " ");
}

/* The line that binds it, to be changed. */
static void
choose_key(struct model *m)
{
	struct binding list[KEYMAP_LIST];
	size_t n = keymap_list(&m->keys, list, KEYMAP_LIST);
	char line[KEYMAP_LINE_BYTES * 2];
	const struct binding *b = &list[m->ui.selected - 1];

	if (m->ui.selected <= 0 || (size_t)m->ui.selected > n) {
		model_say(m, TONE_BAD, _("Nothing matches."));
		return;
	}
	snprintf(line, sizeof line, "bind %s %s ", context_name(b->context),
	    strcmp(b->key, " ") == 0 ? "Space" : b->key);
	open_line(m, line, b->line);
}

static void
choose_setting(struct model *m)
{
	char line[PREF_TEXT_BYTES * 2];

	if (command_set_row(m, m->ui.selected, line, sizeof line))
		open_line(m, line, "");
	else
		model_say(m, TONE_BAD, _("Nothing matches."));
}

static void
choose_ok(struct model *m, struct effects *e)
{
	switch (m->ui.overlay) {
	case OVERLAY_CANNED:
		canned_choose(m, e);
		break;
	case OVERLAY_TRANSFER:
	case OVERLAY_OUTCOME:
		choose_picked(m, e);
		break;
	case OVERLAY_LIST:
		panes_focus(m, m->ui.selected, e);
		break;
	case OVERLAY_MENU:
		choose_menu(m, e);
		break;
	case OVERLAY_KEYS:
		choose_key(m);
		break;
	case OVERLAY_SETTINGS:
		choose_setting(m);
		break;
	case OVERLAY_COMMAND:
		choose_line(m, e);
		break;
	case OVERLAY_ASK:
		ask_choose(m, e);
		break;
	case OVERLAY_HANDOVER:
		handover_choose(m, "ok", e);
		break;
	case OVERLAY_TAGS:
		tags_choose(m, e);
		break;
	case OVERLAY_SESSIONS:
		sessions_choose(m, e);
		break;
	case OVERLAY_WINBACKS:
		winbacks_choose(m, e);
		break;
	case OVERLAY_STATE:
		state_choose(m, e);
		break;
	case OVERLAY_BAN:
		ban_form_send(m, e);
		break;
	case OVERLAY_SHARED:
		ban_ask_choose(m, e);
		break;
	case OVERLAY_BLOCKED:
		bans_choose(m, e);
		break;
	case OVERLAY_THEME:
		themes_choose(m);
		break;
	case OVERLAY_ATTACH:
		attach_choose(m, e);
		break;
	case OVERLAY_HINTS:
		hint_run(m, (int)m->ui.selected - 1, m->hint_opens, e);
		break;
	case OVERLAY_FILES:
		file_choose(m, false, e);
		break;
	case OVERLAY_CONFIRM:
		overlay_close(m);
		command_quit_now(m, e);
		break;
	case OVERLAY_SEARCH:
		search_choose(m, e);
		break;
	default:
		if (!shows_selected(m))
			earlier_open(m, m->ui.sidebar_row, e);
		break;
	}
}

static void
choose_tab(struct model *m, struct effects *e)
{
	switch (m->ui.overlay) {
	case OVERLAY_CANNED:
		canned_choose(m, e);
		break;
	case OVERLAY_TRANSFER:
	case OVERLAY_OUTCOME:
		if (!m->ui.in_note || !outcome_next_field(m))
			m->ui.in_note = !m->ui.in_note;
		break;
	case OVERLAY_HANDOVER:
		handover_choose(m, "tab", e);
		break;
	case OVERLAY_COMMAND:
		overlay_complete(m);
		break;
	case OVERLAY_SEARCH:
		search_toggle(m);
		break;
	case OVERLAY_BAN:
		ban_form_move(m, 1);
		break;
	case OVERLAY_HINTS:
		m->hint_opens = !m->hint_opens;
		break;
	default:
		choose_ok(m, e);
		break;
	}
}

void
overlay_choose(struct model *m, const char *how, struct effects *e)
{
	bool is_line = m->ui.overlay == OVERLAY_COMMAND ||
	    m->ui.overlay == OVERLAY_ASK;
	int by;

	if (m->ui.overlay == OVERLAY_LABELS) {
		label_choose(m, how, e);
	} else if (!find_move(how, &by)) {
		if (strcmp(how, "tab") == 0)
			choose_tab(m, e);
		else if (strcmp(how, "edit") == 0)
			canned_choose_edit(m);
		else if (strcmp(how, "add") == 0)
			canned_choose_add(m);
		else if (strcmp(how, "send") == 0 &&
		    m->ui.overlay == OVERLAY_CANNED)
			canned_choose_send(m, e);
		else if (ban_form_turn(m, how))
			return;
		else if (strcmp(how, "left") == 0)
			canned_choose_turn(m, "Left", -1);
		else if (strcmp(how, "right") == 0)
			canned_choose_turn(m, "Right", 1);
		else
			choose_ok(m, e);
	} else if (is_line || m->ui.in_note) {
		/* A line has a history, not a selection. */
		editor_key(is_line ? &m->ui.query : &m->ui.note,
		    by < 0 ? "Up" : "Down");
		if (is_line)
			overlay_freeze(m);
	} else if (m->ui.overlay == OVERLAY_BAN) {
		ban_form_move(m, by);
	} else if (m->ui.overlay == OVERLAY_SEARCH) {
		search_move(m, by, e);
	} else if (m->ui.in_sidebar || m->ui.overlay == OVERLAY_CUSTOMER) {
		move_sidebar(m, by);
	} else {
		move_row(m, by);
	}
}

/* --- typing ---------------------------------------------------------------------------- */

static bool
is_digit_row(struct model *m, const char *key, struct effects *e)
{
	size_t row;

	if (m->ui.overlay != OVERLAY_TRANSFER &&
	    m->ui.overlay != OVERLAY_OUTCOME &&
	    m->ui.overlay != OVERLAY_STATE)
		return false;
	if (m->ui.in_note || !editor_is_empty(&m->ui.query))
		return false;
	if (key[0] < '1' || key[0] > '9')
		return false;
	row = (size_t)(key[0] - '1');
	if (row >= m->ui.n_picks)
		return true;
	/* The frozen order: what the screen shows beside the digit. */
	m->ui.selected = m->ui.picks[row];
	choose_ok(m, e);
	return true;
}

/* ";x" that is the start of no canned reply was meant as text. */
static void
leave_unmatched(struct model *m)
{
	if (m->ui.overlay == OVERLAY_CANNED && m->ui.is_inline &&
	    m->ui.n_picks == 0)
		overlay_close(m);
}

/* "//" is a literal slash in the input; a slash in a command line that was
 * emptied is the beginning of another command, and is there already. */
static bool
is_second_slash(struct model *m, const char *key, struct effects *e)
{
	struct chat *c = model_chat(m, m->ui.focus_id);

	if (m->ui.overlay != OVERLAY_COMMAND || strcmp(key, "/") != 0 ||
	    !editor_is_empty(&m->ui.query))
		return false;
	if (m->ui.n_keys > m->ui.opened_keys + 1)
		return true;
	overlay_close(m);
	if (c != NULL && editor_insert(&c->input, "/", 1))
		keys_changed(m, c, e);
	return true;
}

bool
overlay_text(struct model *m, const char *key, struct effects *e)
{
	if (is_second_slash(m, key, e) || is_digit_row(m, key, e))
		return true;
	overlay_paste(m, key, strlen(key));
	form_files_typed(m, e);
	return true;
}

void
overlay_edited(struct model *m)
{
	/* Its hits stay until the new ones come. */
	if (m->ui.overlay == OVERLAY_SEARCH) {
		search_changed(m);
		return;
	}
	m->ui.selected = 0;
	overlay_freeze(m);
}

void
overlay_paste(struct model *m, const char *text, size_t len)
{
	if (m->ui.in_note) {
		editor_insert(&m->ui.note, text, len);
		return;
	}
	editor_insert(&m->ui.query, text, len);
	overlay_edited(m);
	leave_unmatched(m);
}
