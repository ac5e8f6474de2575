/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_job.h - a command of the operator's, as the model wishes for it.
 *
 * What it is to know of a customer goes into its environment and, as one JSON
 * object, on its standard input; the command line stays as the operator wrote
 * it. The answer is EVENT_RAN with the same `what` and `id`.
 */
#ifndef MODEL_RUN_JOB_H
#define MODEL_RUN_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/ran.h"

#define RUN_JOB_PAIRS	  24
#define RUN_INPUT_BYTES	  32768
#define RUN_TIMEOUT_MS	  5000		/* when nothing else is said */
#define RUN_OUTPUT_BYTES  16384

struct chat;
struct model;

struct run_job {
	enum run_for what;
	int64_t	     id;
	char	    *command;
	char	    *env[RUN_JOB_PAIRS + 1];	/* "NAME=value", then NULL */
	int	     n_env;
	char	    *input;		/* "" or JSON, ended by a newline */
	int	     timeout_ms;
	size_t	     max_bytes;
	bool	     stays;		/* see run.h */
};

/* With RUN_TIMEOUT_MS and RUN_OUTPUT_BYTES; the caller changes what it wants
 * and hands it to effects_run(). */
struct run_job *run_job_new(enum run_for what, int64_t id,
    const char *command);
void run_job_free(struct run_job *j);
/* "DEZHURKA_" is put before the name. What does not fit is left out. */
void run_job_env(struct run_job *j, const char *name, const char *value);
/* The conversation and its customer: CONVERSATION_ID SUBJECT PAGE CUSTOMER_ID
 * CUSTOMER_NAME CUSTOMER_CONTACT CUSTOMER_LANGUAGE CUSTOMER_NOTE
 * CUSTOMER_SEGMENT CUSTOMER_TAGS OPERATOR DEPARTMENT, and the same as JSON on its input. */
void run_job_chat(struct run_job *j, const struct model *m,
    const struct chat *c);

#endif
