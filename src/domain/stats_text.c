/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/stats_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"

#define CELL_BYTES (4 * STATS_LABEL_BYTES)
#define MOST_COLS  16		/* of a table */
#define LABEL_COLS 24
#define NARROW_COLS 16		/* where it is mailed: medians alone */

char *
stats_span_text(char *buf, size_t size, int64_t ms)
{
	int64_t s = ms / 1000;

	if (ms < 0)
		snprintf(buf, size, "-");
	else if (s < 3600)
		snprintf(buf, size, "%d:%02d", (int)(s / 60), (int)(s % 60));
	else
		snprintf(buf, size, "%lld:%02d:%02d", (long long)(s / 3600),
		    (int)(s / 60 % 60), (int)(s % 60));
	return buf;
}

void
stats_label(char *buf, size_t size, enum stats_by by,
    const struct stats_line *line)
{
	if (by == STATS_BY_HOUR)
		snprintf(buf, size, "%02d:00", (int)line->id % 24);
	else if (by == STATS_BY_PRIORITY)
		snprintf(buf, size, "%lld", (long long)line->id);
	else if (line->label[0] != '\0')
		utf8_safe_buf(buf, size, line->label, UTF8_FLAT);
	else if (by == STATS_BY_OPERATOR && line->id == 0)
		str_copy(buf, size, _("nobody"));
	else if (line->id != 0)
		snprintf(buf, size, "#%lld", (long long)line->id);
	else
		str_copy(buf, size, _("none"));
}

/* --- tables ------------------------------------------------------------------ */

struct cell {
	char text[CELL_BYTES];
	int  cols;
};

struct table {
	struct cell *cells;
	size_t	     n_rows;
	int	     n_cols;
	bool	     is_narrow;
};

static void
put_cell(struct table *t, size_t row, int *col, const char *text)
{
	struct cell *c = &t->cells[row * MOST_COLS + (size_t)*col];
	size_t len = strlen(text);

	if (*col == 0 || len >= sizeof c->text)
		len = utf8_fit(text, len, t->is_narrow ? NARROW_COLS :
		    LABEL_COLS, NULL);
	memcpy(c->text, text, len);
	c->text[len] = '\0';
	c->cols = utf8_cols(c->text, len);
	if (++*col > t->n_cols)
		t->n_cols = *col;
}

static void
put_number(struct table *t, size_t row, int *col, int64_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)n);
	put_cell(t, row, col, text);
}

/* The median and the p90. */
static void
put_span(struct table *t, size_t row, int *col, const struct stats_span *s)
{
	char text[24];

	put_cell(t, row, col, stats_span_text(text, sizeof text, s->n == 0 ?
	    STATS_NONE : s->median_ms));
	if (!t->is_narrow)
		put_cell(t, row, col, stats_span_text(text, sizeof text,
		    s->n == 0 ? STATS_NONE : s->p90_ms));
}

static void
put_span_head(struct table *t, int *col, const char *text)
{
	put_cell(t, 0, col, text);
	if (!t->is_narrow)
		put_cell(t, 0, col, "p90");
}

static char
decimal_point(void)
{
	return strcmp(i18n_language(), "en") == 0 ? '.' : ',';
}

static void
stars_text(char *buf, size_t size, const struct stats_line *l)
{
	if (l->n_rated == 0)
		snprintf(buf, size, "-");
	else
		snprintf(buf, size, "%lld%c%lld",
		    (long long)(l->stars_sum / l->n_rated), decimal_point(),
		    (long long)(l->stars_sum * 10 / l->n_rated % 10));
}

