/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a canned reply that is being written: a path is typed, with the
 * names of its folder beside it; what is new goes to the desk with the save.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

static void
drop(struct canned_form *f, int i)
{
	free(f->files[i].path);
	free(f->files[i].name);
	f->n_files--;
	memmove(f->files + i, f->files + i + 1,
	    (size_t)(f->n_files - i) * sizeof *f->files);
}

void
form_files_clear(struct canned_form *f)
{
	while (f->n_files > 0)
		drop(f, f->n_files - 1);
	free(f->dir_asked);
	f->dir_asked = NULL;
}

void
form_files_set(struct canned_form *f, const struct canned *c)
{
	for (size_t i = 0; i < c->n_files && i < MAX_MESSAGE_FILES; i++) {
		struct form_file *to = &f->files[f->n_files++];

		*to = (struct form_file){ .name =
		    attach_name(c->files[i].name), .bytes =
		    c->files[i].bytes };
		str_copy(to->id, sizeof to->id, c->files[i].id);
	}
}

/* --- the path ---------------------------------------------------------------- */

static bool
is_here(const struct model *m)
{
	return m->ui.overlay == OVERLAY_FORM && m->form.at == FORM_FILES;
}

static const char *
leaf_of(const char *typed)
{
	const char *slash = strrchr(typed, '/');

	return slash == NULL ? typed : slash + 1;
}

void
form_files_typed(struct model *m, struct effects *e)
{
	struct canned_form *f = &m->form;
	const char *typed = m->ui.query.text.data;
	char path[PATH_BYTES], *dir;

	if (!is_here(m))
		return;
	/* A folder below the one whose names stand there. */
	if (strchr(typed, '/') != NULL && typed[0] != '/' &&
	    typed[0] != '~' && m->dir.path[0] != '\0') {
		attach_path(m, typed, path, sizeof path);
		editor_set(&m->ui.query, path);
		typed = m->ui.query.text.data;
	}
	/* What is no path yet is of the folder that was listed last. */
	if (strchr(typed, '/') == NULL && f->dir_asked != NULL)
		return;
	dir = typed[0] == '\0' || strchr(typed, '/') == NULL ?
	    mem_dup(m->dir.path[0] != '\0' ? m->dir.path : "~") :
	    mem_dup_n(typed, (size_t)(leaf_of(typed) - typed));
	if (f->dir_asked != NULL && strcmp(f->dir_asked, dir) == 0) {
		free(dir);
		return;
	}
	free(f->dir_asked);
	f->dir_asked = dir;
	f->has_dir = false;
	f->n_dir_waits++;
	effects_file(e, EFFECT_DIR, 0, dir, "");
}

void
canned_form_listed(struct model *m, const struct event *ev)
{
	struct canned_form *f = &m->form;

	if (f->n_dir_waits == 0)
		return;
	f->n_dir_waits--;
	f->has_dir = f->n_dir_waits == 0 && ev->code == ERR_NONE;
}

/* Hidden ones only when a dot is typed. */
const char *
form_files_match(const struct model *m, int n, size_t *len)
{
	const char *leaf = leaf_of(m->ui.query.text.data), *entry;

	if (!m->form.has_dir || !is_here(m))
		return NULL;
	for (int64_t id = 1; (entry = attach_entry(m, id, len)) != NULL;
	    id++) {
		if (strncmp(entry, "../", *len) == 0 ||
		    (entry[0] == '.' && leaf[0] != '.'))
			continue;
		if (*len >= strlen(leaf) &&
		    strncmp(entry, leaf, strlen(leaf)) == 0 && n-- == 0)
			return entry;
	}
	return NULL;
}

/* As far as all that match are the same. */
static size_t
common(const struct model *m, const char *first, size_t len)
{
	const char *other;
	size_t other_len;

	for (int n = 1; (other = form_files_match(m, n, &other_len)) != NULL;
	    n++) {
		size_t same = 0;

		while (same < len && same < other_len &&
		    first[same] == other[same])
			same++;
		len = same;
	}
	/* Not through a letter. */
	while (len > 0 && ((unsigned char)first[len] & 0xc0) == 0x80)
		len--;
	return len;
}

