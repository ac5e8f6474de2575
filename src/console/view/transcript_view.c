/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A transcript: a sign, the clock, who, what.
 *
 *   13:58 Ivan  a customer: no sign
 *  ›13:59 Anna  what I wrote, or "»" a colleague; nobody else has such a sign
 *  ✓13:59 Anna  the last one that the customer has seen
 *  …14:02 Anna  not yet with the desk
 *  ✗14:02 Anna  refused
 *  #14:02 Anna# a note: every row of it has the signs
 *  ~14:02 Maria~ a whisper to the operator, likewise
 *  ·14:03 a sentence about what happened
 *
 * The sign's column and the names' are the desk's: no text of a customer gets
 * there, and rows that follow a line break begin with "┊".
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/view/transcript_view.h"

#define CLOCK_COLS  5
#define NAME_MIN    4
#define NAME_MAX    10
#define NO_CLOCK_COLS 34	/* a pane as narrow as this has no clock */
#define NO_NAME_COLS  16

/* --- columns ------------------------------------------------------------------ */

static int
first_cols(const char *name)
{
	char first[MAX_NAME_BYTES + 1];

	return text_cols(format_first(first, sizeof first, name));
}

static int
clamp(int n, int low, int high)
{
	return n < low ? low : n > high ? high : n;
}

static struct shape
shape_of(const struct draw *d, struct rect r, const struct chat *c)
{
	int customer = room_is(c) ? NAME_MAX : first_cols(c->label);
	int me = first_cols(operator_name(d->m, d->m->me.id));
	struct shape s = { .r = r };

	if (r.cols > NO_CLOCK_COLS)
		s.clock_cols = CLOCK_COLS + 1;
	if (r.cols >= NO_NAME_COLS)
		s.name_cols = clamp(customer > me ? customer : me, NAME_MIN,
		    r.cols < 44 ? 6 : NAME_MAX) + 2;
	s.sentence_col = 1 + s.clock_cols;
	s.text_col = 1 + s.clock_cols + s.name_cols;
	s.text_cols = r.cols - s.text_col;
	s.today = i18n_day(d->m->now_ms);
	/* The mark of what was seen stands at one line only. */
	for (size_t i = c->n_lines; i-- > 0;) {
		const struct line *line = &c->lines[i];

		if (line->type == EVENT_MESSAGE && line->seq != 0 &&
		    line->by == ACTOR_OPERATOR &&
		    line->seq <= c->c.visitor_read_seq) {
			s.seen_seq = line->seq;
			break;
		}
	}
	return s;
}

/* --- one line ------------------------------------------------------------------ */

struct look {
	const char *sign;
	enum style  sign_style, name, text;
};

static struct look
look_of(const struct draw *d, const struct shape *s, const struct chat *c,
    const struct line *line)
{
	/* Between two everything is said to me. */
	bool is_to_me = c->c.first_member_id == 0 &&
	    room_is_to_me(d->m, c, line);
	struct look l = { "›", STYLE_DIM, STYLE_OPERATOR, STYLE_NORMAL };

	if (line->by == ACTOR_OPERATOR && line->by_id != d->m->me.id) {
		l.name = STYLE_COLLEAGUE;
		l.sign = "»";
	} else if (line->by != ACTOR_OPERATOR) {
		l.name = STYLE_CUSTOMER;
		l.sign = " ";
	}
	if (is_to_me) {
		l.sign = "@";
		l.sign_style = STYLE_WARN;
	}
	if (line->seq != 0 && line->seq == s->seen_seq)
		l.sign = "✓";
	if (line->type == EVENT_WHISPER)
		l.sign = "~", l.sign_style = l.name = l.text = STYLE_NOTE;
	if (line->type == EVENT_NOTE)
		l.sign = "#", l.sign_style = l.name = l.text = STYLE_NOTE;
	if (line->state == LINE_FAILED)
		l.sign = "✗", l.sign_style = l.text = STYLE_FAILED;
	else if (line->state == LINE_HELD)
		l.sign = "‖", l.sign_style = l.text = STYLE_UNSENT;
	else if (line->state != LINE_STORED)
		l.sign = "…", l.sign_style = l.text = STYLE_UNSENT;
	return l;
}

static void
draw_head(const struct draw *d, const struct shape *s, int row,
    const struct chat *c, const struct line *line, const struct look *l)
{
	char clock[SHORT_BYTES], first[MAX_NAME_BYTES + 1];
	int col = s->r.col + 1;

	grid_put(d->g, row, s->r.col, 1, l->sign_style, l->sign);
	if (s->clock_cols > 0)
		/* With its blank: one style less to change. */
		grid_line(d->g, row, col, s->clock_cols,
		    line->type == EVENT_NOTE || line->type == EVENT_WHISPER ?
			l->name : STYLE_DIM,
		    i18n_clock(clock, sizeof clock, line->at_ms));
	if (s->name_cols == 0 || !line_is_said(line))
		return;
	format_first(first, sizeof first, line->by == ACTOR_OPERATOR ?
	    operator_name(d->m, line->by_id) : c->label);
	put_clip(d->g, row, col + s->clock_cols, s->name_cols - 2, l->name,
	    first);
}

