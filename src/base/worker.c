/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/worker.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

struct list { struct order *first, **last; };

struct worker {
	const struct worker_ops *ops;
	void	       *ctx;
	int		event_fd;
	pthread_t	thread;
	pthread_mutex_t mutex;
	pthread_cond_t	wake;
	/* Under the mutex. */
	struct list	todo, done;
	size_t		n_todo;
	bool		is_ending, has_ended, is_left;
};

static void
list_init(struct list *l)
{
	l->first = NULL;
	l->last = &l->first;
}

static void
list_put(struct list *l, struct order *o)
{
	o->next = NULL;
	*l->last = o;
	l->last = &o->next;
}

static struct order *
list_take_all(struct list *l)
{
	struct order *first = l->first;

	list_init(l);
	return first;
}

static void
free_all(const struct worker *w, struct order *o)
{
	while (o != NULL) {
		struct order *next = o->next;

		w->ops->free(o);
		o = next;
	}
}

/* --- start and end ------------------------------------------------------- */

static void
destroy(struct worker *w)
{
	free_all(w, w->todo.first);
	free_all(w, w->done.first);
	if (w->event_fd >= 0)
		close(w->event_fd);
	pthread_mutex_destroy(&w->mutex);
	pthread_cond_destroy(&w->wake);
	free(w);
}

static void *
run(void *arg)
{
	struct worker *w = arg;
	bool is_left;

	w->ops->run(w, w->ctx);
	pthread_mutex_lock(&w->mutex);
	w->has_ended = true;
	is_left = w->is_left;
	pthread_cond_broadcast(&w->wake);
	pthread_mutex_unlock(&w->mutex);
	if (is_left)
		destroy(w);
	return NULL;
}

static int
start(struct worker *w)
{
	/* A fault of the thread kills at once where it is blocked: nobody
	 * would give the terminal back. */
	static const int faults[] = { SIGBUS, SIGFPE, SIGILL, SIGSEGV };
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		sigdelset(&all, faults[i]);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&w->thread, NULL, run, w);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc;
}

/* A clock that is set must not stretch a wait. */
static void
init_wake(pthread_cond_t *wake)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(wake, &attr);
	pthread_condattr_destroy(&attr);
}

struct worker *
worker_new(const struct worker_ops *ops, void *ctx, struct err *err)
{
	struct worker *w = mem_new(struct worker);
	int rc;

	w->ops = ops;
	w->ctx = ctx;
	list_init(&w->todo);
	list_init(&w->done);
	pthread_mutex_init(&w->mutex, NULL);
	init_wake(&w->wake);
	w->event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (w->event_fd < 0) {
		err_sys(err, ERR_IO, errno, "no descriptor is left");
		destroy(w);
		return NULL;
	}
	rc = start(w);
	if (rc == 0)
		return w;
	err_sys(err, ERR_MEMORY, rc, "no thread is left");
	destroy(w);
	return NULL;
}

static struct timespec
after(int span_ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += span_ms / 1000;
	t.tv_nsec += span_ms % 1000 * 1000000L;
	t.tv_sec += t.tv_nsec / 1000000000L;
	t.tv_nsec %= 1000000000L;
	return t;
}

bool
worker_end(struct worker *w, int wait_ms)
{
	struct timespec until = after(wait_ms < 0 ? 0 : wait_ms);
	int rc = 0;

	if (w == NULL)
		return true;
	pthread_mutex_lock(&w->mutex);
	w->is_ending = true;
	pthread_cond_broadcast(&w->wake);
	while (wait_ms >= 0 && !w->has_ended && rc == 0)
		rc = pthread_cond_timedwait(&w->wake, &w->mutex, &until);
	if (wait_ms >= 0 && !w->has_ended) {
		w->is_left = true;
		pthread_detach(w->thread);
		pthread_mutex_unlock(&w->mutex);
		return false;
	}
	pthread_mutex_unlock(&w->mutex);
	pthread_join(w->thread, NULL);
	destroy(w);
	return true;
}

