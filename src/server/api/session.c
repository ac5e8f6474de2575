/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session.c - sign-in: the stored hash is read by a reader, compared by a
 * worker, the code looked at, the session stored by the writer, the snapshot
 * read by a reader. Wrong password and unknown login go the same way and take
 * the same time.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "server/api/api.h"
#include "server/api/totp.h"

#define ANSWER_BYTES (64 * 1024 * 1024)
#define CODE_BYTES   64		/* with blanks and hyphens */
#define PAIR_BYTES   (MAX_LOGIN_BYTES + 2 + LIMIT_WHO_BYTES)

struct sign_in {
	struct api_job job;
	char	login[MAX_LOGIN_BYTES + 1];
	char	password[MAX_PASSWORD_BYTES + 1];
	char	device[65], code[CODE_BYTES + 1];
	char	peer[64];		/* for the log and the list */
	char	who[LIMIT_WHO_BYTES];	/* for the limit */
	char	pair[PAIR_BYTES];	/* of login and address */
	bool	is_known_place;		/* this login came from there before */
	bool	reads_only;
	char	hash[PASSWORD_HASH_BYTES];
	char	new_hash[PASSWORD_HASH_BYTES];
	bool	is_known, is_right, is_rehashed;
	unsigned char factor[SECRET_SEAL_BYTES + TOTP_SECRET_BYTES];
	bool	has_factor, took_code;
	int64_t last_step;
	struct hub_proof proof;
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

/* What was taken before anything was looked at. */
static void
give_back(const struct sign_in *s)
{
	struct limits *l = s->job.api->limits;

	limits_give_back(l, LIMIT_LOGIN_ADDRESS, s->who);
	limits_give_back(l, LIMIT_LOGIN_PAIR, s->pair);
	if (!s->is_known_place)
		limits_give_back(l, LIMIT_LOGIN, s->login);
	if (s->took_code)
		limits_give_back(l, LIMIT_CODE, s->login);
}

static void
fail(struct sign_in *s, const struct err *err)
{
	api_job_err(&s->job, err, 0);
	sign_in_free(s);
}

static void
refuse(struct sign_in *s)
{
	struct err err;

	audit_failure(s);
	log_info("api", "sign-in refused from %s", s->peer);
	err_set(&err, ERR_AUTH, "login or password is wrong");
	fail(s, &err);
}

/* --- step 5: token and snapshot go out --------------------------------- */

static void
on_snapshot(void *ctx, const struct err *err, const char *body, size_t len)
{
	struct sign_in *s = ctx;
	struct json_out w;
	struct str out;

	if (err->code != ERR_NONE) {
		fail(s, err);
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
	struct err err;

	if (result->err.code == ERR_AUTH) {
		err_set(&err, ERR_FACTOR, "the code is wrong or was used");
		fail(s, &err);
		return;
	}
	/* Neither a right password nor a full disk is a try that failed. */
	give_back(s);
	if (result->err.code != ERR_NONE) {
		fail(s, &result->err);
		return;
	}
	if (s->is_rehashed)
		hub_rehash(s->job.api->hub, s->operator_id, s->hash,
		    s->new_hash);
	log_info("api", "operator %lld signed in from %s",
	    (long long)s->operator_id, s->peer);
	hub_query(s->job.api->hub, &q, on_snapshot, s);
}

/* --- step 4: the session ----------------------------------------------- */

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
		give_back(s);
		sign_in_free(s);
		return;
	}
	s->operator_id = session.operator_id = o->id;
	session.reads_only = s->reads_only;
	secret_new(s->token);
	secret_hash(session.hash, s->token);
	str_copy(session.device, sizeof session.device, s->device);
	str_copy(session.address, sizeof session.address, s->peer);
	str_copy(s->proof.who, sizeof s->proof.who, s->who);
	str_copy(s->proof.hash, sizeof s->proof.hash, s->hash);
	hub_session_put(hub, &session, &s->proof, on_session, s);
}

/* --- step 3: the code -------------------------------------------------- */

/* Wrong ones are counted for the login alone: whoever gets here has its
 * password, so that locking the login is right. False: answered. */
static bool
may_try_code(struct sign_in *s)
{
	int wait_s = limits_take(s->job.api->limits, LIMIT_CODE, s->login,
	    clock_mono_ms());

	s->took_code = wait_s == 0;
	if (wait_s == 0)
		return true;
	s->job.api->n_refused++;
	if (s->job.r != NULL)
		api_answer_limited(s->job.r, wait_s, "too many wrong codes");
	s->job.r = NULL;
	return false;
}

