/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "domain/client_id.h"
#include "proto/fields.h"

#define API	"/api/v1"
#define TALK	API "/conversations/{conversation}"
#define VISITOR API "/visitor"
#define ADMIN	API "/admin"

const struct proto_route proto_routes[] = {
	{ PROTO_OPERATOR, ACTION_MESSAGE, "POST", TALK "/messages" },
	{ PROTO_OPERATOR, ACTION_FILE, "POST", TALK "/files" },
	{ PROTO_OPERATOR, ACTION_NOTE, "POST", TALK "/notes" },
	{ PROTO_OPERATOR, ACTION_EDIT, "POST", TALK "/edits" },
	{ PROTO_OPERATOR, ACTION_TAKE, "POST", TALK "/take" },
	{ PROTO_OPERATOR, ACTION_TAKE_NEXT, "POST", API "/queue/take" },
	{ PROTO_OPERATOR, ACTION_TRANSFER, "POST", TALK "/transfer" },
	{ PROTO_OPERATOR, ACTION_TAKE_BACK, "POST", TALK "/take-back" },
	{ PROTO_OPERATOR, ACTION_DECLINE, "POST", TALK "/decline" },
	{ PROTO_OPERATOR, ACTION_TAG, "POST", TALK "/tags" },
	{ PROTO_OPERATOR, ACTION_PROMISE, "POST", TALK "/promise" },
	{ PROTO_OPERATOR, ACTION_WINBACK, "POST", TALK "/winback" },
	{ PROTO_OPERATOR, ACTION_ASIDE, "POST", TALK "/aside" },
	{ PROTO_OPERATOR, ACTION_CLOSE, "POST", TALK "/close" },
	{ PROTO_OPERATOR, ACTION_OUTCOME, "POST", TALK "/outcome" },
	{ PROTO_OPERATOR, ACTION_READ, "POST", TALK "/read" },
	{ PROTO_OPERATOR, ACTION_WHISPER, "POST", TALK "/whispers" },
	{ PROTO_OPERATOR, ACTION_JOIN, "POST", TALK "/join" },
	{ PROTO_OPERATOR, ACTION_LEAVE, "POST", TALK "/leave" },
	{ PROTO_OPERATOR, ACTION_REASSIGN, "POST", TALK "/reassign" },
	{ PROTO_OPERATOR, ACTION_READ_ALONG, "POST", TALK "/read-along" },
	{ PROTO_OPERATOR, ACTION_BLOCK, "POST", TALK "/block" },
	{ PROTO_OPERATOR, ACTION_BLOCK_RANGE, "POST", API "/blocks" },
	{ PROTO_OPERATOR, ACTION_UNBLOCK, "POST", API "/blocks/{block}/end" },
	{ PROTO_OPERATOR, ACTION_FETCH_BLOCKS, "GET", API "/blocks" },
	{ PROTO_OPERATOR, ACTION_BROADCAST, "POST", API "/broadcasts" },
	{ PROTO_OPERATOR, ACTION_SEEN, "POST", API "/broadcasts/seen" },
	{ PROTO_OPERATOR, ACTION_FORCE, "PUT",
	    API "/operators/{operator}/presence" },
	{ PROTO_OPERATOR, ACTION_SIGN_OUT, "DELETE",
	    API "/operators/{operator}/sessions" },
	{ PROTO_OPERATOR, ACTION_TALK, "POST", API "/rooms" },
	{ PROTO_OPERATOR, ACTION_TYPING, "POST", TALK "/typing" },
	{ PROTO_OPERATOR, ACTION_PRESENCE, "PUT", API "/presence" },
	{ PROTO_OPERATOR, ACTION_CUSTOMER, "PATCH",
	    API "/customers/{customer}" },
	{ PROTO_OPERATOR, ACTION_FETCH_CUSTOMER, "GET",
	    API "/customers/{customer}" },
	{ PROTO_OPERATOR, ACTION_FETCH_TRANSCRIPT, "GET", TALK "/transcript" },
	{ PROTO_OPERATOR, ACTION_FETCH_FILE, "GET", API "/files/{file}" },
	{ PROTO_OPERATOR, ACTION_FETCH_CANNED, "GET", API "/canned" },
	{ PROTO_OPERATOR, ACTION_SEARCH, "GET", API "/search" },
	{ PROTO_OPERATOR, ACTION_STATS, "GET", API "/stats" },
	{ PROTO_OPERATOR, ACTION_CANNED_PUT, "POST", API "/canned" },
	{ PROTO_OPERATOR, ACTION_CANNED_FILE, "POST", API "/canned/files" },
	{ PROTO_OPERATOR, ACTION_CANNED_REMOVE, "DELETE",
	    API "/canned/{id}" },
	{ PROTO_OPERATOR, ACTION_FETCH_SESSIONS, "GET", API "/sessions" },
	{ PROTO_OPERATOR, ACTION_REVOKE, "DELETE",
	    API "/sessions/{session}" },
	{ PROTO_OPERATOR, ACTION_FETCH_FIGURES, "GET", API "/figures" },
	{ PROTO_OPERATOR, ACTION_FETCH_SNAPSHOT, "GET", API "/snapshot" },

	{ PROTO_VISITOR, ACTION_OPEN, "POST", VISITOR "/conversations" },
	{ PROTO_VISITOR, ACTION_MESSAGE, "POST", VISITOR "/messages" },
	{ PROTO_VISITOR, ACTION_FILE, "POST", VISITOR "/files" },
	{ PROTO_VISITOR, ACTION_FETCH_FILE, "GET", VISITOR "/files/{file}" },
	{ PROTO_VISITOR, ACTION_TYPING, "POST", VISITOR "/typing" },
	{ PROTO_VISITOR, ACTION_READ, "POST", VISITOR "/read" },
	{ PROTO_VISITOR, ACTION_CLOSE, "POST", VISITOR "/close" },
	{ PROTO_VISITOR, ACTION_RATE, "POST", VISITOR "/rating" },

	{ PROTO_ADMIN, ACTION_BLOCK, "POST",
	    ADMIN "/conversations/{conversation}/block" },
	{ PROTO_ADMIN, ACTION_BLOCK_RANGE, "POST", ADMIN "/blocks" },
	{ PROTO_ADMIN, ACTION_UNBLOCK, "POST", ADMIN "/blocks/{block}/end" },
	{ PROTO_ADMIN, ACTION_FETCH_BLOCKS, "GET", ADMIN "/blocks" },
	{ PROTO_ADMIN, ACTION_OPERATOR_PUT, "POST", ADMIN "/operators" },
	{ PROTO_ADMIN, ACTION_DEPARTMENT_PUT, "POST", ADMIN "/departments" },
	{ PROTO_ADMIN, ACTION_CANNED_PUT, "POST", ADMIN "/canned" },
	{ PROTO_ADMIN, ACTION_CANNED_FILE, "POST", ADMIN "/canned/files" },
	{ PROTO_ADMIN, ACTION_CANNED_REMOVE, "DELETE", ADMIN "/canned/{id}" },
};
const size_t proto_n_routes = sizeof proto_routes / sizeof *proto_routes;

