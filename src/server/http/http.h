/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http.h - the edge: bytes of strangers in, whole requests out.
 *
 * HTTP/1.1 (RFC 9112) on TCP and Unix sockets. libevent turns the loop and
 * llhttp reads the bytes; both are known in this folder only. One thread, the
 * loop's, runs everything here but http_loop_post().
 *
 *   http_loop_new -> http_listen ... -> http_loop_run -> http_loop_free
 *
 * A request reaches the handler whole (headers and body). The handler answers
 * at once, or keeps the `struct http_request *` and answers later from the
 * loop's thread (a parked poll, a job of another thread). Exactly one of
 * http_answer() and the gone callback ends a request; after it the pointer is
 * dead.
 *
 * Refused here, before any handler: request line and headers over 16 KiB
 * (431), over 100 headers (431), a body over the limit (413), duplicate,
 * signed or overflowing Content-Length, Content-Length together with
 * Transfer-Encoding, folded headers, bare LF, NUL, an unknown method (501), a
 * target that is not origin-form, "%00", or a path that leaves its root after
 * decoding (400). Deadlines: 10 s for the headers, 30 s for the body in all
 * (see admit() for large ones),
 * 60 s idle between requests; connections per address are limited. A
 * pipelined request waits until the one before it was answered.
 *
 * Answers carry Content-Length (never chunked) and go out in one write with
 * TCP_NODELAY on.
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct http_loop;
struct http_request;	/* one request, alive until answered or gone */
struct http_timer;

enum http_method {
	HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE,
	HTTP_OPTIONS
};

struct http_limits {
	size_t head_bytes;		/* 16384 */
	size_t body_bytes;		/* 262144 */
	size_t large_bytes;		/* 64 MiB: of all large bodies that are
					 * in memory at once */
	int    head_deadline_ms;	/* 10000 */
	int    body_deadline_ms;	/* 30000 */
	int    idle_ms;			/* 60000, between requests */
	int    max_connections;		/* 0: 90 % of RLIMIT_NOFILE */
	int    max_per_address;		/* 64; not for trusted proxies, Unix */
};
extern const struct http_limits http_default_limits;

struct http_handlers {
	/* A whole request. */
	void (*request)(void *ctx, struct http_request *r);
	/* The client of a kept request went away. `r` is dead afterwards;
	 * `user` is what http_request_keep() was given. Never called for a
	 * request that was answered. */
	void (*gone)(void *ctx, struct http_request *r, void *user);
	/* May a body of `len` bytes, more than body_bytes, be read? Asked when
	 * the head is there. 0: yes; else the status to refuse with. NULL:
	 * never. Such a body needs a Content-Length and counts against
	 * large_bytes (503 when they are used up). It gets as much time as it
	 * needs while 512 bytes a second come; 32 KiB, while more than half of
	 * large_bytes is taken. */
	int (*admit)(void *ctx, struct http_request *r, uint64_t len);
	void *ctx;
};

/* --- the loop ---------------------------------------------------------- */

struct http_loop *http_loop_new(const struct http_limits *limits,
    const struct http_handlers *handlers, struct err *err);
/* Turns until http_loop_stop(). */
void http_loop_run(struct http_loop *l);
/* From the loop's thread, a timer or a signal callback: take no new
 * connections and requests; the loop ends when all that is parked was
 * answered and written, after `grace_ms` at the latest. */
void http_loop_stop(struct http_loop *l, int grace_ms);
void http_loop_free(struct http_loop *l);
/* From any thread: run fn(arg) in the loop's thread soon, in order; what is
 * left at the end is run by http_loop_free(). */
void http_loop_post(struct http_loop *l, void (*fn)(void *arg), void *arg);
/* fn(ctx, signo) in the loop's thread when the signal arrives. */
bool http_loop_signal(struct http_loop *l, int signo,
    void (*fn)(void *ctx, int signo), void *ctx, struct err *err);

/* "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:0" (any free port) or
 * "unix:/path" (mode 0600; a stale socket is replaced, a live one is
 * ERR_IN_USE). A port in use is ERR_IN_USE and the sentence says what to do.
 * On success `bound` (may be NULL) gets the address with its real port. */
