/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events on the wire. */
#include <stdio.h>
#include <string.h>

#include "wire.h"

static void
write_event(struct wire *w, const struct event *ev, enum proto_reader reader)
{
	struct json_out out;

	empty(w);
	json_begin(&out, &w->body);
	proto_event_write(&out, NULL, ev, reader);
}

static void
same_customer(const struct customer *a, const struct customer *b)
{
	assert_int_equal(a->id, b->id);
	assert_string_equal(a->name, b->name);
	assert_string_equal(a->contact, b->contact);
	assert_string_equal(a->language, b->language);
	assert_string_equal(a->note, b->note);
	assert_string_equal(a->segment, b->segment);
	assert_string_equal(a->tags, b->tags);
	assert_int_equal(a->n_fields, b->n_fields);
	for (size_t i = 0; i < a->n_fields; i++) {
		assert_string_equal(a->fields[i].name, b->fields[i].name);
		assert_string_equal(a->fields[i].value, b->fields[i].value);
	}
	assert_true(a->since_ms == b->since_ms);
	assert_int_equal(a->n_earlier, b->n_earlier);
	for (size_t i = 0; i < a->n_earlier; i++) {
		const struct earlier *x = &a->earlier[i], *y = &b->earlier[i];

		assert_int_equal(x->conversation_id, y->conversation_id);
		assert_true(x->opened_ms == y->opened_ms);
		assert_true(x->closed_ms == y->closed_ms);
		assert_int_equal(x->operator_id, y->operator_id);
		assert_string_equal(x->operator_name, y->operator_name);
		assert_string_equal(x->subject, y->subject);
		assert_string_equal(x->outcome, y->outcome);
		assert_int_equal(x->stars, y->stars);
	}
}

static void
same_canned(const struct canned *a, const struct canned *b)
{
	assert_int_equal(a->id, b->id);
	assert_string_equal(a->shortcut, b->shortcut);
	assert_string_equal(a->title, b->title);
	assert_string_equal(a->language, b->language);
	assert_int_equal(a->department_id, b->department_id);
	assert_string_equal(a->text, b->text);
}

/* Written anew, what was read is the same bytes; and those say every member
 * that doc/protocol.md names for the type. */
