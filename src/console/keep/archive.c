/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/keep/archive.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/paths.h"
#include "base/worker.h"
#include "console/keep/archived.h"
#include "domain/mask.h"
#include "proto/proto.h"

#define DAY_MS	     (24 * 3600 * 1000LL)
#define ANSWER_BYTES (16 * 1024 * 1024)
#define TODO_MAX     20000	/* more are dropped: the disk is too slow */
#define CUT_EVERY    500	/* events, then it is looked at its size */

enum order_type { SEEN, CONVERSATION, EPOCH, FORGET, SEARCH, READ };

struct seen {
	struct order	link;
	enum order_type type;
	struct event	ev;		/* of SEEN: what the index needs */
	int64_t		id, customer_id, before, number;
	char	       *text;		/* JSON, epoch, query; owned */
	char	       *words;		/* of SEEN: found_text(); owned */
	struct arena   *arena;		/* of an answer */
	struct event	answer;
};

struct archive {
	char		      path[PATH_MAX];
	struct archive_limits limits;
	struct worker	     *worker;
	/* The worker's. */
	struct archived	     *db;
	int		      n_put;	/* since it was cut */
	bool		      has_failed;
};

static void
seen_free(struct order *order)
{
	struct seen *o = (struct seen *)order;

	free(o->text);
	free(o->words);
	arena_free(o->arena);
	free(o);
}

/* --- the worker ------------------------------------------------------------- */

static bool
is_question(const struct seen *o)
{
	return o->type == SEARCH || o->type == READ;
}

static bool
forget(struct archive *a, const struct seen *o, struct err *err)
{
	bool more = true;

	while (more)
		if (!archived_forget(a->db, o->id, o->before, &more, err))
			return false;
	return true;
}

static bool
write_order(struct archive *a, struct seen *o, struct err *err)
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
	case FORGET:
		return forget(a, o, err);
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
write_all(struct archive *a, struct order *list)
{
	struct err err = { 0 };
	bool ok;

	while (list != NULL && is_question((struct seen *)list))
		list = list->next;
	if (list == NULL || a->db == NULL)
		return;
	ok = archived_begin(a->db, &err);
	for (; ok && list != NULL; list = list->next)
		ok = write_order(a, (struct seen *)list, &err);
	ok = archived_end(a->db, ok, &err) && ok &&
	    archived_clean(a->db, &err);
	if (ok && a->n_put >= CUT_EVERY) {
		a->n_put = 0;
		ok = cut(a, &err);
	}
	if (!ok && !a->has_failed)
		log_warn("archive", "what was seen is not kept: %s", err.text);
	a->has_failed = !ok;
}

static void
answer(struct archive *a, struct seen *o)
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

/* Hands the answers over, each as soon as it is there. */
static void
report(struct archive *a, struct worker *w, struct order *list)
{
	struct order *next;

	for (; list != NULL; list = next) {
		next = list->next;
		if (is_question((struct seen *)list)) {
			answer(a, (struct seen *)list);
			worker_done(w, list);
		} else {
			seen_free(list);
		}
	}
}

static void
work(struct worker *w, void *ctx)
{
	struct archive *a = ctx;
	struct err err = { 0 };
	struct order *mine;

	a->db = archived_open(a->path, &err);
	if (a->db == NULL)
		log_warn("archive", "%s", err.text);
	a->n_put = CUT_EVERY;	/* it may have become too old meanwhile */
	while ((mine = worker_take_all(w)) != NULL) {
		write_all(a, mine);
		report(a, w, mine);
	}
	archived_close(a->db);
}

/* --- the caller's side --------------------------------------------------------- */

struct archive *
archive_open(const char *dir, const struct archive_limits *limits,
    struct err *err)
{
	static const struct worker_ops ops = { work, seen_free };
	struct archive *a = mem_new(struct archive);

	a->limits = *limits;
	snprintf(a->path, sizeof a->path, "%s/archive.db", dir);
	a->worker = worker_new(&ops, a, err);
	if (a->worker != NULL)
		return a;
	free(a);
	return NULL;
}

void
archive_close(struct archive *a)
{
	if (a == NULL)
		return;
	worker_end(a->worker, -1);
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
put(struct archive *a, struct seen *o)
{
	if (!is_question(o) && worker_waiting(a->worker) >= TODO_MAX)
		seen_free(&o->link);
	else
		worker_put(a->worker, &o->link);
}

static struct seen *
seen_new(enum order_type type)
{
	struct seen *o = mem_new(struct seen);

	o->type = type;
	return o;
}

void
archive_epoch(struct archive *a, const char *epoch)
{
	struct seen *o = seen_new(EPOCH);

	o->text = mem_dup(epoch);
	put(a, o);
}

static char *
masked_copy(const char *text)
{
	char *copy = mem_dup(text);

	mask_text(NULL, copy, MASK_TEXT);
	return copy;
}

void
archive_forget(struct archive *a, int64_t first, int64_t last)
{
	struct seen *o = seen_new(FORGET);

	o->id = first;
	o->before = last;
	put(a, o);
}

void
archive_event(struct archive *a, const struct event *ev)
{
	struct event masked = *ev;
	char *text, *draft;
	struct seen *o;
	struct json_out w;
	struct str json, words;

	if (ev->seq == 0 || ev->conversation_id == 0 ||
	    ev->type >= EVENT_READ)
		return;
	/* An older desk may have kept what we do not. */
	masked.text = text = masked_copy(ev->text);
	masked.draft = draft = masked_copy(ev->draft);
	str_init(&json, 256 * 1024);
	json_begin(&w, &json);
	proto_event_write(&w, NULL, &masked, PROTO_FOR_OPERATOR);
	o = seen_new(SEEN);
	event_init(&o->ev, ev->type);
	o->ev.seq = ev->seq;
	o->ev.conversation_id = ev->conversation_id;
	o->ev.at_ms = ev->at_ms;
	o->ev.by = ev->by;
	o->ev.upto = ev->upto;
	str_init(&words, FOUND_TEXT_BYTES);
	o->words = mem_dup(ev->type == EVENT_EDITED ? masked.text :
	    found_text(&masked, &words));
	str_clear(&words);
	o->text = str_take(&json);
	free(text);
	free(draft);
	put(a, o);
}

void
archive_conversation(struct archive *a, const struct conversation *c)
{
	struct seen *o;
	struct json_out w;
	struct str json;

	if (c->id <= 0 || c->customer_id <= 0)
		return;
	str_init(&json, 64 * 1024);
	json_begin(&w, &json);
	proto_conversation_write(&w, NULL, c);
	o = seen_new(CONVERSATION);
	o->id = c->id;
	o->customer_id = c->customer_id;
	o->text = str_take(&json);
	put(a, o);
}

void
archive_ask(struct archive *a, const struct action *action)
{
	struct seen *o = seen_new(action->type == ACTION_SEARCH ? SEARCH :
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
	return a != NULL ? worker_fd(a->worker) : -1;
}

void
archive_poll(struct archive *a,
    void (*event)(void *ctx, const struct event *ev), void *ctx)
{
	struct order *done = worker_collect(a->worker), *next;

	for (; done != NULL; done = next) {
		next = done->next;
		event(ctx, &((struct seen *)done)->answer);
		seen_free(done);
	}
}
