/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records: what stands under their names in events and snapshots. */
#include <assert.h>

#include "proto/fields.h"

#define MAX_LOAD  100000
#define MAX_LIMIT 99

#define ROW(record, name, type, member, max, flags)                            \
	{ name, type, offsetof(struct record, member), max, flags }

#define C(name, type, member, max) ROW(conversation, name, type, member, max, 0)
static const struct field conversation_rows[] = {
	ROW(conversation, "id", FIELD_NUMBER, id, 0, FIELD_NEEDED),
	C("customer_id", FIELD_NUMBER, customer_id, 0),
	ROW(conversation, "state", FIELD_STATE, state, 0, FIELD_NEEDED),
	C("operator_id", FIELD_NUMBER, operator_id, 0),
	C("joined_id", FIELD_NUMBER, joined_id, 0),
	C("department_id", FIELD_NUMBER, department_id, 0),
	ROW(conversation, "version", FIELD_NUMBER, version, 0, FIELD_NEEDED),
	ROW(conversation, "last_seq", FIELD_NUMBER, last_seq, 0, FIELD_NEEDED),
	C("opened", FIELD_NUMBER, opened_ms, 0),
	C("queued", FIELD_NUMBER, queued_ms, 0),
	C("waiting_since", FIELD_NUMBER, waiting_since_ms, 0),
	C("aside_until", FIELD_NUMBER, aside_until_ms, 0),
	C("answered", FIELD_NUMBER, answered_ms, 0),
	C("closed", FIELD_NUMBER, closed_ms, 0),
	C("abandoned", FIELD_BOOL, is_abandoned, 0),
	C("last_message", FIELD_NUMBER, last_message_ms, 0),
	C("last_message_seq", FIELD_NUMBER, last_message_seq, 0),
	C("last_message_by", FIELD_ACTOR, last_message_by, 0),
	C("said_seq", FIELD_NUMBER, said_seq, 0),
	C("said", FIELD_NUMBER, said_ms, 0),
	C("said_by", FIELD_NUMBER, said_by_id, 0),
	C("visitor_read", FIELD_NUMBER, visitor_read_seq, 0),
	C("operator_read", FIELD_NUMBER, operator_read_seq, 0),
	C("from_operator_id", FIELD_NUMBER, from_operator_id, 0),
	C("from_department_id", FIELD_NUMBER, from_department_id, 0),
	C("transferred", FIELD_NUMBER, transferred_ms, 0),
	C("transferred_seq", FIELD_NUMBER, transferred_seq, 0),
	C("offered_until", FIELD_NUMBER, offered_until_ms, 0),
	C("promise_due", FIELD_NUMBER, promise_due_ms, 0),
	C("promised", FIELD_NUMBER, promised_ms, 0),
	C("promise_by", FIELD_NUMBER, promise_by_id, 0),
	C("first_member_id", FIELD_NUMBER, first_member_id, 0),
	C("second_member_id", FIELD_NUMBER, second_member_id, 0),
	C("priority", FIELD_INT, priority, MAX_PRIORITY),
	C("asked_department_id", FIELD_NUMBER, asked_department_id, 0),
	C("is_placed", FIELD_BOOL, is_placed, 0),
	C("is_returning", FIELD_BOOL, is_returning, 0),
	C("known_id", FIELD_NUMBER, known_id, 0),
	C("place", FIELD_NUMBER, place_ms, 0),
	C("owned", FIELD_NUMBER, owned_ms, 0),
	C("passed", FIELD_NUMBERS, passed, MAX_PASSED),
	C("skills", FIELD_BUF, skills, MAX_SKILLS_BYTES),
	C("rules", FIELD_BUF, rules, MAX_RULES_BYTES),
	C("segment", FIELD_BUF, segment, MAX_SEGMENT_BYTES),
	C("receiver_wrote", FIELD_BOOL, receiver_wrote, 0),
	C("targets", FIELD_TARGETS, targets, 0),
	C("taken", FIELD_NUMBER, taken_ms, 0),
	C("estimated", FIELD_NUMBER, estimated_ms, 0),
	C("estimate_low", FIELD_NUMBER, estimate_low_ms, 0),
	C("estimate_high", FIELD_NUMBER, estimate_high_ms, 0),
	C("block", FIELD_NUMBER, block_id, 0),
	C("block_until", FIELD_NUMBER, block_until_ms, 0),
	C("block_is_limit", FIELD_BOOL, block_is_limit, 0),
	C("stars", FIELD_INT, stars, 5),
	C("winback", FIELD_WINBACK, winback, 0),
	C("winback_owner", FIELD_NUMBER, winback_owner_id, 0),
	C("winback_due", FIELD_NUMBER, winback_due_ms, 0),
	C("name", FIELD_BUF, name, MAX_NAME_BYTES),
	C("language", FIELD_BUF, language, LANGUAGE_BYTES),
	C("page", FIELD_BUF, page, MAX_PAGE_BYTES),
	C("time_zone", FIELD_BUF, time_zone, ZONE_NAME_BYTES),
	C("subject", FIELD_BUF, subject, MAX_SUBJECT_BYTES),
	C("outcome", FIELD_BUF, outcome, MAX_LOGIN_BYTES),
	C("promise", FIELD_BUF, promise, MAX_PROMISE_BYTES),
	C("tags", FIELD_TAGS, tags, MAX_TAGS_BYTES),
};
static const struct fields conversation_fields = FIELDS(conversation_rows);

