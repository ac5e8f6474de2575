/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES 4096

struct block {
	struct block *next;
	size_t	      used, size;
	alignas(max_align_t) char data[];
};

struct arena {
	struct block *blocks;		/* the newest one first */
	size_t	      max_bytes, taken;	/* taken: memory of all blocks */
};

static size_t
round_up(size_t bytes)
{
	size_t unit = alignof(max_align_t);

	return (bytes + unit - 1) / unit * unit;
}

static struct block *
add_block(struct arena *a, size_t bytes)
{
	size_t left = a->max_bytes - a->taken;
	size_t size = bytes < BLOCK_BYTES ? BLOCK_BYTES : bytes;
	struct block *b;

	if (bytes > left)
		return NULL;
	if (size > left)
		size = left;
	b = malloc(sizeof *b + size);
	if (b == NULL)
		return NULL;
	*b = (struct block){ .next = a->blocks, .size = size };
	a->blocks = b;
	a->taken += size;
	return b;
}

static void
free_blocks(struct block *b)
{
	while (b != NULL) {
		struct block *next = b->next;

		free(b);
		b = next;
	}
}

struct arena *
arena_new(size_t max_bytes)
{
	struct arena *a = calloc(1, sizeof *a);

	if (a != NULL)
		a->max_bytes = max_bytes;
	return a;
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	free_blocks(a->blocks);
	free(a);
}

/* Keeps one block: the next request is likely to be as small as this one. */
void
arena_reset(struct arena *a)
{
	struct block *keep = a->blocks;

	if (keep == NULL)
		return;
	free_blocks(keep->next);
	keep->next = NULL;
	keep->used = 0;
	a->taken = keep->size;
	if (keep->size > BLOCK_BYTES) {
		free(keep);
		a->blocks = NULL;
		a->taken = 0;
	}
}

void *
arena_alloc(struct arena *a, size_t bytes)
{
	struct block *b = a->blocks;
	size_t size;
	void *p;

	if (bytes > SIZE_MAX / 2)
		return NULL;
	size = round_up(bytes == 0 ? 1 : bytes);
	if (b == NULL || size > b->size - b->used)
		b = add_block(a, size);
	if (b == NULL)
		return NULL;
	p = b->data + b->used;
	b->used += size;
	memset(p, 0, size);
	return p;
}

char *
arena_dup_n(struct arena *a, const char *bytes, size_t len)
{
	char *p = len == SIZE_MAX ? NULL : arena_alloc(a, len + 1);

	if (p != NULL && len > 0)
		memcpy(p, bytes, len);
	return p;
}

char *
arena_dup(struct arena *a, const char *text)
{
	return text == NULL ? NULL : arena_dup_n(a, text, strlen(text));
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return NULL;
	p = arena_alloc(a, (size_t)n + 1);
	if (p == NULL)
		return NULL;
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}
