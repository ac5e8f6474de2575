/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin_totp.c - who needs a code besides the password: the secret of an app,
 * and codes to write down, each good for once. They are told once and kept
 * sealed or hashed.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "server/api/api.h"
#include "server/api/totp.h"

#define ANSWER_BYTES (64 * 1024)

struct totp_job {
	struct api_job	  job;
	struct hub_factor factor;
	char		  login[MAX_LOGIN_BYTES + 1];
	char		  text[TOTP_TEXT_BYTES + 1];
	char		  codes[HUB_RECOVERY][SECRET_CODE_BYTES + 1];
};

static void
write_answer(struct str *body, const struct totp_job *t)
{
	struct json_out w;
	struct str uri;

	str_init(&uri, 2048);
	totp_uri(&uri, t->job.api->desk_name, t->login, t->text);
	json_begin(&w, body);
	json_object(&w, NULL);
	json_put_str(&w, "secret", t->text);
	json_put_str(&w, "uri", uri.data);
	json_array(&w, "recovery");
	for (int i = 0; i < HUB_RECOVERY; i++)
		json_put_str(&w, NULL, t->codes[i]);
	json_end_array(&w);
	json_end_object(&w);
	secret_wipe(uri.data, uri.len);
	str_clear(&uri);
}

static void
on_put(void *ctx, const struct hub_result *result)
{
	struct totp_job *t = ctx;
	struct str body;

	if (result->err.code != ERR_NONE) {
		api_job_err(&t->job, &result->err, 0);
	} else if (t->factor.len == 0) {
		log_info("api", "operator %lld needs no code any more",
		    (long long)t->factor.operator_id);
		api_job_empty(&t->job);
	} else {
		log_info("api", "operator %lld needs a code from now on",
		    (long long)t->factor.operator_id);
		str_init(&body, ANSWER_BYTES);
		write_answer(&body, t);
		api_job_json(&t->job, 201, body.data, body.len);
		secret_wipe(body.data, body.len);
		str_clear(&body);
	}
	secret_wipe(t, sizeof *t);
	free(t);
}

static bool
make(struct totp_job *t)
{
	const struct secret_key *key = &t->job.api->key;
	unsigned char secret[TOTP_SECRET_BYTES];
	bool ok;

	_Static_assert(SECRET_SEAL_BYTES + TOTP_SECRET_BYTES <=
	    sizeof t->factor.secret, "a sealed secret fits");
	secret_random(secret, sizeof secret);
	secret_seal(key, t->factor.secret, secret, sizeof secret);
	t->factor.len = SECRET_SEAL_BYTES + sizeof secret;
	ok = totp_text(secret, t->text);
	secret_wipe(secret, sizeof secret);
	for (int i = 0; ok && i < HUB_RECOVERY; i++) {
		secret_code_new(t->codes[i]);
		ok = secret_code_hash(key, t->factor.recovery[i],
		    t->codes[i]);
	}
	return ok;
}

/* {"login":"anna"}, or with "off":true */
void
api_admin_totp(struct api_call *c)
{
	struct json *body = api_body(c->r);
	struct err err = { .code = ERR_NONE };
	const struct operator *o;
	const char *login = "";
	bool is_off = false;
	struct totp_job *t;

	if (body == NULL)
		return;
	if (!json_get_str(body, "login", &login, &err) ||
	    !json_opt_bool(body, "off", &is_off, &err)) {
		api_answer_err(c->r, &err, 0);
		json_free(body);
		return;
	}
	o = desk_operator_by_login(hub_desk(c->api->hub), login);
	json_free(body);
	if (o == NULL) {
		api_refuse(c->r, ERR_NOT_FOUND, "there is no operator with "
		    "this login");
		return;
	}
	t = api_job_new(c, sizeof *t);
	t->factor.operator_id = o->id;
	str_copy(t->login, sizeof t->login, o->login);
	if (is_off || make(t)) {
		hub_factor_put(c->api->hub, &t->factor, on_put, t);
		return;
	}
	err_set(&err, ERR_BUSY, "no memory for a secret");
	api_job_err(&t->job, &err, 0);
	secret_wipe(t, sizeof *t);
	free(t);
}
