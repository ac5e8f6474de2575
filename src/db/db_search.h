/* SPDX-License-Identifier: GPL-3.0-or-later */
/* db_search.h - texts that are found by their words: a table of SQLite's FTS5
 * that holds no text itself, only which words stand in which row.
 *
 * A text is folded before it is put in, a query before it is asked, so that
 * neither case nor accents matter. `who` is a number that a search may be
 * limited to. A query is never syntax of FTS5: every word is quoted.
 * Rows come newest (highest id) first; ids should follow time.
 */
#ifndef DB_DB_SEARCH_H
#define DB_DB_SEARCH_H

#include "base/utf8_words.h"
#include "db/db.h"

/* For a step of a schema. Beginnings of three and four letters, which most
 * lines have, are indexed themselves: else they were gathered anew for every
 * query, a tenth of a second in a million lines. */
#define DB_SEARCH_TABLE                                                      \
	"CREATE VIRTUAL TABLE search USING fts5(text, who, content='',"      \
	" prefix='3 4', tokenize=\"unicode61 remove_diacritics 0\");"

struct db_search;

struct db_search *db_search_open(struct db *db, struct err *err);
void		  db_search_close(struct db_search *s);
bool db_search_put(struct db_search *s, int64_t id, const char *text,
    int64_t who, struct err *err);
/* Text and who must be those that were put. */
bool db_search_remove(struct db_search *s, int64_t id, const char *text,
    int64_t who, struct err *err);
/* The words of what was removed leave the file as well, at once where the index
 * is not large. */
bool db_search_purge(struct db *db, struct err *err);
/* Calls fn for each row with id < before that has all the words; `who` 0:
 * anybody's. fn returns false to stop. False: the database failed. */
bool db_search_find(struct db_search *s, const struct words *w, int64_t who,
    int64_t before, bool (*fn)(void *ctx, int64_t id), void *ctx,
    struct err *err);

#endif