/* `id` is not needed: an administrator's new record has none yet. */
#define O(name, type, member, max, flags)                                      \
	ROW(operator, name, type, member, max, flags)
static const struct field operator_rows[] = {
	O("id", FIELD_NUMBER, id, 0, 0),
	O("login", FIELD_BUF, login, MAX_LOGIN_BYTES, FIELD_NEEDED),
	O("name", FIELD_BUF, name, MAX_NAME_BYTES, FIELD_NEEDED),
	O("role", FIELD_ROLE, role, 0, 0),
	O("languages", FIELD_LANGUAGES, languages, MAX_LANGUAGES_BYTES, 0),
	O("skills", FIELD_SKILLS, skills, MAX_SKILLS_BYTES, 0),
	{ "departments", FIELD_DEPARTMENTS, 0, 0, 0 },
	O("limit", FIELD_INT, limit, MAX_LIMIT, FIELD_NEEDED),
	O("disabled", FIELD_BOOL, disabled, 0, 0),
	O("presence", FIELD_PRESENCE, presence, 0, 0),
	O("reason", FIELD_BUF, reason, MAX_REASON_BYTES, 0),
	O("since", FIELD_NUMBER, since_ms, 0, 0),
	O("state_by", FIELD_NUMBER, state_by_id, 0, 0),
	O("load", FIELD_INT, load, MAX_LOAD, 0),
};
static const struct fields operator_fields = FIELDS(operator_rows);

#define D(name, type, member, max, flags)                                      \
	ROW(department, name, type, member, max, flags)
static const struct field department_rows[] = {
	D("id", FIELD_NUMBER, id, 0, 0),
	D("name", FIELD_BUF, name, MAX_NAME_BYTES, FIELD_NEEDED),
	D("skills", FIELD_SKILLS, skills, MAX_SKILLS_BYTES, 0),
	D("disabled", FIELD_BOOL, disabled, 0, 0),
};
static const struct fields department_fields = FIELDS(department_rows);

#define R(name, type, member, max, flags)                                      \
	ROW(canned, name, type, member, max, flags)
static const struct field canned_rows[] = {
	R("id", FIELD_NUMBER, id, 0, 0),
	R("shortcut", FIELD_TEXT, shortcut, MAX_LOGIN_BYTES, FIELD_NEEDED),
	R("title", FIELD_TEXT, title, MAX_NAME_BYTES, 0),
	R("language", FIELD_TEXT, language, LANGUAGE_BYTES, 0),
	R("department_id", FIELD_NUMBER, department_id, 0, 0),
	R("owner_id", FIELD_NUMBER, owner_id, 0, 0),
	R("version", FIELD_NUMBER, version, 0, 0),
	R("text", FIELD_TEXT, text, MAX_MESSAGE_BYTES, 0),
	R("files", FIELD_FILES, files, 0, 0),
	R("uses", FIELD_NUMBER, uses, 0, 0),
	R("last_used", FIELD_NUMBER, used_ms, 0, 0),
};
static const struct fields canned_fields = FIELDS(canned_rows);

