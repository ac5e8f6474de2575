/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canned_file.h - canned replies as a text file that people can edit.
 *
 *   shortcut: hi
 *   language: ru
 *   title: Приветствие
 *   department: Billing
 *
 *   Здравствуйте, {customer.name}! Чем могу помочь?
 *   ---
 *   shortcut: bye
 *   ...
 *
 * Blocks are separated by a line "---". A block begins with header lines,
 * `shortcut` needed, the others not; a line that begins with '#' among them is
 * a comment; files that go along are named in such. After an empty line comes
 * the text, up to the separator; empty lines at its end do not count. A line of the text that is "---" itself is
 * written "\---" (and "\---" is written "\\---").
 */
#ifndef SERVER_CANNED_FILE_H
#define SERVER_CANNED_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "domain/canned.h"

struct canned_row {
	struct canned canned;		/* id and department_id are not set */
	const char   *department;	/* its name, "" for everybody */
	int	      line;		/* where the block begins, from 1 */
	int	      text_line;	/* and its text */
};

/* Rows live in the arena. ERR_SYNTAX or ERR_VALUE: "name:line: what is wrong";
 * two rows of the same shortcut and language are refused as well, and a text
 * whose fields are not well formed, by its own line. */
bool canned_file_parse(const char *name, const struct str *text,
    struct arena *arena, struct canned_row **rows, size_t *n,
    struct err *err);
/* Appends one block, with the separator in front unless it is the first. How
 * many control characters were written as ^X: import refuses them now. */
int canned_file_write(struct str *out, const struct canned *c,
    const char *department);

#endif
