/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that come with a canned reply: at the desk already, so that the message
 * only names them. Where a file has its path, in drafts too, they have a sign
 * that no path begins with, and their id.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"
#include "domain/client_id.h"

#define SIGN '\035'

char *
attach_name(const char *name)
{
	char safe[MAX_FILE_NAME_BYTES + 1];

	file_safe_name(safe, name);
	return mem_dup(strcmp(name, "?") == 0 ? name : safe);
}

const char *
attach_canned_id(const char *path)
{
	return path != NULL && path[0] == SIGN && client_id_ok(path + 1) ?
	    path + 1 : NULL;
}

/* False: there is no room. */
static bool
add(struct chat *c, const struct file *f)
{
	char path[CLIENT_ID_BYTES + 2];
	struct attached *a;

	snprintf(path, sizeof path, "%c%s", SIGN, f->id);
	if (!attach_add(c, path, f->bytes, 0))
		return false;
	for (int i = 0; i < c->n_attached; i++) {
		a = &c->attached[i];
		if (strcmp(a->path, path) != 0)
			continue;
		free(a->name);
		a->name = attach_name(f->name);
	}
	return true;
}

void
attach_canned(struct model *m, struct chat *c, const struct canned *canned)
{
	bool fits = true;

	if (canned->n_files == 0)
		return;
	if (c->is_note) {
		model_say(m, TONE_INFO, _("Its files were left out: files go "
		    "with a message, not with a note."));
		return;
	}
	for (size_t i = 0; i < canned->n_files && fits; i++)
		fits = add(c, &canned->files[i]);
	if (!fits)
		model_say(m, TONE_BAD, _("At most %d files go with one "
		    "message."), MAX_MESSAGE_FILES);
}

void
attach_canned_again(struct model *m, struct chat *c, const char *id)
{
	const struct file *f = book_file(&m->book, id);

	if (f != NULL)
		add(c, f);
}

/* One of a draft: is it still there? */
void
attach_canned_look(struct model *m, struct chat *c, int i)
{
	const char *id = attach_canned_id(c->attached[i].path);
	const struct file *f = id == NULL ? NULL : book_file(&m->book, id);

	if (f != NULL) {
		add(c, f);
		return;
	}
	attach_drop(c, i);
	model_say(m, TONE_BAD, _("A file of a canned reply is not there any "
	    "more: it does not go with your message."));
}
