/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqlite_record.c - records: a table of how each is written and read.
 */
#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "proto/proto.h"
#include "server/store/sqlite.h"

#define RECORD_BYTES (1024 * 1024)	/* one record, read */

static const char *
json_of(struct sqlite_store *q, void (*write)(struct json_out *w,
    const void *record), const void *record)
{
	struct json_out w;

	str_reset(&q->json);
	json_begin(&w, &q->json);
	write(&w, record);
	return q->json.data;
}

/* --- binding: parameters of the put statements ------------------------- */

static void
write_operator(struct json_out *w, const void *record)
{
	proto_operator_write(w, NULL, record);
}

static void
write_department(struct json_out *w, const void *record)
{
	proto_department_write(w, NULL, record);
}

static void
write_canned(struct json_out *w, const void *record)
{
	struct canned c = *(const struct canned *)record;

	/* Counted elsewhere. */
	c.uses = c.used_ms = 0;
	proto_canned_write(w, NULL, &c);
}

static void
write_conversation(struct json_out *w, const void *record)
{
	proto_conversation_write(w, NULL, record);
}

static void
write_customer(struct json_out *w, const void *record)
{
	proto_customer_write(w, NULL, record);
}

static void
bind_operator(struct sqlite_store *q, struct db_stmt *s, const void *record)
{
	const struct operator *o = record;

	db_bind_i64(s, 1, o->id);
	db_bind_text(s, 2, o->login);
	db_bind_text(s, 3, json_of(q, write_operator, o));
}

static void
bind_department(struct sqlite_store *q, struct db_stmt *s, const void *record)
{
	const struct department *d = record;

	db_bind_i64(s, 1, d->id);
	db_bind_text(s, 2, json_of(q, write_department, d));
}

static void
bind_canned(struct sqlite_store *q, struct db_stmt *s, const void *record)
{
	const struct canned *c = record;

	db_bind_i64(s, 1, c->id);
	db_bind_i64(s, 2, c->owner_id);
	db_bind_text(s, 3, c->shortcut);
	db_bind_text(s, 4, c->language);
	db_bind_text(s, 5, json_of(q, write_canned, c));
}

static void
bind_conversation(struct sqlite_store *q, struct db_stmt *s,
    const void *record)
{
	const struct conversation *c = record;

	db_bind_i64(s, 1, c->id);
	db_bind_i64(s, 2, c->customer_id);
	db_bind_text(s, 3, conversation_state_name(c->state));
	db_bind_i64(s, 4, c->operator_id);
	db_bind_i64(s, 5, c->department_id);
	db_bind_i64(s, 6, c->opened_ms);
	db_bind_i64(s, 7, c->closed_ms);
	db_bind_text(s, 8, json_of(q, write_conversation, c));
}

static void
bind_customer(struct sqlite_store *q, struct db_stmt *s, const void *record)
{
	const struct customer *c = record;

	db_bind_i64(s, 1, c->id);
	db_bind_text(s, 2, c->name);
	db_bind_text(s, 3, c->contact);
	db_bind_text(s, 4, c->language);
	db_bind_text(s, 5, c->note);
	db_bind_i64(s, 6, c->since_ms);
	db_bind_text(s, 7, json_of(q, write_customer, c));
}

static void
bind_session(struct sqlite_store *q, struct db_stmt *s, const void *record)
{
	const struct store_session *session = record;

	(void)q;
	db_bind_i64(s, 1, session->id);
	db_bind_i64(s, 2, session->operator_id);
	db_bind_i64(s, 3, session->made_ms);
	db_bind_text(s, 4, session->device);
	db_bind_blob(s, 5, session->hash, sizeof session->hash);
	db_bind_i64(s, 6, session->used_ms);
	db_bind_text(s, 7, session->address);
	db_bind_i64(s, 8, session->is_token);
	db_bind_i64(s, 9, session->reads_only + session->watches_only);
}

