/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/zone.h"
#include "check.h"
#include "server/holidays.h"

#define HOUR INT64_C(3600000)
#define DAY  (24 * HOUR)

/* 1 November 2026, 00:00 UTC; there it is one hour later. */
#define NOW INT64_C(1793491200000)

struct room {
	struct hours	where;
	struct str	bytes;
	struct holidays list;
	struct err	err;
};

static int
set_up(void **state)
{
	static struct room r;

	r = (struct room){ .list.n = 0 };
	hours_init(&r.where);
	str_init(&r.bytes, ZONE_FILE_BYTES);
	if (!zone_read("Europe/Warsaw", &r.bytes))
		return -1;
	r.where.zone = (const unsigned char *)r.bytes.data;
	r.where.zone_len = r.bytes.len;
	*state = &r;
	return 0;
}

static int
tear_down(void **state)
{
	struct room *r = *state;

	free(r->list.items);
	str_clear(&r->bytes);
	return 0;
}

static bool
parse(struct room *r, const char *events)
{
	char text[16384];

	r->list.n = 0;
	snprintf(text, sizeof text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n%s"
	    "END:VCALENDAR\r\n", events);
	return holidays_parse(&r->list, "days.ics", text, strlen(text),
	    &r->where, NOW, &r->err);
}

#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"

static bool
is_closed(const struct room *r, int64_t at)
{
	for (size_t i = 0; i < r->list.n; i++)
		if (at >= r->list.items[i].from_ms &&
		    at < r->list.items[i].to_ms)
			return true;
	return false;
}

static void
a_date_is_the_day_there(void **state)
{
	struct room *r = *state;
	int64_t christmas = NOW + 54 * DAY - HOUR;	/* 25 December there */

	assert_true(parse(r, EVENT("DTSTART;VALUE=DATE:20261225\r\n"
	    "SUMMARY:Christmas\r\n")));
	assert_int_equal(r->list.n, 1);
	assert_int_equal(r->list.items[0].from_ms, christmas);
	assert_int_equal(r->list.items[0].to_ms, christmas + DAY);
	/* Two days, the second of them by its end, which is left out. */
	assert_true(parse(r, EVENT("DTSTART;VALUE=DATE:20261225\r\n"
	    "DTEND;VALUE=DATE:20261227\r\n")));
	assert_int_equal(r->list.items[0].to_ms, christmas + 2 * DAY);
	assert_true(parse(r, EVENT("DTSTART;VALUE=DATE:20261225\r\n"
	    "DURATION:P3D\r\n")));
	assert_int_equal(r->list.items[0].to_ms, christmas + 3 * DAY);
	assert_true(parse(r, EVENT("DTSTART;VALUE=DATE:20261225\r\n"
	    "STATUS:CANCELLED\r\n")));
	assert_int_equal(r->list.n, 0);
}

static void
it_comes_back_every_year(void **state)
{
	struct room *r = *state;

	assert_true(parse(r, EVENT("DTSTART;VALUE=DATE:20001111\r\n"
	    "RRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20271111\r\n")));
	/* 2025 and 2026, 2028 to 2030: no more is known than matters. */
	assert_int_equal(r->list.n, 5);
	assert_true(is_closed(r, NOW + 10 * DAY + HOUR));
	assert_false(is_closed(r, NOW + 375 * DAY + HOUR));
	assert_true(is_closed(r, NOW + (366 + 375) * DAY + HOUR));
	/* The fourth Thursday of November. */
	assert_true(parse(r, EVENT("DTSTART;VALUE=DATE:20201126\r\n"
	    "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n")));
	assert_true(is_closed(r, NOW + 25 * DAY + HOUR));
}

static void
a_time_is_where_the_file_says(void **state)
{
	struct room *r = *state;
	int64_t eve = NOW + 53 * DAY;	/* 24 December, 00:00 UTC */

	assert_true(parse(r, EVENT("DTSTART:20261224T140000\r\n"
	    "DTEND:20261224T180000\r\n")));
	assert_int_equal(r->list.items[0].from_ms, eve + 13 * HOUR);
	assert_int_equal(r->list.items[0].to_ms, eve + 17 * HOUR);
	assert_true(parse(r, EVENT("DTSTART:20261224T140000Z\r\n"
	    "DURATION:PT4H\r\n")));
	assert_int_equal(r->list.items[0].from_ms, eve + 14 * HOUR);
	assert_true(parse(r, EVENT("DTSTART;TZID=America/New_York:"
	    "20261224T080000\r\nDTEND;TZID=Europe/Moscow:20261224T180000\r\n")));
	assert_int_equal(r->list.items[0].from_ms, eve + 13 * HOUR);
	assert_int_equal(r->list.items[0].to_ms, eve + 15 * HOUR);
	/* A zone of the file's own. */
	assert_true(parse(r, "BEGIN:VTIMEZONE\r\nTZID:Office\r\n"
	    "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
	    "TZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\nEND:STANDARD\r\n"
	    "END:VTIMEZONE\r\n"
	    EVENT("DTSTART;TZID=Office:20261224T140000\r\n"
	    "DURATION:PT1H\r\n")));
	assert_int_equal(r->list.items[0].from_ms, eve + 9 * HOUR);
}