static void
put_head(struct table *t, enum stats_by by)
{
	int col = 0;

	put_cell(t, 0, &col, by == STATS_BY_OPERATOR ? _("operator") :
	    by == STATS_BY_DEPARTMENT ? _("department") :
	    by == STATS_BY_LANGUAGE ? _("language") :
	    by == STATS_BY_SEGMENT ? _("segment") :
	    by == STATS_BY_PRIORITY ? _("priority") : _("hour"));
	/* TRANSLATORS: heads of narrow columns of a table of figures; keep them
	 * short: talks, left (abandoned), wait, first and next answer, handling
	 * time. */
	put_cell(t, 0, &col, _("talks"));
	put_cell(t, 0, &col, _("left"));
	put_span_head(t, &col, _("wait"));
	put_span_head(t, &col, _("first"));
	if (by == STATS_BY_HOUR) {
		put_cell(t, 0, &col, _("load"));
		put_cell(t, 0, &col, _("most"));
		/* TRANSLATORS: heads of narrow columns: how many operators had
		 * conversations; how many were there to have them. */
		put_cell(t, 0, &col, _("people"));
		put_cell(t, 0, &col, _("there"));
		return;
	}
	put_span_head(t, &col, _("next"));
	put_cell(t, 0, &col, _("handled"));
	put_cell(t, 0, &col, _("stars"));
}

/* Tenths of how many at a time. */
static void
put_mean(struct table *t, size_t row, int *col, int64_t ms, int64_t of_ms)
{
	char text[24];
	int64_t tenths = of_ms == 0 ? 0 : (ms * 10 + of_ms / 2) / of_ms;

	snprintf(text, sizeof text, "%lld%c%lld", (long long)(tenths / 10),
	    decimal_point(), (long long)(tenths % 10));
	put_cell(t, row, col, text);
}

static void
put_line(struct table *t, size_t row, enum stats_by by,
    const struct stats_line *l, const char *label)
{
	char text[24];
	int col = 0;

	put_cell(t, row, &col, label);
	put_number(t, row, &col, l->n);
	put_number(t, row, &col, l->n_abandoned);
	put_span(t, row, &col, &l->spans[STATS_WAIT]);
	put_span(t, row, &col, &l->spans[STATS_FIRST]);
	if (by == STATS_BY_HOUR) {
		put_mean(t, row, &col, l->load_ms, l->hour_ms);
		put_number(t, row, &col, l->load_max);
		put_mean(t, row, &col, l->present_ms, l->hour_ms);
		put_mean(t, row, &col, l->there_ms, l->hour_ms);
		return;
	}
	put_span(t, row, &col, &l->spans[STATS_NEXT]);
	put_cell(t, row, &col, stats_span_text(text, sizeof text,
	    l->spans[STATS_HANDLING].n == 0 ? STATS_NONE :
	    l->spans[STATS_HANDLING].median_ms));
	stars_text(text, sizeof text, l);
	put_cell(t, row, &col, text);
}

static void
end_line(struct str *out)
{
	while (out->len > 0 && out->data[out->len - 1] == ' ')
		str_cut(out, out->len - 1, 1);
	str_put_c(out, '\n');
}

/* The first column to the left, numbers to the right. */
static void
put_table(struct str *out, const struct table *t)
{
	int widths[MOST_COLS] = { 0 };

	for (size_t row = 0; row < t->n_rows; row++)
		for (int col = 0; col < t->n_cols; col++) {
			int cols = t->cells[row * MOST_COLS +
			    (size_t)col].cols;

			if (cols > widths[col])
				widths[col] = cols;
		}
	for (size_t row = 0; row < t->n_rows; row++) {
		for (int col = 0; col < t->n_cols; col++) {
			const struct cell *c = &t->cells[row * MOST_COLS +
			    (size_t)col];
			int gap = widths[col] - c->cols;

			if (col > 0)
				str_putf(out, "%*s", gap + 1, "");
			str_put(out, c->text);
			if (col == 0)
				str_putf(out, "%*s", gap, "");
		}
		end_line(out);
	}
}

static bool
is_shown(const struct stats *s, const struct stats_line *l)
{
	return s->by != STATS_BY_HOUR || l->n > 0 || l->load_ms > 0 ||
	    l->there_ms > 0;
}

