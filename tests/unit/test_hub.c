/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing through the hub: one winner, nothing twice, nothing lost.
 */
#include "hub_loop.h"

#include <signal.h>
#include <sys/resource.h>

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

/* Fifty take the same conversation at once: one has it, all others hear who. */
static void
one_of_fifty_takers_wins(void **state)
{
	struct loop *loop = *state;
	struct answer answers[50] = { 0 }, opened;
	int64_t ids[50], winner = 0;
	int n_won = 0;

	for (int i = 0; i < 50; i++) {
		char login[16];

		snprintf(login, sizeof login, "op%d", i);
		ids[i] = loop_add_operator(loop, login, ROLE_OPERATOR);
	}
	opened = loop_open(loop, "help");
	for (int i = 0; i < 50; i++) {
		struct desk_sender s = loop_operator(ids[i]);
		struct action a = loop_action(ACTION_TAKE);

		a.conversation_id = opened.conversation_id;
		a.version = opened.seq;
		hub_submit(loop->hub, &s, &a, NULL, loop_note, &answers[i]);
	}
	for (int i = 0; i < 50; i++) {
		loop_until(loop, &answers[i].is_there);
		if (answers[i].err.code == ERR_NONE) {
			winner = ids[i];
			n_won++;
		}
	}
	assert_int_equal(n_won, 1);
	for (int i = 0; i < 50; i++)
		if (answers[i].err.code != ERR_NONE) {
			assert_int_equal(answers[i].err.code, ERR_CONFLICT);
			assert_int_equal(answers[i].winner_id, winner);
		}
}

/* The same id again is the same answer; with other content a conflict. */
static void
the_same_client_id_stores_once(void **state)
{
	struct loop *loop = *state;
	struct answer opened = loop_open(loop, "help"), first, again;
	struct desk_sender s = loop_visitor(&opened);
	struct action a = loop_action(ACTION_MESSAGE);

	a.text = "one";
	first = loop_do(loop, &s, &a, NULL);
	assert_int_equal(first.err.code, ERR_NONE);
	assert_int_equal(first.type, EVENT_MESSAGE);
	again = loop_do(loop, &s, &a, NULL);
	assert_true(again.is_repeat);
	assert_int_equal(again.seq, first.seq);
	assert_int_equal(again.conversation_id, first.conversation_id);
	a.text = "two";
	again = loop_do(loop, &s, &a, NULL);
	assert_int_equal(again.err.code, ERR_CONFLICT);
	assert_int_equal(hub_last_seq(loop->hub), first.seq);
}

/* A message reopens what was closed, and the id is the message's. */
static void
a_message_reopens(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct answer opened = loop_open(loop, "help"), answer;
	struct desk_sender s = loop_operator(anna);
	struct action a = loop_action(ACTION_CLOSE);
	const struct conversation *c;

	loop_take(loop, anna, opened.conversation_id);
	c = desk_conversation(hub_desk(loop->hub), opened.conversation_id);
	a.conversation_id = c->id;
	a.version = c->version;
	a.outcome = "solved";
	assert_int_equal(loop_do(loop, &s, &a, NULL).err.code, ERR_NONE);
	c = desk_conversation(hub_desk(loop->hub), opened.conversation_id);
	assert_int_equal(c->state, CONVERSATION_CLOSED);

	loop_close_hub(loop);
	loop_open_hub(loop);
	answer = loop_say(loop, loop_visitor(&opened), 0, "still there?");
	assert_int_equal(answer.err.code, ERR_NONE);
	assert_int_equal(answer.type, EVENT_MESSAGE);
	c = desk_conversation(hub_desk(loop->hub), opened.conversation_id);
	assert_int_equal(c->state, CONVERSATION_WAITING);
	assert_int_equal(c->last_seq, answer.seq);
}

