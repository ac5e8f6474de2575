/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/hours.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/zone.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS	  (HOURS_DAY_MINUTES * MINUTE_MS)

static const char *const day_words[7] = {
	"mon", "tue", "wed", "thu", "fri", "sat", "sun",
};

void
hours_init(struct hours *h)
{
	*h = (struct hours){ .zone = NULL };
	for (int day = 0; day < 7; day++) {
		h->week[day][0] = (struct hours_span){ 0, HOURS_DAY_MINUTES };
		h->n_spans[day] = 1;
	}
}

/* --- a week as text ------------------------------------------------------------ */

struct reading {
	const char  *text;
	size_t	     at;
	struct hours week;	/* only its week */
	struct err  *err;
};

static bool
skip_blanks(struct reading *r)
{
	size_t n = strspn(r->text + r->at, " \t");

	r->at += n;
	return n > 0;
}

static bool
read_day(struct reading *r, int *out)
{
	for (int i = 0; i < 7; i++)
		if (strncasecmp(r->text + r->at, day_words[i], 3) == 0) {
			r->at += 3;
			*out = i;
			return true;
		}
	return err_set(r->err, ERR_VALUE, "\"%.*s\": a day is one of mon, "
	    "tue, wed, thu, fri, sat, sun, or daily",
	    (int)strcspn(r->text + r->at, " \t,-"), r->text + r->at);
}

/* "mon", "fri-mon", "daily": a bit each. */
static bool
read_days(struct reading *r, unsigned *days)
{
	int from, to;

	*days = 0;
	if (strncasecmp(r->text + r->at, "daily", 5) == 0) {
		r->at += 5;
		*days = 127;
		return true;
	}
	if (!read_day(r, &from))
		return false;
	to = from;
	if (r->text[r->at] == '-') {
		r->at++;
		if (!read_day(r, &to))
			return false;
	}
	for (int i = from; ; i = (i + 1) % 7) {
		*days |= 1u << i;
		if (i == to)
			return true;
	}
}

static int
two_digits(const char *p)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	return (p[0] - '0') * 10 + p[1] - '0';
}

/* "09:00"; 24:00 is the end of a day. */
static bool
read_minute(struct reading *r, int *out)
{
	const char *p = r->text + r->at;
	int hour = two_digits(p), minute = -1;

	if (hour >= 0 && p[2] == ':')
		minute = two_digits(p + 3);
	if (hour < 0 || hour > 24 || minute < 0 || minute > 59 ||
	    (hour == 24 && minute > 0))
		return err_set(r->err, ERR_VALUE, "\"%.12s\": a time is "
		    "written like 09:00, up to 24:00", p);
	r->at += 5;
	*out = hour * 60 + minute;
	return true;
}

static bool
add_span(struct reading *r, int day, int from, int to)
{
	struct hours_span *spans = r->week.week[day];
	int n = r->week.n_spans[day], at = n;

	if (n == HOURS_DAY_SPANS)
		return err_set(r->err, ERR_VALUE, "%s has more than %d times",
		    day_words[day], HOURS_DAY_SPANS);
	while (at > 0 && spans[at - 1].from > from)
		at--;
	if ((at > 0 && spans[at - 1].to > from) ||
	    (at < n && spans[at].from < to))
		return err_set(r->err, ERR_VALUE, "two times of %s overlap",
		    day_words[day]);
	memmove(spans + at + 1, spans + at, (size_t)(n - at) * sizeof *spans);
	spans[at] = (struct hours_span){ from, to };
	r->week.n_spans[day] = n + 1;
	return true;
}

/* "09:00-17:00" on all of these days. */
static bool
read_span(struct reading *r, unsigned days)
{
	size_t began = r->at;
	int from, to;

	if (!read_minute(r, &from))
		return false;
	if (r->text[r->at] != '-')
		return err_set(r->err, ERR_VALUE, "\"%.12s\": a dash and the "
		    "end are missing, as in 09:00-17:00", r->text + began);
	r->at++;
	if (!read_minute(r, &to))
		return false;
	for (int day = 0; day < 7; day++) {
		bool ok;

		if ((days & 1u << day) == 0)
			continue;
		ok = from < to ? add_span(r, day, from, to) :
		    (from == HOURS_DAY_MINUTES ||
			add_span(r, day, from, HOURS_DAY_MINUTES)) &&
		    (to == 0 || add_span(r, (day + 1) % 7, 0, to));
		if (!ok) {
			r->at = began;
			return false;
		}
	}
	return true;
}

