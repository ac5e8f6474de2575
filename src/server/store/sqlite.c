/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "server/store/sqlite.h"

#define JSON_BYTES	 (256 * 1024)	/* of one record */
#define TIDY_BYTES	 (4 * 1024 * 1024)

static struct sqlite_store *
of(struct store *s)
{
	return (struct sqlite_store *)s;
}

static void
close_store(struct store *s)
{
	struct sqlite_store *q = of(s);

	if (s == NULL)
		return;
	for (int i = 0; i < SQLITE_STMTS; i++)
		db_stmt_free(q->stmts[i]);
	db_search_close(q->search);
	db_close(q->db);
	str_clear(&q->json);
	free(q);
}

static bool
read_epoch(struct sqlite_store *q, struct err *err)
{
	struct db_stmt *s = db_prepare(q->db,
	    "SELECT value FROM meta WHERE key = 'epoch'", err);
	enum db_step step;

	if (s == NULL)
		return false;
	step = db_step(s, err);
	if (step == DB_ROW)
		str_copy(q->epoch, sizeof q->epoch, db_text(s, 0));
	db_stmt_free(s);
	if (step == DB_FAILED)
		return false;
	return strlen(q->epoch) == STORE_EPOCH_BYTES || err_set(err,
	    ERR_STORE, "the database has no epoch: it is none of this "
	    "program");
}

static struct store *
open_store(const char *where, enum store_mode mode, struct err *err)
{
	struct sqlite_store *q = mem_new(struct sqlite_store);

	q->store.ops = &store_sqlite;
	str_init(&q->json, JSON_BYTES);
	q->db = db_open(where, mode == STORE_WRITER ? DB_WRITE : DB_READ,
	    &sqlite_schema, err);
	if (q->db == NULL || !read_epoch(q, err))
		goto fail;
	/* A search looks at rows from all over the file. */
	if (mode == STORE_READER && !db_exec(q->db,
	    "PRAGMA cache_size = -16384", err))
		goto fail;
	for (int i = 0; i < SQLITE_STMTS; i++) {
		q->stmts[i] = db_prepare(q->db, sqlite_texts[i], err);
		if (q->stmts[i] == NULL)
			goto fail;
	}
	q->search = db_search_open(q->db, err);
	if (q->search == NULL)
		goto fail;
	return &q->store;
fail:
	close_store(&q->store);
	return NULL;
}

static void
epoch(const struct store *s, char out[STORE_EPOCH_BYTES + 1])
{
	const struct sqlite_store *q = (const struct sqlite_store *)s;

	str_copy(out, STORE_EPOCH_BYTES + 1, q->epoch);
}

static bool
last(struct store *s, struct store_last *out, struct err *err)
{
	struct db_stmt *stmt = db_prepare(of(s)->db,
	    "SELECT ifnull((SELECT seq FROM sqlite_sequence"
	    "  WHERE name = 'events'), 0),"
	    " ifnull((SELECT max(id) FROM conversations), 0),"
	    " ifnull((SELECT max(id) FROM customers), 0),"
	    " max(ifnull((SELECT seq FROM sqlite_sequence"
	    "  WHERE name = 'canned'), 0),"
	    "  ifnull((SELECT max(id) FROM operators), 0),"
	    "  ifnull((SELECT max(id) FROM departments), 0)),"
	    " ifnull((SELECT seq FROM sqlite_sequence"
	    "  WHERE name = 'sessions'), 0)", err);
	bool ok;

	if (stmt == NULL)
		return false;
	ok = db_step(stmt, err) == DB_ROW;
	if (ok)
		*out = (struct store_last){
			.seq = db_i64(stmt, 0), .conversation = db_i64(stmt, 1),
			.customer = db_i64(stmt, 2), .record = db_i64(stmt, 3),
			.session = db_i64(stmt, 4),
		};
	db_stmt_free(stmt);
	return ok;
}

/* --- transactions ------------------------------------------------------ */

static bool
begin_write(struct store *s, struct err *err)
{
	of(s)->is_marked = false;
	return db_begin_write(of(s)->db, err);
}

