/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fields_list.c - members that are arrays on the wire.
 */
#include <assert.h>
#include <string.h>

#include "domain/tags.h"
#include "proto/fields.h"

bool
field_read_words(const struct field_reading *r, const struct field *f,
    const struct json *found, void *p)
{
	char list[MAX_SKILLS_BYTES + 1] = "";
	size_t used = 0;
	struct err why;

	if (!json_is_array(found))
		return field_bad(r, f, "not an array");
	for (size_t i = 0; i < json_count(found); i++) {
		const char *word;
		size_t len;

		if (!json_as_str(json_at(found, i), &word))
			return field_bad(r, f, "holds something that is no string");
		len = strlen(word);
		if (len == 0 || strchr(word, ',') != NULL)
			return field_bad(r, f, "holds what is no word");
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
		return field_bad(r, f, why.text);
	memcpy(p, list, used + 1);
	return true;
}

void
field_write_words(struct json_out *w, const struct field *f, const void *p)
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
get_tags(const struct field_reading *r, const struct field *f,
    const struct json *found, char list[MAX_TAGS_BYTES + 1])
{
	struct err why;

	list[0] = '\0';
	if (!json_is_array(found))
		return field_bad(r, f, "not an array");
	for (size_t i = 0; i < json_count(found); i++) {
		const char *tag;

		if (!json_as_str(json_at(found, i), &tag) || *tag == '\0' ||
		    strchr(tag, ',') != NULL)
			return field_bad(r, f, "holds what is no tag");
		if (tags_change(list, tag, "", &why))
			continue;
		if (why.code == ERR_TOO_LARGE)
			return err_set(r->err, r->too_large, "%s", why.text);
		return field_bad(r, f, why.text);
	}
	return true;
}

bool
field_read_tags(const struct field_reading *r, const struct field *f,
    const struct json *found, void *p)
{
	char list[MAX_TAGS_BYTES + 1];

	assert(f->max == MAX_TAGS_BYTES);
	if (!get_tags(r, f, found, list))
		return false;
	memcpy(p, list, strlen(list) + 1);
	return true;
}

bool
field_read_tag_text(const struct field_reading *r, const struct field *f,
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

void
field_write_tags(struct json_out *w, const struct field *f, const void *p)
{
	const char *list = p;

	if (*list != '\0')
		put_tags(w, f->name, list);
}

void
field_write_tag_text(struct json_out *w, const struct field *f, const void *p)
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

bool
field_read_pairs(const struct field_reading *r, const struct field *f,
    const struct json *found, void *p)
{
	struct pairs *out = p;
	struct customer_field *list;
	size_t n = json_count(found);
	struct err why;

	if (!json_is_array(found))
		return field_bad(r, f, "not an array");
	if (n > MAX_FIELDS)
		return err_set(r->err, r->too_large, "%s: more than %d",
		    f->name, MAX_FIELDS);
	list = field_alloc(r, (n + 1) * sizeof *list);
	if (list == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		list[i] = (struct customer_field){ .name = "", .value = "" };
		if (!fields_read(json_at(found, i), r->arena, &list[i],
			&pair_fields, r->too_large, r->err))
			return err_prefix(r->err, "%s", f->name);
	}
	if (!customer_fields_check(list, n, &why))
		return field_bad(r, f, why.text);
	*out = (struct pairs){ list, n };
	return true;
}

void
field_write_pairs(struct json_out *w, const struct field *f, const void *p)
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

bool
field_read_departments(const struct field_reading *r, const struct field *f,
    const struct json *found, void *p)
{
	struct operator *o = p;
	size_t n = json_count(found);

	if (!json_is_array(found))
		return field_bad(r, f, "not an array");
	if (n > MAX_DEPARTMENTS)
		return err_set(r->err, r->too_large, "%s: more than %d",
		    f->name, MAX_DEPARTMENTS);
	for (size_t i = 0; i < n; i++) {
		int64_t id;

		if (!field_number(r, f, json_at(found, i), FIELD_NUMBER_MAX,
			&id))
			return false;
		if (id == 0)
			return field_bad(r, f, "0 is no id");
		o->departments[i] = id;
	}
	o->n_departments = (int)n;
	return true;
}

void
field_write_departments(struct json_out *w, const struct field *f,
    const void *p)
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

bool
field_read_earlier(const struct field_reading *r, const struct field *f,
    const struct json *found, void *p)
{
	struct customer *c = p;
	size_t n = json_count(found);
	struct earlier *list;

	if (!json_is_array(found))
		return field_bad(r, f, "not an array");
	if (n == 0)
		return true;
	list = field_alloc(r, n * sizeof *list);
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

void
field_write_earlier(struct json_out *w, const struct field *f, const void *p)
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

/* --- numbers ------------------------------------------------------------ */

static_assert(offsetof(struct action, n_canned_ids) -
	offsetof(struct action, canned_ids) ==
	MAX_MESSAGE_CANNED * sizeof(int64_t),
    "how many stands behind the ids");
static_assert(offsetof(struct conversation, n_passed) -
	offsetof(struct conversation, passed) == MAX_PASSED * sizeof(int64_t),
    "how many stands behind who passed");

bool
field_read_numbers(const struct field_reading *r, const struct field *f,
    const struct json *found, void *p)
{
	int64_t *list = p;
	size_t n = json_count(found);

	if (!json_is_array(found))
		return field_bad(r, f, "not an array");
	if (n > (size_t)f->max)
		return err_set(r->err, r->too_large, "%s: more than %d",
		    f->name, (int)f->max);
	for (size_t i = 0; i < n; i++)
		if (!field_number(r, f, json_at(found, i), FIELD_NUMBER_MAX,
		    &list[i]))
			return false;
	*(size_t *)(void *)(list + f->max) = n;
	return true;
}

void
field_write_numbers(struct json_out *w, const struct field *f, const void *p)
{
	const int64_t *list = p;
	size_t n = *(const size_t *)(const void *)(list + f->max);

	if (n == 0)
		return;
	json_array(w, f->name);
	for (size_t i = 0; i < n; i++)
		json_put_i64(w, NULL, list[i]);
	json_end_array(w);
}
