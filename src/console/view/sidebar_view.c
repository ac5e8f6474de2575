/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The customer of the focused conversation: who it is, what colleagues should
 * know, and what was before. It is one page, of which so many rows are shown
 * as there are. Until somebody scrolls, what was before keeps some of them.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/view/internal.h"

#define FIELD_ROWS   6	/* of fields at most, until somebody scrolls */
#define NOTE_ROWS    6	/* of the note, likewise */
#define BEFORE_ROWS  5	/* for what was before, likewise */
#define BEFORE_ROOM  13	/* ... in a sidebar of so many rows */
#define DAY_MINUTES  1440
#define NIGHT_FROM   22	/* o'clock */
#define NIGHT_TO     7
#define EARLIER_ROWS 2	/* of each */

/* --- rows ------------------------------------------------------------------- */

int
side_take(struct side *s, int rows)
{
	int row = s->row - s->top;

	if (s->row + rows > s->end) {
		s->is_cut = true;
		return -1;
	}
	s->row += rows;
	if (s->d == NULL || row < 0 || row + rows > s->r.rows)
		return -1;
	return s->r.row + row;
}

void
side_put(struct side *s, enum style style, const char *text)
{
	int row = text[0] == '\0' ? -1 : side_take(s, 1);

	if (row >= 0)
		put_clip(s->d->g, row, s->r.col + 1, s->r.cols - 2, style,
		    text);
}

void
side_wrap(struct side *s, int max, enum style style, const char *text)
{
	struct wrapped w = wrap_text(s->cache, text, s->r.cols - 2);

	for (int i = 0; i < w.n_rows; i++) {
		int row = i < max ? side_take(s, 1) : -1;

		s->is_cut = s->is_cut || i >= max;
		if (row >= 0)
			wrap_put(s->d->g, row, s->r.col + 1, s->r.cols - 2,
			    style, &w, i);
	}
}

/* --- who it is ---------------------------------------------------------------- */

/* The page without its site, which is the same for all; or the site alone. */
static const char *
short_page(const char *page)
{
	const char *site = strstr(page, "://"), *path;

	site = site != NULL ? site + 3 : page;
	path = strchr(site, '/');
	return path != NULL && path[1] != '\0' ? path : site;
}

/* The last rating that this customer gave. */
static int
last_stars(const struct chat *c, const struct record *rec)
{
	if (c->c.stars > 0)
		return c->c.stars;
	for (size_t i = 0; rec != NULL && i < rec->c.n_earlier; i++)
		if (rec->c.earlier[i].stars > 0)
			return rec->c.earlier[i].stars;
	return 0;
}

/* What the desk asks for, and whether it is late. */
static void
draw_targets(const struct model *m, struct side *s, const struct chat *c)
{
	static const char *const signs[] = { "", "", " △", " ▲" };

	for (int i = 0; i < TARGETS; i++) {
		const struct target_due *t = &c->c.targets[i];
		enum target_state state = target_due_state(t, m->now_ms);
		char text[TEXT_BYTES], due[SHORT_BYTES];
		size_t len;

		if (state == TARGET_NONE)
			continue;
		format_due(due, sizeof due, m->now_ms, t->due_ms);
		/* TRANSLATORS: a time: "answer due 14:05". */
		snprintf(text, sizeof text, i == TARGET_RESOLUTION ?
		    _("to be ended by %s") : _("answer due %s"), due);
		len = strlen(text);
		snprintf(text + len, sizeof text - len, "%s", signs[state]);
		side_put(s, style_late(state, STYLE_DIM), text);
	}
}

/* What was noted of this conversation: its tags, and what is promised. */
static void
draw_marks(const struct model *m, struct side *s, const struct chat *c)
{
	char text[TEXT_BYTES], due[SHORT_BYTES];

	if (ban_words(m, c, text, sizeof text)[0] != '\0')
		side_wrap(s, 2, STYLE_WARN, text);
	draw_targets(m, s, c);
	if (c->c.tags[0] != '\0')
		side_wrap(s, 2, STYLE_CUSTOMER,
		    format_tags(text, sizeof text, c->c.tags));
	if (c->c.promise_due_ms == 0)
		return;
	snprintf(text, sizeof text, "◷%s  %s", format_due(due, sizeof due,
	    m->now_ms, c->c.promise_due_ms), c->c.promise);
	side_wrap(s, 2, model_promise_is_due(m, c) ? STYLE_WARN :
	    STYLE_NORMAL, text);
}

