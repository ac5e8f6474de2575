/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TRY_HARD_BYTES (64 * 1024)	/* more is somebody's own load */

/* Of the whole program: where memory is short is not of any one object. */
static _Atomic(void *) reserve;
static atomic_bool     is_short;

bool
mem_reserve(size_t bytes)
{
	void *none = NULL, *p;

	if (atomic_load(&reserve) != NULL)
		return true;
	p = malloc(bytes);
	if (p == NULL)
		return false;
	/* Memory that was never written is only promised. */
	memset(p, 0xa5, bytes);
	if (!atomic_compare_exchange_strong(&reserve, &none, p))
		free(p);
	atomic_store(&is_short, false);
	return true;
}

bool
mem_is_short(void)
{
	return atomic_load(&is_short);
}

static bool
give_up_reserve(void)
{
	void *p = atomic_exchange(&reserve, NULL);

	if (p == NULL)
		return false;
	atomic_store(&is_short, true);
	free(p);
	return true;
}

void *
mem_try(void *old, size_t bytes)
{
	void *p = realloc(old, bytes);

	if (p == NULL && bytes <= TRY_HARD_BYTES && give_up_reserve())
		p = realloc(old, bytes);
	return p;
}

/* Nothing here may ask for memory. */
static void
end_without_memory(void)
{
	static const char words[] = "out of memory: the program ends, what "
	    "it has stored is kept\n";
	ssize_t n = write(STDERR_FILENO, words, sizeof words - 1);

	(void)n;
	abort();
}

void *
mem_alloc(size_t n, size_t size)
{
	/* calloc() checks the product; a byte at least, as 0 may give NULL. */
	void *p = calloc(n == 0 ? 1 : n, size == 0 ? 1 : size);

	if (p == NULL && give_up_reserve())
		p = calloc(n == 0 ? 1 : n, size == 0 ? 1 : size);
	if (p == NULL)
		end_without_memory();
	return p;
}

void *
mem_grow(void *old, size_t n_old, size_t n_new, size_t size)
{
	void *p;

	if (size == 0)
		size = 1;
	if (n_new == 0)
		n_new = 1;
	if (n_new > SIZE_MAX / size)
		abort();
	p = realloc(old, n_new * size);
	if (p == NULL && give_up_reserve())
		p = realloc(old, n_new * size);
	if (p == NULL)
		end_without_memory();
	if (old == NULL)
		n_old = 0;
	if (n_new > n_old)
		memset((char *)p + n_old * size, 0, (n_new - n_old) * size);
	return p;
}

char *
mem_dup(const char *text)
{
	return text == NULL ? NULL : mem_dup_n(text, strlen(text));
}

char *
mem_dup_n(const char *bytes, size_t len)
{
	char *p;

	if (len == SIZE_MAX)
		abort();
	p = mem_alloc(len + 1, 1);
	if (len > 0)
		memcpy(p, bytes, len);
	return p;
}
