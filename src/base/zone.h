/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zone.h - what the time is where somebody else is.
 *
 * The name of a time zone comes from a stranger and becomes part of a path: it
 * is taken letter by letter. The files are those of RFC 9636 (TZif), with the
 * rule at their end for all that is to come; nothing of the C library's own
 * time zone is touched, as other threads use it.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZONE_NAME_BYTES 40	/* "America/Argentina/ComodRivadavia" has 32 */
#define ZONE_FILE_BYTES (64 * 1024)

/* "UTC", "Europe/Warsaw", "Etc/GMT+3": words of letters, digits, "_", "+" and
 * "-", the first of them a letter, joined by slashes; no dot anywhere. */
bool zone_name_ok(const char *name);

struct zone_time {
	int	offset_s;	/* local time less UTC */
	int64_t until_ms;	/* it stays so long */
};

struct str;
/* The bytes of the zone's TZif file, from $TZDIR or the system's folder, behind
 * what is in `out`. False: there is no such zone. */
bool zone_read(const char *name, struct str *out);
/* From the bytes of a TZif file. False: they are none, or one of which this
 * cannot be said. */
bool zone_at(const unsigned char *bytes, size_t len, int64_t now_ms,
    struct zone_time *out);
/* The name of this computer's own zone: $TZ, or what /etc/localtime leads to.
 * False: it has none that is known by name. */
bool zone_own(char name[ZONE_NAME_BYTES + 1]);
/* The same of a zone by its name. Reads a file. */
bool zone_look_up(const char *name, int64_t now_ms, struct zone_time *out);

#endif
