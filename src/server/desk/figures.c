/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/desk/figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/stats.h"

#define HOUR_MS 3600000LL
#define ANSWERS 16	/* that are remembered: askers name few pairs */

struct row {
	int64_t id, department_id;
	int64_t opened_ms, queued_ms, answered_ms, closed_ms;
	enum conversation_state state;
	int	stars;
	bool	is_abandoned;
};

/* A target that was missed, whichever: it was said once. */
struct miss {
	int64_t id, at_ms;
};

/* An answer, and as long as it stays the same. */
struct answer {
	struct figures f;
	struct figures_of of;
	uint64_t       n_changes;
	int64_t	       until_ms;
};

struct figures_rows {
	struct row   *rows;		/* by id */
	size_t	      n, cap;
	int64_t	      first_ms;		/* of a desk that says no targets */
	struct miss  *misses;		/* in the order of their time */
	size_t	      n_misses, cap_misses;
	uint64_t      n_changes;	/* so far, from 1 */
	struct answer answers[ANSWERS];
	int	      next;		/* the oldest of them */
	int64_t	     *spans;		/* for sorting */
	size_t	      cap_spans;
};

struct figures_rows *
figures_new(void)
{
	struct figures_rows *f = mem_new(struct figures_rows);

	f->n_changes = 1;
	return f;
}

void
figures_free(struct figures_rows *f)
{
	if (f == NULL)
		return;
	free(f->rows);
	free(f->misses);
	free(f->spans);
	free(f);
}

size_t
figures_count(const struct figures_rows *f)
{
	return f->n;
}

/* --- rows -------------------------------------------------------------- */

/* Where the id is or would be; new ones come last. */
static size_t
place_of(const struct figures_rows *f, int64_t id)
{
	size_t low = 0, high = f->n;

	if (f->n == 0 || f->rows[f->n - 1].id < id)
		return f->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->rows[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_same(const struct row *a, const struct row *b)
{
	return a->id == b->id && a->department_id == b->department_id &&
	    a->opened_ms == b->opened_ms && a->queued_ms == b->queued_ms &&
	    a->answered_ms == b->answered_ms &&
	    a->closed_ms == b->closed_ms && a->state == b->state &&
	    a->stars == b->stars && a->is_abandoned == b->is_abandoned;
}

void
figures_put(struct figures_rows *f, const struct conversation *c)
{
	struct row row = {
		.id = c->id, .department_id = c->department_id,
		.opened_ms = c->opened_ms, .queued_ms = c->queued_ms,
		.answered_ms = c->answered_ms, .closed_ms = c->closed_ms,
		.state = c->state, .stars = c->stars,
		.is_abandoned = c->is_abandoned
	};
	size_t at = place_of(f, c->id);

	/* A room of the team is nobody's waiting. */
	if (c->state == CONVERSATION_TEAM)
		return;
	if (at < f->n && f->rows[at].id == c->id) {
		/* Most messages change none of it. */
		if (is_same(&f->rows[at], &row))
			return;
		f->rows[at] = row;
	} else {
		if (f->n == f->cap) {
			f->rows = mem_grow(f->rows, f->cap, f->cap * 2 + 64,
			    sizeof *f->rows);
			f->cap = f->cap * 2 + 64;
		}
		memmove(&f->rows[at + 1], &f->rows[at],
		    (f->n - at) * sizeof *f->rows);
		f->rows[at] = row;
		f->n++;
	}
	f->n_changes++;
}

void
figures_set_first(struct figures_rows *f, int64_t first_ms)
{
	f->n_changes += f->first_ms != first_ms;
	f->first_ms = first_ms;
}

void
figures_missed(struct figures_rows *f, int64_t conversation_id, int64_t at_ms)
{
	if (f->n_misses == f->cap_misses) {
		f->misses = mem_grow(f->misses, f->cap_misses,
		    f->cap_misses * 2 + 64, sizeof *f->misses);
		f->cap_misses = f->cap_misses * 2 + 64;
	}
	f->misses[f->n_misses++] = (struct miss){ conversation_id, at_ms };
	f->n_changes++;
}

/* What has no row any more is nobody's: so it is after a restart, too. */
static void
drop_misses(struct figures_rows *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n_misses; i++) {
		size_t at = place_of(f, f->misses[i].id);

		if (at < f->n && f->rows[at].id == f->misses[i].id)
			f->misses[n++] = f->misses[i];
	}
	f->n_misses = n;
}

void
figures_forget(struct figures_rows *f, int64_t conversation_id)
{
	size_t at = place_of(f, conversation_id);

	if (at == f->n || f->rows[at].id != conversation_id)
		return;
	memmove(&f->rows[at], &f->rows[at + 1],
	    (f->n - at - 1) * sizeof *f->rows);
	f->n--;
	drop_misses(f);
	f->n_changes++;
}

void
figures_trim(struct figures_rows *f, int64_t now_ms)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		if (f->rows[i].state != CONVERSATION_CLOSED ||
		    f->rows[i].closed_ms >= now_ms - FIGURES_BACK_MS)
			f->rows[n++] = f->rows[i];
	if (n < f->n)
		f->n_changes++;
	f->n = n;
	drop_misses(f);
}

