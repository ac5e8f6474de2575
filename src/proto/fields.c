/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/fields.h"

#include <assert.h>
#include <string.h>

#include "domain/tags.h"

/* One reading: of which object, into which memory. */
struct reading {
	const struct json *j;
	struct arena	  *arena;
	enum err_code	   too_large;
	struct err	  *err;
};

static bool
bad(const struct reading *r, const struct field *f, const char *what)
{
	return err_set(r->err, ERR_PROTO, "%s: %s", f->name, what);
}

static void *
alloc(const struct reading *r, size_t bytes)
{
	void *p = arena_alloc(r->arena, bytes);

	if (p == NULL)
		err_set(r->err, ERR_MEMORY, "the answer needs too much memory");
	return p;
}

/* --- texts and numbers ------------------------------------------------- */

static bool
get_text(const struct reading *r, const struct field *f,
    const struct json *found, const char **text)
{
	size_t len;

	if (!json_as_str(found, text))
		return bad(r, f, "not a string");
	len = strlen(*text);
	if (len > (size_t)f->max)
		return err_set(r->err, r->too_large,
		    "%s: %zu bytes, at most %zu are allowed", f->name, len,
		    (size_t)f->max);
	if (len == 0 && f->flags & FIELD_NEEDED)
		return bad(r, f, "empty");
	return true;
}

static bool
read_text(const struct reading *r, const struct field *f,
    const struct json *found, void *p)
{
	const char **out = p, *text;

	if (!get_text(r, f, found, &text))
		return false;
	text = arena_dup(r->arena, text);
	if (text == NULL)
		return err_set(r->err, ERR_MEMORY,
		    "the answer needs too much memory");
	*out = text;
	return true;
}

static void
write_text(struct json_out *w, const struct field *f, const void *p)
{
	const char *const *text = p;

	if (*text != NULL && (**text != '\0' || f->flags & FIELD_GIVEN))
		json_put_str(w, f->name, *text);
}

static bool
read_buf(const struct reading *r, const struct field *f,
    const struct json *found, void *p)
{
	const char *text;

	if (!get_text(r, f, found, &text))
		return false;
	str_copy(p, (size_t)f->max + 1, text);
	return true;
}

static void
write_buf(struct json_out *w, const struct field *f, const void *p)
{
	const char *text = p;

	if (*text != '\0')
		json_put_str(w, f->name, text);
}

static bool
get_number(const struct reading *r, const struct field *f,
    const struct json *found, int64_t max, int64_t *out)
{
	if (!json_as_i64(found, out))
		return bad(r, f, "not an integer");
	if (*out < (f->flags & FIELD_NEEDED ? 1 : 0) || *out > max)
		return err_set(r->err, ERR_PROTO, "%s: %lld is out of range",
		    f->name, (long long)*out);
	return true;
}

static bool
read_number(const struct reading *r, const struct field *f,
    const struct json *found, void *p)
{
	int64_t *out = p, n;

	if (!get_number(r, f, found, FIELD_NUMBER_MAX, &n))
		return false;
	*out = n;
	return true;
}

static void
write_number(struct json_out *w, const struct field *f, const void *p)
{
	const int64_t *n = p;

	if (*n != 0)
		json_put_i64(w, f->name, *n);
}

static bool
read_int(const struct reading *r, const struct field *f,
    const struct json *found, void *p)
{
	int *out = p;
	int64_t n;

	if (!get_number(r, f, found, f->max, &n))
		return false;
	*out = (int)n;
	return true;
}

static void
write_int(struct json_out *w, const struct field *f, const void *p)
{
	const int *n = p;

	if (*n != 0)
		json_put_i64(w, f->name, *n);
}

static bool
read_bool(const struct reading *r, const struct field *f,
    const struct json *found, void *p)
{
	(void)found;
	return json_get_bool(r->j, f->name, p, r->err);
}

static void
write_bool(struct json_out *w, const struct field *f, const void *p)
{
	const bool *value = p;

	if (*value)
		json_put_bool(w, f->name, true);
}

/* --- lists ------------------------------------------------------------- */

static bool
read_words(const struct reading *r, const struct field *f,
    const struct json *found, void *p)
{
	char list[MAX_SKILLS_BYTES + 1] = "";
	size_t used = 0;
	struct err why;

	if (!json_is_array(found))
		return bad(r, f, "not an array");
	for (size_t i = 0; i < json_count(found); i++) {
		const char *word;
		size_t len;

		if (!json_as_str(json_at(found, i), &word))
			return bad(r, f, "holds something that is no string");
		len = strlen(word);
		if (len == 0 || strchr(word, ',') != NULL)
			return bad(r, f, "holds what is no word");
		if (used + 1 + len > (size_t)f->max)
			return err_set(r->err, r->too_large,
			    "%s: too many of them", f->name);
		if (used > 0)
			list[used++] = ',';
		memcpy(list + used, word, len + 1);
		used += len;
	}
	if (!(f->type == FIELD_LANGUAGES ? languages_check : skills_check)(
		list, &why))
		return bad(r, f, why.text);
	memcpy(p, list, used + 1);
	return true;
}

