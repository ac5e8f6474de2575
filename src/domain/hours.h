/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hours.h - when a department works: the hours of a week where it is, less the
 * holidays. Arithmetic only: no clock is read, no file opened.
 *
 * It works at an instant when a clock on its wall shows a time of its hours:
 * a day of 24 hours has 23 or 25 of them when that clock is changed, and what
 * a clock skips in spring is nobody's time. *Business time* is what passes
 * while it works. Instants are ms since 1970 UTC.
 *
 * Wherever a `const struct hours *` is asked for, NULL is a department that
 * always works.
 */
#ifndef DOMAIN_HOURS_H
#define DOMAIN_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define HOURS_DAY_SPANS	  8	/* on one day of the week */
#define HOURS_DAY_MINUTES 1440
#define HOURS_NEVER	  INT64_MAX
/* No further ahead than this is looked. */
#define HOURS_HORIZON_MS  (INT64_C(3) * 366 * 24 * 3600 * 1000)

/* Minutes of a day, `to` left out. */
struct hours_span { int from, to; };

/* Not worked, from `from_ms` until before `to_ms`. */
struct hours_closed { int64_t from_ms, to_ms; };

/* May be copied; what it points to is borrowed. */
struct hours {
	struct hours_span week[7][HOURS_DAY_SPANS];	/* Monday first; by
							 * time, apart */
	int	n_spans[7];
	const unsigned char *zone;	/* a TZif file (zone.h); NULL: UTC */
	size_t	zone_len;
	const struct hours_closed *closed;	/* as hours_merge() leaves it */
	size_t	n_closed;
};

/* Round the clock, every day, UTC, no holidays. */
void hours_init(struct hours *h);
/* "mon-fri 09:00-17:00, sat 10:00-12:00 13:00-15:30, daily 22:00-02:00": in place
 * of the week there was. A span whose end is not after its beginning ends on the
 * next day. False, *h as it was: the sentence says what is wrong, *at where
 * in the text (bytes from 0). */
bool hours_parse(struct hours *h, const char *text, size_t *at,
    struct err *err);
/* Sorts and joins what overlaps or touches; returns how many are left. */
size_t hours_merge(struct hours_closed *closed, size_t n);

/* The first instant at which the wall shows that minute (0..1440) of that day
 * (days since 1970-01-01), or a later one: it may skip it. */
int64_t hours_local_ms(const struct hours *h, int64_t day, int minute);
/* What the wall shows: the day; *minute (may be NULL) of it. */
int64_t hours_day(const struct hours *h, int64_t now_ms, int *minute);

bool hours_is_open(const struct hours *h, int64_t now_ms);
/* `now_ms` when it is open; HOURS_NEVER: not within the horizon. */
int64_t hours_next_opening(const struct hours *h, int64_t now_ms);
/* The end of the time that is open at `now_ms` (else of the next one);
 * HOURS_NEVER: not within the horizon. */
int64_t hours_next_closing(const struct hours *h, int64_t now_ms);

/* Business time from one instant to a later one; 0 when it is not later. */
int64_t hours_between(const struct hours *h, int64_t from_ms, int64_t to_ms);
/* The first instant by which so much business time has passed: `from_ms` for
 * 0, HOURS_NEVER beyond the horizon. So hours_between(from, it) == span_ms. */
int64_t hours_after(const struct hours *h, int64_t from_ms, int64_t span_ms);

#endif
