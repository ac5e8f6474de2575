/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What strangers may say to the edge, and what they may not. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "http_desk.h"

static struct client cl, cl2;
static struct answer an;

/* --- one request, one answer ------------------------------------------- */

#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"

static const struct wire {
	const char *name, *bytes;
	size_t	    len;		/* 0: strlen */
	int	    status;
	bool	    closes;
	const char *part;		/* of the body, or NULL */
} wires[] = {
	{ "plain", GET("/e"), 0, 200, false, "0 /e " },
	{ "query", GET("/e?b=1&a=x%20y+z&a=2"), 0, 200, false, "q=x y z " },
	{ "query, empty", GET("/e?a"), 0, 200, false, "q= " },
	{ "query, utf-8", GET("/e?a=%D0%B6"), 0, 200, false, "q=\xd0\xb6 " },
	{ "query, odd &", GET("/e?&&a=1&"), 0, 200, false, "q=1 " },
	{ "path, escaped", GET("/a%20b%D1%8F"), 0, 200, false,
	    "/a b\xd1\x8f " },
	{ "path, dots", GET("/..a/b../..."), 0, 200, false, "/..a/b../... " },
	{ "empty line first", "\r\n" GET("/e"), 0, 200, false, NULL },
	{ "header", "GET /e HTTP/1.1\r\n" HOST "x-tEST: \t v w\t \r\n\r\n", 0,
	    200, false, "h=v w " },
	{ "header, empty", "GET /e HTTP/1.1\r\n" HOST "X-Test:\r\nA:b\r\n\r\n",
	    0, 200, false, "h= " },
	{ "cookie", "GET /e HTTP/1.1\r\n" HOST
	    "Cookie: a=b; sid=\"q1\"\r\nCookie: sid=2\r\n\r\n", 0, 200, false,
	    "c=q1 " },
	{ "cookie, second field", "GET /e HTTP/1.1\r\n" HOST
	    "Cookie: a=b\r\nCookie: xsid=1;sid=2;\r\n\r\n", 0, 200, false,
	    "c=2 " },
	{ "upgrade is not heard", "GET /e HTTP/1.1\r\n" HOST
	    "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 0, 200, false, NULL },
	{ "options", "OPTIONS /e HTTP/1.1\r\n" HOST "\r\n", 0, 200, false,
	    "6 /e" },
	{ "delete", "DELETE /e HTTP/1.1\r\n" HOST "\r\n", 0, 200, false,
	    "5 /e" },
	{ "no content", GET("/none"), 0, 204, false, NULL },
	{ "forgotten", GET("/forget"), 0, 500, true, "\"error\"" },
	{ "handler closes", GET("/close"), 0, 200, true, NULL },

	{ "body", POST("Content-Length: 5\r\n", "hello"), 0, 200, false,
	    "body=5:hello" },
	{ "body, none", POST("Content-Length: 0\r\n", ""), 0, 200, false,
	    "body=0:" },
	{ "form", POST(FORM "Content-Length: 9\r\n", "a=%41+b&c"), 0, 200,
	    false, "f=A b " },
	{ "form, charset", POST("Content-Type: application/x-www-form-"
	    "urlencoded; charset=utf-8\r\nContent-Length: 3\r\n", "a=1"), 0,
	    200, false, "f=1 " },
	{ "form, bad escape", POST(FORM "Content-Length: 4\r\n", "a=%4"), 0,
	    400, true, NULL },
	{ "form, not utf-8", POST(FORM "Content-Length: 5\r\n", "a=%FF"), 0,
	    400, true, NULL },
	{ "form, NUL", POST(FORM "Content-Length: 5\r\n", "a=%00"), 0, 400,
	    true, NULL },
	{ "chunked", POST(CHUNKED, "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"),
	    0, 200, false, "body=13:abc0123456789" },
	{ "continue", POST("Expect: 100-continue\r\nContent-Length: 2\r\n",
	    "ok"), 0, 200, false, "body=2:ok" },
	{ "expects else", POST("Expect: tea\r\nContent-Length: 2\r\n", "ok"), 0,
	    417, true, NULL },
	{ "body over the limit", POST("Content-Length: 1001\r\n", "x"), 0, 413,
	    true, "\"error\"" },

	{ "close", "GET /e HTTP/1.1\r\n" HOST "Connection: x, Close\r\n\r\n", 0,
	    200, true, NULL },
	{ "1.0", "GET /e HTTP/1.0\r\n\r\n", 0, 200, true, NULL },
	{ "1.0 kept", "GET /e HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 0,
	    200, false, NULL },
	{ "1.0 chunked", "POST /e HTTP/1.0\r\n" CHUNKED "\r\n0\r\n\r\n", 0, 400,
	    true, NULL },
	{ "2.0", "GET /e HTTP/2.0\r\n" HOST "\r\n", 0, 505, true, NULL },
	{ "1.2", "GET /e HTTP/1.2\r\n" HOST "\r\n", 0, 505, true, NULL },
	{ "h2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0, 505, true, NULL },
	{ "no version", "GET /e\r\n\r\n", 0, 400, true, NULL },
	{ "version, odd", "GET /e HTTP/1.1x\r\n" HOST "\r\n", 0, 400, true,
	    NULL },
	{ "two spaces", "GET  /e HTTP/1.1\r\n" HOST "\r\n", 0, 400, true, NULL },
	{ "space behind", "GET /e HTTP/1.1 \r\n" HOST "\r\n", 0, 400, true,
	    NULL },
	{ "tab", "GET\t/e HTTP/1.1\r\n" HOST "\r\n", 0, 400, true, NULL },

	{ "unknown method", "BREW /e HTTP/1.1\r\n" HOST "\r\n", 0, 501, true,
	    "\"error\"" },
	{ "trace", "TRACE /e HTTP/1.1\r\n" HOST "\r\n", 0, 501, true, NULL },
	{ "connect", "CONNECT x:1 HTTP/1.1\r\n" HOST "\r\n", 0, 501, true,
	    NULL },
	{ "lower case", "get /e HTTP/1.1\r\n" HOST "\r\n", 0, 501, true, NULL },
	{ "no method", "\"G\" /e HTTP/1.1\r\n" HOST "\r\n", 0, 400, true, NULL },
	{ "TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11, 400, true,
	    NULL },

	{ "absolute form", GET("http://x/e"), 0, 400, true, NULL },
	{ "asterisk", "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 0, 400, true, NULL },
	{ "fragment", GET("/e#f"), 0, 400, true, NULL },
	{ "raw utf-8", GET("/\xd0\xb6"), 0, 400, true, NULL },
	{ "path, NUL", GET("/e%00.html"), 0, 400, true, NULL },
	{ "path, bad escape", GET("/e%4"), 0, 400, true, NULL },
	{ "path, bad escape 2", GET("/e%zz"), 0, 400, true, NULL },
	{ "path, newline", GET("/e%0Ax"), 0, 400, true, NULL },
	{ "path, overlong", GET("/%C0%AF"), 0, 400, true, NULL },
	{ "path, up", GET("/../e"), 0, 400, true, NULL },
	{ "path, up at the end", GET("/e/.."), 0, 400, true, NULL },
	{ "path, here", GET("/e/./f"), 0, 400, true, NULL },
	{ "path, up escaped", GET("/e/%2e%2E/%2e."), 0, 400, true, NULL },
	{ "path, slash escaped", GET("/e/..%2fetc"), 0, 400, true, NULL },
	{ "query, NUL", GET("/e?a=%00"), 0, 400, true, NULL },
	{ "query, bad escape", GET("/e?a=%"), 0, 400, true, NULL },
	{ "query, surrogate", GET("/e?a=%ED%A0%80"), 0, 400, true, NULL },

	{ "no host", "GET /e HTTP/1.1\r\n\r\n", 0, 400, true, NULL },
	{ "two hosts", "GET /e HTTP/1.1\r\n" HOST HOST "\r\n", 0, 400, true,
	    NULL },
	{ "bare LF", "GET /e HTTP/1.1\n" HOST "\r\n", 0, 400, true, NULL },
	{ "bare LF in a field", "GET /e HTTP/1.1\r\n" HOST "A: b\nC: d\r\n\r\n",
	    0, 400, true, NULL },
	{ "bare LF at the end", "GET /e HTTP/1.1\r\n" HOST "\n", 0, 400, true,
	    NULL },
	{ "bare CR", "GET /e HTTP/1.1\r\n" HOST "A: b\rC: d\r\n\r\n", 0, 400,
	    true, NULL },
	{ "folded", "GET /e HTTP/1.1\r\n" HOST "A: b\r\n c\r\n\r\n", 0, 400,
	    true, NULL },
	{ "folded, tab", "GET /e HTTP/1.1\r\n" HOST "A: b\r\n\tc\r\n\r\n", 0,
	    400, true, NULL },
	{ "folded first", "GET /e HTTP/1.1\r\n Host: x\r\n\r\n", 0, 400, true,
	    NULL },
	{ "NUL", "GET /e HTTP/1.1\r\nHost: x\0y\r\n\r\n", 31, 400, true, NULL },
	{ "escape", "GET /e HTTP/1.1\r\n" HOST "A: \x1b[2J\r\n\r\n", 0, 400,
	    true, NULL },
	{ "no colon", "GET /e HTTP/1.1\r\n" HOST "A\r\n\r\n", 0, 400, true,
	    NULL },
	{ "no name", "GET /e HTTP/1.1\r\n" HOST ": b\r\n\r\n", 0, 400, true,
	    NULL },
	{ "space before colon", "GET /e HTTP/1.1\r\n" HOST "A : b\r\n\r\n", 0,
	    400, true, NULL },

	{ "two lengths", POST("Content-Length: 2\r\nContent-Length: 2\r\n",
	    "ok"), 0, 400, true, NULL },
	{ "length list", POST("Content-Length: 2, 2\r\n", "ok"), 0, 400, true,
	    NULL },
	{ "length +", POST("Content-Length: +2\r\n", "ok"), 0, 400, true, NULL },
	{ "length -", POST("Content-Length: -2\r\n", "ok"), 0, 400, true, NULL },
	{ "length hex", POST("Content-Length: 0x2\r\n", "ok"), 0, 400, true,
	    NULL },
	{ "length spaced", POST("Content-Length: 2 2\r\n", "ok"), 0, 400, true,
	    NULL },
	{ "length empty", POST("Content-Length: \r\n", "ok"), 0, 400, true,
	    NULL },
	{ "length over 64 bit", POST("Content-Length: 18446744073709551618\r\n",
	    "ok"), 0, 400, true, NULL },
	{ "length and coding", POST("Content-Length: 5\r\n" CHUNKED,
	    "0\r\n\r\n"), 0, 400, true, NULL },
	{ "coding and length", POST(CHUNKED "Content-Length: 5\r\n",
	    "0\r\n\r\n"), 0, 400, true, NULL },
	{ "coding twice", POST(CHUNKED CHUNKED, "0\r\n\r\n"), 0, 400, true,
	    NULL },
	{ "coding list", POST("Transfer-Encoding: gzip, chunked\r\n",
	    "0\r\n\r\n"), 0, 400, true, NULL },
	{ "coding unknown", POST("Transfer-Encoding: xchunked\r\n",
	    "0\r\n\r\n"), 0, 400, true, NULL },
	{ "coding identity", POST("Transfer-Encoding: identity\r\n", ""), 0,
	    400, true, NULL },
	{ "coding, space", POST("Transfer-Encoding : chunked\r\n",
	    "0\r\n\r\n"), 0, 400, true, NULL },
	{ "coding, vertical tab", POST("Transfer-Encoding: \x0b" "chunked\r\n",
	    "0\r\n\r\n"), 0, 400, true, NULL },
	{ "chunk 0x", POST(CHUNKED, "0x2\r\nok\r\n0\r\n\r\n"), 0, 400, true,
	    NULL },
	{ "chunk -1", POST(CHUNKED, "-1\r\nok\r\n0\r\n\r\n"), 0, 400, true,
	    NULL },
	{ "chunk over 64 bit", POST(CHUNKED, "10000000000000002\r\nok\r\n"), 0,
	    400, true, NULL },
	{ "chunk, LF only", POST(CHUNKED, "2\nok\n0\n\n"), 0, 400, true, NULL },
	{ "chunk, LF behind", POST(CHUNKED, "2\r\nok\n0\r\n\r\n"), 0, 400, true,
	    NULL },
	{ "chunk too short", POST(CHUNKED, "1\r\nok\r\n0\r\n\r\n"), 0, 400,
	    true, NULL },
	{ "chunk extension", POST(CHUNKED, "2;x=y\r\nok\r\n0\r\n\r\n"), 0, 400,
	    true, NULL },
	{ "trailer", POST(CHUNKED, "2\r\nok\r\n0\r\nA: b\r\n\r\n"), 0, 400,
	    true, NULL },
	{ "trailer, length", POST(CHUNKED, "0\r\nContent-Length: 5\r\n\r\n"), 0,
	    400, true, NULL },
};

static void
check_wire(const struct desk *d, const struct wire *w, size_t step)
{
	size_t len = w->len > 0 ? w->len : strlen(w->bytes);

	client_open(&cl, d);
	for (size_t i = 0; i < len; i += step)
		client_send(&cl, w->bytes + i,
		    len - i < step ? len - i : step);
	hear_final(&cl, &an);
	if (an.status != w->status ||
	    (w->part != NULL && strstr(an.body, w->part) == NULL))
		fail_msg("%s: %d %s", w->name, an.status, an.body);
	if (w->closes) {
		check_closed(&cl);
	} else {
		client_say(&cl, GET("/e"));
		hear_final(&cl, &an);
		assert_int_equal(an.status, 200);
	}
	client_close(&cl);
}

static void
every_request_gets_its_answer(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;

	(void)state;
	desk_open(&d, &limits, NULL);
	for (size_t i = 0; i < sizeof wires / sizeof *wires; i++)
		check_wire(&d, &wires[i], SIZE_MAX / 2);
	desk_close(&d);
}

/* Where the network cuts the bytes must not matter. */
static void
bytes_may_come_one_at_a_time(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;

	(void)state;
	desk_open(&d, &limits, NULL);
	for (size_t i = 0; i < sizeof wires / sizeof *wires; i++)
		check_wire(&d, &wires[i], 1);
	desk_close(&d);
}

/* --- sizes ------------------------------------------------------------- */

static int
status_of(const struct desk *d, const char *bytes, size_t len)
{
	client_open(&cl, d);
	client_send(&cl, bytes, len);
	hear_final(&cl, &an);
	if (an.status != 200)
		check_closed(&cl);
	client_close(&cl);
	return an.status;
}

static int
status_with_fields(const struct desk *d, int n, int value_bytes)
{
	size_t size = 64 + (size_t)n * (size_t)(value_bytes + 8), len;
	char *text = malloc(size);
	int status;

	len = (size_t)snprintf(text, size, "GET /e HTTP/1.1\r\n" HOST);
	for (int i = 1; i < n; i++)
		len += (size_t)snprintf(text + len, size - len, "A: %0*d\r\n",
		    value_bytes, 0);
	len += (size_t)snprintf(text + len, size - len, "\r\n");
	status = status_of(d, text, len);
	free(text);
	return status;
}

static void
heads_have_limits(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;
	size_t size = 1 << 20;
	char *text = malloc(size);

	(void)state;
	desk_open(&d, &limits, NULL);
	assert_int_equal(status_with_fields(&d, 100, 10), 200);
	assert_int_equal(status_with_fields(&d, 101, 10), 431);
	assert_int_equal(status_with_fields(&d, 5000, 1), 431);
	assert_int_equal(status_with_fields(&d, 2, 16000), 200);
	assert_int_equal(status_with_fields(&d, 2, 16384), 431);
	/* A line that never ends. */
	memset(text, 'a', size);
	memcpy(text, "GET /", 5);
	assert_int_equal(status_of(&d, text, size), 431);
	free(text);
	desk_close(&d);
}

static void
bodies_have_limits(void **state)
{
	struct http_limits limits = usual_limits();
	char text[2048];
	struct desk d;
	int n;

	(void)state;
	desk_open(&d, &limits, NULL);
	n = snprintf(text, sizeof text, POST("Content-Length: 1000\r\n",
	    "%01000d"), 0);
	assert_int_equal(status_of(&d, text, (size_t)n), 200);
	n = snprintf(text, sizeof text, POST(CHUNKED, "3e8\r\n%01000d\r\n"
	    "0\r\n\r\n"), 0);
	assert_int_equal(status_of(&d, text, (size_t)n), 200);
	n = snprintf(text, sizeof text, POST(CHUNKED, "3e8\r\n%01000d\r\n"
	    "1\r\nx\r\n0\r\n\r\n"), 0);
	assert_int_equal(status_of(&d, text, (size_t)n), 413);
	desk_close(&d);
}

static void
connections_have_limits(void **state)
{
	struct http_limits limits = usual_limits();
	struct desk d;

	(void)state;
	limits.max_per_address = 1;
	limits.max_connections = 2;
	desk_open(&d, &limits, NULL);
	client_open(&cl, &d);
	client_say(&cl, GET("/e"));
	hear_final(&cl, &an);

	client_open(&cl2, &d);
	assert_true(client_hear(&cl2, &an, false));
	assert_int_equal(an.status, 429);
	assert_non_null(strstr(an.head, "Retry-After: "));
	check_closed(&cl2);
	client_close(&cl2);

	/* Unix sockets are not counted by address, but in all. */
	client_open_unix(&cl2, &d);
	client_say(&cl2, GET("/e"));
	hear_final(&cl2, &an);
	assert_int_equal(an.status, 200);
	client_close(&cl);
	client_open_unix(&cl, &d);
	/* The first one may not be gone yet: either answer is an answer. */
	client_say(&cl, GET("/e"));
	if (client_hear(&cl, &an, false))
		assert_true(an.status == 200 || an.status == 503);
	client_close(&cl);
	client_close(&cl2);
	desk_close(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_request_gets_its_answer),
		cmocka_unit_test(bytes_may_come_one_at_a_time),
		cmocka_unit_test(heads_have_limits),
		cmocka_unit_test(bodies_have_limits),
		cmocka_unit_test(connections_have_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
