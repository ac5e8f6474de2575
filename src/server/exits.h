/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exits.h - what the exit status of dezhurkad says; `dezhurkad --help` and
 * dezhurkad(8) have the same table.
 */
#ifndef SERVER_EXITS_H
#define SERVER_EXITS_H

#include "base/err.h"

enum exits {
	EXITS_OK	= 0,
	EXITS_FAILURE	= 1,	/* disk, database, memory */
	EXITS_USAGE	= 2,	/* command line or a file cannot be read */
	EXITS_IN_USE	= 3,	/* port or data directory has an owner */
	EXITS_REFUSED	= 4,	/* rights, password */
	EXITS_NO_DESK	= 5,	/* no desk there, or it does not answer */
	EXITS_NOT_FOUND = 6,
	EXITS_CONFLICT	= 7,	/* exists already, or somebody was first */
	EXITS_BROKEN	= 8	/* the audit trail is not what was written */
};

/* Prints "dezhurkad: sentence" to stderr and gives the status for it. */
int exits_fail(const struct err *err);
int exits_fail_as(const struct err *err, int status);
int exits_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
