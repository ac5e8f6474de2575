/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "proto/proto.h"
#include "server/api/api.h"

#define SESSION_PATH "/api/v1/session"

/* What the actions of proto_routes do not say. These are looked up first. */
static const struct api_route own_routes[] = {
	{ "POST",   SESSION_PATH,                API_ANYBODY,  api_sign_in },
	{ "DELETE", SESSION_PATH,                API_OPERATOR, api_sign_out },
	{ "GET",    "/api/v1/snapshot",          API_OPERATOR, api_snapshot },
	{ "GET",    "/api/v1/events",            API_OPERATOR, api_poll_operator },
	{ "GET",    "/api/v1/canned",            API_OPERATOR, api_canned },
	{ "GET",    "/api/v1/winbacks",          API_OPERATOR, api_winbacks },
	{ "GET",    "/api/v1/admin/stats",       API_ADMIN,    api_stats },
	{ "GET",    "/api/v1/admin/operators",   API_ADMIN,    api_admin_list_operators },
	{ "GET",    "/api/v1/admin/departments", API_ADMIN,    api_admin_list_departments },
	{ "GET",    "/api/v1/admin/canned",      API_ADMIN,    api_admin_list_canned },
	{ "POST",   "/api/v1/admin/canned/import", API_ADMIN, api_admin_import_canned },
	{ "GET",    "/api/v1/admin/canned/uses", API_ADMIN,    api_admin_canned_uses },
	{ "GET",    "/api/v1/admin/sessions",    API_ADMIN,    api_admin_sessions },
	{ "POST",   "/api/v1/admin/sessions/revoke", API_ADMIN, api_admin_revoke },
	{ "POST",   "/api/v1/admin/tokens",      API_ADMIN,    api_admin_token },
	{ "POST",   "/api/v1/admin/totp",        API_ADMIN,    api_admin_totp },
	{ "GET",    "/api/v1/admin/estimates",   API_ADMIN,    api_admin_estimates },
	{ "POST",   "/api/v1/admin/reload",      API_ADMIN,    api_admin_reload },
	{ "GET",    "/api/v1/admin/status",      API_ADMIN,    api_admin_status },
	{ "GET",    "/api/v1/admin/customers",   API_ADMIN,    api_admin_named },
	{ "GET",    "/api/v1/admin/customer",    API_ADMIN,    api_admin_customer },
	{ "GET",    "/api/v1/admin/transcript",  API_ADMIN,    api_admin_transcript },
	{ "GET",    "/api/v1/admin/why",	 API_ADMIN,    api_admin_why },
	{ "GET",    "/api/v1/admin/file",        API_ADMIN,    api_admin_file },
	{ "POST",   "/api/v1/admin/erase",       API_ADMIN,    api_admin_erase },
	{ "GET",    "/api/v1/admin/audit",       API_ADMIN,    api_admin_audit },
	{ "GET",    "/api/v1/admin/audit/verify", API_ADMIN,   api_admin_audit_verify },
	{ NULL, NULL, API_ANYBODY, NULL }
};

/* What answers an action of proto_routes; api_write where nothing is said. */
static api_handler *const by_action[ACTION_TYPES] = {
	[ACTION_FILE]		  = api_file_put,
	[ACTION_CANNED_FILE]	  = api_file_put,
	[ACTION_FETCH_FILE]	  = api_file_get,
	[ACTION_TYPING]		  = api_typing,
	[ACTION_PRESENCE]	  = api_presence,
	[ACTION_READ_ALONG]	  = api_read_along,
	[ACTION_FORCE]		  = api_force,
	[ACTION_SIGN_OUT]	  = api_operator_sign_out,
	[ACTION_FETCH_TRANSCRIPT] = api_transcript,
	[ACTION_FETCH_CUSTOMER]	  = api_customer,
	[ACTION_FETCH_CANNED]	  = api_canned,
	[ACTION_FETCH_SNAPSHOT]	  = api_snapshot,
	[ACTION_SEARCH]		  = api_search,
	[ACTION_FETCH_FIGURES]	  = api_figures,
	[ACTION_STATS]		  = api_stats,
	[ACTION_FETCH_BLOCKS]	  = api_blocks,
	[ACTION_FETCH_SESSIONS]	  = api_sessions,
	[ACTION_REVOKE]		  = api_session_revoke,
	[ACTION_OPERATOR_PUT]	  = api_admin_put_operator,
};

