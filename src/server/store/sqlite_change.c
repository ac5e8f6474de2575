/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqlite_change.c - rows that change only if they are as they should be.
 */
#include "server/store/sqlite.h"

static void
bind_change(struct db_stmt *s, enum store_change change, const void *record)
{
	const struct store_session *session = record;
	const struct store_rehash *rehash = record;
	const struct store_factor *factor = record;
	const struct store_recovery *recovery = record;

	switch (change) {
	case STORE_SESSION_USED:
		db_bind_i64(s, 1, session->id);
		db_bind_i64(s, 2, session->used_ms);
		db_bind_text(s, 3, session->address);
		break;
	case STORE_REHASH:
		db_bind_i64(s, 1, rehash->operator_id);
		db_bind_text(s, 2, rehash->was);
		db_bind_text(s, 3, rehash->hash);
		break;
	case STORE_FACTOR_STEP:
		db_bind_i64(s, 1, factor->operator_id);
		db_bind_i64(s, 2, factor->step);
		break;
	case STORE_RECOVERY_USE:
		db_bind_i64(s, 1, recovery->operator_id);
		db_bind_blob(s, 2, recovery->hash, sizeof recovery->hash);
		break;
	case STORE_CHANGES:
		break;
	}
}

bool
sqlite_change(struct store *store, enum store_change change,
    const void *record, bool *is_changed, struct err *err)
{
	static const enum sqlite_stmt stmts[STORE_CHANGES] = {
		[STORE_SESSION_USED] = SQLITE_SESSION_USED,
		[STORE_REHASH] = SQLITE_REHASH,
		[STORE_FACTOR_STEP] = SQLITE_FACTOR_STEP,
		[STORE_RECOVERY_USE] = SQLITE_RECOVERY_USE,
	};
	struct sqlite_store *q = (struct sqlite_store *)store;
	struct db_stmt *s = q->stmts[stmts[change]];

	bind_change(s, change, record);
	if (!db_run(s, err))
		return false;
	*is_changed = db_changes(q->db) > 0;
	return true;
}