static void
write_words(struct json_out *w, const struct field *f, const void *p)
{
	char list[MAX_SKILLS_BYTES + 1], *word = list;

	str_copy(list, sizeof list, p);
	json_array(w, f->name);
	while (*word != '\0') {
		size_t len = strcspn(word, ",");
		bool is_last = word[len] == '\0';

		word[len] = '\0';
		json_put_str(w, NULL, word);
		word += is_last ? len : len + 1;
	}
	json_end_array(w);
}

/* What people type is read as tags, so that "VIP" and "vip" are one. */
static bool
get_tags(const struct reading *r, const struct field *f,
    const struct json *found, char list[MAX_TAGS_BYTES + 1])
{
	struct err why;

	list[0] = '\0';
	if (!json_is_array(found))
		return bad(r, f, "not an array");
	for (size_t i = 0; i < json_count(found); i++) {
		const char *tag;

		if (!json_as_str(json_at(found, i), &tag) || *tag == '\0' ||
		    strchr(tag, ',') != NULL)
			return bad(r, f, "holds what is no tag");
		if (tags_change(list, tag, "", &why))
			continue;
		if (why.code == ERR_TOO_LARGE)
			return err_set(r->err, r->too_large, "%s", why.text);
		return bad(r, f, why.text);
	}
	return true;
}

static bool
read_tags(const struct reading *r, const struct field *f,
    const struct json *found, void *p)
{
	char list[MAX_TAGS_BYTES + 1];

	assert(f->max == MAX_TAGS_BYTES);
	if (!get_tags(r, f, found, list))
		return false;
	memcpy(p, list, strlen(list) + 1);
	return true;
}

static bool
read_tag_text(const struct reading *r, const struct field *f,
    const struct json *found, void *p)
{
	char list[MAX_TAGS_BYTES + 1];
	const char **out = p, *copy;

	if (!get_tags(r, f, found, list))
		return false;
	copy = arena_dup(r->arena, list);
	if (copy == NULL)
		return err_set(r->err, ERR_MEMORY,
		    "the answer needs too much memory");
	*out = copy;
	return true;
}

static void
put_tags(struct json_out *w, const char *name, const char *list)
{
	char tag[MAX_TAG_BYTES + 1];

	json_array(w, name);
	for (int i = 0; tags_at(list, i, tag); i++)
		json_put_str(w, NULL, tag);
	json_end_array(w);
}

static void
write_tags(struct json_out *w, const struct field *f, const void *p)
{
	const char *list = p;

	if (*list != '\0')
		put_tags(w, f->name, list);
}

static void
write_tag_text(struct json_out *w, const struct field *f, const void *p)
{
	const char *const *list = p;

	if (*list != NULL && (**list != '\0' || f->flags & FIELD_GIVEN))
		put_tags(w, f->name, *list);
}

static const struct field pair_rows[] = {
	{ "name", FIELD_TEXT, offsetof(struct customer_field, name),
	    MAX_FIELD_BYTES, FIELD_NEEDED },
	{ "value", FIELD_TEXT, offsetof(struct customer_field, value),
	    MAX_VALUE_BYTES, FIELD_GIVEN },
};
static const struct fields pair_fields = FIELDS(pair_rows);

static bool
read_pairs(const struct reading *r, const struct field *f,
    const struct json *found, void *p)
{
	struct pairs *out = p;
	struct customer_field *list;
	size_t n = json_count(found);
	struct err why;

	if (!json_is_array(found))
		return bad(r, f, "not an array");
	if (n > MAX_FIELDS)
		return err_set(r->err, r->too_large, "%s: more than %d",
		    f->name, MAX_FIELDS);
	list = alloc(r, (n + 1) * sizeof *list);
	if (list == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		list[i] = (struct customer_field){ .name = "", .value = "" };
		if (!fields_read(json_at(found, i), r->arena, &list[i],
			&pair_fields, r->too_large, r->err))
			return err_prefix(r->err, "%s", f->name);
	}
	if (!customer_fields_check(list, n, &why))
		return bad(r, f, why.text);
	*out = (struct pairs){ list, n };
	return true;
}

