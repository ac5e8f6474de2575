/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hearing from the hub: polls that park and wake, snapshots, who sees what.
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

/* Time goes on by `s` seconds. */
static void
pass(struct loop *loop, int s)
{
	for (int i = 0; i < s; i++)
		hub_tick(loop->hub, loop->now_ms += 1000);
}

static struct hub_wait *
poll_operator(struct loop *loop, int64_t session, int64_t id, int64_t seq,
    int hold_ms, struct news_seen *seen)
{
	*seen = (struct news_seen){ 0 };
	return hub_wait_operator(loop->hub, session, 0, id,
	    hub_epoch(loop->hub), seq, hold_ms, loop_hear, seen);
}

static struct hub_wait *
poll_visitor(struct loop *loop, int64_t conversation_id, int64_t seq,
    int hold_ms, struct news_seen *seen)
{
	*seen = (struct news_seen){ 0 };
	return hub_wait_visitor(loop->hub, conversation_id, 1,
	    hub_epoch(loop->hub), seq, hold_ms, loop_hear, seen);
}

static void
drop(struct news_seen *seen)
{
	free(seen->body);
	*seen = (struct news_seen){ 0 };
}

struct poll_read {
	struct arena	 *arena;
	struct json	 *json;
	struct proto_poll poll;
};

static struct proto_poll *
read_poll(struct poll_read *r, const char *body)
{
	struct err err = { 0 };

	r->arena = arena_new(1 << 24);
	r->json = json_parse(body, strlen(body), &err);
	if (r->json == NULL || !proto_poll_read(r->json, r->arena, &r->poll,
	    &err))
		fail_msg("%s: %s", err.text, body);
	return &r->poll;
}

static void
end_poll(struct poll_read *r)
{
	json_free(r->json);
	arena_free(r->arena);
}

static int64_t
seq_of(const char *cursor)
{
	char epoch[9];
	int64_t seq = -1;

	assert_true(proto_cursor_parse(cursor, epoch, &seq, NULL));
	return seq;
}

static void
the_first_poll_tells_who_is_there(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	int64_t boris = loop_add_operator(loop, "boris", ROLE_OPERATOR);
	int64_t seq = hub_last_seq(loop->hub);
	struct news_seen seen, other;
	struct poll_read r;

	assert_null(poll_operator(loop, 1, anna, seq, 1000, &seen));
	assert_int_equal(seen.what, HUB_NEWS);
	assert_int_equal(read_poll(&r, seen.body)->n_moment, 2);
	for (int i = 0; i < 2; i++)
		assert_int_equal(r.poll.moment[i].presence, PRESENCE_OFFLINE);
	end_poll(&r);
	drop(&seen);

	/* That poll is stored as Anna's presence. */
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	seq = hub_last_seq(loop->hub);
	poll_operator(loop, 1, anna, seq, 0, &seen);
	drop(&seen);

	/* Boris comes: Anna hears of it. */
	assert_non_null(poll_operator(loop, 1, anna, seq, 30000, &seen));
	assert_null(poll_operator(loop, 2, boris, seq, 1000, &other));
	drop(&other);
	loop_until(loop, &seen.is_there);
	assert_int_equal(read_poll(&r, seen.body)->n_moment, 1);
	assert_int_equal(r.poll.moment[0].operator_id, boris);
	assert_int_equal(r.poll.moment[0].presence, PRESENCE_ONLINE);
	assert_int_equal(r.poll.n_events, 1);
	assert_int_equal(r.poll.events[0].type, EVENT_STATE);
	assert_int_equal(r.poll.events[0].operator_id, boris);
	assert_int_equal(r.poll.events[0].by, ACTOR_SYSTEM);
	end_poll(&r);
	drop(&seen);
}

