/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/action.h"
#include "proto/fields.h"

#define MAX_PASSWORD_BYTES 1024
#define MAX_PATH_BYTES	   4096

/* Nothing is needed here: action_check() says what is missing. */
#define A(name, type, member, max)                                             \
	{ name, type, offsetof(struct action, member), max, 0 }
/* What is left out stays as it is, "" makes it empty. */
#define G(name, type, member, max)                                             \
	{ name, type, offsetof(struct action, member), max, FIELD_GIVEN }
#define CLIENT_ID A("client_id", FIELD_BUF, client_id, CLIENT_ID_BYTES)
#define VERSION	  A("version", FIELD_NUMBER, version, 0)
#define DRAFT                                                                  \
	A("draft", FIELD_TEXT, draft, MAX_MESSAGE_BYTES),                      \
	A("draft_is_note", FIELD_BOOL, is_note, 0)
#define TEXT(max) A("text", FIELD_TEXT, text, max)

static const struct field open_rows[] = {
	CLIENT_ID,
	TEXT(MAX_MESSAGE_BYTES),
	A("name", FIELD_TEXT, name, MAX_NAME_BYTES),
	A("contact", FIELD_TEXT, contact, MAX_CONTACT_BYTES),
	A("language", FIELD_TEXT, language, LANGUAGE_BYTES),
	A("page", FIELD_TEXT, page, MAX_PAGE_BYTES),
	A("time_zone", FIELD_TEXT, time_zone, MAX_ZONE_BYTES),
	A("department_id", FIELD_NUMBER, department_id, 0),
};
static const struct field text_rows[] = {
	CLIENT_ID,
	TEXT(MAX_MESSAGE_BYTES),
};
static const struct field message_rows[] = {
	CLIENT_ID,
	TEXT(MAX_MESSAGE_BYTES),
	A("files", FIELD_IDS, files, FILE_IDS_BYTES),
	A("canned_ids", FIELD_NUMBERS, canned_ids, MAX_MESSAGE_CANNED),
};
/* In an outbox only: on the wire the body is the file itself. */
static const struct field file_rows[] = {
	CLIENT_ID,
	A("name", FIELD_TEXT, name, MAX_FILE_NAME_BYTES),
	A("path", FIELD_TEXT, path, MAX_PATH_BYTES),
	A("bytes", FIELD_NUMBER, bytes, 0),
	A("changed_ms", FIELD_NUMBER, changed_ms, 0),
};
static const struct field version_rows[] = {
	CLIENT_ID,
	VERSION,
};
static const struct field client_id_rows[] = {
	CLIENT_ID,
};
static const struct field transfer_rows[] = {
	CLIENT_ID,
	VERSION,
	A("operator_id", FIELD_NUMBER, operator_id, 0),
	A("department_id", FIELD_NUMBER, department_id, 0),
	TEXT(MAX_NOTE_BYTES),
	DRAFT,
};
static const struct field talk_rows[] = {
	CLIENT_ID,
	A("operator_id", FIELD_NUMBER, operator_id, 0),
	A("department_id", FIELD_NUMBER, department_id, 0),
	TEXT(MAX_MESSAGE_BYTES),
};
static const struct field decline_rows[] = {
	CLIENT_ID,
	VERSION,
	TEXT(MAX_NOTE_BYTES),
	DRAFT,
};
static const struct field tag_rows[] = {
	CLIENT_ID,
	A("add", FIELD_TAG_TEXT, tags, MAX_TAGS_BYTES),
	A("remove", FIELD_TAG_TEXT, remove_tags, MAX_TAGS_BYTES),
};
static const struct field promise_rows[] = {
	CLIENT_ID,
	A("due", FIELD_NUMBER, due_ms, 0),
	TEXT(MAX_PROMISE_BYTES),
};
static const struct field close_rows[] = {
	CLIENT_ID,
	VERSION,
	A("outcome", FIELD_TEXT, outcome, MAX_LOGIN_BYTES),
	TEXT(MAX_NOTE_BYTES),
};
static const struct field outcome_rows[] = {
	CLIENT_ID,
	VERSION,
	A("outcome", FIELD_TEXT, outcome, MAX_LOGIN_BYTES),
};
static const struct field aside_rows[] = {
	CLIENT_ID,
	A("until", FIELD_NUMBER, until_ms, 0),
	A("upto", FIELD_NUMBER, upto, 0),
};
static const struct field read_rows[] = {
	CLIENT_ID,
	A("upto", FIELD_NUMBER, upto, 0),
};
static const struct field edit_rows[] = {
	CLIENT_ID,
	A("message", FIELD_NUMBER, upto, 0),
	TEXT(MAX_MESSAGE_BYTES),
};
static const struct field rate_rows[] = {
	CLIENT_ID,
	A("stars", FIELD_INT, stars, 5),
	TEXT(MAX_COMMENT_BYTES),
};
static const struct field winback_rows[] = {
	CLIENT_ID,
	A("state", FIELD_WINBACK, winback, 0),
	A("operator_id", FIELD_NUMBER, operator_id, 0),
	A("due", FIELD_NUMBER, due_ms, 0),
	G("apology", FIELD_TEXT, apology, MAX_WINBACK_BYTES),
	G("gesture", FIELD_TEXT, gesture, MAX_WINBACK_BYTES),
	G("changed", FIELD_TEXT, changed, MAX_WINBACK_BYTES),
	TEXT(MAX_WINBACK_BYTES),
};
static const struct field customer_rows[] = {
	CLIENT_ID,
	G("name", FIELD_TEXT, name, MAX_NAME_BYTES),
	G("contact", FIELD_TEXT, contact, MAX_CONTACT_BYTES),
	G("language", FIELD_TEXT, language, LANGUAGE_BYTES),
	G("note", FIELD_TEXT, note, MAX_CUSTOMER_NOTE_BYTES),
	G("segment", FIELD_TEXT, segment, MAX_SEGMENT_BYTES),
	G("tags", FIELD_TAG_TEXT, tags, MAX_TAGS_BYTES),
	A("fields", FIELD_PAIRS, fields, 0),
};
static const struct field whisper_rows[] = {
	CLIENT_ID,
	A("operator_id", FIELD_NUMBER, operator_id, 0),
	TEXT(MAX_MESSAGE_BYTES),
	A("is_draft", FIELD_BOOL, is_draft, 0),
};
static const struct field reassign_rows[] = {
	CLIENT_ID,
	VERSION,
	A("operator_id", FIELD_NUMBER, operator_id, 0),
};
static const struct field broadcast_rows[] = {
	CLIENT_ID,
	TEXT(MAX_NOTE_BYTES),
};
static const struct field seen_rows[] = {
	CLIENT_ID,
	A("broadcast", FIELD_NUMBER, upto, 0),
};
static const struct field read_along_rows[] = {
	A("is_on", FIELD_BOOL, is_on, 0),
};
#define BLOCK                                                                  \
	A("span", FIELD_NUMBER, span_ms, 0),                                   \
	A("reason", FIELD_TEXT, text, MAX_BAN_REASON_BYTES),                 \
	A("is_limit", FIELD_BOOL, is_limit, 0),                                \
	A("despite", FIELD_INT, despite, 1000000)
