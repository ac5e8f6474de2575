/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/canned_form.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"

/* --- lines ----------------------------------------------------------------------- */

static void
set_line(struct canned_form *f, enum form_line line, const char *text)
{
	free(f->lines[line]);
	f->lines[line] = mem_dup(text);
}

/* What is in the editor goes back to its line. */
static void
keep_line(struct model *m)
{
	struct canned_form *f = &m->form;

	if (f->at == FORM_FOR || f->lines[f->at] == NULL ||
	    strcmp(f->lines[f->at], m->ui.query.text.data) == 0)
		return;
	f->is_dirty = f->is_dirty || f->at != FORM_FILES;
	set_line(f, f->at, m->ui.query.text.data);
}

static void
go_to(struct model *m, enum form_line line)
{
	m->form.at = line;
	editor_set(&m->ui.query, line == FORM_FOR ? "" :
	    m->form.lines[line]);
}

static void
step(struct model *m, int by)
{
	int n = (int)m->form.at + by;

	keep_line(m);
	go_to(m, (enum form_line)((n + FORM_LINES) % FORM_LINES));
}

void
canned_form_clear(struct canned_form *f)
{
	for (int i = 0; i < FORM_LINES; i++)
		free(f->lines[i]);
	form_files_clear(f);
	*f = (struct canned_form){ .id = 0 };
}

void
canned_form_closed(struct model *m)
{
	keep_line(m);
	m->form.asks_leave = false;
}

static bool
is_open(const struct model *m)
{
	return m->ui.overlay == OVERLAY_FORM;
}

static void
show(struct model *m, enum form_line line)
{
	if (!is_open(m))
		overlay_open(m, OVERLAY_FORM);
	go_to(m, line);
}

static void
fill_form(struct model *m, const struct canned *c)
{
	struct canned_form *f = &m->form;

	canned_form_clear(f);
	f->id = c->id;
	f->version = c->version;
	f->owner_id = c->owner_id;
	f->department_id = c->department_id;
	set_line(f, FORM_SHORTCUT, c->shortcut);
	set_line(f, FORM_TITLE, c->title);
	set_line(f, FORM_LANGUAGE, c->language);
	set_line(f, FORM_FOR, "");
	set_line(f, FORM_TEXT, c->text);
	set_line(f, FORM_FILES, "");
	form_files_set(f, c);
}

/* --- for whom ---------------------------------------------------------------------- */

/* Mine, everybody's, a department's: round and round, as far as I may. */
static void
turn(struct model *m, int by)
{
	struct canned_form *f = &m->form;
	int n = 2 + (int)m->n_departments, at = 0;

	if (!m->edits_canned) {
		model_say(m, TONE_INFO, _("Supervisors change what is for "
		    "all: this one is yours alone."));
		return;
	}
	if (f->owner_id == 0)
		at = 1;
	for (size_t i = 0; f->owner_id == 0 && i < m->n_departments; i++)
		if (m->departments[i].id == f->department_id)
			at = 2 + (int)i;
	at = (at + by + n) % n;
	/* A shared one that exists does not become personal. */
	if (at == 0 && f->id != 0)
		at = by > 0 ? 1 : n - 1;
	f->owner_id = at == 0 ? m->me.id : 0;
	f->department_id = at < 2 ? 0 : m->departments[at - 2].id;
	f->is_dirty = true;
}

/* --- saving --------------------------------------------------------------------------- */

static bool
say_fault(struct model *m, const char *text)
{
	struct canned_field f;
	int line;

	switch (canned_fault(text, &line, &f)) {
	case CANNED_FINE:
		return true;
	case CANNED_CONTROL:
		model_say(m, TONE_BAD, _("Line %d of the text: a control "
		    "character, take it out."), line);
		break;
	case CANNED_LONG:
		model_say(m, TONE_BAD, _("Line %d of the text: a field and "
		    "what it offers may each have %d bytes."), line,
		    MAX_ASK_BYTES);
		break;
	case CANNED_UNKNOWN:
		model_say(m, TONE_BAD, _("Line %d of the text: there is no "
		    "field {%.*s}; {?%.*s} asks for it."), line,
		    (int)f.name_len, f.name, (int)f.name_len, f.name);
		break;
	case CANNED_OPEN:
		model_say(m, TONE_BAD, _("Line %d of the text: a brace is "
		    "never closed; “{{” is a plain brace."), line);
		break;
	default:
		model_say(m, TONE_BAD, _("Line %d of the text: this is no "
		    "field; write one like {?Order number}, or “{{” for a "
		    "plain brace."), line);
		break;
	}
	show(m, FORM_TEXT);
	return false;
}

