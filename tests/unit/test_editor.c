/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/editor.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
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
	{ "one two", "M-b M-d", "one |" },
	{ "one two", "M-b M-d C-_", "one |two" },
	{ "one two three", "C-w C-w C-y", "one two three|" },
	{ "one two three", "C-a C-Delete C-Delete C-e C-y", " threeone two|" },
	{ "one two", "C-w Home C-k C-e C-y M-y", "two|" },
	{ "one two", "C-w Home C-k C-e C-y M-y M-y", "one |" },
	{ "one two", "C-w Home C-k C-e M-y", "|" },
	{ "a-b c", "M-Backspace M-Backspace", "a-|" },
	{ "one, two", "M-t", "two, one|" },
	{ "one, two", "C-a C-Right M-t", "two, one|" },
	{ "\xd0\xb6\xd1\x83\xd0\xba x", "C-a M-u", "\xd0\x96\xd0\xa3\xd0\x9a| x" },
	{ "\xc5\x82\xc3\xb3" "D", "C-a M-c", "\xc5\x81\xc3\xb3" "d|" },
	{ "ONE", "C-a M-l", "one|" },
	{ "one two", "C-_ M-_", "one two|" },
	{ "one two", "S-Home C-w C-y C-y", "one twoone two|" },
	{ "one two", "C-S-Left Backspace", "one |" },
	{ "one two", "C-S-Left C-w Home C-y", "two|one " },
	{ "one two", "S-Left S-Left Left Delete", "one t|o" },
	{ "one two", "S-Left S-Left Right Backspace", "one tw|" },
	{ "one two", "C-Space M-b Delete", "one |" },
	{ "one two", "C-Space C-Space M-b Delete", "one |wo" },
	{ "abc\nd\nefg", "Up Up", "abc|\nd\nefg" },
	{ "abc\nd", "S-Up Backspace", "a|" },
	{ "abc\nd", "C-Home C-S-End Delete", "|" },
	{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "Backspace", "|" },
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
	/* What was being written is below the newest. */
	assert_string_equal(e.text.data, "new");
	assert_false(editor_key(&e, "Down"));
	for (int i = 0; i < 5; i++)
		editor_key(&e, "C-_");
	assert_true(editor_is_empty(&e));
	for (int i = 0; i < 5; i++)
		editor_key(&e, "M-_");
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

/* --- any keys --------------------------------------------------------------- */

static const char *const any_keys[] = {
	"Left", "Right", "Up", "Down", "Home", "End", "C-Left", "C-Right",
	"S-Left", "S-Right", "C-S-Left", "C-S-Right", "S-Home", "S-End",
	"S-Up", "S-Down", "C-Home", "C-End", "C-Space", "Backspace", "Delete",
	"C-w", "M-Backspace", "C-Delete", "C-u", "C-k", "C-y", "M-y", "C-t",
	"M-t", "M-u", "M-l", "M-c", "C-Up", "C-Down"
};

static const char *const any_texts[] = {
	"a", "B", " ", "\n", "7", ".", "\xd0\xb6", "\xc5\x82", "\xcc\x81",
	"\xe2\x80\x8d", "\xf0\x9f\x91\xa9", "\xf0\x9f\x87\xb5",
	"\xf0\x9f\x87\xb1", "\xe1\x84\x80", "\xe1\x85\xa1", "\xe1\x86\xa8",
	"two words"
};

static uint32_t
any(uint32_t *seed, size_t n)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % (uint32_t)n;
}

static bool
is_border(const struct editor *e, size_t at)
{
	size_t i = 0;

	while (i < at)
		i = utf8_letter_after(e->text.data, e->text.len, i);
	return i == at;
}

static void
any_key(struct editor *e, uint32_t *seed)
{
	const size_t n_texts = sizeof any_texts / sizeof *any_texts;
	const size_t n_keys = sizeof any_keys / sizeof *any_keys;

	if (any(seed, 2) == 0) {
		const char *text = any_texts[any(seed, n_texts)];

		editor_insert(e, text, strlen(text));
	} else {
		editor_key(e, any_keys[any(seed, n_keys)]);
	}
}

static void
all_back_and_forth(struct editor *e, const char *begin)
{
	char *text = strdup(e->text.data);
	int n = 0;

	while (editor_key(e, "C-_"))
		n++;
	assert_string_equal(e->text.data, begin);
	while (n-- > 0)
		assert_true(editor_key(e, "M-_"));
	assert_string_equal(e->text.data, text);
	assert_false(editor_key(e, "M-_"));
	free(text);
}

static void
any_keys_in_any_order(void **state)
{
	(void)state;
	for (uint32_t round = 1; round <= 300; round++) {
		uint32_t seed = round * 2654435761u;
		struct editor e;

		editor_init(&e);
		editor_set(&e, "begun");
		free(editor_take(&e));
		for (int i = 0; i < EDITOR_UNDO; i++) {
			any_key(&e, &seed);
			assert_true(e.at <= e.text.len);
			assert_int_equal(strlen(e.text.data), e.text.len);
			assert_true(utf8_is_valid(e.text.data, e.text.len));
			assert_true(is_border(&e, e.at));
			assert_true(!e.has_mark || e.mark <= e.text.len);
			assert_true(!e.has_mark || is_border(&e, e.mark));
		}
		all_back_and_forth(&e, "");
		editor_clear(&e);
	}
}

static void
editors_share_a_ring(void **state)
{
	struct editor_kills kills = { .n = 0 };
	struct editor a, b;

	(void)state;
	editor_init(&a);
	editor_init(&b);
	a.kills = b.kills = &kills;
	editor_insert(&a, "moved", 5);
	editor_key(&a, "C-u");
	editor_key(&b, "C-y");
	assert_string_equal(b.text.data, "moved");
	editor_clear(&a);
	editor_clear(&b);
	editor_kills_clear(&kills);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits),
		cmocka_unit_test(letters_are_undone_together),
		cmocka_unit_test(remembers_what_was_sent),
		cmocka_unit_test(has_a_maximum),
		cmocka_unit_test(any_keys_in_any_order),
		cmocka_unit_test(editors_share_a_ring),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
