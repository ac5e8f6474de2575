/* SPDX-License-Identifier: GPL-3.0-or-later */
/* customer.h - the record of a person who wrote, and a canned reply.
 *
 * A visitor is who writes now; the customer is what we remember of them.
 * Pointers are borrowed from the arena or the document they were read from.
 */
#ifndef DOMAIN_CUSTOMER_H
#define DOMAIN_CUSTOMER_H

#include <stddef.h>
#include <stdint.h>

#include "domain/limits.h"

/* One earlier conversation, newest first in a record. */
struct earlier {
	int64_t	    conversation_id;
	int64_t	    opened_ms, closed_ms;	/* closed_ms 0: still open */
	int64_t	    operator_id;		/* last one; 0: nobody */
	const char *operator_name;		/* "" when nobody */
	const char *subject, *outcome;		/* "" when none */
	int	    stars;			/* 1..5, 0: not rated */
};

struct customer {
	int64_t	    id;
	const char *name;	/* "" when not said */
	const char *contact;	/* mail or phone as the customer wrote it */
	const char *language;	/* "ru" */
	const char *note;	/* what colleagues should know */
	int64_t	    since_ms;	/* first conversation */
	const struct earlier *earlier;
	size_t		      n_earlier;
};

struct canned {
	int64_t	    id;
	const char *shortcut;	/* like a login; with language it is unique */
	const char *title;
	const char *language;	/* "" for any */
	int64_t	    department_id;	/* 0: everybody */
	const char *text;	/* holds fields: {customer.name} */
};

#endif
