/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "server/http/internal.h"

const struct http_limits http_default_limits = {
	.head_bytes = 16384,
	.body_bytes = 262144,
	.large_bytes = 64 * 1024 * 1024,
	.head_deadline_ms = 10000,
	.body_deadline_ms = 30000,
	.idle_ms = 60000,
	.max_connections = 0,
	.max_per_address = 64,
};

struct post {
	struct post *next;
	void (*fn)(void *arg);
	void *arg;
};

struct loop_posts {
	pthread_mutex_t lock;
	struct post    *first, **last;
	int		fd;		/* eventfd: something was put */
	struct event	wake;
};

struct loop_signal {
	struct loop_signal *next;
	struct event	    ev;
	void (*fn)(void *ctx, int signo);
	void *ctx;
};

struct http_timer {
	struct http_timer *next, **link;
	struct event	   ev;
	void (*fn)(void *ctx);
	void *ctx;
};

static struct timeval
span(int ms)
{
	if (ms < 0)
		ms = 0;
	return (struct timeval){ .tv_sec = ms / 1000,
	    .tv_usec = ms % 1000 * 1000 };
}

/* --- posted calls ------------------------------------------------------ */

static struct post *
posts_take(struct loop_posts *posts)
{
	struct post *all;

	pthread_mutex_lock(&posts->lock);
	all = posts->first;
	posts->first = NULL;
	posts->last = &posts->first;
	pthread_mutex_unlock(&posts->lock);
	return all;
}

static void
posts_run(struct loop_posts *posts)
{
	struct post *next;

	for (struct post *p = posts_take(posts); p != NULL; p = next) {
		next = p->next;
		p->fn(p->arg);
		free(p);
	}
}

static void
on_wake(evutil_socket_t fd, short what, void *arg)
{
	uint64_t n;

	(void)what;
	if (read(fd, &n, sizeof n) < 0 && errno != EAGAIN)
		log_warn("http", "the wake-up cannot be read: %s",
		    strerror(errno));
	posts_run(arg);
}

void
http_loop_post(struct http_loop *l, void (*fn)(void *arg), void *arg)
{
	struct loop_posts *posts = l->posts;
	struct post *p = mem_new(struct post);
	const uint64_t one = 1;
	bool was_empty;

	p->fn = fn;
	p->arg = arg;
	pthread_mutex_lock(&posts->lock);
	was_empty = posts->first == NULL;
	*posts->last = p;
	posts->last = &p->next;
	pthread_mutex_unlock(&posts->lock);
	if (was_empty && write(posts->fd, &one, sizeof one) < 0)
		log_warn("http", "the loop cannot be woken: %s",
		    strerror(errno));
}

static struct loop_posts *
posts_new(struct event_base *base, struct err *err)
{
	struct loop_posts *posts = mem_new(struct loop_posts);

	posts->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (posts->fd < 0) {
		err_sys(err, ERR_IO, errno, "no wake-up for the loop");
		free(posts);
		return NULL;
	}
	pthread_mutex_init(&posts->lock, NULL);
	posts->last = &posts->first;
	event_assign(&posts->wake, base, posts->fd, EV_READ | EV_PERSIST,
	    on_wake, posts);
	event_add(&posts->wake, NULL);
	return posts;
}

static void
posts_free(struct loop_posts *posts)
{
	event_del(&posts->wake);
	posts_run(posts);	/* what was put may own something */
	close(posts->fd);
	pthread_mutex_destroy(&posts->lock);
	free(posts);
}

/* --- timers and signals ------------------------------------------------ */

void
http_timer_stop(struct http_timer *t)
{
	if (t == NULL)
		return;
	event_del(&t->ev);
	*t->link = t->next;
	if (t->next != NULL)
		t->next->link = t->link;
	free(t);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct http_timer *t = arg;
	void (*fn)(void *ctx) = t->fn;
	void *ctx = t->ctx;

	(void)fd;
	(void)what;
	http_timer_stop(t);
	fn(ctx);
}

struct http_timer *
http_timer_start(struct http_loop *l, int after_ms, void (*fn)(void *ctx),
    void *ctx)
{
	struct http_timer *t = mem_new(struct http_timer);
	struct timeval tv = span(after_ms);

	t->fn = fn;
	t->ctx = ctx;
	t->next = l->timers;
	t->link = &l->timers;
	if (t->next != NULL)
		t->next->link = &t->next;
	l->timers = t;
	event_assign(&t->ev, l->base, -1, 0, on_timer, t);
	event_add(&t->ev, &tv);
	return t;
}

