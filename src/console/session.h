/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session.h - from an account to a running console and back: the desk of
 * one's own is started, the token found or made, the screen run, and what is
 * left is said in a sentence on the way out.
 */
#ifndef CONSOLE_SESSION_H
#define CONSOLE_SESSION_H

#include <signal.h>

#include "console/cli/cli.h"
#include "console/settings.h"

struct session_options {
	const struct prefs *prefs;
	const struct keymap *keys;
	const char *config_path;	/* NULL: the usual place */
	const struct app_handler *handlers;
	int n_handlers;
	const struct hint_pattern *hints;
	int n_hints;
	bool	    no_color;
	bool	    is_linear;
	const char *libexec_dir;
	const char *token_command, *password_command;	/* "" or NULL: none */
	int	    token_fd;		/* -1: none */
	struct cli_call *call;	/* what to do instead of a screen; NULL */
	bool	    is_demo;
	bool	    trust_owner;	/* sign in as the owner, no password */
	const char *page_url;		/* of the demo's desk, or NULL */
	const char *data_dir;	/* own desk; NULL: the usual place */
	const char *state_dir;	/* NULL: the usual place */
};

/* Runs the console for the account. False: `err` says why it did not go. */
bool session_run(const struct account *account,
    const struct session_options *options, struct err *err);

/* From here on Ctrl-C and its like wait: for the screen, which ends in order,
 * or for `before` to be set again. What was started would be left behind. */
void session_hold_signals(sigset_t *before);

/* One line from the terminal, `preset` when it is empty. */
bool session_ask(const char *question, const char *preset, char *buf,
    size_t size, struct err *err);

#endif
