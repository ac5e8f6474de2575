/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key sets: hands that know Emacs or vi find what they look for. */
#include "console_desk.h"

static void
no_row_of_a_set_is_dead(void **state)
{
	struct keymap k = { .n_own = 0 };
	struct binding b;
	size_t n;

	(void)state;
	for (k.set = KEYS_EMACS; k.set < KEY_SETS; k.set++) {
		const struct binding *rows = key_set_rows(k.set, &n);

		for (size_t i = 0; i < n; i++) {
			enum context context = rows[i].context == CONTEXT_ANY ?
			    CONTEXT_CHAT : rows[i].context;
			bool found = keymap_find(&k, context, rows[i].key, &b,
			    NULL);

			if (!found || strcmp(b.line, rows[i].line) != 0)
				fail_msg("%s of %s is dead", rows[i].key,
				    key_set_name(k.set));
		}
	}
}

/* What the set takes of the defaults is to be had with another key. */
static void
nothing_is_lost_by_a_set(void **state)
{
	struct keymap k = { .n_own = 0 };
	struct binding list[KEYMAP_LIST];

	(void)state;
	for (k.set = KEYS_EMACS; k.set < KEY_SETS; k.set++) {
		size_t n = keymap_list(&k, list, KEYMAP_LIST);

		for (size_t i = 0; i < n_bindings; i++) {
			bool found = false;

			for (size_t at = 0; at < n; at++)
				found = found || strcmp(list[at].line,
				    bindings[i].line) == 0;
			if (!found)
				fail_msg("%s has no key for %s",
				    key_set_name(k.set), bindings[i].line);
		}
	}
}

static void
begin(struct desk *d, enum key_set set, const char *text)
{
	desk_start(d);
	desk_mine(d, 1, "Ivan", "ru");
	desk_key(d, "M-1");
	d->m->keys.set = set;
	desk_type(d, text);
}

/* Keys with blanks between; "Space" for one. Then what is in the input, the
 * cursor as "|". */
static void
does(enum key_set set, const char *text, const char *keys, const char *after)
{
	const struct editor *in;
	char key[16], is[256];
	struct desk d;

	begin(&d, set, text);
	for (const char *at = keys; *at != '\0';) {
		size_t len = strcspn(at, " ");

		snprintf(key, sizeof key, "%.*s", (int)len, at);
		effects_clear(&d.e);
		desk_key(&d, strcmp(key, "Space") == 0 ? " " : key);
		at += len + (at[len] == ' ');
	}
	in = &model_find_chat(d.m, 1)->input;
	snprintf(is, sizeof is, "%.*s|%s", (int)in->at, in->text.data,
	    in->text.data + in->at);
	if (strcmp(is, after) != 0)
		fail_msg("%s: \"%s\", expected \"%s\"", keys, is, after);
	desk_end(&d);
}