/* "mon-fri 09:00-12:00 13:00-17:00" */
static bool
read_item(struct reading *r)
{
	unsigned days;

	if (!read_days(r, &days))
		return false;
	if (!skip_blanks(r))
		return err_set(r->err, ERR_VALUE, "\"%.12s\": days are "
		    "followed by a space and times, as in mon-fri "
		    "09:00-17:00", r->text + r->at);
	do {
		if (!read_span(r, days))
			return false;
		skip_blanks(r);
	} while (r->text[r->at] >= '0' && r->text[r->at] <= '9');
	return true;
}

bool
hours_parse(struct hours *h, const char *text, size_t *at, struct err *err)
{
	struct reading r = { .text = text, .err = err };
	bool ok;

	skip_blanks(&r);
	while ((ok = read_item(&r)) && text[r.at] == ',') {
		r.at++;
		skip_blanks(&r);
	}
	if (ok && text[r.at] != '\0')
		ok = err_set(err, ERR_VALUE, "\"%.12s\": a comma is between "
		    "days, as in mon-fri 09:00-17:00, sat 10:00-14:00",
		    text + r.at);
	if (at != NULL)
		*at = r.at;
	if (!ok)
		return false;
	memcpy(h->week, r.week.week, sizeof h->week);
	memcpy(h->n_spans, r.week.n_spans, sizeof h->n_spans);
	return true;
}

/* --- holidays ------------------------------------------------------------------ */

static int
by_time(const void *a, const void *b)
{
	const struct hours_closed *x = a, *y = b;

	return (x->from_ms > y->from_ms) - (x->from_ms < y->from_ms);
}

size_t
hours_merge(struct hours_closed *closed, size_t n)
{
	size_t kept = 0;

	if (n > 0)
		qsort(closed, n, sizeof *closed, by_time);
	for (size_t i = 0; i < n; i++) {
		struct hours_closed *last = kept > 0 ? &closed[kept - 1] :
						       NULL;

		if (closed[i].to_ms <= closed[i].from_ms)
			continue;
		if (last == NULL || closed[i].from_ms > last->to_ms)
			closed[kept++] = closed[i];
		else if (closed[i].to_ms > last->to_ms)
			last->to_ms = closed[i].to_ms;
	}
	return kept;
}

