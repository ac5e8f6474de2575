/* SPDX-License-Identifier: GPL-3.0-or-later */
/* retention.c - what has been kept for its time is erased: once a day, a small
 * piece after the other, each a turn of the writer like any other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "server/hub/write.h"

#define EVERY_MS      (24 * 3600 * INT64_C(1000))
#define EVENTS_PIECE  200
#define RECORDS_PIECE 500
#define TOLD_KEPT_MS  (90 * 24 * 3600 * INT64_C(1000))
/* A clock that is so far ahead of all that somebody did is not believed. */
#define LEAP_MS	      (31 * 24 * 3600 * INT64_C(1000))
#define LOOKED_AT     2000	/* events, for what somebody did */

/* --- conversations ------------------------------------------------------------ */

/* What the desk notes by itself it notes by that very clock. */
static bool
keep_at(void *ctx, const struct store_event *e)
{
	if (e->sender != ACTOR_SYSTEM)
		*(int64_t *)ctx = e->at_ms;
	return true;
}

/* Is it really so late? False as well when the store does not say. */
static bool
is_believed(struct turn *t)
{
	int64_t at_ms = 0;

	return t->store->ops->events_after(t->store, t->next_seq - LOOKED_AT,
	    LOOKED_AT, keep_at, &at_ms, NULL) && (at_ms == 0 ||
	    t->now_ms - at_ms < LEAP_MS);
}

/* A piece of the oldest one. *is_there false: none is old enough. */
static bool
erase_oldest(struct turn *t, struct job *job, bool *is_there,
    struct err *err)
{
	const struct store_ops *ops = t->store->ops;
	struct hub_audit a = { .act = "expired", .by = ACTOR_SYSTEM };
	struct store_due due;
	bool is_done = false;

	if (!ops->due(t->store, t->now_ms - job->keep_ms, &due, err))
		return false;
	*is_there = due.conversation_id != 0;
	if (!*is_there)
		return true;
	if (!write_erase_piece(t, job, due.conversation_id, EVENTS_PIECE,
	    &is_done, err))
		return false;
	if (!is_done)
		return true;
	a.conversation_id = due.conversation_id;
	if (due.is_last) {
		a.customer_id = job->customer_id = due.customer_id;
		if (!ops->erase_customer(t->store, due.customer_id,
		    t->now_ms, &job->erased, err))
			return false;
		desk_leave_bans(t->desk, due.customer_id);
	}
	return audit_write(t, &a, err) &&
	    write_spare_shared(t->store, job, err);
}

/* --- rooms of the team ------------------------------------------------------------ */

/* The rooms stay, with what was said since. */
static bool
erase_said(struct turn *t, struct job *job, bool *is_there, struct err *err)
{
	struct hub_audit a = { .act = "expired", .by = ACTOR_SYSTEM,
		.what = "team" };
	bool is_done = false;

	if (!write_erase_said(t, job, t->now_ms - job->keep_team_ms,
	    EVENTS_PIECE, &is_done, err))
		return false;
	*is_there = !is_done;
	a.count = job->erased.events;
	return a.count == 0 || (audit_write(t, &a, err) &&
	    write_spare_shared(t->store, job, err));
}

/* --- the desk itself ------------------------------------------------------------------ */

/* How operators were, what was said to all of them, records as they had been. */
static bool
erase_of_desk(struct turn *t, struct job *job, bool *is_there,
    struct err *err)
{
	struct hub_audit a = { .act = "expired", .by = ACTOR_SYSTEM,
		.what = "desk" };

	if (!t->store->ops->erase_of_desk(t->store, t->now_ms -
	    job->keep_desk_ms, EVENTS_PIECE, &a.count, err))
		return false;
	*is_there = a.count == EVENTS_PIECE;
	job->erased.events += a.count;
	return a.count == 0 || audit_write(t, &a, err);
}

/* --- the audit trail ------------------------------------------------------------- */

struct old {
	int64_t before_ms, upto, n;
	char	hex[AUDIT_HEX_BYTES + 1];
};

static bool
keep_old(void *ctx, const struct store_audit *a)
{
	struct json *j = json_parse(a->record, a->len, NULL);
	struct old *old = ctx;
	int64_t at_ms = INT64_MAX;

	json_opt_i64(j, "at", &at_ms, NULL);
	json_free(j);
	if (at_ms >= old->before_ms || a->hash_len != HUB_SECRET_BYTES)
		return false;
	old->upto = a->n;
	old->n++;
	audit_hex(a->hash, old->hex);
	return true;
}

/* The beginning of the trail goes; a record in what is left names its hash. */
static bool
cut_audit(struct turn *t, const struct job *job, bool *is_there,
    struct err *err)
{
	struct old old = { .before_ms = t->now_ms - job->keep_audit_ms };
	struct hub_audit a = { .act = "audit_cut", .by = ACTOR_SYSTEM,
		.what = old.hex };

