/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures as people and spreadsheets read them.
 */
#include "check.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/cli/stats_text.h"

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

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct str out;
		char *line, *rest = NULL;

		assert_true(i18n_switch(languages[i]));
		str_init(&out, 10000);
		s.by = STATS_BY_NONE;
		stats_put_day_head(&out, &s, "acme");
		s.by = STATS_BY_OPERATOR;
		stats_put_day_part(&out, &s);
		for (line = strtok_r(out.data, "\n", &rest); line != NULL;
		    line = strtok_r(NULL, "\n", &rest))
			if (utf8_cols(line, strlen(line)) > STATS_COLS)
				fail_msg("%s: %s", languages[i], line);
		str_clear(&out);
	}
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
	struct str out;
	size_t n_head = 0, n_row = 0;
	bool is_quoted = false;
	char *row_at;

	(void)state;
	str_init(&out, 10000);
	stats_put_csv_rows(&out, &s, true, name_of, NULL);
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
	assert_non_null(strstr(row_at, ",pl,,,1,,,,,,"));
	str_clear(&out);
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
	};

	i18n_start("en");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
