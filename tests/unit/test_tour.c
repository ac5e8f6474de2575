/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tour never swallows what a key means, nor a letter of a draft. */
#include "console_desk.h"

#include "console/model/tour.h"

static void
any_key_leaves_and_works(void **state)
{
	static const char *const keys[] = { "F1", "F4", "F9", "C-n", "Esc",
		"M-1", "/", "x", "C-x" };

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct desk a, b;

		desk_start(&a);
		desk_start(&b);
		desk_mine(&a, 5, "Ivan", "ru");
		desk_mine(&b, 5, "Ivan", "ru");
		desk_key(&a, "M-1");
		desk_key(&b, "M-1");
		model_tour_start(a.m);
		effects_clear(&a.e);
		desk_key(&a, keys[i]);
		desk_key(&b, keys[i]);
		assert_int_equal(a.m->ui.tour, 0);
		assert_non_null(desk_effect(&a, EFFECT_TOUR_SEEN));
		assert_int_equal(a.m->ui.overlay, b.m->ui.overlay);
		assert_string_equal(desk_input(&a, 5), desk_input(&b, 5));
		assert_string_equal(a.m->ui.prefix, b.m->ui.prefix);
		desk_end(&a);
		desk_end(&b);
	}
}

static void
enter_sends_nothing_then(void **state)
{
	struct desk d;
	int n, of;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 5, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_type(&d, "half a word");
	model_tour_start(d.m);
	effects_clear(&d.e);
	for (int i = 1; i <= 6; i++) {
		assert_non_null(model_tour(d.m, &n, &of));
		assert_int_equal(n, i);
		assert_int_equal(of, 6);
		desk_key(&d, i % 2 == 0 ? " " : "Enter");
	}
	assert_null(model_tour(d.m, &n, &of));
	assert_null(desk_submit(&d, ACTION_MESSAGE));
	assert_string_equal(desk_input(&d, 5), "half a word");
	desk_end(&d);
}

static void
nobody_is_held_up(void **state)
{
	struct desk d;
	int n, of;

	(void)state;
	desk_start(&d);
	model_tour_start(d.m);
	desk_opens(&d, 5, "Ivan", "ru");
	assert_int_equal(d.m->n_chats, 1);
	assert_non_null(model_tour(d.m, &n, &of));
	model_paste(d.m, "text", 4, &d.e);
	assert_null(model_tour(d.m, &n, &of));
	/* The focus of the terminal is no key. */
	command_run(d.m, "tour", &d.e);
	desk_key(&d, "FocusOut");
	assert_non_null(model_tour(d.m, &n, &of));
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_key_leaves_and_works),
		cmocka_unit_test(enter_sends_nothing_then),
		cmocka_unit_test(nobody_is_held_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
