/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The upper part of the watch: now, the day, the last hours. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/view/chart.h"
#include "console/view/watch_internal.h"

#define ITEMS_MAX  16
#define GAP	   3
#define LABEL_MIN  12
#define LABEL_MAX  18
#define VALUE_COLS 7
#define HOUR_COLS  5		/* at least, at most */
#define HOUR_MAX   8
#define PERCENT(part, of) ((int)((int64_t)(part) * 100 / (of)))

/* --- figures ---------------------------------------------------------------- */

struct item {
	char	   text[TEXT_BYTES];
	enum style style;
};

struct items {
	struct item list[ITEMS_MAX];
	int	    n;
};

static struct item *
add(struct items *s, enum style style, const char *label, const char *value)
{
	struct item *item = &s->list[s->n];

	if (s->n < ITEMS_MAX - 1)
		s->n++;
	item->style = style;
	snprintf(item->text, sizeof item->text, "%s %s", label, value);
	return item;
}

static void
add_count(struct items *s, enum style style, const char *label, int n)
{
	char value[SHORT_BYTES];

	snprintf(value, sizeof value, "%d", n);
	add(s, style, label, value);
}

/* As many as fit, from the left. */
static void
put_items(const struct draw *d, struct rect r, const struct items *s)
{
	int col = r.col + 1, end = r.col + r.cols;

	for (int i = 0; i < s->n; i++) {
		int cols = text_cols(s->list[i].text);

		if (col + cols > end)
			return;
		grid_put(d->g, r.row, col, cols, s->list[i].style,
		    s->list[i].text);
		col += cols + GAP;
	}
}

static void
add_now(const struct model *m, struct items *s)
{
	const struct chat *oldest;
	struct watch_now now = watch_now(m, &oldest);
	char value[SHORT_BYTES];
	enum target_state state;

	add_count(s, STYLE_NORMAL, _("waiting"), now.waiting);
	if (oldest != NULL) {
		state = model_target(m, oldest);
		add(s, style_late(state, STYLE_NORMAL), _("longest"),
		    format_late(value, sizeof value, m->now_ms -
		    wait_since(oldest), state));
	}
	add_count(s, now.late > 0 ? STYLE_ALARM : STYLE_NORMAL,
	    _("late now"), now.late);
	add_count(s, STYLE_NORMAL, _("in talks"), now.active);
	snprintf(value, sizeof value, "%d/%d", now.there, now.team);
	add(s, STYLE_NORMAL, _("there"), value);
}

static void
add_day(const struct model *m, struct items *s)
{
	const struct figures *f = &m->watch.figures;
	char value[SHORT_BYTES];

	if (m->watch.figures_code == ERR_RIGHTS) {
		add(s, STYLE_DIM, "", _("The figures are for supervisors at "
		    "this desk."));
		return;
	}
	if (!m->watch.has_figures) {
		add(s, STYLE_DIM, "", _("The figures of the day come soon."));
		return;
	}
	add_count(s, STYLE_NORMAL, _("arrived"), f->arrived);
	add_count(s, STYLE_NORMAL, _("answered"), f->answered);
	add_count(s, STYLE_NORMAL, _("closed"), f->closed);
	snprintf(value, sizeof value, "%d (%d%%)", f->abandoned,
	    f->closed > 0 ? PERCENT(f->abandoned, f->closed) : 0);
	add(s, STYLE_NORMAL, _("given up"), value);
	add_count(s, f->missed > 0 ? STYLE_WARN : STYLE_NORMAL,
	    _("too late"), f->missed);
}

static void
add_quality(const struct model *m, struct items *s)
{
	const struct figures *f = &m->watch.figures;
	char a[SHORT_BYTES], b[SHORT_BYTES], value[SHORT_BYTES * 2];

	if (!m->watch.has_figures)
		return;
	snprintf(value, sizeof value, "%s", f->answered == 0 ? "-" :
	    format_wait(a, sizeof a, f->first_median_ms));
	/* TRANSLATORS: how long customers waited for the first answer. */
	add(s, STYLE_NORMAL, _("first answer, median"), value);
	add(s, STYLE_NORMAL, "p90", f->answered == 0 ? "-" :
	    format_wait(b, sizeof b, f->first_p90_ms));
	snprintf(value, sizeof value, "%d.%d (%d)", f->ratings == 0 ? 0 :
	    f->stars / f->ratings, f->ratings == 0 ? 0 :
	    f->stars * 10 / f->ratings % 10, f->ratings);
	add(s, STYLE_NORMAL, _("rating"), f->ratings == 0 ? "-" : value);
}

