/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking the hub: transcripts and lists, and who may read what of them.
 */
#include "hub_loop.h"

static int
set_up(void **state)
{
	*state = loop_new();
	return 0;
}

static int
tear_down(void **state)
{
	loop_free(*state);
	return 0;
}

static struct body_seen
ask(struct loop *loop, enum hub_query_type type, int64_t operator_id,
    int64_t conversation_id, int64_t customer_id)
{
	struct hub_query q = { .type = type, .operator_id = operator_id,
		.conversation_id = conversation_id,
		.customer_id = customer_id, .login = "anna" };

	return loop_query(loop, &q);
}

static void
expect_body(struct body_seen seen, const char *part)
{
	assert_string_equal(seen.err.text, "");
	if (strstr(seen.body, part) == NULL)
		fail_msg("no %s in %s", part, seen.body);
	free(seen.body);
}

static void
expect_nothing(struct body_seen seen)
{
	assert_int_equal(seen.err.code, ERR_NOT_FOUND);
	assert_null(seen.body);
}

/* What is not yours looks as if it were not there. */
static void
queries_show_what_is_yours(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	int64_t boris = loop_add_operator(loop, "boris", ROLE_OPERATOR);
	int64_t chief = loop_add_operator(loop, "chief", ROLE_SUPERVISOR);
	struct answer opened = loop_open(loop, "help");
	int64_t id = opened.conversation_id, who = opened.customer_id;

	expect_body(ask(loop, HUB_TRANSCRIPT, boris, id, 0), "\"help\"");
	loop_take(loop, anna, id);
	expect_body(ask(loop, HUB_TRANSCRIPT, anna, id, 0),
	    "\"complete\":true");
	expect_body(ask(loop, HUB_TRANSCRIPT, chief, id, 0), "\"taken\"");
	expect_nothing(ask(loop, HUB_TRANSCRIPT, boris, id, 0));
	expect_nothing(ask(loop, HUB_TRANSCRIPT, anna, id + 1, 0));
	expect_body(ask(loop, HUB_CUSTOMER, anna, 0, who),
	    "\"subject\":\"help\"");
	expect_nothing(ask(loop, HUB_CUSTOMER, boris, 0, who));
	expect_nothing(ask(loop, HUB_CUSTOMER, chief, 0, who + 1));
	expect_body(ask(loop, HUB_CANNED, anna, 0, 0), "{\"canned\":[]}");
	expect_body(ask(loop, HUB_OPERATORS, 0, 0, 0), "\"boris\"");
	expect_body(ask(loop, HUB_DEPARTMENTS, 0, 0, 0),
	    "{\"departments\":[]}");
	expect_body(ask(loop, HUB_PASSWORD, 0, 0, 0), "hash");
	expect_nothing(ask(loop, HUB_VISITOR, 0, id + 1, 0));
	expect_nothing(ask(loop, HUB_SNAPSHOT, 99, 0, 0));
}

static void
whisper(struct loop *loop, int64_t chief, int64_t id, int64_t to)
{
	struct desk_sender s = loop_operator(chief);
	struct action a = loop_action(ACTION_WHISPER);

	a.conversation_id = id;
	a.operator_id = to;
	a.text = "hush";
	assert_int_equal(loop_do(loop, &s, &a, NULL).err.code, ERR_NONE);
}

static void
give_to_queue(struct loop *loop, int64_t chief, int64_t id)
{
	struct desk_sender s = loop_operator(chief);
	struct action a = loop_action(ACTION_REASSIGN);

	a.conversation_id = id;
	a.version = desk_conversation(hub_desk(loop->hub), id)->version;
	assert_int_equal(loop_do(loop, &s, &a, NULL).err.code, ERR_NONE);
}

/* Nobody waits for each: the writer has them in few turns. */
static void
take_notes(struct loop *loop, int64_t operator_id, int64_t id, int n)
{
	struct desk_sender s = loop_operator(operator_id);
	struct answer *answers = calloc((size_t)n, sizeof *answers);

	for (int i = 0; i < n; i++) {
		struct action a = loop_action(ACTION_NOTE);

		a.conversation_id = id;
		a.text = "hmm";
		hub_submit(loop->hub, &s, &a, NULL, loop_note, &answers[i]);
	}
	loop_until(loop, &answers[n - 1].is_there);
	free(answers);
}

/* However much lies in between that is not for them: what they may read is not
 * taken for all that there is, and what was said is not skipped. */
static void
what_is_hidden_hides_nothing_else(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	int64_t boris = loop_add_operator(loop, "boris", ROLE_OPERATOR);
	int64_t chief = loop_add_operator(loop, "chief", ROLE_SUPERVISOR);
	struct answer opened = loop_open(loop, "help");
	int64_t id = opened.conversation_id, seq;
	struct body_seen body;
	struct news_seen seen = { 0 };

	loop_take(loop, anna, id);
	seq = hub_last_seq(loop->hub);
	loop_say(loop, loop_operator(anna), id, "said long ago");
	take_notes(loop, anna, id, 2100);
	whisper(loop, chief, id, anna);
	give_to_queue(loop, chief, id);
	body = ask(loop, HUB_TRANSCRIPT, boris, id, 0);
	assert_null(strstr(body.body, "hush"));
	expect_body(body, "\"complete\":false");
	expect_body(ask(loop, HUB_VISITOR, 0, id, 0), "said long ago");
	hub_wait_visitor(loop->hub, id, 1, hub_epoch(loop->hub), seq, 9000,
	    loop_hear, &seen);
	loop_until(loop, &seen.is_there);
	assert_int_equal(seen.what, HUB_NEWS);
	assert_non_null(strstr(seen.body, "said long ago"));
	free(seen.body);
}

/* Who asks again before it is there is told so; others get theirs, four at a
 * time; and when it is there, they may ask anew. */
static void
one_report_at_a_time(void **state)
{
	struct loop *loop = *state;
	struct body_seen seen[7] = { { 0 } };
	int64_t who[5];

	for (int i = 0; i < 5; i++) {
		char login[8];

		snprintf(login, sizeof login, "op%d", i);
		who[i] = loop_add_operator(loop, login, ROLE_OPERATOR);
	}
	for (int i = 0; i < 7; i++) {
		/* The first twice, the administrator, three more. */
		struct hub_stats q = { .since_ms = 1, .until_ms = 1000,
			.is_admin = i == 2, .operator_id = i == 2 ? 0 :
			who[i == 0 ? 0 : i < 3 ? i - 1 : i - 2] };

		hub_stats(loop->hub, &q, loop_read, &seen[i]);
	}
	assert_int_equal(seen[1].err.code, ERR_BUSY);
	assert_non_null(strstr(seen[1].err.text, "your last report"));
	assert_int_equal(seen[5].err.code, ERR_BUSY);
	assert_int_equal(seen[6].err.code, ERR_BUSY);
	assert_non_null(strstr(seen[6].err.text, "other reports"));
	for (int i = 0; i < 5; i++) {
		loop_until(loop, &seen[i].is_there);
		assert_int_equal(seen[i].err.code, i == 1 ? ERR_BUSY :
		    ERR_NONE);
		free(seen[i].body);
	}
	seen[0] = (struct body_seen){ 0 };
	hub_stats(loop->hub, &(struct hub_stats){ .since_ms = 1,
	    .until_ms = 1000, .operator_id = who[0] }, loop_read, &seen[0]);
	loop_until(loop, &seen[0].is_there);
	assert_int_equal(seen[0].err.code, ERR_NONE);
	free(seen[0].body);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(queries_show_what_is_yours),
		T(what_is_hidden_hides_nothing_else),
		T(one_report_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