/* The first that ends after `at`; n_closed: none. */
static size_t
closed_after(const struct hours *h, int64_t at)
{
	size_t low = 0, high = h->n_closed;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (h->closed[middle].to_ms <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* --- the wall ------------------------------------------------------------------ */

static int64_t
floor_day(int64_t local_ms)
{
	int64_t day = local_ms / DAY_MS;

	return day * DAY_MS > local_ms ? day - 1 : day;
}

/* How the wall is set at an instant, and until when (which is later). */
static void
wall_at(const struct hours *h, int64_t now_ms, int64_t *offset_ms,
    int64_t *until_ms)
{
	struct zone_time z;

	if (h->zone == NULL ||
	    !zone_at(h->zone, h->zone_len, now_ms, &z)) {
		*offset_ms = 0;
		*until_ms = INT64_MAX;
		return;
	}
	*offset_ms = z.offset_s * INT64_C(1000);
	*until_ms = z.until_ms > now_ms ? z.until_ms : now_ms + 1;
}

int64_t
hours_day(const struct hours *h, int64_t now_ms, int *minute)
{
	int64_t offset = 0, until, day;

	if (h != NULL)
		wall_at(h, now_ms, &offset, &until);
	day = floor_day(now_ms + offset);
	if (minute != NULL)
		*minute = (int)((now_ms + offset - day * DAY_MS) / MINUTE_MS);
	return day;
}

int64_t
hours_local_ms(const struct hours *h, int64_t day, int minute)
{
	int64_t local = day * DAY_MS + minute * MINUTE_MS, offset, until;
	/* No wall is a day and a half away from UTC. */
	int64_t at = local - DAY_MS - DAY_MS / 2;

	if (h == NULL)
		return local;
	for (;;) {
		wall_at(h, at, &offset, &until);
		if (local - offset <= at)
			return at;
		if (local - offset < until)
			return local - offset;
		at = until;
	}
}

/* --- time that is worked --------------------------------------------------------- */

struct piece { int64_t from, to; };

/* What the hours of a day, as the wall shows it, leave at or after `at`. False:
 * nothing, on that day. */
static bool
day_piece(const struct hours *h, int64_t at, int64_t offset,
    struct piece *out)
{
	int64_t day = floor_day(at + offset);
	int64_t midnight = day * DAY_MS - offset;
	/* 1 January 1970 was a Thursday. */
	int weekday = (int)(((day + 3) % 7 + 7) % 7);

	for (int i = 0; i < h->n_spans[weekday]; i++) {
		const struct hours_span *s = &h->week[weekday][i];

		if (midnight + s->to * MINUTE_MS <= at)
			continue;
		out->from = midnight + s->from * MINUTE_MS;
		if (out->from < at)
			out->from = at;
		out->to = midnight + s->to * MINUTE_MS;
		return true;
	}
	return false;
}

/* The first piece of worked time at or after `at` and before `end`. Pieces may
 * touch. */
static bool
next_piece(const struct hours *h, int64_t at, int64_t end, struct piece *out)
{
	int64_t offset = 0, until = INT64_MIN;

	while (at < end) {
		size_t i = closed_after(h, at);
		int64_t stop;

		if (i < h->n_closed && h->closed[i].from_ms <= at) {
			at = h->closed[i].to_ms;
			continue;
		}
		if (at >= until)
			wall_at(h, at, &offset, &until);
		stop = until < end ? until : end;
		if (i < h->n_closed && h->closed[i].from_ms < stop)
			stop = h->closed[i].from_ms;
		if (!day_piece(h, at, offset, out))
			out->from = out->to = (floor_day(at + offset) + 1) *
			    DAY_MS - offset;
		if (out->from >= stop) {
			at = stop;
			continue;
		}
		if (out->to > stop)
			out->to = stop;
		if (out->to > out->from)
			return true;
		at = out->to;
	}
	return false;
}

static int64_t
horizon(int64_t from_ms)
{
	return from_ms > INT64_MAX - HOURS_HORIZON_MS ? INT64_MAX :
						       from_ms + HOURS_HORIZON_MS;
}

bool
hours_is_open(const struct hours *h, int64_t now_ms)
{
	struct piece p;

	return h == NULL || next_piece(h, now_ms, now_ms + 1, &p);
}

int64_t
hours_next_opening(const struct hours *h, int64_t now_ms)
{
	struct piece p;

	if (h == NULL)
		return now_ms;
	return next_piece(h, now_ms, horizon(now_ms), &p) ? p.from :
							    HOURS_NEVER;
}

int64_t
hours_next_closing(const struct hours *h, int64_t now_ms)
{
	int64_t end = horizon(now_ms);
	struct piece p, next;

	if (h == NULL || !next_piece(h, now_ms, end, &p))
		return HOURS_NEVER;
	while (p.to < end && next_piece(h, p.to, end, &next) &&
	    next.from == p.to)
		p = next;
	return p.to < end ? p.to : HOURS_NEVER;
}

int64_t
hours_between(const struct hours *h, int64_t from_ms, int64_t to_ms)
{
	int64_t sum = 0;
	struct piece p;

	if (to_ms <= from_ms)
		return 0;
	if (h == NULL)
		return to_ms - from_ms;
	for (; next_piece(h, from_ms, to_ms, &p); from_ms = p.to)
		sum += p.to - p.from;
	return sum;
}

int64_t
hours_after(const struct hours *h, int64_t from_ms, int64_t span_ms)
{
	int64_t end = horizon(from_ms);
	struct piece p;

	if (span_ms <= 0)
		return from_ms;
	if (h == NULL)
		return span_ms < INT64_MAX - from_ms ? from_ms + span_ms :
						       HOURS_NEVER;
	for (; next_piece(h, from_ms, end, &p); from_ms = p.to) {
		if (p.to - p.from >= span_ms)
			return p.from + span_ms;
		span_ms -= p.to - p.from;
	}
	return HOURS_NEVER;
}