/* The name, what the desk thinks of it, the rating. */
static void
draw_name(struct side *s, const struct chat *c, const struct record *rec)
{
	int stars = last_stars(c, rec), row = side_take(s, 1);
	int cols = s->r.cols - 2, name;
	char text[TEXT_BYTES];

	if (row < 0)
		return;
	if (stars > 0) {
		snprintf(text, sizeof text, "%d★", stars);
		cols -= grid_put_right(s->d->g, row, s->r.col + 1, cols,
		    stars < 3 ? STYLE_BAD : STYLE_GOOD, text) + 1;
	}
	name = put_clip(s->d->g, row, s->r.col + 1, cols, STYLE_CUSTOMER,
	    c->label);
	if (rec == NULL || rec->c.segment == NULL ||
	    rec->c.segment[0] == '\0' || cols - name <= 4)
		return;
	snprintf(text, sizeof text, "★ %s", rec->c.segment);
	put_clip_right(s->d->g, row, s->r.col + name + 2, cols - name - 1,
	    STYLE_WARN, text);
}

/* What is wrong with the name, under it. */
static void
draw_likeness(const struct model *m, struct side *s, const struct chat *c)
{
	static const char *const said[] = {
		[LIKENESS_ROLE] = N_("A customer: the name says otherwise."),
		[LIKENESS_SIGN] = N_("The customer typed the sign in this name."),
		[LIKENESS_MIXED] = N_("The name mixes letters of two alphabets."),
	};
	char text[TEXT_BYTES];

	if (c->likeness == LIKENESS_NONE)
		return;
	if (c->likeness == LIKENESS_STAFF)
		snprintf(text, sizeof text, _("A customer, named like a colleague: %s"),
		    operator_name(m, c->like_id));
	else
		str_copy(text, sizeof text, _(said[c->likeness]));
	side_wrap(s, 2, STYLE_WARN, text);
}

/* "local time 14:05 (Europe/Warsaw, +1 h)", and whether it is night there. */
static void
draw_clock(const struct model *m, struct side *s, const struct chat *c)
{
	int64_t there, here = i18n_day(m->now_ms) * DAY_MINUTES +
	    i18n_minute(m->now_ms);
	char text[TEXT_BYTES], ahead[SHORT_BYTES] = "";
	int hour, apart;

	if (!model_local_minute(m, c, &there))
		return;
	hour = (int)(there % DAY_MINUTES / 60);
	apart = (int)(there - here);
	if (apart % 60 != 0)
		/* TRANSLATORS: so many hours and minutes ahead. */
		snprintf(ahead, sizeof ahead, _(", %c%d:%02d h"),
		    apart < 0 ? '-' : '+', abs(apart) / 60, abs(apart) % 60);
	else if (apart != 0)
		/* TRANSLATORS: so many hours ahead of here. */
		snprintf(ahead, sizeof ahead, _(", %+d h"), apart / 60);
	snprintf(text, sizeof text, hour >= NIGHT_FROM || hour < NIGHT_TO ?
	    _("night there, %02d:%02d (%s%s)") :
	    _("local time %02d:%02d (%s%s)"), hour, (int)(there % 60),
	    c->c.time_zone, ahead);
	side_wrap(s, 2, hour >= NIGHT_FROM || hour < NIGHT_TO ? STYLE_WARN :
	    STYLE_NORMAL, text);
}

static void
draw_language(struct side *s, const struct chat *c, const struct record *rec)
{
	const char *language = rec != NULL && rec->c.language[0] != '\0' ?
	    rec->c.language : c->c.language;
	char text[TEXT_BYTES], day[SHORT_BYTES];
	int row = language[0] == '\0' ? -1 : side_take(s, 1);

	if (row < 0)
		return;
	put_clip(s->d->g, row, s->r.col + 1, s->r.cols - 2, STYLE_DIM,
	    language);
	if (rec == NULL || rec->c.since_ms == 0)
		return;
	/* TRANSLATORS: a customer since this day. */
	snprintf(text, sizeof text, _("since %s"),
	    i18n_day_month(day, sizeof day, rec->c.since_ms));
	put_clip_right(s->d->g, row, s->r.col + 4, s->r.cols - 5, STYLE_DIM,
	    text);
}

