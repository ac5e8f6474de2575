/* SPDX-License-Identifier: GPL-3.0-or-later */
/* native_sign_in.c - a password for a token, before the screen is up.
 */
#include "console/backend/internal.h"

#include <string.h>

#define BODY_MAX_BYTES 16384

struct sign_in {
	struct account *account;
	struct err	err;
	bool		is_done;
};

/* It goes into a header line: visible ASCII without a space. */
static bool
is_token(const char *token)
{
	for (const char *c = token; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return token[0] != '\0';
}

static void
sign_in_done(void *ctx, const struct net_answer *a)
{
	struct sign_in *s = ctx;
	struct json    *j;
	const char     *token;
	int64_t		winner;

	s->is_done = true;
	if (native_answer_error(a, &s->err, &winner))
		return;
	j = json_parse(a->body, a->len, &s->err);
	if (j == NULL || !json_get_str(j, "token", &token, &s->err))
		goto out;
	if (is_token(token) &&
	    str_copy(s->account->token, sizeof s->account->token, token))
		goto out;
	s->account->token[0] = '\0';
	err_set(&s->err, ERR_PROTO, "the desk's token is not one");
out:
	json_free(j);
}

bool
native_sign_in(struct account *account, struct net *net,
    const struct sign_in_words *words, struct err *err)
{
	struct sign_in	s = { .account = account };
	struct str	body;
	struct json_out w;
	struct net_ask	ask = {
		.method = "POST", .path = "/api/v1/session",
		.timeout_ms = WRITE_TIMEOUT_MS
	};
	struct net_request *request;
	bool ok;

	str_init(&body, BODY_MAX_BYTES);
	json_begin(&w, &body);
	json_object(&w, NULL);
	json_put_str(&w, "login", account->login);
	if (words->password != NULL)
		json_put_str(&w, "password", words->password);
	if (words->code != NULL)
		json_put_str(&w, "code", words->code);
	json_put_str(&w, "device", words->device);
	json_end_object(&w);
	ask.body = body.data;
	ask.len = body.len;
	request = net_start(net, &ask, sign_in_done, &s, err);
	ok = request != NULL;
	while (ok && !s.is_done)
		ok = net_wait(net, NULL, 0, 1000, err);
	if (!s.is_done)
		net_cancel(request);	/* it would answer into our frame */
	explicit_bzero(body.data, body.len);
	str_clear(&body);
	if (!ok)
		return false;
	if (s.err.code == ERR_NONE)
		return true;
	if (err != NULL)
		*err = s.err;
	return false;
}

struct net *
native_net(const struct account *a, struct err *err)
{
	bool is_unix = strncmp(a->url, "unix:", 5) == 0;
	struct net_config nc = {
		.base_url = is_unix ? "http://localhost" : a->url,
		.unix_socket = is_unix ? a->url + 5 : NULL,
		.ca_file = a->ca_file[0] != '\0' ? a->ca_file : NULL,
		.pin = a->pin[0] != '\0' ? a->pin : NULL,
		.max_answer_bytes = PROTO_ANSWER_BYTES
	};

	return net_new(&nc, err);
}
