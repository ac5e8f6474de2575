/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqlite_search.c - what was said, found by its words. A new event goes into
 * the index with its own transaction; those of before there was an index are
 * put in piece by piece, newest first, and `search_from` says how far that is.
 */
#include "base/arena.h"
#include "base/json.h"
#include "proto/proto.h"
#include "server/store/sqlite.h"

#define PIECE	    500		/* events of one step */
#define EVENT_BYTES (1024 * 1024)

bool
sqlite_search_put(struct sqlite_store *q, const struct store_event *e,
    struct err *err)
{
	return e->text == NULL || e->text[0] == '\0' || db_search_put(q->search,
	    e->seq, e->text, e->customer_id, err);
}

/* Those of before there was an index may not be in it yet. */
bool
sqlite_search_amend(struct sqlite_store *q, const struct store_event *e,
    const char *was, struct err *err)
{
	struct db_stmt *s = q->stmts[SQLITE_GET_FROM];
	int64_t from = db_step(s, err) == DB_ROW ? db_i64(s, 0) : 0;

	db_reset(s);
	if (e->seq < from || was[0] == '\0')
		return true;
	return db_search_remove(q->search, e->seq, was, e->customer_id, err) &&
	    sqlite_search_put(q, e, err) && db_search_purge(q->db, err);
}

/* --- finding --------------------------------------------------------------- */

struct finding {
	struct sqlite_store *q;
	store_hit_fn	    *fn;
	void		    *ctx;
	struct err	    *err;
	bool		     has_failed;
};

static bool
on_id(void *ctx, int64_t id)
{
	struct finding *f = ctx;
	struct db_stmt *s = f->q->stmts[SQLITE_HIT];
	struct store_hit hit = { .seq = id };
	enum db_step step;
	bool go_on = true;

	db_bind_i64(s, 1, id);
	step = db_step(s, f->err);
	if (step == DB_ROW) {
		hit.conversation_id = db_i64(s, 0);
		hit.customer_id = db_i64(s, 1);
		hit.operator_id = db_i64(s, 2);
		hit.department_id = db_i64(s, 3);
		go_on = f->fn(f->ctx, &hit);
	}
	f->has_failed = step == DB_FAILED;
	db_reset(s);
	return go_on && !f->has_failed;
}

bool
sqlite_find(struct store *s, const struct words *words, int64_t customer_id,
    int64_t before, store_hit_fn *fn, void *ctx, struct err *err)
{
	struct sqlite_store *q = (struct sqlite_store *)s;
	struct finding f = { q, fn, ctx, err, false };

	return db_search_find(q->search, words, customer_id, before, on_id, &f,
	    err) && !f.has_failed;
}

/* --- catching up ------------------------------------------------------------ */

static bool
put_row(struct sqlite_store *q, struct db_stmt *s, struct err *err)
{
	struct arena *arena = arena_new(EVENT_BYTES);
	struct json *j = json_parse(db_text(s, 1), db_bytes(s, 1), NULL);
	struct event ev;
	struct str text;
	bool ok = true;

	str_init(&text, FOUND_TEXT_BYTES);
	event_init(&ev, EVENT_TYPES);
	/* One that cannot be read is not found, and stops nobody. */
	if (arena != NULL && j != NULL && proto_event_read(j, arena, &ev, NULL) &&
	    found_text(&ev, &text)[0] != '\0')
		ok = db_search_put(q->search, db_i64(s, 0),
		    found_text(&ev, &text), db_i64(s, 2), err);
	str_clear(&text);
	json_free(j);
	arena_free(arena);
	return ok;
}

/* One piece, inside a transaction. *from: everything from it on is in. */
static bool
put_piece(struct sqlite_store *q, int64_t *from, struct err *err)
{
	struct db_stmt *s = q->stmts[SQLITE_UNFOUND];
	enum db_step step;
	bool ok = true;
	int n = 0;

	db_bind_i64(s, 1, *from);
	db_bind_i64(s, 2, PIECE);
	while (ok && (step = db_step(s, err)) == DB_ROW) {
		*from = db_i64(s, 0);
		ok = put_row(q, s, err);
		n++;
	}
	db_reset(s);
	if (!ok || step == DB_FAILED)
		return false;
	if (n < PIECE)
		*from = 0;
	db_bind_i64(q->stmts[SQLITE_SET_FROM], 1, *from);
	return db_run(q->stmts[SQLITE_SET_FROM], err);
}

bool
sqlite_catch_up(struct store *s, int64_t *left, struct err *err)
{
	struct sqlite_store *q = (struct sqlite_store *)s;
	struct db_stmt *from = q->stmts[SQLITE_GET_FROM];

	*left = db_step(from, err) == DB_ROW ? db_i64(from, 0) : 0;
	db_reset(from);
	if (*left == 0)
		return true;
	if (!db_begin_write(q->db, err))
		return false;
	if (put_piece(q, left, err) && db_commit(q->db, err))
		return true;
	db_rollback(q->db);
	return false;
}
