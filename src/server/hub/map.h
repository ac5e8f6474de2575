/* SPDX-License-Identifier: GPL-3.0-or-later */
/* map.h - numbers to pointers. Key 0 is a key like any other; a value is
 * never NULL. The map owns nothing that it points to.
 */
#ifndef HUB_MAP_H
#define HUB_MAP_H

#include <stddef.h>
#include <stdint.h>

struct map_slot {
	int64_t key;
	void   *value;
};

/* Zeroed memory is an empty map. */
struct map {
	struct map_slot *slots;
	size_t		 cap, n;	/* cap: 0 or a power of two */
};

void  map_clear(struct map *m);
void *map_find(const struct map *m, int64_t key);
void  map_put(struct map *m, int64_t key, void *value);
void *map_remove(struct map *m, int64_t key);	/* what was there or NULL */
/* i from 0; NULL at the end. Nothing may be put or removed meanwhile. */
void *map_next(const struct map *m, size_t *i);

#endif
