/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/proto.h"
#include "server/api/api.h"

#define MAX_TAB 0x7fffffff

struct poll {
	struct api_job job;
	const char    *snapshot;	/* where to go with an old cursor */
};

struct poll_question {
	char	  epoch[9];
	int64_t	  seq;
	long long hold_s, tab, watch, console;
	enum hub_away away;
};

static void
answer_expired(struct api_job *j, const char *snapshot)
{
	char body[160];
	int len = snprintf(body, sizeof body, "{\"error\":\"cursor_expired\","
	    "\"message\":\"take a new snapshot\",\"snapshot\":\"%s\"}",
	    snapshot);

	api_job_json(j, 410, body, (size_t)len);
}

static void
on_news(void *ctx, enum hub_news what, const char *body, size_t len)
{
	struct poll *p = ctx;
	struct err err;

	switch (what) {
	case HUB_NEWS:
		api_job_json(&p->job, 200, body, len);
		break;
	case HUB_EMPTY:
	case HUB_REPLACED:
		api_job_empty(&p->job);
		break;
	case HUB_EXPIRED:
		answer_expired(&p->job, p->snapshot);
		break;
	case HUB_ENDED:
		err_set(&err, ERR_AUTH, "the session has ended");
		api_job_err(&p->job, &err, 0);
		break;
	case HUB_SHUT:
		err_set(&err, ERR_BUSY, "the desk stops; come back soon");
		api_job_err(&p->job, &err, 0);
		break;
	}
	free(p);
}

static bool
read_number(struct api_call *c, const char *name, long long max,
    long long *out)
{
	const char *text = http_query(c->r, name);

	if (text == NULL || str_to_i64(text, 0, max, out))
		return true;
	api_refuse(c->r, ERR_VALUE, "%s: not a number from 0 to %lld", name,
	    max);
	return false;
}

static bool
read_away(struct api_call *c, enum hub_away *away)
{
	static const char *const names[] = { [HUB_HERE] = "",
		[HUB_IDLE] = REASON_IDLE, [HUB_DETACHED] = REASON_DETACHED,
		[HUB_LEFT] = REASON_LEFT };
	const char *text = http_query(c->r, "away");

	for (size_t i = 0; text != NULL && i < sizeof names / sizeof *names;
	    i++)
		if (strcmp(names[i], text) == 0) {
			*away = (enum hub_away)i;
			return true;
		}
	if (text == NULL)
		return true;
	api_refuse(c->r, ERR_VALUE, "away: \"idle\", \"detached\", \"left\" "
	    "or nothing");
	return false;
}

/* False: answered. */
static bool
read_question(struct api_call *c, struct poll_question *q)
{
	const char *cursor = http_query(c->r, "cursor");
	struct err err = { .code = ERR_NONE };

	*q = (struct poll_question){ .hold_s = API_HOLD_S };
	if (!read_number(c, "hold", API_MAX_HOLD_S, &q->hold_s) ||
	    !read_number(c, "watch", HUB_WATCHES, &q->watch) ||
	    !read_number(c, "console", HUB_CONSOLES, &q->console) ||
	    !read_away(c, &q->away) ||
	    !read_number(c, "tab", MAX_TAB, &q->tab))
		return false;
	if (cursor == NULL) {
		api_refuse(c->r, ERR_VALUE, "cursor: missing");
		return false;
	}
	if (proto_cursor_parse(cursor, q->epoch, &q->seq, &err))
		return true;
	api_answer_err(c->r, &err, 0);
	return false;
}

/* The wait may be answered, and `p` gone, before it is even given to us. */
void
api_poll_operator(struct api_call *c)
{
	struct poll_question q;
	struct hub_wait *wait;
	struct poll *p;

	if (!read_question(c, &q))
		return;
	/* Whoever only reads is nobody's presence. */
	if (c->reads_only && q.watch == 0)
		q.watch = 1;
	if (q.watch == 0) {
		q.watch = -q.console;
		hub_console_away(c->api->hub, c->session_id, (int)q.watch,
		    c->sender.operator_id, q.away);
	}
	p = api_job_new(c, sizeof *p);
	p->snapshot = "/api/v1/snapshot";
	wait = hub_wait_operator(c->api->hub, c->session_id,
	    (int)q.watch, c->sender.operator_id, q.epoch, q.seq,
	    (int)q.hold_s * 1000, on_news, p);
	if (wait != NULL)
		p->job.wait = wait;
}

void
api_poll_visitor(struct api_call *c)
{
	struct poll_question q;
	struct hub_wait *wait;
	struct poll *p;

	if (!read_question(c, &q))
		return;
	p = api_job_new(c, sizeof *p);
	p->snapshot = "/api/v1/visitor/conversation";
	wait = hub_wait_visitor(c->api->hub, c->sender.conversation_id, q.tab,
	    q.epoch, q.seq, (int)q.hold_s * 1000, on_news, p);
	if (wait != NULL)
		p->job.wait = wait;
}
