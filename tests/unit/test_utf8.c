/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/json.h"
#include "base/paths.h"
#include "base/utf8.h"
#include "check.h"

#define MAX_TEXT_BYTES (48 * 1024 * 1024)

static void
check_safe(enum utf8_mode mode, const char *text, const char *expected)
{
	struct str s;

	str_init(&s, 10000);
	assert_true(utf8_safe(&s, text, strlen(text), mode));
	assert_string_equal(s.data, expected);
	str_clear(&s);
}

static void
only_well_formed_utf8_is_valid(void **state)
{
	static const char *const bad[] = {
		"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xe0\x9f\xbf",
		"\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3",
		"\xe2\x82", "\xf0\x9f\x98", "\xc3(", "\xe2(\xa1", "a\xfe",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(utf8_is_valid(bad[i], strlen(bad[i])));
	assert_true(utf8_is_valid("\xc2\x80\xed\x9f\xbf\xf4\x8f\xbf\xbf", 9));
	assert_true(utf8_is_valid("a\0b", 3));
	assert_false(utf8_is_text("a\0b", 3));
	assert_true(utf8_is_text("", 0));
}

static void
every_code_point_is_read_back(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char bytes[4];
		uint32_t back;
		size_t n;

		if (code >= 0xd800 && code <= 0xdfff)
			continue;
		n = utf8_put(bytes, code);
		if (utf8_next(bytes, n, &back) != n || back != code)
			fail_msg("U+%04X", (unsigned)code);
	}
}

static void
controls_become_visible(void **state)
{
	(void)state;
	check_safe(UTF8_FLAT, "a\033[2Jb\007\177", "a^[[2Jb^G^?");
	check_safe(UTF8_FLAT, "\xc2\x9b" "31m", "<U+009B>31m");
	check_safe(UTF8_FLAT, "a\nb\r\nc\rd\te", "a b c^Md e");
	check_safe(UTF8_LINES, "a\nb\r\nc\rd\te", "a\nb\nc\nd e");
	check_safe(UTF8_LINES, "\x08", "^H");
}

static void
what_deceives_becomes_a_token(void **state)
{
	(void)state;
	check_safe(UTF8_FLAT, "12\xe2\x80\xae" "34", "12<U+202E>34");
	check_safe(UTF8_FLAT, "a\xe2\x80\x8b" "b", "a<U+200B>b");
	check_safe(UTF8_FLAT, "a\xe2\x80\x8d" "b", "a<U+200D>b");
	check_safe(UTF8_FLAT, "a\xe2\x80\x8c" "b", "a<U+200C>b");
	check_safe(UTF8_FLAT, "\xf3\xa0\x81\x81", "<U+E0041>");
	check_safe(UTF8_FLAT, "\xef\xbb\xbfx", "<U+FEFF>x");
	check_safe(UTF8_FLAT, "\xe3\x85\xa4", "<U+3164>");
}

static void
joiners_stay_where_letters_join(void **state)
{
	(void)state;
	/* Persian "mi-khaham" is spelt with U+200C. */
	check_safe(UTF8_FLAT, "می\xe2\x80\x8cخواهم", "می\xe2\x80\x8cخواهم");
	check_safe(UTF8_FLAT, "م\xe2\x80\x8c", "م<U+200C>");
}

static void
what_only_dresses_an_emoji_is_left_out(void **state)
{
	(void)state;
	check_safe(UTF8_FLAT, "👨\xe2\x80\x8d👩\xe2\x80\x8d👧|", "👨👩👧|");
	check_safe(UTF8_FLAT, "\xe2\x9d\xa4\xef\xb8\x8f!", "\xe2\x9d\xa4!");
	check_safe(UTF8_FLAT, "👍🏽", "👍");
	check_safe(UTF8_FLAT, "1\xef\xb8\x8f\xe2\x83\xa3", "1");
	check_safe(UTF8_FLAT, "👩🏽\xe2\x80\x8d\xe2\x9a\x95\xef\xb8\x8f",
	    "👩\xe2\x9a\x95");
}

