/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "console/model/hint.h"

static struct hint list[HINTS];

static int
find(const char *text)
{
	int n = 0;

	hint_find(text, NULL, 0, list, &n);
	return n;
}

static void
what_is_found(void **state)
{
	static const struct { const char *text, *found; } rows[] = {
		{ "see https://a.example/x?y=1.", "https://a.example/x?y=1" },
		{ "(https://a.example/w_(z))", "https://a.example/w_(z)" },
		{ "пишите на ola@shop.example, да", "ola@shop.example" },
		{ "звоните +48 22 123-45-67!", "+48 22 123-45-67" },
		{ "номер 4481-22, да", "4481-22" },
		{ "order #12345", "12345" },
		{ "ORD-20391", "ORD-20391" },
		{ "at 12 o'clock", NULL },
		{ "abc12345def", NULL },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int n = find(rows[i].text);

		if (rows[i].found == NULL) {
			assert_int_equal(n, 0);
			continue;
		}
		assert_int_equal(n, 1);
		assert_string_equal(list[0].text, rows[i].found);
	}
}

/* A number in an address is no order, and nothing is there twice. */
static void
once_each(void **state)
{
	(void)state;
	assert_int_equal(find("https://a.example/4481-22 and 4481-22, "
	    "4481-22"), 2);
	assert_string_equal(list[0].text, "https://a.example/4481-22");
	assert_string_equal(list[1].text, "4481-22");
}

static void
what_may_deceive_is_odd(void **state)
{
	(void)state;
	find("https://shop.example/");
	assert_false(list[0].is_odd);
	assert_string_equal(list[0].host, "shop.example");
	find("https://xn--shp-tna.example/");
	assert_true(list[0].is_odd);
	find("https://sh\xd0\xbep.example/");
	assert_true(list[0].is_odd);
	find("https://shop.example@evil.example/x");
	assert_true(list[0].is_odd);
	assert_string_equal(list[0].host, "evil.example");
	find("https://shop.example/\xe2\x80\xae" "gpj");
	assert_true(list[0].is_odd);
}

static void
patterns_of_the_operator(void **state)
{
	struct hint_pattern p;
	struct err err = { .code = ERR_NONE };
	int n = 0;

	(void)state;
	assert_true(hint_pattern_set(&p, "part", "P[0-9]{2}", &err));
	hint_find("a P77 here", &p, 1, list, &n);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].text, "P77");
	assert_false(hint_pattern_set(&p, "x", "([", &err));
	assert_int_equal(err.code, ERR_VALUE);
	assert_non_null(strstr(err.text, "(["));
	assert_false(hint_pattern_set(&p, "x", "a*", &err));
	assert_false(hint_pattern_set(&p, "x", "", &err));
}

/* What browsers take for the host, and where an address ends. */
static void
the_host_is_the_real_one(void **state)
{
	(void)state;
	assert_int_equal(find("https://bank.example@b.example@evil.example/"),
	    1);
	assert_string_equal(list[0].host, "evil.example");
	assert_true(list[0].is_odd);
	assert_int_equal(find("https://a.example/\033]52;c;eA==\007"), 1);
	assert_string_equal(list[0].text, "https://a.example/");
}

/* A page of one letter is looked through at once; what is too long for a hint
 * is none, what stands beside it is one. */
static void
long_texts(void **state)
{
	static const char *const letters[] = { "a", "9-", "ж", "A", "a.", "1" };
	struct timespec from, to;
	char text[16000];

	(void)state;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (size_t k = 0; k < sizeof letters / sizeof *letters; k++) {
		size_t len = strlen(letters[k]), at = 0;

		while (at + len + 32 < sizeof text) {
			memcpy(text + at, letters[k], len);
			at += len;
		}
		snprintf(text + at, sizeof text - at, " ola@shop.example");
		assert_int_equal(find(text), 1);
		assert_string_equal(list[0].text, "ola@shop.example");
		for (size_t i = 400; i < at; i += 400)
			text[i] = ' ';
		find(text);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	/* Without the limits it were half a minute. */
	assert_true(to.tv_sec - from.tv_sec < 5);
}

/* More than there are letters for. */
static void
so_many(void **state)
{
	char text[4000] = "";

	(void)state;
	for (int i = 0; i < 50; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
		    "%d-%d ", 1000 + i, i + 10);
	assert_int_equal(find(text), HINTS);
	for (int i = 0; i < HINTS; i++)
		for (int k = 0; k < i; k++)
			assert_int_not_equal(hint_letter(i), hint_letter(k));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_found),
		cmocka_unit_test(once_each),
		cmocka_unit_test(what_may_deceive_is_odd),
		cmocka_unit_test(patterns_of_the_operator),
		cmocka_unit_test(the_host_is_the_real_one),
		cmocka_unit_test(long_texts),
		cmocka_unit_test(so_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
