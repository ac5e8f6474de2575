/* SPDX-License-Identifier: GPL-3.0-or-later */
/* field_command.h - fields of canned replies that a command says.
 *
 *   [field BALANCE]
 *   command = balance --of "$DEZHURKA_CUSTOMER_ID"
 *   timeout = 3s
 *
 * {BALANCE} in a reply then runs it when the reply is inserted; what it prints
 * stands there a moment later.
 */
#ifndef MODEL_FIELD_COMMAND_H
#define MODEL_FIELD_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define FIELD_COMMANDS	    16
#define FIELD_NAME_BYTES    32
#define FIELD_COMMAND_BYTES 512
#define FIELD_TIMEOUT_MS    3000

struct field_command {
	char name[FIELD_NAME_BYTES + 1];
	char command[FIELD_COMMAND_BYTES];
	int  timeout_ms;
};

struct field_commands {
	struct field_command list[FIELD_COMMANDS];
	int		     n;
};

/* One line of [field NAME]. ERR_VALUE: a sentence of what can be written. */
bool field_command_set(struct field_commands *f, const char *name,
    const char *key, const char *value, struct err *err);
/* NULL: there is none. `name` need not be ended. */
const struct field_command *field_command_find(
    const struct field_commands *f, const char *name, size_t len);

#endif