/* What is acknowledged is there after the desk was stopped at once. */
static void
closing_loses_nothing(void **state)
{
	struct loop *loop = *state;
	struct answer opened = loop_open(loop, "help");
	struct desk_sender s = loop_visitor(&opened);
	static struct answer answers[200];
	int64_t last = 0;

	memset(answers, 0, sizeof answers);
	for (int i = 0; i < 200; i++) {
		struct action a = loop_action(ACTION_MESSAGE);

		a.text = "word";
		hub_submit(loop->hub, &s, &a, NULL, loop_note, &answers[i]);
	}
	loop_close_hub(loop);
	for (int i = 0; i < 200; i++) {
		assert_true(answers[i].is_there);
		assert_int_equal(answers[i].err.code, ERR_NONE);
		assert_true(answers[i].seq > last);
		last = answers[i].seq;
	}
	loop_open_hub(loop);
	assert_int_equal(hub_last_seq(loop->hub), last);
}

static void
secrets_and_sessions_survive(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	unsigned char secret[HUB_SECRET_BYTES] = "secret", other[
	    HUB_SECRET_BYTES] = "secreT", again[HUB_SECRET_BYTES] = "again";
	struct hub_session session = { .operator_id = anna, .made_ms = 5,
	    .device = "laptop", .hash = "token" };
	struct desk_sender s = { .kind = ACTOR_VISITOR };
	struct action a = loop_action(ACTION_OPEN);
	struct answer opened, put = { 0 };
	int64_t customer_id, conversation_id;

	a.text = "help";
	opened = loop_do(loop, &s, &a, secret);
	assert_int_equal(opened.err.code, ERR_NONE);
	/* Its answer was lost: the same opening asks for another secret. */
	assert_true(loop_do(loop, &s, &a, again).is_repeat);
	hub_session_put(loop->hub, &session, NULL, loop_note, &put);
	loop_until(loop, &put.is_there);
	assert_int_equal(put.err.code, ERR_NONE);

	for (int i = 0; i < 2; i++) {
		assert_true(hub_secret_find(loop->hub, secret, &customer_id,
		    &conversation_id));
		assert_int_equal(conversation_id, opened.conversation_id);
		assert_int_equal(customer_id, opened.customer_id);
		assert_true(hub_secret_find(loop->hub, again, &customer_id,
		    &conversation_id));
		assert_int_equal(customer_id, opened.customer_id);
		assert_false(hub_secret_find(loop->hub, other, &customer_id,
		    &conversation_id));
		assert_non_null(hub_session_find(loop->hub, session.hash));
		assert_int_equal(hub_session_find(loop->hub,
		    session.hash)->operator_id, anna);
		loop_close_hub(loop);
		loop_open_hub(loop);
	}
	hub_sessions_remove_of(loop->hub, anna, NULL, NULL);
	assert_null(hub_session_find(loop->hub, session.hash));
	loop_close_hub(loop);
	loop_open_hub(loop);
	assert_null(hub_session_find(loop->hub, session.hash));
}

/* It was right when it was looked at, and is another one by now. */
static void
an_old_password_makes_no_session(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct hub_session session = { .operator_id = anna, .made_ms = 5,
	    .hash = "token" };
	struct hub_proof proof = { .hash = "of the old one" };
	struct answer put = { 0 };

	hub_session_put(loop->hub, &session, &proof, loop_note, &put);
	loop_until(loop, &put.is_there);
	assert_int_equal(put.err.code, ERR_BUSY);
	assert_null(hub_session_find(loop->hub, session.hash));
}

/* The disk is full: refused, nothing shown, and it heals by itself. */
static void
a_full_disk_shows_nothing(void **state)
{
	struct loop *loop = *state;
	struct answer opened = loop_open(loop, "help"), answer;
	struct rlimit old, full;
	int64_t seq = hub_last_seq(loop->hub);
	static char text[16001];
	const struct conversation *c;

	memset(text, 'x', 16000);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	full = old;
	full.rlim_cur = 4096;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
	answer = loop_say(loop, loop_visitor(&opened), 0, text);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);

	assert_int_equal(answer.err.code, ERR_STORE);
	assert_int_equal(hub_last_seq(loop->hub), seq);
	c = desk_conversation(hub_desk(loop->hub), opened.conversation_id);
	assert_true(c->last_seq <= seq);
	answer = loop_say(loop, loop_visitor(&opened), 0, "again");
	assert_string_equal(answer.err.text, "");
	assert_int_equal(answer.seq, seq + 1);
}

