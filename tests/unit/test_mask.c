/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is masked, and what is not: the vectors that the page is tried on too,
 * numbers in every dress, numbers of other kinds, and several texts in a row.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "domain/mask.h"

#define TEXT 512

static const char *
masked(char buf[TEXT], const struct mask *m, const char *text,
    enum mask_form form)
{
	bool is_masked;

	assert_true(strlen(text) < TEXT);
	strcpy(buf, text);
	is_masked = mask_text(m, buf, form);
	assert_int_equal(is_masked, strcmp(buf, text) != 0);
	assert_true(strlen(buf) <= strlen(text));
	assert_true(utf8_is_valid(buf, strlen(buf)));
	assert_false(mask_text(m, buf, form));
	return buf;
}

/* --- vectors ------------------------------------------------------------ */

static char *
read_data(const char *name, size_t *len)
{
	const char *srcdir = getenv("srcdir");
	char path[1024], *bytes = malloc(1 << 20);
	FILE *f;

	snprintf(path, sizeof path, "%s/tests/data/%s",
	    srcdir == NULL ? "." : srcdir, name);
	f = fopen(path, "rb");
	assert_non_null(f);
	assert_non_null(bytes);
	*len = fread(bytes, 1, 1 << 20, f);
	fclose(f);
	return bytes;
}

static void
vectors_hold(void **state)
{
	size_t len;
	char *bytes = read_data("mask.json", &len), buf[TEXT];
	struct json *j = json_parse(bytes, len, NULL);

	(void)state;
	assert_non_null(j);
	assert_true(json_count(j) > 60);
	for (size_t i = 0; i < json_count(j); i++) {
		const struct json *row = json_at(j, i);
		const char *in, *out, *preview;
		struct err err;

		assert_true(json_get_str(row, "in", &in, &err));
		assert_true(json_get_str(row, "out", &out, &err));
		assert_string_equal(masked(buf, NULL, in, MASK_TEXT), out);
		preview = out;
		if (json_find(row, "preview") != NULL)
			assert_true(json_get_str(row, "preview", &preview,
			    &err));
		assert_string_equal(masked(buf, NULL, in, MASK_PREVIEW),
		    preview);
	}
	json_free(j);
	free(bytes);
}

/* --- at random ---------------------------------------------------------- */

static unsigned
any(unsigned *seed, unsigned n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % n;
}

static const char *const beginnings[] = {
	"4", "51", "55", "2221", "2720", "2200", "2204", "34", "37", "3528",
	"36", "6011", "62", "65", "5018", "6304", "8600", "9860", "9112",
};
static const int lengths[] = {
	16, 16, 16, 16, 16, 16, 19, 15, 15, 16, 14, 16, 17, 16, 18, 19, 16, 16,
	16,
};
static const char *const gaps[] = {
	"", "", "", "", " ", "-", ".", "\xc2\xa0", " - ", "\xe2\x80\x93",
	"\xe2\x80\x8b", "\xe2\x80\x8f", "\xef\xb8\x8f", "\xe2\x80\xaf", "/",
	"_", "\t",
};
static const uint32_t zeros[] = { '0', 0x660, 0x6f0, 0x966, 0xff10, 0x1d7ce };

/* A number of some scheme, and the same as somebody might write it. */
static void
make_card(unsigned *seed, char *plain, char *dressed)
{
	unsigned k = any(seed, sizeof beginnings / sizeof *beginnings);
	int n = lengths[k], sum = 0;
	uint32_t zero = zeros[any(seed, 4) == 0 ? any(seed, 6) : 0];

	strcpy(plain, beginnings[k]);
	for (int i = (int)strlen(plain); i < n; i++)
		plain[i] = (char)('0' + any(seed, 10));
	plain[n] = '\0';
	for (int i = 0; i < n - 1; i++) {
		int value = (plain[n - 2 - i] - '0') * (i % 2 == 0 ? 2 : 1);

		sum += value > 9 ? value - 9 : value;
	}
	plain[n - 1] = (char)('0' + (10 - sum % 10) % 10);
	for (int i = 0; i < n; i++) {
		dressed += utf8_put(dressed, zero + (uint32_t)(plain[i] - '0'));
		if (i < n - 1) {
			const char *gap = gaps[any(seed, sizeof gaps /
			    sizeof *gaps)];

			strcpy(dressed, gap);
			dressed += strlen(gap);
		}
	}
	*dressed = '\0';
}