static void
every_event_comes_back_as_it_was(void **state)
{
	static const char *const members[EVENT_PRESENCE + 1] = {
		[EVENT_OPENED] = "customer_id name language page text",
		[EVENT_MESSAGE] = "text",
		[EVENT_NOTE] = "text",
		[EVENT_TAKEN] = "operator_id",
		[EVENT_TRANSFERRED] = "from_operator_id operator_id text "
		    "until draft draft_is_note",
		[EVENT_DECLINED] = "from_operator_id operator_id text draft "
		    "draft_is_note",
		[EVENT_RETURNED] = "from_operator_id operator_id",
		[EVENT_WHISPER] = "operator_id text is_draft",
		[EVENT_JOINED] = "quiet",
		[EVENT_LEFT] = "quiet",
		[EVENT_BROADCAST] = "text",
		[EVENT_SEEN] = "broadcast",
		[EVENT_READS_ALONG] = "conversation is_on",
		[EVENT_TAGGED] = "tags added",
		[EVENT_PROMISED] = "due text",
		[EVENT_TAKEN_BACK] = "operator_id",
		[EVENT_CLOSED] = "text is_blocked",
		[EVENT_OUTCOME] = "outcome",
		[EVENT_REOPENED] = "operator_id",
		[EVENT_RATED] = "stars text",
		[EVENT_WINBACK] = "state operator_id due apology gesture "
		    "changed text",
		[EVENT_ASIDE] = "until",
		[EVENT_EDITED] = "message text",
		[EVENT_READ] = "upto",
		[EVENT_ROOM] = "from_operator_id operator_id",
		[EVENT_TARGET] = "which warn due",
		[EVENT_WARNED] = "which due operator_id",
		[EVENT_MISSED] = "which due operator_id",
		[EVENT_ROUTED] = "rules department_id priority skills segment "
		    "is_returning operator_id text due",
		[EVENT_ESTIMATED] = "low high",
		[EVENT_BLOCKED] = "kind is_limit until reason",
		[EVENT_UNBLOCKED] = "block reason",
		[EVENT_CUSTOMER] = "customer",
		[EVENT_OPERATOR] = "operator",
		[EVENT_DEPARTMENT] = "department",
		[EVENT_CANNED] = "canned",
		[EVENT_CANNED_REMOVED] = "canned_id",
		[EVENT_FORGOTTEN] = "conversation",
		[EVENT_TYPING] = "is_typing text",
		[EVENT_STATE] = "operator_id presence reason",
		[EVENT_PRESENCE] = "operator_id presence reason since load",
	};
	struct wire *w = *state;

	for (int i = 0; i <= EVENT_PRESENCE; i++) {
		struct event ev = full_event((enum event_type)i), back;
		struct err err = { .code = ERR_NONE };
		char list[128], *rest = NULL, *first;

		write_event(w, &ev, PROTO_FOR_OPERATOR);
		if (!proto_event_read(parse(w), w->arena, &back, &err))
			fail_msg("%s: %s", w->body.data, err.text);
		str_copy(list, sizeof list, members[i]);
		for (char *m = strtok_r(list, " ", &rest); m != NULL;
		    m = strtok_r(NULL, " ", &rest))
			if (json_find(w->j, m) == NULL)
				fail_msg("%s: no %s", w->body.data, m);
		assert_int_equal(back.type, i);
		assert_int_equal(back.seq, ev.seq);
		assert_int_equal(back.by, ACTOR_OPERATOR);
		assert_string_equal(back.client_id, SOME_ID);
		first = mem_dup(w->body.data);
		write_event(w, &back, PROTO_FOR_OPERATOR);
		assert_string_equal(w->body.data, first);
		free(first);
	}
}

static void
an_event_is_as_the_protocol_shows_it(void **state)
{
	struct wire *w = *state;
	struct event ev;

	event_init(&ev, EVENT_MESSAGE);
	ev.seq = 58;
	ev.conversation_id = 7;
	ev.at_ms = AT_MS;
	ev.by = ACTOR_VISITOR;
	ev.text = "Hello";
	write_event(w, &ev, PROTO_FOR_OPERATOR);
	assert_string_equal(w->body.data, "{\"type\":\"message\",\"seq\":58,"
	    "\"conversation\":7,\"at\":1790000000000,\"by\":\"visitor\","
	    "\"text\":\"Hello\"}");
}

static void
a_visitor_gets_nothing_of_the_house(void **state)
{
	static const char *const hidden[] = { "by_id", "operator_id",
		"from_operator_id", "outcome", "client_id", "until", "draft",
		"draft_is_note" };
	struct wire *w = *state;

	for (int i = 0; i <= EVENT_PRESENCE; i++) {
		struct event ev = full_event((enum event_type)i);
		const char *name = "";

		if (!event_is_public(ev.type))
			continue;
		ev.name = "Anna";
		write_event(w, &ev, PROTO_FOR_VISITOR);
		parse(w);
		for (size_t h = 0; h < sizeof hidden / sizeof *hidden; h++)
			if (json_find(w->j, hidden[h]) != NULL)
				fail_msg("%s: %s", w->body.data, hidden[h]);
		assert_true(json_get_str(w->j, "name", &name, NULL));
		assert_string_equal(name, "Anna");
		assert_int_equal(json_find(w->j, "text") != NULL,
		    i == EVENT_OPENED || i == EVENT_MESSAGE ||
			i == EVENT_RATED || i == EVENT_EDITED);
	}
}

static void
a_visitor_gets_their_own_client_id(void **state)
{
	struct wire *w = *state;
	struct event ev = full_event(EVENT_MESSAGE);

	ev.by = ACTOR_VISITOR;
	ev.by_id = 0;
	write_event(w, &ev, PROTO_FOR_VISITOR);
	parse(w);
	assert_non_null(json_find(w->j, "client_id"));
	assert_null(json_find(w->j, "name"));
}

