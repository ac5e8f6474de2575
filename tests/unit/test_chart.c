/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "check.h"
#include "console/view/chart.h"

static char *
row(const struct grid *g, int at)
{
	static char buf[256];

	return grid_row(g, at, buf, sizeof buf);
}

static void
a_bar_has_eight_steps_a_cell(void **state)
{
	(void)state;
	assert_int_equal(chart_steps(0, 10, 1), 0);
	assert_int_equal(chart_steps(10, 10, 1), 8);
	assert_int_equal(chart_steps(5, 10, 1), 4);
	assert_int_equal(chart_steps(5, 10, 3), 12);
	/* One of a thousand is more than none. */
	assert_int_equal(chart_steps(1, 1000, 1), 1);
	assert_int_equal(chart_steps(2000, 1000, 2), 16);
	assert_int_equal(chart_steps(-5, 10, 1), 0);
	assert_int_equal(chart_steps(5, 0, 1), 0);
	assert_int_equal(chart_steps(INT64_MAX, INT64_MAX, 4), 32);
}

static void
bars_stand_side_by_side(void **state)
{
	const int64_t values[] = { 0, 1, 4, 8 };
	struct grid *g = grid_new(2, 12);

	(void)state;
	chart_draw(g, (struct rect){ 0, 0, 1, 4 }, values, 4, 8, false,
	    STYLE_NORMAL);
	assert_string_equal(row(g, 0), " ▁▄█");
	chart_draw(g, (struct rect){ 1, 0, 1, 8 }, values, 4, 0, true,
	    STYLE_NORMAL);
	assert_string_equal(row(g, 1), "  __~~##");
	grid_free(g);
}

static void
high_ones_fill_rows_from_below(void **state)
{
	const int64_t values[] = { 16, 12, 8, 1 };
	struct grid *g = grid_new(2, 12);

	(void)state;
	chart_draw(g, (struct rect){ 0, 0, 2, 12 }, values, 4, 16, false,
	    STYLE_OK);
	assert_string_equal(row(g, 0), "██ ▄▄");
	assert_string_equal(row(g, 1), "██ ██ ██ ▁▁");
	assert_int_equal(grid_style(g, 0, 0), STYLE_OK);
	grid_free(g);
}

static void
what_has_no_room_is_left_out(void **state)
{
	const int64_t values[] = { 8, 8, 8, 8 };
	struct grid *g = grid_new(1, 8);

	(void)state;
	chart_draw(g, (struct rect){ 0, 0, 1, 3 }, values, 4, 0, false,
	    STYLE_NORMAL);
	assert_string_equal(row(g, 0), "███");
	chart_draw(g, (struct rect){ 0, 0, 1, 8 }, values, 0, 0, false,
	    STYLE_NORMAL);
	assert_string_equal(row(g, 0), "███");
	grid_free(g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bar_has_eight_steps_a_cell),
		cmocka_unit_test(bars_stand_side_by_side),
		cmocka_unit_test(high_ones_fill_rows_from_below),
		cmocka_unit_test(what_has_no_room_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