/* ERR_NONE: the proof says what is used up. */
static void
look_at_code(struct sign_in *s, struct err *err)
{
	const struct secret_key *key = &s->job.api->key;
	unsigned char secret[TOTP_SECRET_BYTES];

	err_clear(err);
	if (!secret_unseal(key, secret, sizeof secret, s->factor)) {
		err_set(err, ERR_STORE, "the second factor of %s was sealed "
		    "with another sign_in.key", s->login);
		return;
	}
	s->proof.step = totp_check(secret, s->code, clock_now_ms(),
	    s->last_step);
	secret_wipe(secret, sizeof secret);
	if (s->proof.step != 0)
		return;
	s->proof.has_recovery = secret_code_hash(key, s->proof.recovery,
	    s->code);
	if (!s->proof.has_recovery)
		err_set(err, ERR_FACTOR, "the code is wrong or was used");
}

static void
second_factor(struct sign_in *s)
{
	struct err err;

	if (s->code[0] == '\0') {
		give_back(s);
		err_set(&err, ERR_FACTOR, "a code is needed as well");
		fail(s, &err);
		return;
	}
	if (!may_try_code(s)) {
		sign_in_free(s);
		return;
	}
	look_at_code(s, &err);
	if (err.code == ERR_NONE) {
		begin_session(s);
		return;
	}
	if (err.code == ERR_FACTOR) {
		log_info("api", "a wrong code from %s", s->peer);
		audit_failure(s);
	} else {
		log_error("api", "%s", err.text);
		give_back(s);
	}
	fail(s, &err);
}

/* --- step 2: the password, in a worker --------------------------------- */

static void
compare(void *arg)
{
	struct sign_in *s = arg;
	const struct password_cost *cost = &s->job.api->cost;

	s->is_right = password_verify(cost, s->is_known ? s->hash : NULL,
	    s->password);
	if (s->is_right && password_is_old(cost, s->hash))
		s->is_rehashed = password_hash(cost, s->new_hash, s->password);
	secret_wipe(s->password, sizeof s->password);
}

static void
on_compared(void *arg)
{
	struct sign_in *s = arg;

	if (!s->is_right)
		refuse(s);
	else if (s->has_factor)
		second_factor(s);
	else
		begin_session(s);
}

/* {"hash":"...","secret":"<hex>","step":123} */
static bool
read_stored(struct sign_in *s, const char *body, size_t len, struct err *err)
{
	struct json *j = json_parse(body, len, err);
	const char *hash = "", *secret = "";
	bool ok = j != NULL && json_get_str(j, "hash", &hash, err) &&
	    json_opt_str(j, "secret", &secret, err) &&
	    json_opt_i64(j, "step", &s->last_step, err);

	if (ok && !str_copy(s->hash, sizeof s->hash, hash))
		ok = err_set(err, ERR_STORE, "a password's hash is too long");
	s->has_factor = ok && secret[0] != '\0';
	if (s->has_factor && !str_unhex(s->factor, sizeof s->factor, secret))
		ok = err_set(err, ERR_STORE, "a second factor is damaged");
	s->is_known = ok;
	json_free(j);
	return ok;
}

static void
on_stored_hash(void *ctx, const struct err *err, const char *body, size_t len)
{
	struct sign_in *s = ctx;
	struct hub *hub = s->job.api->hub;
	struct err why = *err;

	if (err->code == ERR_NONE)
		read_stored(s, body, len, &why);
	if (why.code != ERR_NONE && why.code != ERR_NOT_FOUND) {
		give_back(s);
		fail(s, &why);
		return;
	}
	/* Strangers who fill the queue do not keep out who is known there. */
	if (s->is_known_place ? hub_work_known(hub, compare, on_compared, s) :
	    hub_work(hub, compare, on_compared, s)) {
		s->job.api->n_passwords++;
		return;
	}
	/* Not their fault, so it does not count as a failure. */
	give_back(s);
	err_set(&why, ERR_BUSY, "too many sign-ins at once");
	fail(s, &why);
}

/* --- step 1: the question ---------------------------------------------- */

struct question {
	const char *login, *password, *device, *code;
	bool	    reads_only;
};

