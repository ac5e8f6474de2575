/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rail: mine by who needs me most, the queue, the team. A row changes only
 * when what it says does, as rows beside a chat cost a repaint of the chat.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/view/internal.h"

#define IDS_MAX	     500
#define LANGUAGE_COLS 2
#define WAIT_COLS     5	/* "9:59▲" */

static const char *const presence_signs[PRESENCES] = { "·", "●", "○", "◐",
	"◌", "◑" };
static const enum style presence_styles[PRESENCES] = {
	STYLE_DIM, STYLE_OK, STYLE_WARN, STYLE_WARN, STYLE_WARN, STYLE_WARN,
};

const char *
presence_sign(enum presence p)
{
	return presence_signs[p];
}

static void
draw_mine(const struct draw *d, struct rect r, int64_t id)
{
	const struct chat *c = model_find_chat(d->m, id);
	bool is_focused = id == d->m->ui.focus_id;
	char state[SHORT_BYTES], left[SHORT_BYTES];
	int col = r.col, cols, right;
	/* A count changes with every message: a colour would cost thrice the
	 * bytes. */
	enum style style, badge = STYLE_NORMAL;

	if (c == NULL)
		return;
	style = format_standing(d->m, c, state, sizeof state, STYLE_NORMAL);
	right = r.col + r.cols - text_cols(state);
	put_clip(d->g, r.row, right, r.cols, style, state);
	snprintf(left, sizeof left, "%s%d%s", is_focused ? "▌" : " ",
	    c->number, c->is_pinned ? "*" : " ");
	col += grid_put(d->g, r.row, col, right - col,
	    STYLE_NORMAL, left);
	left[0] = '\0';
	if (c->other_typing) {
		snprintf(left, sizeof left, " …");
		badge = STYLE_PREVIEW;
	} else if (c->n_unread > 0 && !is_focused) {
		snprintf(left, sizeof left, " +%d", c->n_unread);
	}
	if (ban_is_on(d->m, c)) {
		str_copy(left + strlen(left), sizeof left - strlen(left),
		    " ⊘");
		badge = STYLE_WARN;
	}
	cols = right - 1 - col - text_cols(left);
	if (cols < 1)
		return;
	/* No colour for the focused one: it changes its row with every
	 * message, and the mark says it. */
	col += put_clip(d->g, r.row, col, cols, model_aside(d->m, c) != 0 ?
	    STYLE_DIM : STYLE_NORMAL, c->label);
	grid_put(d->g, r.row, col, right - col, badge, left);
}

static void
draw_queued(const struct draw *d, struct rect r, int64_t id)
{
	const struct chat *c = model_find_chat(d->m, id);
	enum target_state state;
	char text[SHORT_BYTES];
	int right;

	if (c == NULL)
		return;
	state = model_target(d->m, c);
	format_late(text, sizeof text, d->m->now_ms - wait_since(c), state);
	right = r.col + r.cols - text_cols(text);
	grid_put(d->g, r.row, right, r.cols,
	    style_late(state, STYLE_NORMAL), text);
	/* The language in a column of its own, wherever the wait begins. */
	right = r.col + r.cols - WAIT_COLS - 3 < right - 3 ?
	    r.col + r.cols - WAIT_COLS - 3 : right - 3;
	grid_put(d->g, r.row, right, LANGUAGE_COLS, STYLE_DIM,
	    c->c.language);
	grid_put(d->g, r.row, r.col + 1, 1, STYLE_DIM, "·");
	put_clip(d->g, r.row, r.col + 3, right - r.col - 4, STYLE_NORMAL,
	    c->label);
}

/* What is unread, behind a name; "@" when it is said to me. */
static int
put_unread(const struct draw *d, struct rect r, const struct chat *c)
{
	char text[SHORT_BYTES];

	if (c == NULL || c->n_unread == 0 || c->c.id == d->m->ui.focus_id)
		return 0;
	snprintf(text, sizeof text, " %s%d", c->is_to_me ? "@" : "+",
	    c->n_unread);
	return grid_put(d->g, r.row, r.col, r.cols, c->is_to_me ?
	    STYLE_WARN : STYLE_NORMAL, text);
}

