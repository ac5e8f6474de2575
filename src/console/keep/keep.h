/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keep.h - what survives a crash: unsent actions and drafts, on disk.
 *
 * One worker thread has the database (SQLite, WAL, synchronous=FULL), so that
 * no fsync stands between a key and its echo. An action counts as kept, and
 * may be posted, when keep_poll() reports it. Nothing here blocks but
 * keep_open() and keep_close().
 */
#ifndef KEEP_KEEP_H
#define KEEP_KEEP_H

#include "domain/action.h"

struct keep;

/* A count of canned replies: what for, how much, of when. */
struct keep_use {
	int64_t	 canned_id, at_ms, thousandths;
	uint32_t feature;
};

struct keep_restored {
	void (*action)(void *ctx, const struct action *a);	/* in order */
	void (*draft)(void *ctx, int64_t conversation_id, const char *text,
	    bool is_note);
	void *ctx;
	/* May be NULL. */
	void (*canned_use)(void *ctx, const struct keep_use *use);
};

/* `dir` (made 0700) belongs to one account of one desk. ERR_IN_USE: another
 * console has it; the sentence names its pid. What was kept is handed to
 * `restored` before it returns. */
struct keep *keep_open(const char *dir, const struct keep_restored *restored,
    struct err *err);
/* Waits until everything is on disk. */
void keep_close(struct keep *k);

void keep_action(struct keep *k, const struct action *a);	/* copies */
void keep_forget(struct keep *k, const char *client_id);	/* stored */
void keep_draft(struct keep *k, int64_t conversation_id, const char *text,
    bool is_note);			/* "": forget it */

void keep_canned_use(struct keep *k, const struct keep_use *use);

/* Readable when keep_poll() has something. */
int  keep_fd(const struct keep *k);
/* Calls kept(ctx, client_id) for each action that is on disk now, failed(ctx,
 * err) when the disk refuses (the text stays in memory and is tried again). */
void keep_poll(struct keep *k, void (*kept)(void *ctx, const char *client_id),
    void (*failed)(void *ctx, const struct err *err), void *ctx);
/* How many actions are not yet forgotten. */
int  keep_unsent(const struct keep *k);

#endif
