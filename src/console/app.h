/* SPDX-License-Identifier: GPL-3.0-or-later */
/* app.h - the console's turn: wait; drain the network and the keyboard into
 * the model; run the effects; draw at most once.
 */
#ifndef CONSOLE_APP_H
#define CONSOLE_APP_H

#include "console/backend/backend.h"
#include "console/model/keymap.h"
#include "console/model/prefs.h"

#define APP_HANDLERS 32

/* Opens what has that type: "image/png", "image" and
 * a star for all of them, "url", "default". */
struct app_handler { char type[100], command[512]; };

struct app_config {
	struct account account;		/* signed in: has a token */
	const char *state_dir;		/* of this account */
	const struct prefs *prefs;	/* dezhurka.conf(5) as it was read */
	const struct keymap *keys;
	const char *config_path;	/* of dezhurka.conf(5); NULL: usual */
	bool	    no_color;
	bool	    is_linear;	/* lines instead of a screen */
	const char *libexec_dir;	/* where dezhurka-notify lies */
	const char *page_url;		/* of an own desk; "" */
	const struct app_handler *handlers;
	int	    n_handlers;
	const struct hint_pattern *hints;	/* besides the built-in ones */
	int	    n_hints;
	bool	    is_demo;
};

struct app_result {
	bool knows_desk;	/* the desk has told what follows */
	int n_open;	/* customers who are still in a conversation */
	int n_colleagues;	/* other operators who are there */
	int n_unsent;	/* actions that go out with the next start */
	bool needs_sign_in;	/* the desk does not know the token any more */
};

/* Runs until the operator quits. False: it did not start, or the terminal
 * is gone (ERR_IO). The terminal is restored in any case. */
bool app_run(const struct app_config *config, struct app_result *result,
    struct err *err);

#endif
