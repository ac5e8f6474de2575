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
#define UNREAD_COLS 2	/* "+3", "9+" */
#define STATE_COLS 5	/* "9:59▲": the tabs after it stand still */

static void
pad(char *text, size_t size, int cols)
{
	size_t len = strlen(text);

	for (int i = text_cols(text); i < cols && len + 1 < size; i++)
		text[len++] = ' ';
	text[len] = '\0';
}

struct tab {
	char left[TEXT_BYTES];	/* number, name, badge */
	char state[SHORT_BYTES];
	int  cols;		/* both, with the blank between */
};

static void
put_unread(const struct model *m, const struct chat *c, char *buf,
    size_t size)
{
	buf[0] = '\0';
	if (c->n_unread > 9 && c->c.id != m->ui.focus_id)
		snprintf(buf, size, "9+");
	else if (c->n_unread > 0 && c->c.id != m->ui.focus_id)
		snprintf(buf, size, "+%d", c->n_unread);
	pad(buf, size, UNREAD_COLS);
}

/* Its pane says how it stands. */
static bool
has_title(const struct model *m, const struct chat *c)
{
	return m->ui.n_panes > 1 && m->ui.layout != LAYOUT_ONE &&
	    !m->ui.is_zoomed && model_is_shown(m, c);
}

static struct tab
tab_of(const struct model *m, const struct chat *c)
{
	char name[SHORT_BYTES], flat[SHORT_BYTES], unread[SHORT_BYTES];
	struct tab t = { .state = "" };

	format_first(name, sizeof name, c->label);
	text_flat(flat, sizeof flat, name, 10);
	if (c->c.state == CONVERSATION_WRAP_UP &&
	    m->wrap_up_target.limit_ms == TARGET_NEVER)
		snprintf(t.state, sizeof t.state, "?");
	else if (model_is_mine(m, c))
		format_standing(m, c, t.state, sizeof t.state, STYLE_NORMAL);
	else if (c->c.waiting_since_ms != 0)
		format_late(t.state, sizeof t.state,
		    m->now_ms - c->c.waiting_since_ms, model_target(m, c));
	if (t.state[0] != '\0' && t.state[strlen(t.state) - 1] == ' ')
		t.state[strlen(t.state) - 1] = '\0';
	if (has_title(m, c))
		t.state[0] = '\0';
	else
		pad(t.state, sizeof t.state, STATE_COLS);
	put_unread(m, c, unread, sizeof unread);
	if (c->number == 0)
		snprintf(t.left, sizeof t.left, "· %s%s", flat, unread);
	else
		snprintf(t.left, sizeof t.left, "%d%s%s%s", c->number,
		    c->is_pinned ? "*" : " ", flat, unread);
	t.cols = text_cols(t.left) + text_cols(t.state) +
	    (t.state[0] != '\0');
	return t;
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

/* The state in a style of its own: its digits change by the second, and how
 * late it is shows in the focused one as well. */
static int
draw_tab(const struct draw *d, struct rect r, int col, const struct chat *c,
    const struct tab *t)
{
	bool is_focused = c->c.id == d->m->ui.focus_id;
	enum style style = is_focused ? STYLE_TITLE_FOCUS : STYLE_NORMAL;
	int end = r.col + r.cols, from = col;

	col += grid_put(d->g, r.row, col, 1, style, is_focused ? "▌" : " ");
	col += put_clip(d->g, r.row, col, end - col, style, t->left);
	if (col + 1 < end && t->state[0] != '\0')
		col += 1 + grid_put(d->g, r.row, col + 1, end - col - 1,
		    style_late(model_target(d->m, c),
			model_aside(d->m, c) != 0 ? STYLE_DIM : STYLE_NORMAL),
		    t->state);
	return col - from;
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
		used += tab_of(d->m, tabs[i]).cols + 3;
		if (tabs[i]->c.id != d->m->ui.focus_id)
			continue;
		while (used > room && first < i)
			used -= tab_of(d->m, tabs[first++]).cols + 3;
		break;
	}
	(void)r;
	return first;
}

/* What colleagues have said, behind the queue. */
static void
say_team(const struct model *m, char *buf, size_t size)
{
	bool is_to_me;
	int n = room_unread(m, &is_to_me);
	size_t len = strlen(buf);

	if (n > 0)
		snprintf(buf + len, size - len, "%s%s %s %d",
		    len > 0 ? "  " : "", is_to_me ? "@" : "#", _("team"), n);
}

void
tabs_view_draw(const struct draw *d, struct rect r)
{
	const struct chat *tabs[TABS_MAX];
	int64_t ids[MODEL_PICKS];
	size_t n = by_number(d->m, tabs), n_queue;
	char queue[TEXT_BYTES] = "";
	int col = r.col, end, used;

	n_queue = model_queue(d->m, ids, MODEL_PICKS);
	if (n_queue > 0)
		snprintf(queue, sizeof queue, _("+ queue %zu"), n_queue);
	say_team(d->m, queue, sizeof queue);
	end = r.col + r.cols - text_cols(queue) - 2;
	for (size_t i = first_tab(d, r, tabs, n, end - r.col); i < n; i++) {
		struct tab t = tab_of(d->m, tabs[i]);

		if (col > r.col && col + t.cols + 3 > end)
			break;
		col += draw_separator(d, r, col);
		used = draw_tab(d, r, col, tabs[i], &t);
		hit_put(d, (struct rect){ r.row, col, 1, used }, HIT_CHAT,
		    tabs[i]->c.id);
		col += used;
	}
	if (queue[0] == '\0')
		return;
	col += draw_separator(d, r, col);
	grid_put(d->g, r.row, col + 1, r.col + r.cols - col - 1, STYLE_NORMAL,
	    queue);
}