static const struct field block_rows[] = {
	CLIENT_ID,
	A("kind", FIELD_BAN, ban_kind, 0),
	A("prefix", FIELD_INT, prefix, 128),
	BLOCK,
};
static const struct field block_range_rows[] = {
	CLIENT_ID,
	A("address", FIELD_TEXT, address, ADDRESS_TEXT_BYTES),
	BLOCK,
};
static const struct field unblock_rows[] = {
	CLIENT_ID,
	A("reason", FIELD_TEXT, text, MAX_BAN_REASON_BYTES),
};
static const struct field typing_rows[] = {
	A("is_typing", FIELD_BOOL, is_typing, 0),
	TEXT(MAX_PREVIEW_BYTES),
};
static const struct field presence_rows[] = {
	A("presence", FIELD_PRESENCE, presence, 0),
	A("reason", FIELD_TEXT, reason, MAX_REASON_BYTES),
};
static const struct field operator_put_rows[] = {
	CLIENT_ID,
	A("operator", FIELD_OPERATOR, operator, 0),
	A("password", FIELD_TEXT, password, MAX_PASSWORD_BYTES),
};
static const struct field department_put_rows[] = {
	CLIENT_ID,
	A("department", FIELD_DEPARTMENT, department, 0),
};
static const struct field canned_put_rows[] = {
	CLIENT_ID,
	A("canned", FIELD_CANNED, canned, 0),
	G("files", FIELD_IDS, files, FILE_IDS_BYTES),
};

