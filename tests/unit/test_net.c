/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raw.h"

#include <fcntl.h>
#include <limits.h>

#define MAX_BYTES 1000
#define TWO_HEADS "HTTP/1.1 103 X\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\n" \
	"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n"

/* What came back, copied. */
struct got {
	struct net_answer a;
	char   body[MAX_BYTES + 1];
	int    n;
	struct net_request **cancels;
};

static void
on_done(void *ctx, const struct net_answer *a)
{
	struct got *g = ctx;

	g->a = *a;
	g->n++;
	assert_true(a->len <= MAX_BYTES);
	memcpy(g->body, a->body, a->len);
	g->body[a->len] = '\0';
	if (g->cancels != NULL) {
		net_cancel(*g->cancels);
		*g->cancels = NULL;
	}
}

static struct net *
open_net(const struct raw *r)
{
	struct net_config config = {
		.base_url = r->url, .max_answer_bytes = MAX_BYTES,
		.unix_socket = r->path[0] != '\0' ? r->path : NULL
	};
	struct err err;
	struct net *n = net_new(&config, &err);

	assert_non_null(n);
	return n;
}

static void
run(struct raw *r, struct net *n, const struct net_ask *ask, struct got *g)
{
	struct err err;

	memset(g, 0, sizeof *g);
	assert_non_null(net_start(n, ask, on_done, g, &err));
	for (int i = 0; i < RAW_TURNS && g->n == 0; i++)
		raw_turn(r, n);
	assert_int_equal(g->n, 1);
}

static void
get(struct raw *r, struct net *n, struct got *g)
{
	run(r, n, &(struct net_ask){ .method = "GET", .path = "/x",
	    .timeout_ms = 5000 }, g);
}

static struct raw raw;

static void
a_whole_answer_comes_whole(void **state)
{
	struct net_ask ask = {
		.method = "POST", .path = "/api/v1/x?a=b", .token = "t0ken",
		.body = "{\"a\":1}", .len = 7, .timeout_ms = 5000
	};
	struct net *n;
	struct got g;

	(void)state;
	raw_open(&raw, false);
	n = open_net(&raw);
	raw_say(&raw, "POST", 201, "", "{\"ok\":true}");
	run(&raw, n, &ask, &g);
	assert_int_equal(g.a.err.code, ERR_NONE);
	assert_int_equal(g.a.status, 201);
	assert_string_equal(g.body, "{\"ok\":true}");
	assert_int_equal(g.a.retry_after_s, -1);
	assert_false(g.a.was_cut);
	assert_ptr_equal(strstr(raw.seen[0], "POST /api/v1/x?a=b HTTP/1.1\r\n"),
	    raw.seen[0]);
	assert_non_null(strstr(raw.seen[0],
	    "\r\nAuthorization: Bearer t0ken\r\n"));
	assert_non_null(strstr(raw.seen[0],
	    "\r\nContent-Type: application/json\r\n"));
	assert_null(strcasestr(raw.seen[0], "\r\nExpect:"));
	assert_non_null(strstr(raw.seen[0], "\r\n\r\n{\"a\":1}"));
	/* The status is the caller's matter; an empty body is "". */
	raw_say(&raw, "GET", 204, "", "");
	get(&raw, n, &g);
	assert_int_equal(g.a.status, 204);
	assert_string_equal(g.body, "");
	/* A head before the head, lines after the body. */
	raw_say_bytes(&raw, "GET", TWO_HEADS, strlen(TWO_HEADS), RAW_KEEP);
	get(&raw, n, &g);
	assert_int_equal(g.a.err.code, ERR_NONE);
	assert_string_equal(g.body, "abc");
	raw_say(&raw, "GET", 500, "", "no");
	get(&raw, n, &g);
	assert_int_equal(g.a.err.code, ERR_NONE);
	assert_int_equal(g.a.status, 500);
	net_free(n);
	raw_close(&raw);
}

