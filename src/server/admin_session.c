/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin_session.c - what is signed in, tokens of devices, second factors.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <string.h>

#include "proto/proto.h"
#include "server/admin_cli.h"
#include "server/qr.h"

#define SESSIONS  "/api/v1/admin/sessions"
#define REVOKE	  "/api/v1/admin/sessions/revoke"
#define TOKENS	  "/api/v1/admin/tokens"
#define TOTP	  "/api/v1/admin/totp"
#define OPERATORS "/api/v1/admin/operators"
#define BODY_BYTES 4096

/* --- asking ------------------------------------------------------------ */

/* A request's body, then what came back: `*answer` is NULL for a 204. */
static bool
ask(struct cli *c, const char *path, struct str *body, struct json **answer,
    struct err *err)
{
	bool ok = admin_client_json(c->client, "POST", path, body, answer,
	    err);

	str_clear(body);
	return ok;
}

static void
begin(struct json_out *w, struct str *body)
{
	str_init(body, BODY_BYTES);
	json_begin(w, body);
	json_object(w, NULL);
}

/* --- lists ------------------------------------------------------------- */

static bool
read_operators(struct cli *c, struct operator **list, size_t *n,
    struct err *err)
{
	struct json *j;
	const struct json *rows;
	bool ok = true;

	if (!admin_client_json(c->client, "GET", OPERATORS, NULL, &j, err))
		return false;
	rows = json_find(j, "operators");
	*n = json_count(rows);
	*list = arena_alloc(c->arena, (*n + 1) * sizeof **list);
	if (*list == NULL)
		ok = err_set(err, ERR_MEMORY, "no memory for the list");
	for (size_t i = 0; ok && i < *n; i++)
		ok = proto_operator_read(json_at(rows, i), &(*list)[i], err);
	json_free(j);
	return ok;
}

static void
print_session(const struct session_info *s, const char *login)
{
	char id[24];

	snprintf(id, sizeof id, "%lld", (long long)s->id);
	cli_cell(id, 6);
	cli_cell(login, 13);
	cli_cell(s->device[0] != '\0' ? s->device : "-", 19);
	cli_cell(s->is_token ? "token" : "session", 9);
	cli_cell(s->watches_only ? "watch" : s->reads_only ? "read" :
	    "operator", 10);
	cli_time(s->used_ms, "-");
	cli_cell(s->address[0] != '\0' ? s->address : "-", 17);
	cli_time(s->ends_ms, "never ends");
	printf("\n");
}

static const char *
login_of(const struct operator *list, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			return list[i].login;
	return "?";
}

static bool
print_sessions(struct cli *c, bool only_tokens, struct err *err)
{
	struct session_info *sessions;
	struct operator *operators;
	size_t n, n_operators, n_named = 0;
	struct json *j = NULL;
	bool ok;

	if (c->is_json)
		return cli_print_json(c, SESSIONS, err);
	ok = read_operators(c, &operators, &n_operators, err) &&
	    admin_client_json(c->client, "GET", SESSIONS, NULL, &j, err) &&
	    proto_sessions_read(j, c->arena, &sessions, &n, err);
	for (size_t i = 0; ok && i < n_operators; i++)
		n_named += c->target != NULL &&
		    strcmp(operators[i].login, c->target) == 0;
	if (ok && c->target != NULL && n_named == 0)
		ok = err_set(err, ERR_NOT_FOUND, "there is no operator "
		    "\"%s\": see dezhurkad operator list", c->target);
	for (size_t i = 0; ok && i < n; i++) {
		const char *login = login_of(operators, n_operators,
		    sessions[i].operator_id);

		if ((!only_tokens || sessions[i].is_token) &&
		    (c->target == NULL || strcmp(login, c->target) == 0))
			print_session(&sessions[i], login);
	}
	json_free(j);
	return ok;
}

bool
cli_session_list(struct cli *c, struct err *err)
{
	return print_sessions(c, false, err);
}

bool
cli_token_list(struct cli *c, struct err *err)
{
	return print_sessions(c, true, err);
}

/* --- ending ------------------------------------------------------------ */

