/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures as people and spreadsheets read them.
 */
#include "check.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "domain/stats_text.h"

/* Nothing that somebody else has written becomes a formula or another cell. */
static void
a_cell_is_only_a_cell(void **state)
{
	static const struct {
		const char *text, *cell;
	} rows[] = {
		{ "", "" }, { "vip", "vip" }, { "a,b", "\"a,b\"" },
		{ "say \"hi\"", "\"say \"\"hi\"\"\"" },
		{ "two\nlines", "\"two\nlines\"" },
		{ "=1+1", "'=1+1" }, { "+48 22", "'+48 22" },
		{ "-1", "'-1" }, { "@SUM(A1)", "'@SUM(A1)" },
		{ "\t=1", "'\t=1" }, { "\r=1", "\"'\r=1\"" },
		{ "=HYPERLINK(\"x\",\"y\")",
		    "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"" },
		{ "a=1", "a=1" }, { "Ж-1", "Ж-1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str out;

		str_init(&out, 200);
		stats_put_cell(&out, rows[i].text, true);
		assert_string_equal(out.data, rows[i].cell);
		stats_put_cell(&out, "x", false);
		assert_string_equal(out.data + strlen(rows[i].cell), ",x");
		str_clear(&out);
	}
}

static void
spans_are_read_at_a_glance(void **state)
{
	char buf[24];

	(void)state;
	assert_string_equal(stats_span_text(buf, sizeof buf, STATS_NONE), "-");
	assert_string_equal(stats_span_text(buf, sizeof buf, 0), "0:00");
	assert_string_equal(stats_span_text(buf, sizeof buf, 42999), "0:42");
	assert_string_equal(stats_span_text(buf, sizeof buf, 3599000),
	    "59:59");
	assert_string_equal(stats_span_text(buf, sizeof buf, 3723000),
	    "1:02:03");
}

static struct stats
two_lines(struct stats_line *lines)
{
	struct stats s = { .by = STATS_BY_OPERATOR, .lines = lines,
		.n_lines = 2, .since_ms = INT64_C(1790000000000) };

	lines[0] = (struct stats_line){ .id = 2, .n = 12, .n_rated = 3,
		.stars_sum = 13, .label = "Пётр Алексеевич Длиннофамильный" };
	for (int k = 0; k < STATS_KINDS; k++)
		stats_span_of(&lines[0].spans[k], (int64_t[]){ 45296000 }, 1);
	lines[1] = (struct stats_line){ .id = 3, .n = 1,
		.label = "Anna \x1b[31m=" };
	s.total = lines[0];
	return s;
}

/* Every row of a table takes as many columns, whatever letters are in it. */
static void
columns_stand_below_each_other(void **state)
{
	static const char *const languages[] = { "en", "ru", "pl" };
	struct stats_line lines[2];
	struct stats s = two_lines(lines);

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct str out;
		char *line, *rest = NULL;
		int cols = -1;

		assert_true(i18n_switch(languages[i]));
		str_init(&out, 10000);
		stats_put_table(&out, &s);
		assert_null(strchr(out.data, '\x1b'));
		for (line = strtok_r(out.data, "\n", &rest); line != NULL;
		    line = strtok_r(NULL, "\n", &rest)) {
			int now = utf8_cols(line, strlen(line));

			assert_true(cols == -1 || cols == now);
			assert_true(now <= 120);
			cols = now;
		}
		str_clear(&out);
	}
	assert_true(i18n_switch("en"));
}

static void
a_mailed_day_has_seventy_two_columns(void **state)
{
	static const char *const languages[] = { "en", "ru", "pl" };
	struct stats_line lines[2];
	struct stats s = two_lines(lines);
	struct stats_ask q;

	(void)state;
	stats_ask_init(&q);
	for (size_t i = 0; i < 3; i++) {
		struct str out;
		char *line, *rest = NULL;

		assert_true(i18n_switch(languages[i]));
		str_init(&out, 10000);
		s.by = STATS_BY_NONE;
		stats_put_day_head(&out, &q, &s, "acme");
		s.by = STATS_BY_OPERATOR;
		stats_put_day_part(&out, &s);
		s.by = STATS_BY_HOUR;
		stats_put_day_part(&out, &s);
		for (line = strtok_r(out.data, "\n", &rest); line != NULL;
		    line = strtok_r(NULL, "\n", &rest))
			if (utf8_cols(line, strlen(line)) > STATS_COLS)
				fail_msg("%s: %s", languages[i], line);
		str_clear(&out);
	}
	stats_ask_clear(&q);
	assert_true(i18n_switch("en"));
}

static const char *
name_of(void *ctx, int64_t operator_id, int64_t department_id)
{
	(void)ctx;
	return department_id != 0 ? "=cmd|' /C calc'!A0" :
	    operator_id == 2 ? "Anna, \"A\"" : "";
}

static void
a_row_of_csv_has_as_many_cells_as_its_head(void **state)
{
	struct stats_row row = { .conversation_id = 7, .department_id = 1,
		.opened_ms = INT64_C(1790000000000), .first_operator_id = 2,
		.n_owners = 1, .owners = { 2 }, .language = "pl",
		.wait_ms = 1999, .first_response_ms = STATS_NONE,
		.handling_ms = STATS_NONE, .wrap_up_ms = STATS_NONE };
	struct stats s = { .rows = &row, .n_rows = 1 };
	struct stats_ask q;
	struct str out;
	size_t n_head = 0, n_row = 0;
	bool is_quoted = false;
	char *row_at;

	(void)state;
	str_init(&out, 10000);
	stats_ask_init(&q);
	stats_put_csv_rows(&out, &q, &s, true, &(struct stats_names){
	    name_of, NULL, "" });
	stats_ask_clear(&q);
	row_at = strstr(out.data, "\r\n");
	assert_non_null(row_at);
	for (char *p = out.data; p < row_at; p++)
		n_head += *p == ',';
	for (char *p = row_at + 2; *p != '\0'; p++) {
		is_quoted ^= *p == '"';
		n_row += *p == ',' && !is_quoted;
	}
	assert_int_equal(n_head, n_row);
	assert_non_null(strstr(row_at, ",'=cmd|' /C calc'!A0,"));
	assert_non_null(strstr(row_at, ",\"Anna, \"\"A\"\"\","));
	assert_non_null(strstr(row_at, ",pl,,0,1,,,,,,"));
	str_clear(&out);
}

/* --- what is asked ------------------------------------------------------------- */

#define HOUR (INT64_C(3600) * 1000)

static bool
asked(struct stats_ask *q, const char *const *words, int64_t now_ms,
    struct err *err)
{
	stats_ask_init(q);
	for (; words[0] != NULL; words++)
		switch (stats_ask_take(q, words[0], words[1], err)) {
		case STATS_TOOK_BOTH:
			words++;
			break;
		case STATS_TOOK_OPTION:
			break;
		default:
			return false;
		}
	return stats_ask_settle(q, now_ms, err);
}
#define ASKED(q, now, ...)                                                    \
	asked(q, (const char *const[]){ __VA_ARGS__, NULL, NULL }, now, &err)

/* In Warsaw the 29th of March 2026 had 23 hours, the 25th of October 25. */
static void
a_day_is_as_long_as_it_is_there(void **state)
{
	const int64_t now = INT64_C(1795348800000);	/* 2026-11-22 12:00 */
	struct stats_ask q;
	struct err err = { .code = ERR_NONE };
	char buf[32];

	(void)state;
	assert_true(ASKED(&q, now, "--zone", "Europe/Warsaw", "--day",
	    "2026-03-29"));
	assert_int_equal(q.until_ms - q.since_ms, 23 * HOUR);
	assert_string_equal(stats_when(&q, buf, sizeof buf, q.since_ms),
	    "2026-03-29 00:00:00");
	assert_string_equal(stats_when(&q, buf, sizeof buf, q.until_ms),
	    "2026-03-30 00:00:00");
	stats_ask_clear(&q);
	assert_true(ASKED(&q, now, "--day", "2026-10-25", "--zone",
	    "Europe/Warsaw"));
	assert_int_equal(q.until_ms - q.since_ms, 25 * HOUR);
	stats_ask_clear(&q);
	assert_true(ASKED(&q, now, "--zone", "Asia/Tokyo", "--since",
	    "yesterday", "--until", "today"));
	assert_int_equal(q.until_ms - q.since_ms, 24 * HOUR);
	assert_int_equal(q.until_ms, now + 3 * HOUR - 24 * HOUR + 0 * HOUR);
	stats_ask_clear(&q);
}

/* And today, which has begun; the clock was put meanwhile, too. */
static void
so_many_days_until_now(void **state)
{
	const int64_t now = INT64_C(1795348800000);
	const int64_t late = now + 14 * HOUR + 59 * 60000;
	struct stats_ask q;
	struct err err = { .code = ERR_NONE };

	(void)state;
	assert_true(ASKED(&q, now, "--since", "400d"));
	stats_ask_clear(&q);
	assert_true(ASKED(&q, late - 4 * HOUR, "--zone", "Europe/Warsaw",
	    "--since", "400d"));
	assert_true(q.until_ms - q.since_ms > 400 * 24 * HOUR);
	stats_ask_clear(&q);
	assert_false(ASKED(&q, now, "--since", "401d"));
	stats_ask_clear(&q);
	assert_false(ASKED(&q, now, "--since", "2025-01-01"));
	stats_ask_clear(&q);
}

static void
what_is_asked_goes_into_the_query(void **state)
{
	const int64_t now = INT64_C(1795348800000);
	struct stats_ask q;
	struct err err = { .code = ERR_NONE };
	enum stats_by by;
	struct str out;

	(void)state;
	str_init(&out, 500);
	assert_true(ASKED(&q, now, "--zone", "Etc/GMT+3", "--rows", "--csv",
	    "--since", "2026-11-20"));
	assert_int_equal(q.form, STATS_CSV);
	assert_true(stats_ask_stage(&q, 0, &by));
	assert_false(stats_ask_stage(&q, 1, &by));
	stats_ask_query(&q, by, "12.3", &out);
	assert_string_equal(out.data, "since=1795143600000&until=1795348800000"
	    "&by=&zone=Etc/GMT%2B3&rows=1&after=12.3");
	stats_ask_clear(&q);
	str_clear(&out);
}

static void
what_cannot_be_asked_has_a_sentence(void **state)
{
	static const char *const wrong[][3] = {
		{ "--since", "tomorrow" }, { "--since", "2026-02-29" },
		{ "--since", "2026-13-01" }, { "--since", "" },
		{ "--day", "now" }, { "--day", NULL }, { "--since", "401d" },
		{ "--by", "mood" }, { "--by", NULL }, { "--by", "" },
		{ "--zone", "Mars/Olympus" }, { "--zone", "../etc/passwd" },
		{ "--zone", NULL }, { "--since", "now" },
	};
	struct stats_ask q;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct err err = { .code = ERR_NONE };

		assert_false(ASKED(&q, INT64_C(1795348800000), wrong[i][0],
		    wrong[i][1]));
		assert_int_equal(err.code, ERR_VALUE);
		stats_ask_clear(&q);
	}
	assert_int_equal(stats_ask_take(&q, "--mood", "x", NULL),
	    STATS_TOOK_NONE);
}

