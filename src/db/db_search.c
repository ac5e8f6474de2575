/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/db_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#define MATCH_BYTES 16384	/* of a query made ready */

struct db_search {
	struct db_stmt *put, *remove, *find;
	struct str	text;
};

struct db_search *
db_search_open(struct db *db, struct err *err)
{
	struct db_search *s = mem_new(struct db_search);

	str_init(&s->text, 1024 * 1024);
	s->put = db_prepare(db, "INSERT INTO search (rowid, text, who)"
	    " VALUES (?, ?, ?)", err);
	if (s->put != NULL)
		s->remove = db_prepare(db, "INSERT INTO search"
		    " (search, rowid, text, who) VALUES ('delete', ?, ?, ?)",
		    err);
	if (s->remove != NULL)
		s->find = db_prepare(db, "SELECT rowid FROM search"
		    " WHERE search MATCH ?1 AND rowid < ?2"
		    " ORDER BY rowid DESC", err);
	if (s->find != NULL)
		return s;
	db_search_close(s);
	return NULL;
}

void
db_search_close(struct db_search *s)
{
	if (s == NULL)
		return;
	db_stmt_free(s->put);
	db_stmt_free(s->remove);
	db_stmt_free(s->find);
	str_clear(&s->text);
	free(s);
}

static bool
run(struct db_search *s, struct db_stmt *stmt, int64_t id, const char *text,
    int64_t who, struct err *err)
{
	char number[32];

	str_reset(&s->text);
	utf8_fold(&s->text, text, strlen(text));
	snprintf(number, sizeof number, "c%lld", (long long)who);
	db_bind_i64(stmt, 1, id);
	db_bind_text(stmt, 2, s->text.data);
	db_bind_text(stmt, 3, number);
	return db_run(stmt, err);
}

bool
db_search_put(struct db_search *s, int64_t id, const char *text, int64_t who,
    struct err *err)
{
	return run(s, s->put, id, text, who, err);
}

bool
db_search_remove(struct db_search *s, int64_t id, const char *text,
    int64_t who, struct err *err)
{
	return run(s, s->remove, id, text, who, err);
}

/* What is removed stays in the index, marked, till the pieces that have it are
 * merged. A negative number makes all of them one merge, which goes on with
 * what is put later, should the pages not be enough. */
bool
db_search_purge(struct db *db, struct err *err)
{
	return db_exec(db, "INSERT INTO search (search, rank)"
	    " VALUES ('merge', -1000)", err);
}

/* Letters and digits only, so nothing in the quotes can end them. */
static void
put_match(struct str *out, const struct words *w, int64_t who)
{
	if (who != 0)
		str_putf(out, "who : \"c%lld\" AND ", (long long)who);
	str_put(out, "text : (");
	for (int i = 0; i < w->n; i++) {
		const struct word *word = &w->word[i];

		str_put(out, i > 0 ? " AND \"" : "\"");
		for (int k = 0; k < word->n_parts; k++)
			str_putf(out, "%s%s", k > 0 ? " " : "", word->part[k]);
		str_put(out, word->is_beginning ? "\" *" : "\"");
	}
	str_put(out, ")");
}

bool
db_search_find(struct db_search *s, const struct words *w, int64_t who,
    int64_t before, bool (*fn)(void *ctx, int64_t id), void *ctx,
    struct err *err)
{
	enum db_step step;
	struct str match;

	str_init(&match, MATCH_BYTES);
	put_match(&match, w, who);
	db_bind_text(s->find, 1, match.data);
	db_bind_i64(s->find, 2, before);
	while ((step = db_step(s->find, err)) == DB_ROW)
		if (!fn(ctx, db_i64(s->find, 0)))
			break;
	db_reset(s->find);
	str_clear(&match);
	return step != DB_FAILED;
}