/* Row `i` of what was said. */
static void
draw_said(const struct draw *d, const struct shape *s, int row,
    const struct chat *c, const struct line *line, const struct wrapped *w,
    int i)
{
	struct look l = look_of(d, s, c, line);
	bool is_whisper = line->type == EVENT_WHISPER;
	bool is_note = line->type == EVENT_NOTE || is_whisper;
	const char *mark = is_whisper ? "~" : "#";

	if (is_note)
		grid_fill(d->g, (struct rect){ row, s->r.col, 1, s->r.cols },
		    STYLE_NOTE);
	if (i == 0)
		draw_head(d, s, row, c, line, &l);
	else if (is_note)
		grid_put(d->g, row, s->r.col, 1, STYLE_NOTE, mark);
	if (i > 0 || (is_note && s->name_cols > 0))
		grid_put(d->g, row, s->r.col + (s->text_col > 2 ?
		    s->text_col - 2 : 0), 1,
		    is_note ? STYLE_NOTE : STYLE_NORMAL, is_note ? mark : "┊");
	if (line->seq != 0 && line->seq == c->match_seq)
		l.text = STYLE_MATCH;
	wrap_put(d->g, row, s->r.col + s->text_col, s->text_cols, l.text, w,
	    i);
}

static void
draw_happened(const struct draw *d, const struct shape *s, int row,
    const struct chat *c, const struct line *line, const struct wrapped *w,
    int i)
{
	static const struct look l = {
		"·", STYLE_SYSTEM, STYLE_SYSTEM, STYLE_SYSTEM,
	};

	if (i == 0)
		draw_head(d, s, row, c, line, &l);
	else
		grid_put(d->g, row, s->r.col + (s->sentence_col > 2 ?
		    s->sentence_col - 2 : 0), 1, STYLE_BORDER, "┊");
	wrap_put(d->g, row, s->r.col + s->sentence_col,
	    s->r.cols - s->sentence_col, STYLE_SYSTEM, w, i);
}

/* The rows above a line's text: what is missing there, the day, what is new. */
static void
draw_head_row(const struct draw *d, const struct shape *s, int row,
    const struct chat *c, size_t i, enum head head)
{
	char day[160], text[TEXT_BYTES];

	switch (head) {
	case HEAD_GAP:
		snprintf(text, sizeof text, "… %s …", c->is_fetching ?
		    _("what was written before is being fetched") :
		    _("more was written before"));
		break;
	case HEAD_DAY:
		i18n_day_line(day, sizeof day, c->lines[i].at_ms);
		snprintf(text, sizeof text, "── %s ──", day);
		break;
	default:
		snprintf(text, sizeof text, "── %s ──",
		    _("new since you looked"));
		break;
	}
	put_centre(d->g, row, s->r.col, s->r.cols,
	    head == HEAD_NEW ? STYLE_PREVIEW : STYLE_DIM, text);
}

/* Draws line `i` from its row `skip` on; returns the next free row. */
static int
draw_line(const struct draw *d, const struct shape *s, const struct chat *c,
    size_t i, int skip, int row)
{
	const struct line *line = &c->lines[i];
	int end = s->r.row + s->r.rows;
	enum head heads[HEADS];
	int n_heads = line_heads(s, c, i, heads);
	struct wrapped w;

	for (int k = 0; k < n_heads; k++)
		if (skip-- <= 0 && row < end)
			draw_head_row(d, s, row++, c, i, heads[k]);
	w = line_wrap(d, s, c, line);
	if (line_is_said(line))
		labels_put(d, (struct rect){ row, s->r.col + s->text_col,
		    end - row, s->text_cols }, c, line, &w,
		    skip > 0 ? skip : 0);
	for (int k = skip > 0 ? skip : 0; k < w.n_rows && row < end; k++)
		if (line_is_said(line))
			draw_said(d, s, row++, c, line, &w, k);
		else
			draw_happened(d, s, row++, c, line, &w, k);
	skip -= w.n_rows;
	if (line->state != LINE_FAILED)
		return row;
	w = line_wrap_why(d, s, line);
	for (int k = skip > 0 ? skip : 0; k < w.n_rows && row < end; k++)
		wrap_put(d->g, row++, s->r.col + s->text_col, s->text_cols,
		    STYLE_FAILED, &w, k);
	return row;
}

/* Messages that came since the end was left, from line `i` on. */
static int
count_below(const struct chat *c, size_t i)
{
	int n = 0;

	for (; i < c->n_lines; i++)
		n += line_is_said(&c->lines[i]) &&
		    c->lines[i].seq > c->place.seen_seq;
	return n;
}

struct shown
transcript_view_draw(const struct draw *d, struct rect r,
    const struct chat *c, bool jumps)
{
	struct shape s = shape_of(d, r, c);
	struct shown shown = { .id = c->c.id, .rows = r.rows,
		.top = c->place, .is_end = true };
	struct start start;
	int row = r.row, rest = 0, end = r.row + r.rows;
	size_t i;

	if (r.rows <= 0 || r.cols <= 0)
		return shown;
	start = transcript_start(d, &s, c, &shown);
	if (jumps && shown.top.seq == 0)
		transcript_jump(d, &s, c, &start);
	for (i = start.line; i < c->n_lines && row < end; i++) {
		enum head heads[HEADS];

		rest = line_rows(d, &s, c, i) - start.skip - (end - row);
		if (start.skip == 0 && line_heads(&s, c, i, heads) > 0 &&
		    heads[0] == HEAD_GAP && shown.gap_seq == 0)
			shown.gap_seq = c->lines[i].seq;
		row = draw_line(d, &s, c, i, start.skip, row);
		start.skip = 0;
	}
	shown.is_end = i == c->n_lines && rest <= 0;
	if (!shown.is_end)
		shown.n_below = count_below(c, rest > 0 ? i - 1 : i);
	return shown;
}
