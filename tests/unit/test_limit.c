/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often somebody may try, and when again. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "server/api/limit.h"
#include "server/api/secret.h"

#define MINUTE_MS 60000

static void
ten_failures_in_ten_minutes(void **state)
{
	struct limits *l = limits_new();

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(limits_take(l, LIMIT_LOGIN, "anna",
		    1000 + i), 0);
	assert_int_equal(limits_take(l, LIMIT_LOGIN, "anna", 2000), 599);
	assert_int_equal(limits_take(l, LIMIT_LOGIN, "anna",
	    1000 + 10 * MINUTE_MS - 1), 1);
	assert_int_equal(limits_take(l, LIMIT_LOGIN, "anna",
	    1000 + 10 * MINUTE_MS), 0);
	limits_free(l);
}

static void
others_are_not_slowed_down(void **state)
{
	struct limits *l = limits_new();

	(void)state;
	for (int i = 0; i < 11; i++)
		limits_take(l, LIMIT_LOGIN, "anna", 1000);
	assert_int_equal(limits_take(l, LIMIT_LOGIN, "boris", 1000), 0);
	assert_int_equal(limits_take(l, LIMIT_LOGIN_ADDRESS, "anna", 1000),
	    0);
	limits_free(l);
}

static void
a_good_try_is_given_back(void **state)
{
	struct limits *l = limits_new();

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_int_equal(limits_take(l, LIMIT_LOGIN, "anna", i), 0);
		limits_give_back(l, LIMIT_LOGIN, "anna");
	}
	limits_give_back(l, LIMIT_LOGIN, "anna");	/* never below none */
	for (int i = 0; i < 10; i++)
		assert_int_equal(limits_take(l, LIMIT_LOGIN, "anna", 200), 0);
	assert_int_not_equal(limits_take(l, LIMIT_LOGIN, "anna", 200), 0);
	limits_free(l);
}

/* Twenty at once, then five a second, for as long as it lasts. */
static void
messages_come_back_one_by_one(void **state)
{
	struct limits *l = limits_new();
	int n = 0;

	(void)state;
	for (int ms = 0; ms < 10000; ms++)
		n += limits_take(l, LIMIT_MESSAGE, "7", 1000 + ms) == 0;
	assert_in_range(n, 20 + 49, 20 + 50);
	assert_int_equal(limits_take(l, LIMIT_MESSAGE, "7", 60000), 0);
	limits_free(l);
}

/* A flood of addresses neither grows the table nor frees who is limited and
 * goes on trying. */
static void
a_flood_costs_no_memory(void **state)
{
	struct limits *l = limits_new();
	char who[32];
	int n_through = 0;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		snprintf(who, sizeof who, "host-%d", i);
		limits_take(l, LIMIT_OPEN, who, 1000 + i / 100);
		if (i % 100 == 0 && limits_take(l, LIMIT_LOGIN, "anna",
		    1000 + i / 100) == 0)
			n_through++;
	}
	assert_in_range(n_through, 10, 20);
	limits_free(l);
}

static void
ipv6_is_counted_by_network(void **state)
{
	char a[LIMIT_WHO_BYTES], b[LIMIT_WHO_BYTES];

	(void)state;
	limits_who(a, "2001:db8:1:2::1");
	limits_who(b, "2001:db8:1:2:ffff::9");
	assert_string_equal(a, b);
	limits_who(b, "2001:db8:1:3::1");
	assert_string_not_equal(a, b);
	limits_who(a, "192.0.2.1");
	assert_string_equal(a, "192.0.2.1");
	limits_who(a, "unix");
	assert_string_equal(a, "unix");
}

static void
secrets_are_themselves_only(void **state)
{
	char a[SECRET_TEXT_BYTES + 1], b[SECRET_TEXT_BYTES + 1];
	unsigned char x[SECRET_BYTES], y[SECRET_BYTES];

	(void)state;
	secret_new(a);
	secret_new(b);
	assert_int_equal(strlen(a), SECRET_TEXT_BYTES);
	assert_string_not_equal(a, b);
	assert_true(secret_hash(x, a));
	assert_true(secret_hash(y, a));
	assert_memory_equal(x, y, sizeof x);
	assert_true(secret_hash(y, b));
	assert_memory_not_equal(x, y, sizeof x);
	assert_false(secret_hash(x, ""));
	assert_false(secret_hash(x, "short"));
}

static void
a_password_is_known_by_its_hash(void **state)
{
	char hash[PASSWORD_HASH_BYTES];

	(void)state;
	assert_true(password_hash(hash, "secret-word"));
	assert_int_equal(strncmp(hash, "$argon2id$", 10), 0);
	assert_true(password_verify(hash, "secret-word"));
	assert_false(password_verify(hash, "secret-wort"));
	assert_false(password_verify(NULL, "secret-word"));
	assert_false(password_verify(NULL, ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_failures_in_ten_minutes),
		cmocka_unit_test(others_are_not_slowed_down),
		cmocka_unit_test(a_good_try_is_given_back),
		cmocka_unit_test(messages_come_back_one_by_one),
		cmocka_unit_test(a_flood_costs_no_memory),
		cmocka_unit_test(ipv6_is_counted_by_network),
		cmocka_unit_test(secrets_are_themselves_only),
		cmocka_unit_test(a_password_is_known_by_its_hash),
	};

	return secret_start(NULL) ? cmocka_run_group_tests(tests, NULL, NULL)
	    : 1;
}