static bool
read_question(const struct json *body, struct question *q, struct err *err)
{
	*q = (struct question){ "", "", "", "", false };
	if (!json_get_str(body, "login", &q->login, err) ||
	    !json_opt_str(body, "password", &q->password, err) ||
	    !json_opt_str(body, "device", &q->device, err) ||
	    !json_opt_str(body, "code", &q->code, err) ||
	    !json_opt_bool(body, "reads_only", &q->reads_only, err))
		return false;
	if (strlen(q->password) > MAX_PASSWORD_BYTES)
		return err_set(err, ERR_TOO_LARGE,
		    "password: over %d bytes", MAX_PASSWORD_BYTES);
	return strlen(q->code) <= CODE_BYTES || err_set(err, ERR_TOO_LARGE,
	    "code: over %d bytes", CODE_BYTES);
}

/* A try is taken before the password is looked at, so that a hundred at once
 * are not a hundred tries; a good one is given back. The address comes first:
 * one that is over its limit must not fill the table with made-up logins until
 * the count of a real one falls out of it. A login is slowed down for places
 * that are new to it only: strangers cannot lock out who is at home. */
static bool
is_limited(struct sign_in *s, struct http_request *r)
{
	int64_t now_ms = clock_mono_ms();
	struct limits *l = s->job.api->limits;
	int wait_s = limits_take(l, LIMIT_LOGIN_ADDRESS, s->who, now_ms);

	if (wait_s == 0) {
		wait_s = limits_take(l, LIMIT_LOGIN_PAIR, s->pair, now_ms);
		if (wait_s == 0 && !s->is_known_place) {
			wait_s = limits_take(l, LIMIT_LOGIN, s->login, now_ms);
			if (wait_s > 0)
				limits_give_back(l, LIMIT_LOGIN_PAIR, s->pair);
		}
		if (wait_s == 0)
			return false;
		limits_give_back(l, LIMIT_LOGIN_ADDRESS, s->who);
	}
	s->job.api->n_refused++;
	api_answer_limited(r, wait_s, "too many failed sign-ins");
	return true;
}

static void
name_place(struct sign_in *s, const struct http_request *r)
{
	const struct hub *hub = s->job.api->hub;
	const struct operator *o = desk_operator_by_login(hub_desk(hub),
	    s->login);

	str_copy(s->peer, sizeof s->peer, http_peer(r));
	limits_who(s->who, http_peer(r));
	snprintf(s->pair, sizeof s->pair, "%s %s", s->login, s->who);
	s->is_known_place = o != NULL && hub_place_known(hub, o->id, s->who,
	    clock_now_ms());
}

static void
start(struct sign_in *s, struct http_request *r)
{
	struct hub_query q = { .type = HUB_PASSWORD };

	name_place(s, r);
	if (is_limited(s, r)) {
		sign_in_free(s);
		return;
	}
	http_request_keep(r, s);
	if (s->job.api->trust_owner && http_peer_uid(r) == (long)geteuid()) {
		begin_session(s);
		return;
	}
	str_copy(q.login, sizeof q.login, s->login);
	hub_query(s->job.api->hub, &q, on_stored_hash, s);
}

void
api_sign_in(struct api_call *c)
{
	struct err err = { .code = ERR_NONE };
	struct json *body = api_body(c->r);
	struct question question;
	struct sign_in *s;

	if (body == NULL)
		return;
	if (!read_question(body, &question, &err)) {
		api_answer_err(c->r, &err, 0);
		json_free(body);
		return;
	}
	s = mem_new(struct sign_in);
	s->job.api = c->api;
	s->job.r = c->r;
	/* A login that does not fit is nobody's, and is asked for as such. */
	if (strlen(question.login) <= MAX_LOGIN_BYTES)
		str_copy(s->login, sizeof s->login, question.login);
	str_copy(s->password, sizeof s->password, question.password);
	str_copy(s->device, sizeof s->device, question.device);
	str_copy(s->code, sizeof s->code, question.code);
	s->reads_only = question.reads_only;
	json_free(body);
	start(s, c->r);
}

/* --- sign-out ---------------------------------------------------------- */

static void
on_signed_out(void *ctx, const struct hub_result *result)
{
	struct api_job *j = ctx;

	if (result->err.code != ERR_NONE)
		api_job_err(j, &result->err, 0);
	else
		api_job_empty(j);
	free(j);
}

void
api_sign_out(struct api_call *c)
{
	hub_session_remove(c->api->hub, c->session_id,
	    c->sender.operator_id, on_signed_out,
	    api_job_new(c, sizeof(struct api_job)));
}
