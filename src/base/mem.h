/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mem.h - memory that is there or ends the program in order.
 *
 * mem_new() and friends never return NULL: on exhaustion they say so and abort
 * (the console gives the terminal back at that signal). Memory is zeroed. Sizes
 * are checked for overflow. Everything is freed by free().
 *
 * A program that serves others keeps a reserve: an allocation that fails has it
 * given back to the system and is tried again, so what was begun is finished;
 * mem_is_short() then says that nothing new shall be begun. mem_reserve() brings
 * it back as soon as there is room. Without one, or when it is gone already, the
 * program ends as above. Any thread may be the one that fails.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

void *mem_alloc(size_t n, size_t size);
/* Grows `old` (may be NULL) from n_old to n_new elements, new ones zeroed. */
void *mem_grow(void *old, size_t n_old, size_t n_new, size_t size);
char *mem_dup(const char *text);		/* NULL gives NULL */
char *mem_dup_n(const char *bytes, size_t len);	/* ends it with a NUL */

/* Keeps so many bytes for later, unless they are kept already. False: there is
 * no room for them. */
bool mem_reserve(size_t bytes);
/* The reserve had to be given up and is not back. */
bool mem_is_short(void);

/* realloc() for what may fail: NULL, and `old` is as it was. Only for little does
 * it use the reserve. */
void *mem_try(void *old, size_t bytes);

#define mem_new(type)	   ((type *)mem_alloc(1, sizeof(type)))
#define mem_array(n, type) ((type *)mem_alloc((n), sizeof(type)))

#endif
