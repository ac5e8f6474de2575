/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"
#include "domain/target.h"

static void
a_wait_warns_before_it_misses(void **state)
{
	static const struct target t = { .limit_ms = 60000,
		.warn_percent = 75 };
	static const struct {
		int64_t since, now;
		enum target_state is;
	} cases[] = {
		{ 0, 1000000, TARGET_NONE },
		{ 1000, 1000, TARGET_OK },
		{ 1000, 45999, TARGET_OK },
		{ 1000, 46000, TARGET_WARN },
		{ 1000, 60999, TARGET_WARN },
		{ 1000, 61000, TARGET_MISSED },
		{ 1000, INT64_MAX, TARGET_MISSED },
		{ 500000, 1000, TARGET_OK },	/* the clock was set back */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(target_state_at(&t, cases[i].since,
		    cases[i].now), cases[i].is);
}

static void
without_a_limit_nothing_is_missed(void **state)
{
	static const struct target t = { .limit_ms = TARGET_NEVER,
		.warn_percent = 75 };

	(void)state;
	assert_int_equal(target_state_at(&t, 1, INT64_MAX), TARGET_OK);
	assert_int_equal(target_state_at(&t, 0, INT64_MAX), TARGET_NONE);
}

static void
spans_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
		{ "1s", 1000 }, { "90s", 90000 }, { "5m", 300000 },
		{ "2h", 7200000 }, { "24h", 86400000 },
		{ "86400s", 86400000 }, { "never", TARGET_NEVER },
	};
	static const char *const bad[] = { "", "s", "5", "0s", "-5s", "+5s",
		"5 s", "5d", "5S", "25h", "86401s", "1441m", "Never",
		"99999999999999999999s", "1.5h", " 5s", "5s " };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		int64_t ms = 0;

		assert_true(target_parse_span(good[i].text, &ms, NULL));
		assert_true(ms == good[i].ms);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err;
		int64_t ms = 42;

		if (target_parse_span(bad[i], &ms, &err))
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(err.code, ERR_VALUE);
		assert_int_equal(ms, 42);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wait_warns_before_it_misses),
		cmocka_unit_test(without_a_limit_nothing_is_missed),
		cmocka_unit_test(spans_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
