/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli.h - the operator's commands without a screen: for pipes, cron, scripts.
 *
 *   dezhurka [OPTION]... COMMAND [CONVERSATION] [ARGUMENT]...
 *
 * cli_rows[] has a row for every command of the console (command.h), so that
 * none is without a twin by oversight, and rows of its own that print. What a
 * command does is the console's own row, run on a model of its own: a twin can
 * do no more and no less than the key.
 *
 * Pure but for printing: console/headless.c brings the events and sends the
 * actions. CONVERSATION is the desk's number of one, as `list` prints it.
 * Text from outside is printed safe (utf8.h), one event or record to a line.
 * With --json each line is a JSON object as doc/protocol.md has it.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdio.h>

#include "console/model/command.h"

enum cli_kind {
	CLI_RUN,	/* the console's command of that name, at the desk */
	CLI_READ,	/* prints what is there and ends */
	CLI_FOLLOW,	/* prints what happens until it is ended */
	CLI_LOCAL,	/* about the configuration: no desk is asked */
	CLI_SCREEN	/* only a screen has a use for it */
};

struct cli_row {
	const char   *name;
	enum cli_kind kind;
	bool	      has_chat;	/* a conversation comes first */
	bool	      reads_input;	/* its text may come from standard
					 * input: "-", or left out */
	const char   *args;	/* of rows of its own; NULL: the command's */
	const char   *help;	/* N_(); NULL: the command's. CLI_SCREEN: what
				 * to use instead, or why nothing */
};
extern const struct cli_row cli_rows[];
extern const size_t	    n_cli_rows;

struct cli_stats;

/* One call of the program. */
struct cli_call {
	const struct cli_row *row;
	bool	     is_json, ids_only;
	bool	     is_once;	/* top: print, show no screen */
	int64_t	     conversation_id;	/* 0: none was named */
	int64_t	     timeout_ms;
	char	     client_id[CLIENT_ID_BYTES + 1];	/* "": a fresh one */
	struct str   text;		/* the other arguments, by spaces */
	const char  *message;	/* attach: behind its " -- "; in `text` */
	FILE	    *out;

	/* How it goes. */
	bool	     has_begun, has_sent, is_done;
	char	     ids[MODEL_IDS][CLIENT_ID_BYTES + 1];	/* sent */
	int	     n_ids, n_stored;
	struct err   err;		/* why it was refused */
	int64_t	     winner_id;		/* who was first, or 0 */
	int	     n_printed;
	int	     n_pages;	/* answers to a search */
	struct cli_stats *stats;	/* what figures were asked for */
	char	    *pages;		/* of a transcript, oldest first */
	size_t	     pages_len;
};

const struct cli_row *cli_find(const char *name);
/* The arguments and the sentence of a row (the sentence not translated). */
const char *cli_args(const struct cli_row *row);
const char *cli_help(const struct cli_row *row);

void cli_init(struct cli_call *call, FILE *out);
void cli_clear(struct cli_call *call);
/* argv[0] is the command's name. ERR_VALUE says what is wrong and how it is
 * written. Reads standard input where the text is to come from there. */
bool cli_parse(struct cli_call *call, int argc, char **argv, struct err *err);

/* The model has a snapshot: do it. False: it cannot be done. */
bool cli_begin(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err);
/* After model_reduce() of an event of the desk. */
void cli_event(struct cli_call *call, struct model *m,
    const struct event *ev, struct effects *e);

#endif
