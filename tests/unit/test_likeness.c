/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that deceive are told apart from those that do not. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8_alike.h"
#include "check.h"
#include "domain/likeness.h"

static const struct operator staff[] = {
	{ .id = 1, .login = "anna", .name = "Anna" },
	{ .id = 2, .login = "nina.k", .name = "Нина Крылова" },
	{ .id = 3, .login = "ilya", .name = "Ilya Alliluev" },
	{ .id = 4, .login = "luk", .name = "Łukasz Żak" },
};

struct name {
	const char   *name;
	enum likeness is;
	int64_t	      like;	/* whose */
};

static void
check_names(const struct name *names, size_t n)
{
	struct likeness_staff *s = likeness_staff_new(staff,
	    sizeof staff / sizeof *staff);

	for (size_t i = 0; i < n; i++) {
		size_t who = 99;
		enum likeness is = likeness_of(s, names[i].name, &who);

		if (is != names[i].is)
			print_error("%s: %d\n", names[i].name, (int)is);
		assert_int_equal(is, names[i].is);
		if (is == LIKENESS_STAFF)
			assert_int_equal(staff[who].id, names[i].like);
	}
	likeness_staff_free(s);
}

static void
names_that_deceive(void **state)
{
	static const struct name names[] = {
		{ "Anna", LIKENESS_STAFF, 1 }, { "ANNA", LIKENESS_STAFF, 1 },
		{ "Аnna", LIKENESS_STAFF, 1 },	/* a Cyrillic A */
		{ "Аnnа", LIKENESS_STAFF, 1 },	/* two of them */
		{ "Αnna", LIKENESS_STAFF, 1 },	/* a Greek one */
		{ "Ａｎｎａ", LIKENESS_STAFF, 1 }, { "𝐀𝐧𝐧𝐚", LIKENESS_STAFF, 1 },
		{ "Anna\u00a0", LIKENESS_STAFF, 1 },
		{ "An\u200bna", LIKENESS_STAFF, 1 },
		{ "Án\u0303na", LIKENESS_STAFF, 1 },
		{ "\u202eAnna", LIKENESS_STAFF, 1 },
		{ "A n n a", LIKENESS_STAFF, 1 }, { "Anna:", LIKENESS_STAFF, 1 },
		{ "нина крылова", LIKENESS_STAFF, 2 },
		{ "Nina.K", LIKENESS_STAFF, 2 },
		{ "IIya AIIiIuev", LIKENESS_STAFF, 3 },	/* capital I */
		{ "i1ya AlIi1uev", LIKENESS_NONE, 0 },
		{ "Lukasz Zak", LIKENESS_STAFF, 4 },
		{ "System", LIKENESS_ROLE, 0 }, { "СИСТЕМА", LIKENESS_ROLE, 0 },
		{ "Anna (оператор)", LIKENESS_ROLE, 0 },
		{ "Ѕystem", LIKENESS_ROLE, 0 },	/* a Cyrillic S */
		{ "Jan, Supervisor", LIKENESS_ROLE, 0 },
		{ "Dział: obsługa", LIKENESS_ROLE, 0 },
		{ "You:", LIKENESS_ROLE, 0 }, { "Вы", LIKENESS_ROLE, 0 },
		{ "Bank ✔ verified", LIKENESS_SIGN, 0 },
		{ "●Olga", LIKENESS_SIGN, 0 }, { "≠Olga", LIKENESS_SIGN, 0 },
		{ "Pауpаl", LIKENESS_MIXED, 0 }, { "Ivаn", LIKENESS_MIXED, 0 },
		{ "Ιvan", LIKENESS_MIXED, 0 },
	};

	(void)state;
	check_names(names, sizeof names / sizeof *names);
}

static void
usual_names(void **state)
{
	static const struct name names[] = {
		{ "Jan Kowalski", 0, 0 }, { "Анна-Мария", 0, 0 },
		{ "Анна", 0, 0 },	/* н is drawn like no n */
		{ "O'Brien", 0, 0 }, { "Łukasz", 0, 0 }, { "Żaneta Wójcik", 0, 0 },
		{ "李明 (Li Ming)", 0, 0 }, { "Иван iPhone", 0, 0 },
		{ "Пётр Алексеевич", 0, 0 }, { "Anna Kowalska", 0, 0 },
		{ "Юлія Ґонта", 0, 0 }, { "Αλέξανδρος", 0, 0 },
		{ "José Ñíguez", 0, 0 }, { "Nguyễn Thị Hồng", 0, 0 },
		{ "محمد", 0, 0 }, { "Иван 2", 0, 0 }, { "user1", 0, 0 },
		{ "Иван I", 0, 0 }, { "Ольга Smith-Петрова", 0, 0 },
		{ "山田 太郎", 0, 0 }, { "김철수", 0, 0 }, { "Ivan 😀", 0, 0 },
		{ "ООО «Ромашка»", 0, 0 }, { "Sp. z o.o.", 0, 0 }, { "", 0, 0 },
		{ "Systematic Jan", 0, 0 }, { "Лиза", 0, 0 }, { "Ty", 0, 0 },
	};

	(void)state;
	check_names(names, sizeof names / sizeof *names);
}

/* What could not be a name, and nobody to compare with. */
static void
odd_ones(void **state)
{
	char longest[400];
	size_t who = 7;

	(void)state;
	memset(longest, 'a', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	assert_int_equal(likeness_of(NULL, longest, &who), LIKENESS_NONE);
	assert_int_equal(likeness_of(NULL, "\xff\xfe", &who), LIKENESS_NONE);
	assert_int_equal(likeness_of(NULL, "Anna", &who), LIKENESS_NONE);
	assert_int_equal(likeness_of(NULL, "Аnna", &who), LIKENESS_MIXED);
	assert_int_equal(who, 7);
	likeness_staff_free(likeness_staff_new(NULL, 0));
	likeness_staff_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_deceive),
		cmocka_unit_test(usual_names),
		cmocka_unit_test(odd_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
