/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arena.h - memory of one request or one answer, freed at once.
 *
 * arena_alloc() returns NULL when the arena's maximum or the machine's memory
 * is exhausted: a request then gets 503 and the desk lives.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(size_t max_bytes);	/* NULL: no memory */
void	      arena_free(struct arena *a);
void	      arena_reset(struct arena *a);
void	     *arena_alloc(struct arena *a, size_t bytes);	/* zeroed */
char	     *arena_dup(struct arena *a, const char *text);
char	     *arena_dup_n(struct arena *a, const char *bytes, size_t len);
char	     *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
