/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kept.h - the console's own database: unsent actions and drafts. One thread.
 *
 * Actions come back in the order in which they were put. The JSON of an
 * action is its wire form (proto/) with the ids that the path would hold.
 */
#ifndef KEEP_KEPT_H
#define KEEP_KEPT_H

#include "console/keep/keep.h"
#include "domain/action.h"

struct kept;

struct kept *kept_open(const char *path, struct err *err);
void	     kept_close(struct kept *k);

/* Caller frees. */
char *kept_format(const struct action *a);

bool kept_restore(struct kept *k,
    void (*action)(void *ctx, const struct action *a),
    void (*draft)(void *ctx, int64_t conversation_id, const char *text,
    bool is_note), void *ctx, struct err *err);

bool kept_begin(struct kept *k, struct err *err);
bool kept_put_action(struct kept *k, const char *client_id,
    const char *json, struct err *err);
bool kept_forget(struct kept *k, const char *client_id, struct err *err);
bool kept_put_use(struct kept *k, const struct keep_use *use,
    struct err *err);
/* All that are not too old. */
bool kept_restore_uses(struct kept *k,
    void (*use)(void *ctx, const struct keep_use *use), void *ctx,
    struct err *err);
bool kept_put_draft(struct kept *k, int64_t conversation_id,
    const char *text, bool is_note, struct err *err);
/* Commits when `ok`, else rolls back. */
bool kept_end(struct kept *k, bool ok, struct err *err);

#endif