/* All digits of a text, as ASCII. */
static void
digits_of(const char *text, char out[TEXT])
{
	size_t len = strlen(text), used = 0;

	for (size_t at = 0; at < len;) {
		uint32_t code;

		at += utf8_next(text + at, len - at, &code);
		if (utf8_digit(code) >= 0)
			out[used++] = (char)('0' + utf8_digit(code));
	}
	out[used] = '\0';
}

static void
cards_in_any_dress_are_masked(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char plain[32], dressed[TEXT - 32], text[TEXT], buf[TEXT],
		    left[TEXT];

		make_card(&seed, plain, dressed);
		snprintf(text, sizeof text, "card: %s!", dressed);
		digits_of(masked(buf, NULL, text, MASK_TEXT), left);
		if (strcmp(left, plain + strlen(plain) - 4) != 0)
			fail_msg("%s is left of %s", buf, text);
	}
}

static void
cards_over_two_texts_are_masked(void **state)
{
	unsigned seed = 11;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		char plain[32], dressed[TEXT - 32], one[TEXT], two[TEXT],
		    left[TEXT], more[TEXT];
		char *parts[] = { one, two };
		size_t cut, len;

		make_card(&seed, plain, dressed);
		len = strlen(plain);
		cut = 1 + any(&seed, (unsigned)len - 1);
		snprintf(one, sizeof one, "it is %.*s", (int)cut, plain);
		snprintf(two, sizeof two, "%s, right?", plain + cut);
		/* A piece may be a number of its own. */
		mask_text(NULL, one, MASK_TEXT);
		mask_text(NULL, two, MASK_TEXT);
		if (strchr(one, '*') != NULL || strchr(two, '*') != NULL)
			continue;
		assert_true(mask_may_begin(one) && mask_may_go_on(two));
		assert_int_equal(mask_over(NULL, parts, 2, MASK_TEXT), 3);
		digits_of(one, left);
		digits_of(two, more);
		assert_true(strlen(left) + strlen(more) <= 4);
		assert_string_equal(left, "");
		assert_int_equal(mask_over(NULL, parts, 2, MASK_TEXT), 0);
	}
}

/* How many of 10000 numbers of some kind are taken for a card or an account;
 * what has no check digit of its own may be one in a hundred or so. */
static void
count_wrong(const char *kind, int most,
    void (*make)(unsigned *seed, char *out))
{
	unsigned seed = 3;
	int wrong = 0;

	for (int i = 0; i < 10000; i++) {
		char text[TEXT], buf[TEXT];

		make(&seed, text);
		wrong += strcmp(masked(buf, NULL, text, MASK_TEXT), text) != 0;
	}
	print_message("# %s: %d of 10000 are masked\n", kind, wrong);
	assert_true(wrong <= most);
}

static void
put_digits(unsigned *seed, char *out, int n)
{
	while (n-- > 0)
		*out++ = (char)('0' + any(seed, 10));
	*out = '\0';
}

static void
a_phone(unsigned *seed, char *out)
{
	static const char *const forms[] = {
		"+48 ### ### ###", "+7 ### ###-##-##", "8 (9##) ###-##-##",
		"+49 15## #######", "0048 ### ### ###", "### ### ###",
		"+380 ## ### ## ##", "+1-###-###-####", "+998 ## ### ## ##",
	};

	strcpy(out, forms[any(seed, sizeof forms / sizeof *forms)]);
	for (; *out != '\0'; out++)
		if (*out == '#')
			*out = (char)('0' + any(seed, 10));
}

