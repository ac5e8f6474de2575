/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>

#include "domain/client_id.h"
#include "proto/proto.h"
#include "server/api/rate_link.h"

#define ANSWER_BYTES (256 * 1024)
#define ARENA_BYTES  (1024 * 1024)

struct write_job {
	struct api_job	  job;
	enum proto_reader reader;
	struct desk_sender sender;
	struct action	  block;	/* of a block: whom it would strike */
};

bool
api_read_action(struct api_call *c, struct arena *arena, struct json **body)
{
	struct err err = { .code = ERR_NONE };

	if (arena == NULL) {
		api_refuse(c->r, ERR_BUSY, "no memory for this request");
		return false;
	}
	*body = api_body(c->r);
	if (*body == NULL)
		return false;
	if (proto_action_read(*body, arena, &c->action, &err) &&
	    action_check(&c->action, &err))
		return true;
	api_answer_err(c->r, &err, 0);
	return false;
}

/* 201 with the stored event, 200 when it was stored before. */
static void
on_stored(void *ctx, const struct hub_result *result)
{
	struct write_job *j = ctx;
	struct json_out w;
	struct str body;

	if (result->err.code == ERR_SHARED) {
		api_job_shared(&j->job, &result->err, result->n_struck,
		    &j->sender, &j->block);
	} else if (result->err.code != ERR_NONE) {
		/* A customer learns no ids of operators. */
		api_job_err(&j->job, &result->err,
		    j->reader == PROTO_FOR_VISITOR ? 0 : result->winner_id);
	} else if (result->event == NULL) {
		api_job_json(&j->job, result->is_repeat ? 200 : 201, "{}", 2);
	} else {
		str_init(&body, ANSWER_BYTES);
		json_begin(&w, &body);
		proto_event_write(&w, NULL, result->event, j->reader);
		api_job_json(&j->job, result->is_repeat ? 200 : 201,
		    body.data, body.len);
		str_clear(&body);
	}
	free(j);
}

/* Many a client sends no body with a DELETE; a console sends its client id and
 * the version that it saw. */
static bool
is_bare_delete(const struct api_call *c)
{
	size_t len = 0;

	return c->action.type == ACTION_CANNED_REMOVE &&
	    (http_body(c->r, &len) == NULL || len == 0);
}

void
api_write(struct api_call *c)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct json *body = NULL;
	struct err err = { .code = ERR_NONE };
	struct write_job *j;

	if (is_bare_delete(c)) {
		/* Its path says all. */
		client_id_new(c->action.client_id);
	} else if (!api_read_action(c, arena, &body)) {
		goto out;
	} else if (c->sender.kind == ACTOR_OPERATOR &&
	    c->action.type == ACTION_MESSAGE &&
	    !rate_fill(c->api, &c->action, arena, &err)) {
		api_answer_err(c->r, &err, 0);
		goto out;
	}
	j = api_job_new(c, sizeof *j);
	j->reader = c->sender.kind == ACTOR_VISITOR ? PROTO_FOR_VISITOR :
	    PROTO_FOR_OPERATOR;
	if (c->action.type == ACTION_BLOCK ||
	    c->action.type == ACTION_BLOCK_RANGE) {
		hub_block_find(c->api->hub, &c->action);
		j->sender = c->sender;
		memcpy(j->block.others, c->action.others,
		    sizeof j->block.others);
		j->block.n_others = c->action.n_others;
	}
	hub_submit(c->api->hub, &c->sender, &c->action, NULL, on_stored, j);
out:
	json_free(body);
	arena_free(arena);
}

void
api_typing(struct api_call *c)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct json *body = NULL;

	if (api_read_action(c, arena, &body)) {
		hub_typing(c->api->hub, &c->sender, c->action.conversation_id,
		    c->action.is_typing, c->action.text);
		api_answer_empty(c->r);
	}
	json_free(body);
	arena_free(arena);
}

void
api_presence(struct api_call *c)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct json *body = NULL;
	struct err err;

	if (api_read_action(c, arena, &body)) {
		if (hub_presence_choose(c->api->hub, &c->sender, &c->action,
		    &err))
			api_answer_empty(c->r);
		else
			api_answer_err(c->r, &err, 0);
	}
	json_free(body);
	arena_free(arena);
}
