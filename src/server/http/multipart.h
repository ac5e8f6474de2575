/* SPDX-License-Identifier: GPL-3.0-or-later */
/* multipart.h - the body of a form with a file (RFC 7578), as browsers send it.
 *
 * Read in one piece, strictly: what two readers could take for different parts
 * is refused. Fields are text without NUL; a file is any bytes. Pure.
 */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

#define MULTIPART_PARTS	      20
#define MULTIPART_FIELD_BYTES (64 * 1024)	/* of all fields */
#define MULTIPART_BOUNDARY    70		/* RFC 2046, 5.1.1 */

struct multipart_part {
	const char *name;	/* of the field */
	const char *file_name;	/* as it was sent; NULL: it is no file */
	const char *type;	/* of a file, "" when it was not said */
	const char *value;	/* of a field; a file's are its bytes */
	size_t	    len;
};

struct multipart {
	struct multipart_part parts[MULTIPART_PARTS];
	int   n;
	char *text;		/* names and fields; a file is in the body */
	size_t used;
};

/* The boundary of a Content-Type; false: it is no such form. */
bool multipart_boundary(const char *type,
    char boundary[MULTIPART_BOUNDARY + 1]);
/* 0, or the status to refuse with: 400, 413 for too much text, 503. Files
 * point into `body`. */
int  multipart_parse(struct multipart *m, const char *body, size_t len,
    const char *boundary);
void multipart_clear(struct multipart *m);

#endif
