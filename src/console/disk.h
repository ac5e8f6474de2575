/* SPDX-License-Identifier: GPL-3.0-or-later */
/* disk.h - files of the operator's: looked at, listed, read and written by a
 * thread, as a folder may lie on a server that does not answer.
 *
 * Only plain files are read, and nothing that is there is ever written over.
 * What is asked is done in order; the results come with disk_poll().
 */
#ifndef CONSOLE_DISK_H
#define CONSOLE_DISK_H

#include "domain/event.h"

struct disk;

struct disk_sink {
	/* EVENT_FILE_LOOKED, EVENT_DIR_LISTED, EVENT_FILE_SAVED,
	 * EVENT_ZONE. */
	void (*event)(void *ctx, const struct event *ev);
	/* What disk_read() was to read: `bytes` is the receiver's to free, or
	 * NULL and `err` says why. */
	void (*read)(void *ctx, const char *id, char *bytes, size_t len,
	    const struct err *err);
	void *ctx;
};

struct disk *disk_new(struct err *err);
/* Does not wait for a folder that does not answer. */
void disk_free(struct disk *d);
int  disk_fd(const struct disk *d);
void disk_poll(struct disk *d, const struct disk_sink *sink);

/* "~" and "~/x" are the operator's home. */
void disk_look(struct disk *d, int64_t conversation_id, const char *path);
void disk_list(struct disk *d, const char *dir);
/* What the time is in a zone, read from the system's files. */
void disk_zone(struct disk *d, const char *name, int64_t now_ms);
/* ERR_CONFLICT when it is not as it was when it was looked at. */
void disk_read(struct disk *d, const char *id, const char *path,
    int64_t bytes, int64_t changed_ms);
/* Into `dir` ("": where downloads go) under a name like `name` that is free,
 * 0600; EVENT_FILE_SAVED tells which. Copies the bytes. */
void disk_save(struct disk *d, const char *id, const char *dir,
    const char *name, const char *bytes, size_t len);

#endif