static void
an_order(unsigned *seed, char *out)
{
	strcpy(out, any(seed, 2) == 0 ? "#" : "order ");
	put_digits(seed, out + strlen(out), 5 + (int)any(seed, 8));
}

static void
a_date(unsigned *seed, char *out)
{
	unsigned d = 1 + any(seed, 28), m = 1 + any(seed, 12);
	unsigned h = any(seed, 24), s = any(seed, 60);

	switch (any(seed, 4)) {
	case 0:
		sprintf(out, "%02u.%02u.2026-%02u.%02u.2026", d, m,
		    1 + any(seed, 28), m);
		break;
	case 1:
		sprintf(out, "2026-%02u-%02u %02u:%02u:%02u", m, d, h, s, s);
		break;
	case 2:
		sprintf(out, "2026%02u%02u%02u%02u%02u", m, d, h, s, s);
		break;
	default:
		sprintf(out, "%02u/%02u/2026 %02u.%02u.%02u", d, m, h, s, s);
	}
}

static void
a_parcel(unsigned *seed, char *out)
{
	switch (any(seed, 4)) {
	case 0:
		strcpy(out, "EE#########PL");
		put_digits(seed, out + 2, 9);
		strcat(out, "PL");
		break;
	case 1:			/* a postal index, then any number */
		put_digits(seed, out, 14);
		break;
	case 2:
		strcpy(out, "1Z999AA1");
		put_digits(seed, out + 8, 10);
		break;
	default:
		put_digits(seed, out, any(seed, 2) == 0 ? 20 : 24);
	}
}

static void
an_article(unsigned *seed, char *out)
{
	int sum = 0;

	strcpy(out, any(seed, 2) == 0 ? "460" : "590");
	put_digits(seed, out + 3, 9);
	for (int i = 0; i < 12; i++)
		sum += (out[i] - '0') * (i % 2 == 0 ? 1 : 3);
	sprintf(out + 12, "%d", (10 - sum % 10) % 10);
}

static void
sixteen_digits(unsigned *seed, char *out)
{
	put_digits(seed, out, 16);
}

static void
other_numbers_stay(void **state)
{
	(void)state;
	count_wrong("telephone numbers", 0, a_phone);
	count_wrong("order numbers", 0, an_order);
	count_wrong("dates and times", 0, a_date);
	count_wrong("parcels", 50, a_parcel);
	count_wrong("articles", 0, an_article);
	count_wrong("any sixteen digits", 400, sixteen_digits);
}

/* --- words, patterns, texts in a row ------------------------------------- */

static void
words_stay_words(void **state)
{
	char buf[TEXT];

	(void)state;
	assert_string_equal(masked(buf, NULL, "card-4111111111111111.png",
	    MASK_WORD), "card-xxxx1111.png");
	assert_string_equal(masked(buf, NULL, "vip,4111-1111-1111-1111,x",
	    MASK_WORD), "vip,xxxx1111,x");
}

static void
patterns_are_found(void **state)
{
	static const struct mask_pattern list[] = {
		{ "pesel", "###########", 0 },
		{ "member", "KD-@ ####", 2 },
		{ "hash", "\\####", 0 },
		{ "long", "@@##########", 10 },
	};
	const struct mask m = { list, 4 };
	char buf[TEXT];

	(void)state;
	assert_string_equal(masked(buf, &m, "my PESEL is 44051401458.",
	    MASK_TEXT), "my PESEL is ****.");
	assert_string_equal(masked(buf, &m, "144051401458 is longer",
	    MASK_TEXT), "144051401458 is longer");
	assert_string_equal(masked(buf, &m, "a44051401458", MASK_TEXT),
	    "a44051401458");
	assert_string_equal(masked(buf, &m, "kd-\xc5\xbb 1234 and KD-A1234",
	    MASK_TEXT), "****34 and ****34");
	assert_string_equal(masked(buf, &m, "#12 #123", MASK_TEXT), "#12 ***");
	assert_string_equal(masked(buf, &m, "ab1234567890", MASK_WORD),
	    "xx1234567890");
	assert_string_equal(masked(buf, &m, "xx1234567890", MASK_TEXT),
	    "**1234567890");
	assert_string_equal(masked(buf, &m, "4111111111111111 44051401458",
	    MASK_TEXT), "****1111 ****");
}