static bool
is_blank(const char *text)
{
	return text[strspn(text, " \t\n")] == '\0';
}

static bool
is_taken(const struct model *m, const struct canned *c)
{
	for (size_t i = 0; i < m->book.n; i++)
		if (m->book.list[i].id != c->id &&
		    m->book.list[i].owner_id == c->owner_id &&
		    canned_compare(&m->book.list[i], c) == 0)
			return true;
	return false;
}

static bool
fail(struct model *m, enum form_line line, const char *why)
{
	show(m, line);
	model_say(m, TONE_BAD, "%s", why);
	return false;
}

static bool
check(struct model *m, const struct canned *c)
{
	struct err why;

	if (!operator_login_ok(c->shortcut))
		return fail(m, FORM_SHORTCUT, _("The shortcut is of a-z, 0-9, "
		    ". _ and -, at most 32."));
	if (is_taken(m, c))
		return fail(m, FORM_SHORTCUT, _("This shortcut is taken in "
		    "this language: choose another."));
	if (strlen(c->title) > MAX_NAME_BYTES)
		return fail(m, FORM_TITLE, _("The title is too long."));
	if (strchr(c->language, ',') != NULL ||
	    !languages_check(c->language, &why))
		return fail(m, FORM_LANGUAGE, _("The language is two letters "
		    "like “ru”, or nothing for any."));
	if (is_blank(c->text))
		return fail(m, FORM_TEXT, _("The text is missing."));
	if (strlen(c->text) > MAX_MESSAGE_BYTES)
		return fail(m, FORM_TEXT, _("The text is too long."));
	if (!say_fault(m, c->text))
		return false;
	/* What was typed and not taken would be forgotten. */
	return is_blank(m->form.lines[FORM_FILES]) || fail(m, FORM_FILES,
	    _("Enter takes this file first, or clear the line."));
}

static void
save(struct model *m, struct effects *e)
{
	struct canned_form *f = &m->form;
	char ids[FILE_IDS_BYTES] = "";
	struct canned c;
	struct action a;

	keep_line(m);
	c = (struct canned){ .id = f->id, .version = f->version,
		.owner_id = f->owner_id, .department_id = f->department_id,
		.shortcut = f->lines[FORM_SHORTCUT],
		.title = f->lines[FORM_TITLE],
		.language = f->lines[FORM_LANGUAGE],
		.text = f->lines[FORM_TEXT] };
	if (f->client_id[0] != '\0') {
		model_say(m, TONE_INFO, _("It is being saved."));
		return;
	}
	if (!check(m, &c))
		return;
	action_init(&a, ACTION_CANNED_PUT);
	a.canned = &c;
	if (f->has_other_files || (f->id == 0 && f->n_files > 0)) {
		if (!form_files_save(m, ids, e))
			return;
		a.files = ids;
	}
	if (!submit_action(m, &a, e))
		return;
	str_copy(f->client_id, sizeof f->client_id, a.client_id);
	model_say(m, TONE_INFO, _("It is being saved."));
}

void
canned_form_stored(struct model *m, const char *client_id)
{
	struct canned_form *f = &m->form;

	if (f->client_id[0] == '\0' || strcmp(f->client_id, client_id) != 0)
		return;
	model_say(m, TONE_GOOD, _("The canned reply “%s” is saved."),
	    f->lines[FORM_SHORTCUT]);
	if (is_open(m)) {
		f->at = FORM_FOR;	/* nothing to be kept */
		overlay_close(m);
	}
	canned_form_clear(f);
}

bool
canned_form_refused(struct model *m, const struct event *ev)
{
	struct canned_form *f = &m->form;
	size_t i = book_find(&m->book, f->id);

	if (f->client_id[0] == '\0' ||
	    strcmp(f->client_id, ev->client_id) != 0)
		return false;
	f->client_id[0] = '\0';
	f->is_dirty = true;
	if (ev->code == ERR_CONFLICT && i < m->book.n &&
	    m->book.list[i].version != f->version) {
		f->has_conflict = true;
		f->version = m->book.list[i].version;
		model_say(m, TONE_BAD, _("Not saved: somebody has changed it "
		    "meanwhile, theirs is below. Ctrl-S again puts yours in "
		    "its place."));
	} else if (ev->code == ERR_CONFLICT && f->id == 0) {
		model_say(m, TONE_BAD, _("Not saved: this shortcut is taken "
		    "in this language. /canned add has your text."));
	} else {
		model_say(m, TONE_BAD, _("Not saved. %s /canned add has your "
		    "text."), command_why(ev->code));
	}
	return true;
}

