/* SPDX-License-Identifier: GPL-3.0-or-later */
/* err.h - how a function says that the world did not let it.
 *
 * A function that can fail through no fault of its caller returns false (or
 * NULL), has filled its last argument, and has changed nothing else. `code`
 * decides what is done next; `text` is one English sentence without a final
 * newline, for the log and for programs without a screen. A console shows
 * the translated sentence of the code, and `text` after it where it helps.
 *
 * Passing NULL for `struct err *` is allowed everywhere: nobody listens.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

#define ERR_TEXT_BYTES 256

enum err_code {
	ERR_NONE,
	ERR_VALUE,		/* what was given is not acceptable */
	ERR_SYNTAX,		/* a file or command line cannot be read */
	ERR_PROTO,		/* the other side broke the protocol */
	ERR_NET,		/* no line: refused, cut, timed out */
	ERR_BUSY,		/* come back later (429, 503) */
	ERR_AUTH,		/* who are you? (401) */
	ERR_FACTOR,		/* the password is right: now a code (401) */
	ERR_RIGHTS,		/* you may not (403) */
	ERR_BLOCKED,		/* you may not write here for now (403) */
	ERR_NOT_FOUND,		/* no such thing, or not yours to see (404) */
	ERR_CONFLICT,		/* somebody was first (409) */
	ERR_SHARED,		/* it would strike others, too (409) */
	ERR_TOO_LARGE,		/* over a stated limit (413) */
	ERR_EXPIRED,		/* the cursor is gone: take a snapshot (410) */
	ERR_ERASED,		/* it was there, and was erased (410) */
	ERR_IO,			/* disk, pipe, descriptor */
	ERR_STORE,		/* the database refused */
	ERR_NEWER,		/* written by a newer version */
	ERR_IN_USE,		/* port, lock or directory has an owner */
	ERR_MEMORY,
	ERR_UNSUPPORTED,	/* this build or backend cannot */
	ERR_CODES		/* how many there are */
};

struct err {
	enum err_code code;
	char	      text[ERR_TEXT_BYTES];	/* UTF-8, cut between letters */
};

/* Fills `err` (unless NULL) and returns false, so that a caller can write
 * `return err_set(err, ERR_VALUE, "port %d is not between 1 and 65535", p)`. */
bool err_set(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Like err_set(), with ": " and the text of `errno_value` at the end. */
bool err_sys(struct err *err, enum err_code code, int errno_value,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Puts "fmt: " in front of the text that is already there. Returns false. */
bool err_prefix(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

void err_clear(struct err *err);

/* The code's name on the wire and in the log: "conflict", "not_found" ...
 * A read-only string; "unknown" for a number that is no code. */
const char *err_name(enum err_code code);

/* The code of a name, ERR_CODES when there is none such. */
enum err_code err_find(const char *name);

/* The HTTP status that carries `code` (404 for ERR_NOT_FOUND, 500 for what
 * no client can help), and the code that an HTTP status stands for. */
int	      err_to_status(enum err_code code);
enum err_code err_from_status(int status);

#endif
