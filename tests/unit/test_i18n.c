/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "check.h"

/* Sunday, 22 November 2026, 14:03:07 UTC */
#define SUNDAY_MS 1795356187000

/* The smallest catalogue (gettext manual, "The Format of GNU MO Files"):
 * a header and one message, in the byte order of this machine. */
static void
write_catalogue(const char *root, const char *language, const char *text)
{
	static const char head[] = "Content-Type: text/plain; charset=UTF-8\n";
	static const char id[] = "Take this visitor";
	uint32_t n_head = sizeof head - 1, n_id = sizeof id - 1;
	uint32_t n_text = (uint32_t)strlen(text);
	uint32_t at = 7 * 4 + 4 * 8;
	uint32_t words[15] = {
		0x950412de, 0, 2, 28, 44, 0, 0,
		0, at, n_id, at + 1,
		n_head, at + 1 + n_id + 1,
		n_text, at + 1 + n_id + 1 + n_head + 1,
	};
	static const char *const steps[] = { "", "/LC_MESSAGES" };
	char path[256];
	FILE *f;

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		snprintf(path, sizeof path, "%s/%s%s", root, language,
		    steps[i]);
		mkdir(path, 0700);
	}
	snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/dezhurka.mo", root,
	    language);
	f = fopen(path, "wb");
	assert_non_null(f);
	fwrite(words, sizeof words, 1, f);
	fwrite("", 1, 1, f);
	fwrite(id, sizeof id, 1, f);
	fwrite(head, sizeof head, 1, f);
	fwrite(text, n_text + 1, 1, f);
	assert_int_equal(fclose(f), 0);
}

static void
clean_environment(void)
{
	unsetenv("LC_ALL");
	unsetenv("LC_MESSAGES");
	unsetenv("LC_CTYPE");
	unsetenv("LANG");
	unsetenv("LANGUAGE");
	setenv("TZ", "UTC", 1);
}

static void
the_language_is_asked_for_or_the_environments(void **state)
{
	static const struct { const char *variable, *value, *language; }
	rows[] = {
		{ "LANG", "pl_PL.UTF-8", "pl" }, { "LANG", "ru_RU", "ru" },
		{ "LANG", "de_DE.UTF-8", "en" }, { "LC_ALL", "C", "en" },
		{ "LC_MESSAGES", "ru_RU.UTF-8@x", "ru" },
		{ "LANG", "plx", "en" }, { "LANG", "", "en" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		clean_environment();
		setenv(rows[i].variable, rows[i].value, 1);
		i18n_start(NULL);
		assert_string_equal(i18n_language(), rows[i].language);
		i18n_start("pl");
		assert_string_equal(i18n_language(), "pl");
	}
	clean_environment();
	setenv("LANG", "ru_RU.UTF-8", 1);
	setenv("LC_ALL", "pl_PL.UTF-8", 1);
	i18n_start(NULL);
	assert_string_equal(i18n_language(), "pl");
	assert_true(i18n_known("ru"));
	assert_false(i18n_known("de"));
	assert_false(i18n_known("russian"));
	assert_false(i18n_switch("de"));
	assert_string_equal(i18n_language(), "pl");
}

static void
messages_are_translated_without_an_installed_locale(void **state)
{
	static const char *const locales[] = {
		NULL, "C", "POSIX", "pl_PL.UTF-8", "C.UTF-8", "xx_YY",
	};

	setenv("DEZHURKA_LOCALEDIR", *state, 1);
	write_catalogue(*state, "ru", "Принять посетителя");
	write_catalogue(*state, "pl", "Przyjmij gościa");
	for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
		clean_environment();
		if (locales[i] != NULL)
			setenv("LC_ALL", locales[i], 1);
		i18n_start("ru");
		assert_string_equal(_("Take this visitor"),
		    "Принять посетителя");
		assert_true(i18n_switch("pl"));
		assert_string_equal(_("Take this visitor"),
		    "Przyjmij gościa");
		assert_true(i18n_switch("en"));
		assert_string_equal(_("Take this visitor"),
		    "Take this visitor");
		assert_int_equal(utf8_cols("ж漢", 5), 3);
		assert_string_equal(setlocale(LC_NUMERIC, NULL), "C");
	}
}

