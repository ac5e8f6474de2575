/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures.h - the day's figures (domain/figures.h), kept up to date.
 *
 * A small row for each conversation that is open or was closed lately; it is
 * put anew whenever the conversation has changed. So an answer costs a walk
 * over the rows, and nothing at all as long as it would be the same. Pure.
 */
#ifndef DESK_FIGURES_H
#define DESK_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/conversation.h"
#include "domain/figures.h"
#include "domain/operator.h"

#define FIGURES_BACK_MS (48 * 3600000LL)	/* so far back they go */

struct figures_rows;

struct figures_rows *figures_new(void);
void figures_free(struct figures_rows *f);
/* As it stands now; a new one, or in place of what it was. */
void figures_put(struct figures_rows *f, const struct conversation *c);
/* How long a first answer may take at a desk that says nothing of targets;
 * 0: it says what is missed. */
void figures_set_first(struct figures_rows *f, int64_t first_ms);
/* A target of one that was put was missed (EVENT_MISSED). */
void figures_missed(struct figures_rows *f, int64_t conversation_id,
    int64_t at_ms);
/* It was erased. */
void figures_forget(struct figures_rows *f, int64_t conversation_id);
/* Drops what no answer needs any more; now and then. */
void figures_trim(struct figures_rows *f, int64_t now_ms);
size_t figures_count(const struct figures_rows *f);

/* `department_id` 0: all. Hours are those of UTC. Borrowed until the next
 * call. */
/* Whose conversations; of no department are everybody's. */
struct figures_of {
	int64_t	department_id;		/* 0: all */
	int64_t only[MAX_DEPARTMENTS];	/* and of these alone; none: all */
	int	n_only;
};
const struct figures *figures_ask_of(struct figures_rows *f,
    int64_t since_ms, const struct figures_of *of, int64_t now_ms);
const struct figures *figures_ask(struct figures_rows *f, int64_t since_ms,
    int64_t department_id, int64_t now_ms);

#endif
