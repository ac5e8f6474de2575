/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_external.c - a draft in the operator's own editor, while the turn goes
 * on: what comes is folded in, what was sent goes out, alerts ring. Only the
 * screen and the keys are somebody else's.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/paths.h"
#include "base/utf8.h"
#include "console/app_internal.h"

#define SIGNAL_STATUS	 128	/* of sh, and the signal */
#define NO_EDITOR_STATUS 127	/* of sh: there is no such command */

/* As git and others choose it. */
static const char *
editor_command(const char *setting)
{
	const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");

	if (setting[0] != '\0')
		return setting;
	if (visual != NULL && visual[0] != '\0')
		return visual;
	return editor != NULL && editor[0] != '\0' ? editor : "vi";
}

static void
tell(struct app *app, enum editor_end end, int number, const char *text)
{
	model_editor_end(app->m, app->external_id, end, number, text,
	    app->external_path, &app->effects);
	app->is_dirty = app->had_key = true;
}

void
app_edit(struct app *app, const struct effect *f)
{
	struct err err = { 0 };

	app->external_id = f->conversation_id;
	if (!external_write(app->config->state_dir, f->conversation_id,
	    f->text, app->external_path, sizeof app->external_path, &err)) {
		log_warn("editor", "%s", err.text);
		tell(app, EDIT_NO_FILE, 0, NULL);
		return;
	}
	if (app->term != NULL)
		term_leave(app->term);
	app->external = external_start(editor_command(f->body),
	    app->external_path, &err);
	if (app->external != NULL)
		return;
	log_warn("editor", "%s", err.text);
	unlink(app->external_path);
	if (app->term != NULL)
		term_resume(app->term);
	tell(app, EDIT_ABSENT, 0, NULL);
}

/* The file's text into the model; it is kept when it cannot be read. */
static bool
take_over(struct app *app)
{
	struct err err = { 0 };
	struct str text;
	bool ok;

	str_init(&text, EDITOR_FILE_BYTES);
	ok = paths_read(app->external_path, &text, &err) &&
	    utf8_is_text(text.data, text.len);
	if (ok)
		tell(app, EDIT_DONE, 0, text.data);
	else
		tell(app, EDIT_UNREADABLE, 0, NULL);
	str_clear(&text);
	return ok;
}

/* The editor may have been a child of the shell, which then says it so. */
static int
signal_of(int status)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status);
	return WEXITSTATUS(status) > SIGNAL_STATUS ?
	    WEXITSTATUS(status) - SIGNAL_STATUS : 0;
}

void
app_look_at_external(struct app *app)
{
	int status;

	if (!external_ended(app->external, &status))
		return;
	external_free(app->external);
	app->external = NULL;
	if (app->term != NULL)
		term_resume(app->term);
	if (signal_of(status) != 0) {
		tell(app, EDIT_KILLED, signal_of(status), NULL);
	} else if (WEXITSTATUS(status) != 0) {
		unlink(app->external_path);
		tell(app, WEXITSTATUS(status) == NO_EDITOR_STATUS ?
		    EDIT_ABSENT : EDIT_FAILED, WEXITSTATUS(status), NULL);
	} else if (take_over(app)) {
		unlink(app->external_path);
	}
}

void
app_find_left(struct app *app)
{
	char path[PATH_MAX];
	int64_t id;

	if (external_find(app->config->state_dir, path, sizeof path, &id))
		model_editor_left(app->m, id, path);
}

void
app_recover(struct app *app, const struct effect *f)
{
	app->external_id = f->conversation_id;
	str_copy(app->external_path, sizeof app->external_path, f->text);
	if (take_over(app))
		unlink(app->external_path);
	app_find_left(app);
}
