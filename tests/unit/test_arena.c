/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdalign.h>
#include <string.h>

#include "base/arena.h"
#include "check.h"

static void
memory_is_zeroed_aligned_and_apart(void **state)
{
	struct arena *a = arena_new(100000);
	unsigned char *before = NULL;

	(void)state;
	for (size_t n = 1; n < 200; n++) {
		unsigned char *p = arena_alloc(a, n);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, n);
		if (before != NULL)
			assert_int_equal(*before, 0xff);
		before = p;
	}
	arena_free(a);
	arena_free(NULL);
}

static void
at_the_maximum_it_gives_null_and_lives(void **state)
{
	struct arena *a = arena_new(10000);

	(void)state;
	assert_null(arena_alloc(a, 10001));
	assert_null(arena_alloc(a, SIZE_MAX));
	assert_non_null(arena_alloc(a, 9000));
	assert_null(arena_alloc(a, 2000));
	assert_non_null(arena_alloc(a, 500));
	arena_free(a);
}

static void
a_reset_arena_is_whole_and_clean_again(void **state)
{
	struct arena *a = arena_new(10000);

	(void)state;
	for (int round = 0; round < 3; round++) {
		unsigned char *p = arena_alloc(a, 3000);

		assert_non_null(p);
		assert_int_equal(p[0] | p[2999], 0);
		memset(p, 0xff, 3000);
		assert_non_null(arena_alloc(a, 5000));
		arena_reset(a);
	}
	assert_non_null(arena_alloc(a, 4096));
	arena_free(a);
}

static void
texts_are_copied(void **state)
{
	struct arena *a = arena_new(1000);
	char text[] = "Ольга";
	char *copy = arena_dup(a, text);

	(void)state;
	text[0] = '?';
	assert_string_equal(copy, "Ольга");
	assert_string_equal(arena_dup_n(a, "abcdef", 3), "abc");
	assert_string_equal(arena_printf(a, "%d-%s", 7, "x"), "7-x");
	assert_null(arena_dup(a, NULL));
	assert_null(arena_printf(a, "%2000d", 1));
	arena_free(a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
		cmocka_unit_test(at_the_maximum_it_gives_null_and_lives),
		cmocka_unit_test(a_reset_arena_is_whole_and_clean_again),
		cmocka_unit_test(texts_are_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
