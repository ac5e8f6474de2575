/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keep.c - the queue between the console and its disk.
 *
 * Orders go to the worker in a queue; what it has done comes back in another,
 * and the eventfd becomes readable. The worker takes all that is queued,
 * writes it in one transaction and only then reports the actions kept. When
 * the disk refuses, the orders stay in the queue, are reported once and tried
 * again every second.
 */
#include "console/keep/keep.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/paths.h"
#include "console/keep/kept.h"

#define AGAIN_MS 1000

enum order_type { ORDER_ACTION, ORDER_FORGET, ORDER_DRAFT, ORDER_USE };

struct order {
	struct order   *next;
	enum order_type type;
	char	client_id[CLIENT_ID_BYTES + 1];
	int64_t conversation_id;
	bool	is_note;
	char   *text;		/* the action as JSON; a draft */
	struct keep_use use;
};

struct queue { struct order *first, **last; };

struct keep {
	struct kept    *kept;		/* the worker's after the start */
	int		lock_fd, event_fd;
	pthread_t	thread;
	pthread_mutex_t mutex;
	pthread_cond_t	wake;
	/* Under the mutex. */
	struct queue	todo, done;
	bool		is_ending, has_failed;
	struct err	failure;
	/* The caller's thread. */
	int		n_unsent;
};

static void
queue_init(struct queue *q)
{
	q->first = NULL;
	q->last = &q->first;
}

static void
queue_put(struct queue *q, struct order *o)
{
	o->next = NULL;
	*q->last = o;
	q->last = &o->next;
}

static void
order_free(struct order *o)
{
	free(o->text);
	free(o);
}

static void
orders_free(struct order *o)
{
	while (o != NULL) {
		struct order *next = o->next;

		order_free(o);
		o = next;
	}
}

/* --- the worker --------------------------------------------------------- */

static bool
write_orders(struct keep *k, const struct order *o, struct err *err)
{
	bool ok = kept_begin(k->kept, err);

	for (; ok && o != NULL; o = o->next)
		switch (o->type) {
		case ORDER_ACTION:
			ok = kept_put_action(k->kept, o->client_id, o->text,
			    err);
			break;
		case ORDER_FORGET:
			ok = kept_forget(k->kept, o->client_id, err);
			break;
		case ORDER_DRAFT:
			ok = kept_put_draft(k->kept, o->conversation_id,
			    o->text, o->is_note, err);
			break;
		case ORDER_USE:
			ok = kept_put_use(k->kept, &o->use, err);
			break;
		}
	return kept_end(k->kept, ok, err) && ok;
}

static void
tell(const struct keep *k)
{
	uint64_t one = 1;
	ssize_t	 n = write(k->event_fd, &one, sizeof one);

	(void)n;	/* full means that it is readable already */
}

/* Hands written orders back; under the mutex. */
static void
report(struct keep *k, struct order *o)
{
	while (o != NULL) {
		struct order *next = o->next;

		if (o->type == ORDER_ACTION)
			queue_put(&k->done, o);
		else
			order_free(o);
		o = next;
	}
	tell(k);
}

/* New orders do not cut it short: the disk would be asked at every key. */
static void
wait_again(struct keep *k)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += AGAIN_MS / 1000;
	while (!k->is_ending && pthread_cond_timedwait(&k->wake, &k->mutex,
	    &until) == 0)
		;
}

/* The orders were refused: put them in front again. */
static void
put_back(struct keep *k, struct order *first, const struct err *why)
{
	struct order **end = &first;

	while (*end != NULL)
		end = &(*end)->next;
	*end = k->todo.first;
	if (k->todo.first == NULL)
		k->todo.last = end;
	k->todo.first = first;
	if (!k->has_failed) {
		log_error("keep", "%s", why->text);
		k->has_failed = true;
		k->failure = *why;
		tell(k);
	}
}

static void *
work(void *arg)
{
	struct keep *k = arg;

	pthread_mutex_lock(&k->mutex);
	for (;;) {
		struct order *mine;
		struct err    err = { 0 };
		bool	      ok;

		while (k->todo.first == NULL && !k->is_ending)
			pthread_cond_wait(&k->wake, &k->mutex);
		if (k->todo.first == NULL)
			break;
		mine = k->todo.first;
		queue_init(&k->todo);
		pthread_mutex_unlock(&k->mutex);
		ok = write_orders(k, mine, &err);
		pthread_mutex_lock(&k->mutex);
		if (ok) {
			k->has_failed = false;
			report(k, mine);
			continue;
		}
		put_back(k, mine, &err);
		if (k->is_ending)
			break;	/* we tried; the screen has said so */
		wait_again(k);
	}
	pthread_mutex_unlock(&k->mutex);
	return NULL;
}

/* --- the caller's side -------------------------------------------------- */

struct restoring {
	const struct keep_restored *to;
	struct keep		   *k;
};

static void
restore_action(void *ctx, const struct action *a)
{
	struct restoring *r = ctx;

	r->k->n_unsent++;
	r->to->action(r->to->ctx, a);
}

static void
restore_draft(void *ctx, int64_t conversation_id, const char *text,
    bool is_note)
{
	struct restoring *r = ctx;

	r->to->draft(r->to->ctx, conversation_id, text, is_note);
}

static void
restore_use(void *ctx, const struct keep_use *use)
{
	struct restoring *r = ctx;

	if (r->to->canned_use != NULL)
		r->to->canned_use(r->to->ctx, use);
}

