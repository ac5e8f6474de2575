/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/stats.h"

#include <stdlib.h>
#include <string.h>

static const char *const by_names[STATS_BYS] = {
	[STATS_BY_NONE] = "",
	[STATS_BY_OPERATOR] = "operator",
	[STATS_BY_DEPARTMENT] = "department",
	[STATS_BY_LANGUAGE] = "language",
	[STATS_BY_SEGMENT] = "segment",
	[STATS_BY_HOUR] = "hour",
	[STATS_BY_PRIORITY] = "priority",
};

static const char *const kind_names[STATS_KINDS] = {
	[STATS_WAIT] = "wait",
	[STATS_FIRST] = "first_response",
	[STATS_NEXT] = "next_response",
	[STATS_HANDLING] = "handling",
	[STATS_WRAP_UP] = "wrap_up",
};

const char *
stats_by_name(enum stats_by by)
{
	return (unsigned)by < STATS_BYS ? by_names[by] : "";
}

bool
stats_by_parse(const char *name, enum stats_by *out)
{
	for (int i = 0; i < STATS_BYS; i++)
		if (strcmp(name, by_names[i]) == 0) {
			*out = (enum stats_by)i;
			return true;
		}
	return false;
}

const char *
stats_kind_name(enum stats_kind kind)
{
	return (unsigned)kind < STATS_KINDS ? kind_names[kind] : "";
}

int64_t
stats_place(const int64_t *sorted, size_t n, int percent)
{
	size_t place = (n * (size_t)percent + 99) / 100;

	return n == 0 ? 0 : sorted[place == 0 ? 0 : place - 1];
}

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

void
stats_span_of(struct stats_span *out, int64_t *values, size_t n)
{
	*out = (struct stats_span){ .n = (int64_t)n };
	if (n == 0)
		return;
	qsort(values, n, sizeof *values, compare);
	for (size_t i = 0; i < n; i++)
		out->sum_ms += values[i];
	out->mean_ms = out->sum_ms / (int64_t)n;
	out->median_ms = stats_place(values, n, 50);
	out->p90_ms = stats_place(values, n, 90);
	out->max_ms = values[n - 1];
}