static void
records_in_events_are_whole(void **state)
{
	struct wire *w = *state;
	struct event ev = full_event(EVENT_CUSTOMER), back;

	write_event(w, &ev, PROTO_FOR_OPERATOR);
	assert_true(proto_event_read(parse(w), w->arena, &back, NULL));
	same_customer(back.customer, &ewa);
	ev = full_event(EVENT_OPERATOR);
	write_event(w, &ev, PROTO_FOR_OPERATOR);
	assert_true(proto_event_read(parse(w), w->arena, &back, NULL));
	assert_string_equal(back.operator->languages, "ru,en");
	assert_string_equal(back.operator->skills, "billing,cards");
	assert_int_equal(back.operator->n_departments, 2);
	assert_int_equal(back.operator->departments[1], 4);
	assert_int_equal(back.operator->role, ROLE_SUPERVISOR);
	assert_int_equal(back.operator->presence, PRESENCE_AWAY);
	assert_true(back.operator->disabled);
	ev = full_event(EVENT_CANNED);
	write_event(w, &ev, PROTO_FOR_OPERATOR);
	assert_true(proto_event_read(parse(w), w->arena, &back, NULL));
	same_canned(back.canned, &hello);
}

static void
refuse_event(struct wire *w, const char *text, enum err_code code)
{
	struct event ev = { .seq = 42 };
	struct err err = { .code = ERR_NONE };

	empty(w);
	str_put(&w->body, text);
	if (proto_event_read(parse(w), w->arena, &ev, &err))
		fail_msg("accepted: %s", text);
	assert_int_equal(err.code, code);
	assert_int_equal(ev.seq, 42);
}

#define HEAD "\"conversation\":7,\"at\":9,\"by\":\"visitor\""

static void
an_event_that_is_wrong_is_refused(void **state)
{
	static const char *const wrong[] = {
		"{}", "[]", "7", "null", "\"message\"",
		"{\"type\":7,\"seq\":5," HEAD ",\"text\":\"x\"}",
		"{\"type\":null,\"seq\":5," HEAD ",\"text\":\"x\"}",
		/* a member is missing */
		"{\"type\":\"message\"," HEAD ",\"text\":\"x\"}",
		"{\"type\":\"message\",\"seq\":5," HEAD "}",
		"{\"type\":\"message\",\"seq\":5," HEAD ",\"text\":\"\"}",
		"{\"type\":\"message\",\"seq\":5," HEAD ",\"text\":null}",
		"{\"type\":\"message\",\"seq\":5,\"at\":9,\"by\":\"visitor\","
		    "\"text\":\"x\"}",
		"{\"type\":\"message\",\"seq\":5,\"conversation\":7,"
		    "\"by\":\"visitor\",\"text\":\"x\"}",
		"{\"type\":\"message\",\"seq\":5,\"conversation\":7,\"at\":9,"
		    "\"text\":\"x\"}",
		"{\"type\":\"taken\",\"seq\":5," HEAD "}",
		"{\"type\":\"transferred\",\"seq\":5," HEAD
		    ",\"operator_id\":3,\"department_id\":4}",
		"{\"type\":\"customer\",\"seq\":5," HEAD "}",
		"{\"type\":\"presence\",\"by\":\"system\"}",
		/* another type */
		"{\"type\":\"message\",\"seq\":5," HEAD ",\"text\":7}",
		"{\"type\":\"message\",\"seq\":5," HEAD ",\"text\":{}}",
		"{\"type\":\"opened\",\"seq\":5," HEAD
		    ",\"customer_id\":1,\"name\":[]}",
		"{\"type\":\"customer\",\"seq\":5," HEAD ",\"customer\":7}",
		"{\"type\":\"operator\",\"seq\":5," HEAD ",\"operator\":{}}",
		"{\"type\":\"typing\"," HEAD ",\"is_typing\":1}",
		"{\"type\":\"typing\"," HEAD ",\"is_typing\":\"true\"}",
		/* who is that? */
		"{\"type\":\"message\",\"seq\":5,\"conversation\":7,\"at\":9,"
		    "\"by\":\"robot\",\"text\":\"x\"}",
		"{\"type\":\"message\",\"seq\":5,\"conversation\":7,\"at\":9,"
		    "\"by\":\"operator\",\"text\":\"x\"}",
		"{\"type\":\"message\",\"seq\":5," HEAD
		    ",\"by_id\":2,\"text\":\"x\"}",
		"{\"type\":\"message\",\"seq\":5," HEAD
		    ",\"client_id\":\"x\",\"text\":\"x\"}",
		/* out of range */
		"{\"type\":\"rated\",\"seq\":5," HEAD ",\"stars\":0}",
		"{\"type\":\"rated\",\"seq\":5," HEAD ",\"stars\":6}",
		"{\"type\":\"rated\",\"seq\":5," HEAD ",\"stars\":-1}",
		"{\"type\":\"rated\",\"seq\":5," HEAD
		    ",\"stars\":4294967301}",
		"{\"type\":\"presence\",\"by\":\"system\",\"operator_id\":2,"
		    "\"presence\":\"asleep\"}",
		/* of the moment, yet in the sequence */
		"{\"type\":\"typing\",\"seq\":5," HEAD "}",
	};
	struct wire *w = *state;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		refuse_event(w, wrong[i], ERR_PROTO);
}

