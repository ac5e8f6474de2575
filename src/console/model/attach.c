/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files: what will go with the next message, what is on its way, what came.
 *
 * A file waits at its conversation by its path. When the message is sent each
 * gets an id and an upload of its own, which are kept like the message: the
 * bytes are read only then, and only if they are what was chosen. One of a
 * canned reply is at the desk already and waits by its id (attach_canned.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define SHOWN_MAX (MAX_MESSAGE_BYTES + MAX_MESSAGE_FILES * 512)
#define DRAFT_MARK '\036'	/* before each path at the end of a draft */

char *
attach_size(char *buf, size_t size, int64_t bytes)
{
	double kilo = (double)bytes / 1000.0;

	if (bytes < 1000)
		/* TRANSLATORS: a size in bytes. */
		snprintf(buf, size, _("%d B"), (int)bytes);
	else if (bytes < 999500)
		snprintf(buf, size, _("%.0f kB"), kilo);
	else
		snprintf(buf, size, _("%.1f MB"), kilo / 1000.0);
	return buf;
}

/* --- lines that have files ------------------------------------------------ */

void
attach_show(struct line *line)
{
	char size[32];
	struct str all;

	free(line->shown);
	line->shown = NULL;
	if (line->n_files == 0)
		return;
	str_init(&all, SHOWN_MAX);
	str_put(&all, line->text);
	for (size_t i = 0; i < line->n_files; i++) {
		const struct line_file *f = &line->files[i];

		str_putf(&all, "%s⎙ %s (%s)", all.len > 0 ? "\n" : "", f->name,
		    attach_size(size, sizeof size, f->bytes));
		if (f->percent >= 0)
			str_putf(&all, " %d %%", f->percent);
	}
	line->shown = str_take(&all);
}

static void
clear_file(struct line_file *f)
{
	free(f->name);
	free(f->path);
}

void
attach_clear_line(struct line *line)
{
	for (size_t i = 0; i < line->n_files; i++)
		clear_file(&line->files[i]);
	free(line->files);
	free(line->shown);
	line->files = NULL;
	line->shown = NULL;
	line->n_files = 0;
}

void
attach_of_event(struct line *line, const struct event *ev)
{
	if (ev->n_files == 0)
		return;
	line->files = mem_array(ev->n_files, struct line_file);
	for (size_t i = 0; i < ev->n_files; i++) {
		struct line_file *f = &line->files[line->n_files++];
		char safe[MAX_FILE_NAME_BYTES + 1];

		file_safe_name(safe, ev->files[i].name);
		str_copy(f->id, sizeof f->id, ev->files[i].id);
		f->name = mem_dup(safe);
		f->bytes = ev->files[i].bytes;
		f->percent = -1;
	}
	attach_show(line);
}

/* --- on their way ----------------------------------------------------------- */

static struct sending *
find_sending(struct model *m, const char *id)
{
	for (size_t i = 0; i < m->n_sending; i++)
		if (strcmp(m->sending[i].id, id) == 0)
			return &m->sending[i];
	return NULL;
}

static void
clear_sending(struct sending *s)
{
	free(s->path);
	free(s->name);
}

void
attach_remember(struct model *m, const struct action *a)
{
	struct sending *s;

	if (find_sending(m, a->client_id) != NULL)
		return;
	m->sending = mem_grow(m->sending, m->n_sending, m->n_sending + 1,
	    sizeof *m->sending);
	s = &m->sending[m->n_sending++];
	*s = (struct sending){ .path = mem_dup(a->path),
	    .name = mem_dup(a->name), .bytes = a->bytes,
	    .changed_ms = a->changed_ms };
	str_copy(s->id, sizeof s->id, a->client_id);
}

static void
forget(struct model *m, const char *id)
{
	struct sending *s = find_sending(m, id);

	if (s == NULL)
		return;
	clear_sending(s);
	*s = m->sending[--m->n_sending];
}

void
attach_free(struct model *m)
{
	while (m->n_sending > 0)
		clear_sending(&m->sending[--m->n_sending]);
	free(m->sending);
	m->sending = NULL;
	for (size_t i = 0; i < m->n_fetching; i++)
		free(m->fetching[i].name);
	free(m->fetching);
	free(m->dir.entries);
}

/* What an unsent message has with it. */
void
attach_of_action(struct model *m, struct line *line, const struct action *a)
{
	char id[CLIENT_ID_BYTES + 1];
	const char *ids = a->files;

	if (line == NULL || *ids == '\0')
		return;
	line->files = mem_array(MAX_MESSAGE_FILES, struct line_file);
	while (line->n_files < MAX_MESSAGE_FILES && file_next_id(&ids, id)) {
		const struct sending *s = find_sending(m, id);
		const struct file *of = book_file(&m->book, id);
		struct line_file *f = &line->files[line->n_files++];

		str_copy(f->id, sizeof f->id, id);
		f->name = attach_name(s != NULL ? s->name : of != NULL ?
		    of->name : "?");
		f->bytes = s != NULL ? s->bytes : of != NULL ? of->bytes : 0;
		f->percent = of != NULL ? -1 : 0;
	}
	attach_show(line);
}

/* The desk has the message: nothing is to be sent again. */
void
attach_stored(struct model *m, struct line *line)
{
	for (size_t i = 0; i < line->n_files; i++) {
		forget(m, line->files[i].id);
		line->files[i].percent = -1;
	}
	attach_show(line);
}

bool
attach_has_room(const struct chat *c, const struct line *line)
{
	return c->n_attached + (int)line->n_files <= MAX_MESSAGE_FILES;
}

/* It does not go: its files wait at the input again. */
void
attach_back(struct model *m, struct chat *c, const struct line *line)
{
	for (size_t i = 0; i < line->n_files; i++) {
		const struct sending *s = find_sending(m, line->files[i].id);

		if (line->state == LINE_HELD)
			attach_add(c, line->files[i].path,
			    line->files[i].bytes, line->files[i].changed_ms);
		else if (s != NULL)
			attach_add(c, s->path, s->bytes, s->changed_ms);
		else
			attach_canned_again(m, c, line->files[i].id);
		forget(m, line->files[i].id);
	}
}

static bool
set_percent(struct chat *c, const char *id, int percent)
{
	for (size_t i = c->n_lines; i-- > 0;) {
		struct line *line = &c->lines[i];

		for (size_t k = 0; k < line->n_files; k++)
			if (strcmp(line->files[k].id, id) == 0) {
				line->files[k].percent = percent;
				attach_show(line);
				return true;
			}
	}
	return false;
}

void
attach_progress(struct model *m, const struct event *ev)
{
	int percent = ev->total <= 0 ? 0 : (int)(ev->upto * 100 / ev->total);

	for (size_t i = 0; i < m->n_chats; i++)
		if (set_percent(m->chats[i], ev->client_id,
			percent > 100 ? 100 : percent))
			return;
}

void
attach_progress_end(struct model *m, const char *id)
{
	for (size_t i = 0; i < m->n_chats; i++)
		if (set_percent(m->chats[i], id, -1))
			return;
}

/* --- held back -------------------------------------------------------------- */

int
attach_n_held(const struct chat *c)
{
	int n = 0;

	for (size_t i = 0; i < c->n_lines; i++)
		if (c->lines[i].state == LINE_HELD)
			n += (int)c->lines[i].n_files;
	return n;
}

void
attach_hold(struct chat *c, struct line *line)
{
	if (c->n_attached == 0)
		return;
	line->files = mem_array((size_t)c->n_attached, struct line_file);
	for (int i = 0; i < c->n_attached; i++) {
		const struct attached *a = &c->attached[i];

		line->files[line->n_files++] = (struct line_file){
			.name = mem_dup(a->name), .path = mem_dup(a->path),
			.bytes = a->bytes, .changed_ms = a->changed_ms,
			.percent = -1 };
	}
	attach_drop(c, -1);
	attach_show(line);
}

/* --- waiting at an input ------------------------------------------------------ */

static struct attached *
find_path(struct chat *c, const char *path)
{
	for (int i = 0; i < c->n_attached; i++)
		if (strcmp(c->attached[i].path, path) == 0)
			return &c->attached[i];
	return NULL;
}

bool
attach_add(struct chat *c, const char *path, int64_t bytes,
    int64_t changed_ms)
{
	const char *slash = strrchr(path, '/');
	char safe[MAX_FILE_NAME_BYTES + 1];
	struct attached *a;

	a = find_path(c, path);
	if (a != NULL) {
		a->bytes = bytes;
		a->changed_ms = changed_ms;
		return true;
	}
	if (c->n_attached == MAX_MESSAGE_FILES)
		return false;
	file_safe_name(safe, slash == NULL ? path : slash + 1);
	a = &c->attached[c->n_attached++];
	*a = (struct attached){ .path = mem_dup(path), .name = mem_dup(safe),
	    .bytes = bytes, .changed_ms = changed_ms };
	c->is_dirty = true;
	return true;
}

/* -1: all of them. */
void
attach_drop(struct chat *c, int i)
{
	while (c->n_attached > 0) {
		int at = i < 0 ? c->n_attached - 1 : i;

		if (at >= c->n_attached)
			return;
		free(c->attached[at].path);
		free(c->attached[at].name);
		c->n_attached--;
		memmove(c->attached + at, c->attached + at + 1,
		    (size_t)(c->n_attached - at) * sizeof *c->attached);
		c->is_dirty = true;
		if (i >= 0)
			return;
	}
}

/* --- kept with the draft -------------------------------------------------------- */

/* What is held is part of it. */
static void
put_held(struct str *all, const struct chat *c)
{
	for (size_t i = 0; i < c->n_lines; i++)
		for (size_t k = 0; c->lines[i].state == LINE_HELD &&
		    k < c->lines[i].n_files; k++)
			str_putf(all, "%c%s", DRAFT_MARK,
			    c->lines[i].files[k].path);
}

char *
attach_draft(const struct chat *c, char *text_own)
{
	struct str all;

	if (c->n_attached == 0 && attach_n_held(c) == 0)
		return text_own;
	str_init(&all, EDITOR_MAX_BYTES * 7);
	str_put(&all, text_own);
	put_held(&all, c);
	for (int i = 0; i < c->n_attached; i++)
		str_putf(&all, "%c%s", DRAFT_MARK, c->attached[i].path);
	free(text_own);
	return str_take(&all);
}

char *
attach_restore(struct chat *c, const char *draft)
{
	size_t len = strcspn(draft, (const char[]){ DRAFT_MARK, '\0' });
	char *text = mem_dup_n(draft, len);

	for (const char *at = draft + len; *at == DRAFT_MARK;) {
		size_t n = strcspn(++at, (const char[]){ DRAFT_MARK, '\0' });
		char *path = mem_dup_n(at, n);

		if (n > 0)
			attach_add(c, path, -1, 0);
		free(path);
		at += n;
	}
	return text;
}

/* What was restored is looked at before it can be sent, when the desk has said
 * how much it takes. */
void
attach_tick(struct model *m, struct effects *e)
{
	if (m->link != LINK_LIVE)
		return;
	for (size_t i = 0; i < m->n_chats; i++)
		for (int k = 0; k < m->chats[i]->n_attached; k++) {
			struct attached *a = &m->chats[i]->attached[k];

			if (a->bytes != -1 || e->n >= EFFECTS_TURN / 2)
				continue;
			if (attach_canned_id(a->path) != NULL) {
				attach_canned_look(m, m->chats[i], k--);
				continue;
			}
			a->bytes = -2;
			effects_file(e, EFFECT_FILE_LOOK, m->chats[i]->c.id,
			    a->path, "");
		}
}

/* --- looking ---------------------------------------------------------------------- */

void
attach_why(struct model *m, const struct event *ev, const char *name)
{
	char size[32], max[32];

	switch (ev->code) {
	case ERR_NOT_FOUND:
		model_say(m, TONE_BAD, _("There is no file “%s”."), name);
		break;
	case ERR_RIGHTS:
		model_say(m, TONE_BAD, _("You may not read “%s”."), name);
		break;
	case ERR_UNSUPPORTED:
		model_say(m, TONE_BAD, _("“%s” is no file: only plain files "
		    "can be sent."), name);
		break;
	case ERR_TOO_LARGE:
		model_say(m, TONE_BAD, _("“%s” has %s; this desk takes at "
		    "most %s."), name, attach_size(size, sizeof size,
		    ev->total), attach_size(max, sizeof max,
		    m->max_file_bytes));
		break;
	case ERR_VALUE:
		model_say(m, TONE_BAD, _("“%s” is empty."), name);
		break;
	case ERR_CONFLICT:
		model_say(m, TONE_BAD, _("“%s” has changed since it was "
		    "chosen."), name);
		break;
	default:
		model_say(m, TONE_BAD, _("“%s” cannot be read. %s"), name,
		    command_why(ev->code));
	}
}

static void
drop_path(struct chat *c, const char *path)
{
	for (int i = c->n_attached; i-- > 0;)
		if (strcmp(c->attached[i].path, path) == 0)
			attach_drop(c, i);
}

void
attach_looked(struct model *m, const struct event *ev)
{
	struct chat *c = model_chat(m, ev->conversation_id);
	struct event why = *ev;
	char size[32];

	if (ev->conversation_id == 0) {
		canned_form_looked(m, ev);
		return;
	}
	if (c == NULL)
		return;
	if (why.code == ERR_NONE && why.total == 0)
		why.code = ERR_VALUE;
	if (why.code == ERR_NONE && why.total > m->max_file_bytes)
		why.code = ERR_TOO_LARGE;
	if (why.code != ERR_NONE) {
		drop_path(c, ev->name);
		attach_why(m, &why, ev->name);
		return;
	}
	if (!attach_add(c, ev->name, ev->total, ev->upto)) {
		model_say(m, TONE_BAD, _("At most %d files go with one "
		    "message."), MAX_MESSAGE_FILES);
		return;
	}
	model_say(m, TONE_GOOD, _("%s (%s) goes with your next message."),
	    find_path(c, ev->name)->name,
	    attach_size(size, sizeof size, ev->total));
}

/* --- sending ------------------------------------------------------------------------ */

/* Is all that waits ready to go? */
bool
attach_may_send(struct model *m, const struct chat *c)
{
	if (c->n_attached == 0)
		return true;
	if (c->is_note) {
		model_say(m, TONE_BAD, _("Files go with a message, not with a "
		    "note: F7 switches, /attach - takes them away."));
		return false;
	}
	for (int i = 0; i < c->n_attached; i++)
		if (c->attached[i].bytes < 0) {
			model_say(m, TONE_BAD, _("%s is still being looked "
			    "at: press Enter again in a moment."),
			    c->attached[i].name);
			return false;
		}
	return true;
}

/* Uploads first; their ids go with the next message. */
static void
put_upload(struct model *m, struct chat *c, const struct attached *at,
    struct effects *e)
{
	const char *canned_id = attach_canned_id(at->path);
	size_t len = strlen(c->files);
	struct action a;

	action_init(&a, ACTION_FILE);
	a.conversation_id = c->c.id;
	a.name = at->name;
	a.path = at->path;
	a.bytes = at->bytes;
	a.changed_ms = at->changed_ms;
	if (canned_id == NULL) {
		if (!submit_action(m, &a, e))
			return;
		attach_remember(m, &a);
	}
	snprintf(c->files + len, sizeof c->files - len, "%s%s",
	    len > 0 ? "," : "", canned_id != NULL ? canned_id : a.client_id);
}

void
attach_send(struct model *m, struct chat *c, struct effects *e)
{
	c->files[0] = '\0';
	for (int i = 0; i < c->n_attached; i++)
		put_upload(m, c, &c->attached[i], e);
	attach_drop(c, -1);
}

void
attach_send_held(struct model *m, struct chat *c, const struct line *line,
    struct effects *e)
{
	c->files[0] = '\0';
	for (size_t i = 0; i < line->n_files; i++) {
		const struct line_file *f = &line->files[i];

		put_upload(m, c, &(struct attached){ f->path, f->name,
		    f->bytes, f->changed_ms }, e);
	}
}

void
attach_refused(struct model *m, const struct event *ev)
{
	const struct sending *s = find_sending(m, ev->client_id);

	attach_why(m, ev, s == NULL ? "?" : s->name);
}