static const enum api_rights by_side[] = {
	[PROTO_OPERATOR] = API_OPERATOR,
	[PROTO_VISITOR]  = API_VISITOR,
	[PROTO_ADMIN]    = API_ADMIN,
};

static const struct { const char *name; enum http_method method; } methods[] = {
	{ "GET", HTTP_GET }, { "POST", HTTP_POST }, { "PUT", HTTP_PUT },
	{ "PATCH", HTTP_PATCH }, { "DELETE", HTTP_DELETE },
};
#define N_METHODS (sizeof methods / sizeof *methods)

/* --- finding ----------------------------------------------------------- */

static const struct api_route *
find_in(const struct api_route *rows, const char *method, const char *path)
{
	for (; rows->path != NULL; rows++)
		if (strcmp(rows->method, method) == 0 &&
		    strcmp(rows->path, path) == 0)
			return rows;
	return NULL;
}

/* The row for it, copied to *out; the ids of the path go into *action. */
static bool
find(const struct api_channel *channel, const char *method, const char *path,
    struct api_route *out, struct action *action)
{
	const struct proto_route *known = proto_route_find(method, path,
	    action, NULL);
	const struct api_route *row = find_in(own_routes, method, path);

	if (row == NULL)
		row = find_in(channel->routes, method, path);
	if (row != NULL) {
		*out = *row;
		return true;
	}
	if (strcmp(method, "GET") == 0 && channel->has_file(path)) {
		*out = (struct api_route){ method, path, API_ANYBODY,
		    channel->file };
		return true;
	}
	if (known == NULL)
		return false;
	*out = (struct api_route){ known->method, known->path,
	    by_side[known->side], by_action[known->action] };
	if (out->handler == NULL)
		out->handler = api_write;
	return true;
}

/* HEAD is answered like GET; the edge leaves the body out. */
static const char *
method_name(const struct http_request *r)
{
	for (size_t i = 0; i < N_METHODS; i++)
		if (methods[i].method == http_method(r))
			return methods[i].name;
	return http_method(r) == HTTP_HEAD ? "GET" : "OPTIONS";
}

/* JSON for programs; a page where a person looks. */
static void
refuse(struct api_call *c, enum err_code code, const char *what)
{
	if (strncmp(http_path(c->r), "/api/", 5) == 0)
		api_refuse(c->r, code, "%s", what);
	else
		c->api->channel->refuse(c, err_to_status(code));
}

/* 405 with what the path does know, or 404. */
static void
answer_unknown(struct api_call *c)
{
	struct http_request *r = c->r;
	struct api_route row;
	struct action action;
	struct str allow;
	struct err err = { .code = ERR_UNSUPPORTED };
	struct http_answer a = { .status = 405, .type = "application/json" };
	struct str body;

	str_init(&allow, 256);
	for (size_t i = 0; i < N_METHODS; i++)
		if (find(c->api->channel, methods[i].name, http_path(r),
		    &row, &action))
			str_putf(&allow, "%s%s", allow.len > 0 ? ", " :
			    "Cache-Control: no-store\r\nAllow: ",
			    methods[i].name);
	if (allow.len == 0) {
		str_clear(&allow);
		refuse(c, ERR_NOT_FOUND, "no such path");
		return;
	}
	str_put(&allow, "\r\n");
	err_set(&err, ERR_UNSUPPORTED, "this path knows other methods");
	str_init(&body, 1024);
	proto_error_write(&body, &err, 0);
	a.headers = allow.data;
	a.body = body.data;
	a.len = body.len;
	http_answer(r, &a);
	str_clear(&body);
	str_clear(&allow);
}

/* --- who asks ---------------------------------------------------------- */

static bool
is_listed_site(const struct api *api, const char *origin)
{
	for (size_t i = 0; i < api->n_frame_sites; i++)
		if (strcasecmp(api->frame_sites[i], origin) == 0)
			return true;
	return false;
}

static bool
is_own_origin(const struct http_request *r, const char *origin)
{
	const char *host = http_header(r, "Host");
	const char *authority = strstr(origin, "://");

	return host != NULL && authority != NULL &&
	    strcasecmp(authority + 3, host) == 0;
}

/* A browser says where a request was made: what another site made its visitor
 * send is refused. Programs that are no browsers send neither header. What
 * the browser itself calls same-origin is that, even if a proxy in between
 * has put another Host. */
