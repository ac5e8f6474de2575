/* SPDX-License-Identifier: GPL-3.0-or-later */
/* block.h - blocks of the customer's record that a command fills.
 *
 *   [block ORDERS]
 *   command = /usr/local/bin/orders
 *   timeout = 5s	then it is ended
 *   lines = 6		of its output that are shown
 *   every = 60s	run again while the record is on the screen; 0: not
 *   when = contact	only for customers whose contact is known; always
 *
 * A command runs when its customer's record has been on the screen for a
 * moment, so that going through the panes starts none, and beside the console;
 * what it printed is remembered for each customer.
 */
#ifndef MODEL_BLOCK_H
#define MODEL_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "domain/ran.h"

#define BLOCKS		    8
#define BLOCK_NAME_BYTES    32
#define BLOCK_COMMAND_BYTES 512
#define BLOCK_LINES	    20
#define BLOCK_REST_MS	    300
#define BLOCK_SEEN	    64	/* outputs that are remembered */

struct effects;
struct event;
struct model;

struct block {
	char	name[BLOCK_NAME_BYTES + 1];
	char	command[BLOCK_COMMAND_BYTES];
	int	timeout_ms, lines;
	int64_t every_ms;
	bool	needs_contact;
};

struct blocks {
	struct block list[BLOCKS];
	int	     n;
};

/* What one of them printed for a customer. */
struct block_seen {
	int64_t	 customer_id;	/* 0: free */
	int	 block;		/* in the order of the file */
	int64_t	 run_id;	/* of the command that runs; 0: none does */
	int64_t	 ran_ms;	/* when it ended; 0: never */
	enum ran ran;
	int	 status;
	char	*output;	/* text; NULL: none yet */
	char	 words[200];	/* its complaint */
};

struct block_states {
	struct block_seen seen[BLOCK_SEEN];
	int64_t		  last_run_id;
	int64_t		  customer_id;	/* whose record is on the screen */
	int64_t		  since_ms;	/* it is */
	int64_t		  due_ms;	/* when their blocks are run; 0: they
					 * were looked at */
};

/* One line of [block NAME]. ERR_VALUE: a sentence of what can be written. */
bool block_set(struct blocks *b, const char *name, const char *key,
    const char *value, struct err *err);

void block_tick(struct model *m, struct effects *e);
void block_ran(struct model *m, const struct event *ev);
/* When a tick is wanted; 0: none. */
int64_t block_due_ms(const struct model *m);
/* Is it shown for this customer? */
bool block_applies(const struct model *m, const struct block *b,
    int64_t customer_id);
const struct block_seen *block_find(const struct model *m,
    int64_t customer_id, int block);
void block_clear(struct block_states *s);
/* There are other blocks now: outputs are remembered by their numbers. */
void block_forget(struct block_states *s);

#endif
