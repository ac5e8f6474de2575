/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paths.h - the XDG directories, private files, a lock.
 */
#ifndef BASE_PATHS_H
#define BASE_PATHS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum paths_kind { PATHS_CONFIG, PATHS_STATE, PATHS_CACHE, PATHS_RUNTIME };

/* $XDG_..._HOME/dezhurka (or its default under $HOME; PATHS_RUNTIME falls back
 * to the state directory) plus "/" and `leaf` unless NULL. */
bool paths_get(enum paths_kind kind, const char *leaf, char *buf, size_t size,
    struct err *err);
/* Creates the directory and its parents, 0700 those that it creates. */
bool paths_make_dir(const char *dir, struct err *err);
/* Whole small file, at most out->max_bytes. ERR_NOT_FOUND: no such file. */
bool paths_read(const char *path, struct str *out, struct err *err);
/* Writes a new file beside, fsyncs, renames over, fsyncs the directory. */
bool paths_replace(const char *path, const char *bytes, size_t len, int mode,
    struct err *err);
/* Takes an exclusive lock on `path` (created 0600) for as long as *fd is open.
 * ERR_IN_USE: another process has it; the sentence names its pid. */
bool paths_lock(const char *path, int *fd, struct err *err);

#endif
