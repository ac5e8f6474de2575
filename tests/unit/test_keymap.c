/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "base/utf8.h"
#include "console/model/internal.h"
#include "console_desk.h"

static const char *
line_of(const struct keymap *k, enum context context, const char *key)
{
	struct binding b;

	return keymap_find(k, context, key, &b, NULL) ? b.line : "";
}

static void
check_rows(const struct binding *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum context context;
		char name[32], key[KEY_BYTES];

		snprintf(name, sizeof name, "%.*s",
		    (int)strcspn(rows[i].line, " "), rows[i].line);
		if (command_find(name) == NULL)
			fail_msg("%s: no command %s", rows[i].key, name);
		/* As the operator would write it. */
		if (!key_parse(strcmp(rows[i].key, " ") == 0 ? "Space" :
		    rows[i].key, &context, key, NULL) ||
		    strcmp(key, rows[i].key) != 0)
			fail_msg("%s is no key", rows[i].key);
		for (size_t j = i + 1; j < n; j++)
			if (rows[i].context == rows[j].context &&
			    strcmp(rows[i].key, rows[j].key) == 0)
				fail_msg("%s is bound twice", rows[i].key);
	}
}

static void
every_binding_has_a_command_and_a_key(void **state)
{
	(void)state;
	check_rows(bindings, n_bindings);
	for (enum key_set set = KEYS_EMACS; set < KEY_SETS; set++) {
		size_t n;
		const struct binding *rows = key_set_rows(set, &n);

		assert_true(n > 10);
		check_rows(rows, n);
		assert_int_equal(key_set_of(key_set_name(set)), set);
	}
}

/* National letters are typed with Alt. */
static void
nothing_is_on_alt_and_a_letter(void **state)
{
	const struct keymap k = { .set = KEYS_DEFAULT };

	(void)state;
	for (size_t i = 0; i < n_bindings; i++) {
		const char *key = bindings[i].key;

		if (strncmp(key, "M-", 2) == 0 && strlen(key) == 3)
			assert_true(key[2] >= '0' && key[2] <= '9');
	}
	for (char c = 'a'; c <= 'z'; c++) {
		char key[4] = { 'M', '-', c, '\0' };

		assert_string_equal(line_of(&k, CONTEXT_CHAT, key), "");
	}
}

static void
prefixes_and_contexts(void **state)
{
	const struct keymap k = { .set = KEYS_DEFAULT };
	struct binding b;
	bool is_prefix = false;

	(void)state;
	assert_false(keymap_find(&k, CONTEXT_CHAT, "C-x", &b, &is_prefix));
	assert_true(is_prefix);
	assert_true(keymap_find(&k, CONTEXT_CHAT, "C-x z", &b, &is_prefix));
	assert_string_equal(b.line, "zoom");
	assert_false(is_prefix);
	assert_string_equal(line_of(&k, CONTEXT_ANY, "F6"), "");
	assert_string_equal(line_of(&k, CONTEXT_CHAT, "F5"), "take next");
	assert_string_equal(keymap_key_of(&k, "transfer"), "F6");
	assert_string_equal(keymap_key_of(&k, "alerts"), "");
}

