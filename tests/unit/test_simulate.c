/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day that was, and the same day simulated: with the same rules both must be
 * near each other (the middle wait and the ninth of ten within 20 seconds and
 * a fifth), and other rules must show what they change.
 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "server/desk/simulate.h"

#define N	  160
#define OPERATORS 3
#define MINUTE_MS 60000
#define DAY_MS	  (9 * 60 * MINUTE_MS)

struct day {
	struct desk *d;
	struct simulated_customer customers[N];
	struct simulated_shift shifts[OPERATORS];
	struct simulation s;
	uint64_t random;
};

static int64_t
some(struct day *y, int64_t from, int64_t to)
{
	y->random ^= y->random << 13;
	y->random ^= y->random >> 7;
	y->random ^= y->random << 17;
	return from + (int64_t)(y->random % (uint64_t)(to - from));
}

static int
compare(const void *a, const void *b)
{
	const struct simulated_customer *x = a, *y = b;

	return (x->opened_ms > y->opened_ms) - (x->opened_ms < y->opened_ms);
}

/* What operators did that day: whoever has room takes the next one, a few
 * seconds after they could. Not the desk's own code. */
static void
live(struct day *y, int limit)
{
	int64_t ends[OPERATORS][8] = { { 0 } }, last[OPERATORS] = { 0 };

	for (int i = 0; i < N; i++) {
		struct simulated_customer *c = &y->customers[i];
		int64_t best_ms = INT64_MAX;
		int who = 0, slot = 0;

		for (int o = 0; o < OPERATORS; o++)
			for (int k = 0; k < limit; k++) {
				int64_t at = c->opened_ms;

				if (ends[o][k] > at)
					at = ends[o][k];
				if (last[o] > at)
					at = last[o];
				if (at >= best_ms)
					continue;
				best_ms = at;
				who = o;
				slot = k;
			}
		best_ms += some(y, 5000, 12000);
		c->wait_ms = best_ms - c->opened_ms;
		ends[who][slot] = best_ms + c->handling_ms;
		last[who] = best_ms;
	}
}

static int
set_up(void **state)
{
	static struct day day;
	struct day *y = &day;

	*y = (struct day){ .d = desk_new(), .random = 88172645463325252 };
	desk_put_department(y->d, &(struct department){ .id = 1,
	    .name = "sales" });
	desk_put_department(y->d, &(struct department){ .id = 2,
	    .name = "billing" });
	for (int i = 0; i < OPERATORS; i++) {
		desk_put_operator(y->d, &(struct operator){ .id = 1 + i,
		    .limit = 2 });
		y->shifts[i] = (struct simulated_shift){ 1 + i, 0,
			2 * DAY_MS };
	}
	for (int i = 0; i < N; i++)
		y->customers[i] = (struct simulated_customer){
			.opened_ms = some(y, MINUTE_MS, DAY_MS), .page = "",
			.language = "", .department_id = 1, .gone_ms = -1,
			.segment = i % 10 == 0 ? "vip" : "",
			.handling_ms = some(y, 8 * MINUTE_MS,
			    28 * MINUTE_MS),
		};
	qsort(y->customers, N, sizeof *y->customers, compare);
	live(y, 2);
	y->s = (struct simulation){
		.like = y->d, .customers = y->customers, .n_customers = N,
		.shifts = y->shifts, .n_shifts = OPERATORS,
		.reaction_ms = 8500,
	};
	*state = y;
	return 0;
}

static int
tear_down(void **state)
{
	desk_free(((struct day *)*state)->d);
	return 0;
}

static void
read_rules(struct route_rules *r, const char *text)
{
	struct err err = { 0 };
	struct conf *conf = conf_parse("x", text, strlen(text), &err);

	assert_non_null(conf);
	route_rules_init(r);
	for (size_t i = 0; i < conf_count(conf); i++)
		if (!route_rules_put(r, conf, conf_at(conf, i), &err))
			fail_msg("%s", err.text);
	conf_free(conf);
}