	*is_there = false;
	if (!t->store->ops->audit_list(t->store, 0, RECORDS_PIECE, keep_old,
	    &old, err))
		return false;
	if (old.n == 0)
		return true;
	*is_there = old.n == RECORDS_PIECE;
	a.count = old.n;
	return audit_write(t, &a, err) &&
	    t->store->ops->audit_cut(t->store, old.upto, old.hex, err);
}

/* --- the writer's job -------------------------------------------------------------- */

static bool
retain(struct turn *t, struct job *job, struct err *err)
{
	bool is_there = false;

	if (!is_believed(t))
		return true;
	if (job->keep_ms != INT64_MAX &&
	    !erase_oldest(t, job, &is_there, err))
		return false;
	if (!is_there && job->keep_team_ms != INT64_MAX &&
	    !erase_said(t, job, &is_there, err))
		return false;
	if (!is_there && job->keep_desk_ms != INT64_MAX &&
	    !erase_of_desk(t, job, &is_there, err))
		return false;
	if (!is_there && job->keep_audit_ms != INT64_MAX &&
	    !cut_audit(t, job, &is_there, err))
		return false;
	if (!is_there && !t->store->ops->forget_secrets(t->store,
	    t->now_ms - TOLD_KEPT_MS, err))
		return false;
	job->has_more = is_there;
	if (!is_there && !t->store->ops->cut_blocks(t->store,
	    t->now_ms - job->keep_addresses_ms, t->now_ms - BAN_TOLD_MS,
	    err))
		return false;
	if (is_there)
		return true;
	job->cut_ms = t->now_ms;
	desk_cut_bans(t->desk, t->now_ms - BAN_TOLD_MS);
	return true;
}

void
write_retention(struct turn *t, struct job *job)
{
	struct audit_end audit = t->audit;
	size_t n_fresh = t->batch->n_fresh;
	struct err err;

	if (job->result.err.code != ERR_NONE)
		return;
	if (!t->store->ops->mark(t->store, &err)) {
		t->is_lost = true;
	} else if (!retain(t, job, &err)) {
		t->audit = audit;
		job->customer_id = 0;
		write_take_back(t, job, n_fresh, &err);
	}
}

/* --- in the loop ---------------------------------------------------------------------- */

struct retaining {
	struct hub	 *hub;
	const struct job *job;
};

static void
on_retained(void *ctx, const struct hub_result *result)
{
	struct retaining *r = ctx;
	struct hub *h = r->hub;

	h->is_retaining = false;
	if (result->err.code == ERR_NONE && r->job->cut_ms != 0) {
		visitors_cut(h, r->job->cut_ms - r->job->keep_addresses_ms);
		desk_cut_bans(h->desk, r->job->cut_ms - BAN_TOLD_MS);
	}
	h->n_expired += r->job->erased.events;
	if (result->err.code == ERR_NONE && r->job->has_more) {
		h->retain_ms = h->clock_ms;
		retention_tick(h);	/* after all that waits meanwhile */
	} else {
		if (h->n_expired > 0)
			log_info("hub", "%lld events have been kept for their "
			    "time and were erased", (long long)h->n_expired);
		h->n_expired = 0;
	}
	free(r);
}

void
retention_tick(struct hub *h)
{
	struct retaining *r;
	struct job *job;

	if (h->is_closing || h->is_shut || h->is_retaining ||
	    h->clock_ms < h->retain_ms ||
	    (h->config.keep_ms == 0 && h->config.keep_team_ms == 0 &&
	    h->config.keep_desk_ms == 0 &&
	    h->config.keep_audit_ms == 0 && h->config.keep_addresses_ms == 0))
		return;
	h->is_retaining = true;
	h->retain_ms = h->clock_ms + EVERY_MS;
	r = mem_new(struct retaining);
	job = job_new(JOB_RETENTION, on_retained, r);
	*r = (struct retaining){ h, job };
	job->sender.kind = ACTOR_SYSTEM;
	job->keep_ms = h->config.keep_ms == 0 ? INT64_MAX : h->config.keep_ms;
	job->keep_addresses_ms = h->config.keep_addresses_ms;
	job->keep_team_ms = h->config.keep_team_ms == 0 ? INT64_MAX :
	    h->config.keep_team_ms;
	job->keep_desk_ms = h->config.keep_desk_ms == 0 ? INT64_MAX :
	    h->config.keep_desk_ms;
	job->keep_audit_ms = h->config.keep_audit_ms == 0 ? INT64_MAX :
	    h->config.keep_audit_ms;
	writer_put(h->writer, job);
}
