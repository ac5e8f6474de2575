/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <stdlib.h>

#include "domain/client_id.h"
#include "proto/fields.h"

#define MAX_LOAD 100000

#define E(name, type, member, max, flags)                                      \
	{ name, type, offsetof(struct event, member), max, flags }

/* What every event has; `type` itself is put and read by hand. */
static const struct field head_rows[] = {
	E("seq", FIELD_NUMBER, seq, 0, 0),
	E("conversation", FIELD_NUMBER, conversation_id, 0, 0),
	E("at", FIELD_NUMBER, at_ms, 0, 0),
	E("by", FIELD_ACTOR, by, 0, FIELD_NEEDED),
	E("by_id", FIELD_NUMBER, by_id, 0, FIELD_PRIVATE),
	E("client_id", FIELD_TEXT, client_id, CLIENT_ID_BYTES, FIELD_PRIVATE),
};
static const struct fields head = FIELDS(head_rows);

/* Members by type (doc/protocol.md, "Values"). */
static const struct field opened_rows[] = {
	E("customer_id", FIELD_NUMBER, customer_id, 0, FIELD_NEEDED),
	E("name", FIELD_TEXT, name, MAX_NAME_BYTES, 0),
	E("language", FIELD_TEXT, language, LANGUAGE_BYTES, 0),
	E("page", FIELD_TEXT, page, MAX_PAGE_BYTES, 0),
	E("time_zone", FIELD_TEXT, time_zone, MAX_ZONE_BYTES, FIELD_PRIVATE),
	E("department_id", FIELD_NUMBER, department_id, 0, 0),
	E("text", FIELD_TEXT, text, MAX_SUBJECT_BYTES, 0),
};
static const struct field text_rows[] = {
	E("text", FIELD_TEXT, text, MAX_MESSAGE_BYTES, FIELD_NEEDED),
};
static const struct field message_rows[] = {
	E("text", FIELD_TEXT, text, MAX_MESSAGE_BYTES, 0),
	E("files", FIELD_FILES, files, 0, 0),
	E("as_id", FIELD_NUMBER, operator_id, 0, FIELD_PRIVATE),
};
static const struct field whisper_rows[] = {
	E("operator_id", FIELD_NUMBER, operator_id, 0,
	    FIELD_NEEDED | FIELD_PRIVATE),
	E("text", FIELD_TEXT, text, MAX_MESSAGE_BYTES,
	    FIELD_NEEDED | FIELD_PRIVATE),
	E("is_draft", FIELD_BOOL, is_draft, 0, FIELD_PRIVATE),
};
static const struct field joined_rows[] = {
	E("quiet", FIELD_BOOL, is_quiet, 0, FIELD_PRIVATE),
};
static const struct field broadcast_rows[] = {
	E("text", FIELD_TEXT, text, MAX_NOTE_BYTES, FIELD_NEEDED),
};
static const struct field seen_rows[] = {
	E("broadcast", FIELD_NUMBER, upto, 0, FIELD_NEEDED),
};
static const struct field reads_along_rows[] = {
	E("is_on", FIELD_BOOL, is_on, 0, 0),
};
static const struct field taken_rows[] = {
	E("operator_id", FIELD_NUMBER, operator_id, 0,
	    FIELD_NEEDED | FIELD_PRIVATE),
};
#define DRAFT                                                                  \
	E("draft", FIELD_TEXT, draft, MAX_MESSAGE_BYTES, FIELD_PRIVATE),       \
	E("draft_is_note", FIELD_BOOL, is_note, 0, FIELD_PRIVATE)