/* Tags of the customer and fields of the desk's own. */
static void
draw_details(struct side *s, const struct customer *customer, bool is_whole)
{
	char text[TEXT_BYTES];

	if (customer->tags != NULL && customer->tags[0] != '\0') {
		format_tags(text, sizeof text, customer->tags);
		side_wrap(s, is_whole ? INT_MAX : 2, STYLE_NOTE, text);
	}
	for (size_t i = 0; i < customer->n_fields; i++) {
		if (!is_whole && i >= FIELD_ROWS) {
			s->is_cut = true;
			return;
		}
		snprintf(text, sizeof text, "%s: %s", customer->fields[i].name,
		    customer->fields[i].value);
		side_put(s, STYLE_NORMAL, text);
	}
}

static void
draw_note(struct side *s, const struct customer *customer, bool is_whole)
{
	if (customer->note[0] == '\0')
		return;
	side_take(s, 1);
	side_put(s, STYLE_DIM, _("NOTE"));
	side_wrap(s, is_whole || customer->n_earlier == 0 ? INT_MAX :
	    NOTE_ROWS, STYLE_NORMAL, customer->note);
}

/* --- what was before ------------------------------------------------------------ */

/* "12 Nov Refund for the second…"
 * "       solved 5★ Olga" */
static void
draw_earlier(struct side *s, const struct earlier *e, int day_cols,
    bool is_selected)
{
	enum style style = is_selected ? STYLE_SELECTED : STYLE_NORMAL;
	enum style dim = is_selected ? style : STYLE_DIM;
	int row = side_take(s, EARLIER_ROWS), col = s->r.col + 1;
	int end = s->r.col + s->r.cols - 1;
	char text[TEXT_BYTES], first[SHORT_BYTES];
	struct rect r;

	if (row < 0)
		return;
	r = (struct rect){ row, s->r.col, EARLIER_ROWS, s->r.cols };
	hit_put(s->d, r, HIT_EARLIER, e->conversation_id);
	if (is_selected) {
		grid_fill(s->d->g, r, style);
		grid_put(s->d->g, row, s->r.col, 1, style, "▌");
		grid_put(s->d->g, row + 1, s->r.col, 1, style, "▌");
	}
	put_clip_right(s->d->g, row, col, day_cols, dim,
	    i18n_day_month(text, sizeof text, e->opened_ms));
	col += day_cols + 1;
	put_clip(s->d->g, row, col, end - col, style, e->subject);
	row++;
	if (e->outcome[0] != '\0')
		col += put_clip(s->d->g, row, col, end - col - 8, style,
		    model_outcome_title(s->d->m, e->outcome)) + 1;
	if (e->stars > 0) {
		snprintf(text, sizeof text, "%d★", e->stars);
		col += grid_put(s->d->g, row, col, end - col, is_selected ?
		    style : e->stars < 3 ? STYLE_BAD : STYLE_GOOD, text) + 1;
	}
	format_first(first, sizeof first, e->operator_name);
	put_clip(s->d->g, row, col, end - col, dim, first);
}

/* Columns of the widest day, so that the subjects stand below each other. */
static int
day_cols(const struct record *rec)
{
	char day[SHORT_BYTES];
	int widest = 0;

	for (size_t i = 0; i < rec->c.n_earlier; i++) {
		int cols = text_cols(i18n_day_month(day, sizeof day,
		    rec->c.earlier[i].opened_ms));

		if (cols > widest)
			widest = cols;
	}
	return widest;
}

static bool
has_keys(const struct model *m)
{
	return m->ui.in_sidebar || m->ui.overlay == OVERLAY_CUSTOMER;
}

/* *selected is the row of the selected one, or stays. */
static void
draw_before(const struct model *m, struct side *s, const struct record *rec,
    int *selected)
{
	char text[TEXT_BYTES];
	int cols;

	side_take(s, 1);
	if (rec->c.n_earlier == 0) {
		side_put(s, STYLE_DIM, rec->is_fetching ?
		    _("Fetching what was before…") : _("First time here."));
		return;
	}
	snprintf(text, sizeof text, _("BEFORE (%zu)"), rec->c.n_earlier);
	side_put(s, STYLE_DIM, text);
	cols = day_cols(rec);
	for (size_t i = 0; i < rec->c.n_earlier; i++) {
		const struct earlier *e = &rec->c.earlier[i];
		bool is_selected = has_keys(m) &&
		    e->conversation_id == m->ui.sidebar_row;

		if (is_selected)
			*selected = s->row;
		draw_earlier(s, e, cols, is_selected);
	}
}