static void
text_is_composed_and_marks_are_capped(void **state)
{
	(void)state;
	check_safe(UTF8_FLAT, "z\xcc\x87o\xcc\x81", "żó");
	check_safe(UTF8_FLAT, "и\xcc\x86", "й");
	check_safe(UTF8_FLAT, "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "한");
	check_safe(UTF8_FLAT, "x\xcc\xb2\xcc\xb2\xcc\xb2\xcc\xb2\xcc\xb2\xcc\xb2y",
	    "x\xcc\xb2\xcc\xb2\xcc\xb2\xcc\xb2y");
	/* A mark without a base may not sit on the border before it. */
	check_safe(UTF8_FLAT, "\xcc\x81" "a", "\xe2\x97\x8c\xcc\x81" "a");
	check_safe(UTF8_LINES, "b\n\xcc\xb2", "b\n\xe2\x97\x8c\xcc\xb2");
}

static void
ill_formed_and_unknown_become_the_replacement(void **state)
{
	(void)state;
	check_safe(UTF8_FLAT, "a\xff" "b\xc3", "a\xef\xbf\xbd" "b\xef\xbf\xbd");
	check_safe(UTF8_FLAT, "\xef\xbf\xbe", "\xef\xbf\xbd");
	check_safe(UTF8_FLAT, "\xef\xb7\x90", "\xef\xbf\xbd");
	check_safe(UTF8_FLAT, "\xcd\xb8", "\xef\xbf\xbd");	/* U+0378 */
}

static void
honest_text_stays_as_it_is(void **state)
{
	static const char text[] = "Zażółć gęślą jaźń. Съешь ещё этих мягких "
	    "булок. 漢字 한글 שלום مرحبا 😀 – „x” < & > % \\ ~";

	(void)state;
	check_safe(UTF8_FLAT, text, text);
}

static void
a_full_buffer_is_cut_between_letters(void **state)
{
	char buf[8];
	struct str s;

	(void)state;
	assert_string_equal(utf8_safe_buf(buf, sizeof buf, "abcdefghij",
	    UTF8_FLAT), "abcdefg");
	assert_string_equal(utf8_safe_buf(buf, sizeof buf, "abcdeя\xcc\xb2",
	    UTF8_FLAT), "abcde");
	assert_string_equal(utf8_safe_buf(buf, sizeof buf, "ab\033[0m\033",
	    UTF8_FLAT), "ab^[[0m");
	assert_string_equal(utf8_safe_buf(buf, 1, "x", UTF8_FLAT), "");
	str_init(&s, 3);
	assert_false(utf8_safe(&s, "abcd", 4, UTF8_FLAT));
	assert_true(s.full);
	str_clear(&s);
}

static void
letters_are_stepped_over_whole(void **state)
{
	static const char text[] = "aе\xcc\x88👨\xe2\x80\x8d👩\r\nb";
	static const size_t borders[] = { 0, 1, 5, 16, 18, 19 };
	size_t len = sizeof text - 1;

	(void)state;
	assert_int_equal(len, 19);
	for (size_t i = 0; i + 1 < sizeof borders / sizeof *borders; i++) {
		assert_int_equal(utf8_letter_after(text, len, borders[i]),
		    borders[i + 1]);
		assert_int_equal(utf8_letter_before(text, len, borders[i + 1]),
		    borders[i]);
	}
	assert_int_equal(utf8_letter_after(text, len, len), len);
	assert_int_equal(utf8_letter_before(text, len, 0), 0);
	assert_int_equal(utf8_letter_before("a\n\nb", 4, 3), 2);
	assert_int_equal(utf8_letter_before("a\n\nb", 4, 2), 1);
}

static void
columns_are_those_of_a_terminal(void **state)
{
	int used = -1;

	(void)state;
	assert_int_equal(utf8_cols("abc", 3), 3);
	assert_int_equal(utf8_cols("漢字", 6), 4);
	assert_int_equal(utf8_cols("я\xcc\xb2", 4), 1);
	assert_int_equal(utf8_fit("漢字x", 7, 3, &used), 3);
	assert_int_equal(used, 2);
	assert_int_equal(utf8_fit("яя\xcc\xb2я", 8, 2, &used), 6);
	assert_int_equal(used, 2);
	assert_int_equal(utf8_fit("abc", 3, 0, NULL), 0);
	assert_int_equal(utf8_fit("abc", 3, 9, &used), 3);
	assert_int_equal(used, 3);
}

static void
folding_finds_what_people_type(void **state)
{
	static const char *const rows[][2] = {
		{ "ЕЩЁ", "еще" }, { "ещё", "еще" }, { "Мой", "мой" },
		{ "и\xcc\x86", "й" }, { "ŁÓDŹ", "lodz" }, { "Żółć", "zolc" },
		{ "Ærø", "æro" }, { "STRASSE ß", "strasse ss" },
		{ "за\xcc\x81мок", "замок" }, { "z\xcc\x87", "z" },
		{ "İ", "i" }, { "Đàn", "dan" }, { "ĐŠ ħ", "ds h" },
		{ "漢", "漢" }, { "їжак", "їжак" }, { "ὁ", "ὁ" },
		{ "a\xff", "a\xef\xbf\xbd" }, { "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str s;

		str_init(&s, 1000);
		assert_true(utf8_fold(&s, rows[i][0], strlen(rows[i][0])));
		assert_string_equal(s.data, rows[i][1]);
		str_clear(&s);
	}
}

/* ---- the corpus ---- */

static bool
is_hidden(uint32_t c)
{
	return c == 0xad || c == 0x34f || c == 0x61c || c == 0x180e ||
	    (c >= 0x115f && c <= 0x1160) || c == 0x200b || c == 0x200d ||
	    c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || c == 0x3164 || c == 0xffa0 ||
	    (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff || c == 0x20e3 ||
	    (c >= 0xfff9 && c <= 0xfffb) || (c >= 0x1f3fb && c <= 0x1f3ff) ||
	    (c >= 0xe0000 && c <= 0xe0fff);
}

/* NULL: every promise of utf8_safe() holds, else which does not. */
static const char *
broken_promise(const struct str *s, enum utf8_mode mode)
{
	int marks = 5;		/* at a start not even one is allowed */
	uint32_t code;

	for (size_t i = 0; i < s->len;) {
		size_t n = utf8_next(s->data + i, s->len - i, &code);
		int cols;

		if (n == 1 && code == 0xfffd)
			return "ill-formed";
		i += n;
		if (code == '\n' && mode == UTF8_LINES) {
			marks = 5;
			continue;
		}
		if (code < 0x20 || (code >= 0x7f && code <= 0x9f))
			return "control character";
		if (is_hidden(code))
			return "bidirectional or invisible";
		cols = wcwidth((wchar_t)code);
		if (cols < 0)
			return "without a width";
		marks = cols > 0 ? 0 : marks + 1;
		if (marks > 4)
			return "too many marks";
	}
	return NULL;
}

static void
check_absent(const struct json *entry, const char *id, const struct str *s)
{
	const struct json *absent = json_find(entry, "absent");

	for (size_t i = 0; i < json_count(absent); i++) {
		const char *name;
		char bytes[5];
		size_t n;

		assert_true(json_as_str(json_at(absent, i), &name));
		n = utf8_put(bytes, (uint32_t)strtoul(name + 2, NULL, 16));
		bytes[n] = '\0';
		if (strstr(s->data, bytes) != NULL)
			fail_msg("%s: %s is there", id, name);
	}
}

static void
check_text(const struct json *entry, const char *id, const struct str *in)
{
	static const enum utf8_mode modes[] = { UTF8_FLAT, UTF8_LINES };

	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		struct str once, twice;
		const char *broken;

		str_init(&once, MAX_TEXT_BYTES);
		str_init(&twice, MAX_TEXT_BYTES);
		assert_true(utf8_safe(&once, in->data, in->len, modes[i]));
		broken = broken_promise(&once, modes[i]);
		if (broken != NULL)
			fail_msg("%s: %s", id, broken);
		check_absent(entry, id, &once);
		assert_true(utf8_safe(&twice, once.data, once.len, modes[i]));
		if (strcmp(once.data, twice.data) != 0)
			fail_msg("%s: safe text is changed again", id);
		str_clear(&once);
		str_clear(&twice);
	}
}

static void
put_hex(struct str *out, const char *hex)
{
	for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
		char byte[3] = { hex[0], hex[1], '\0' };

		str_put_c(out, (char)strtoul(byte, NULL, 16));
	}
}

static void
put_generated(struct str *out, const struct json *gen)
{
	const char *pre = "", *unit = "", *post = "";
	int64_t n = 0;

	json_opt_str(gen, "pre", &pre, NULL);
	json_opt_str(gen, "unit", &unit, NULL);
	json_opt_str(gen, "post", &post, NULL);
	json_opt_i64(gen, "n", &n, NULL);
	str_put(out, pre);
	for (int64_t i = 0; i < n; i++)
		str_put(out, unit);
	str_put(out, post);
}

/* False: a literal that our parser refuses, as it should. */
static bool
expand(struct str *out, const struct json *entry)
{
	const char *text = NULL, *hex = NULL, *literal = NULL;
	struct json *j;

	json_opt_str(entry, "s", &text, NULL);
	json_opt_str(entry, "hex", &hex, NULL);
	json_opt_str(entry, "json", &literal, NULL);
	if (text != NULL)
		return str_put(out, text);
	if (hex != NULL)
		put_hex(out, hex);
	else if (literal == NULL)
		put_generated(out, json_find(entry, "gen"));
	if (literal == NULL)
		return !out->full;
	j = json_parse(literal, strlen(literal), NULL);
	if (j == NULL)
		return false;
	assert_true(json_as_str(j, &text));
	str_put(out, text);
	json_free(j);
	return true;
}

static struct json *
read_corpus(void)
{
	const char *srcdir = getenv("srcdir");
	char path[4096];
	struct json *corpus;
	struct err err;
	struct str s;

	snprintf(path, sizeof path, "%s/tests/data/hostile-strings.json",
	    srcdir == NULL ? "." : srcdir);
	str_init(&s, 1 << 20);
	if (!paths_read(path, &s, &err))
		fail_msg("%s", err.text);
	corpus = json_parse(s.data, s.len, &err);
	if (corpus == NULL)
		fail_msg("%s", err.text);
	str_clear(&s);
	return corpus;
}

static void
no_hostile_string_breaks_a_promise(void **state)
{
	struct json *corpus = read_corpus();
	const struct json *entries = json_find(corpus, "entries");
	size_t bytes = 0;
	int refused = 0;

	(void)state;
	assert_int_equal(json_count(entries), 237);
	for (size_t i = 0; i < json_count(entries); i++) {
		const struct json *entry = json_at(entries, i);
		const char *id;
		struct str s;

		assert_true(json_get_str(entry, "id", &id, NULL));
		str_init(&s, MAX_TEXT_BYTES);
		if (expand(&s, entry)) {
			bytes += s.len;
			check_text(entry, id, &s);
		} else {
			refused++;
		}
		str_clear(&s);
	}
	assert_true(bytes > 12000000);	/* the giants were among them */
	assert_int_equal(refused, 1);	/* "a\u0000b" */
	json_free(corpus);
}

static void
no_code_point_breaks_a_promise(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char bytes[8] = "a";
		const char *broken;
		struct str s;
		size_t n;

		if (code >= 0xd800 && code <= 0xdfff)
			continue;
		n = 1 + utf8_put(bytes + 1, code);
		bytes[n++] = 'b';
		str_init(&s, 64);
		assert_true(utf8_safe(&s, bytes, n, UTF8_LINES));
		broken = broken_promise(&s, UTF8_LINES);
		if (broken != NULL)
			fail_msg("U+%04X: %s", (unsigned)code, broken);
		str_clear(&s);
	}
}

