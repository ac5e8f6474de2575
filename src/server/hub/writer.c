/* SPDX-License-Identifier: GPL-3.0-or-later */
/* writer.c - the one who writes: takes all that is queued, one transaction,
 * then hands the turn to the loop.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "server/hub/internal.h"

#define TOLD_MS 10000	/* long work tells of itself so often */
#define IDLE_MS 1000	/* then the WAL is moved into the file */

struct writer {
	struct hub     *hub;
	struct store   *store;
	struct desk    *desk;		/* NULL: it must be loaded first */
	struct desk_ids next;
	int64_t		last_seq;
	struct audit_end audit;
	struct desk_rules rules;	/* return_after_ms 0: the usual */
	struct route_rules routes;
	pthread_t	thread;
	pthread_mutex_t mutex;
	pthread_cond_t	wake;
	struct job     *first, **end;
	bool		is_ending, is_tidy;
	bool		is_behind;	/* the store has to catch up */
	int64_t		told_ms;	/* when we last said so */
};

/* --- the queue --------------------------------------------------------- */

static void
wait_a_while(struct writer *w)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += IDLE_MS / 1000;
	pthread_cond_timedwait(&w->wake, &w->mutex, &until);
}

/* Everything that waits; NULL and *is_ending: nothing will come any more. */
static struct job *
take_all(struct writer *w, bool *is_ending)
{
	struct job *jobs;

	pthread_mutex_lock(&w->mutex);
	while (w->first == NULL && !w->is_ending && w->is_tidy &&
	    !w->is_behind)
		pthread_cond_wait(&w->wake, &w->mutex);
	if (w->first == NULL && !w->is_ending && !w->is_behind)
		wait_a_while(w);
	jobs = w->first;
	w->first = NULL;
	w->end = &w->first;
	*is_ending = w->is_ending;
	pthread_mutex_unlock(&w->mutex);
	return jobs;
}

void
writer_put(struct writer *w, struct job *job)
{
	job->next = NULL;
	pthread_mutex_lock(&w->mutex);
	*w->end = job;
	w->end = &job->next;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->mutex);
}

/* --- a turn ------------------------------------------------------------ */

static void
write_job(struct turn *t, struct job *job)
{
	switch (job->type) {
	case JOB_ACTION:
		write_action(t, job);
		break;
	case JOB_FILE_PUT:
		write_file(t, job);
		break;
	case JOB_FILES_SWEEP:
		write_sweep(t, job);
		break;
	case JOB_ERASE:
		write_erase(t, job);
		break;
	case JOB_RULES:		/* take_rules() */
		break;
	case JOB_RETENTION:
		write_retention(t, job);
		break;
	default:	/* sessions and what is told of */
		write_session(t, job);
	}
}

static void
keep_touched(const struct turn *t, struct batch *b)
{
	b->touched = mem_array(t->n_touched, struct conversation);
	for (size_t i = 0; i < t->n_touched; i++) {
		const struct conversation *c =
		    desk_conversation(t->desk, t->touched[i]);

		if (c != NULL)
			b->touched[b->n_touched++] = *c;
	}
}

static void
forget_closed(const struct turn *t, struct desk *d)
{
	for (size_t i = 0; i < t->n_touched; i++) {
		const struct conversation *c =
		    desk_conversation(d, t->touched[i]);

		if (c != NULL && c->state == CONVERSATION_CLOSED)
			desk_forget(d, c->id);
	}
}

/* Nothing of the turn happened; the desk is read again from what did. */
static void
lose_turn(struct writer *w, struct turn *t, const struct err *why)
{
	struct batch *b = t->batch;

	log_error("hub", "a turn was not stored: %s", why->text);
	t->store->ops->rollback(t->store);
	for (struct job *job = b->jobs; job != NULL; job = job->next) {
		enum err_code code = job->result.err.code;

		job->stores_secret = false;
		if (code != ERR_NONE && code != ERR_STORE)
			continue;
		job->result = (struct hub_result){ 0 };
		err_set(&job->result.err, why->code == ERR_BUSY ?
		    ERR_BUSY : ERR_STORE, "%s", why->text);
	}
	for (size_t i = 0; i < b->n_fresh; i++) {
		free(b->fresh[i].json);
		free(b->fresh[i].visitor_json);
	}
	b->n_fresh = 0;
	desk_free(t->desk);
	w->desk = NULL;
}

