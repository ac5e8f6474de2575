/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web_files.h - the visitor's page and widget, as they lie in the program.
 *
 * The table is made at build time by src/server/web/embed.sh from the files
 * in src/server/web/ that Makefile.am lists (web_assets). Read-only, in the
 * order of that list; the last row has a NULL path.
 */
#ifndef SERVER_WEB_WEB_FILES_H
#define SERVER_WEB_WEB_FILES_H

#include <stddef.h>

struct web_file {
	const char	    *path;	/* "app.js": its name, no folder */
	const char	    *type;	/* Content-Type, with its charset */
	const unsigned char *bytes;	/* as it is; no NUL behind it */
	size_t		     len;
	const unsigned char *gz;	/* gzip -9; NULL where that is no gain */
	size_t		     gz_len;
	char		     etag[24];	/* quoted, ready for the header: it is
					 * made of the content, so a new build
					 * of the same file has the same one.
					 * The same for both forms: answer
					 * with "Vary: Accept-Encoding" */
};

extern const struct web_file web_files[];

/* The file of that name, NULL when there is none. */
const struct web_file *web_files_find(const char *path);

#endif
