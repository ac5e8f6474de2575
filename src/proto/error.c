/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "proto/fields.h"

/* The words of doc/protocol.md; a code that is not here is of no use to a
 * client and is called `store`, as what failed was the desk's own. */
static const struct {
	enum err_code code;
	const char   *name;
} names[] = {
	{ ERR_SYNTAX, "syntax" },
	{ ERR_VALUE, "value" },
	{ ERR_PROTO, "protocol" },
	{ ERR_AUTH, "auth" },
	{ ERR_FACTOR, "second_factor" },
	{ ERR_RIGHTS, "rights" },
	{ ERR_BLOCKED, "blocked" },
	{ ERR_NOT_FOUND, "not_found" },
	{ ERR_UNSUPPORTED, "unsupported" },
	{ ERR_CONFLICT, "conflict" },
	{ ERR_SHARED, "shared" },
	{ ERR_EXPIRED, "cursor_expired" },
	{ ERR_ERASED, "erased" },
	{ ERR_TOO_LARGE, "too_large" },
	{ ERR_BUSY, "busy" },
	{ ERR_MEMORY, "busy" },
	{ ERR_STORE, "store" },
};

static const char *
name_of(enum err_code code)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].code == code)
			return names[i].name;
	return "store";
}

static enum err_code
code_of(const char *name)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i].name, name) == 0)
			return names[i].code;
	return ERR_CODES;
}

void
proto_error_write(struct str *body, const struct err *err,
    int64_t operator_id)
{
	struct json_out w;

	json_begin(&w, body);
	json_object(&w, NULL);
	json_put_str(&w, "error", name_of(err->code));
	json_put_str(&w, "message", err->text);
	if (operator_id != 0)
		json_put_i64(&w, "operator", operator_id);
	json_end_object(&w);
}

void
proto_error_read(const struct json *j, int status, struct err *err,
    int64_t *operator_id)
{
	const char *name, *message;
	enum err_code code = ERR_CODES;
	int64_t winner = 0;

	if (json_get_str(j, "error", &name, NULL))
		code = code_of(name);
	/* A body that contradicts its status is not the desk's. */
	if (code == ERR_CODES || err_to_status(code) / 100 != status / 100)
		code = err_from_status(status);
	if (json_get_str(j, "message", &message, NULL))
		err_set(err, code, "%s", message);
	else
		err_set(err, code, "HTTP status %d", status);
	if (json_opt_i64(j, "operator", &winner, NULL) && winner > 0 &&
	    winner <= FIELD_NUMBER_MAX)
		*operator_id = winner;
	else
		*operator_id = 0;
}