static void
write_pairs(struct json_out *w, const struct field *f, const void *p)
{
	const struct pairs *pairs = p;

	if (pairs->n == 0)
		return;
	json_array(w, f->name);
	for (size_t i = 0; i < pairs->n; i++) {
		json_object(w, NULL);
		fields_write(w, &pairs->list[i], &pair_fields,
		    PROTO_FOR_OPERATOR);
		json_end_object(w);
	}
	json_end_array(w);
}

static bool
read_departments(const struct reading *r, const struct field *f,
    const struct json *found, void *p)
{
	struct operator *o = p;
	size_t n = json_count(found);

	if (!json_is_array(found))
		return bad(r, f, "not an array");
	if (n > MAX_DEPARTMENTS)
		return err_set(r->err, r->too_large, "%s: more than %d",
		    f->name, MAX_DEPARTMENTS);
	for (size_t i = 0; i < n; i++) {
		int64_t id;

		if (!get_number(r, f, json_at(found, i), FIELD_NUMBER_MAX,
			&id))
			return false;
		if (id == 0)
			return bad(r, f, "0 is no id");
		o->departments[i] = id;
	}
	o->n_departments = (int)n;
	return true;
}

static void
write_departments(struct json_out *w, const struct field *f, const void *p)
{
	const struct operator *o = p;

	json_array(w, f->name);
	for (int i = 0; i < o->n_departments; i++)
		json_put_i64(w, NULL, o->departments[i]);
	json_end_array(w);
}

#define EARLIER(name, type, member, max)                                       \
	{ name, type, offsetof(struct earlier, member), max, 0 }

static const struct field earlier_rows[] = {
	{ "conversation", FIELD_NUMBER,
	    offsetof(struct earlier, conversation_id), 0, FIELD_NEEDED },
	EARLIER("opened", FIELD_NUMBER, opened_ms, 0),
	EARLIER("closed", FIELD_NUMBER, closed_ms, 0),
	EARLIER("operator_id", FIELD_NUMBER, operator_id, 0),
	EARLIER("operator_name", FIELD_TEXT, operator_name, MAX_NAME_BYTES),
	EARLIER("subject", FIELD_TEXT, subject, MAX_SUBJECT_BYTES),
	EARLIER("outcome", FIELD_TEXT, outcome, MAX_LOGIN_BYTES),
	EARLIER("stars", FIELD_INT, stars, 5),
};
static const struct fields earlier_fields = FIELDS(earlier_rows);

static bool
read_earlier(const struct reading *r, const struct field *f,
    const struct json *found, void *p)
{
	struct customer *c = p;
	size_t n = json_count(found);
	struct earlier *list;

	if (!json_is_array(found))
		return bad(r, f, "not an array");
	if (n == 0)
		return true;
	list = alloc(r, n * sizeof *list);
	if (list == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		list[i] = (struct earlier){ .operator_name = "",
			.subject = "", .outcome = "" };
		if (!fields_read(json_at(found, i), r->arena, &list[i],
			&earlier_fields, r->too_large, r->err))
			return err_prefix(r->err, "%s", f->name);
	}
	c->earlier = list;
	c->n_earlier = n;
	return true;
}

static void
write_earlier(struct json_out *w, const struct field *f, const void *p)
{
	const struct customer *c = p;

	if (c->n_earlier == 0)
		return;
	json_array(w, f->name);
	for (size_t i = 0; i < c->n_earlier; i++) {
		json_object(w, NULL);
		fields_write(w, &c->earlier[i], &earlier_fields,
		    PROTO_FOR_OPERATOR);
		json_end_object(w);
	}
	json_end_array(w);
}

/* --- enums ------------------------------------------------------------- */

static bool
read_enum(const struct reading *r, const struct field *f,
    const struct json *found, void *p)
{
	const char *name;
	bool known = false;

	if (!json_as_str(found, &name))
		return bad(r, f, "not a string");
	switch (f->type) {
	case FIELD_ACTOR:
		known = actor_parse(name, p);
		break;
	case FIELD_PRESENCE:
		known = presence_parse(name, p);
		break;
	case FIELD_ROLE:
		known = role_parse(name, p);
		break;
	case FIELD_STATE:
		known = conversation_state_parse(name, p);
		break;
	default:
		break;
	}
	if (!known)
		return err_set(r->err, ERR_PROTO, "%s: \"%.32s\" is unknown",
		    f->name, name);
	return true;
}

static void
write_enum(struct json_out *w, const struct field *f, const void *p)
{
	const char *name = "";

	switch (f->type) {
	case FIELD_ACTOR:
		name = actor_name(*(const enum actor *)p);
		break;
	case FIELD_PRESENCE:
		name = presence_name(*(const enum presence *)p);
		break;
	case FIELD_ROLE:
		name = role_name(*(const enum role *)p);
		break;
	case FIELD_STATE:
		name = conversation_state_name(
		    *(const enum conversation_state *)p);
		break;
	default:
		break;
	}
	json_put_str(w, f->name, name);
}

