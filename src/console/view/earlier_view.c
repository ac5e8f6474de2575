/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An earlier conversation: a title, its transcript, a rule, and where a live
 * one has its input a line that says that nothing is written here. Without
 * room beside the live one it stands above that one's input.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define KEY_COLS 40

/* What the record of the customer knows of it. */
static const struct earlier *
find_earlier(const struct model *m, const struct chat *of, int64_t id)
{
	const struct record *r = of == NULL ? NULL :
	    model_record(m, of->c.customer_id);

	for (size_t i = 0; r != NULL && i < r->c.n_earlier; i++)
		if (r->c.earlier[i].conversation_id == id)
			return &r->c.earlier[i];
	return NULL;
}

/* "2 Nov  Card refused — solved" */
static void
say_title(const struct draw *d, const struct pane *p, char *buf, size_t size)
{
	const struct chat *c = d->m->earlier;
	const struct earlier *e = find_earlier(d->m, p->c, c->c.id);
	int64_t opened_ms = e != NULL ? e->opened_ms : c->c.opened_ms;
	char day[SHORT_BYTES], name[LABEL_NAME_BYTES + 4] = "";
	size_t len;

	/* One that was found may be somebody else's. */
	if (e == NULL && c->label[0] != '\0')
		snprintf(name, sizeof name, "%s  ", c->label);
	/* TRANSLATORS: the title of an earlier conversation. */
	snprintf(buf, size, "%s", _("Earlier"));
	if (opened_ms != 0)
		snprintf(buf, size, "%s  %s%s",
		    i18n_day_month(day, sizeof day, opened_ms), name,
		    e != NULL ? e->subject : c->c.subject);
	len = strlen(buf);
	if (e != NULL && e->outcome[0] != '\0')
		snprintf(buf + len, size - len, " — %s",
		    model_outcome_title(d->m, e->outcome));
}

static void
draw_title(const struct draw *d, const struct pane *p, bool has_keys)
{
	enum style style = has_keys ? STYLE_TITLE_FOCUS : STYLE_TITLE;
	const struct earlier *e = find_earlier(d->m, p->c,
	    d->m->earlier->c.id);
	int end = p->r.col + p->r.cols;
	char text[TEXT_BYTES];

	grid_fill(d->g, (struct rect){ p->r.row, p->r.col, 1, p->r.cols },
	    style);
	grid_put(d->g, p->r.row, p->r.col, 1, style, has_keys ? "▌" : " ");
	if (e != NULL && e->stars > 0) {
		snprintf(text, sizeof text, "%d★ ", e->stars);
		end -= grid_put_right(d->g, p->r.row, p->r.col, p->r.cols,
		    style, text) + 1;
	}
	say_title(d, p, text, sizeof text);
	put_clip(d->g, p->r.row, p->r.col + 1, end - p->r.col - 1, style,
	    text);
}

/* The key of a command as people read it. */
static const char *
key_of(const struct model *m, const char *line, char *buf, size_t size)
{
	struct binding list[KEYMAP_LIST];
	size_t n = keymap_list(&m->keys, list, KEYMAP_LIST);
	enum context first = model_reads_earlier(m) ? CONTEXT_EARLIER :
	    CONTEXT_CHAT;

	buf[0] = '\0';
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].line, line) == 0 &&
		    (buf[0] == '\0' || list[i].context == first))
			format_key(buf, size, list[i].key);
	return buf;
}

/* That nothing is written here, and the keys as far as there is room. */
static void
say_read_only(const struct model *m, int cols, char *buf, size_t size)
{
	char go[KEY_COLS], leave[KEY_COLS];
	bool is_in = model_reads_earlier(m);

	key_of(m, is_in ? "earlier back" : "earlier", go, sizeof go);
	key_of(m, "earlier close", leave, sizeof leave);
	if (is_in)
		/* TRANSLATORS: keys: back to the live conversation; close. */
		snprintf(buf, size, _("read only: %s back, %s closes"), go,
		    leave);
	else
		/* TRANSLATORS: keys: into this pane; close it. */
		snprintf(buf, size, _("read only: %s here, %s closes"), go,
		    leave);
	if (text_cols(buf) > cols)
		snprintf(buf, size, _("read only: %s closes"), leave);
	if (text_cols(buf) > cols)
		snprintf(buf, size, "%s", _("read only"));
}

static void
draw_foot(const struct draw *d, struct rect r, const struct shown *shown,
    bool has_keys)
{
	bool is_free = d->m->ui.overlay == OVERLAY_NONE;
	char text[TEXT_BYTES];
	int row = r.row + r.rows - 1;

	if (r.rows > 1)
		grid_hline(d->g, row - 1, r.col, r.cols, STYLE_BORDER);
	if (r.rows > 1 && !shown->is_end) {
		snprintf(text, sizeof text, " ↓ %s ", _("more below"));
		grid_put_right(d->g, row - 1, r.col, r.cols - 2, STYLE_WARN,
		    text);
	}
	say_read_only(d->m, r.cols - 1, text, sizeof text);
	put_clip(d->g, row, r.col, r.cols, STYLE_DIM, text);
	if (has_keys && is_free)
		grid_cursor(d->g, row, r.col);
}

static void
draw_lines(const struct draw *d, struct rect r, const struct pane *p,
    struct shown *shown)
{
	const struct chat *c = d->m->earlier, *of = p->c;
	struct chat renamed = *c;

	*shown = (struct shown){ .id = c->c.id, .is_end = true };
	if (c->n_lines == 0) {
		put_centre(d->g, r.row + r.rows / 2, r.col, r.cols, STYLE_DIM,
		    c->is_fetching ? _("Fetching…") : _("It is empty."));
		return;
	}
	/* It is called as the customer is called now. */
	if (of != NULL && (c->c.customer_id == 0 ||
	    c->c.customer_id == of->c.customer_id))
		str_copy(renamed.label, sizeof renamed.label, of->label);
	*shown = transcript_view_draw(d, r, &renamed, false);
}

/* The input of the live one, where it has room below. */
static int
draw_live_input(const struct draw *d, const struct pane *p)
{
	struct pane live = *p;
	int rows;

	if (p->c == NULL || p->r.rows < 4)
		return 0;
	live.is_earlier = live.is_instead = false;
	rows = pane_input_draw(d, &live, true);
	return rows;
}

void
earlier_view_draw(const struct draw *d, const struct pane *p)
{
	bool has_keys = model_reads_earlier(d->m);
	struct rect r = p->r;
	struct shown shown;
	int foot;

	if (p->is_instead)
		r.rows -= draw_live_input(d, p);
	hit_put(d, r, HIT_READ, d->m->earlier->c.id);
	if (r.rows > 2) {
		draw_title(d, p, has_keys);
		r.row++;
		r.rows--;
	}
	foot = r.rows > 4 ? 2 : 1;
	r.rows -= foot;
	draw_lines(d, r, p, &shown);
	shown.is_beside = true;
	shown.is_instead = p->is_instead;
	view_shown_put(d->cache, &shown);
	draw_foot(d, (struct rect){ r.row + r.rows, r.col, foot, r.cols },
	    &shown, has_keys);
}
