/* SPDX-License-Identifier: GPL-3.0-or-later */
/* db.h - SQLite, the only place that sees it: open, migrate, prepare, step.
 *
 * Files are opened in WAL mode with synchronous=FULL: what was committed
 * survives the loss of power. There is no automatic checkpoint; whoever
 * writes calls db_checkpoint() when nobody waits for them.
 *
 * A struct db and its statements belong to one thread at a time.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct db;
struct db_stmt;

/* PRAGMA user_version counts the steps that were run. */
struct db_schema {
	const char *const *steps;	/* SQL; all in one transaction */
	int		   n_steps;
};

enum db_mode {
	DB_WRITE,	/* made (0600) when missing, migrated */
	DB_READ		/* must be there with the newest schema */
};

/* ERR_NEWER: more steps than we know; ERR_STORE: damaged, or no database;
 * or another program's; ERR_IO: cannot be opened or written; ERR_IN_USE:
 * locked by another program. The sentence names the file, which is then left
 * as it was. */
struct db *db_open(const char *path, enum db_mode mode,
    const struct db_schema *schema, struct err *err);
void	   db_close(struct db *db);

bool db_exec(struct db *db, const char *sql, struct err *err);
bool db_begin_write(struct db *db, struct err *err);	/* BEGIN IMMEDIATE */
bool db_begin_read(struct db *db, struct err *err);	/* one state of it */
bool db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);	/* nothing when none is begun */
/* Some failures end the transaction by themselves. */
bool db_is_in_transaction(const struct db *db);

/* Moves what is in the WAL into the file; never waits for readers. */
bool db_checkpoint(struct db *db, struct err *err);
/* The same, and the WAL is empty then: nothing of what was there is left in it.
 * False: somebody reads, try again later. */
bool db_empty_wal(struct db *db);
/* Rows that were changed since it was opened. */
int64_t db_total_changes(const struct db *db);
/* Size of the WAL after the last commit of this connection, 0: empty. */
int64_t db_wal_bytes(const struct db *db);

/* Prepared once, run often. Parameters count from 1, columns from 0. */
struct db_stmt *db_prepare(struct db *db, const char *sql, struct err *err);
void		db_stmt_free(struct db_stmt *s);

/* A failed bind makes the next step fail. The bytes are copied. */
void db_bind_i64(struct db_stmt *s, int i, int64_t value);
void db_bind_text(struct db_stmt *s, int i, const char *text);
void db_bind_text_n(struct db_stmt *s, int i, const char *text, size_t len);
void db_bind_blob(struct db_stmt *s, int i, const void *bytes, size_t len);

/* How many rows the statement that was run last has changed. */
int db_changes(const struct db *db);

enum db_step { DB_ROW, DB_DONE, DB_FAILED };
enum db_step db_step(struct db_stmt *s, struct err *err);
void	     db_reset(struct db_stmt *s);	/* and forgets parameters */
/* Steps to the end and resets; rows are thrown away. ERR_CONFLICT: a
 * constraint. */
bool db_run(struct db_stmt *s, struct err *err);

/* Of the row; borrowed until the next step or reset. Text is never NULL. */
int64_t	    db_i64(struct db_stmt *s, int col);
const char *db_text(struct db_stmt *s, int col);
size_t	    db_bytes(struct db_stmt *s, int col);
const void *db_blob(struct db_stmt *s, int col);

#endif
