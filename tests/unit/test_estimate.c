/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"
#include "server/desk/estimate.h"

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define NOW    (INT64_C(20000) * DAY + 12 * HOUR)

enum { SALES = 1, BILLING };

static int
set_up(void **state)
{
	*state = estimates_new();
	return 0;
}

static int
tear_down(void **state)
{
	estimates_free(*state);
	return 0;
}

/* Waited so long, was handled so long, and ended `ago`. */
static void
ended(struct estimates *e, int64_t id, int64_t ago, int64_t waited,
    int64_t handled)
{
	struct conversation c = {
		.id = id, .department_id = SALES, .state = CONVERSATION_CLOSED,
		.closed_ms = NOW - ago, .taken_ms = NOW - ago - handled,
		.opened_ms = NOW - ago - handled - waited,
	};

	estimates_put(e, &c);
}

static void
without_enough_of_it_nothing_is_said(void **state)
{
	struct estimate_room room = { SALES, 1, 4, 0 };
	struct estimates *e = *state;
	int low, high;

	assert_false(estimates_ask(e, &room, NOW, &low, &high));
	for (int i = 1; i < ESTIMATE_SAMPLES; i++)
		ended(e, i, 10 * MINUTE, 0, 8 * MINUTE);
	assert_false(estimates_ask(e, &room, NOW, &low, &high));
	/* The same again is not one more. */
	ended(e, 1, 10 * MINUTE, 0, 8 * MINUTE);
	assert_false(estimates_ask(e, &room, NOW, &low, &high));
	ended(e, ESTIMATE_SAMPLES, 10 * MINUTE, 0, 8 * MINUTE);
	assert_true(estimates_ask(e, &room, NOW, &low, &high));
	/* Of another department nothing is known. */
	room.department_id = BILLING;
	assert_false(estimates_ask(e, &room, NOW, &low, &high));
	room.department_id = SALES;
	/* Nobody is there, or it does not wait. */
	room.slots = 0;
	assert_false(estimates_ask(e, &room, NOW, &low, &high));
	room.slots = 4;
	room.place = 0;
	assert_false(estimates_ask(e, &room, NOW, &low, &high));
	/* Hours, not minutes: no promise of that kind. */
	room.place = 100;
	room.slots = 1;
	assert_false(estimates_ask(e, &room, NOW, &low, &high));
	/* What was erased does not count. */
	room.place = 1;
	assert_true(estimates_ask(e, &room, NOW, &low, &high));
	estimates_forget(e, 3);
	assert_false(estimates_ask(e, &room, NOW, &low, &high));
}

/* Taken after a minute, handled in eight, four at a time. */
static void
it_is_place_by_time_by_hands(void **state)
{
	struct estimates *e = *state;
	int low, high;

	for (int i = 1; i <= 20; i++)
		ended(e, i, i * MINUTE, MINUTE, 8 * MINUTE);
	assert_true(estimates_ask(e, &(struct estimate_room){ SALES, 2, 4, 0 },
	    NOW, &low, &high));
	/* 1 + 2 * 8 / 4 = 5. */
	assert_int_equal(low, 3);
	assert_int_equal(high, 8);
	/* Two hands are free: it is taken as quickly as the quickest. */
	assert_true(estimates_ask(e, &(struct estimate_room){ SALES, 2, 4, 2 },
	    NOW, &low, &high));
	assert_int_equal(low, 0);
	assert_int_equal(high, 2);
	/* By fives when it is long: 1 + 12 * 8 / 4 = 25. */
	assert_true(estimates_ask(e, &(struct estimate_room){ SALES, 12, 4, 0 },
	    NOW, &low, &high));
	assert_int_equal(low, 15);
	assert_int_equal(high, 40);
}

static void
the_same_hour_of_earlier_days_helps_out(void **state)
{
	struct estimate_room room = { SALES, 1, 1, 0 };
	struct estimates *e = *state;
	int low, high;

	/* Yesterday at another time: no help. */
	for (int i = 1; i <= ESTIMATE_SAMPLES; i++)
		ended(e, i, DAY + 6 * HOUR, 0, 8 * MINUTE);
	assert_false(estimates_ask(e, &room, NOW, &low, &high));
	for (int i = 1; i <= ESTIMATE_SAMPLES; i++)
		ended(e, 100 + i, (i % 6 + 1) * DAY + (i - 4) * 5 * MINUTE, 0,
		    4 * MINUTE);
	assert_true(estimates_ask(e, &room, NOW, &low, &high));
	assert_int_equal(low, 3);
	assert_int_equal(high, 6);
	/* Lately goes before: it is slower today. */
	for (int i = 1; i <= ESTIMATE_SAMPLES; i++)
		ended(e, 200 + i, i * MINUTE, 0, 12 * MINUTE);
	assert_true(estimates_ask(e, &room, NOW, &low, &high));
	assert_int_equal(low, 9);
	assert_int_equal(high, 20);
}

static void
its_error_is_known(void **state)
{
	struct estimates *e = *state;
	struct estimate_error out;

	estimates_error(e, 0, &out);
	assert_int_equal(out.n, 0);
	/* Told 2 to 4 minutes: the middle is 3. They wait 1 to 10. */
	for (int i = 1; i <= 10; i++) {
		struct conversation c = {
			.id = i, .state = CONVERSATION_ACTIVE,
			.department_id = SALES, .opened_ms = NOW,
			.estimated_ms = NOW, .estimate_low_ms = 2 * MINUTE,
			.estimate_high_ms = 4 * MINUTE,
		};

		/* While it waits there is no error yet. */
		estimates_put(e, &c);
		estimates_error(e, NOW, &out);
		assert_int_equal(out.n, i - 1);
		c.taken_ms = NOW + i * MINUTE;
		estimates_put(e, &c);
	}
	estimates_error(e, NOW, &out);
	assert_int_equal(out.n, 10);
	assert_int_equal(out.n_within, 3);
	/* 0 1 1 2 2 3 4 5 6 7 */
	assert_int_equal(out.median_ms, 2 * MINUTE);
	assert_int_equal(out.p90_ms, 6 * MINUTE);
	estimates_error(e, NOW + 1, &out);
	assert_int_equal(out.n, 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(without_enough_of_it_nothing_is_said),
		T(it_is_place_by_time_by_hands),
		T(the_same_hour_of_earlier_days_helps_out),
		T(its_error_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
