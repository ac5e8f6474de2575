/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which lines of a transcript are on the screen.
 *
 * The operator reads at a line (struct place), and that line stays where it
 * is. Rows are counted from it as far as a page needs, never all of them.
 */
#include <stdio.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/view/transcript_view.h"

#define QUARTER_MS (15 * 60 * 1000)

/* --- rows of a line ------------------------------------------------------------ */

bool
line_is_said(const struct line *line)
{
	return line->type == EVENT_MESSAGE || line->type == EVENT_NOTE ||
	    line->type == EVENT_WHISPER;
}

const char *
line_text(const struct line *line)
{
	return line->shown != NULL ? line->shown : line->text;
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

int
line_heads(const struct shape *s, const struct chat *c, size_t i,
    enum head heads[HEADS])
{
	const struct line *line = &c->lines[i];
	int n = 0;

	if (line->seq != 0 && (i == 0 ? !c->is_complete : line->after_gap))
		heads[n++] = HEAD_GAP;
	if (has_day(s, c, i))
		heads[n++] = HEAD_DAY;
	if (i > 0 && line->seq != 0 && line->seq == c->new_seq)
		heads[n++] = HEAD_NEW;
	return n;
}

/* Whom it is for, before anything else. */
static struct wrapped
wrap_whisper(const struct draw *d, const struct line *line, int cols)
{
	char name[MAX_NAME_BYTES * 2];
	struct wrapped w;
	struct str text;

	utf8_safe_buf(name, sizeof name, operator_name(d->m,
	    line->operator_id), UTF8_FLAT);
	str_init(&text, 2 * MAX_MESSAGE_BYTES);
	str_putf(&text, line->is_draft ?
	    /* TRANSLATORS: then the answer that is offered. */
	    _("(suggested to %s) ") :
	    /* TRANSLATORS: then what only this operator reads. */
	    _("(whispered to %s) "), name);
	str_put(&text, line->text);
	w = wrap_text(d->cache, text.data, cols);
	str_clear(&text);
	return w;
}

/* What was said, and whether it was said otherwise before. */
static struct wrapped
wrap_said(const struct draw *d, const struct line *line, int cols)
{
	struct wrapped w;
	struct str text;

	if (line->type == EVENT_WHISPER)
		return wrap_whisper(d, line, cols);
	if (!line->is_edited)
		return wrap_text(d->cache, line_text(line), cols);
	str_init(&text, 2 * MAX_MESSAGE_BYTES);
	if (line->text[0] != '\0')
		str_putf(&text, "%s (%s)", line_text(line), _("edited"));
	else
		str_putf(&text, "(%s)", _("taken back"));
	w = wrap_text(d->cache, text.data, cols);
	str_clear(&text);
	return w;
}

struct wrapped
line_wrap(const struct draw *d, const struct shape *s, const struct chat *c,
    const struct line *line)
{
	char buf[MAX_NOTE_BYTES + TEXT_BYTES];

	if (line_is_said(line))
		return wrap_said(d, line, s->text_cols);
	line_sentence(buf, sizeof buf, d->m, c, line);
	return wrap_text(d->cache, buf, s->r.cols - s->sentence_col);
}

struct wrapped
line_wrap_why(const struct draw *d, const struct shape *s,
    const struct line *line)
{
	char buf[TEXT_BYTES];

	/* TRANSLATORS: why a message of mine did not go out. */
	snprintf(buf, sizeof buf, _("Not sent. %s"), command_why(line->why));
	return wrap_text(d->cache, buf, s->text_cols);
}

int
line_rows(const struct draw *d, const struct shape *s, const struct chat *c,
    size_t i)
{
	const struct line *line = &c->lines[i];
	enum head heads[HEADS];
	int n = line_is_said(line) && !line->is_edited &&
	    line->type != EVENT_WHISPER ?
	    wrap_count(d->cache, line_text(line), s->text_cols) :
	    line_wrap(d, s, c, line).n_rows;

	if (line->state == LINE_FAILED)
		n += line_wrap_why(d, s, line).n_rows;
	return n + line_heads(s, c, i, heads);
}

/* --- a place and its row ----------------------------------------------------------- */

static struct start
start_of(const struct draw *d, const struct shape *s, const struct chat *c,
    const struct place *p)
{
	struct start start = { .line = 0 };
	enum head heads[HEADS];
	struct wrapped w;
	int n_heads;

	while (start.line < c->n_lines && c->lines[start.line].seq != 0 &&
	    c->lines[start.line].seq < p->seq)
		start.line++;
	if (start.line == c->n_lines)
		return start;
	n_heads = line_heads(s, c, start.line, heads);
	if (p->at < 0 || c->lines[start.line].seq > p->seq) {
		start.skip = n_heads + (p->at < 0 ? p->at : -n_heads);
		if (start.skip < 0)
			start.skip = 0;
		return start;
	}
	w = line_wrap(d, s, c, &c->lines[start.line]);
	start.skip = n_heads;
	for (int k = 1; k < w.n_rows && w.rows[k].at <= (uint32_t)p->at; k++)
		start.skip++;
	return start;
}

static struct place
place_of(const struct draw *d, const struct shape *s, const struct chat *c,
    const struct start *start)
{
	const struct line *line = &c->lines[start->line];
	struct place p = { .seq = line->seq == 0 ? PLACE_UNSENT : line->seq };
	enum head heads[HEADS];
	int row = start->skip - line_heads(s, c, start->line, heads);
	struct wrapped w;

	p.at = row;
	if (row <= 0)
		return p;
	w = line_wrap(d, s, c, line);
	p.at = (int)w.rows[row < w.n_rows ? row : w.n_rows - 1].at;
	return p;
}

/* Goes so many rows up, and not further than the top. */
static void
go_up(const struct draw *d, const struct shape *s, const struct chat *c,
    struct start *start, int rows)
{
	while (rows > start->skip && start->line > 0) {
		rows -= start->skip;
		start->skip = line_rows(d, s, c, --start->line);
	}
	start->skip = rows > start->skip ? 0 : start->skip - rows;
}

static void
go_down(const struct draw *d, const struct shape *s, const struct chat *c,
    struct start *start, int rows)
{
	start->skip += rows;
	while (start->line < c->n_lines) {
		int n = line_rows(d, s, c, start->line);

		if (start->skip < n)
			return;
		start->skip -= n;
		start->line++;
	}
	start->skip = 0;
}

/* Are there more rows than these from there on? */
static bool
is_beyond(const struct draw *d, const struct shape *s, const struct chat *c,
    const struct start *start, int rows)
{
	int n = -start->skip;

	for (size_t i = start->line; i < c->n_lines && n <= rows; i++)
		n += line_rows(d, s, c, i);
	return n > rows;
}

static int
rows_above(const struct draw *d, const struct shape *s, const struct chat *c,
    const struct start *start)
{
	int n = start->skip;

	for (size_t i = start->line; i-- > 0 && n < s->r.rows;)
		n += line_rows(d, s, c, i);
	return n;
}

struct start
transcript_start(const struct draw *d, const struct shape *s,
    const struct chat *c, struct shown *shown)
{
	struct start end = { c->n_lines, 0 }, start = end;
	int by = c->place.by;

	shown->top = (struct place){ .seq = 0 };
	go_up(d, s, c, &end, s->r.rows);
	if (c->n_lines == 0 || (c->place.seq == 0 && by <= 0))
		goto out;
	if (c->place.seq == 0)
		start = end;
	else
		start = start_of(d, s, c, &c->place);
	if (by > 0)
		go_up(d, s, c, &start, by);
	else
		go_down(d, s, c, &start, -by);
	if (is_beyond(d, s, c, &start, s->r.rows)) {
		shown->top = place_of(d, s, c, &start);
		end = start;
	} else if (by == 0 && c->place.seq != 0) {
		/* All of it is on the screen, for now: it keeps its place. */
		shown->top = c->place;
	}
out:
	shown->above = rows_above(d, s, c, &end);
	return end;
}

/* --- where to begin beside something ----------------------------------------------- */

/* The largest power of two that divides the place of a line. */
static size_t
roundness(size_t i)
{
	return i == 0 ? SIZE_MAX : i & (~i + 1);
}

/* A line more would repaint every row of the screen. So the top stays where it
 * is while lines are added, and jumps by about half a page: it is the line of
 * the roundest place that has half a page to a page from it to the end. */
void
transcript_jump(const struct draw *d, const struct shape *s,
    const struct chat *c, struct start *start)
{
	int below = 0;
	bool found = false;

	if (start->line == 0 && start->skip == 0)
		return;
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
}
