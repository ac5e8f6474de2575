/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/action.h"

#include <string.h>

#include "base/utf8.h"
#include "domain/client_id.h"
#include "domain/tags.h"

#define MAX_PASSWORD_BYTES 1024
#define MAX_LOAD	   99
#define MAX_DUE_MS	   INT64_C(9007199254740991)

/* What an action must say. */
enum need {
	NEED_CLIENT_ID = 1,	/* it changes the desk: kept until stored */
	NEED_CONVERSATION = 2,
	NEED_VERSION = 4,
	NEED_TEXT = 8,		/* not only blanks */
	NEED_WORD = 16,		/* the same, unless files are sent */
};

#define NEEDS_WRITE (NEED_CLIENT_ID | NEED_CONVERSATION)

static const struct rule {
	const char *name;
	unsigned    needs;
	size_t	    max_text_bytes;
} rules[ACTION_TYPES] = {
	[ACTION_OPEN] = { "open", NEED_CLIENT_ID | NEED_TEXT,
	    MAX_MESSAGE_BYTES },
	[ACTION_MESSAGE] = { "message", NEEDS_WRITE | NEED_WORD,
	    MAX_MESSAGE_BYTES },
	[ACTION_FILE] = { "file", NEEDS_WRITE, 0 },
	[ACTION_CANNED_FILE] = { "canned_file", NEED_CLIENT_ID, 0 },
	[ACTION_FETCH_FILE] = { "fetch_file", 0, 0 },
	[ACTION_NOTE] = { "note", NEEDS_WRITE | NEED_TEXT, MAX_MESSAGE_BYTES },
	[ACTION_EDIT] = { "edit", NEEDS_WRITE, MAX_MESSAGE_BYTES },
	[ACTION_TAKE] = { "take", NEEDS_WRITE | NEED_VERSION, 0 },
	[ACTION_TAKE_NEXT] = { "take_next", NEED_CLIENT_ID, 0 },
	[ACTION_TRANSFER] = { "transfer", NEEDS_WRITE | NEED_VERSION,
	    MAX_NOTE_BYTES },
	[ACTION_TAKE_BACK] = { "take_back", NEEDS_WRITE | NEED_VERSION, 0 },
	[ACTION_DECLINE] = { "decline", NEEDS_WRITE | NEED_VERSION,
	    MAX_NOTE_BYTES },
	[ACTION_RETURN] = { "return", NEED_CONVERSATION | NEED_VERSION, 0 },
	[ACTION_ESTIMATE] = { "estimate", NEED_CONVERSATION, 0 },
	[ACTION_TARGET] = { "target", NEED_CONVERSATION, 0 },
	[ACTION_ROUTE] = { "route", 0, 0 },
	[ACTION_ASIDE] = { "aside", NEEDS_WRITE, 0 },
	/* A visitor closes without having seen a version. */
	[ACTION_CLOSE] = { "close", NEEDS_WRITE, MAX_NOTE_BYTES },
	[ACTION_OUTCOME] = { "outcome", NEEDS_WRITE | NEED_VERSION, 0 },
	[ACTION_READ] = { "read", NEEDS_WRITE, 0 },
	[ACTION_TALK] = { "talk", NEED_CLIENT_ID, MAX_MESSAGE_BYTES },
	[ACTION_RATE] = { "rate", NEEDS_WRITE, MAX_COMMENT_BYTES },
	[ACTION_WINBACK] = { "winback", NEEDS_WRITE, MAX_WINBACK_BYTES },
	[ACTION_TAG] = { "tag", NEEDS_WRITE, 0 },
	[ACTION_PROMISE] = { "promise", NEEDS_WRITE, MAX_PROMISE_BYTES },
	[ACTION_CUSTOMER] = { "customer", NEED_CLIENT_ID, 0 },
	[ACTION_WHISPER] = { "whisper", NEEDS_WRITE | NEED_TEXT,
	    MAX_MESSAGE_BYTES },
	[ACTION_JOIN] = { "join", NEEDS_WRITE, 0 },
	[ACTION_LEAVE] = { "leave", NEEDS_WRITE, 0 },
	[ACTION_REASSIGN] = { "reassign", NEEDS_WRITE | NEED_VERSION, 0 },
	[ACTION_BLOCK] = { "block", NEEDS_WRITE, 0 },
	[ACTION_BLOCK_RANGE] = { "block_range", NEED_CLIENT_ID, 0 },
	[ACTION_UNBLOCK] = { "unblock", NEED_CLIENT_ID, 0 },
	[ACTION_FETCH_BLOCKS] = { "fetch_blocks", 0, 0 },
	[ACTION_BROADCAST] = { "broadcast", NEED_CLIENT_ID | NEED_TEXT,
	    MAX_NOTE_BYTES },
	[ACTION_SEEN] = { "seen", NEED_CLIENT_ID, 0 },
	[ACTION_READ_ALONG] = { "read_along", NEED_CONVERSATION, 0 },
	[ACTION_FORCE] = { "force", 0, 0 },
	[ACTION_SIGN_OUT] = { "operator_sign_out", 0, 0 },
	[ACTION_TYPING] = { "typing", NEED_CONVERSATION, MAX_PREVIEW_BYTES },
	[ACTION_PRESENCE] = { "presence", 0, 0 },
	[ACTION_IDLE] = { "idle", 0, 0 },
	[ACTION_STATE] = { "state", 0, 0 },
	[ACTION_FETCH_TRANSCRIPT] = { "fetch_transcript", NEED_CONVERSATION,
	    0 },
	[ACTION_FETCH_CUSTOMER] = { "fetch_customer", 0, 0 },
	[ACTION_FETCH_CANNED] = { "fetch_canned", 0, 0 },
	[ACTION_FETCH_SNAPSHOT] = { "fetch_snapshot", 0, 0 },
	[ACTION_SEARCH] = { "search", 0, 0 },
	[ACTION_FETCH_FIGURES] = { "fetch_figures", 0, 0 },
	[ACTION_STATS] = { "stats", 0, 0 },
	[ACTION_FETCH_SESSIONS] = { "fetch_sessions", 0, 0 },
	[ACTION_REVOKE] = { "revoke", 0, 0 },
	[ACTION_OPERATOR_PUT] = { "operator_put", NEED_CLIENT_ID, 0 },
	[ACTION_DEPARTMENT_PUT] = { "department_put", NEED_CLIENT_ID, 0 },
	[ACTION_CANNED_PUT] = { "canned_put", NEED_CLIENT_ID, 0 },
	[ACTION_CANNED_REMOVE] = { "canned_remove", NEED_CLIENT_ID, 0 },
};

