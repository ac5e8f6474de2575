/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8_alike.h - which texts look alike, and which words are made of letters of
 * two alphabets.
 *
 * Two texts look alike if their shapes are equal. A shape holds letters and
 * digits only, in small letters, without marks and without what is not seen;
 * letters of any width or style are the usual ones (NFKC), and Cyrillic and
 * Greek letters that are drawn as a Latin one are that one, capital by capital
 * and small by small: "В" is "b", "в" is not. 0 is "o", 1 and "|" are "l".
 *
 * Sources: UAX 15 (NFKC); the idea of a skeleton from UTS 39, section 4, with a
 * table of our own that holds the alphabets of our languages and Greek.
 */
#ifndef BASE_UTF8_ALIKE_H
#define BASE_UTF8_ALIKE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Appends the shape. False if `out` is full or memory is. `capital_i_is_l`: a
 * capital I is drawn as a small L in many fonts; both ways are worth a look. */
bool utf8_shape(struct str *out, const char *text, size_t len,
    bool capital_i_is_l);

/* Is there a word in it, letters without anything between them, of two of the
 * alphabets Latin, Cyrillic and Greek? "Иван iPhone" has none. */
bool utf8_is_mixed(const char *text, size_t len);

#endif
