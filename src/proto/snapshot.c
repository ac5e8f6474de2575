/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "domain/target.h"
#include "proto/fields.h"

#define MAX_HOLD_S 45

#define S(name, type, member, max, flags)                                      \
	{ name, type, offsetof(struct snapshot, member), max, flags }

static const struct field head_rows[] = {
	S("desk", FIELD_TEXT, desk, MAX_NAME_BYTES, 0),
	S("cursor", FIELD_TEXT, cursor, PROTO_CURSOR_BYTES, FIELD_NEEDED),
	S("at", FIELD_NUMBER, at_ms, 0, FIELD_NEEDED),
	S("edits_canned", FIELD_BOOL, edits_canned, 0, 0),
	S("tells_reading", FIELD_BOOL, tells_reading, 0, 0),
	S("fixed_reasons", FIELD_BOOL, fixed_reasons, 0, 0),
};
static const struct fields head = FIELDS(head_rows);

static const struct field limit_rows[] = {
	S("message_bytes", FIELD_NUMBER, max_message_bytes, 0, 0),
	S("hold_s", FIELD_NUMBER, max_hold_s, 0, 0),
	S("file_bytes", FIELD_NUMBER, max_file_bytes, 0, 0),
};
static const struct fields limits = FIELDS(limit_rows);

/* TARGET_NEVER is 0 on the wire: left out. */
static const struct field target_rows[] = {
	S("first_ms", FIELD_NUMBER, first_target_ms, 0, 0),
	S("next_ms", FIELD_NUMBER, next_target_ms, 0, 0),
	S("wrap_up_ms", FIELD_NUMBER, wrap_up_target_ms, 0, 0),
};
static const struct fields targets = FIELDS(target_rows);

/* One of the lists: an array at `key` of elements of `size` bytes. */
struct list {
	const char *key;
	size_t	    size;
	bool (*read)(const struct json *j, struct arena *a, void *element,
	    struct err *err);
};

static bool
read_operator(const struct json *j, struct arena *a, void *element,
    struct err *err)
{
	(void)a;
	return proto_operator_read(j, element, err);
}

static bool
read_department(const struct json *j, struct arena *a, void *element,
    struct err *err)
{
	(void)a;
	return proto_department_read(j, element, err);
}

static bool
read_canned(const struct json *j, struct arena *a, void *element,
    struct err *err)
{
	return proto_canned_read(j, a, element, err);
}

static bool
read_word(const struct json *j, struct arena *a, void *element,
    size_t max_bytes, struct err *err)
{
	const char **out = element, *text;

	if (!json_as_str(j, &text) || *text == '\0' ||
	    strlen(text) > max_bytes)
		return err_set(err, ERR_PROTO, "holds what is no word");
	*out = arena_dup(a, text);
	return *out != NULL || err_set(err, ERR_MEMORY, "no memory");
}

static bool
read_outcome(const struct json *j, struct arena *a, void *element,
    struct err *err)
{
	return read_word(j, a, element, MAX_LOGIN_BYTES, err);
}

#define T(name, type, member, max, flags)                                      \
	{ name, type, offsetof(struct outcome, member), max, flags }
static const struct field template_rows[] = {
	T("outcome", FIELD_TEXT, code, MAX_LOGIN_BYTES, FIELD_NEEDED),
	T("title", FIELD_TEXT, title, MAX_NAME_BYTES, 0),
	T("note", FIELD_TEXT, note, MAX_NOTE_BYTES, 0),
	T("tags", FIELD_TAG_TEXT, tags, MAX_TAGS_BYTES, 0),
};
static const struct fields template_fields = FIELDS(template_rows);

static bool
read_template(const struct json *j, struct arena *a, void *element,
    struct err *err)
{
	struct outcome *o = element;

	*o = (struct outcome){ "", "", "", "" };
	return fields_read(j, a, o, &template_fields, ERR_PROTO, err);
}

#define M(name, type, member, max, flags)                                      \
	{ name, type, offsetof(struct mask_pattern, member), max, flags }
static const struct field mask_rows[] = {
	M("name", FIELD_TEXT, name, MAX_LOGIN_BYTES, 0),
	M("pattern", FIELD_TEXT, text, MASK_PATTERN_BYTES, FIELD_NEEDED),
	M("keep", FIELD_INT, keep, MASK_PATTERN_BYTES, 0),
};
static const struct fields mask_fields = FIELDS(mask_rows);

static bool
read_mask(const struct json *j, struct arena *a, void *element,
    struct err *err)
{
	struct mask_pattern *p = element;

