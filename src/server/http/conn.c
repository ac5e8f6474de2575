/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <assert.h>
#include <errno.h>
#ifdef HAVE_MALLOC_TRIM
#include <malloc.h>
#endif
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "server/http/internal.h"

#define LINGER_MS 2000
#define FLOOD_CONNS 1000	/* at once */
#define FLOOD_OVER  16		/* is over with so small a part of them, */
#define FLOOD_GONE  8		/* and all over with so few */

static void on_readable(struct conn *c);
static void on_parked(struct conn *c);
static void on_writable(struct conn *c);
static void on_linger(struct conn *c);

/* A parked client is watched by edges: a level would turn the loop for ever
 * on bytes nobody wants yet, and a reset is reported as readable, not as
 * closed, so EV_CLOSED alone would turn it for ever, too. */
static const struct state {
	short events;
	void (*turn)(struct conn *c);
} states[] = {
	[CONN_READ]   = { EV_READ | EV_PERSIST, on_readable },
	[CONN_PARKED] = { EV_READ | EV_CLOSED | EV_ET | EV_PERSIST, on_parked },
	[CONN_WRITE]  = { EV_WRITE | EV_PERSIST, on_writable },
	[CONN_LINGER] = { EV_READ | EV_PERSIST, on_linger },
};

static void
on_io(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;

	(void)fd;
	(void)what;
	states[c->state].turn(c);
}

static void
watch(struct conn *c, enum conn_state state)
{
	c->state = state;
	event_assign(&c->io, c->loop->base, c->fd, states[state].events, on_io,
	    c);
	event_add(&c->io, NULL);
}

static void
go(struct conn *c, enum conn_state state)
{
	if (c->state == state)
		return;
	event_del(&c->io);
	watch(c, state);
}

/* After a flood its memory goes back to the system: freed blocks lie between
 * those that are used, and would stay ours. */
static void
give_back(struct http_loop *l, int n)
{
	if (l->most_conns >= FLOOD_CONNS)
		l->is_flooded = true;
	if (!l->is_flooded || n > l->most_conns / FLOOD_OVER)
		return;
	l->most_conns = n;
	l->is_flooded = n > FLOOD_GONE;
#ifdef HAVE_MALLOC_TRIM
	malloc_trim(0);
#endif
}

static void
conn_free(struct conn *c)
{
	struct http_loop *l = c->loop;

	assert(!c->busy);
	event_del(&c->io);
	event_del(&c->timer);
	close(c->fd);
	if (c->is_counted)
		peer_counts_drop(l->peers, &c->peer);
	*c->link = c->next;
	if (c->next != NULL)
		c->next->link = c->link;
	parse_free(c->parse);
	request_free(c->request);
	free(c->in);
	free(c->out);
	http_large_give(l, c->out_large);
	slab_drop(l->conn_pieces, c);
	give_back(l, atomic_fetch_sub(&l->n_conns, 1) - 1);
	loop_check_end(l);
}

static bool
has_kept(const struct conn *c)
{
	return c->request != NULL && c->request->is_kept;
}

void
conn_cut(struct conn *c)
{
	struct http_loop *l = c->loop;
	struct http_request *r = c->request;

	if (c->busy) {
		c->dead = true;
		return;
	}
	if (has_kept(c)) {
		atomic_fetch_sub(&l->n_parked, 1);
		c->busy = true;
		if (l->handlers.gone != NULL)
			l->handlers.gone(l->handlers.ctx, r, r->user);
		c->busy = false;
	}
	conn_free(c);
}

void
conn_stop(struct conn *c)
{
	if (!c->busy && (c->state == CONN_READ || c->state == CONN_LINGER))
		conn_free(c);
}

/* --- deadlines --------------------------------------------------------- */

static void
arm(struct conn *c, int64_t now, int64_t after_ms)
{
	struct timeval tv = { .tv_sec = (time_t)(after_ms / 1000),
	    .tv_usec = (suseconds_t)(after_ms % 1000 * 1000) };

	c->armed_ms = now + after_ms;
	event_add(&c->timer, &tv);
}

/* A timer that would fire too early is left alone: it looks at the deadline
 * again then. So a busy connection hardly ever touches the timers. */
void
conn_deadline(struct conn *c, int after_ms)
{
	int64_t now = clock_mono_ms();

	c->deadline_ms = now + after_ms;
	if (c->deadline_ms < c->armed_ms)
		arm(c, now, after_ms);
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;
	int64_t now = clock_mono_ms();
	bool has_begun = c->in_len > 0 || c->parse != NULL;

	(void)fd;
	(void)what;
	c->armed_ms = HTTP_NEVER;
	if (c->deadline_ms == HTTP_NEVER)
		return;
	if (now < c->deadline_ms) {
		arm(c, now, c->deadline_ms - now);
	} else if (c->state == CONN_READ && c->request != NULL &&
	    request_goes_on(c->request)) {
		conn_deadline(c, c->loop->limits.body_deadline_ms);
	} else if (c->state == CONN_READ && has_begun) {
		answer_refuse(c, 408);
		conn_settle(c);
	} else {
		conn_cut(c);
	}
}

/* --- out --------------------------------------------------------------- */

static void
keep_rest(struct conn *c, const struct iovec *parts, int n, size_t sent)
{
	size_t more = 0;
	char *out;

	for (int i = 0; i < n; i++)
		more += parts[i].iov_len;
	if (sent == more)
		return;
	out = mem_try(c->out, c->out_len + more - sent);
	if (out == NULL) {
		c->dead = true;		/* a cut answer is seen as one */
		return;
	}
	c->out = out;
	for (int i = 0; i < n; i++) {
		size_t skip = sent < parts[i].iov_len ? sent :
		    parts[i].iov_len;
		size_t len = parts[i].iov_len - skip;

		sent -= skip;
		if (len > 0)
			memcpy(c->out + c->out_len,
			    (const char *)parts[i].iov_base + skip, len);
		c->out_len += len;
	}
}

