/* SPDX-License-Identifier: GPL-3.0-or-later */
/* field_files.c - files of a message, and the ids by which they are sent.
 */
#include <assert.h>
#include <string.h>

#include "proto/fields.h"

bool
field_read_ids(const struct field_reading *r, const struct field *f,
    const struct json *found, void *p)
{
	const char **out = p, *id, *kept;
	struct str ids;

	if (!json_is_array(found))
		return field_bad(r, f, "not an array");
	str_init(&ids, FILE_IDS_BYTES);
	for (size_t i = 0; i < json_count(found); i++) {
		/* A comma inside would be taken for two of them. */
		if (!json_as_str(json_at(found, i), &id) ||
		    strlen(id) != CLIENT_ID_BYTES || strchr(id, ',') != NULL) {
			str_clear(&ids);
			return field_bad(r, f, "holds what is no id");
		}
		str_putf(&ids, "%s%s", i > 0 ? "," : "", id);
	}
	kept = ids.full ? NULL : arena_dup(r->arena, ids.data);
	if (kept == NULL)
		err_set(r->err, ids.full ? r->too_large : ERR_MEMORY,
		    "%s: too many of them", f->name);
	else
		*out = kept;
	str_clear(&ids);
	return kept != NULL;
}

void
field_write_ids(struct json_out *w, const struct field *f, const void *p)
{
	const char *ids, *const *at = p;
	char id[CLIENT_ID_BYTES + 1];

	ids = *at;
	if (ids == NULL || (*ids == '\0' && (f->flags & FIELD_GIVEN) == 0))
		return;
	json_array(w, f->name);
	while (file_next_id(&ids, id))
		json_put_str(w, NULL, id);
	json_end_array(w);
}

#define FILE_ROW(name, type, member, max)                                      \
	{ name, type, offsetof(struct file, member), max, FIELD_NEEDED }

static const struct field file_rows[] = {
	FILE_ROW("id", FIELD_TEXT, id, CLIENT_ID_BYTES),
	FILE_ROW("name", FIELD_TEXT, name, MAX_FILE_NAME_BYTES),
	FILE_ROW("type", FIELD_TEXT, type, MAX_FILE_TYPE_BYTES),
	{ "bytes", FIELD_NUMBER, offsetof(struct file, bytes), 0, 0 },
};
static const struct fields file_fields = FIELDS(file_rows);

/* A list and its length are read and written as one. */
static_assert(offsetof(struct event, n_files) - offsetof(struct event, files) ==
    offsetof(struct file_pairs, n), "struct event holds a struct file_pairs");
static_assert(offsetof(struct canned, n_files) -
    offsetof(struct canned, files) == offsetof(struct file_pairs, n),
    "struct canned holds a struct file_pairs");

bool
field_read_files(const struct field_reading *r, const struct field *f,
    const struct json *found, void *p)
{
	struct file_pairs *files = p;
	size_t n = json_count(found);
	struct file *list;

	if (!json_is_array(found) || n > MAX_MESSAGE_FILES)
		return field_bad(r, f, "not an array, or too long");
	list = arena_alloc(r->arena, (n + 1) * sizeof *list);
	if (list == NULL)
		return err_set(r->err, ERR_MEMORY,
		    "the answer needs too much memory");
	for (size_t i = 0; i < n; i++) {
		list[i] = (struct file){ "", "", "", 0 };
		if (!fields_read(json_at(found, i), r->arena, &list[i],
			&file_fields, r->too_large, r->err))
			return err_prefix(r->err, "%s", f->name);
	}
	files->list = list;
	files->n = n;
	return true;
}

void
field_write_files(struct json_out *w, const struct field *f, const void *p)
{
	const struct file_pairs *files = p;

	if (files->n == 0)
		return;
	json_array(w, f->name);
	for (size_t i = 0; i < files->n; i++)
		proto_file_write(w, NULL, &files->list[i]);
	json_end_array(w);
}

void
proto_file_write(struct json_out *w, const char *key, const struct file *file)
{
	json_object(w, key);
	fields_write(w, file, &file_fields, PROTO_FOR_OPERATOR);
	json_end_object(w);
}