static void
what_is_not_whole_is_no_answer(void **state)
{
	static const struct { const char *bytes; bool was_cut; } cases[] = {
		{ "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\"", true },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		    "4\r\n{\"a\"\r\n", true },
		{ "", true },
		{ "HTTP/1.1 204 OK\r\nConte", true },
		{ "SSH-2.0-OpenSSH_9.2\r\n", false },
		{ "{\"status\":200}", false },
	};
	struct net *n;
	struct got g;

	(void)state;
	raw_open(&raw, false);
	n = open_net(&raw);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		raw_say_bytes(&raw, "GET", cases[i].bytes,
		    strlen(cases[i].bytes), RAW_CLOSE);
		get(&raw, n, &g);
		assert_int_equal(g.a.err.code, ERR_NET);
		assert_true(g.a.err.text[0] != '\0');
		if (cases[i].was_cut)
			assert_true(g.a.was_cut);
	}
	/* Nobody listens. */
	raw_close(&raw);
	memset(&g, 0, sizeof g);
	assert_non_null(net_start(n, &(struct net_ask){ .method = "GET",
	    .path = "/", .timeout_ms = 5000 }, on_done, &g, NULL));
	for (int i = 0; i < RAW_TURNS && g.n == 0; i++)
		assert_true(net_wait(n, NULL, 0, RAW_WAIT_MS, NULL));
	assert_int_equal(g.a.err.code, ERR_NET);
	assert_false(g.a.was_cut);
	net_free(n);
}

static void
a_request_takes_no_longer_than_said(void **state)
{
	struct net *n;
	struct got g;

	(void)state;
	raw_open(&raw, false);
	n = open_net(&raw);
	run(&raw, n, &(struct net_ask){ .method = "GET", .path = "/held",
	    .timeout_ms = 60 }, &g);
	assert_int_equal(g.a.err.code, ERR_NET);
	assert_false(g.a.was_cut);
	assert_true(g.a.took_ms >= 50 && g.a.took_ms < 5000);
	net_free(n);
	raw_close(&raw);
}

static void
retry_after_is_heard_and_capped(void **state)
{
	static const struct { const char *header; int want; } cases[] = {
		{ "Retry-After: 5\r\n", 5 },
		{ "Retry-After: 9999\r\n", 120 },
		{ "Retry-After: 99999999999999999999\r\n", -1 },
		{ "Retry-After: Fri, 31 Dec 2099 23:59:59 GMT\r\n", 120 },
		{ "Retry-After: soon\r\n", -1 },
		{ "Retry-After: -7\r\n", -1 },
		{ "", -1 },
	};
	struct net *n;
	struct got g;

	(void)state;
	raw_open(&raw, false);
	n = open_net(&raw);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		raw_say(&raw, "GET", 503, cases[i].header, "");
		get(&raw, n, &g);
		assert_int_equal(g.a.status, 503);
		assert_int_equal(g.a.retry_after_s, cases[i].want);
	}
	net_free(n);
	raw_close(&raw);
}

static void
a_redirect_is_not_followed(void **state)
{
	struct net *n;
	struct got g;

	(void)state;
	raw_open(&raw, false);
	n = open_net(&raw);
	raw_say(&raw, "GET /x", 302, "Location: /y\r\n", "");
	get(&raw, n, &g);
	assert_int_equal(g.a.err.code, ERR_NONE);
	assert_int_equal(g.a.status, 302);
	assert_int_equal(raw.n_seen, 1);
	net_free(n);
	raw_close(&raw);
}

/* gzip of 1000 times "z", and of 60000 times. */
static const unsigned char little[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab,
	0xaa, 0x1a, 0x05, 0xa3, 0x60, 0x14, 0x0c, 0x77, 0x00, 0x00, 0x6e,
	0x66, 0x96, 0x0c, 0xe8, 0x03, 0x00, 0x00,
};
static const unsigned char much[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xed,
	0xc1, 0x31, 0x01, 0x00, 0x00, 0x00, 0xc2, 0xa0, 0xde, 0x4b, 0x6f,
	0x0d, 0x0f, 0xa0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xbe, 0x0c, 0x06, 0x48, 0x0b,
	0x2b, 0x60, 0xea, 0x00, 0x00,
};

