/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/keep/archived.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "db/db.h"
#include "db/db_search.h"
#include "proto/proto.h"

#define FOUND_MAX   40		/* hits of one answer */
#define CUT_PIECE   500		/* events that are forgotten at once */
#define EVENT_BYTES (1024 * 1024)

enum stmt {
	PUT, AMEND, PUT_CONVERSATION, HAS, WHOSE, ONE, READ, CONVERSATION,
	OF_GONE, REMOVE_GONE, OLDEST, THAT,
	REMOVE, REMOVE_EMPTY, SIZE, GET_EPOCH, SET_EPOCH, STMTS
};

struct archived {
	struct db	 *db;
	struct db_search *search;
	struct db_stmt	 *stmts[STMTS];
	bool		  has_traces;	/* of what was forgotten */
};

static const char *const steps[] = {
	"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
	"INSERT INTO meta VALUES ('epoch', '');"
	/* `customer` is what the index was given. */
	"CREATE TABLE events (seq INTEGER PRIMARY KEY,"
	" conversation INTEGER NOT NULL, at INTEGER NOT NULL,"
	" customer INTEGER NOT NULL, json TEXT NOT NULL) STRICT;"
	"CREATE INDEX events_conversation ON events (conversation, seq);"
	"CREATE TABLE conversations (id INTEGER PRIMARY KEY,"
	" customer INTEGER NOT NULL, json TEXT NOT NULL) STRICT;"
	DB_SEARCH_TABLE,
	/* Names of files are looked through, too: what was put into the index
	 * without them could not be taken out again. It is fetched anew. */
	"DELETE FROM events; DELETE FROM conversations; DROP TABLE search;"
	DB_SEARCH_TABLE
};
static const struct db_schema schema = {
	steps, (int)(sizeof steps / sizeof *steps)
};

static const char *const texts[STMTS] = {
	[PUT] = "INSERT INTO events (seq, conversation, at, customer, json)"
	    " VALUES (?, ?, ?, ?, ?)",
	[AMEND] = "UPDATE events SET json = ?2 WHERE seq = ?1",
	[PUT_CONVERSATION] = "INSERT OR REPLACE INTO conversations"
	    " (id, customer, json) VALUES (?, ?, ?)",
	[HAS] = "SELECT 1 FROM events WHERE seq = ?",
	[WHOSE] = "SELECT customer FROM conversations WHERE id = ?",
	[ONE] = "SELECT e.json, c.json FROM events e LEFT JOIN conversations c"
	    " ON c.id = e.conversation WHERE e.seq = ?",
	[READ] = "SELECT json FROM events WHERE conversation = ? AND seq < ?"
	    " ORDER BY seq DESC LIMIT ?",
	[CONVERSATION] = "SELECT json FROM conversations WHERE id = ?",
	[OF_GONE] = "SELECT seq, at, customer, json FROM events"
	    " WHERE conversation BETWEEN ? AND ? LIMIT ?",
	[REMOVE_GONE] = "DELETE FROM conversations WHERE id BETWEEN ? AND ?",
	[OLDEST] = "SELECT seq, at, customer, json FROM events"
	    " ORDER BY seq LIMIT ?",
	[THAT] = "SELECT seq, at, customer, json FROM events WHERE seq = ?",
	[REMOVE] = "DELETE FROM events WHERE seq = ?",
	[REMOVE_EMPTY] = "DELETE FROM conversations WHERE id NOT IN"
	    " (SELECT conversation FROM events)",
	[SIZE] = "SELECT (SELECT page_count FROM pragma_page_count()) -"
	    " (SELECT freelist_count FROM pragma_freelist_count()),"
	    " (SELECT page_size FROM pragma_page_size())",
	[GET_EPOCH] = "SELECT value FROM meta WHERE key = 'epoch'",
	[SET_EPOCH] = "UPDATE meta SET value = ? WHERE key = 'epoch'",
};

struct archived *
archived_open(const char *path, struct err *err)
{
	struct archived *a = mem_new(struct archived);
	bool ok;

	a->db = db_open(path, DB_WRITE, &schema, err);
	/* It can be fetched again: no power cut is worth an fsync here. */
	ok = a->db != NULL && db_exec(a->db, "PRAGMA synchronous = NORMAL",
	    err);
	for (int i = 0; ok && i < STMTS; i++) {
		a->stmts[i] = db_prepare(a->db, texts[i], err);
		ok = a->stmts[i] != NULL;
	}
	if (ok)
		a->search = db_search_open(a->db, err);
	if (a->search != NULL)
		return a;
	archived_close(a);
	return NULL;
}

