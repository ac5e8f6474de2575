/* SPDX-License-Identifier: GPL-3.0-or-later */
/* why.h - why a conversation is where it is (/why): what its record says now,
 * and the steps that brought it there, each with its rule. Both are the desk's
 * own words; nothing is guessed here but who could take it now.
 *
 * The steps are those of the transcript, asked for from its end page by page
 * and put in order here; what happens meanwhile comes in by itself.
 */
#ifndef MODEL_WHY_H
#define MODEL_WHY_H

#include "domain/conversation.h"
#include "base/str.h"

#define WHY_PAGES 20		/* older steps than these hold are not asked
				 * for */
#define WHY_BYTES (64 * 1024)	/* of all that is told */

struct model;
struct effects;

struct why {
	int64_t	      id;		/* the conversation; 0: none */
	struct event *steps;		/* by seq; strings owned, the others
					 * are "" */
	size_t	      n_steps, cap_steps;
	int	      n_pages;
	bool	      is_fetching, is_complete;
	bool	      is_read_out;	/* it goes on though nothing is open */
};

/* Whose steps are wanted from now on; those of another are forgotten. */
void why_begin(struct why *w, int64_t id);
void why_clear(struct why *w);
/* What has happened to any conversation. True: it is a step of this one. */
bool why_put(struct why *w, const struct event *ev);
/* A page of a transcript. Returns before which seq to ask on, 0: no more. */
int64_t why_page(struct why *w, const struct event *ev);
/* A page of a transcript has come: goes on while it is open. */
void why_told(struct model *m, const struct event *ev, struct effects *e);
/* In words, a line each: sentences, then headings (without a full stop), with
 * lines below that begin with two blanks. What people wrote is made safe. */
void why_put_text(struct str *out, const struct model *m,
    const struct conversation *c);

#endif
