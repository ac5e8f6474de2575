/* SPDX-License-Identifier: GPL-3.0-or-later */
/* raw.h - a desk of raw bytes, without a thread: the test pumps it.
 *
 * raw_say() puts an answer in line for requests that begin so; a request that
 * nothing was said for is held, as a poll is, until raw_release().
 */
#ifndef UNIT_RAW_H
#define UNIT_RAW_H

#include "check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "net/net.h"

#define RAW_CONNS  12
#define RAW_BYTES  65536
#define RAW_WAIT_MS 3
#define RAW_TURNS  1500	/* of at most RAW_WAIT_MS: then it hangs */

enum raw_then { RAW_KEEP, RAW_CLOSE };

struct raw_answer {
	struct raw_answer *next;
	const char	  *match;
	char		  *bytes;
	size_t		   len;
	enum raw_then	   then;
};

struct raw_conn {
	int    fd;			/* -1: free */
	size_t len;
	char   in[RAW_BYTES], held[256];	/* "": nothing is held */
};

struct raw {
	int		   listen_fd, port;
	char		   dir[64], path[96], url[64];
	struct raw_conn	   conns[RAW_CONNS];
	struct raw_answer *script;
	char		  *seen[512];
	size_t		   n_seen;
};

static inline void
raw_open(struct raw *r, bool is_unix)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	socklen_t len = sizeof in;

	memset(r, 0, sizeof *r);
	for (int i = 0; i < RAW_CONNS; i++)
		r->conns[i].fd = -1;
	r->listen_fd = socket(is_unix ? AF_UNIX : AF_INET,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_true(r->listen_fd >= 0);
	if (is_unix) {
		snprintf(r->dir, sizeof r->dir, "/tmp/dezhurka-raw-XXXXXX");
		assert_non_null(mkdtemp(r->dir));
		snprintf(r->path, sizeof r->path, "%s/desk", r->dir);
		memcpy(un.sun_path, r->path, strlen(r->path) + 1);
		assert_int_equal(bind(r->listen_fd, (void *)&un, sizeof un),
		    0);
		snprintf(r->url, sizeof r->url, "http://localhost");
	} else {
		in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		assert_int_equal(bind(r->listen_fd, (void *)&in, sizeof in),
		    0);
		assert_int_equal(getsockname(r->listen_fd, (void *)&in, &len),
		    0);
		r->port = ntohs(in.sin_port);
		snprintf(r->url, sizeof r->url, "http://127.0.0.1:%d",
		    r->port);
	}
	assert_int_equal(listen(r->listen_fd, 16), 0);
}

static inline void
raw_close(struct raw *r)
{
	for (int i = 0; i < RAW_CONNS; i++)
		if (r->conns[i].fd >= 0)
			close(r->conns[i].fd);
	while (r->script != NULL) {
		struct raw_answer *a = r->script;

		r->script = a->next;
		free(a->bytes);
		free(a);
	}
	for (size_t i = 0; i < r->n_seen; i++)
		free(r->seen[i]);
	close(r->listen_fd);
	if (r->path[0] != '\0') {
		unlink(r->path);
		rmdir(r->dir);
	}
}

/* In line: raw bytes for a request that begins with `match`. */
static inline void
raw_say_bytes(struct raw *r, const char *match, const char *bytes, size_t len,
    enum raw_then then)
{
	struct raw_answer *a = mem_new(struct raw_answer), **end = &r->script;

	a->match = match;
	a->bytes = mem_dup_n(bytes, len);
	a->len = len;
	a->then = then;
	while (*end != NULL)
		end = &(*end)->next;
	*end = a;
}

/* `headers`: "" or whole lines. */
static inline void
raw_say(struct raw *r, const char *match, int status, const char *headers,
    const char *body)
{
	struct str s;

	str_init(&s, 1024 * 1024);
	str_putf(&s, "HTTP/1.1 %d X\r\n%s", status, headers);
	if (status != 204)
		str_putf(&s, "Content-Length: %zu\r\n", strlen(body));
	str_putf(&s, "\r\n%s", body);
	raw_say_bytes(r, match, s.data, s.len, RAW_KEEP);
	str_clear(&s);
}

static inline void
raw_end_conn(struct raw_conn *c)
{
	close(c->fd);
	c->fd = -1;
	c->len = 0;
	c->held[0] = '\0';
}

/* Gives a held request the next answer that is in line for it. */
static inline bool
raw_release(struct raw *r, struct raw_conn *c)
{
	for (struct raw_answer **p = &r->script; *p != NULL; p = &(*p)->next) {
		struct raw_answer *a = *p;

		if (strncmp(c->held, a->match, strlen(a->match)) != 0)
			continue;
		*p = a->next;
		c->held[0] = '\0';
		assert_int_equal(send(c->fd, a->bytes, a->len, MSG_NOSIGNAL),
		    a->len);
		if (a->then == RAW_CLOSE)
			raw_end_conn(c);
		free(a->bytes);
		free(a);
		return true;
	}
	return false;
}

static inline void
raw_hear(struct raw *r, struct raw_conn *c)
{
	const char *fields, *end, *length;
	size_t all;

	c->in[c->len] = '\0';
	end = strstr(c->in, "\r\n\r\n");
	if (end == NULL || c->held[0] != '\0')
		return;
	fields = strchr(c->in, '\n');
	length = strcasestr(fields, "\nContent-Length:");
	all = (size_t)(end + 4 - c->in) + (length != NULL && length < end ?
	    strtoul(length + 16, NULL, 10) : 0);
	if (c->len < all)
		return;
	assert_true(r->n_seen < sizeof r->seen / sizeof *r->seen);
	r->seen[r->n_seen++] = mem_dup_n(c->in, all);
	str_copy(c->held, sizeof c->held, c->in);
	c->len -= all;
	memmove(c->in, c->in + all, c->len);
}

static inline void
raw_pump(struct raw *r)
{
	int fd = accept4(r->listen_fd, NULL, NULL,
	    SOCK_CLOEXEC | SOCK_NONBLOCK);

	for (int i = 0; i < RAW_CONNS && fd >= 0; i++)
		if (r->conns[i].fd < 0) {
			r->conns[i].fd = fd;
			fd = -1;
		}
	assert_int_equal(fd, -1);
	for (int i = 0; i < RAW_CONNS; i++) {
		struct raw_conn *c = &r->conns[i];
		ssize_t n;

		if (c->fd < 0)
			continue;
		n = read(c->fd, c->in + c->len, sizeof c->in - 1 - c->len);
		if (n == 0) {
			raw_end_conn(c);
			continue;
		}
		if (n > 0)
			c->len += (size_t)n;
		raw_hear(r, c);
		if (c->held[0] != '\0')
			raw_release(r, c);
	}
}

/* One turn of both sides. */
static inline void
raw_turn(struct raw *r, struct net *net)
{
	struct pollfd fds[RAW_CONNS + 1];
	struct err err;
	unsigned n = 0;

	fds[n++] = (struct pollfd){ .fd = r->listen_fd, .events = POLLIN };
	for (int i = 0; i < RAW_CONNS; i++)
		if (r->conns[i].fd >= 0)
			fds[n++] = (struct pollfd){ .fd = r->conns[i].fd,
			    .events = POLLIN };
	assert_true(net_wait(net, fds, n, RAW_WAIT_MS, &err));
	raw_pump(r);
}

/* How many requests that begin so have come. */
static inline int
raw_count(const struct raw *r, const char *match)
{
	int n = 0;

	for (size_t i = 0; i < r->n_seen; i++)
		n += strncmp(r->seen[i], match, strlen(match)) == 0;
	return n;
}

#endif
