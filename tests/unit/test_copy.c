/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console_desk.h"

/* Without a selection the customer's last words; never by themselves. */
static void
the_last_words(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_says(&d, 5, "my order is 4481-22");
	assert_null(desk_effect(&d, EFFECT_COPY));
	desk_key(&d, "C-x");
	desk_key(&d, "c");
	assert_string_equal(desk_effect(&d, EFFECT_COPY)->text,
	    "my order is 4481-22");
	desk_end(&d);
}

/* The same key under a Cyrillic layout. */
static void
a_cyrillic_layout(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_says(&d, 5, "привет");
	desk_key(&d, "C-x");
	desk_key(&d, "с");
	assert_string_equal(desk_effect(&d, EFFECT_COPY)->text, "привет");
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_words),
		cmocka_unit_test(a_cyrillic_layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
