/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/str.h"
#include "check.h"
#include "domain/action.h"

#define SOME_ID "0123456789abcdef0123456789abcdef"

static const struct operator anna = {
	.login = "anna", .name = "Anna", .role = ROLE_OPERATOR,
	.languages = "ru,en", .skills = "billing", .departments = { 3 },
	.n_departments = 1, .limit = 4,
};
static const struct department cards = { .name = "Cards",
	.skills = "billing" };
static const struct canned hello = { .shortcut = "hello", .title = "Hello",
	.language = "en", .text = "Good day" };

/* One that passes, of every type. */
static struct action
good(enum action_type type)
{
	struct action a;

	action_init(&a, type);
	if (action_is_kept(type))
		str_copy(a.client_id, sizeof a.client_id, SOME_ID);
	a.conversation_id = 7;
	a.version = 3;
	a.text = "Hello";
	a.outcome = "solved";
	a.operator_id = 5;
	a.block_id = 57;
	a.address = "192.0.2.7";
	a.customer_id = 70;
	a.canned_id = 2;
	a.upto = 9;
	a.stars = 5;
	a.tags = "invoice";
	a.due_ms = 1790000000000;
	a.language = "pl";
	if (type == ACTION_FILE || type == ACTION_CANNED_FILE)
		a.name = "a.txt";
	a.presence = PRESENCE_AWAY;
	a.operator = &anna;
	a.department = &cards;
	a.canned = &hello;
	return a;
}

static void
refuse(const struct action *a, enum err_code code, const char *member)
{
	struct err err = { .code = ERR_NONE };

	if (action_check(a, &err))
		fail_msg("%s accepted, which should name %s",
		    action_name(a->type), member);
	assert_int_equal(err.code, code);
	if (strstr(err.text, member) == NULL)
		fail_msg("\"%s\" does not name %s", err.text, member);
}

static void
every_type_has_a_name_and_passes(void **state)
{
	(void)state;
	for (int i = 0; i < ACTION_TYPES; i++) {
		struct action a = good((enum action_type)i);
		struct err err = { .code = ERR_NONE };

		assert_int_equal(action_find(action_name(a.type)), i);
		if (!action_check(&a, &err))
			fail_msg("%s: %s", action_name(a.type), err.text);
	}
	assert_int_equal(action_find("dance"), ACTION_TYPES);
	assert_string_equal(action_name(ACTION_TYPES), "");
	assert_string_equal(action_name(ACTION_TAKE_BACK), "take_back");
}

static void
a_fresh_action_has_no_null_text(void **state)
{
	struct action a;

	(void)state;
	memset(&a, 0xff, sizeof a);
	action_init(&a, ACTION_NOTE);
	assert_int_equal(a.type, ACTION_NOTE);
	assert_string_equal(a.client_id, "");
	assert_string_equal(a.text, "");
	assert_string_equal(a.name, "");
	assert_string_equal(a.contact, "");
	assert_string_equal(a.language, "");
	assert_string_equal(a.page, "");
	assert_string_equal(a.outcome, "");
	assert_string_equal(a.note, "");
	assert_string_equal(a.password, "");
	assert_null(a.operator);
}

static void
what_changes_the_desk_is_kept_and_has_an_id(void **state)
{
	static const enum action_type not_kept[] = { ACTION_TYPING,
		ACTION_PRESENCE, ACTION_IDLE, ACTION_STATE, ACTION_RETURN,
		ACTION_TARGET, ACTION_ESTIMATE, ACTION_ROUTE, ACTION_FETCH_TRANSCRIPT,
		ACTION_FETCH_CUSTOMER, ACTION_FETCH_CANNED,
		ACTION_FETCH_SNAPSHOT, ACTION_SEARCH, ACTION_FETCH_FILE,
		ACTION_FETCH_SESSIONS,
		ACTION_FETCH_FIGURES, ACTION_REVOKE, ACTION_READ_ALONG,
		ACTION_FORCE, ACTION_SIGN_OUT,
		ACTION_STATS, ACTION_FETCH_BLOCKS };
	size_t kept = 0;

	(void)state;
	for (int i = 0; i < ACTION_TYPES; i++) {
		struct action a = good((enum action_type)i);

		if (!action_is_kept(a.type))
			continue;
		kept++;
		a.client_id[0] = '\0';
		refuse(&a, ERR_VALUE, "client_id");
	}
	assert_int_equal(kept + sizeof not_kept / sizeof *not_kept,
	    ACTION_TYPES);
	for (size_t i = 0; i < sizeof not_kept / sizeof *not_kept; i++)
		assert_false(action_is_kept(not_kept[i]));
	assert_false(action_is_kept(ACTION_TYPES));
}

static void
texts_must_say_something(void **state)
{
	static const enum action_type types[] = { ACTION_OPEN, ACTION_MESSAGE,
		ACTION_NOTE };
	static const char *const blanks[] = { "", " ", "\n\t ", "\xc2\xa0",
		"\xe2\x80\x8b", "\xe3\x80\x80 \xef\xbb\xbf" };

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		for (size_t b = 0; b < sizeof blanks / sizeof *blanks; b++) {
			struct action a = good(types[i]);

			a.text = blanks[b];
			refuse(&a, ERR_VALUE, "text");
		}
}