static void
emacs_hands(void **state)
{
	static const struct {
		const char *text, *keys, *after;
	} rows[] = {
		{ "one two", "C-a", "|one two" },
		{ "one two", "C-a C-e", "one two|" },
		{ "one two", "C-b C-b", "one t|wo" },
		{ "one two", "C-a C-f", "o|ne two" },
		{ "one two", "M-b", "one |two" },
		{ "one two", "C-a M-f", "one| two" },
		{ "one two", "C-a M-d", "| two" },
		{ "one two", "M-Backspace", "one |" },
		{ "one two", "C-a C-d", "|ne two" },
		{ "one two", "C-a C-k C-y C-y", "one twoone two|" },
		{ "one two", "M-Backspace C-a M-d C-y M-y", "two| " },
		{ "one two", "M-Backspace C-_", "one two|" },
		{ "one two", "M-Backspace C-x u", "one two|" },
		{ "one two", "C-x h C-w", "|" },
		{ "one two", "C-Space M-b M-w C-y", "one two|two" },
		{ "one two", "C-Space M-b C-w C-a C-y", "two|one " },
		{ "one two", "M-t", "two one|" },
		{ "one two", "C-t", "one tow|" },
		{ "one two", "M-b M-u", "one TWO|" },
		{ "one two", "M-b M-c", "one Two|" },
		{ "ONE", "M-b M-l", "one|" },
		{ "one", "C-j x C-p", "o|ne\nx" },
		{ "one", "C-j x C-p C-n", "one\nx|" },
		{ "one", "C-o", "one|\n" },
		{ "one", "C-j x M-<", "|one\nx" },
		{ "one", "C-j x M-< M->", "one\nx|" },
		{ "one", "C-q a", "onea|" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		does(KEYS_EMACS, rows[i].text, rows[i].keys, rows[i].after);
}

static void
vi_hands(void **state)
{
	static const struct {
		const char *text, *keys, *after;
	} rows[] = {
		{ "one two", "Esc 0 3 l", "one| two" },
		{ "one two", "Esc 0 3 x", "| two" },
		{ "one two", "Esc 3 h", "one |two" },
		{ "a b c d", "Esc 2 b", "a b |c d" },
		{ "a b c d", "Esc 0 2 w", "a b| c d" },
		{ "a b c d", "Esc 0 2 d w", "| c d" },
		{ "a b c d", "Esc 0 d 2 w", "| c d" },
		{ "a b c d e", "Esc 0 2 d 2 w", "| e" },
		{ "abcdefghijklm", "Esc 0 1 0 l", "abcdefghij|klm" },
		{ "one two", "Esc 0 1 d 0", "|one two" },
		{ "one two", "Esc d 0", "|" },
		{ "one two", "Esc 2 Esc h", "one tw|o" },
		{ "one two", "Esc 0 C", "|" },
		{ "one", "C-j x Esc d d", "one|" },
		{ "one", "C-j x Esc k d d", "|x" },
		{ "one", "C-j x Esc 2 d d", "|" },
		{ "one", "C-j x Esc k y y p", "one\none\n|x" },
		{ "one", "Esc d d 2 p", "oneone|" },
		{ "one", "Esc d d u", "one|" },
		/* On the Cyrillic layout. */
		{ "a b c d", "Esc 0 2 в ц", "| c d" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		does(KEYS_VI, rows[i].text, rows[i].keys, rows[i].after);
}

static int64_t
match(const struct desk *d)
{
	return model_find_chat(d->m, 1)->match_seq;
}

static void
find_goes_both_ways(void **state)
{
	struct desk d;
	int64_t last;

	(void)state;
	begin(&d, KEYS_VI, "");
	desk_says(&d, 1, "a card");
	desk_says(&d, 1, "nothing");
	desk_says(&d, 1, "the card");
	desk_says(&d, 1, "my card");
	last = d.seq;
	effects_clear(&d.e);
	desk_type(&d, "/find card");
	desk_key(&d, "Enter");
	assert_int_equal(match(&d), last);
	effects_clear(&d.e);
	desk_key(&d, "Esc");
	desk_type(&d, "nn");
	assert_int_equal(match(&d), last - 3);
	desk_type(&d, "N");
	assert_int_equal(match(&d), last - 1);
	desk_type(&d, "2N");
	assert_int_equal(match(&d), last);
	assert_non_null(strstr(d.m->ui.message, "further down"));
	desk_type(&d, "2n");
	assert_int_equal(match(&d), last - 3);
	desk_end(&d);
}

/* What takes no count is done once. */
static void
a_count_never_sends(void **state)
{
	struct desk d;
	int n = 0;

	(void)state;
	begin(&d, KEYS_VI, "hello");
	effects_clear(&d.e);
	desk_key(&d, "Esc");
	desk_type(&d, "3");
	desk_key(&d, "Enter");
	for (int i = 0; i < d.e.n; i++)
		n += d.e.list[i].type == EFFECT_SUBMIT &&
		    d.e.list[i].action.type == ACTION_MESSAGE;
	assert_int_equal(n, 1);
	assert_int_equal(d.m->ui.count, 0);
	desk_end(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_row_of_a_set_is_dead),
		cmocka_unit_test(nothing_is_lost_by_a_set),
		cmocka_unit_test(emacs_hands),
		cmocka_unit_test(vi_hands),
		cmocka_unit_test(find_goes_both_ways),
		cmocka_unit_test(a_count_never_sends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