bool
form_files_tab(struct model *m, struct effects *e)
{
	struct editor *in = &m->ui.query;
	const char *first;
	size_t len, had;

	if (!is_here(m) || in->text.data[0] == '\0')
		return false;
	first = form_files_match(m, 0, &len);
	had = strlen(leaf_of(in->text.data));
	if (first == NULL) {
		model_say(m, TONE_INFO, _("Nothing matches."));
		return true;
	}
	len = common(m, first, len);
	editor_key(in, "End");
	if (len > had)
		editor_insert(in, first + had, len - had);
	form_files_typed(m, e);
	return true;
}

/* --- taking and dropping ---------------------------------------------------------- */

bool
form_files_enter(struct model *m, struct effects *e)
{
	const char *typed = m->ui.query.text.data;
	char path[PATH_BYTES];

	if (!is_here(m) || typed[0] == '\0')
		return false;
	if (m->max_file_bytes <= 0)
		model_say(m, TONE_BAD, _("This desk takes no files."));
	else if (leaf_of(typed)[0] == '\0')
		return true;	/* a folder: its names stand there */
	else if (m->form.n_files == MAX_MESSAGE_FILES)
		model_say(m, TONE_BAD, _("At most %d files go with one "
		    "message."), MAX_MESSAGE_FILES);
	else {
		attach_path(m, typed, path, sizeof path);
		effects_file(e, EFFECT_FILE_LOOK, 0, path, "");
	}
	return true;
}

bool
form_files_erase(struct model *m)
{
	struct canned_form *f = &m->form;

	if (!is_here(m) || !editor_is_empty(&m->ui.query) || f->n_files == 0)
		return false;
	model_say(m, TONE_INFO, _("%s does not go along any more."),
	    f->files[f->n_files - 1].name);
	drop(f, f->n_files - 1);
	f->is_dirty = f->has_other_files = true;
	return true;
}

void
canned_form_looked(struct model *m, const struct event *ev)
{
	struct canned_form *f = &m->form;
	struct event why = *ev;
	struct form_file *to;
	char size[32];

	if (f->lines[FORM_FILES] == NULL)
		return;
	if (why.code == ERR_NONE && why.total == 0)
		why.code = ERR_VALUE;
	if (why.code == ERR_NONE && why.total > m->max_file_bytes)
		why.code = ERR_TOO_LARGE;
	if (why.code != ERR_NONE) {
		attach_why(m, &why, ev->name);
		return;
	}
	if (f->n_files == MAX_MESSAGE_FILES)
		return;
	to = &f->files[f->n_files++];
	*to = (struct form_file){ .path = mem_dup(ev->name),
	    .name = attach_name(leaf_of(ev->name)), .bytes = ev->total,
	    .changed_ms = ev->upto };
	f->is_dirty = f->has_other_files = true;
	free(f->lines[FORM_FILES]);
	f->lines[FORM_FILES] = mem_dup("");
	if (is_here(m))
		editor_set(&m->ui.query, "");
	model_say(m, TONE_GOOD, _("%s (%s) goes along with it."), to->name,
	    attach_size(size, sizeof size, to->bytes));
}

/* --- saving ------------------------------------------------------------------------- */

bool
form_files_save(struct model *m, char ids[FILE_IDS_BYTES], struct effects *e)
{
	struct canned_form *f = &m->form;

	/* All of it or nothing. */
	if (m->n_ids < f->n_files + 1 || m->n_pending + f->n_files + 1 >
	    MODEL_PENDING || e->n + f->n_files + 1 > EFFECTS_TURN) {
		model_say(m, TONE_BAD, "%s", command_why(ERR_BUSY));
		return false;
	}
	for (int i = 0; i < f->n_files; i++) {
		struct form_file *file = &f->files[i];
		size_t len = strlen(ids);
		struct action a;

		if (file->path != NULL) {
			action_init(&a, ACTION_CANNED_FILE);
			a.name = file->name;
			a.path = file->path;
			a.bytes = file->bytes;
			a.changed_ms = file->changed_ms;
			if (!submit_action(m, &a, e))
				return false;
			str_copy(file->id, sizeof file->id, a.client_id);
		}
		snprintf(ids + len, FILE_IDS_BYTES - len, "%s%s",
		    i > 0 ? "," : "", file->id);
	}
	return true;
}

void
canned_form_file_refused(struct model *m, const struct event *ev)
{
	const struct canned_form *f = &m->form;

	for (int i = 0; i < f->n_files; i++)
		if (strcmp(f->files[i].id, ev->client_id) == 0)
			attach_why(m, ev, f->files[i].name);
}
