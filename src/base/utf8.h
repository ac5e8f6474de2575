/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8.h - text from outside: is it well formed, how wide is it, and what of
 * it may be shown to a terminal.
 *
 * THE RULE: every byte that came from outside and goes to a terminal, a
 * title, a desktop notification, a log or an exported text passes
 * utf8_safe(). What is stored, copied or sent is never changed.
 *
 * What utf8_safe() does (the drawn copy only):
 *   - text is put into Unicode NFC;
 *   - C0, DEL and C1 become visible: ^X for C0 and ^? for DEL, <U+009B> for C1.
 *     UTF8_LINES leaves "\n" alone, else "\n" becomes a space when UTF8_FLAT
 *     is given and "^J" when not; TAB becomes one space;
 *   - bidirectional and invisible controls (U+00AD, U+061C, U+180E, U+200B,
 *     U+200C unless between two letters that join, U+200E..U+200F,
 *     U+202A..U+202E, U+2028..U+2029, U+2060..U+2069, U+206A..U+206F, U+FEFF,
 *     U+FFF9..U+FFFB, U+115F..U+1160, U+3164, U+FFA0, tags U+E0000..U+E0FFF
 *     and the other default-ignorables) become tokens: <U+202E>;
 *   - what only dresses an emoji (U+FE00..U+FE0F, U+200D between emoji, skin
 *     tones, U+20E3) is left out;
 *   - at most 4 combining marks stay on one base; more are left out;
 *   - ill-formed UTF-8, noncharacters, unassigned and private-use code points
 *     with wcwidth() < 0 become U+FFFD.
 * So the result holds only code points whose width all terminals agree on.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum utf8_mode {
	UTF8_FLAT,	/* one line: names, subjects, titles, log lines */
	UTF8_LINES	/* a message: "\n" stays ("\r\n" and "\r" become it) */
};

/* Appends the safe form of `len` bytes to `out`. False if `out` is full. */
bool utf8_safe(struct str *out, const char *bytes, size_t len,
    enum utf8_mode mode);
/* The same into a buffer, cut between letters; returns `buf`. */
char *utf8_safe_buf(char *buf, size_t size, const char *text,
    enum utf8_mode mode);

/* Is it well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates,
 * nothing above U+10FFFF)? utf8_is_text() also refuses NUL. */
bool utf8_is_valid(const char *bytes, size_t len);
bool utf8_is_text(const char *bytes, size_t len);

/* Reads one code point at bytes[0..len); returns its length in bytes (1..4).
 * Ill-formed input gives U+FFFD and 1. len must be > 0. */
size_t utf8_next(const char *bytes, size_t len, uint32_t *code);
/* Writes `code` (a scalar value) to `out` (4 bytes), returns its length. */
size_t utf8_put(char *out, uint32_t code);

/* Start of the letter (grapheme cluster, UAX 29) after / before offset `at`.
 * 0 <= at <= len. At the end (start) the end (start) is returned. */
size_t utf8_letter_after(const char *text, size_t len, size_t at);
size_t utf8_letter_before(const char *text, size_t len, size_t at);

/* Is it part of a word: a letter of any script, a mark on one, a digit? */
bool utf8_is_word(uint32_t code);
/* The capital or small letter of one code point; what has none is itself. */
uint32_t utf8_capital(uint32_t code);
uint32_t utf8_small(uint32_t code);

/* Columns of SAFE text (0..). Control characters count 0. */
int utf8_cols(const char *text, size_t len);
/* The longest prefix of SAFE text that fits `cols` columns: its bytes; when
 * `used` is not NULL the columns it takes. Never splits a letter. */
size_t utf8_fit(const char *text, size_t len, int cols, int *used);

/* The folded copy for finding: NFC, case folded, ё->е, Latin letters without
 * their marks (ł->l too), й stays. Appends to `out`. */
bool utf8_fold(struct str *out, const char *text, size_t len);
/* The copy in lower case, in NFC; nothing else is changed. */
bool utf8_lower(struct str *out, const char *text, size_t len);
/* A letter of some script, or a mark that belongs to one? */
bool utf8_is_letter(uint32_t code);
/* 0..9 for a decimal digit of any script, else -1. */
int utf8_digit(uint32_t code);
/* What parts the groups of a number: a blank, the end of a line, a dash of any
 * kind, a dot. */
bool utf8_is_gap(uint32_t code);
/* What sits on another code point or is not seen at all: marks, format
 * controls. */
bool utf8_is_unseen(uint32_t code);

#endif
