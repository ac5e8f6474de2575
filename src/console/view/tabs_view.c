/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second line of a narrow screen: my conversations by number, so that a
 * tab stays where it is while waits go on, and how many wait in the queue.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define TABS_MAX 99
#define SEPARATOR " │"

static void
tab_text(const struct model *m, const struct chat *c, char *buf, size_t size)
{
	char name[SHORT_BYTES], state[SHORT_BYTES] = "";
	char flat[SHORT_BYTES], unread[SHORT_BYTES] = "";

	format_first(name, sizeof name, c->label);
	text_flat(flat, sizeof flat, name, 10);
	if (c->c.state == CONVERSATION_WRAP_UP)
		snprintf(state, sizeof state, "?");
	else if (model_is_mine(m, c))
		format_standing(m, c, state, sizeof state, STYLE_NORMAL);
	else if (c->c.waiting_since_ms != 0)
		format_late(state, sizeof state,
		    m->now_ms - c->c.waiting_since_ms, model_target(m, c));
	if (state[0] != '\0' && state[strlen(state) - 1] == ' ')
		state[strlen(state) - 1] = '\0';
	if (c->n_unread > 0 && c->c.id != m->ui.focus_id)
		snprintf(unread, sizeof unread, " +%d", c->n_unread);
	if (c->number == 0)
		snprintf(buf, size, "· %s %s", flat, state);
	else
		snprintf(buf, size, "%d%s%s%s %s", c->number,
		    c->is_pinned ? "*" : " ", flat, unread, state);
}

/* By number: they do not jump. */
static size_t
by_number(const struct model *m, const struct chat **tabs)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_chats; i++) {
		const struct chat *c = m->chats[i];
		size_t at = n;

		/* Also one that is not mine, while I look at it. */
		if ((c->number == 0 && c->c.id != m->ui.focus_id) ||
		    n == TABS_MAX)
			continue;
		while (at > 0 && tabs[at - 1]->number > c->number) {
			tabs[at] = tabs[at - 1];
			at--;
		}
		tabs[at] = c;
		n++;
	}
	return n;
}

static int
draw_tab(const struct draw *d, struct rect r, int col, const struct chat *c)
{
	bool is_focused = c->c.id == d->m->ui.focus_id;
	enum style style = style_late(model_target(d->m, c), STYLE_NORMAL);
	char text[TEXT_BYTES];
	int used;

	tab_text(d->m, c, text, sizeof text);
	if (is_focused)
		style = STYLE_TITLE_FOCUS;
	used = grid_put(d->g, r.row, col, 1, style, is_focused ? "▌" : " ");
	return used + put_clip(d->g, r.row, col + used,
	    r.col + r.cols - col - used, style, text);
}

static int
draw_separator(const struct draw *d, struct rect r, int col)
{
	if (col == r.col)
		return 0;
	return grid_put(d->g, r.row, col, r.col + r.cols - col, STYLE_BORDER,
	    SEPARATOR);
}

/* From which tab on, so that the focused one is on the screen. */
static size_t
first_tab(const struct draw *d, struct rect r, const struct chat *const *tabs,
    size_t n, int room)
{
	size_t first = 0;
	int used = 0;

	for (size_t i = 0; i < n; i++) {
		char text[TEXT_BYTES];

		tab_text(d->m, tabs[i], text, sizeof text);
		used += text_cols(text) + 3;
		if (tabs[i]->c.id != d->m->ui.focus_id)
			continue;
		while (used > room && first < i) {
			tab_text(d->m, tabs[first++], text, sizeof text);
			used -= text_cols(text) + 3;
		}
		break;
	}
	(void)r;
	return first;
}

void
tabs_view_draw(const struct draw *d, struct rect r)
{
	const struct chat *tabs[TABS_MAX];
	int64_t ids[MODEL_PICKS];
	size_t n = by_number(d->m, tabs), n_queue;
	char queue[TEXT_BYTES] = "";
	int col = r.col, end;

	n_queue = model_queue(d->m, ids, MODEL_PICKS);
	if (n_queue > 0)
		snprintf(queue, sizeof queue, _("+ queue %zu"), n_queue);
	end = r.col + r.cols - text_cols(queue) - 2;
	for (size_t i = first_tab(d, r, tabs, n, end - r.col); i < n; i++) {
		char text[TEXT_BYTES];

		tab_text(d->m, tabs[i], text, sizeof text);
		if (col > r.col && col + text_cols(text) + 3 > end)
			break;
		col += draw_separator(d, r, col);
		col += draw_tab(d, r, col, tabs[i]);
	}
	if (queue[0] == '\0')
		return;
	col += draw_separator(d, r, col);
	grid_put(d->g, r.row, col + 1, r.col + r.cols - col - 1, STYLE_NORMAL,
	    queue);
}
