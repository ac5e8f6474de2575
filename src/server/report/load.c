/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load.c - how many conversations operators had, by the hour of the day.
 *
 * The spans are cut to the range, and their ends go into one list; walking it
 * in order, what stands between two neighbours is as many conversations as have
 * begun and not ended. Conversations that go on end with the range, or now.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "server/report/internal.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS	(24 * HOUR_MS)

int64_t
report_hour(const struct report *r, int64_t at_ms)
{
	int64_t local = (at_ms + r->ask.offset_s * 1000) % DAY_MS;

	return (local < 0 ? local + DAY_MS : local) / HOUR_MS;
}

static int64_t
end_of(const struct report *r)
{
	return r->ask.until_ms < r->ask.now_ms ? r->ask.until_ms :
						 r->ask.now_ms;
}

static void
add_load(struct report *r, int64_t at_ms, int64_t operator_id, int step)
{
	if (r->n_loads == r->cap_loads) {
		r->loads = mem_grow(r->loads, r->cap_loads,
		    r->cap_loads * 2 + 64, sizeof *r->loads);
		r->cap_loads = r->cap_loads * 2 + 64;
	}
	r->loads[r->n_loads++] = (struct load){ at_ms, operator_id, step };
}

void
report_add_load(struct report *r, const struct report_fold *f)
{
	for (size_t i = 0; i < f->n_had; i++) {
		int64_t from = f->had[i].from_ms, to = f->had[i].to_ms;

		if (to == 0 || to > end_of(r))
			to = end_of(r);
		if (from < r->ask.since_ms)
			from = r->ask.since_ms;
		if (from >= to || (r->ask.operator_id != 0 &&
		    f->had[i].operator_id != r->ask.operator_id))
			continue;
		add_load(r, from, f->had[i].operator_id, 1);
		add_load(r, to, f->had[i].operator_id, -1);
	}
}

/* At the same instant ends come first: a handing over is one at a time. */
static int
compare_loads(const void *a, const void *b)
{
	const struct load *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
	return x->step - y->step;
}

/* From one instant to another, cut by the hour. */
static void
put_stretch(struct report *r, int64_t from, int64_t to, int64_t load,
    int64_t present)
{
	while (from < to) {
		struct stats_line *line = &report_group(r,
		    report_hour(r, from), "")->line;
		int64_t local = (from + r->ask.offset_s * 1000) % HOUR_MS;
		int64_t next = from + HOUR_MS -
		    (local < 0 ? local + HOUR_MS : local);

		if (next > to)
			next = to;
		line->hour_ms += next - from;
		line->load_ms += load * (next - from);
		line->present_ms += present * (next - from);
		if (load > line->load_max)
			line->load_max = load;
		from = next;
	}
}

/* How many operators have any: their conversations, counted one by one. */
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

void
report_end_load(struct report *r)
{
	struct present *list = mem_array(count_operators(r) + 1,
	    struct present);
	int64_t at = r->ask.since_ms, load = 0, present = 0;
	struct stats_line *total = &r->total.line;
	size_t n = 0;

	if (r->n_loads > 0)
		qsort(r->loads, r->n_loads, sizeof *r->loads, compare_loads);
	for (size_t i = 0; i < r->n_loads; i++) {
		put_stretch(r, at, r->loads[i].at_ms, load, present);
		at = r->loads[i].at_ms;
		load += r->loads[i].step;
		present += step_present(list, &n, &r->loads[i]);
	}
	put_stretch(r, at, end_of(r), load, present);
	free(list);
	for (size_t i = 0; i < r->n_groups; i++) {
		total->load_ms += r->groups[i].line.load_ms;
		total->present_ms += r->groups[i].line.present_ms;
		total->hour_ms += r->groups[i].line.hour_ms;
		if (r->groups[i].line.load_max > total->load_max)
			total->load_max = r->groups[i].line.load_max;
	}
}
