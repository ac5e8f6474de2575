/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found: each hit is a row of when, who and how it ended, and a row
 * of its words in their context. What is typed stands at the bottom, as in
 * every list.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/view/internal.h"

#define HIT_ROWS 2
#define STATE_COLS 24

/* --- one hit ---------------------------------------------------------------- */

/* Where the text is begun so that its first mark is on the row. */
static size_t
begin_of(const struct found *f, int cols)
{
	size_t len = strlen(f->text), at = 0, mark;
	char before[FOUND_EXCERPT_BYTES * 4 + 1];

	if (f->n_marks == 0)
		return 0;
	mark = (size_t)f->marks[0].at;
	for (;;) {
		size_t n = mark - at < sizeof before - 1 ? mark - at :
		    sizeof before - 1;

		memcpy(before, f->text + at, n);
		before[n] = '\0';
		if (at >= mark || text_cols(before) <= cols / 3)
			return at;
		at = utf8_letter_after(f->text, len, at);
	}
}

/* A piece of the text; returns the columns it took. The last column says when
 * there is more than fits. */
static int
put_piece(const struct draw *d, int row, int col, int cols, enum style style,
    const char *text, size_t len)
{
	char piece[FOUND_EXCERPT_BYTES * 4 + 1];

	if (len > sizeof piece - 1)
		len = sizeof piece - 1;
	memcpy(piece, text, len);
	piece[len] = '\0';
	for (char *p = piece; *p != '\0'; p++)
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	return cols > 0 ? put_clip(d->g, row, col, cols, style, piece) : 0;
}

static void
draw_text(const struct draw *d, struct rect r, const struct found *f,
    enum style style)
{
	int col = r.col, end = r.col + r.cols;
	size_t at = begin_of(f, r.cols), len = strlen(f->text);

	if (at > 0 || f->is_cut_before)
		col += grid_put(d->g, r.row, col, end - col, style, "…");
	for (int i = 0; i < f->n_marks && col < end; i++) {
		size_t mark = (size_t)f->marks[i].at;

		if (mark < at)
			continue;
		col += put_piece(d, r.row, col, end - col, style,
		    f->text + at, mark - at);
		col += put_piece(d, r.row, col, end - col, STYLE_MATCH,
		    f->text + mark, (size_t)f->marks[i].len);
		at = mark + (size_t)f->marks[i].len;
	}
	col += put_piece(d, r.row, col, end - col, style, f->text + at,
	    len - at);
	if (f->is_cut_after && col < end)
		grid_put(d->g, r.row, col, end - col, style, "…");
}

/* "solved 5★", "open" */
static void
format_state(const struct model *m, const struct found *f, char *buf,
    size_t size)
{
	char stars[SHORT_BYTES] = "";
	const char *how = f->outcome[0] != '\0' ?
	    model_outcome_title(m, f->outcome) : f->is_closed ? "" : _("open");

	if (f->stars > 0)
		snprintf(stars, sizeof stars, "%d★", f->stars);
	snprintf(buf, size, "%s%s%s", how, how[0] != '\0' && stars[0] != '\0' ?
	    " " : "", stars);
}

/* "12 Mar 14:05  Anna Kowalska  # Olga        solved 5★" */
static void
draw_head(const struct draw *d, struct rect r, const struct found *f,
    enum style style, enum style dim)
{
	char text[TEXT_BYTES], when[SHORT_BYTES], clock[SHORT_BYTES];
	const char *who = operator_name(d->m, f->operator_id);
	int col = r.col, end = r.col + r.cols, cols;
	const struct chat *c = model_find_chat(d->m, f->conversation_id);
	size_t like;

	snprintf(text, sizeof text, "%s %s",
	    i18n_day_month(when, sizeof when, f->at_ms),
	    i18n_clock(clock, sizeof clock, f->at_ms));
	col += grid_put(d->g, r.row, col, end - col, dim, text) + 2;
	format_state(d->m, f, text, sizeof text);
	cols = text_cols(text);
	if (end - col > cols + STATE_COLS) {
		put_clip_right(d->g, r.row, end - cols, cols, dim, text);
		end -= cols + 1;
	}
	/* A name that deceives does so here as well; a room has its own. */
	if (c != NULL && room_is(c))
		snprintf(text, sizeof text, "%s", c->label);
	else
		snprintf(text, sizeof text, "%s%s", likeness_of(d->m->staff, f->name,
	    &like) != LIKENESS_NONE ? LIKENESS_MARK : "",
	    f->name[0] != '\0' ? f->name : f->subject);
	col += put_clip(d->g, r.row, col, end - col, style, text);
	if (f->operator_id != 0 && end - col > 6) {
		snprintf(text, sizeof text, " — %s", who);
		put_clip(d->g, r.row, col, end - col, dim, text);
	}
}

