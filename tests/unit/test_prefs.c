/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "console/model/prefs.h"

static void
every_fallback_is_a_value_of_its_row(void **state)
{
	struct prefs p;

	(void)state;
	prefs_init(&p);
	for (size_t i = 0; i < n_prefs_rows; i++) {
		const struct pref *row = &prefs_rows[i];
		char before[PREF_TEXT_BYTES], after[PREF_TEXT_BYTES];
		struct err err = { .code = ERR_NONE };

		assert_true(pref_set(&p, row, row->fallback, &err));
		pref_get(&p, row, before, sizeof before);
		assert_true(pref_set(&p, row, before, &err));
		pref_get(&p, row, after, sizeof after);
		assert_string_equal(before, after);
		assert_ptr_equal(pref_find(row->section, row->key), row);
		assert_true(row->help[0] != '\0');
	}
}

static void
a_bad_value_changes_nothing_and_says_what_fits(void **state)
{
	static const struct {
		const char *name, *value, *says;
	} bad[] = {
		{ "ui.language", "de", "en|ru|pl" },
		{ "ui.language", "en|ru", "en|ru|pl" },
	};
	struct prefs p, before;

	(void)state;
	prefs_init(&p);
	before = p;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { .code = ERR_NONE };

		assert_false(pref_set(&p, pref_find_name(bad[i].name),
		    bad[i].value, &err));
		assert_int_equal(err.code, ERR_VALUE);
		assert_non_null(strstr(err.text, bad[i].says));
		assert_memory_equal(&p, &before, sizeof p);
	}
}

static void
a_name_alone_is_enough_where_it_is_the_only_one(void **state)
{
	(void)state;
	assert_ptr_equal(pref_find_name("theme"), pref_find("ui", "theme"));
	assert_ptr_equal(pref_find_name("ui.theme"), pref_find("ui", "theme"));
	assert_null(pref_find_name("alerts.theme"));
	assert_null(pref_find_name("nothing"));
	assert_true(prefs_has_section("alerts"));
	assert_false(prefs_has_section("account"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fallback_is_a_value_of_its_row),
		cmocka_unit_test(
		    a_bad_value_changes_nothing_and_says_what_fits),
		cmocka_unit_test(
		    a_name_alone_is_enough_where_it_is_the_only_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
