/* SPDX-License-Identifier: GPL-3.0-or-later */
/* db_stmt.c - prepared statements.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "db/db.h"
#include "db/internal.h"

struct db_stmt {
	struct db    *db;
	sqlite3_stmt *handle;
	int	      bind_rc;	/* the first bind that failed */
};

struct db_stmt *
db_prepare(struct db *db, const char *sql, struct err *err)
{
	struct db_stmt *s = mem_new(struct db_stmt);
	int rc = sqlite3_prepare_v3(db->handle, sql, -1,
	    SQLITE_PREPARE_PERSISTENT, &s->handle, NULL);

	s->db = db;
	if (rc == SQLITE_OK)
		return s;
	db_error(db, rc, err);
	free(s);
	return NULL;
}

void
db_stmt_free(struct db_stmt *s)
{
	if (s == NULL)
		return;
	sqlite3_finalize(s->handle);
	free(s);
}

static void
note_bind(struct db_stmt *s, int rc)
{
	if (s->bind_rc == SQLITE_OK)
		s->bind_rc = rc;
}

void
db_bind_i64(struct db_stmt *s, int i, int64_t value)
{
	note_bind(s, sqlite3_bind_int64(s->handle, i, value));
}

void
db_bind_text_n(struct db_stmt *s, int i, const char *text, size_t len)
{
	note_bind(s, sqlite3_bind_text64(s->handle, i, text, len,
	    SQLITE_TRANSIENT, SQLITE_UTF8));
}

void
db_bind_text(struct db_stmt *s, int i, const char *text)
{
	db_bind_text_n(s, i, text, strlen(text));
}

void
db_bind_blob(struct db_stmt *s, int i, const void *bytes, size_t len)
{
	note_bind(s, sqlite3_bind_blob64(s->handle, i, bytes, len,
	    SQLITE_TRANSIENT));
}

enum db_step
db_step(struct db_stmt *s, struct err *err)
{
	int rc = s->bind_rc;

	if (rc == SQLITE_OK)
		rc = sqlite3_step(s->handle);
	if (rc == SQLITE_ROW)
		return DB_ROW;
	if (rc == SQLITE_DONE)
		return DB_DONE;
	db_error(s->db, rc, err);
	return DB_FAILED;
}

void
db_reset(struct db_stmt *s)
{
	sqlite3_reset(s->handle);
	sqlite3_clear_bindings(s->handle);
	s->bind_rc = SQLITE_OK;
}

bool
db_run(struct db_stmt *s, struct err *err)
{
	enum db_step step;

	do
		step = db_step(s, err);
	while (step == DB_ROW);
	db_reset(s);
	return step == DB_DONE;
}

int64_t
db_i64(struct db_stmt *s, int col)
{
	return sqlite3_column_int64(s->handle, col);
}

const char *
db_text(struct db_stmt *s, int col)
{
	const unsigned char *text = sqlite3_column_text(s->handle, col);

	return text == NULL ? "" : (const char *)text;
}

size_t
db_bytes(struct db_stmt *s, int col)
{
	return (size_t)sqlite3_column_bytes(s->handle, col);
}

const void *
db_blob(struct db_stmt *s, int col)
{
	return sqlite3_column_blob(s->handle, col);
}
