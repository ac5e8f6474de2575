/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session.c - sign-in: the stored hash is read by a reader, compared by a
 * worker, the session stored by the writer, the snapshot read by a reader.
 * Wrong password and unknown login go the same way and take the same time.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "server/api/api.h"

#define ANSWER_BYTES (64 * 1024 * 1024)

struct sign_in {
	struct api_job job;
	char	login[MAX_LOGIN_BYTES + 1];
	char	password[MAX_PASSWORD_BYTES + 1];
	char	device[65];
	char	peer[64];		/* for the log */
	char	who[LIMIT_WHO_BYTES];	/* for the limit */
	char	hash[PASSWORD_HASH_BYTES];
	bool	is_known, is_right;
	char	token[SECRET_TEXT_BYTES + 1];
	int64_t operator_id;
};

static void
sign_in_free(struct sign_in *s)
{
	secret_wipe(s, sizeof *s);
	free(s);
}

#define MINUTE_MS    60000
#define FAILED_TOLD  30		/* of a minute, each by itself */

/* A flood of them fills no disk: more than so many are counted. */
static void
audit_failure(struct sign_in *s)
{
	const struct operator *o = desk_operator_by_login(hub_desk(
	    s->job.api->hub), s->login);
	struct hub_audit a = { .act = "sign_in_failed", .by = ACTOR_SYSTEM,
		.from = s->peer, .operator_id = o == NULL ? 0 : o->id };
	struct api *api = s->job.api;
	int64_t now_ms = clock_mono_ms();

	if (now_ms - api->failed_ms >= MINUTE_MS) {
		if (api->n_failed > FAILED_TOLD)
			hub_audit(api->hub, &(struct hub_audit){
			    .act = "sign_in_failed", .by = ACTOR_SYSTEM,
			    .what = "more of that minute",
			    .count = api->n_failed - FAILED_TOLD });
		api->failed_ms = now_ms;
		api->n_failed = 0;
	}
	if (++api->n_failed <= FAILED_TOLD)
		hub_audit(api->hub, &a);
}

static void
refuse(struct sign_in *s)
{
	struct err err;

	audit_failure(s);
	log_info("api", "sign-in refused from %s", s->peer);
	err_set(&err, ERR_AUTH, "login or password is wrong");
	api_job_err(&s->job, &err, 0);
	sign_in_free(s);
}

/* --- step 4: token and snapshot go out --------------------------------- */

static void
on_snapshot(void *ctx, const struct err *err, const char *body, size_t len)
{
	struct sign_in *s = ctx;
	struct json_out w;
	struct str out;

	if (err->code != ERR_NONE) {
		api_job_err(&s->job, err, 0);
		sign_in_free(s);
		return;
	}
	str_init(&out, ANSWER_BYTES);
	json_begin(&w, &out);
	json_object(&w, NULL);
	json_put_str(&w, "token", s->token);
	json_put_raw(&w, "snapshot", body, len);
	json_end_object(&w);
	api_job_json(&s->job, 201, out.data, out.len);
	str_clear(&out);
	sign_in_free(s);
}

static void
on_session(void *ctx, const struct hub_result *result)
{
	struct sign_in *s = ctx;
	struct hub_query q = { .type = HUB_SNAPSHOT,
	    .operator_id = s->operator_id };

	if (result->err.code != ERR_NONE) {
		api_job_err(&s->job, &result->err, 0);
		sign_in_free(s);
		return;
	}
	log_info("api", "operator %lld signed in from %s",
	    (long long)s->operator_id, s->peer);
	hub_query(s->job.api->hub, &q, on_snapshot, s);
}

/* --- step 3: the session ----------------------------------------------- */

static void
begin_session(struct sign_in *s)
{
	struct hub *hub = s->job.api->hub;
	const struct operator *o = desk_operator_by_login(hub_desk(hub),
	    s->login);
	struct hub_session session = { .made_ms = clock_now_ms() };

	if (o == NULL || o->disabled) {
		refuse(s);
		return;
	}
	if (s->job.r == NULL) {		/* nobody would ever use it */
		sign_in_free(s);
		return;
	}
	limits_give_back(s->job.api->limits, LIMIT_LOGIN, s->login);
	limits_give_back(s->job.api->limits, LIMIT_LOGIN_ADDRESS, s->who);
	s->operator_id = session.operator_id = o->id;
	secret_new(s->token);
	secret_hash(session.hash, s->token);
	str_copy(session.device, sizeof session.device, s->device);
	str_copy(session.from, sizeof session.from, s->peer);
	hub_session_put(hub, &session, on_session, s);
}