void
conn_send(struct conn *c, const struct iovec *parts, int n)
{
	struct msghdr m = { .msg_iov = (struct iovec *)(uintptr_t)parts,
	    .msg_iovlen = (size_t)n };
	ssize_t sent = 0;

	if (c->dead)
		return;
	if (c->out_len == 0) {
		do
			sent = sendmsg(c->fd, &m, MSG_NOSIGNAL);
		while (sent < 0 && errno == EINTR);
		if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
			c->dead = true;
			return;
		}
	}
	keep_rest(c, parts, n, sent > 0 ? (size_t)sent : 0);
}

void
conn_give_large(struct conn *c)
{
	if (c->out_len > 0)
		return;
	http_large_give(c->loop, c->out_large);
	c->out_large = 0;
}

static void
on_writable(struct conn *c)
{
	ssize_t n = send(c->fd, c->out + c->out_at, c->out_len - c->out_at,
	    MSG_NOSIGNAL);

	if (n < 0) {
		if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
			conn_cut(c);
		return;
	}
	/* Progress earns time: a slow line is not an attack. */
	conn_deadline(c, c->loop->limits.body_deadline_ms);
	c->out_at += (size_t)n;
	if (c->out_at < c->out_len)
		return;
	free(c->out);
	c->out = NULL;
	c->out_len = c->out_at = 0;
	conn_give_large(c);
	conn_settle(c);
}

/* --- states ------------------------------------------------------------ */

/* Closing with unread bytes would reset the line and could take the answer
 * from the client before it was read. */
static void
close_politely(struct conn *c)
{
	if ((!c->is_refused && c->in_len == 0) || c->loop->is_stopping) {
		conn_free(c);
		return;
	}
	shutdown(c->fd, SHUT_WR);
	c->in_len = 0;
	go(c, CONN_LINGER);
	conn_deadline(c, LINGER_MS);
}

static void
read_on(struct conn *c)
{
	go(c, CONN_READ);
	if (!c->is_timed && c->in_len == 0)
		conn_deadline(c, c->loop->limits.idle_ms);
	if (c->in_len > 0 && c->parse == NULL && !c->is_timed) {
		/* A pipelined request. From the loop, not from here: this may
		 * be called from inside a handler. */
		event_active(&c->io, EV_READ, 0);
	}
}

void
conn_settle(struct conn *c)
{
	if (c->in_len == 0) {
		free(c->in);
		c->in = NULL;
		c->in_cap = 0;
	}
	if (c->dead) {
		conn_cut(c);
	} else if (has_kept(c)) {
		c->deadline_ms = HTTP_NEVER;
		go(c, CONN_PARKED);
	} else if (c->out_len > 0) {
		go(c, CONN_WRITE);
		conn_deadline(c, c->loop->limits.body_deadline_ms);
	} else if (c->close_after) {
		close_politely(c);
	} else if (c->loop->is_stopping) {
		conn_free(c);
	} else {
		read_on(c);
	}
}

/* --- in ---------------------------------------------------------------- */

static void
on_readable(struct conn *c)
{
	struct http_loop *l = c->loop;
	ssize_t n = recv(c->fd, l->scratch, sizeof l->scratch, 0);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK &&
	    errno != EINTR)) {
		conn_free(c);
		return;
	}
	if (n > 0 && !intake_put(c, l->scratch, (size_t)n))
		answer_refuse(c, 503);
	intake_run(c);
	conn_settle(c);
}

static void
on_parked(struct conn *c)
{
	struct pollfd p = { .fd = c->fd, .events = POLLRDHUP };

	/* Bytes of a next request wait; only the end of the line counts. */
	if (poll(&p, 1, 0) == 1 &&
	    (p.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0)
		conn_cut(c);
}

static void
on_linger(struct conn *c)
{
	struct http_loop *l = c->loop;
	ssize_t n = recv(c->fd, l->scratch, sizeof l->scratch, 0);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK &&
	    errno != EINTR))
		conn_free(c);
}

/* --- birth ------------------------------------------------------------- */

static long
uid_of(int fd)
{
	struct ucred who;
	socklen_t len = sizeof who;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) < 0)
		return -1;
	return (long)who.uid;
}

void
conn_new(struct http_loop *l, int fd, const struct peer_addr *peer,
    bool is_counted)
{
	struct conn *c = slab_take(l->conn_pieces);
	int on = 1, n;

	if (c == NULL) {
		if (is_counted)
			peer_counts_drop(l->peers, peer);
		close(fd);
		return;
	}
	c->loop = l;
	c->fd = fd;
	c->peer = *peer;
	c->is_counted = is_counted;
	c->uid = peer->is_unix ? uid_of(fd) : -1;
	if (!peer->is_unix)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	c->next = l->conns;
	c->link = &l->conns;
	if (c->next != NULL)
		c->next->link = &c->next;
	l->conns = c;
	n = atomic_fetch_add(&l->n_conns, 1) + 1;
	if (n > l->most_conns)
		l->most_conns = n;
	event_assign(&c->timer, l->base, -1, 0, on_deadline, c);
	c->armed_ms = HTTP_NEVER;
	c->is_timed = true;		/* the first head's time runs already */
	conn_deadline(c, l->limits.head_deadline_ms);
	watch(c, CONN_READ);
}
