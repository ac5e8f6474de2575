/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/keep/kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "db/db.h"
#include "proto/proto.h"

#define KEPT_MAX_BYTES (256 * 1024)

#define MAX_USES "4096"	/* counts of canned replies, newest */

struct kept {
	struct db      *db;
	struct db_stmt *put_action, *forget, *put_draft, *forget_draft,
	    *put_use;
};

static const char *const steps[] = {
	"CREATE TABLE action (n INTEGER PRIMARY KEY AUTOINCREMENT,"
	" client_id TEXT NOT NULL UNIQUE, json TEXT NOT NULL) STRICT;"
	"CREATE TABLE draft (conversation INTEGER PRIMARY KEY,"
	" text TEXT NOT NULL, is_note INTEGER NOT NULL) STRICT;",
	"CREATE TABLE canned_use (canned INTEGER NOT NULL,"
	" feature INTEGER NOT NULL, thousandths INTEGER NOT NULL,"
	" at INTEGER NOT NULL, PRIMARY KEY (canned, feature)) STRICT,"
	" WITHOUT ROWID;"
};
static const struct db_schema schema = {
	steps, (int)(sizeof steps / sizeof *steps)
};

struct kept *
kept_open(const char *path, struct err *err)
{
	struct kept *k = mem_new(struct kept);

	k->db = db_open(path, DB_WRITE, &schema, err);
	if (k->db == NULL)
		goto fail;
	k->put_action = db_prepare(k->db, "INSERT OR IGNORE INTO action"
	    " (client_id, json) VALUES (?1, ?2)", err);
	k->forget = db_prepare(k->db,
	    "DELETE FROM action WHERE client_id = ?1", err);
	k->put_draft = db_prepare(k->db, "INSERT OR REPLACE INTO draft"
	    " (conversation, text, is_note) VALUES (?1, ?2, ?3)", err);
	k->forget_draft = db_prepare(k->db,
	    "DELETE FROM draft WHERE conversation = ?1", err);
	k->put_use = db_prepare(k->db, "INSERT OR REPLACE INTO canned_use"
	    " (canned, feature, thousandths, at) VALUES (?1, ?2, ?3, ?4)",
	    err);
	if (k->put_use == NULL || k->put_action == NULL || k->forget == NULL ||
	    k->put_draft == NULL || k->forget_draft == NULL)
		goto fail;
	return k;
fail:
	kept_close(k);
	return NULL;
}

void
kept_close(struct kept *k)
{
	if (k == NULL)
		return;
	db_stmt_free(k->put_action);
	db_stmt_free(k->put_use);
	db_stmt_free(k->forget);
	db_stmt_free(k->put_draft);
	db_stmt_free(k->forget_draft);
	if (k->db != NULL)
		db_checkpoint(k->db, NULL);
	db_close(k->db);
	free(k);
}

char *
kept_format(const struct action *a)
{
	struct str	body, all;
	struct json_out w;
	char	       *text;

	str_init(&body, KEPT_MAX_BYTES);
	str_init(&all, KEPT_MAX_BYTES * 2);
	proto_action_write(&body, a);
	json_begin(&w, &all);
	json_object(&w, NULL);
	json_put_str(&w, "type", action_name(a->type));
	json_put_i64(&w, "conversation", a->conversation_id);
	json_put_i64(&w, "customer", a->customer_id);
	if (a->canned_id != 0)
		json_put_i64(&w, "canned", a->canned_id);
	json_put_raw(&w, "body", body.data, body.len);
	json_end_object(&w);
	text = str_take(&all);
	str_clear(&body);
	return text;
}

static bool
read_action(const char *bytes, size_t len, struct arena *arena,
    struct action *a, struct err *err)
{
	struct json *j = json_parse(bytes, len, err);
	const char  *type;
	bool	     ok = false;

	if (j == NULL || !json_get_str(j, "type", &type, err))
		goto out;
	action_init(a, action_find(type));
	if (a->type == ACTION_TYPES) {
		err_set(err, ERR_PROTO, "unknown action \"%s\"", type);
		goto out;
	}
	ok = json_get_i64(j, "conversation", &a->conversation_id, err) &&
	    json_get_i64(j, "customer", &a->customer_id, err) &&
	    json_opt_i64(j, "canned", &a->canned_id, err) &&
	    proto_action_read(json_find(j, "body"), arena, a, err);
out:
	json_free(j);
	return ok;
}

