/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filter of utf8.h. Code points pass three stations: one judges each
 * alone (keep, show as a token, leave out, replace), one gathers letters and
 * composes them, one counts columns and marks and puts the letter out whole.
 */
#include "base/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "base/utf8_cols.h"

#define REPLACEMENT   0xfffd
#define DOTTED_CIRCLE 0x25cc	/* carries a mark that has no base */
#define ZWNJ	      0x200c
#define ZWJ	      0x200d
#define MAX_MARKS     4
/* A letter longer than this is no language's: its further marks are lost. */
#define LETTER_CODES  32
#define LETTER_PARTS  (4 * LETTER_CODES)	/* canonical decomposition */

enum verdict { KEEP, TOKEN, LEAVE_OUT, REPLACE };

struct range {
	uint32_t     first, last;
	enum verdict verdict;
};

/* By code point. What may deceive is shown as a token, what only dresses an
 * emoji is left out. */
static const struct range ranges[] = {
	{ 0x00080, 0x0009f, TOKEN },	/* C1 */
	{ 0x000ad, 0x000ad, TOKEN },	/* soft hyphen */
	{ 0x0034f, 0x0034f, TOKEN },	/* grapheme joiner */
	{ 0x00600, 0x00605, TOKEN },	/* Arabic signs around numbers */
	{ 0x0061c, 0x0061c, TOKEN },	/* bidi: Arabic letter mark */
	{ 0x006dd, 0x006dd, TOKEN },	/* around the number of a verse */
	{ 0x0070f, 0x0070f, TOKEN },	/* Syriac abbreviation */
	{ 0x00890, 0x00891, TOKEN },	/* Arabic signs around amounts */
	{ 0x008e2, 0x008e2, TOKEN },
	{ 0x0115f, 0x01160, TOKEN },	/* jamo fillers */
	{ 0x017b4, 0x017b5, TOKEN },	/* Khmer inherent vowels */
	{ 0x0180b, 0x0180f, TOKEN },	/* Mongolian selectors */
	{ 0x0200b, 0x0200f, TOKEN },	/* zero width; U+200C..D see below */
	{ 0x02028, 0x0202e, TOKEN },	/* separators, bidi */
	{ 0x02060, 0x0206f, TOKEN },	/* invisible operators, bidi */
	{ 0x020e3, 0x020e3, LEAVE_OUT },	/* keycap */
	{ 0x03164, 0x03164, TOKEN },	/* Hangul filler */
	{ 0x0fe00, 0x0fe0f, LEAVE_OUT },	/* variation selectors */
	{ 0x0feff, 0x0feff, TOKEN },	/* byte order mark */
	{ 0x0ffa0, 0x0ffa0, TOKEN },	/* halfwidth Hangul filler */
	{ 0x0fff0, 0x0fffb, TOKEN },	/* annotations */
	{ 0x110bd, 0x110bd, TOKEN },	/* Kaithi signs around numbers */
	{ 0x110cd, 0x110cd, TOKEN },
	{ 0x13430, 0x1343f, TOKEN },	/* hieroglyph format controls */
	{ 0x1bca0, 0x1bca3, TOKEN },	/* shorthand controls */
	{ 0x1d173, 0x1d17a, TOKEN },	/* musical controls */
	{ 0x1f3fb, 0x1f3ff, LEAVE_OUT },	/* skin tones */
	{ 0xe0000, 0xe0fff, TOKEN },	/* tags, selectors */
};

/* Scripts whose letters join or ligate, where U+200C and U+200D spell. */
static const struct range joining[] = {
	{ 0x00600, 0x008ff, KEEP },	/* Arabic, Syriac, N'Ko, Mandaic */
	{ 0x00900, 0x00dff, KEEP },	/* the Indic scripts */
	{ 0x00f00, 0x0109f, KEEP },	/* Tibetan, Myanmar */
	{ 0x01780, 0x018af, KEEP },	/* Khmer, Mongolian */
	{ 0x0fb50, 0x0fdcf, KEEP },	/* Arabic presentation forms */
	{ 0x0fe70, 0x0fefc, KEEP },
	{ 0x10d00, 0x10d3f, KEEP },	/* Hanifi Rohingya */
	{ 0x11000, 0x1197f, KEEP },	/* further Indic scripts */
	{ 0x1e900, 0x1e95f, KEEP },	/* Adlam */
};

/* Where the text goes: a string or a buffer of fixed size. */
struct sink {
	struct str *out;
	char	   *buf;
	size_t	    size, len;
	bool	    full;
};

