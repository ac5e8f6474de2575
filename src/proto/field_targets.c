/* SPDX-License-Identifier: GPL-3.0-or-later */
/* field_targets.c - what is asked of the desk for a conversation: those targets
 * that are set, each with its name.
 */
#include <string.h>

#include "proto/fields.h"

struct named {
	enum target_which which;
	struct target_due due;
};

#define N(name, type, member, flags)                                           \
	{ name, type, offsetof(struct named, member), 0, flags }

static const struct field named_rows[] = {
	N("which", FIELD_WHICH, which, FIELD_NEEDED),
	N("warn", FIELD_NUMBER, due.warn_ms, 0),
	N("due", FIELD_NUMBER, due.due_ms, FIELD_NEEDED),
	N("warned", FIELD_BOOL, due.is_warned, 0),
	N("missed", FIELD_BOOL, due.is_missed, 0),
};
static const struct fields named_fields = FIELDS(named_rows);

bool
field_read_targets(const struct field_reading *r, const struct field *f,
    const struct json *found, void *p)
{
	struct target_due *list = p;

	if (!json_is_array(found) || json_count(found) > TARGETS)
		return field_bad(r, f, "not an array, or too long");
	for (size_t i = 0; i < json_count(found); i++) {
		struct named one = { .due.due_ms = 0 };

		if (!fields_read(json_at(found, i), r->arena, &one,
			&named_fields, r->too_large, r->err))
			return err_prefix(r->err, "%s", f->name);
		list[one.which] = one.due;
	}
	return true;
}

void
field_write_targets(struct json_out *w, const struct field *f, const void *p)
{
	const struct target_due *list = p;
	bool is_open = false;

	for (int i = 0; i < TARGETS; i++) {
		struct named one = { (enum target_which)i, list[i] };

		if (list[i].due_ms == 0)
			continue;
		if (!is_open)
			json_array(w, f->name);
		is_open = true;
		json_object(w, NULL);
		fields_write(w, &one, &named_fields, PROTO_FOR_OPERATOR);
		json_end_object(w);
	}
	if (is_open)
		json_end_array(w);
}