static bool
restore_actions(struct kept *k,
    void (*action)(void *ctx, const struct action *a), void *ctx,
    struct err *err)
{
	struct db_stmt *s = db_prepare(k->db,
	    "SELECT client_id, json FROM action ORDER BY n", err);
	struct arena   *arena = arena_new(KEPT_MAX_BYTES * 4);
	enum db_step	step = DB_FAILED;

	while (s != NULL && (step = db_step(s, err)) == DB_ROW) {
		struct action a;
		struct err    why = { 0 };

		arena_reset(arena);
		if (read_action(db_text(s, 1), db_bytes(s, 1), arena, &a,
		    &why))
			action(ctx, &a);
		else	/* kept where it is: a later version may read it */
			log_warn("keep", "action %s cannot be read: %s",
			    db_text(s, 0), why.text);
	}
	arena_free(arena);
	db_stmt_free(s);
	return step == DB_DONE;
}

static bool
restore_drafts(struct kept *k, void (*draft)(void *ctx,
    int64_t conversation_id, const char *text, bool is_note), void *ctx,
    struct err *err)
{
	struct db_stmt *s = db_prepare(k->db, "SELECT conversation, text,"
	    " is_note FROM draft ORDER BY conversation", err);
	enum db_step	step = DB_FAILED;

	while (s != NULL && (step = db_step(s, err)) == DB_ROW)
		draft(ctx, db_i64(s, 0), db_text(s, 1), db_i64(s, 2) != 0);
	db_stmt_free(s);
	return step == DB_DONE;
}

bool
kept_restore(struct kept *k,
    void (*action)(void *ctx, const struct action *a),
    void (*draft)(void *ctx, int64_t conversation_id, const char *text,
    bool is_note), void *ctx, struct err *err)
{
	return restore_actions(k, action, ctx, err) &&
	    restore_drafts(k, draft, ctx, err);
}

/* What is long ago goes, and more than can be used again. */
static bool
sweep_uses(struct kept *k, struct err *err)
{
	return db_exec(k->db, "DELETE FROM canned_use WHERE (canned, feature)"
	    " NOT IN (SELECT canned, feature FROM canned_use"
	    " ORDER BY at DESC LIMIT " MAX_USES ")", err);
}

bool
kept_restore_uses(struct kept *k,
    void (*use)(void *ctx, const struct keep_use *use), void *ctx,
    struct err *err)
{
	struct db_stmt *s;
	enum db_step	step = DB_FAILED;

	if (!sweep_uses(k, err))
		return false;
	s = db_prepare(k->db, "SELECT canned, feature, thousandths, at"
	    " FROM canned_use", err);
	while (s != NULL && (step = db_step(s, err)) == DB_ROW)
		use(ctx, &(struct keep_use){ .canned_id = db_i64(s, 0),
		    .feature = (uint32_t)db_i64(s, 1),
		    .thousandths = db_i64(s, 2), .at_ms = db_i64(s, 3) });
	db_stmt_free(s);
	return step == DB_DONE;
}

bool
kept_begin(struct kept *k, struct err *err)
{
	return db_begin_write(k->db, err);
}

bool
kept_put_action(struct kept *k, const char *client_id, const char *json,
    struct err *err)
{
	db_bind_text(k->put_action, 1, client_id);
	db_bind_text(k->put_action, 2, json);
	return db_run(k->put_action, err);
}

bool
kept_forget(struct kept *k, const char *client_id, struct err *err)
{
	db_bind_text(k->forget, 1, client_id);
	return db_run(k->forget, err);
}

bool
kept_put_draft(struct kept *k, int64_t conversation_id, const char *text,
    bool is_note, struct err *err)
{
	struct db_stmt *s = text[0] != '\0' ? k->put_draft : k->forget_draft;

	db_bind_i64(s, 1, conversation_id);
	if (text[0] != '\0') {
		db_bind_text(s, 2, text);
		db_bind_i64(s, 3, is_note);
	}
	return db_run(s, err);
}

bool
kept_put_use(struct kept *k, const struct keep_use *use, struct err *err)
{
	db_bind_i64(k->put_use, 1, use->canned_id);
	db_bind_i64(k->put_use, 2, use->feature);
	db_bind_i64(k->put_use, 3, use->thousandths);
	db_bind_i64(k->put_use, 4, use->at_ms);
	return db_run(k->put_use, err);
}

bool
kept_end(struct kept *k, bool ok, struct err *err)
{
	if (!ok || !db_commit(k->db, err)) {
		db_rollback(k->db);
		return false;
	}
	/* A console writes little; its log must not grow for days. */
	if (db_wal_bytes(k->db) > 1024 * 1024)
		db_checkpoint(k->db, NULL);
	return true;
}
