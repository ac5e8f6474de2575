/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the edge answers, and to whom. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "http_desk.h"

#include <zlib.h>

static struct client cl;
static struct answer an;

/* --- answers ----------------------------------------------------------- */

static void
head_gets_the_headers_alone(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;

	(void)state;
	desk_open(&d, &limits, NULL);
	client_open(&cl, &d);
	client_say(&cl, "HEAD /big HTTP/1.1\r\n" HOST "\r\n" GET("/e"));
	assert_true(client_hear(&cl, &an, true));
	assert_int_equal(length_of(an.head), 4096);
	hear_final(&cl, &an);
	assert_non_null(strstr(an.body, "0 /e "));
	client_close(&cl);
	desk_close(&d);
}

static void
answers_carry_what_they_must(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;

	(void)state;
	desk_open(&d, &limits, NULL);
	client_open(&cl, &d);
	client_say(&cl, GET("/none") GET("/big"));
	hear_final(&cl, &an);
	assert_string_equal(an.head, "HTTP/1.1 204 No Content\r\n\r\n");
	hear_final(&cl, &an);
	assert_non_null(strstr(an.head, "X-Content-Type-Options: nosniff\r\n"));
	assert_non_null(strstr(an.head, "Referrer-Policy: no-referrer\r\n"));
	assert_non_null(strstr(an.head, "X-Extra: 1\r\n"));
	assert_null(strstr(an.head, "Content-Encoding"));
	client_say(&cl, "BREW / HTTP/1.1\r\n\r\n");
	hear_final(&cl, &an);
	assert_non_null(strstr(an.head, "Content-Type: application/json\r\n"));
	assert_non_null(strstr(an.head, "Connection: close\r\n"));
	assert_memory_equal(an.body, "{\"error\":\"", 10);
	client_close(&cl);
	desk_close(&d);
}

static void
big_answers_are_compressed(void **state)
{
	struct http_limits limits = usual_limits();
	z_stream z = { 0 };
	char plain[8192];
	struct desk d;

	(void)state;
	desk_open(&d, &limits, NULL);
	client_open(&cl, &d);
	for (int i = 0; i < 2; i++) {
		client_say(&cl, "GET /big HTTP/1.1\r\n" HOST
		    "Accept-Encoding: br, gzip;q=0.5\r\n\r\n");
		hear_final(&cl, &an);
		assert_non_null(strstr(an.head, "Content-Encoding: gzip\r\n"));
		assert_non_null(strstr(an.head, "Vary: Accept-Encoding\r\n"));
		assert_true(an.len < 1024);
		memset(&z, 0, sizeof z);
		assert_int_equal(inflateInit2(&z, MAX_WBITS + 16), Z_OK);
		z.next_in = (Bytef *)an.body;
		z.avail_in = (uInt)an.len;
		z.next_out = (Bytef *)plain;
		z.avail_out = sizeof plain;
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		assert_int_equal(z.total_out, 4096);
		assert_memory_equal(plain, "abcdefgabc", 10);
		inflateEnd(&z);
	}
	client_say(&cl, "GET /big HTTP/1.1\r\n" HOST
	    "Accept-Encoding: gzip;q=0\r\n\r\n");
	hear_final(&cl, &an);
	assert_int_equal(an.len, 4096);
	client_close(&cl);
	desk_close(&d);
}

/* More than a socket takes at once: the rest waits, the next request too. */
static void
large_answers_arrive_whole(void **state)
{
	struct http_limits limits = usual_limits();
	size_t want = 8u << 20, got = 0;
	struct desk d;
	char *end;

	(void)state;
	desk_open(&d, &limits, NULL);
	client_open(&cl, &d);
	client_say(&cl, GET("/huge") GET("/e"));
	while ((end = memmem(cl.bytes, cl.len, "\r\n\r\n", 4)) == NULL)
		assert_true(client_read(&cl));
	got = cl.len - (size_t)(end + 4 - cl.bytes);
	while (got < want) {
		size_t room = want - got;
		ssize_t n = recv(cl.fd, cl.bytes, room < sizeof cl.bytes ?
		    room : sizeof cl.bytes, 0);

		assert_true(n > 0);
		got += (size_t)n;
	}
	cl.len = 0;
	hear_final(&cl, &an);
	assert_non_null(strstr(an.body, "0 /e "));
	client_close(&cl);
	desk_close(&d);
}

