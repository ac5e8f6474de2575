/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which chat is in which pane, and its number. Events fill free panes only;
 * whatever else happens here comes from a key.
 */
#include "console/model/internal.h"

#include <string.h>

#define NUMBER_MAX 99

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

	if (c == NULL || c->is_hidden)
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
		if (c->undo_until_ms > m->now_ms || model_has_unsent(c))
			continue;
		c->number = 0;
		panes_free(m, c->c.id);
	}
	panes_fill(m);
}

void
panes_focus(struct model *m, int64_t id, struct effects *e)
{
	struct chat *to = model_chat(m, id);
	struct chat *from = model_chat(m, m->ui.focus_id);
	int at;

	if (to == NULL)
		return;
	if (from != NULL && from != to) {
		submit_draft(from, e);
		from->new_seq = 0;
	}
	if (m->ui.overlay != OVERLAY_NONE)
		overlay_close(m);
	m->ui.in_sidebar = false;
	m->ui.sidebar_row = 0;
	m->ui.asked_id = 0;
	if (pane_of(m, id) < 0) {
		at = pane_of(m, 0);
		if (at < 0)
			at = pane_of(m, m->ui.focus_id);
		m->ui.panes[at < 0 ? 0 : at] = id;
	}
	m->ui.focus_id = id;
	panes_sweep(m);
	if (!to->is_complete && to->n_lines == 0)
		submit_fetch_transcript(m, to, 0, e);
	submit_fetch_customer(m, to->c.customer_id, e);
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