/* --- the page ---------------------------------------------------------------------- */

static void
draw_above(const struct model *m, struct side *s, const struct chat *c,
    const struct record *rec, bool is_whole)
{
	char text[TEXT_BYTES];

	draw_name(s, c, rec);
	draw_likeness(m, s, c);
	if (rec != NULL)
		side_put(s, STYLE_NORMAL, rec->c.contact);
	draw_language(s, c, rec);
	draw_clock(m, s, c);
	if (c->c.page[0] != '\0') {
		/* TRANSLATORS: the page that the visitor is on. */
		snprintf(text, sizeof text, _("on %s"), short_page(c->c.page));
		side_wrap(s, 2, STYLE_NORMAL, text);
	}
	draw_marks(m, s, c);
	if (rec == NULL)
		return;
	draw_details(s, &rec->c, is_whole);
	draw_note(s, &rec->c, is_whole);
	blocks_view_draw(m, s, c->c.customer_id);
}

/* All of it, from row `top` on; returns its rows. */
static int
draw_page(const struct draw *d, struct rect r, const struct chat *c,
    const struct record *rec, bool is_drawn, int top, int *selected)
{
	struct side s = { is_drawn ? d : NULL, d->cache, r, top, 0, INT_MAX,
		false };

	draw_above(d->m, &s, c, rec, true);
	if (rec != NULL)
		draw_before(d->m, &s, rec, selected);
	return s.row;
}

/* From its top, and what does not fit is cut. */
static void
draw_start(const struct draw *d, struct rect r, const struct chat *c,
    const struct record *rec)
{
	struct side s = { d, d->cache, r, 0, 0, r.rows, false };
	int selected = 0;

	if (rec != NULL && rec->c.n_earlier > 0 && r.rows >= BEFORE_ROOM)
		s.end -= BEFORE_ROWS + 1;
	draw_above(d->m, &s, c, rec, false);
	if (s.is_cut)
		grid_put(d->g, r.row + s.row - 1, r.col + r.cols - 1, 1,
		    STYLE_WARN, "↓");
	s.end = r.rows;
	if (rec != NULL)
		draw_before(d->m, &s, rec, &selected);
}

static int
smaller(int a, int b)
{
	return a < b ? a : b;
}

static int
larger(int a, int b)
{
	return a > b ? a : b;
}

/* Which row of the page is the first. */
static int
top_of(const struct model *m, int rows, int n, int selected)
{
	int top = m->ui.sidebar_top;

	if (m->ui.sidebar_follows && selected >= 0) {
		top = smaller(top, selected);
		top = larger(top, selected + EARLIER_ROWS - rows);
	}
	return larger(smaller(top, n - rows), 0);
}

void
sidebar_view_draw(const struct draw *d, struct rect r)
{
	const struct chat *c = model_focused(d->m);
	const struct record *rec;
	struct shown shown = { .is_sidebar = true, .rows = r.rows };
	int n, selected = -1, more;

	if (c == NULL || r.cols < 12 || r.rows < 1)
		return;
	rec = model_record(d->m, c->c.customer_id);
	hit_put(d, r, HIT_SIDEBAR, c->c.customer_id);
	n = draw_page(d, r, c, rec, false, 0, &selected);
	shown.id = c->c.customer_id;
	shown.above = top_of(d->m, r.rows, n, selected);
	more = n - shown.above - r.rows;
	shown.is_end = selected < 0 || (selected >= shown.above &&
	    selected + EARLIER_ROWS <= shown.above + r.rows);
	shown.n_below = larger(more, 0);
	view_shown_put(d->cache, &shown);
	if (n > r.rows && shown.above == 0 && !has_keys(d->m)) {
		draw_start(d, r, c, rec);
	} else {
		draw_page(d, r, c, rec, true, shown.above, &selected);
		if (shown.above > 0)
			grid_put(d->g, r.row, r.col + r.cols - 1, 1,
			    STYLE_WARN, "↑");
	}
	if (more > 0)
		grid_put(d->g, r.row + r.rows - 1, r.col + r.cols - 1, 1,
		    STYLE_WARN, "↓");
}