static bool
begin_read(struct store *s, struct err *err)
{
	return db_begin_read(of(s)->db, err);
}

static bool
commit(struct store *s, struct err *err)
{
	return db_commit(of(s)->db, err);
}

static void
rollback(struct store *s)
{
	db_rollback(of(s)->db);
}

static bool
mark(struct store *s, struct err *err)
{
	struct sqlite_store *q = of(s);
	bool ok = db_exec(q->db, q->is_marked ?
	    "RELEASE mark; SAVEPOINT mark" : "SAVEPOINT mark", err);

	q->is_marked = ok;
	return ok;
}

static bool
back(struct store *s)
{
	of(s)->is_marked = false;
	return db_is_in_transaction(of(s)->db) &&
	    db_exec(of(s)->db, "ROLLBACK TO mark; RELEASE mark", NULL);
}

static void
tidy(struct store *s, bool is_idle)
{
	struct db *db = of(s)->db;
	struct err err;

	/* What was masked is not to wait there till something is written over
	 * it. */
	if (is_idle && of(s)->is_amended && db_empty_wal(db))
		of(s)->is_amended = false;
	if (db_wal_bytes(db) > (is_idle ? 0 : TIDY_BYTES) &&
	    !db_checkpoint(db, &err))
		log_warn("store", "checkpoint: %s", err.text);
}

/* --- events ------------------------------------------------------------ */

static bool
append(struct store *store, const struct store_event *e, struct err *err)
{
	struct db_stmt *s = of(store)->stmts[SQLITE_APPEND];

	db_bind_i64(s, 1, e->seq);
	db_bind_i64(s, 2, e->conversation_id);
	db_bind_text(s, 3, event_name(e->type));
	db_bind_i64(s, 4, e->at_ms);
	db_bind_i64(s, 5, e->sender);
	db_bind_i64(s, 6, e->sender_id);
	db_bind_text(s, 7, e->client_id);
	db_bind_i64(s, 8, (int64_t)e->fingerprint);
	db_bind_i64(s, 9, e->everyone);
	db_bind_i64(s, 10, e->operator_id);
	db_bind_i64(s, 11, e->was_operator_id);
	db_bind_i64(s, 12, e->queue_id);
	db_bind_i64(s, 13, e->was_queue_id);
	db_bind_text_n(s, 14, e->json, e->json_len);
	db_bind_i64(s, 15, e->also_operator_id);
	db_bind_i64(s, 16, e->conversation_id == 0 ? e->customer_id : 0);
	return db_run(s, err) && sqlite_search_put(of(store), e, err);
}

static bool
amend(struct store *store, const struct store_event *e, const char *was,
    struct err *err)
{
	struct db_stmt *s = of(store)->stmts[SQLITE_AMEND];

	db_bind_i64(s, 1, e->seq);
	db_bind_text_n(s, 2, e->json, e->json_len);
	of(store)->is_amended = true;
	return db_run(s, err) && sqlite_search_amend(of(store), e, was, err);
}

static void
read_event(struct db_stmt *s, struct store_event *e)
{
	*e = (struct store_event){
		.seq = db_i64(s, 0), .conversation_id = db_i64(s, 1),
		.type = event_find(db_text(s, 2)), .at_ms = db_i64(s, 3),
		.sender = (enum actor)db_i64(s, 4), .sender_id = db_i64(s, 5),
		.client_id = db_text(s, 6),
		.fingerprint = (uint64_t)db_i64(s, 7),
		.everyone = db_i64(s, 8) != 0, .operator_id = db_i64(s, 9),
		.was_operator_id = db_i64(s, 10), .queue_id = db_i64(s, 11),
		.was_queue_id = db_i64(s, 12), .json = db_text(s, 13),
		.json_len = db_bytes(s, 13), .also_operator_id = db_i64(s, 14),
	};
}

bool
sqlite_each_event(struct db_stmt *s, store_event_fn *fn, void *ctx, struct err *err)
{
	struct store_event event;
	enum db_step step;

	while ((step = db_step(s, err)) == DB_ROW) {
		read_event(s, &event);
		if (!fn(ctx, &event))
			break;
	}
	db_reset(s);
	return step != DB_FAILED;
}

