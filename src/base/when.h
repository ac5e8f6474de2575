/* SPDX-License-Identifier: GPL-3.0-or-later */
/* when.h - a time as people type it: "16:00", "20m", "2h", "1h30".
 *
 * A time of day is the next one in local time: today, else tomorrow. A number
 * alone counts minutes. Letters of Russian and Polish do as well (20м, 2ч, 2g).
 */
#ifndef BASE_WHEN_H
#define BASE_WHEN_H

#include <stdbool.h>
#include <stdint.h>

#define WHEN_MAX_MS (7 * 24 * 3600 * (int64_t)1000)	/* as a span */

/* False, and *at_ms as it was, when it is neither. */
bool when_parse(const char *text, int64_t now_ms, int64_t *at_ms);

#endif
