/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book.h - what the desk's file says of departments and of targets: [department
 * NAME] and [target NAME] of dezhurkad.conf(5).
 *
 * A book is made once and never changed: a file that is read anew makes another
 * one. Everything it points to lives as long as its settings do. The threads of
 * the desk read the same one. NULL is a book in which nothing stands.
 */
#ifndef DESK_BOOK_H
#define DESK_BOOK_H

#include "domain/hours.h"
#include "domain/target.h"

struct desk;
struct conversation;

struct book_department {
	const char  *name;		/* "": of all that have no section, and of
					 * conversations that belong to none */
	struct hours hours;		/* round the clock when nothing is said */
	/* Whoever waits longer than that goes elsewhere. */
	int64_t	     overflow_after_ms;	/* TARGET_NEVER: nobody does */
	const char  *overflow_to;	/* a department; "": a message is left */
	const char  *overflow_message;	/* what the customer is told, or "" */
};

/* The first that fits says what is asked of the desk. */
struct book_target {
	const char *name;
	const char *department;		/* NULL: any; "": of none */
	const char *segment;		/* NULL: any; "": of none */
	int	    priority_from, priority_to;
	int64_t	    limit_ms[TARGETS];	/* of business time; TARGET_NEVER: it is
					 * not asked */
	int	    warn_percent;	/* 1..100 */
	bool	    is_always;		/* nights and holidays count as well */
};

struct book {
	const struct book_department *departments;
	size_t	n_departments;
	const struct book_target *targets;
	size_t	n_targets;
};

/* Of a department's name; NULL: nothing is said of it. */
const struct book_department *book_department(const struct book *b,
    const char *name);
const struct book_target *book_target(const struct book *b,
    const char *department, const char *segment, int priority);

/* The same of a department by its id, 0: of none. */
const struct book_department *desk_book_department(const struct desk *d,
    int64_t department_id);
/* When it works; NULL: always. */
const struct hours *desk_hours(const struct desk *d, int64_t department_id);
/* What is asked of the desk for a wait that begins at `now_ms`. False: nothing. */
bool desk_target(const struct desk *d, const struct conversation *c,
    const char *segment, enum target_which which, int64_t now_ms,
    struct target_due *out);

#endif
