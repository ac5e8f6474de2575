/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A transcript: a sign, the clock, who, what.
 *
 *   13:58 Ivan  a customer: no sign
 *  ›13:59 Anna  what I wrote, or "»" a colleague; nobody else has such a sign
 *  ✓13:59 Anna  the last one that the customer has seen
 *  …14:02 Anna  not yet with the desk
 *  ✗14:02 Anna  refused
 *  #14:02 Anna# a note: every row of it has the signs
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
#include "console/view/internal.h"

#define CLOCK_COLS  5
#define NAME_MIN    4
#define NAME_MAX    10
#define NO_CLOCK_COLS 34	/* a pane as narrow as this has no clock */
#define NO_NAME_COLS  16
#define QUARTER_MS    (15 * 60 * 1000)

struct shape {
	struct rect r;
	int  clock_cols, name_cols;	/* with a blank after them; 0: none */
	int  text_col, text_cols;	/* from the pane's left */
	int  sentence_col;
	int64_t today, seen_seq;
};

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
	int customer = first_cols(c->label);
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

static bool
is_said(const struct line *line)
{
	return line->type == EVENT_MESSAGE || line->type == EVENT_NOTE;
}

static bool
has_day(const struct shape *s, const struct chat *c, size_t i)
{
	int64_t at_ms = c->lines[i].at_ms;

	if (i == 0)
		return i18n_day(at_ms) != s->today;
	/* Days begin at a quarter of an hour, wherever one lives. */
	if (at_ms / QUARTER_MS == c->lines[i - 1].at_ms / QUARTER_MS)
		return false;
	return i18n_day(at_ms) != i18n_day(c->lines[i - 1].at_ms);
}

/* What stands in the text's column; `buf` holds a sentence. */
static struct wrapped
wrap_line(const struct draw *d, const struct shape *s, const struct chat *c,
    const struct line *line)
{
	char buf[MAX_NOTE_BYTES + TEXT_BYTES];

	if (is_said(line))
		return wrap_text(d->cache, line->text, s->text_cols);
	line_sentence(buf, sizeof buf, d->m, c, line);
	return wrap_text(d->cache, buf, s->r.cols - s->sentence_col);
}

static struct wrapped
wrap_why(const struct draw *d, const struct shape *s, const struct line *line)
{
	char buf[TEXT_BYTES];

	/* TRANSLATORS: why a message of mine did not go out. */
	snprintf(buf, sizeof buf, _("Not sent. %s"), command_why(line->why));
	return wrap_text(d->cache, buf, s->text_cols);
}

static int
line_rows(const struct draw *d, const struct shape *s, const struct chat *c,
    size_t i)
{
	const struct line *line = &c->lines[i];
	int n = is_said(line) ? wrap_count(d->cache, line->text,
	    s->text_cols) : wrap_line(d, s, c, line).n_rows;

	if (line->state == LINE_FAILED)
		n += wrap_why(d, s, line).n_rows;
	return n + has_day(s, c, i);
}

struct look {
	const char *sign;
	enum style  sign_style, name, text;
};

static struct look
look_of(const struct draw *d, const struct shape *s, const struct line *line)
{
	struct look l = { "›", STYLE_DIM, STYLE_OPERATOR, STYLE_NORMAL };

	if (line->by == ACTOR_OPERATOR && line->by_id != d->m->me.id) {
		l.name = STYLE_COLLEAGUE;
		l.sign = "»";
	} else if (line->by != ACTOR_OPERATOR) {
		l.name = STYLE_CUSTOMER;
		l.sign = " ";
	}
	if (line->seq != 0 && line->seq == s->seen_seq)
		l.sign = "✓";
	if (line->type == EVENT_NOTE)
		l.sign = "#", l.sign_style = l.name = l.text = STYLE_NOTE;
	if (line->state == LINE_FAILED)
		l.sign = "✗", l.sign_style = l.text = STYLE_FAILED;
	else if (line->state != LINE_STORED)
		l.sign = "…", l.sign_style = l.text = STYLE_UNSENT;
	return l;
}

static void
draw_day(const struct draw *d, const struct shape *s, int row, int64_t at_ms)
{
	char day[160], text[200];

	i18n_day_line(day, sizeof day, at_ms);
	snprintf(text, sizeof text, "── %s ──", day);
	put_centre(d->g, row, s->r.col, s->r.cols, STYLE_DIM, text);
}