static const struct field transferred_rows[] = {
	E("from_operator_id", FIELD_NUMBER, from_operator_id, 0,
	    FIELD_PRIVATE),
	E("operator_id", FIELD_NUMBER, operator_id, 0, FIELD_PRIVATE),
	E("department_id", FIELD_NUMBER, department_id, 0, 0),
	E("text", FIELD_TEXT, text, MAX_NOTE_BYTES, FIELD_PRIVATE),
	E("until", FIELD_NUMBER, until_ms, 0, FIELD_PRIVATE),
	DRAFT,
};
static const struct field declined_rows[] = {
	E("operator_id", FIELD_NUMBER, operator_id, 0, FIELD_PRIVATE),
	E("from_operator_id", FIELD_NUMBER, from_operator_id, 0,
	    FIELD_PRIVATE),
	E("text", FIELD_TEXT, text, MAX_NOTE_BYTES, FIELD_PRIVATE),
	DRAFT,
};
static const struct field tagged_rows[] = {
	E("tags", FIELD_TAG_TEXT, tags, MAX_TAGS_BYTES, FIELD_PRIVATE),
	E("added", FIELD_TAG_TEXT, added, MAX_TAGS_BYTES, FIELD_PRIVATE),
};
static const struct field promised_rows[] = {
	E("due", FIELD_NUMBER, due_ms, 0, FIELD_PRIVATE),
	E("text", FIELD_TEXT, text, MAX_PROMISE_BYTES, FIELD_PRIVATE),
};
static const struct field closed_rows[] = {
	E("text", FIELD_TEXT, text, MAX_NOTE_BYTES, FIELD_PRIVATE),
	E("is_blocked", FIELD_BOOL, is_blocked, 0, FIELD_PRIVATE),
};
static const struct field outcome_rows[] = {
	E("outcome", FIELD_TEXT, outcome, MAX_LOGIN_BYTES, FIELD_PRIVATE),
};
static const struct field reopened_rows[] = {
	E("operator_id", FIELD_NUMBER, operator_id, 0, FIELD_PRIVATE),
};
static const struct field rated_rows[] = {
	E("stars", FIELD_INT, stars, 5, FIELD_NEEDED),
	E("text", FIELD_TEXT, text, MAX_COMMENT_BYTES, 0),
};
static const struct field winback_rows[] = {
	E("state", FIELD_WINBACK, winback, 0, FIELD_NEEDED | FIELD_PRIVATE),
	E("operator_id", FIELD_NUMBER, operator_id, 0, FIELD_PRIVATE),
	E("due", FIELD_NUMBER, due_ms, 0, FIELD_PRIVATE),
	E("apology", FIELD_TEXT, apology, MAX_WINBACK_BYTES, FIELD_PRIVATE),
	E("gesture", FIELD_TEXT, gesture, MAX_WINBACK_BYTES, FIELD_PRIVATE),
	E("changed", FIELD_TEXT, changed, MAX_WINBACK_BYTES, FIELD_PRIVATE),
	E("text", FIELD_TEXT, text, MAX_WINBACK_BYTES, FIELD_PRIVATE),
};
static const struct field aside_rows[] = {
	E("until", FIELD_NUMBER, until_ms, 0, FIELD_PRIVATE),
};
static const struct field read_rows[] = {
	E("upto", FIELD_NUMBER, upto, 0, FIELD_NEEDED),
};
static const struct field room_rows[] = {
	E("from_operator_id", FIELD_NUMBER, from_operator_id, 0,
	    FIELD_PRIVATE),
	E("operator_id", FIELD_NUMBER, operator_id, 0, FIELD_PRIVATE),
	E("department_id", FIELD_NUMBER, department_id, 0, FIELD_PRIVATE),
};
#define WHICH E("which", FIELD_WHICH, which, 0, FIELD_NEEDED | FIELD_PRIVATE)
#define DUE   E("due", FIELD_NUMBER, due_ms, 0, FIELD_NEEDED | FIELD_PRIVATE)
static const struct field target_rows[] = {
	WHICH,
	E("warn", FIELD_NUMBER, warn_ms, 0, FIELD_PRIVATE),
	DUE,
};
static const struct field missed_rows[] = {
	WHICH,
	DUE,
	E("operator_id", FIELD_NUMBER, operator_id, 0, FIELD_PRIVATE),
};
static const struct field routed_rows[] = {
	E("rules", FIELD_TEXT, rules, MAX_RULES_BYTES, FIELD_PRIVATE),
	E("department_id", FIELD_NUMBER, department_id, 0, FIELD_PRIVATE),
	E("priority", FIELD_INT, priority, MAX_PRIORITY, FIELD_PRIVATE),
	E("skills", FIELD_TEXT, skills, MAX_SKILLS_BYTES, FIELD_PRIVATE),
	E("segment", FIELD_TEXT, segment, MAX_SEGMENT_BYTES, FIELD_PRIVATE),
	E("is_returning", FIELD_BOOL, is_returning, 0, FIELD_PRIVATE),
	E("operator_id", FIELD_NUMBER, operator_id, 0, FIELD_PRIVATE),
	E("text", FIELD_TEXT, text, MAX_NOTE_BYTES, FIELD_PRIVATE),
	E("due", FIELD_NUMBER, due_ms, 0, FIELD_PRIVATE),
};
static const struct field estimated_rows[] = {
	E("low", FIELD_NUMBER, due_ms, 0, FIELD_PRIVATE),
	E("high", FIELD_NUMBER, until_ms, 0, FIELD_NEEDED | FIELD_PRIVATE),
};
static const struct field edited_rows[] = {
	E("message", FIELD_NUMBER, upto, 0, FIELD_NEEDED),
	E("text", FIELD_TEXT, text, MAX_MESSAGE_BYTES, 0),
};
static const struct field blocked_rows[] = {
	E("kind", FIELD_BAN, ban_kind, 0, FIELD_NEEDED),
	E("is_limit", FIELD_BOOL, is_limit, 0, 0),
	E("until", FIELD_NUMBER, until_ms, 0, 0),
	E("reason", FIELD_TEXT, text, MAX_BAN_REASON_BYTES, 0),
};
static const struct field unblocked_rows[] = {
	E("block", FIELD_NUMBER, upto, 0, FIELD_NEEDED),
	E("reason", FIELD_TEXT, text, MAX_BAN_REASON_BYTES, 0),
};
static const struct field customer_rows[] = {
	E("customer", FIELD_CUSTOMER, customer, 0, FIELD_NEEDED),
};
static const struct field operator_rows[] = {
	E("operator", FIELD_OPERATOR, operator, 0, FIELD_NEEDED),
};
static const struct field department_rows[] = {
	E("department", FIELD_DEPARTMENT, department, 0, FIELD_NEEDED),
};
static const struct field canned_rows[] = {
	E("canned", FIELD_CANNED, canned, 0, FIELD_NEEDED),
};
static const struct field canned_removed_rows[] = {
	E("canned_id", FIELD_NUMBER, canned_id, 0, FIELD_NEEDED),
};
static const struct field typing_rows[] = {
	E("is_typing", FIELD_BOOL, is_typing, 0, 0),
	E("text", FIELD_TEXT, text, MAX_PREVIEW_BYTES, FIELD_PRIVATE),
};
static const struct field state_rows[] = {
	E("operator_id", FIELD_NUMBER, operator_id, 0, FIELD_NEEDED),
	E("presence", FIELD_PRESENCE, presence, 0, FIELD_NEEDED),
	E("reason", FIELD_TEXT, reason, MAX_REASON_BYTES, 0),
};
static const struct field presence_rows[] = {
	E("operator_id", FIELD_NUMBER, operator_id, 0, FIELD_NEEDED),
	E("presence", FIELD_PRESENCE, presence, 0, FIELD_NEEDED),
	E("reason", FIELD_TEXT, reason, MAX_REASON_BYTES, 0),
	E("since", FIELD_NUMBER, since_ms, 0, 0),
	E("load", FIELD_INT, load, MAX_LOAD, 0),
};