static const struct place {
	const char *name;
	size_t	    offset;
} places[] = {
	{ "{conversation}", offsetof(struct action, conversation_id) },
	{ "{customer}", offsetof(struct action, customer_id) },
	{ "{operator}", offsetof(struct action, operator_id) },
	{ "{session}", offsetof(struct action, session_id) },
	{ "{block}", offsetof(struct action, block_id) },
	{ "{id}", offsetof(struct action, canned_id) },
};

/* The place that begins here in a pattern, NULL when none does. */
static const struct place *
place_at(const char *pattern)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (strncmp(pattern, places[i].name, strlen(places[i].name)) ==
		    0)
			return &places[i];
	return NULL;
}

static int64_t *
id_in(struct action *a, const struct place *p)
{
	return (int64_t *)(void *)((char *)a + p->offset);
}

/* Reads a number as we write it: "7", never "07", "+7" or "0". */
static bool
take_id(const char **path, int64_t *id)
{
	char digits[24];
	size_t len = strspn(*path, "0123456789");
	long long n;

	if (len == 0 || len >= sizeof digits || **path == '0')
		return false;
	memcpy(digits, *path, len);
	digits[len] = '\0';
	if (!str_to_i64(digits, 1, FIELD_NUMBER_MAX, &n))
		return false;
	*path += len;
	*id = n;
	return true;
}

