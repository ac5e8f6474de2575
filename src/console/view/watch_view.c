/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The watch: the tables of who waits and of who answers. A row's digits change
 * by the second, the rows themselves only when the model puts them in order.
 */
#include "console/view/watch_internal.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

enum column { COL_MARK, COL_WAIT, COL_LEFT, COL_CUSTOMER, COL_STATE,
	COL_OPERATOR, COL_DEPARTMENT, COL_LANGUAGE, COL_LOAD, COL_WHOM };

/* Those of a table from the left; `least` is how wide the table must be for
 * it, `most` what it grows to before the one of 0 columns, which takes what is
 * left, has more than enough. */
struct column_row {
	enum column which;
	int	    cols, most, least;
	bool	    is_right;
	const char *title;
	enum watch_sort sort;
};

static const struct column_row talk_columns[] = {
	{ COL_WAIT, 7, 7, 0, true, N_("WAIT"), WATCH_BY_WAIT },
	{ COL_LEFT, 8, 8, 54, true, N_("LEFT"), WATCH_BY_TARGET },
	{ COL_CUSTOMER, 0, 0, 0, false, N_("CUSTOMER"), WATCH_BY_NAME },
	{ COL_STATE, 11, 12, 48, false, N_("STATE"), WATCH_SORTS },
	{ COL_OPERATOR, 12, 20, 34, false, N_("OPERATOR"), WATCH_BY_OPERATOR },
	{ COL_DEPARTMENT, 11, 20, 70, false, N_("DEPARTMENT"),
	    WATCH_BY_DEPARTMENT },
	{ COL_LANGUAGE, 3, 3, 62, false, "", WATCH_SORTS },
};
static const struct column_row team_columns[] = {
	{ COL_MARK, 1, 1, 0, false, "", WATCH_SORTS },
	{ COL_OPERATOR, 0, 0, 0, false, N_("TEAM"), WATCH_BY_NAME },
	{ COL_STATE, 22, 38, 52, false, N_("STATE"), WATCH_SORTS },
	{ COL_LOAD, 6, 6, 0, true, N_("LOAD"), WATCH_BY_LOAD },
	{ COL_WAIT, 7, 7, 0, true, N_("WAIT"), WATCH_BY_WAIT },
	{ COL_WHOM, 18, 24, 70, false, N_("FOR WHOM"), WATCH_SORTS },
};

static const struct table {
	const struct column_row *columns;
	int			 n;
	int			 enough;	/* for its name */
} tables[WATCH_PARTS] = {
	[WATCH_TALKS] = { talk_columns,
	    sizeof talk_columns / sizeof *talk_columns, 18 },
	[WATCH_TEAM] = { team_columns,
	    sizeof team_columns / sizeof *team_columns, 14 },
};

/* --- what a cell says -------------------------------------------------------- */

struct cell_text {
	char	   text[TEXT_BYTES];
	enum style style;
};

static void
say(struct cell_text *c, enum style style, const char *text)
{
	str_copy(c->text, sizeof c->text, text);
	c->style = style;
}

static void
say_wait(const struct model *m, const struct chat *talk, struct cell_text *c)
{
	enum target_state state = model_desk_target(m, talk);

	if (wait_since(talk) == 0 ||
	    talk->c.state == CONVERSATION_WRAP_UP) {
		say(c, STYLE_DIM, "✓ ");
		return;
	}
	c->style = style_late(state, STYLE_NORMAL);
	format_late(c->text, sizeof c->text, m->now_ms - wait_since(talk),
	    state);
}

/* What is left of its target; with a minus what it is late by. */
static void
say_left(const struct model *m, const struct chat *talk, struct cell_text *c)
{
	int64_t due_ms = watch_due_ms(m, talk), left_ms = due_ms - m->now_ms;
	char span[SHORT_BYTES];

	if (due_ms == INT64_MAX)
		return;
	snprintf(c->text, sizeof c->text, "%s%s", left_ms < 0 ? "-" : "",
	    format_wait(span, sizeof span, left_ms < 0 ? -left_ms : left_ms));
	c->style = style_late(model_desk_target(m, talk), STYLE_NORMAL);
}