static void
draw_room(const struct draw *d, struct rect r, int64_t id)
{
	const struct chat *c = model_find_chat(d->m, id);
	int col = r.col + 3;

	if (c == NULL)
		return;
	if (id == d->m->ui.focus_id)
		grid_put(d->g, r.row, r.col, 1, STYLE_NORMAL, "▌");
	col += put_clip(d->g, r.row, col, r.cols - 3 - 5, STYLE_NORMAL,
	    c->label);
	put_unread(d, (struct rect){ r.row, col, 1, r.col + r.cols - col },
	    c);
}

/* Rooms of departments and of everybody; one between two stands beside the
 * name. */
static size_t
rooms(const struct model *m, int64_t *ids, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_chats && n < max; i++)
		if (room_is(m->chats[i]) &&
		    m->chats[i]->c.first_member_id == 0)
			ids[n++] = m->chats[i]->c.id;
	return n;
}

static void
draw_colleague(const struct draw *d, struct rect r, const struct operator *o)
{
	char load[SHORT_BYTES], languages[MAX_LANGUAGES_BYTES + 1];
	char name[MAX_NAME_BYTES + 1];
	const struct chat *c = room_seen(d->m, o->id);
	const char *reason;
	int cols, used, col = r.col + 3;
	bool is_off = o->presence == PRESENCE_OFFLINE;

	grid_put(d->g, r.row, r.col + 1, 1, presence_styles[o->presence],
	    presence_signs[o->presence]);
	str_copy(languages, sizeof languages, o->languages);
	for (char *p = languages; *p != '\0'; p++)
		if (*p == ',')
			*p = ' ';
	snprintf(load, sizeof load, "%d/%d", o->load, o->limit);
	/* Name, load, languages: two columns of figures that stand still. */
	cols = r.cols - 3 - 5 - 6;
	if (cols < 4)
		cols = 4;
	/* A first name tells more than half of a long one. */
	str_copy(name, sizeof name, o->name[0] != '\0' ? o->name : o->login);
	if (text_cols(name) > cols)
		format_first(name, sizeof name, o->name);
	used = put_clip(d->g, r.row, col, cols - (c != NULL &&
	    c->n_unread > 0 ? 3 : 0), is_off ? STYLE_DIM :
	    STYLE_NORMAL, name);
	put_unread(d, (struct rect){ r.row, col + used, 1, 6 }, c);
	if (c != NULL && c->c.id == d->m->ui.focus_id)
		grid_put(d->g, r.row, r.col, 1, STYLE_NORMAL, "▌");
	hit_put(d, r, HIT_COLLEAGUE, o->id);
	reason = o->presence == PRESENCE_ONLINE || is_off ? "" :
	    presence_reason(o);
	/* Why somebody is away: behind the name, or where the languages are. */
	if (reason[0] != '\0' && c == NULL && cols - used > text_cols(reason))
		put_clip(d->g, r.row, col + used + 1, cols - used - 1,
		    STYLE_DIM, reason);
	else if (reason[0] != '\0')
		str_copy(languages, sizeof languages, reason);
	col += cols;
	if (!is_off)
		put_clip_right(d->g, r.row, col, 5, o->load >= o->limit ?
		    STYLE_WARN : STYLE_NORMAL, load);
	put_clip(d->g, r.row, col + 6, r.col + r.cols - col - 6, STYLE_DIM,
	    languages);
}

/* Who is there first, then who is not, each by id. */
static size_t
team(const struct model *m, const struct operator **list, size_t max)
{
	size_t n = 0;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < m->n_operators && n < max; i++) {
			const struct operator *o = &m->operators[i];

			if (o->disabled || o->id == m->me.id ||
			    (o->presence == PRESENCE_OFFLINE) != (pass == 1))
				continue;
			list[n++] = o;
		}
	return n;
}

