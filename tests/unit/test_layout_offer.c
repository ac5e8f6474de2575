/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "жку" is ";re" on the Cyrillic layout: replies are offered, words are not
 * touched.
 */
#include "console_desk.h"

static void
begin(struct desk *d, const char *text)
{
	desk_start(d);
	desk_mine(d, 1, "Ivan", "ru");
	desk_key(d, "M-1");
	effects_clear(&d->e);
	desk_type(d, text);
}

static void
the_beginning_of_a_shortcut_is_offered(void **state)
{
	static const struct {
		const char *text;
		size_t	    n;
	} rows[] = {
		{ "жру", 1 },		/* ;he */
		{ "слово жруд", 1 },	/* ;hel */
		{ "Жку", 1 },
		{ "жр", 0 },		/* one letter is too few */
		{ "жду", 0 }, { "же", 0 }, { "ужру", 0 },
		{ "жруддщщ", 0 },	/* longer than the shortcut */
		{ "жру ", 0 }, { ";he", 0 },
	};
	int64_t ids[9];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct desk d;

		begin(&d, rows[i].text);
		if (model_layout_offers(d.m, ids, 9) != rows[i].n)
			fail_msg("%s", rows[i].text);
		desk_end(&d);
	}
}

static void
tab_inserts_it_and_enter_sends_the_word(void **state)
{
	struct desk d;

	(void)state;
	begin(&d, "так жру");
	desk_key(&d, "Tab");
	assert_string_equal(desk_input(&d, 1), "так Hello from Anna");
	desk_end(&d);

	begin(&d, "жру");
	desk_key(&d, "Enter");
	assert_string_equal(desk_submit(&d, ACTION_MESSAGE)->text, "жру");
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_beginning_of_a_shortcut_is_offered),
		cmocka_unit_test(tab_inserts_it_and_enter_sends_the_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
