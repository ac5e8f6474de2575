/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_ban.c - addresses, ranges of them, and which block holds for whom. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "check.h"
#include "server/desk/bans.h"

static struct address
at(const char *text)
{
	struct address a;

	if (!address_parse(&a, text))
		fail_msg("%s", text);
	return a;
}

static struct range
range(const char *text)
{
	struct range r;
	struct err err;

	if (!range_parse(&r, text, &err))
		fail_msg("%s", err.text);
	return r;
}

static void
addresses_are_read_and_written(void **state)
{
	static const struct { const char *in, *out; } good[] = {
		{ "192.0.2.7", "192.0.2.7" },
		{ "::ffff:192.0.2.7", "192.0.2.7" },
		{ "2001:DB8:0:0::7", "2001:db8::7" },
		{ "192.0.2.7/24", "192.0.2.0/24" },
		{ "::ffff:192.0.2.7/120", "192.0.2.0/24" },
		{ "192.0.2.7/32", "192.0.2.7" },
		{ "2001:db8::7/64", "2001:db8::/64" },
		{ "255.255.255.255/1", "128.0.0.0/1" },
	};
	static const char *const bad[] = { "", "unix", "192.0.2", "1.2.3.4/33",
		"192.0.2.0/", "192.0.2.0/-1", "::/129", "2001:db8::/ 64",
		"example.org", "1.2.3.4:80", "[::1]", "192.0.2.7/24/24" };
	char text[ADDRESS_TEXT_BYTES];
	struct address a;
	struct range r;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		r = range(good[i].in);
		range_format(&r, text);
		assert_string_equal(text, good[i].out);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(range_parse(&r, bad[i], NULL));
	assert_false(address_parse(&a, "192.0.2.0/24"));
	assert_false(a.is_known);
	address_format(&a, text);
	assert_string_equal(text, "");
}

/* No range of IPv6 has an IPv4 address in it, and what is not known is in
 * none. */
static void
a_range_has_its_own_addresses(void **state)
{
	static const struct { const char *range, *address; bool has; } rows[] = {
		{ "192.0.2.0/24", "192.0.2.255", true },
		{ "192.0.2.0/24", "192.0.3.0", false },
		{ "192.0.2.7", "192.0.2.7", true },
		{ "192.0.2.7", "192.0.2.6", false },
		{ "2001:db8::/64", "2001:db8::ffff:1", true },
		{ "2001:db8::/64", "2001:db8:0:1::1", false },
		{ "::/0", "192.0.2.7", false },
		{ "::/0", "2001:db8::1", true },
		{ "0.0.0.0/0", "192.0.2.7", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "10.0.0.0/15", "10.1.255.255", true },
		{ "10.0.0.0/15", "10.2.0.0", false },
	};
	struct address nobody = { .is_known = false };
	struct range all = range("::/0"), v4 = range("10.0.0.0/8");
	struct range inner = range("10.1.0.0/16"), other = range("11.0.0.0/8");

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct range r = range(rows[i].range);
		struct address a = at(rows[i].address);

		if (range_has(&r, &a) != rows[i].has)
			fail_msg("%s and %s", rows[i].range, rows[i].address);
	}
	assert_false(range_has(&all, &nobody));
	assert_true(range_overlaps(&v4, &inner));
	assert_true(range_overlaps(&inner, &v4));
	assert_false(range_overlaps(&v4, &other));
	assert_false(range_overlaps(&all, &v4));
	assert_true(address_is_own(&(struct address){ .is_known = true }));
	nobody = at("127.3.2.1");
	assert_true(address_is_own(&nobody));
	nobody = at("::1");
	assert_true(address_is_own(&nobody));
	nobody = at("::2");
	assert_false(address_is_own(&nobody));
}

static void
a_range_is_not_too_wide(void **state)
{
	struct address v4 = at("192.0.2.7"), v6 = at("2001:db8::7");
	struct range r;
	struct err err;

	(void)state;
	assert_true(ban_range(BAN_RANGE, &v4, 0, &r, NULL));
	assert_int_equal(r.bits, 24);
	assert_true(ban_range(BAN_RANGE, &v6, 0, &r, NULL));
	assert_int_equal(r.bits, 56);
	assert_int_equal(ban_range_kind(&r), BAN_RANGE);
	assert_true(ban_range(BAN_ADDRESS, &v4, 16, &r, NULL));
	assert_int_equal(r.bits, 32);
	assert_int_equal(ban_range_kind(&r), BAN_ADDRESS);
	/* Who has one address of IPv6 has all of its /64. */
	assert_true(ban_range(BAN_ADDRESS, &v6, 16, &r, NULL));
	assert_int_equal(r.bits, 64);
	assert_int_equal(ban_range_kind(&r), BAN_ADDRESS);
	assert_true(ban_range(BAN_RANGE, &v4, 16, &r, NULL));
	assert_false(ban_range(BAN_RANGE, &v4, 15, &r, &err));
	assert_int_equal(err.code, ERR_VALUE);
	assert_false(ban_range(BAN_RANGE, &v4, 33, &r, NULL));
	assert_false(ban_range(BAN_RANGE, &v6, 31, &r, NULL));
}

