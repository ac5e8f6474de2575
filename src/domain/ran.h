/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ran.h - how a command of the operator's has ended, and what it was run for.
 */
#ifndef DOMAIN_RAN_H
#define DOMAIN_RAN_H

enum ran {
	RAN_OK,			/* status 0 */
	RAN_STATUS,		/* another status; 127: no such command */
	RAN_SIGNAL,		/* ended by a signal, `status` is its number */
	RAN_TIMEOUT,		/* it took too long and was ended */
	RAN_TOO_MUCH,		/* it wrote too much and was ended; the output
				 * holds the beginning */
	RAN_NOT_STARTED		/* it could not be started at all */
};

/* Whose wish it was; each numbers its wishes by itself. */
enum run_for {
	RUN_FOR_BLOCK,		/* a block of the sidebar */
	RUN_FOR_FIELD,		/* a field of a canned reply */
	RUN_FOR_HANDLER,	/* opens a file or an address */
	RUN_FOR_TERMINAL	/* does anybody look at ours? */
};

#endif