/* Each key of a chord as the same key of the Cyrillic layout. */
static bool
in_cyrillic(const char *key, char *out, size_t size)
{
	static const char *const twins[][2] = {
		{ "q", "й" }, { "w", "ц" }, { "e", "у" }, { "r", "к" },
		{ "t", "е" }, { "y", "н" }, { "u", "г" }, { "i", "ш" },
		{ "o", "щ" }, { "p", "з" }, { "a", "ф" }, { "s", "ы" },
		{ "d", "в" }, { "f", "а" }, { "g", "п" }, { "h", "р" },
		{ "j", "о" }, { "k", "л" }, { "l", "д" }, { "z", "я" },
		{ "x", "ч" }, { "c", "с" }, { "v", "м" }, { "b", "и" },
		{ "n", "т" }, { "m", "ь" }, { ";", "ж" }, { ".", "ю" },
		{ ",", "б" }, { "'", "э" }, { "[", "х" }, { "]", "ъ" },
	};
	bool changed = false;

	out[0] = '\0';
	for (; *key != '\0'; key++) {
		const char *put = NULL;
		char one[2] = { *key, '\0' };
		bool is_alone = (key[1] == '\0' || key[1] == ' ');
		char capital[8];

		for (size_t i = 0; is_alone &&
		    i < sizeof twins / sizeof *twins; i++) {
			if (strcmp(twins[i][0], one) == 0)
				put = twins[i][1];
			if (*key >= 'A' && *key <= 'Z' &&
			    twins[i][0][0] == *key + 32) {
				uint32_t code;
				size_t n;

				utf8_next(twins[i][1], 2, &code);
				n = utf8_put(capital, code - 0x20);
				capital[n] = '\0';
				put = capital;
			}
		}
		changed = changed || put != NULL;
		if (strlen(out) + 4 < size)
			strcat(out, put != NULL ? put : one);
	}
	return changed;
}

static size_t
press_in_cyrillic(const struct keymap *k, const struct binding *rows, size_t n)
{
	size_t n_pressed = 0;

	for (size_t i = 0; i < n; i++) {
		char key[KEY_BYTES * 2];
		const char *first = strrchr(rows[i].key, '-');

		/* F5 and Enter have no letter; "F" is none. */
		if (rows[i].key[0] == 'F' || (first != NULL && first[1] == 'F'))
			continue;
		if (!in_cyrillic(rows[i].key, key, sizeof key))
			continue;
		n_pressed++;
		if (strcmp(line_of(k, rows[i].context, key), rows[i].line) !=
		    0)
			fail_msg("%s pressed as %s does \"%s\"", rows[i].key,
			    key, line_of(k, rows[i].context, key));
	}
	return n_pressed;
}

static void
every_binding_works_on_a_cyrillic_layout(void **state)
{
	struct keymap k = { .set = KEYS_DEFAULT };
	struct binding own[2] = { { CONTEXT_ANY, "C-x j", "urgent", NULL },
		{ CONTEXT_LIST, "M-j", "take next", NULL } };
	struct str latin;

	(void)state;
	assert_true(press_in_cyrillic(&k, bindings, n_bindings) > 20);
	assert_true(keymap_bind(&k, "C-x j", "urgent", NULL, NULL));
	assert_true(keymap_bind(&k, "list Alt-о", "take next", NULL, NULL));
	assert_int_equal(press_in_cyrillic(&k, own, 2), 2);
	for (enum key_set set = KEYS_EMACS; set < KEY_SETS; set++) {
		struct keymap other = { .set = set };
		size_t n;
		const struct binding *rows = key_set_rows(set, &n);

		press_in_cyrillic(&other, rows, n);
	}
	assert_int_equal(keymap_twin(0x444), 'a');
	assert_int_equal(keymap_twin(0x424), 'A');
	assert_int_equal(keymap_twin('q'), 'q');
	str_init(&latin, 100);
	keymap_latin(".сдщыу ещ", &latin);
	assert_string_equal(latin.data, "/close to");
	str_clear(&latin);
}

