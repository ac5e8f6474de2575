/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/zone.h"
#include "check.h"
#include "domain/hours.h"

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* Monday, 2 November 2026, 00:00 UTC. */
#define MONDAY INT64_C(1793577600000)
/* The changes of Europe in 2026. */
#define SPRING INT64_C(1774746000000)	/* 29 March, 01:00 UTC */
#define AUTUMN INT64_C(1792890000000)	/* 25 October, 01:00 UTC */

static const char *const zones[] = {
	"UTC", "Europe/Warsaw", "Europe/Moscow", "Europe/London",
	"America/New_York", "America/St_Johns", "America/Sao_Paulo",
	"Asia/Kathmandu", "Asia/Beirut", "Australia/Lord_Howe",
	"Pacific/Chatham", "Pacific/Apia", "Africa/Casablanca",
	"America/Havana", "Atlantic/Azores", "Asia/Tehran",
};
#define N_ZONES (sizeof zones / sizeof *zones)

static const char *const weeks[] = {
	"mon-fri 09:00-17:00, sat 10:00-14:00",
	"daily 00:00-24:00",
	"daily 01:15-02:30 02:45-03:10",
	"fri-mon 22:00-06:00",
	"sun 00:00-00:30 23:30-24:00, mon 00:00-01:00",
};
#define N_WEEKS (sizeof weeks / sizeof *weeks)

struct place {
	struct hours h;
	struct str   bytes;
};

static void
make(struct place *p, const char *zone, const char *week)
{
	hours_init(&p->h);
	str_init(&p->bytes, ZONE_FILE_BYTES);
	assert_true(zone_read(zone, &p->bytes));
	p->h.zone = (const unsigned char *)p->bytes.data;
	p->h.zone_len = p->bytes.len;
	assert_true(hours_parse(&p->h, week, NULL, NULL));
}

static void
a_week_is_read(void **state)
{
	struct hours h;

	(void)state;
	hours_init(&h);
	assert_true(hours_is_open(&h, MONDAY));
	assert_true(hours_parse(&h, " Sat 10:00-14:00, mon-fri 13:00-17:00 "
	    "09:00-12:00", NULL, NULL));
	assert_int_equal(h.n_spans[0], 2);
	assert_int_equal(h.week[0][0].from, 540);
	assert_int_equal(h.week[0][1].to, 1020);
	assert_int_equal(h.n_spans[5], 1);
	assert_int_equal(h.n_spans[6], 0);
	/* Over midnight, from Sunday into Monday. */
	assert_true(hours_parse(&h, "sun 22:00-06:00", NULL, NULL));
	assert_int_equal(h.week[6][0].to, 1440);
	assert_int_equal(h.week[0][0].to, 360);
	assert_true(hours_parse(&h, "Daily 08:00-08:00", NULL, NULL));
	assert_int_equal(h.n_spans[3], 2);
}