static bool
load(struct writer *w, struct err *err)
{
	struct store_last last;

	if (w->desk != NULL)
		return true;
	if (!w->store->ops->last(w->store, &last, err))
		return false;
	w->desk = desk_new();
	if (w->rules.return_after_ms != 0)
		desk_set_rules(w->desk, &w->rules);
	desk_set_routes(w->desk, &w->routes);
	desk_set_open(w->desk, w->hub->config.is_open,
	    w->hub->config.open_ctx);
	if (!load_desk(w->store, w->desk, err)) {
		desk_free(w->desk);
		w->desk = NULL;
		return false;
	}
	if (!audit_load(w->hub, w->store, &w->audit, err)) {
		desk_free(w->desk);
		w->desk = NULL;
		return false;
	}
	w->last_seq = last.seq;
	w->next = (struct desk_ids){ last.conversation + 1, last.customer + 1,
		last.record + 1 };
	return true;
}

static bool
write_all(struct writer *w, struct turn *t, struct err *err)
{
	err_set(err, ERR_STORE, "the database ended the transaction");
	for (struct job *job = t->batch->jobs; job != NULL && !t->is_lost;
	    job = job->next)
		write_job(t, job);
	if (t->is_lost)
		return false;
	/* A reader may see the rows before the loop hears of them. */
	atomic_store(&w->hub->numbered, t->next_seq - 1);
	return w->store->ops->commit(w->store, err);
}

/* Before the turn, whatever becomes of it: they are not stored. */
static void
take_rules(struct writer *w, const struct batch *b)
{
	for (const struct job *job = b->jobs; job != NULL; job = job->next) {
		if (job->type != JOB_RULES)
			continue;
		w->rules = job->rules;
		if (job->routes != NULL)
			w->routes = *job->routes;
		if (w->desk == NULL)
			continue;
		desk_set_rules(w->desk, &w->rules);
		desk_set_routes(w->desk, &w->routes);
	}
}

static void
run_turn(struct writer *w, struct batch *b)
{
	struct turn t = { .hub = w->hub, .store = w->store, .batch = b };
	struct err err;

	take_rules(w, b);
	t.desk = NULL;
	if (!load(w, &err) || !w->store->ops->begin_write(w->store, &err)) {
		t.desk = w->desk;
		lose_turn(w, &t, &err);
		return;
	}
	t.desk = w->desk;
	t.next = w->next;
	t.audit = w->audit;
	t.next_seq = w->last_seq + 1;
	t.now_ms = clock_now_ms();
	if (write_all(w, &t, &err)) {
		keep_touched(&t, b);
		forget_closed(&t, t.desk);
		w->desk = t.desk;
		w->next = t.next;
		w->audit = t.audit;
		w->last_seq = t.next_seq - 1;
	} else {
		lose_turn(w, &t, &err);
		atomic_store(&w->hub->numbered, w->last_seq);
	}
	free(t.touched);
}

/* True: nothing is left of what was erased. */
static bool
clean(struct writer *w)
{
	bool is_clean = true;
	struct err err;

	if (!w->store->ops->clean(w->store, &is_clean, &err)) {
		log_error("hub", "traces of what was erased are left: %s",
		    err.text);
		is_clean = true;	/* again after the next start */
	}
	atomic_store(&w->hub->is_cleaning, !is_clean);
	return is_clean;
}

