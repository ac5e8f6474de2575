/* SPDX-License-Identifier: GPL-3.0-or-later */
/* own_desk.h - a desk of the operator's own: a real dezhurkad, started by the
 * console on a Unix socket, with the visitor's page on loopback.
 *
 * Its data directory also holds desk.sock (the consoles' way in), page (the
 * page's address), pid and log. It goes on when the console ends and a
 * customer is still in it; the next console finds it by its socket.
 */
#ifndef CONSOLE_OWN_DESK_H
#define CONSOLE_OWN_DESK_H

#include <limits.h>
#include <sys/types.h>

#include "base/err.h"

struct own_desk {
	char  data_dir[PATH_MAX];
	char  url[PATH_MAX + 8];	/* "unix:/.../desk.sock" */
	char  page_url[256];		/* "http://127.0.0.1:43211/" */
	pid_t pid;			/* 0: none runs */
	bool  was_running;		/* it is an earlier console's */
	char  program[PATH_MAX];	/* dezhurkad */
};

/* Finds it running or starts it; returns when it answers. ERR_NOT_FOUND: no
 * dezhurkad beside this program or in PATH; else the desk's own sentence. */
bool own_desk_start(struct own_desk *d, const char *data_dir,
    struct err *err);
/* Ends it in order and waits for that, at most 10 s. */
bool own_desk_stop(struct own_desk *d, struct err *err);
/* "dezhurkad ARGS... --data DIR", with `input` on its standard input. NULL
 * ends the arguments. Its sentence becomes the error's. */
bool own_desk_admin(struct own_desk *d, const char *const *args,
    const char *input, struct err *err);

#endif