/* --- an answer --------------------------------------------------------- */

/* One that is being added up. */
struct sum {
	struct figures_rows *rows;
	struct figures	    *f;
	const struct figures_of *of;
	int64_t		     until_ms;	/* something gets late then */
	size_t		     n_spans;
};

/* The hour an instant is in, -1: before the first one or not yet. */
static int
hour_of(const struct figures *f, int64_t at_ms)
{
	int64_t from = f->hours[0].from_ms;

	if (at_ms < from || at_ms >= from + FIGURES_HOURS * HOUR_MS)
		return -1;
	return (int)((at_ms - from) / HOUR_MS);
}

static void
put_span(struct sum *s, int64_t span_ms)
{
	struct figures_rows *f = s->rows;

	if (s->n_spans == f->cap_spans) {
		f->spans = mem_grow(f->spans, f->cap_spans,
		    f->cap_spans * 2 + 64, sizeof *f->spans);
		f->cap_spans = f->cap_spans * 2 + 64;
	}
	f->spans[s->n_spans++] = span_ms;
}

static int64_t
span_of(const struct row *r)
{
	int64_t span_ms = r->answered_ms - r->opened_ms;

	return span_ms < 0 ? 0 : span_ms;
}

/* When its first answer is late; INT64_MAX: never, or the desk says it. */
static int64_t
late_ms(const struct figures_rows *f, const struct row *r)
{
	return f->first_ms == 0 || f->first_ms >= INT64_MAX - r->opened_ms ?
	    INT64_MAX : r->opened_ms + f->first_ms + 1;
}

static void
add_late(struct sum *s, const struct row *r)
{
	int64_t at_ms = late_ms(s->rows, r), end_ms = r->answered_ms;
	int hour = at_ms == INT64_MAX ? -1 : hour_of(s->f, at_ms);

	if (end_ms == 0)
		end_ms = r->state == CONVERSATION_CLOSED ? r->closed_ms :
		    s->f->at_ms;
	if (end_ms < at_ms) {
		/* It is not late, and may become so. */
		if (r->answered_ms == 0 && at_ms < s->until_ms &&
		    r->state != CONVERSATION_CLOSED)
			s->until_ms = at_ms;
		return;
	}
	s->f->missed += at_ms >= s->f->since_ms;
	if (hour >= 0)
		s->f->hours[hour].missed++;
}

static void
add_now(struct sum *s, const struct row *r)
{
	struct figures *f = s->f;

	if (r->state == CONVERSATION_WAITING) {
		f->waiting++;
		if (f->oldest_ms == 0 || r->queued_ms < f->oldest_ms)
			f->oldest_ms = r->queued_ms;
	}
	f->active += r->state == CONVERSATION_ACTIVE;
}

static void
add_day(struct sum *s, const struct row *r)
{
	int64_t since = s->f->since_ms;
	bool is_closed = r->state == CONVERSATION_CLOSED ||
	    r->state == CONVERSATION_WRAP_UP;

	s->f->arrived += r->opened_ms >= since;
	if (r->answered_ms >= since && r->answered_ms != 0) {
		s->f->answered++;
		put_span(s, span_of(r));
	}
	if (!is_closed || r->closed_ms < since)
		return;
	s->f->closed++;
	s->f->abandoned += r->is_abandoned;
	s->f->ratings += r->stars > 0;
	s->f->stars += r->stars;
}

static void
add_hours(struct sum *s, const struct row *r)
{
	struct figures_hour *hours = s->f->hours;
	int at = hour_of(s->f, r->opened_ms);

	if (at >= 0)
		hours[at].arrived++;
	at = r->answered_ms == 0 ? -1 : hour_of(s->f, r->answered_ms);
	if (at >= 0)
		hours[at].answered++;
	if (r->state != CONVERSATION_CLOSED &&
	    r->state != CONVERSATION_WRAP_UP)
		return;
	at = hour_of(s->f, r->closed_ms);
	if (at >= 0) {
		hours[at].closed++;
		hours[at].abandoned += r->is_abandoned;
	}
}

/* What is of no department is everybody's. */
static bool
is_asked(const struct figures_of *of, const struct row *r)
{
	if (of->department_id != 0 && r->department_id != of->department_id)
		return false;
	for (int i = 0; i < of->n_only; i++)
		if (of->only[i] == r->department_id)
			return true;
	return of->n_only == 0 || r->department_id <= 0;
}

static void
add_misses(struct sum *s)
{
	const struct figures_rows *rows = s->rows;

	for (size_t i = 0; i < rows->n_misses; i++) {
		const struct miss *m = &rows->misses[i];
		size_t at = place_of(rows, m->id);
		int hour = hour_of(s->f, m->at_ms);

		if (at == rows->n || rows->rows[at].id != m->id ||
		    !is_asked(s->of, &rows->rows[at]))
			continue;
		s->f->missed += m->at_ms >= s->f->since_ms;
		if (hour >= 0)
			s->f->hours[hour].missed++;
	}
}