static void
keys_are_written_in_many_ways(void **state)
{
	static const struct { const char *text, *key; enum context in; } good[] = {
		{ "F12", "F12", CONTEXT_ANY }, { "f5", "F5", CONTEXT_ANY },
		{ "list F5", "F5", CONTEXT_LIST },
		{ "Ctrl-X j", "C-x j", CONTEXT_ANY },
		{ "^X ^C", "C-x C-c", CONTEXT_ANY },
		{ "Alt-PageUp", "M-PgUp", CONTEXT_ANY },
		{ "Shift-F6", "S-F6", CONTEXT_ANY },
		{ "M-C-a", "M-C-a", CONTEXT_ANY },
		{ "C-M-a", "M-C-a", CONTEXT_ANY },
		{ "C-i", "Tab", CONTEXT_ANY }, { "C-m", "Enter", CONTEXT_ANY },
		{ "C-h", "Backspace", CONTEXT_ANY },
		{ "C-/", "C-_", CONTEXT_ANY }, { "C-ч я", "C-x z", CONTEXT_ANY },
		{ "C-x Space", "C-x Space", CONTEXT_ANY },
		{ "Space", " ", CONTEXT_ANY }, { "normal d d", "d d",
		    CONTEXT_NORMAL }, { "S-tab", "S-Tab", CONTEXT_ANY },
	};
	static const char *const bad[] = { "", "F13", "F0", "Hyper-a", "C-",
		"S-a", "C-1", "M-ą", "dialog F5", "C-x C-x C-x C-x", "C-Enter",
		"\x01", "list" };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		enum context in = CONTEXTS;
		char key[KEY_BYTES];
		struct err err = { .code = ERR_NONE };

		if (!key_parse(good[i].text, &in, key, &err))
			fail_msg("%s: %s", good[i].text, err.text);
		assert_string_equal(key, good[i].key);
		assert_int_equal(in, good[i].in);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		enum context in = CONTEXT_PICKER;
		char key[KEY_BYTES] = "as it was";
		struct err err = { .code = ERR_NONE };

		if (key_parse(bad[i], &in, key, &err))
			fail_msg("%s is taken for %s", bad[i], key);
		assert_int_equal(err.code, ERR_VALUE);
		assert_true(err.text[0] != '\0');
		assert_string_equal(key, "as it was");
	}
}

static void
bindings_of_mine_go_first(void **state)
{
	struct keymap k = { .set = KEYS_DEFAULT };
	struct binding list[KEYMAP_LIST];
	struct bound was;
	size_t n;

	(void)state;
	/* In a conversation F7 is a note: the plain binding means there, too. */
	assert_true(keymap_bind(&k, "F7", "/urgent ", &was, NULL));
	assert_string_equal(was.before, "note");
	assert_string_equal(line_of(&k, CONTEXT_CHAT, "F7"), "urgent");
	assert_string_equal(line_of(&k, CONTEXT_LIST, "F7"), "urgent");
	/* A list keeps its own keys, unless it is named. */
	assert_true(keymap_bind(&k, "Up", "scroll up", &was, NULL));
	assert_string_equal(line_of(&k, CONTEXT_LIST, "Up"), "choose up");
	assert_true(keymap_bind(&k, "list Up", "take next", NULL, NULL));
	assert_string_equal(line_of(&k, CONTEXT_LIST, "Up"), "take next");
	assert_string_equal(keymap_key_of(&k, "urgent"), "F7");
	assert_string_equal(keymap_key_of(&k, "note"), "C-x /");
	n = keymap_list(&k, list, KEYMAP_LIST);
	for (size_t i = 0; i < n; i++)
		assert_false(strcmp(list[i].key, "F7") == 0 &&
		    strcmp(list[i].line, "note") == 0);
	/* Unbound, it is free; bound anew it is one binding. */
	assert_true(keymap_bind(&k, "F7", "", &was, NULL));
	assert_string_equal(was.before, "urgent");
	assert_string_equal(line_of(&k, CONTEXT_CHAT, "F7"), "");
	n = k.n_own;
	assert_true(keymap_bind(&k, "F7", "list", NULL, NULL));
	assert_int_equal(k.n_own, n);
}

static void
labels_follow_the_command(void **state)
{
	struct keymap k = { .set = KEYS_DEFAULT };
	struct binding list[KEYMAP_LIST];
	size_t n;
	int n_labels = 0;

	(void)state;
	assert_true(keymap_bind(&k, "F12", "take next", NULL, NULL));
	n = keymap_list(&k, list, KEYMAP_LIST);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].line, "take next") == 0 &&
		    list[i].label != NULL) {
			assert_string_equal(list[i].key, "F12");
			n_labels++;
		}
	assert_int_equal(n_labels, 1);
}