/* --- records ----------------------------------------------------------- */

static bool
read_record(const struct reading *r, const struct field *f,
    const struct json *found, void *p)
{
	struct operator *o;
	struct department *d;
	struct canned *canned;
	struct customer *customer;

	switch (f->type) {
	case FIELD_OPERATOR:
		o = alloc(r, sizeof *o);
		*(const struct operator **)p = o;
		return o != NULL && proto_operator_read(found, o, r->err);
	case FIELD_DEPARTMENT:
		d = alloc(r, sizeof *d);
		*(const struct department **)p = d;
		return d != NULL && proto_department_read(found, d, r->err);
	case FIELD_CANNED:
		canned = alloc(r, sizeof *canned);
		*(const struct canned **)p = canned;
		return canned != NULL &&
		    proto_canned_read(found, r->arena, canned, r->err);
	case FIELD_CUSTOMER:
		customer = alloc(r, sizeof *customer);
		*(const struct customer **)p = customer;
		return customer != NULL &&
		    proto_customer_read(found, r->arena, customer, r->err);
	default:
		return bad(r, f, "no record");
	}
}

static void
write_record(struct json_out *w, const struct field *f, const void *p)
{
	const void *record;

	memcpy(&record, p, sizeof record);
	if (record == NULL)
		return;
	switch (f->type) {
	case FIELD_OPERATOR:
		proto_operator_write(w, f->name, record);
		break;
	case FIELD_DEPARTMENT:
		proto_department_write(w, f->name, record);
		break;
	case FIELD_CANNED:
		proto_canned_write(w, f->name, record);
		break;
	case FIELD_CUSTOMER:
		proto_customer_write(w, f->name, record);
		break;
	default:
		break;
	}
}

/* --- all of them ------------------------------------------------------- */

static const struct kind {
	void (*write)(struct json_out *, const struct field *, const void *);
	bool (*read)(const struct reading *, const struct field *,
	    const struct json *, void *);
} kinds[FIELD_TYPES] = {
	[FIELD_TEXT] = { write_text, read_text },
	[FIELD_BUF] = { write_buf, read_buf },
	[FIELD_NUMBER] = { write_number, read_number },
	[FIELD_INT] = { write_int, read_int },
	[FIELD_BOOL] = { write_bool, read_bool },
	[FIELD_LANGUAGES] = { write_words, read_words },
	[FIELD_SKILLS] = { write_words, read_words },
	[FIELD_DEPARTMENTS] = { write_departments, read_departments },
	[FIELD_EARLIER] = { write_earlier, read_earlier },
	[FIELD_TAGS] = { write_tags, read_tags },
	[FIELD_TAG_TEXT] = { write_tag_text, read_tag_text },
	[FIELD_PAIRS] = { write_pairs, read_pairs },
	[FIELD_ACTOR] = { write_enum, read_enum },
	[FIELD_PRESENCE] = { write_enum, read_enum },
	[FIELD_ROLE] = { write_enum, read_enum },
	[FIELD_STATE] = { write_enum, read_enum },
	[FIELD_CUSTOMER] = { write_record, read_record },
	[FIELD_OPERATOR] = { write_record, read_record },
	[FIELD_DEPARTMENT] = { write_record, read_record },
	[FIELD_CANNED] = { write_record, read_record },
};

void
fields_write(struct json_out *w, const void *record,
    const struct fields *fields, enum proto_reader reader)
{
	for (size_t i = 0; i < fields->n; i++) {
		const struct field *f = &fields->rows[i];

		if (reader == PROTO_FOR_VISITOR && f->flags & FIELD_PRIVATE)
			continue;
		kinds[f->type].write(w, f, (const char *)record + f->offset);
	}
}

bool
fields_read(const struct json *j, struct arena *arena, void *record,
    const struct fields *fields, enum err_code too_large, struct err *err)
{
	struct reading r = { j, arena, too_large, err };

	if (!json_is_object(j))
		return err_set(err, ERR_PROTO, "not an object");
	for (size_t i = 0; i < fields->n; i++) {
		const struct field *f = &fields->rows[i];
		const struct json *found = json_find(j, f->name);

		if (found == NULL || json_is_null(found)) {
			if (f->flags & FIELD_NEEDED)
				return bad(&r, f, "missing");
			continue;
		}
		if (!kinds[f->type].read(&r, f, found,
			(char *)record + f->offset))
			return false;
	}
	return true;
}