static bool
is_blank(uint32_t code)
{
	return code <= ' ' || (code >= 0x7f && code <= 0xa0) ||
	    code == 0x1680 || (code >= 0x2000 && code <= 0x200f) ||
	    (code >= 0x2028 && code <= 0x202f) ||
	    (code >= 0x205f && code <= 0x2060) || code == 0x3000 ||
	    code == 0xfeff;
}

static bool
says_something(const char *text)
{
	size_t len = strlen(text);

	for (size_t at = 0; at < len;) {
		uint32_t code;

		at += utf8_next(text + at, len - at, &code);
		if (!is_blank(code))
			return true;
	}
	return false;
}

static bool
check_text(const char *member, const char *text, size_t max_bytes,
    struct err *err)
{
	size_t len = strlen(text);

	if (len > max_bytes)
		return err_set(err, ERR_TOO_LARGE,
		    "%s: %zu bytes, at most %zu are allowed", member, len,
		    max_bytes);
	if (!utf8_is_text(text, len))
		return err_set(err, ERR_VALUE, "%s: not UTF-8", member);
	return true;
}

static bool
check_filled(const char *member, const char *text, size_t max_bytes,
    struct err *err)
{
	if (!check_text(member, text, max_bytes, err))
		return false;
	if (!says_something(text))
		return err_set(err, ERR_VALUE, "%s: nothing is said", member);
	return true;
}

static bool
check_language(const char *language, struct err *err)
{
	struct err why;

	if (strchr(language, ',') == NULL && languages_check(language, &why))
		return true;
	return err_set(err, ERR_VALUE,
	    "language: \"%.16s\" is no code of two letters", language);
}

static bool
check_id(const char *member, int64_t id, struct err *err)
{
	if (id > 0)
		return true;
	return err_set(err, ERR_VALUE, "%s: %lld is no id", member,
	    (long long)id);
}

static bool
check_open(const struct action *a, struct err *err)
{
	if (a->department_id != 0 &&
	    !check_id("department_id", a->department_id, err))
		return false;
	return check_text("name", a->name, MAX_NAME_BYTES, err) &&
	    check_text("contact", a->contact, MAX_CONTACT_BYTES, err) &&
	    check_text("page", a->page, MAX_PAGE_BYTES, err) &&
	    check_text("time_zone", a->time_zone, MAX_ZONE_BYTES, err) &&
	    check_language(a->language, err);
}

