/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query.h - what the two halves of reading share: the task and its bodies.
 */
#ifndef HUB_QUERY_H
#define HUB_QUERY_H

#include "server/hub/internal.h"

struct query {
	struct task	 task;
	struct mail	 mail;
	struct hub	*hub;
	struct hub_query q;
	struct desk_rules rules;	/* as the loop has them */
	hub_answer	*done;
	void		*ctx;
	struct err	 err;
	struct str	 body;
	void		*kept;		/* of a long one between its pieces; owned */
	bool		 is_unfinished;	/* there is another piece */
};

/* One query being read. */
struct reading {
	struct query *q;
	struct store *s;
	struct desk  *d;	/* what of the desk it needs */
	struct json_out w;
	struct err   *err;
	bool	      is_found;	/* a row has been written */
};

/* query_file.c: who may have a file, and where it is. */
bool query_read_file(struct reading *r);
/* query_password.c */
bool query_password(struct reading *r);
/* query_export.c: what is known of a customer. */
bool query_named(struct reading *r);
bool query_export(struct reading *r);
/* write_broadcast.c: what was said to the team. */
bool query_broadcasts(struct reading *r, const struct operator *me);
/* query_winback.c: the members "winbacks", those due that they may settle. */
bool query_winbacks(struct reading *r);
/* What a link to rate needs to know of its conversation. */
bool query_rating(struct reading *r);
/* Does who asks not see ratings? */
bool query_hides_stars(const struct reading *r);
/* As they may know it: without the rating, where the desk is set so. */
void query_put_conversation(struct reading *r, const struct operator *me,
    const struct conversation *c);
/* Writes the body of the query; false with r->err. */
bool query_read(struct reading *r);
/* The members of a search's answer. */
bool query_search(struct reading *r);

#endif
