/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run.h - commands that the operator has configured, beside the console.
 *
 * A command is one line for /bin/sh, taken from the operator's own file as it
 * stands: nothing is ever put into it. What it should know comes in its
 * environment and on its standard input, so no letter of a customer's can be
 * read by a shell.
 *
 * Each command leads a session of its own, without a terminal. At its limit of
 * time or output, and when it ends, all of its group is ended with it: TERM,
 * and KILL half a second later. At most RUN_AT_ONCE run, RUN_WAITING wait.
 *
 * Nothing here blocks. One thread; the caller waits for run_fd() and then
 * calls run_poll(), which calls back once for every run_start().
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/ran.h"

#define RUN_AT_ONCE	4
#define RUN_WAITING	60
#define RUN_WORDS_BYTES 200	/* of its complaint that are kept */

struct run;

struct run_ask {
	enum run_for what;		/* both come back as they are */
	int64_t	     id;
	const char  *command;
	const char *const *env;		/* "DEZHURKA_NAME=Anna" ..., or NULL;
					 * ended by NULL, beside our own */
	const char  *input;		/* its standard input, may be NULL */
	size_t	     input_len;
	int	     timeout_ms;	/* 0: none */
	size_t	     max_bytes;		/* of its output; 0: to /dev/null */
	bool	     stays;		/* a viewer: run_free() leaves it alone
					 * and others do not wait for it */
};

struct run_result {
	enum run_for what;
	int64_t	     id;
	enum ran     ran;
	int	     status;		/* of RAN_STATUS and RAN_SIGNAL */
	const char  *output;		/* ended by NUL, which is not counted; it
					 * may hold anything, NUL as well */
	size_t	     len;
	const char  *words;		/* first line of its standard error */
};
typedef void run_done(void *ctx, const struct run_result *result);

/* NULL: no descriptor is left. */
struct run *run_new(run_done *done, void *ctx);
void	    run_free(struct run *r);	/* ends them all; no callbacks */
/* Copies all of it. Whatever happens is told by the callback, later. */
void run_start(struct run *r, const struct run_ask *ask);
/* Ends those of that wish, or lets them not begin; no callback. */
void run_drop(struct run *r, enum run_for what, int64_t id);
int  run_fd(const struct run *r);
void run_poll(struct run *r);
int  run_count(const struct run *r);	/* running and waiting */

#endif
