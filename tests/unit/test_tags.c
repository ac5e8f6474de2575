/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/str.h"
#include "check.h"
#include "domain/customer.h"
#include "domain/tags.h"

static void
a_tag_is_a_word_in_lower_case(void **state)
{
	static const struct {
		const char *typed, *tag;	/* NULL: none */
	} rows[] = {
		{ "invoice", "invoice" }, { "#Invoice", "invoice" },
		{ "ВОЗВРАТ", "возврат" }, { "Żółć-2", "żółć-2" },
		{ "a.b_c-4", "a.b_c-4" },
		{ "e\xcc\x81", "\xc3\xa9" },	/* composed */
		{ "", NULL }, { "#", NULL }, { "two words", NULL },
		{ "a,b", NULL }, { "\xff", NULL }, { "a\nb", NULL },
		{ "\xe2\x80\xae""evil", NULL },	/* U+202E turns text round */
		{ "exactly-thirty-two-bytes-are-one",
		    "exactly-thirty-two-bytes-are-one" },
		{ "exactly-thirty-three-bytes-are-to", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char tag[MAX_TAG_BYTES + 1];
		struct err err = { .code = ERR_NONE };

		if (tag_make(tag, rows[i].typed, &err) !=
		    (rows[i].tag != NULL))
			fail_msg("\"%s\"", rows[i].typed);
		if (rows[i].tag != NULL)
			assert_string_equal(tag, rows[i].tag);
		else
			assert_int_equal(err.code, ERR_VALUE);
	}
}

static void
a_list_is_changed_as_a_whole_or_not(void **state)
{
	char list[MAX_TAGS_BYTES + 1] = "invoice,refund", tag[33];
	struct err err = { .code = ERR_NONE };

	(void)state;
	assert_true(tags_change(list, "VIP,invoice", "refund,none", &err));
	assert_string_equal(list, "invoice,vip");
	assert_false(tags_change(list, "card", "in voice", &err));
	assert_string_equal(list, "invoice,vip");
	assert_true(tags_change(list, "", "vip,invoice", &err));
	assert_string_equal(list, "");
	assert_int_equal(tags_count(list), 0);
	for (int i = 0; i < MAX_TAGS; i++) {
		char one[8];

		one[0] = 't';
		one[1] = (char)('a' + i);
		one[2] = '\0';
		assert_true(tags_change(list, one, "", &err));
	}
	assert_int_equal(tags_count(list), MAX_TAGS);
	assert_true(tags_change(list, "ta", "", &err));
	assert_false(tags_change(list, "more", "", &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	assert_true(tags_change(list, "more", "ta", &err));
	assert_true(tags_at(list, MAX_TAGS - 1, tag));
	assert_string_equal(tag, "more");
	assert_false(tags_at(list, MAX_TAGS, tag));
	assert_true(tags_has(list, "tb"));
	assert_false(tags_has(list, "t"));
}

static void
lists_of_others_are_checked(void **state)
{
	struct err err = { .code = ERR_NONE };

	(void)state;
	assert_true(tags_check("", &err));
	assert_true(tags_check("a,b", &err));
	assert_false(tags_check("a,,b", &err));
	assert_false(tags_check(",a", &err));
	assert_false(tags_check("a,", &err));
	assert_false(tags_check("a,A", &err));
	assert_false(tags_check("a,b,a", &err));
	assert_false(tags_check("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
}

static void
fields_are_changed_one_by_one(void **state)
{
	static const struct customer_field before[] = { { "order", "1" },
		{ "plan", "gold" } };
	static const struct customer_field changes[] = { { "order", "2" },
		{ "plan", "" }, { "тариф", "золото" }, { "none", "" } };
	struct customer c = { .id = 1, .fields = before, .n_fields = 2 };
	struct arena *a = arena_new(65536);
	struct customer_field many[MAX_FIELDS];
	char names[MAX_FIELDS][8];
	struct err err = { .code = ERR_NONE };

	(void)state;
	assert_true(customer_fields_check(changes, 4, &err));
	assert_true(customer_change_fields(&c, changes, 4, a, &err));
	assert_int_equal(c.n_fields, 2);
	assert_string_equal(c.fields[0].value, "2");
	assert_string_equal(customer_field(&c, "тариф")->value, "золото");
	assert_null(customer_field(&c, "plan"));
	for (int i = 0; i < MAX_FIELDS; i++) {
		names[i][0] = (char)('a' + i % 26);
		names[i][1] = (char)('a' + i / 26);
		names[i][2] = '\0';
		many[i] = (struct customer_field){ names[i], "x" };
	}
	assert_false(customer_change_fields(&c, many, MAX_FIELDS, a, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	assert_int_equal(c.n_fields, 2);
	arena_free(a);
}

static void
fields_of_others_are_checked(void **state)
{
	static const struct customer_field bad[][2] = {
		{ { "two words", "x" }, { "a", "b" } },
		{ { "", "x" }, { "a", "b" } },
		{ { "a", "two\nlines" }, { "b", "b" } },
		{ { "a", "\xff" }, { "b", "b" } },
		{ { "a", "x" }, { "a", "y" } },
	};
	struct err err = { .code = ERR_NONE };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(customer_fields_check(bad[i], 2, &err));
		assert_int_equal(err.code, ERR_VALUE);
	}
}

static void
a_copy_has_everything(void **state)
{
	static const struct customer_field fields[] = { { "order", "1" } };
	static const struct earlier before[] = { { 5, 1, 2, 3, "Anna",
	    "a card", "solved", 4 } };
	const struct customer c = { .id = 7, .name = "Ola", .contact = "o",
		.language = "pl", .note = "n", .segment = "vip",
		.tags = "a,b", .fields = fields, .n_fields = 1,
		.earlier = before, .n_earlier = 1, .since_ms = 9 };
	struct arena *a = arena_new(65536), *small = arena_new(16);
	struct customer copy = { .id = 1 };

	(void)state;
	assert_false(customer_copy(&copy, &c, small));
	assert_int_equal(copy.id, 1);
	assert_true(customer_copy(&copy, &c, a));
	assert_string_equal(copy.segment, "vip");
	assert_string_equal(copy.tags, "a,b");
	assert_string_equal(copy.fields[0].value, "1");
	assert_string_equal(copy.earlier[0].outcome, "solved");
	assert_ptr_not_equal(copy.note, c.note);
	arena_free(a);
	arena_free(small);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tag_is_a_word_in_lower_case),
		cmocka_unit_test(a_list_is_changed_as_a_whole_or_not),
		cmocka_unit_test(lists_of_others_are_checked),
		cmocka_unit_test(fields_are_changed_one_by_one),
		cmocka_unit_test(fields_of_others_are_checked),
		cmocka_unit_test(a_copy_has_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