static void
bind_place(struct sqlite_store *q, struct db_stmt *s, const void *record)
{
	const struct store_place *place = record;

	(void)q;
	db_bind_i64(s, 1, place->operator_id);
	db_bind_text(s, 2, place->who);
	db_bind_i64(s, 3, place->at_ms);
}

static void
bind_factor(struct sqlite_store *q, struct db_stmt *s, const void *record)
{
	const struct store_factor *factor = record;

	(void)q;
	db_bind_i64(s, 1, factor->operator_id);
	db_bind_blob(s, 2, factor->secret, factor->len);
	db_bind_i64(s, 3, factor->step);
}

static void
bind_recovery(struct sqlite_store *q, struct db_stmt *s, const void *record)
{
	const struct store_recovery *recovery = record;

	(void)q;
	db_bind_i64(s, 1, recovery->operator_id);
	db_bind_blob(s, 2, recovery->hash, sizeof recovery->hash);
}

static void
bind_secret(struct sqlite_store *q, struct db_stmt *s, const void *record)
{
	const struct store_secret *secret = record;

	(void)q;
	db_bind_blob(s, 1, secret->hash, sizeof secret->hash);
	db_bind_i64(s, 2, secret->customer_id);
}

static void
bind_password(struct sqlite_store *q, struct db_stmt *s, const void *record)
{
	const struct store_password *password = record;

	(void)q;
	db_bind_i64(s, 1, password->operator_id);
	db_bind_text(s, 2, password->hash);
}

static void
bind_canned_use(struct sqlite_store *q, struct db_stmt *s, const void *record)
{
	const struct canned_by *by = record;

	(void)q;
	db_bind_i64(s, 1, by->canned_id);
	db_bind_i64(s, 2, by->operator_id);
	db_bind_i64(s, 3, by->used_ms);
}

static void
bind_tag(struct sqlite_store *q, struct db_stmt *s, const void *record)
{
	(void)q;
	db_bind_text(s, 1, record);
}

/* --- reading: a row into its struct, then the callback ------------------ */

static bool
read_operator(struct row *r, struct err *err)
{
	struct operator o = { 0 };

	if (!proto_operator_read(r->json, &o, err))
		return false;
	r->go_on = r->fn(r->ctx, &o);
	return true;
}

static bool
read_department(struct row *r, struct err *err)
{
	struct department d = { 0 };

	if (!proto_department_read(r->json, &d, err))
		return false;
	r->go_on = r->fn(r->ctx, &d);
	return true;
}

static bool
read_canned(struct row *r, struct err *err)
{
	struct canned c = { 0 };

	if (!proto_canned_read(r->json, r->arena, &c, err))
		return false;
	/* Stored before versions were counted. */
	if (c.version == 0)
		c.version = 1;
	c.uses = db_i64(r->s, 1);
	c.used_ms = db_i64(r->s, 2);
	r->go_on = r->fn(r->ctx, &c);
	return true;
}

static bool
read_conversation(struct row *r, struct err *err)
{
	struct conversation c = { 0 };

	if (!proto_conversation_read(r->json, &c, err))
		return false;
	r->go_on = r->fn(r->ctx, &c);
	return true;
}

/* The columns are the record; what has none is in the JSON. */
static bool
read_customer(struct row *r, struct err *err)
{
	const char *text = db_text(r->s, 6);
	struct customer c = { .segment = "", .tags = "" };
	struct json *json;
	bool ok;

	if (text[0] != '\0') {
		json = json_parse(text, db_bytes(r->s, 6), err);
		ok = json != NULL &&
		    proto_customer_read(json, r->arena, &c, err);
		json_free(json);
		if (!ok)
			return err_prefix(err, "a record of the database");
	}
	c.id = db_i64(r->s, 0);
	c.name = db_text(r->s, 1);
	c.contact = db_text(r->s, 2);
	c.language = db_text(r->s, 3);
	c.note = db_text(r->s, 4);
	c.since_ms = db_i64(r->s, 5);
	r->go_on = r->fn(r->ctx, &c);
	return true;
}