static void
what_is_no_week_is_told(void **state)
{
	static const struct { const char *text; size_t at; } bad[] = {
		{ "", 0 }, { "monday 9-17", 3 }, { "mo 09:00-17:00", 0 },
		{ "mon-fry 09:00-17:00", 4 }, { "mon 9:00-17:00", 4 },
		{ "mon 09:00-24:30", 10 }, { "mon 09:00", 9 },
		{ "mon 09:00-17:00,", 16 }, { "mon 09:00-17:00 tue", 16 },
		{ "mon 09:00-17:00, mon 16:59-18:00", 21 },
		{ "mon-sun 22:00-06:00 05:00-07:00", 20 },
		{ "mon\xff 09:00-17:00", 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct hours h;
		struct err err;
		size_t at = 999;

		hours_init(&h);
		assert_false(hours_parse(&h, bad[i].text, &at, &err));
		assert_int_equal(at, bad[i].at);
		assert_true(err.text[0] != '\0');
		assert_int_equal(h.n_spans[0], 1);
	}
}

static void
business_time_passes_while_it_works(void **state)
{
	struct hours h;
	int64_t friday = MONDAY + 4 * DAY;

	(void)state;
	hours_init(&h);
	assert_true(hours_parse(&h, weeks[0], NULL, NULL));
	assert_false(hours_is_open(&h, MONDAY + 9 * HOUR - 1));
	assert_true(hours_is_open(&h, MONDAY + 9 * HOUR));
	assert_false(hours_is_open(&h, MONDAY + 17 * HOUR));
	assert_int_equal(hours_between(&h, MONDAY, MONDAY + 7 * DAY),
	    44 * HOUR);
	assert_int_equal(hours_after(&h, friday + 16 * HOUR + 30 * MINUTE,
	    HOUR), friday + DAY + 10 * HOUR + 30 * MINUTE);
	/* To the end of the day is that day, not the next morning. */
	assert_int_equal(hours_after(&h, friday + 16 * HOUR, HOUR),
	    friday + 17 * HOUR);
	assert_int_equal(hours_next_opening(&h, friday + DAY + 14 * HOUR),
	    friday + 3 * DAY + 9 * HOUR);
	assert_int_equal(hours_next_closing(&h, MONDAY), MONDAY + 17 * HOUR);
	assert_int_equal(hours_after(NULL, MONDAY, HOUR), MONDAY + HOUR);
	assert_int_equal(hours_next_closing(NULL, MONDAY), HOURS_NEVER);
}

static void
a_holiday_is_not_worked(void **state)
{
	struct hours_closed closed[] = {
		{ MONDAY + 2 * DAY, MONDAY + 3 * DAY },
		{ MONDAY + DAY, MONDAY + 2 * DAY },	/* touches it */
		{ MONDAY + 12 * HOUR, MONDAY + 24 * HOUR },
		{ MONDAY + 13 * HOUR, MONDAY + 14 * HOUR },	/* within */
		{ MONDAY + 30 * DAY, MONDAY + 30 * DAY },	/* nothing */
	};
	struct hours h;

	(void)state;
	hours_init(&h);
	assert_true(hours_parse(&h, weeks[0], NULL, NULL));
	h.closed = closed;
	h.n_closed = hours_merge(closed, sizeof closed / sizeof *closed);
	assert_int_equal(h.n_closed, 1);
	assert_true(hours_is_open(&h, MONDAY + 12 * HOUR - 1));
	assert_false(hours_is_open(&h, MONDAY + 12 * HOUR));
	assert_int_equal(hours_next_opening(&h, MONDAY + 12 * HOUR),
	    MONDAY + 3 * DAY + 9 * HOUR);
	assert_int_equal(hours_between(&h, MONDAY, MONDAY + 7 * DAY),
	    (44 - 5 - 16) * HOUR);
	assert_int_equal(hours_next_closing(&h, MONDAY + 10 * HOUR),
	    MONDAY + 12 * HOUR);
}

static void
what_never_opens_never_ends(void **state)
{
	struct hours_closed closed = { 0, INT64_MAX };
	struct hours h;

	(void)state;
	hours_init(&h);
	h.closed = &closed;
	h.n_closed = 1;
	assert_int_equal(hours_next_opening(&h, MONDAY), HOURS_NEVER);
	assert_int_equal(hours_after(&h, MONDAY, 1), HOURS_NEVER);
	assert_int_equal(hours_between(&h, MONDAY, MONDAY + DAY), 0);
	hours_init(&h);
	assert_int_equal(hours_next_closing(&h, MONDAY), HOURS_NEVER);
	assert_int_equal(hours_after(&h, MONDAY, INT64_MAX), HOURS_NEVER);
}

/* A day of 24 hours has 23 in spring and 25 in autumn; the skipped hour is
 * nobody's, the repeated one counts twice. */
static void
the_wall_is_what_counts(void **state)
{
	struct place p;
	int64_t day;
	int minute;

	(void)state;
	make(&p, "Europe/Warsaw", "daily 00:00-24:00");
	day = hours_day(&p.h, SPRING, &minute);
	assert_int_equal(minute, 180);
	assert_int_equal(hours_local_ms(&p.h, day, 0), SPRING - 2 * HOUR);
	/* 02:30 does not exist: the clock goes from 2 to 3. */
	assert_int_equal(hours_local_ms(&p.h, day, 150), SPRING);
	assert_int_equal(hours_local_ms(&p.h, day + 1, 0) -
	    hours_local_ms(&p.h, day, 0), 23 * HOUR);
	assert_true(hours_parse(&p.h, "sun 02:00-04:00", NULL, NULL));
	assert_int_equal(hours_between(&p.h, SPRING - DAY, SPRING + DAY), HOUR);
	assert_int_equal(hours_between(&p.h, AUTUMN - DAY, AUTUMN + DAY),
	    3 * HOUR);
	day = hours_day(&p.h, AUTUMN - 1, &minute);
	assert_int_equal(minute, 179);
	assert_int_equal(hours_local_ms(&p.h, day, 150),
	    AUTUMN - 30 * MINUTE);
	str_clear(&p.bytes);
}

/* --- properties ---------------------------------------------------------------- */

/* Said anew, minute by minute. */
static bool
is_open_by_the_wall(const struct place *p, int64_t at)
{
	struct zone_time z;
	int64_t local, day;
	int minute, weekday;

	for (size_t i = 0; i < p->h.n_closed; i++)
		if (at >= p->h.closed[i].from_ms && at < p->h.closed[i].to_ms)
			return false;
	assert_true(zone_at(p->h.zone, p->h.zone_len, at, &z));
	local = at + z.offset_s * INT64_C(1000);
	day = local / DAY;
	minute = (int)(local % DAY / MINUTE);
	weekday = (int)((day + 3) % 7);
	for (int i = 0; i < p->h.n_spans[weekday]; i++)
		if (minute >= p->h.week[weekday][i].from &&
		    minute < p->h.week[weekday][i].to)
			return true;
	return false;
}

/* The next change of that clock, or just a day of that time. */
static int64_t
change_after(const struct place *p, int64_t at)
{
	struct zone_time z;

	assert_true(zone_at(p->h.zone, p->h.zone_len, at, &z));
	return z.until_ms < at + 300 * DAY ? z.until_ms : at + 10 * DAY;
}

static void
check_minutes(const struct place *p, int64_t from, int64_t to)
{
	int64_t sum = 0;

	for (int64_t at = from; at < to; at += MINUTE) {
		bool is_open = is_open_by_the_wall(p, at);

		assert_int_equal(hours_is_open(&p->h, at), is_open);
		if ((at - from) / MINUTE % 29 == 0)
			assert_int_equal(hours_between(&p->h, from, at), sum);
		sum += is_open ? MINUTE : 0;
	}
}

/* Each the inverse of the other, and neither ever goes back. */
static void
check_inverse(const struct place *p, int64_t from, unsigned *seed)
{
	int64_t last = from;

	for (int i = 0; i < 40; i++) {
		int64_t span = (int64_t)(*seed >> 8) % (3 * DAY), at, back;

		*seed = *seed * 1103515245 + 12345;
		if (i < 3)
			span = i;
		at = hours_after(&p->h, from, span);
		assert_true(at >= from);
		if (at == HOURS_NEVER)
			continue;
		assert_int_equal(hours_between(&p->h, from, at), span);
		if (at > from)	/* the first such instant */
			assert_true(hours_between(&p->h, from, at - 1) < span);
		back = hours_after(&p->h, from, span + 1);
		assert_true(back > at);
		last = from + (int64_t)(*seed >> 8) % (9 * DAY);
		at = hours_next_opening(&p->h, last);
		assert_true(at >= last && hours_is_open(&p->h, at));
		assert_int_equal(hours_between(&p->h, last, at), 0);
		back = hours_next_closing(&p->h, last);
		if (back != HOURS_NEVER) {
			assert_true(back > at);
			assert_false(hours_is_open(&p->h, back));
			assert_int_equal(hours_between(&p->h, at, back),
			    back - at);
		}
	}
}

static void
it_is_right_in_every_zone(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (size_t z = 0; z < N_ZONES; z++)
		for (size_t w = 0; w < N_WEEKS; w++) {
			struct place p;
			int64_t at = SPRING - 60 * DAY;

			make(&p, zones[z], weeks[w]);
			for (int i = 0; i < 3; i++) {
				struct hours_closed closed = { at - 9 * HOUR,
					at + 5 * HOUR };

				at = change_after(&p, at);
				check_minutes(&p, at - 20 * HOUR,
				    at + 20 * HOUR);
				check_inverse(&p, at - 20 * HOUR, &seed);
				p.h.closed = &closed;
				p.h.n_closed = 1;
				check_minutes(&p, at - 6 * HOUR,
				    at + 6 * HOUR);
				check_inverse(&p, at - 4 * DAY, &seed);
				p.h.n_closed = 0;
			}
			str_clear(&p.bytes);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_week_is_read),
		cmocka_unit_test(what_is_no_week_is_told),
		cmocka_unit_test(business_time_passes_while_it_works),
		cmocka_unit_test(a_holiday_is_not_worked),
		cmocka_unit_test(what_never_opens_never_ends),
		cmocka_unit_test(the_wall_is_what_counts),
		cmocka_unit_test(it_is_right_in_every_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
