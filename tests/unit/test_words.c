/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/utf8_words.h"
#include "check.h"

/* The words as one text: "возвра* | a 1029*". */
static const char *
parsed(const char *query, struct str *out)
{
	struct words w;

	str_reset(out);
	if (!words_parse(&w, query))
		return "-";
	for (int i = 0; i < w.n; i++) {
		str_put(out, i > 0 ? " | " : "");
		for (int k = 0; k < w.word[i].n_parts; k++)
			str_putf(out, "%s%s", k > 0 ? " " : "",
			    w.word[i].part[k]);
		str_put(out, w.word[i].is_beginning ? "*" : "");
	}
	return out->data;
}

static void
a_query_is_words(void **state)
{
	static const char *const rows[][2] = {
		{ "ВОЗВРАТА", "возвра*" }, { "возврат", "возвр*" },
		{ "счёт", "счет*" }, { "заказ", "зака*" },
		{ "Łódź żółta", "lodz* | zolt*" }, { "İstanbul", "istanb*" },
		{ "Straße", "stras*" }, { "и в not", "и | в | not*" },
		{ "A-1029", "a 1029*" }, { "1234567", "1234567*" },
		{ "ord1234", "ord1234*" }, { "o'neill", "o neill*" },
		{ "\"моих денег\"", "моих денег" },
		{ "\"возврат", "возвр*" }, { "a\"b c\"d", "a | b c | d" },
		{ "z\xcc\x87o\xcc\x81\xc5\x82t", "zolt*" },
		{ "", "-" }, { " \t\n", "-" }, { "!?* --", "-" },
		{ "👍🏽 ok", "ok" }, { "\"\" \"", "-" }, { "漢字", "漢字" },
		{ "1 2 3 4 5 6 7 8 9", "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8" },
		{ "NEAR(x y)", "near x | y" }, { "a* OR", "a | or" },
	};
	struct str out;

	(void)state;
	str_init(&out, 4096);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(parsed(rows[i][0], &out), rows[i][1]);
	str_clear(&out);
}

/* Ill-formed and huge queries end somewhere. */
static void
no_query_breaks_it(void **state)
{
	char big[5000];
	struct words w;
	struct span  spans[4];

	(void)state;
	memset(big, 'a', sizeof big);
	big[sizeof big - 1] = '\0';
	assert_true(words_parse(&w, big));
	assert_int_equal(strlen(w.word[0].part[0]), WORDS_BYTES - 2);
	assert_int_equal(words_mark(&w, big, strlen(big), spans, 4), 1);
	assert_true(words_parse(&w, "a\xff\xfe\xd0 b"));
	for (unsigned seed = 1; seed < 2000; seed++) {
		char text[64];
		unsigned n = seed;

		for (size_t i = 0; i < sizeof text - 1; i++) {
			n = n * 1103515245 + 12345;
			text[i] = (char)(1 + (n >> 16) % 255);
		}
		text[sizeof text - 1] = '\0';
		if (words_parse(&w, text))
			words_mark(&w, text, strlen(text), spans, 4);
	}
}

static const char *
marked(const char *query, const char *text, struct str *out)
{
	struct words w;
	struct span  spans[8];
	size_t	     done = 0;
	int	     n = 0;

	str_reset(out);
	if (words_parse(&w, query))
		n = words_mark(&w, text, strlen(text), spans, 8);
	for (int i = 0; i < n; i++) {
		str_put_n(out, text + done, spans[i].at - done);
		str_put_c(out, '[');
		str_put_n(out, text + spans[i].at, spans[i].len);
		str_put_c(out, ']');
		done = spans[i].at + spans[i].len;
	}
	str_put(out, text + done);
	return out->data;
}

static void
words_are_marked_where_they_stand(void **state)
{
	static const char *const rows[][3] = {
		{ "возврат", "Где ВОЗВРАТА нет", "Где [ВОЗВРАТА] нет" },
		{ "еще", "Ещё, ещё!", "[Ещё], [ещё]!" },
		{ "замок", "за\xcc\x81мок.", "[за\xcc\x81мок]." },
		{ "lodz", "w Łodzi, Łódź", "w [Łodzi], [Łódź]" },
		{ "a-1029", "order A 1029", "order [A 1029]" },
		{ "a-1029", "order A 102 9", "order A 102 9" },
		{ "\"b c\"", "b cc b c", "b cc [b c]" },
		{ "b \"b c\"", "b c b", "[b c] [b]" },
		{ "strasse", "Straße", "[Straße]" },
		{ "istanbul", "İstanbul", "[İstanbul]" },
		{ "ok", "👍🏽ok👍", "👍🏽[ok]👍" },
		{ "cat", "concat cat", "concat [cat]" },
		{ "x", "", "" },
	};
	struct str out;

	(void)state;
	str_init(&out, 4096);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(marked(rows[i][0], rows[i][1], &out),
		    rows[i][2]);
	str_clear(&out);
}

static void
an_excerpt_holds_the_word(void **state)
{
	struct str   text;
	struct words w;
	struct span  spans[2], e;

	(void)state;
	str_init(&text, 10000);
	for (int i = 0; i < 300; i++)
		str_put(&text, i == 200 ? "Żółw " : "много слов ");
	assert_true(words_parse(&w, "zolw"));
	for (size_t bytes = 40; bytes < 400; bytes++) {
		int n = words_mark(&w, text.data, text.len, spans, 2);

		assert_int_equal(n, 1);
		e = words_excerpt(text.data, text.len, spans, n, bytes);
		assert_true(e.len <= bytes);
		assert_true(e.at <= spans[0].at);
		assert_true(e.at + e.len >= spans[0].at + spans[0].len);
		assert_true(utf8_is_valid(text.data + e.at, e.len));
	}
	e = words_excerpt("short", 5, NULL, 0, 100);
	assert_int_equal(e.at, 0);
	assert_int_equal(e.len, 5);
	/* None marked: the beginning. */
	e = words_excerpt(text.data, text.len, NULL, 0, 50);
	assert_int_equal(e.at, 0);
	str_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_query_is_words),
		cmocka_unit_test(no_query_breaks_it),
		cmocka_unit_test(words_are_marked_where_they_stand),
		cmocka_unit_test(an_excerpt_holds_the_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
