/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "check.h"

static void
setting_an_error_fills_it_and_says_false(void **state)
{
	struct err err = { .code = ERR_NONE };

	(void)state;
	assert_false(err_set(&err, ERR_VALUE, "port %d is too large", 70000));
	assert_int_equal(err.code, ERR_VALUE);
	assert_string_equal(err.text, "port 70000 is too large");
	err_clear(&err);
	assert_int_equal(err.code, ERR_NONE);
	assert_string_equal(err.text, "");
}

static void
nobody_needs_to_listen(void **state)
{
	(void)state;
	assert_false(err_set(NULL, ERR_IO, "x"));
	assert_false(err_sys(NULL, ERR_IO, ENOENT, "x"));
	assert_false(err_prefix(NULL, "x"));
	err_clear(NULL);
}

static void
a_system_error_ends_with_its_reason(void **state)
{
	struct err err;

	(void)state;
	assert_false(err_sys(&err, ERR_IO, ENOENT, "%s", "a.conf"));
	assert_string_equal(err.text, "a.conf: No such file or directory");
	err_sys(&err, ERR_IO, 99999, "odd");
	assert_string_equal(err.text, "odd: error 99999");
}

static void
a_prefix_stands_in_front_and_keeps_the_code(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, ERR_CONFLICT, "taken");
	assert_false(err_prefix(&err, "conversation %d", 7));
	assert_string_equal(err.text, "conversation 7: taken");
	assert_int_equal(err.code, ERR_CONFLICT);
}

static void
an_error_may_be_made_of_its_own_text(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, ERR_IO, "disk");
	err_set(&err, ERR_STORE, "<%s>", err.text);
	assert_string_equal(err.text, "<disk>");
}

static void
a_long_text_is_cut_between_letters(void **state)
{
	char longer[2000];	/* a letter straddles the odd last byte */
	struct err err;

	(void)state;
	memset(longer, 0, sizeof longer);
	for (size_t i = 0; i + 2 < sizeof longer; i += 2)
		memcpy(longer + i, "ж", 2);
	err_set(&err, ERR_VALUE, "%s", longer);
	assert_true(strlen(err.text) > ERR_TEXT_BYTES - 4);
	assert_true(utf8_is_valid(err.text, strlen(err.text)));
	err_prefix(&err, "я");
	assert_true(utf8_is_valid(err.text, strlen(err.text)));
}

static void
every_code_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < ERR_CODES; i++)
		assert_int_equal(err_find(err_name((enum err_code)i)), i);
	assert_string_equal(err_name(ERR_NOT_FOUND), "not_found");
	assert_string_equal(err_name(ERR_CODES), "unknown");
	assert_int_equal(err_find("unknown"), ERR_CODES);
}

static void
codes_that_a_client_acts_on_survive_http(void **state)
{
	static const struct { enum err_code code; int status; } rows[] = {
		{ ERR_AUTH, 401 }, { ERR_RIGHTS, 403 }, { ERR_NOT_FOUND, 404 },
		{ ERR_CONFLICT, 409 }, { ERR_EXPIRED, 410 },
		{ ERR_TOO_LARGE, 413 }, { ERR_BUSY, 503 }, { ERR_VALUE, 400 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(err_to_status(rows[i].code), rows[i].status);
		assert_int_equal(err_from_status(rows[i].status),
		    rows[i].code);
	}
	assert_int_equal(err_from_status(429), ERR_BUSY);
	assert_int_equal(err_from_status(204), ERR_NONE);
	assert_int_equal(err_from_status(302), ERR_PROTO);
	assert_int_equal(err_to_status(ERR_IO), 500);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(setting_an_error_fills_it_and_says_false),
		cmocka_unit_test(nobody_needs_to_listen),
		cmocka_unit_test(a_system_error_ends_with_its_reason),
		cmocka_unit_test(a_prefix_stands_in_front_and_keeps_the_code),
		cmocka_unit_test(an_error_may_be_made_of_its_own_text),
		cmocka_unit_test(a_long_text_is_cut_between_letters),
		cmocka_unit_test(every_code_has_a_name_of_its_own),
		cmocka_unit_test(codes_that_a_client_acts_on_survive_http),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