static void
what_is_wrong_is_told_with_its_line(void **state)
{
	static const struct { const char *events, *says; } bad[] = {
		{ EVENT("SUMMARY:When?\r\n"), "days.ics:3: the event has no "
		    "DTSTART" },
		{ EVENT("DTSTART;VALUE=DATE:20261225\r\n")
		    EVENT("DTSTART;VALUE=DATE:20260231\r\n"),
		    "days.ics:6: there is no such day" },
		{ EVENT("DTSTART;VALUE=DATE:tomorrow\r\n"), "days.ics:3: " },
		{ EVENT("DTSTART;TZID=Mars/Base:20261224T140000\r\n"),
		    "days.ics:3: the event's time zone" },
		{ EVENT("DTSTART;VALUE=DATE:20261225\r\n"
		    "RRULE:FREQ=SECONDLY\r\n"), "days.ics:3: a holiday comes "
		    "back" },
		{ EVENT("DTSTART;VALUE=DATE:20261225\r\n"
		    "RRULE:FREQ=OFTEN\r\n"), "days.ics:3: " },
		{ EVENT("DTSTART;VALUE=DATE:20261225\r\n"
		    "DTEND;VALUE=DATE:20281225\r\n"), "days.ics:3: the event "
		    "ends" },
		{ EVENT("DTSTART;VALUE=DATE:20261225\r\n"
		    "DTEND;VALUE=DATE:20261221\r\n"), "days.ics:3: the event "
		    "ends" },
		{ "BEGIN:VEVENT\r\n", "days.ics:4: the file ends" },
		{ "END:VEVENT\r\nEND:VCALENDAR\r\n", "days.ics:4: an END" },
		{ "rubbish\r\n", "days.ics:3: the line has no colon" },
		{ "X:\xff\r\n", "days.ics:3: the line is no UTF-8" },
	};
	struct room *r = *state;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (parse(r, bad[i].events))
			fail_msg("%s was read", bad[i].events);
		if (strncmp(r->err.text, bad[i].says,
		    strlen(bad[i].says)) != 0)
			fail_msg("%s", r->err.text);
		assert_int_equal(r->list.n, 0);
	}
	assert_false(holidays_parse(&r->list, "a", "", 0, &r->where, NOW,
	    &r->err));
	assert_false(holidays_parse(&r->list, "a", "GIF89a", 6, &r->where, NOW,
	    &r->err));
}

/* What somebody has made to keep a desk busy. */
static void
too_much_is_refused_at_once(void **state)
{
	static char deep[65536], many[HOLIDAYS_FILE_BYTES + 2];
	struct room *r = *state;
	size_t n;

	n = (size_t)snprintf(deep, sizeof deep, "BEGIN:VCALENDAR\n");
	for (int i = 0; i < 1000; i++)
		n += (size_t)snprintf(deep + n, sizeof deep - n,
		    "BEGIN:VEVENT\n");
	assert_false(holidays_parse(&r->list, "a", deep, n, &r->where, NOW,
	    &r->err));
	n = (size_t)snprintf(many, sizeof many, "BEGIN:VCALENDAR\n");
	while (n + 80 < sizeof many)
		n += (size_t)snprintf(many + n, sizeof many - n,
		    "BEGIN:VEVENT\nDTSTART:19700101T000000Z\n"
		    "RRULE:FREQ=DAILY\nEND:VEVENT\n");
	n += (size_t)snprintf(many + n, sizeof many - n, "END:VCALENDAR\n");
	assert_false(holidays_parse(&r->list, "a", many, n, &r->where, NOW,
	    &r->err));
	memset(many, 'A', sizeof many);
	assert_false(holidays_parse(&r->list, "a", many, sizeof many,
	    &r->where, NOW, &r->err));
	assert_int_equal(r->err.code, ERR_TOO_LARGE);
	/* Daily since long ago, thrice over: too many days, not too long. */
	assert_false(parse(r, EVENT("DTSTART:19000101T000000Z\r\n"
	    "RRULE:FREQ=DAILY\r\nRRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8,9,10,"
	    "11,12;BYMINUTE=1,2,3,4,5,6,7,8,9,10\r\n")));
	/* Never. */
	assert_true(parse(r, EVENT("DTSTART;VALUE=DATE:20260101\r\n"
	    "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3\r\n")) ||
	    r->err.text[0] != '\0');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_date_is_the_day_there,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(it_comes_back_every_year,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_time_is_where_the_file_says,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    what_is_wrong_is_told_with_its_line, set_up, tear_down),
		cmocka_unit_test_setup_teardown(too_much_is_refused_at_once,
		    set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
