/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands for files: attach, file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

/* --- attach ----------------------------------------------------------------- */

static bool
may_attach(const struct model *m, struct err *err)
{
	if (m->max_file_bytes > 0)
		return true;
	return err_set(err, ERR_RIGHTS, "%s",
	    _("This desk takes no files."));
}

/* Where the last one came from, or home. */
static const char *
start_dir(const struct model *m)
{
	return m->dir.path[0] != '\0' ? m->dir.path : "~";
}

COMMAND(attach)
{
	struct chat *c = model_chat(m, m->ui.focus_id);
	char where[PATH_BYTES];

	if (!may_attach(m, err))
		return false;
	if (strcmp(args, "-") == 0) {
		if (c->n_attached == 0)
			return err_set(err, ERR_NOT_FOUND, "%s",
			    _("No file waits here to be sent."));
		attach_drop(c, -1);
		model_say(m, TONE_INFO, _("No file goes with your next "
					  "message any more."));
		return true;
	}
	if (args[0] != '\0') {
		effects_file(e, EFFECT_FILE_LOOK, c->c.id, args, "");
		return true;
	}
	str_copy(where, sizeof where, start_dir(m));
	overlay_open(m, OVERLAY_ATTACH);
	effects_file(e, EFFECT_DIR, 0, where, "");
	return true;
}

void
attach_dir(struct model *m, const struct event *ev)
{
	canned_form_listed(m, ev);
	if (ev->code != ERR_NONE) {
		model_say(m, TONE_BAD, _("The folder “%s” cannot be read."),
		    ev->name);
		return;
	}
	str_copy(m->dir.path, sizeof m->dir.path, ev->name);
	free(m->dir.entries);
	m->dir.entries = mem_dup(ev->text);
	if (m->ui.overlay == OVERLAY_ATTACH) {
		editor_set(&m->ui.query, "");
		m->ui.selected = 0;
		overlay_freeze(m);
	}
}

