/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line: snapshot, polls, and what goes wrong with them. */
#include "native_desk.h"

/* --- the poll ------------------------------------------------------------ */

static void
a_snapshot_is_followed_by_polls(void **state)
{
	(void)state;
	go_live();
	assert_non_null(strstr(last_seen(SNAPSHOT),
	    "\r\nAuthorization: Bearer t0ken\r\n"));
	assert_ptr_equal(strstr(last_seen(POLL), POLL "cursor=" CURSOR(57)
	    "&hold=25&console="), last_seen(POLL));
	say_poll(CURSOR(58), 58, "hello");
	release(POLL);
	UNTIL(heard("message 58 hello") == 1 && held(POLL) != NULL);
	assert_non_null(strstr(last_seen(POLL), CURSOR(58)));
	/* A hold that ended without news keeps the cursor. */
	now_ms += 25000;
	raw_say(&t.raw, POLL, 204, "", "");
	release(POLL);
	UNTIL(raw_count(&t.raw, POLL) == 3);
	assert_non_null(strstr(last_seen(POLL), CURSOR(58)));
	assert_int_equal(heard("link live"), 1);
	assert_int_equal(t.n_log, 4);	/* connecting, live, two events */
}

static void
whole_holds_grow_and_cut_ones_halve(void **state)
{
	(void)state;
	go_live();
	for (int i = 0; i < 4; i++) {
		now_ms += 25000;
		raw_say(&t.raw, POLL, 204, "", "");
		release(POLL);
		UNTIL(raw_count(&t.raw, POLL) == i + 2);
	}
	UNTIL(strstr(last_seen(POLL), "hold=30&") != NULL);
	/* Something in between cuts: shorter, and at once. */
	now_ms += 20000;
	raw_say_bytes(&t.raw, POLL, "", 0, RAW_CLOSE);
	release(POLL);
	settle();
	now_ms += 300;
	UNTIL(strstr(last_seen(POLL), "hold=15&") != NULL);
	assert_int_equal(heard("link waiting"), 0);
	/* The second in a row waits. */
	now_ms += 10000;
	raw_say_bytes(&t.raw, POLL, "", 0, RAW_CLOSE);
	release(POLL);
	UNTIL(heard("link waiting") == 1);
	now_ms += t.retry_ms;
	UNTIL(strstr(last_seen(POLL), "hold=7&") != NULL);
	for (int i = 0; i < 3; i++) {
		UNTIL(held(POLL) != NULL);
		now_ms += 4000;
		raw_say(&t.raw, POLL, 504, "", "");
		release(POLL);
		UNTIL(heard("link waiting") == i + 2);
		now_ms += t.retry_ms;
		turn();
	}
	UNTIL(held(POLL) != NULL);
	assert_non_null(strstr(last_seen(POLL), "hold=7&"));
}

static void
a_lost_cursor_takes_a_snapshot(void **state)
{
	(void)state;
	go_live();
	now_ms += 5000;
	say_poll(CURSOR(58), 58, "x");
	release(POLL);
	UNTIL(raw_count(&t.raw, POLL) == 2);
	raw_say(&t.raw, POLL, 410, "", "{\"error\":\"cursor_expired\"}");
	say_snapshot("0badf00d.1");
	release(POLL);
	UNTIL(heard("snapshot 0badf00d.1") == 1 && held(POLL) != NULL);
	assert_non_null(strstr(last_seen(POLL), "0badf00d.1"));
}

/* A desk that gives cursors it does not know itself. */
static void
a_cursor_that_is_never_good_makes_no_hurry(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		say_snapshot(CURSOR(57));
		raw_say(&t.raw, POLL, 410, "", "{}");
	}
	open_backend();
	UNTIL(heard("link waiting") == 1);
	settle();
	assert_int_equal(raw_count(&t.raw, SNAPSHOT), 1);
	now_ms += t.retry_ms;
	UNTIL(heard("link waiting") == 2);
	assert_int_equal(raw_count(&t.raw, SNAPSHOT), 2);
	raw_say(&t.raw, SNAPSHOT, 410, "", "{}");
}

static void
an_unknown_token_asks_for_a_password(void **state)
{
	(void)state;
	go_live();
	submit(ACTION_MESSAGE, 7, ID("aaaa"), "hi");
	raw_say(&t.raw, POLL, 401, "", "{\"error\":\"auth\"}");
	raw_say(&t.raw, "POST", 401, "", "{\"error\":\"auth\"}");
	release(POLL);
	UNTIL(heard("link refused") == 1);
	settle();
	assert_int_equal(t.n_sign_in, 1);
	assert_int_equal(heard("refused aaaa auth final 0"), 0);
	assert_int_equal(native_ops.tick(t.b, now_ms), -1);
	now_ms += 100000;
	settle();
	assert_int_equal(raw_count(&t.raw, POLL), 1);
	assert_int_equal(raw_count(&t.raw, SNAPSHOT), 1);
}

static void
a_busy_desk_is_left_alone_as_long_as_it_says(void **state)
{
	int64_t due;

	(void)state;
	go_live();
	raw_say(&t.raw, POLL, 503, "Retry-After: 40\r\n", "");
	release(POLL);
	UNTIL(heard("link waiting") == 1);
	assert_int_equal(t.retry_ms, 40000);
	due = native_ops.tick(t.b, now_ms);
	assert_int_equal(due, 40000);
	now_ms += 39999;
	settle();
	assert_int_equal(raw_count(&t.raw, POLL), 1);
	/* Unless the operator does not want to wait. */
	native_ops.reconnect(t.b);
	UNTIL(raw_count(&t.raw, POLL) == 2);
}

