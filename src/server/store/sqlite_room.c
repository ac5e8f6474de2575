/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqlite_room.c - rooms of the team: who has read how far.
 */
#include "server/store/sqlite.h"

bool
sqlite_room_read(struct store *store, const struct store_room_read *read,
    struct err *err)
{
	struct sqlite_store *q = (struct sqlite_store *)store;
	struct db_stmt *s = q->stmts[SQLITE_PUT_ROOM_READ];

	db_bind_i64(s, 1, read->conversation_id);
	db_bind_i64(s, 2, read->operator_id);
	db_bind_i64(s, 3, read->seq);
	return db_run(s, err);
}

bool
sqlite_room_reads(struct store *store, store_room_read_fn *fn, void *ctx,
    struct err *err)
{
	struct sqlite_store *q = (struct sqlite_store *)store;
	struct db_stmt *s = q->stmts[SQLITE_LIST_ROOM_READS];
	struct store_room_read read;
	enum db_step step;

	while ((step = db_step(s, err)) == DB_ROW) {
		read = (struct store_room_read){ db_i64(s, 0), db_i64(s, 1),
			db_i64(s, 2) };
		if (!fn(ctx, &read))
			break;
	}
	db_reset(s);
	return step != DB_FAILED;
}
