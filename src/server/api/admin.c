/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "proto/proto.h"
#include "server/api/api.h"

#define ARENA_BYTES  (1024 * 1024)
#define ANSWER_BYTES (64 * 1024)

/* An operator's record on its way; the action borrows from what is here. */
struct put_job {
	struct api_job	   job;
	struct desk_sender sender;
	struct action	   action;
	struct arena	  *arena;
	struct json	  *body;
	char		   hash[PASSWORD_HASH_BYTES];
	bool		   is_hashed;
	struct str	   answer;
	int		   status;
};

static void
put_free(struct put_job *p)
{
	str_clear(&p->answer);
	json_free(p->body);
	arena_free(p->arena);
	free(p);
}

/* Only now: the old password's sessions do not come back with a restart. */
static void
on_ended(void *ctx, const struct hub_result *result)
{
	struct put_job *p = ctx;

	if (result->err.code != ERR_NONE)
		api_job_err(&p->job, &result->err, 0);
	else
		api_job_json(&p->job, p->status, p->answer.data,
		    p->answer.len);
	put_free(p);
}

static void
on_put(void *ctx, const struct hub_result *result)
{
	struct put_job *p = ctx;
	const struct operator *o = p->action.operator;
	struct json_out w;

	if (result->err.code != ERR_NONE) {
		api_job_err(&p->job, &result->err, result->winner_id);
		put_free(p);
		return;
	}
	json_begin(&w, &p->answer);
	proto_event_write(&w, NULL, result->event, PROTO_FOR_OPERATOR);
	p->status = result->is_repeat ? 200 : 201;
	if (o->id != 0 && (p->is_hashed || o->disabled)) {
		hub_sessions_remove_of(p->job.api->hub, o->id, on_ended, p);
		return;
	}
	api_job_json(&p->job, p->status, p->answer.data, p->answer.len);
	put_free(p);
}

static void
submit(struct put_job *p)
{
	hub_submit(p->job.api->hub, &p->sender, &p->action, NULL, on_put, p);
}

static void
hash_password(void *arg)
{
	struct put_job *p = arg;

	p->is_hashed = password_hash(&p->job.api->cost, p->hash,
	    p->action.password);
}

static void
on_hashed(void *arg)
{
	struct put_job *p = arg;
	struct err err;

	if (!p->is_hashed) {
		err_set(&err, ERR_BUSY, "no memory for a password's hash");
		api_job_err(&p->job, &err, 0);
		put_free(p);
		return;
	}
	p->action.password = p->hash;
	submit(p);
}

void
api_admin_put_operator(struct api_call *c)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct json *body = NULL;
	struct put_job *p;
	struct err err;

	if (!api_read_action(c, arena, &body)) {
		json_free(body);
		arena_free(arena);
		return;
	}
	p = api_job_new(c, sizeof *p);
	p->sender = c->sender;
	p->action = c->action;
	p->arena = arena;
	p->body = body;
	str_init(&p->answer, ANSWER_BYTES);
	if (p->action.password[0] == '\0') {
		submit(p);
	} else if (!hub_work(c->api->hub, hash_password, on_hashed, p)) {
		err_set(&err, ERR_BUSY, "too many passwords at once");
		api_job_err(&p->job, &err, 0);
		put_free(p);
	}
}

/* --- status ------------------------------------------------------------ */

static void
put_operators(struct json_out *w, const struct hub *hub)
{
	const struct desk *d = hub_desk(hub);
	const struct operator *o;
	int n = 0, n_here = 0;

	for (size_t i = 0; (o = desk_operator_at(d, i)) != NULL; i++) {
		if (o->disabled)
			continue;
		n++;
		n_here += hub_presence(hub, o->id) != PRESENCE_OFFLINE;
	}
	json_put_i64(w, "operators", n);
	json_put_i64(w, "operators_here", n_here);
}

static void
put_conversations(struct json_out *w, const struct hub *hub, int64_t now_ms)
{
	const struct desk *d = hub_desk(hub);
	const struct conversation *c;
	int n[CONVERSATION_STATES] = { 0 };
	int64_t longest_ms = 0;

	for (size_t i = 0; (c = desk_conversation_at(d, i)) != NULL; i++) {
		n[c->state]++;
		if (c->state == CONVERSATION_WAITING &&
		    now_ms - c->queued_ms > longest_ms)
			longest_ms = now_ms - c->queued_ms;
	}
	json_put_i64(w, "waiting", n[CONVERSATION_WAITING]);
	json_put_i64(w, "active", n[CONVERSATION_ACTIVE]);
	json_put_i64(w, "wrap_up", n[CONVERSATION_WRAP_UP]);
	json_put_i64(w, "longest_wait_ms", longest_ms);
}

void
api_admin_status(struct api_call *c)
{
	struct http_counts counts = http_counts(http_request_loop(c->r));
	const struct hub *hub = c->api->hub;
	int64_t now_ms = clock_now_ms();
	struct json_out w;
	struct str body;

	str_init(&body, ANSWER_BYTES);
	json_begin(&w, &body);
	json_object(&w, NULL);
	json_put_str(&w, "desk", c->api->desk_name);
	json_put_i64(&w, "up_ms", now_ms - c->api->started_ms);
	json_put_str(&w, "epoch", hub_epoch(hub));
	json_put_i64(&w, "last_seq", hub_last_seq(hub));
	put_operators(&w, hub);
	put_conversations(&w, hub, now_ms);
	json_put_i64(&w, "connections", counts.connections);
	json_put_i64(&w, "parked", counts.parked);
	json_put_i64(&w, "requests", (int64_t)counts.requests);
	json_put_i64(&w, "passwords", (int64_t)c->api->n_passwords);
	json_put_i64(&w, "refused",
	    (int64_t)(counts.refused + c->api->n_refused));
	json_put_bool(&w, "cleaning", hub_is_cleaning(hub));
	json_end_object(&w);
	api_answer_json(c->r, 200, body.data, body.len);
	str_clear(&body);
}