static void
draw_head(const struct draw *d, const struct shape *s, int row,
    const struct chat *c, const struct line *line, const struct look *l)
{
	char clock[SHORT_BYTES], first[MAX_NAME_BYTES + 1];
	int col = s->r.col + 1;

	grid_put(d->g, row, s->r.col, 1, l->sign_style, l->sign);
	if (s->clock_cols > 0)
		grid_put(d->g, row, col, CLOCK_COLS,
		    line->type == EVENT_NOTE ? l->name : STYLE_DIM,
		    i18n_clock(clock, sizeof clock, line->at_ms));
	if (s->name_cols == 0 || !is_said(line))
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
	struct look l = look_of(d, s, line);
	bool is_note = line->type == EVENT_NOTE;

	if (is_note)
		grid_fill(d->g, (struct rect){ row, s->r.col, 1, s->r.cols },
		    STYLE_NOTE);
	if (i == 0)
		draw_head(d, s, row, c, line, &l);
	else if (is_note)
		grid_put(d->g, row, s->r.col, 1, STYLE_NOTE, "#");
	if (i > 0 || (is_note && s->name_cols > 0))
		grid_put(d->g, row, s->r.col + (s->text_col > 2 ?
		    s->text_col - 2 : 0), 1,
		    is_note ? STYLE_NOTE : STYLE_BORDER, is_note ? "#" : "┊");
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

/* Draws line `i` from its row `skip` on; returns the next free row. */
static int
draw_line(const struct draw *d, const struct shape *s, const struct chat *c,
    size_t i, int skip, int row)
{
	const struct line *line = &c->lines[i];
	int end = s->r.row + s->r.rows;
	struct wrapped w;

	if (has_day(s, c, i) && skip-- <= 0 && row < end)
		draw_day(d, s, row++, line->at_ms);
	w = wrap_line(d, s, c, line);
	for (int k = skip > 0 ? skip : 0; k < w.n_rows && row < end; k++)
		if (is_said(line))
			draw_said(d, s, row++, c, line, &w, k);
		else
			draw_happened(d, s, row++, c, line, &w, k);
	skip -= w.n_rows;
	if (line->state != LINE_FAILED)
		return row;
	w = wrap_why(d, s, line);
	for (int k = skip > 0 ? skip : 0; k < w.n_rows && row < end; k++)
		wrap_put(d->g, row++, s->r.col + s->text_col, s->text_cols,
		    STYLE_FAILED, &w, k);
	return row;
}

/* --- where to begin -------------------------------------------------------------- */

struct start { size_t line; int skip; };

/* The largest power of two that divides the place of a line. */
static size_t
roundness(size_t i)
{
	return i == 0 ? SIZE_MAX : i & (~i + 1);
}

/* Where something stands beside the pane, a line more would repaint every row
 * of the screen. So the top stays where it is while lines are added, and
 * jumps by about half a page: it is the line of the roundest place that has
 * half a page to a page from it to the end. */
static bool
find_jump(const struct draw *d, const struct shape *s, const struct chat *c,
    struct start *start)
{
	int below = 0;
	bool found = false;

	for (size_t i = c->n_lines; i-- > 0;) {
		below += line_rows(d, s, c, i);
		if (below > s->r.rows)
			break;
		if (below * 2 <= s->r.rows ||
		    (found && roundness(i) < roundness(start->line)))
			continue;
		*start = (struct start){ i, 0 };
		found = true;
	}
	return found;
}

/* The line that is at the top when the end is `scroll` rows below the bottom;
 * *max is how far it can be, INT_MAX: the top was not reached. */
static struct start
find_start(const struct draw *d, const struct shape *s, const struct chat *c,
    int scroll, int *max)
{
	int below = 0, want = s->r.rows + scroll;

	*max = -1;
	for (size_t i = c->n_lines; i-- > 0;) {
		below += line_rows(d, s, c, i);
		if (below >= want && i > 0)
			return (struct start){ i, below - want };
		if (i == 0) {
			*max = below > s->r.rows ? below - s->r.rows : 0;
			return (struct start){ 0,
				below > want ? below - want : 0 };
		}
	}
	*max = 0;
	return (struct start){ 0, 0 };
}

int
transcript_view_draw(const struct draw *d, struct rect r,
    const struct chat *c, bool jumps, int scroll)
{
	struct shape s = shape_of(d, r, c);
	struct start start;
	int row = r.row, max;

	if (r.rows <= 0 || r.cols <= 0)
		return -1;
	start = find_start(d, &s, c, scroll, &max);
	if (jumps && scroll == 0 && (start.line > 0 || start.skip > 0))
		find_jump(d, &s, c, &start);
	for (size_t i = start.line; i < c->n_lines && row < r.row + r.rows;
	    i++) {
		row = draw_line(d, &s, c, i, start.skip, row);
		start.skip = 0;
	}
	return max;
}
