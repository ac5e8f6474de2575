/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http_desk.h - a desk that echoes, on a port and a Unix socket in a thread of
 * its own, and a client that says raw bytes to it.
 */
#ifndef UNIT_HTTP_DESK_H
#define UNIT_HTTP_DESK_H

#include "check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "server/http/http.h"

#define PATIENCE_MS 10000	/* a broken edge must not hang the check */
#define ANSWER_BYTES 65536
#define N_PARKED 8

#define HOST "Host: x\r\n"
#define GET(target) "GET " target " HTTP/1.1\r\n" HOST "\r\n"
#define POST(fields, body) "POST /e HTTP/1.1\r\n" HOST fields "\r\n" body
#define CHUNKED "Transfer-Encoding: chunked\r\n"

/* --- a desk that echoes ------------------------------------------------ */

struct desk {
	struct http_loop    *loop;
	struct http_request *parked[N_PARKED];
	pthread_t	     thread;
	int		     told[2];	/* a letter for what has happened */
	int		     port;
	char		     dir[64], path[96];
};

static inline void
tell(struct desk *d, char what)
{
	assert_int_equal(write(d->told[1], &what, 1), 1);
}

static inline const char *
or_none(const char *text)
{
	return text != NULL ? text : "-";
}

static inline void
answer_text(struct http_request *r, int status, const char *text)
{
	http_answer(r, &(struct http_answer){ .status = status,
	    .type = "text/plain", .body = text, .len = strlen(text) });
}

static inline void
echo(struct http_request *r)
{
	char text[4096];
	size_t len;
	const char *body = http_body(r, &len);

	snprintf(text, sizeof text, "%d %s q=%s f=%s c=%s h=%s p=%s u%d s%d "
	    "uid%d body=%zu:%.*s", (int)http_method(r), http_path(r),
	    or_none(http_query(r, "a")), or_none(http_form(r, "a")),
	    or_none(http_cookie(r, "sid")), or_none(http_header(r, "X-Test")),
	    http_peer(r), http_is_unix(r), http_is_secure(r),
	    http_peer_uid(r) == (long)getuid(), len, (int)len, body);
	answer_text(r, 200, text);
}

static inline void
park(struct desk *d, struct http_request *r)
{
	for (int i = 0; i < N_PARKED; i++)
		if (d->parked[i] == NULL) {
			d->parked[i] = r;
			http_request_keep(r, &d->parked[i]);
			tell(d, 'p');
			return;
		}
	answer_text(r, 503, "full");
}

static inline void
wake(struct desk *d)
{
	for (int i = 0; i < N_PARKED; i++)
		if (d->parked[i] != NULL) {
			answer_text(d->parked[i], 200, "woken");
			d->parked[i] = NULL;
		}
}

static inline void
big(struct http_request *r, size_t len)
{
	char *body = malloc(len);

	for (size_t i = 0; i < len; i++)
		body[i] = (char)('a' + i % 7);
	http_answer(r, &(struct http_answer){ .status = 200,
	    .type = "text/plain", .headers = "X-Extra: 1\r\n",
	    .body = body, .len = len, .may_gzip = true });
	free(body);
}

static inline void
on_request(void *ctx, struct http_request *r)
{
	struct desk *d = ctx;
	const char *path = http_path(r);

	if (strcmp(path, "/park") == 0) {
		park(d, r);
	} else if (strcmp(path, "/wake") == 0) {
		wake(d);
		answer_text(r, 200, "ok");
	} else if (strcmp(path, "/big") == 0) {
		big(r, 4096);
	} else if (strcmp(path, "/huge") == 0) {
		big(r, 8u << 20);
	} else if (strcmp(path, "/none") == 0) {
		http_answer(r, &(struct http_answer){ .status = 204 });
	} else if (strcmp(path, "/close") == 0) {
		http_answer(r, &(struct http_answer){ .status = 200,
		    .close = true });
	} else if (strcmp(path, "/forget") != 0) {
		echo(r);
	}
}

static inline int
on_admit(void *ctx, struct http_request *r, uint64_t len)
{
	(void)ctx;
	(void)len;
	return strcmp(http_path(r), "/large") == 0 ? 0 : 413;
}

static inline void
on_gone(void *ctx, struct http_request *r, void *user)
{
	struct desk *d = ctx;
	struct http_request **slot = user;

	assert_ptr_equal(*slot, r);
	*slot = NULL;
	tell(d, 'g');
}

static inline void *
turn(void *arg)
{
	struct desk *d = arg;

	http_loop_run(d->loop);
	return NULL;
}

static inline struct http_limits
usual_limits(void)
{
	struct http_limits limits = http_default_limits;

	limits.body_bytes = 1000;
	return limits;
}

