/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures.c - from rows to the lines of a report.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "server/report/internal.h"

struct report *
report_new(const struct report_ask *ask)
{
	struct report *r = mem_new(struct report);

	r->ask = *ask;
	r->zone.until_ms = INT64_MIN;
	if (ask->by == STATS_BY_HOUR)
		for (int hour = 0; hour < 24; hour++)
			report_group(r, hour, "");
	return r;
}

static void
clear_group(struct group *g)
{
	for (int k = 0; k < STATS_KINDS; k++)
		free(g->values[k].list);
}

void
report_free(struct report *r)
{
	if (r == NULL)
		return;
	clear_group(&r->total);
	for (size_t i = 0; i < r->n_groups; i++)
		clear_group(&r->groups[i]);
	free(r->groups);
	free(r->loads);
	free(r->states);
	free(r);
}

enum err_code
report_failed(const struct report *r)
{
	return r->failed;
}

bool
report_grow(struct report *r, void *list, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap + *cap / 2 + 24;
	void *grown, **at = list;

	if (r->failed != ERR_NONE)
		return false;
	if (n < *cap)
		return true;
	if (r->n_bytes + (more - *cap) * size > REPORT_BYTES) {
		r->failed = ERR_TOO_LARGE;
		return false;
	}
	grown = mem_try(*at, more * size);
	if (grown == NULL) {
		r->failed = ERR_BUSY;
		return false;
	}
	r->n_bytes += (more - *cap) * size;
	*at = grown;
	*cap = more;
	return true;
}

struct group *
report_group(struct report *r, int64_t id, const char *label)
{
	struct group *g;

	for (size_t i = 0; i < r->n_groups; i++)
		if (r->groups[i].line.id == id &&
		    strcmp(r->groups[i].line.label, label) == 0)
			return &r->groups[i];
	if (r->n_groups == REPORT_GROUPS)
		r->failed = ERR_TOO_LARGE;
	if (!report_grow(r, &r->groups, r->n_groups, &r->cap_groups,
	    sizeof *r->groups))
		return NULL;
	g = &r->groups[r->n_groups++];
	*g = (struct group){ .line.id = id };
	str_copy(g->line.label, sizeof g->line.label, label);
	return g;
}

/* --- adding --------------------------------------------------------------- */

static void
add_value(struct report *r, struct group *g, enum stats_kind kind, int64_t ms)
{
	struct values *v = &g->values[kind];

	if (ms >= 0 && report_grow(r, &v->list, v->n, &v->cap,
	    sizeof *v->list))
		v->list[v->n++] = ms;
}

/* What became of it at the end. */
static void
add_end(struct report *r, struct group *g, const struct stats_row *row)
{
	struct stats_line *line = &g->line;

	add_value(r, g, STATS_WRAP_UP, row->wrap_up_ms);
	if (row->stars > 0) {
		line->n_rated++;
		line->stars_sum += row->stars;
		line->n_bad += row->stars <= r->ask.bad_stars;
	}
	line->n_winbacks += row->winback != WINBACK_NONE;
	line->n_won += row->winback == WINBACK_WON;
	line->n_lost += row->winback == WINBACK_LOST;
}

static void
add_whole(struct report *r, struct group *g,
    const struct report_fold *f)
{
	const struct stats_row *row = &f->row;
	struct stats_line *line = &g->line;

	line->n++;
	line->n_abandoned += row->is_abandoned;
	line->n_answered += row->first_response_ms != STATS_NONE;
	line->n_transfers += row->n_transfers;
	line->n_missed += row->n_missed;
	line->n_declined += row->n_declined;
	line->n_reopened += row->n_reopened;
	line->n_targets_met += row->n_targets_met;
	line->n_targets_missed += row->n_targets_missed;
	add_value(r, g, STATS_WAIT, row->wait_ms);
	add_value(r, g, STATS_HANDLING, row->handling_ms);
	for (size_t i = 0; i < f->n_answers; i++)
		add_value(r, g, f->answers[i].is_first ? STATS_FIRST :
		    STATS_NEXT, f->answers[i].ms);
	add_end(r, g, row);
}

/* An operator's own part of it; 0: of nobody's. */
static void
add_part(struct report *r, struct group *g, const struct report_fold *f,
    int64_t operator_id)
{
	const struct stats_row *row = &f->row;
	struct stats_line *line = &g->line;
	int64_t handling_ms = STATS_NONE;
	bool was_at_it = operator_id == 0;

	line->n_answered += operator_id != 0 &&
	    row->first_operator_id == operator_id;
	for (size_t i = 0; i < f->n_had; i++) {
		if (f->had[i].operator_id != operator_id)
			continue;
		was_at_it = true;
		if (f->had[i].to_ms != 0)
			handling_ms = (handling_ms < 0 ? 0 : handling_ms) +
			    f->had[i].to_ms - f->had[i].from_ms;
	}
	add_value(r, g, STATS_HANDLING, handling_ms);
	for (size_t i = 0; i < f->n_answers; i++)
		if (f->answers[i].operator_id == operator_id) {
			was_at_it = true;
			add_value(r, g, f->answers[i].is_first ? STATS_FIRST :
			    STATS_NEXT, f->answers[i].ms);
		}
	/* Who only missed or declined an offer of it never had it. */
	line->n += was_at_it;
	for (size_t i = 0; i < f->n_parts; i++)
		if (f->parts[i].operator_id == operator_id) {
			line->n_transfers += f->parts[i].n_transfers;
			line->n_missed += f->parts[i].n_missed;
			line->n_declined += f->parts[i].n_declined;
		}
	if (operator_id == (f->n_had > 0 ? f->had[0].operator_id : 0)) {
		line->n_abandoned += row->is_abandoned;
		line->n_reopened += row->n_reopened;
		add_value(r, g, STATS_WAIT, row->wait_ms);
	}
	if (operator_id == f->last_owner_id) {
		line->n_targets_met += row->n_targets_met;
		line->n_targets_missed += row->n_targets_missed;
		add_end(r, g, row);
	}
}