	*p = (struct mask_pattern){ "", "", 0 };
	return fields_read(j, a, p, &mask_fields, ERR_PROTO, err);
}

static bool
read_tag(const struct json *j, struct arena *a, void *element,
    struct err *err)
{
	return read_word(j, a, element, MAX_TAG_BYTES, err);
}

static bool
read_field_name(const struct json *j, struct arena *a, void *element,
    struct err *err)
{
	return read_word(j, a, element, MAX_FIELD_BYTES, err);
}

static bool
read_reason(const struct json *j, struct arena *a, void *element,
    struct err *err)
{
	return read_word(j, a, element, MAX_REASON_BYTES, err);
}

static bool
read_conversation(const struct json *j, struct arena *a, void *element,
    struct err *err)
{
	struct snapshot_conversation *c = element;
	const struct json *events = json_find(j, "events");
	struct event *list = NULL;
	size_t n_skipped = 0;

	if (!proto_conversation_read(json_find(j, "conversation"),
		&c->conversation, err) ||
	    !json_opt_bool(j, "complete", &c->is_complete, err))
		return false;
	if (events == NULL || json_is_null(events))
		return true;
	if (!proto_events_read(events, a, &list, &c->n_events, &n_skipped,
		err))
		return false;
	c->events = list;
	return true;
}

static const struct list operators = { "operators", sizeof(struct operator),
	read_operator };
static const struct list departments = { "departments",
	sizeof(struct department), read_department };
static const struct list conversations = { "conversations",
	sizeof(struct snapshot_conversation), read_conversation };
static const struct list canned = { "canned", sizeof(struct canned),
	read_canned };
static const struct list outcomes = { "outcomes", sizeof(const char *),
	read_outcome };

static const struct list templates = { "templates", sizeof(struct outcome),
	read_template };
static const struct list masks = { "masks", sizeof(struct mask_pattern),
	read_mask };
static const struct list tags = { "tags", sizeof(const char *), read_tag };
static const struct list customer_fields = { "customer_fields",
	sizeof(const char *), read_field_name };

static const struct list reasons = { "reasons", sizeof(const char *),
	read_reason };

static bool
read_number(const struct json *j, struct arena *a, void *element,
    struct err *err)
{
	(void)a;
	return json_as_i64(j, element) ||
	    err_set(err, ERR_PROTO, "holds what is no number");
}

static bool
read_winback(const struct json *j, struct arena *a, void *element,
    struct err *err)
{
	return proto_winback_read(j, a, element, err);
}

static const struct list winbacks = { "winbacks", sizeof(struct winback),
	read_winback };
static const struct list gone = { "gone", sizeof(int64_t), read_number };

#define B(name, type, member, max, flags)                                      \
	{ name, type, offsetof(struct broadcast, member), max, flags }
static const struct field broadcast_rows[] = {
	B("id", FIELD_NUMBER, id, 0, FIELD_NEEDED),
	B("at", FIELD_NUMBER, at_ms, 0, FIELD_NEEDED),
	B("by_id", FIELD_NUMBER, by_id, 0, FIELD_NEEDED),
	B("text", FIELD_TEXT, text, MAX_NOTE_BYTES, FIELD_NEEDED),
};
static const struct fields broadcast_fields = FIELDS(broadcast_rows);
static const struct list seen = { "seen", sizeof(int64_t), read_number };

static void *read_list(const struct json *j, struct arena *a,
    const struct list *list, size_t *n, struct err *err);

static bool
read_broadcast(const struct json *j, struct arena *a, void *element,
    struct err *err)
{
	struct broadcast *b = element;

	*b = (struct broadcast){ .text = "" };
	if (!fields_read(j, a, b, &broadcast_fields, ERR_PROTO, err))
		return false;
	b->seen = read_list(j, a, &seen, &b->n_seen, err);
	return b->seen != NULL;
}

static const struct list broadcasts = { "broadcasts",
	sizeof(struct broadcast), read_broadcast };

/* NULL on failure; a list that is missing is empty. */
static void *
read_list(const struct json *j, struct arena *a, const struct list *list,
    size_t *n, struct err *err)
{
	const struct json *array = json_find(j, list->key);
	char *elements;

	*n = json_count(array);
	if (array != NULL && !json_is_null(array) && !json_is_array(array)) {
		err_set(err, ERR_PROTO, "%s: not an array", list->key);
		return NULL;
	}
	elements = arena_alloc(a, (*n + 1) * list->size);
	if (elements == NULL) {
		err_set(err, ERR_MEMORY, "%s: too many", list->key);
		return NULL;
	}
	for (size_t i = 0; i < *n; i++)
		if (!list->read(json_at(array, i), a,
			elements + i * list->size, err)) {
			err_prefix(err, "%s", list->key);
			return NULL;
		}
	return elements;
}

