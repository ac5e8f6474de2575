/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/fields.h"

#include <string.h>

bool
field_bad(const struct field_reading *r, const struct field *f,
    const char *what)
{
	return err_set(r->err, ERR_PROTO, "%s: %s", f->name, what);
}

void *
field_alloc(const struct field_reading *r, size_t bytes)
{
	void *p = arena_alloc(r->arena, bytes);

	if (p == NULL)
		err_set(r->err, ERR_MEMORY, "the answer needs too much memory");
	return p;
}

/* --- texts and numbers ------------------------------------------------- */

static bool
get_text(const struct field_reading *r, const struct field *f,
    const struct json *found, const char **text)
{
	size_t len;

	if (!json_as_str(found, text))
		return field_bad(r, f, "not a string");
	len = strlen(*text);
	if (len > (size_t)f->max)
		return err_set(r->err, r->too_large,
		    "%s: %zu bytes, at most %zu are allowed", f->name, len,
		    (size_t)f->max);
	if (len == 0 && f->flags & FIELD_NEEDED)
		return field_bad(r, f, "empty");
	return true;
}

static bool
read_text(const struct field_reading *r, const struct field *f,
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
read_buf(const struct field_reading *r, const struct field *f,
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

bool
field_number(const struct field_reading *r, const struct field *f,
    const struct json *found, int64_t max, int64_t *out)
{
	if (!json_as_i64(found, out))
		return field_bad(r, f, "not an integer");
	if (*out < (f->flags & FIELD_NEEDED ? 1 : 0) || *out > max)
		return err_set(r->err, ERR_PROTO, "%s: %lld is out of range",
		    f->name, (long long)*out);
	return true;
}

static bool
read_number(const struct field_reading *r, const struct field *f,
    const struct json *found, void *p)
{
	int64_t *out = p, n;

	if (!field_number(r, f, found, FIELD_NUMBER_MAX, &n))
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
read_int(const struct field_reading *r, const struct field *f,
    const struct json *found, void *p)
{
	int *out = p;
	int64_t n;

	if (!field_number(r, f, found, f->max, &n))
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
read_bool(const struct field_reading *r, const struct field *f,
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

/* --- enums ------------------------------------------------------------- */

static bool
read_enum(const struct field_reading *r, const struct field *f,
    const struct json *found, void *p)
{
	const char *name;
	bool known = false;

	if (!json_as_str(found, &name))
		return field_bad(r, f, "not a string");
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
	case FIELD_WHICH:
		known = target_which_parse(name, p);
		break;
	case FIELD_BAN:
		known = ban_kind_parse(name, p);
		break;
	case FIELD_WINBACK:
		known = winback_state_parse(name, p);
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
	case FIELD_WHICH:
		name = target_which_name(*(const enum target_which *)p);
		break;
	case FIELD_BAN:
		name = ban_kind_name(*(const enum ban_kind *)p);
		break;
	case FIELD_WINBACK:
		if (*(const enum winback_state *)p == WINBACK_NONE)
			return;
		name = winback_state_name(*(const enum winback_state *)p);
		break;
	default:
		break;
	}
	json_put_str(w, f->name, name);
}

/* --- records ----------------------------------------------------------- */

static bool
read_record(const struct field_reading *r, const struct field *f,
    const struct json *found, void *p)
{
	struct operator *o;
	struct department *d;
	struct canned *canned;
	struct customer *customer;

	switch (f->type) {
	case FIELD_OPERATOR:
		o = field_alloc(r, sizeof *o);
		*(const struct operator **)p = o;
		return o != NULL && proto_operator_read(found, o, r->err);
	case FIELD_DEPARTMENT:
		d = field_alloc(r, sizeof *d);
		*(const struct department **)p = d;
		return d != NULL && proto_department_read(found, d, r->err);
	case FIELD_CANNED:
		canned = field_alloc(r, sizeof *canned);
		*(const struct canned **)p = canned;
		return canned != NULL &&
		    proto_canned_read(found, r->arena, canned, r->err);
	case FIELD_CUSTOMER:
		customer = field_alloc(r, sizeof *customer);
		*(const struct customer **)p = customer;
		return customer != NULL &&
		    proto_customer_read(found, r->arena, customer, r->err);
	default:
		return field_bad(r, f, "no record");
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
	bool (*read)(const struct field_reading *, const struct field *,
	    const struct json *, void *);
} kinds[FIELD_TYPES] = {
	[FIELD_TEXT] = { write_text, read_text },
	[FIELD_BUF] = { write_buf, read_buf },
	[FIELD_NUMBER] = { write_number, read_number },
	[FIELD_INT] = { write_int, read_int },
	[FIELD_BOOL] = { write_bool, read_bool },
	[FIELD_LANGUAGES] = { field_write_words, field_read_words },
	[FIELD_SKILLS] = { field_write_words, field_read_words },
	[FIELD_DEPARTMENTS] = { field_write_departments, field_read_departments },
	[FIELD_EARLIER] = { field_write_earlier, field_read_earlier },
	[FIELD_TAGS] = { field_write_tags, field_read_tags },
	[FIELD_TAG_TEXT] = { field_write_tag_text, field_read_tag_text },
	[FIELD_PAIRS] = { field_write_pairs, field_read_pairs },
	[FIELD_FILES] = { field_write_files, field_read_files },
	[FIELD_NUMBERS] = { field_write_numbers, field_read_numbers },
	[FIELD_IDS] = { field_write_ids, field_read_ids },
	[FIELD_ACTOR] = { write_enum, read_enum },
	[FIELD_PRESENCE] = { write_enum, read_enum },
	[FIELD_ROLE] = { write_enum, read_enum },
	[FIELD_STATE] = { write_enum, read_enum },
	[FIELD_WHICH] = { write_enum, read_enum },
	[FIELD_TARGETS] = { field_write_targets, field_read_targets },
	[FIELD_BAN] = { write_enum, read_enum },
	[FIELD_WINBACK] = { write_enum, read_enum },
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
	struct field_reading r = { j, arena, too_large, err };

	if (!json_is_object(j))
		return err_set(err, ERR_PROTO, "not an object");
	for (size_t i = 0; i < fields->n; i++) {
		const struct field *f = &fields->rows[i];
		const struct json *found = json_find(j, f->name);

		if (found == NULL || json_is_null(found)) {
			if (f->flags & FIELD_NEEDED)
				return field_bad(&r, f, "missing");
			continue;
		}
		if (!kinds[f->type].read(&r, f, found,
			(char *)record + f->offset))
			return false;
	}
	return true;
}
