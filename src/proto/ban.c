/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ban.c - a block in a list. */
#include "proto/fields.h"

#define B(name, type, member, max, flags)                                      \
	{ name, type, offsetof(struct ban, member), max, flags }
static const struct field rows[] = {
	B("id", FIELD_NUMBER, id, 0, FIELD_NEEDED),
	B("kind", FIELD_BAN, kind, 0, FIELD_NEEDED),
	B("is_limit", FIELD_BOOL, is_limit, 0, 0),
	B("conversation", FIELD_NUMBER, conversation_id, 0, 0),
	B("customer_id", FIELD_NUMBER, customer_id, 0, 0),
	B("name", FIELD_BUF, name, MAX_NAME_BYTES, 0),
	B("by_id", FIELD_NUMBER, by_id, 0, 0),
	B("at", FIELD_NUMBER, at_ms, 0, 0),
	B("until", FIELD_NUMBER, until_ms, 0, 0),
	B("reason", FIELD_BUF, reason, MAX_BAN_REASON_BYTES, 0),
	B("ended", FIELD_NUMBER, ended_ms, 0, 0),
	B("ended_by", FIELD_NUMBER, ended_by_id, 0, 0),
};
static const struct fields fields = FIELDS(rows);

void
proto_ban_write(struct json_out *w, const struct ban *b, bool with_range)
{
	char text[ADDRESS_TEXT_BYTES];

	json_object(w, NULL);
	fields_write(w, b, &fields, PROTO_FOR_OPERATOR);
	if (with_range && b->range.first.is_known) {
		range_format(&b->range, text);
		json_put_str(w, "range", text);
	}
	json_end_object(w);
}

bool
proto_ban_read(const struct json *j, struct ban *b, struct err *err)
{
	struct ban read = { .id = 0 };
	const char *text = "";

	if (!fields_read(j, NULL, &read, &fields, ERR_PROTO, err))
		return err_prefix(err, "block");
	if (json_find(j, "range") != NULL && (!json_get_str(j, "range", &text,
	    err) || !range_parse(&read.range, text, err)))
		return err_prefix(err, "block");
	*b = read;
	return true;
}
