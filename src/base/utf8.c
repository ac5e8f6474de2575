/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <utf8proc.h>

#include "base/utf8_cols.h"

#define REPLACEMENT 0xfffd

/* Latin letters whose mark is part of the letter for Unicode. */
static const struct letter_row {
	uint32_t code, plain;
} letters[] = {
	{ 0x00f8, 'o' }, { 0x0111, 'd' }, { 0x0127, 'h' }, { 0x0131, 'i' },
	{ 0x0142, 'l' }, { 0x0167, 't' }, { 0x0180, 'b' }, { 0x019a, 'l' },
	{ 0x01b6, 'z' }, { 0x01e5, 'g' }, { 0x023c, 'c' }, { 0x0247, 'e' },
	{ 0x0249, 'j' }, { 0x024d, 'r' }, { 0x024f, 'y' }, { 0x2c65, 'a' },
};

/* Well-formed sequences, RFC 3629 section 4: what may follow a first byte. */
static const struct form_row {
	unsigned char first, last;	/* of the first byte */
	unsigned char low, high;	/* of the second */
	unsigned char len, bits;
} forms[] = {
	{ 0xc2, 0xdf, 0x80, 0xbf, 2, 0x1f },
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3, 0x0f },
	{ 0xe1, 0xec, 0x80, 0xbf, 3, 0x0f },
	{ 0xed, 0xed, 0x80, 0x9f, 3, 0x0f },
	{ 0xee, 0xef, 0x80, 0xbf, 3, 0x0f },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4, 0x07 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4, 0x07 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4, 0x07 },
};

/* 0: ill-formed. */
static size_t
decode(const unsigned char *p, size_t len, uint32_t *code)
{
	const struct form_row *f = forms;
	const struct form_row *end = forms + sizeof forms / sizeof *forms;

	if (p[0] < 0x80) {
		*code = p[0];
		return 1;
	}
	while (f < end && (p[0] < f->first || p[0] > f->last))
		f++;
	if (f == end || len < f->len || p[1] < f->low || p[1] > f->high)
		return 0;
	*code = p[0] & f->bits;
	for (size_t i = 1; i < f->len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (p[i] & 0x3f);
	}
	return f->len;
}

size_t
utf8_next(const char *bytes, size_t len, uint32_t *code)
{
	size_t n;

	assert(len > 0);
	n = decode((const unsigned char *)bytes, len, code);
	if (n > 0)
		return n;
	*code = REPLACEMENT;
	return 1;
}