static void
draw_hit(const struct draw *d, struct rect r, const struct found *f,
    bool is_selected)
{
	enum style style = is_selected ? STYLE_SELECTED : STYLE_CUSTOMER;
	struct rect text = { r.row + 1, r.col + 3, 1, r.cols - 4 };

	if (is_selected)
		grid_fill(d->g, (struct rect){ r.row, r.col, 1, r.cols },
		    style);
	if (is_selected)
		grid_put(d->g, r.row, r.col, 1, style, "▌");
	draw_head(d, (struct rect){ r.row, r.col + 1, 1, r.cols - 2 }, f,
	    style, is_selected ? style : STYLE_DIM);
	if (r.rows < HIT_ROWS)
		return;
	if (f->type == EVENT_NOTE)
		grid_put(d->g, text.row, r.col + 1, 1, STYLE_NOTE, "#");
	else
		grid_put(d->g, text.row, r.col + 1, 1, STYLE_DIM,
		    f->by == ACTOR_VISITOR ? "<" : ">");
	draw_text(d, text, f, STYLE_NORMAL);
}

/* --- all --------------------------------------------------------------------- */

static const char *
state_of(const struct model *m)
{
	const struct search *s = &m->search;
	bool is_waiting = s->is_asking || s->is_archive_asking ||
	    s->due_ms != 0;

	if (s->code != ERR_NONE)
		return command_why(s->code);
	if (s->n == 0 && m->ui.query.text.len == 0)
		return _("Type the words you look for; \"words in quotes\" "
			 "stand together.");
	if (s->n == 0 && is_waiting)
		return _("Looking…");
	if (m->link != LINK_LIVE)
		return s->n == 0 ?
		    _("There is no line to the desk, and you have seen "
		      "nothing like it.") :
		    _("There is no line to the desk: only what you have "
		      "seen.");
	return s->n == 0 ? _("Nothing matches.") : "";
}

static void
format_title(const struct model *m, char *buf, size_t size)
{
	const struct search *s = &m->search;
	const struct chat *c = model_find_chat(m, m->ui.overlay_chat_id);
	const char *more = s->is_complete && s->is_archive_complete ? "" : "+";
	char whom[TEXT_BYTES - 64];

	if (s->customer_id == 0 || c == NULL)
		snprintf(whom, sizeof whom, "%s",
		    _("Find in all conversations"));
	else
		/* TRANSLATORS: the name of a customer. */
		snprintf(whom, sizeof whom, _("Find: %s"), c->label);
	if (s->n > 0)
		snprintf(buf, size, "%s (%zu%s)", whom, s->n, more);
	else
		str_copy(buf, size, whom);
}

static void
draw_hits(const struct draw *d, struct rect r)
{
	const struct search *s = &d->m->search;
	size_t per = r.rows / HIT_ROWS > 0 ? (size_t)(r.rows / HIT_ROWS) : 1;
	size_t at = 0, first;

	while (at < s->n && s->hits[at].seq != d->m->ui.selected)
		at++;
	first = at < s->n ? at / per * per : 0;
	for (size_t i = 0; i < per && first + i < s->n; i++)
		draw_hit(d, (struct rect){ r.row + (int)i * HIT_ROWS, r.col,
		    r.rows < HIT_ROWS ? r.rows : HIT_ROWS, r.cols },
		    &s->hits[first + i], first + i == at);
}

void
search_view_draw(const struct draw *d, struct rect centre)
{
	const struct model *m = d->m;
	char title[TEXT_BYTES];
	struct rect r, line;
	const char *state = state_of(m);

	format_title(m, title, sizeof title);
	r = box_draw(d->g, box_over_rules(d->g, centre), title,
	    m->search.customer_id == 0 ?
	    _("Enter opens, Tab: this customer only, Esc leaves") :
	    _("Enter opens, Tab: everybody, Esc leaves"));
	line = (struct rect){ r.row + --r.rows, r.col + 1, 1, r.cols - 2 };
	line.cols -= grid_put(d->g, line.row, line.col, line.cols, STYLE_DIM,
	    "> ");
	line.col += 2;
	input_draw(d->g, &m->ui.query, line, 0, true, STYLE_NORMAL);
	if (state[0] != '\0' && r.rows > 1) {
		r.rows--;
		put_clip(d->g, r.row + r.rows, r.col + 1, r.cols - 2,
		    m->search.code != ERR_NONE ? STYLE_BAD : STYLE_DIM,
		    state);
	}
	draw_hits(d, r);
}