struct filter {
	struct sink	*sink;
	utf8proc_int32_t letter[LETTER_CODES];
	int		 n;
	utf8proc_int32_t break_state;
	int		 marks;		/* on the last base */
	bool		 has_base;	/* on this line */
	uint32_t	 before;	/* the last code point kept */
};

static const struct range *
find_range(const struct range *rows, size_t n, uint32_t code)
{
	for (size_t i = 0; i < n && rows[i].first <= code; i++)
		if (code <= rows[i].last)
			return &rows[i];
	return NULL;
}

/* ---- the last station: whole letters go out ---- */

static void
sink_put(struct sink *s, const char *bytes, size_t len)
{
	if (s->full)
		return;
	if (s->out != NULL) {
		s->full = !str_put_n(s->out, bytes, len);
	} else if (len >= s->size - s->len) {
		s->full = true;
	} else {
		memcpy(s->buf + s->len, bytes, len);
		s->len += len;
		s->buf[s->len] = '\0';
	}
}

static size_t
compose(struct filter *f, utf8proc_int32_t *parts)
{
	const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	char bytes[4 * LETTER_CODES];
	size_t len = 0;
	utf8proc_ssize_t n;

	for (int i = 0; i < f->n; i++)
		len += utf8_put(bytes + len, (uint32_t)f->letter[i]);
	n = utf8proc_decompose((const utf8proc_uint8_t *)bytes,
	    (utf8proc_ssize_t)len, parts, LETTER_PARTS, how);
	assert(n >= 0 && n <= LETTER_PARTS);
	n = utf8proc_normalize_utf32(parts, n, how);
	assert(n >= 0);
	return (size_t)n;
}

/* Appends one code point to the letter's bytes; returns their new length. */
static size_t
put_code(struct filter *f, char *bytes, size_t len, uint32_t code)
{
	int cols = utf8_code_cols(code);

	if (cols < 0) {
		code = REPLACEMENT;
		cols = 1;
	}
	if (cols > 0) {
		f->marks = 0;
		f->has_base = true;
	} else {
		if (!f->has_base)
			len = put_code(f, bytes, len, DOTTED_CIRCLE);
		if (f->marks == MAX_MARKS)
			return len;
		f->marks++;
	}
	return len + utf8_put(bytes + len, code);
}

static bool
is_composed(const struct filter *f)
{
	utf8proc_int32_t code = f->letter[0];

	/* Blocks in which every code point is its own NFC. */
	return f->n == 1 && (code < 0x300 || (code >= 0x400 && code < 0x530));
}

static void
flush(struct filter *f)
{
	utf8proc_int32_t parts[LETTER_PARTS];
	char bytes[4 * LETTER_PARTS + 4];
	size_t n = 1, len = 0;

	if (f->n == 0)
		return;
	if (is_composed(f))
		parts[0] = f->letter[0];
	else
		n = compose(f, parts);
	for (size_t i = 0; i < n; i++)
		len = put_code(f, bytes, len, (uint32_t)parts[i]);
	if (len > 0)
		sink_put(f->sink, bytes, len);
	f->n = 0;
	f->break_state = 0;
}

/* ---- the middle: letters are gathered ---- */

static void
gather(struct filter *f, uint32_t code)
{
	utf8proc_int32_t c = (utf8proc_int32_t)code;

	if (f->n > 0 && utf8proc_grapheme_break_stateful(f->letter[f->n - 1],
	    c, &f->break_state))
		flush(f);
	if (f->n == LETTER_CODES) {
		if (utf8_code_cols(code) == 0)
			return;
		flush(f);
	}
	f->letter[f->n++] = c;
}

static void
gather_text(struct filter *f, const char *text)
{
	for (; *text != '\0'; text++)
		gather(f, (unsigned char)*text);
}

/* ---- the first station: each code point is judged ---- */

static bool
is_emoji(uint32_t code)
{
	const utf8proc_property_t *p =
	    utf8proc_get_property((utf8proc_int32_t)code);

	return p->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static bool
is_joining(uint32_t code)
{
	utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)code);

	return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_MC &&
	    find_range(joining, sizeof joining / sizeof *joining, code) !=
	    NULL;
}

/* The next code point that is not dress itself; 0 at the end. */
static uint32_t
look_ahead(const char *bytes, size_t len)
{
	uint32_t code;

	for (size_t i = 0; i < len && i < 16;) {
		i += utf8_next(bytes + i, len - i, &code);
		if (!((code >= 0xfe00 && code <= 0xfe0f) ||
		    (code >= 0x1f3fb && code <= 0x1f3ff)))
			return code;
	}
	return 0;
}

