/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handover.h - all of mine to colleagues, at the end of a shift; or all of
 * another operator's, who a supervisor takes them from.
 *
 * Each is a transfer of its own, with a line that says what it is about; one
 * that is refused leaves the others alone.
 */
#ifndef MODEL_HANDOVER_H
#define MODEL_HANDOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/limits.h"

#define HANDOVER_MAX 99

enum handed { HANDED_NOT, HANDED_SENT, HANDED_OVER, HANDED_FAILED };

struct handover {
	bool	is_running;
	bool	then_away;
	int64_t from_id;	/* whose they are, 0: mine */
	int64_t only_id;	/* of from_id's this one; 0: all */
	bool	to_queue;	/* of from_id's */
	int64_t receiver_id;	/* of all; a department negative, 0: the best
				 * of each */
	char   *note;		/* for all; owned, or NULL */
	struct {
		int64_t	    chat_id, receiver_id;	/* 0: nobody is free */
		char	    client_id[CLIENT_ID_BYTES + 1];
		enum handed state;
	} rows[HANDOVER_MAX];
	int	n;
	int	n_wrap_up;	/* that only want an outcome, and stay */
};

/* Adds to `text` how many in wrap-up stay, if any do. */
void handover_wrap_up(const struct handover *h, char *text, size_t size);

#endif