/* Where an event must stand. */
enum place {
	IN_SEQUENCE = 1,	/* it has a seq and an instant */
	IN_CONVERSATION = 2,
};
#define IN_BOTH (IN_SEQUENCE | IN_CONVERSATION)

static const struct form {
	struct fields members;
	unsigned      place;
} forms[EVENT_PRESENCE + 1] = {
	[EVENT_OPENED] = { FIELDS(opened_rows), IN_BOTH },
	[EVENT_MESSAGE] = { FIELDS(message_rows), IN_BOTH },
	[EVENT_NOTE] = { FIELDS(text_rows), IN_BOTH },
	[EVENT_TAKEN] = { FIELDS(taken_rows), IN_BOTH },
	[EVENT_TRANSFERRED] = { FIELDS(transferred_rows), IN_BOTH },
	[EVENT_TAKEN_BACK] = { FIELDS(taken_rows), IN_BOTH },
	[EVENT_DECLINED] = { FIELDS(declined_rows), IN_BOTH },
	[EVENT_RETURNED] = { FIELDS(declined_rows), IN_BOTH },
	[EVENT_CLOSED] = { FIELDS(closed_rows), IN_BOTH },
	[EVENT_OUTCOME] = { FIELDS(outcome_rows), IN_BOTH },
	[EVENT_REOPENED] = { FIELDS(reopened_rows), IN_BOTH },
	[EVENT_RATED] = { FIELDS(rated_rows), IN_BOTH },
	[EVENT_WHISPER] = { FIELDS(whisper_rows), IN_BOTH },
	[EVENT_JOINED] = { FIELDS(joined_rows), IN_BOTH },
	[EVENT_LEFT] = { FIELDS(joined_rows), IN_BOTH },
	[EVENT_WINBACK] = { FIELDS(winback_rows), IN_BOTH },
	[EVENT_TAGGED] = { FIELDS(tagged_rows), IN_BOTH },
	[EVENT_PROMISED] = { FIELDS(promised_rows), IN_BOTH },
	[EVENT_ASIDE] = { FIELDS(aside_rows), IN_BOTH },
	[EVENT_EDITED] = { FIELDS(edited_rows), IN_BOTH },
	[EVENT_READ] = { FIELDS(read_rows), IN_BOTH },
	[EVENT_ROOM] = { FIELDS(room_rows), IN_BOTH },
	[EVENT_TARGET] = { FIELDS(target_rows), IN_BOTH },
	[EVENT_WARNED] = { FIELDS(missed_rows), IN_BOTH },
	[EVENT_MISSED] = { FIELDS(missed_rows), IN_BOTH },
	[EVENT_ROUTED] = { FIELDS(routed_rows), IN_BOTH },
	[EVENT_ESTIMATED] = { FIELDS(estimated_rows), IN_BOTH },
	[EVENT_BLOCKED] = { FIELDS(blocked_rows), IN_SEQUENCE },
	[EVENT_UNBLOCKED] = { FIELDS(unblocked_rows), IN_SEQUENCE },
	[EVENT_CUSTOMER] = { FIELDS(customer_rows), IN_SEQUENCE },
	[EVENT_OPERATOR] = { FIELDS(operator_rows), IN_SEQUENCE },
	[EVENT_DEPARTMENT] = { FIELDS(department_rows), IN_SEQUENCE },
	[EVENT_CANNED] = { FIELDS(canned_rows), IN_SEQUENCE },
	[EVENT_CANNED_REMOVED] = { FIELDS(canned_removed_rows), IN_SEQUENCE },
	[EVENT_BROADCAST] = { FIELDS(broadcast_rows), IN_SEQUENCE },
	[EVENT_SEEN] = { FIELDS(seen_rows), IN_SEQUENCE },
	[EVENT_FORGOTTEN] = { { NULL, 0 }, IN_BOTH },
	[EVENT_STATE] = { FIELDS(state_rows), IN_SEQUENCE },
	[EVENT_TYPING] = { FIELDS(typing_rows), IN_CONVERSATION },
	[EVENT_READS_ALONG] = { FIELDS(reads_along_rows), IN_CONVERSATION },
	[EVENT_PRESENCE] = { FIELDS(presence_rows), 0 },
};

