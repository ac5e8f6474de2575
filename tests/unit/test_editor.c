/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/editor.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

/* Text, keys (blank between), text afterwards with | at the cursor. */
static const struct {
	const char *text, *keys, *after;
} cases[] = {
	{ "abc", "", "abc|" },
	{ "abc", "C-a", "|abc" },
	{ "abc", "Home Right", "a|bc" },
	{ "abc", "Left Backspace", "a|c" },
	{ "abc", "C-a C-d", "|bc" },
	{ "abc", "C-a Delete Delete Delete Delete", "|" },
	{ "one two", "C-w", "one |" },
	{ "one two", "C-w C-w C-w", "|" },
	{ "one two", "C-Left", "one |two" },
	{ "one two", "C-Left C-Left C-Right", "one| two" },
	{ "one two", "C-u", "|" },
	{ "one two", "C-u C-y", "one two|" },
	{ "one two", "C-Left C-k", "one |" },
	{ "one two", "C-Left C-k C-a C-y", "two|one " },
	{ "one two", "C-w C-_", "one two|" },
	{ "ab", "C-t", "ba|" },
	{ "abc", "C-a Right C-t", "ba|c" },
	{ "\xd0\xb6\xd1\x91", "Left", "\xd0\xb6|\xd1\x91" },
	{ "\xd0\xb6\xd1\x91", "Backspace", "\xd0\xb6|" },
	{ "e\xcc\x81x", "C-a Right", "e\xcc\x81|x" },
	{ "ab\ncd", "Up", "ab|\ncd" },
	{ "ab\nc", "Up Down", "ab\nc|" },
	{ "abc\nd", "Up", "a|bc\nd" },
	{ "abc\nd", "C-a C-u Backspace", "abc|d" },
	{ "", "Up Down Left Backspace C-y C-_ C-t C-k", "|" },
};

static void
keys(struct editor *e, const char *list)
{
	char key[32];

	while (*list != '\0') {
		size_t len = strcspn(list, " ");

		memcpy(key, list, len);
		key[len] = '\0';
		editor_key(e, key);
		list += len + (list[len] == ' ');
	}
}

static void
edits(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct editor e;

		editor_init(&e);
		editor_insert(&e, cases[i].text, strlen(cases[i].text));
		keys(&e, cases[i].keys);
		str_insert(&e.text, e.at, "|", 1);
		assert_string_equal(e.text.data, cases[i].after);
		editor_clear(&e);
	}
}

static void
letters_are_undone_together(void **state)
{
	struct editor e;

	(void)state;
	editor_init(&e);
	editor_insert(&e, "a", 1);
	editor_insert(&e, "b", 1);
	assert_true(editor_key(&e, "C-_"));
	assert_true(editor_is_empty(&e));
	assert_false(editor_key(&e, "C-_"));
	editor_clear(&e);
}

static void
remembers_what_was_sent(void **state)
{
	struct editor e;

	(void)state;
	editor_init(&e);
	editor_set(&e, "first");
	free(editor_take(&e));
	editor_set(&e, "second");
	free(editor_take(&e));
	editor_set(&e, "new");
	editor_key(&e, "Up");
	assert_string_equal(e.text.data, "second");
	editor_key(&e, "Up");
	assert_string_equal(e.text.data, "first");
	assert_false(editor_key(&e, "Up"));
	editor_key(&e, "Down");
	editor_key(&e, "Down");
	assert_true(editor_is_empty(&e));
	/* What was being written comes back with undo. */
	for (int i = 0; i < 4; i++)
		editor_key(&e, "C-_");
	assert_string_equal(e.text.data, "new");
	editor_clear(&e);
}

static void
has_a_maximum(void **state)
{
	static char much[EDITOR_MAX_BYTES];
	struct editor e;

	(void)state;
	memset(much, 'x', sizeof much);
	editor_init(&e);
	assert_true(editor_insert(&e, much, sizeof much));
	assert_false(editor_insert(&e, "y", 1));
	assert_int_equal(e.text.len, sizeof much);
	for (int i = 0; i < 2 * EDITOR_UNDO; i++)
		editor_key(&e, i % 2 ? "C-y" : "C-u");
	assert_int_equal(e.text.len, sizeof much);
	editor_clear(&e);
	editor_clear(&e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits),
		cmocka_unit_test(letters_are_undone_together),
		cmocka_unit_test(remembers_what_was_sent),
		cmocka_unit_test(has_a_maximum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
