/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The customer of the focused conversation: who it is, what colleagues should
 * know, and what was before.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/view/internal.h"

#define FIELD_ROWS 6	/* of fields at most */
#define NOTE_ROWS 6	/* of the note at most, while there is a list */

static int
put_wrapped(const struct draw *d, struct rect r, int row, int max,
    enum style style, const char *text)
{
	struct wrapped w = wrap_text(d->cache, text, r.cols - 2);
	int n = w.n_rows < max ? w.n_rows : max;

	for (int i = 0; i < n && row < r.row + r.rows; i++)
		wrap_put(d->g, row++, r.col + 1, r.cols - 2, style, &w, i);
	return row;
}

static int
put_row(const struct draw *d, struct rect r, int row, enum style style,
    const char *text)
{
	if (text[0] == '\0' || row >= r.row + r.rows)
		return row;
	put_clip(d->g, row, r.col + 1, r.cols - 2, style, text);
	return row + 1;
}

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

/* What was noted of this conversation: its tags, and what is promised. */
static int
draw_marks(const struct draw *d, struct rect r, int row,
    const struct chat *c)
{
	char text[TEXT_BYTES], due[SHORT_BYTES];

	if (c->c.tags[0] != '\0')
		row = put_wrapped(d, r, row, 2, STYLE_CUSTOMER,
		    format_tags(text, sizeof text, c->c.tags));
	if (c->c.promise_due_ms == 0)
		return row;
	snprintf(text, sizeof text, "◷%s  %s", format_due(due, sizeof due,
	    d->m->now_ms, c->c.promise_due_ms), c->c.promise);
	return put_wrapped(d, r, row, 2, model_promise_is_due(d->m, c) ?
	    STYLE_WARN : STYLE_NORMAL, text);
}

static int
draw_head(const struct draw *d, struct rect r, const struct chat *c,
    const struct record *rec)
{
	const char *language = rec != NULL && rec->c.language[0] != '\0' ?
	    rec->c.language : c->c.language;
	int stars = last_stars(c, rec), row = r.row, cols = r.cols - 2, name;
	char text[TEXT_BYTES], day[SHORT_BYTES];

	if (stars > 0) {
		snprintf(text, sizeof text, "%d★", stars);
		cols -= grid_put_right(d->g, row, r.col + 1, cols,
		    stars < 3 ? STYLE_BAD : STYLE_GOOD, text) + 1;
	}
	name = put_clip(d->g, row, r.col + 1, cols, STYLE_CUSTOMER, c->label);
	if (rec != NULL && rec->c.segment != NULL &&
	    rec->c.segment[0] != '\0' && cols - name > 4) {
		snprintf(text, sizeof text, "★ %s", rec->c.segment);
		put_clip_right(d->g, row, r.col + name + 2, cols - name - 1,
		    STYLE_WARN, text);
	}
	row++;
	if (rec != NULL)
		row = put_row(d, r, row, STYLE_NORMAL, rec->c.contact);
	if (language[0] != '\0' && row < r.row + r.rows) {
		put_row(d, r, row, STYLE_DIM, language);
		if (rec != NULL && rec->c.since_ms != 0) {
			/* TRANSLATORS: a customer since this day. */
			snprintf(text, sizeof text, _("since %s"),
			    i18n_day_month(day, sizeof day,
				rec->c.since_ms));
			put_clip_right(d->g, row, r.col + 4, r.cols - 5,
			    STYLE_DIM, text);
		}
		row++;
	}
	if (c->c.page[0] != '\0') {
		/* TRANSLATORS: the page that the visitor is on. */
		snprintf(text, sizeof text, _("on %s"), short_page(c->c.page));
		row = put_wrapped(d, r, row, 2, STYLE_NORMAL, text);
	}
	row = draw_marks(d, r, row, c);
	return row;
}

