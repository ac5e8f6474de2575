/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions, records, snapshots, cursors and errors on the wire. */
#include <string.h>

#include "domain/target.h"
#include "wire.h"

static struct action
full_action(enum action_type type)
{
	struct action a;

	action_init(&a, type);
	str_copy(a.client_id, sizeof a.client_id, SOME_ID);
	a.version = 56;
	a.text = "Hi \"you\"\n";
	a.name = "Ewa";
	a.contact = "ewa@example.org";
	a.language = "pl";
	a.page = "/";
	a.outcome = "solved";
	a.note = "kind";
	a.operator_id = 3;
	a.department_id = 4;
	a.upto = 57;
	a.stars = 4;
	a.is_typing = true;
	a.presence = PRESENCE_AWAY;
	a.reason = "lunch";
	a.operator = &anna;
	a.department = &cards;
	a.canned = &hello;
	a.password = "secret words";
	return a;
}

static void
every_action_comes_back_as_it_was(void **state)
{
	struct wire *w = *state;

	for (int i = 0; i < ACTION_TYPES; i++) {
		struct action a = full_action((enum action_type)i), back;
		struct err err = { .code = ERR_NONE };
		char *first;

		empty(w);
		action_init(&back, a.type);
		back.conversation_id = 7;
		proto_action_write(&w->body, &a);
		if (w->body.len == 0) {
			assert_false(action_is_kept(a.type));
			assert_true(proto_action_read(NULL, w->arena, &back,
			    &err));
			continue;
		}
		if (!proto_action_read(parse(w), w->arena, &back, &err))
			fail_msg("%s: %s", w->body.data, err.text);
		assert_int_equal(back.conversation_id, 7);
		if (action_is_kept(a.type))
			assert_string_equal(back.client_id, SOME_ID);
		first = mem_dup(w->body.data);
		str_reset(&w->body);
		proto_action_write(&w->body, &back);
		assert_string_equal(w->body.data, first);
		free(first);
	}
}

static void
bodies_are_as_the_protocol_says(void **state)
{
	static const struct {
		enum action_type type;
		const char *body;
	} cases[] = {
#define ID "{\"client_id\":\"" SOME_ID "\""
		{ ACTION_MESSAGE, ID ",\"text\":\"Hi \\\"you\\\"\\n\"}" },
		{ ACTION_TAKE, ID ",\"version\":56}" },
		{ ACTION_TAKE_NEXT, ID "}" },
		{ ACTION_READ, ID ",\"upto\":57}" },
		{ ACTION_OUTCOME, ID ",\"version\":56,\"outcome\":\"solved\"}" },
		{ ACTION_PRESENCE, "{\"presence\":\"away\",\"reason\":\"lunch\"}" },
		{ ACTION_FETCH_CANNED, "" },
#undef ID
	};
	struct wire *w = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct action a = full_action(cases[i].type);

		empty(w);
		proto_action_write(&w->body, &a);
		assert_string_equal(w->body.data, cases[i].body);
	}
}

