/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqlite_erase.c - what is erased is gone from the file: rows (secure_delete
 * writes zeroes over them), the words of the index (its old pages go when all of
 * it is merged into one), and the log of writes.
 */
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "proto/proto.h"
#include "server/store/sqlite.h"

#define EVENT_BYTES (1024 * 1024)
#define MERGE_PAGES 200		/* of one step */

/* How far the cleaning is: what `cleaning` of meta says. */
enum { CLEAN, CLEAN_BEGIN, CLEAN_MERGE, CLEAN_WAL };

static struct sqlite_store *
of(struct store *s)
{
	return (struct sqlite_store *)s;
}

static bool
run(struct sqlite_store *q, enum sqlite_stmt which, int64_t id,
    struct err *err)
{
	db_bind_i64(q->stmts[which], 1, id);
	return db_run(q->stmts[which], err);
}

static int64_t
number(struct sqlite_store *q, enum sqlite_stmt which)
{
	struct db_stmt *s = q->stmts[which];
	int64_t n = db_step(s, NULL) == DB_ROW ? db_i64(s, 0) : 0;

	db_reset(s);
	return n;
}

/* --- events ------------------------------------------------------------------- */

/* A word is taken out of the index with the text that put it there. */
static bool
unindex(struct sqlite_store *q, struct db_stmt *row, int64_t customer_id,
    struct store_erased *sum, struct err *err)
{
	struct json *j = json_parse(db_text(row, 1), db_bytes(row, 1), NULL);
	struct arena *arena = arena_new(EVENT_BYTES);
	const char *text;
	struct event ev;
	struct str words;
	bool ok = true;

	str_init(&words, FOUND_TEXT_BYTES);
	event_init(&ev, EVENT_TYPES);
	if (arena == NULL)
		ok = err_set(err, ERR_BUSY, "no memory to erase with");
	else if (j != NULL && proto_event_read(j, arena, &ev, NULL)) {
		sum->messages += ev.type == EVENT_MESSAGE;
		sum->notes += ev.type == EVENT_NOTE;
		text = found_text(&ev, &words);
		if (text[0] != '\0' &&
		    db_i64(row, 0) >= number(q, SQLITE_GET_FROM))
			ok = db_search_remove(q->search, db_i64(row, 0),
			    text, customer_id, err);
	}
	str_clear(&words);
	arena_free(arena);
	json_free(j);
	return ok;
}

/* The rows of the statement; *n of them. */
static bool
erase_rows(struct sqlite_store *q, struct db_stmt *s, int64_t customer_id,
    struct store_erased *sum, int *n, struct err *err)
{
	enum db_step step = DB_DONE;
	bool ok = true;

	*n = 0;
	while (ok && (step = db_step(s, err)) == DB_ROW) {
		ok = unindex(q, s, customer_id, sum, err) &&
		    run(q, SQLITE_REMOVE_EVENT, db_i64(s, 0), err);
		++*n;
	}
	db_reset(s);
	sum->events += *n;
	return ok && step != DB_FAILED;
}

/* The newest ones. */
static bool
erase_events(struct sqlite_store *q, int64_t id, int64_t customer_id,
    int limit, struct store_erased *sum, int *n, struct err *err)
{
	struct db_stmt *s = q->stmts[SQLITE_ERASE_EVENTS];

	db_bind_i64(s, 1, id);
	db_bind_i64(s, 2, limit);
	return erase_rows(q, s, customer_id, sum, n, err);
}

/* --- a conversation -------------------------------------------------------------- */

static int64_t
customer_of(struct sqlite_store *q, int64_t id)
{
	struct db_stmt *s = q->stmts[SQLITE_CUSTOMER_OF];
	int64_t customer_id;

	db_bind_i64(s, 1, id);
	customer_id = db_step(s, NULL) == DB_ROW ? db_i64(s, 0) : 0;
	db_reset(s);
	return customer_id;
}

static bool
note_cleaning(struct sqlite_store *q, int64_t stage, struct err *err)
{
	return run(q, SQLITE_SET_CLEANING, stage, err);
}

