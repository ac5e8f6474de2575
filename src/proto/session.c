/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of sessions: {"sessions":[...]}. */
#include "domain/session.h"
#include "proto/fields.h"

#define S(name, type, member, max, flags)                                      \
	{ name, type, offsetof(struct session_info, member), max, flags }
static const struct field session_rows[] = {
	S("id", FIELD_NUMBER, id, 0, FIELD_NEEDED),
	S("operator_id", FIELD_NUMBER, operator_id, 0, FIELD_NEEDED),
	S("device", FIELD_BUF, device, MAX_DEVICE_BYTES, 0),
	S("address", FIELD_BUF, address, MAX_ADDRESS_BYTES, 0),
	S("made", FIELD_NUMBER, made_ms, 0, 0),
	S("used", FIELD_NUMBER, used_ms, 0, 0),
	S("ends", FIELD_NUMBER, ends_ms, 0, 0),
	S("is_token", FIELD_BOOL, is_token, 0, 0),
	S("reads_only", FIELD_BOOL, reads_only, 0, 0),
	S("watches_only", FIELD_BOOL, watches_only, 0, 0),
	S("is_current", FIELD_BOOL, is_current, 0, 0),
};
static const struct fields session_fields = FIELDS(session_rows);

void
proto_session_write(struct json_out *w, const char *key,
    const struct session_info *s)
{
	json_object(w, key);
	fields_write(w, s, &session_fields, PROTO_FOR_OPERATOR);
	json_end_object(w);
}

bool
proto_session_read(const struct json *j, struct session_info *s,
    struct err *err)
{
	struct session_info read = { 0 };

	if (!fields_read(j, NULL, &read, &session_fields, ERR_PROTO, err))
		return false;
	*s = read;
	return true;
}

bool
proto_sessions_read(const struct json *j, struct arena *arena,
    struct session_info **list, size_t *n, struct err *err)
{
	const struct json *rows = json_find(j, "sessions");

	if (rows == NULL)
		return err_set(err, ERR_PROTO, "sessions: missing");
	*n = json_count(rows);
	*list = arena_alloc(arena, (*n + 1) * sizeof **list);
	if (*list == NULL)
		return err_set(err, ERR_MEMORY, "no memory for the sessions");
	for (size_t i = 0; i < *n; i++)
		if (!proto_session_read(json_at(rows, i), &(*list)[i], err))
			return false;
	return true;
}