static void
a_wrong_body_changes_nothing(void **state)
{
	static const struct {
		enum action_type type;
		enum err_code code;
		const char *body;
	} cases[] = {
		{ ACTION_MESSAGE, ERR_PROTO, "[]" },
		{ ACTION_MESSAGE, ERR_PROTO, "{\"text\":7}" },
		{ ACTION_MESSAGE, ERR_PROTO, "{\"text\":\"x\","
		    "\"client_id\":7}" },
		{ ACTION_MESSAGE, ERR_TOO_LARGE, "{\"text\":\"x\","
		    "\"client_id\":\"" SOME_ID "0\"}" },
		{ ACTION_TAKE, ERR_PROTO, "{\"version\":\"5\"}" },
		{ ACTION_TAKE, ERR_PROTO, "{\"version\":-5}" },
		{ ACTION_TAKE, ERR_PROTO, "{\"version\":9007199254740992}" },
		{ ACTION_RATE, ERR_PROTO, "{\"stars\":6}" },
		{ ACTION_TYPING, ERR_PROTO, "{\"is_typing\":1}" },
		{ ACTION_PRESENCE, ERR_PROTO, "{\"presence\":\"here\"}" },
		{ ACTION_OUTCOME, ERR_TOO_LARGE, "{\"outcome\":\""
		    "012345678901234567890123456789012\"}" },
		{ ACTION_OPERATOR_PUT, ERR_PROTO, "{\"operator\":[]}" },
		{ ACTION_OPERATOR_PUT, ERR_PROTO, "{\"operator\":{"
		    "\"login\":\"a\",\"name\":\"A\",\"limit\":5,"
		    "\"languages\":[\"ru,en\"]}}" },
	};
	struct wire *w = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct action a, before;
		struct err err = { .code = ERR_NONE };

		empty(w);
		str_put(&w->body, cases[i].body);
		action_init(&a, cases[i].type);
		before = a;
		if (proto_action_read(parse(w), w->arena, &a, &err))
			fail_msg("accepted: %s", cases[i].body);
		assert_int_equal(err.code, cases[i].code);
		assert_memory_equal(&a, &before, sizeof a);
	}
}

static struct conversation
full_conversation(void)
{
	struct conversation c = {
		.id = 7, .customer_id = 70, .state = CONVERSATION_WRAP_UP,
		.operator_id = 2, .department_id = 3, .version = 56,
		.last_seq = 58, .opened_ms = 1, .queued_ms = 2,
		.waiting_since_ms = 3, .answered_ms = 4, .closed_ms = 5,
		.last_message_ms = 6, .last_message_seq = 57,
		.last_message_by = ACTOR_OPERATOR, .visitor_read_seq = 50,
		.operator_read_seq = 51, .from_operator_id = 8,
		.transferred_ms = 9, .transferred_seq = 10,
		.from_department_id = 11, .receiver_wrote = true, .stars = 5,
		.name = "Ewa", .language = "pl", .page = "/",
		.subject = "A card", .outcome = "solved",
	};

	return c;
}

static void
a_conversation_comes_back_as_it_was(void **state)
{
	struct wire *w = *state;
	struct conversation c = full_conversation(), back;
	struct json_out out;
	struct err err;

	memset(&back, 0, sizeof back);
	json_begin(&out, &w->body);
	proto_conversation_write(&out, NULL, &c);
	assert_true(proto_conversation_read(parse(w), &back, NULL));
	assert_int_equal(json_count(w->j), 28);
	empty(w);
	json_begin(&out, &w->body);
	proto_conversation_write(&out, NULL, &back);
	assert_true(proto_conversation_read(parse(w), &c, NULL));
	assert_int_equal(json_count(w->j), 28);
	assert_int_equal(back.state, CONVERSATION_WRAP_UP);
	assert_int_equal(back.transferred_seq, 10);
	assert_true(back.receiver_wrote);
	assert_string_equal(back.outcome, "solved");
	empty(w);
	str_put(&w->body, "{\"id\":7,\"state\":\"done\",\"version\":1,"
	    "\"last_seq\":1}");
	assert_false(proto_conversation_read(parse(w), &back, &err));
	assert_int_equal(err.code, ERR_PROTO);
	assert_int_equal(back.state, CONVERSATION_WRAP_UP);
}

static struct snapshot
full_snapshot(void)
{
	static const char *const outcomes[] = { "solved", "spam" };
	static struct event events[2];
	static struct snapshot_conversation talks[1];
	struct snapshot s = {
		.desk = "acme", .cursor = "5f3a9c01.58", .at_ms = AT_MS,
		.me = anna, .operators = &anna, .n_operators = 1,
		.departments = &cards, .n_departments = 1,
		.conversations = talks, .n_conversations = 1,
		.canned = &hello, .n_canned = 1, .outcomes = outcomes,
		.n_outcomes = 2, .max_message_bytes = 16384, .max_hold_s = 45,
		.first_target_ms = 60000, .next_target_ms = TARGET_NEVER,
	};

	events[0] = full_event(EVENT_MESSAGE);
	events[1] = full_event(EVENT_NOTE);
	talks[0] = (struct snapshot_conversation){
		.conversation = full_conversation(), .events = events,
		.n_events = 2, .is_complete = true,
	};
	return s;
}

