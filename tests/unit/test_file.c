/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "domain/action.h"
#include "domain/client_id.h"
#include "domain/file.h"

#define A32 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B32 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* --- names -------------------------------------------------------------------- */

static const struct { const char *from, *to; } names[] = {
	{ "invoice.pdf", "invoice.pdf" },
	{ "Zażółć gęślą.txt", "Zażółć gęślą.txt" },
	{ "счёт №5.pdf", "счёт №5.pdf" },
	{ "../../etc/passwd", "passwd" },
	{ "C:\\Windows\\x.exe", "x.exe" },
	{ "/", "file" }, { "..", "file" }, { "", "file" }, { "...", "file" },
	{ ".bashrc", "bashrc" }, { "-rf", "rf" }, { "--help.txt", "help.txt" },
	{ " . -a", "a" }, { "a. . ", "a" },
	{ "a\nb\033]0;x\a.txt", "a_b_]0;x_.txt" },
	{ "\xe2\x80\xaegpj.exe", "_gpj.exe" },
	{ "a\xe2\x80\x8b.txt", "a_.txt" },
	{ "a\xffz", "a\xef\xbf\xbdz" },
	{ "a\"b'c$(d)`e`", "a_b'c$(d)`e`" },
	{ "a:b*c?d<e>f|g", "a_b_c_d_e_f_g" },
	{ "\xc2\x9b" "31m.txt", "_31m.txt" },
};

static void
names_are_made_safe(void **state)
{
	char safe[MAX_FILE_NAME_BYTES + 1], again[MAX_FILE_NAME_BYTES + 1];

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		file_safe_name(safe, names[i].from);
		assert_string_equal(safe, names[i].to);
		file_safe_name(again, safe);
		assert_string_equal(again, safe);
	}
}

static void
long_names_keep_their_ending(void **state)
{
	char safe[MAX_FILE_NAME_BYTES + 1], name[1000];

	(void)state;
	for (size_t i = 0; i < 400; i += 2)
		memcpy(name + i, "\xd0\xb6", 2);
	strcpy(name + 400, ".jpeg");
	file_safe_name(safe, name);
	assert_true(strlen(safe) <= MAX_FILE_NAME_BYTES);
	assert_true(strlen(safe) > MAX_FILE_NAME_BYTES - 2);
	assert_string_equal(safe + strlen(safe) - 7, "\xd0\xb6.jpeg");
	/* An "ending" that is longer than any is none. */
	memset(name, 'x', 300);
	name[300] = '\0';
	name[1] = '.';
	file_safe_name(safe, name);
	assert_int_equal(strlen(safe), MAX_FILE_NAME_BYTES);
}

static void
a_taken_name_is_numbered(void **state)
{
	char name[MAX_FILE_NAME_BYTES + 32];

	(void)state;
	file_numbered_name(name, sizeof name, "a.txt", 0);
	assert_string_equal(name, "a.txt");
	file_numbered_name(name, sizeof name, "a.txt", 2);
	assert_string_equal(name, "a (2).txt");
	file_numbered_name(name, sizeof name, "README", 1);
	assert_string_equal(name, "README (1)");
}

static void
types(void **state)
{
	(void)state;
	assert_string_equal(file_type_of("A.PDF"), "application/pdf");
	assert_string_equal(file_type_of("a"), "application/octet-stream");
	assert_string_equal(file_type_of("a.tar.gz"), "application/gzip");
	assert_true(file_type_ok("image/png"));
	assert_false(file_type_ok("image/"));
	assert_false(file_type_ok("/png"));
	assert_false(file_type_ok("image/png\r\nX: y"));
	assert_false(file_type_ok("image/png; charset=x"));
	assert_false(file_type_ok(""));
}

/* --- ids ------------------------------------------------------------------------ */

static void
ids_of_a_message(void **state)
{
	char id[CLIENT_ID_BYTES + 1], many[FILE_IDS_BYTES + 64] = "";
	const char *ids = A32 "," B32;

	(void)state;
	assert_true(file_ids_check("", NULL));
	assert_true(file_ids_check(ids, NULL));
	assert_true(file_next_id(&ids, id));
	assert_string_equal(id, A32);
	assert_true(file_next_id(&ids, id));
	assert_string_equal(id, B32);
	assert_false(file_next_id(&ids, id));
	assert_false(file_ids_check(A32 "," A32, NULL));
	assert_false(file_ids_check("x", NULL));
	assert_false(file_ids_check(A32 ",,", NULL));
	for (int i = 0; i <= MAX_MESSAGE_FILES; i++)
		snprintf(many + strlen(many), sizeof many - strlen(many),
		    "%s%032x", i > 0 ? "," : "", i + 1);
	assert_false(file_ids_check(many, NULL));
	many[strlen(many) - 33] = '\0';
	assert_true(file_ids_check(many, NULL));
}

/* A message needs a text or files. */
static void
a_message_says_something(void **state)
{
	struct action a;

	(void)state;
	action_init(&a, ACTION_MESSAGE);
	a.conversation_id = 1;
	client_id_new(a.client_id);
	assert_false(action_check(&a, NULL));
	a.files = A32;
	assert_true(action_check(&a, NULL));
	a.files = "../x";
	assert_false(action_check(&a, NULL));
	a.files = "";
	a.text = "x";
	assert_true(action_check(&a, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_made_safe),
		cmocka_unit_test(long_names_keep_their_ending),
		cmocka_unit_test(a_taken_name_is_numbered),
		cmocka_unit_test(types),
		cmocka_unit_test(ids_of_a_message),
		cmocka_unit_test(a_message_says_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