static bool
check_given(const char *member, const char *text, size_t max_bytes,
    struct err *err)
{
	return text == NULL || check_text(member, text, max_bytes, err);
}

static bool
check_customer(const struct action *a, struct err *err)
{
	return check_id("customer_id", a->customer_id, err) &&
	    check_given("name", a->name, MAX_NAME_BYTES, err) &&
	    check_given("contact", a->contact, MAX_CONTACT_BYTES, err) &&
	    check_given("note", a->note, MAX_CUSTOMER_NOTE_BYTES, err) &&
	    check_given("segment", a->segment, MAX_SEGMENT_BYTES, err) &&
	    (a->language == NULL || check_language(a->language, err)) &&
	    (a->tags == NULL || tags_check(a->tags, err)) &&
	    customer_fields_check(a->fields, a->n_fields, err);
}

static bool
check_draft(const struct action *a, struct err *err)
{
	return check_text("draft", a->draft, MAX_MESSAGE_BYTES, err);
}

static bool
check_transfer(const struct action *a, struct err *err)
{
	if (a->operator_id < 0 || a->department_id < 0 ||
	    (a->operator_id == 0) == (a->department_id == 0))
		return err_set(err, ERR_VALUE,
		    "operator_id, department_id: one of them must be given");
	return check_draft(a, err);
}

static bool
check_talk(const struct action *a, struct err *err)
{
	if (a->operator_id < 0 || a->department_id < 0 ||
	    (a->operator_id != 0 && a->department_id != 0))
		return err_set(err, ERR_VALUE,
		    "operator_id, department_id: one of them at most");
	return a->text[0] == '\0' ||
	    check_filled("text", a->text, MAX_MESSAGE_BYTES, err);
}

static bool
check_tag(const struct action *a, struct err *err)
{
	if (a->tags[0] == '\0' && a->remove_tags[0] == '\0')
		return err_set(err, ERR_VALUE, "add, remove: no tag is named");
	return tags_check(a->tags, err) && tags_check(a->remove_tags, err);
}

/* One line: what shows it has a row for it. */
static bool
check_promise(const struct action *a, struct err *err)
{
	if (a->due_ms < 0 || a->due_ms > MAX_DUE_MS)
		return err_set(err, ERR_VALUE, "due: %lld is no instant",
		    (long long)a->due_ms);
	if (strpbrk(a->text, "\r\n") != NULL)
		return err_set(err, ERR_VALUE, "text: more than one line");
	return a->due_ms == 0 ||
	    check_filled("text", a->text, MAX_PROMISE_BYTES, err);
}

static bool
check_winback(const struct action *a, struct err *err)
{
	if (a->due_ms < 0 || a->due_ms > MAX_DUE_MS)
		return err_set(err, ERR_VALUE, "due: %lld is no instant",
		    (long long)a->due_ms);
	if (a->operator_id < 0)
		return check_id("operator_id", a->operator_id, err);
	return check_given("apology", a->apology, MAX_WINBACK_BYTES, err) &&
	    check_given("gesture", a->gesture, MAX_WINBACK_BYTES, err) &&
	    check_given("changed", a->changed, MAX_WINBACK_BYTES, err);
}

static bool
check_operator(const struct operator *o, const char *password,
    struct err *err)
{
	if (o == NULL || o->id < 0)
		return err_set(err, ERR_VALUE, "operator: no record");
	if (!operator_login_ok(o->login))
		return err_set(err, ERR_VALUE,
		    "login: 1 to %d of a-z, 0-9, '.', '_', '-'",
		    MAX_LOGIN_BYTES);
	if (!check_filled("name", o->name, MAX_NAME_BYTES, err))
		return false;
	if ((unsigned)o->role >= ROLES)
		return err_set(err, ERR_VALUE, "role: no such role");
	if (!languages_check(o->languages, err))
		return err_prefix(err, "languages");
	if (!skills_check(o->skills, err))
		return err_prefix(err, "skills");
	if (o->n_departments < 0 || o->n_departments > MAX_DEPARTMENTS)
		return err_set(err, ERR_TOO_LARGE, "departments: at most %d",
		    MAX_DEPARTMENTS);
	for (int i = 0; i < o->n_departments; i++)
		if (!check_id("departments", o->departments[i], err))
			return false;
	if (o->limit < 1 || o->limit > MAX_LOAD)
		return err_set(err, ERR_VALUE, "limit: %d is not in 1..%d",
		    o->limit, MAX_LOAD);
	return password == NULL ||
	    check_text("password", password, MAX_PASSWORD_BYTES, err);
}

