/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/str.h"
#include "check.h"
#include "proto/proto.h"
#include "server/desk/figures.h"

#define HOUR 3600000LL
#define MIN  60000LL
#define DAY  (400 * 24 * HOUR)	/* midnight of some day */

static struct figures_rows *
desk(void **state)
{
	(void)state;
	return figures_new();
}

static struct conversation
talk(int64_t id, int64_t opened_ms)
{
	return (struct conversation){ .id = id, .opened_ms = opened_ms,
		.queued_ms = opened_ms, .state = CONVERSATION_WAITING };
}

static void
answer(struct conversation *c, int64_t after_ms)
{
	c->state = CONVERSATION_ACTIVE;
	c->queued_ms = 0;
	c->answered_ms = c->opened_ms + after_ms;
}

static void
end(struct conversation *c, int64_t at_ms, int stars)
{
	c->state = CONVERSATION_CLOSED;
	c->queued_ms = 0;
	c->closed_ms = at_ms;
	c->stars = stars;
	c->is_abandoned = c->answered_ms == 0;
}

static void
what_happened_is_counted(void **state)
{
	struct figures_rows *f = desk(state);
	struct conversation c;
	const struct figures *now;

	for (int i = 0; i < 10; i++) {
		c = talk(10 + i, DAY + 9 * HOUR + i * MIN);
		answer(&c, (i + 1) * 10000);
		if (i >= 5)
			end(&c, c.answered_ms + MIN, i == 9 ? 0 : i - 4);
		figures_put(f, &c);
		if (i >= 6)
			figures_missed(f, c.id, c.opened_ms + MIN);
	}
	c = talk(30, DAY + 9 * HOUR);
	end(&c, DAY + 9 * HOUR + 20000, 0);
	figures_put(f, &c);	/* went away in time */
	c = talk(33, DAY + 9 * HOUR);
	end(&c, DAY + 9 * HOUR + 20000, 0);
	c.is_abandoned = false;
	figures_put(f, &c);	/* an operator ended it */
	c = talk(31, DAY + 10 * HOUR + 30 * MIN);
	figures_put(f, &c);	/* waits, and is late */
	figures_missed(f, 31, c.opened_ms + MIN);
	c = talk(32, DAY + 11 * HOUR - 30000);
	figures_put(f, &c);	/* waits, and is not */
	c = talk(40, DAY + HOUR);
	c.state = CONVERSATION_TEAM;
	figures_put(f, &c);	/* a room is none of it */
	c = talk(5, DAY - HOUR);
	answer(&c, 3 * HOUR);
	figures_put(f, &c);	/* of yesterday, answered at two */
	figures_missed(f, 5, DAY - HOUR + MIN);
	now = figures_ask(f, DAY, 0, DAY + 11 * HOUR);
	assert_int_equal(now->arrived, 14);
	assert_int_equal(now->answered, 11);
	assert_int_equal(now->closed, 7);
	assert_int_equal(now->abandoned, 1);
	assert_int_equal(now->waiting, 2);
	assert_int_equal(now->active, 6);
	assert_int_equal(now->oldest_ms, DAY + 10 * HOUR + 30 * MIN);
	/* 70 to 100 s and the one that waits; yesterday's was late then. */
	assert_int_equal(now->missed, 5);
	assert_int_equal(now->ratings, 4);
	assert_int_equal(now->stars, 1 + 2 + 3 + 4);
	/* Of 10, 20 ... 100 s and three hours. */
	assert_int_equal(now->first_median_ms, 60000);
	assert_int_equal(now->first_p90_ms, 100000);
	figures_free(f);
}

static void
hours_are_those_before_now(void **state)
{
	struct figures_rows *f = desk(state);
	const struct figures *now;
	struct conversation c = talk(1, DAY + HOUR - 1);

	figures_put(f, &c);	/* the last ms of the hour before */
	figures_missed(f, 1, DAY + HOUR + MIN);
	figures_missed(f, 1, DAY + HOUR + 2 * MIN);
	c = talk(2, DAY + HOUR);
	answer(&c, 2 * HOUR);
	figures_put(f, &c);
	c = talk(3, DAY + 12 * HOUR);
	end(&c, DAY + 12 * HOUR + 1, 0);
	figures_put(f, &c);
	now = figures_ask(f, DAY, 0, DAY + 12 * HOUR + 5 * MIN);
	assert_int_equal(now->hours[0].from_ms, DAY + HOUR);
	assert_int_equal(now->hours[0].arrived, 1);
	assert_int_equal(now->hours[0].missed, 2);
	assert_int_equal(now->hours[2].answered, 1);
	assert_int_equal(now->hours[2].first_median_ms, 2 * HOUR);
	assert_int_equal(now->hours[11].from_ms, DAY + 12 * HOUR);
	assert_int_equal(now->hours[11].arrived, 1);
	assert_int_equal(now->hours[11].closed, 1);
	assert_int_equal(now->hours[11].abandoned, 1);
	figures_free(f);
}