static struct simulated
under(const struct day *y, const char *text)
{
	struct route_rules rules;
	struct simulated out;

	read_rules(&rules, text);
	assert_true(simulate(&y->s, &rules, &out));
	return out;
}

static void
near(int64_t simulated_ms, int64_t recorded_ms)
{
	int64_t off_ms = llabs(simulated_ms - recorded_ms);

	if (off_ms > 20000 + recorded_ms / 5)
		fail_msg("simulated %lld s, recorded %lld s",
		    (long long)simulated_ms / 1000,
		    (long long)recorded_ms / 1000);
}

static void
the_same_rules_give_nearly_the_same_day(void **state)
{
	struct day *y = *state;
	struct simulated was, now;

	simulate_recorded(&y->s, &was);
	now = under(y, "");
	assert_int_equal(was.n, N);
	assert_int_equal(now.n_served, was.n_served);
	/* There is something to compare: a queue. */
	assert_true(was.p90_ms > MINUTE_MS);
	near(now.median_ms, was.median_ms);
	near(now.p90_ms, was.p90_ms);
}

static void
what_is_given_at_once_waits_less(void **state)
{
	struct day *y = *state;
	struct simulated pulled = under(y, "");
	struct simulated given = under(y, "[routing]\nmode = assign\n");
	struct simulated offered = under(y, "[routing]\nmode = offer\n");

	assert_true(given.median_ms < pulled.median_ms);
	assert_true(given.p90_ms <= pulled.p90_ms);
	assert_int_equal(offered.n_served, N);
	assert_true(offered.median_ms >= given.median_ms);
}

static void
who_waits_long_overflows_and_who_leaves_is_counted(void **state)
{
	struct day *y = *state;
	struct simulated out;

	out = under(y, "[rule late]\nif_department = sales\nif_waited = 1m\n"
	    "department = billing\n"
	    "[rule later]\nif_waited = 3m\nanswer_in = 2h\nmessage = Later.\n");
	assert_true(out.n_overflowed > 0 && out.n_overflowed < N);
	assert_true(out.n_left_message > 0 &&
	    out.n_left_message <= out.n_overflowed);
	for (int i = 0; i < N; i += 2)
		if (y->customers[i].wait_ms > 3 * MINUTE_MS) {
			y->customers[i].gone_ms = 2 * MINUTE_MS;
			y->customers[i].wait_ms = -1;
		}
	out = under(y, "");
	assert_true(out.n_abandoned > 0);
	assert_int_equal(out.n_abandoned + out.n_served + out.n_unserved, N);
}

static void
when_nobody_is_there_nobody_is_served(void **state)
{
	struct day *y = *state;
	struct simulated out;

	y->s.n_shifts = 0;
	out = under(y, "[routing]\nmode = assign\n");
	assert_int_equal(out.n_served, 0);
	assert_int_equal(out.n_unserved, N);
	assert_int_equal(out.median_ms, 0);
}

static void
the_middle_and_the_ninth_of_ten(void **state)
{
	int64_t values[] = { 5, 1, 9, 3, 7, 2, 8, 4, 10, 6 }, median, p90;

	(void)state;
	simulate_middle(values, 10, &median, &p90);
	assert_int_equal(median, 5);
	assert_int_equal(p90, 9);
	/* Of five, four are not nine of ten. */
	simulate_middle(values, 5, &median, &p90);
	assert_int_equal(median, 3);
	assert_int_equal(p90, 5);
	simulate_middle(values, 0, &median, &p90);
	assert_int_equal(median, 0);
}

#define D(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		D(the_same_rules_give_nearly_the_same_day),
		D(what_is_given_at_once_waits_less),
		D(who_waits_long_overflows_and_who_leaves_is_counted),
		D(when_nobody_is_there_nobody_is_served),
		cmocka_unit_test(the_middle_and_the_ninth_of_ten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