static const char *
state_word(const struct model *m, const struct chat *talk)
{
	if (talk->c.state == CONVERSATION_CLOSED)
		return _("closed");
	if (talk->c.state == CONVERSATION_WAITING)
		return _("queue");
	if (talk->c.state == CONVERSATION_WRAP_UP)
		return _("wrap-up");
	if (talk->c.offered_until_ms != 0)
		return _("offered");
	if (model_aside(m, talk) != 0)
		return _("put aside");
	return talk->c.waiting_since_ms != 0 ? _("to answer") : _("talks");
}

static void
say_talk(const struct model *m, enum column which, int64_t id,
    struct cell_text *c)
{
	const struct chat *talk = model_find_chat(m, id);
	const struct department *d;

	if (talk == NULL)
		return;
	switch (which) {
	case COL_WAIT:
		say_wait(m, talk, c);
		break;
	case COL_LEFT:
		say_left(m, talk, c);
		break;
	case COL_CUSTOMER:
		say(c, STYLE_NORMAL, talk->label);
		break;
	case COL_STATE:
		say(c, STYLE_NORMAL, state_word(m, talk));
		break;
	case COL_OPERATOR:
		say(c, STYLE_NORMAL, talk->c.operator_id == 0 ? "-" :
		    operator_name(m, talk->c.operator_id));
		break;
	case COL_DEPARTMENT:
		d = model_department(m, talk->c.department_id);
		say(c, STYLE_DIM, d == NULL ? "" : d->name);
		break;
	default:
		say(c, STYLE_DIM, talk->c.language);
	}
}

/* "away: lunch" */
static void
say_state(const struct operator *o, enum style style, struct cell_text *c)
{
	c->style = style;
	if (presence_words(o, c->text, sizeof c->text)[0] == '\0')
		str_copy(c->text, sizeof c->text, presence_word(o->presence));
}

static void
say_operator(const struct model *m, enum column which, int64_t id,
    struct cell_text *c)
{
	const struct operator *o = model_operator(m, id);
	const struct chat *talk = o == NULL ? NULL : watch_unanswered(m, id);
	bool is_off = o != NULL && o->presence == PRESENCE_OFFLINE;

	if (o == NULL)
		return;
	switch (which) {
	case COL_MARK:
		say(c, is_off ? STYLE_DIM : STYLE_NORMAL,
		    presence_sign(o->presence));
		break;
	case COL_OPERATOR:
		say(c, is_off ? STYLE_DIM : STYLE_NORMAL,
		    operator_name(m, id));
		break;
	case COL_STATE:
		say_state(o, is_off ? STYLE_DIM : STYLE_NORMAL, c);
		break;
	case COL_LOAD:
		snprintf(c->text, sizeof c->text, "%d/%d", o->load, o->limit);
		c->style = o->load >= o->limit ? STYLE_WARN : STYLE_NORMAL;
		break;
	case COL_WAIT:
		if (talk != NULL)
			say_wait(m, talk, c);
		break;
	default:
		say(c, STYLE_NORMAL, talk == NULL ? "" : talk->label);
	}
}

/* --- a table ------------------------------------------------------------------ */

/* How wide column `which` is in a table of `cols`. */
static int
cols_of(const struct table *t, int which, int cols)
{
	int left = cols - 1, own = t->columns[which].cols;

	for (int i = 0; i < t->n; i++)
		if (cols >= t->columns[i].least && t->columns[i].cols > 0)
			left -= t->columns[i].cols + 1;
	for (int i = 0; i < t->n && left > t->enough; i++) {
		int more = t->columns[i].most - t->columns[i].cols;

		if (cols < t->columns[i].least || more <= 0)
			continue;
		if (more > left - t->enough)
			more = left - t->enough;
		left -= more;
		own += i == which ? more : 0;
	}
	return own > 0 ? own : left < 4 ? 4 : left;
}

static void
put_cell(const struct draw *d, struct rect r, const struct column_row *c,
    enum style style, const char *text)
{
	if (c->is_right)
		put_clip_right(d->g, r.row, r.col, r.cols, style, text);
	else
		put_clip(d->g, r.row, r.col, r.cols, style, text);
}

/* Goes over the columns that fit, from the left. */
struct walk {
	const struct table *t;
	struct rect	    r;
	int		    i, col;
};

