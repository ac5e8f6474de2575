/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/hub/hub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/paths.h"
#include "server/hub/internal.h"

#define MAX_WORK     32		/* password hashes that wait */
#define MAX_READS    100000
#define MAX_FILES    64		/* that wait to be written or read */
#define CLOCK_LEAP_MS 10000	/* a clock that was set counts no more */
#define RETURN_GRACE_MS 15000
#define RETURN_AGAIN_MS 3000
#define KEEP_CLOSED_MS 3600000	/* in the loop's desk, for their visitors */

/* --- opening ----------------------------------------------------------- */

static char *
path_in(const char *dir, const char *leaf)
{
	size_t size = strlen(dir) + strlen(leaf) + 2;
	char *path = mem_array(size, char);

	snprintf(path, size, "%s/%s", dir, leaf);
	return path;
}

static void
copy_config(struct hub *h, const struct hub_config *config)
{
	h->config = *config;
	h->data_dir = mem_dup(config->data_dir);
	h->desk_name = mem_dup(config->desk_name == NULL ? "" :
	    config->desk_name);
	h->db_path = path_in(config->data_dir, "desk.db");
	h->files_dir = path_in(config->data_dir, "files");
	h->outcomes = mem_array(config->n_outcomes, char *);
	for (size_t i = 0; i < config->n_outcomes; i++)
		h->outcomes[i] = mem_dup(config->outcomes[i]);
	h->config.data_dir = h->data_dir;
	h->config.desk_name = h->desk_name;
	h->config.outcomes = NULL;
}

static bool
take_lock(struct hub *h, struct err *err)
{
	char *path = path_in(h->data_dir, "lock");
	bool ok = paths_lock(path, &h->lock_fd, err);

	free(path);
	return ok;
}

static bool
open_readers(struct hub *h, struct err *err)
{
	for (int i = 0; i < HUB_READERS; i++) {
		h->readers[i] = store_sqlite.open(h->db_path, STORE_READER,
		    err);
		if (h->readers[i] == NULL)
			return false;
	}
	return true;
}

static bool
load(struct hub *h, struct store *store, struct err *err)
{
	struct store_last last;

	if (!store->ops->last(store, &last, err) ||
	    !load_desk(store, h->desk, err) || !secrets_load(h, store, err) ||
	    !visitors_load(h, store, err) || !figures_load(h, store, err) ||
	    !hub_estimates_load(h, store, err) || !presence_load(h, store, err))
		return false;
	store->ops->epoch(store, h->epoch);
	h->last_session = last.session;
	atomic_store(&h->numbered, last.seq);
	ring_init(&h->ring, h->config.ring_events, last.seq);
	return true;
}

static bool
open_all(struct hub *h, struct err *err)
{
	struct store *store;

	if (!paths_make_dir(h->data_dir, err) || !take_lock(h, err))
		return false;
	store = store_sqlite.open(h->db_path, STORE_WRITER, err);
	if (store == NULL)
		return false;
	if (!files_open(h, store, err) || !load(h, store, err) ||
	    !open_readers(h, err)) {
		store->ops->close(store);
		return false;
	}
	h->writer = writer_new(h, store, err);
	if (h->writer == NULL)
		return false;
	h->reading = pool_new(HUB_READERS, MAX_READS);
	h->working = pool_new(2, MAX_WORK);
	h->filing = pool_new(2, MAX_FILES);
	return (h->reading != NULL && h->working != NULL &&
	    h->filing != NULL) ||
	    err_set(err, ERR_IO, "no threads could be started");
}

struct hub *
hub_open(const struct hub_config *config, struct err *err)
{
	struct hub *h = mem_new(struct hub);

	h->lock_fd = -1;
	h->clock_ms = 1;
	copy_config(h, config);
	h->desk = desk_new();
	if (config->rules.return_after_ms != 0)
		desk_set_rules(h->desk, &config->rules);
	if (config->routes != NULL)
		desk_set_routes(h->desk, config->routes);
	desk_set_open(h->desk, config->is_open, config->open_ctx);
	h->mailbox = mailbox_new(h, config->post, config->post_ctx);
	if (open_all(h, err))
		return h;
	hub_close(h);
	return NULL;
}

/* --- ending ------------------------------------------------------------ */

