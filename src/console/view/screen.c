/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole screen: which regions there are, by its size. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define RAIL_COLS	 22
#define RAIL_MAX_COLS	 28
#define SIDEBAR_COLS	 26
#define SIDEBAR_MAX_COLS 36
#define MESSAGE_PART	 3	/* of the rows, at most */
#define CALM_LINES	 6

/* --- calm texts -------------------------------------------------------------- */

struct calm {
	char	   text[CALM_LINES][TEXT_BYTES];
	enum style style[CALM_LINES];
	int	   n;
};

static void
calm_put(struct calm *calm, enum style style, const char *text)
{
	if (calm->n == CALM_LINES)
		return;
	calm->style[calm->n] = style;
	str_copy(calm->text[calm->n++], TEXT_BYTES, text);
}

static void
calm_draw(const struct draw *d, struct rect r, const struct calm *calm)
{
	int row = r.row + (r.rows - calm->n) / 2;

	if (row < r.row)
		row = r.row;
	for (int i = 0; i < calm->n; i++) {
		struct wrapped w = wrap_text(d->cache, calm->text[i],
		    r.cols - 2);
		char line[TEXT_BYTES * 2];

		for (int k = 0; k < w.n_rows && row < r.row + r.rows; k++) {
			snprintf(line, sizeof line, "%.*s",
			    (int)w.rows[k].len, w.text + w.rows[k].at);
			put_centre(d->g, row++, r.col + 1, r.cols - 2,
			    calm->style[i], line);
		}
	}
}

/* Before the desk has told anything. */
static void
draw_beginning(const struct draw *d, struct rect r)
{
	const struct model *m = d->m;
	struct calm calm = { .n = 0 };
	char text[TEXT_BYTES];
	int left_s = (int)((m->link_since_ms + m->retry_ms - m->now_ms + 999) /
	    1000);

	switch (m->link) {
	case LINK_WAITING:
		calm_put(&calm, STYLE_WARN, !m->is_untrusted ?
		    _("The desk does not answer.") :
		    _("The desk's certificate is not to be trusted: ca_file "
		      "and pin in dezhurka.conf name the right one."));
		calm_put(&calm, STYLE_NORMAL, "");
		snprintf(text, sizeof text,
		    ngettext("It is tried again in %d second.",
			"It is tried again in %d seconds.",
			(unsigned long)(left_s > 0 ? left_s : 0)),
		    left_s > 0 ? left_s : 0);
		calm_put(&calm, STYLE_DIM, text);
		break;
	case LINK_REFUSED:
		calm_put(&calm, STYLE_BAD, _("The desk does not let us in:"));
		calm_put(&calm, STYLE_NORMAL, command_why(m->link_code));
		calm_put(&calm, STYLE_NORMAL, "");
		calm_put(&calm, STYLE_DIM,
		    _("Ctrl-X Ctrl-C leaves; start again to sign in."));
		break;
	case LINK_CLOSED:
		calm_put(&calm, STYLE_WARN, _("The line to the desk is "
					      "closed."));
		break;
	default:
		calm_put(&calm, STYLE_DIM, _("Connecting to the desk…"));
		break;
	}
	calm_draw(d, r, &calm);
}

/* Nothing is open: what will happen, and what can be done. */
static void
draw_empty(const struct draw *d, struct rect r)
{
	const struct model *m = d->m;
	struct calm calm = { .n = 0 };
	int64_t ids[MODEL_PICKS];
	size_t n = model_queue(m, ids, MODEL_PICKS);
	char text[TEXT_BYTES];

	if (n > 0) {
		snprintf(text, sizeof text,
		    ngettext("%zu customer waits. F5 takes the next.",
			"%zu customers wait. F5 takes the next.", n), n);
		calm_put(&calm, STYLE_NORMAL, text);
	} else {
		calm_put(&calm, STYLE_NORMAL, _("Nobody waits."));
		calm_put(&calm, STYLE_NORMAL, "");
		calm_put(&calm, STYLE_DIM, _("Whoever writes next comes into "
		    "the queue; F5 takes them."));
	}
	if (m->page_url[0] != '\0') {
		calm_put(&calm, STYLE_NORMAL, "");
		snprintf(text, sizeof text,
		    _("Customers write to you here: %s"), m->page_url);
		calm_put(&calm, STYLE_DIM, text);
	}
	calm_draw(d, r, &calm);
}