bool
sqlite_erase_conversation(struct store *store, int64_t id, int limit,
    struct store_erased *sum, store_file_fn *fn, void *ctx, bool *is_done,
    struct err *err)
{
	struct sqlite_store *q = of(store);
	int n;

	*is_done = false;
	if (!erase_events(q, id, customer_of(q, id), limit, sum, &n, err))
		return false;
	if (n == limit)
		return true;
	*is_done = true;
	db_bind_i64(q->stmts[SQLITE_FILES_OF], 1, id);
	return sqlite_each_file(q->stmts[SQLITE_FILES_OF], fn, ctx, err) &&
	    run(q, SQLITE_REMOVE_FILES_OF, id, err) &&
	    run(q, SQLITE_WINBACK_REMOVE, id, err) &&
	    run(q, SQLITE_FORGET_BLOCKS, id, err) &&
	    run(q, SQLITE_REMOVE_ADDRESS, id, err) &&
	    run(q, SQLITE_REMOVE_CONVERSATION, id, err) &&
	    run(q, SQLITE_PUT_GONE, id, err) &&
	    run(q, SQLITE_JOIN_GONE, id + 1, err) &&
	    note_cleaning(q, CLEAN_BEGIN, err);
}

/* --- rooms of the team ------------------------------------------------------------- */

bool
sqlite_erase_said(struct store *store, int64_t before_ms, int limit,
    struct store_erased *sum, store_file_fn *fn, void *ctx, bool *is_done,
    struct err *err)
{
	struct sqlite_store *q = of(store);
	struct db_stmt *s = q->stmts[SQLITE_SAID_BEFORE];
	int n;

	db_bind_i64(s, 1, before_ms);
	db_bind_i64(s, 2, limit);
	if (!erase_rows(q, s, 0, sum, &n, err))
		return false;
	*is_done = n < limit;
	if (!*is_done)
		return true;
	s = q->stmts[SQLITE_FILES_SAID_BEFORE];
	db_bind_i64(s, 1, before_ms);
	return sqlite_each_file(s, fn, ctx, err) &&
	    run(q, SQLITE_REMOVE_FILES_SAID_BEFORE, before_ms, err) &&
	    (sum->events == 0 || note_cleaning(q, CLEAN_BEGIN, err));
}

/* --- the desk itself ----------------------------------------------------------------- */

bool
sqlite_erase_of_desk(struct store *store, int64_t before_ms, int limit,
    int64_t *n_erased, struct err *err)
{
	static const enum event_type types[] = { EVENT_STATE, EVENT_SEEN,
		EVENT_BROADCAST, EVENT_OPERATOR, EVENT_DEPARTMENT,
		EVENT_CANNED, EVENT_CANNED_REMOVED, EVENT_BLOCKED,
		EVENT_UNBLOCKED };
	struct sqlite_store *q = of(store);
	struct db_stmt *s = q->stmts[SQLITE_OF_DESK_BEFORE];
	struct store_erased sum = { .events = 0 };
	int n;

	for (size_t i = 0; i < sizeof types / sizeof *types &&
	    sum.events < limit; i++) {
		db_bind_text(s, 1, event_name(types[i]));
		db_bind_i64(s, 2, before_ms);
		db_bind_i64(s, 3, limit - sum.events);
		if (!erase_rows(q, s, 0, &sum, &n, err))
			return false;
	}
	*n_erased = sum.events;
	return sum.events == 0 || (run(q, SQLITE_BROADCAST_CUT, before_ms,
	    err) && db_run(q->stmts[SQLITE_BROADCAST_CUT_SEEN], err) &&
	    note_cleaning(q, CLEAN_BEGIN, err));
}

/* --- a customer ------------------------------------------------------------------- */

bool
sqlite_erase_customer(struct store *store, int64_t id, int64_t now_ms,
    struct store_erased *sum, struct err *err)
{
	struct sqlite_store *q = of(store);
	struct db_stmt *s = q->stmts[SQLITE_COUNT_RECORDS];

