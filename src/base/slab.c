/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/slab.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/mem.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif
/* A sanitizer sees who uses a piece that was dropped, or one never taken. */
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define HIDE(at, n) ASAN_POISON_MEMORY_REGION(at, n)
#define SHOW(at, n) ASAN_UNPOISON_MEMORY_REGION(at, n)
#else
#define HIDE(at, n) ((void)(at), (void)(n))
#define SHOW(at, n) ((void)(at), (void)(n))
#endif

#define BLOCK_BYTES ((size_t)65536)	/* and so aligned: a piece finds its block */
#define ALIGNED	    ((size_t)16)

/* A piece that nobody has. */
struct gap {
	struct gap *next;
};

/* Stands at the beginning of its bytes. */
struct block {
	struct block *next, **link;	/* of those with gaps */
	struct gap   *gaps;
	size_t	      n_taken, n_fresh;	/* fresh: never given to anybody */
};

struct slab {
	size_t	      size, per_block, n_blocks, n_empty;
	struct block *open;		/* those with room */
};

static size_t
rounded(size_t n)
{
	return (n + ALIGNED - 1) / ALIGNED * ALIGNED;
}

struct slab *
slab_new(size_t size)
{
	struct slab *s = mem_new(struct slab);

	assert(size > 0 && size <= 8192);
	s->size = rounded(size);
	s->per_block = (BLOCK_BYTES - rounded(sizeof(struct block))) / s->size;
	return s;
}

static void
link_block(struct slab *s, struct block *b)
{
	b->next = s->open;
	b->link = &s->open;
	if (b->next != NULL)
		b->next->link = &b->next;
	s->open = b;
}

static void
unlink_block(struct block *b)
{
	*b->link = b->next;
	if (b->next != NULL)
		b->next->link = b->link;
}

/* Bytes at a multiple of their size: cut out of twice as many. */
static struct block *
map_block(void)
{
	char *wide = mmap(NULL, 2 * BLOCK_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t before;

	if (wide == MAP_FAILED)
		return NULL;
	before = (BLOCK_BYTES - (uintptr_t)wide % BLOCK_BYTES) % BLOCK_BYTES;
	if (before > 0)
		munmap(wide, before);
	munmap(wide + before + BLOCK_BYTES, BLOCK_BYTES - before);
	return (struct block *)(void *)(wide + before);
}

static bool
add_block(struct slab *s)
{
	struct block *b = map_block();

	if (b == NULL)
		return false;
	b->n_fresh = s->per_block;
	HIDE((char *)b + rounded(sizeof *b), s->per_block * s->size);
	link_block(s, b);
	s->n_blocks++;
	s->n_empty++;
	return true;
}

static void
remove_block(struct slab *s, struct block *b)
{
	unlink_block(b);
	/* The address may be anybody's next. */
	SHOW(b, BLOCK_BYTES);
	munmap(b, BLOCK_BYTES);
	s->n_blocks--;
	s->n_empty--;
}

static bool
is_full(const struct block *b)
{
	return b->gaps == NULL && b->n_fresh == 0;
}

void *
slab_take(struct slab *s)
{
	struct block *b;
	void *piece;

	if (s->open == NULL && !add_block(s))
		return NULL;
	b = s->open;
	if (b->n_taken++ == 0)
		s->n_empty--;
	if (b->gaps != NULL) {
		piece = b->gaps;
		SHOW(piece, s->size);
		b->gaps = b->gaps->next;
	} else {
		piece = (char *)b + rounded(sizeof *b) +
		    (s->per_block - b->n_fresh--) * s->size;
		SHOW(piece, s->size);
	}
	if (is_full(b))
		unlink_block(b);
	memset(piece, 0, s->size);
	return piece;
}

void
slab_drop(struct slab *s, void *piece)
{
	struct block *b;
	struct gap *gap = piece;

	if (piece == NULL)
		return;
	b = (struct block *)(void *)((char *)piece -
	    (uintptr_t)piece % BLOCK_BYTES);
	if (is_full(b))
		link_block(s, b);
	gap->next = b->gaps;
	b->gaps = gap;
	HIDE(piece, s->size);
	if (--b->n_taken > 0)
		return;
	if (++s->n_empty > 1)
		remove_block(s, b);
}

size_t
slab_blocks(const struct slab *s)
{
	return s->n_blocks;
}

void
slab_free(struct slab *s)
{
	if (s == NULL)
		return;
	while (s->open != NULL) {
		assert(s->open->n_taken == 0);
		remove_block(s, s->open);
	}
	free(s);
}