static void
errors_wait_longer_each_time(void **state)
{
	int before_ms = 0;

	(void)state;
	for (int i = 0; i < 4; i++) {
		raw_say(&t.raw, SNAPSHOT, 500, "", "");
		if (i == 0)
			open_backend();
		UNTIL(heard("link waiting") == i + 1);
		assert_true(t.retry_ms >= 750 << i);
		assert_true(t.retry_ms > before_ms);
		before_ms = t.retry_ms;
		now_ms += t.retry_ms;
	}
	say_snapshot(CURSOR(57));
	UNTIL(heard("link live") == 1);
}

/* Who waits for the line hears of it within seconds, however long it was away. */
static void
a_lost_line_is_tried_every_few_seconds(void **state)
{
	int64_t lost_ms;

	(void)state;
	go_live();
	lost_ms = now_ms;
	for (int i = 0; i < 12; i++) {
		raw_say_bytes(&t.raw, POLL, HALF_ANSWER, strlen(HALF_ANSWER),
		    RAW_CLOSE);
		if (i == 0)
			release(POLL);
		UNTIL(heard("link waiting") == i + 1);
		assert_in_range(t.retry_ms, 1000, 6000);
		now_ms += t.retry_ms;
	}
	assert_in_range(now_ms - lost_ms, 12000, 72000);
	/* It asks what is new, without a hold, then holds again. */
	UNTIL(held(POLL) != NULL);
	assert_non_null(strstr(last_seen(POLL), "&hold=0&"));
	raw_say(&t.raw, POLL, 204, "", "");
	release(POLL);
	UNTIL(heard("link live") == 2);
	now_ms += 1000;
	UNTIL(held(POLL) != NULL);
	assert_non_null(strstr(last_seen(POLL), "&hold=25&"));
}

/* Believed, they would make what is true look old. */
static void
events_after_their_cursor_or_of_another_desk_are_refused(void **state)
{
	static const char *const cursors[] = { CURSOR(58), "0badf00d.900" };

	(void)state;
	go_live();
	for (int i = 0; i < 2; i++) {
		say_poll(cursors[i], 400 + i, "a lie");
		release(POLL);
		UNTIL(heard("link waiting") == i + 1);
		assert_int_equal(heard("message 400 a lie"), 0);
		assert_int_equal(heard("message 401 a lie"), 0);
		now_ms += t.retry_ms;
		UNTIL(held(POLL) != NULL);
		assert_non_null(strstr(last_seen(POLL), CURSOR(57)));
	}
	say_poll(CURSOR(58), 58, "hello");
	release(POLL);
	UNTIL(heard("message 58 hello") == 1);
}

/* Whatever nonsense comes at once and for ever: a request a second. */
static void
nonsense_does_not_make_it_frantic(void **state)
{
	static const struct { int status; const char *headers, *body; }
	cases[] = {
		{ 200, "", "<html>Welcome to our hotel</html>" },
		{ 200, "", "" },
		{ 200, "", "[]" },
		{ 200, "", "{\"cursor\":\"../../x\",\"events\":[]}" },
		{ 200, "", "{\"cursor\":\"" CURSOR(57) "\",\"events\":[]}" },
		{ 200, "", "{\"cursor\":\"" CURSOR(57) "\",\"more\":true,"
		    "\"events\":[]}" },
		{ 200, "", "{\"cursor\":\"" CURSOR(57) "\",\"events\":[],"
		    "\"moment\":[{\"seq\":0,\"type\":\"presence\"}]}" },
		{ 204, "", "" },
		{ 302, "Location: /login\r\n", "" },
		{ 404, "", "no" },
		{ 400, "", "{\"error\":\"value\"}" },
		{ 599, "", "" },
		{ 503, "Retry-After: 0\r\n", "" },
	};
	const int64_t minute = 60000;

	(void)state;
	go_live();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int from = raw_count(&t.raw, "GET");
		int64_t end = now_ms + minute / 4;

		for (int k = 0; k < 60; k++)
			raw_say(&t.raw, "GET", cases[i].status,
			    cases[i].headers, cases[i].body);
		if (held("GET") != NULL)
			release("GET");
		while (now_ms < end) {
			turn();
			now_ms += 200;
		}
		if (raw_count(&t.raw, "GET") - from > 16)
			fail_msg("case %zu: %d requests in 15 s", i,
			    raw_count(&t.raw, "GET") - from);
		/* What was not asked for is not said any more. */
		while (t.raw.script != NULL) {
			struct raw_answer *a = t.raw.script;

			t.raw.script = a->next;
			free(a->bytes);
			free(a);
		}
	}
	/* And it comes back when the desk does. */
	say_snapshot(CURSOR(60));
	submit(ACTION_FETCH_SNAPSHOT, 0, "", "");
	UNTIL(heard("snapshot " CURSOR(60)) == 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		LIVE(a_snapshot_is_followed_by_polls),
		LIVE(whole_holds_grow_and_cut_ones_halve),
		LIVE(a_lost_cursor_takes_a_snapshot),
		LIVE(a_cursor_that_is_never_good_makes_no_hurry),
		LIVE(an_unknown_token_asks_for_a_password),
		LIVE(a_busy_desk_is_left_alone_as_long_as_it_says),
		LIVE(errors_wait_longer_each_time),
		LIVE(a_lost_line_is_tried_every_few_seconds),
		LIVE(events_after_their_cursor_or_of_another_desk_are_refused),
		LIVE(nonsense_does_not_make_it_frantic),
	};

	log_open("/dev/null", LOG_ERROR, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