/* Those that are not here have no body. */
static const struct fields bodies[ACTION_TYPES] = {
	[ACTION_OPEN] = FIELDS(open_rows),
	[ACTION_MESSAGE] = FIELDS(message_rows),
	[ACTION_FILE] = FIELDS(file_rows),
	[ACTION_CANNED_FILE] = FIELDS(file_rows),
	[ACTION_NOTE] = FIELDS(text_rows),
	[ACTION_EDIT] = FIELDS(edit_rows),
	[ACTION_TAKE] = FIELDS(version_rows),
	[ACTION_TAKE_NEXT] = FIELDS(client_id_rows),
	[ACTION_TRANSFER] = FIELDS(transfer_rows),
	[ACTION_TAKE_BACK] = FIELDS(version_rows),
	[ACTION_DECLINE] = FIELDS(decline_rows),
	[ACTION_ASIDE] = FIELDS(aside_rows),
	[ACTION_CLOSE] = FIELDS(close_rows),
	[ACTION_OUTCOME] = FIELDS(outcome_rows),
	[ACTION_READ] = FIELDS(read_rows),
	[ACTION_TALK] = FIELDS(talk_rows),
	[ACTION_RATE] = FIELDS(rate_rows),
	[ACTION_WINBACK] = FIELDS(winback_rows),
	[ACTION_TAG] = FIELDS(tag_rows),
	[ACTION_PROMISE] = FIELDS(promise_rows),
	[ACTION_CUSTOMER] = FIELDS(customer_rows),
	[ACTION_WHISPER] = FIELDS(whisper_rows),
	[ACTION_JOIN] = FIELDS(client_id_rows),
	[ACTION_LEAVE] = FIELDS(client_id_rows),
	[ACTION_REASSIGN] = FIELDS(reassign_rows),
	[ACTION_BLOCK] = FIELDS(block_rows),
	[ACTION_BLOCK_RANGE] = FIELDS(block_range_rows),
	[ACTION_UNBLOCK] = FIELDS(unblock_rows),
	[ACTION_BROADCAST] = FIELDS(broadcast_rows),
	[ACTION_SEEN] = FIELDS(seen_rows),
	[ACTION_READ_ALONG] = FIELDS(read_along_rows),
	[ACTION_FORCE] = FIELDS(presence_rows),
	[ACTION_TYPING] = FIELDS(typing_rows),
	[ACTION_PRESENCE] = FIELDS(presence_rows),
	[ACTION_OPERATOR_PUT] = FIELDS(operator_put_rows),
	[ACTION_DEPARTMENT_PUT] = FIELDS(department_put_rows),
	[ACTION_CANNED_PUT] = FIELDS(canned_put_rows),
	[ACTION_CANNED_REMOVE] = FIELDS(version_rows),
};

void
proto_action_write(struct str *body, const struct action *a)
{
	struct json_out w;

	if (bodies[a->type].n == 0)
		return;
	json_begin(&w, body);
	json_object(&w, NULL);
	fields_write(&w, a, &bodies[a->type], PROTO_FOR_OPERATOR);
	json_end_object(&w);
}

bool
proto_action_read(const struct json *j, struct arena *arena, struct action *a,
    struct err *err)
{
	struct action read = *a;

	if (bodies[a->type].n == 0)
		return true;
	/* Many a client sends no body with a DELETE. */
	if (j == NULL && a->type == ACTION_CANNED_REMOVE)
		return true;
	if (!fields_read(j, arena, &read, &bodies[a->type], ERR_TOO_LARGE,
		err))
		return false;
	*a = read;
	return true;
}
