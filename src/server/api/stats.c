/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats.c - reports, and the win-backs that are due.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>

#include "server/api/api.h"

#define MOST_OFFSET_S (15 * 3600)
#define MOST_MS	      INT64_C(253402300800000)	/* the year 10000 */

static void
on_answer(void *ctx, const struct err *err, const char *body, size_t len)
{
	struct api_job *j = ctx;

	if (err->code != ERR_NONE)
		api_job_err(j, err, 0);
	else
		api_job_json(j, 200, body, len);
	free(j);
}

/* A number of the query; false: answered. */
static bool
take_number(struct api_call *c, const char *name, long long min,
    long long max, int64_t *out)
{
	const char *text = http_query(c->r, name);
	long long n;

	if (text == NULL)
		return true;
	if (!str_to_i64(text, min, max, &n)) {
		api_refuse(c->r, ERR_VALUE, "%s: not a number from %lld to "
		    "%lld", name, min, max);
		return false;
	}
	*out = n;
	return true;
}

/* "1763769600000.57", as an answer gave it. */
static bool
take_after(struct api_call *c, struct hub_stats *q)
{
	const char *text = http_query(c->r, "after");
	const char *dot = text == NULL ? NULL : strchr(text, '.');
	char first[24] = "";
	long long opened, id;

	if (text == NULL || *text == '\0')
		return true;
	if (dot != NULL && (size_t)(dot - text) < sizeof first)
		memcpy(first, text, (size_t)(dot - text));
	if (dot == NULL || !str_to_i64(first, 0, MOST_MS, &opened) ||
	    !str_to_i64(dot + 1, 0, INT64_MAX, &id)) {
		api_refuse(c->r, ERR_VALUE, "after: not what an answer of "
		    "this path has given");
		return false;
	}
	q->after_opened_ms = opened;
	q->after_id = id;
	return true;
}

static bool
take_zone(struct api_call *c, struct hub_stats *q)
{
	const char *zone = http_query(c->r, "zone");

	q->has_offset = http_query(c->r, "offset") != NULL;
	if (zone == NULL || *zone == '\0')
		return true;
	if (!zone_name_ok(zone)) {
		api_refuse(c->r, ERR_VALUE, "zone: not the name of a time "
		    "zone, such as Europe/Warsaw");
		return false;
	}
	str_copy(q->zone, sizeof q->zone, zone);
	return true;
}

static bool
take_range(struct api_call *c, struct hub_stats *q)
{
	if (!take_number(c, "since", 0, MOST_MS, &q->since_ms) ||
	    !take_number(c, "until", 0, MOST_MS, &q->until_ms))
		return false;
	if (q->until_ms > q->since_ms && q->since_ms > 0 &&
	    q->until_ms - q->since_ms <= STATS_RANGE_MS)
		return true;
	api_refuse(c->r, ERR_VALUE, "since, until: instants are needed, the "
	    "first before the second, at most 400 days apart");
	return false;
}

void
api_stats(struct api_call *c)
{
	struct hub_stats q = { .operator_id = c->sender.operator_id,
		.is_admin = c->sender.kind == ACTOR_SYSTEM };
	const char *by = http_query(c->r, "by"), *rows = http_query(c->r,
	    "rows");

	if (by != NULL && !stats_by_parse(by, &q.by)) {
		api_refuse(c->r, ERR_VALUE, "by: one of operator, "
		    "department, language, segment, hour, priority");
		return;
	}
	q.is_rows = rows != NULL && strcmp(rows, "1") == 0;
	if (!take_range(c, &q) || !take_after(c, &q) ||
	    !take_zone(c, &q) || !take_number(c,
	    "offset", -MOST_OFFSET_S, MOST_OFFSET_S, &q.offset_s))
		return;
	hub_stats(c->api->hub, &q, on_answer, api_job_new(c,
	    sizeof(struct api_job)));
}

void
api_winbacks(struct api_call *c)
{
	hub_query(c->api->hub, &(struct hub_query){ .type = HUB_WINBACKS,
	    .operator_id = c->sender.operator_id }, on_answer,
	    api_job_new(c, sizeof(struct api_job)));
}
