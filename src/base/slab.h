/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slab.h - many small pieces of one size that come and go together.
 *
 * They lie in blocks of their own. A block whose pieces are all dropped goes
 * back to the system, whatever else was allocated meanwhile; among other
 * memory each would leave a hole that holds its page. One empty block is kept
 * for the next piece. The address sanitizer knows which pieces are taken, so it
 * finds uses after a drop as it does of freed memory. For one thread.
 */
#ifndef BASE_SLAB_H
#define BASE_SLAB_H

#include <stddef.h>

struct slab;

/* Pieces of `size` bytes, at most 8192. */
struct slab *slab_new(size_t size);
/* Every piece has been dropped before. */
void	     slab_free(struct slab *s);
void	    *slab_take(struct slab *s);	/* zeroed; NULL: no memory */
void	     slab_drop(struct slab *s, void *piece);
/* Blocks that it has from the system. */
size_t	     slab_blocks(const struct slab *s);

#endif