static void
an_unknown_type_is_unsupported(void **state)
{
	static const char *const types[] = { "poll", "", "Message", "message ",
		"tick", "snapshot", "refused" };
	struct wire *w = *state;

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		char text[200];

		snprintf(text, sizeof text, "{\"type\":\"%s\",\"seq\":5," HEAD
		    ",\"text\":\"x\"}", types[i]);
		refuse_event(w, text, ERR_UNSUPPORTED);
	}
}

static void
numbers_are_whole_positive_and_exact(void **state)
{
	static const char *const members[] = { "seq", "conversation", "at",
		"upto" };
	static const char *const numbers[] = { "7.5", "7.0", "true", "\"7\"",
		"-1", "0", "-0", "9007199254740992", "9223372036854775807",
		"9223372036854775808", "18446744073709551617", "1e3", "{}",
		"[7]", "null" };
	struct wire *w = *state;

	for (size_t m = 0; m < sizeof members / sizeof *members; m++)
		for (size_t n = 0; n < sizeof numbers / sizeof *numbers;
		    n++) {
			struct str text;

			str_init(&text, 300);
			str_put(&text, "{\"type\":\"read\",\"by\":\"visitor\"");
			for (size_t i = 0; i < sizeof members /
			    sizeof *members; i++)
				str_putf(&text, ",\"%s\":%s", members[i],
				    i == m ? numbers[n] : "9");
			str_put_c(&text, '}');
			refuse_event(w, text.data, ERR_PROTO);
			str_clear(&text);
		}
	assert_null(json_parse("{\"seq\":1e400}", 13, NULL));
}

static void
the_greatest_number_is_read(void **state)
{
	struct wire *w = *state;
	struct event ev;

	str_put(&w->body, "{\"type\":\"read\",\"seq\":9007199254740991," HEAD
	    ",\"upto\":9007199254740991}");
	assert_true(proto_event_read(parse(w), w->arena, &ev, NULL));
	assert_true(ev.seq == 9007199254740991);
	assert_true(ev.upto == 9007199254740991);
	assert_string_equal(ev.text, "");
	assert_string_equal(ev.client_id, "");
}

