/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every code point that the filter of texts does something about: each range of
 * it is needed here, so that none can go without being missed.
 */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "check.h"

enum become { A_TOKEN, NOTHING, A_REPLACEMENT };

/* As the header promises; not read from the filter's own tables. */
static const struct {
	uint32_t    first, last;
	enum become become;
} promised[] = {
	{ 0x80, 0x9f, A_TOKEN }, { 0xad, 0xad, A_TOKEN },
	{ 0x34f, 0x34f, A_TOKEN }, { 0x600, 0x605, A_TOKEN },
	{ 0x61c, 0x61c, A_TOKEN }, { 0x6dd, 0x6dd, A_TOKEN },
	{ 0x70f, 0x70f, A_TOKEN }, { 0x890, 0x891, A_TOKEN },
	{ 0x8e2, 0x8e2, A_TOKEN }, { 0x115f, 0x1160, A_TOKEN },
	{ 0x17b4, 0x17b5, A_TOKEN }, { 0x180b, 0x180f, A_TOKEN },
	{ 0x200b, 0x200f, A_TOKEN }, { 0x2028, 0x202e, A_TOKEN },
	{ 0x2060, 0x206f, A_TOKEN }, { 0x20e3, 0x20e3, NOTHING },
	{ 0x3164, 0x3164, A_TOKEN }, { 0xfdd0, 0xfdef, A_REPLACEMENT },
	{ 0xfe00, 0xfe0f, NOTHING }, { 0xfeff, 0xfeff, A_TOKEN },
	{ 0xffa0, 0xffa0, A_TOKEN }, { 0xfff0, 0xfffb, A_TOKEN },
	{ 0xfffe, 0xffff, A_REPLACEMENT }, { 0x1fffe, 0x1ffff, A_REPLACEMENT },
	{ 0x110bd, 0x110bd, A_TOKEN }, { 0x110cd, 0x110cd, A_TOKEN },
	{ 0x13430, 0x1343f, A_TOKEN }, { 0x1bca0, 0x1bca3, A_TOKEN },
	{ 0x1d173, 0x1d17a, A_TOKEN }, { 0x1f3fb, 0x1f3ff, NOTHING },
	{ 0xe0000, 0xe0fff, A_TOKEN }, { 0x10fffe, 0x10ffff, A_REPLACEMENT },
};

static void
check_between(uint32_t code, const char *want)
{
	char text[8] = "a", safe[64], whole[64];
	size_t n = 1 + utf8_put(text + 1, code);

	text[n++] = 'b';
	text[n] = '\0';
	utf8_safe_buf(safe, sizeof safe, text, UTF8_FLAT);
	snprintf(whole, sizeof whole, "a%sb", want);
	if (strcmp(safe, whole) != 0)
		fail_msg("U+%04X: %s", (unsigned)code, safe);
}

static void
every_one_of_every_range(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof promised / sizeof *promised; i++)
		for (uint32_t code = promised[i].first;
		    code <= promised[i].last; code++) {
			char token[16];

			snprintf(token, sizeof token, "<U+%04X>",
			    (unsigned)code);
			check_between(code, promised[i].become == A_TOKEN ?
			    token : promised[i].become == NOTHING ? "" :
			    "\xef\xbf\xbd");
		}
}

/* U+200C spells in these; elsewhere it is a token. The letters are the first
 * and one of the last of each script. */
static void
joiners_between_letters_that_join(void **state)
{
	static const uint32_t letters[] = {
		0x620, 0x8a0, 0x905, 0xd95, 0xf40, 0x1000, 0x1780, 0x1820,
		0xfb50, 0xfe70, 0x10d00, 0x11005, 0x11800, 0x1e900,
	};

	(void)state;
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		for (int is_between = 0; is_between < 2; is_between++) {
			char text[20], safe[64];
			size_t n = utf8_put(text, letters[i]);

			n += utf8_put(text + n, 0x200c);
			n += is_between ? utf8_put(text + n, letters[i]) :
					  utf8_put(text + n, 'b');
			text[n] = '\0';
			utf8_safe_buf(safe, sizeof safe, text, UTF8_FLAT);
			if ((strstr(safe, "<U+200C>") == NULL) != is_between)
				fail_msg("U+%04X: %s", (unsigned)letters[i],
				    safe);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_one_of_every_range),
		cmocka_unit_test(joiners_between_letters_that_join),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
