/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archived.h - the archive's database: what was seen of conversations, and its
 * words. One thread.
 */
#ifndef KEEP_ARCHIVED_H
#define KEEP_ARCHIVED_H

#include "base/arena.h"
#include "domain/conversation.h"
#include "domain/found.h"

#define ARCHIVE_PAGE 200	/* events of one reading */

struct archived;

struct archived *archived_open(const char *path, struct err *err);
void		 archived_close(struct archived *a);

bool archived_begin(struct archived *a, struct err *err);
/* Commits when `ok`, else rolls back. */
bool archived_end(struct archived *a, bool ok, struct err *err);
/* The desk's database; another one than the last time: all is forgotten. */
bool archived_epoch(struct archived *a, const char *epoch, struct err *err);
/* An event as JSON; one that is there already stays as it is. */
bool archived_put(struct archived *a, const struct event *ev,
    const char *json, struct err *err);
bool archived_put_conversation(struct archived *a, int64_t id,
    int64_t customer_id, const char *json, struct err *err);
/* A piece of what is older than `before_ms`, or, when the file has more bytes
 * than that, of the oldest; *more: call again. Inside a transaction. */
bool archived_cut(struct archived *a, int64_t before_ms, int64_t max_bytes,
    bool *more, struct err *err);

/* A piece of these conversations; *more: call again. Inside a transaction. */
bool archived_forget(struct archived *a, int64_t first, int64_t last,
    bool *more, struct err *err);
/* Outside of one, after that: no trace is left in the file. */
bool archived_clean(struct archived *a, struct err *err);

/* EVENT_FOUND with what is here; strings in the arena. */
bool archived_find(struct archived *a, const char *query,
    int64_t customer_id, int64_t before, struct arena *arena,
    struct event *out, struct err *err);
/* EVENT_TRANSCRIPT of a conversation, as the desk would answer. */
bool archived_read(struct archived *a, int64_t conversation_id,
    int64_t before, struct arena *arena, struct event *out, struct err *err);

#endif
