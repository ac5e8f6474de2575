/* SPDX-License-Identifier: GPL-3.0-or-later */
/* holidays.h - days that nobody works, from a file of RFC 5545 (.ics).
 *
 * An event with a date is the whole of that day where the department is, one
 * with a time is that time: where the file says (TZID, Z), else where the
 * department is. Events may last several days and come back daily, weekly,
 * monthly or yearly, with exceptions. Cancelled ones are none. Whether they are
 * shown as free does not matter: calendars of holidays are.
 *
 * The file is a stranger's: its size, its lines, its events and what comes of
 * them have a maximum; what cannot be read is told with its line.
 */
#ifndef SERVER_HOLIDAYS_H
#define SERVER_HOLIDAYS_H

#include "base/err.h"
#include "domain/hours.h"

#define HOLIDAYS_FILE_BYTES (1024 * 1024)
#define HOLIDAYS_EVENTS	    4000	/* in a file */
#define HOLIDAYS_MAX	    20000	/* days that come of it */
/* Of what comes back only this much is known. */
#define HOLIDAYS_BACK_MS    (INT64_C(400) * 24 * 3600 * 1000)
#define HOLIDAYS_AHEAD_MS   (INT64_C(5) * 366 * 24 * 3600 * 1000)

struct holidays {
	struct hours_closed *items;	/* the caller frees them */
	size_t		     n, cap;
};

/* Adds those of the file; `where` says where the department is. False: "file:line:
 * what is wrong", and nothing is added. */
bool holidays_read(struct holidays *list, const char *path,
    const struct hours *where, int64_t now_ms, struct err *err);
/* The same of bytes. */
bool holidays_parse(struct holidays *list, const char *name,
    const char *bytes, size_t len, const struct hours *where, int64_t now_ms,
    struct err *err);

#endif
