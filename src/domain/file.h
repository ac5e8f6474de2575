/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file.h - what is sent along with a message.
 *
 * A file is named by the client id of its upload: 32 hex digits, known before
 * the first byte is sent, so that the message that goes with it can be kept
 * and repeated like any other. Name and type are what the sender said of it
 * and nothing to be relied on: a name is shown and saved only after
 * file_safe_name(), and nobody opens a file because of its type without being
 * asked.
 */
#ifndef DOMAIN_FILE_H
#define DOMAIN_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "domain/limits.h"

#define MAX_FILE_NAME_BYTES   200
#define MAX_FILE_TYPE_BYTES   96
#define MAX_MESSAGE_FILES     8		/* with one message */
#define MAX_FILE_BYTES	      (10 * 1024 * 1024)	/* unless set otherwise */
#define MAX_CONVERSATION_FILES 100	/* unless set otherwise */
/* Ids of one message, joined by commas. */
#define FILE_IDS_BYTES	      (MAX_MESSAGE_FILES * (CLIENT_ID_BYTES + 1))

struct file {
	const char *id, *name, *type;
	int64_t	    bytes;
};

/* All of them in the arena; NULL: no memory, or none. */
const struct file *file_copy_list(struct arena *a, const struct file *list,
    size_t n);
/* Each of `ids` ("" or joined by commas) in turn: copies the next one into
 * `id` and moves *ids on. False at the end. */
bool file_next_id(const char **ids, char id[CLIENT_ID_BYTES + 1]);
/* ERR_VALUE: not ids, one twice, or more than a message may have. */
bool file_ids_check(const char *ids, struct err *err);

/* A name that can be a file's in any folder: the last part of a path, no
 * control, invisible or turning characters, no dot, dash or space in front,
 * no dot or space at the end, at most MAX_FILE_NAME_BYTES (an ending of up to
 * 16 bytes stays). Never empty: "file" when nothing is left. */
void file_safe_name(char buf[MAX_FILE_NAME_BYTES + 1], const char *name);
/* The `n`th name to try when one is taken: "name (1).txt"; 0: as it is. */
void file_numbered_name(char *buf, size_t size, const char *name, int n);
/* "image/png" by the ending of the name; "application/octet-stream" when it
 * says nothing. */
const char *file_type_of(const char *name);
/* Is it "token/token" of RFC 9110 and not too long? */
bool file_type_ok(const char *type);

#endif
