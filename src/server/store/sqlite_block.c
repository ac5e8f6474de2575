/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqlite_block.c - who may not write, and where visitors wrote from.
 */
#include "base/str.h"
#include "server/store/sqlite.h"

void
sqlite_bind_block(struct sqlite_store *q, struct db_stmt *s,
    const void *record)
{
	const struct ban *b = record;
	char range[ADDRESS_TEXT_BYTES] = "";

	(void)q;
	if (b->range.first.is_known)
		range_format(&b->range, range);
	db_bind_i64(s, 1, b->id);
	db_bind_text(s, 2, ban_kind_name(b->kind));
	db_bind_i64(s, 3, b->is_limit);
	db_bind_i64(s, 4, b->customer_id);
	db_bind_text(s, 5, range);
	db_bind_i64(s, 6, b->conversation_id);
	db_bind_i64(s, 7, b->by_id);
	db_bind_i64(s, 8, b->at_ms);
	db_bind_i64(s, 9, b->until_ms);
	db_bind_i64(s, 10, b->ended_ms);
	db_bind_i64(s, 11, b->ended_by_id);
	db_bind_text(s, 12, b->name);
	db_bind_text(s, 13, b->reason);
}

bool
sqlite_read_block(struct row *r, struct err *err)
{
	const char *range = db_text(r->s, 4);
	struct ban b = { .id = db_i64(r->s, 0),
		.is_limit = db_i64(r->s, 2) != 0,
		.customer_id = db_i64(r->s, 3),
		.conversation_id = db_i64(r->s, 5), .by_id = db_i64(r->s, 6),
		.at_ms = db_i64(r->s, 7), .until_ms = db_i64(r->s, 8),
		.ended_ms = db_i64(r->s, 9), .ended_by_id = db_i64(r->s, 10) };

	if (!ban_kind_parse(db_text(r->s, 1), &b.kind) ||
	    (b.kind != BAN_SESSION && !range_parse(&b.range, range, NULL)))
		return err_set(err, ERR_STORE, "block %lld of the database is "
		    "damaged", (long long)b.id);
	str_copy(b.name, sizeof b.name, db_text(r->s, 11));
	str_copy(b.reason, sizeof b.reason, db_text(r->s, 12));
	r->go_on = r->fn(r->ctx, &b);
	return true;
}

void
sqlite_bind_address(struct sqlite_store *q, struct db_stmt *s,
    const void *record)
{
	const struct store_address *a = record;
	char text[ADDRESS_TEXT_BYTES];

	(void)q;
	address_format(&a->from, text);
	db_bind_i64(s, 1, a->conversation_id);
	db_bind_i64(s, 2, a->customer_id);
	db_bind_text(s, 3, text);
	db_bind_i64(s, 4, a->at_ms);
}

bool
sqlite_read_address(struct row *r, struct err *err)
{
	struct store_address a = { .conversation_id = db_i64(r->s, 0),
		.customer_id = db_i64(r->s, 1), .at_ms = db_i64(r->s, 3) };

	(void)err;
	address_parse(&a.from, db_text(r->s, 2));
	r->go_on = r->fn(r->ctx, &a);
	return true;
}

bool
sqlite_cut_blocks(struct store *store, int64_t addresses_ms,
    int64_t blocks_ms, struct err *err)
{
	struct sqlite_store *q = (struct sqlite_store *)store;
	struct db_stmt *addresses = q->stmts[SQLITE_CUT_ADDRESSES];
	struct db_stmt *blocks = q->stmts[SQLITE_CUT_BLOCKS];

	db_bind_i64(addresses, 1, addresses_ms);
	db_bind_i64(blocks, 1, blocks_ms);
	return db_run(addresses, err) && db_run(blocks, err);
}
