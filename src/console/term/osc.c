/* SPDX-License-Identifier: GPL-3.0-or-later */
/* osc.c - what the terminal is asked to do beside showing a frame.
 */
#include "console/term/internal.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789+/";

/* Base64, RFC 4648 section 4. */
static void
put_base64(struct str *out, const unsigned char *p, size_t len)
{
	for (size_t at = 0; at < len; at += 3) {
		unsigned bits = (unsigned)p[at] << 16;
		char	 four[4] = { 0, 0, '=', '=' };

		if (at + 1 < len)
			bits |= (unsigned)p[at + 1] << 8;
		if (at + 2 < len)
			bits |= p[at + 2];
		four[0] = digits[bits >> 18];
		four[1] = digits[bits >> 12 & 63];
		if (at + 1 < len)
			four[2] = digits[bits >> 6 & 63];
		if (at + 2 < len)
			four[3] = digits[bits & 63];
		str_put_n(out, four, sizeof four);
	}
}

void
term_copy(struct term *t, const char *text, size_t len)
{
	if (t == NULL)
		return;
	str_put(&t->pending, "\033]52;c;");
	put_base64(&t->pending, (const unsigned char *)text, len);
	str_put(&t->pending, "\033\\");
	term_has_pending(t);
}