/* What the tables are narrowed to: whoever forgets it misses somebody. */
static void
add_narrowed(const struct model *m, struct items *s)
{
	const struct watch *w = &m->watch;
	const struct department *dep = model_department(m, w->department_id);
	char text[SHORT_BYTES * 4], name[SHORT_BYTES];

	text[0] = '\0';
	if (dep != NULL)
		snprintf(text, sizeof text, "%s", text_flat(name,
		    sizeof name, dep->name, 16));
	if (w->operator_id != 0)
		snprintf(text + strlen(text), sizeof text - strlen(text),
		    "%s%s", text[0] == '\0' ? "" : " · ", text_flat(name,
		    sizeof name, operator_name(m, w->operator_id), 16));
	if (w->filter[0] != '\0' || w->is_filtering)
		snprintf(text + strlen(text), sizeof text - strlen(text),
		    "%s“%s%s”", text[0] == '\0' ? "" : " · ", text_flat(name,
		    sizeof name, w->filter, 16), w->is_filtering ? "_" : "");
	if (text[0] != '\0')
		/* TRANSLATORS: what the tables are narrowed to follows. */
		add(s, STYLE_MATCH, _("only"), text);
}

void
watch_figures_draw(const struct draw *d, const struct watch_layout *l)
{
	struct rect r = { l->row, 0, 1, d->g->cols };
	struct items s = { .n = 0 };

	if (l->figures == 0)
		return;
	if (l->figures == 1)
		add_narrowed(d->m, &s);
	add_now(d->m, &s);
	if (l->figures == 2)
		add_quality(d->m, &s);
	put_items(d, r, &s);
	if (l->figures == 1)
		return;
	r.row++;
	s.n = 0;
	if (l->figures > 1)
		add_narrowed(d->m, &s);
	add_day(d->m, &s);
	put_items(d, r, &s);
	if (l->figures == 2)
		return;
	r.row++;
	s.n = 0;
	add_quality(d->m, &s);
	put_items(d, r, &s);
}

/* --- charts ------------------------------------------------------------------ */

enum series { BY_ARRIVED, BY_ANSWERED, BY_CLOSED, BY_ABANDONED, BY_MISSED,
	BY_FIRST, SERIES };

static const struct {
	const char *label;
	bool	    is_span;
	enum style  style;
} series[SERIES] = {
	[BY_ARRIVED] = { N_("arrived"), false, STYLE_NORMAL },
	[BY_ANSWERED] = { N_("answered"), false, STYLE_OK },
	[BY_CLOSED] = { N_("closed"), false, STYLE_NORMAL },
	[BY_ABANDONED] = { N_("given up"), false, STYLE_WARN },
	[BY_MISSED] = { N_("too late"), false, STYLE_WARN },
	/* TRANSLATORS: the median time to the first answer, of an hour. */
	[BY_FIRST] = { N_("1st answer"), true, STYLE_NORMAL },
};

/* What a narrow screen shows: the most telling ones first. */
static const enum series order[SERIES] = { BY_ARRIVED, BY_FIRST, BY_MISSED,
	BY_ANSWERED, BY_ABANDONED, BY_CLOSED };

/* As wide as the longest in the operator's language, and a space. */
static int
label_cols(void)
{
	int most = LABEL_MIN;

	for (int i = 0; i < SERIES; i++) {
		int cols = text_cols(_(series[i].label)) + 1;

		most = cols > most ? cols : most;
	}
	return most > LABEL_MAX ? LABEL_MAX : most;
}

static int64_t
value_of(const struct figures_hour *h, enum series which)
{
	switch (which) {
	case BY_ARRIVED:
		return h->arrived;
	case BY_ANSWERED:
		return h->answered;
	case BY_CLOSED:
		return h->closed;
	case BY_ABANDONED:
		return h->abandoned;
	case BY_MISSED:
		return h->missed;
	default:
		return h->first_median_ms;
	}
}

static void
fill(const struct model *m, enum series which, int64_t *values)
{
	for (int i = 0; i < FIGURES_HOURS; i++)
		values[i] = value_of(&m->watch.figures.hours[i], which);
}

static char *
format_value(char *buf, size_t size, enum series which, int64_t value)
{
	if (series[which].is_span && value > 0)
		return format_wait(buf, size, value);
	snprintf(buf, size, "%lld", (long long)value);
	return buf;
}

/* "arrived     ▁▂▃▅▇█▆▅▃▂▁▁     18": the hour of now in figures. */
static void
draw_line(const struct draw *d, struct rect r, enum series which)
{
	int64_t values[FIGURES_HOURS];
	char text[SHORT_BYTES];
	int label = label_cols();
	struct rect bars = { r.row, r.col + 1 + label, 1,
		r.cols - 2 - label - VALUE_COLS };

	if (bars.cols < FIGURES_HOURS)
		return;
	fill(d->m, which, values);
	put_clip(d->g, r.row, r.col + 1, label - 1, STYLE_DIM,
	    _(series[which].label));
	bars.cols -= bars.cols % FIGURES_HOURS;
	chart_draw(d->g, bars, values, FIGURES_HOURS, 0,
	    d->m->watch.charts == WATCH_ASCII, series[which].style);
	put_clip_right(d->g, r.row, bars.col + bars.cols, VALUE_COLS,
	    STYLE_NORMAL, format_value(text, sizeof text, which,
	    values[FIGURES_HOURS - 1]));
}