void
archived_close(struct archived *a)
{
	if (a == NULL)
		return;
	for (int i = 0; i < STMTS; i++)
		db_stmt_free(a->stmts[i]);
	db_search_close(a->search);
	if (a->db != NULL)
		db_checkpoint(a->db, NULL);
	db_close(a->db);
	free(a);
}

bool
archived_begin(struct archived *a, struct err *err)
{
	return db_begin_write(a->db, err);
}

bool
archived_end(struct archived *a, bool ok, struct err *err)
{
	if (!ok || !db_commit(a->db, err)) {
		db_rollback(a->db);
		return false;
	}
	if (db_wal_bytes(a->db) > 1024 * 1024)
		db_checkpoint(a->db, NULL);
	return true;
}

/* --- what was seen ---------------------------------------------------------- */

bool
archived_epoch(struct archived *a, const char *epoch, struct err *err)
{
	struct db_stmt *s = a->stmts[GET_EPOCH];
	bool is_same = db_step(s, err) == DB_ROW &&
	    strcmp(db_text(s, 0), epoch) == 0;

	db_reset(s);
	if (is_same)
		return true;
	db_bind_text(a->stmts[SET_EPOCH], 1, epoch);
	return db_exec(a->db, "DELETE FROM events; DELETE FROM conversations;"
	    " INSERT INTO search (search) VALUES ('delete-all')", err) &&
	    db_run(a->stmts[SET_EPOCH], err);
}

/* The first number of a row, or 0. */
static int64_t
number(struct db_stmt *s, int64_t key)
{
	int64_t n = 0;

	db_bind_i64(s, 1, key);
	if (db_step(s, NULL) == DB_ROW)
		n = db_i64(s, 0);
	db_reset(s);
	return n;
}

static bool
read_event(const char *json, size_t len, struct arena *arena,
    struct event *ev)
{
	struct json *j = json_parse(json, len, NULL);
	bool ok = j != NULL && proto_event_read(j, arena, ev, NULL);

	json_free(j);
	return ok;
}

static bool
write_anew(struct archived *a, struct event *ev, const char *text,
    int64_t customer, struct err *err)
{
	struct db_stmt *s = a->stmts[AMEND];
	struct json_out w;
	struct str json, words;
	bool ok;

	str_init(&words, FOUND_TEXT_BYTES);
	ok = found_text(ev, &words)[0] == '\0' || db_search_remove(a->search,
	    ev->seq, found_text(ev, &words), customer, err);
	ev->text = text;
	str_init(&json, EVENT_BYTES);
	json_begin(&w, &json);
	proto_event_write(&w, NULL, ev, PROTO_FOR_OPERATOR);
	db_bind_i64(s, 1, ev->seq);
	db_bind_text_n(s, 2, json.data, json.len);
	ok = ok && db_run(s, err) && (found_text(ev, &words)[0] == '\0' ||
	    db_search_put(a->search, ev->seq, found_text(ev, &words), customer,
		err)) && db_search_purge(a->db, err);
	str_clear(&words);
	str_clear(&json);
	return ok;
}

/* The desk has masked what was said before (domain/mask.h). */
static bool
amend(struct archived *a, int64_t seq, const char *text, struct err *err)
{
	struct arena *arena = arena_new(EVENT_BYTES);
	struct db_stmt *s = a->stmts[THAT];
	struct event ev;
	int64_t customer = 0;
	bool found;

	event_init(&ev, EVENT_TYPES);
	db_bind_i64(s, 1, seq);
	found = arena != NULL && db_step(s, err) == DB_ROW && read_event(
	    db_text(s, 3), db_bytes(s, 3), arena, &ev);
	if (found)
		customer = db_i64(s, 2);
	db_reset(s);
	found = !found || write_anew(a, &ev, text, customer, err);
	arena_free(arena);
	return found;
}

bool
archived_put(struct archived *a, const struct event *ev, const char *json,
    struct err *err)
{
	struct db_stmt *s = a->stmts[PUT];
	/* Its text is found_text() already. */
	const char *words = found_has(ev->type) ? ev->text : "";
	int64_t customer;