size_t
utf8_put(char *out, uint32_t code)
{
	static const unsigned char firsts[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	assert(code <= 0x10ffff && (code < 0xd800 || code > 0xdfff));
	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	out[0] = (char)(firsts[n] | code);
	return n;
}

bool
utf8_is_valid(const char *bytes, size_t len)
{
	uint32_t code;

	for (size_t i = 0; i < len;) {
		size_t n = decode((const unsigned char *)bytes + i, len - i,
		    &code);

		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

bool
utf8_is_text(const char *bytes, size_t len)
{
	return (len == 0 || memchr(bytes, '\0', len) == NULL) &&
	    utf8_is_valid(bytes, len);
}

bool
utf8_is_word(uint32_t code)
{
	utf8proc_category_t category =
	    utf8proc_category((utf8proc_int32_t)code);

	return category >= UTF8PROC_CATEGORY_LU &&
	    category <= UTF8PROC_CATEGORY_NO;
}

uint32_t
utf8_capital(uint32_t code)
{
	return (uint32_t)utf8proc_toupper((utf8proc_int32_t)code);
}

uint32_t
utf8_small(uint32_t code)
{
	return (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
}

size_t
utf8_letter_after(const char *text, size_t len, size_t at)
{
	utf8proc_int32_t state = 0;
	uint32_t code, next;

	if (at >= len)
		return len;
	at += utf8_next(text + at, len - at, &code);
	while (at < len) {
		size_t n = utf8_next(text + at, len - at, &next);

		if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)code,
		    (utf8proc_int32_t)next, &state))
			break;
		at += n;
		code = next;
	}
	return at;
}

size_t
utf8_letter_before(const char *text, size_t len, size_t at)
{
	size_t from, next;

	if (at > len)
		at = len;
	if (at == 0)
		return 0;
	/* Letters can only be told from a sure border on: the line's start.
	 * A newline itself is a letter of the line that it ends. */
	for (from = at - 1; from > 0 && text[from - 1] != '\n'; from--)
		;
	if (text[at - 1] == '\n')
		return at > 1 && text[at - 2] == '\r' ? at - 2 : at - 1;
	for (;;) {
		next = utf8_letter_after(text, at, from);
		if (next >= at)
			return from;
		from = next;
	}
}

/* wcwidth() knows only the locale's letters: a program that runs in the C
 * locale (a daemon) asks the library, which has no say over a terminal. */
int
utf8_code_cols(uint32_t code)
{
	utf8proc_category_t category;

	if (MB_CUR_MAX > 1)
		return wcwidth((wchar_t)code);
	category = utf8proc_category((utf8proc_int32_t)code);
	if (category == UTF8PROC_CATEGORY_CN ||
	    category == UTF8PROC_CATEGORY_CC ||
	    category == UTF8PROC_CATEGORY_CS)
		return -1;
	return utf8proc_charwidth((utf8proc_int32_t)code);
}

int
utf8_cols(const char *text, size_t len)
{
	uint32_t code;
	int cols = 0;

	for (size_t i = 0; i < len;) {
		int w;

		i += utf8_next(text + i, len - i, &code);
		w = utf8_code_cols(code);
		cols += w > 0 ? w : 0;
	}
	return cols;
}

size_t
utf8_fit(const char *text, size_t len, int cols, int *used)
{
	size_t at = 0;
	int sum = 0;

	while (at < len) {
		size_t next = utf8_letter_after(text, len, at);
		int w = utf8_cols(text + at, next - at);

		if (sum + w > cols)
			break;
		sum += w;
		at = next;
	}
	if (used != NULL)
		*used = sum;
	return at;
}

static bool
is_latin(uint32_t code)
{
	return (code >= 'a' && code <= 'z') ||
	    (code >= 0xc0 && code <= 0x24f && code != 0xd7 && code != 0xf7) ||
	    (code >= 0x1e00 && code <= 0x1eff) ||
	    (code >= 0x2c60 && code <= 0x2c7f);
}

static bool
is_cyrillic(uint32_t code)
{
	return code >= 0x400 && code <= 0x52f;
}

static uint32_t
plain_letter(uint32_t code)
{
	utf8proc_int32_t parts[8];
	utf8proc_ssize_t n;
	int class = 0;

	if (code == 0x451)		/* U+0451 IO: people type U+0435 IE */
		return 0x435;
	if (!is_latin(code))
		return code;
	n = utf8proc_decompose_char((utf8proc_int32_t)code, parts, 8,
	    UTF8PROC_DECOMPOSE, &class);
	if (n > 0 && n <= 8)
		code = (uint32_t)parts[0];
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (letters[i].code == code)
			return letters[i].plain;
	return code;
}

/* Folded text in NFC: the marks that still stand alone after a Latin or
 * Cyrillic letter are dress (stress), as U+0439 SHORT I is one code point. */
static bool
put_plain(struct str *out, const char *text, size_t len)
{
	bool dressed = false, ok = true;
	uint32_t code;

	for (size_t i = 0; i < len;) {
		char bytes[4];

		i += utf8_next(text + i, len - i, &code);
		if (dressed && utf8proc_category((utf8proc_int32_t)code) ==
		    UTF8PROC_CATEGORY_MN)
			continue;
		dressed = is_latin(code) || is_cyrillic(code);
		code = plain_letter(code);
		ok = str_put_n(out, bytes, utf8_put(bytes, code)) && ok;
		if (!ok)
			break;
	}
	return ok;
}

static void
put_valid(struct str *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		char bytes[4];
		uint32_t code;

		i += utf8_next(text + i, len - i, &code);
		str_put_n(out, bytes, utf8_put(bytes, code));
	}
}

bool
utf8_fold(struct str *out, const char *text, size_t len)
{
	const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE |
	    UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t n;
	struct str valid;
	bool ok;

	/* An ill-formed byte takes three as U+FFFD. */
	str_init(&valid, 3 * len);
	put_valid(&valid, text, len);
	n = utf8proc_map((const utf8proc_uint8_t *)valid.data,
	    (utf8proc_ssize_t)valid.len, &folded, how);
	ok = n >= 0 && put_plain(out, (const char *)folded, (size_t)n);
	free(folded);
	str_clear(&valid);
	return ok;
}

bool
utf8_lower(struct str *out, const char *text, size_t len)
{
	utf8proc_uint8_t *composed = NULL;
	struct str valid;
	size_t n = 0;
	bool ok = true;

	str_init(&valid, 3 * len);
	put_valid(&valid, text, len);
	composed = utf8proc_NFC((const utf8proc_uint8_t *)valid.data);
	if (composed != NULL)
		n = strlen((const char *)composed);
	for (size_t at = 0; ok && at < n;) {
		char bytes[4];
		uint32_t code;

		at += utf8_next((const char *)composed + at, n - at, &code);
		code = (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
		ok = str_put_n(out, bytes, utf8_put(bytes, code));
	}
	ok = ok && composed != NULL;
	free(composed);
	str_clear(&valid);
	return ok;
}

bool
utf8_is_letter(uint32_t code)
{
	switch (utf8proc_category((utf8proc_int32_t)code)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
		return true;
	default:
		return false;
	}
}
