/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "check.h"

static struct conf *
parse(const char *text)
{
	struct err err;
	struct conf *c = conf_parse("x.conf", text, strlen(text), &err);

	if (c == NULL)
		fail_msg("%s", err.text);
	return c;
}

static const char *
value(const struct conf *c, const char *section, const char *key)
{
	const struct conf_entry *e = conf_find(c, section, key);

	return e == NULL ? "(none)" : e->value;
}

static void
sections_keys_and_values_are_read(void **state)
{
	struct conf *c = parse("# comment\n"
	    "top = 1\n"
	    "\n"
	    "[ desk ]  \n"
	    "  greeting =  Hello, # world = yes  \r\n"
	    "empty =\n"
	    "[bind]\n"
	    "Alt-x=quit");

	(void)state;
	assert_int_equal(conf_count(c), 4);
	assert_string_equal(value(c, "", "top"), "1");
	assert_string_equal(value(c, "desk", "greeting"),
	    "Hello, # world = yes");
	assert_string_equal(value(c, "desk", "empty"), "");
	assert_string_equal(value(c, "bind", "Alt-x"), "quit");
	assert_null(conf_find(c, "desk", "top"));
	conf_free(c);
	conf_free(NULL);
}

static void
quoted_texts_hold_anything(void **state)
{
	struct conf *c = parse("[k]\n\"a = [#\" = \" x\\n\\t\\\"\\\\ \"  \n");

	(void)state;
	assert_string_equal(value(c, "k", "a = [#"), " x\n\t\"\\ ");
	conf_free(c);
}

static void
the_last_of_equal_keys_is_found(void **state)
{
	struct conf *c = parse("a = 1\na = 2\n");

	(void)state;
	assert_string_equal(value(c, "", "a"), "2");
	assert_string_equal(conf_at(c, 0)->value, "1");
	assert_null(conf_at(c, 2));
	conf_free(c);
}

static void
errors_name_the_place(void **state)
{
	static const char *const rows[][2] = {
		{ "a = 1\nnonsense\n", "x.conf:2:1: " },
		{ "  = 1\n", "x.conf:1:3: " },
		{ "[open\n", "x.conf:1:1: " },
		{ "[]\n", "x.conf:1:1: " },
		{ "[ ]\n", "x.conf:1:1: " },
		{ "[a] b\n", "x.conf:1:5: " },
		{ "a = \"open\n", "x.conf:1:5: " },
		{ "ключ = \"a\\x\"\n", "x.conf:1:10: " },
		{ "a = \"b\" c\n", "x.conf:1:9: " },
		{ "\"a\" b = 1\n", "x.conf:1:5: " },
		{ "\"a", "x.conf:1:1: " },
		{ "a#b = 1\n", "x.conf:1:2: " },
		{ "a = \xff\n", "x.conf:1:1: " },
		{ " # x = 1\n", "x.conf:1:2: " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = { .code = ERR_NONE };

		assert_null(conf_parse("x.conf", rows[i][0],
		    strlen(rows[i][0]), &err));
		assert_int_equal(err.code, ERR_SYNTAX);
		if (strncmp(err.text, rows[i][1], strlen(rows[i][1])) != 0)
			fail_msg("%s: %s", rows[i][0], err.text);
	}
	assert_null(conf_parse("x", "a = \0", 6, NULL));
}

static void
a_reader_complains_at_the_value(void **state)
{
	struct conf *c = parse("\n[s]\nпорт =   70000\n");
	const struct conf_entry *e = conf_find(c, "s", "порт");
	struct err err;

	(void)state;
	assert_int_equal(e->key_col, 1);
	assert_false(conf_err(c, e, &err, "%s is too large", e->value));
	assert_string_equal(err.text, "x.conf:3:10: 70000 is too large");
	assert_int_equal(err.code, ERR_SYNTAX);
	conf_free(c);
}

static void
files_are_read_up_to_a_limit(void **state)
{
	char path[] = "/tmp/test_conf.XXXXXX";
	struct conf *c;
	struct err err;
	FILE *f = fdopen(mkstemp(path), "w");

	(void)state;
	assert_non_null(f);
	fprintf(f, "\xef\xbb\xbf" "a = 1\n");
	fflush(f);
	c = conf_read(path, &err);
	assert_non_null(c);
	assert_string_equal(value(c, "", "a"), "1");
	conf_free(c);
	for (int i = 0; i < 30000; i++)
		fprintf(f, "# 4567890\n");
	fclose(f);
	assert_null(conf_read(path, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	unlink(path);
	assert_null(conf_read(path, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_keys_and_values_are_read),
		cmocka_unit_test(quoted_texts_hold_anything),
		cmocka_unit_test(the_last_of_equal_keys_is_found),
		cmocka_unit_test(errors_name_the_place),
		cmocka_unit_test(a_reader_complains_at_the_value),
		cmocka_unit_test(files_are_read_up_to_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
