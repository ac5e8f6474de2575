/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/field_command.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

#define MAX_TIMEOUT_MS 60000

/* --- one field --------------------------------------------------------- */

static bool
is_name(const char *name)
{
	size_t len = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return len > 0 && len <= FIELD_NAME_BYTES && name[len] == '\0' &&
	    name[0] >= 'A' && name[0] <= 'Z';
}

static bool
read_timeout(const char *value, int *ms)
{
	char digits[16];
	size_t len = strspn(value, "0123456789");
	long long n;
	int unit = strcmp(value + len, "ms") == 0 ? 1 :
	    strcmp(value + len, "s") == 0 ? 1000 : 0;

	if (len == 0 || len >= sizeof digits || unit == 0)
		return false;
	memcpy(digits, value, len);
	digits[len] = '\0';
	if (!str_to_i64(digits, 1, MAX_TIMEOUT_MS / unit, &n))
		return false;
	*ms = (int)n * unit;
	return true;
}

static struct field_command *
place(struct field_commands *f, const char *name, struct err *err)
{
	for (int i = 0; i < f->n; i++)
		if (strcmp(f->list[i].name, name) == 0)
			return &f->list[i];
	if (f->n == FIELD_COMMANDS) {
		err_set(err, ERR_VALUE, _("more than %d fields have commands"),
		    FIELD_COMMANDS);
		return NULL;
	}
	f->list[f->n] = (struct field_command){
		.timeout_ms = FIELD_TIMEOUT_MS };
	str_copy(f->list[f->n].name, sizeof f->list[0].name, name);
	return &f->list[f->n++];
}

bool
field_command_set(struct field_commands *f, const char *name,
    const char *key, const char *value, struct err *err)
{
	struct field_command *field;

	if (!is_name(name))
		return err_set(err, ERR_VALUE, _("a field's name is of A-Z, "
		    "0-9 and _, like [field BALANCE]"));
	field = place(f, name, err);
	if (field == NULL)
		return false;
	if (strcmp(key, "timeout") == 0)
		return read_timeout(value, &field->timeout_ms) ||
		    err_set(err, ERR_VALUE, _("timeout: from 1ms to 60s, like "
		    "“3s”"));
	if (strcmp(key, "command") != 0)
		return err_set(err, ERR_VALUE, _("a field has “command” and "
		    "“timeout”"));
	if (value[0] == '\0' || strlen(value) >= sizeof field->command)
		return err_set(err, ERR_VALUE, _("command: from 1 to %d "
		    "bytes"), FIELD_COMMAND_BYTES - 1);
	str_copy(field->command, sizeof field->command, value);
	return true;
}

const struct field_command *
field_command_find(const struct field_commands *f, const char *name,
    size_t len)
{
	for (int i = 0; i < f->n; i++)
		if (strlen(f->list[i].name) == len &&
		    strncmp(f->list[i].name, name, len) == 0 &&
		    f->list[i].command[0] != '\0')
			return &f->list[i];
	return NULL;
}