static bool
is_from_elsewhere(const struct api *api, const struct http_request *r)
{
	const char *origin = http_header(r, "Origin");
	const char *site = http_header(r, "Sec-Fetch-Site");

	if (http_method(r) == HTTP_GET || http_method(r) == HTTP_HEAD)
		return false;
	if (site != NULL && strcmp(site, "same-origin") == 0)
		return false;
	if (origin != NULL)
		return !is_own_origin(r, origin) &&
		    !is_listed_site(api, origin);
	/* "none": typed into the bar; "same-site" is another one too. */
	return site != NULL && strcmp(site, "none") != 0;
}

static bool
token_hash(struct http_request *r, const char *cookie,
    unsigned char hash[SECRET_BYTES])
{
	const char *given = http_header(r, "Authorization");

	if (given != NULL)
		return strncasecmp(given, "Bearer ", 7) == 0 &&
		    secret_hash(hash, given + 7);
	given = cookie != NULL ? http_cookie(r, cookie) : NULL;
	return given != NULL && secret_hash(hash, given);
}

/* NULL: nobody whom we know. */
static const struct operator *
find_operator(struct api_call *c)
{
	unsigned char hash[SECRET_BYTES];
	const struct hub_session *s;
	const struct operator *o;

	if (!token_hash(c->r, NULL, hash))
		return NULL;
	s = hub_session_find(c->api->hub, hash);
	if (s == NULL ||
	    hub_session_ends_ms(c->api->hub, s) <= clock_now_ms())
		return NULL;
	o = desk_operator(hub_desk(c->api->hub), s->operator_id);
	if (o == NULL || o->disabled)
		return NULL;
	c->session_id = s->id;
	c->reads_only = s->reads_only;
	c->watches_only = s->watches_only;
	hub_session_use(c->api->hub, hash, clock_now_ms(), http_peer(c->r));
	return o;
}

/* Without a word, for what is asked before the request is whole. */
static bool
is_known(struct api_call *c, enum api_rights rights)
{
	switch (rights) {
	case API_VISITOR:
		return api_know_visitor(c);
	case API_ADMIN:
		return api_is_admin(c->api, c->r);
	default:
		return rights == API_OPERATOR && find_operator(c) != NULL;
	}
}

/* What `dezhurka top` asks for: who has the screen in view gets no records, no
 * search, no files and no old transcripts by it. */
static bool
is_of_the_watch(const struct api_call *c)
{
	static const char *const paths[] = { "/api/v1/snapshot",
		"/api/v1/events", "/api/v1/figures", SESSION_PATH };

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (strcmp(paths[i], http_path(c->r)) == 0)
			return true;
	return false;
}

static bool
know_operator(struct api_call *c, bool must_supervise)
{
	const struct operator *o = find_operator(c);

	if (o == NULL) {
		api_refuse(c->r, ERR_AUTH, "no session with this token");
		return false;
	}
	if (c->watches_only && !is_of_the_watch(c)) {
		api_refuse(c->r, ERR_RIGHTS, "this token only watches");
		return false;
	}
	/* It may give itself up, and say that it reads, nothing else. */
	if (c->reads_only && http_method(c->r) != HTTP_GET &&
	    http_method(c->r) != HTTP_HEAD &&
	    c->action.type != ACTION_READ_ALONG &&
	    strcmp(http_path(c->r), SESSION_PATH) != 0) {
		api_refuse(c->r, ERR_RIGHTS, "this token only reads");
		return false;
	}
	if (must_supervise && o->role == ROLE_OPERATOR) {
		api_refuse(c->r, ERR_RIGHTS, "for supervisors only");
		return false;
	}
	c->sender.kind = ACTOR_OPERATOR;
	c->sender.operator_id = o->id;
	return true;
}

bool
api_know_visitor(struct api_call *c)
{
	unsigned char hash[SECRET_BYTES];

	c->sender.kind = ACTOR_VISITOR;
	address_parse(&c->sender.from, http_peer(c->r));
	if (!token_hash(c->r, API_COOKIE, hash) ||
	    !hub_secret_find(c->api->hub, hash, &c->sender.customer_id,
	    &c->sender.conversation_id))
		return false;
	c->is_erased = c->sender.customer_id == 0;
	return !c->is_erased;
}