static void
draw_lines(const struct draw *d, const struct watch_layout *l)
{
	int sides = d->g->cols >= 76 ? 2 : 1, i = 0;
	int cols = d->g->cols / sides;

	for (int row = 0; row < l->charts; row++)
		for (int side = 0; side < sides && i < SERIES; side++)
			draw_line(d, (struct rect){ l->row + l->figures + row,
			    side * cols, 1, cols }, order[i++]);
}

/* "14:00" as "14"; an hour of the desk may begin at half past here. */
static char *
hour(char *buf, size_t size, int64_t from_ms, int cols)
{
	i18n_clock(buf, size, from_ms);
	if (cols < 6 || strcmp(buf + strcspn(buf, ":"), ":00") == 0)
		buf[strcspn(buf, ":")] = '\0';
	return buf;
}

/* A heading, bars of several rows, and the hours below them. */
static void
draw_tall(const struct draw *d, struct rect r, enum series which)
{
	int64_t values[FIGURES_HOURS], max = 0;
	char text[SHORT_BYTES], label[SHORT_BYTES * 2];
	int cols;

	fill(d->m, which, values);
	for (int i = 0; i < FIGURES_HOURS; i++)
		max = values[i] > max ? values[i] : max;
	snprintf(label, sizeof label, "%s %s", _(series[which].label),
	    format_value(text, sizeof text, which,
	    values[FIGURES_HOURS - 1]));
	put_clip(d->g, r.row, r.col + 1, r.cols - 2, STYLE_DIM, label);
	snprintf(label, sizeof label, "≤ %s", format_value(text, sizeof text,
	    which, max));
	put_clip_right(d->g, r.row, r.col + r.cols / 2, r.cols / 2 - 1,
	    STYLE_DIM, label);
	cols = chart_bar_cols(r.cols - 2, FIGURES_HOURS);
	chart_draw(d->g, (struct rect){ r.row + 1, r.col + 1, r.rows - 2,
	    cols * FIGURES_HOURS }, values, FIGURES_HOURS, max,
	    d->m->watch.charts == WATCH_ASCII, series[which].style);
	for (int i = 0; i < FIGURES_HOURS; i += cols < 3 ? 3 : 1)
		grid_put(d->g, r.row + r.rows - 1, r.col + 1 + i * cols, 2,
		    STYLE_DIM, hour(text, sizeof text,
		    d->m->watch.figures.hours[i].from_ms, 2));
}

static void
draw_talls(const struct draw *d, const struct watch_layout *l)
{
	int n = d->g->cols / 30, cols;

	if (n > SERIES)
		n = SERIES;
	cols = d->g->cols / n;
	for (int i = 0; i < n; i++)
		draw_tall(d, (struct rect){ l->row + l->figures, i * cols,
		    l->charts, cols }, order[i]);
}

static void
draw_numbers(const struct draw *d, const struct watch_layout *l)
{
	static const enum series rows[] = { BY_ARRIVED, BY_ANSWERED,
		BY_CLOSED, BY_MISSED, BY_FIRST };
	const struct figures *f = &d->m->watch.figures;
	int label = label_cols();
	int cols = (d->g->cols - label - 1) / FIGURES_HOURS, n;
	int row = l->row + l->figures, first;
	char text[SHORT_BYTES];

	cols = cols < HOUR_COLS ? HOUR_COLS : cols > HOUR_MAX ? HOUR_MAX :
	    cols;
	n = (d->g->cols - label - 1) / cols;
	if (n > FIGURES_HOURS)
		n = FIGURES_HOURS;
	first = FIGURES_HOURS - n;
	for (int i = 0; i < n; i++)
		put_clip_right(d->g, row, label + i * cols, cols,
		    STYLE_DIM, hour(text, sizeof text,
		    f->hours[first + i].from_ms, cols));
	for (size_t s = 0; s < sizeof rows / sizeof *rows; s++) {
		put_clip(d->g, ++row, 1, label, STYLE_DIM,
		    _(series[rows[s]].label));
		for (int i = 0; i < n; i++)
			put_clip_right(d->g, row, label + i * cols, cols,
			    series[rows[s]].style,
			    format_value(text, sizeof text, rows[s],
			    value_of(&f->hours[first + i], rows[s])));
	}
}

void
watch_charts_draw(const struct draw *d, const struct watch_layout *l)
{
	if (l->charts == 0 || !d->m->watch.has_figures)
		return;
	if (d->m->watch.charts == WATCH_NUMBERS)
		draw_numbers(d, l);
	else if (l->chart_rows > 1)
		draw_talls(d, l);
	else
		draw_lines(d, l);
}