static bool
read_lists(const struct json *j, struct arena *a, struct snapshot *s,
    struct err *err)
{
	s->operators = read_list(j, a, &operators, &s->n_operators, err);
	if (s->operators == NULL)
		return false;
	s->departments = read_list(j, a, &departments, &s->n_departments, err);
	if (s->departments == NULL)
		return false;
	s->conversations = read_list(j, a, &conversations,
	    &s->n_conversations, err);
	if (s->conversations == NULL)
		return false;
	s->canned = read_list(j, a, &canned, &s->n_canned, err);
	if (s->canned == NULL)
		return false;
	s->outcomes = read_list(j, a, &outcomes, &s->n_outcomes, err);
	if (s->outcomes == NULL)
		return false;
	s->templates = read_list(j, a, &templates, &s->n_templates, err);
	if (s->templates == NULL)
		return false;
	s->masks = read_list(j, a, &masks, &s->n_masks, err);
	if (s->masks == NULL)
		return false;
	s->tags = read_list(j, a, &tags, &s->n_tags, err);
	if (s->tags == NULL)
		return false;
	s->customer_fields = read_list(j, a, &customer_fields,
	    &s->n_customer_fields, err);
	if (s->customer_fields == NULL)
		return false;
	s->broadcasts = read_list(j, a, &broadcasts, &s->n_broadcasts, err);
	if (s->broadcasts == NULL)
		return false;
	s->winbacks = read_list(j, a, &winbacks, &s->n_winbacks, err);
	if (s->winbacks == NULL)
		return false;
	s->reasons = read_list(j, a, &reasons, &s->n_reasons, err);
	if (s->reasons == NULL)
		return false;
	s->gone = read_list(j, a, &gone, &s->n_gone, err);
	return s->gone != NULL;
}

static bool
read_version(const struct json *j, struct err *err)
{
	int64_t version;

	if (!json_get_i64(j, "version", &version, err))
		return false;
	if (version == PROTO_VERSION)
		return true;
	return err_set(err, version > PROTO_VERSION ? ERR_NEWER : ERR_PROTO,
	    "the desk speaks version %lld, this program %d",
	    (long long)version, PROTO_VERSION);
}

static bool
read_numbers(const struct json *j, struct arena *a, struct snapshot *s,
    struct err *err)
{
	const struct json *stated = json_find(j, "limits");
	const struct json *wait = json_find(j, "targets");

	if (stated != NULL &&
	    !fields_read(stated, a, s, &limits, ERR_PROTO, err))
		return err_prefix(err, "limits");
	/* Nothing that could be said is no limit that anybody has set. */
	if (s->max_message_bytes <= 0)
		s->max_message_bytes = MAX_MESSAGE_BYTES;
	if (s->max_hold_s <= 0)
		s->max_hold_s = MAX_HOLD_S;
	if (wait != NULL &&
	    !fields_read(wait, a, s, &targets, ERR_PROTO, err))
		return err_prefix(err, "targets");
	if (s->first_target_ms == 0)
		s->first_target_ms = TARGET_NEVER;
	if (s->next_target_ms == 0)
		s->next_target_ms = TARGET_NEVER;
	if (s->wrap_up_target_ms == 0)
		s->wrap_up_target_ms = TARGET_NEVER;
	return true;
}

static void
write_conversation(struct json_out *w, const struct snapshot_conversation *c)
{
	json_object(w, NULL);
	proto_conversation_write(w, "conversation", &c->conversation);
	json_array(w, "events");
	for (size_t i = 0; i < c->n_events; i++)
		proto_event_write(w, NULL, &c->events[i], PROTO_FOR_OPERATOR);
	json_end_array(w);
	json_put_bool(w, "complete", c->is_complete);
	json_end_object(w);
}

void
proto_templates_write(struct json_out *w, const struct outcome *list,
    size_t n)
{
	json_array(w, templates.key);
	for (size_t i = 0; i < n; i++) {
		json_object(w, NULL);
		fields_write(w, &list[i], &template_fields,
		    PROTO_FOR_OPERATOR);
		json_end_object(w);
	}
	json_end_array(w);
}

