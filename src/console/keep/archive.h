/* SPDX-License-Identifier: GPL-3.0-or-later */
/* archive.h - what this console has seen of conversations, on disk, so that it
 * can be found and read without a line to the desk.
 *
 * A worker thread of its own has the database (archive.db beside kept.db), so
 * that neither an fsync nor a search stands between a key and its echo, and
 * nothing that must be kept waits for what may be lost. When the disk
 * refuses, what was seen is dropped and the log says so once.
 */
#ifndef KEEP_ARCHIVE_H
#define KEEP_ARCHIVE_H

#include "domain/action.h"
#include "domain/conversation.h"

struct archive;

struct archive_limits {
	int days;		/* 0: for ever */
	int megabytes;
};

/* NULL: no thread or no descriptor. The file is opened by the worker. */
struct archive *archive_open(const char *dir,
    const struct archive_limits *limits, struct err *err);
void archive_close(struct archive *a);		/* writes what it was given */
/* Nothing of it stays on disk. Not while it is open. */
void archive_wipe(const char *dir);

/* The desk's database ("5f3a9c01" of a cursor): another one has other numbers,
 * and what was seen of the former is forgotten. */
void archive_epoch(struct archive *a, const char *epoch);
/* Copies. Events without a place in a conversation are left out. */
void archive_event(struct archive *a, const struct event *ev);
void archive_conversation(struct archive *a, const struct conversation *c);

/* The desk has erased these conversations and all between: so does the archive,
 * with every trace in its index and its log of writes. */
void archive_forget(struct archive *a, int64_t first, int64_t last);

/* ACTION_SEARCH and ACTION_FETCH_TRANSCRIPT, answered as by a desk, with
 * `is_archive`. */
void archive_ask(struct archive *a, const struct action *action);
int  archive_fd(const struct archive *a);
void archive_poll(struct archive *a,
    void (*event)(void *ctx, const struct event *ev), void *ctx);

#endif