static void
the_strongest_holds(void **state)
{
	struct bans *set = bans_new();
	struct address a = at("192.0.2.7");
	struct ban b = { .id = 1, .kind = BAN_SESSION, .customer_id = 5,
		.is_limit = true };

	(void)state;
	assert_null(bans_find(set, 5, &a, 100));
	bans_put(set, &b);
	b = (struct ban){ .id = 2, .kind = BAN_RANGE, .until_ms = 200,
		.range = range("192.0.2.0/24") };
	bans_put(set, &b);
	assert_int_equal(bans_find(set, 5, &a, 199)->id, 2);
	assert_int_equal(bans_find(set, 5, &a, 200)->id, 1);
	/* The clock was wrong: nothing has ended by that. */
	assert_int_equal(bans_find(set, 0, &a, 199)->id, 2);
	assert_null(bans_find(set, 0, NULL, 199));
	assert_null(bans_find(set, 6, &a, 200));
	bans_end(set, 2, 150, 3);
	assert_int_equal(bans_find(set, 5, &a, 160)->id, 1);
	assert_int_equal(bans_get(set, 2)->ended_by_id, 3);
	bans_cut(set, 150);
	assert_non_null(bans_get(set, 2));
	bans_cut(set, 151);
	assert_null(bans_get(set, 2));
	assert_non_null(bans_get(set, 1));
	bans_free(set);
}

/* --- against a list that is simply looked through ------------------------ */

#define N_BANS 400

static struct address
any_address(void)
{
	struct address a = at(rand() % 3 == 0 ? "2001:db8::" : "10.0.0.0");

	for (int i = address_is_v4(&a) ? 13 : 4; i < 16; i++)
		a.bytes[i] = (unsigned char)(rand() % 4 == 0 ? rand() : 0);
	return a;
}

static struct ban
any_ban(int64_t id)
{
	struct address a = any_address();
	struct ban b = { .id = id, .kind = (enum ban_kind)(rand() % 3),
		.is_limit = rand() % 2, .until_ms = rand() % 3 * 100 };

	if (b.kind == BAN_SESSION)
		b.customer_id = 1 + rand() % 50;
	else
		b.range = range_around(&a, address_is_v4(&a) ?
		    16 + rand() % 17 : 32 + rand() % 97);
	return b;
}

static const struct ban *
look(const struct ban *list, size_t n, int64_t customer_id,
    const struct address *a, int64_t now_ms)
{
	const struct ban *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (list[i].id != 0 && ban_is_live(&list[i], now_ms) &&
		    ban_holds(&list[i], customer_id, a) && (best == NULL ||
		    ban_is_stronger(&list[i], best)))
			best = &list[i];
	return best;
}

static void
random_blocks_are_as_a_list_of_them(void **state)
{
	struct ban list[N_BANS] = { 0 };
	struct bans *set = bans_new();

	(void)state;
	srand(20261122);
	for (int step = 0; step < 20000; step++) {
		size_t i = (size_t)rand() % N_BANS;
		struct address a = any_address();
		int64_t customer_id = rand() % 60, now_ms = rand() % 300;
		const struct ban *want, *got;

		if (step % 3 == 0) {
			list[i] = any_ban((int64_t)i + 1);
			bans_put(set, &list[i]);
		} else if (step % 31 == 0 && list[i].id != 0) {
			if (list[i].ended_ms == 0)
				list[i].ended_ms = now_ms + 1;
			bans_end(set, list[i].id, now_ms + 1, 0);
		}
		want = look(list, N_BANS, customer_id, &a, now_ms);
		got = bans_find(set, customer_id, &a, now_ms);
		if ((want == NULL) != (got == NULL) || (got != NULL &&
		    (ban_is_stronger(want, got) || ban_is_stronger(got,
		    want))))
			fail_msg("step %d", step);
	}
	bans_free(set);
}

/* As a desk loads them. */
static void
many_are_sorted_once(void **state)
{
	static struct ban list[20000];
	const size_t n = sizeof list / sizeof *list;
	struct bans *set = bans_new();

	(void)state;
	srand(20261123);
	for (size_t i = 0; i < n; i++) {
		list[i] = any_ban((int64_t)i + 1);
		bans_add(set, &list[i]);
	}
	bans_sort(set);
	for (int step = 0; step < 2000; step++) {
		struct address a = any_address();
		int64_t customer_id = rand() % 60, now_ms = rand() % 300;
		const struct ban *want = look(list, n, customer_id, &a,
		    now_ms);
		const struct ban *got = bans_find(set, customer_id, &a,
		    now_ms);

		if ((want == NULL) != (got == NULL) || (got != NULL &&
		    (ban_is_stronger(want, got) || ban_is_stronger(got,
		    want))))
			fail_msg("step %d", step);
	}
	bans_put(set, &list[7]);
	assert_int_equal(bans_get(set, 8)->id, 8);
	bans_free(set);
}

static void
what_is_forgotten_still_holds(void **state)
{
	struct bans *set = bans_new();
	struct ban b = { .id = 1, .kind = BAN_SESSION, .customer_id = 5,
		.conversation_id = 7, .name = "Ola", .reason = "rude" };

	(void)state;
	bans_put(set, &b);
	bans_forget(set, 7);
	assert_string_equal(bans_get(set, 1)->name, "");
	assert_string_equal(bans_get(set, 1)->reason, "");
	assert_int_equal(bans_get(set, 1)->conversation_id, 0);
	assert_non_null(bans_find(set, 5, NULL, 1));
	bans_free(set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read_and_written),
		cmocka_unit_test(a_range_has_its_own_addresses),
		cmocka_unit_test(a_range_is_not_too_wide),
		cmocka_unit_test(the_strongest_holds),
		cmocka_unit_test(random_blocks_are_as_a_list_of_them),
		cmocka_unit_test(many_are_sorted_once),
		cmocka_unit_test(what_is_forgotten_still_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
