/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/keep/archive.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/paths.h"
#include "console/keep/archived.h"
#include "proto/proto.h"

#define DAY_MS	     (24 * 3600 * 1000LL)
#define ANSWER_BYTES (16 * 1024 * 1024)
#define TODO_MAX     20000	/* more are dropped: the disk is too slow */
#define CUT_EVERY    500	/* events, then it is looked at its size */

enum order_type { SEEN, CONVERSATION, EPOCH, SEARCH, READ };

struct order {
	struct order   *next;
	enum order_type type;
	struct event	ev;		/* of SEEN: what the index needs */
	int64_t		id, customer_id, before, number;
	char	       *text;		/* JSON, epoch, query; owned */
	char	       *words;		/* of SEEN: found_text(); owned */
	struct arena   *arena;		/* of an answer */
	struct event	answer;
};

struct queue { struct order *first, **last; };

struct archive {
	char		      path[PATH_MAX];
	struct archive_limits limits;
	struct archived	     *db;	/* the worker's */
	int		      n_put;	/* since it was cut, the worker's */
	bool		      has_failed;	/* the worker's */
	int		      event_fd;
	pthread_t	      thread;
	pthread_mutex_t	      mutex;
	pthread_cond_t	      wake;
	/* Under the mutex. */
	struct queue	      todo, done;
	int		      n_todo;
	bool		      is_ending;
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
	free(o->words);
	arena_free(o->arena);
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

/* --- the worker ------------------------------------------------------------- */

static bool
is_question(const struct order *o)
{
	return o->type == SEARCH || o->type == READ;
}

static bool
write_order(struct archive *a, struct order *o, struct err *err)
{
	switch (o->type) {
	case SEEN:
		o->ev.text = o->words;
		a->n_put++;
		return archived_put(a->db, &o->ev, o->text, err);
	case CONVERSATION:
		return archived_put_conversation(a->db, o->id, o->customer_id,
		    o->text, err);
	case EPOCH:
		return archived_epoch(a->db, o->text, err);
	default:
		return true;
	}
}

static bool
cut(struct archive *a, struct err *err)
{
	int64_t before_ms = a->limits.days > 0 ? clock_now_ms() -
	    a->limits.days * DAY_MS : 0;
	bool more = true;

	while (more) {
		bool ok = archived_begin(a->db, err) && archived_cut(a->db,
		    before_ms, a->limits.megabytes * 1000000LL, &more, err);

		if (!archived_end(a->db, ok, err) || !ok)
			return false;
	}
	return true;
}

/* One transaction; what cannot be written is dropped, for it can be fetched
 * again. */
static void
write_all(struct archive *a, struct order *o)
{
	struct err err = { 0 };
	bool ok;

	while (o != NULL && is_question(o))
		o = o->next;
	if (o == NULL || a->db == NULL)
		return;
	ok = archived_begin(a->db, &err);
	for (; ok && o != NULL; o = o->next)
		ok = write_order(a, o, &err);
	ok = archived_end(a->db, ok, &err) && ok;
	if (ok && a->n_put >= CUT_EVERY) {
		a->n_put = 0;
		ok = cut(a, &err);
	}
	if (!ok && !a->has_failed)
		log_warn("archive", "what was seen is not kept: %s", err.text);
	a->has_failed = !ok;
}

static void
answer(struct archive *a, struct order *o)
{
	struct err err = { .code = ERR_NONE };
	bool ok = a->db != NULL;

	o->arena = arena_new(ANSWER_BYTES);
	ok = ok && o->arena != NULL && (o->type == SEARCH ?
	    archived_find(a->db, o->text, o->customer_id, o->before, o->arena,
	    &o->answer, &err) : archived_read(a->db, o->id, o->before,
	    o->arena, &o->answer, &err));
	if (!ok) {
		event_init(&o->answer, o->type == SEARCH ? EVENT_FOUND :
		    EVENT_TRANSCRIPT);
		o->answer.conversation_id = o->id;
		o->answer.is_complete = o->type == SEARCH;
		o->answer.is_archive = true;
		if (err.text[0] != '\0')
			log_warn("archive", "%s", err.text);
	}
	o->answer.run_id = o->number;
}

/* Hands the answers over. */
static void
report(struct archive *a, struct order *o)
{
	uint64_t one = 1;
	ssize_t	 n;

	while (o != NULL) {
		struct order *next = o->next;

		if (!is_question(o)) {
			order_free(o);
		} else {
			answer(a, o);
			pthread_mutex_lock(&a->mutex);
			queue_put(&a->done, o);
			pthread_mutex_unlock(&a->mutex);
			n = write(a->event_fd, &one, sizeof one);
			(void)n;	/* full: it is readable already */
		}
		o = next;
	}
}

static void *
work(void *arg)
{
	struct archive *a = arg;
	struct err err = { 0 };

	a->db = archived_open(a->path, &err);
	if (a->db == NULL)
		log_warn("archive", "%s", err.text);
	a->n_put = CUT_EVERY;	/* it may have become too old meanwhile */
	pthread_mutex_lock(&a->mutex);
	for (;;) {
		struct order *mine;

		while (a->todo.first == NULL && !a->is_ending)
			pthread_cond_wait(&a->wake, &a->mutex);
		mine = a->todo.first;
		if (mine == NULL)
			break;
		queue_init(&a->todo);
		a->n_todo = 0;
		pthread_mutex_unlock(&a->mutex);
		write_all(a, mine);
		report(a, mine);
		pthread_mutex_lock(&a->mutex);
	}
	pthread_mutex_unlock(&a->mutex);
	archived_close(a->db);
	return NULL;
}

/* --- the caller's side --------------------------------------------------------- */

/* The worker takes no signals: they are the caller's. */
static bool
start(struct archive *a)
{
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&a->thread, NULL, work, a);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc == 0;
}