void
hub_shut(struct hub *h)
{
	if (h->is_shut)
		return;
	h->is_shut = true;
	waiters_end(h);
}

/* First those whose results may still be written, the writer last. */
static void
stop_threads(struct hub *h)
{
	pool_free(h->filing);
	h->filing = NULL;
	pool_free(h->working);
	h->working = NULL;
	mailbox_deliver(h->mailbox);
	pool_free(h->reading);
	h->is_closing = true;
	mailbox_deliver(h->mailbox);
	writer_free(h->writer);
	mailbox_deliver(h->mailbox);
	mailbox_free(h->mailbox);
}

void
hub_close(struct hub *h)
{
	if (h == NULL)
		return;
	hub_shut(h);
	read_along_clear(h);
	stop_threads(h);
	for (int i = 0; i < HUB_READERS; i++)
		if (h->readers[i] != NULL)
			h->readers[i]->ops->close(h->readers[i]);
	if (h->lock_fd != -1)
		close(h->lock_fd);
	waiters_clear(h);
	moment_clear(h);
	presence_clear(h);
	secrets_clear(h);
	visitors_clear(h);
	ring_clear(&h->ring);
	desk_free(h->desk);
	figures_free(h->figures);
	map_clear(&h->noting);
	estimates_free(h->estimates);
	for (size_t i = 0; i < h->config.n_outcomes; i++)
		free(h->outcomes[i]);
	free(h->outcomes);
	free(h->data_dir);
	free(h->desk_name);
	free(h->db_path);
	free(h->files_dir);
	free(h);
}

/* --- the tick ---------------------------------------------------------- */

static void
forget_closed(struct hub *h, int64_t now_ms)
{
	const struct conversation *c;
	size_t i = 0;

	while ((c = desk_conversation_at(h->desk, i)) != NULL) {
		if (c->state == CONVERSATION_CLOSED &&
		    c->closed_ms < now_ms - KEEP_CLOSED_MS &&
		    map_find(&h->tabs_polling, c->id) == NULL)
			desk_forget(h->desk, c->id);
		else
			i++;
	}
}

/* A disk that refuses is not asked every second. */
static void
returned(void *ctx, const struct hub_result *result)
{
	struct hub *h = ctx;

	h->n_returning--;
	if (result->err.code == ERR_STORE)
		h->offers_ms = h->clock_ms + RETURN_AGAIN_MS;
}

/* Transfers that nobody accepted in time. Only asked for here: the writer
 * decides, so that one who accepts at the same moment wins or loses, but not
 * both. After a restart a sender gets some time to come back. */
static void
return_offers(struct hub *h, int64_t now_ms)
{
	const struct desk_sender desk = { .kind = ACTOR_SYSTEM };
	const struct conversation *c;

	/* Of a writer that waits for its disk nobody asks the same again. */
	if (h->is_shut || h->n_returning > 0 || h->clock_ms < h->offers_ms)
		return;
	for (size_t i = 0; (c = desk_conversation_at(h->desk, i)) != NULL;
	    i++) {
		struct action a;

		if (c->offered_until_ms == 0 || now_ms < c->offered_until_ms ||
		    (h->clock_ms < RETURN_GRACE_MS &&
		    c->from_operator_id != 0 &&
		    !presence_is_known(h, c->from_operator_id)))
			continue;
		action_init(&a, ACTION_RETURN);
		a.conversation_id = c->id;
		a.version = c->version;
		h->n_returning++;
		hub_submit(h, &desk, &a, NULL, returned, h);
	}
}

void
hub_tick(struct hub *h, int64_t now_ms)
{
	int64_t passed = h->ticked_ms == 0 ? 0 : now_ms - h->ticked_ms;

	if (passed < 0)
		passed = 0;
	if (passed > CLOCK_LEAP_MS)
		passed = CLOCK_LEAP_MS;
	h->ticked_ms = now_ms;
	h->clock_ms += passed;
	presence_refresh_all(h);
	moment_tick(h);
	read_along_tick(h);
	waiters_tick(h);
	return_offers(h, now_ms);
	targets_tick(h, now_ms);
	routing_ask(h, now_ms);
	forget_closed(h, now_ms);
	files_tick(h);
	retention_tick(h);
	sessions_tick(h, now_ms);
	figures_tick(h, now_ms);
}