static void
bad_patterns_are_refused(void **state)
{
	static const struct mask_pattern bad[] = {
		{ "a", "", 0 }, { "a", "##", 0 }, { "a", " ###", 0 },
		{ "a", "### ", 0 }, { "a", "----", 0 }, { "a", "###", 3 },
		{ "a", "###", -1 }, { "a", "####################################"
		    "##############################", 0 },
	};
	const struct mask_pattern good = { "a", "@-###", 3 };
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(mask_pattern_check(&bad[i], &err));
	assert_true(mask_pattern_check(&good, &err));
}

static void
several_texts(void **state)
{
	char a[TEXT] = "my card: 4111", b[TEXT] = "1111", c[TEXT] = "1111",
	    d[TEXT] = "1111, ok?", e[TEXT] = "", f[TEXT] = "41111111",
	    g[TEXT] = "thanks", h[TEXT] = "11111111", i[TEXT] = "GB29 NWBK",
	    k[TEXT] = "6016 1331 9268 19";
	char *four[] = { a, b, c, d }, *no[] = { f, g, h },
	    *files[] = { f, e, h }, *account[] = { i, k };

	(void)state;
	assert_int_equal(mask_over(NULL, four, 4, MASK_TEXT), 15);
	assert_string_equal(a, "my card: ****");
	assert_string_equal(b, "****");
	assert_string_equal(c, "****");
	assert_string_equal(d, "****, ok?");
	assert_int_equal(mask_over(NULL, no, 3, MASK_TEXT), 0);
	assert_int_equal(mask_over(NULL, files, 3, MASK_TEXT), 5);
	assert_string_equal(e, "");
	assert_string_equal(h, "****1111");
	assert_int_equal(mask_over(NULL, account, 2, MASK_TEXT), 3);
	assert_string_equal(i, "GB****");
	assert_string_equal(k, "****6819");
	assert_false(mask_may_begin("thanks!"));
	assert_false(mask_may_go_on("..."));
	assert_true(mask_may_begin("4111 "));
	assert_true(mask_may_go_on(" -1111"));
	assert_true(mask_may_go_on("NWBK 6016 1331 9268 19"));
	assert_false(mask_may_go_on("hello, it is 4111 1111"));
}

/* As long as a message may be: no quadratic surprise. */
static void
long_texts(void **state)
{
	static const char *const pieces[] = {
		"4", "4111 1111 1111 1111 ", "1 ", "PL6", "4\xe2\x80\x8b", "+4",
		"a ", "4,",
	};
	char *text = malloc(16385);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		size_t n = strlen(pieces[i]), at = 0;

		for (; at + n < 16384; at += n)
			memcpy(text + at, pieces[i], n);
		text[at] = '\0';
		mask_text(NULL, text, MASK_PREVIEW);
		assert_true(utf8_is_valid(text, strlen(text)));
	}
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_hold),
		cmocka_unit_test(cards_in_any_dress_are_masked),
		cmocka_unit_test(cards_over_two_texts_are_masked),
		cmocka_unit_test(other_numbers_stay),
		cmocka_unit_test(words_stay_words),
		cmocka_unit_test(patterns_are_found),
		cmocka_unit_test(bad_patterns_are_refused),
		cmocka_unit_test(several_texts),
		cmocka_unit_test(long_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
