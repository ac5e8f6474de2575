/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "check.h"

#define MAX_BYTES (64 * 1024)

static void
check_edit(const char *before, const char *section, const char *key,
    const char *value, const char *after)
{
	struct str out;

	str_init(&out, MAX_BYTES);
	assert_true(conf_edit(before, strlen(before), section, key, value,
	    &out, NULL));
	assert_string_equal(out.data, after);
	str_clear(&out);
}

static void
one_value_changes(void **state)
{
	(void)state;
	check_edit("", "ui", "theme", "dark", "[ui]\ntheme = dark\n");
	check_edit("# me\n\n[ui]\n  theme=dark  \n# end\n", "ui", "theme",
	    "light", "# me\n\n[ui]\n  theme=light\n# end\n");
	check_edit("[ui]\nlanguage = ru\n\n# alerts\n[alerts]\n", "ui",
	    "theme", "dark",
	    "[ui]\nlanguage = ru\ntheme = dark\n\n# alerts\n[alerts]\n");
	check_edit("[a]\nx = 1\n[b]\nx = 2", "b", "x", "3",
	    "[a]\nx = 1\n[b]\nx = 3");
	check_edit("[a]\nx = 1", "b", "y", "", "[a]\nx = 1\n\n[b]\ny =\n");
	/* The last one counts, and goes with those before it. */
	check_edit("[a]\nx = 1\nx = 2\n", "a", "x", "3", "[a]\nx = 1\nx = 3\n");
	check_edit("[a]\nx = 1\n# c\nx = 2\n", "a", "x", NULL, "[a]\n# c\n");
	check_edit("[a]\r\nx = 1\r\n", "a", "y", "2",
	    "[a]\r\nx = 1\r\ny = 2\r\n");
	check_edit("\xef\xbb\xbf[a]\nx = 1\n", "a", "x", "2",
	    "\xef\xbb\xbf[a]\nx = 2\n");
	/* Further on it is a letter of the key. */
	check_edit("\xef\xbb\xbf[a]\n\xef\xbb\xbfx = 1\n", "a", "x", "2",
	    "\xef\xbb\xbf[a]\n\xef\xbb\xbfx = 1\nx = 2\n");
	check_edit("\xef\xbb\xbfx = 1\n", "", "x", NULL, "\xef\xbb\xbf");
	/* What must be quoted is. */
	check_edit("[bind]\n\"C-x =\" = note\n", "bind", "C-x =", " a\"b",
	    "[bind]\n\"C-x =\" = \" a\\\"b\"\n");
	check_edit("", "bind", "C-x #", "note",
	    "[bind]\n\"C-x #\" = note\n");
	/* Lines that are wrong stay, and so do others' sections. */
	check_edit("[ui\nnonsense\n[ui]\n= = =\ntheme = x\n", "ui", "theme",
	    "y", "[ui\nnonsense\n[ui]\n= = =\ntheme = y\n");
}

static void
what_has_no_room_is_an_error(void **state)
{
	struct err err = { .code = ERR_NONE };
	struct str out;

	(void)state;
	str_init(&out, 10);
	assert_false(conf_edit("[a]\n", 4, "a", "key", "a long value", &out,
	    &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	str_clear(&out);
}

/* --- any file --------------------------------------------------------------- */

static unsigned
next_random(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16;
}

static void
random_file(unsigned *seed, struct str *text)
{
	static const char *const lines[] = { "[a]", "[b]", "[a c]", "x = 1",
		"y=2 # no comment", "  x  =  3", "# a comment", "", "  ",
		"\"q = #\" = \"v\\n\"", "broken", "[open", "x", "=",
		"\"open = 1", "y = \"open", "ключ = значение", "[a] b",
		"x = \"1\" 2", "\xff\xfe" };
	unsigned n = next_random(seed) % 30;

	str_reset(text);
	for (unsigned i = 0; i < n; i++) {
		str_put(text, lines[next_random(seed) %
		    (sizeof lines / sizeof *lines)]);
		if (i + 1 < n || next_random(seed) % 4 != 0)
			str_put(text, next_random(seed) % 8 == 0 ? "\r\n" :
			    "\n");
	}
}

/* Both without the lines that differ: how many the longer one has more. */
static void
check_rest(const char *before, const char *after)
{
	size_t start = 0, end = 0, len = strlen(before), now = strlen(after);
	const char *from, *p;
	int n_lines = 0;

	while (before[start] != '\0' && before[start] == after[start])
		start++;
	while (end < len - start && end < now - start &&
	    before[len - end - 1] == after[now - end - 1])
		end++;
	/* At most one line of the file is another one. */
	from = before + start;
	for (p = from; p < before + len - end; p++)
		n_lines += *p == '\n' && p + 1 < before + len - end;
	if (n_lines > 1)
		fail_msg("%d lines differ:\n%s\n---\n%s", n_lines, before,
		    after);
}

static const char *
value_of(struct conf *c, const char *section, const char *key)
{
	const struct conf_entry *e = c == NULL ? NULL : conf_find(c, section,
	    key);

	return e == NULL ? "" : e->value;
}

static void
ignore(void *ctx, const struct err *err)
{
	(void)ctx;
	(void)err;
}

static struct conf *
read_text(const char *text)
{
	char path[] = "/tmp/test_conf_edit.XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");
	struct conf *c;

	fputs(text, f);
	fclose(f);
	c = conf_read_all(path, ignore, NULL, NULL);
	remove(path);
	return c;
}

static void
random_edits_keep_all_other_lines(void **state)
{
	static const char *const values[] = { "v", "", " edge ", "a\nb",
		"\"quoted\"", "жук", "a = b # c" };
	unsigned seed = 7;
	struct str text, out;

	(void)state;
	str_init(&text, MAX_BYTES);
	str_init(&out, MAX_BYTES);
	for (int i = 0; i < 1000; i++) {
		const char *section = next_random(&seed) % 2 ? "a" : "b";
		const char *key = next_random(&seed) % 2 ? "x" : "q = #";
		const char *value = values[next_random(&seed) %
		    (sizeof values / sizeof *values)];
		struct conf *c;

		random_file(&seed, &text);
		str_reset(&out);
		assert_true(conf_edit(text.data, text.len, section, key,
		    value, &out, NULL));
		check_rest(text.data, out.data);
		c = read_text(out.data);
		if (strcmp(value_of(c, section, key), value) != 0)
			fail_msg("\"%s\" is \"%s\", not \"%s\":\n%s", key,
			    value_of(c, section, key), value, out.data);
		conf_free(c);
	}
	str_clear(&text);
	str_clear(&out);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_value_changes),
		cmocka_unit_test(what_has_no_room_is_an_error),
		cmocka_unit_test(random_edits_keep_all_other_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