static void
on_signal(evutil_socket_t signo, short what, void *arg)
{
	struct loop_signal *s = arg;

	(void)what;
	s->fn(s->ctx, (int)signo);
}

bool
http_loop_signal(struct http_loop *l, int signo,
    void (*fn)(void *ctx, int signo), void *ctx, struct err *err)
{
	struct loop_signal *s = mem_new(struct loop_signal);

	s->fn = fn;
	s->ctx = ctx;
	event_assign(&s->ev, l->base, signo, EV_SIGNAL | EV_PERSIST, on_signal,
	    s);
	if (event_add(&s->ev, NULL) != 0) {
		free(s);
		return err_set(err, ERR_IO, "signal %d cannot be caught",
		    signo);
	}
	s->next = l->signals;
	l->signals = s;
	return true;
}

/* --- the end ----------------------------------------------------------- */

void
loop_check_end(struct http_loop *l)
{
	if (l->is_stopping && l->conns == NULL)
		event_base_loopbreak(l->base);
}

static void
on_grace(evutil_socket_t fd, short what, void *arg)
{
	struct http_loop *l = arg;

	(void)fd;
	(void)what;
	log_warn("http", "%d connections are cut, their time is over",
	    atomic_load(&l->n_conns));
	event_base_loopbreak(l->base);
}

void
http_loop_stop(struct http_loop *l, int grace_ms)
{
	struct timeval tv = span(grace_ms);
	struct conn *next;

	l->is_stopping = true;
	listen_close_all(l);
	for (struct conn *c = l->conns; c != NULL; c = next) {
		next = c->next;
		conn_stop(c);
	}
	event_add(&l->grace, &tv);
	loop_check_end(l);
}

void
http_loop_run(struct http_loop *l)
{
	if (!l->is_stopping || l->conns != NULL)
		event_base_dispatch(l->base);
	posts_run(l->posts);
	while (l->conns != NULL)
		conn_cut(l->conns);
}

/* --- birth and death --------------------------------------------------- */

/* 90 % of the descriptors: the store and the files need some, too. */
static int
default_connections(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > 1000000)
		return 900000;
	return (int)(limit.rlim_cur / 10 * 9);
}

/* libevent's poll() backend could not tell that a parked client left. */
static struct event_base *
base_new(struct err *err)
{
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;

	if (config != NULL) {
		event_config_require_features(config,
		    EV_FEATURE_ET | EV_FEATURE_EARLY_CLOSE);
		event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
		base = event_base_new_with_config(config);
		event_config_free(config);
	}
	if (base == NULL)
		err_set(err, ERR_UNSUPPORTED,
		    "this system has no way to wait (epoll is needed)");
	return base;
}

struct http_loop *
http_loop_new(const struct http_limits *limits,
    const struct http_handlers *handlers, struct err *err)
{
	struct event_base *base = base_new(err);
	struct loop_posts *posts;
	struct http_loop *l;

	if (base == NULL)
		return NULL;
	posts = posts_new(base, err);
	if (posts == NULL) {
		event_base_free(base);
		return NULL;
	}
	signal(SIGPIPE, SIG_IGN);
	/* A file that may not grow is an error of its write, not the end. */
	signal(SIGXFSZ, SIG_IGN);
	l = mem_new(struct http_loop);
	l->base = base;
	l->posts = posts;
	l->limits = limits != NULL ? *limits : http_default_limits;
	if (l->limits.max_connections == 0)
		l->limits.max_connections = default_connections();
	l->handlers = *handlers;
	l->peers = peer_counts_new();
	l->conn_pieces = slab_new(sizeof(struct conn));
	event_assign(&l->grace, base, -1, 0, on_grace, l);
	return l;
}

void
http_loop_free(struct http_loop *l)
{
	struct loop_signal *next;

	if (l == NULL)
		return;
	listen_close_all(l);
	while (l->conns != NULL)
		conn_cut(l->conns);
	while (l->timers != NULL)
		http_timer_stop(l->timers);
	for (struct loop_signal *s = l->signals; s != NULL; s = next) {
		next = s->next;
		event_del(&s->ev);
		free(s);
	}
	event_del(&l->grace);
	posts_free(l->posts);
	event_base_free(l->base);
	peer_counts_free(l->peers);
	slab_free(l->conn_pieces);
	answer_gzip_free(l->gzip);
	free(l->trusted);
	free(l);
}

struct http_counts
http_counts(const struct http_loop *l)
{
	return (struct http_counts){
		.connections = atomic_load(&l->n_conns),
		.parked = atomic_load(&l->n_parked),
		.requests = atomic_load(&l->n_requests),
		.refused = atomic_load(&l->n_refused),
	};
}
