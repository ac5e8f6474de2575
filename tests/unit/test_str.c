/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "check.h"

static void
a_string_grows_and_is_always_ended(void **state)
{
	struct str s;

	(void)state;
	str_init(&s, 1000);
	assert_string_equal(s.data, "");
	for (int i = 0; i < 100; i++)
		assert_true(str_putf(&s, "%d,", i % 10));
	assert_int_equal(s.len, 200);
	assert_int_equal(strlen(s.data), 200);
	assert_true(str_put_c(&s, '!'));
	assert_string_equal(s.data + 196, "8,9,!");
	str_clear(&s);
	str_clear(&s);
}

static void
at_the_maximum_an_append_is_left_out_whole(void **state)
{
	struct str s;

	(void)state;
	str_init(&s, 5);
	assert_true(str_put(&s, "abc"));
	assert_false(str_put(&s, "def"));
	assert_true(s.full);
	assert_string_equal(s.data, "abc");
	assert_false(str_putf(&s, "%s", "xyz"));
	assert_true(str_put(&s, "de"));
	assert_string_equal(s.data, "abcde");
	str_reset(&s);
	assert_false(s.full);
	assert_int_equal(s.len, 0);
	assert_true(str_putf(&s, "%d", 12345));
	assert_string_equal(s.data, "12345");
	str_clear(&s);
}

static void
bytes_are_cut_out_and_put_in_anywhere(void **state)
{
	struct str s;

	(void)state;
	str_init(&s, 100);
	str_put(&s, "hello world");
	str_cut(&s, 5, 1);
	assert_string_equal(s.data, "helloworld");
	assert_true(str_insert(&s, 5, ", ", 2));
	assert_string_equal(s.data, "hello, world");
	assert_true(str_insert(&s, 999, "!", 1));
	str_cut(&s, 7, 999);
	assert_string_equal(s.data, "hello, ");
	str_cut(&s, 999, 1);
	assert_int_equal(s.len, 7);
	str_clear(&s);
}

static void
a_taken_string_belongs_to_the_taker(void **state)
{
	struct str s;
	char *text;

	(void)state;
	str_init(&s, 100);
	str_put(&s, "mine");
	text = str_take(&s);
	assert_string_equal(text, "mine");
	assert_null(s.data);
	free(text);
}

static void
a_copy_is_cut_between_letters(void **state)
{
	char buf[4];

	(void)state;
	assert_true(str_copy(buf, sizeof buf, "abc"));
	assert_string_equal(buf, "abc");
	assert_false(str_copy(buf, sizeof buf, "abcd"));
	assert_string_equal(buf, "abc");
	assert_false(str_copy(buf, sizeof buf, "жук"));
	assert_string_equal(buf, "ж");
	assert_false(str_copy(buf, sizeof buf, "a😀"));
	assert_string_equal(buf, "a");
	assert_false(str_copy(buf, 1, "x"));
	assert_string_equal(buf, "");
}

static void
only_whole_numbers_in_range_are_numbers(void **state)
{
	static const char *const bad[] = {
		"", "-", "+1", " 1", "1 ", "1x", "0x10", "1.0", "11", "-1",
		"99999999999999999999",
	};
	long long n = 77;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(str_to_i64(bad[i], 0, 10, &n));
	assert_true(n == 77);
	assert_true(str_to_i64("10", 0, 10, &n));
	assert_true(n == 10);
	assert_true(str_to_i64("-9223372036854775808", LLONG_MIN, LLONG_MAX,
	    &n));
	assert_true(n == LLONG_MIN);
	assert_false(str_to_i64("9223372036854775808", LLONG_MIN, LLONG_MAX,
	    &n));
}

static void
hex_is_lower_case(void **state)
{
	char out[9];

	(void)state;
	str_hex(out, (const unsigned char *)"\x00\x7f\xa0\xff", 4);
	assert_string_equal(out, "007fa0ff");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_string_grows_and_is_always_ended),
		cmocka_unit_test(at_the_maximum_an_append_is_left_out_whole),
		cmocka_unit_test(bytes_are_cut_out_and_put_in_anywhere),
		cmocka_unit_test(a_taken_string_belongs_to_the_taker),
		cmocka_unit_test(a_copy_is_cut_between_letters),
		cmocka_unit_test(only_whole_numbers_in_range_are_numbers),
		cmocka_unit_test(hex_is_lower_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