/* --- the owner ----------------------------------------------------------- */

void
worker_put(struct worker *w, struct order *order)
{
	pthread_mutex_lock(&w->mutex);
	list_put(&w->todo, order);
	w->n_todo++;
	pthread_cond_broadcast(&w->wake);
	pthread_mutex_unlock(&w->mutex);
}

struct order *
worker_put_over(struct worker *w, struct order *order,
    bool (*is_same)(const struct order *old, const struct order *new_))
{
	struct order **at = NULL, *old = NULL;

	pthread_mutex_lock(&w->mutex);
	for (struct order **p = &w->todo.first; *p != NULL; p = &(*p)->next)
		if (is_same(*p, order))
			at = p;
	if (at != NULL) {
		old = *at;
		order->next = old->next;
		*at = order;
		if (order->next == NULL)
			w->todo.last = &order->next;
	} else {
		list_put(&w->todo, order);
		w->n_todo++;
		pthread_cond_broadcast(&w->wake);
	}
	pthread_mutex_unlock(&w->mutex);
	return old;
}

size_t
worker_waiting(struct worker *w)
{
	size_t n;

	pthread_mutex_lock(&w->mutex);
	n = w->n_todo;
	pthread_mutex_unlock(&w->mutex);
	return n;
}

int
worker_fd(const struct worker *w)
{
	return w == NULL ? -1 : w->event_fd;
}

struct order *
worker_collect(struct worker *w)
{
	struct order *first;
	eventfd_t n;

	eventfd_read(w->event_fd, &n);
	pthread_mutex_lock(&w->mutex);
	first = list_take_all(&w->done);
	pthread_mutex_unlock(&w->mutex);
	return first;
}

/* --- the thread ---------------------------------------------------------- */

static void
wait_for_one(struct worker *w)
{
	while (w->todo.first == NULL && !w->is_ending)
		pthread_cond_wait(&w->wake, &w->mutex);
}

struct order *
worker_take(struct worker *w)
{
	struct order *o;

	pthread_mutex_lock(&w->mutex);
	wait_for_one(w);
	o = w->todo.first;
	if (o != NULL) {
		w->todo.first = o->next;
		if (w->todo.first == NULL)
			w->todo.last = &w->todo.first;
		o->next = NULL;
		w->n_todo--;
	}
	pthread_mutex_unlock(&w->mutex);
	return o;
}

struct order *
worker_take_all(struct worker *w)
{
	struct order *first;

	pthread_mutex_lock(&w->mutex);
	wait_for_one(w);
	first = list_take_all(&w->todo);
	w->n_todo = 0;
	pthread_mutex_unlock(&w->mutex);
	return first;
}

void
worker_done(struct worker *w, struct order *order)
{
	pthread_mutex_lock(&w->mutex);
	list_put(&w->done, order);
	pthread_mutex_unlock(&w->mutex);
	eventfd_write(w->event_fd, 1);
}

void
worker_put_back(struct worker *w, struct order *list)
{
	struct order **end = &list;
	size_t n = 0;

	for (; *end != NULL; end = &(*end)->next)
		n++;
	pthread_mutex_lock(&w->mutex);
	*end = w->todo.first;
	if (w->todo.first == NULL)
		w->todo.last = end;
	w->todo.first = list;
	w->n_todo += n;
	pthread_mutex_unlock(&w->mutex);
}

void
worker_sleep(struct worker *w, int span_ms)
{
	struct timespec until = after(span_ms);

	pthread_mutex_lock(&w->mutex);
	/* New orders do not cut it short. */
	while (!w->is_ending && pthread_cond_timedwait(&w->wake, &w->mutex,
	    &until) == 0)
		;
	pthread_mutex_unlock(&w->mutex);
}

bool
worker_is_ending(struct worker *w)
{
	bool is_ending;

	pthread_mutex_lock(&w->mutex);
	is_ending = w->is_ending;
	pthread_mutex_unlock(&w->mutex);
	return is_ending;
}