static void
a_snapshot_comes_back_as_it_was(void **state)
{
	struct wire *w = *state;
	struct snapshot s = full_snapshot(), back;
	struct err err = { .code = ERR_NONE };
	struct json_out out;
	char *first;

	json_begin(&out, &w->body);
	proto_snapshot_write(&out, NULL, &s);
	if (!proto_snapshot_read(parse(w), w->arena, &back, &err))
		fail_msg("%s: %s", w->body.data, err.text);
	assert_string_equal(back.desk, "acme");
	assert_string_equal(back.cursor, "5f3a9c01.58");
	assert_string_equal(back.me.login, "anna");
	assert_int_equal(back.n_operators, 1);
	assert_int_equal(back.n_departments, 1);
	assert_int_equal(back.n_conversations, 1);
	assert_int_equal(back.conversations[0].n_events, 2);
	assert_true(back.conversations[0].is_complete);
	assert_int_equal(back.conversations[0].conversation.id, 7);
	assert_int_equal(back.n_outcomes, 2);
	assert_string_equal(back.outcomes[1], "spam");
	assert_int_equal(back.first_target_ms, 60000);
	assert_true(back.next_target_ms == TARGET_NEVER);
	assert_string_equal(back.canned[0].text, hello.text);
	first = mem_dup(w->body.data);
	empty(w);
	json_begin(&out, &w->body);
	proto_snapshot_write(&out, NULL, &back);
	assert_string_equal(w->body.data, first);
	free(first);
}

#define ME "\"me\":{\"id\":1,\"login\":\"a\",\"name\":\"A\",\"limit\":5}"
#define SNAPSHOT "{\"version\":1,\"cursor\":\"5f3a9c01.0\",\"at\":9," ME

static void
a_wrong_snapshot_is_refused(void **state)
{
	static const struct {
		enum err_code code;	/* ERR_NONE: it is read */
		const char *text;
	} cases[] = {
		{ ERR_NONE, SNAPSHOT "}" },
		{ ERR_NONE, SNAPSHOT ",\"operators\":null,\"x\":[1]}" },
		{ ERR_PROTO, "{}" },
		{ ERR_PROTO, "[]" },
		{ ERR_NEWER, "{\"version\":2}" },
		{ ERR_PROTO, "{\"version\":0}" },
		{ ERR_PROTO, "{\"version\":\"1\"}" },
		{ ERR_PROTO, "{\"version\":1,\"at\":9," ME "}" },
		{ ERR_PROTO, "{\"version\":1,\"cursor\":\"c5\",\"at\":9," ME
		    "}" },
		{ ERR_PROTO, "{\"version\":1,\"cursor\":\"5f3a9c01.0\","
		    "\"at\":9}" },
		{ ERR_PROTO, SNAPSHOT ",\"operators\":{}}" },
		{ ERR_PROTO, SNAPSHOT ",\"operators\":[7]}" },
		{ ERR_PROTO, SNAPSHOT ",\"conversations\":[{}]}" },
		{ ERR_PROTO, SNAPSHOT ",\"outcomes\":[\"\"]}" },
		{ ERR_PROTO, SNAPSHOT ",\"outcomes\":[7]}" },
		{ ERR_PROTO, SNAPSHOT ",\"limits\":{\"hold_s\":\"9\"}}" },
		{ ERR_PROTO, SNAPSHOT ",\"targets\":7}" },
	};
	struct wire *w = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct snapshot s;
		struct err err = { .code = ERR_NONE };

		empty(w);
		str_put(&w->body, cases[i].text);
		if (proto_snapshot_read(parse(w), w->arena, &s, &err) !=
		    (cases[i].code == ERR_NONE))
			fail_msg("%s: %s", cases[i].text, err.text);
		assert_int_equal(err.code, cases[i].code);
	}
}

