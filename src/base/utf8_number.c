/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8_number.c - numbers as people of any script write them.
 */
#include "base/utf8.h"

#include <utf8proc.h>

static bool
is_of(uint32_t code, utf8proc_category_t category)
{
	return utf8proc_category((utf8proc_int32_t)code) == category;
}

/* The digits of a script stand together, ten of them from the zero on (Unicode
 * 4.6), and where such tens touch it is ten by ten. */
int
utf8_digit(uint32_t code)
{
	uint32_t before = 0;

	if (code < 0x80)
		return code >= '0' && code <= '9' ? (int)(code - '0') : -1;
	if (!is_of(code, UTF8PROC_CATEGORY_ND))
		return -1;
	while (is_of(code - before - 1, UTF8PROC_CATEGORY_ND))
		before++;
	return (int)(before % 10);
}

bool
utf8_is_gap(uint32_t code)
{
	if (code < 0x80)
		return code == ' ' || code == '-' || code == '.' ||
		    code == '\n' || code == '\r' || code == '\t';
	return code == 0xb7 || code == 0x2212 ||
	    is_of(code, UTF8PROC_CATEGORY_ZS) ||
	    is_of(code, UTF8PROC_CATEGORY_PD);
}

bool
utf8_is_unseen(uint32_t code)
{
	if (code < 0x80)
		return false;
	switch (utf8proc_category((utf8proc_int32_t)code)) {
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_ME:
		return true;
	default:
		return false;
	}
}