void
proto_masks_write(struct json_out *w, const struct mask_pattern *list,
    size_t n)
{
	json_array(w, masks.key);
	for (size_t i = 0; i < n; i++) {
		json_object(w, NULL);
		fields_write(w, &list[i], &mask_fields, PROTO_FOR_OPERATOR);
		json_end_object(w);
	}
	json_end_array(w);
}

static void
write_lists(struct json_out *w, const struct snapshot *s)
{
	json_array(w, operators.key);
	for (size_t i = 0; i < s->n_operators; i++)
		proto_operator_write(w, NULL, &s->operators[i]);
	json_end_array(w);
	json_array(w, departments.key);
	for (size_t i = 0; i < s->n_departments; i++)
		proto_department_write(w, NULL, &s->departments[i]);
	json_end_array(w);
	json_array(w, conversations.key);
	for (size_t i = 0; i < s->n_conversations; i++)
		write_conversation(w, &s->conversations[i]);
	json_end_array(w);
	json_array(w, canned.key);
	for (size_t i = 0; i < s->n_canned; i++)
		proto_canned_write(w, NULL, &s->canned[i]);
	json_end_array(w);
	json_array(w, outcomes.key);
	for (size_t i = 0; i < s->n_outcomes; i++)
		json_put_str(w, NULL, s->outcomes[i]);
	json_end_array(w);
	proto_templates_write(w, s->templates, s->n_templates);
	proto_masks_write(w, s->masks, s->n_masks);
	json_array(w, tags.key);
	for (size_t i = 0; i < s->n_tags; i++)
		json_put_str(w, NULL, s->tags[i]);
	json_end_array(w);
	json_array(w, customer_fields.key);
	for (size_t i = 0; i < s->n_customer_fields; i++)
		json_put_str(w, NULL, s->customer_fields[i]);
	json_end_array(w);
	json_array(w, broadcasts.key);
	for (size_t i = 0; i < s->n_broadcasts; i++) {
		const struct broadcast *b = &s->broadcasts[i];

		json_object(w, NULL);
		fields_write(w, b, &broadcast_fields, PROTO_FOR_OPERATOR);
		json_array(w, seen.key);
		for (size_t k = 0; k < b->n_seen; k++)
			json_put_i64(w, NULL, b->seen[k]);
		json_end_array(w);
		json_end_object(w);
	}
	json_end_array(w);
	json_array(w, winbacks.key);
	for (size_t i = 0; i < s->n_winbacks; i++)
		proto_winback_write(w, &s->winbacks[i]);
	json_end_array(w);
	json_array(w, reasons.key);
	for (size_t i = 0; i < s->n_reasons; i++)
		json_put_str(w, NULL, s->reasons[i]);
	json_end_array(w);
	json_array(w, gone.key);
	for (size_t i = 0; i < s->n_gone; i++)
		json_put_i64(w, NULL, s->gone[i]);
	json_end_array(w);
}

void
proto_snapshot_write(struct json_out *w, const char *key,
    const struct snapshot *s)
{
	struct snapshot copy = *s;

	if (copy.first_target_ms == TARGET_NEVER)
		copy.first_target_ms = 0;
	if (copy.next_target_ms == TARGET_NEVER)
		copy.next_target_ms = 0;
	if (copy.wrap_up_target_ms == TARGET_NEVER)
		copy.wrap_up_target_ms = 0;
	json_object(w, key);
	json_put_i64(w, "version", PROTO_VERSION);
	fields_write(w, s, &head, PROTO_FOR_OPERATOR);
	proto_operator_write(w, "me", &s->me);
	write_lists(w, s);
	json_object(w, "limits");
	fields_write(w, s, &limits, PROTO_FOR_OPERATOR);
	json_end_object(w);
	json_object(w, "targets");
	fields_write(w, &copy, &targets, PROTO_FOR_OPERATOR);
	json_end_object(w);
	json_end_object(w);
}

bool
proto_snapshot_read(const struct json *j, struct arena *a,
    struct snapshot *s, struct err *err)
{
	struct snapshot read = { .desk = "", .cursor = "" };
	char epoch[9];
	int64_t seq;

	if (!read_version(j, err) ||
	    !fields_read(j, a, &read, &head, ERR_PROTO, err) ||
	    !proto_cursor_parse(read.cursor, epoch, &seq, err) ||
	    !proto_operator_read(json_find(j, "me"), &read.me, err) ||
	    !read_numbers(j, a, &read, err) || !read_lists(j, a, &read, err))
		return err_prefix(err, "snapshot");
	*s = read;
	return true;
}