static void
cursors_are_read_back(void **state)
{
	static const char *const bad[] = { "", "c5", "5f3a9c01", "5f3a9c01.",
		"5f3a9c01.-1", "5f3a9c01.+1", "5f3a9c01.01", "5f3a9c01.1x",
		"5F3A9C01.1", "5f3a9c0.1", "5f3a9c012.1",
		"5f3a9c01.9007199254740992", " 5f3a9c01.1", "5f3a9c01.1 " };
	char buf[PROTO_CURSOR_BYTES + 1], epoch[9];
	int64_t seq;

	(void)state;
	proto_cursor_format(buf, "5f3a9c01", 9007199254740991);
	assert_string_equal(buf, "5f3a9c01.9007199254740991");
	assert_true(proto_cursor_parse(buf, epoch, &seq, NULL));
	assert_string_equal(epoch, "5f3a9c01");
	assert_true(seq == 9007199254740991);
	assert_true(proto_cursor_parse("00000000.0", epoch, &seq, NULL));
	assert_int_equal(seq, 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err;

		if (proto_cursor_parse(bad[i], epoch, &seq, &err))
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(err.code, ERR_PROTO);
	}
}

static void
an_error_is_written_and_read(void **state)
{
	static const enum err_code codes[] = { ERR_SYNTAX, ERR_VALUE,
		ERR_PROTO, ERR_AUTH, ERR_RIGHTS, ERR_NOT_FOUND,
		ERR_UNSUPPORTED, ERR_CONFLICT, ERR_EXPIRED, ERR_TOO_LARGE,
		ERR_BUSY, ERR_STORE };
	struct wire *w = *state;
	struct err err, back;
	int64_t winner;

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		empty(w);
		err_set(&err, codes[i], "because");
		proto_error_write(&w->body, &err, 3);
		proto_error_read(parse(w), err_to_status(codes[i]), &back,
		    &winner);
		assert_int_equal(back.code, codes[i]);
		assert_string_equal(back.text, "because");
		assert_int_equal(winner, 3);
	}
	empty(w);
	err_set(&err, ERR_EXPIRED, "old");
	proto_error_write(&w->body, &err, 0);
	assert_string_equal(w->body.data,
	    "{\"error\":\"cursor_expired\",\"message\":\"old\"}");
}

static void
what_is_no_error_has_its_status(void **state)
{
	static const struct {
		const char *body;
		int status;
		enum err_code code;
	} cases[] = {
		{ "7", 409, ERR_CONFLICT },
		{ "{}", 401, ERR_AUTH },
		{ "{\"error\":7,\"message\":[],\"operator\":\"x\"}", 404,
		    ERR_NOT_FOUND },
		{ "{\"error\":\"none\"}", 503, ERR_BUSY },
		{ "{\"error\":\"auth\"}", 503, ERR_BUSY },
		{ "{\"error\":\"store\"}", 507, ERR_STORE },
		{ "{\"error\":\"conflict\",\"operator\":-3}", 409,
		    ERR_CONFLICT },
	};
	struct wire *w = *state;
	struct err err;
	int64_t winner = 5;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		empty(w);
		str_put(&w->body, cases[i].body);
		proto_error_read(parse(w), cases[i].status, &err, &winner);
		assert_int_equal(err.code, cases[i].code);
		assert_int_equal(winner, 0);
		assert_string_not_equal(err.text, "");
	}
	proto_error_read(NULL, 502, &err, &winner);
	assert_int_equal(err.code, ERR_NET);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WIRE(every_action_comes_back_as_it_was),
		WIRE(bodies_are_as_the_protocol_says),
		WIRE(a_wrong_body_changes_nothing),
		WIRE(a_conversation_comes_back_as_it_was),
		WIRE(a_snapshot_comes_back_as_it_was),
		WIRE(a_wrong_snapshot_is_refused),
		WIRE(cursors_are_read_back),
		WIRE(an_error_is_written_and_read),
		WIRE(what_is_no_error_has_its_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
