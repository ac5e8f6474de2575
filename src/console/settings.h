/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings.h - dezhurka.conf(5): accounts, looks, alerts.
 *
 *   [account]		or [account NAME]
 *   url = https://desk.example	"own": a desk of my own on this computer
 *   login = anna
 *   token_command = pass show desk	its first line is the token
 *   password_command = pass show me	its first line is the password
 *   ca_file = /etc/ssl/desk.pem, pin = sha256//...
 *   [ui], [alerts]	one value each: console/model/prefs.h
 *   [field BALANCE]	command, timeout: console/model/field_command.h
 *   [alert message]	ways, after, only, quiet: console/model/alert_rule.h
 *   [bind]		C-x j = urgent; list F5 = take next; F7 =
 */
#ifndef CONSOLE_SETTINGS_H
#define CONSOLE_SETTINGS_H

#include "console/backend/backend.h"
#include "console/model/keymap.h"
#include "console/app.h"
#include "console/model/hint.h"
#include "console/model/prefs.h"

#define SETTINGS_ACCOUNTS 16

struct settings {
	struct account accounts[SETTINGS_ACCOUNTS];
	char	       token_commands[SETTINGS_ACCOUNTS][512];
	char	       password_commands[SETTINGS_ACCOUNTS][512];
	int	       n_accounts;
	struct prefs   prefs;
	struct keymap  keys;		/* [bind] */
	struct app_handler handlers[APP_HANDLERS];
	int	       n_handlers;
	struct hint_pattern hints[HINT_PATTERNS];
	int	       n_hints;
};

/* `path` NULL: the usual place, where a missing file is no error. ERR_SYNTAX
 * or ERR_VALUE: "file:line:col: what is wrong". */
bool settings_read(struct settings *s, const char *path, struct err *err);
/* Who hears what a check finds. */
struct settings_reader {
	void (*wrong)(void *ctx, const struct err *err);
	void (*note)(void *ctx, const char *text);
	void *ctx;
};
/* Reads the file for its errors, all of them. False: there was one. */
bool settings_check(const char *path, const struct settings_reader *reader);
/* Could the file be read if this were in it? `file` names it in errors. */
bool settings_fit(const char *file, const struct str *text, struct err *err);
/* Where the file is, its directory made if need be; where a link leads to. */
bool settings_place(const char *path, char *buf, size_t size,
    struct err *err);
/* One value, written into the file (NULL: taken out of it). ERR_RIGHTS,
 * ERR_IO: why not; the file is as it was. */
bool settings_write(const char *path, const char *section, const char *key,
    const char *value, struct err *err);
/* Adds the account to the end of the file, which is made if need be. */
bool settings_add_account(const struct account *a, const char *path,
    struct err *err);
/* The account of that name, or the first one when NULL; -1: none. */
int settings_account(const struct settings *s, const char *name);
/* Whether it begins like the address of a desk elsewhere. */
bool settings_is_address(const char *url);
bool account_is_own(const struct account *a);

/* "DIR/NAME-HASH" in the state directory; the hash is of address and login, so
 * that an account which is pointed at another desk takes neither the old one's
 * token there nor what was not sent to the old one's customers. */
bool account_path(const struct account *a, const char *dir, char *buf,
    size_t size, struct err *err);

/* Tokens: one private file (0600) per account. */
bool token_read(const struct account *a, char *buf, size_t size,
    struct err *err);
bool token_write(const struct account *a, struct err *err);
void token_forget(const struct account *a);

#endif
