/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sessions.c - what is signed in: an operator's own list and its ends, and the
 * administrator's lists, ends and tokens.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "proto/proto.h"
#include "server/api/api.h"

#define ANSWER_BYTES (8 * 1024 * 1024)

/* --- lists ------------------------------------------------------------- */

struct list {
	const struct hub    *hub;
	int64_t		     operator_id;	/* 0: everybody's */
	struct session_info *rows;
	size_t		     n, cap;
};

static struct session_info
info_of(const struct hub *hub, const struct hub_session *s)
{
	int64_t ends_ms = hub_session_ends_ms(hub, s);
	struct session_info info = {
		.id = s->id, .operator_id = s->operator_id,
		.made_ms = s->made_ms, .used_ms = s->used_ms,
		.ends_ms = ends_ms == INT64_MAX ? 0 : ends_ms,
		.is_token = s->is_token, .reads_only = s->reads_only,
		.watches_only = s->watches_only,
	};

	str_copy(info.device, sizeof info.device, s->device);
	str_copy(info.address, sizeof info.address, s->address);
	return info;
}

static void
add_session(void *ctx, const struct hub_session *s)
{
	struct list *l = ctx;

	if (l->operator_id != 0 && s->operator_id != l->operator_id)
		return;
	if (l->n == l->cap) {
		size_t cap = l->cap == 0 ? 16 : 2 * l->cap;
		struct session_info *rows = mem_array(cap,
		    struct session_info);

		if (l->n > 0)
			memcpy(rows, l->rows, l->n * sizeof *rows);
		free(l->rows);
		l->rows = rows;
		l->cap = cap;
	}
	l->rows[l->n++] = info_of(l->hub, s);
}