/* A text of the greatest size passes, one byte more does not. */
static void
sizes_are_limited(void **state)
{
	static const struct {
		enum action_type type;
		size_t offset, max;
		const char *member;
	} cases[] = {
#define AT(member) offsetof(struct action, member)
		{ ACTION_OPEN, AT(text), MAX_MESSAGE_BYTES, "text" },
		{ ACTION_OPEN, AT(name), MAX_NAME_BYTES, "name" },
		{ ACTION_OPEN, AT(contact), MAX_CONTACT_BYTES, "contact" },
		{ ACTION_OPEN, AT(page), MAX_PAGE_BYTES, "page" },
		{ ACTION_MESSAGE, AT(text), MAX_MESSAGE_BYTES, "text" },
		{ ACTION_NOTE, AT(text), MAX_MESSAGE_BYTES, "text" },
		{ ACTION_EDIT, AT(text), MAX_MESSAGE_BYTES, "text" },
		{ ACTION_TRANSFER, AT(text), MAX_NOTE_BYTES, "text" },
		{ ACTION_TRANSFER, AT(draft), MAX_MESSAGE_BYTES, "draft" },
		{ ACTION_DECLINE, AT(text), MAX_NOTE_BYTES, "text" },
		{ ACTION_DECLINE, AT(draft), MAX_MESSAGE_BYTES, "draft" },
		{ ACTION_PROMISE, AT(text), MAX_PROMISE_BYTES, "text" },
		{ ACTION_CUSTOMER, AT(segment), MAX_SEGMENT_BYTES, "segment" },
		{ ACTION_CLOSE, AT(text), MAX_NOTE_BYTES, "text" },
		{ ACTION_CLOSE, AT(outcome), MAX_LOGIN_BYTES, "outcome" },
		{ ACTION_OUTCOME, AT(outcome), MAX_LOGIN_BYTES, "outcome" },
		{ ACTION_RATE, AT(text), MAX_COMMENT_BYTES, "text" },
		{ ACTION_WINBACK, AT(text), MAX_WINBACK_BYTES, "text" },
		{ ACTION_WINBACK, AT(apology), MAX_WINBACK_BYTES, "apology" },
		{ ACTION_WINBACK, AT(changed), MAX_WINBACK_BYTES, "changed" },
		{ ACTION_BLOCK, AT(text), MAX_BAN_REASON_BYTES, "reason" },
		{ ACTION_UNBLOCK, AT(text), MAX_BAN_REASON_BYTES, "reason" },
		{ ACTION_CUSTOMER, AT(name), MAX_NAME_BYTES, "name" },
		{ ACTION_CUSTOMER, AT(contact), MAX_CONTACT_BYTES, "contact" },
		{ ACTION_CUSTOMER, AT(note), MAX_CUSTOMER_NOTE_BYTES, "note" },
		{ ACTION_TYPING, AT(text), MAX_PREVIEW_BYTES, "text" },
#undef AT
	};
	static char text[MAX_MESSAGE_BYTES + 2];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct action a = good(cases[i].type);
		const char *p = text;
		struct err err = { .code = ERR_NONE };

		memset(text, 'x', cases[i].max);
		text[cases[i].max] = '\0';
		memcpy((char *)&a + cases[i].offset, &p, sizeof p);
		if (!action_check(&a, &err))
			fail_msg("%s: %s", action_name(a.type), err.text);
		text[cases[i].max] = 'x';
		text[cases[i].max + 1] = '\0';
		refuse(&a, ERR_TOO_LARGE, cases[i].member);
		text[0] = '\xff';
		text[1] = '\0';
		refuse(&a, ERR_VALUE, cases[i].member);
	}
}

static void
whole_conversations_and_versions_are_named(void **state)
{
	struct action a = good(ACTION_MESSAGE);

	(void)state;
	a.conversation_id = 0;
	refuse(&a, ERR_VALUE, "conversation_id");
	a.conversation_id = -7;
	refuse(&a, ERR_VALUE, "conversation_id");
	a = good(ACTION_TAKE);
	a.version = 0;
	refuse(&a, ERR_VALUE, "version");
	a = good(ACTION_TRANSFER);
	a.version = -1;
	refuse(&a, ERR_VALUE, "version");
	a = good(ACTION_CLOSE);		/* a visitor's */
	a.version = 0;
	assert_true(action_check(&a, NULL));
}

static void
a_transfer_has_one_receiver(void **state)
{
	struct action a = good(ACTION_TRANSFER);

	(void)state;
	a.department_id = 4;
	refuse(&a, ERR_VALUE, "operator_id");
	a.operator_id = 0;
	assert_true(action_check(&a, NULL));
	a.department_id = 0;
	refuse(&a, ERR_VALUE, "operator_id");
	a.operator_id = -4;
	refuse(&a, ERR_VALUE, "operator_id");
}