static void
a_department_has_its_own(void **state)
{
	struct figures_rows *f = desk(state);
	struct conversation c = talk(1, DAY);

	c.department_id = 7;
	figures_put(f, &c);
	c = talk(2, DAY + 1);
	figures_put(f, &c);
	assert_int_equal(figures_ask(f, DAY, 7, DAY + 2)->arrived, 1);
	assert_int_equal(figures_ask(f, DAY, 0, DAY + 2)->arrived, 2);
	/* It goes to the department while somebody asks. */
	c.department_id = 7;
	figures_put(f, &c);
	assert_int_equal(figures_ask(f, DAY, 7, DAY + 2)->arrived, 2);
	assert_int_equal(figures_ask(f, DAY, 8, DAY + 2)->arrived, 0);
	figures_free(f);
}

static void
the_version_changes_with_the_figures_alone(void **state)
{
	struct figures_rows *f = desk(state), *again = desk(state);
	struct conversation c = talk(4, DAY);
	char version[FIGURES_VERSION_BYTES + 1];

	figures_put(f, &c);
	str_copy(version, sizeof version, figures_ask(f, DAY, 0,
	    DAY + 1000)->version);
	c.last_message_ms = DAY + 2000;
	figures_put(f, &c);
	assert_string_equal(figures_ask(f, DAY, 0, DAY + 3000)->version,
	    version);
	assert_int_equal(figures_ask(f, DAY, 0, DAY + 3000)->at_ms,
	    DAY + 3000);
	/* The same after a restart. */
	figures_put(again, &c);
	assert_string_equal(figures_ask(again, DAY, 0, DAY + 4000)->version,
	    version);
	figures_missed(f, 4, DAY + MIN);
	assert_int_equal(figures_ask(f, DAY, 0, DAY + MIN + 1)->missed, 1);
	assert_int_equal(figures_ask(f, DAY, 9, DAY + MIN + 1)->missed, 0);
	assert_string_not_equal(figures_ask(f, DAY, 0, DAY + MIN +
	    1)->version, version);
	/* The next hour begins. */
	str_copy(version, sizeof version, figures_ask(f, DAY, 0,
	    DAY + 2 * MIN)->version);
	assert_string_not_equal(figures_ask(f, DAY, 0, DAY + HOUR)->version,
	    version);
	figures_forget(f, 4);
	assert_int_equal(figures_ask(f, DAY, 0, DAY + HOUR)->missed, 0);
	assert_int_equal(figures_ask(f, DAY, 0, DAY + HOUR)->arrived, 0);
	figures_free(f);
	figures_free(again);
}

/* A desk without targets of its own has one limit for all. */
static void
without_targets_the_first_answer_counts(void **state)
{
	struct figures_rows *f = desk(state);
	struct conversation c = talk(1, DAY);

	answer(&c, MIN);
	figures_put(f, &c);	/* just in time */
	c = talk(2, DAY);
	answer(&c, MIN + 1);
	figures_put(f, &c);	/* not so */
	c = talk(3, DAY);
	figures_put(f, &c);	/* waits */
	c = talk(4, DAY);
	end(&c, DAY + MIN, 0);
	figures_put(f, &c);	/* went away before */
	assert_int_equal(figures_ask(f, DAY, 0, DAY + MIN)->missed, 0);
	figures_set_first(f, MIN);
	assert_int_equal(figures_ask(f, DAY, 0, DAY + MIN)->missed, 1);
	assert_int_equal(figures_ask(f, DAY, 0, DAY + MIN + 1)->missed, 2);
	assert_int_equal(figures_ask(f, DAY, 0, DAY + HOUR)->missed, 2);
	assert_int_equal(figures_ask(f, DAY, 0, DAY + HOUR)->hours[10].missed,
	    2);
	figures_set_first(f, INT64_MAX);
	assert_int_equal(figures_ask(f, DAY, 0, DAY + HOUR)->missed, 0);
	figures_free(f);
}

