/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often somebody may try, and when again. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "server/api/limit.h"
#include "server/api/secret.h"
#include "server/api/totp.h"

#define MINUTE_MS 60000

static const struct password_cost cheap = { 8192 * 1024, 1 },
    dear = { 8192 * 1024, 2 };

static void
ten_failures_in_ten_minutes(void **state)
{
	struct limits *l = limits_new();

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(limits_take(l, LIMIT_LOGIN_PAIR, "anna",
		    1000 + i), 0);
	assert_int_equal(limits_take(l, LIMIT_LOGIN_PAIR, "anna", 2000), 599);
	assert_int_equal(limits_take(l, LIMIT_LOGIN_PAIR, "anna",
	    1000 + 10 * MINUTE_MS - 1), 1);
	assert_int_equal(limits_take(l, LIMIT_LOGIN_PAIR, "anna",
	    1000 + 10 * MINUTE_MS), 0);
	limits_free(l);
}

/* The wait of a login doubles up to fifteen minutes, asking in between does
 * not lengthen it, and an hour's peace forgets six of them. */
static void
the_wait_of_a_login_grows(void **state)
{
	static const int waits_s[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512 };
	struct limits *l = limits_new();
	int64_t now_ms = 1000;

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(limits_take(l, LIMIT_LOGIN, "anna", now_ms),
		    0);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(limits_take(l, LIMIT_LOGIN, "anna", now_ms),
		    waits_s[i]);
		assert_int_equal(limits_take(l, LIMIT_LOGIN, "anna",
		    now_ms + waits_s[i] * 1000 - 1), 1);
		now_ms += waits_s[i] * 1000;
		assert_int_equal(limits_take(l, LIMIT_LOGIN, "anna", now_ms),
		    0);
	}
	assert_int_equal(limits_take(l, LIMIT_LOGIN, "boris", now_ms), 0);
	for (int i = 0; i < 100; i++)
		assert_in_range(limits_take(l, LIMIT_LOGIN, "anna",
		    now_ms + i), 0, 900);
	now_ms += 200 * MINUTE_MS;
	for (int i = 0; i < 10; i++)
		assert_int_equal(limits_take(l, LIMIT_LOGIN, "anna", now_ms),
		    0);
	limits_free(l);
}