#define P(name, type, member, max, flags)                                      \
	ROW(customer, name, type, member, max, flags)
static const struct field customer_rows[] = {
	P("id", FIELD_NUMBER, id, 0, FIELD_NEEDED),
	P("name", FIELD_TEXT, name, MAX_NAME_BYTES, 0),
	P("contact", FIELD_TEXT, contact, MAX_CONTACT_BYTES, 0),
	P("language", FIELD_TEXT, language, LANGUAGE_BYTES, 0),
	P("note", FIELD_TEXT, note, MAX_CUSTOMER_NOTE_BYTES, 0),
	P("segment", FIELD_TEXT, segment, MAX_SEGMENT_BYTES, 0),
	P("tags", FIELD_TAG_TEXT, tags, MAX_TAGS_BYTES, 0),
	P("fields", FIELD_PAIRS, fields, 0, 0),
	P("since", FIELD_NUMBER, since_ms, 0, 0),
	{ "earlier", FIELD_EARLIER, 0, 0, 0 },
};
static const struct fields customer_fields = FIELDS(customer_rows);

/* A list and its length are read and written as one. */
static_assert(offsetof(struct customer, n_fields) -
	offsetof(struct customer, fields) == offsetof(struct pairs, n),
    "struct customer holds a struct pairs");
static_assert(offsetof(struct action, n_fields) -
	offsetof(struct action, fields) == offsetof(struct pairs, n),
    "struct action holds a struct pairs");

static void
write_record(struct json_out *w, const char *key, const void *record,
    const struct fields *fields)
{
	json_object(w, key);
	fields_write(w, record, fields, PROTO_FOR_OPERATOR);
	json_end_object(w);
}

void
proto_conversation_write(struct json_out *w, const char *key,
    const struct conversation *c)
{
	write_record(w, key, c, &conversation_fields);
}

bool
proto_conversation_read(const struct json *j, struct conversation *c,
    struct err *err)
{
	struct conversation read = { .id = 0 };

	if (!fields_read(j, NULL, &read, &conversation_fields, ERR_PROTO, err))
		return err_prefix(err, "conversation");
	*c = read;
	return true;
}

void
proto_operator_write(struct json_out *w, const char *key,
    const struct operator *o)
{
	write_record(w, key, o, &operator_fields);
}

bool
proto_operator_read(const struct json *j, struct operator *o,
    struct err *err)
{
	struct operator read = { .id = 0 };

	if (!fields_read(j, NULL, &read, &operator_fields, ERR_PROTO, err))
		return err_prefix(err, "operator");
	*o = read;
	return true;
}

void
proto_department_write(struct json_out *w, const char *key,
    const struct department *d)
{
	write_record(w, key, d, &department_fields);
}

bool
proto_department_read(const struct json *j, struct department *d,
    struct err *err)
{
	struct department read = { .id = 0 };

	if (!fields_read(j, NULL, &read, &department_fields, ERR_PROTO, err))
		return err_prefix(err, "department");
	*d = read;
	return true;
}

void
proto_canned_write(struct json_out *w, const char *key,
    const struct canned *c)
{
	write_record(w, key, c, &canned_fields);
}

bool
proto_canned_read(const struct json *j, struct arena *a, struct canned *c,
    struct err *err)
{
	struct canned read = { .shortcut = "", .title = "", .language = "",
		.text = "" };

	if (!fields_read(j, a, &read, &canned_fields, ERR_PROTO, err))
		return err_prefix(err, "canned");
	*c = read;
	return true;
}

void
proto_customer_write(struct json_out *w, const char *key,
    const struct customer *c)
{
	write_record(w, key, c, &customer_fields);
}

bool
proto_customer_read(const struct json *j, struct arena *a,
    struct customer *c, struct err *err)
{
	struct customer read = { .name = "", .contact = "", .language = "",
		.note = "", .segment = "", .tags = "" };

	if (!fields_read(j, a, &read, &customer_fields, ERR_PROTO, err))
		return err_prefix(err, "customer");
	*c = read;
	return true;
}