bool http_listen(struct http_loop *l, const char *address, char *bound,
    size_t bound_size, struct err *err);
/* Same, on a socket that is open already (socket activation, tests). */
bool http_listen_fd(struct http_loop *l, int fd, struct err *err);

/* Addresses and networks ("10.0.0.0/8", "::1", "unix:") whose
 * X-Forwarded-For and X-Forwarded-Proto are believed. */
bool http_trust_proxy(struct http_loop *l, const char *network,
    struct err *err);

/* One-shot timers; freed by the timer itself when it fires or is stopped. */
struct http_timer *http_timer_start(struct http_loop *l, int after_ms,
    void (*fn)(void *ctx), void *ctx);
void http_timer_stop(struct http_timer *t);	/* NULL is fine */

/* --- a request --------------------------------------------------------- */

enum http_method http_method(const struct http_request *r);
/* Percent-decoded path, starts with '/', no "." or ".." segment, no NUL. */
const char *http_path(const struct http_request *r);
/* The decoded value of a query parameter, of a form's field (urlencoded, or
 * multipart: then with http_form_file(), before the body is taken); NULL when
 * there is none. The first of several. Well-formed UTF-8 without NUL, else the
 * request was answered 400 already. */
const char *http_query(const struct http_request *r, const char *name);
const char *http_form(struct http_request *r, const char *name);
/* A file of a multipart form; its bytes are in the body. False: none was sent. */
struct http_file { const char *name, *type, *bytes; size_t len; };
bool http_form_file(struct http_request *r, const char *name,
    struct http_file *out);
/* A header's value by its name in any case, NULL when absent. */
const char *http_header(const struct http_request *r, const char *name);
/* The value of a cookie, NULL when absent. */
const char *http_cookie(struct http_request *r, const char *name);
const char *http_body(const struct http_request *r, size_t *len);
/* Takes the body away from the request, which may end before it is used; the
 * caller frees it, in the loop's thread. NULL: it is empty. */
struct http_body { char *bytes; size_t len, large; };
struct http_body *http_body_take(struct http_request *r);
void		  http_body_free(struct http_loop *l, struct http_body *b);
/* Room for a large answer: false, there is none now. Give back what was
 * taken. */
bool http_large_take(struct http_loop *l, size_t bytes);
void http_large_give(struct http_loop *l, size_t bytes);
/* The customer's address as text, behind trusted proxies the forwarded one;
 * "unix" on a Unix socket. */
const char *http_peer(const struct http_request *r);
bool	    http_is_unix(const struct http_request *r);
/* Did it come in by the Unix socket with this path? */
bool	    http_is_local(const struct http_request *r, const char *path);
/* Did it come over TLS as far as a trusted proxy says? */
bool	    http_is_secure(const struct http_request *r);
/* Uid of the peer of a Unix socket, -1 elsewhere. */
long	    http_peer_uid(const struct http_request *r);
bool	    http_wants_gzip(const struct http_request *r);

/* The handler will answer later. `user` is given to the gone callback. */
void http_request_keep(struct http_request *r, void *user);
/* The loop that a request belongs to. */
struct http_loop *http_request_loop(const struct http_request *r);

struct http_answer {
	int	    status;		/* 200, 204 ... */
	const char *type;		/* Content-Type, NULL: none */
	const char *headers;		/* "Name: value\r\n"..., or NULL */
	const char *body;		/* NULL: empty */
	size_t	    len;
	bool	    is_gzip;		/* body is compressed already */
	bool	    may_gzip;		/* compress when worth it (> 1 KiB) */
	bool	    close;		/* end the connection afterwards */
	size_t	    large;		/* taken with http_large_take(); given
					 * back when it is written or gone */
};
/* Copies what it needs. HEAD gets the headers alone. */
void http_answer(struct http_request *r, const struct http_answer *a);

/* How many connections, parked requests; for the log and tests. */
struct http_counts { int connections, parked; uint64_t requests, refused; };
struct http_counts http_counts(const struct http_loop *l);

#endif