static void
say_zipped(const unsigned char *packed, size_t n)
{
	char bytes[1024];
	int at = snprintf(bytes, sizeof bytes, "HTTP/1.1 200 OK\r\n"
	    "Content-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n", n);

	memcpy(bytes + at, packed, n);
	raw_say_bytes(&raw, "GET", bytes, (size_t)at + n, RAW_KEEP);
}

static void
an_answer_has_a_maximum(void **state)
{
	char body[MAX_BYTES + 2], chunked[MAX_BYTES + 200];
	struct net *n;
	struct got g;

	(void)state;
	raw_open(&raw, false);
	n = open_net(&raw);
	memset(body, 'x', sizeof body);
	body[MAX_BYTES] = '\0';
	raw_say(&raw, "GET", 200, "", body);
	get(&raw, n, &g);
	assert_int_equal(g.a.err.code, ERR_NONE);
	assert_int_equal(g.a.len, MAX_BYTES);
	body[MAX_BYTES] = 'x';
	body[MAX_BYTES + 1] = '\0';
	raw_say(&raw, "GET", 200, "", body);
	get(&raw, n, &g);
	assert_int_equal(g.a.err.code, ERR_NET);
	/* Its size is not said before. */
	snprintf(chunked, sizeof chunked, "HTTP/1.1 200 OK\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n",
	    MAX_BYTES + 1, body);
	raw_say_bytes(&raw, "GET", chunked, strlen(chunked), RAW_KEEP);
	get(&raw, n, &g);
	assert_int_equal(g.a.err.code, ERR_NET);
	/* Little comes, much is inside. */
	say_zipped(little, sizeof little);
	get(&raw, n, &g);
	assert_int_equal(g.a.err.code, ERR_NONE);
	assert_int_equal(g.a.len, MAX_BYTES);
	assert_int_equal(g.body[MAX_BYTES - 1], 'z');
	say_zipped(much, sizeof much);
	get(&raw, n, &g);
	assert_int_equal(g.a.err.code, ERR_NET);
	net_free(n);
	raw_close(&raw);
}

static void
a_unix_socket_serves_as_well(void **state)
{
	struct net *n;
	struct got g;

	(void)state;
	raw_open(&raw, true);
	n = open_net(&raw);
	raw_say(&raw, "GET", 200, "", "here");
	get(&raw, n, &g);
	assert_string_equal(g.body, "here");
	net_free(n);
	raw_close(&raw);
}

static void
no_proxy_stands_before_this_machine(void **state)
{
	struct net_config config = { .base_url = "http://desk.invalid",
	    .max_answer_bytes = MAX_BYTES };
	char proxy[64];
	struct net *n;
	struct got g;

	(void)state;
	raw_open(&raw, false);
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("no_proxy", "elsewhere.example", 1);
	n = open_net(&raw);
	raw_say(&raw, "GET /x", 200, "", "here");
	get(&raw, n, &g);
	assert_string_equal(g.body, "here");
	net_free(n);
	/* Others are asked through it, but for those that the user names. */
	snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", raw.port);
	setenv("http_proxy", proxy, 1);
	unsetenv("no_proxy");
	n = net_new(&config, NULL);
	raw_say(&raw, "GET http://desk.invalid/x", 200, "", "there");
	get(&raw, n, &g);
	assert_string_equal(g.body, "there");
	setenv("NO_PROXY", "desk.invalid", 1);
	run(&raw, n, &(struct net_ask){ .method = "GET", .path = "/x",
	    .timeout_ms = 2000 }, &g);
	assert_int_equal(g.a.err.code, ERR_NET);
	setenv("NO_PROXY", "*", 1);
	run(&raw, n, &(struct net_ask){ .method = "GET", .path = "/x",
	    .timeout_ms = 2000 }, &g);
	assert_int_equal(g.a.err.code, ERR_NET);
	assert_int_equal(raw.n_seen, 2);
	unsetenv("NO_PROXY");
	unsetenv("http_proxy");
	net_free(n);
	raw_close(&raw);
}