static void
conflicts_are_named(void **state)
{
	static const struct { const char *what, *line, *says; } bad[] = {
		{ "C-x", "note", "C-x" }, { "C-n a", "note", "C-n" },
		{ "a", "note", "“a”" }, { "ж", "note", "“;”" },
		{ "picker 5", "note", "“5”" }, { "Space", "note", "“ ”" },
		{ "F12", "nott", "did you mean “note”" },
		{ "F12", "frobnicate", "“frobnicate”" },
		{ "F12", "choose ok", "“choose”" },
		{ "list F12", "send", "“send”" },
		{ "M-ą", "note", "“ą”" },
	};
	struct keymap k = { .set = KEYS_DEFAULT };
	struct bound was;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { .code = ERR_NONE };

		if (keymap_bind(&k, bad[i].what, bad[i].line, NULL, &err))
			fail_msg("%s = %s was bound", bad[i].what,
			    bad[i].line);
		if (strstr(err.text, bad[i].says) == NULL)
			fail_msg("%s = %s: %s", bad[i].what, bad[i].line,
			    err.text);
		assert_int_equal(k.n_own, 0);
	}
	/* In the way, then out of it. */
	assert_true(keymap_bind(&k, "C-n", "", NULL, NULL));
	assert_true(keymap_bind(&k, "C-n a", "note", NULL, NULL));
	assert_true(keymap_bind(&k, "M-j", "note", &was, NULL));
	assert_true(was.is_national);
	assert_true(keymap_bind(&k, "M-7", "note", &was, NULL));
	assert_false(was.is_national);
	assert_true(keymap_bind(&k, "normal g x", "note", NULL, NULL));
	k.n_own = 0;
	for (int i = 0; i < KEYMAP_OWN; i++) {
		char what[32];

		snprintf(what, sizeof what, "normal %c %c", 'A' + i / 26,
		    'a' + i % 26);
		assert_true(keymap_bind(&k, what, "note", NULL, NULL));
	}
	assert_false(keymap_bind(&k, "F12", "note", NULL, NULL));
}

/* --- at run time ------------------------------------------------------------ */

static void
bind_at_run_time(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 1, "Ivan", "ru");
	desk_key(&d, "M-1");
	effects_clear(&d.e);
	command_run(d.m, "bind F12 list", &d.e);
	assert_non_null(strstr(d.m->ui.message, "F12"));
	assert_int_equal(d.e.n, 0);
	model_key(d.m, "F12", &d.e);
	assert_int_equal(d.m->ui.overlay, OVERLAY_LIST);
	model_key(d.m, "Esc", &d.e);
	command_run(d.m, "bind F12", &d.e);
	assert_non_null(strstr(d.m->ui.message, "/list"));
	command_run(d.m, "bind C-x j note", &d.e);
	model_key(d.m, "C-x", &d.e);
	model_key(d.m, "о", &d.e);
	assert_true(model_focused(d.m)->is_note);
	command_run(d.m, "bind --save list C-x j take next", &d.e);
	assert_int_equal(d.e.n, 1);
	assert_int_equal(d.e.list[0].type, EFFECT_SETTING);
	assert_string_equal(d.e.list[0].text, "bind");
	assert_string_equal(d.e.list[0].body, "list C-x j");
	assert_string_equal(d.e.list[0].value, "take next");
	effects_clear(&d.e);
	/* The rest that is not in the file yet. */
	command_run(d.m, "bind --save", &d.e);
	assert_int_equal(d.e.n, 2);
	effects_clear(&d.e);
	command_run(d.m, "unbind F12", &d.e);
	model_key(d.m, "F12", &d.e);
	assert_int_equal(d.m->ui.overlay, OVERLAY_NONE);
	assert_false(command_run(d.m, "bind", &d.e) == false);
	assert_int_equal(d.m->ui.overlay, OVERLAY_KEYS);
	desk_end(&d);
}

