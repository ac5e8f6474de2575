/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search.h - looking through everything that was said: the overlay of C-r.
 *
 * What is typed is asked after a moment's rest, of what this console has seen
 * and, while there is a line, of the desk; the answers are merged by seq. Each
 * question has a number, and an answer to another one is thrown away.
 */
#ifndef MODEL_SEARCH_H
#define MODEL_SEARCH_H

#include "domain/found.h"

#define SEARCH_HITS	400	/* kept of one question */
#define SEARCH_REST_MS	150	/* after the last key */

struct effects;
struct event;
struct model;

struct search {
	struct found *hits;	/* newest first; strings owned */
	size_t	      n, cap;
	int64_t	      number;	/* of the question, counting up */
	char	      query[WORDS_QUERY + 1];	/* as it was asked */
	int64_t	      customer_id;	/* 0: of everybody */
	int64_t	      due_ms;		/* when it is asked; 0: it is */
	int64_t	      before, archive_before;	/* where to go on */
	bool	      is_complete, is_archive_complete;
	bool	      is_asking, is_archive_asking;
	enum err_code code;		/* why the desk did not answer */
	int64_t	      opened_seq;	/* the hit that is read beside, or 0 */
};

/* Opens it; of one customer, or of everybody with 0. */
void search_open(struct model *m, const char *query);
void search_clear(struct search *s);
/* The question has been edited. */
void search_changed(struct model *m);
void search_tick(struct model *m, struct effects *e);
void search_found(struct model *m, const struct event *ev,
    struct effects *e);
void search_move(struct model *m, int by, struct effects *e);
/* This customer only, or everybody. */
void search_toggle(struct model *m);
void search_choose(struct model *m, struct effects *e);
/* From a conversation that was opened out of it, back to the hits; false:
 * there is none to go back to. */
bool search_return(struct model *m);
const struct found *search_selected(const struct model *m);

#endif