static void
continue_is_said_when_waited_for(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;

	(void)state;
	desk_open(&d, &limits, NULL);
	client_open(&cl, &d);
	client_say(&cl, POST("Expect: 100-continue\r\nContent-Length: 2\r\n",
	    ""));
	assert_true(client_hear(&cl, &an, false));
	assert_int_equal(an.status, 100);
	client_say(&cl, "ok");
	assert_true(client_hear(&cl, &an, false));
	assert_int_equal(an.status, 200);
	client_close(&cl);
	desk_close(&d);
}

/* --- who asks ---------------------------------------------------------- */

static const struct hops {
	const char *proxy, *fields, *want;
} hops[] = {
	{ NULL, "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n",
	    "p=127.0.0.1 u0 s0" },
	{ "10.0.0.0/8", "X-Forwarded-For: 192.0.2.1\r\n", "p=127.0.0.1 u0" },
	{ "127.0.0.0/8", "X-Forwarded-For: 192.0.2.1\r\n"
	    "X-Forwarded-Proto: https\r\n", "p=192.0.2.1 u0 s1" },
	{ "127.0.0.1", "X-Forwarded-For: 6.6.6.6, 2001:db8::1\r\n",
	    "p=2001:db8::1 u0 s0" },
	{ "127.0.0.1", "X-Forwarded-For: 192.0.2.7:81,127.0.0.1\r\n",
	    "p=192.0.2.7 " },
	{ "127.0.0.1", "X-Forwarded-For: 6.6.6.6\r\n"
	    "X-Forwarded-For: [2001:db8::2]:99\r\n", "p=2001:db8::2 " },
	{ "127.0.0.1", "X-Forwarded-For: 6.6.6.6, unknown\r\n",
	    "p=127.0.0.1 " },
	{ "127.0.0.1", "", "p=127.0.0.1 u0 s0" },
};

static void
only_trusted_proxies_are_believed(void **state)
{
	struct http_limits limits = usual_limits();
	char text[512];
	struct desk d;

	(void)state;
	for (size_t i = 0; i < sizeof hops / sizeof *hops; i++) {
		desk_open(&d, &limits, hops[i].proxy);
		client_open(&cl, &d);
		snprintf(text, sizeof text, "GET /e HTTP/1.1\r\n" HOST
		    "%s\r\n", hops[i].fields);
		client_say(&cl, text);
		hear_final(&cl, &an);
		if (strstr(an.body, hops[i].want) == NULL)
			fail_msg("%zu: %s", i, an.body);
		client_close(&cl);
		desk_close(&d);
	}
}

/* A stranger that a local proxy brings is no local user. */
static void
unix_peers_are_known_by_uid(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;

	(void)state;
	desk_open(&d, &limits, "unix:");
	client_open_unix(&cl, &d);
	client_say(&cl, GET("/e"));
	hear_final(&cl, &an);
	assert_non_null(strstr(an.body, "p=unix u1 s0 uid1 "));
	client_say(&cl, "GET /e HTTP/1.1\r\n" HOST
	    "X-Forwarded-For: 192.0.2.1\r\n\r\n");
	hear_final(&cl, &an);
	assert_non_null(strstr(an.body, "p=192.0.2.1 u0 s0 uid0 "));
	client_close(&cl);
	desk_close(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(head_gets_the_headers_alone),
		cmocka_unit_test(answers_carry_what_they_must),
		cmocka_unit_test(big_answers_are_compressed),
		cmocka_unit_test(large_answers_arrive_whole),
		cmocka_unit_test(continue_is_said_when_waited_for),
		cmocka_unit_test(only_trusted_proxies_are_believed),
		cmocka_unit_test(unix_peers_are_known_by_uid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
