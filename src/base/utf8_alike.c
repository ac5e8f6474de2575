/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8_alike.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/utf8.h"

enum script { NO_SCRIPT, LATIN, CYRILLIC, GREEK };

static const struct {
	uint32_t first, last;
	enum script script;
} scripts[] = {
	{ 'A', 'Z', LATIN }, { 'a', 'z', LATIN },
	{ 0xc0, 0xd6, LATIN }, { 0xd8, 0xf6, LATIN }, { 0xf8, 0x2af, LATIN },
	{ 0x1d00, 0x1d25, LATIN }, { 0x1e00, 0x1eff, LATIN },
	{ 0x2c60, 0x2c7f, LATIN }, { 0xa720, 0xa7ff, LATIN },
	{ 0xff21, 0xff3a, LATIN }, { 0xff41, 0xff5a, LATIN },
	{ 0x370, 0x373, GREEK }, { 0x376, 0x377, GREEK },
	{ 0x37b, 0x37d, GREEK }, { 0x37f, 0x37f, GREEK },
	{ 0x386, 0x386, GREEK }, { 0x388, 0x3e1, GREEK },
	{ 0x3f0, 0x3ff, GREEK }, { 0x1f00, 0x1fff, GREEK },
	{ 0x400, 0x52f, CYRILLIC }, { 0x1c80, 0x1c8f, CYRILLIC },
	{ 0x2de0, 0x2dff, CYRILLIC }, { 0xa640, 0xa69f, CYRILLIC },
};

/* Drawn as that Latin letter. */
static const struct {
	uint32_t code;
	char	 latin;
} alike[] = {
	/* Cyrillic, capitals and small letters */
	{ 0x405, 's' }, { 0x406, 'i' }, { 0x408, 'j' }, { 0x410, 'a' },
	{ 0x412, 'b' }, { 0x415, 'e' }, { 0x417, '3' }, { 0x41a, 'k' },
	{ 0x41c, 'm' }, { 0x41d, 'h' }, { 0x41e, 'o' }, { 0x420, 'p' },
	{ 0x421, 'c' }, { 0x422, 't' }, { 0x423, 'y' }, { 0x425, 'x' },
	{ 0x430, 'a' }, { 0x435, 'e' }, { 0x437, '3' }, { 0x43a, 'k' },
	{ 0x43e, 'o' }, { 0x440, 'p' }, { 0x441, 'c' }, { 0x443, 'y' },
	{ 0x445, 'x' }, { 0x455, 's' }, { 0x456, 'i' }, { 0x458, 'j' },
	{ 0x474, 'v' }, { 0x475, 'v' }, { 0x4ae, 'y' }, { 0x4af, 'y' },
	{ 0x4ba, 'h' }, { 0x4bb, 'h' }, { 0x4c0, 'l' }, { 0x4cf, 'l' },
	{ 0x500, 'd' }, { 0x501, 'd' }, { 0x50c, 'g' }, { 0x51a, 'q' },
	{ 0x51b, 'q' }, { 0x51c, 'w' }, { 0x51d, 'w' },
	/* Greek */
	{ 0x37f, 'j' }, { 0x391, 'a' }, { 0x392, 'b' }, { 0x395, 'e' },
	{ 0x396, 'z' }, { 0x397, 'h' }, { 0x399, 'i' }, { 0x39a, 'k' },
	{ 0x39c, 'm' }, { 0x39d, 'n' }, { 0x39f, 'o' }, { 0x3a1, 'p' },
	{ 0x3a4, 't' }, { 0x3a5, 'y' }, { 0x3a7, 'x' }, { 0x3b1, 'a' },
	{ 0x3b9, 'i' }, { 0x3ba, 'k' }, { 0x3bd, 'v' }, { 0x3bf, 'o' },
	{ 0x3c1, 'p' }, { 0x3c5, 'u' }, { 0x3c7, 'x' }, { 0x3f2, 'c' },
	{ 0x3f3, 'j' }, { 0x3f9, 'c' },
	/* Latin ones, and figures */
	{ 0x131, 'i' }, { 0x251, 'a' }, { 0x261, 'g' }, { 0x269, 'i' },
	{ 0x1c0, 'l' }, { '0', 'o' }, { '1', 'l' }, { '|', 'l' },
	/* Their stroke is no mark that comes off. */
	{ 0x142, 'l' }, { 0x141, 'l' }, { 0xf8, 'o' }, { 0xd8, 'o' },
	{ 0x111, 'd' }, { 0x110, 'd' },
};

static uint32_t
shape_of(uint32_t code, bool capital_i_is_l)
{
	if (code == 'I' && capital_i_is_l)
		return 'l';
	for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
		if (alike[i].code == code)
			return (unsigned char)alike[i].latin;
	return utf8_small(code);
}

bool
utf8_shape(struct str *out, const char *text, size_t len, bool capital_i_is_l)
{
	const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
	    UTF8PROC_COMPAT | UTF8PROC_IGNORE;
	utf8proc_uint8_t *plain = NULL;
	utf8proc_ssize_t n;
	bool ok;

	if (!utf8_is_valid(text, len))
		return false;
	n = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len,
	    &plain, how);
	ok = n >= 0;
	for (size_t at = 0; ok && at < (size_t)n;) {
		char bytes[4];
		uint32_t code;

		at += utf8_next((const char *)plain + at, (size_t)n - at,
		    &code);
		if (code != '|' && (!utf8_is_word(code) ||
		    utf8_is_unseen(code)))
			continue;
		code = shape_of(code, capital_i_is_l);
		ok = str_put_n(out, bytes, utf8_put(bytes, code));
	}
	free(plain);
	return ok;
}

static enum script
script_of(uint32_t code)
{
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
		if (code >= scripts[i].first && code <= scripts[i].last)
			return scripts[i].script;
	return NO_SCRIPT;
}

bool
utf8_is_mixed(const char *text, size_t len)
{
	enum script last = NO_SCRIPT;
	uint32_t code;

	for (size_t at = 0; at < len;) {
		enum script s;

		at += utf8_next(text + at, len - at, &code);
		/* A sign that is not seen parts no word, nor does a mark. */
		if (utf8_is_unseen(code))
			continue;
		s = script_of(code);
		if (s != NO_SCRIPT && last != NO_SCRIPT && s != last)
			return true;
		last = utf8_is_word(code) && s == NO_SCRIPT ? last : s;
	}
	return false;
}
