/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/desk/bans.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define WIDTHS 129

/* What is compared: first the family, then how wide, then whose. */
enum family { OF_CUSTOMER, OF_V4, OF_V6 };
struct key {
	enum family family;
	int	    bits;
	int64_t	    customer_id;
	unsigned char bytes[16];
};

struct bans {
	struct ban **items;		/* by key */
	size_t	       n, cap;
	int	       n_wide[OF_V6 + 1][WIDTHS];	/* so many of that width */
};

static struct key
key_of_range(const struct range *r)
{
	struct key k = { .family = address_is_v4(&r->first) ? OF_V4 : OF_V6,
		.bits = r->bits };

	memcpy(k.bytes, r->first.bytes, sizeof k.bytes);
	return k;
}

static struct key
key_of(const struct ban *b)
{
	if (b->kind == BAN_SESSION)
		return (struct key){ .family = OF_CUSTOMER,
			.customer_id = b->customer_id };
	return key_of_range(&b->range);
}

static int
compare(const struct key *a, const struct key *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (a->bits != b->bits)
		return a->bits < b->bits ? -1 : 1;
	if (a->customer_id != b->customer_id)
		return a->customer_id < b->customer_id ? -1 : 1;
	return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

/* Where the first one with that key is or would be. */
static size_t
index_of(const struct bans *set, const struct key *key)
{
	size_t low = 0, high = set->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct key k = key_of(set->items[middle]);

		if (compare(&k, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct bans *
bans_new(void)
{
	return mem_new(struct bans);
}

void
bans_free(struct bans *set)
{
	if (set == NULL)
		return;
	for (size_t i = 0; i < set->n; i++)
		free(set->items[i]);
	free(set->items);
	free(set);
}

static void
count(struct bans *set, const struct ban *b, int by)
{
	struct key k = key_of(b);

	set->n_wide[k.family][k.bits] += by;
}

static void
remove_at(struct bans *set, size_t i)
{
	count(set, set->items[i], -1);
	free(set->items[i]);
	set->n--;
	memmove(set->items + i, set->items + i + 1,
	    (set->n - i) * sizeof *set->items);
}

static size_t
find_id(const struct bans *set, int64_t id)
{
	size_t i = 0;

	while (i < set->n && set->items[i]->id != id)
		i++;
	return i;
}

static void
insert_at(struct bans *set, size_t i, const struct ban *b)
{
	if (set->n == set->cap) {
		size_t cap = set->cap == 0 ? 16 : 2 * set->cap;

		set->items = mem_grow(set->items, set->cap, cap,
		    sizeof *set->items);
		set->cap = cap;
	}
	memmove(set->items + i + 1, set->items + i,
	    (set->n - i) * sizeof *set->items);
	set->items[i] = mem_new(struct ban);
	*set->items[i] = *b;
	set->n++;
	count(set, b, 1);
}

void
bans_put(struct bans *set, const struct ban *b)
{
	struct key key = key_of(b);
	size_t i = find_id(set, b->id);

	if (i < set->n)
		remove_at(set, i);
	insert_at(set, index_of(set, &key), b);
}

void
bans_add(struct bans *set, const struct ban *b)
{
	insert_at(set, set->n, b);
}

static int
compare_bans(const void *a, const void *b)
{
	struct key x = key_of(*(struct ban *const *)a);
	struct key y = key_of(*(struct ban *const *)b);

	return compare(&x, &y);
}

void
bans_sort(struct bans *set)
{
	if (set->n > 1)
		qsort(set->items, set->n, sizeof *set->items, compare_bans);
}

void
bans_end(struct bans *set, int64_t id, int64_t now_ms, int64_t by_id)
{
	size_t i = find_id(set, id);

	if (i == set->n || set->items[i]->ended_ms != 0)
		return;
	set->items[i]->ended_ms = now_ms;
	set->items[i]->ended_by_id = by_id;
}

void
bans_cut(struct bans *set, int64_t before_ms)
{
	for (size_t i = set->n; i > 0; i--) {
		const struct ban *b = set->items[i - 1];

		if ((b->ended_ms != 0 && b->ended_ms < before_ms) ||
		    (b->until_ms != 0 && b->until_ms < before_ms))
			remove_at(set, i - 1);
	}
}

void
bans_forget(struct bans *set, int64_t conversation_id)
{
	for (size_t i = 0; i < set->n; i++) {
		struct ban *b = set->items[i];

		if (b->conversation_id != conversation_id)
			continue;
		b->conversation_id = 0;
		b->name[0] = b->reason[0] = '\0';
	}
}

void
bans_leave(struct bans *set, int64_t customer_id)
{
	for (size_t i = set->n; i > 0; i--) {
		struct ban *b = set->items[i - 1];

		if (b->customer_id == customer_id && b->kind == BAN_SESSION)
			remove_at(set, i - 1);
		else if (b->customer_id == customer_id)
			b->customer_id = 0;
	}
}

/* The strongest live one with that key, or `best`. */
static const struct ban *
find_key(const struct bans *set, const struct key *key, int64_t now_ms,
    const struct ban *best)
{
	for (size_t i = index_of(set, key); i < set->n; i++) {
		const struct ban *b = set->items[i];
		struct key k = key_of(b);

		if (compare(&k, key) != 0)
			break;
		if (ban_is_live(b, now_ms) &&
		    (best == NULL || ban_is_stronger(b, best)))
			best = b;
	}
	return best;
}

const struct ban *
bans_find(const struct bans *set, int64_t customer_id,
    const struct address *from, int64_t now_ms)
{
	struct key of_customer = { .family = OF_CUSTOMER,
		.customer_id = customer_id };
	const struct ban *best = NULL;
	enum family family;

	if (customer_id != 0)
		best = find_key(set, &of_customer, now_ms, best);
	if (from == NULL || !from->is_known)
		return best;
	family = address_is_v4(from) ? OF_V4 : OF_V6;
	for (int bits = 0; bits < WIDTHS; bits++)
		if (set->n_wide[family][bits] > 0) {
			struct range r = range_around(from, bits);
			struct key k = key_of_range(&r);

			best = find_key(set, &k, now_ms, best);
		}
	return best;
}

const struct ban *
bans_like(const struct bans *set, const struct ban *b, int64_t now_ms)
{
	struct key k = key_of(b);

	return find_key(set, &k, now_ms, NULL);
}

const struct ban *
bans_get(const struct bans *set, int64_t id)
{
	size_t i = find_id(set, id);

	return i < set->n ? set->items[i] : NULL;
}

size_t
bans_count(const struct bans *set, int64_t now_ms)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++)
		n += ban_is_live(set->items[i], now_ms);
	return n;
}

const struct ban *
bans_at(const struct bans *set, size_t i)
{
	return i < set->n ? set->items[i] : NULL;
}