static void
what_was_erased_is_said(void **state)
{
	struct stats s = { .since_ms = 1000, .kept_ms =
		INT64_C(1790000000000) };
	struct stats_ask q;
	struct str out;

	(void)state;
	stats_ask_init(&q);
	str_init(&out, 5000);
	stats_put_gone(&out, &q, &(struct stats){ .since_ms = 1000 });
	assert_int_equal(out.len, 0);
	stats_put_text(&out, &q, &s, &(struct stats_names){ name_of, NULL,
	    "" });
	assert_non_null(strstr(out.data, "has been erased: it is not "
	    "counted"));
	str_clear(&out);
	stats_ask_clear(&q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell_is_only_a_cell),
		cmocka_unit_test(spans_are_read_at_a_glance),
		cmocka_unit_test(columns_stand_below_each_other),
		cmocka_unit_test(a_mailed_day_has_seventy_two_columns),
		cmocka_unit_test(a_row_of_csv_has_as_many_cells_as_its_head),
		cmocka_unit_test(a_day_is_as_long_as_it_is_there),
		cmocka_unit_test(so_many_days_until_now),
		cmocka_unit_test(what_is_asked_goes_into_the_query),
		cmocka_unit_test(what_cannot_be_asked_has_a_sentence),
		cmocka_unit_test(what_was_erased_is_said),
	};

	i18n_start("en");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
