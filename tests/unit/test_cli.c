/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "console/cli/cli.h"

/* A new command is given its twin in console/cli/rows.c, or CLI_SCREEN there
 * with the reason; nothing is without a screen by oversight. */
static void
every_command_has_its_twin(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_commands; i++)
		if (cli_find(commands[i].name) == NULL)
			fail_msg("/%s has no row in console/cli/rows.c",
			    commands[i].name);
}

static void
every_row_that_runs_is_a_command(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_cli_rows; i++) {
		const struct cli_row *row = &cli_rows[i];

		if ((row->kind == CLI_RUN || row->kind == CLI_SCREEN ||
		    row->kind == CLI_LOCAL) &&
		    command_find(row->name) == NULL)
			fail_msg("%s: there is no such command", row->name);
		assert_ptr_equal(cli_find(row->name), row);
		assert_true(cli_help(row)[0] != '\0');
		/* Whoever reads standard input has somebody to tell it to. */
		assert_true(!row->reads_input || row->has_chat);
	}
}

static bool
parse(struct cli_call *call, char **argv, struct err *err)
{
	int argc = 0;

	while (argv[argc] != NULL)
		argc++;
	cli_init(call, stdout);
	return cli_parse(call, argc, argv, err);
}

static void
a_text_is_all_that_follows(void **state)
{
	char *send[] = { "send", "--json", "12", "--ids", "is", "text", NULL };
	char *take[] = { "take", "next", NULL };
	char *one[] = { "take", "7", NULL };
	struct cli_call call;

	(void)state;
	assert_true(parse(&call, send, NULL));
	assert_int_equal(call.conversation_id, 12);
	assert_true(call.is_json);
	assert_false(call.ids_only);
	assert_string_equal(call.text.data, "--ids is text");
	cli_clear(&call);
	assert_true(parse(&call, take, NULL));
	assert_int_equal(call.conversation_id, 0);
	assert_string_equal(call.text.data, "next");
	cli_clear(&call);
	assert_true(parse(&call, one, NULL));
	assert_int_equal(call.conversation_id, 7);
	assert_string_equal(call.text.data, "");
	cli_clear(&call);
}

/* A block is of a conversation's visitor, or of an address that none need
 * have. */
static void
a_block_may_name_an_address(void **state)
{
	char *range[] = { "block", "192.0.2.0/24", "1d", "spam", NULL };
	char *six[] = { "limit", "2001:db8::1", NULL };
	char *chat[] = { "block", "12", "1d", NULL };
	char *wrong[] = { "block", "300.1.1.1", NULL };
	char *nobody[] = { "block", NULL };
	char *take[] = { "take", "192.0.2.1", NULL };
	struct cli_call call;

	(void)state;
	assert_true(parse(&call, range, NULL));
	assert_int_equal(call.conversation_id, 0);
	assert_string_equal(call.text.data, "192.0.2.0/24 1d spam");
	cli_clear(&call);
	assert_true(parse(&call, six, NULL));
	assert_string_equal(call.text.data, "2001:db8::1");
	cli_clear(&call);
	assert_true(parse(&call, chat, NULL));
	assert_int_equal(call.conversation_id, 12);
	assert_string_equal(call.text.data, "1d");
	cli_clear(&call);
	assert_false(parse(&call, wrong, NULL));
	cli_clear(&call);
	assert_false(parse(&call, nobody, NULL));
	cli_clear(&call);
	assert_false(parse(&call, take, NULL));
	cli_clear(&call);
}

static void
what_is_no_utf8_is_refused(void **state)
{
	char *send[] = { "send", "12", "\xff", NULL };
	struct err err = { .code = ERR_NONE };
	struct cli_call call;

	(void)state;
	assert_false(parse(&call, send, &err));
	assert_int_equal(err.code, ERR_VALUE);
	cli_clear(&call);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_command_has_its_twin),
		cmocka_unit_test(every_row_that_runs_is_a_command),
		cmocka_unit_test(a_text_is_all_that_follows),
		cmocka_unit_test(a_block_may_name_an_address),
		cmocka_unit_test(what_is_no_utf8_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