/* A daemon may run in the C locale; its log must still show names. */
static void
the_c_locale_keeps_letters(void **state)
{
	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C"));
	check_safe(UTF8_FLAT, "Пётр 漢\xcd\xb8", "Пётр 漢\xef\xbf\xbd");
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_well_formed_utf8_is_valid),
		cmocka_unit_test(every_code_point_is_read_back),
		cmocka_unit_test(controls_become_visible),
		cmocka_unit_test(what_deceives_becomes_a_token),
		cmocka_unit_test(joiners_stay_where_letters_join),
		cmocka_unit_test(what_only_dresses_an_emoji_is_left_out),
		cmocka_unit_test(text_is_composed_and_marks_are_capped),
		cmocka_unit_test(ill_formed_and_unknown_become_the_replacement),
		cmocka_unit_test(honest_text_stays_as_it_is),
		cmocka_unit_test(a_full_buffer_is_cut_between_letters),
		cmocka_unit_test(letters_are_stepped_over_whole),
		cmocka_unit_test(columns_are_those_of_a_terminal),
		cmocka_unit_test(folding_finds_what_people_type),
		cmocka_unit_test(no_hostile_string_breaks_a_promise),
		cmocka_unit_test(no_code_point_breaks_a_promise),
		cmocka_unit_test(the_c_locale_keeps_letters),
	};

	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		return 77;		/* skipped: no UTF-8 locale at all */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
