/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stranger's text through the masks, whole and in two pieces.
 *
 * The first byte says where it is cut. What is asked: it ends, nothing becomes
 * longer, well-formed text stays so, and masking again changes nothing.
 */
#include "base/utf8.h"
#include "domain/mask.h"
#include "fuzz.h"

static const struct mask_pattern patterns[] = {
	{ "digits", "###########", 0 }, { "member", "KD-@ ####", 2 },
	{ "any", "?@-?#\\#", 3 },
};

static char *
text_of(const uint8_t *bytes, size_t len)
{
	char *text = fuzz_text(bytes, len);

	for (size_t i = 0; i < len; i++)
		if (text[i] == '\0')
			text[i] = ' ';
	return text;
}

static void
try_form(const struct mask *m, const uint8_t *bytes, size_t len,
    enum mask_form form)
{
	char *text = text_of(bytes, len);
	bool was_valid = utf8_is_valid(text, len);

	mask_text(m, text, form);
	must(strlen(text) <= len);
	must(!was_valid || utf8_is_valid(text, strlen(text)));
	must(!mask_finds(m, text, form) || m != NULL);
	must(!mask_text(m, text, form));
	mask_may_begin(text);
	mask_may_go_on(text);
	free(text);
}

static void
try_over(const struct mask *m, const uint8_t *bytes, size_t len, size_t cut)
{
	char *parts[] = { text_of(bytes, cut), text_of(bytes + cut,
	    len - cut) };

	mask_over(m, parts, 2, MASK_TEXT);
	must(strlen(parts[0]) <= cut && strlen(parts[1]) <= len - cut);
	must(mask_over(m, parts, 2, MASK_TEXT) == 0);
	free(parts[0]);
	free(parts[1]);
}

/* A pattern of the stranger's, on itself. */
static void
try_pattern(const uint8_t *bytes, size_t len)
{
	char *text = text_of(bytes, len), *copy = text_of(bytes, len);
	struct mask_pattern p = { "its", copy, len > 0 ? bytes[0] % 8 : 0 };
	const struct mask m = { &p, 1 };
	struct err err;

	if (mask_pattern_check(&p, &err)) {
		mask_text(&m, text, MASK_TEXT);
		must(!mask_text(&m, text, MASK_TEXT));
	}
	free(text);
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const struct mask m = { patterns, sizeof patterns / sizeof *patterns };

	if (len < 1)
		return 0;
	for (int form = MASK_TEXT; form <= MASK_DRAFT; form++) {
		try_form(NULL, bytes + 1, len - 1, (enum mask_form)form);
		try_form(&m, bytes + 1, len - 1, (enum mask_form)form);
	}
	try_pattern(bytes + 1, len - 1);
	try_over(&m, bytes + 1, len - 1, bytes[0] % len);
	return 0;
}
