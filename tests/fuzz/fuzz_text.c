/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of a stranger, through all that reads letters: nothing that a terminal
 * obeys comes out, what is safe stays as it is, and no letter is split.
 */
#include "base/utf8.h"
#include "base/utf8_words.h"
#include "base/when.h"
#include "fuzz.h"

#define OUT_BYTES (2 * 1024 * 1024)

/* What utf8.h promises that no safe text holds. */
static bool
may_be_shown(uint32_t c, enum utf8_mode mode)
{
	return !(c < 0x20 && !(c == '\n' && mode == UTF8_LINES)) &&
	    !(c >= 0x7f && c < 0xa0) && c != 0xad && c != 0x61c &&
	    c != 0x180e && c != 0x200b && !(c >= 0x200d && c <= 0x200f) &&
	    !(c >= 0x2028 && c <= 0x202e) && !(c >= 0x2060 && c <= 0x206f) &&
	    c != 0xfeff && !(c >= 0xfff9 && c <= 0xfffb) && c != 0x115f &&
	    c != 0x1160 && c != 0x3164 && c != 0xffa0 &&
	    !(c >= 0xfe00 && c <= 0xfe0f) && !(c >= 0xe0000 && c <= 0xe0fff) &&
	    (c & 0xfffe) != 0xfffe && !(c >= 0xfdd0 && c <= 0xfdef);
}

static void
check_letters(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		size_t after = utf8_letter_after(text, len, at);

		must(after > at && after <= len);
		must(utf8_letter_before(text, len, after) < after);
		at = after;
	}
}

static void
check_safe(const char *bytes, size_t len, enum utf8_mode mode)
{
	struct str once, twice;
	uint32_t code;

	str_init(&once, OUT_BYTES);
	str_init(&twice, OUT_BYTES);
	if (utf8_safe(&once, bytes, len, mode)) {
		must(utf8_is_text(once.data, once.len));
		for (size_t at = 0; at < once.len;) {
			at += utf8_next(once.data + at, once.len - at, &code);
			must(may_be_shown(code, mode));
		}
		must(utf8_safe(&twice, once.data, once.len, mode));
		must(once.len == twice.len &&
		    memcmp(once.data, twice.data, once.len) == 0);
		must(utf8_cols(once.data, once.len) >= 0);
		for (int cols = 0; cols < 12; cols++) {
			int used = -1;
			size_t n = utf8_fit(once.data, once.len, cols, &used);

			must(n <= once.len && used >= 0 && used <= cols);
			must(utf8_is_valid(once.data, n));
		}
	}
	str_clear(&once);
	str_clear(&twice);
}

static void
check_copies(const char *text, size_t len)
{
	struct str out;

	str_init(&out, OUT_BYTES);
	if (utf8_fold(&out, text, len))
		must(!utf8_is_valid(text, len) ||
		    utf8_is_valid(out.data, out.len));
	str_reset(&out);
	if (utf8_lower(&out, text, len))
		must(!utf8_is_valid(text, len) ||
		    utf8_is_valid(out.data, out.len));
	str_clear(&out);
}

/* The first line is looked for in the rest. */
static void
check_words(const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);
	size_t at = end == NULL ? len : (size_t)(end - text) + 1;
	char *query = fuzz_text((const uint8_t *)text, at);
	struct span spans[8], piece;
	struct words w;
	int n;

	if (words_parse(&w, query)) {
		must(w.n > 0 && w.n <= WORDS_OF_QUERY);
		n = words_mark(&w, text + at, len - at, spans, 8);
		must(n >= 0 && n <= 8);
		for (int i = 0; i < n; i++)
			must(spans[i].at + spans[i].len <= len - at);
		piece = words_excerpt(text + at, len - at, spans, n, 40);
		must(piece.at + piece.len <= len - at);
	}
	free(query);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char *text = fuzz_text(bytes, len), small[64];
	int64_t when_ms = -1;

	check_safe(text, len, UTF8_FLAT);
	check_safe(text, len, UTF8_LINES);
	check_letters(text, len);
	check_copies(text, len);
	if (utf8_is_text(text, len))
		check_words(text, len);
	utf8_safe_buf(small, sizeof small, text, UTF8_FLAT);
	must(utf8_is_text(small, strlen(small)));
	if (when_parse(text, 1767225600000, &when_ms))
		must(when_ms > 1767225600000 - 1);
	free(text);
	return 0;
}
