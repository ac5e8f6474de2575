/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/desk/estimate.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/stats.h"

#define KEPT	  4096
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS	  (60 * MINUTE_MS)
#define DAY_MS	  (24 * HOUR_MS)
#define RECENT_MS (3 * HOUR_MS)
#define MEASURED_MS MINUTE_MS	/* what is near moves on */
#define MEASURES  16		/* departments whose customers wait */

struct sample {
	int64_t id, department_id;
	int64_t opened_ms, taken_ms, closed_ms;	/* closed_ms 0: not yet */
	int64_t estimated_ms, low_ms, high_ms;
};

/* What is measured of a department, until another sample comes. */
struct measure {
	bool	is_there;
	int64_t department_id, at_ms;
	int	n;
	int64_t waited_ms, handled_ms;	/* who waited least; the half of them */
};

struct estimates {
	struct sample samples[KEPT];	/* a ring; the newest is before `next` */
	int	      n, next;
	struct measure measures[MEASURES];
	int	      next_measure;
};

struct estimates *
estimates_new(void)
{
	return mem_new(struct estimates);
}

void
estimates_free(struct estimates *e)
{
	free(e);
}

/* What changes is nearly always new. */
static struct sample *
find(struct estimates *e, int64_t id)
{
	for (int i = 1; i <= e->n; i++) {
		struct sample *s = &e->samples[(e->next - i + KEPT) % KEPT];

		if (s->id == id)
			return s;
	}
	return NULL;
}

static void
forget_measures(struct estimates *e)
{
	for (int i = 0; i < MEASURES; i++)
		e->measures[i].is_there = false;
}

void
estimates_put(struct estimates *e, const struct conversation *c)
{
	struct sample *s;

	if (c->taken_ms == 0 ||
	    (c->closed_ms == 0 && c->estimated_ms == 0))
		return;
	s = find(e, c->id);
	if (s == NULL) {
		s = &e->samples[e->next];
		e->next = (e->next + 1) % KEPT;
		if (e->n < KEPT)
			e->n++;
	}
	forget_measures(e);
	*s = (struct sample){ c->id, c->department_id, c->opened_ms,
		c->taken_ms, c->closed_ms, c->estimated_ms,
		c->estimate_low_ms, c->estimate_high_ms };
}

void
estimates_forget(struct estimates *e, int64_t conversation_id)
{
	struct sample *s = find(e, conversation_id);

	if (s == NULL)
		return;
	forget_measures(e);
	*s = (struct sample){ .id = 0 };
}

static int
compare(const void *a, const void *b)
{
	int64_t x, y;

	memcpy(&x, a, sizeof x);
	memcpy(&y, b, sizeof y);
	return (x > y) - (x < y);
}

/* By rank, from 1 to 100 percent. */
static int64_t
percentile(int64_t *spans, int n, int percent)
{
	qsort(spans, (size_t)n, sizeof *spans, compare);
	return stats_place(spans, (size_t)n, percent);
}

/* --- what was measured ----------------------------------------------------------- */

/* Lately, or at about this time of an earlier day. */
static bool
is_near(int64_t at_ms, int64_t now_ms, bool is_lately)
{
	int64_t ago = now_ms - at_ms, of_day;

	if (ago < 0)
		return false;
	if (ago <= RECENT_MS || is_lately)
		return ago <= RECENT_MS;
	of_day = (ago + HOUR_MS / 2) % DAY_MS;
	return ago < ESTIMATE_BACK_MS && of_day <= HOUR_MS;
}

static int
gather(const struct estimates *e, int64_t department_id, int64_t now_ms,
    bool is_lately, int64_t *handled, int64_t *waited)
{
	int n = 0;

	for (int i = 0; i < e->n; i++) {
		const struct sample *s = &e->samples[i];

		if (s->closed_ms == 0 || s->department_id != department_id ||
		    s->closed_ms < s->taken_ms ||
		    !is_near(s->closed_ms, now_ms, is_lately))
			continue;
		handled[n] = s->closed_ms - s->taken_ms;
		waited[n] = s->taken_ms > s->opened_ms ?
		    s->taken_ms - s->opened_ms : 0;
		n++;
	}
	return n;
}

/* --- what is told ---------------------------------------------------------------- */

/* Nobody counts minutes by ones when there are many. */
static int
round_minutes(int64_t ms, bool is_up)
{
	int64_t step = ms > 15 * MINUTE_MS ? 5 * MINUTE_MS : MINUTE_MS;

	return (int)((ms + (is_up ? step - 1 : 0)) / step * step / MINUTE_MS);
}

static void
measure(const struct estimates *e, struct measure *m)
{
	int64_t *handled = mem_array(KEPT, int64_t);
	int64_t *waited = mem_array(KEPT, int64_t);

	m->n = gather(e, m->department_id, m->at_ms, true, handled, waited);
	if (m->n < ESTIMATE_SAMPLES)
		m->n = gather(e, m->department_id, m->at_ms, false, handled,
		    waited);
	if (m->n >= ESTIMATE_SAMPLES) {
		m->waited_ms = percentile(waited, m->n, 25);
		m->handled_ms = percentile(handled, m->n, 50);
	}
	free(handled);
	free(waited);
}

/* When a queue moves, all who wait in it are told: it is measured once. */
static const struct measure *
find_measure(struct estimates *e, int64_t department_id, int64_t now_ms)
{
	struct measure *m;

	for (int i = 0; i < MEASURES; i++) {
		m = &e->measures[i];
		if (m->is_there && m->department_id == department_id &&
		    now_ms >= m->at_ms && now_ms - m->at_ms < MEASURED_MS)
			return m;
	}
	m = &e->measures[e->next_measure];
	e->next_measure = (e->next_measure + 1) % MEASURES;
	*m = (struct measure){ .is_there = true,
		.department_id = department_id, .at_ms = now_ms };
	measure(e, m);
	return m;
}

bool
estimates_ask(struct estimates *e, const struct estimate_room *room,
    int64_t now_ms, int *low, int *high)
{
	const struct measure *m;
	int64_t middle_ms;
	int ahead = room->place - room->n_free;

	if (room->place <= 0 || room->slots <= 0)
		return false;
	m = find_measure(e, room->department_id, now_ms);
	if (m->n < ESTIMATE_SAMPLES)
		return false;
	middle_ms = m->waited_ms +
	    (ahead > 0 ? ahead * m->handled_ms / room->slots : 0);
	if (middle_ms > ESTIMATE_MAX_MS)
		return false;
	*low = round_minutes(middle_ms * 3 / 4, false);
	*high = round_minutes(middle_ms * 3 / 2, true);
	if (*high <= *low)
		*high = *low + 1;
	return true;
}

void
estimates_error(const struct estimates *e, int64_t since_ms,
    struct estimate_error *out)
{
	int64_t *errors = mem_array(KEPT, int64_t);

	*out = (struct estimate_error){ .n = 0 };
	for (int i = 0; i < e->n; i++) {
		const struct sample *s = &e->samples[i];
		int64_t waited = s->taken_ms - s->estimated_ms;
		int64_t off = waited - (s->low_ms + s->high_ms) / 2;

		if (s->estimated_ms == 0 || s->estimated_ms < since_ms)
			continue;
		errors[out->n++] = off < 0 ? -off : off;
		out->n_within += waited >= s->low_ms && waited <= s->high_ms;
	}
	if (out->n > 0) {
		out->median_ms = percentile(errors, out->n, 50);
		out->p90_ms = percentile(errors, out->n, 90);
	}
	free(errors);
}
