/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transfer.h - who would be the best receiver of a conversation.
 *
 * The rule, in this order (doc/dezhurka.1, "The best receiver"):
 *   0. a candidate is neither me nor who has it now, not disabled,
 *      online, and has room (load < limit);
 *   1. speaks the conversation's language;
 *   2. shares the most skills with the conversation's department;
 *   3. works in that department by name (not merely for all);
 *   4. has the smallest load in proportion to the limit;
 *   5. has the smallest id, so that all consoles name the same one.
 */
#ifndef DOMAIN_TRANSFER_H
#define DOMAIN_TRANSFER_H

#include "domain/conversation.h"

/* The best of `n` operators, or NULL when nobody is a candidate. `d` is the
 * conversation's department or NULL. */
const struct operator *transfer_best(const struct operator *operators,
    size_t n, const struct conversation *c, const struct department *d,
    int64_t me);

/* Compares two candidates by the rule: < 0 when `a` is better. */
int transfer_compare(const struct operator *a, const struct operator *b,
    const struct conversation *c, const struct department *d);

#endif
