/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqlite_broadcast.c - what was said to the whole team, and who has seen it.
 */
#include "server/store/sqlite.h"

static struct db_stmt *
stmt_of(struct store *s, enum sqlite_stmt which)
{
	return ((struct sqlite_store *)s)->stmts[which];
}

/* What is too old to be told goes with it. */
bool
sqlite_broadcast_put(struct store *store, const struct broadcast *b,
    struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_BROADCAST_PUT);
	struct db_stmt *cut = stmt_of(store, SQLITE_BROADCAST_CUT);
	struct db_stmt *cut_seen = stmt_of(store, SQLITE_BROADCAST_CUT_SEEN);

	db_bind_i64(s, 1, b->id);
	db_bind_i64(s, 2, b->at_ms);
	db_bind_i64(s, 3, b->by_id);
	db_bind_text(s, 4, b->text);
	db_bind_i64(cut, 1, b->at_ms - BROADCAST_KEEP_MS);
	return db_run(s, err) && db_run(cut, err) && db_run(cut_seen, err);
}

bool
sqlite_broadcast_seen(struct store *store, const struct broadcast_seen *seen,
    struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_BROADCAST_SEEN);

	db_bind_i64(s, 1, seen->broadcast_id);
	db_bind_i64(s, 2, seen->operator_id);
	db_bind_i64(s, 3, seen->at_ms);
	return db_run(s, err);
}

bool
sqlite_broadcasts(struct store *store, int limit, store_record_fn *fn,
    void *ctx, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_BROADCASTS);
	enum db_step step;

	db_bind_i64(s, 1, limit);
	while ((step = db_step(s, err)) == DB_ROW) {
		struct broadcast b = {
			.id = db_i64(s, 0), .at_ms = db_i64(s, 1),
			.by_id = db_i64(s, 2), .text = db_text(s, 3),
		};

		if (!fn(ctx, &b))
			break;
	}
	db_reset(s);
	return step != DB_FAILED;
}

bool
sqlite_broadcast_seers(struct store *store, int64_t broadcast_id,
    store_record_fn *fn, void *ctx, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_BROADCAST_SEERS);
	enum db_step step;

	db_bind_i64(s, 1, broadcast_id);
	while ((step = db_step(s, err)) == DB_ROW) {
		struct broadcast_seen seen = {
			.broadcast_id = broadcast_id,
			.operator_id = db_i64(s, 0), .at_ms = db_i64(s, 1),
		};

		if (!fn(ctx, &seen))
			break;
	}
	db_reset(s);
	return step != DB_FAILED;
}