static bool
revoke(struct cli *c, struct str *body, struct err *err)
{
	struct json *j = NULL;
	int64_t n = 0;

	if (!ask(c, REVOKE, body, &j, err))
		return false;
	json_opt_i64(j, "revoked", &n, NULL);
	if (c->is_json)
		printf("{\"revoked\":%lld}\n", (long long)n);
	else
		printf("%lld ended\n", (long long)n);
	json_free(j);
	return true;
}

/* ID is a number; anything else is a login. */
bool
cli_session_revoke(struct cli *c, struct err *err)
{
	struct json_out w;
	struct str body;
	long long id;

	begin(&w, &body);
	if (str_to_i64(c->target, 1, INT64_MAX, &id))
		json_put_i64(&w, "id", id);
	else
		json_put_str(&w, "login", c->target);
	json_end_object(&w);
	return revoke(c, &body, err);
}

bool
cli_token_revoke(struct cli *c, struct err *err)
{
	struct json_out w;
	struct str body;

	begin(&w, &body);
	json_put_str(&w, "login", c->target);
	json_put_bool(&w, "only_tokens", true);
	if (c->device != NULL)
		json_put_str(&w, "device", c->device);
	json_end_object(&w);
	return revoke(c, &body, err);
}

/* --- tokens ------------------------------------------------------------ */

/* The token alone goes to the standard output, for a pipe. */
bool
cli_token_add(struct cli *c, struct err *err)
{
	struct json *j = NULL;
	const char *token = "";
	struct json_out w;
	struct str body;
	bool ok;

	if (c->device == NULL || c->device[0] == '\0')
		return err_set(err, ERR_SYNTAX, "\"token add\" needs --device "
		    "NAME: which device will have it?");
	begin(&w, &body);
	json_put_str(&w, "login", c->target);
	json_put_str(&w, "device", c->device);
	json_put_bool(&w, "reads_only", c->reads_only);
	json_put_bool(&w, "watches_only", c->watches_only);
	json_end_object(&w);
	ok = ask(c, TOKENS, &body, &j, err) &&
	    json_get_str(j, "token", &token, err);
	if (ok)
		printf(c->is_json ? "{\"token\":\"%s\"}\n" : "%s\n", token);
	json_free(j);
	return ok;
}

/* --- second factors ---------------------------------------------------- */

static void
print_factor(const struct cli *c, const struct json *j)
{
	const struct json *codes = json_find(j, "recovery");
	const char *secret = "", *uri = "";

	json_opt_str(j, "secret", &secret, NULL);
	json_opt_str(j, "uri", &uri, NULL);
	cli_cell(c->target, 0);
	printf(": needs a code besides the password from now on, all sessions "
	    "are ended\n\n");
	qr_print(stdout, uri);
	printf("%s\n\nsecret    %s\n\nCodes for the day the phone is lost, "
	    "each good once. They are not told again:\n", uri, secret);
	for (size_t i = 0; i < json_count(codes); i++) {
		const char *code = "";

		json_as_str(json_at(codes, i), &code);
		printf("  %s\n", code);
	}
}

static bool
print_answer(struct cli *c, struct str *body, struct err *err)
{
	struct str answer;
	bool ok;

	str_init(&answer, PROTO_ANSWER_BYTES);
	ok = admin_client_ask(c->client, "POST", TOTP, body, &answer, err);
	if (ok)
		printf("%s\n", answer.data);
	str_clear(&answer);
	str_clear(body);
	return ok;
}

bool
cli_operator_totp(struct cli *c, struct err *err)
{
	struct json *j = NULL;
	struct json_out w;
	struct str body;

	begin(&w, &body);
	json_put_str(&w, "login", c->target);
	json_put_bool(&w, "off", c->is_off);
	json_end_object(&w);
	if (c->is_json && !c->is_off)
		return print_answer(c, &body, err);
	if (!ask(c, TOTP, &body, &j, err))
		return false;
	if (j != NULL) {
		print_factor(c, j);
	} else if (!c->is_json) {
		cli_cell(c->target, 0);
		printf(": needs no code any more, all sessions are ended\n");
	}
	json_free(j);
	return true;
}
