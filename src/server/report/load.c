/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load.c - how many conversations operators had, and how many operators were
 * there, by the hour of the day.
 *
 * The spans are cut to the range, and their ends go into one list; walking it
 * in order, what stands between two neighbours is as many as have begun and not
 * ended. What goes on ends with the range, or now.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "server/report/internal.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS	(24 * HOUR_MS)

/* --- the time of day ---------------------------------------------------- */

/* Local time less UTC, then; it stays so until r->zone.until_ms. */
static int64_t
offset_ms(struct report *r, int64_t at_ms)
{
	if (r->ask.zone == NULL) {
		r->zone.until_ms = INT64_MAX;
		return r->ask.offset_s * 1000;
	}
	if (at_ms < r->zone_from_ms || at_ms >= r->zone.until_ms) {
		if (!zone_at(r->ask.zone, r->ask.zone_len, at_ms, &r->zone))
			r->zone = (struct zone_time){ (int)r->ask.offset_s,
				INT64_MAX };
		r->zone_from_ms = at_ms;
	}
	return (int64_t)r->zone.offset_s * 1000;
}

int64_t
report_hour(struct report *r, int64_t at_ms)
{
	int64_t local = (at_ms + offset_ms(r, at_ms)) % DAY_MS;

	return (local < 0 ? local + DAY_MS : local) / HOUR_MS;
}

/* Where its hour ends, or the time there jumps. */
static int64_t
hour_end(struct report *r, int64_t at_ms)
{
	int64_t local = (at_ms + offset_ms(r, at_ms)) % HOUR_MS;
	int64_t end = at_ms + HOUR_MS - (local < 0 ? local + HOUR_MS : local);

	return end < r->zone.until_ms ? end : r->zone.until_ms;
}

/* --- what there was ------------------------------------------------------ */

static int64_t
end_of(const struct report *r)
{
	return r->ask.until_ms < r->ask.now_ms ? r->ask.until_ms :
						 r->ask.now_ms;
}

static void
add_load(struct report *r, const struct load *l)
{
	if (report_grow(r, &r->loads, r->n_loads, &r->cap_loads,
	    sizeof *r->loads))
		r->loads[r->n_loads++] = *l;
}

/* `to` 0: it has not ended. */
static void
add_span(struct report *r, enum load_kind kind, int64_t operator_id,
    int64_t from, int64_t to)
{
	if (to == 0 || to > end_of(r))
		to = end_of(r);
	if (from < r->ask.since_ms)
		from = r->ask.since_ms;
	if (from >= to || (r->ask.operator_id != 0 &&
	    operator_id != r->ask.operator_id))
		return;
	add_load(r, &(struct load){ from, operator_id, kind, 1 });
	add_load(r, &(struct load){ to, operator_id, kind, -1 });
}

void
report_add_load(struct report *r, const struct report_fold *f)
{
	for (size_t i = 0; i < f->n_had; i++)
		add_span(r, LOAD_HAS, f->had[i].operator_id,
		    f->had[i].from_ms, f->had[i].to_ms);
}

static struct state *
state_of(struct report *r, int64_t operator_id)
{
	for (size_t i = 0; i < r->n_states; i++)
		if (r->states[i].operator_id == operator_id)
			return &r->states[i];
	if (!report_grow(r, &r->states, r->n_states, &r->cap_states,
	    sizeof *r->states))
		return NULL;
	r->states[r->n_states] = (struct state){ .operator_id = operator_id };
	return &r->states[r->n_states++];
}

static enum load_kind
kind_of(enum presence presence)
{
	if (presence_is_there(presence))
		return LOAD_THERE;
	return presence == PRESENCE_AWAY || presence == PRESENCE_BREAK ?
	    LOAD_AWAY : LOAD_HAS;
}

void
report_state(struct report *r, int64_t operator_id, enum presence presence,
    int64_t at_ms)
{
	struct state *s = state_of(r, operator_id);
	enum load_kind kind = kind_of(presence);

	if (s == NULL || s->kind == kind)
		return;
	if (s->kind != LOAD_HAS)
		add_span(r, s->kind, operator_id, s->since_ms, at_ms);
	s->kind = kind;
	s->since_ms = at_ms;
}

