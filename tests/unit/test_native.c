/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The native driver against a desk of raw bytes. The clock is the test's own:
 * nothing here waits for time to pass. */
#include "raw.h"

#include "base/clock.h"
#include "base/log.h"
#include "console/backend/backend.h"
#include "proto/proto.h"

#define CURSOR(n)  "5f3a9c01." #n
#define ID(letter) letter letter letter letter letter letter letter letter
#define POLL	   "GET /api/v1/events?"
#define SNAPSHOT   "GET /api/v1/snapshot"
#define LOG_LINES  400

static int64_t now_ms;

/* In place of base/clock.c's. */
int64_t
clock_now_ms(void)
{
	return now_ms;
}

int64_t
clock_mono_ms(void)
{
	return now_ms;
}

struct talk {
	struct raw	raw;
	struct net     *net;
	struct backend *b;
	char	       *log[LOG_LINES];	/* what the console heard */
	int		n_log, n_sign_in;
	int		retry_ms;	/* of the last link */
};

static struct talk t;

/* --- what the console hears ---------------------------------------------- */

static void
note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void
note(const char *fmt, ...)
{
	char line[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	assert_true(t.n_log < LOG_LINES);
	t.log[t.n_log++] = mem_dup(line);
}

static void
on_event(void *ctx, const struct event *ev)
{
	static const char *const links[] = { "connecting", "live", "waiting",
	    "refused", "closed" };

	(void)ctx;
	switch (ev->type) {
	case EVENT_LINK:
		t.retry_ms = ev->retry_ms;
		note("link %s", links[ev->link]);
		break;
	case EVENT_SNAPSHOT:
		note("snapshot %s", ev->snapshot->cursor);
		break;
	case EVENT_STORED:
		note("stored %.4s", ev->client_id);
		break;
	case EVENT_REFUSED:
		note("refused %.4s %s %s %lld", ev->client_id,
		    err_name(ev->code), ev->is_final ? "final" : "again",
		    (long long)ev->operator_id);
		break;
	case EVENT_TRANSCRIPT:
		note("transcript %lld %zu %d", (long long)ev->conversation_id,
		    ev->n_batch, ev->is_complete);
		break;
	case EVENT_CUSTOMER_RECORD:
		note("customer %lld %s", (long long)ev->customer_id,
		    ev->customer->name);
		break;
	case EVENT_CANNED_LIST:
		note("canned %zu", ev->n_canned);
		break;
	default:
		note("%s %lld %s", event_name(ev->type), (long long)ev->seq,
		    ev->text);
	}
}

static void
on_sign_in(void *ctx)
{
	(void)ctx;
	t.n_sign_in++;
}

static int
heard(const char *line)
{
	int n = 0;

	for (int i = 0; i < t.n_log; i++)
		n += strcmp(t.log[i], line) == 0;
	return n;
}

/* Turns of the loop until it holds; the clock stands still. */
#define UNTIL(holds)                                                           \
	do {                                                                   \
		int turn_ = 0;                                                 \
		while (!(holds) && turn_++ < RAW_TURNS)                        \
			turn();                                                \
		assert_true(holds);                                            \
	} while (0)

static void
turn(void)
{
	native_ops.tick(t.b, now_ms);
	raw_turn(&t.raw, t.net);
}

/* Nothing more comes of it while the clock stands. */
static void
settle(void)
{
	for (int i = 0; i < 5; i++)
		turn();
}

static struct raw_conn *
held(const char *match)
{
	for (int i = 0; i < RAW_CONNS; i++)
		if (t.raw.conns[i].fd >= 0 && strncmp(t.raw.conns[i].held,
		    match, strlen(match)) == 0 && t.raw.conns[i].held[0] != 0)
			return &t.raw.conns[i];
	return NULL;
}

/* What is in line goes out to the one that is held. */
static void
release(const char *match)
{
	UNTIL(held(match) != NULL);
	assert_true(raw_release(&t.raw, held(match)));
}

static const char *
last_seen(const char *match)
{
	for (size_t i = t.raw.n_seen; i > 0; i--)
		if (strncmp(t.raw.seen[i - 1], match, strlen(match)) == 0)
			return t.raw.seen[i - 1];
	return "";
}

/* --- what the desk says -------------------------------------------------- */

static void
say_snapshot(const char *cursor)
{
	struct snapshot s = { .desk = "acme", .cursor = cursor,
		.at_ms = 1790000000000, .me = { .id = 2, .login = "anna",
		.name = "Anna", .role = ROLE_OPERATOR, .limit = 3 } };
	struct json_out w;
	struct str body;

	str_init(&body, 65536);
	json_begin(&w, &body);
	proto_snapshot_write(&w, NULL, &s);
	raw_say(&t.raw, SNAPSHOT, 200, "", body.data);
	str_clear(&body);
}

static void
put_message(struct json_out *w, const char *key, int64_t seq,
    const char *text, const char *client_id)
{
	struct event ev;

	event_init(&ev, EVENT_MESSAGE);
	ev.seq = seq;
	ev.conversation_id = 7;
	ev.at_ms = 1790000000000;
	ev.by = ACTOR_OPERATOR;
	ev.by_id = 2;
	ev.client_id = client_id;
	ev.text = text;
	proto_event_write(w, key, &ev, PROTO_FOR_OPERATOR);
}

static void
say_poll(const char *cursor, int64_t seq, const char *text)
{
	struct json_out w;
	struct str body;

	str_init(&body, 65536);
	json_begin(&w, &body);
	json_object(&w, NULL);
	json_put_str(&w, "cursor", cursor);
	json_array(&w, "events");
	if (seq > 0)
		put_message(&w, NULL, seq, text, "");
	json_end_array(&w);
	json_end_object(&w);
	raw_say(&t.raw, POLL, 200, "", body.data);
	str_clear(&body);
}

static void
say_stored(const char *match, const char *client_id)
{
	struct json_out w;
	struct str body;

	str_init(&body, 65536);
	json_begin(&w, &body);
	put_message(&w, NULL, 99, "hi", client_id);
	raw_say(&t.raw, match, 201, "", body.data);
	str_clear(&body);
}

/* --- fixtures ------------------------------------------------------------ */

static void
open_backend(void)
{
	struct account account = { .name = "a", .token = "t0ken" };
	struct backend_sink sink = { on_event, on_sign_in, NULL };

	t.b = native_ops.open(&account, t.net, &sink, NULL);
	assert_non_null(t.b);
}

static int
set_up(void **state)
{
	struct net_config config = { .base_url = "http://localhost",
		.max_answer_bytes = PROTO_ANSWER_BYTES };

	(void)state;
	memset(&t, 0, sizeof t);
	now_ms = 1000000;
	raw_open(&t.raw, true);
	config.unix_socket = t.raw.path;
	t.net = net_new(&config, NULL);
	return t.net == NULL;
}

static int
tear_down(void **state)
{
	(void)state;
	native_ops.close(t.b);
	net_free(t.net);
	raw_close(&t.raw);
	for (int i = 0; i < t.n_log; i++)
		free(t.log[i]);
	return 0;
}

/* A line that lives: the snapshot was taken, the poll is held. */
static void
go_live(void)
{
	say_snapshot(CURSOR(57));
	open_backend();
	UNTIL(held(POLL) != NULL);
	assert_int_equal(heard("snapshot " CURSOR(57)), 1);
	assert_int_equal(heard("link live"), 1);
}

static void
submit(enum action_type type, int64_t conversation_id, const char *id,
    const char *text)
{
	struct action a;
	struct err err;

	action_init(&a, type);
	a.conversation_id = conversation_id;
	a.customer_id = conversation_id;
	a.before = type == ACTION_FETCH_TRANSCRIPT ? 40 : 0;
	str_copy(a.client_id, sizeof a.client_id, id);
	a.text = text;
	assert_true(native_ops.submit(t.b, &a, &err));
}

/* --- the poll ------------------------------------------------------------ */

static void
a_snapshot_is_followed_by_polls(void **state)
{
	(void)state;
	go_live();
	assert_non_null(strstr(last_seen(SNAPSHOT),
	    "\r\nAuthorization: Bearer t0ken\r\n"));
	assert_ptr_equal(strstr(last_seen(POLL), POLL "cursor=" CURSOR(57)
	    "&hold=25 "), last_seen(POLL));
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
	UNTIL(strstr(last_seen(POLL), "hold=30 ") != NULL);
	/* Something in between cuts: shorter, and at once. */
	now_ms += 20000;
	raw_say_bytes(&t.raw, POLL, "", 0, RAW_CLOSE);
	release(POLL);
	settle();
	now_ms += 300;
	UNTIL(strstr(last_seen(POLL), "hold=15 ") != NULL);
	assert_int_equal(heard("link waiting"), 0);
	/* The second in a row waits. */
	now_ms += 10000;
	raw_say_bytes(&t.raw, POLL, "", 0, RAW_CLOSE);
	release(POLL);
	UNTIL(heard("link waiting") == 1);
	now_ms += t.retry_ms;
	UNTIL(strstr(last_seen(POLL), "hold=7 ") != NULL);
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
	assert_non_null(strstr(last_seen(POLL), "hold=7 "));
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
	now_ms += 1300;
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
	now_ms += 1300;
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
	struct backend_sink sink = { on_event, on_sign_in, NULL };
	struct err err;

	(void)state;
	assert_null(native_ops.open(&account, t.net, &sink, &err));
	assert_int_equal(err.code, ERR_AUTH);
	native_ops.close(NULL);
}

#define LIVE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

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
		LIVE(nonsense_does_not_make_it_frantic),
		LIVE(kept_actions_of_a_conversation_keep_their_order),
		LIVE(a_cut_message_goes_again_with_the_same_id),
		LIVE(who_says_no_decides_what_follows),
		LIVE(what_is_asked_for_comes_or_is_refused),
		LIVE(no_token_no_desk),
	};

	log_open("/dev/null", LOG_ERROR, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