/* --- erasing -------------------------------------------------------------- */

struct erasing {
	const struct job *job;
	hub_answer	 *done;
	void		 *ctx;
};

static void
on_erased(void *ctx, const struct hub_result *result)
{
	struct erasing *e = ctx;
	const struct str *answer = &e->job->answer;

	e->done(e->ctx, &result->err, answer->data, answer->len);
	free(e);
}

void
hub_erase(struct hub *h, int64_t customer_id, const char *from,
    hub_answer *done, void *ctx)
{
	struct erasing *e = mem_new(struct erasing);
	struct job *job = job_new(JOB_ERASE, on_erased, e);

	*e = (struct erasing){ job, done, ctx };
	job->sender.kind = ACTOR_SYSTEM;
	job->customer_id = customer_id;
	job->audit.from = job->arena == NULL ? NULL :
	    arena_dup(job->arena, from);
	if (job->audit.from == NULL)
		job->audit.from = "";
	if (!h->is_closing) {
		writer_put(h->writer, job);
		return;
	}
	err_set(&job->result.err, ERR_BUSY, "the desk is stopping");
	on_erased(e, &job->result);
	job_free(job);
}

bool
hub_is_cleaning(const struct hub *h)
{
	return atomic_load(&h->is_cleaning);
}

/* --- what is known in the loop ------------------------------------------ */

const struct desk *
hub_desk(const struct hub *h)
{
	return h->desk;
}

const char *
hub_epoch(const struct hub *h)
{
	return h->epoch;
}

int64_t
hub_last_seq(const struct hub *h)
{
	return h->ring.last_seq;
}

/* --- writing and working ------------------------------------------------ */

void
hub_submit(struct hub *h, const struct desk_sender *s,
    const struct action *a, const unsigned char *secret_hash, hub_done *done,
    void *ctx)
{
	struct job *job = job_new(JOB_ACTION, done, ctx);

	job->sender = *s;
	job->max_files = h->config.max_files;
	job->sender.edits_canned = h->config.operators_edit_canned;
	job_copy_action(job, a);
	job->mask = &h->config.mask;
	if (job->arena != NULL && !action_mask(&job->action, &h->config.mask,
	    job->arena, NULL))
		err_set(&job->result.err, ERR_BUSY,
		    "the action needs too much memory");
	if (secret_hash != NULL) {
		job->has_secret = true;
		memcpy(job->secret, secret_hash, sizeof job->secret);
	}
	if (!h->is_closing) {
		writer_put(h->writer, job);
		return;
	}
	err_set(&job->result.err, ERR_BUSY, "the desk is stopping");
	if (done != NULL)
		done(ctx, &job->result);
	job_free(job);
}

void
hub_mask_name(const struct hub *h, char *name)
{
	mask_text(&h->config.mask, name, MASK_WORD);
}

struct work {
	struct task task;
	struct mail mail;
	struct hub *hub;
	void (*work)(void *arg);
	void (*done)(void *arg);
	void *arg;
};

static void
work_done(struct hub *h, struct mail *m)
{
	struct work *w = (struct work *)((char *)m -
	    offsetof(struct work, mail));

	(void)h;
	w->done(w->arg);
	free(w);
}

static void
work_run(struct task *task, int thread)
{
	struct work *w = (struct work *)task;

	(void)thread;
	w->work(w->arg);
	mailbox_put(w->hub->mailbox, &w->mail);
}

static bool
put_work(struct hub *h, void (*work)(void *arg), void (*done)(void *arg),
    void *arg, bool is_forced)
{
	struct work *w;

	if (h->working == NULL)
		return false;
	w = mem_new(struct work);
	*w = (struct work){
		.task.run = work_run, .mail.deliver = work_done, .hub = h,
		.work = work, .done = done, .arg = arg,
	};
	if (pool_put(h->working, &w->task, is_forced))
		return true;
	free(w);
	return false;
}

bool
hub_work(struct hub *h, void (*work)(void *arg), void (*done)(void *arg),
    void *arg)
{
	return put_work(h, work, done, arg, false);
}

bool
hub_work_known(struct hub *h, void (*work)(void *arg),
    void (*done)(void *arg), void *arg)
{
	return put_work(h, work, done, arg, true);
}
