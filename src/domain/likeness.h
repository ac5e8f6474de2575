/* SPDX-License-Identifier: GPL-3.0-or-later */
/* likeness.h - is a name that somebody gave themselves one that deceives?
 *
 * Customers are called what they typed. Whose line is whose does not depend on
 * it, as names stand in a column of their own and lines of operators have a
 * sign; but a name can be made to be taken for a colleague's at a glance. Such
 * a one is marked wherever it is shown; it is never changed or refused.
 *
 * Never marked: a name of one alphabet that is nobody's here, whatever its
 * language and marks; words of different alphabets beside each other.
 */
#ifndef DOMAIN_LIKENESS_H
#define DOMAIN_LIKENESS_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/operator.h"

enum likeness {
	LIKENESS_NONE,
	LIKENESS_STAFF,		/* looks like the name or login of an operator */
	LIKENESS_ROLE,		/* has a word for staff or for the system */
	LIKENESS_SIGN,		/* has a sign that only the desk puts */
	LIKENESS_MIXED		/* a word of letters of two alphabets */
};

/* Stands before such a name, one column: "is not". */
#define LIKENESS_MARK "≠"
#define LABEL_NAME_BYTES (MAX_NAME_BYTES + sizeof LIKENESS_MARK)

struct likeness_staff;

/* Whom names are compared with; NULL never. Copied. */
struct likeness_staff *likeness_staff_new(const struct operator *staff,
    size_t n);
void likeness_staff_free(struct likeness_staff *s);

/* The first of the above that holds. *who is the index of the operator that it
 * looks like, when it is LIKENESS_STAFF. `s` may be NULL: nobody is there. Names
 * that are ill-formed or too long are LIKENESS_NONE: they do not get this far. */
enum likeness likeness_of(const struct likeness_staff *s, const char *name,
    size_t *who);

#endif