static void
put_lines(struct str *out, const struct stats *s, bool is_narrow)
{
	struct table t = { .n_rows = 1, .is_narrow = is_narrow };
	char label[CELL_BYTES];

	t.cells = mem_array((s->n_lines + 2) * MOST_COLS, struct cell);
	put_head(&t, s->by);
	for (size_t i = 0; i < s->n_lines; i++) {
		if (!is_shown(s, &s->lines[i]))
			continue;
		stats_label(label, sizeof label, s->by, &s->lines[i]);
		put_line(&t, t.n_rows++, s->by, &s->lines[i], label);
	}
	put_line(&t, t.n_rows++, s->by, &s->total, _("all"));
	put_table(out, &t);
	free(t.cells);
}

void
stats_put_table(struct str *out, const struct stats *s)
{
	put_lines(out, s, false);
}

/* --- one figure to a line ------------------------------------------------------- */

/* A label, dots, and what it is; in `cols` columns. */
static void
put_figure(struct str *out, const char *label, const char *value)
{
	int cols = utf8_cols(label, strlen(label));

	str_putf(out, "%s ", label);
	for (; cols < 28; cols++)
		str_put_c(out, '.');
	str_putf(out, " %s\n", value);
}

static void
put_count(struct str *out, const char *label, int64_t n, int64_t of)
{
	char text[64];

	if (of > 0)
		snprintf(text, sizeof text, "%lld  (%lld%%)", (long long)n,
		    (long long)((n * 100 + of / 2) / of));
	else
		snprintf(text, sizeof text, "%lld", (long long)n);
	put_figure(out, label, text);
}

static void
put_spans(struct str *out, const char *label, const struct stats_span *s)
{
	char median[24], p90[24], mean[24], text[160];

	if (s->n == 0) {
		put_figure(out, label, "-");
		return;
	}
	snprintf(text, sizeof text, _("%s, p90 %s, mean %s"),
	    stats_span_text(median, sizeof median, s->median_ms),
	    stats_span_text(p90, sizeof p90, s->p90_ms),
	    stats_span_text(mean, sizeof mean, s->mean_ms));
	put_figure(out, label, text);
}

static void
put_rating(struct str *out, const struct stats_line *l)
{
	char stars[24], text[96];

	stars_text(stars, sizeof stars, l);
	if (l->n_rated == 0)
		snprintf(text, sizeof text, "-");
	else
		snprintf(text, sizeof text, ngettext("%s of 5, %lld rating",
		    "%s of 5, %lld ratings", (unsigned long)l->n_rated), stars,
		    (long long)l->n_rated);
	put_figure(out, _("Rating, on average"), text);
}

static void
put_winbacks(struct str *out, const struct stats_line *l)
{
	int64_t settled = l->n_won + l->n_lost;

	put_count(out, _("Win-backs"), l->n_winbacks, 0);
	if (settled > 0)
		put_count(out, _("Won, of those settled"), l->n_won, settled);
}

void
stats_put_total(struct str *out, const struct stats *s)
{
	const struct stats_line *l = &s->total;

	put_count(out, _("Conversations"), l->n, 0);
	put_count(out, _("Answered"), l->n_answered, l->n);
	put_count(out, _("Abandoned"), l->n_abandoned, l->n);
	put_spans(out, _("Wait, median"), &l->spans[STATS_WAIT]);
	put_spans(out, _("First response, median"), &l->spans[STATS_FIRST]);
	put_spans(out, _("Next response, median"), &l->spans[STATS_NEXT]);
	put_spans(out, _("Handling, median"), &l->spans[STATS_HANDLING]);
	put_spans(out, _("Wrap-up, median"), &l->spans[STATS_WRAP_UP]);
	put_count(out, _("Transfers"), l->n_transfers, 0);
	put_count(out, _("Offers missed"), l->n_missed, 0);
	put_count(out, _("Reopened"), l->n_reopened, 0);
	if (l->n_targets_met + l->n_targets_missed > 0)
		put_count(out, _("Targets met"), l->n_targets_met,
		    l->n_targets_met + l->n_targets_missed);
	put_rating(out, l);
	put_count(out, _("Bad ratings"), l->n_bad, 0);
	put_winbacks(out, l);
}

