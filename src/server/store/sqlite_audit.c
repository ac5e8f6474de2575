/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqlite_audit.c - the audit trail: rows as they were written, each with the
 * hash that ties it to the one before. Nothing is computed here.
 */
#include <string.h>

#include "server/store/sqlite.h"

static struct db_stmt *
stmt_of(struct store *s, enum sqlite_stmt which)
{
	return ((struct sqlite_store *)s)->stmts[which];
}

bool
sqlite_audit_put(struct store *store, const struct store_audit *a,
    struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_AUDIT_PUT);

	db_bind_i64(s, 1, a->n);
	db_bind_text_n(s, 2, a->record, a->len);
	db_bind_blob(s, 3, a->hash, a->hash_len);
	return db_run(s, err);
}

bool
sqlite_audit_list(struct store *store, int64_t after, int64_t limit,
    store_audit_fn *fn, void *ctx, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_AUDIT_LIST);
	enum db_step step;

	db_bind_i64(s, 1, after);
	db_bind_i64(s, 2, limit);
	while ((step = db_step(s, err)) == DB_ROW) {
		struct store_audit a = {
			.n = db_i64(s, 0), .record = db_text(s, 1),
			.len = db_bytes(s, 1), .hash = db_blob(s, 2),
			.hash_len = db_bytes(s, 2),
		};

		if (!fn(ctx, &a))
			break;
	}
	db_reset(s);
	return step != DB_FAILED;
}

bool
sqlite_audit_ends(struct store *store, struct store_audit_ends *out,
    struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_AUDIT_ENDS);
	bool ok = db_step(s, err) == DB_ROW;

	if (ok) {
		out->last = db_i64(s, 0);
		out->highest = db_i64(s, 1);
		out->cut = db_i64(s, 2);
		str_copy(out->cut_hash, sizeof out->cut_hash, db_text(s, 3));
	}
	db_reset(s);
	return ok;
}

bool
sqlite_audit_cut(struct store *store, int64_t upto, const char *hash,
    struct err *err)
{
	struct db_stmt *remove = stmt_of(store, SQLITE_AUDIT_CUT);
	struct db_stmt *note = stmt_of(store, SQLITE_AUDIT_NOTE_CUT);

	db_bind_i64(remove, 1, upto);
	db_bind_i64(note, 1, upto);
	db_bind_text(note, 2, hash);
	return db_run(remove, err) && db_run(note, err);
}
