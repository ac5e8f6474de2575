/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "db/internal.h"

#define EMPTY_MS 50	/* for readers to end; then later */
#define BUSY_MS 2000	/* another connection of ours holds the lock so long */

static const struct reason {
	int	      rc;
	enum err_code code;
	const char   *what;
} reasons[] = {
	{ SQLITE_FULL, ERR_STORE, "the disk is full" },
	{ SQLITE_CORRUPT, ERR_STORE,
	    "the file is damaged: restore it from a backup" },
	{ SQLITE_NOTADB, ERR_STORE,
	    "the file is no database: move it away or restore a backup" },
	{ SQLITE_BUSY, ERR_IN_USE, "another program holds it locked" },
	{ SQLITE_LOCKED, ERR_IN_USE, "another program holds it locked" },
	{ SQLITE_READONLY, ERR_IO, "it cannot be written" },
	{ SQLITE_CANTOPEN, ERR_IO, "it cannot be opened" },
	{ SQLITE_PERM, ERR_IO, "it may not be opened" },
	{ SQLITE_IOERR, ERR_STORE, "the disk fails" },
	{ SQLITE_CONSTRAINT, ERR_CONFLICT, "it is there already" },
	{ SQLITE_NOMEM, ERR_BUSY, "no memory" },
};

bool
db_error(const struct db *db, int rc, struct err *err)
{
	const char *detail = db->handle == NULL ? sqlite3_errstr(rc) :
	    sqlite3_errmsg(db->handle);

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].rc == (rc & 0xff))
			return err_set(err, reasons[i].code, "%s: %s (%s)",
			    db->path, reasons[i].what, detail);
	return err_set(err, ERR_STORE, "%s: %s", db->path, detail);
}

bool
db_exec(struct db *db, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK || db_error(db, rc, err);
}

bool
db_begin_write(struct db *db, struct err *err)
{
	return db_exec(db, "BEGIN IMMEDIATE", err);
}

bool
db_begin_read(struct db *db, struct err *err)
{
	return db_exec(db, "BEGIN", err);
}

bool
db_commit(struct db *db, struct err *err)
{
	return db_exec(db, "COMMIT", err);
}

void
db_rollback(struct db *db)
{
	if (db_is_in_transaction(db))
		db_exec(db, "ROLLBACK", NULL);
}

int
db_changes(const struct db *db)
{
	return sqlite3_changes(db->handle);
}

bool
db_is_in_transaction(const struct db *db)
{
	return sqlite3_get_autocommit(db->handle) == 0;
}

bool
db_checkpoint(struct db *db, struct err *err)
{
	int in_wal = 0, moved = 0;
	int rc = sqlite3_wal_checkpoint_v2(db->handle, NULL,
	    SQLITE_CHECKPOINT_PASSIVE, &in_wal, &moved);

	if (rc != SQLITE_OK && rc != SQLITE_BUSY)
		return db_error(db, rc, err);
	if (rc == SQLITE_OK && moved >= in_wal)
		db->wal_pages = 0;
	return true;
}

