/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include <stdlib.h>
#include <time.h>

#include "base/when.h"

#define NOON (1795348800 * (int64_t)1000)	/* 2026-11-22 12:00 UTC */
#define MINUTE (60 * (int64_t)1000)

static int64_t
after(const char *text)
{
	int64_t at_ms = -1;

	return when_parse(text, NOON, &at_ms) ? at_ms - NOON : -1;
}

static void
spans(void **state)
{
	(void)state;
	assert_int_equal(after("20"), 20 * MINUTE);
	assert_int_equal(after("20m"), 20 * MINUTE);
	assert_int_equal(after("20 мин"), 20 * MINUTE);
	assert_int_equal(after("2h"), 120 * MINUTE);
	assert_int_equal(after("2ч"), 120 * MINUTE);
	assert_int_equal(after("2 godz"), 120 * MINUTE);
	assert_int_equal(after("1h30"), 90 * MINUTE);
	assert_int_equal(after("1h 30m"), 90 * MINUTE);
}

static void
times_of_day(void **state)
{
	(void)state;
	assert_int_equal(after("16:00"), 240 * MINUTE);
	assert_int_equal(after("16.05"), 245 * MINUTE);
	assert_int_equal(after("9:30"), (24 * 60 - 150) * MINUTE);
	/* This minute is the next day's. */
	assert_int_equal(after("12:00"), 24 * 60 * MINUTE);
}

static void
what_is_none(void **state)
{
	static const char *const wrong[] = { "", "x", "0", "-5", "24:00",
		"12:60", "12:5", "12:000", "1234567", "5x", "9999h", "h",
		"16:00 x", "5 5 x" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(after(wrong[i]), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans),
		cmocka_unit_test(times_of_day),
		cmocka_unit_test(what_is_none),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
