/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/canned.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
reads_a_field(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		enum canned_kind kind;
		const char *name, *other;	/* other NULL: none */
	} cases[] = {
		{ "{customer.name}, hello", 15, CANNED_VALUE, "customer.name",
		    NULL },
		{ "{customer.name|there}", 21, CANNED_VALUE, "customer.name",
		    "there" },
		{ "{time|}", 7, CANNED_VALUE, "time", "" },
		{ "{?Order number}", 15, CANNED_ASK, "Order number", NULL },
		{ "{?Сумма|0,00 zł}", 22, CANNED_ASK, "Сумма", "0,00 zł" },
		{ "{BALANCE}", 9, CANNED_COMMAND, "BALANCE", NULL },
		{ "{BALANCE|?}", 11, CANNED_COMMAND, "BALANCE", "?" },
		{ "{}", 0, CANNED_VALUE, "", NULL },
		{ "{?}", 0, CANNED_ASK, "", NULL },
		{ "{? x}", 0, CANNED_ASK, "", NULL },
		{ "{?a\nb}", 0, CANNED_ASK, "a", NULL },
		{ "{?a{b}", 0, CANNED_ASK, "a", NULL },
		{ "{name", 0, CANNED_VALUE, "name", NULL },
		{ "{ name }", 0, CANNED_VALUE, "", NULL },
		{ "name}", 0, CANNED_VALUE, "", NULL },
		{ "", 0, CANNED_VALUE, "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct canned_field f;

		assert_int_equal(canned_field(cases[i].text, &f),
		    cases[i].len);
		if (cases[i].len == 0)
			continue;
		assert_int_equal(f.kind, cases[i].kind);
		assert_int_equal(f.name_len, strlen(cases[i].name));
		assert_memory_equal(f.name, cases[i].name, f.name_len);
		assert_int_equal(f.other != NULL, cases[i].other != NULL);
		if (f.other == NULL)
			continue;
		assert_int_equal(f.other_len, strlen(cases[i].other));
		assert_memory_equal(f.other, cases[i].other, f.other_len);
	}
}

/* Only "{?" and something: customers' braces, JSON and code may be sent. */
static void
finds_the_unfilled(void **state)
{
	static const struct {
		const char *text;
		size_t at, len;		/* len 0: none */
	} cases[] = {
		{ "an {?order|} here", 3, 9 },
		{ "{?Order number}", 0, 15 },
		{ "a {?cut", 2, 5 },
		{ "a {?cut in two", 2, 5 },
		{ "{{?x}", 1, 4 },
		{ "{?} {? } {?x}", 9, 4 },
		{ "nothing { here }", 0, 0 },
		{ "{order} {\"a\": 1} {customer.name}", 0, 0 },
		{ "what? {}", 0, 0 },
		{ "{?", 0, 0 },
		{ "", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t at = 0, len = 0;

		assert_int_equal(canned_unfilled(cases[i].text, 0, &at, &len),
		    cases[i].len != 0);
		assert_int_equal(at, cases[i].at);
		assert_int_equal(len, cases[i].len);
	}
}

static void
goes_on_behind_a_field(void **state)
{
	size_t at, len;

	(void)state;
	assert_true(canned_unfilled("{?a} {?b}", 1, &at, &len));
	assert_int_equal(at, 5);
	assert_false(canned_unfilled("{?a} {?b}", 6, &at, &len));
}

static void
says_what_is_wrong(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *words;
	} cases[] = {
		{ "a\nDear {customer.name", 2, "never closed" },
		{ "{custmer.name}", 1, "{?custmer.name}" },
		{ "a\n\n{}", 3, "{{" },
		{ "{ \"a\": 1 }", 1, "{{" },
		{ "{?}", 1, "{?Order number}" },
		{ "{{?x}", 1, "blank" },
		{ "bell \a", 1, "control" },
		{ "x\n\302\233m", 2, "control" },
		{ "{?a23456789012345678901234567890123456789012345678901234"
		  "567890123456}", 1, "64" },
	};
	struct err err;
	int line;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_false(canned_check_text(cases[i].text, &line, &err));
		assert_int_equal(err.code, ERR_VALUE);
		assert_int_equal(line, cases[i].line);
		if (strstr(err.text, cases[i].words) == NULL)
			fail_msg("%s: %s", cases[i].text, err.text);
	}
	assert_true(canned_check_text("{{ plain } {customer.name|x}\n\t{BALANCE}"
	    " {?Сумма|0} 100% «да»", &line, &err));
}

static void
knows_its_values(void **state)
{
	size_t n = 0;

	(void)state;
	for (const char *name; (name = canned_value_name(n)) != NULL; n++)
		assert_true(canned_knows(name, strlen(name)));
	assert_int_equal(n, 9);
	assert_false(canned_knows("customer", 8));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_field),
		cmocka_unit_test(finds_the_unfilled),
		cmocka_unit_test(goes_on_behind_a_field),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(knows_its_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
