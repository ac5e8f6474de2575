/* SPDX-License-Identifier: GPL-3.0-or-later */
/* native_desk.h - the native driver against a desk of raw bytes. The clock is
 * the test's own: nothing here waits for time to pass.
 */
#ifndef UNIT_NATIVE_DESK_H
#define UNIT_NATIVE_DESK_H

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
/* So much of it that curl does not ask again by itself. */
#define HALF_ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"

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

static inline void
note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static inline void
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

static inline void
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

static inline void
on_sign_in(void *ctx)
{
	(void)ctx;
	t.n_sign_in++;
}

static inline int
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

static inline void
turn(void)
{
	native_ops.tick(t.b, now_ms);
	raw_turn(&t.raw, t.net);
}

/* Nothing more comes of it while the clock stands. */
static inline void
settle(void)
{
	for (int i = 0; i < 5; i++)
		turn();
}

static inline struct raw_conn *
held(const char *match)
{
	for (int i = 0; i < RAW_CONNS; i++)
		if (t.raw.conns[i].fd >= 0 && strncmp(t.raw.conns[i].held,
		    match, strlen(match)) == 0 && t.raw.conns[i].held[0] != 0)
			return &t.raw.conns[i];
	return NULL;
}

/* What is in line goes out to the one that is held. */
static inline void
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

static inline void
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

static inline void
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

static inline void
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

static inline void
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

static inline void
open_backend(void)
{
	struct account account = { .name = "a", .token = "t0ken" };
	struct backend_sink sink = { on_event, on_sign_in, NULL, NULL };

	t.b = native_ops.open(&account, t.net, &sink, NULL);
	assert_non_null(t.b);
}

static inline int
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

static inline int
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
static inline void
go_live(void)
{
	say_snapshot(CURSOR(57));
	open_backend();
	UNTIL(held(POLL) != NULL);
	assert_int_equal(heard("snapshot " CURSOR(57)), 1);
	assert_int_equal(heard("link live"), 1);
}

static inline void
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

#define LIVE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
