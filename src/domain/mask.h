/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask.h - numbers that must not be kept: those of cards and of bank accounts,
 * and what the desk's own patterns describe.
 *
 *   4111 1111 1111 1111		****1111
 *   PL61 1090 1014 0000 0712 1981 2874	PL****2874
 *
 * A card's number is 13 to 19 digits of any script, in groups of any size
 * between blanks, dashes, dots and what is not seen, that begins as the
 * numbers of some scheme do, has a length of that scheme and the right check
 * digit (Luhn). An account's number (IBAN) begins with a country, has the
 * length of that country and the right remainder (ISO 13616); a Polish one is
 * known without its country as well. Neither begins nor ends inside of a
 * longer number. A telephone number with its "+", a date and the number
 * of an article (EAN-13) are none of them.
 *
 * Everything is done in place: the result is never longer. It is always the
 * same for the same text, and masking it again changes nothing: whoever masks
 * first, what is stored and compared is equal.
 *
 * The visitor's page has the same rules (web/mask.js); tests/data/mask.json is
 * tried on both.
 */
#ifndef DOMAIN_MASK_H
#define DOMAIN_MASK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define MASK_PATTERNS	   32	/* of a desk */
#define MASK_PATTERN_BYTES 64
#define MASK_PARTS	   8	/* of mask_over() */

/* What a desk adds. In a pattern '#' is a digit, '@' a letter, '?' a digit or
 * a letter, a blank is a gap that may be missing, everything else is itself, of
 * any case; "\\" takes the next one as it is. It is found where no letter or
 * digit stands directly beside it. `keep`: so many of its last letters and
 * digits stay readable. */
struct mask_pattern {
	const char *name;
	const char *text;
	int	    keep;
};
struct mask {
	const struct mask_pattern *patterns;
	size_t			   n;
};
/* ERR_VALUE: empty, too long, nothing but gaps, or it would keep all. */
bool mask_pattern_check(const struct mask_pattern *p, struct err *err);

enum mask_form {
	MASK_TEXT,	/* "****1111" */
	MASK_WORD,	/* "xxxx1111": in tags and names of files */
	MASK_PREVIEW,	/* as MASK_TEXT, and seven digits or more that may
			 * become a card's or an account's number */
	MASK_DRAFT	/* the same for twelve: what is kept meanwhile */
};

/* `m` NULL: a desk without patterns. True: something was masked. */
bool mask_text(const struct mask *m, char *text, enum mask_form form);

/* Is there something to mask? */
bool mask_finds(const struct mask *m, const char *text, enum mask_form form);

/* Texts of one author, one after the other: a number that begins in one and
 * ends in another. Bit i of the result: part i has been changed. The parts are
 * masked already; at most MASK_PARTS. */
unsigned mask_over(const struct mask *m, char *const *parts, size_t n,
    enum mask_form form);
/* May a number of an earlier text go on in this one; may one begin in this
 * text, or go through it, and go on in a later one? */
bool mask_may_go_on(const char *text);
bool mask_may_begin(const char *text);

#endif
