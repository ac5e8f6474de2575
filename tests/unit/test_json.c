/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/json.h"
#include "check.h"

#define TEXT(literal) literal, sizeof(literal) - 1

static struct json *
parse(const char *text)
{
	struct err err;
	struct json *j = json_parse(text, strlen(text), &err);

	if (j == NULL)
		fail_msg("%s: %s", text, err.text);
	return j;
}

static void
refuse(const char *bytes, size_t len)
{
	struct err err = { .code = ERR_NONE };
	struct json *j = json_parse(bytes, len, &err);

	if (j != NULL)
		fail_msg("accepted: %s", bytes);
	assert_int_equal(err.code, ERR_PROTO);
	assert_string_not_equal(err.text, "");
}

static void
what_is_no_json_is_refused(void **state)
{
	static const char *const bad[] = {
		"", " ", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "[1,]", "[,1]",
		"{\"a\":1,}", "{'a':1}", "{a:1}", "[1]x", "{} {}", "// c\n1",
		"[1 /* c */]", "NaN", "-Infinity", "Infinity", "nul", "TRUE",
		"01", "-", "1.", ".5", "1e", "+1", "0x10", "1e400", "\"a",
		"\"\\x\"", "\"\\u12\"", "\"a\nb\"", "\"a\033b\"",
		"\xef\xbb\xbf{}", "[\"a\":1]", "{\"a\",1}", "[1 2]",
		"{\"a\":1 \"b\":2}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		refuse(bad[i], strlen(bad[i]));
}

static void
what_the_library_lets_through_is_refused(void **state)
{
	(void)state;
	refuse(TEXT("\"\xc0\xaf\""));		/* overlong */
	refuse(TEXT("\"\xe0\x80\xaf\""));
	refuse(TEXT("\"\xed\xa0\x80\""));	/* surrogate */
	refuse(TEXT("\"\xf4\x90\x80\x80\""));	/* above U+10FFFF */
	refuse(TEXT("\"\xff\""));
	refuse(TEXT("{}\0"));
	refuse(TEXT("\"a\\u0000b\""));
	refuse(TEXT("{\"a\\u0000\":1}"));
	refuse(TEXT("{\"a\":1,\"b\":2,\"a\":3}"));
	refuse(TEXT("[{\"x\":{\"a\":1,\"\\u0061\":2}}]"));
}

static void
nesting_is_bounded(void **state)
{
	char text[2 * JSON_MAX_DEPTH + 3];

	(void)state;
	memset(text, '[', JSON_MAX_DEPTH);
	memset(text + JSON_MAX_DEPTH, ']', JSON_MAX_DEPTH);
	text[(size_t)2 * JSON_MAX_DEPTH] = '\0';
	json_free(parse(text));
	memset(text, '[', JSON_MAX_DEPTH + 1);
	memset(text + JSON_MAX_DEPTH + 1, ']', JSON_MAX_DEPTH + 1);
	refuse(text, (size_t)2 * JSON_MAX_DEPTH + 2);
}

static void
members_are_bounded(void **state)
{
	struct str s;

	(void)state;
	str_init(&s, 1 << 20);
	str_put(&s, "{\"k\":0");
	for (int i = 1; i < JSON_MAX_MEMBERS; i++)
		str_putf(&s, ",\"%d\":0", i);
	str_put(&s, "}");
	json_free(parse(s.data));
	str_cut(&s, s.len - 1, 1);
	str_put(&s, ",\"z\":0}");
	refuse(s.data, s.len);
	str_clear(&s);
}

/* A stranger's quarter of a megabyte must not become a hundred. */
static void
nests_are_bounded_by_the_size(void **state)
{
	struct str s;

	(void)state;
	str_init(&s, 1 << 21);
	str_put(&s, "[{}");
	for (int i = 0; i < JSON_FREE_NESTS; i++)
		str_put(&s, ",{}");
	str_put(&s, "]");
	json_free(parse(s.data));
	str_reset(&s);
	str_put(&s, "[[]");
	for (int i = 0; i < 2 * JSON_FREE_NESTS; i++)
		str_put(&s, ",[]");
	str_put(&s, "]");
	refuse(s.data, s.len);
	/* Events and records are larger than that. */
	str_reset(&s);
	str_put(&s, "[0");
	for (int i = 0; i < 2 * JSON_FREE_NESTS; i++)
		str_put(&s, ",{\"id\":1,\"login\":\"anna\",\"name\":\"Anna\","
		    "\"role\":\"operator\",\"languages\":[\"ru\"],"
		    "\"skills\":[\"a\"],\"departments\":[7],"
		    "\"limit\":4,\"presence\":\"online\"}");
	str_put(&s, "]");
	json_free(parse(s.data));
	str_clear(&s);
}

static void
types_are_not_guessed(void **state)
{
	static const char *const keys[] = {
		"text", "real", "yes", "none", "list", "big", "huge", "low",
		"missing",
	};
	struct json *j = parse("{\"n\":7,\"text\":\"7\",\"real\":7.5,"
	    "\"yes\":true,\"none\":null,\"list\":[7],"
	    "\"big\":9223372036854775808,\"huge\":99999999999999999999999,"
	    "\"low\":-9223372036854775809,\"max\":9223372036854775807}");
	int64_t n = 5;
	const char *text = NULL;
	struct err err;
	bool b = false;

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		assert_false(json_get_i64(j, keys[i], &n, &err));
		assert_int_equal(err.code, ERR_PROTO);
		assert_non_null(strstr(err.text, keys[i]));
	}
	assert_int_equal(n, 5);
	assert_true(json_get_i64(j, "n", &n, &err));
	assert_int_equal(n, 7);
	assert_true(json_get_i64(j, "max", &n, &err));
	assert_true(n == INT64_MAX);
	assert_false(json_get_str(j, "n", &text, &err));
	assert_false(json_get_bool(j, "n", &b, &err));
	assert_true(json_get_bool(j, "yes", &b, &err));
	assert_true(b);
	assert_true(json_get_str(j, "text", &text, &err));
	assert_string_equal(text, "7");
	json_free(j);
}

