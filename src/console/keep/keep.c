/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keep.c - the queue between the console and its disk.
 *
 * The worker takes all that waits, writes it in one transaction and only then
 * reports the actions kept. When the disk refuses, the orders wait again, it is
 * reported once, and they are tried again every second.
 */
#include "console/keep/keep.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/paths.h"
#include "base/worker.h"
#include "console/keep/kept.h"

#define AGAIN_MS 1000

enum order_type {
	ORDER_ACTION, ORDER_FORGET, ORDER_DRAFT, ORDER_USE,
	ORDER_FAILED	/* from the worker: the disk refuses */
};

struct keeping {
	struct order	link;
	enum order_type type;
	char	client_id[CLIENT_ID_BYTES + 1];
	int64_t conversation_id;
	bool	is_note;
	char   *text;		/* the action as JSON; a draft */
	struct keep_use use;
	struct err	err;
};

struct keep {
	struct kept   *kept;		/* the worker's after the start */
	int	       lock_fd;
	struct worker *worker;
	bool	       has_failed;	/* the worker's */
	int	       n_unsent;	/* the caller's */
};

static void
keeping_free(struct order *order)
{
	struct keeping *o = (struct keeping *)order;

	free(o->text);
	free(o);
}

/* --- the worker --------------------------------------------------------- */

static bool
write_orders(struct keep *k, const struct order *list, struct err *err)
{
	bool ok = kept_begin(k->kept, err);

	for (; ok && list != NULL; list = list->next) {
		const struct keeping *o = (const struct keeping *)list;

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
		case ORDER_FAILED:
			break;
		}
	}
	return kept_end(k->kept, ok, err) && ok;
}

static void
report(struct worker *w, struct order *o)
{
	while (o != NULL) {
		struct order *next = o->next;

		if (((struct keeping *)o)->type == ORDER_ACTION)
			worker_done(w, o);
		else
			keeping_free(o);
		o = next;
	}
}

static void
report_failure(struct keep *k, struct worker *w, const struct err *why)
{
	struct keeping *o;

	if (k->has_failed)
		return;
	k->has_failed = true;
	log_error("keep", "%s", why->text);
	o = mem_new(struct keeping);
	o->type = ORDER_FAILED;
	o->err = *why;
	worker_done(w, &o->link);
}

static void
work(struct worker *w, void *ctx)
{
	struct keep  *k = ctx;
	struct order *mine;

	while ((mine = worker_take_all(w)) != NULL) {
		struct err err = { 0 };

		if (write_orders(k, mine, &err)) {
			k->has_failed = false;
			report(w, mine);
			continue;
		}
		worker_put_back(w, mine);
		report_failure(k, w, &err);
		if (worker_is_ending(w))
			return;	/* we tried; the screen has said so */
		/* The disk is not asked at every key. */
		worker_sleep(w, AGAIN_MS);
	}
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

struct keep *
keep_open(const char *dir, const struct keep_restored *restored,
    struct err *err)
{
	struct keep	*k = mem_new(struct keep);
	struct restoring r = { restored, k };
	static const struct worker_ops ops = { work, keeping_free };

	k->lock_fd = -1;
	if (open_files(k, dir, err) && kept_restore(k->kept, restore_action,
	    restore_draft, &r, err) &&
	    kept_restore_uses(k->kept, restore_use, &r, err))
		k->worker = worker_new(&ops, k, err);
	if (k->worker != NULL)
		return k;
	keep_close(k);
	return NULL;
}

void
keep_close(struct keep *k)
{
	if (k == NULL)
		return;
	worker_end(k->worker, -1);
	kept_close(k->kept);
	if (k->lock_fd >= 0)
		close(k->lock_fd);
	free(k);
}

static struct keeping *
keeping_new(enum order_type type)
{
	struct keeping *o = mem_new(struct keeping);

	o->type = type;
	return o;
}

static bool
is_same_draft(const struct order *old, const struct order *new_)
{
	const struct keeping *a = (const struct keeping *)old,
	    *b = (const struct keeping *)new_;

	return a->type == ORDER_DRAFT &&
	    a->conversation_id == b->conversation_id;
}

void
keep_action(struct keep *k, const struct action *a)
{
	struct keeping *o = keeping_new(ORDER_ACTION);

	memcpy(o->client_id, a->client_id, sizeof o->client_id);
	o->text = kept_format(a);
	k->n_unsent++;
	worker_put(k->worker, &o->link);
}

void
keep_forget(struct keep *k, const char *client_id)
{
	struct keeping *o = keeping_new(ORDER_FORGET);

	str_copy(o->client_id, sizeof o->client_id, client_id);
	if (k->n_unsent > 0)
		k->n_unsent--;
	worker_put(k->worker, &o->link);
}

void
keep_draft(struct keep *k, int64_t conversation_id, const char *text,
    bool is_note)
{
	struct keeping *o = keeping_new(ORDER_DRAFT);
	struct order   *old;

	o->conversation_id = conversation_id;
	o->is_note = is_note;
	o->text = mem_dup(text);
	/* Whoever types while the disk refuses must not fill the memory. All
	 * that wait are written in one transaction, so the place means
	 * nothing. */
	old = worker_put_over(k->worker, &o->link, is_same_draft);
	if (old != NULL)
		keeping_free(old);
}

void
keep_canned_use(struct keep *k, const struct keep_use *use)
{
	struct keeping *o = keeping_new(ORDER_USE);

	o->use = *use;
	worker_put(k->worker, &o->link);
}

int
keep_fd(const struct keep *k)
{
	return worker_fd(k->worker);
}

void
keep_poll(struct keep *k, void (*kept)(void *ctx, const char *client_id),
    void (*failed)(void *ctx, const struct err *err), void *ctx)
{
	struct order *done = worker_collect(k->worker), *next;

	for (; done != NULL; done = next) {
		const struct keeping *o = (const struct keeping *)done;

		next = done->next;
		if (o->type == ORDER_FAILED)
			failed(ctx, &o->err);
		else
			kept(ctx, o->client_id);
		keeping_free(done);
	}
}

int
keep_unsent(const struct keep *k)
{
	return k->n_unsent;
}
