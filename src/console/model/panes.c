/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which chat is in which pane, and its number. Events fill free panes only;
 * whatever else happens here comes from a key.
 */
#include "console/model/internal.h"

#include "base/i18n.h"

#define NUMBER_MAX PANES_NUMBER_MAX

static int
pane_of(const struct model *m, int64_t id)
{
	for (int i = 0; i < m->ui.n_panes; i++)
		if (m->ui.panes[i] == id)
			return i;
	return -1;
}

bool
panes_shows(const struct model *m, int64_t id)
{
	const struct chat *c = model_find_chat(m, id);

	if (c == NULL || c->is_hidden || m->watch.is_open)
		return false;
	if (m->ui.is_zoomed)
		return id == m->ui.focus_id;
	return pane_of(m, id) >= 0;
}

bool
panes_holds(const struct model *m, int64_t id)
{
	return id != 0 && pane_of(m, id) >= 0;
}

static bool
is_number_free(const struct model *m, int number)
{
	for (size_t i = 0; i < m->n_chats; i++)
		if (m->chats[i]->number == number)
			return false;
	return true;
}

void
panes_number(struct model *m, struct chat *c)
{
	if (c->number != 0)
		return;
	for (int i = 1; i <= NUMBER_MAX; i++)
		if (is_number_free(m, i)) {
			c->number = i;
			return;
		}
}

void
panes_fill(struct model *m)
{
	int64_t ids[NUMBER_MAX];
	size_t n = model_mine(m, ids, NUMBER_MAX), next = 0;

	for (int i = 0; i < m->ui.n_panes; i++) {
		if (m->ui.panes[i] != 0)
			continue;
		while (next < n && pane_of(m, ids[next]) >= 0)
			next++;
		if (next == n)
			return;
		m->ui.panes[i] = ids[next++];
	}
}

void
panes_free(struct model *m, int64_t id)
{
	for (int i = 0; i < MODEL_PANES; i++)
		if (m->ui.panes[i] == id)
			m->ui.panes[i] = 0;
}

void
panes_sweep(struct model *m)
{
	for (size_t i = 0; i < m->n_chats; i++) {
		struct chat *c = m->chats[i];

		if (c->number == 0 || c->c.id == m->ui.focus_id ||
		    model_is_mine(m, c))
			continue;
		/* Still to be taken back, or not yet told what became of it. */
		if (c->undo_until_ms > m->now_ms || model_has_unsent(c) ||
		    !editor_is_empty(&c->input))
			continue;
		c->number = 0;
		c->is_pinned = false;
		panes_free(m, c->c.id);
	}
	panes_fill(m);
}

/* How well a pane can do without what is in it; < 0: pinned. */
static int
spare(const struct model *m, int pane)
{
	const struct chat *c = model_find_chat(m, m->ui.panes[pane]);

	if (c == NULL)
		return 5;
	if (c->is_pinned)
		return -1;
	if (c->c.id == m->ui.focus_id)
		return 4;
	if (!editor_is_empty(&c->input))
		return 0;
	if (model_waits_for_me(m, c))
		return 1;
	return model_is_mine(m, c) ? 2 : 3;
}

/* The pane for what I go to: a free one, else the one I leave, else the one
 * that is missed least. */
static int
pane_for_next(struct model *m)
{
	struct chat *c;
	int best = 0;

	for (int i = 1; i < m->ui.n_panes; i++)
		if (spare(m, i) > spare(m, best))
			best = i;
	if (spare(m, best) >= 0)
		return best;
	best = pane_of(m, m->ui.focus_id);
	if (best < 0)
		best = 0;
	c = model_chat(m, m->ui.panes[best]);
	c->is_pinned = false;
	model_say(m, TONE_INFO,
	    _("All panes are pinned: %s has given up its own."), c->label);
	return best;
}

void
panes_focus(struct model *m, int64_t id, struct effects *e)
{
	struct chat *to = model_chat(m, id);
	struct chat *from = model_chat(m, m->ui.focus_id);

	if (to == NULL)
		return;
	if (from != NULL && from != to) {
		submit_draft(m, from, e);
		from->new_seq = 0;
	}
	if (m->ui.overlay != OVERLAY_NONE)
		overlay_close(m);
	watch_close(m);
	m->ui.in_sidebar = m->ui.in_earlier = false;
	m->ui.sidebar_row = 0;
	m->ui.sidebar_top = 0;
	m->ui.asked_id = 0;
	if (pane_of(m, id) < 0)
		m->ui.panes[pane_for_next(m)] = id;
	m->ui.focus_id = id;
	panes_sweep(m);
	if (!to->is_complete && to->n_lines == 0)
		submit_fetch_transcript(m, to, 0, e);
	submit_fetch_customer(m, to->c.customer_id, e);
	zones_want(m, e);
}

/* Gone, or also in a pane that counts more than this one. */
static bool
is_stale(const struct model *m, int pane)
{
	int64_t id = m->ui.panes[pane];

	if (model_find_chat(m, id) == NULL)
		return true;
	for (int i = 0; i < pane; i++)
		if (m->ui.panes[i] == id)
			return true;
	return false;
}

void
panes_move(struct model *m, struct chat *c, int number)
{
	int from = pane_of(m, c->c.id), to = number - 1;

	for (size_t i = 0; i < m->n_chats; i++)
		if (m->chats[i]->number == number)
			m->chats[i]->number = c->number;
	c->number = number;
	if (from < 0 || to >= m->ui.n_panes)
		return;
	m->ui.panes[from] = m->ui.panes[to];
	m->ui.panes[to] = c->c.id;
}

void
panes_set(struct model *m, enum layout layout, int n)
{
	if (n < 1)
		n = 1;
	if (n > MODEL_PANES)
		n = MODEL_PANES;
	m->ui.layout = layout;
	m->ui.n_panes = layout == LAYOUT_ONE ? 1 : n;
	/* The focused chat stays on the screen. */
	if (m->ui.focus_id != 0 && pane_of(m, m->ui.focus_id) < 0)
		m->ui.panes[m->ui.n_panes - 1] = m->ui.focus_id;
	for (int i = 0; i < MODEL_PANES; i++)
		if (is_stale(m, i))
			m->ui.panes[i] = 0;
	panes_fill(m);
}
