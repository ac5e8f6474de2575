/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/mouse.h"

#include "console/model/internal.h"

#define WHEEL_ROWS 3

static const struct hit *
find_hit(const struct hits *hits, int row, int col)
{
	for (size_t i = hits->n; i-- > 0;) {
		const struct hit *h = &hits->list[i];

		if (row >= h->row && row < h->row + h->rows &&
		    col >= h->col && col < h->col + h->cols)
			return h;
	}
	return NULL;
}

/* A second one at the same thing opens it. */
static bool
is_second(struct model *m, const struct hit *h)
{
	bool is = m->ui.clicked_id == h->id &&
	    m->ui.clicked_kind == (int)h->kind &&
	    m->now_ms - m->ui.clicked_ms <= HIT_AGAIN_MS;

	m->ui.clicked_id = is ? 0 : h->id;
	m->ui.clicked_kind = (int)h->kind;
	m->ui.clicked_ms = m->now_ms;
	return is;
}

static bool
has_pick(const struct model *m, int64_t id)
{
	for (size_t i = 0; i < m->ui.n_picks; i++)
		if (m->ui.picks[i] == id)
			return true;
	return false;
}

static void
click_pick(struct model *m, const struct hit *h, struct effects *e)
{
	if (!has_pick(m, h->id) || m->ui.in_note ||
	    m->ui.overlay == OVERLAY_COMMAND)
		return;
	m->ui.selected = h->id;
	if (is_second(m, h))
		overlay_choose(m, "ok", e);
}

static void
click_chat(struct model *m, const struct hit *h, struct effects *e)
{
	if (model_chat(m, h->id) == NULL)
		return;
	if (m->ui.overlay != OVERLAY_NONE)
		overlay_close(m);
	m->ui.in_sidebar = false;
	panes_focus(m, h->id, e);
}

static void
click_earlier(struct model *m, const struct hit *h, struct effects *e)
{
	m->ui.sidebar_row = h->id;
	if (is_second(m, h))
		earlier_open(m, h->id, e);
	else if (m->ui.overlay == OVERLAY_NONE)
		m->ui.in_sidebar = true;
}

/* Beside another one than that in front: its own comes to the front. */
static void
click_read(struct model *m, struct effects *e)
{
	if (m->earlier == NULL)
		return;
	if (m->ui.overlay != OVERLAY_NONE)
		overlay_close(m);
	if (m->ui.earlier_of != m->ui.focus_id)
		panes_focus(m, m->ui.earlier_of, e);
	m->ui.in_sidebar = false;
	m->ui.in_earlier = true;
}

static void
click(struct model *m, const struct hit *h, struct effects *e)
{
	switch (h->kind) {
	case HIT_PANE:
	case HIT_CHAT:
		click_chat(m, h, e);
		break;
	case HIT_PICK:
		click_pick(m, h, e);
		break;
	case HIT_EARLIER:
		click_earlier(m, h, e);
		break;
	case HIT_READ:
		click_read(m, e);
		break;
	case HIT_COLLEAGUE:
		talk_open(m, h->id, "", NULL, e, NULL);
		break;
	case HIT_KEY:
		command_run(m, h->line, e);
		break;
	case HIT_SIDEBAR:
	case HIT_NOTHING:
		break;
	}
}

static void
wheel(struct model *m, const struct hit *h, bool is_up, struct effects *e)
{
	struct chat *c = model_chat(m, h->id);

	if (h->kind == HIT_PANE && c != NULL) {
		place_move(c, is_up ? WHEEL_ROWS : -WHEEL_ROWS);
	} else if (h->kind == HIT_EARLIER || h->kind == HIT_SIDEBAR) {
		overlay_scroll_sidebar(m, is_up ? -WHEEL_ROWS : WHEEL_ROWS);
	} else if (h->kind == HIT_READ && m->earlier != NULL) {
		place_move(m->earlier, is_up ? WHEEL_ROWS : -WHEEL_ROWS);
	} else if (m->ui.overlay == OVERLAY_HELP ||
	    m->ui.overlay == OVERLAY_WHY) {
		command_run(m, is_up ? "scroll up" : "scroll down", e);
	} else if (m->ui.overlay != OVERLAY_NONE &&
	    (h->kind == HIT_PICK || h->kind == HIT_NOTHING)) {
		overlay_choose(m, is_up ? "up" : "down", e);
	}
}

void
model_mouse(struct model *m, const struct hits *hits, enum mouse what,
    int row, int col, struct effects *e)
{
	const struct hit *h = find_hit(hits, row, col);

	/* A question is answered by a key. */
	if (h == NULL || !m->prefs.mouse || overlay_asks(m->ui.overlay))
		return;
	m->ui.last_key_ms = m->now_ms;
	m->ui.n_keys++;
	m->ui.asked_id = 0;
	m->ui.prefix[0] = '\0';
	if (what == MOUSE_CLICK)
		click(m, h, e);
	else
		wheel(m, h, what == MOUSE_WHEEL_UP, e);
}
