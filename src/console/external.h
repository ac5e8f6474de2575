/* SPDX-License-Identifier: GPL-3.0-or-later */
/* external.h - the operator's own editor, which has the terminal for a while.
 *
 * It runs in a process group of its own in the foreground: Ctrl-C and a
 * hang-up are its, and when it is stopped (Ctrl-Z) we stop with it until
 * somebody continues us. The caller goes on with all but the terminal.
 */
#ifndef CONSOLE_EXTERNAL_H
#define CONSOLE_EXTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct external;

/* Runs `command` for the file as git does: sh -c 'COMMAND "$@"'. */
struct external *external_start(const char *command, const char *path,
    struct err *err);
/* Readable when it has ended; -1: ask by external_ended() now and then. */
int  external_fd(const struct external *x);
/* Has it ended? Then *status is as waitpid() gives it. */
bool external_ended(struct external *x, int *status);
/* We were continued from outside. */
void external_resume(struct external *x);
/* Hangs up on it if it still runs; the terminal is ours again. */
void external_free(struct external *x);

/* A new private file "reply-ID-XXXXXX.txt" in `dir` with that text. Fills
 * `path`. */
bool external_write(const char *dir, int64_t id, const char *text,
    char *path, size_t size, struct err *err);
/* One that was left by a console that was killed. False: there is none. */
bool external_find(const char *dir, char *path, size_t size, int64_t *id);

#endif