/* --- commands ---------------------------------------------------------------------------- */

/* What was not saved comes back; else what is being written is the text. */
bool
canned_form_add(struct model *m, const char *shortcut)
{
	const struct chat *c = model_focused(m);
	struct canned new = { .owner_id = m->me.id, .shortcut = shortcut,
		.title = "", .language = c == NULL ? "" : c->c.language,
		.text = c == NULL ? "" : c->input.text.data };

	if (m->form.is_dirty || m->form.client_id[0] != '\0') {
		model_say(m, TONE_INFO, _("This was not saved yet."));
	} else {
		fill_form(m, &new);
		m->form.is_dirty = !is_blank(new.text);
	}
	show(m, m->form.lines[FORM_SHORTCUT][0] == '\0' ? FORM_SHORTCUT :
	    FORM_TITLE);
	return true;
}

bool
canned_form_edit(struct model *m, const struct canned *c)
{
	struct canned own = *c;

	if (m->form.is_dirty && m->form.id != c->id) {
		model_say(m, TONE_INFO, _("This was not saved yet: save it or "
		    "leave it first."));
		show(m, m->form.at);
		return true;
	}
	if (c->owner_id == 0 && !m->edits_canned) {
		own.id = own.version = 0;
		own.owner_id = m->me.id;
		own.department_id = 0;
		model_say(m, TONE_INFO, _("Supervisors change this one: what "
		    "you save is your own beside it."));
	}
	if (!m->form.is_dirty)
		fill_form(m, &own);
	show(m, FORM_TEXT);
	return true;
}

bool
canned_form_remove(struct model *m, const struct canned *c,
    struct effects *e, struct err *err)
{
	struct action a;

	if (c->owner_id == 0 && !m->edits_canned)
		return err_set(err, ERR_RIGHTS, "%s",
		    _("Supervisors change what is for all."));
	action_init(&a, ACTION_CANNED_REMOVE);
	a.canned_id = c->id;
	a.version = c->version;
	if (!submit_action(m, &a, e))
		return err_set(err, ERR_BUSY, "%s", command_why(ERR_BUSY));
	model_say(m, TONE_GOOD, _("The canned reply “%s” is removed."),
	    c->shortcut);
	return true;
}

static void
leave(struct model *m)
{
	struct canned_form *f = &m->form;

	keep_line(m);
	if (f->is_dirty && !f->asks_leave && f->client_id[0] == '\0') {
		f->asks_leave = true;
		model_say(m, TONE_BAD, _("Not saved: Ctrl-S saves it, Esc "
		    "again drops it."));
		return;
	}
	if (f->client_id[0] == '\0')
		f->is_dirty = false;
	overlay_close(m);
}

/* Up and Down: in the text while it has lines there, else to another line. */
static void
move(struct model *m, int by)
{
	struct editor *in = &m->ui.query;
	const char *text = in->text.data;
	bool is_edge = by < 0 ?
	    memchr(text, '\n', in->at) == NULL :
	    strchr(text + in->at, '\n') == NULL;

	if (m->form.at == FORM_TEXT && !is_edge)
		editor_key(in, by < 0 ? "Up" : "Down");
	else
		step(m, by);
}

COMMAND(form)
{
	bool asked = m->form.asks_leave;

	(void)err;
	if (!is_open(m))
		return true;
	m->form.asks_leave = false;
	if (strcmp(args, "leave") == 0) {
		m->form.asks_leave = asked;
		leave(m);
	} else if (strcmp(args, "save") == 0) {
		save(m, e);
	} else if (strcmp(args, "next") == 0) {
		if (!form_files_tab(m, e))
			step(m, 1);
	} else if (strcmp(args, "back") == 0) {
		step(m, -1);
	} else if (strcmp(args, "up") == 0 || strcmp(args, "down") == 0) {
		move(m, args[0] == 'u' ? -1 : 1);
	} else if (strcmp(args, "left") == 0 || strcmp(args, "right") == 0) {
		if (m->form.at == FORM_FOR)
			turn(m, args[0] == 'l' ? -1 : 1);
		else
			editor_key(&m->ui.query, args[0] == 'l' ? "Left" :
			    "Right");
	} else if (m->form.at == FORM_TEXT) {
		editor_insert(&m->ui.query, "\n", 1);
	} else if (!form_files_enter(m, e)) {
		step(m, 1);
	}
	form_files_typed(m, e);
	return true;
}