static void
vi_is_no_trap(void **state)
{
	struct desk d;
	const struct editor *in;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 1, "Ivan", "ru");
	desk_key(&d, "M-1");
	effects_clear(&d.e);
	d.m->keys.set = KEYS_VI;
	in = &model_focused(d.m)->input;
	desk_type(&d, "one two");
	model_key(d.m, "Esc", &d.e);
	assert_int_equal(model_context(d.m), CONTEXT_NORMAL);
	desk_type(&d, "0x");
	assert_string_equal(in->text.data, "ne two");
	desk_type(&d, "q");	/* nothing, and says how to go on */
	assert_string_equal(in->text.data, "ne two");
	assert_true(d.m->ui.message[0] != '\0');
	desk_type(&d, "вв");	/* dd */
	assert_string_equal(in->text.data, "");
	desk_type(&d, "u");
	assert_string_equal(in->text.data, "ne two");
	desk_type(&d, "A!");
	assert_string_equal(in->text.data, "ne two!");
	assert_int_equal(model_context(d.m), CONTEXT_CHAT);
	model_key(d.m, "Esc", &d.e);
	desk_type(&d, ":");
	assert_int_equal(d.m->ui.overlay, OVERLAY_COMMAND);
	model_key(d.m, "Esc", &d.e);
	assert_int_equal(model_context(d.m), CONTEXT_NORMAL);
	/* The function keys go on working. */
	model_key(d.m, "F4", &d.e);
	assert_int_equal(d.m->ui.overlay, OVERLAY_CANNED);
	desk_end(&d);
}

/* Alt and a letter that only a national keyboard has types it. */
static void
national_letters_type(void **state)
{
	static const char *const letters[] = { "ą", "ć", "ę", "ł", "ń", "ó",
		"ś", "ź", "ż", "Ą", "Ł", "ё", "Ы", "é", "ß" };
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 1, "Ivan", "ru");
	desk_key(&d, "M-1");
	effects_clear(&d.e);
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
		char key[16];
		const struct editor *in = &model_focused(d.m)->input;

		snprintf(key, sizeof key, "M-%s", letters[i]);
		model_key(d.m, key, &d.e);
		assert_non_null(strstr(in->text.data, letters[i]));
	}
	effects_clear(&d.e);
	desk_end(&d);
}

/* Esc and what was typed behind it in one piece: nothing is lost, and a
 * command stays one. */
static void
what_stands_behind_an_escape_is_typed(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_mine(&d, 1, "Ivan", "ru");
	desk_key(&d, "M-1");
	desk_key(&d, "F1");
	desk_key(&d, "M-/");
	assert_int_equal(d.m->ui.overlay, OVERLAY_COMMAND);
	desk_key(&d, "Esc");
	desk_key(&d, "M-h");
	desk_key(&d, "i");
	assert_string_equal(model_focused(d.m)->input.text.data, "hi");
	effects_clear(&d.e);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stands_behind_an_escape_is_typed),
		cmocka_unit_test(every_binding_has_a_command_and_a_key),
		cmocka_unit_test(nothing_is_on_alt_and_a_letter),
		cmocka_unit_test(prefixes_and_contexts),
		cmocka_unit_test(every_binding_works_on_a_cyrillic_layout),
		cmocka_unit_test(keys_are_written_in_many_ways),
		cmocka_unit_test(bindings_of_mine_go_first),
		cmocka_unit_test(labels_follow_the_command),
		cmocka_unit_test(conflicts_are_named),
		cmocka_unit_test(bind_at_run_time),
		cmocka_unit_test(vi_is_no_trap),
		cmocka_unit_test(national_letters_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