/* A piece at a time, while nobody has anything to write. */
static void
catch_up(struct writer *w)
{
	int64_t left = 0, now_ms = clock_mono_ms();
	bool is_clean;
	struct err err;

	if (!w->store->ops->catch_up(w->store, &left, &err)) {
		log_error("hub", "what was said earlier cannot be made "
		    "searchable: %s", err.text);
		left = 0;
	} else if (left == 0 && w->told_ms != 0) {
		log_info("hub", "all that was said can be searched now");
	} else if (left > 0 && now_ms - w->told_ms > TOLD_MS) {
		log_info("hub", "what was said before event %lld is being "
		    "made searchable", (long long)left);
		w->told_ms = now_ms;
	}
	is_clean = left > 0 || clean(w);
	w->is_behind = left > 0 || !is_clean;
	w->is_tidy = false;
	w->store->ops->tidy(w->store, false);
}

/* What the database names no more. */
static void
unlink_swept(const struct hub *h, const struct batch *b)
{
	for (const struct job *job = b->jobs; job != NULL; job = job->next)
		for (size_t i = 0; i < job->n_places; i++)
			if (job->result.err.code == ERR_NONE)
				files_unlink(h, job->places[i]);
}

/* Then there are traces to be cleaned away. */
static void
note_erased(struct writer *w, const struct batch *b)
{
	for (const struct job *job = b->jobs; job != NULL; job = job->next)
		if ((job->type == JOB_ERASE || (job->type == JOB_RETENTION &&
		    !job->has_more)) && job->result.err.code == ERR_NONE) {
			atomic_store(&w->hub->is_cleaning, true);
			w->is_behind = true;
		}
}

static void *
write_on(void *arg)
{
	struct writer *w = arg;
	bool is_ending = false;

	while (!is_ending) {
		struct job *jobs = take_all(w, &is_ending);
		struct batch *b;

		if (jobs == NULL && w->is_behind && !is_ending) {
			catch_up(w);
			continue;
		}
		if (jobs == NULL) {
			w->store->ops->tidy(w->store, true);
			w->is_tidy = true;
			continue;
		}
		is_ending = false;
		b = mem_new(struct batch);
		b->jobs = jobs;
		b->mail.deliver = batch_deliver;
		run_turn(w, b);
		unlink_swept(w->hub, b);
		note_erased(w, b);
		mailbox_put(w->hub->mailbox, &b->mail);
		w->store->ops->tidy(w->store, false);
		w->is_tidy = false;
	}
	return NULL;
}

/* --- birth and end ----------------------------------------------------- */

/* What was left open when the desk was killed. */
static bool
end_open(struct writer *w, struct err *err)
{
	struct turn t = { .hub = w->hub, .store = w->store,
		.audit = w->audit, .now_ms = clock_now_ms() };

	if (!audit_end_open(&t, err))
		return false;
	w->audit = t.audit;
	return true;
}

static bool
start(struct writer *w, struct err *err)
{
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&w->thread, NULL, write_on, w);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc == 0 || err_sys(err, ERR_IO, rc, "no thread for the writer");
}

static void
destroy(struct writer *w)
{
	pthread_mutex_destroy(&w->mutex);
	pthread_cond_destroy(&w->wake);
	desk_free(w->desk);
	w->store->ops->close(w->store);
	free(w);
}

struct writer *
writer_new(struct hub *h, struct store *store_own, struct err *err)
{
	struct writer *w = mem_new(struct writer);
	pthread_condattr_t attr;

	w->hub = h;
	w->rules = h->config.rules;
	w->store = store_own;
	route_rules_init(&w->routes);
	if (h->config.routes != NULL)
		w->routes = *h->config.routes;
	w->is_behind = true;	/* it will say if there is nothing */
	w->end = &w->first;
	pthread_mutex_init(&w->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (load(w, err) && end_open(w, err) && start(w, err))
		return w;
	destroy(w);
	return NULL;
}

void
writer_free(struct writer *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->mutex);
	w->is_ending = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->mutex);
	pthread_join(w->thread, NULL);
	destroy(w);
}