/* --- rows ----------------------------------------------------------------------- */

void
stats_put_rows(struct str *out, const struct stats_ask *q,
    const struct stats *s, const struct stats_names *names)
{
	char opened[32], wait[24], first[24], handled[24];
	char safe[MAX_NAME_BYTES * 4];
	size_t len;
	int cols;

	for (size_t i = 0; i < s->n_rows; i++) {
		const struct stats_row *r = &s->rows[i];
		const char *who = names->name(names->ctx,
		    r->first_operator_id, 0);

		utf8_safe_buf(safe, sizeof safe, who, UTF8_FLAT);
		len = utf8_fit(safe, strlen(safe), 16, &cols);
		safe[len] = '\0';
		str_putf(out, "%-6lld %s %s%*s %7s %7s %8s %s%s%.*s",
		    (long long)r->conversation_id,
		    stats_when(q, opened, sizeof opened, r->opened_ms), safe,
		    16 - cols, "",
		    stats_span_text(wait, sizeof wait, r->wait_ms),
		    stats_span_text(first, sizeof first,
		    r->first_response_ms),
		    stats_span_text(handled, sizeof handled, r->handling_ms),
		    r->is_abandoned ? _("abandoned") : r->outcome,
		    r->stars > 0 ? " " : "", (int)r->stars, "*****");
		end_line(out);
	}
}

/* --- a day that is mailed ---------------------------------------------------------- */

static void
put_rule(struct str *out, char c)
{
	for (int i = 0; i < STATS_COLS; i++)
		str_put_c(out, c);
	str_put_c(out, '\n');
}

void
stats_put_day_head(struct str *out, const struct stats_ask *q,
    const struct stats *s, const char *desk)
{
	char day[128], safe[MAX_NAME_BYTES * 4];

	i18n_day_line(day, sizeof day, stats_day_here(q, s->since_ms));
	utf8_safe_buf(safe, sizeof safe, desk, UTF8_FLAT);
	str_putf(out, "%s\n%s\n", safe, day);
	put_rule(out, '=');
	stats_put_total(out, s);
}

void
stats_put_day_part(struct str *out, const struct stats *s)
{
	str_put_c(out, '\n');
	put_rule(out, '-');
	put_lines(out, s, true);
	if (s->by == STATS_BY_OPERATOR)
		str_putf(out, "%s\n", _("Times are medians. A conversation "
		    "counts for each who had it."));
}

/* --- what is not in it any more ------------------------------------------------------ */

void
stats_put_gone(struct str *out, const struct stats_ask *q,
    const struct stats *s)
{
	char at[32];

	if (s->kept_ms != 0) {
		str_putf(out, _("What was closed before %s has been erased: it "
		    "is not counted."), stats_when(q, at, sizeof at,
		    s->kept_ms));
		str_put_c(out, '\n');
	}
	if (s->states_ms > s->since_ms) {
		str_putf(out, _("How operators were is known since %s."),
		    stats_when(q, at, sizeof at, s->states_ms));
		str_put_c(out, '\n');
	}
}

void
stats_put_text(struct str *out, const struct stats_ask *q,
    const struct stats *s, const struct stats_names *names)
{
	struct stats rest = { .since_ms = s->since_ms,
		.states_ms = s->states_ms };

	if (s->rows != NULL)
		stats_put_rows(out, q, s, names);
	else if (q->is_day && s->by == STATS_BY_NONE)
		stats_put_day_head(out, q, s, names->desk);
	else if (q->is_day)
		stats_put_day_part(out, s);
	else if (s->by == STATS_BY_NONE)
		stats_put_total(out, s);
	else
		stats_put_table(out, s);
	/* Of a day once: below the total, and below the hours. */
	rest.kept_ms = q->is_day && s->by != STATS_BY_NONE ? 0 : s->kept_ms;
	if (s->rows == NULL)
		stats_put_gone(out, q, &rest);
}