static int
heading(const struct draw *d, struct rect r, int row, const char *text)
{
	if (row < r.row + r.rows)
		put_clip(d->g, row, r.col + 1, r.cols - 1, STYLE_DIM, text);
	return row + 1;
}

/* The last row of a part that has no room for all. */
static void
draw_more(const struct draw *d, struct rect r, size_t n)
{
	char text[TEXT_BYTES];

	snprintf(text, sizeof text, ngettext("+%zu more", "+%zu more", n), n);
	put_clip(d->g, r.row, r.col + 3, r.cols - 3, STYLE_DIM, text);
}

/* `rows` of the rail for `n` things: one row each. */
static size_t
shown(size_t n, size_t rows)
{
	if (n <= rows)
		return n;
	return rows == 0 ? 0 : rows - 1;
}

struct split { size_t mine, queue, team; };

/* Mine come first, but they leave the others some rows. */
static struct split
split_rows(size_t rows, size_t n_mine, size_t n_queue, size_t n_team)
{
	struct split s = { n_mine, n_queue, n_team };
	size_t half = rows / 2, quarter = rows / 4;

	if (n_mine + n_queue + n_team <= rows)
		return s;
	if (s.mine > half && n_queue + n_team > rows - half)
		s.mine = n_queue + n_team < quarter ?
		    rows - n_queue - n_team : half;
	if (s.queue > rows - s.mine - (n_team < quarter ? n_team : quarter))
		s.queue = rows - s.mine -
		    (n_team < quarter ? n_team : quarter);
	s.team = rows - s.mine - s.queue;
	if (s.team > n_team)
		s.team = n_team;
	return s;
}

static int
draw_ids(const struct draw *d, struct rect r, int row, size_t rows,
    const int64_t *ids, size_t n,
    void (*draw)(const struct draw *, struct rect, int64_t))
{
	size_t n_shown = shown(n, rows);

	for (size_t i = 0; i < n_shown; i++) {
		struct rect at = { row++, r.col, 1, r.cols };

		draw(d, at, ids[i]);
		hit_put(d, at, HIT_CHAT, ids[i]);
	}
	if (n_shown < n && rows > 0)
		draw_more(d, (struct rect){ row++, r.col, 1, r.cols },
		    n - n_shown);
	return row;
}

void
rail_view_draw(const struct draw *d, struct rect r)
{
	int64_t mine[IDS_MAX], queue[IDS_MAX], room_ids[IDS_MAX];
	const struct operator *others[IDS_MAX];
	size_t n_mine = model_mine(d->m, mine, IDS_MAX);
	size_t n_queue = model_queue(d->m, queue, IDS_MAX);
	size_t n_team = team(d->m, others, IDS_MAX), n_shown;
	size_t n_rooms = rooms(d->m, room_ids, IDS_MAX);
	struct split s;
	int row = r.row;

	if (r.rows < 6)
		return;
	s = split_rows((size_t)r.rows - 3, n_mine, n_queue,
	    n_team + n_rooms);
	row = heading(d, r, row, _("MINE"));
	row = draw_ids(d, r, row, s.mine, mine, n_mine, draw_mine);
	row = heading(d, r, row, _("QUEUE"));
	row = draw_ids(d, r, row, s.queue, queue, n_queue, draw_queued);
	row = heading(d, r, row, _("TEAM"));
	if (n_rooms > s.team / 2)
		n_rooms = s.team / 2;
	row = draw_ids(d, r, row, n_rooms, room_ids, n_rooms, draw_room);
	s.team -= n_rooms;
	n_shown = shown(n_team, s.team);
	for (size_t i = 0; i < n_shown; i++)
		draw_colleague(d, (struct rect){ row++, r.col, 1, r.cols },
		    others[i]);
	if (n_shown < n_team && s.team > 0)
		draw_more(d, (struct rect){ row, r.col, 1, r.cols },
		    n_team - n_shown);
}