/* Line `n` (from 1) of the entries, without its end; NULL: there is none. */
const char *
attach_entry(const struct model *m, int64_t n, size_t *len)
{
	const char *at = m->dir.entries == NULL ? "" : m->dir.entries;

	while (--n > 0 && *at != '\0') {
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	*len = strcspn(at, "\n");
	return *len > 0 ? at : NULL;
}

/* What is typed may be a path itself: "~/x", "../", "/etc/". */
static bool
is_path(const char *text)
{
	return text[0] == '/' || text[0] == '~' || strchr(text, '/') != NULL;
}

static void
join(const struct model *m, char *buf, size_t size, const char *leaf,
    size_t len)
{
	struct str all;

	str_init(&all, 2 * PATH_BYTES);
	str_putf(&all, "%s%s", m->dir.path,
	    strcmp(m->dir.path, "/") == 0 ? "" : "/");
	str_put_n(&all, leaf, len);
	str_copy(buf, size, all.data);
	str_clear(&all);
}

void
attach_path(const struct model *m, const char *typed, char *buf, size_t size)
{
	if (typed[0] == '/' || typed[0] == '~')
		str_copy(buf, size, typed);
	else if (m->dir.path[0] != '\0')
		join(m, buf, size, typed, strlen(typed));
	else
		snprintf(buf, size, "~/%s", typed);
}

void
attach_choose(struct model *m, struct effects *e)
{
	const char *typed = m->ui.query.text.data, *entry;
	int64_t id = m->ui.overlay_chat_id;
	char path[PATH_BYTES];
	size_t len;

	if (is_path(typed)) {
		attach_path(m, typed, path, sizeof path);
		len = strlen(path);
		if (path[len - 1] == '/') {
			effects_file(e, EFFECT_DIR, 0, path, "");
			return;
		}
		overlay_close(m);
		effects_file(e, EFFECT_FILE_LOOK, id, path, "");
		return;
	}
	entry = attach_entry(m, m->ui.selected, &len);
	if (entry == NULL) {
		model_say(m, TONE_BAD, _("Nothing matches."));
		return;
	}
	if (entry[len - 1] == '/') {
		join(m, path, sizeof path, entry, len - 1);
		effects_file(e, EFFECT_DIR, 0, path, "");
		return;
	}
	join(m, path, sizeof path, entry, len);
	overlay_close(m);
	effects_file(e, EFFECT_FILE_LOOK, id, path, "");
}

/* --- what came ------------------------------------------------------------------ */

const struct line_file *
file_of_chat(const struct chat *c, int n)
{
	for (size_t i = c == NULL ? 0 : c->n_lines; i-- > 0;)
		for (size_t k = c->lines[i].n_files; k-- > 0;)
			if (c->lines[i].seq != 0 && --n == 0)
				return &c->lines[i].files[k];
	return NULL;
}

/* Of a line and its place there: what comes while a list is open, at either
 * end, moves nothing. */
int64_t
file_id_of(const struct chat *c, int n)
{
	const struct line_file *f = file_of_chat(c, n);

	for (size_t i = f == NULL ? 0 : c->n_lines; i-- > 0;)
		if (c->lines[i].n_files > 0 && f >= c->lines[i].files &&
		    f < c->lines[i].files + c->lines[i].n_files)
			return c->lines[i].seq * MAX_MESSAGE_FILES +
			    (f - c->lines[i].files);
	return 0;
}

const struct line_file *
file_find(const struct chat *c, int64_t id)
{
	size_t k = (size_t)(id % MAX_MESSAGE_FILES);

	for (size_t i = c == NULL || id <= 0 ? 0 : c->n_lines; i-- > 0;)
		if (c->lines[i].seq == id / MAX_MESSAGE_FILES)
			return k < c->lines[i].n_files ?
			    &c->lines[i].files[k] : NULL;
	return NULL;
}

static void
fetch(struct model *m, const struct line_file *f, const char *path,
    bool is_opened, struct effects *e)
{
	struct fetching *fetching;
	struct action a;

	action_init(&a, ACTION_FETCH_FILE);
	str_copy(a.file_id, sizeof a.file_id, f->id);
	str_copy(a.client_id, sizeof a.client_id, f->id);
	a.name = f->name;
	a.path = path;
	a.bytes = f->bytes;
	m->fetching = mem_grow(m->fetching, m->n_fetching, m->n_fetching + 1,
	    sizeof *m->fetching);
	fetching = &m->fetching[m->n_fetching++];
	*fetching = (struct fetching){ .name = mem_dup(f->name),
	    .is_opened = is_opened };
	str_copy(fetching->id, sizeof fetching->id, f->id);
	effects_submit(e, &a);
	model_say(m, TONE_INFO, _("Fetching %s…"), f->name);
}

static void
forget_fetch(struct model *m, size_t i)
{
	free(m->fetching[i].name);
	m->fetching[i] = m->fetching[--m->n_fetching];
}

void
file_saved(struct model *m, const struct event *ev, struct effects *e)
{
	for (size_t i = 0; i < m->n_fetching; i++) {
		if (strcmp(m->fetching[i].id, ev->client_id) != 0)
			continue;
		if (ev->code != ERR_NONE)
			model_say(m, TONE_BAD, _("%s was not saved. %s"),
			    m->fetching[i].name, command_why(ev->code));
		else if (m->fetching[i].is_opened)
			effects_file(e, EFFECT_FILE_OPEN, 0, ev->name,
			    file_type_of(m->fetching[i].name));
		else
			model_say(m, TONE_GOOD, _("Saved as %s."), ev->name);
		forget_fetch(m, i);
		break;
	}
	attach_progress_end(m, ev->client_id);
}

/* "2", "2 open", "2 save ~/x", "open", "". */
COMMAND(file)
{
	const struct chat *c = model_focused(m);
	const struct line_file *f;
	long long n = 1;
	char number[16] = "";
	size_t len = strspn(args, "0123456789");
	bool is_open, is_save;

	if (file_of_chat(c, 1) == NULL)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("There are no files in this conversation."));
	if (args[0] == '\0') {
		overlay_open(m, OVERLAY_FILES);
		return true;
	}
	if (len > 0 && len < sizeof number) {
		memcpy(number, args, len);
		str_to_i64(number, 1, 100000, &n);
		args += len;
		args += strspn(args, " ");
	}
	f = file_of_chat(c, (int)n);
	is_open = strcmp(args, "open") == 0;
	is_save = strncmp(args, "save", 4) == 0 &&
	    (args[4] == ' ' || args[4] == '\0');
	if (f == NULL)
		return err_set(err, ERR_NOT_FOUND,
		    _("There is no file %d here: /file lists them."), (int)n);
	if (!is_open && !is_save && args[0] != '\0')
		return err_set(err, ERR_VALUE, "%s",
		    _("Say open, save or save FOLDER."));
	fetch(m, f, is_save ? args + 4 + strspn(args + 4, " ") : "", is_open,
	    e);
	return true;
}

COMPLETE(file)
{
	(void)m;
	(void)args;
	str_put(out, "open\nsave\n1 open\n1 save\n");
}

void
file_fetch(struct model *m, const struct line_file *f, bool is_opened,
    struct effects *e)
{
	fetch(m, f, "", is_opened, e);
}

void
file_choose(struct model *m, bool is_opened, struct effects *e)
{
	const struct chat *c = model_find_chat(m, m->ui.overlay_chat_id);
	const struct line_file *f = file_find(c, m->ui.selected);

	overlay_close(m);
	if (f != NULL)
		fetch(m, f, "", is_opened, e);
}

/* In the list of files: a digit or Enter saves, "o" opens. */
bool
file_key(struct model *m, const char *key, struct effects *e)
{
	struct str latin;
	char letter;

	if (m->ui.overlay != OVERLAY_FILES)
		return false;
	str_init(&latin, 16);
	keymap_latin(key, &latin);
	letter = latin.data[0];
	str_clear(&latin);
	if (letter >= '1' && letter <= '9') {
		if ((size_t)(letter - '1') < m->ui.n_picks) {
			m->ui.selected = m->ui.picks[letter - '1'];
			file_choose(m, false, e);
		}
		return true;
	}
	if (letter == 'o')
		file_choose(m, true, e);
	else if (letter == 's')
		file_choose(m, false, e);
	return letter == 'o' || letter == 's';
}