static bool
check_department(const struct department *d, struct err *err)
{
	if (d == NULL || d->id < 0)
		return err_set(err, ERR_VALUE, "department: no record");
	if (!check_filled("name", d->name, MAX_NAME_BYTES, err))
		return false;
	if (!skills_check(d->skills, err))
		return err_prefix(err, "skills");
	return true;
}

static bool
check_canned(const struct canned *c, struct err *err)
{
	int line;

	if (c == NULL || c->id < 0)
		return err_set(err, ERR_VALUE, "canned: no record");
	if (c->department_id != 0 &&
	    !check_id("department_id", c->department_id, err))
		return false;
	if (c->owner_id != 0 && !check_id("owner_id", c->owner_id, err))
		return false;
	if (c->department_id != 0 && c->owner_id != 0)
		return err_set(err, ERR_VALUE, "owner_id: a personal reply "
		    "is of no department");
	if (!operator_login_ok(c->shortcut))
		return err_set(err, ERR_VALUE,
		    "shortcut: 1 to %d of a-z, 0-9, '.', '_', '-'",
		    MAX_LOGIN_BYTES);
	if (!check_text("title", c->title, MAX_NAME_BYTES, err) ||
	    !check_language(c->language, err) ||
	    !check_filled("text", c->text, MAX_MESSAGE_BYTES, err))
		return false;
	return canned_check_text(c->text, &line, err) ||
	    err_prefix(err, "text: line %d", line);
}

static bool
check_canned_ids(const struct action *a, struct err *err)
{
	for (size_t i = 0; i < a->n_canned_ids; i++)
		if (!check_id("canned_ids", a->canned_ids[i], err))
			return false;
	return true;
}

/* A reason is one line; others read it beside a name. */
static bool
check_reason(const char *reason, struct err *err)
{
	if (strpbrk(reason, "\r\n\t") != NULL)
		return err_set(err, ERR_VALUE, "reason: more than one line");
	return check_text("reason", reason, MAX_REASON_BYTES, err);
}

static bool
check_presence(const struct action *a, struct err *err)
{
	/* The others are what the desk sees, nobody's wish. */
	if (!presence_is_chosen(a->presence))
		return err_set(err, ERR_VALUE, "presence: \"online\", "
		    "\"away\", \"busy\" or \"break\"");
	if (a->operator_id != 0 && !check_id("operator_id", a->operator_id,
	    err))
		return false;
	return check_reason(a->reason, err);
}

/* The reason is one line, like others that stand in a rule of a transcript. */
static bool
check_block(const struct action *a, struct err *err)
{
	struct range range;

	if (strpbrk(a->text, "\r\n\t") != NULL)
		return err_set(err, ERR_VALUE, "reason: more than one line");
	if (!check_text("reason", a->text, MAX_BAN_REASON_BYTES, err))
		return false;
	if (a->type == ACTION_UNBLOCK)
		return check_id("block", a->block_id, err);
	if (a->span_ms < 0 || a->span_ms > MAX_BAN_SPAN_MS)
		return err_set(err, ERR_VALUE, "span: %lld is not in 0..%lld",
		    (long long)a->span_ms, (long long)MAX_BAN_SPAN_MS);
	if (a->prefix < 0 || a->despite < 0)
		return err_set(err, ERR_VALUE, "prefix, despite: below 0");
	return a->type == ACTION_BLOCK || range_parse(&range, a->address, err);
}

