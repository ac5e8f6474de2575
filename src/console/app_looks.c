/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_looks.c - themes on their way to the terminal; whether there was a tour.
 */
#include "console/model/tour.h"
#include "console/app_internal.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/paths.h"

#define THEMES_BYTES 8192

void
app_themes(struct app *app)
{
	struct str names;

	str_init(&names, THEMES_BYTES);
	term_themes(&names);
	model_set_themes(app->m, names.data);
	str_copy(app->m->ui.theme, sizeof app->m->ui.theme,
	    app->m->prefs.theme);
	str_clear(&names);
}

void
app_theme(struct app *app, const char *name)
{
	struct err err = { 0 };

	if (app->term == NULL)
		return;
	if (!term_theme(app->term, name, &err))
		model_theme_failed(app->m, term_theme_name(app->term),
		    err.text);
	app->is_dirty = true;
}

static void
tour_file(const struct app *app, char *path, size_t size)
{
	snprintf(path, size, "%s/tour-seen", app->config->state_dir);
}

void
app_tour(struct app *app)
{
	const char *wish = getenv("DEZHURKA_TOUR");
	char path[PATH_MAX];

	if (app->config->is_linear)
		return;
	tour_file(app, path, sizeof path);
	if ((wish == NULL || strcmp(wish, "no") != 0) &&
	    access(path, F_OK) != 0)
		model_tour_start(app->m);
}

void
app_tour_seen(struct app *app)
{
	struct err err = { 0 };
	char path[PATH_MAX];

	tour_file(app, path, sizeof path);
	if (access(path, F_OK) != 0 &&
	    !paths_replace(path, "", 0, 0600, &err))
		log_warn("app", "%s", err.text);
}