static const struct column_row *
next_column(struct walk *w, struct rect *cell)
{
	while (w->i < w->t->n) {
		const struct column_row *c = &w->t->columns[w->i];
		int cols = cols_of(w->t, w->i++, w->r.cols);
		int left = w->r.col + w->r.cols - w->col;

		if (w->r.cols < c->least)
			continue;
		if (left <= 0)
			return NULL;
		*cell = (struct rect){ w->r.row, w->col, 1,
			cols < left ? cols : left };
		w->col += cols + 1;
		return c;
	}
	return NULL;
}

static void
draw_row(const struct draw *d, struct rect r, enum watch_part part,
    int64_t id, bool is_selected)
{
	struct walk w = { &tables[part], r, 0, r.col + 1 };
	const struct column_row *c;
	struct rect at;

	if (is_selected)
		grid_fill(d->g, r, STYLE_SELECTED);
	while ((c = next_column(&w, &at)) != NULL) {
		struct cell_text cell = { .style = STYLE_NORMAL };

		if (part == WATCH_TALKS)
			say_talk(d->m, c->which, id, &cell);
		else
			say_operator(d->m, c->which, id, &cell);
		put_cell(d, at, c, is_selected ? STYLE_SELECTED : cell.style,
		    cell.text);
	}
}

/* "CUSTOMER 1-9/132": the heading of the column that has room. */
static void
say_count(const struct draw *d, const struct watch_layout *l,
    enum watch_part part, char *buf, size_t size, const char *title)
{
	const struct watch_table *t = &d->m->watch.tables[part];
	size_t last = t->top + (size_t)(l->tables[part].rows - 1);

	snprintf(buf, size, "%s %zu-%zu/%zu", title, t->n == 0 ? (size_t)0 :
	    t->top + 1, last < t->n ? last : t->n, t->n);
}

static void
draw_heading(const struct draw *d, const struct watch_layout *l,
    enum watch_part part, struct rect r)
{
	bool has_focus = d->m->watch.part == part;
	struct walk w = { &tables[part], r, 0, r.col + 1 };
	const struct column_row *c;
	char title[SHORT_BYTES * 3];
	struct rect at;

	grid_fill(d->g, r, STYLE_TITLE);
	if (has_focus)
		grid_put(d->g, r.row, r.col, 1, STYLE_TITLE, "▸");
	while ((c = next_column(&w, &at)) != NULL) {
		str_copy(title, sizeof title, c->title[0] == '\0' ? "" :
		    _(c->title));
		if (c->cols == 0)
			say_count(d, l, part, title, sizeof title,
			    _(c->title));
		put_cell(d, at, c, d->m->watch.sort == c->sort ?
		    STYLE_TITLE_FOCUS : STYLE_TITLE, title);
	}
}

static void
draw_table(const struct draw *d, const struct watch_layout *l,
    enum watch_part part)
{
	const struct watch_table *t = &d->m->watch.tables[part];
	struct rect r = { l->tables[part].row, l->tables[part].col, 1,
		l->tables[part].cols };
	int rows = l->tables[part].rows - 1;
	bool has_focus = d->m->watch.part == part;
	char line[HIT_LINE_BYTES];

	if (rows < 0)
		return;
	draw_heading(d, l, part, r);
	for (size_t i = t->top; i < t->n && rows-- > 0; i++) {
		r.row++;
		draw_row(d, r, part, t->ids[i], has_focus &&
		    t->ids[i] == t->selected);
		snprintf(line, sizeof line, "watching %s %lld",
		    part == WATCH_TALKS ? "talk" : "operator",
		    (long long)t->ids[i]);
		hit_put_line(d, r, line);
	}
	if (t->n == 0 && rows > 0)
		put_clip(d->g, r.row + 1, r.col + 1, r.cols - 2, STYLE_DIM,
		    part == WATCH_TALKS ? _("Nobody is here.") :
		    _("Nobody fits."));
}

void
watch_view_draw(const struct draw *d)
{
	struct watch_layout l = watch_layout(d->m);

	watch_figures_draw(d, &l);
	watch_charts_draw(d, &l);
	for (int i = 0; i < WATCH_PARTS; i++)
		if (l.tables[i].rows > 0)
			draw_table(d, &l, (enum watch_part)i);
	if (l.is_beside)
		grid_vline(d->g, l.tables[WATCH_TEAM].row,
		    l.tables[WATCH_TEAM].col - 1, l.tables[WATCH_TEAM].rows,
		    STYLE_BORDER);
}
