/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_count.c - how many wait for me, where it was asked for: in the terminal's
 * title (ui.title) and in an option of tmux (ui.tmux_count). Said when it has
 * changed, at most once a second.
 */
#include "console/app_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/utf8.h"

#define APART_MS 1000
#define TMUX_MS	 300
#define OPTION_LETTERS                                                       \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

/* The option, NULL: it is not asked for, or there is no tmux. */
static const char *
tmux_option(const struct app *app)
{
	const char *name = app->m->prefs.tmux_count;
	const char *tmux = getenv("TMUX");

	if (name[0] != '@' || name[1] == '\0' ||
	    name[1 + strspn(name + 1, OPTION_LETTERS)] != '\0' ||
	    tmux == NULL || tmux[0] == '\0')
		return NULL;
	return name;
}

static void
reap(struct counted *c)
{
	if (c->pid > 0 && waitpid(c->pid, NULL, WNOHANG) != 0)
		c->pid = 0;
}

/* False: the last one is still on its way. */
static bool
tell_tmux(struct app *app, const char *option, const char *count)
{
	const char *const argv[] = { "tmux", "set-option", "-g", option,
	    count, NULL };

	reap(&app->counted);
	if (app->counted.pid != 0)
		return false;
	if (!child_start(&(struct child_spec){ .argv = argv, .in_fd = -1,
	    .out_fd = -1, .err_fd = -1 }, &app->counted.pid, NULL))
		app->counted.pid = 0;
	return true;
}

static void
tell_title(struct app *app, const char *count)
{
	char title[MAX_NAME_BYTES + 64];

	if (count[0] != '\0')
		snprintf(title, sizeof title, "(%s) dezhurka %s", count,
		    app->m->desk);
	else
		snprintf(title, sizeof title, "dezhurka %s", app->m->desk);
	term_title(app->term, title);
}

void
app_count(struct app *app)
{
	const char *option = tmux_option(app);
	struct counted *c = &app->counted;
	int64_t now_ms = clock_mono_ms();
	char count[sizeof c->said] = "";
	bool is_late;
	int n;

	if ((!app->m->prefs.title && option == NULL) || app->term == NULL ||
	    !app->m->is_ready)
		return;
	n = model_waiting(app->m, &is_late);
	if (n > 0)
		snprintf(count, sizeof count, "%d%s", n, is_late ? "▲" : "");
	if (c->has_said && strcmp(count, c->said) == 0)
		return;
	if ((c->has_said && now_ms - c->said_ms < APART_MS) ||
	    (option != NULL && !tell_tmux(app, option, count))) {
		/* Somebody must come back for it. */
		if (app->tick_due_ms > now_ms + APART_MS)
			app->tick_due_ms = now_ms + APART_MS;
		return;
	}
	if (app->m->prefs.title)
		tell_title(app, count);
	c->has_said = true;
	c->said_ms = now_ms;
	str_copy(c->said, sizeof c->said, count);
}

void
app_count_end(struct app *app)
{
	const char *option = app->m != NULL ? tmux_option(app) : NULL;
	struct str  out;

	if (!app->counted.has_said || option == NULL)
		return;
	str_init(&out, 4096);
	child_output((const char *const[]){ "tmux", "set-option", "-gu",
	    option, NULL }, TMUX_MS, &out, NULL);
	str_clear(&out);
	reap(&app->counted);
}