/* --- by the hour ----------------------------------------------------------- */

/* At the same instant ends come first: a handing over is one at a time. */
static int
compare_loads(const void *a, const void *b)
{
	const struct load *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
	return x->step - y->step;
}

/* How it stands between two of the list. */
struct stand {
	int64_t n[LOAD_KINDS];
	int64_t present;	/* operators who have any */
};

static int64_t
more(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* From one instant to another, cut by the hour. */
static void
put_stretch(struct report *r, int64_t from, int64_t to,
    const struct stand *stand)
{
	while (from < to) {
		struct group *g = report_group(r, report_hour(r, from), "");
		int64_t next = hour_end(r, from), ms;
		struct stats_line *line;

		if (g == NULL)
			return;
		line = &g->line;
		if (next > to)
			next = to;
		ms = next - from;
		line->hour_ms += ms;
		line->load_ms += stand->n[LOAD_HAS] * ms;
		line->present_ms += stand->present * ms;
		line->there_ms += stand->n[LOAD_THERE] * ms;
		line->away_ms += stand->n[LOAD_AWAY] * ms;
		line->load_max = more(line->load_max, stand->n[LOAD_HAS]);
		line->there_max = more(line->there_max, stand->n[LOAD_THERE]);
		from = next;
	}
}

/* How many conversations each has, counted one by one. */
struct present {
	int64_t operator_id, n;
};

static int64_t
step_present(struct present *list, size_t *n, const struct load *l)
{
	size_t i = 0;

	while (i < *n && list[i].operator_id != l->operator_id)
		i++;
	if (i == *n)
		list[(*n)++] = (struct present){ l->operator_id, 0 };
	list[i].n += l->step;
	if (l->step > 0)
		return list[i].n == 1;
	return list[i].n == 0 ? -1 : 0;
}

static size_t
count_operators(const struct report *r)
{
	size_t n = 0;
	int64_t last = 0;

	/* An upper bound will do. */
	for (size_t i = 0; i < r->n_loads; i++)
		if (r->loads[i].operator_id != last) {
			last = r->loads[i].operator_id;
			n++;
		}
	return n;
}

static void
walk(struct report *r, struct present *list)
{
	int64_t at = r->ask.since_ms;
	struct stand stand = { .present = 0 };
	size_t n = 0;

	for (size_t i = 0; i < r->n_loads; i++) {
		const struct load *l = &r->loads[i];

		put_stretch(r, at, l->at_ms, &stand);
		at = l->at_ms;
		stand.n[l->kind] += l->step;
		if (l->kind == LOAD_HAS)
			stand.present += step_present(list, &n, l);
	}
	put_stretch(r, at, end_of(r), &stand);
}

void
report_end_load(struct report *r)
{
	struct stats_line *total = &r->total.line;
	struct present *list;

	for (size_t i = 0; i < r->n_states; i++)
		if (r->states[i].kind != LOAD_HAS)
			add_span(r, r->states[i].kind,
			    r->states[i].operator_id, r->states[i].since_ms,
			    0);
	list = mem_try(NULL, (count_operators(r) + 1) * sizeof *list);
	if (list == NULL)
		r->failed = ERR_BUSY;
	if (r->failed != ERR_NONE) {
		free(list);
		return;
	}
	if (r->n_loads > 0)
		qsort(r->loads, r->n_loads, sizeof *r->loads, compare_loads);
	walk(r, list);
	free(list);
	for (size_t i = 0; i < r->n_groups; i++) {
		const struct stats_line *line = &r->groups[i].line;

		total->load_ms += line->load_ms;
		total->present_ms += line->present_ms;
		total->there_ms += line->there_ms;
		total->away_ms += line->away_ms;
		total->hour_ms += line->hour_ms;
		total->load_max = more(total->load_max, line->load_max);
		total->there_max = more(total->there_max, line->there_max);
	}
}
