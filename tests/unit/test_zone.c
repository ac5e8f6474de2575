/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/zone.h"
#include "check.h"

#define HOUR 3600

/* 2026-01-15 and 2026-07-15, noon; the changes of Europe in 2026. */
#define WINTER INT64_C(1768478400000)
#define SUMMER INT64_C(1784116800000)
#define SPRING INT64_C(1774746000000)	/* 29 March, 01:00 UTC */
#define AUTUMN INT64_C(1792890000000)	/* 25 October, 01:00 UTC */

struct file { unsigned char bytes[512]; size_t len; };

static void
put(struct file *f, int64_t n, int width)
{
	for (int i = width - 1; i >= 0; i--)
		f->bytes[f->len++] = (unsigned char)((uint64_t)n >> (8 * i));
}

/* A block with one change at `at` from `before` to `after`. */
static void
put_block(struct file *f, int width, int64_t at, int before, int after)
{
	const int counts[6] = { 0, 0, 0, at == 0 ? 0 : 1, 2, 4 };

	memcpy(f->bytes + f->len, "TZif2", 5);
	memset(f->bytes + f->len + 5, 0, 15);
	f->len += 20;
	for (int i = 0; i < 6; i++)
		put(f, counts[i], 4);
	if (at != 0) {
		put(f, at, width);
		put(f, 1, 1);
	}
	for (int i = 0; i < 2; i++) {
		put(f, i == 0 ? before : after, 4);
		put(f, 0, 2);
	}
	put(f, 0, 4);
}

static void
make(struct file *f, int64_t at, int before, int after, const char *rule)
{
	f->len = 0;
	put_block(f, 4, at, before, after);
	put_block(f, 8, at, before, after);
	f->bytes[f->len++] = '\n';
	memcpy(f->bytes + f->len, rule, strlen(rule));
	f->len += strlen(rule);
	f->bytes[f->len++] = '\n';
}

static int
offset(const char *rule, int64_t now_ms, int64_t *until_ms)
{
	struct zone_time z;
	struct file f;

	make(&f, 1, 0, 0, rule);
	if (!zone_at(f.bytes, f.len, now_ms, &z))
		return -1;
	if (until_ms != NULL)
		*until_ms = z.until_ms;
	return z.offset_s;
}

static void
rules_hold_for_what_is_to_come(void **state)
{
	static const char warsaw[] = "CET-1CEST,M3.5.0,M10.5.0/3";
	int64_t until;

	(void)state;
	assert_int_equal(offset(warsaw, WINTER, &until), HOUR);
	assert_int_equal(until, SPRING);
	assert_int_equal(offset(warsaw, SPRING - 1, NULL), HOUR);
	assert_int_equal(offset(warsaw, SPRING, &until), 2 * HOUR);
	assert_int_equal(until, AUTUMN);
	assert_int_equal(offset(warsaw, AUTUMN - 1, NULL), 2 * HOUR);
	assert_int_equal(offset(warsaw, AUTUMN, NULL), HOUR);
	/* West of Greenwich; south of the equator; half hours; none. */
	assert_int_equal(offset("EST5EDT,M3.2.0,M11.1.0", SUMMER, NULL),
	    -4 * HOUR);
	assert_int_equal(offset("AEST-10AEDT,M10.1.0,M4.1.0/3", WINTER, NULL),
	    11 * HOUR);
	assert_int_equal(offset("AEST-10AEDT,M10.1.0,M4.1.0/3", SUMMER, NULL),
	    10 * HOUR);
	assert_int_equal(offset("IST-5:30", SUMMER, NULL), 5 * HOUR + 1800);
	assert_int_equal(offset("<+0330>-3:30", SUMMER, NULL),
	    3 * HOUR + 1800);
	assert_int_equal(offset("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", SUMMER,
	    NULL), -HOUR);
	assert_int_equal(offset("EET-2EEST,M3.4.4/50,M10.4.4/50", SUMMER,
	    NULL), 3 * HOUR);
	assert_int_equal(offset("UTC0", SUMMER, NULL), 0);
	/* Ireland's winter is the exception. */
	assert_int_equal(offset("IST-1GMT0,M10.5.0,M3.5.0/1", SUMMER, NULL),
	    HOUR);
	assert_int_equal(offset("IST-1GMT0,M10.5.0,M3.5.0/1", WINTER, NULL),
	    0);
}

static void
the_table_goes_before_the_rule(void **state)
{
	struct zone_time z;
	struct file f;

	(void)state;
	make(&f, SUMMER / 1000, 3 * HOUR, 4 * HOUR, "<+04>-4");
	assert_true(zone_at(f.bytes, f.len, WINTER, &z));
	assert_int_equal(z.offset_s, 3 * HOUR);
	assert_int_equal(z.until_ms, SUMMER);
	assert_true(zone_at(f.bytes, f.len, SUMMER, &z));
	assert_int_equal(z.offset_s, 4 * HOUR);
}

/* Cut anywhere, or with any byte changed, it says something or nothing. */
static void
rubbish_is_none(void **state)
{
	struct zone_time z;
	struct file f, bad;
	unsigned char *exact;

	(void)state;
	make(&f, SUMMER / 1000, HOUR, 2 * HOUR, "CET-1CEST,M3.5.0,M10.5.0/3");
	for (size_t len = 0; len < f.len; len++) {
		exact = malloc(len + 1);
		memcpy(exact, f.bytes, len);
		assert_false(zone_at(exact, len, WINTER, &z));
		free(exact);
	}
	for (size_t i = 0; i < f.len; i++)
		for (int byte = 0; byte < 256; byte += 15) {
			bad = f;
			bad.bytes[i] = (unsigned char)byte;
			zone_at(bad.bytes, bad.len, AUTUMN, &z);
		}
	assert_int_equal(offset("CET-1CEST,J60,J300", SUMMER, NULL), -1);
	assert_int_equal(offset("CET-99", SUMMER, NULL), -1);
	assert_int_equal(offset("CET-1CEST", SUMMER, NULL), -1);
	assert_int_equal(offset("!", SUMMER, NULL), -1);
}

static void
a_name_is_no_path(void **state)
{
	static const char *const good[] = { "UTC", "Europe/Warsaw",
		"America/Argentina/Buenos_Aires", "Etc/GMT+3", "Etc/GMT-14",
		"America/Port-au-Prince", "EST5EDT" };
	static const char *const bad[] = { "", "/etc/passwd", "../secret",
		"Europe/../../etc", "Europe//Warsaw", "Europe/", ".", "a.b",
		"Europe/War saw", "Europe/War\nsaw", "Eur\xc3\xb3pe", "+3",
		"A/0", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
	struct zone_time z;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(zone_name_ok(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(zone_name_ok(bad[i]));
		assert_false(zone_look_up(bad[i], SUMMER, &z));
	}
	assert_false(zone_look_up("No/Such_Place", SUMMER, &z));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_hold_for_what_is_to_come),
		cmocka_unit_test(the_table_goes_before_the_rule),
		cmocka_unit_test(rubbish_is_none),
		cmocka_unit_test(a_name_is_no_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
