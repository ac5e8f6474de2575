/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search.c - the answer to a search, and the query in its path. */
#include <stdio.h>
#include <string.h>

#include "base/utf8_words.h"
#include "proto/fields.h"

#define F(name, type, member, max, flags)                                      \
	{ name, type, offsetof(struct found, member), max, flags }

static const struct field found_rows[] = {
	F("seq", FIELD_NUMBER, seq, 0, FIELD_NEEDED),
	F("conversation", FIELD_NUMBER, conversation_id, 0, FIELD_NEEDED),
	F("customer_id", FIELD_NUMBER, customer_id, 0, 0),
	F("at", FIELD_NUMBER, at_ms, 0, 0),
	F("by", FIELD_ACTOR, by, 0, 0),
	F("by_id", FIELD_NUMBER, by_id, 0, 0),
	F("text", FIELD_TEXT, text, MAX_MESSAGE_BYTES, 0),
	F("cut_before", FIELD_BOOL, is_cut_before, 0, 0),
	F("cut_after", FIELD_BOOL, is_cut_after, 0, 0),
	F("name", FIELD_TEXT, name, MAX_NAME_BYTES, 0),
	F("subject", FIELD_TEXT, subject, MAX_SUBJECT_BYTES, 0),
	F("outcome", FIELD_TEXT, outcome, MAX_LOGIN_BYTES, 0),
	F("operator_id", FIELD_NUMBER, operator_id, 0, 0),
	F("opened", FIELD_NUMBER, opened_ms, 0, 0),
	F("closed", FIELD_BOOL, is_closed, 0, 0),
	F("stars", FIELD_INT, stars, 5, 0),
};
static const struct fields found_fields = FIELDS(found_rows);

void
proto_found_write(struct json_out *w, const struct found *f)
{
	json_object(w, NULL);
	json_put_str(w, "type", event_name(f->type));
	fields_write(w, f, &found_fields, PROTO_FOR_OPERATOR);
	json_array(w, "marks");
	for (int i = 0; i < f->n_marks; i++) {
		json_put_i64(w, NULL, f->marks[i].at);
		json_put_i64(w, NULL, f->marks[i].len);
	}
	json_end_array(w);
	json_end_object(w);
}

/* Marks that do not lie in the text, or not in order, are left out. */
static void
read_marks(const struct json *array, struct found *f)
{
	int64_t end = 0, at, len, size = (int64_t)strlen(f->text);

	for (size_t i = 0; i + 1 < json_count(array) &&
	    f->n_marks < FOUND_MARKS; i += 2) {
		if (!json_as_i64(json_at(array, i), &at) ||
		    !json_as_i64(json_at(array, i + 1), &len) || at < end ||
		    len <= 0 || at > size || len > size - at)
			return;
		f->marks[f->n_marks++] = (struct mark){ (int)at, (int)len };
		end = at + len;
	}
}

static bool
read_found(const struct json *j, struct arena *a, struct found *f,
    struct err *err)
{
	struct found read = { .text = "", .name = "", .subject = "",
		.outcome = "" };
	const struct json *marks = json_find(j, "marks");
	const char *type = "";

	if (!json_get_str(j, "type", &type, err) ||
	    !fields_read(j, a, &read, &found_fields, ERR_PROTO, err))
		return false;
	read.type = event_find(type);
	if (json_is_array(marks))
		read_marks(marks, &read);
	*f = read;
	return true;
}

bool
proto_search_read(const struct json *j, struct arena *a,
    struct proto_search *s, struct err *err)
{
	const struct json *array = json_find(j, "hits");
	struct proto_search read = { .before = 0 };
	size_t count = json_count(array);

	if (!json_is_array(array))
		return err_set(err, ERR_PROTO, "hits: not an array");
	if (!json_opt_i64(j, "before", &read.before, err) ||
	    !json_opt_bool(j, "complete", &read.is_complete, err))
		return err_prefix(err, "search");
	read.hits = arena_alloc(a, (count + 1) * sizeof *read.hits);
	if (read.hits == NULL)
		return err_set(err, ERR_MEMORY, "%zu hits are too many", count);
	for (size_t i = 0; i < count; i++)
		if (!read_found(json_at(array, i), a, &read.hits[i], err))
			return err_prefix(err, "search");
	read.n = count;
	*s = read;
	return true;
}

/* Everything but letters and digits of ASCII as %XX (RFC 3986, 2.1). */
static void
put_escaped(struct str *out, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z'))
			str_put_c(out, *text);
		else
			str_putf(out, "%%%02X", c);
	}
}

void
proto_search_path(struct str *path, const struct action *a)
{
	char query[WORDS_QUERY + 1];

	str_copy(query, sizeof query, a->text);
	str_put(path, "?q=");
	put_escaped(path, query);
	if (a->customer_id > 0)
		str_putf(path, "&customer=%lld", (long long)a->customer_id);
	if (a->before > 0)
		str_putf(path, "&before=%lld", (long long)a->before);
}
