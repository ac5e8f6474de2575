/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of panes: how many, how they lie, what stays in them.
 */
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "console/model/internal.h"

static const char *const layout_names[LAYOUTS] = {
	[LAYOUT_ONE] = "one",
	[LAYOUT_COLUMNS] = "columns",
	[LAYOUT_ROWS] = "rows",
	[LAYOUT_GRID] = "grid",
	[LAYOUT_MAIN] = "main",
};

COMMAND(layout)
{
	int n = m->ui.n_wanted < 2 ? 2 : m->ui.n_wanted;

	(void)e;
	m->ui.is_panes_chosen = true;
	if (args[0] == '\0') {
		m->ui.is_zoomed = false;
		panes_set(
		    m, (enum layout)((m->ui.layout + 1) % LAYOUTS), n);
		return true;
	}
	for (int i = 0; i < LAYOUTS; i++)
		if (strcmp(layout_names[i], args) == 0) {
			m->ui.is_zoomed = false;
			panes_set(m, (enum layout)i, n);
			return true;
		}
	return err_set(err, ERR_VALUE, "%s",
	    _("The layouts are one, columns, rows, grid and main."));
}

COMPLETE(layout)
{
	(void)m;
	(void)args;
	for (int i = 0; i < LAYOUTS; i++)
		str_putf(out, "%s\n", layout_names[i]);
}

COMMAND(panes)
{
	enum layout layout = m->ui.layout;
	long long n;

	(void)e;
	if (!str_to_i64(args, 1, MODEL_PANES, &n))
		return err_set(err, ERR_VALUE, "%s",
		    _("Say how many panes you want, 1 to 9."));
	if (n == 1)
		layout = LAYOUT_ONE;
	else if (layout == LAYOUT_ONE)
		layout = n > 3 ? LAYOUT_GRID : LAYOUT_COLUMNS;
	m->ui.is_panes_chosen = true;
	m->ui.is_zoomed = false;
	m->ui.n_wanted = (int)n;
	panes_set(m, layout, (int)n);
	return true;
}

COMMAND(zoom)
{
	(void)args;
	(void)e;
	(void)err;
	m->ui.is_zoomed = !m->ui.is_zoomed;
	return true;
}

COMMAND(rail)
{
	(void)args;
	(void)e;
	(void)err;
	m->ui.rail_hidden = !m->ui.rail_hidden;
	return true;
}

/* --- one pane --------------------------------------------------------------- */

COMMAND(pin)
{
	struct chat *c = model_chat(m, m->ui.focus_id);

	(void)args;
	(void)e;
	(void)err;
	c->is_pinned = !c->is_pinned;
	model_say(m, TONE_GOOD, c->is_pinned ?
	    _("%s stays in this pane: /pin frees it again.") :
	    _("%s stays here until another conversation needs the pane."),
	    c->label);
	return true;
}

/* The next of my conversations by number, when one pane is all there is. */
static int64_t
by_number(const struct model *m, int step)
{
	const struct chat *focused = model_focused(m), *best = NULL;
	int from = focused == NULL ? 0 : focused->number, best_far = 0;

	for (size_t i = 0; i < m->n_chats; i++) {
		const struct chat *c = m->chats[i];
		int far = (c->number - from) * step;

		if (c->number == 0 || c == focused)
			continue;
		if (far <= 0)
			far += 100;
		if (best == NULL || far < best_far) {
			best = c;
			best_far = far;
		}
	}
	return best == NULL ? 0 : best->c.id;
}

static int64_t
by_pane(const struct model *m, int step)
{
	int n = m->ui.n_panes, at = 0;

	while (at < n && m->ui.panes[at] != m->ui.focus_id)
		at++;
	for (int i = 1; i < n; i++) {
		int64_t id = m->ui.panes[(at + n + i * step % n) % n];

		if (id != 0 && id != m->ui.focus_id && panes_shows(m, id))
			return id;
	}
	return 0;
}

COMMAND(pane)
{
	int step = strcmp(args, "previous") == 0 ? -1 : 1;
	int64_t id;

	if (args[0] != '\0' && step > 0 && strcmp(args, "next") != 0)
		return err_set(err, ERR_VALUE, "%s",
		    _("Say next or previous."));
	id = by_pane(m, step);
	if (id == 0)
		id = by_number(m, step);
	if (id == 0)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("There is no other conversation."));
	panes_focus(m, id, e);
	return true;
}

COMPLETE(pane)
{
	(void)m;
	(void)args;
	str_put(out, "next\nprevious\n");
}

COMMAND(move)
{
	struct chat *c = model_chat(m, m->ui.focus_id);
	long long n;

	(void)e;
	if (c->number == 0)
		return err_set(err, ERR_RIGHTS, "%s",
		    _("This conversation is not yours: /take takes it."));
	if (!str_to_i64(args, 1, PANES_NUMBER_MAX, &n))
		return err_set(err, ERR_VALUE,
		    _("Say which number it shall have, 1 to %d."),
		    PANES_NUMBER_MAX);
	panes_move(m, c, (int)n);
	return true;
}