static void
a_poll_parks_and_wakes(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	int64_t seq = hub_last_seq(loop->hub);
	struct news_seen seen, again;
	struct answer opened;
	struct poll_read r;

	poll_operator(loop, 1, anna, seq, 0, &seen);
	drop(&seen);
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	seq = hub_last_seq(loop->hub);
	poll_operator(loop, 1, anna, seq, 0, &seen);
	drop(&seen);
	assert_non_null(poll_operator(loop, 1, anna, seq, 25000, &seen));
	opened = loop_open(loop, "help");
	assert_true(seen.is_there);
	assert_int_equal(seen.what, HUB_NEWS);
	assert_int_equal(read_poll(&r, seen.body)->n_events, 3);
	assert_int_equal(r.poll.events[0].type, EVENT_OPENED);
	assert_int_equal(r.poll.events[0].seq, opened.seq);
	assert_int_equal(r.poll.events[1].type, EVENT_MESSAGE);
	assert_int_equal(r.poll.events[2].type, EVENT_CUSTOMER);
	seq = seq_of(r.poll.cursor);
	assert_int_equal(seq, hub_last_seq(loop->hub));
	end_poll(&r);
	drop(&seen);

	/* A second poll of the session ends the first one. */
	assert_non_null(poll_operator(loop, 1, anna, seq, 3000, &seen));
	assert_non_null(poll_operator(loop, 1, anna, seq, 3000, &again));
	assert_int_equal(seen.what, HUB_REPLACED);
	assert_false(again.is_there);
	/* It may have begun just before a tick, and gets its 3 s even so. */
	pass(loop, 3);
	assert_false(again.is_there);
	pass(loop, 2);
	assert_true(again.is_there);
	assert_int_equal(again.what, HUB_EMPTY);

	/* One that went away is not called. */
	hub_wait_cancel(poll_operator(loop, 1, anna, seq, 3000, &seen));
	assert_non_null(poll_operator(loop, 1, anna, seq, 3000, &again));
	hub_shut(loop->hub);
	assert_false(seen.is_there);
	assert_int_equal(again.what, HUB_SHUT);
	poll_operator(loop, 1, anna, seq, 3000, &again);
	assert_int_equal(again.what, HUB_SHUT);
}

/* tail, top and cron look on: that is no operator at the desk. */
static void
a_watch_is_no_presence_and_disturbs_no_console(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	int64_t seq = hub_last_seq(loop->hub);
	struct news_seen first = { 0 }, second = { 0 }, console;

	hub_wait_operator(loop->hub, 1, 1, anna, hub_epoch(loop->hub), seq, 0,
	    loop_hear, &first);
	drop(&first);
	assert_non_null(hub_wait_operator(loop->hub, 1, 1, anna,
	    hub_epoch(loop->hub), seq, 9000, loop_hear, &first));
	assert_int_equal(hub_presence(loop->hub, anna), PRESENCE_OFFLINE);

	poll_operator(loop, 1, anna, seq, 0, &console);
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	seq = hub_last_seq(loop->hub);
	drop(&console);
	drop(&first);	/* it heard of her */
	poll_operator(loop, 1, anna, seq, 0, &console);
	drop(&console);
	assert_non_null(hub_wait_operator(loop->hub, 1, 1, anna,
	    hub_epoch(loop->hub), seq, 9000, loop_hear, &first));
	hub_wait_operator(loop->hub, 1, 2, anna, hub_epoch(loop->hub), seq,
	    0, loop_hear, &second);
	drop(&second);
	assert_non_null(poll_operator(loop, 1, anna, seq, 9000, &console));
	assert_false(first.is_there);
	assert_false(console.is_there);

	/* The next one of that number is told who is there, as anybody new. */
	hub_wait_cancel(hub_wait_operator(loop->hub, 1, 3, anna,
	    hub_epoch(loop->hub), seq, 9000, loop_hear, &second));
	drop(&second);
	hub_wait_cancel(hub_wait_operator(loop->hub, 1, 3, anna,
	    hub_epoch(loop->hub), seq, 9000, loop_hear, &second));
	assert_null(hub_wait_operator(loop->hub, 1, 3, anna,
	    hub_epoch(loop->hub), seq, 9000, loop_hear, &second));
	assert_true(second.is_there);
	drop(&second);
	hub_shut(loop->hub);
	assert_true(first.is_there);
	assert_true(console.is_there);
}