static void
an_optional_member_may_be_missing_or_null(void **state)
{
	struct json *j = parse("{\"none\":null,\"n\":1,\"s\":\"x\"}");
	int64_t n = 5;
	const char *text = "was";
	bool b = true;

	(void)state;
	assert_true(json_opt_i64(j, "none", &n, NULL));
	assert_true(json_opt_i64(j, "missing", &n, NULL));
	assert_int_equal(n, 5);
	assert_false(json_opt_i64(j, "s", &n, NULL));
	assert_true(json_opt_i64(j, "n", &n, NULL));
	assert_int_equal(n, 1);
	assert_true(json_opt_str(j, "none", &text, NULL));
	assert_string_equal(text, "was");
	assert_false(json_opt_str(j, "n", &text, NULL));
	assert_false(json_opt_bool(j, "n", &b, NULL));
	assert_true(json_opt_bool(j, "none", &b, NULL));
	assert_true(b);
	assert_true(json_is_null(json_find(j, "none")));
	assert_null(json_find(j, "missing"));
	json_free(j);
}

static void
lists_and_keys_are_walked_in_order(void **state)
{
	struct json *j = parse("{\"z\":[1,null,\"x\"],\"a\":{},\"m\":2}");
	const struct json *list = json_find(j, "z");
	const char *text;
	int64_t n;

	(void)state;
	assert_int_equal(json_count(j), 3);
	assert_string_equal(json_key_at(j, 0), "z");
	assert_string_equal(json_key_at(j, 2), "m");
	assert_null(json_key_at(j, 3));
	assert_true(json_is_array(list));
	assert_int_equal(json_count(list), 3);
	assert_true(json_as_i64(json_at(list, 0), &n));
	assert_true(json_is_null(json_at(list, 1)));
	assert_true(json_as_str(json_at(list, 2), &text));
	assert_null(json_at(list, 3));
	assert_null(json_find(list, "x"));
	assert_int_equal(json_count(json_at(list, 0)), 0);
	assert_false(json_as_i64(NULL, &n));
	json_free(j);
}

