/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "check.h"
#include "proto/proto.h"

static struct action
numbered(enum action_type type)
{
	struct action a;

	action_init(&a, type);
	a.conversation_id = 7;
	a.customer_id = 70;
	a.canned_id = 9007199254740991;
	a.session_id = 700;
	a.operator_id = 77;
	a.block_id = 57;
	memset(a.file_id, 0x61, CLIENT_ID_BYTES);
	return a;
}

static void
every_route_is_found_by_its_own_path(void **state)
{
	(void)state;
	for (size_t i = 0; i < proto_n_routes; i++) {
		const struct proto_route *r = &proto_routes[i];
		struct action a = numbered(r->action), found;
		struct str path;
		bool known = false;

		str_init(&path, 200);
		assert_ptr_equal(proto_route_of(r->side, &a, &path), r);
		assert_null(strchr(path.data, '{'));
		assert_ptr_equal(proto_route_find(r->method, path.data,
		    &found, &known), r);
		assert_true(known);
		assert_int_equal(found.type, r->action);
		if (strstr(r->path, "{conversation}") != NULL)
			assert_int_equal(found.conversation_id, 7);
		if (strstr(r->path, "{customer}") != NULL)
			assert_int_equal(found.customer_id, 70);
		if (strstr(r->path, "{operator}") != NULL)
			assert_int_equal(found.operator_id, 77);
		if (strstr(r->path, "{session}") != NULL)
			assert_int_equal(found.session_id, 700);
		if (strstr(r->path, "{block}") != NULL)
			assert_int_equal(found.block_id, 57);
		if (strstr(r->path, "{id}") != NULL)
			assert_true(found.canned_id == a.canned_id);
		assert_string_equal(found.text, "");
		str_clear(&path);
	}
}

static void
every_action_has_a_route(void **state)
{
	(void)state;
	for (int i = 0; i < ACTION_TYPES; i++) {
		struct action a = numbered((enum action_type)i);
		bool has_one = false;

		for (int side = PROTO_OPERATOR; side <= PROTO_ADMIN; side++) {
			struct str path;

			str_init(&path, 200);
			if (proto_route_of((enum proto_side)side, &a,
				&path) != NULL)
				has_one = true;
			str_clear(&path);
		}
		/* The desk asks itself for these, or the poll has it. */
		if (has_one != (i != ACTION_RETURN && i != ACTION_TARGET &&
		    i != ACTION_STATE && i != ACTION_IDLE &&
		    i != ACTION_ROUTE && i != ACTION_ESTIMATE))
			fail_msg("%s has no route", action_name(a.type));
	}
}

static void
paths_are_made_as_the_protocol_says(void **state)
{
	static const struct {
		enum proto_side side;
		enum action_type type;
		const char *method, *path;
	} cases[] = {
		{ PROTO_OPERATOR, ACTION_TAKE_BACK, "POST",
		    "/api/v1/conversations/7/take-back" },
		{ PROTO_OPERATOR, ACTION_TAKE_NEXT, "POST",
		    "/api/v1/queue/take" },
		{ PROTO_OPERATOR, ACTION_TALK, "POST", "/api/v1/rooms" },
		{ PROTO_OPERATOR, ACTION_CUSTOMER, "PATCH",
		    "/api/v1/customers/70" },
		{ PROTO_OPERATOR, ACTION_FETCH_TRANSCRIPT, "GET",
		    "/api/v1/conversations/7/transcript" },
		{ PROTO_VISITOR, ACTION_RATE, "POST",
		    "/api/v1/visitor/rating" },
		{ PROTO_ADMIN, ACTION_CANNED_REMOVE, "DELETE",
		    "/api/v1/admin/canned/9007199254740991" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct action a = numbered(cases[i].type);
		const struct proto_route *r;
		struct str path;

		str_init(&path, 200);
		r = proto_route_of(cases[i].side, &a, &path);
		assert_non_null(r);
		assert_string_equal(r->method, cases[i].method);
		assert_string_equal(path.data, cases[i].path);
		str_clear(&path);
	}
}

static void
a_page_of_a_transcript_is_asked_for_in_the_query(void **state)
{
	struct action a = numbered(ACTION_FETCH_TRANSCRIPT), found;
	struct str path;

	(void)state;
	a.before = 57;
	str_init(&path, 200);
	assert_non_null(proto_route_of(PROTO_OPERATOR, &a, &path));
	assert_string_equal(path.data,
	    "/api/v1/conversations/7/transcript?before=57");
	assert_non_null(proto_route_find("GET", path.data, &found, NULL));
	assert_int_equal(found.conversation_id, 7);
	str_clear(&path);
}

static void
another_side_has_other_routes(void **state)
{
	struct action a = numbered(ACTION_TAKE);
	struct str path;

	(void)state;
	str_init(&path, 200);
	assert_null(proto_route_of(PROTO_VISITOR, &a, &path));
	assert_int_equal(path.len, 0);
	str_clear(&path);
}

static void
strange_paths_are_not_found(void **state)
{
	static const char *const paths[] = {
		"", "/", "/api/v1", "/api/v1/conversations/7",
		"/api/v1/conversations//messages",
		"/api/v1/conversations/0/messages",
		"/api/v1/conversations/07/messages",
		"/api/v1/conversations/-7/messages",
		"/api/v1/conversations/+7/messages",
		"/api/v1/conversations/7x/messages",
		"/api/v1/conversations/7/messages/",
		"/api/v1/conversations/7/messagesx",
		"/api/v1/conversations/7%2Fmessages",
		"/api/v1/conversations/9007199254740992/messages",
		"/api/v1/conversations/99999999999999999999999999/messages",
		"/api/v1/conversations/{conversation}/messages",
		"/API/v1/queue/take", "//api/v1/queue/take",
	};

	(void)state;
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct action a;
		bool known = true;

		if (proto_route_find("POST", paths[i], &a, &known) != NULL)
			fail_msg("found: %s", paths[i]);
		assert_false(known);
		assert_int_equal(a.type, ACTION_TYPES);
	}
}

static void
a_known_path_with_another_method_is_told_apart(void **state)
{
	struct action a;
	bool known = false;

	(void)state;
	assert_null(proto_route_find("DELETE",
	    "/api/v1/conversations/7/messages", &a, &known));
	assert_true(known);
	assert_null(proto_route_find("post", "/api/v1/queue/take", &a,
	    &known));
	assert_true(known);
	assert_null(proto_route_find("GET", "/api/v1/queue", &a, NULL));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_route_is_found_by_its_own_path),
		cmocka_unit_test(every_action_has_a_route),
		cmocka_unit_test(paths_are_made_as_the_protocol_says),
		cmocka_unit_test(
		    a_page_of_a_transcript_is_asked_for_in_the_query),
		cmocka_unit_test(another_side_has_other_routes),
		cmocka_unit_test(strange_paths_are_not_found),
		cmocka_unit_test(
		    a_known_path_with_another_method_is_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