bool
api_is_admin(const struct api *api, const struct http_request *r)
{
	long uid = http_peer_uid(r);

	return http_is_local(r, api->admin_socket) &&
	    (uid == 0 || uid == (long)geteuid());
}

/* False: answered. */
static bool
know_sender(struct api_call *c, enum api_rights rights)
{
	switch (rights) {
	case API_ANYBODY:
		return true;
	case API_VISITOR:
		if (api_know_visitor(c)) {
			c->action.conversation_id = c->sender.conversation_id;
			return true;
		}
		if (c->is_erased)
			api_refuse(c->r, ERR_ERASED, "this conversation was "
			    "erased: another can be opened");
		else
			api_refuse(c->r, ERR_AUTH, "no conversation with this "
			    "secret");
		return false;
	case API_OPERATOR:
	case API_SUPERVISOR:
		return know_operator(c, rights == API_SUPERVISOR);
	case API_ADMIN:
		c->sender.kind = ACTOR_SYSTEM;
		if (api_is_admin(c->api, c->r))
			return true;
		/* Elsewhere there is no such thing, not even a locked one. */
		api_refuse(c->r, ERR_NOT_FOUND, "no such path");
		return false;
	}
	return false;
}

/* --- the edge's handlers ----------------------------------------------- */

void
api_handle(void *ctx, struct http_request *r)
{
	struct api *api = ctx;
	struct api_call c = { .api = api, .r = r };
	struct api_route row;

	if (!find(api->channel, method_name(r), http_path(r), &row,
	    &c.action)) {
		answer_unknown(&c);
		return;
	}
	if (is_from_elsewhere(api, r)) {
		api->n_refused++;
		refuse(&c, ERR_RIGHTS, "sent by a page of another site");
		return;
	}
	if (know_sender(&c, row.rights))
		row.handler(&c);
	else
		api->n_refused++;
}

#define FORM_BYTES (64 * 1024)

/* Only a file may be that large, and only of somebody who is known. */
int
api_admit(void *ctx, struct http_request *r, uint64_t len)
{
	struct api *api = ctx;
	struct api_call c = { .api = api, .r = r };
	struct api_route row;
	int64_t max = hub_max_file_bytes(api->hub);
	enum api_rights rights;
	bool is_form;

	if (max == 0 || !find(api->channel, method_name(r), http_path(r),
	    &row, &c.action))
		return 413;
	/* A form has some fields beside the file. */
	is_form = row.handler == api->channel->form_with_file;
	rights = is_form ? API_VISITOR : row.rights;
	if ((!is_form && !action_is_upload(c.action.type)) ||
	    len > (uint64_t)max + (is_form ? FORM_BYTES : 0))
		return 413;
	if (is_from_elsewhere(api, r))
		return 403;
	return is_known(&c, rights) ? 0 : 401;
}

/* --- the table, printed ------------------------------------------------ */

static void
print_row(struct str *out, const char *method, const char *path,
    enum api_rights rights)
{
	static const char *const names[] = {
		[API_ANYBODY] = "anybody", [API_VISITOR] = "visitor",
		[API_OPERATOR] = "operator", [API_SUPERVISOR] = "supervisor",
		[API_ADMIN] = "admin",
	};

	if (strncmp(path, "/api/", 5) == 0)
		str_putf(out, "%s %s %s\n", method, path, names[rights]);
}

static void
print_rows(struct str *out, const struct api_route *rows)
{
	for (; rows->path != NULL; rows++)
		print_row(out, rows->method, rows->path, rows->rights);
}

void
api_routes_print(const struct api_channel *channel, struct str *out)
{
	print_rows(out, own_routes);
	print_rows(out, channel->routes);
	for (size_t i = 0; i < proto_n_routes; i++) {
		const struct proto_route *p = &proto_routes[i];

		if (find_in(own_routes, p->method, p->path) == NULL &&
		    find_in(channel->routes, p->method, p->path) == NULL)
			print_row(out, p->method, p->path, by_side[p->side]);
	}
}

/* --- life -------------------------------------------------------------- */

bool
api_start(struct api *api, struct err *err)
{
	api->limits = limits_new();
	api->started_ms = clock_now_ms();
	return secret_key_read(&api->key, api->key_path, err);
}

void
api_stop(struct api *api)
{
	secret_wipe(&api->key, sizeof api->key);
	limits_free(api->limits);
	api->limits = NULL;
}