static void
a_strange_cursor_is_expired(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct news_seen seen = { 0 };

	hub_wait_operator(loop->hub, 1, 0, anna, "00000000", 0, 1000, loop_hear,
	    &seen);
	assert_int_equal(seen.what, HUB_EXPIRED);
	poll_operator(loop, 1, anna, hub_last_seq(loop->hub) + 1, 1000,
	    &seen);
	assert_int_equal(seen.what, HUB_EXPIRED);
}

/* Older than what is in memory comes from the disk, then memory goes on. */
static void
what_was_missed_comes_from_disk(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct answer opened, last = { 0 };
	struct news_seen seen;
	struct poll_read r;
	int64_t seq = 0;

	poll_operator(loop, 1, anna, hub_last_seq(loop->hub), 0, &seen);
	drop(&seen);
	loop_until_presence(loop, anna, PRESENCE_ONLINE);
	opened = loop_open(loop, "help");
	for (int i = 0; i < 150; i++)
		last = loop_say(loop, loop_visitor(&opened), 0, "word");
	poll_operator(loop, 1, anna, seq, 5000, &seen);
	assert_false(seen.is_there);
	loop_until(loop, &seen.is_there);
	assert_int_equal(seen.what, HUB_NEWS);
	assert_int_equal(read_poll(&r, seen.body)->n_events, 155);
	for (size_t i = 0; i < r.poll.n_events; i++)
		assert_int_equal(r.poll.events[i].seq, i + 1);
	assert_int_equal(seq_of(r.poll.cursor), last.seq);
	end_poll(&r);
	drop(&seen);

	/* The same for the visitor, without what is not theirs. */
	poll_visitor(loop, opened.conversation_id, 0, 5000, &seen);
	loop_until(loop, &seen.is_there);
	assert_int_equal(read_poll(&r, seen.body)->n_events, 152);
	end_poll(&r);
	drop(&seen);

	/* And one that goes away meanwhile is not called. */
	hub_wait_cancel(poll_operator(loop, 1, anna, 0, 5000, &seen));
	poll_operator(loop, 2, anna, 0, 5000, &seen);
	loop_until(loop, &seen.is_there);
	drop(&seen);
}

static void
an_old_cursor_expires(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct answer opened = loop_open(loop, "help");
	struct news_seen seen;

	loop_close_hub(loop);
	loop->config.keep_events_ms = 1;
	loop_open_hub(loop);
	usleep(5000);
	poll_operator(loop, 1, anna, 0, 5000, &seen);
	loop_until(loop, &seen.is_there);
	assert_int_equal(seen.what, HUB_EXPIRED);
	poll_visitor(loop, opened.conversation_id, 0, 5000, &seen);
	loop_until(loop, &seen.is_there);
	assert_int_equal(seen.what, HUB_EXPIRED);
}