static inline void
desk_make(struct desk *d, const struct http_limits *limits, const char *proxy)
{
	const struct http_handlers handlers = { on_request, on_gone, on_admit, d };
	char bound[64], where[128];
	struct err err;

	memset(d, 0, sizeof *d);
	assert_int_equal(pipe(d->told), 0);
	d->loop = http_loop_new(limits, &handlers, &err);
	assert_non_null(d->loop);
	if (proxy != NULL)
		assert_true(http_trust_proxy(d->loop, proxy, &err));
	assert_true(http_listen(d->loop, "127.0.0.1:0", bound, sizeof bound,
	    &err));
	assert_int_equal(sscanf(bound, "127.0.0.1:%d", &d->port), 1);
	snprintf(d->dir, sizeof d->dir, "/tmp/dezhurka-http-XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	snprintf(d->path, sizeof d->path, "%s/s", d->dir);
	snprintf(where, sizeof where, "unix:%s", d->path);
	assert_true(http_listen(d->loop, where, bound, sizeof bound, &err));
}

static inline void
desk_start(struct desk *d)
{
	assert_int_equal(pthread_create(&d->thread, NULL, turn, d), 0);
}

static inline void
desk_open(struct desk *d, const struct http_limits *limits, const char *proxy)
{
	desk_make(d, limits, proxy);
	desk_start(d);
}

static inline void
stop_gently(void *arg)
{
	struct desk *d = arg;

	http_loop_stop(d->loop, PATIENCE_MS);
	tell(d, 's');
}

static inline void
stop_at_once(void *arg)
{
	struct desk *d = arg;

	http_loop_stop(d->loop, 0);
}

static inline void
desk_join(struct desk *d)
{
	struct stat st;

	assert_int_equal(pthread_join(d->thread, NULL), 0);
	assert_int_equal(http_counts(d->loop).connections, 0);
	assert_int_equal(http_counts(d->loop).parked, 0);
	http_loop_free(d->loop);
	assert_int_equal(stat(d->path, &st), -1);
	rmdir(d->dir);
	close(d->told[0]);
	close(d->told[1]);
}

static inline void
desk_close(struct desk *d)
{
	http_loop_post(d->loop, stop_at_once, d);
	desk_join(d);
}

static inline void
wait_for(struct desk *d, char what)
{
	struct pollfd p = { .fd = d->told[0], .events = POLLIN };
	char got = '?';

	assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	assert_int_equal(read(d->told[0], &got, 1), 1);
	assert_int_equal(got, what);
}

/* --- a client ---------------------------------------------------------- */

struct client {
	int    fd;
	char   bytes[ANSWER_BYTES];	/* come and not yet used */
	size_t len;
};

struct answer {
	int    status;
	char   head[4096];
	char   body[ANSWER_BYTES];
	size_t len;
};

static inline void
client_open(struct client *cl, const struct desk *d)
{
	struct sockaddr_in sa = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)d->port) };

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	cl->len = 0;
	cl->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(cl->fd, (struct sockaddr *)&sa, sizeof sa), 0);
}

static inline void
client_open_unix(struct client *cl, const struct desk *d)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };

	snprintf(sa.sun_path, sizeof sa.sun_path, "%s", d->path);
	cl->len = 0;
	cl->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(connect(cl->fd, (struct sockaddr *)&sa, sizeof sa), 0);
}

/* The edge may have refused and closed before all is said: that is fine. */
static inline void
client_send(struct client *cl, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = send(cl->fd, bytes, len, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		bytes += n;
		len -= (size_t)n;
	}
}

static inline void
client_say(struct client *cl, const char *text)
{
	client_send(cl, text, strlen(text));
}

/* Reads what there is; false at the end of the connection. */
static inline bool
client_read(struct client *cl)
{
	struct pollfd p = { .fd = cl->fd, .events = POLLIN };
	ssize_t n;

	assert_true(cl->len < sizeof cl->bytes);
	assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	n = recv(cl->fd, cl->bytes + cl->len, sizeof cl->bytes - cl->len, 0);
	if (n > 0)
		cl->len += (size_t)n;
	return n > 0;
}

static inline size_t
length_of(const char *head)
{
	const char *at = strstr(head, "Content-Length: ");

	return at != NULL ? (size_t)strtoul(at + 16, NULL, 10) : 0;
}

/* One answer; false when the connection ended instead. */
static inline bool
client_hear(struct client *cl, struct answer *a, bool is_head)
{
	char *end;
	size_t head;

	while ((end = memmem(cl->bytes, cl->len, "\r\n\r\n", 4)) == NULL)
		if (!client_read(cl))
			return false;
	head = (size_t)(end - cl->bytes) + 4;
	assert_true(head < sizeof a->head);
	memcpy(a->head, cl->bytes, head);
	a->head[head] = '\0';
	assert_int_equal(sscanf(a->head, "HTTP/1.1 %d ", &a->status), 1);
	a->len = is_head ? 0 : length_of(a->head);
	while (cl->len < head + a->len)
		assert_true(client_read(cl));
	memcpy(a->body, cl->bytes + head, a->len);
	a->body[a->len] = '\0';
	cl->len -= head + a->len;
	memmove(cl->bytes, cl->bytes + head + a->len, cl->len);
	return true;
}

static inline void
client_close(struct client *cl)
{
	close(cl->fd);
}

static inline void
check_closed(struct client *cl)
{
	while (client_read(cl))
		;
	assert_int_equal(cl->len, 0);
}


/* The answer itself, not the leave to go on. */
static inline void
hear_final(struct client *c, struct answer *a)
{
	do
		assert_true(client_hear(c, a, false));
	while (a->status == 100);
}

#endif
