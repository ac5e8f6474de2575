/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "check.h"
#include "domain/client_id.h"
#include "domain/operator.h"

static void
names_are_read_back(void **state)
{
	(void)state;
	for (int i = 0; i < ROLES; i++) {
		enum role role = ROLES;

		assert_true(role_parse(role_name((enum role)i), &role));
		assert_int_equal(role, i);
	}
	for (int i = 0; i < PRESENCES; i++) {
		enum presence p = PRESENCES;

		assert_true(presence_parse(presence_name((enum presence)i),
		    &p));
		assert_int_equal(p, i);
	}
	assert_false(role_parse("root", NULL));
	assert_false(presence_parse("Online", NULL));
	assert_string_equal(role_name(ROLES), "");
	assert_string_equal(presence_name(PRESENCES), "");
}

static void
lists_are_searched_by_whole_items(void **state)
{
	(void)state;
	assert_true(list_has("ru,en,pl", "ru"));
	assert_true(list_has("ru,en,pl", "pl"));
	assert_false(list_has("ru,en,pl", "r"));
	assert_false(list_has("ru,en,pl", "ru,en"));
	assert_false(list_has("ru,en,pl", ""));
	assert_false(list_has("ru,en,pl", "RU"));
	assert_false(list_has("", "ru"));
	assert_false(list_has("", ""));
	assert_int_equal(list_shared("a,b,c", "c,x,a"), 2);
	assert_int_equal(list_shared("", ""), 0);
	assert_int_equal(list_shared("a", ""), 0);
}

static void
logins_are_plain_words(void **state)
{
	(void)state;
	assert_true(operator_login_ok("a"));
	assert_true(operator_login_ok("anna.k_2-x"));
	assert_true(operator_login_ok("01234567890123456789012345678901"));
	assert_false(operator_login_ok("012345678901234567890123456789012"));
	assert_false(operator_login_ok(""));
	assert_false(operator_login_ok("Anna"));
	assert_false(operator_login_ok("anna k"));
	assert_false(operator_login_ok("an,na"));
	assert_false(operator_login_ok("\xc5\xbc"));
}

static void
lists_are_checked(void **state)
{
	static const char *const languages[] = { "", "ru", "ru,en,pl" };
	static const char *const no_languages[] = { "rus", "r", "RU", "ru,",
		",ru", "ru,,en", "ru, en", "ru,en,ru", "1a",
		"aa,ab,ac,ad,ae,af,ag,ah,ai,aj,ak,al" };
	static const char *const skills[] = { "", "billing", "a,b_c,d-1" };
	static const char *const no_skills[] = { "a b", "a,", "a,a", "A",
		"012345678901234567890123456789012" };

	(void)state;
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		assert_true(languages_check(languages[i], NULL));
	for (size_t i = 0; i < sizeof skills / sizeof *skills; i++)
		assert_true(skills_check(skills[i], NULL));
	for (size_t i = 0; i < sizeof no_languages / sizeof *no_languages;
	    i++) {
		struct err err;

		assert_false(languages_check(no_languages[i], &err));
		assert_int_equal(err.code, ERR_VALUE);
	}
	for (size_t i = 0; i < sizeof no_skills / sizeof *no_skills; i++) {
		struct err err;

		assert_false(skills_check(no_skills[i], &err));
		assert_int_equal(err.code, ERR_VALUE);
	}
}

static void
who_names_no_department_works_for_all(void **state)
{
	struct operator o = { .departments = { 3, 5 }, .n_departments = 2 };

	(void)state;
	assert_true(operator_in_department(&o, 5));
	assert_false(operator_in_department(&o, 4));
	o.n_departments = 0;
	assert_true(operator_in_department(&o, 4));
}

static void
client_ids_differ_and_have_one_form(void **state)
{
	char a[CLIENT_ID_BYTES + 1], b[CLIENT_ID_BYTES + 1];

	(void)state;
	client_id_new(a);
	client_id_new(b);
	assert_true(client_id_ok(a));
	assert_true(client_id_ok(b));
	assert_string_not_equal(a, b);
	assert_false(client_id_ok(""));
	assert_false(client_id_ok("0123456789abcdef0123456789abcde"));
	assert_false(client_id_ok("0123456789abcdef0123456789abcdef0"));
	assert_false(client_id_ok("0123456789ABCDEF0123456789abcdef"));
	assert_false(client_id_ok("0123456789abcdef0123456789abcdeg"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_read_back),
		cmocka_unit_test(lists_are_searched_by_whole_items),
		cmocka_unit_test(logins_are_plain_words),
		cmocka_unit_test(lists_are_checked),
		cmocka_unit_test(who_names_no_department_works_for_all),
		cmocka_unit_test(client_ids_differ_and_have_one_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