static void
texts_have_their_sizes(void **state)
{
	static const struct {
		const char *type, *member, *more;
		size_t max;
	} cases[] = {
		{ "message", "text", "", MAX_MESSAGE_BYTES },
		{ "note", "text", "", MAX_MESSAGE_BYTES },
		{ "closed", "text", "", MAX_NOTE_BYTES },
		{ "transferred", "text", ",\"operator_id\":3", MAX_NOTE_BYTES },
		{ "outcome", "outcome", "", MAX_LOGIN_BYTES },
		{ "rated", "text", ",\"stars\":5", MAX_COMMENT_BYTES },
		{ "opened", "text", ",\"customer_id\":1", MAX_SUBJECT_BYTES },
		{ "opened", "name", ",\"customer_id\":1", MAX_NAME_BYTES },
		{ "opened", "page", ",\"customer_id\":1", MAX_PAGE_BYTES },
		{ "opened", "language", ",\"customer_id\":1", LANGUAGE_BYTES },
	};
	struct wire *w = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t over = 0; over < 2; over++) {
			struct event ev;
			struct err err;

			empty(w);
			str_putf(&w->body, "{\"type\":\"%s\",\"seq\":5," HEAD
			    "%s,\"%s\":\"", cases[i].type, cases[i].more,
			    cases[i].member);
			for (size_t n = 0; n < cases[i].max + over; n++)
				str_put_c(&w->body, 'x');
			str_put(&w->body, "\"}");
			if (proto_event_read(parse(w), w->arena, &ev, &err) ==
			    (over == 1))
				fail_msg("%s.%s of %zu bytes", cases[i].type,
				    cases[i].member, cases[i].max + over);
			if (over == 1)
				assert_int_equal(err.code, ERR_PROTO);
		}
}

static void
lists_are_read_in_order(void **state)
{
	struct wire *w = *state;
	struct proto_transcript t;
	struct proto_poll p;
	const struct canned *list;
	size_t n;

	str_put(&w->body, "{\"complete\":true,\"events\":["
	    "{\"type\":\"read\",\"seq\":6," HEAD ",\"upto\":5},"
	    "{\"type\":\"dance\"},"
	    "{\"type\":\"read\",\"seq\":5," HEAD ",\"upto\":4}]}");
	assert_true(proto_transcript_read(parse(w), w->arena, &t, NULL));
	assert_int_equal(t.n_events, 2);
	assert_int_equal(t.events[0].seq, 5);
	assert_int_equal(t.n_skipped, 1);
	assert_true(t.is_complete);

	empty(w);
	str_put(&w->body, "{\"cursor\":\"5f3a9c01.6\",\"more\":true,"
	    "\"events\":[{\"type\":\"typing\"," HEAD "}],\"moment\":["
	    "{\"type\":\"typing\"," HEAD ",\"is_typing\":true},"
	    "{\"type\":\"read\",\"seq\":5," HEAD ",\"upto\":4}]}");
	assert_true(proto_poll_read(parse(w), w->arena, &p, NULL));
	assert_string_equal(p.cursor, "5f3a9c01.6");
	assert_true(p.more);
	assert_int_equal(p.n_events, 0);
	assert_int_equal(p.n_moment, 1);
	assert_int_equal(p.n_skipped, 2);

	empty(w);
	str_put(&w->body, "{\"canned\":[{\"id\":1,\"shortcut\":\"hi\"}]}");
	assert_true(proto_canned_list_read(parse(w), w->arena, &list, &n,
	    NULL));
	assert_int_equal(n, 1);
	assert_string_equal(list[0].text, "");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WIRE(every_event_comes_back_as_it_was),
		WIRE(an_event_is_as_the_protocol_shows_it),
		WIRE(a_visitor_gets_nothing_of_the_house),
		WIRE(a_visitor_gets_their_own_client_id),
		WIRE(records_in_events_are_whole),
		WIRE(an_event_that_is_wrong_is_refused),
		WIRE(an_unknown_type_is_unsupported),
		WIRE(numbers_are_whole_positive_and_exact),
		WIRE(the_greatest_number_is_read),
		WIRE(texts_have_their_sizes),
		WIRE(lists_are_read_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
