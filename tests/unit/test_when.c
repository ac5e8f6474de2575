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
days_by_their_names(void **state)
{
	/* NOON is a Sunday's. */
	const int64_t day = 24 * 60 * MINUTE;

	(void)state;
	assert_int_equal(after("tomorrow"), day - 180 * MINUTE);
	assert_int_equal(after("tomorrow 10:00"), day - 120 * MINUTE);
	assert_int_equal(after("tomorrow at 10:00"), day - 120 * MINUTE);
	assert_int_equal(after("10:00 tomorrow"), day - 120 * MINUTE);
	assert_int_equal(after("Завтра в 10:00"), day - 120 * MINUTE);
	assert_int_equal(after("завтра до 12.30"), day + 30 * MINUTE);
	assert_int_equal(after("послезавтра"), 2 * day - 180 * MINUTE);
	assert_int_equal(after("jutro o 10:00"), day - 120 * MINUTE);
	assert_int_equal(after("dziś 16:00"), 240 * MINUTE);
	assert_int_equal(after("w poniedziałek"), -1);
	assert_int_equal(after("poniedziałek 9:30"), day - 150 * MINUTE);
	assert_int_equal(after("в среду"), 3 * day - 180 * MINUTE);
	/* The next one is in a week. */
	assert_int_equal(after("sunday 12:00"), 7 * day);
	assert_int_equal(after("in an hour"), 60 * MINUTE);
	assert_int_equal(after("через час"), 60 * MINUTE);
	assert_int_equal(after("за полчаса"), -1);
	assert_int_equal(after("za 2 godziny"), 120 * MINUTE);
	assert_int_equal(after("tomorrow 25:00"), -1);
}

/* How many bytes of it are the time, and which. */
static void
reads(const char *text, const char *rest, int64_t minutes)
{
	int64_t at_ms = NOON;
	size_t len = when_read(text, NOON, &at_ms);

	assert_string_equal(text + len, rest);
	assert_int_equal((at_ms - NOON) / MINUTE, minutes);
}

static void
a_time_and_then_a_text(void **state)
{
	(void)state;
	reads("16:00 I'll write", "I'll write", 240);
	reads("20m a call", "a call", 20);
	reads("1h 30m a call", "a call", 90);
	reads("20 minut dzwonię", "dzwonię", 20);
	reads("завтра в 10:00 позвоню", "позвоню", 24 * 60 - 120);
	reads("завтра позвоню в 10:00", "позвоню в 10:00", 24 * 60 - 180);
	reads("jutro o 10:00 oddzwonię", "oddzwonię", 24 * 60 - 120);
	reads("by 16:00 a mail", "a mail", 240);
	/* No time: a number of something, words. */
	reads("20 letters", "20 letters", 0);
	reads("at once", "at once", 0);
	reads("an answer", "an answer", 0);
	reads("", "", 0);
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
		cmocka_unit_test(days_by_their_names),
		cmocka_unit_test(a_time_and_then_a_text),
		cmocka_unit_test(what_is_none),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
