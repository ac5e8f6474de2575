/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal.h - what the files of db/ share.
 */
#ifndef DB_INTERNAL_H
#define DB_INTERNAL_H

#include <sqlite3.h>

#include "db/db.h"

struct db {
	sqlite3 *handle;
	char	*path;
	int	 wal_pages, page_bytes;
};

/* Says what SQLite refused: the code decides, the sentence names the file. */
bool db_error(const struct db *db, int rc, struct err *err);

#endif
