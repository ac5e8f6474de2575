/* SPDX-License-Identifier: GPL-3.0-or-later */
/* supervise.h - what a supervisor and those who are supervised know of each
 * other: who reads along, who has joined, what was said to the whole team.
 *
 * A conversation of somebody else in a pane is read along: the model tells the
 * desk when that begins and ends, by itself, so that nobody reads without the
 * audit trail knowing. Nothing is marked as read, and nobody is told of typing.
 */
#ifndef MODEL_SUPERVISE_H
#define MODEL_SUPERVISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chat;
struct effects;
struct line;
struct model;

#define SUPERVISE_READERS 4	/* of a conversation, that are shown */

struct chat_watch {
	bool	is_told;	/* the desk knows that I read it along */
	int64_t again_ms;	/* it has not got that: not before then */
	int64_t readers[SUPERVISE_READERS];	/* who read it along */
	int	n_readers;
	int64_t suggestion_done;	/* whispers up to it are used or not
					 * wanted */
};

/* What was said to the whole team. */
struct broadcast_kept {
	int64_t	 id, at_ms, by_id;
	char	*text;
	int64_t *seen;		/* ids of operators */
	size_t	 n_seen;
	bool	 is_put;	/* I said it, or said that I have seen it */
};

struct broadcasts {
	struct broadcast_kept *list;	/* newest first */
	size_t		       n;
};

bool model_is_head(const struct model *m);	/* supervisor or admin */
/* Is the key of this line of no use now: for supervisors, or an answer to what
 * nobody has said? */
bool model_hides_key(const struct model *m, const char *line);
/* Does the desk tell me what becomes of it? What a colleague has taken is the
 * colleague's: an operator hears no more of it. */
bool model_hears_of(const struct model *m, const struct chat *c);
/* Is it somebody else's, of a department where I am supervisor? */
bool model_supervises(const struct model *m, const struct chat *c);
/* Do I speak to its customer: is it mine, or have I joined? */
bool model_has_voice(const struct model *m, const struct chat *c);
/* Is it before my eyes and somebody else's? Of whatever department: what can be
 * seen is what the trail must know of. */
bool model_reads_along(const struct model *m, const struct chat *c);
/* Something of it is printed where there are no panes: the desk is told that it
 * is read, as if it stood in one. */
void model_reads_out(struct model *m, int64_t conversation_id,
    struct effects *e);
/* The answer that is offered for the input, or NULL. */
const struct line *model_suggestion(const struct model *m,
    const struct chat *c);
/* The oldest word to the team that I have not seen, or NULL; how many more. */
const struct broadcast_kept *model_broadcast(const struct model *m,
    int *n_more);

#endif
