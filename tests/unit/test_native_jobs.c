/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions: their order, again and again, and what is asked for. */
#include "native_desk.h"

/* --- actions ------------------------------------------------------------- */

static void
kept_actions_of_a_conversation_keep_their_order(void **state)
{
	(void)state;
	go_live();
	submit(ACTION_MESSAGE, 7, ID("aaaa"), "one");
	submit(ACTION_MESSAGE, 7, ID("bbbb"), "two");
	submit(ACTION_MESSAGE, 8, ID("cccc"), "other");
	submit(ACTION_CLOSE, 7, ID("dddd"), "");
	UNTIL(held("POST /api/v1/conversations/7/") != NULL &&
	    held("POST /api/v1/conversations/8/") != NULL);
	settle();
	assert_int_equal(raw_count(&t.raw, "POST"), 2);
	/* The first fails: it goes again, and what is behind it waits. */
	raw_say(&t.raw, "POST /api/v1/conversations/7/", 507, "", "{}");
	release("POST /api/v1/conversations/7/");
	UNTIL(heard("refused aaaa store again 0") == 1);
	settle();
	assert_int_equal(raw_count(&t.raw, "POST"), 2);
	say_stored("POST /api/v1/conversations/7/", ID("aaaa"));
	say_stored("POST /api/v1/conversations/7/", ID("bbbb"));
	raw_say(&t.raw, "POST /api/v1/conversations/7/close", 200, "", "{}");
	now_ms += 1800;	/* the back-off is over */
	UNTIL(heard("stored dddd") == 1);
	assert_string_equal(t.log[t.n_log - 3], "stored aaaa");
	assert_string_equal(t.log[t.n_log - 2], "stored bbbb");
	assert_int_equal(heard("stored cccc"), 0);
	say_stored("POST", ID("cccc"));
	release("POST");
	UNTIL(heard("stored cccc") == 1);
}

static void
a_cut_message_goes_again_with_the_same_id(void **state)
{
	int n;

	(void)state;
	go_live();
	submit(ACTION_MESSAGE, 7, ID("aaaa"), "\xd0\x96");
	UNTIL(held("POST") != NULL);
	raw_say_bytes(&t.raw, "POST", "HTTP/1.1 20", 11, RAW_CLOSE);
	release("POST");
	UNTIL(heard("refused aaaa net again 0") >= 1);
	n = raw_count(&t.raw, "POST");
	now_ms += 1800;	/* the back-off is over */
	UNTIL(raw_count(&t.raw, "POST") == n + 1);
	assert_non_null(strstr(last_seen("POST"), ID("aaaa")));
	say_stored("POST", ID("aaaa"));
	release("POST");
	UNTIL(heard("stored aaaa") == 1);
	now_ms += 100000;
	settle();
	assert_int_equal(raw_count(&t.raw, "POST"), n + 1);
	for (size_t i = 0; i < t.raw.n_seen; i++)
		if (strncmp(t.raw.seen[i], "POST", 4) == 0)
			assert_non_null(strstr(t.raw.seen[i], ID("aaaa")));
}

/* What was sent into the dead line and what waits for another try. */
static void
all_goes_out_when_the_line_is_back(void **state)
{
	(void)state;
	go_live();
	submit(ACTION_MESSAGE, 7, ID("aaaa"), "swallowed");
	UNTIL(held("POST") != NULL);
	raw_say_bytes(&t.raw, POLL, HALF_ANSWER, strlen(HALF_ANSWER),
	    RAW_CLOSE);
	release(POLL);
	UNTIL(heard("link waiting") == 1);
	now_ms += t.retry_ms;
	UNTIL(held(POLL) != NULL);
	assert_int_equal(raw_count(&t.raw, "POST"), 1);
	raw_say(&t.raw, POLL, 204, "", "");
	release(POLL);
	UNTIL(raw_count(&t.raw, "POST") == 2);
	assert_non_null(strstr(last_seen("POST"), ID("aaaa")));
	say_stored("POST", ID("aaaa"));
	release("POST");
	UNTIL(heard("stored aaaa") == 1);
}

