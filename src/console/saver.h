/* SPDX-License-Identifier: GPL-3.0-or-later */
/* saver.h - writes single values into dezhurka.conf(5), beside the console.
 *
 * A thread of its own does it, as no disk stands between a key and its echo.
 * Each change reads the file anew, changes one line and replaces the file; a
 * link stays a link, its rights stay, and somebody else's change between two
 * of ours is kept.
 */
#ifndef CONSOLE_SAVER_H
#define CONSOLE_SAVER_H

#include "base/err.h"

struct saver;

/* `path` NULL: the usual place. */
struct saver *saver_new(const char *path);
/* Waits until everything is written. */
void saver_free(struct saver *s);
/* `value` NULL takes the line out. False with an error: there was no thread for
 * it, and it could not be written at once either. */
bool saver_put(struct saver *s, const char *section, const char *key,
    const char *value, struct err *err);
/* Readable when saver_poll() has something; -1 before the first change. */
int  saver_fd(const struct saver *s);
/* Calls failed(ctx, section, key, err) for what could not be written. */
void saver_poll(struct saver *s, void (*failed)(void *ctx,
    const char *section, const char *key, const struct err *err), void *ctx);

#endif