static bool
open_files(struct keep *k, const char *dir, struct err *err)
{
	char path[PATH_MAX];

	if (!paths_make_dir(dir, err))
		return false;
	snprintf(path, sizeof path, "%s/console.lock", dir);
	if (!paths_lock(path, &k->lock_fd, err))
		return false;
	snprintf(path, sizeof path, "%s/kept.db", dir);
	k->kept = kept_open(path, err);
	return k->kept != NULL;
}

/* A clock that is set must not stretch the wait for the disk. */
static void
init_wake(pthread_cond_t *wake)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(wake, &attr);
	pthread_condattr_destroy(&attr);
}

struct keep *
keep_open(const char *dir, const struct keep_restored *restored,
    struct err *err)
{
	struct keep	*k = mem_new(struct keep);
	struct restoring r = { restored, k };

	k->lock_fd = -1;
	queue_init(&k->todo);
	queue_init(&k->done);
	k->event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (k->event_fd < 0) {
		err_sys(err, ERR_IO, errno, "no descriptor is left");
		goto fail;
	}
	if (!open_files(k, dir, err) || !kept_restore(k->kept, restore_action,
	    restore_draft, &r, err) ||
	    !kept_restore_uses(k->kept, restore_use, &r, err))
		goto fail;
	pthread_mutex_init(&k->mutex, NULL);
	init_wake(&k->wake);
	if (pthread_create(&k->thread, NULL, work, k) != 0) {
		err_set(err, ERR_MEMORY, "no thread for the disk");
		goto fail;
	}
	return k;
fail:
	kept_close(k->kept);
	if (k->event_fd >= 0)
		close(k->event_fd);
	if (k->lock_fd >= 0)
		close(k->lock_fd);
	free(k);
	return NULL;
}

void
keep_close(struct keep *k)
{
	if (k == NULL)
		return;
	pthread_mutex_lock(&k->mutex);
	k->is_ending = true;
	pthread_cond_signal(&k->wake);
	pthread_mutex_unlock(&k->mutex);
	pthread_join(k->thread, NULL);
	orders_free(k->todo.first);
	orders_free(k->done.first);
	pthread_mutex_destroy(&k->mutex);
	pthread_cond_destroy(&k->wake);
	kept_close(k->kept);
	close(k->event_fd);
	close(k->lock_fd);
	free(k);
}

static void
put_order(struct keep *k, struct order *o)
{
	pthread_mutex_lock(&k->mutex);
	queue_put(&k->todo, o);
	pthread_cond_signal(&k->wake);
	pthread_mutex_unlock(&k->mutex);
}

/* A draft that waits for the disk is replaced by a newer one: whoever types
 * while the disk refuses must not fill the memory. All orders that wait are
 * written in one transaction, so the place in the queue means nothing. */
static void
put_draft(struct keep *k, struct order *o)
{
	struct order *old = NULL;

	pthread_mutex_lock(&k->mutex);
	/* The last one: those that were put back stand before it. */
	for (struct order *i = k->todo.first; i != NULL; i = i->next)
		if (i->type == ORDER_DRAFT &&
		    i->conversation_id == o->conversation_id)
			old = i;
	if (old != NULL) {
		char *text = old->text;

		old->text = o->text;
		old->is_note = o->is_note;
		o->text = text;
	} else {
		queue_put(&k->todo, o);
		pthread_cond_signal(&k->wake);
	}
	pthread_mutex_unlock(&k->mutex);
	if (old != NULL)
		order_free(o);
}

void
keep_action(struct keep *k, const struct action *a)
{
	struct order *o = mem_new(struct order);

	o->type = ORDER_ACTION;
	memcpy(o->client_id, a->client_id, sizeof o->client_id);
	o->text = kept_format(a);
	k->n_unsent++;
	put_order(k, o);
}

void
keep_forget(struct keep *k, const char *client_id)
{
	struct order *o = mem_new(struct order);

	o->type = ORDER_FORGET;
	str_copy(o->client_id, sizeof o->client_id, client_id);
	if (k->n_unsent > 0)
		k->n_unsent--;
	put_order(k, o);
}

void
keep_draft(struct keep *k, int64_t conversation_id, const char *text,
    bool is_note)
{
	struct order *o = mem_new(struct order);

	o->type = ORDER_DRAFT;
	o->conversation_id = conversation_id;
	o->is_note = is_note;
	o->text = mem_dup(text);
	put_draft(k, o);
}

void
keep_canned_use(struct keep *k, const struct keep_use *use)
{
	struct order *o = mem_new(struct order);

	o->type = ORDER_USE;
	o->use = *use;
	put_order(k, o);
}

int
keep_fd(const struct keep *k)
{
	return k->event_fd;
}

void
keep_poll(struct keep *k, void (*kept)(void *ctx, const char *client_id),
    void (*failed)(void *ctx, const struct err *err), void *ctx)
{
	struct order *done;
	struct err    failure = { 0 };
	uint64_t      count;
	ssize_t	      n = read(k->event_fd, &count, sizeof count);

	(void)n;
	pthread_mutex_lock(&k->mutex);
	done = k->done.first;
	queue_init(&k->done);
	if (k->failure.code != ERR_NONE) {
		failure = k->failure;
		err_clear(&k->failure);
	}
	pthread_mutex_unlock(&k->mutex);
	for (const struct order *o = done; o != NULL; o = o->next)
		kept(ctx, o->client_id);
	orders_free(done);
	if (failure.code != ERR_NONE)
		failed(ctx, &failure);
}

int
keep_unsent(const struct keep *k)
{
	return k->n_unsent;
}