static void
a_second_hub_is_refused(void **state)
{
	struct loop *loop = *state;
	struct err err = { 0 };

	assert_null(hub_open(&loop->config, &err));
	assert_int_equal(err.code, ERR_IN_USE);
}

struct slow {
	int  n;
	bool is_done;
};

static void
slow_work(void *arg)
{
	struct slow *slow = arg;

	slow->n++;
}

static void
slow_done(void *arg)
{
	struct slow *slow = arg;

	slow->is_done = true;
}

static void
work_comes_back(void **state)
{
	struct loop *loop = *state;
	struct slow slow = { 0 };

	assert_true(hub_work(loop->hub, slow_work, slow_done, &slow));
	loop_until(loop, &slow.is_done);
	assert_int_equal(slow.n, 1);
}

/* What one may not do is not done, and its neighbours are. */
static void
a_refusal_spoils_nothing(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct answer opened = loop_open(loop, "help"), answers[3] = { 0 };
	struct desk_sender visitor = loop_visitor(&opened);
	struct desk_sender s = loop_operator(anna);
	struct action a;

	for (int i = 0; i < 3; i++) {
		a = loop_action(ACTION_MESSAGE);
		a.conversation_id = opened.conversation_id;
		a.text = "word";
		hub_submit(loop->hub, i == 1 ? &s : &visitor, &a, NULL,
		    loop_note, &answers[i]);
	}
	for (int i = 0; i < 3; i++)
		loop_until(loop, &answers[i].is_there);
	assert_int_equal(answers[0].err.code, ERR_NONE);
	assert_int_equal(answers[1].err.code, ERR_CONFLICT);
	assert_int_equal(answers[2].err.code, ERR_NONE);
	assert_int_equal(answers[2].seq, answers[0].seq + 1);
}

/* One that the database refuses takes none of its turn with it. */
static void
half_an_action_is_taken_back(void **state)
{
	struct loop *loop = *state;
	unsigned char secret[HUB_SECRET_BYTES] = "twice the same";
	struct answer opened = loop_open(loop, "first"), answers[4] = { 0 };
	struct desk_sender visitor = loop_visitor(&opened);
	struct desk_sender stranger = { .kind = ACTOR_VISITOR };
	int64_t customer_id, conversation_id, seq = hub_last_seq(loop->hub);

	for (int i = 0; i < 4; i++) {
		bool is_open = i == 0 || i == 2;
		struct action a = loop_action(is_open ? ACTION_OPEN :
		    ACTION_MESSAGE);

		a.text = "word";
		hub_submit(loop->hub, is_open ? &stranger : &visitor, &a,
		    is_open ? secret : NULL, loop_note, &answers[i]);
	}
	for (int i = 0; i < 4; i++)
		loop_until(loop, &answers[i].is_there);
	assert_int_equal(answers[0].err.code, ERR_NONE);
	assert_int_equal(answers[1].err.code, ERR_NONE);
	assert_int_equal(answers[2].err.code, ERR_STORE);
	assert_int_equal(answers[3].err.code, ERR_NONE);
	assert_int_equal(answers[3].seq, seq + 5);
	assert_int_equal(hub_last_seq(loop->hub), seq + 5);
	assert_null(desk_conversation(hub_desk(loop->hub),
	    answers[0].conversation_id + 1));
	assert_true(hub_secret_find(loop->hub, secret, &customer_id,
	    &conversation_id));
	assert_int_equal(conversation_id, answers[0].conversation_id);
	/* And the number is free for the next one. */
	assert_int_equal(loop_open(loop, "next").conversation_id,
	    answers[0].conversation_id + 1);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(one_of_fifty_takers_wins), T(the_same_client_id_stores_once),
		T(a_message_reopens), T(closing_loses_nothing),
		T(an_old_password_makes_no_session),
		T(secrets_and_sessions_survive), T(a_full_disk_shows_nothing),
		T(a_second_hub_is_refused), T(work_comes_back),
		T(a_refusal_spoils_nothing),
		T(half_an_action_is_taken_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