/* A file's id, wherever it stands in a path. */
static const char file_place[] = "{file}";

static bool
take_file_id(const char **path, struct action *a)
{
	memcpy(a->file_id, *path, strnlen(*path, CLIENT_ID_BYTES));
	a->file_id[strnlen(*path, CLIENT_ID_BYTES)] = '\0';
	*path += strlen(a->file_id);
	return client_id_ok(a->file_id);
}

/* A query after the path is the caller's. */
static bool
path_fits(const char *pattern, const char *path, struct action *a)
{
	while (*pattern != '\0') {
		const struct place *p = place_at(pattern);

		if (p != NULL) {
			if (!take_id(&path, id_in(a, p)))
				return false;
			pattern += strlen(p->name);
		} else if (strcmp(pattern, file_place) == 0) {
			if (!take_file_id(&path, a))
				return false;
			pattern += strlen(file_place);
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	return *path == '\0' || *path == '?';
}

/* RFC 3986: all but the unreserved. */
static void
put_escaped(struct str *path, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || strchr("-._~", c) != NULL)
			str_put_c(path, *text);
		else
			str_putf(path, "%%%02X", c);
	}
}

static void
put_path(struct str *path, const char *pattern, const struct action *a)
{
	struct action copy = *a;

	while (*pattern != '\0') {
		const struct place *p = place_at(pattern);

		if (p != NULL) {
			str_putf(path, "%lld", (long long)*id_in(&copy, p));
			pattern += strlen(p->name);
		} else if (strcmp(pattern, file_place) == 0) {
			str_put(path, a->file_id);
			pattern += strlen(file_place);
		} else {
			str_put_c(path, *pattern++);
		}
	}
	if (a->type == ACTION_FETCH_TRANSCRIPT && a->before > 0)
		str_putf(path, "?before=%lld", (long long)a->before);
	if (a->type == ACTION_SEARCH)
		proto_search_path(path, a);
	if (a->type == ACTION_FETCH_FIGURES)
		proto_figures_path(path, a);
	if (a->type == ACTION_FETCH_BLOCKS && a->is_on)
		str_put(path, "?all=1");
	if (a->type == ACTION_STATS && a->text[0] != '\0')
		str_putf(path, "?%s", a->text);
	if (action_is_upload(a->type)) {
		str_putf(path, "?client_id=%s&name=", a->client_id);
		put_escaped(path, a->name);
	}
}

const struct proto_route *
proto_route_of(enum proto_side side, const struct action *a, struct str *path)
{
	for (size_t i = 0; i < proto_n_routes; i++) {
		const struct proto_route *r = &proto_routes[i];

		if (r->side != side || r->action != a->type)
			continue;
		put_path(path, r->path, a);
		return r;
	}
	return NULL;
}

const struct proto_route *
proto_route_find(const char *method, const char *path, struct action *a,
    bool *path_known)
{
	if (path_known != NULL)
		*path_known = false;
	for (size_t i = 0; i < proto_n_routes; i++) {
		const struct proto_route *r = &proto_routes[i];

		action_init(a, r->action);
		if (!path_fits(r->path, path, a))
			continue;
		if (path_known != NULL)
			*path_known = true;
		if (strcmp(r->method, method) == 0)
			return r;
	}
	action_init(a, ACTION_TYPES);
	return NULL;
}