/* The visitor hears the answer, never the note, nor who by number. */
static void
a_visitor_never_sees_notes(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct answer opened = loop_open(loop, "help");
	struct desk_sender s = loop_operator(anna);
	struct action note = loop_action(ACTION_NOTE);
	struct news_seen seen;
	int64_t seq;

	loop_take(loop, anna, opened.conversation_id);
	seq = hub_last_seq(loop->hub);
	assert_non_null(poll_visitor(loop, opened.conversation_id, seq, 9000,
	    &seen));
	note.conversation_id = opened.conversation_id;
	note.text = "a difficult one";
	assert_int_equal(loop_do(loop, &s, &note, NULL).err.code, ERR_NONE);
	assert_false(seen.is_there);
	hub_typing(loop->hub, &s, opened.conversation_id, true, "secret");
	assert_true(seen.is_there);
	assert_non_null(strstr(seen.body, "\"typing\":true"));
	assert_null(strstr(seen.body, "secret"));
	drop(&seen);
	poll_visitor(loop, opened.conversation_id, seq, 9000, &seen);
	assert_false(seen.is_there);
	loop_say(loop, s, opened.conversation_id, "good morning");
	assert_true(seen.is_there);
	assert_non_null(strstr(seen.body, "good morning"));
	assert_non_null(strstr(seen.body, "\"name\":\"anna\""));
	assert_non_null(strstr(seen.body, "\"operator_name\":\"anna\""));
	assert_non_null(strstr(seen.body, "\"state\":\"active\""));
	assert_non_null(strstr(seen.body, "\"typing\":false"));
	assert_null(strstr(seen.body, "difficult"));
	assert_null(strstr(seen.body, "by_id"));
	drop(&seen);

	{
		struct hub_query q = { .type = HUB_VISITOR,
			.conversation_id = opened.conversation_id };
		struct body_seen body = loop_query(loop, &q);

		assert_int_equal(body.err.code, ERR_NONE);
		assert_non_null(strstr(body.body, "good morning"));
		assert_null(strstr(body.body, "difficult"));
		free(body.body);
	}
}

static void
a_place_in_the_queue_is_told(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct answer first = loop_open(loop, "first");
	struct answer second = loop_open(loop, "second");
	struct news_seen seen;

	pass(loop, 3);
	assert_non_null(poll_visitor(loop, second.conversation_id,
	    hub_last_seq(loop->hub), 20000, &seen));
	loop_take(loop, anna, first.conversation_id);
	pass(loop, 2);
	assert_true(seen.is_there);
	assert_non_null(strstr(seen.body, "\"position\":1"));
	drop(&seen);
}

static void
typing_is_forgotten(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct answer opened = loop_open(loop, "help");
	struct desk_sender s = loop_visitor(&opened);
	int64_t seq = hub_last_seq(loop->hub);
	struct news_seen seen;
	struct poll_read r;

	poll_operator(loop, 1, anna, seq, 0, &seen);
	drop(&seen);
	poll_operator(loop, 1, anna, seq, 20000, &seen);
	hub_typing(loop->hub, &s, opened.conversation_id, true, "hel");
	assert_true(seen.is_there);
	assert_int_equal(read_poll(&r, seen.body)->n_moment, 1);
	assert_int_equal(r.poll.moment[0].type, EVENT_TYPING);
	assert_string_equal(r.poll.moment[0].text, "hel");
	end_poll(&r);
	drop(&seen);
	poll_operator(loop, 1, anna, seq, 20000, &seen);
	hub_typing(loop->hub, &s, opened.conversation_id, true, "hel");
	pass(loop, 5);
	assert_false(seen.is_there);
	pass(loop, 2);
	assert_true(seen.is_there);
	assert_int_equal(read_poll(&r, seen.body)->n_moment, 1);
	assert_false(r.poll.moment[0].is_typing);
	end_poll(&r);
	drop(&seen);
}

/* Snapshot, then events from its cursor: nothing falls between, whoever
 * writes meanwhile. */