static bool
read_hash(struct db_stmt *s, int col, unsigned char hash[STORE_HASH_BYTES],
    struct err *err)
{
	const void *blob = db_blob(s, col);

	if (blob == NULL || db_bytes(s, col) != STORE_HASH_BYTES)
		return err_set(err, ERR_STORE, "a hash has a wrong size");
	memcpy(hash, blob, STORE_HASH_BYTES);
	return true;
}

static bool
read_session(struct row *r, struct err *err)
{
	struct store_session session = {
		.id = db_i64(r->s, 0), .operator_id = db_i64(r->s, 1),
		.made_ms = db_i64(r->s, 2), .device = db_text(r->s, 3),
		.used_ms = db_i64(r->s, 5), .address = db_text(r->s, 6),
		.is_token = db_i64(r->s, 7) != 0,
		.reads_only = db_i64(r->s, 8) != 0,
		.watches_only = db_i64(r->s, 8) == 2,
	};

	if (!read_hash(r->s, 4, session.hash, err))
		return false;
	r->go_on = r->fn(r->ctx, &session);
	return true;
}

static bool
read_secret(struct row *r, struct err *err)
{
	struct store_secret secret = { .customer_id = db_i64(r->s, 1) };

	if (!read_hash(r->s, 0, secret.hash, err))
		return false;
	r->go_on = r->fn(r->ctx, &secret);
	return true;
}

static bool
read_latest(struct row *r, struct err *err)
{
	struct store_latest latest = {
		.customer_id = db_i64(r->s, 0),
		.conversation_id = db_i64(r->s, 1),
	};

	(void)err;
	r->go_on = r->fn(r->ctx, &latest);
	return true;
}

static bool
read_password(struct row *r, struct err *err)
{
	struct store_password password = {
		.operator_id = db_i64(r->s, 0), .hash = db_text(r->s, 1),
	};

	(void)err;
	r->go_on = r->fn(r->ctx, &password);
	return true;
}

static bool
read_canned_use(struct row *r, struct err *err)
{
	struct canned_by by = {
		.canned_id = db_i64(r->s, 0), .operator_id = db_i64(r->s, 1),
		.uses = db_i64(r->s, 2), .used_ms = db_i64(r->s, 3),
	};

	(void)err;
	r->go_on = r->fn(r->ctx, &by);
	return true;
}

static bool
read_place(struct row *r, struct err *err)
{
	struct store_place place = {
		.operator_id = db_i64(r->s, 0), .who = db_text(r->s, 1),
		.at_ms = db_i64(r->s, 2),
	};

	(void)err;
	r->go_on = r->fn(r->ctx, &place);
	return true;
}

static bool
read_factor(struct row *r, struct err *err)
{
	struct store_factor factor = {
		.operator_id = db_i64(r->s, 0), .step = db_i64(r->s, 2),
		.len = db_bytes(r->s, 1),
	};
	const void *blob = db_blob(r->s, 1);

	if (blob == NULL || factor.len > sizeof factor.secret)
		return err_set(err, ERR_STORE, "a secret has a wrong size");
	memcpy(factor.secret, blob, factor.len);
	r->go_on = r->fn(r->ctx, &factor);
	return true;
}

static bool
read_recovery(struct row *r, struct err *err)
{
	struct store_recovery recovery = { .operator_id = db_i64(r->s, 0) };

	if (!read_hash(r->s, 1, recovery.hash, err))
		return false;
	r->go_on = r->fn(r->ctx, &recovery);
	return true;
}

static bool
read_tag(struct row *r, struct err *err)
{
	(void)err;
	r->go_on = r->fn(r->ctx, db_text(r->s, 0));
	return true;
}

static bool
read_gone(struct row *r, struct err *err)
{
	struct store_gone gone = { db_i64(r->s, 0), db_i64(r->s, 1) };

	(void)err;
	r->go_on = r->fn(r->ctx, &gone);
	return true;
}

/* --- the table --------------------------------------------------------- */