/* "12 Nov refund       5★ Olga" */
static void
draw_earlier(const struct draw *d, struct rect r, int row,
    const struct earlier *e, int day_cols, bool is_selected)
{
	enum style style = is_selected ? STYLE_SELECTED : STYLE_NORMAL;
	char text[TEXT_BYTES], first[SHORT_BYTES];
	int col = r.col + 1, end = r.col + r.cols - 1, right = 0;

	if (is_selected) {
		grid_fill(d->g, (struct rect){ row, r.col, 1, r.cols }, style);
		grid_put(d->g, row, r.col, 1, style, "▌");
	}
	i18n_day_month(text, sizeof text, e->opened_ms);
	put_clip_right(d->g, row, col, day_cols, is_selected ? style :
	    STYLE_DIM, text);
	col += day_cols + 1;
	format_first(first, sizeof first, e->operator_name);
	text_flat(text, sizeof text, first, 8);
	right = text_cols(text);
	if (end - col - right > 10) {
		put_clip_right(d->g, row, end - right, right,
		    is_selected ? style : STYLE_DIM, text);
		end -= right + 1;
	}
	if (e->stars > 0) {
		snprintf(text, sizeof text, "%d★", e->stars);
		put_clip_right(d->g, row, end - 2, 2, is_selected ? style :
		    e->stars < 3 ? STYLE_BAD : STYLE_GOOD, text);
	}
	end -= 3;
	put_clip(d->g, row, col, end - col, style,
	    e->subject[0] != '\0' ? e->subject :
		picker_outcome(e->outcome));
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

/* From which one on, so that the selected one is on the screen. */
static size_t
first_earlier(const struct draw *d, const struct record *rec, int rows)
{
	size_t n = rows < 1 ? 1 : (size_t)rows;

	if (!d->m->ui.in_sidebar && d->m->ui.overlay != OVERLAY_CUSTOMER)
		return 0;
	for (size_t i = 0; i < rec->c.n_earlier; i++)
		if (rec->c.earlier[i].conversation_id == d->m->ui.sidebar_row)
			return i < n ? 0 : i - n + 1;
	return 0;
}

static void
draw_before(const struct draw *d, struct rect r, int row,
    const struct record *rec)
{
	bool is_in = d->m->ui.in_sidebar ||
	    d->m->ui.overlay == OVERLAY_CUSTOMER;
	char text[TEXT_BYTES];
	int cols = day_cols(rec);

	snprintf(text, sizeof text, _("BEFORE (%zu)"), rec->c.n_earlier);
	row = put_row(d, r, row, STYLE_DIM, text);
	for (size_t i = first_earlier(d, rec, r.row + r.rows - row);
	    i < rec->c.n_earlier && row < r.row + r.rows; i++) {
		hit_put(d, (struct rect){ row, r.col, 1, r.cols },
		    HIT_EARLIER, rec->c.earlier[i].conversation_id);
		draw_earlier(d, r, row++, &rec->c.earlier[i], cols, is_in &&
		    rec->c.earlier[i].conversation_id ==
			d->m->ui.sidebar_row);
	}
}

/* Tags of the customer and fields of the desk's own. */
static int
draw_details(const struct draw *d, struct rect r, int row,
    const struct customer *customer)
{
	char text[TEXT_BYTES];

	if (customer->tags != NULL && customer->tags[0] != '\0') {
		format_tags(text, sizeof text, customer->tags);
		row = put_wrapped(d, r, row, 2, STYLE_NOTE, text);
	}
	for (size_t i = 0; i < customer->n_fields && i < FIELD_ROWS; i++) {
		snprintf(text, sizeof text, "%s: %s", customer->fields[i].name,
		    customer->fields[i].value);
		row = put_row(d, r, row, STYLE_NORMAL, text);
	}
	return row;
}

void
sidebar_view_draw(const struct draw *d, struct rect r)
{
	const struct chat *c = model_focused(d->m);
	const struct record *rec;
	struct rect above = r;
	int row, max;

	if (c == NULL || r.cols < 12)
		return;
	rec = model_record(d->m, c->c.customer_id);
	row = draw_head(d, r, c, rec);
	if (rec == NULL)
		return;
	row = draw_details(d, r, row, &rec->c);
	if (rec->c.note[0] != '\0') {
		row = put_row(d, r, row + 1, STYLE_DIM, _("NOTE"));
		max = rec->c.n_earlier > 0 ? NOTE_ROWS : r.rows;
		row = put_wrapped(d, r, row, max, STYLE_NORMAL, rec->c.note);
	}
	/* What was before keeps three rows, whatever the commands print. */
	if (rec->c.n_earlier > 0 && r.rows > 12)
		above.rows -= 5;
	row = blocks_view_draw(d, above, row, c->c.customer_id);
	row++;
	if (rec->c.n_earlier > 0)
		draw_before(d, r, row, rec);
	else if (rec->is_fetching)
		put_row(d, r, row, STYLE_DIM, _("Fetching what was before…"));
	else
		put_row(d, r, row, STYLE_DIM, _("First time here."));
}