/* --- step 2: the password, in a worker --------------------------------- */

static void
compare(void *arg)
{
	struct sign_in *s = arg;

	s->is_right = password_verify(s->is_known ? s->hash : NULL,
	    s->password);
}

static void
on_compared(void *arg)
{
	struct sign_in *s = arg;

	if (s->is_right)
		begin_session(s);
	else
		refuse(s);
}

static void
on_stored_hash(void *ctx, const struct err *err, const char *body, size_t len)
{
	struct sign_in *s = ctx;
	struct err busy;

	if (err->code == ERR_NONE && len > 0 && len < sizeof s->hash) {
		memcpy(s->hash, body, len);
		s->is_known = true;
	} else if (err->code != ERR_NONE && err->code != ERR_NOT_FOUND) {
		api_job_err(&s->job, err, 0);
		sign_in_free(s);
		return;
	}
	if (hub_work(s->job.api->hub, compare, on_compared, s))
		return;
	/* Not their fault, so it does not count as a failure. */
	limits_give_back(s->job.api->limits, LIMIT_LOGIN, s->login);
	limits_give_back(s->job.api->limits, LIMIT_LOGIN_ADDRESS, s->who);
	err_set(&busy, ERR_BUSY, "too many sign-ins at once");
	api_job_err(&s->job, &busy, 0);
	sign_in_free(s);
}

/* --- step 1: the question ---------------------------------------------- */

struct question { const char *login, *password, *device; };

static bool
read_question(const struct json *body, struct question *q, struct err *err)
{
	*q = (struct question){ "", "", "" };
	if (!json_get_str(body, "login", &q->login, err) ||
	    !json_opt_str(body, "password", &q->password, err) ||
	    !json_opt_str(body, "device", &q->device, err))
		return false;
	if (strlen(q->password) > MAX_PASSWORD_BYTES)
		return err_set(err, ERR_TOO_LARGE,
		    "password: over %d bytes", MAX_PASSWORD_BYTES);
	return true;
}

/* A try is taken before the password is looked at, so that a hundred at once
 * are not a hundred tries; a good one is given back. The address comes first:
 * one that is over its limit must not fill the table with made-up logins until
 * the count of a real one falls out of it. */
static bool
is_limited(struct api_call *c, const char *login, const char *who)
{
	int64_t now_ms = clock_mono_ms();
	struct limits *l = c->api->limits;
	int wait_s = limits_take(l, LIMIT_LOGIN_ADDRESS, who, now_ms);

	if (wait_s == 0) {
		wait_s = limits_take(l, LIMIT_LOGIN, login, now_ms);
		if (wait_s == 0)
			return false;
		limits_give_back(l, LIMIT_LOGIN_ADDRESS, who);
	}
	c->api->n_refused++;
	api_answer_limited(c->r, wait_s, "too many failed sign-ins");
	return true;
}

void
api_sign_in(struct api_call *c)
{
	struct hub_query q = { .type = HUB_PASSWORD };
	struct err err = { .code = ERR_NONE };
	struct json *body = api_body(c->r);
	struct question question;
	char who[LIMIT_WHO_BYTES];
	struct sign_in *s;

	if (body == NULL)
		return;
	if (!read_question(body, &question, &err)) {
		api_answer_err(c->r, &err, 0);
		goto out;
	}
	limits_who(who, http_peer(c->r));
	if (is_limited(c, question.login, who))
		goto out;
	s = api_job_new(c, sizeof *s);
	/* A login that does not fit is nobody's, and is asked for as such. */
	if (strlen(question.login) <= MAX_LOGIN_BYTES)
		str_copy(s->login, sizeof s->login, question.login);
	str_copy(s->password, sizeof s->password, question.password);
	str_copy(s->device, sizeof s->device, question.device);
	str_copy(s->peer, sizeof s->peer, http_peer(c->r));
	str_copy(s->who, sizeof s->who, who);
	if (c->api->trust_owner && http_peer_uid(c->r) == (long)geteuid()) {
		begin_session(s);
		goto out;
	}
	str_copy(q.login, sizeof q.login, s->login);
	hub_query(c->api->hub, &q, on_stored_hash, s);
out:
	json_free(body);
}

void
api_sign_out(struct api_call *c)
{
	hub_session_remove(c->api->hub, c->session_id);
	api_answer_empty(c->r);
}