static void
an_address_is_checked(void **state)
{
	static const char *const bad[] = { "", "desk.example", "ftp://a",
	    "file:///etc/passwd", "HTTP//a" };
	struct net_config config = { .max_answer_bytes = MAX_BYTES };
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		config.base_url = bad[i];
		assert_null(net_new(&config, &err));
		assert_int_equal(err.code, ERR_VALUE);
	}
	net_free(NULL);
	net_cancel(NULL);
}

static void
requests_can_be_cancelled(void **state)
{
	struct net_ask ask = { .method = "GET", .path = "/held",
	    .timeout_ms = 60000 };
	struct got g, held = { .n = 0 };
	struct net_request *r;
	struct net *n;

	(void)state;
	raw_open(&raw, false);
	n = open_net(&raw);
	/* From within the end of another, both ends in the same turn. */
	memset(&g, 0, sizeof g);
	r = net_start(n, &ask, on_done, &held, NULL);
	g.cancels = &r;
	raw_say(&raw, "GET /x", 200, "", "");
	ask.path = "/x";
	assert_non_null(net_start(n, &ask, on_done, &g, NULL));
	for (int i = 0; i < RAW_TURNS && g.n == 0; i++)
		raw_turn(&raw, n);
	assert_int_equal(g.n, 1);
	assert_null(r);
	/* The end of all calls nobody. */
	ask.path = "/held";
	assert_non_null(net_start(n, &ask, on_done, &held, NULL));
	raw_turn(&raw, n);
	net_free(n);
	assert_int_equal(held.n, 0);
	raw_close(&raw);
}

static void
descriptors_end_the_wait(void **state)
{
	struct pollfd fds[1];
	int ends[2];
	struct net *n;

	(void)state;
	raw_open(&raw, false);
	n = open_net(&raw);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	fds[0] = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	assert_true(net_wait(n, fds, 1, 0, NULL));
	assert_int_equal(fds[0].revents, 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	assert_true(net_wait(n, fds, 1, 60000, NULL));
	assert_int_equal(fds[0].revents, POLLIN);
	assert_int_equal(read(ends[0], &(char){ 0 }, 1), 1);
	close(ends[1]);
	assert_true(net_wait(n, fds, 1, 60000, NULL));
	assert_true((fds[0].revents & POLLHUP) != 0);
	close(ends[0]);
	net_free(n);
	raw_close(&raw);
}

static void
back_off_doubles_to_half_a_minute(void **state)
{
	static const int want[] = { 1400, 2800, 5600, 11200, 22400, 30000,
	    30000 };

	(void)state;
	for (int i = 0; i < (int)(sizeof want / sizeof *want); i++) {
		int low = INT_MAX, high = 0;

		for (unsigned random = 0; random < 70000; random += 7) {
			int ms = net_backoff_ms(i, random);

			low = ms < low ? ms : low;
			high = ms > high ? ms : high;
		}
		assert_in_range(low, want[i] * 3 / 4, want[i] * 3 / 4 + 20);
		assert_true(low > 1000);	/* one request a second */
		assert_in_range(high, want[i] * 5 / 4 - 20, want[i] * 5 / 4);
	}
	assert_in_range(net_backoff_ms(INT_MAX, UINT_MAX), 22500, 37500);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_answer_comes_whole),
		cmocka_unit_test(what_is_not_whole_is_no_answer),
		cmocka_unit_test(a_request_takes_no_longer_than_said),
		cmocka_unit_test(retry_after_is_heard_and_capped),
		cmocka_unit_test(a_redirect_is_not_followed),
		cmocka_unit_test(an_answer_has_a_maximum),
		cmocka_unit_test(a_unix_socket_serves_as_well),
		cmocka_unit_test(no_proxy_stands_before_this_machine),
		cmocka_unit_test(an_address_is_checked),
		cmocka_unit_test(requests_can_be_cancelled),
		cmocka_unit_test(descriptors_end_the_wait),
		cmocka_unit_test(back_off_doubles_to_half_a_minute),
	};

	unsetenv("no_proxy");
	unsetenv("NO_PROXY");
	unsetenv("http_proxy");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