static void
rows_stay_in_order_and_old_ones_go(void **state)
{
	struct figures_rows *f = desk(state);
	struct conversation c;

	for (int i = 0; i < 1000; i++) {
		c = talk(1 + (i * 617) % 1000, DAY);
		if (i % 2 == 0)
			end(&c, DAY + MIN, 5);
		figures_put(f, &c);
		figures_put(f, &c);
	}
	assert_int_equal(figures_count(f), 1000);
	assert_int_equal(figures_ask(f, DAY, 0, DAY + HOUR)->stars, 2500);
	figures_trim(f, DAY + MIN + FIGURES_BACK_MS);
	assert_int_equal(figures_count(f), 1000);
	figures_trim(f, DAY + MIN + FIGURES_BACK_MS + 1);
	assert_int_equal(figures_count(f), 500);
	figures_forget(f, 100000);
	assert_int_equal(figures_count(f), 500);
	figures_free(f);
}

static void
they_come_over_the_wire(void **state)
{
	struct figures_rows *f = desk(state);
	struct conversation c = talk(4, DAY);
	const struct figures *sent;
	struct figures got;
	struct json_out w;
	struct json *j;
	struct str body;

	answer(&c, 5000);
	figures_put(f, &c);
	sent = figures_ask(f, DAY, 0, DAY + HOUR);
	str_init(&body, 16384);
	json_begin(&w, &body);
	proto_figures_write(&w, NULL, sent);
	j = json_parse(body.data, body.len, NULL);
	assert_non_null(j);
	assert_true(proto_figures_read(j, &got, NULL));
	assert_string_equal(got.version, sent->version);
	assert_int_equal(got.first_p90_ms, 5000);
	assert_int_equal(got.hours[11].from_ms, DAY + HOUR);
	assert_int_equal(got.hours[10].answered, 1);
	json_free(j);
	str_clear(&body);
	figures_free(f);
}

static void
what_is_no_figures_is_refused(void **state)
{
	static const char *const bad[] = { "{}", "{\"hours\":[]}",
		"{\"hours\":[1,2,3,4,5,6,7,8,9,10,11,12]}",
		"{\"arrived\":-1,\"hours\":[{},{},{},{},{},{},{},{},{},{},{},{}]}",
		("{\"version\":\"0123456789abcdef0\","
		"\"hours\":[{},{},{},{},{},{},{},{},{},{},{},{}]}") };
	struct figures got = { .arrived = 7 };
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct json *j = json_parse(bad[i], strlen(bad[i]), NULL);

		assert_non_null(j);
		assert_false(proto_figures_read(j, &got, &err));
		assert_int_equal(got.arrived, 7);
		json_free(j);
	}
}

static void
the_query_says_what_is_wanted(void **state)
{
	struct action a;
	struct str path;

	(void)state;
	action_init(&a, ACTION_FETCH_FIGURES);
	str_init(&path, 256);
	assert_non_null(proto_route_of(PROTO_OPERATOR, &a, &path));
	assert_string_equal(path.data, "/api/v1/figures");
	str_reset(&path);
	a.before = 5;
	a.department_id = 3;
	a.text = "00ff";
	proto_route_of(PROTO_OPERATOR, &a, &path);
	assert_string_equal(path.data,
	    "/api/v1/figures?since=5&department=3&unless=00ff");
	str_reset(&path);
	a.before = a.department_id = 0;
	a.text = "x&y";
	proto_route_of(PROTO_OPERATOR, &a, &path);
	assert_string_equal(path.data, "/api/v1/figures");
	str_clear(&path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_happened_is_counted),
		cmocka_unit_test(hours_are_those_before_now),
		cmocka_unit_test(a_department_has_its_own),
		cmocka_unit_test(the_version_changes_with_the_figures_alone),
		cmocka_unit_test(without_targets_the_first_answer_counts),
		cmocka_unit_test(rows_stay_in_order_and_old_ones_go),
		cmocka_unit_test(they_come_over_the_wire),
		cmocka_unit_test(what_is_no_figures_is_refused),
		cmocka_unit_test(the_query_says_what_is_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