static int
by_id(const void *a, const void *b)
{
	const struct session_info *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static void
write_list(struct str *body, const struct hub *hub, int64_t operator_id,
    int64_t current_id)
{
	struct list l = { .hub = hub, .operator_id = operator_id };
	struct json_out w;

	hub_session_each(hub, add_session, &l);
	if (l.n > 0)
		qsort(l.rows, l.n, sizeof *l.rows, by_id);
	json_begin(&w, body);
	json_object(&w, NULL);
	json_array(&w, "sessions");
	for (size_t i = 0; i < l.n; i++) {
		l.rows[i].is_current = l.rows[i].id == current_id;
		proto_session_write(&w, NULL, &l.rows[i]);
	}
	json_end_array(&w);
	json_end_object(&w);
	free(l.rows);
}

static void
answer_list(struct api_call *c, int64_t operator_id)
{
	struct str body;

	str_init(&body, ANSWER_BYTES);
	write_list(&body, c->api->hub, operator_id, c->session_id);
	api_answer_json(c->r, 200, body.data, body.len);
	str_clear(&body);
}

void
api_sessions(struct api_call *c)
{
	answer_list(c, c->sender.operator_id);
}

void
api_admin_sessions(struct api_call *c)
{
	answer_list(c, 0);
}

/* --- ending ------------------------------------------------------------ */

/* Who is to be ended, and then how many were. */
struct ending {
	struct api_job job;
	int64_t	    operator_id, current_id;	/* of an operator who asks */
	int64_t	    id, of_id;		/* 0: whichever */
	bool	    only_tokens;
	const char *device;		/* NULL: whichever; while it is read */
	int64_t	   *ids;
	size_t	    n, cap, n_waiting;
	struct err  err;
};

static void
note_session(void *ctx, const struct hub_session *s)
{
	struct ending *e = ctx;

	if ((e->id != 0 && s->id != e->id) ||
	    (e->of_id != 0 && s->operator_id != e->of_id) ||
	    (e->only_tokens && !s->is_token) ||
	    (e->device != NULL && strcmp(s->device, e->device) != 0))
		return;
	if (e->n == e->cap) {
		size_t cap = e->cap == 0 ? 16 : 2 * e->cap;
		int64_t *ids = mem_array(cap, int64_t);

		if (e->n > 0)
			memcpy(ids, e->ids, e->n * sizeof *ids);
		free(e->ids);
		e->ids = ids;
		e->cap = cap;
	}
	e->ids[e->n++] = s->id;
}

static void
answer_ended(struct ending *e)
{
	struct json_out w;
	struct str body;

	str_init(&body, ANSWER_BYTES);
	if (e->operator_id != 0) {
		write_list(&body, e->job.api->hub, e->operator_id,
		    e->current_id);
	} else {
		json_begin(&w, &body);
		json_object(&w, NULL);
		json_put_i64(&w, "revoked", (int64_t)e->n);
		json_end_object(&w);
	}
	if (e->err.code != ERR_NONE)
		api_job_err(&e->job, &e->err, 0);
	else
		api_job_json(&e->job, 200, body.data, body.len);
	str_clear(&body);
	free(e->ids);
	free(e);
}

static void
on_ended(void *ctx, const struct hub_result *result)
{
	struct ending *e = ctx;

	if (result->err.code != ERR_NONE)
		e->err = result->err;
	if (--e->n_waiting == 0)
		answer_ended(e);
}

/* They are all dead before anything is answered. */
static void
end_all(struct ending *e)
{
	struct hub *hub = e->job.api->hub;
	/* It is gone when the last one has ended. */
	int64_t operator_id = e->operator_id;
	size_t n;

	hub_session_each(hub, note_session, e);
	e->device = NULL;
	n = e->n;
	if (n == 0) {
		err_set(&e->err, ERR_NOT_FOUND, "there is no such session");
		answer_ended(e);
		return;
	}
	e->n_waiting = n;
	for (size_t i = 0; i < n; i++) {
		int64_t id = e->ids[i];

		log_info("api", "session %lld is revoked", (long long)id);
		hub_session_remove(hub, id, operator_id, on_ended, e);
	}
}

/* What is another operator's looks as if it were not there. */
void
api_session_revoke(struct api_call *c)
{
	struct ending *e = api_job_new(c, sizeof *e);

	e->operator_id = e->of_id = c->sender.operator_id;
	e->current_id = c->session_id;
	e->id = c->action.session_id;
	end_all(e);
}

/* --- the administrator's ----------------------------------------------- */

/* 0 and answered: there is none. */
static int64_t
operator_named(struct api_call *c, const char *login)
{
	const struct operator *o = desk_operator_by_login(
	    hub_desk(c->api->hub), login);

	if (o != NULL)
		return o->id;
	api_refuse(c->r, ERR_NOT_FOUND, "there is no operator with this "
	    "login");
	return 0;
}

/* {"id":5}, or {"login":"anna","only_tokens":true,"device":"laptop"} */
void
api_admin_revoke(struct api_call *c)
{
	struct json *body = api_body(c->r);
	const char *login = "", *device = "";
	struct err err = { .code = ERR_NONE };
	int64_t id = 0, of_id = 0;
	bool only_tokens = false;
	struct ending *e;

	if (body == NULL)
		return;
	if (!json_opt_i64(body, "id", &id, &err) ||
	    !json_opt_str(body, "login", &login, &err) ||
	    !json_opt_str(body, "device", &device, &err) ||
	    !json_opt_bool(body, "only_tokens", &only_tokens, &err) ||
	    (id <= 0 && login[0] == '\0' && !err_set(&err, ERR_VALUE,
	    "id or login: one is needed"))) {
		api_answer_err(c->r, &err, 0);
		json_free(body);
		return;
	}
	if (login[0] == '\0' || (of_id = operator_named(c, login)) != 0) {
		e = api_job_new(c, sizeof *e);
		e->id = id;
		e->of_id = of_id;
		e->only_tokens = only_tokens;
		e->device = device[0] != '\0' ? device : NULL;
		end_all(e);
	}
	json_free(body);
}

struct token_job {
	struct api_job	   job;
	struct token_job  *next;	/* being made as well */
	struct hub_session session;
	char		   token[SECRET_TEXT_BYTES + 1];
};

static void
on_token(void *ctx, const struct hub_result *result)
{
	struct token_job *t = ctx;
	struct session_info info = info_of(t->job.api->hub, &t->session);
	struct json_out w;
	struct str body;

	for (struct token_job **p = &t->job.api->tokens; *p != NULL;
	    p = &(*p)->next)
		if (*p == t) {
			*p = t->next;
			break;
		}
	str_init(&body, ANSWER_BYTES);
	json_begin(&w, &body);
	json_object(&w, NULL);
	json_put_str(&w, "token", t->token);
	proto_session_write(&w, "session", &info);
	json_end_object(&w);
	if (result->err.code != ERR_NONE)
		api_job_err(&t->job, &result->err, 0);
	else
		api_job_json(&t->job, 201, body.data, body.len);
	secret_wipe(body.data, body.len);
	str_clear(&body);
	secret_wipe(t, sizeof *t);
	free(t);
}

static void
make_token(struct api_call *c, int64_t operator_id, const char *device,
    bool reads_only, bool watches_only)
{
	struct token_job *t = api_job_new(c, sizeof *t);
	struct hub_session *s = &t->session;

	s->id = hub_session_next(c->api->hub);
	s->operator_id = operator_id;
	s->made_ms = s->used_ms = clock_now_ms();
	s->is_token = true;
	s->reads_only = reads_only || watches_only;
	s->watches_only = watches_only;
	str_copy(s->device, sizeof s->device, device);
	secret_new(t->token);
	secret_hash(s->hash, t->token);
	log_info("api", "operator %lld has a new token",
	    (long long)operator_id);
	t->next = c->api->tokens;
	c->api->tokens = t;
	hub_session_put(c->api->hub, s, NULL, on_token, t);
}

/* One name is one device's. */
struct named {
	int64_t	    operator_id;
	const char *device;
	bool	    is_there;
};

static void
look_named(void *ctx, const struct hub_session *s)
{
	struct named *n = ctx;

	if (s->is_token && s->operator_id == n->operator_id &&
	    strcmp(s->device, n->device) == 0)
		n->is_there = true;
}

void
api_admin_token(struct api_call *c)
{
	struct json *body = api_body(c->r);
	struct err err = { .code = ERR_NONE };
	const char *login = "", *device = "";
	bool reads_only = false, watches_only = false;
	struct named named = { 0 };

	if (body == NULL)
		return;
	if (!json_get_str(body, "login", &login, &err) ||
	    !json_get_str(body, "device", &device, &err) ||
	    !json_opt_bool(body, "reads_only", &reads_only, &err) ||
	    !json_opt_bool(body, "watches_only", &watches_only, &err) ||
	    ((device[0] == '\0' || strlen(device) > MAX_DEVICE_BYTES) &&
	    !err_set(&err, ERR_VALUE, "device: 1 to %d bytes",
	    MAX_DEVICE_BYTES)))
		api_answer_err(c->r, &err, 0);
	else if ((named.operator_id = operator_named(c, login)) != 0) {
		named.device = device;
		hub_session_each(c->api->hub, look_named, &named);
		/* Of two at once, the second waits for no disk. */
		for (struct token_job *t = c->api->tokens; t != NULL;
		    t = t->next)
			look_named(&named, &t->session);
		if (named.is_there)
			api_refuse(c->r, ERR_CONFLICT, "there is a token of "
			    "this name already");
		else
			make_token(c, named.operator_id, device, reads_only,
			    watches_only);
	}
	json_free(body);
}
