/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin_cli.h - the administrator's commands: `dezhurkad operator add ...`.
 *
 *   admin_cli.c	the command table, options, status
 *   admin_operator.c	operators and departments
 *   admin_canned*.c	canned replies, their text file, files, uses
 *   admin_audit.c	the audit trail
 *   admin_block.c	who may not write
 *   admin_session.c	sessions, tokens, second factors
 *   admin_explain.c	why a conversation is where it is
 *   admin_simulate.c	what other rules would have done
 *   admin_stats.c	figures
 *   admin_gdpr.c	a customer's data: exported, erased
 *   admin_client.c	the line to the desk
 *   password_prompt.c	a password from the terminal or from stdin
 */
#ifndef SERVER_ADMIN_CLI_H
#define SERVER_ADMIN_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/json.h"
#include "domain/action.h"
#include "domain/stats_ask.h"
#include "server/admin_client.h"

#define CLI_MAX_NAMES 16

/* One command, its options read. Strings NULL: not given. */
struct cli {
	struct admin_client *client;
	struct arena	    *arena;	/* for what was read */
	const char *data, *config;
	const char *name, *role, *language, *skill, *limit, *owner, *device;
	const char *departments[CLI_MAX_NAMES];
	int	    n_departments;
	const char *files[MAX_MESSAGE_FILES];
	int	    n_files;
	struct stats_ask stats;
	const char *since, *head, *out, *rules;
	const char *span, *reason, *despite;	/* of a block */
	const struct settings *settings;
	bool	    is_sure;
	int	    status;		/* of a failure; 0: what its code says */
	bool	    is_json, password_stdin, by_use,
		    reads_only, watches_only, is_off, is_slow;
	const char *target;		/* LOGIN, NAME, SHORTCUT, FILE */
};

typedef bool cli_fn(struct cli *c, struct err *err);

/* argv[0] is the command's first word. Returns the exit status. */
int admin_cli(int argc, char **argv);
void admin_cli_help(FILE *out);

/* --- shared by the commands -------------------------------------------- */

/* Prints a list of the desk as it is: {"operators":[...]}. */
bool cli_print_json(struct cli *c, const char *path, struct err *err);
/* Posts the action (a client id is made). */
bool cli_post(struct cli *c, struct action *a, const char *path,
    struct err *err);
/* A cell of a table: safe text, padded to `cols` unless it is 0. */
void cli_cell(const char *text, int cols);
/* A cell with an instant in local time, to the minute; 0 is `none`. */
void cli_time(int64_t ms, const char *none);
/* "TARGET: what", where data was not asked for. */
void cli_tell(const struct cli *c, const char *what);
/* 0 in *id for "". ERR_NOT_FOUND names what there is. */
bool cli_department_id(struct cli *c, const char *name, int64_t *id,
    struct err *err);
/* The lists of operators and departments, read; `c->arena` owns it. */
bool cli_operators(struct cli *c, struct operator **list, size_t *n,
    struct err *err);
bool cli_departments(struct cli *c, struct department **list, size_t *n,
    struct err *err);

cli_fn cli_operator_add, cli_operator_list, cli_operator_passwd;
cli_fn cli_operator_disable, cli_operator_enable, cli_operator_set;
cli_fn cli_department_add, cli_department_list, cli_department_disable;
cli_fn cli_department_enable;
cli_fn cli_canned_add, cli_canned_list, cli_canned_remove;
cli_fn cli_session_list, cli_session_revoke, cli_operator_totp;
cli_fn cli_token_add, cli_token_list, cli_token_revoke;
cli_fn cli_canned_import, cli_canned_export, cli_canned_files;
cli_fn cli_gdpr_export, cli_gdpr_erase;
cli_fn cli_block_add, cli_block_check, cli_block_list, cli_block_remove;
cli_fn cli_explain, cli_simulate, cli_stats;
/* "2026-11-22", "2026-11-22 14:00", "36h", "30d": local time. NULL: 0, from the
 * start. */
bool cli_since(const char *text, int64_t *since_ms, struct err *err);
cli_fn cli_audit_list, cli_audit_verify, cli_audit_head;

/* Reads a password: from the terminal, twice and unseen, or the first line of
 * stdin. `buf` has `size` bytes. */
bool password_prompt(char *buf, size_t size, bool from_stdin,
    struct err *err);

#endif
