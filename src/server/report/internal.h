/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal.h - what the files of this folder share; nobody else includes it.
 */
#ifndef REPORT_INTERNAL_H
#define REPORT_INTERNAL_H

#include "base/zone.h"
#include "server/report/report.h"

#define REPORT_BYTES  (64 * 1024 * 1024)	/* of one report, in all */
#define REPORT_GROUPS 5000

struct values {
	int64_t *list;
	size_t	 n, cap;
};

struct group {
	struct stats_line line;
	struct values	  values[STATS_KINDS];
};

/* An operator began (or with -1 ended) to have one, to be there, to be away. */
enum load_kind { LOAD_HAS, LOAD_THERE, LOAD_AWAY, LOAD_KINDS };
struct load {
	int64_t at_ms, operator_id;
	enum load_kind kind;
	int	step;
};

/* How an operator is since then; LOAD_HAS: neither there nor away. */
struct state {
	int64_t operator_id, since_ms;
	enum load_kind kind;
};

struct report {
	struct report_ask ask;
	struct group	  total;
	struct group	 *groups;
	size_t		  n_groups, cap_groups;
	struct load	 *loads;
	size_t		  n_loads, cap_loads;
	struct state	 *states;
	size_t		  n_states, cap_states;
	size_t		  n_bytes;
	enum err_code	  failed;
	/* Of the zone, the last that was looked up. */
	struct zone_time  zone;
	int64_t		  zone_from_ms;
};

/* The group of that key, made when it is new. Those had before may move. NULL:
 * there is no room for it, and the report has failed. */
struct group *report_group(struct report *r, int64_t id, const char *label);
/* Room for one more of a list; false: the report has failed. */
bool report_grow(struct report *r, void *list, size_t n, size_t *cap,
    size_t size);

/* load.c: hours of the day. */
int64_t report_hour(struct report *r, int64_t at_ms);
void	report_add_load(struct report *r, const struct report_fold *f);
void	report_end_load(struct report *r);

#endif