static void
a_language_without_texts_is_told(void **state)
{
	setenv("DEZHURKA_LOCALEDIR", *state, 1);
	write_catalogue(*state, "ru", "Принять посетителя");
	clean_environment();
	i18n_start("ru");
	assert_null(i18n_missing());
	setenv("DEZHURKA_LOCALEDIR", "/nowhere", 1);
	i18n_start("ru");
	assert_string_equal(i18n_missing(), "/nowhere");
	i18n_start("en");
	assert_null(i18n_missing());
	setenv("DEZHURKA_LOCALEDIR", *state, 1);
}

static void
dates_are_in_the_language(void **state)
{
	static const char *const rows[][3] = {
		{ "en", "22 Nov", "Sunday, 22 November 2026" },
		{ "ru", "22 ноября", "воскресенье, 22 ноября 2026 г." },
		{ "pl", "22 lis", "niedziela, 22 listopada 2026" },
	};
	char buf[80];

	(void)state;
	clean_environment();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		i18n_start(rows[i][0]);
		assert_string_equal(i18n_day_month(buf, sizeof buf, SUNDAY_MS),
		    rows[i][1]);
		assert_string_equal(i18n_day_line(buf, sizeof buf, SUNDAY_MS),
		    rows[i][2]);
		assert_string_equal(i18n_clock(buf, sizeof buf, SUNDAY_MS),
		    "14:03");
		assert_string_equal(i18n_instant(buf, sizeof buf, SUNDAY_MS,
		    SUNDAY_MS + 3600000), "14:03");
		i18n_instant(buf, sizeof buf, SUNDAY_MS,
		    SUNDAY_MS - 24 * 3600000);
		assert_memory_equal(buf, rows[i][1], strlen(rows[i][1]));
		assert_string_equal(buf + strlen(rows[i][1]), ", 14:03");
	}
	assert_true(i18n_switch("ru"));
	assert_string_equal(i18n_day_month(buf, 9, SUNDAY_MS), "22 но");
}

static void
the_day_turns_at_local_midnight(void **state)
{
	const int64_t hour_ms = 60 * 60 * 1000;
	char buf[16];

	(void)state;
	clean_environment();
	setenv("TZ", "MSK-3", 1);
	i18n_start("en");
	assert_int_equal(i18n_day(0), 0);
	assert_int_equal(i18n_day(21 * hour_ms - 1), 0);
	assert_int_equal(i18n_day(21 * hour_ms), 1);
	assert_int_equal(i18n_day(-3 * hour_ms - 1), -1);
	assert_string_equal(i18n_clock(buf, sizeof buf, SUNDAY_MS), "17:03");
}

static void
spans_are_short(void **state)
{
	char buf[16];

	(void)state;
	assert_string_equal(i18n_span(buf, sizeof buf, -5), "0:00");
	assert_string_equal(i18n_span(buf, sizeof buf, 41999), "0:41");
	assert_string_equal(i18n_span(buf, sizeof buf, 725000), "12:05");
	assert_string_equal(i18n_span(buf, sizeof buf, 3723000), "1:02:03");
	assert_string_equal(i18n_span(buf, 3, 725000), "12");
}

static int
make_scratch(void **state)
{
	*state = strdup("/tmp/test_i18n.XXXXXX");
	return *state == NULL || mkdtemp(*state) == NULL ? -1 : 0;
}

static int
drop_scratch(void **state)
{
	static const char *const leaves[] = {
		"ru/LC_MESSAGES/dezhurka.mo", "ru/LC_MESSAGES", "ru",
		"pl/LC_MESSAGES/dezhurka.mo", "pl/LC_MESSAGES", "pl", "",
	};
	char path[256];

	for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++) {
		snprintf(path, sizeof path, "%s/%s", (const char *)*state,
		    leaves[i]);
		remove(path);
	}
	free(*state);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_language_is_asked_for_or_the_environments),
		cmocka_unit_test(
		    messages_are_translated_without_an_installed_locale),
		cmocka_unit_test(a_language_without_texts_is_told),
		cmocka_unit_test(dates_are_in_the_language),
		cmocka_unit_test(the_day_turns_at_local_midnight),
		cmocka_unit_test(spans_are_short),
	};

	return cmocka_run_group_tests(tests, make_scratch, drop_scratch);
}