static bool
check_head(const struct event *ev, unsigned place, struct err *err)
{
	if ((place & IN_SEQUENCE) != 0 && (ev->seq == 0 || ev->at_ms == 0))
		return err_set(err, ERR_PROTO, "no seq or no at");
	if ((place & IN_SEQUENCE) == 0 && ev->seq != 0)
		return err_set(err, ERR_PROTO, "a seq where none belongs");
	if ((place & IN_CONVERSATION) != 0 && ev->conversation_id == 0)
		return err_set(err, ERR_PROTO, "no conversation");
	if ((ev->by == ACTOR_OPERATOR) != (ev->by_id != 0))
		return err_set(err, ERR_PROTO,
		    "by_id belongs to an operator's event and to no other");
	if (*ev->client_id != '\0' && !client_id_ok(ev->client_id))
		return err_set(err, ERR_PROTO, "client_id: not 32 hex digits");
	if (ev->type == EVENT_MESSAGE && *ev->text == '\0' &&
	    ev->n_files == 0)
		return err_set(err, ERR_PROTO, "text: missing, and no files");
	/* Neither: into the queue of no department. */
	if (ev->type == EVENT_TRANSFERRED && ev->operator_id != 0 &&
	    ev->department_id != 0)
		return err_set(err, ERR_PROTO, "transferred to two");
	return true;
}