static void
others_are_not_slowed_down(void **state)
{
	struct limits *l = limits_new();

	(void)state;
	for (int i = 0; i < 11; i++)
		limits_take(l, LIMIT_LOGIN_PAIR, "anna", 1000);
	assert_int_equal(limits_take(l, LIMIT_LOGIN_PAIR, "boris", 1000), 0);
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
		assert_int_equal(limits_take(l, LIMIT_LOGIN_PAIR, "anna", i), 0);
		limits_give_back(l, LIMIT_LOGIN_PAIR, "anna");
	}
	limits_give_back(l, LIMIT_LOGIN_PAIR, "anna");	/* never below none */
	for (int i = 0; i < 10; i++)
		assert_int_equal(limits_take(l, LIMIT_LOGIN_PAIR, "anna", 200), 0);
	assert_int_not_equal(limits_take(l, LIMIT_LOGIN_PAIR, "anna", 200), 0);
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
		if (i % 100 == 0 && limits_take(l, LIMIT_LOGIN_PAIR, "anna",
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
	assert_true(password_hash(&cheap, hash, "secret-word"));
	assert_int_equal(strncmp(hash, "$argon2id$", 10), 0);
	assert_true(password_verify(&cheap, hash, "secret-word"));
	assert_false(password_verify(&cheap, hash, "secret-wort"));
	assert_false(password_verify(&cheap, NULL, "secret-word"));
	assert_false(password_verify(&cheap, NULL, ""));
}

static int64_t
cpu_us(const char *hash)
{
	int64_t least = INT64_MAX;

	for (int i = 0; i < 5; i++) {
		struct timespec a, b;
		int64_t us;

		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
		assert_false(password_verify(&cheap, hash, "wrong-word"));
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
		us = (b.tv_sec - a.tv_sec) * 1000000 +
		    (b.tv_nsec - a.tv_nsec) / 1000;
		if (us < least)
			least = us;
	}
	return least;
}

/* In work, not in time: whoever is not there costs as much. How near they are
 * is measured by tests/bench/signin.py. */
static void
nobody_is_looked_at_as_well(void **state)
{
	char hash[PASSWORD_HASH_BYTES];
	int64_t known_us, unknown_us;

	(void)state;
	assert_true(password_hash(&cheap, hash, "secret-word"));
	known_us = cpu_us(hash);
	unknown_us = cpu_us(NULL);
	assert_in_range(unknown_us, known_us / 2, 2 * known_us);
}

static void
a_better_hash_is_asked_for(void **state)
{
	char hash[PASSWORD_HASH_BYTES];

	(void)state;
	assert_true(password_hash(&cheap, hash, "secret-word"));
	assert_false(password_is_old(&cheap, hash));
	assert_true(password_is_old(&dear, hash));
	assert_true(password_verify(&dear, hash, "secret-word"));
}

static void
what_is_sealed_needs_the_key(void **state)
{
	struct secret_key key = { "k" }, other = { "K" };
	unsigned char sealed[SECRET_SEAL_BYTES + 6], out[6];

	(void)state;
	secret_seal(&key, sealed, (const unsigned char *)"secret", 6);
	assert_true(secret_unseal(&key, out, 6, sealed));
	assert_memory_equal(out, "secret", 6);
	assert_false(secret_unseal(&other, out, 6, sealed));
	sealed[SECRET_SEAL_BYTES] ^= 1;
	assert_false(secret_unseal(&key, out, 6, sealed));
}

static void
written_codes_are_read_kindly(void **state)
{
	struct secret_key key = { "k" }, other = { "K" };
	unsigned char a[SECRET_BYTES], b[SECRET_BYTES];
	char code[SECRET_CODE_BYTES + 1];

	(void)state;
	secret_code_new(code);
	assert_int_equal(strlen(code), SECRET_CODE_BYTES);
	assert_true(secret_code_hash(&key, a, code));
	assert_true(secret_code_hash(&key, a, "abcde-fgh23"));
	assert_true(secret_code_hash(&key, b, " ABCDE FGH23 "));
	assert_memory_equal(a, b, sizeof a);
	assert_true(secret_code_hash(&other, b, "abcdefgh23"));
	assert_memory_not_equal(a, b, sizeof a);
	assert_false(secret_code_hash(&key, a, "abcde-fgh2"));
	assert_false(secret_code_hash(&key, a, "abcde-fgh234"));
	assert_false(secret_code_hash(&key, a, "abcde-fgh21"));
	assert_false(secret_code_hash(&key, a, "123456"));
}

/* RFC 6238, appendix B: the last six digits of SHA-1's. */
static void
a_code_is_of_its_half_minute(void **state)
{
	static const struct { int64_t s; const char *code; } rows[] = {
		{ 59, "287082" }, { 1111111109, "081804" },
		{ 1111111111, "050471" }, { 1234567890, "005924" },
		{ 2000000000, "279037" }, { 20000000000, "353130" },
	};
	const unsigned char *secret =
	    (const unsigned char *)"12345678901234567890";

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t ms = rows[i].s * 1000, step = rows[i].s / 30;

		assert_int_equal(totp_check(secret, rows[i].code, ms, 0),
		    step);
		/* One early, one late, no more. */
		assert_int_equal(totp_check(secret, rows[i].code, ms + 30000,
		    0), step);
		assert_int_equal(totp_check(secret, rows[i].code, ms - 30000,
		    0), step);
		assert_int_equal(totp_check(secret, rows[i].code, ms + 60000,
		    0), 0);
		if (ms > 90000)
			assert_int_equal(totp_check(secret, rows[i].code,
			    ms - 60000, 0), 0);
		/* It was used, or a later one was. */
		assert_int_equal(totp_check(secret, rows[i].code, ms, step),
		    0);
		assert_int_equal(totp_check(secret, rows[i].code, ms,
		    step - 1), step);
	}
	assert_int_equal(totp_check(secret, "28708", 59000, 0), 0);
	assert_int_equal(totp_check(secret, "2870820", 59000, 0), 0);
	assert_int_equal(totp_check(secret, "", 59000, 0), 0);
}

static void
apps_read_the_uri(void **state)
{
	char text[TOTP_TEXT_BYTES + 1];
	struct str uri;

	(void)state;
	assert_true(totp_text((const unsigned char *)"12345678901234567890",
	    text));
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	str_init(&uri, 1024);
	totp_uri(&uri, "Żółw & Co", "anna", text);
	assert_string_equal(uri.data, "otpauth://totp/%C5%BB%C3%B3%C5%82w%20"
	    "%26%20Co:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer="
	    "%C5%BB%C3%B3%C5%82w%20%26%20Co&digits=6&period=30");
	str_clear(&uri);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_failures_in_ten_minutes),
		cmocka_unit_test(the_wait_of_a_login_grows),
		cmocka_unit_test(nobody_is_looked_at_as_well),
		cmocka_unit_test(a_better_hash_is_asked_for),
		cmocka_unit_test(what_is_sealed_needs_the_key),
		cmocka_unit_test(written_codes_are_read_kindly),
		cmocka_unit_test(a_code_is_of_its_half_minute),
		cmocka_unit_test(apps_read_the_uri),
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
