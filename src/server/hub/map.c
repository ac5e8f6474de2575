/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/hub/map.h"

#include <stdlib.h>

#include "base/mem.h"

#define MIN_SLOTS 16

static size_t
home_of(const struct map *m, int64_t key)
{
	uint64_t h = (uint64_t)key * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)(h ^ h >> 32) & (m->cap - 1);
}

/* The slot of the key, or the empty one where it would go. */
static size_t
slot_of(const struct map *m, int64_t key)
{
	size_t i = home_of(m, key);

	while (m->slots[i].value != NULL && m->slots[i].key != key)
		i = (i + 1) & (m->cap - 1);
	return i;
}

static void
grow(struct map *m)
{
	struct map old = *m;

	m->cap = old.cap == 0 ? MIN_SLOTS : 2 * old.cap;
	m->slots = mem_array(m->cap, struct map_slot);
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].value != NULL)
			m->slots[slot_of(m, old.slots[i].key)] = old.slots[i];
	free(old.slots);
}

void
map_clear(struct map *m)
{
	free(m->slots);
	*m = (struct map){ 0 };
}

void *
map_find(const struct map *m, int64_t key)
{
	return m->cap == 0 ? NULL : m->slots[slot_of(m, key)].value;
}

void
map_put(struct map *m, int64_t key, void *value)
{
	size_t i;

	if (m->n + m->n / 2 >= m->cap)
		grow(m);
	i = slot_of(m, key);
	if (m->slots[i].value == NULL)
		m->n++;
	m->slots[i] = (struct map_slot){ key, value };
}

void *
map_remove(struct map *m, int64_t key)
{
	size_t i, next;
	void *value;

	if (map_find(m, key) == NULL)
		return NULL;
	i = slot_of(m, key);
	value = m->slots[i].value;
	m->slots[i].value = NULL;
	m->n--;
	/* Those that had to go past this slot may have to come back to it. */
	next = (i + 1) & (m->cap - 1);
	while (m->slots[next].value != NULL) {
		struct map_slot moved = m->slots[next];

		m->slots[next].value = NULL;
		m->slots[slot_of(m, moved.key)] = moved;
		next = (next + 1) & (m->cap - 1);
	}
	return value;
}

void *
map_next(const struct map *m, size_t *i)
{
	while (*i < m->cap) {
		void *value = m->slots[(*i)++].value;

		if (value != NULL)
			return value;
	}
	return NULL;
}
