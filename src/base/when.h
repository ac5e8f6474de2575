/* SPDX-License-Identifier: GPL-3.0-or-later */
/* when.h - a time as people type it: "16:00", "20m", "2h", "1h30", "tomorrow",
 * "tomorrow 10:00", "monday at 9:30", "in an hour".
 *
 * A time of day is the next one in local time: today, else tomorrow. A day
 * without one begins at 9:00. A number alone counts minutes. Words of Russian
 * and Polish do as well (20м, 2ч, 2g, завтра в 10:00, jutro o 10:00).
 */
#ifndef BASE_WHEN_H
#define BASE_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WHEN_MAX_MS (7 * 24 * 3600 * (int64_t)1000)	/* as a span */

/* False, and *at_ms as it was, when it is neither. */
bool when_parse(const char *text, int64_t now_ms, int64_t *at_ms);
/* The time that `text` begins with; returns its bytes, and those of the blanks
 * behind it. 0, and *at_ms as it was: it begins with none. A number needs its
 * unit here, as what follows is text. */
size_t when_read(const char *text, int64_t now_ms, int64_t *at_ms);

#endif
