/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canned.h - canned replies: the record, and the fields that a text holds.
 *
 *   {customer.name}	a value that the console knows; {customer.name|there}
 *			says what stands there when it is not known
 *   {?Order number}	the operator is asked; {?Amount|0} offers an answer
 *   {BALANCE}		capitals: a command of the operator's console
 *			([field BALANCE] in dezhurka.conf(5)) says it
 *   {{			a plain "{"
 *
 * In what an operator writes "{?" and anything but a blank or "}" is an
 * unfilled field, wherever it came from: it is never sent. Every field that
 * an inserted reply leaves open is written that way, so the mark survives
 * editing, drafts, undo, a transfer. Other braces are text like any other.
 */
#ifndef DOMAIN_CANNED_H
#define DOMAIN_CANNED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "domain/file.h"

#define MAX_MESSAGE_CANNED 4	/* replies that one message is counted for */
#define MAX_ASK_BYTES 64	/* of a field's name, of what it offers */

/* Pointers are borrowed from the arena or the document they were read from. */
struct canned {
	int64_t	    id;
	const char *shortcut;	/* like a login; unique with owner, language */
	const char *title;
	const char *language;	/* "" for any */
	int64_t	    department_id;	/* 0: everybody */
	int64_t	    owner_id;	/* an operator: theirs alone; 0: shared */
	int64_t	    version;	/* grows with every change; in an action the
				 * one that was seen, 0: whatever is there */
	const char *text;	/* holds fields */
	const struct file *files;	/* n_files of them go along with it */
	size_t	    n_files;
	/* As the desk has counted it; nobody else says it. */
	int64_t	    uses, used_ms;	/* of all operators; the last one */
};

/* How often one operator has sent it. */
struct canned_by {
	int64_t canned_id, operator_id, uses, used_ms;
};

enum canned_kind { CANNED_VALUE, CANNED_ASK, CANNED_COMMAND };

struct canned_field {
	enum canned_kind kind;
	const char *name;	/* not ended: name_len bytes */
	size_t	    name_len;
	const char *other;	/* behind the "|"; NULL: there is none */
	size_t	    other_len;
};

/* By shortcut, then language: as lists are ordered. */
int canned_compare(const struct canned *a, const struct canned *b);

/* The length of the field that begins at `text`; 0: none does. */
size_t canned_field(const char *text, struct canned_field *f);
/* Is {name} a value that every console knows? */
bool canned_knows(const char *name, size_t len);
/* The names of these values, i from 0; NULL at the end. */
const char *canned_value_name(size_t i);

/* The first unfilled field of a text to be sent, at `from` or behind it:
 * where it is and its length. */
bool canned_unfilled(const char *text, size_t from, size_t *at, size_t *len);

enum canned_fault {
	CANNED_FINE, CANNED_CONTROL, CANNED_UNSENDABLE, CANNED_LONG,
	CANNED_UNKNOWN, CANNED_OPEN, CANNED_NO_FIELD
};

/* The first thing that is wrong with a text, its line from 1, and the field it
 * is about (or where it begins: f->name). */
enum canned_fault canned_fault(const char *text, int *line,
    struct canned_field *f);
/* May such a text be stored? ERR_VALUE tells what is wrong and what to write;
 * *line, from 1, where. */
bool canned_check_text(const char *text, int *line, struct err *err);

#endif