static void
who_says_no_decides_what_follows(void **state)
{
	static const struct { int status; const char *headers, *body, *heard;
	    bool again; } cases[] = {
		{ 409, "", "{\"error\":\"conflict\",\"message\":\"x\","
		    "\"operator\":3}", "refused aaaa conflict final 3", false },
		{ 403, "", "{\"error\":\"rights\"}",
		    "refused aaaa rights final 0", false },
		{ 413, "", "", "refused aaaa too_large final 0", false },
		{ 501, "", "", "refused aaaa unsupported final 0", false },
		{ 429, "Retry-After: 7\r\n", "{\"error\":\"busy\"}",
		    "refused aaaa busy again 0", true },
		{ 503, "", "<html>", "refused aaaa busy again 0", true },
		{ 200, "", "<html>Welcome to our hotel</html>",
		    "refused aaaa protocol again 0", true },
		{ 200, "", "{\"client_id\":\"" ID("bbbb") "\"}",
		    "refused aaaa protocol again 0", true },
		{ 302, "Location: /login\r\n", "",
		    "refused aaaa protocol again 0", true },
	};

	(void)state;
	go_live();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int n = heard(cases[i].heard), stored = heard("stored aaaa");

		raw_say(&t.raw, "POST", cases[i].status, cases[i].headers,
		    cases[i].body);
		submit(ACTION_MESSAGE, 7, ID("aaaa"), "hi");
		for (int k = 0; k < RAW_TURNS && heard(cases[i].heard) == n;
		    k++)
			turn();
		if (heard(cases[i].heard) != n + 1)
			fail_msg("case %zu: heard %s", i, t.log[t.n_log - 1]);
		if (!cases[i].again)
			continue;
		say_stored("POST", ID("aaaa"));
		now_ms += 700;
		settle();
		assert_int_equal(heard("stored aaaa"), stored);
		now_ms += 6300;
		UNTIL(heard("stored aaaa") == stored + 1);
	}
	assert_int_equal(heard("refused bbbb protocol again 0"), 0);
}

static void
what_is_asked_for_comes_or_is_refused(void **state)
{
	static const char transcript[] = "{\"events\":[{\"seq\":9,\"type\":"
	    "\"message\",\"conversation\":7,\"at\":1790000000000,\"by\":"
	    "\"visitor\",\"by_id\":0,\"text\":\"b\"},{\"seq\":8,\"type\":"
	    "\"yodel\"},{\"seq\":7,\"type\":\"message\",\"conversation\":7,"
	    "\"at\":1790000000000,\"by\":\"visitor\",\"by_id\":0,\"text\":"
	    "\"a\"}],\"complete\":true}";

	(void)state;
	go_live();
	raw_say(&t.raw, "GET /api/v1/conversations/7/transcript?before=40 ",
	    200, "", transcript);
	submit(ACTION_FETCH_TRANSCRIPT, 7, "", "");
	UNTIL(heard("transcript 7 2 1") == 1);
	raw_say(&t.raw, "GET /api/v1/customers/7 ", 200, "", "{\"id\":7,"
	    "\"name\":\"Ewa\",\"contact\":\"\",\"language\":\"pl\","
	    "\"note\":\"\",\"since\":1790000000000,\"earlier\":[]}");
	submit(ACTION_FETCH_CUSTOMER, 7, "", "");
	UNTIL(heard("customer 7 Ewa") == 1);
	raw_say(&t.raw, "GET /api/v1/canned ", 200, "", "{\"canned\":[]}");
	submit(ACTION_FETCH_CANNED, 0, "", "");
	UNTIL(heard("canned 0") == 1);
	raw_say(&t.raw, "GET /api/v1/customers/8 ", 404, "", "{}");
	submit(ACTION_FETCH_CUSTOMER, 8, "", "");
	UNTIL(heard("refused  not_found final 0") == 1);
	/* Nonsense is asked for once. */
	raw_say(&t.raw, "GET /api/v1/customers/9 ", 200, "", "<html>");
	submit(ACTION_FETCH_CUSTOMER, 9, "", "");
	settle();
	now_ms += 100000;
	settle();
	assert_int_equal(raw_count(&t.raw, "GET /api/v1/customers/9 "), 1);
	/* Typing is worth nothing later, and its answer says nothing. */
	raw_say(&t.raw, "POST /api/v1/conversations/7/typing", 204, "", "");
	submit(ACTION_TYPING, 7, "", "");
	UNTIL(raw_count(&t.raw, "POST") == 1);
	settle();
	assert_int_equal(raw_count(&t.raw, "POST"), 1);
}

/* --- signing in ---------------------------------------------------------- */

static void
no_token_no_desk(void **state)
{
	struct account account = { .name = "a" };
	struct backend_sink sink = { on_event, on_sign_in, NULL, NULL };
	struct err err;

	(void)state;
	assert_null(native_ops.open(&account, t.net, &sink, &err));
	assert_int_equal(err.code, ERR_AUTH);
	native_ops.close(NULL);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		LIVE(kept_actions_of_a_conversation_keep_their_order),
		LIVE(a_cut_message_goes_again_with_the_same_id),
		LIVE(all_goes_out_when_the_line_is_back),
		LIVE(who_says_no_decides_what_follows),
		LIVE(what_is_asked_for_comes_or_is_refused),
		LIVE(no_token_no_desk),
	};

	log_open("/dev/null", LOG_ERROR, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