/* --- regions ------------------------------------------------------------------ */

struct regions {
	struct rect status, tabs, rail, centre, sidebar, message, keys, body;
	struct rect broadcast;
	bool	    is_tiny, is_wide;
};

/* Cuts rows off the bottom of `from`. */
static struct rect
cut_bottom(struct rect *from, int rows)
{
	struct rect r = *from;

	if (rows > from->rows)
		rows = from->rows;
	from->rows -= rows;
	r.row = from->row + from->rows;
	r.rows = rows;
	return r;
}

static struct rect
cut_top(struct rect *from, int rows)
{
	struct rect r = *from;

	r.rows = rows;
	from->row += rows;
	from->rows -= rows;
	return r;
}

static int
smaller(int a, int b)
{
	return a < b ? a : b;
}

static void
cut_sides(const struct draw *d, struct regions *s)
{
	int spare = (d->g->cols - MODEL_WIDE_COLS) / 5;
	int rail = smaller(RAIL_COLS + spare / 3, RAIL_MAX_COLS);
	int side = smaller(SIDEBAR_COLS + spare, SIDEBAR_MAX_COLS);

	if (!d->m->ui.rail_hidden) {
		s->rail = s->body;
		s->rail.cols = rail;
		s->centre.col += rail + 1;
		s->centre.cols -= rail + 1;
	}
	if (d->m->ui.sidebar_hidden || model_focused(d->m) == NULL)
		return;
	s->centre.cols -= side + 1;
	s->sidebar = s->body;
	s->sidebar.col = s->centre.col + s->centre.cols + 1;
	s->sidebar.cols = side;
}

static struct regions
regions_of(const struct draw *d)
{
	struct rect all = { 0, 0, d->g->rows, d->g->cols };
	struct regions s = { .keys = { 0, 0, 0, 0 } };
	bool has_rail;
	int rows;

	s.is_tiny = all.rows < TINY_ROWS || all.cols < TINY_COLS;
	s.is_wide = all.cols >= MODEL_WIDE_COLS && !s.is_tiny;
	has_rail = s.is_wide && !d->m->ui.rail_hidden;
	if (!s.is_tiny)
		s.status = cut_top(&all, 1);
	if (!has_rail && !s.is_tiny && d->m->is_ready)
		s.tabs = cut_top(&all, 1);
	rows = message_rows(d, all.cols, s.is_tiny ? all.rows / 2 :
	    all.rows / MESSAGE_PART);
	if (rows > 0)
		s.message = cut_bottom(&all, rows);
	else if (!s.is_tiny)
		s.keys = cut_bottom(&all, 1);
	rows = broadcast_rows(d, all.cols, s.is_tiny ? 1 : 3);
	if (rows > 0)
		s.broadcast = cut_bottom(&all, rows);
	s.body = s.centre = all;
	if (s.is_wide && d->m->is_ready)
		cut_sides(d, &s);
	return s;
}

/* --- panes --------------------------------------------------------------------- */

static void
draw_rules(const struct draw *d, const struct regions *s,
    const struct pane *panes, int n)
{
	if (s->rail.cols > 0)
		grid_vline(d->g, s->body.row, s->rail.cols, s->body.rows,
		    STYLE_BORDER);
	if (s->sidebar.cols > 0)
		grid_vline(d->g, s->body.row, s->sidebar.col - 1,
		    s->body.rows, STYLE_BORDER);
	for (int i = 0; i < n; i++)
		if (panes[i].r.col + panes[i].r.cols <
		    s->centre.col + s->centre.cols)
			grid_vline(d->g, panes[i].r.row,
			    panes[i].r.col + panes[i].r.cols,
			    panes[i].r.rows, STYLE_BORDER);
}