struct archive *
archive_open(const char *dir, const struct archive_limits *limits,
    struct err *err)
{
	struct archive *a = mem_new(struct archive);

	a->limits = *limits;
	snprintf(a->path, sizeof a->path, "%s/archive.db", dir);
	queue_init(&a->todo);
	queue_init(&a->done);
	pthread_mutex_init(&a->mutex, NULL);
	pthread_cond_init(&a->wake, NULL);
	a->event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (a->event_fd < 0)
		err_sys(err, ERR_IO, errno, "no descriptor is left");
	else if (start(a))
		return a;
	else
		err_set(err, ERR_MEMORY, "no thread for the archive");
	if (a->event_fd >= 0)
		close(a->event_fd);
	pthread_mutex_destroy(&a->mutex);
	pthread_cond_destroy(&a->wake);
	free(a);
	return NULL;
}

void
archive_close(struct archive *a)
{
	if (a == NULL)
		return;
	pthread_mutex_lock(&a->mutex);
	a->is_ending = true;
	pthread_cond_signal(&a->wake);
	pthread_mutex_unlock(&a->mutex);
	pthread_join(a->thread, NULL);
	orders_free(a->todo.first);
	orders_free(a->done.first);
	pthread_mutex_destroy(&a->mutex);
	pthread_cond_destroy(&a->wake);
	close(a->event_fd);
	free(a);
}

void
archive_wipe(const char *dir)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(path, sizeof path, "%s/archive.db%s", dir, ends[i]);
		if (unlink(path) != 0 && errno != ENOENT)
			log_warn("archive", "%s: %s", path, strerror(errno));
	}
}

static void
put(struct archive *a, struct order *o)
{
	bool is_full;

	pthread_mutex_lock(&a->mutex);
	is_full = a->n_todo >= TODO_MAX && !is_question(o);
	if (!is_full) {
		queue_put(&a->todo, o);
		a->n_todo++;
		pthread_cond_signal(&a->wake);
	}
	pthread_mutex_unlock(&a->mutex);
	if (is_full)
		order_free(o);
}

static struct order *
order_new(enum order_type type)
{
	struct order *o = mem_new(struct order);

	o->type = type;
	return o;
}

void
archive_epoch(struct archive *a, const char *epoch)
{
	struct order *o = order_new(EPOCH);

	o->text = mem_dup(epoch);
	put(a, o);
}

void
archive_event(struct archive *a, const struct event *ev)
{
	struct order *o;
	struct json_out w;
	struct str json;

	if (ev->seq == 0 || ev->conversation_id == 0 ||
	    ev->type >= EVENT_READ)
		return;
	str_init(&json, 256 * 1024);
	json_begin(&w, &json);
	proto_event_write(&w, NULL, ev, PROTO_FOR_OPERATOR);
	o = order_new(SEEN);
	event_init(&o->ev, ev->type);
	o->ev.seq = ev->seq;
	o->ev.conversation_id = ev->conversation_id;
	o->ev.at_ms = ev->at_ms;
	o->words = mem_dup(found_text(ev));
	o->text = str_take(&json);
	put(a, o);
}

void
archive_conversation(struct archive *a, const struct conversation *c)
{
	struct order *o;
	struct json_out w;
	struct str json;

	if (c->id <= 0 || c->customer_id <= 0)
		return;
	str_init(&json, 64 * 1024);
	json_begin(&w, &json);
	proto_conversation_write(&w, NULL, c);
	o = order_new(CONVERSATION);
	o->id = c->id;
	o->customer_id = c->customer_id;
	o->text = str_take(&json);
	put(a, o);
}

void
archive_ask(struct archive *a, const struct action *action)
{
	struct order *o = order_new(action->type == ACTION_SEARCH ? SEARCH :
	    READ);

	o->id = action->conversation_id;
	o->customer_id = action->customer_id;
	o->before = action->before;
	o->number = action->upto;
	o->text = mem_dup(action->text);
	put(a, o);
}

int
archive_fd(const struct archive *a)
{
	return a != NULL ? a->event_fd : -1;
}

void
archive_poll(struct archive *a,
    void (*event)(void *ctx, const struct event *ev), void *ctx)
{
	struct order *done;
	uint64_t      count;
	ssize_t	      n = read(a->event_fd, &count, sizeof count);

	(void)n;
	pthread_mutex_lock(&a->mutex);
	done = a->done.first;
	queue_init(&a->done);
	pthread_mutex_unlock(&a->mutex);
	for (const struct order *o = done; o != NULL; o = o->next)
		event(ctx, &o->answer);
	orders_free(done);
}
