/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8_words.h - the words that somebody looks for, and where a text has them.
 *
 * A query is words between blanks, each to be found; "words in quotes" stand
 * together, exactly so. Folded by utf8_fold(): neither case nor accents nor
 * ё/ł matter. A word of three letters or more is a beginning, and one of five
 * or more gives up its ending (one letter, two from seven on): so "возврата"
 * finds "возвратом" and "orders" finds "order". One with a digit in it stays
 * whole. A word holds letters and digits; anything else parts words, so
 * "A-1029" is "a" and "1029" one after the other.
 */
#ifndef BASE_UTF8_WORDS_H
#define BASE_UTF8_WORDS_H

#include "base/str.h"

#define WORDS_OF_QUERY	8	/* more are left out */
#define WORDS_PARTS	8	/* of one: "A-1029" has two */
#define WORDS_BYTES	64	/* of one part, folded; longer are cut */
#define WORDS_QUERY	200	/* bytes of a query that are looked at */

struct word {
	char part[WORDS_PARTS][WORDS_BYTES + 1];
	int  n_parts;
	bool is_beginning;	/* the last part may go on */
};

struct words {
	struct word word[WORDS_OF_QUERY];
	int	    n;
};

/* Bytes of a text, from its start. */
struct span { size_t at, len; };

/* False: there is nothing to look for. */
bool words_parse(struct words *w, const char *query);
/* Where the words stand in `text` (as it is, not folded), in order, at most
 * `max`; returns how many. Whole words are told, not their beginnings only. */
int words_mark(const struct words *w, const char *text, size_t len,
    struct span *spans, int max);
/* A piece of at most `bytes` bytes around the first of the spans, between
 * letters, at a blank where there is one near. */
struct span words_excerpt(const char *text, size_t len,
    const struct span *spans, int n, size_t bytes);

#endif