static bool
has_no_pane(const struct pane *panes, int n)
{
	for (int i = 0; i < n; i++)
		if (panes[i].c != NULL || panes[i].is_earlier)
			return false;
	return true;
}

/* Returns the focused pane; without a chat there is none. */
static struct pane
draw_centre(const struct draw *d, const struct regions *s)
{
	struct pane panes[MODEL_PANES + 1];
	struct pane focused = { .r = s->centre };
	int n;

	if (!d->m->is_ready && model_reads_earlier(d->m)) {
		/* What was found in what was seen, without a desk. */
		focused.is_earlier = focused.is_instead = true;
		earlier_view_draw(d, &focused);
		return focused;
	}
	if (!d->m->is_ready) {
		draw_beginning(d, s->centre);
		return focused;
	}
	if (s->is_tiny) {
		panes[0] = (struct pane){ .r = s->centre,
			.c = model_focused(d->m), .is_focused = true,
			.is_normal = d->m->ui.is_normal,
			.count = d->m->ui.count,
			.is_earlier = model_reads_earlier(d->m),
			.is_instead = true };
		n = 1;
	} else {
		n = panes_layout(d, s->centre, panes);
	}
	if (has_no_pane(panes, n)) {
		draw_rules(d, s, panes, 0);
		draw_empty(d, s->centre);
		return focused;
	}
	draw_rules(d, s, panes, n);
	for (int i = 0; i < n; i++) {
		if (panes[i].is_earlier)
			earlier_view_draw(d, &panes[i]);
		else
			pane_view_draw(d, &panes[i]);
		if (panes[i].is_focused)
			focused = panes[i];
	}
	return focused;
}

/* All of the screen: what else there is goes on behind it. */
static void
draw_watch(const struct draw *d)
{
	int rows = d->g->rows, cols = d->g->cols, n;
	bool has_bars = rows > 3;
	struct rect body = { has_bars, 0, rows - 2 * has_bars, cols };
	struct pane none = { .r = body };

	if (has_bars)
		status_view_draw(d, (struct rect){ 0, 0, 1, cols });
	if (d->m->is_ready)
		watch_view_draw(d);
	else
		draw_beginning(d, body);
	n = message_rows(d, cols, rows / MESSAGE_PART);
	/* What is asked is seen whole beside what is said. */
	body.rows -= n;
	overlay_view_draw(d, body, body, &none);
	if (n > 0)
		message_draw(d, (struct rect){ rows - n - has_bars, 0, n,
		    cols });
	if (has_bars)
		keybar_view_draw(d, (struct rect){ rows - 1, 0, 1, cols });
	chord_view_draw(d);
	wrap_end_of_frame(d->cache);
}

void
view_draw(const struct model *m, struct view_cache *cache, struct grid *g)
{
	struct draw d = { m, cache, g };
	struct regions s = regions_of(&d);
	struct pane focused;

	view_shown_clear(cache);
	hits_clear(cache);
	labels_clear(&d);
	if (m->watch.is_open) {
		draw_watch(&d);
		return;
	}
	if (s.status.rows > 0)
		status_view_draw(&d, s.status);
	if (s.tabs.rows > 0)
		tabs_view_draw(&d, s.tabs);
	if (s.rail.cols > 0)
		rail_view_draw(&d, s.rail);
	focused = draw_centre(&d, &s);
	if (s.sidebar.cols > 0)
		sidebar_view_draw(&d, s.sidebar);
	canned_top_draw(&d, &focused);
	overlay_view_draw(&d, s.body, s.centre, &focused);
	if (s.message.rows > 0)
		message_draw(&d, s.message);
	if (s.broadcast.rows > 0)
		broadcast_view_draw(&d, s.broadcast);
	if (s.keys.rows > 0)
		keybar_view_draw(&d, s.keys);
	chord_view_draw(&d);
	tour_view_draw(&d);
	wrap_end_of_frame(cache);
}
