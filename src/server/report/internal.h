/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal.h - what the files of this folder share; nobody else includes it.
 */
#ifndef REPORT_INTERNAL_H
#define REPORT_INTERNAL_H

#include "server/report/report.h"

struct values {
	int64_t *list;
	size_t	 n, cap;
};

struct group {
	struct stats_line line;
	struct values	  values[STATS_KINDS];
};

/* An operator began (or with -1 ended) to have one. */
struct load {
	int64_t at_ms, operator_id;
	int	step;
};

struct report {
	struct report_ask ask;
	struct group	  total;
	struct group	 *groups;
	size_t		  n_groups, cap_groups;
	struct load	 *loads;
	size_t		  n_loads, cap_loads;
};

/* The group of that key, made when it is new. Those had before may move. */
struct group *report_group(struct report *r, int64_t id, const char *label);

/* load.c: hours of the day. */
int64_t report_hour(const struct report *r, int64_t at_ms);
void	report_add_load(struct report *r, const struct report_fold *f);
void	report_end_load(struct report *r);

#endif