static void
small_members_have_their_ranges(void **state)
{
	struct action a = good(ACTION_RATE);

	(void)state;
	a.stars = 0;
	refuse(&a, ERR_VALUE, "stars");
	a.stars = 6;
	refuse(&a, ERR_VALUE, "stars");
	a = good(ACTION_READ);
	a.upto = 0;
	refuse(&a, ERR_VALUE, "upto");
	a = good(ACTION_OUTCOME);
	a.outcome = "";
	refuse(&a, ERR_VALUE, "outcome");
	a = good(ACTION_PRESENCE);
	a.presence = PRESENCE_OFFLINE;
	refuse(&a, ERR_VALUE, "presence");
	a = good(ACTION_FETCH_TRANSCRIPT);
	a.before = -1;
	refuse(&a, ERR_VALUE, "before");
	a = good(ACTION_FETCH_CUSTOMER);
	a.customer_id = 0;
	refuse(&a, ERR_VALUE, "customer_id");
	a = good(ACTION_CANNED_REMOVE);
	a.canned_id = 0;
	refuse(&a, ERR_VALUE, "canned_id");
	a = good(ACTION_OPEN);
	a.department_id = -1;
	refuse(&a, ERR_VALUE, "department_id");
	a = good(ACTION_OPEN);
	a.language = "pl-PL";
	refuse(&a, ERR_VALUE, "language");
	a.language = "pl,en";
	refuse(&a, ERR_VALUE, "language");
	a.language = "";
	assert_true(action_check(&a, NULL));
}

static void
records_are_checked(void **state)
{
	struct operator o = anna;
	struct department d = cards;
	struct canned c = hello;
	struct action a = good(ACTION_OPERATOR_PUT);

	(void)state;
	a.operator = &o;
	o.limit = 0;
	refuse(&a, ERR_VALUE, "limit");
	o.limit = 100;
	refuse(&a, ERR_VALUE, "limit");
	o = anna;
	str_copy(o.login, sizeof o.login, "An na");
	refuse(&a, ERR_VALUE, "login");
	o = anna;
	str_copy(o.languages, sizeof o.languages, "russian");
	refuse(&a, ERR_VALUE, "languages");
	o = anna;
	str_copy(o.skills, sizeof o.skills, "a b");
	refuse(&a, ERR_VALUE, "skills");
	o = anna;
	o.departments[0] = 0;
	refuse(&a, ERR_VALUE, "departments");
	o = anna;
	str_copy(o.name, sizeof o.name, " ");
	refuse(&a, ERR_VALUE, "name");
	a.operator = NULL;
	refuse(&a, ERR_VALUE, "operator");

	a = good(ACTION_DEPARTMENT_PUT);
	a.department = &d;
	d.name[0] = '\0';
	refuse(&a, ERR_VALUE, "name");

	a = good(ACTION_CANNED_PUT);
	a.canned = &c;
	c.shortcut = "";
	refuse(&a, ERR_VALUE, "shortcut");
	c = hello;
	c.text = " ";
	refuse(&a, ERR_VALUE, "text");
	c = hello;
	c.language = "english";
	refuse(&a, ERR_VALUE, "language");
}

/* What a copy borrows is gone when it is sent. */
static void
a_copy_borrows_nothing(void **state)
{
	static const struct customer_field field = { "order", "4481-22" };
	static const struct canned canned = { .shortcut = "hi",
		.title = "Hi", .language = "", .text = "Hello" };
	struct arena *arena = arena_new(1 << 16);
	struct action a, copy;

	(void)state;
	action_init(&a, ACTION_TRANSFER);
	a.text = "note";
	a.draft = "what I was writing";
	a.tags = NULL;
	a.fields = &field;
	a.n_fields = 1;
	a.canned = &canned;
	assert_true(action_copy(&copy, &a, arena));
	assert_string_equal(copy.text, a.text);
	assert_ptr_not_equal(copy.text, a.text);
	assert_string_equal(copy.draft, a.draft);
	assert_ptr_not_equal(copy.draft, a.draft);
	assert_null(copy.tags);
	assert_ptr_not_equal(copy.fields, a.fields);
	assert_string_equal(copy.fields[0].value, "4481-22");
	assert_ptr_not_equal(copy.canned, a.canned);
	assert_string_equal(copy.canned->text, "Hello");
	arena_free(arena);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_borrows_nothing),
		cmocka_unit_test(every_type_has_a_name_and_passes),
		cmocka_unit_test(a_fresh_action_has_no_null_text),
		cmocka_unit_test(what_changes_the_desk_is_kept_and_has_an_id),
		cmocka_unit_test(texts_must_say_something),
		cmocka_unit_test(sizes_are_limited),
		cmocka_unit_test(whole_conversations_and_versions_are_named),
		cmocka_unit_test(a_transfer_has_one_receiver),
		cmocka_unit_test(small_members_have_their_ranges),
		cmocka_unit_test(records_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