static int
compare_spans(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
put_ranks(struct sum *s)
{
	int64_t *spans = s->rows->spans;

	if (s->n_spans > 0)
		qsort(spans, s->n_spans, sizeof *spans, compare_spans);
	s->f->first_median_ms = stats_place(spans, s->n_spans, 50);
	s->f->first_p90_ms = stats_place(spans, s->n_spans, 90);
}

/* Each hour's spans in a stretch of their own: how many there are of each has
 * been counted. */
static void
put_hour_ranks(struct sum *s)
{
	const struct figures_rows *rows = s->rows;
	struct figures_hour *hours = s->f->hours;
	size_t begin[FIGURES_HOURS], end[FIGURES_HOURS];

	s->n_spans = 0;
	for (int hour = 0; hour < FIGURES_HOURS; hour++) {
		begin[hour] = end[hour] = s->n_spans;
		for (int i = 0; i < hours[hour].answered; i++)
			put_span(s, 0);
	}
	for (size_t i = 0; i < rows->n; i++) {
		const struct row *r = &rows->rows[i];
		int hour = r->answered_ms == 0 || !is_asked(s->of, r) ? -1 :
		    hour_of(s->f, r->answered_ms);

		if (hour >= 0)
			rows->spans[end[hour]++] = span_of(r);
	}
	for (int hour = 0; hour < FIGURES_HOURS; hour++) {
		size_t n = end[hour] - begin[hour];
		int64_t *spans;

		hours[hour].first_median_ms = 0;
		if (n == 0)
			continue;
		spans = rows->spans + begin[hour];
		qsort(spans, n, sizeof *spans, compare_spans);
		hours[hour].first_median_ms = stats_place(spans, n, 50);
	}
}

/* FNV-1a of every number but the time: the same figures have the same one,
 * also after a restart of the desk. */
static void
put_version(struct figures *f)
{
	struct figures plain;
	const unsigned char *bytes = (const unsigned char *)&plain;
	uint64_t hash = 0xcbf29ce484222325u;

	memcpy(&plain, f, sizeof plain);
	plain.at_ms = 0;
	memset(plain.version, 0, sizeof plain.version);
	for (size_t i = 0; i < sizeof plain; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3u;
	snprintf(f->version, sizeof f->version, "%016llx",
	    (unsigned long long)hash);
}

/* Zeroed before: what lies between its members is part of the hash. */
static void
add_up(struct figures_rows *rows, struct answer *a)
{
	struct figures *f = &a->f;
	int64_t hour_ms = f->at_ms - f->at_ms % HOUR_MS;
	struct sum s = { rows, f, &a->of, hour_ms + HOUR_MS, 0 };

	for (int i = 0; i < FIGURES_HOURS; i++)
		f->hours[i].from_ms = hour_ms +
		    (i + 1 - FIGURES_HOURS) * HOUR_MS;
	for (size_t i = 0; i < rows->n; i++) {
		const struct row *r = &rows->rows[i];

		if (!is_asked(&a->of, r))
			continue;
		add_now(&s, r);
		add_day(&s, r);
		add_hours(&s, r);
		add_late(&s, r);
	}
	add_misses(&s);
	put_ranks(&s);
	put_hour_ranks(&s);
	put_version(f);
	a->n_changes = rows->n_changes;
	a->until_ms = s.until_ms;
}

static bool
is_same_of(const struct figures_of *a, const struct figures_of *b)
{
	return a->department_id == b->department_id && a->n_only == b->n_only &&
	    memcmp(a->only, b->only, (size_t)a->n_only * sizeof *a->only) == 0;
}

const struct figures *
figures_ask_of(struct figures_rows *f, int64_t since_ms,
    const struct figures_of *of, int64_t now_ms)
{
	struct answer *a;

	for (int i = 0; i < ANSWERS; i++) {
		a = &f->answers[i];
		if (a->n_changes != 0 && a->f.since_ms == since_ms &&
		    is_same_of(&a->of, of)) {
			if (a->n_changes == f->n_changes &&
			    now_ms >= a->f.at_ms && now_ms < a->until_ms) {
				a->f.at_ms = now_ms;
				return &a->f;
			}
			goto found;
		}
	}
	a = &f->answers[f->next];
	f->next = (f->next + 1) % ANSWERS;
found:
	memset(a, 0, sizeof *a);
	a->f.at_ms = now_ms;
	a->f.since_ms = since_ms;
	a->f.department_id = of->department_id;
	a->of = *of;
	add_up(f, a);
	return &a->f;
}

const struct figures *
figures_ask(struct figures_rows *f, int64_t since_ms, int64_t department_id,
    int64_t now_ms)
{
	return figures_ask_of(f, since_ms, &(struct figures_of){
	    .department_id = department_id }, now_ms);
}