static const struct kind {
	enum sqlite_stmt put, list;	/* SQLITE_STMTS: cannot be put */
	void (*bind)(struct sqlite_store *q, struct db_stmt *s,
	    const void *record);
	bool (*read)(struct row *r, struct err *err);
	bool is_json;		/* the first column is the record's JSON */
	bool has_key;
} kinds[STORE_LISTS] = {
	[STORE_OPERATORS] = { SQLITE_PUT_OPERATOR, SQLITE_LIST_OPERATORS,
	    bind_operator, read_operator, true, true },
	[STORE_DEPARTMENTS] = { SQLITE_PUT_DEPARTMENT,
	    SQLITE_LIST_DEPARTMENTS, bind_department, read_department, true,
	    true },
	[STORE_CANNED] = { SQLITE_PUT_CANNED, SQLITE_LIST_CANNED,
	    bind_canned, read_canned, true, true },
	[STORE_CONVERSATIONS] = { SQLITE_PUT_CONVERSATION,
	    SQLITE_LIST_CONVERSATIONS, bind_conversation, read_conversation,
	    true, false },
	[STORE_CUSTOMERS] = { SQLITE_PUT_CUSTOMER, SQLITE_LIST_CUSTOMERS,
	    bind_customer, read_customer, false, true },
	[STORE_SESSIONS] = { SQLITE_PUT_SESSION, SQLITE_LIST_SESSIONS,
	    bind_session, read_session, false, false },
	[STORE_SECRETS] = { SQLITE_PUT_SECRET, SQLITE_LIST_SECRETS,
	    bind_secret, read_secret, false, false },
	[STORE_PASSWORDS] = { SQLITE_PUT_PASSWORD, SQLITE_LIST_PASSWORDS,
	    bind_password, read_password, false, true },
	[STORE_CANNED_USES] = { SQLITE_PUT_CANNED_USE,
	    SQLITE_LIST_CANNED_USES, bind_canned_use, read_canned_use, false,
	    false },
	[STORE_TAGS] = { SQLITE_PUT_TAG, SQLITE_LIST_TAGS,
	    bind_tag, read_tag, false, true },
	[STORE_PLACES] = { SQLITE_PUT_PLACE, SQLITE_LIST_PLACES,
	    bind_place, read_place, false, false },
	[STORE_FACTORS] = { SQLITE_PUT_FACTOR, SQLITE_LIST_FACTORS,
	    bind_factor, read_factor, false, true },
	[STORE_RECOVERY] = { SQLITE_PUT_RECOVERY, SQLITE_LIST_RECOVERY,
	    bind_recovery, read_recovery, false, true },
	[STORE_STATES] = { SQLITE_PUT_STATE, SQLITE_LIST_STATES,
	    sqlite_bind_state, sqlite_read_state, false, false },
	[STORE_BLOCKS] = { SQLITE_PUT_BLOCK, SQLITE_LIST_BLOCKS,
	    sqlite_bind_block, sqlite_read_block, false, false },
	[STORE_ADDRESSES] = { SQLITE_PUT_ADDRESS, SQLITE_LIST_ADDRESSES,
	    sqlite_bind_address, sqlite_read_address, false, true },
	[STORE_CONVERSATION] = { SQLITE_STMTS, SQLITE_LIST_CONVERSATION,
	    NULL, read_conversation, true, true },
	[STORE_OF_CUSTOMER] = { SQLITE_STMTS, SQLITE_LIST_OF_CUSTOMER,
	    NULL, read_conversation, true, true },
	[STORE_GONE] = { SQLITE_STMTS, SQLITE_LIST_GONE,
	    NULL, read_gone, false, true },
	[STORE_ABOUT_CUSTOMER] = { SQLITE_STMTS, SQLITE_LIST_ABOUT_CUSTOMER,
	    NULL, read_tag, false, true },
	[STORE_RECENT] = { SQLITE_STMTS, SQLITE_LIST_RECENT,
	    NULL, read_conversation, true, true },
	[STORE_MISSED] = { SQLITE_STMTS, SQLITE_LIST_MISSED,
	    NULL, sqlite_read_missed, false, true },
	[STORE_LATEST] = { SQLITE_STMTS, SQLITE_LIST_LATEST,
	    NULL, read_latest, false, false },
};

