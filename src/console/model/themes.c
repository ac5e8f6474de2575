/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /theme: the themes that there are, one chosen while it is looked at. What is
 * to be seen follows from the model alone: the row under the choice, else the
 * setting; whoever changes that setting changes the screen.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

void
model_set_themes(struct model *m, const char *lines)
{
	model_clear_themes(m);
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");

		m->themes = mem_grow(m->themes, m->n_themes,
		    m->n_themes + 1, sizeof *m->themes);
		m->themes[m->n_themes++] = mem_dup_n(lines, len);
		lines += len + (lines[len] == '\n');
	}
}

void
model_clear_themes(struct model *m)
{
	for (size_t i = 0; i < m->n_themes; i++)
		free(m->themes[i]);
	free(m->themes);
	m->themes = NULL;
	m->n_themes = 0;
}

void
model_theme_failed(struct model *m, const char *shown, const char *why)
{
	str_copy(m->prefs.theme, sizeof m->prefs.theme, shown);
	str_copy(m->ui.theme, sizeof m->ui.theme, shown);
	model_say(m, TONE_BAD, "%s", why);
}

void
themes_follow(struct model *m, struct effects *e)
{
	const char *wanted = m->prefs.theme;
	struct effect *f;

	if (m->ui.overlay == OVERLAY_THEME && m->ui.selected > 0 &&
	    (size_t)m->ui.selected <= m->n_themes)
		wanted = m->themes[m->ui.selected - 1];
	if (strcmp(wanted, m->ui.theme) == 0)
		return;
	f = effects_put(e, EFFECT_THEME);
	if (f == NULL)
		return;
	f->text = mem_dup(wanted);
	str_copy(m->ui.theme, sizeof m->ui.theme, wanted);
}

void
themes_choose(struct model *m)
{
	if (m->ui.selected > 0 && (size_t)m->ui.selected <= m->n_themes)
		str_copy(m->prefs.theme, sizeof m->prefs.theme,
		    m->themes[m->ui.selected - 1]);
	overlay_close(m);
}

COMMAND(theme)
{
	if (args[0] == '\0') {
		overlay_open(m, OVERLAY_THEME);
		for (size_t i = 0; i < m->n_themes; i++)
			if (strcmp(m->themes[i], m->prefs.theme) == 0)
				m->ui.selected = (int64_t)i + 1;
		return true;
	}
	if (strlen(args) >= sizeof m->prefs.theme)
		return err_set(err, ERR_VALUE, "%s",
		    _("This name is too long for a theme."));
	str_copy(m->prefs.theme, sizeof m->prefs.theme, args);
	themes_follow(m, e);
	return true;
}

COMPLETE(theme)
{
	(void)args;
	for (size_t i = 0; i < m->n_themes; i++)
		str_putf(out, "%s\n", m->themes[i]);
}
