/* SPDX-License-Identifier: GPL-3.0-or-later */
/* child.h - other programs, started from an argument vector, never a shell.
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

struct child_spec {
	const char *const *argv;	/* argv[0] is looked up in PATH */
	int  in_fd, out_fd, err_fd;	/* -1: /dev/null */
	bool new_session;		/* setsid(): survives the terminal */
	const char *const *env;		/* "NAME=value" beside our own, ended by
					 * NULL; NULL: none */
	bool has_terminal;		/* a group of its own, in the
					 * foreground of the terminal that
					 * in_fd is */
};

/* Starts it with default signals and mask, every other descriptor closed. */
bool child_start(const struct child_spec *spec, pid_t *pid, struct err *err);

/* Runs a program, gives its standard output (at most out->max_bytes), waits
 * at most limit_ms, then kills it. False also when it exits other than 0. */
bool child_output(const char *const *argv, int limit_ms, struct str *out,
    struct err *err);

#endif
