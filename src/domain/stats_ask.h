/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats_ask.h - what is asked of a report, in the words of a command line:
 * `dezhurka stats` and `dezhurkad stats` take the same.
 *
 *   --since TIME --until TIME	from and to; --day TIME one whole day
 *   --by WHAT --rows		lines of what, or a row for each
 *   --zone ZONE		whose midnight and hours; else this computer's
 *   --text --csv --json	as what it is printed
 *
 * A day is as long as it is there: 23 or 25 hours when the clocks are changed.
 */
#ifndef DOMAIN_STATS_ASK_H
#define DOMAIN_STATS_ASK_H

#include "base/str.h"
#include "base/zone.h"
#include "domain/hours.h"
#include "domain/stats.h"

enum stats_form { STATS_TEXT, STATS_CSV, STATS_JSON };

struct stats_ask {
	int64_t	      since_ms, until_ms;
	enum stats_by by;
	enum stats_form form;
	bool	      is_rows, is_day;
	/* Where it is: its name; without a zone "" and the C library's time. */
	char	      zone[ZONE_NAME_BYTES + 1];
	struct hours  wall;
	/* own */
	struct str    bytes;
	const char   *since, *until, *day;
};

enum stats_took { STATS_TOOK_NONE, STATS_TOOK_OPTION, STATS_TOOK_BOTH,
	STATS_TOOK_WRONG };

void stats_ask_init(struct stats_ask *q);
void stats_ask_clear(struct stats_ask *q);
/* An option and the word after it (NULL: there is none), which must live till
 * stats_ask_settle(). NONE: it is no option of a report; WRONG fills err. */
enum stats_took stats_ask_take(struct stats_ask *q, const char *option,
    const char *value, struct err *err);
/* When all are taken: finds the instants. Reads the zone's file. */
bool stats_ask_settle(struct stats_ask *q, int64_t now_ms, struct err *err);

/* Of a day: the reports it is made of, one after the other; false: no more. */
bool stats_ask_stage(const struct stats_ask *q, int stage, enum stats_by *by);
/* What stands behind the "?" of GET /api/v1/stats. `after` "": the first page
 * of rows. */
void stats_ask_query(const struct stats_ask *q, enum stats_by by,
    const char *after, struct str *out);

/* "2026-11-22 14:03:07" there; "" for 0. Returns buf. */
char *stats_when(const struct stats_ask *q, char *buf, size_t size,
    int64_t at_ms);
/* The day that `at_ms` is in there, as an instant whose local day it is here. */
int64_t stats_day_here(const struct stats_ask *q, int64_t at_ms);

#endif