/* The visitor knows an operator by name only, and of client ids their own. */
static void
write_for_visitor(struct json_out *w, const struct event *ev)
{
	if (ev->by == ACTOR_VISITOR && *ev->client_id != '\0')
		json_put_str(w, "client_id", ev->client_id);
	if (ev->by == ACTOR_OPERATOR && *ev->name != '\0' &&
	    ev->type != EVENT_OPENED)
		json_put_str(w, "name", ev->name);
}

void
proto_event_write(struct json_out *w, const char *key, const struct event *ev,
    enum proto_reader reader)
{
	assert(ev->type <= EVENT_PRESENCE);
	assert(reader == PROTO_FOR_OPERATOR || event_is_public(ev->type));
	json_object(w, key);
	json_put_str(w, "type", event_name(ev->type));
	fields_write(w, ev, &head, reader);
	if (reader == PROTO_FOR_VISITOR)
		write_for_visitor(w, ev);
	fields_write(w, ev, &forms[ev->type].members, reader);
	json_end_object(w);
}

bool
proto_event_read(const struct json *j, struct arena *a, struct event *ev,
    struct err *err)
{
	enum event_type type;
	struct event read;
	const char *name;

	if (!json_get_str(j, "type", &name, err))
		return err_prefix(err, "event");
	type = event_find(name);
	if (type == EVENT_TYPES)
		return err_set(err, ERR_UNSUPPORTED,
		    "event: the type \"%.32s\" is unknown", name);
	event_init(&read, type);
	if (!fields_read(j, a, &read, &head, ERR_PROTO, err) ||
	    !fields_read(j, a, &read, &forms[type].members, ERR_PROTO, err) ||
	    !check_head(&read, forms[type].place, err))
		return err_prefix(err, "event \"%s\"", event_name(type));
	*ev = read;
	return true;
}

bool
proto_events_read(const struct json *array, struct arena *arena,
    struct event **events, size_t *n_events, size_t *n_skipped,
    struct err *err)
{
	size_t n = json_count(array), n_read = 0;
	struct event *list;

	if (!json_is_array(array))
		return err_set(err, ERR_PROTO, "events: not an array");
	list = arena_alloc(arena, (n + 1) * sizeof *list);
	if (list == NULL)
		return err_set(err, ERR_MEMORY,
		    "%zu events need too much memory", n);
	for (size_t i = 0; i < n; i++) {
		struct err why;

		if (proto_event_read(json_at(array, i), arena, &list[n_read],
			&why)) {
			n_read++;
			continue;
		}
		if (why.code == ERR_MEMORY)
			return err_set(err, ERR_MEMORY, "%s", why.text);
		++*n_skipped;
	}
	*events = list;
	*n_events = n_read;
	return true;
}