static void
a_document_may_be_any_value(void **state)
{
	struct json *j = parse(" null\n");
	int64_t n = 0;

	(void)state;
	assert_true(json_is_null(j));
	json_free(j);
	j = parse("12");
	assert_true(json_as_i64(j, &n));
	assert_int_equal(n, 12);
	json_free(j);
	json_free(NULL);
}

static void
lone_surrogates_become_the_replacement(void **state)
{
	static const char *const rows[][2] = {
		{ "\"x\\ud83d\"", "x\xef\xbf\xbd" },
		{ "\"\\ude00x\"", "\xef\xbf\xbdx" },
		{ "\"\\ude00\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80" },
		{ "\"\\ud83dA\"", "\xef\xbf\xbd" "A" },
		{ "\"\\u00e9\\u001b\\/\"", "\xc3\xa9\033/" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct json *j = parse(rows[i][0]);
		const char *text;

		assert_true(json_as_str(j, &text));
		assert_string_equal(text, rows[i][1]);
		json_free(j);
	}
}

static void
what_is_written_is_json_with_its_commas(void **state)
{
	struct json_out w;
	struct str s;

	(void)state;
	str_init(&s, 1000);
	json_begin(&w, &s);
	json_object(&w, NULL);
	json_put_i64(&w, "n", -7);
	json_array(&w, "list");
	json_put_i64(&w, NULL, 1);
	json_object(&w, NULL);
	json_end_object(&w);
	json_array(&w, NULL);
	json_end_array(&w);
	json_put_null(&w, NULL);
	json_end_array(&w);
	json_put_bool(&w, "b", true);
	json_put_str(&w, "none", NULL);
	json_put_raw(&w, "raw", "[2]", 3);
	json_end_object(&w);
	assert_string_equal(s.data, "{\"n\":-7,\"list\":[1,{},[],null],"
	    "\"b\":true,\"none\":null,\"raw\":[2]}");
	json_free(parse(s.data));
	str_clear(&s);
}

static void
a_quoted_text_is_read_back_as_it_was(void **state)
{
	char text[300];
	const char *back;
	struct json *j;
	struct str s;
	size_t n = 0;

	(void)state;
	for (int c = 1; c < 128; c++)
		text[n++] = (char)c;
	memcpy(text + n, "żółć \xe2\x80\xae 😀", sizeof "żółć \xe2\x80\xae 😀");
	str_init(&s, 2000);
	json_quote(&s, text);
	for (size_t i = 0; i < s.len; i++)
		assert_true((unsigned char)s.data[i] >= 0x20 &&
		    s.data[i] != 0x7f);
	j = parse(s.data);
	assert_true(json_as_str(j, &back));
	assert_string_equal(back, text);
	json_free(j);
	str_clear(&s);
}

static void
no_terminal_obeys_a_quoted_text(void **state)
{
	struct str s;

	(void)state;
	str_init(&s, 200);
	json_quote(&s, "\033[\177\302\2332J \342\200\256\342\201\246 "
	    "\342\200\224 \302\240\302");
	assert_string_equal(s.data, "\"\\u001b[\\u007f\\u009b2J "
	    "\\u202e\\u2066 \342\200\224 \302\240\302\"");
	str_clear(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_terminal_obeys_a_quoted_text),
		cmocka_unit_test(what_is_no_json_is_refused),
		cmocka_unit_test(what_the_library_lets_through_is_refused),
		cmocka_unit_test(nesting_is_bounded),
		cmocka_unit_test(members_are_bounded),
		cmocka_unit_test(nests_are_bounded_by_the_size),
		cmocka_unit_test(types_are_not_guessed),
		cmocka_unit_test(an_optional_member_may_be_missing_or_null),
		cmocka_unit_test(lists_and_keys_are_walked_in_order),
		cmocka_unit_test(a_document_may_be_any_value),
		cmocka_unit_test(lone_surrogates_become_the_replacement),
		cmocka_unit_test(what_is_written_is_json_with_its_commas),
		cmocka_unit_test(a_quoted_text_is_read_back_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