static enum verdict
judge_joiner(const struct filter *f, uint32_t code, uint32_t next)
{
	if (next != 0 && is_joining(f->before) && is_joining(next))
		return code == ZWNJ ? KEEP : LEAVE_OUT;
	if (code == ZWJ && next != 0 && is_emoji(f->before) && is_emoji(next))
		return LEAVE_OUT;
	return TOKEN;
}

static enum verdict
judge(const struct filter *f, uint32_t code, const char *rest, size_t len)
{
	const struct range *r;

	if (code == ZWNJ || code == ZWJ)
		return judge_joiner(f, code, look_ahead(rest, len));
	if ((code & 0xfffe) == 0xfffe)
		return REPLACE;
	r = find_range(ranges, sizeof ranges / sizeof *ranges, code);
	if (r != NULL)
		return r->verdict;
	/* A format character of a newer Unicode; all of today's are above. */
	if (code > 0x300 && utf8proc_category((utf8proc_int32_t)code) ==
	    UTF8PROC_CATEGORY_CF && utf8_code_cols(code) <= 0)
		return REPLACE;
	return KEEP;
}

static void
feed(struct filter *f, uint32_t code, const char *rest, size_t len)
{
	char token[16];

	switch (judge(f, code, rest, len)) {
	case LEAVE_OUT:
		return;
	case TOKEN:
		snprintf(token, sizeof token, "<U+%04X>", (unsigned)code);
		gather_text(f, token);
		break;
	case REPLACE:
		gather(f, REPLACEMENT);
		break;
	case KEEP:
		gather(f, code);
		break;
	}
	f->before = code;
}

/* C0, DEL and SPACE; returns how many bytes it took. */
static size_t
feed_control(struct filter *f, const char *bytes, size_t len,
    enum utf8_mode mode)
{
	char c = bytes[0];
	bool pair = c == '\r' && len > 1 && bytes[1] == '\n';
	char token[3] = { '^', c == 0x7f ? '?' : (char)(c + '@'), '\0' };

	f->before = 0;
	if (mode == UTF8_LINES && (c == '\n' || c == '\r')) {
		flush(f);
		sink_put(f->sink, "\n", 1);
		f->has_base = false;
	} else if (c == '\n' || c == '\t' || pair) {
		gather(f, ' ');
	} else {
		gather_text(f, token);
	}
	return pair ? 2 : 1;
}

/* A run of plain ASCII goes out at once, but for its last letter, which a
 * mark may follow. Returns how many bytes were taken, 0 if it is no run. */
static size_t
feed_run(struct filter *f, const char *bytes, size_t len)
{
	size_t n = 0, fits;

	while (n < len && bytes[n] >= 0x20 && bytes[n] < 0x7f)
		n++;
	if (n < 2)
		return 0;
	n--;
	flush(f);
	if (f->sink->full)
		return n;
	if (f->sink->out != NULL)
		fits = f->sink->out->max_bytes - f->sink->out->len;
	else
		fits = f->sink->size - f->sink->len - 1;
	sink_put(f->sink, bytes, n < fits ? n : fits);
	if (n > fits) {
		f->sink->full = true;
		if (f->sink->out != NULL)
			f->sink->out->full = true;
	}
	f->marks = 0;
	f->has_base = true;
	f->before = (unsigned char)bytes[n - 1];
	return n;
}

static void
filter(struct sink *s, const char *bytes, size_t len, enum utf8_mode mode)
{
	struct filter f = { .sink = s };
	size_t i = 0;

	while (i < len && !s->full) {
		size_t n = feed_run(&f, bytes + i, len - i);
		uint32_t code;

		if (n == 0) {
			n = utf8_next(bytes + i, len - i, &code);
			if (code < 0x20 || code == 0x7f)
				n = feed_control(&f, bytes + i, len - i, mode);
			else
				feed(&f, code, bytes + i + n, len - i - n);
		}
		i += n;
	}
	flush(&f);
}

bool
utf8_safe(struct str *out, const char *bytes, size_t len, enum utf8_mode mode)
{
	struct sink s = { .out = out };

	filter(&s, bytes, len, mode);
	return !s.full;
}

char *
utf8_safe_buf(char *buf, size_t size, const char *text, enum utf8_mode mode)
{
	struct sink s = { .buf = buf, .size = size };

	assert(size > 0);
	buf[0] = '\0';
	filter(&s, text, strlen(text), mode);
	return buf;
}