	db_bind_i64(s, 1, id);
	if (db_step(s, err) == DB_ROW) {
		sum->events += db_i64(s, 0);
		sum->secrets += db_i64(s, 1);
	}
	db_reset(s);
	db_bind_i64(q->stmts[SQLITE_ERASE_SECRETS], 2, now_ms);
	return run(q, SQLITE_REMOVE_RECORDS, id, err) &&
	    run(q, SQLITE_REMOVE_CUSTOMER, id, err) &&
	    run(q, SQLITE_ERASE_SECRETS, id, err) &&
	    run(q, SQLITE_ERASE_BLOCKS, id, err) &&
	    run(q, SQLITE_LEAVE_BLOCKS, id, err) &&
	    note_cleaning(q, CLEAN_BEGIN, err);
}

bool
sqlite_due(struct store *store, int64_t before_ms, struct store_due *out,
    struct err *err)
{
	struct db_stmt *s = of(store)->stmts[SQLITE_DUE];
	enum db_step step;

	*out = (struct store_due){ 0 };
	db_bind_i64(s, 1, before_ms);
	step = db_step(s, err);
	if (step == DB_ROW)
		*out = (struct store_due){ db_i64(s, 0), db_i64(s, 1),
			db_i64(s, 2) == 1 };
	db_reset(s);
	return step != DB_FAILED;
}

bool
sqlite_forget_secrets(struct store *store, int64_t before_ms,
    struct err *err)
{
	return run(of(store), SQLITE_FORGET_SECRETS, before_ms, err);
}

bool
sqlite_files_of(struct store *store, int64_t conversation_id,
    store_file_fn *fn, void *ctx, struct err *err)
{
	struct db_stmt *s = of(store)->stmts[SQLITE_FILES_OF];

	db_bind_i64(s, 1, conversation_id);
	return sqlite_each_file(s, fn, ctx, err);
}

bool
sqlite_named(struct store *store, const char *contact,
    void (*fn)(void *ctx, int64_t id), void *ctx, struct err *err)
{
	struct db_stmt *s = of(store)->stmts[SQLITE_NAMED];
	enum db_step step;

	db_bind_text(s, 1, contact);
	while ((step = db_step(s, err)) == DB_ROW)
		fn(ctx, db_i64(s, 0));
	db_reset(s);
	return step != DB_FAILED;
}

/* --- cleaning ------------------------------------------------------------------------ */

/* A step; *is_done: there was nothing left to merge. */
static bool
merge(struct sqlite_store *q, bool begins, bool *is_done, struct err *err)
{
	struct db_stmt *s = q->stmts[SQLITE_MERGE];
	int64_t before = db_total_changes(q->db);

	db_bind_i64(s, 1, begins ? -MERGE_PAGES : MERGE_PAGES);
	if (!db_run(s, err))
		return false;
	*is_done = db_total_changes(q->db) - before < 2;
	return true;
}

static bool
clean_step(struct sqlite_store *q, int64_t stage, struct err *err)
{
	bool is_done = false, ok;

	if (!db_begin_write(q->db, err))
		return false;
	ok = merge(q, stage == CLEAN_BEGIN, &is_done, err) &&
	    note_cleaning(q, is_done ? CLEAN_WAL : CLEAN_MERGE, err) &&
	    db_commit(q->db, err);
	if (!ok)
		db_rollback(q->db);
	return ok;
}

bool
sqlite_clean(struct store *store, bool *is_clean, struct err *err)
{
	struct sqlite_store *q = of(store);
	int64_t stage = number(q, SQLITE_GET_CLEANING);

	*is_clean = stage == CLEAN;
	if (stage == CLEAN_BEGIN || stage == CLEAN_MERGE)
		return clean_step(q, stage, err);
	if (stage != CLEAN_WAL)
		return true;
	/* Readers may still look at what was: then again. */
	if (!db_empty_wal(q->db))
		return true;
	*is_clean = true;
	return note_cleaning(q, CLEAN, err);
}
