/* SPDX-License-Identifier: GPL-3.0-or-later */
/* supervise.c - what a supervisor does that is not stored: reading along, the
 * state of an operator, the end of their sessions.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>

#include "domain/operator.h"
#include "server/api/api.h"

#define ARENA_BYTES (64 * 1024)

void
api_read_along(struct api_call *c)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct json *body = NULL;
	struct err err = { .code = ERR_NONE };

	if (api_read_action(c, arena, &body)) {
		if (hub_read_along(c->api->hub, c->session_id,
		    c->sender.operator_id, c->action.conversation_id,
		    c->action.is_on, &err))
			api_answer_empty(c->r);
		else
			api_answer_err(c->r, &err, 0);
	}
	json_free(body);
	arena_free(arena);
}

/* NULL and answered: not one of whom the sender is a supervisor. */
static const struct operator *
find_commanded(struct api_call *c)
{
	const struct desk *d = hub_desk(c->api->hub);
	const struct operator *me = desk_operator(d, c->sender.operator_id);
	const struct operator *o = desk_operator(d, c->action.operator_id);

	if (me != NULL && me->role == ROLE_OPERATOR) {
		api_refuse(c->r, ERR_RIGHTS, "for supervisors only");
		return NULL;
	}
	if (me != NULL && o != NULL && !o->disabled &&
	    desk_may_command(me, o))
		return o;
	api_refuse(c->r, ERR_NOT_FOUND, "there is no operator %lld",
	    (long long)c->action.operator_id);
	return NULL;
}

static void
audit(struct api_call *c, const char *act, const char *what)
{
	const struct hub_audit a = { .act = act, .what = what,
		.by = ACTOR_OPERATOR, .by_id = c->sender.operator_id,
		.operator_id = c->action.operator_id };

	hub_audit(c->api->hub, &a);
}

void
api_force(struct api_call *c)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct json *body = NULL;
	struct err err = { .code = ERR_NONE };

	if (find_commanded(c) != NULL && api_read_action(c, arena, &body)) {
		if (!hub_presence_choose(c->api->hub, &c->sender, &c->action,
		    &err)) {
			api_answer_err(c->r, &err, 0);
		} else {
			audit(c, "force", presence_name(c->action.presence));
			api_answer_empty(c->r);
		}
	}
	json_free(body);
	arena_free(arena);
}

static void
on_ended(void *ctx, const struct hub_result *result)
{
	struct api_job *j = ctx;

	if (result->err.code != ERR_NONE)
		api_job_err(j, &result->err, 0);
	else
		api_job_empty(j);
	free(j);
}

void
api_operator_sign_out(struct api_call *c)
{
	if (find_commanded(c) == NULL)
		return;
	audit(c, "force", "sign_out");
	hub_sessions_remove_of(c->api->hub, c->action.operator_id, on_ended,
	    api_job_new(c, sizeof(struct api_job)));
}