bool
db_empty_wal(struct db *db)
{
	int rc;

	sqlite3_busy_timeout(db->handle, EMPTY_MS);
	rc = sqlite3_wal_checkpoint_v2(db->handle, NULL,
	    SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(db->handle, BUSY_MS);
	if (rc == SQLITE_OK)
		db->wal_pages = 0;
	return rc == SQLITE_OK;
}

int64_t
db_total_changes(const struct db *db)
{
	return sqlite3_total_changes(db->handle);
}

int64_t
db_wal_bytes(const struct db *db)
{
	return (int64_t)db->wal_pages * db->page_bytes;
}

static int
count_wal(void *ctx, sqlite3 *handle, const char *name, int n_pages)
{
	struct db *db = ctx;

	(void)handle;
	(void)name;
	db->wal_pages = n_pages;
	return SQLITE_OK;
}

static bool
get_number(struct db *db, const char *sql, int64_t *out, struct err *err)
{
	struct db_stmt *s = db_prepare(db, sql, err);
	bool ok;

	if (s == NULL)
		return false;
	ok = db_step(s, err) == DB_ROW;
	if (ok)
		*out = db_i64(s, 0);
	db_stmt_free(s);
	return ok;
}

/* --- opening ----------------------------------------------------------- */

/* A file of another program has tables and none of our steps. */
static bool
is_empty(struct db *db, bool *out, struct err *err)
{
	int64_t n;

	if (!get_number(db, "SELECT count(*) FROM sqlite_master", &n, err))
		return false;
	*out = n == 0;
	return true;
}

/* Nothing is written before it is known to be ours, and not newer. */
static bool
get_version(struct db *db, enum db_mode mode, const struct db_schema *schema,
    int *out, struct err *err)
{
	int64_t version;
	bool	empty = false;

	if (!get_number(db, "PRAGMA user_version", &version, err))
		return false;
	if (version > schema->n_steps)
		return err_set(err, ERR_NEWER,
		    "%s: was written by a newer version (schema %lld, known "
		    "is %d): update this program", db->path,
		    (long long)version, schema->n_steps);
	if (mode == DB_READ && version < schema->n_steps)
		return err_set(err, ERR_STORE, "%s: is of schema %lld, not %d",
		    db->path, (long long)version, schema->n_steps);
	if (version <= 0 && !is_empty(db, &empty, err))
		return false;
	if (version < 0 || (version == 0 && !empty))
		return err_set(err, ERR_STORE, "%s: is a database of another "
		    "program: move it away or name another place", db->path);
	*out = (int)version;
	return true;
}

static bool
run_steps(struct db *db, const struct db_schema *schema, int from,
    struct err *err)
{
	char done[64];

	snprintf(done, sizeof done, "PRAGMA user_version=%d", schema->n_steps);
	for (int i = from; i < schema->n_steps; i++)
		if (!db_exec(db, schema->steps[i], err))
			return false;
	return db_exec(db, done, err) && db_commit(db, err);
}

/* All steps in one transaction: a kill or a lost disk leaves the old or the
 * new, and whoever goes back to the old program finds what it knows. */
static bool
migrate(struct db *db, const struct db_schema *schema, int version,
    struct err *err)
{
	if (version == schema->n_steps)
		return true;
	if (!db_begin_write(db, err))
		return false;
	if (run_steps(db, schema, version, err))
		return true;
	db_rollback(db);
	return false;
}

static bool
set_up(struct db *db, enum db_mode mode, const struct db_schema *schema,
    struct err *err)
{
	int64_t page_bytes;
	int	version = 0;

	sqlite3_busy_timeout(db->handle, BUSY_MS);
	if (!db_exec(db, "PRAGMA foreign_keys=ON;"
	    "PRAGMA trusted_schema=OFF;"
	    /* What is removed or masked is not left on a page. */
	    "PRAGMA secure_delete=ON;"
	    "PRAGMA synchronous=FULL;"
	    "PRAGMA wal_autocheckpoint=0;"
	    "PRAGMA secure_delete=ON;"
	    "PRAGMA journal_size_limit=8388608", err))
		return false;
	/* Everything is read once before it is trusted to be a database. */
	if (!get_number(db, "PRAGMA page_size", &page_bytes, err) ||
	    !get_version(db, mode, schema, &version, err))
		return false;
	db->page_bytes = (int)page_bytes;
	if (mode == DB_READ)
		return db_exec(db, "PRAGMA query_only=ON", err);
	if (!db_exec(db, "PRAGMA journal_mode=WAL", err) ||
	    !migrate(db, schema, version, err))
		return false;
	sqlite3_wal_hook(db->handle, count_wal, db);
	return true;
}

/* SQLite makes files with the umask's mode; ours are private. */
static bool
make_private(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd == -1)
		return err_sys(err, ERR_IO, errno, "%s", path);
	close(fd);
	return true;
}

struct db *
db_open(const char *path, enum db_mode mode, const struct db_schema *schema,
    struct err *err)
{
	struct db *db;
	int rc;

	if (mode == DB_WRITE && !make_private(path, err))
		return NULL;
	db = mem_new(struct db);
	db->path = mem_dup(path);
	rc = sqlite3_open_v2(path, &db->handle,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK) {
		db_error(db, rc, err);
		goto fail;
	}
	if (set_up(db, mode, schema, err))
		return db;
	/* What was refused is left as it is, its WAL included. */
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
	    (int *)NULL);
fail:
	db_close(db);
	return NULL;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	sqlite3_close_v2(db->handle);
	free(db->path);
	free(db);
}
