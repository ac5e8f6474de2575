/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day that was, and the same day simulated: with the same rules both must be
 * near each other (the middle wait and the ninth of ten within 20 seconds and
 * a fifth), and other rules must show what they change.
 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "domain/target.h"
#include "server/desk/simulate.h"

#define N	  160
#define OPERATORS 3
#define MINUTE_MS 60000
#define DAY_MS	  (9 * 60 * MINUTE_MS)

struct day {
	struct desk *d;
	struct simulated_customer customers[N];
	struct simulated_state states[OPERATORS];
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
		c->was.wait_ms = best_ms - c->opened_ms;
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
		y->states[i] = (struct simulated_state){ 1 + i, 0,
			PRESENCE_ONLINE };
	}
	for (int i = 0; i < N; i++)
		y->customers[i] = (struct simulated_customer){
			.opened_ms = some(y, MINUTE_MS, DAY_MS), .page = "",
			.language = "", .department_id = 1, .gone_ms = -1,
			.answer_ms = 20000,
			.segment = i % 10 == 0 ? "vip" : "",
			.handling_ms = some(y, 8 * MINUTE_MS,
			    28 * MINUTE_MS),
		};
	qsort(y->customers, N, sizeof *y->customers, compare);
	live(y, 2);
	y->s = (struct simulation){
		.like = y->d, .customers = y->customers, .n_customers = N,
		.states = y->states, .n_states = OPERATORS,
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

/* Of the last run. */
static struct simulated_fate fates[N];

static struct simulated
with_book(const struct day *y, const char *text, const struct book *book)
{
	struct route_rules rules;
	struct simulated_rules both = { &rules, book };
	struct simulated out;

	read_rules(&rules, text);
	assert_true(simulate(&y->s, &both, fates));
	simulate_sum(&y->s, fates, SIMULATED_ALL, &out);
	return out;
}

static struct simulated
under(const struct day *y, const char *text)
{
	return with_book(y, text, NULL);
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

	simulate_sum(&y->s, NULL, SIMULATED_ALL, &was);
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
		if (y->customers[i].was.wait_ms > 3 * MINUTE_MS) {
			y->customers[i].gone_ms = 2 * MINUTE_MS;
			y->customers[i].was.wait_ms = -1;
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

	y->s.n_states = 0;
	out = under(y, "[routing]\nmode = assign\n");
	assert_int_equal(out.n_served, 0);
	assert_int_equal(out.n_unserved, N);
	assert_int_equal(out.median_ms, 0);
}

/* Who still waits when the log ends still waits here. */
static void
it_ends_with_the_log(void **state)
{
	struct day *y = *state;
	struct simulated all = under(y, ""), half;

	y->s.end_ms = DAY_MS / 2;
	half = under(y, "");
	assert_int_equal(all.n_unserved, 0);
	assert_true(half.n_unserved > N / 3 && half.n_served > N / 3);
	for (int i = 0; i < N; i++)
		assert_true(fates[i].wait_ms < 0 || y->customers[i].opened_ms +
		    fates[i].wait_ms <= y->s.end_ms);
}

/* Two of three go to lunch; nobody is given anything who is not there. */
static void
who_is_away_serves_nobody(void **state)
{
	struct day *y = *state;
	struct simulated_state states[] = {
		{ 1, 0, PRESENCE_ONLINE }, { 2, 0, PRESENCE_ONLINE },
		{ 3, 0, PRESENCE_ONLINE },
		{ 1, DAY_MS / 3, PRESENCE_AWAY },
		{ 2, DAY_MS / 3, PRESENCE_BREAK },
		{ 1, DAY_MS / 2, PRESENCE_ONLINE },
		{ 2, DAY_MS / 2, PRESENCE_ONLINE },
		{ 3, 2 * DAY_MS, PRESENCE_OFFLINE },
	};
	struct simulated all = under(y, "[routing]\nmode = assign\n"), few;

	y->s.states = states;
	y->s.n_states = sizeof states / sizeof *states;
	few = under(y, "[routing]\nmode = assign\n");
	assert_true(few.p90_ms > all.p90_ms + 5 * MINUTE_MS);
	y->s.n_states = 3;
	few = under(y, "[routing]\nmode = assign\n");
	assert_int_equal(few.p90_ms, all.p90_ms);
}

/* What the file says of departments holds here as it does at the desk. */
static void
departments_open_shut_and_overflow(void **state)
{
	struct book_department sales = { .name = "sales", .overflow_to = "",
		.overflow_message = "", .overflow_after_ms = 2 * MINUTE_MS };
	const struct book book = { .departments = &sales,
		.n_departments = 1 };
	struct err err;
	size_t at;
	struct day *y = *state;
	struct simulated out;

	hours_init(&sales.hours);
	sales.overflow_to = "billing";
	out = with_book(y, "", &book);
	assert_true(out.n_overflowed > 0 && out.n_left_message == 0);
	sales.overflow_to = "";
	sales.overflow_message = "We answer by mail.";
	out = with_book(y, "", &book);
	assert_true(out.n_overflowed == 0 && out.n_left_message > 0);
	sales.overflow_after_ms = TARGET_NEVER;
	assert_true(hours_parse(&sales.hours, "daily 02:00-23:00", &at, &err));
	out = with_book(y, "[rule night]\nif_hours = closed\nanswer_in = 2h\n"
	    "message = Later.\n", &book);
	assert_true(out.n_left_message > N / 9 && out.n_left_message < N / 3);
	for (int i = 0; i < N; i++)
		assert_int_equal(fates[i].has_left_message,
		    y->customers[i].opened_ms < 120 * MINUTE_MS);
}

/* Late is who was answered after the target, and who never was. */
static void
missed_targets_are_counted(void **state)
{
	static const struct book_target targets[] = { { .name = "all",
		.priority_to = MAX_PRIORITY, .warn_percent = 50,
		.limit_ms = { 3 * MINUTE_MS, TARGET_NEVER, TARGET_NEVER } } };
	const struct book book = { .targets = targets, .n_targets = 1 };
	struct day *y = *state;
	struct simulated out = with_book(y, "", &book);
	int n = 0;

	for (int i = 0; i < N; i++)
		n += fates[i].wait_ms < 0 || fates[i].wait_ms + 20000 >
		    3 * MINUTE_MS;
	assert_true(n > 0 && n < N);
	assert_int_equal(out.n_missed, n);
	y->s.n_states = 0;
	out = with_book(y, "", &book);
	assert_int_equal(out.n_missed, N);
}

static void
each_department_has_its_figures(void **state)
{
	struct day *y = *state;
	struct simulated sales, billing, all;

	for (int i = 0; i < N; i += 4)
		y->customers[i].department_id = 2;
	all = under(y, "");
	simulate_sum(&y->s, fates, 1, &sales);
	simulate_sum(&y->s, fates, 2, &billing);
	assert_int_equal(billing.n, N / 4);
	assert_int_equal(sales.n + billing.n, all.n);
	assert_int_equal(sales.n_served + billing.n_served, all.n_served);
	assert_int_equal(all.worst_ms, sales.worst_ms > billing.worst_ms ?
	    sales.worst_ms : billing.worst_ms);
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
		D(it_ends_with_the_log),
		D(who_is_away_serves_nobody),
		D(departments_open_shut_and_overflow),
		D(missed_targets_are_counted),
		D(each_department_has_its_figures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
