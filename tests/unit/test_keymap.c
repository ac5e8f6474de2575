/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "console/model/internal.h"
#include "console_desk.h"

static void
every_binding_has_a_command(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_bindings; i++) {
		char name[32];

		snprintf(name, sizeof name, "%.*s",
		    (int)strcspn(bindings[i].line, " "), bindings[i].line);
		if (command_find(name) == NULL)
			fail_msg("%s: no command %s", bindings[i].key, name);
	}
}

static void
no_key_is_bound_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_bindings; i++)
		for (size_t k = i + 1; k < n_bindings; k++)
			if (bindings[i].context == bindings[k].context &&
			    strcmp(bindings[i].key, bindings[k].key) == 0)
				fail_msg("%s is bound twice", bindings[i].key);
}

static bool
has_another_way(size_t at)
{
	const char *name = editor_name(at), *other;
	char line[64];

	snprintf(line, sizeof line, "edit %s", name);
	for (size_t i = 0; i < n_bindings; i++)
		if (strcmp(bindings[i].line, line) == 0)
			return true;
	for (size_t i = 0; (other = editor_name(i)) != NULL; i++)
		if (i != at && strcmp(other, name) == 0 &&
		    strncmp(editor_name_key(i), "M-", 2) != 0)
			return true;
	return false;
}

/* Where Alt types national letters, nothing is out of reach. */
static void
nothing_is_on_alt_and_a_letter_alone(void **state)
{
	const char *name;

	(void)state;
	for (size_t i = 0; i < n_bindings; i++) {
		const char *key = bindings[i].key;

		if (strncmp(key, "M-", 2) == 0 && strlen(key) == 3)
			assert_true(key[2] >= '0' && key[2] <= '9');
	}
	for (size_t i = 0; (name = editor_name(i)) != NULL; i++)
		if (strncmp(editor_name_key(i), "M-", 2) == 0 &&
		    !has_another_way(i))
			fail_msg("%s is on %s alone", name,
			    editor_name_key(i));
}

static void
prefixes_and_contexts(void **state)
{
	bool is_prefix = false;

	(void)state;
	assert_null(binding_find(CONTEXT_CHAT, "C-x", &is_prefix));
	assert_true(is_prefix);
	assert_string_equal(
	    binding_find(CONTEXT_CHAT, "C-x z", &is_prefix)->line, "zoom");
	assert_false(is_prefix);
	assert_null(binding_find(CONTEXT_ANY, "F6", &is_prefix));
	assert_string_equal(
	    binding_find(CONTEXT_CHAT, "F5", NULL)->line, "take next");
	assert_string_equal(binding_key_of("transfer"), "F6");
	assert_string_equal(binding_key_of("alerts"), "");
}

static void
cyrillic_keys_are_their_latin_twins(void **state)
{
	bool is_prefix = false;
	struct str latin;

	(void)state;
	assert_string_equal(
	    binding_find(CONTEXT_CHAT, "C-x я", NULL)->line, "zoom");
	assert_string_equal(
	    binding_find(CONTEXT_CHAT, "C-ч я", NULL)->line, "zoom");
	assert_null(binding_find(CONTEXT_CHAT, "C-ч", &is_prefix));
	assert_true(is_prefix);
	assert_string_equal(
	    binding_find(CONTEXT_ANY, "C-т", NULL)->line, "urgent");
	assert_string_equal(
	    binding_find(CONTEXT_CONFIRM, "н", NULL)->line, "choose ok");
	assert_int_equal(keymap_twin(0x444), 'a');
	assert_int_equal(keymap_twin(0x424), 'A');
	assert_int_equal(keymap_twin('q'), 'q');
	str_init(&latin, 100);
	keymap_latin(".сдщыу ещ", &latin);
	assert_string_equal(latin.data, "/close to");
	str_clear(&latin);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_binding_has_a_command),
		cmocka_unit_test(no_key_is_bound_twice),
		cmocka_unit_test(nothing_is_on_alt_and_a_letter_alone),
		cmocka_unit_test(prefixes_and_contexts),
		cmocka_unit_test(cyrillic_keys_are_their_latin_twins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
