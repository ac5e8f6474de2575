/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/hub/threads.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/mem.h"

/* --- the mailbox ------------------------------------------------------- */

struct mailbox {
	pthread_mutex_t mutex;
	struct mail    *first, **end;
	bool		is_posted;	/* the loop has been asked to look */
	struct hub     *hub;		/* NULL: closed */
	void (*post)(void *ctx, void (*fn)(void *arg), void *arg);
	void *post_ctx;
};

struct mailbox *
mailbox_new(struct hub *h,
    void (*post)(void *ctx, void (*fn)(void *arg), void *arg), void *ctx)
{
	struct mailbox *b = mem_new(struct mailbox);

	pthread_mutex_init(&b->mutex, NULL);
	b->end = &b->first;
	b->hub = h;
	b->post = post;
	b->post_ctx = ctx;
	return b;
}

static void
destroy_box(struct mailbox *b)
{
	pthread_mutex_destroy(&b->mutex);
	free(b);
}

static void
look(void *arg)
{
	struct mailbox *b = arg;
	bool is_closed;

	pthread_mutex_lock(&b->mutex);
	b->is_posted = false;
	is_closed = b->hub == NULL;
	pthread_mutex_unlock(&b->mutex);
	if (is_closed)
		destroy_box(b);
	else
		mailbox_deliver(b);
}

void
mailbox_put(struct mailbox *b, struct mail *m)
{
	bool must_post;

	m->next = NULL;
	pthread_mutex_lock(&b->mutex);
	*b->end = m;
	b->end = &m->next;
	must_post = !b->is_posted;
	b->is_posted = true;
	pthread_mutex_unlock(&b->mutex);
	if (must_post)
		b->post(b->post_ctx, look, b);
}

void
mailbox_deliver(struct mailbox *b)
{
	struct mail *m;

	pthread_mutex_lock(&b->mutex);
	m = b->first;
	b->first = NULL;
	b->end = &b->first;
	pthread_mutex_unlock(&b->mutex);
	while (m != NULL) {
		struct mail *next = m->next;

		m->deliver(b->hub, m);
		m = next;
	}
}

void
mailbox_free(struct mailbox *b)
{
	bool is_posted;

	if (b == NULL)
		return;
	pthread_mutex_lock(&b->mutex);
	assert(b->first == NULL);
	b->hub = NULL;
	is_posted = b->is_posted;
	pthread_mutex_unlock(&b->mutex);
	if (!is_posted)
		destroy_box(b);
}

/* --- the pool ---------------------------------------------------------- */

struct worker {
	struct pool *pool;
	pthread_t    thread;
	int	     number;
};

struct pool {
	pthread_mutex_t mutex;
	pthread_cond_t	wake;
	struct task    *first, **end;
	int		n_waiting, max_waiting;
	bool		is_ending;
	struct worker  *workers;
	int		n_workers;
};

static struct task *
take(struct pool *p)
{
	struct task *t;

	pthread_mutex_lock(&p->mutex);
	while (p->first == NULL && !p->is_ending)
		pthread_cond_wait(&p->wake, &p->mutex);
	t = p->first;
	if (t != NULL) {
		p->first = t->next;
		if (p->first == NULL)
			p->end = &p->first;
		p->n_waiting--;
	}
	pthread_mutex_unlock(&p->mutex);
	return t;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct task *t;

	while ((t = take(w->pool)) != NULL)
		t->run(t, w->number);
	return NULL;
}

/* Signals are the loop's. */
static void
start(struct pool *p, int n_threads)
{
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	for (int i = 0; i < n_threads; i++) {
		struct worker *w = &p->workers[i];

		*w = (struct worker){ .pool = p, .number = i };
		if (pthread_create(&w->thread, NULL, work, w) != 0)
			break;
		p->n_workers++;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

struct pool *
pool_new(int n_threads, int max_waiting)
{
	struct pool *p = mem_new(struct pool);

	pthread_mutex_init(&p->mutex, NULL);
	pthread_cond_init(&p->wake, NULL);
	p->end = &p->first;
	p->max_waiting = max_waiting;
	p->workers = mem_array((size_t)n_threads, struct worker);
	start(p, n_threads);
	if (p->n_workers > 0)
		return p;
	pool_free(p);
	return NULL;
}

bool
pool_put(struct pool *p, struct task *t, bool is_forced)
{
	bool ok;

	t->next = NULL;
	pthread_mutex_lock(&p->mutex);
	ok = is_forced || p->n_waiting < p->max_waiting;
	if (ok) {
		*p->end = t;
		p->end = &t->next;
		p->n_waiting++;
		pthread_cond_signal(&p->wake);
	}
	pthread_mutex_unlock(&p->mutex);
	return ok;
}

void
pool_free(struct pool *p)
{
	if (p == NULL)
		return;
	pthread_mutex_lock(&p->mutex);
	p->is_ending = true;
	pthread_cond_broadcast(&p->wake);
	pthread_mutex_unlock(&p->mutex);
	for (int i = 0; i < p->n_workers; i++)
		pthread_join(p->workers[i].thread, NULL);
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->mutex);
	free(p->workers);
	free(p);
}
