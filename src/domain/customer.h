/* SPDX-License-Identifier: GPL-3.0-or-later */
/* customer.h - the record of a person who wrote.
 *
 * A visitor is who writes now; the customer is what we remember of them.
 * Pointers are borrowed from the arena or the document they were read from.
 */
#ifndef DOMAIN_CUSTOMER_H
#define DOMAIN_CUSTOMER_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
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

/* What a desk or a program of its own notes of a customer: "order" 4481-22.
 * A name is what customer_field_name_ok() says, a value one line. */
struct customer_field {
	const char *name, *value;
};

struct customer {
	int64_t	    id;
	const char *name;	/* "" when not said */
	const char *contact;	/* mail or phone as the customer wrote it */
	const char *language;	/* "ru" */
	const char *note;	/* what colleagues should know */
	const char *segment;	/* "vip"; NULL or "": none */
	const char *tags;	/* as in tags.h; NULL or "": none */
	const struct customer_field *fields;	/* in order of their adding */
	size_t			     n_fields;
	int64_t	    since_ms;	/* first conversation */
	const struct earlier *earlier;
	size_t		      n_earlier;
};

/* The one with this name, NULL: none. */
const struct customer_field *customer_field(const struct customer *c,
    const char *name);
/* A word of 1 to 32 bytes: letters (of any script), digits, '.', '_', '-'. */
bool customer_field_name_ok(const char *name);
/* A name and a value each, MAX_FIELDS at most, none twice. */
bool customer_fields_check(const struct customer_field *fields, size_t n,
    struct err *err);
/* A copy of all strings and lists in the arena. False: no memory. */
bool customer_copy(struct customer *to, const struct customer *from,
    struct arena *a);
/* `c->fields` with the changes: a value "" takes a field away, others are set
 * or added. False with ERR_TOO_LARGE: more than MAX_FIELDS (or ERR_BUSY: no
 * memory); then `c` is as it was. */
bool customer_change_fields(struct customer *c,
    const struct customer_field *changes, size_t n, struct arena *a,
    struct err *err);

#endif