	if (number(a->stmts[HAS], ev->seq) != 0)
		return true;
	customer = number(a->stmts[WHOSE], ev->conversation_id);
	db_bind_i64(s, 1, ev->seq);
	db_bind_i64(s, 2, ev->conversation_id);
	db_bind_i64(s, 3, ev->at_ms);
	db_bind_i64(s, 4, customer);
	db_bind_text(s, 5, json);
	if (!db_run(s, err) || (words[0] != '\0' && !db_search_put(a->search,
	    ev->seq, words, customer, err)))
		return false;
	return ev->type != EVENT_EDITED || ev->by != ACTOR_SYSTEM ||
	    amend(a, ev->upto, ev->text, err);
}

bool
archived_put_conversation(struct archived *a, int64_t id,
    int64_t customer_id, const char *json, struct err *err)
{
	struct db_stmt *s = a->stmts[PUT_CONVERSATION];

	db_bind_i64(s, 1, id);
	db_bind_i64(s, 2, customer_id);
	db_bind_text(s, 3, json);
	return db_run(s, err);
}

/* --- forgetting --------------------------------------------------------------- */

static bool
forget(struct archived *a, struct db_stmt *row, struct arena *arena,
    struct err *err)
{
	int64_t seq = db_i64(row, 0);
	struct event ev;
	struct str text;
	bool ok = true;

	arena_reset(arena);
	event_init(&ev, EVENT_TYPES);
	str_init(&text, FOUND_TEXT_BYTES);
	if (read_event(db_text(row, 3), db_bytes(row, 3), arena, &ev) &&
	    found_text(&ev, &text)[0] != '\0')
		ok = db_search_remove(a->search, seq, found_text(&ev, &text),
		    db_i64(row, 2), err);
	str_clear(&text);
	if (!ok)
		return false;
	db_bind_i64(a->stmts[REMOVE], 1, seq);
	return db_run(a->stmts[REMOVE], err);
}

static bool
is_too_large(struct archived *a, int64_t max_bytes)
{
	struct db_stmt *s = a->stmts[SIZE];
	bool is_large = db_step(s, NULL) == DB_ROW &&
	    db_i64(s, 0) * db_i64(s, 1) > max_bytes;

	db_reset(s);
	return is_large;
}

bool
archived_cut(struct archived *a, int64_t before_ms, int64_t max_bytes,
    bool *more, struct err *err)
{
	struct db_stmt *s = a->stmts[OLDEST];
	struct arena *arena = arena_new(EVENT_BYTES);
	bool ok = arena != NULL, is_large = is_too_large(a, max_bytes);
	int n = 0;

	db_bind_i64(s, 1, CUT_PIECE);
	while (ok && db_step(s, err) == DB_ROW &&
	    (is_large || db_i64(s, 1) < before_ms)) {
		ok = forget(a, s, arena, err);
		n++;
	}
	db_reset(s);
	arena_free(arena);
	*more = ok && n == CUT_PIECE;
	return ok && (n == 0 || *more || db_run(a->stmts[REMOVE_EMPTY], err));
}

bool
archived_forget(struct archived *a, int64_t first, int64_t last, bool *more,
    struct err *err)
{
	struct db_stmt *s = a->stmts[OF_GONE], *rest = a->stmts[REMOVE_GONE];
	struct arena *arena = arena_new(EVENT_BYTES);
	bool ok = arena != NULL;
	int n = 0;

	db_bind_i64(s, 1, first);
	db_bind_i64(s, 2, last);
	db_bind_i64(s, 3, CUT_PIECE);
	while (ok && db_step(s, err) == DB_ROW) {
		ok = forget(a, s, arena, err);
		n++;
	}
	db_reset(s);
	arena_free(arena);
	a->has_traces = a->has_traces || n > 0;
	*more = ok && n == CUT_PIECE;
	db_bind_i64(rest, 1, first);
	db_bind_i64(rest, 2, last);
	return ok && (*more || db_run(rest, err));
}

bool
archived_clean(struct archived *a, struct err *err)
{
	if (!a->has_traces)
		return true;
	a->has_traces = false;
	return db_exec(a->db, "INSERT INTO search (search)"
	    " VALUES ('optimize')", err) && (db_empty_wal(a->db) ||
	    db_checkpoint(a->db, err));
}

/* --- finding -------------------------------------------------------------------- */