/* Did they have it, write into it or miss it? */
static bool
took_part(const struct report_fold *f, int64_t operator_id)
{
	for (size_t i = 0; i < f->n_had; i++)
		if (f->had[i].operator_id == operator_id)
			return true;
	for (size_t i = 0; i < f->n_answers; i++)
		if (f->answers[i].operator_id == operator_id)
			return true;
	for (size_t i = 0; i < f->n_parts; i++)
		if (f->parts[i].operator_id == operator_id)
			return true;
	return false;
}

/* One line for each of them, however often they were at it. */
static void
add_operators(struct report *r, const struct report_fold *f)
{
	int64_t done[64];
	struct group *g;
	size_t n = 0;

	for (size_t i = 0; i < f->n_had + f->n_answers + f->n_parts; i++) {
		int64_t id = i < f->n_had ? f->had[i].operator_id :
		    i < f->n_had + f->n_answers ?
		    f->answers[i - f->n_had].operator_id :
		    f->parts[i - f->n_had - f->n_answers].operator_id;
		bool is_done = n == sizeof done / sizeof *done;

		for (size_t k = 0; k < n && !is_done; k++)
			is_done = done[k] == id;
		if (is_done || (r->ask.operator_id != 0 &&
		    id != r->ask.operator_id))
			continue;
		done[n++] = id;
		g = report_group(r, id, "");
		if (g != NULL)
			add_part(r, g, f, id);
	}
	g = f->n_had == 0 && r->ask.operator_id == 0 ?
	    report_group(r, 0, "") : NULL;
	if (g != NULL)
		add_part(r, g, f, 0);
}

static struct group *
group_of(struct report *r, const struct stats_row *row)
{
	switch (r->ask.by) {
	case STATS_BY_DEPARTMENT:
		return report_group(r, row->department_id, "");
	case STATS_BY_LANGUAGE:
		return report_group(r, 0, row->language);
	case STATS_BY_SEGMENT:
		return report_group(r, 0, row->segment);
	case STATS_BY_PRIORITY:
		return report_group(r, row->priority, "");
	case STATS_BY_HOUR:
		return report_group(r, report_hour(r, row->opened_ms), "");
	default:
		return NULL;
	}
}

void
report_add(struct report *r, const struct report_fold *f)
{
	const struct stats_row *row = &f->row;
	int64_t only = r->ask.operator_id;
	struct group *g;

	if (only != 0 && !took_part(f, only))
		return;
	if (r->ask.by == STATS_BY_HOUR)
		report_add_load(r, f);
	if (row->opened_ms < r->ask.since_ms ||
	    row->opened_ms >= r->ask.until_ms)
		return;
	if (only != 0)
		add_part(r, &r->total, f, only);
	else
		add_whole(r, &r->total, f);
	if (r->ask.by == STATS_BY_OPERATOR) {
		add_operators(r, f);
		return;
	}
	g = group_of(r, row);
	if (g != NULL && only != 0)
		add_part(r, g, f, only);
	else if (g != NULL)
		add_whole(r, g, f);
}

/* --- the end ------------------------------------------------------------------ */

static void
end_group(struct group *g)
{
	for (int k = 0; k < STATS_KINDS; k++)
		stats_span_of(&g->line.spans[k], g->values[k].list,
		    g->values[k].n);
}

static int
compare_lines(const void *a, const void *b)
{
	const struct stats_line *x = a, *y = b;

	if (x->id != y->id)
		return (x->id > y->id) - (x->id < y->id);
	return strcmp(x->label, y->label);
}

void
report_end(struct report *r, struct stats *out)
{
	out->since_ms = r->ask.since_ms;
	out->until_ms = r->ask.until_ms;
	out->at_ms = r->ask.now_ms;
	out->by = r->ask.by;
	if (r->ask.by == STATS_BY_HOUR)
		report_end_load(r);
	if (r->failed != ERR_NONE)
		return;
	end_group(&r->total);
	out->total = r->total.line;
	out->lines = mem_try(NULL, (r->n_groups + 1) * sizeof *out->lines);
	if (out->lines == NULL) {
		r->failed = ERR_BUSY;
		return;
	}
	out->n_lines = r->n_groups;
	for (size_t i = 0; i < r->n_groups; i++) {
		end_group(&r->groups[i]);
		out->lines[i] = r->groups[i].line;
	}
	qsort(out->lines, out->n_lines, sizeof *out->lines, compare_lines);
	out->is_complete = true;
}
