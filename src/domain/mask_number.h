/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask_number.h - what numbers of cards and of accounts look like; the rules
 * behind mask.h. Pure: nothing is changed here.
 */
#ifndef DOMAIN_MASK_NUMBER_H
#define DOMAIN_MASK_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a text: its first `head` letters and digits and its last `keep` stay
 * readable. */
struct mask_span {
	size_t at, len;
	int    head, keep;
};

/* From behind a letter or digit over what may stand between two of one number.
 * False: there is no next one, or too much lies between. */
struct mask_gap {
	size_t next;
	int    n;		/* how much of it is seen */
	char   first;		/* of ASCII, else 0 */
	bool   has_line_end;
};
bool mask_gap_read(const char *text, size_t len, size_t at,
    struct mask_gap *gap);

/* '0'..'9' for a digit of any script, 'A'..'Z' for a Latin letter of either
 * width and case, else 0. */
char mask_sign(uint32_t code);

/* `at` is where a group of digits begins: a card's number, or a Polish account's
 * without its country; or what may become a card's: `least` digits (0: never) of
 * such a beginning. */
bool mask_digits_at(const char *text, size_t len, size_t at, int least,
    struct mask_span *out);
/* The end of a telephone number that begins at `at`, behind a '+'; 0: the
 * number is too long for one. */
size_t mask_phone_end(const char *text, size_t len, size_t at);

/* `at` is where a word begins. `least`: so many signs of an unfinished one are
 * enough (0: never). */
bool mask_iban_at(const char *text, size_t len, size_t at, int least,
    struct mask_span *out);

#endif
