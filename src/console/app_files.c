/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_files.c - files between the disk, the desk and the operator's programs.
 */
#include "console/app_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

#define HANDLER_BYTES 2048

/* --- up and down --------------------------------------------------------- */

void
app_read_file(struct app *app, const struct action *a)
{
	disk_read(app->disk, a->client_id, a->path, a->bytes, a->changed_ms);
}

static void
on_read(void *ctx, const char *id, char *bytes, size_t len,
    const struct err *err)
{
	struct app *app = ctx;

	native_ops.give(app->backend, id, bytes, len, err);
}

void
app_on_file(void *ctx, const struct action *fetched, const char *bytes,
    size_t len)
{
	struct app *app = ctx;
	const char *dir = fetched->path[0] != '\0' ? fetched->path :
	    app->m->prefs.files_dir;

	disk_save(app->disk, fetched->file_id, dir, fetched->name, bytes, len);
}

void
app_poll_disk(struct app *app, int revents)
{
	const struct disk_sink sink = { app_on_event, on_read, app };

	if (revents != 0)
		disk_poll(app->disk, &sink);
}

bool
app_files_start(struct app *app, struct err *err)
{
	app->m->hint_patterns = app->config->hints;
	app->m->n_hint_patterns = app->config->n_hints;
	app->disk = disk_new(err);
	return app->disk != NULL;
}

/* --- opening --------------------------------------------------------------- */

static bool
fits(const char *pattern, const char *type)
{
	size_t len = strlen(pattern);

	if (len > 1 && pattern[len - 1] == '*')
		return strncmp(pattern, type, len - 1) == 0;
	return strcmp(pattern, type) == 0;
}

/* The first that fits, else "default"; NULL: none is set. */
static const char *
find_handler(const struct app_config *c, const char *type)
{
	const char *usual = NULL;

	for (int i = 0; i < c->n_handlers; i++) {
		if (strcmp(c->handlers[i].type, "default") == 0)
			usual = c->handlers[i].command;
		else if (fits(c->handlers[i].type, type))
			return c->handlers[i].command;
	}
	return usual;
}

static bool
has_display(void)
{
	const char *x = getenv("DISPLAY"), *wayland =
	    getenv("WAYLAND_DISPLAY");

	return (x != NULL && *x != '\0') ||
	    (wayland != NULL && *wayland != '\0');
}

/* "%s" in it becomes a word that the shell takes from the environment: no
 * letter of the name is ever read as shell, in whatever quotes it stands. */
static void
make_command(const char *handler, struct str *out)
{
	char quote = '\0';
	bool is_there = false;

	for (const char *at = handler; *at != '\0'; at++) {
		if (strncmp(at, "%s", 2) == 0) {
			str_put(out, quote == '"' ? "$DEZHURKA_FILE" :
			    quote == '\'' ? "'\"$DEZHURKA_FILE\"'" :
			    "\"$DEZHURKA_FILE\"");
			is_there = true;
			at++;
			continue;
		}
		str_put_c(out, *at);
		if (*at == '\\' && quote != '\'' && at[1] != '\0')
			str_put_c(out, *++at);
		else if (quote == '\0' && (*at == '"' || *at == '\''))
			quote = *at;
		else if (*at == quote)
			quote = '\0';
	}
	if (!is_there)
		str_put(out, " \"$DEZHURKA_FILE\"");
}

void
app_open(struct app *app, const char *what, const char *type)
{
	const char *handler = find_handler(app->config, type);
	const char *env[3] = { NULL };
	char sentence[1024];
	struct str command, file, kind;

	if (handler == NULL && !has_display()) {
		snprintf(sentence, sizeof sentence, _("There is no display "
		    "here to open it on: %s. A program for it can be set "
		    "under [handler]."), what);
		app_say(app, TONE_INFO, sentence);
		return;
	}
	str_init(&command, HANDLER_BYTES);
	str_init(&file, HANDLER_BYTES * 4);
	str_init(&kind, HANDLER_BYTES);
	make_command(handler != NULL ? handler : "xdg-open %s", &command);
	str_putf(&file, "DEZHURKA_FILE=%s", what);
	str_putf(&kind, "DEZHURKA_TYPE=%s", type);
	env[0] = file.data;
	env[1] = kind.data;
	run_start(app->run, &(struct run_ask){ .what = RUN_FOR_HANDLER,
	    .command = command.data, .env = env, .stays = true });
	snprintf(sentence, sizeof sentence, _("Opening %s."), what);
	app_say(app, TONE_INFO, sentence);
	str_clear(&command);
	str_clear(&file);
	str_clear(&kind);
}
