/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tags.h - words by which conversations and customers are found again.
 *
 * A tag is a word of 1 to 32 bytes of UTF-8: letters of any script in lower
 * case, digits, '.', '_', '-'. A list is "invoice,refund": at most MAX_TAGS of
 * them, none twice, in the order of their adding.
 */
#ifndef DOMAIN_TAGS_H
#define DOMAIN_TAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "domain/limits.h"

/* Only letters, digits, '.', '_', '-' of any case, and not nothing. */
bool tag_is_word(const char *text);
/* The tag that was meant: "#Invoice" is "invoice". ERR_VALUE says why not. */
bool tag_make(char tag[MAX_TAG_BYTES + 1], const char *text, struct err *err);

/* "" is a list of none. */
bool tags_check(const char *list, struct err *err);
int  tags_count(const char *list);
/* The i-th of them; false: there are not so many. */
bool tags_at(const char *list, int i, char tag[MAX_TAG_BYTES + 1]);
bool tags_has(const char *list, const char *tag);
/* Takes those of `remove` out and puts those of `add` to the end. Both are
 * lists of what people type ("#Invoice,VIP"). ERR_TOO_LARGE: more than
 * MAX_TAGS; on failure the list is as it was. */
bool tags_change(char list[MAX_TAGS_BYTES + 1], const char *add,
    const char *remove, struct err *err);

#endif