static void
a_snapshot_and_what_follows_are_whole(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct answer opened = loop_open(loop, "help");
	struct desk_sender s = loop_visitor(&opened);
	static struct answer answers[400];
	struct hub_query q = { .type = HUB_SNAPSHOT, .operator_id = anna };
	struct body_seen body = { 0 };
	struct arena *arena = arena_new(1 << 24);
	struct snapshot snapshot;
	struct err err = { 0 };
	struct json *json;
	int64_t seq, last;

	memset(answers, 0, sizeof answers);
	for (int i = 0; i < 400; i++) {
		struct action a = loop_action(ACTION_MESSAGE);

		if (i == 200)
			hub_query(loop->hub, &q, loop_read, &body);
		if (i % 10 == 0)
			usleep(200);
		a.text = "word";
		hub_submit(loop->hub, &s, &a, NULL, loop_note, &answers[i]);
	}
	for (int i = 0; i < 400; i++)
		loop_until(loop, &answers[i].is_there);
	loop_until(loop, &body.is_there);
	assert_string_equal(body.err.text, "");
	json = json_parse(body.body, strlen(body.body), &err);
	assert_non_null(json);
	if (!proto_snapshot_read(json, arena, &snapshot, &err))
		fail_msg("%s", err.text);
	assert_int_equal(snapshot.n_conversations, 1);
	assert_int_equal(snapshot.n_outcomes, 2);
	assert_string_equal(snapshot.desk, "acme");
	assert_int_equal(snapshot.me.id, anna);
	seq = seq_of(snapshot.cursor);
	last = snapshot.conversations[0].events[
	    snapshot.conversations[0].n_events - 1].seq;
	assert_true(last == seq || seq < opened.seq + 3);
	assert_int_equal(snapshot.conversations[0].conversation.last_seq,
	    last);
	while (seq < hub_last_seq(loop->hub)) {
		struct news_seen seen;
		struct poll_read r;

		poll_operator(loop, 1, anna, seq, 5000, &seen);
		loop_until(loop, &seen.is_there);
		assert_int_equal(seen.what, HUB_NEWS);
		read_poll(&r, seen.body);
		for (size_t i = 0; i < r.poll.n_events; i++)
			assert_int_equal(r.poll.events[i].seq, ++seq);
		assert_int_equal(seq_of(r.poll.cursor), seq);
		end_poll(&r);
		drop(&seen);
	}
	json_free(json);
	arena_free(arena);
	free(body.body);
}

/* Whatever is under way when the desk stops is answered. */
static void
closing_answers_everybody(void **state)
{
	struct loop *loop = *state;
	int64_t anna = loop_add_operator(loop, "anna", ROLE_OPERATOR);
	struct answer opened = loop_open(loop, "help"), answer = { 0 };
	struct desk_sender s = loop_visitor(&opened);
	struct action a = loop_action(ACTION_MESSAGE);
	struct hub_query q = { .type = HUB_SNAPSHOT, .operator_id = anna };
	struct body_seen body = { 0 };
	struct news_seen held, behind, visitor;
	int64_t seq;

	for (int i = 0; i < 100; i++)
		loop_say(loop, s, 0, "word");
	seq = hub_last_seq(loop->hub);
	poll_operator(loop, 1, anna, seq, 0, &held);
	drop(&held);
	poll_operator(loop, 1, anna, seq, 9000, &held);
	poll_operator(loop, 2, anna, 0, 9000, &behind);
	poll_visitor(loop, opened.conversation_id, seq, 9000, &visitor);
	a.text = "last word";
	hub_submit(loop->hub, &s, &a, NULL, loop_note, &answer);
	hub_query(loop->hub, &q, loop_read, &body);
	loop_close_hub(loop);
	assert_int_equal(held.what, HUB_SHUT);
	assert_int_equal(behind.what, HUB_SHUT);
	assert_int_equal(visitor.what, HUB_SHUT);
	assert_true(held.is_there && behind.is_there && visitor.is_there);
	assert_true(answer.is_there && answer.err.code == ERR_NONE);
	assert_true(body.is_there && body.err.code == ERR_NONE);
	free(body.body);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_first_poll_tells_who_is_there),
		T(a_poll_parks_and_wakes),
		T(a_watch_is_no_presence_and_disturbs_no_console),
		T(a_strange_cursor_is_expired),
		T(what_was_missed_comes_from_disk), T(an_old_cursor_expires),
		T(a_visitor_never_sees_notes),
		T(a_place_in_the_queue_is_told), T(typing_is_forgotten),
		T(a_snapshot_and_what_follows_are_whole),
		T(closing_answers_everybody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
