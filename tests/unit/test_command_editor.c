/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file for the operator's editor: what customers wrote is text in it. */
#include "console_desk.h"

#define SCISSORS "# ------------------------ >8"

static const char *
line_from_end(const char *text, int n)
{
	const char *at = text + strlen(text);

	while (at > text && n >= 0)
		n -= *--at == '\n';
	return at + 1;
}

/* A modeline, a block of local variables and a name with an escape. */
static void
nothing_there_is_a_setting(void **state)
{
	struct desk d;
	const struct effect *f;
	const char *cut, *quoted;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Eve\033[31m", "en");
	desk_says(&d, 5, "vim: set tw=1 rightleft:\nLocal Variables:\n"
	    "fill-column: 1\nEnd:");
	desk_key(&d, "M-1");
	desk_key(&d, "C-x");
	desk_key(&d, "C-e");
	f = desk_effect(&d, EFFECT_EDITOR);
	assert_non_null(f);
	assert_null(strchr(f->text, '\033'));
	cut = strstr(f->text, "\n" SCISSORS);
	assert_ptr_equal(cut, f->text);
	quoted = strstr(f->text, "vim:");
	assert_non_null(quoted);
	/* Ten lines and a page after it, five before all that was said. */
	assert_true(line_from_end(f->text, 10) > strstr(quoted, "End:"));
	assert_non_null(strstr(quoted, "\n\f\n"));
	for (const char *at = line_from_end(f->text, 10); *at != '\0'; at++)
		assert_non_null(strchr("#\n", *at));
	for (int i = 0; i < 5; i++)
		cut = strchr(cut + 1, '\n');
	assert_true(cut < strstr(f->text, "Eve"));
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_there_is_a_setting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
