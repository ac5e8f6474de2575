/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqlite_file.c - what is known of the files that were sent.
 */
#include "server/store/sqlite.h"

static struct db_stmt *
stmt_of(struct store *s, enum sqlite_stmt which)
{
	return ((struct sqlite_store *)s)->stmts[which];
}

bool
sqlite_file_put(struct store *store, const struct store_file *f,
    struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_FILE_PUT);

	db_bind_text(s, 1, f->id);
	db_bind_text(s, 2, f->place);
	db_bind_text(s, 3, f->name);
	db_bind_text(s, 4, f->type);
	db_bind_i64(s, 5, f->conversation_id);
	db_bind_i64(s, 6, f->bytes);
	db_bind_i64(s, 7, f->at_ms);
	db_bind_i64(s, 8, f->sender);
	db_bind_i64(s, 9, f->sender_id);
	db_bind_i64(s, 10, (int64_t)f->fingerprint);
	db_bind_i64(s, 11, f->seq);
	db_bind_i64(s, 12, f->canned_id);
	return db_run(s, err);
}

bool
sqlite_each_file(struct db_stmt *s, store_file_fn *fn, void *ctx, struct err *err)
{
	enum db_step step;

	while ((step = db_step(s, err)) == DB_ROW) {
		struct store_file file = {
			.id = db_text(s, 0), .place = db_text(s, 1),
			.name = db_text(s, 2), .type = db_text(s, 3),
			.conversation_id = db_i64(s, 4),
			.bytes = db_i64(s, 5), .at_ms = db_i64(s, 6),
			.sender = (enum actor)db_i64(s, 7),
			.sender_id = db_i64(s, 8),
			.fingerprint = (uint64_t)db_i64(s, 9),
			.seq = db_i64(s, 10), .canned_id = db_i64(s, 11),
		};

		if (!fn(ctx, &file))
			break;
	}
	db_reset(s);
	return step != DB_FAILED;
}

bool
sqlite_file_find(struct store *store, const char *id, store_file_fn *fn,
    void *ctx, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_FILE_FIND);

	db_bind_text(s, 1, id);
	return sqlite_each_file(s, fn, ctx, err);
}

bool
sqlite_file_sent(struct store *store, const char *id, int64_t seq,
    struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_FILE_SENT);

	db_bind_text(s, 1, id);
	db_bind_i64(s, 2, seq);
	return db_run(s, err);
}

bool
sqlite_files_taken_back(struct store *store, int64_t conversation_id,
    int64_t seq, bool is_back, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_FILES_TAKEN_BACK);

	db_bind_i64(s, 1, conversation_id);
	db_bind_i64(s, 2, seq);
	db_bind_i64(s, 3, is_back ? -seq : seq);
	return db_run(s, err);
}

bool
sqlite_files_count(struct store *store, const struct store_file *like,
    int64_t *n, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_FILES_COUNT);
	bool ok;

	db_bind_i64(s, 1, like->conversation_id);
	db_bind_i64(s, 2, like->sender);
	db_bind_i64(s, 3, like->sender_id);
	ok = db_step(s, err) == DB_ROW;
	if (ok)
		*n = db_i64(s, 0);
	db_reset(s);
	return ok;
}

bool
sqlite_files_unsent(struct store *store, int64_t before_ms,
    store_file_fn *fn, void *ctx, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_FILES_UNSENT);

	db_bind_i64(s, 1, before_ms);
	return sqlite_each_file(s, fn, ctx, err);
}

bool
sqlite_file_remove(struct store *store, const char *id, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_FILE_REMOVE);

	db_bind_text(s, 1, id);
	return db_run(s, err);
}

bool
sqlite_files_free(struct store *store, int64_t canned_id, int64_t now_ms,
    struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_FILES_FREE);

	db_bind_i64(s, 1, canned_id);
	db_bind_i64(s, 2, now_ms);
	return db_run(s, err);
}

bool
sqlite_file_of_canned(struct store *store, const char *id, int64_t seq,
    int64_t canned_id, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_FILE_OF_CANNED);

	db_bind_text(s, 1, id);
	db_bind_i64(s, 2, seq);
	db_bind_i64(s, 3, canned_id);
	return db_run(s, err);
}

bool
sqlite_place_find(struct store *store, const char *place, store_file_fn *fn,
    void *ctx, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_PLACE_FIND);

	db_bind_text(s, 1, place);
	return sqlite_each_file(s, fn, ctx, err);
}
