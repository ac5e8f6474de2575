/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a canned reply: its fields are found in it, one that may be
 * stored has no fault, and one with an open field is never taken for filled.
 */
#include "base/utf8.h"
#include "domain/canned.h"
#include "fuzz.h"

static bool
is_inside(const char *part, size_t n, const char *text, size_t len)
{
	return part >= text && part + n <= text + len;
}

static void
check_fields(const char *text, size_t len)
{
	for (size_t at = 0; at < len; at++) {
		struct canned_field f = { 0 };
		size_t n = canned_field(text + at, &f);

		if (n == 0)
			continue;
		must(at + n <= len && text[at] == '{');
		must(is_inside(f.name, f.name_len, text + at, n));
		must(f.other == NULL ||
		    is_inside(f.other, f.other_len, text + at, n));
		canned_knows(f.name, f.name_len);
	}
}

static void
check_open(const char *text, size_t len)
{
	size_t from = 0, at, n;

	while (from <= len && canned_unfilled(text, from, &at, &n)) {
		must(at >= from && n > 0 && at + n <= len);
		must(text[at] == '{' && text[at + 1] == '?');
		from = at + n;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char *text = fuzz_text(bytes, len);
	struct err err = { .code = ERR_NONE };
	struct canned_field f = { 0 };
	int line = 0;
	bool is_fine;

	len = strlen(text);
	if (utf8_is_text(text, len)) {
		check_fields(text, len);
		check_open(text, len);
		is_fine = canned_check_text(text, &line, &err);
		must(is_fine ? err.code == ERR_NONE : err.text[0] != '\0');
		must(is_fine == (canned_fault(text, &line, &f) == CANNED_FINE));
	}
	free(text);
	return 0;
}