static bool
read_row(const struct kind *kind, struct row *r, struct err *err)
{
	struct json *json = NULL;
	bool ok;

	if (kind->is_json) {
		const char *text = db_text(r->s, 0);

		json = json_parse(text, db_bytes(r->s, 0), err);
		if (json == NULL)
			return err_prefix(err, "a record of the database");
	}
	r->json = json;
	arena_reset(r->arena);
	ok = kind->read(r, err);
	json_free(json);
	return ok;
}

static bool
run_by_id(struct sqlite_store *q, enum sqlite_stmt stmt, int64_t id,
    struct err *err)
{
	db_bind_i64(q->stmts[stmt], 1, id);
	return db_run(q->stmts[stmt], err);
}

bool
sqlite_put(struct store *store, enum store_list list, const void *record,
    struct err *err)
{
	struct sqlite_store *q = (struct sqlite_store *)store;
	const struct kind *kind = &kinds[list];
	struct db_stmt *s;

	assert(kind->put != SQLITE_STMTS);
	s = q->stmts[kind->put];
	kind->bind(q, s, record);
	if (q->json.full) {
		db_reset(s);
		return err_set(err, ERR_STORE, "the record is too large");
	}
	if (!db_run(s, err))
		return false;
	return list != STORE_PLACES || run_by_id(q, SQLITE_CUT_PLACES,
	    ((const struct store_place *)record)->operator_id, err);
}

bool
sqlite_remove(struct store *store, enum store_list list, int64_t id,
    struct err *err)
{
	struct sqlite_store *q = (struct sqlite_store *)store;

	switch (list) {
	case STORE_SESSIONS:
		return run_by_id(q, SQLITE_REMOVE_SESSION, id, err);
	case STORE_FACTORS:
		return run_by_id(q, SQLITE_REMOVE_FACTOR, id, err) &&
		    run_by_id(q, SQLITE_REMOVE_RECOVERY, id, err);
	default:
		assert(list == STORE_CANNED);
		return run_by_id(q, SQLITE_REMOVE_CANNED, id, err) &&
		    run_by_id(q, SQLITE_REMOVE_CANNED_USES, id, err);
	}
}

static bool
read_rows(const struct kind *kind, struct row *r, struct err *err)
{
	enum db_step step = DB_FAILED;
	bool ok = true;

	if (r->arena == NULL)
		ok = err_set(err, ERR_MEMORY, "no memory to read");
	while (ok && r->go_on && (step = db_step(r->s, err)) == DB_ROW)
		ok = read_row(kind, r, err);
	db_reset(r->s);
	arena_free(r->arena);
	return ok && (step != DB_FAILED || !r->go_on);
}

bool
sqlite_list(struct store *store, enum store_list list, int64_t key,
    store_record_fn *fn, void *ctx, struct err *err)
{
	struct sqlite_store *q = (struct sqlite_store *)store;
	const struct kind *kind = &kinds[list];
	struct row r = {
		.s = q->stmts[kind->list], .fn = fn, .ctx = ctx, .go_on = true,
		.arena = arena_new(RECORD_BYTES),
	};

	if (kind->has_key)
		db_bind_i64(r.s, 1, key);
	return read_rows(kind, &r, err);
}

bool
sqlite_find_canned(struct store *store, const struct canned *named,
    store_record_fn *fn, void *ctx, struct err *err)
{
	struct sqlite_store *q = (struct sqlite_store *)store;
	struct row r = {
		.s = q->stmts[SQLITE_FIND_CANNED], .fn = fn, .ctx = ctx,
		.go_on = true, .arena = arena_new(RECORD_BYTES),
	};

	db_bind_i64(r.s, 1, named->owner_id);
	db_bind_text(r.s, 2, named->shortcut);
	db_bind_text(r.s, 3, named->language);
	return read_rows(&kinds[STORE_CANNED], &r, err);
}