struct finding {
	struct archived	   *a;
	const struct words *words;
	struct arena	   *arena;
	struct found	   *hits;
	size_t		    n;
	bool		    is_complete;
};

static void
fill_conversation(struct found *f, const char *json, size_t len,
    struct arena *arena)
{
	struct conversation c = { .id = 0 };
	struct json *j = len > 0 ? json_parse(json, len, NULL) : NULL;

	if (j != NULL)
		proto_conversation_read(j, &c, NULL);
	json_free(j);
	f->customer_id = c.customer_id;
	f->name = arena_dup(arena, c.name);
	f->subject = arena_dup(arena, c.subject);
	f->outcome = arena_dup(arena, c.outcome);
	f->operator_id = c.operator_id;
	f->opened_ms = c.opened_ms;
	f->is_closed = c.state == CONVERSATION_CLOSED;
	f->stars = c.stars;
}

static bool
on_hit(void *ctx, int64_t seq)
{
	struct finding *f = ctx;
	struct db_stmt *s = f->a->stmts[ONE];
	struct str whole;
	struct span piece;
	struct event ev;
	const char *text;

	if (f->n == FOUND_MAX) {
		f->is_complete = false;
		return false;
	}
	db_bind_i64(s, 1, seq);
	if (db_step(s, NULL) == DB_ROW && read_event(db_text(s, 0),
	    db_bytes(s, 0), f->arena, &ev)) {
		struct found *hit = &f->hits[f->n++];

		*hit = (struct found){ .seq = ev.seq, .at_ms = ev.at_ms,
			.conversation_id = ev.conversation_id,
			.type = ev.type, .by = ev.by, .by_id = ev.by_id };
		str_init(&whole, FOUND_TEXT_BYTES);
		text = found_text(&ev, &whole);
		piece = found_excerpt(hit, f->words, text);
		hit->text = arena_dup_n(f->arena, text + piece.at, piece.len);
		str_clear(&whole);
		fill_conversation(hit, db_text(s, 1), db_bytes(s, 1),
		    f->arena);
	}
	db_reset(s);
	return true;
}

bool
archived_find(struct archived *a, const char *query, int64_t customer_id,
    int64_t before, struct arena *arena, struct event *out, struct err *err)
{
	struct words words;
	struct finding f = { .a = a, .words = &words, .arena = arena,
		.is_complete = true };

	event_init(out, EVENT_FOUND);
	out->is_complete = true;
	out->is_archive = true;
	f.hits = arena_alloc(arena, FOUND_MAX * sizeof *f.hits);
	if (f.hits == NULL)
		return err_set(err, ERR_MEMORY, "no memory for the hits");
	if (!words_parse(&words, query))
		return true;
	if (!db_search_find(a->search, &words, customer_id,
	    before > 0 ? before : INT64_MAX, on_hit, &f, err))
		return false;
	out->found = f.hits;
	out->n_found = f.n;
	out->is_complete = f.is_complete;
	out->upto = f.is_complete || f.n == 0 ? 0 : f.hits[f.n - 1].seq;
	return true;
}

bool
archived_read(struct archived *a, int64_t conversation_id, int64_t before,
    struct arena *arena, struct event *out, struct err *err)
{
	struct db_stmt *s = a->stmts[READ];
	struct event *batch = arena_alloc(arena, (ARCHIVE_PAGE + 1) *
	    sizeof *batch);
	size_t n = 0;

	event_init(out, EVENT_TRANSCRIPT);
	if (batch == NULL)
		return err_set(err, ERR_MEMORY, "no memory for the lines");
	db_bind_i64(s, 1, conversation_id);
	db_bind_i64(s, 2, before > 0 ? before : INT64_MAX);
	db_bind_i64(s, 3, ARCHIVE_PAGE);
	while (n < ARCHIVE_PAGE && db_step(s, err) == DB_ROW)
		n += read_event(db_text(s, 0), db_bytes(s, 0), arena,
		    &batch[n]);
	db_reset(s);
	for (size_t i = 0; i < n / 2; i++) {
		struct event other = batch[i];

		batch[i] = batch[n - 1 - i];
		batch[n - 1 - i] = other;
	}
	out->conversation_id = conversation_id;
	out->batch = batch;
	out->n_batch = n;
	out->upto = before;
	out->is_complete = n < ARCHIVE_PAGE;
	out->is_archive = true;
	return true;
}
