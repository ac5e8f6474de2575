/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write_erase.c - erasing: a customer at once because somebody asked for it,
 * and what has been kept for its time, piece by piece.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "server/hub/write.h"

#define PIECE	  500	/* events of one statement */
#define MAX_PLACES 10000

struct ids {
	int64_t *list;
	size_t	 n, cap;
};

static bool
keep_id(void *ctx, const void *record)
{
	struct ids *ids = ctx;

	if (ids->n == ids->cap) {
		size_t cap = ids->cap == 0 ? 16 : 2 * ids->cap;

		ids->list = mem_grow(ids->list, ids->cap, cap,
		    sizeof *ids->list);
		ids->cap = cap;
	}
	ids->list[ids->n++] = ((const struct conversation *)record)->id;
	return true;
}

static bool
note_customer(void *ctx, const void *record)
{
	bool *found = ctx;

	(void)record;
	*found = true;
	return false;
}

/* --- files ------------------------------------------------------------------- */

static bool
keep_place(void *ctx, const struct store_file *f)
{
	struct job *job = ctx;

	job->erased.files++;
	job->erased.file_bytes += f->bytes;
	if (job->n_places % 16 == 0)
		job->places = mem_grow(job->places, job->n_places,
		    job->n_places + 16, sizeof *job->places);
	job->places[job->n_places++] = mem_dup(f->place);
	return job->n_places < MAX_PLACES;
}

/* --- one conversation ---------------------------------------------------------- */

/* Consoles and their archives hear that it is gone. */
static bool
tell(struct turn *t, const struct job *job, int64_t id, struct err *err)
{
	struct event ev;

	event_init(&ev, EVENT_FORGOTTEN);
	ev.conversation_id = id;
	ev.at_ms = t->now_ms;
	ev.by = ACTOR_SYSTEM;
	return write_event(t, job, &ev, err);
}

bool
write_erase_piece(struct turn *t, struct job *job, int64_t id, int limit,
    bool *is_done, struct err *err)
{
	return t->store->ops->erase_conversation(t->store, id, limit,
	    &job->erased, keep_place, job, is_done, err) &&
	    (!*is_done || tell(t, job, id, err));
}

bool
write_erase_said(struct turn *t, struct job *job, int64_t before_ms,
    int limit, bool *is_done, struct err *err)
{
	return t->store->ops->erase_said(t->store, before_ms, limit,
	    &job->erased, keep_place, job, is_done, err);
}

static bool
erase_conversation(struct turn *t, struct job *job, int64_t id,
    struct err *err)
{
	bool is_done = false;

	while (!is_done)
		if (!write_erase_piece(t, job, id, PIECE, &is_done, err))
			return false;
	return true;
}

/* --- a customer ------------------------------------------------------------------ */

static void
put_ids(struct json_out *w, const struct ids *ids)
{
	json_array(w, "conversations");
	for (size_t i = 0; i < ids->n; i++)
		json_put_i64(w, NULL, ids->list[i]);
	json_end_array(w);
}

/* What was erased, and the record that says so. */
static void
write_receipt(const struct turn *t, struct job *job, const struct ids *ids)
{
	const struct store_erased *sum = &job->erased;
	char hex[AUDIT_HEX_BYTES + 1];
	struct json_out w;

	audit_hex(t->audit.hash, hex);
	str_init(&job->answer, 1024 * 1024);
	json_begin(&w, &job->answer);
	json_object(&w, NULL);
	json_put_i64(&w, "customer", job->customer_id);
	json_put_i64(&w, "at", t->now_ms);
	json_put_str(&w, "by", job->audit.from);
	put_ids(&w, ids);
	json_put_i64(&w, "events", sum->events);
	json_put_i64(&w, "messages", sum->messages);
	json_put_i64(&w, "notes", sum->notes);
	json_put_i64(&w, "files", sum->files);
	json_put_i64(&w, "file_bytes", sum->file_bytes);
	json_put_i64(&w, "secrets", sum->secrets);
	json_put_i64(&w, "record", t->audit.n);
	json_put_str(&w, "hash", hex);
	json_end_object(&w);
}

static bool
erase_customer(struct turn *t, struct job *job, struct ids *ids,
    struct err *err)
{
	const struct store_ops *ops = t->store->ops;
	struct hub_audit a = { .act = "erase", .by = ACTOR_SYSTEM,
		.from = job->audit.from, .customer_id = job->customer_id };
	bool found = false;

	if (!ops->list(t->store, STORE_CUSTOMERS, job->customer_id,
	    note_customer, &found, err))
		return false;
	if (!found)
		return err_set(err, ERR_NOT_FOUND, "there is no customer %lld",
		    (long long)job->customer_id);
	if (!ops->list(t->store, STORE_OF_CUSTOMER, job->customer_id,
	    keep_id, ids, err))
		return false;
	for (size_t i = 0; i < ids->n; i++)
		if (!erase_conversation(t, job, ids->list[i], err))
			return false;
	a.count = (int64_t)ids->n;
	if (!ops->erase_customer(t->store, job->customer_id, t->now_ms,
	    &job->erased, err) || !audit_write(t, &a, err) ||
	    !write_spare_shared(t->store, job, err))
		return false;
	desk_leave_bans(t->desk, job->customer_id);
	write_receipt(t, job, ids);
	return true;
}

void
write_erase(struct turn *t, struct job *job)
{
	struct audit_end audit = t->audit;
	size_t n_fresh = t->batch->n_fresh;
	struct ids ids = { 0 };
	struct err err;

	if (job->result.err.code != ERR_NONE)
		return;
	if (!t->store->ops->mark(t->store, &err)) {
		t->is_lost = true;
	} else if (!erase_customer(t, job, &ids, &err)) {
		enum err_code code = err.code;

		t->audit = audit;
		write_take_back(t, job, n_fresh, &err);
		job->result.err.code = code;
	}
	free(ids.list);
}
