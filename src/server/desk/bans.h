/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bans.h - all blocks of a desk, and which of them holds for somebody.
 *
 * Looking somebody up is a binary search for the customer, and one for each
 * width of range that there is (at most 114), however many blocks there are.
 * Nothing ends by itself in here: whoever asks says what time it is, so a clock
 * that was wrong for a while has ended nothing.
 */
#ifndef DESK_BANS_H
#define DESK_BANS_H

#include "domain/ban.h"

struct bans;

struct bans *bans_new(void);
void bans_free(struct bans *set);
/* Copied; one with the same id makes room. */
void bans_put(struct bans *set, const struct ban *b);
/* The same of many: each has an id of its own, and nothing is asked before they
 * are sorted. */
void bans_add(struct bans *set, const struct ban *b);
void bans_sort(struct bans *set);
void bans_end(struct bans *set, int64_t id, int64_t now_ms,
    int64_t by_id);
/* Those that have ended before then. */
void bans_cut(struct bans *set, int64_t before_ms);
/* Nothing of that conversation is kept but the block. */
void bans_forget(struct bans *set, int64_t conversation_id);
/* Nor of that customer, who is not there any more. */
void bans_leave(struct bans *set, int64_t customer_id);
/* The strongest one that holds for who writes from there (`customer_id` 0:
 * nobody known; `from` NULL or not known: nobody knows); NULL: none. */
const struct ban *bans_find(const struct bans *set, int64_t customer_id,
    const struct address *from, int64_t now_ms);
/* A live one that means the same. */
const struct ban *bans_like(const struct bans *set,
    const struct ban *b, int64_t now_ms);
const struct ban *bans_get(const struct bans *set, int64_t id);
/* How many hold. */
size_t bans_count(const struct bans *set, int64_t now_ms);
/* Iteration: from 0; NULL at the end. In no order that means something. */
const struct ban *bans_at(const struct bans *set, size_t i);

#endif
