/* SPDX-License-Identifier: GPL-3.0-or-later */
/* limit.h - how often somebody may try.
 *
 * A table of fixed size in memory only: an address is kept no longer than it
 * is counted, and only as a keyed hash. When a row is full the one that was
 * silent longest is forgotten, so a flood of addresses costs no memory.
 */
#ifndef API_LIMIT_H
#define API_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

enum limit_kind {
	LIMIT_LOGIN,		/* failed sign-ins of one login from places that
				 * are new to it: 10, then a wait that doubles,
				 * 15 min at most */
	LIMIT_LOGIN_PAIR,	/* of one login from one address: 10 in 10 min */
	LIMIT_LOGIN_ADDRESS,	/* of one address: 30 in 10 min */
	LIMIT_CODE,		/* wrong codes after a right password, as
				 * LIMIT_LOGIN, wherever they come from */
	LIMIT_OPEN,		/* conversations of one address: 30 in 10 min */
	LIMIT_MESSAGE,		/* messages of one visitor: 20, then 5 a second */
	LIMIT_PING,		/* typing and reads: 40, then 10 a second */
	LIMIT_FILE,		/* files of one visitor: 20, then 1 in 10 s */
	LIMIT_FILE_ADDRESS,	/* of one address: 60, then 1 in 5 s */
	LIMIT_KINDS
};

struct limits;

struct limits *limits_new(void);
void limits_free(struct limits *l);

/* Who an address is counted as: itself, of IPv6 its /64, as a customer owns
 * one whole. */
#define LIMIT_WHO_BYTES 64
void limits_who(char who[LIMIT_WHO_BYTES], const char *address);
/* Takes one of `who`'s tries. 0: go ahead; else the seconds to wait, and
 * nothing was taken. `now_ms` is of the clock that never goes back. */
int limits_take(struct limits *l, enum limit_kind kind, const char *who,
    int64_t now_ms);
/* The try does not count after all. */
void limits_give_back(struct limits *l, enum limit_kind kind, const char *who);

#endif