static bool
find_sent(struct store *store, enum actor sender, int64_t sender_id,
    const char *client_id, store_event_fn *fn, void *ctx, struct err *err)
{
	struct db_stmt *s = of(store)->stmts[SQLITE_FIND_SENT];

	db_bind_i64(s, 1, sender);
	db_bind_i64(s, 2, sender_id);
	db_bind_text(s, 3, client_id);
	return sqlite_each_event(s, fn, ctx, err);
}

static bool
events_after(struct store *store, int64_t after, int limit,
    store_event_fn *fn, void *ctx, struct err *err)
{
	struct db_stmt *s = of(store)->stmts[SQLITE_EVENTS_AFTER];

	db_bind_i64(s, 1, after);
	db_bind_i64(s, 2, limit);
	return sqlite_each_event(s, fn, ctx, err);
}

static bool
events_before(struct store *store, int64_t conversation_id, int64_t before,
    int limit, store_event_fn *fn, void *ctx, struct err *err)
{
	struct db_stmt *s = of(store)->stmts[SQLITE_EVENTS_BEFORE];

	db_bind_i64(s, 1, conversation_id);
	db_bind_i64(s, 2, before);
	db_bind_i64(s, 3, limit);
	return sqlite_each_event(s, fn, ctx, err);
}

static bool
remove_sessions_of(struct store *store, int64_t operator_id, struct err *err)
{
	struct db_stmt *s = of(store)->stmts[SQLITE_REMOVE_SESSIONS_OF];

	db_bind_i64(s, 1, operator_id);
	return db_run(s, err);
}

const struct store_ops store_sqlite = {
	.name = "sqlite", .open = open_store, .close = close_store,
	.epoch = epoch, .last = last,
	.begin_write = begin_write, .begin_read = begin_read,
	.commit = commit, .rollback = rollback, .mark = mark, .back = back,
	.tidy = tidy, .append = append, .amend = amend, .find_sent = find_sent,
	.events_after = events_after, .events_before = events_before,
	.events_of_desk = sqlite_events_of_desk,
	.events_of = sqlite_events_of, .opened = sqlite_opened,
	.winback_put = sqlite_winback_put, .winbacks = sqlite_winbacks,
	.winback_of = sqlite_winback_of,
	.find = sqlite_find, .catch_up = sqlite_catch_up,
	.file_put = sqlite_file_put, .file_find = sqlite_file_find,
	.files_taken_back = sqlite_files_taken_back,
	.file_sent = sqlite_file_sent, .files_count = sqlite_files_count,
	.files_unsent = sqlite_files_unsent, .files_free = sqlite_files_free,
	.file_of_canned = sqlite_file_of_canned,
	.place_find = sqlite_place_find,
	.file_remove = sqlite_file_remove,
	.audit_put = sqlite_audit_put, .audit_list = sqlite_audit_list,
	.audit_ends = sqlite_audit_ends, .audit_cut = sqlite_audit_cut,
	.broadcast_put = sqlite_broadcast_put,
	.broadcast_seen = sqlite_broadcast_seen,
	.broadcasts = sqlite_broadcasts,
	.broadcast_seers = sqlite_broadcast_seers,
	.erase_conversation = sqlite_erase_conversation,
	.erase_customer = sqlite_erase_customer, .clean = sqlite_clean,
	.due = sqlite_due, .forget_secrets = sqlite_forget_secrets,
	.cut_blocks = sqlite_cut_blocks,
	.files_of = sqlite_files_of, .named = sqlite_named,
	.put = sqlite_put, .change = sqlite_change, .remove = sqlite_remove,
	.remove_sessions_of = remove_sessions_of, .list = sqlite_list,
	.find_canned = sqlite_find_canned,
	.room_read = sqlite_room_read, .room_reads = sqlite_room_reads,
	.erase_said = sqlite_erase_said,
	.erase_of_desk = sqlite_erase_of_desk,
};
