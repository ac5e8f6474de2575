/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app_looks.c - themes on their way to the terminal.
 */
#include "console/app_internal.h"

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
