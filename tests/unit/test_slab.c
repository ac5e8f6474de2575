/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/slab.h"
#include "check.h"

#define MANY 5000

static void
pieces_are_zeroed_and_apart(void **state)
{
	struct slab *s = slab_new(500);
	unsigned char *a[MANY];

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < MANY; i++) {
			a[i] = slab_take(s);
			assert_non_null(a[i]);
			for (int k = 0; k < 500; k++)
				assert_int_equal(a[i][k], 0);
			memset(a[i], 1 + i % 250, 500);
		}
		for (int i = 0; i < MANY; i++) {
			for (int k = 0; k < 500; k++)
				assert_int_equal(a[i][k], 1 + i % 250);
			slab_drop(s, a[i]);
		}
	}
	slab_free(s);
}

static void
a_piece_of_odd_size_is_aligned(void **state)
{
	struct slab *s = slab_new(33);
	void *a = slab_take(s), *b = slab_take(s);

	(void)state;
	assert_int_equal((uintptr_t)a % 16, 0);
	assert_int_equal((uintptr_t)b % 16, 0);
	slab_drop(s, a);
	assert_ptr_equal(slab_take(s), a);
	slab_drop(s, a);
	slab_drop(s, b);
	slab_free(s);
}

static void
empty_blocks_go_back_but_for_one(void **state)
{
	struct slab *s = slab_new(500);
	void *a[MANY];

	(void)state;
	assert_int_equal(slab_blocks(s), 0);
	for (int i = 0; i < MANY; i++)
		a[i] = slab_take(s);
	assert_true(slab_blocks(s) >= MANY * 500 / 65536);
	for (int i = 0; i < MANY; i++)
		slab_drop(s, a[(i * 7) % MANY]);	/* every one, mixed */
	assert_int_equal(slab_blocks(s), 1);
	slab_drop(s, NULL);
	slab_free(s);
}

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define IS_HIDDEN(at) __asan_address_is_poisoned(at)
#define HAS_SANITIZER

static void
the_sanitizer_knows_what_is_taken(void **state)
{
	struct slab *s = slab_new(96);
	char *a = slab_take(s), *b = slab_take(s);

	(void)state;
	assert_false(IS_HIDDEN(a) || IS_HIDDEN(a + 95) || IS_HIDDEN(b + 95));
	assert_true(IS_HIDDEN(b + 96));	/* nobody has taken it yet */
	slab_drop(s, a);
	assert_true(IS_HIDDEN(a) && IS_HIDDEN(a + 95));
	assert_false(IS_HIDDEN(b));
	assert_ptr_equal(slab_take(s), a);
	assert_false(IS_HIDDEN(a) || IS_HIDDEN(a + 95));
	slab_drop(s, a);
	slab_drop(s, b);
	assert_true(IS_HIDDEN(b));
	slab_free(s);
	assert_false(IS_HIDDEN(b));	/* the address is the system's again */
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zeroed_and_apart),
		cmocka_unit_test(a_piece_of_odd_size_is_aligned),
		cmocka_unit_test(empty_blocks_go_back_but_for_one),
#ifdef HAS_SANITIZER
		cmocka_unit_test(the_sanitizer_knows_what_is_taken),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
