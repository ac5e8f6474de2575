/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqlite_report.c - what reports read: conversations by their opening, all
 * events of one; and win-backs.
 */
#include "server/store/sqlite.h"

static struct db_stmt *
stmt_of(struct store *s, enum sqlite_stmt which)
{
	return ((struct sqlite_store *)s)->stmts[which];
}

bool
sqlite_events_of(struct store *store, int64_t conversation_id,
    store_event_fn *fn, void *ctx, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_EVENTS_OF);

	db_bind_i64(s, 1, conversation_id);
	return sqlite_each_event(s, fn, ctx, err);
}

bool
sqlite_events_of_desk(struct store *store, enum event_type type,
    const struct store_event *after, int64_t before_ms, int limit,
    store_event_fn *fn, void *ctx, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_EVENTS_OF_DESK);

	db_bind_text(s, 1, event_name(type));
	db_bind_i64(s, 2, after->at_ms);
	db_bind_i64(s, 3, after->seq);
	db_bind_i64(s, 4, before_ms);
	db_bind_i64(s, 5, limit);
	return sqlite_each_event(s, fn, ctx, err);
}

bool
sqlite_opened(struct store *store, const struct store_opened *after,
    int64_t since_ms, int64_t until_ms, int limit, store_opened_fn *fn,
    void *ctx, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_OPENED);
	enum db_step step;

	db_bind_i64(s, 1, after->opened_ms);
	db_bind_i64(s, 2, after->conversation_id);
	db_bind_i64(s, 3, since_ms);
	db_bind_i64(s, 4, until_ms);
	db_bind_i64(s, 5, limit);
	while ((step = db_step(s, err)) == DB_ROW) {
		struct store_opened o = {
			.opened_ms = db_i64(s, 0),
			.conversation_id = db_i64(s, 1),
			.customer_id = db_i64(s, 2),
			.department_id = db_i64(s, 3),
			.segment = db_text(s, 4),
		};

		if (!fn(ctx, &o))
			break;
	}
	db_reset(s);
	return step != DB_FAILED;
}

/* --- win-backs ------------------------------------------------------------ */

bool
sqlite_winback_put(struct store *store, const struct event *ev,
    const struct winback *begun, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_WINBACK_PUT);

	db_bind_i64(s, 1, ev->conversation_id);
	db_bind_i64(s, 2, begun->customer_id);
	db_bind_text(s, 3, winback_state_name(ev->winback));
	db_bind_i64(s, 4, ev->operator_id);
	db_bind_i64(s, 5, begun->by_id);
	db_bind_i64(s, 6, begun->stars);
	db_bind_i64(s, 7, ev->at_ms);
	db_bind_i64(s, 8, ev->due_ms);
	db_bind_text(s, 9, begun->comment);
	db_bind_text(s, 10, ev->apology);
	db_bind_text(s, 11, ev->gesture);
	db_bind_text(s, 12, ev->changed);
	return db_run(s, err);
}

static bool
each_winback(struct db_stmt *s, store_winback_fn *fn, void *ctx,
    struct err *err)
{
	enum db_step step;

	while ((step = db_step(s, err)) == DB_ROW) {
		struct winback w = {
			.conversation_id = db_i64(s, 0),
			.customer_id = db_i64(s, 1),
			.owner_id = db_i64(s, 3), .by_id = db_i64(s, 4),
			.stars = (int)db_i64(s, 5), .opened_ms = db_i64(s, 6),
			.due_ms = db_i64(s, 7), .changed_ms = db_i64(s, 8),
			.comment = db_text(s, 9), .apology = db_text(s, 10),
			.gesture = db_text(s, 11), .changed = db_text(s, 12),
			.name = db_text(s, 13),
			.department_id = db_i64(s, 14),
		};

		winback_state_parse(db_text(s, 2), &w.state);
		if (!fn(ctx, &w))
			break;
	}
	db_reset(s);
	return step != DB_FAILED;
}

bool
sqlite_winbacks(struct store *store, int64_t conversation_id,
    store_winback_fn *fn, void *ctx, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_WINBACKS);

	db_bind_i64(s, 1, conversation_id);
	return each_winback(s, fn, ctx, err);
}

bool
sqlite_winback_of(struct store *store, int64_t customer_id,
    store_winback_fn *fn, void *ctx, struct err *err)
{
	struct db_stmt *s = stmt_of(store, SQLITE_WINBACK_OF);

	db_bind_i64(s, 1, customer_id);
	return each_winback(s, fn, ctx, err);
}

bool
sqlite_read_missed(struct row *r, struct err *err)
{
	struct store_missed missed = { db_i64(r->s, 0), db_i64(r->s, 1) };

	(void)err;
	r->go_on = r->fn(r->ctx, &missed);
	return true;
}