/* What only this type of action has. */
static bool
check_own(const struct action *a, struct err *err)
{
	switch (a->type) {
	case ACTION_OPEN:
		return check_open(a, err);
	case ACTION_TRANSFER:
		return check_transfer(a, err);
	case ACTION_DECLINE:
		return check_draft(a, err);
	case ACTION_TALK:
		return check_talk(a, err);
	case ACTION_TAG:
		return check_tag(a, err);
	case ACTION_PROMISE:
		return check_promise(a, err);
	case ACTION_WINBACK:
		return check_winback(a, err);
	case ACTION_BLOCK:
	case ACTION_BLOCK_RANGE:
	case ACTION_UNBLOCK:
		return check_block(a, err);
	case ACTION_CLOSE:
		return check_text("outcome", a->outcome, MAX_LOGIN_BYTES, err);
	case ACTION_OUTCOME:
		return check_filled("outcome", a->outcome, MAX_LOGIN_BYTES,
		    err);
	case ACTION_EDIT:
		return check_id("message", a->upto, err) &&
		    check_text("text", a->text, MAX_MESSAGE_BYTES, err);
	case ACTION_WHISPER:
		return check_id("operator_id", a->operator_id, err);
	case ACTION_REASSIGN:
		return a->operator_id == 0 ||
		    check_id("operator_id", a->operator_id, err);
	case ACTION_FORCE:
		return check_id("operator_id", a->operator_id, err) &&
		    check_presence(a, err);
	case ACTION_SIGN_OUT:
		return check_id("operator_id", a->operator_id, err);
	case ACTION_SEEN:
	case ACTION_READ:
		return check_id("upto", a->upto, err);
	case ACTION_RATE:
		if (a->stars < 1 || a->stars > 5)
			return err_set(err, ERR_VALUE,
			    "stars: %d is not in 1..5", a->stars);
		return true;
	case ACTION_CUSTOMER:
		return check_customer(a, err);
	case ACTION_PRESENCE:
		return check_presence(a, err);
	case ACTION_MESSAGE:
		return file_ids_check(a->files, err) &&
		    check_canned_ids(a, err);
	case ACTION_FILE:
	case ACTION_CANNED_FILE:
		return check_filled("name", a->name, MAX_FILE_NAME_BYTES, err);
	case ACTION_FETCH_TRANSCRIPT:
		return a->before == 0 || check_id("before", a->before, err);
	case ACTION_FETCH_CUSTOMER:
		return check_id("customer_id", a->customer_id, err);
	case ACTION_OPERATOR_PUT:
		return check_operator(a->operator, a->password, err);
	case ACTION_DEPARTMENT_PUT:
		return check_department(a->department, err);
	case ACTION_CANNED_PUT:
		return check_canned(a->canned, err) && (a->files == NULL ||
		    file_ids_check(a->files, err));
	case ACTION_CANNED_REMOVE:
		return check_id("canned_id", a->canned_id, err);
	default:
		return true;
	}
}

const char *
action_name(enum action_type type)
{
	return (unsigned)type < ACTION_TYPES ? rules[type].name : "";
}

enum action_type
action_find(const char *name)
{
	for (int i = 0; i < ACTION_TYPES; i++)
		if (strcmp(name, rules[i].name) == 0)
			return (enum action_type)i;
	return ACTION_TYPES;
}

void
action_init(struct action *a, enum action_type type)
{
	*a = (struct action){
		.type = type, .text = "", .name = "", .contact = "",
		.language = "", .page = "", .outcome = "", .note = "",
		.password = "", .segment = "", .tags = "",
		.files = "", .path = "", .time_zone = "",
		.remove_tags = "", .draft = "", .reason = "",
		.address = "",
	};
	if (type == ACTION_CUSTOMER)
		a->name = a->contact = a->language = a->note = a->segment =
		    a->tags = NULL;
	if (type == ACTION_CANNED_PUT)
		a->files = NULL;
}

bool
action_is_kept(enum action_type type)
{
	return (unsigned)type < ACTION_TYPES &&
	    (rules[type].needs & NEED_CLIENT_ID) != 0;
}

bool
action_is_upload(enum action_type type)
{
	return type == ACTION_FILE || type == ACTION_CANNED_FILE;
}

bool
action_check(const struct action *a, struct err *err)
{
	const struct rule *rule;

	if ((unsigned)a->type >= ACTION_TYPES)
		return err_set(err, ERR_VALUE, "there is no such action");
	rule = &rules[a->type];
	if ((rule->needs & NEED_CLIENT_ID || a->client_id[0] != '\0') &&
	    !client_id_ok(a->client_id))
		return err_set(err, ERR_VALUE,
		    "client_id: not %d lower-case hex digits",
		    CLIENT_ID_BYTES);
	if (rule->needs & NEED_CONVERSATION &&
	    !check_id("conversation_id", a->conversation_id, err))
		return false;
	if (rule->needs & NEED_VERSION && !check_id("version", a->version, err))
		return false;
	if (rule->needs & NEED_TEXT &&
	    !check_filled("text", a->text, rule->max_text_bytes, err))
		return false;
	if (rule->needs & NEED_WORD && a->files[0] == '\0' &&
	    !check_filled("text", a->text, rule->max_text_bytes, err))
		return false;
	if (rule->max_text_bytes > 0 &&
	    !check_text("text", a->text, rule->max_text_bytes, err))
		return false;
	return check_own(a, err);
}
