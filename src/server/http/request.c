/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/str.h"
#include "base/utf8.h"
#include "server/http/internal.h"

#define MAX_FIELDS 100

static const char *const method_names[] = {
	[HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD", [HTTP_POST] = "POST",
	[HTTP_PUT] = "PUT", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE",
	[HTTP_OPTIONS] = "OPTIONS",
};
#define N_METHODS (sizeof method_names / sizeof *method_names)

static size_t
find_method(const char *name)
{
	size_t i = 0;

	while (i < N_METHODS && strcmp(method_names[i], name) != 0)
		i++;
	return i;
}

static bool
is_method(const char *name)
{
	return find_method(name) < N_METHODS;
}

/* --- fields ------------------------------------------------------------ */

const char *
http_header(const struct http_request *r, const char *name)
{
	for (int i = 0; i < r->head.n_fields; i++)
		if (strcasecmp(r->head.fields[i].name, name) == 0)
			return r->head.fields[i].value;
	return NULL;
}

static int
count_fields(const struct http_request *r, const char *name)
{
	int n = 0;

	for (int i = 0; i < r->head.n_fields; i++)
		n += strcasecmp(r->head.fields[i].name, name) == 0;
	return n;
}

/* The next element of a comma list: its start, its bytes; false at the end. */
static bool
list_next(const char **at, const char **item, size_t *len)
{
	const char *end;

	*at += strspn(*at, ", \t");
	if (**at == '\0')
		return false;
	end = *at + strcspn(*at, ",");
	*item = *at;
	*at = end;
	while (end > *item && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*len = (size_t)(end - *item);
	return true;
}

bool
request_has_token(const struct http_request *r, const char *name,
    const char *token)
{
	const char *at, *item;
	size_t len;

	for (int i = 0; i < r->head.n_fields; i++) {
		if (strcasecmp(r->head.fields[i].name, name) != 0)
			continue;
		at = r->head.fields[i].value;
		while (list_next(&at, &item, &len))
			if (len == strlen(token) &&
			    strncasecmp(item, token, len) == 0)
				return true;
	}
	return false;
}

/* --- the rules of a head ----------------------------------------------- */

/* What two readers could read differently may stand once only. */
static const char *const only_once[] = {
	"Host", "Content-Length", "Transfer-Encoding", "Content-Type",
	"Authorization", "Expect",
};

static int
check_length(struct http_request *r)
{
	const char *length = http_header(r, "Content-Length");
	const char *coding = http_header(r, "Transfer-Encoding");
	long long n;

	if (length != NULL && coding != NULL)
		return 400;
	if (coding != NULL) {
		if (strcasecmp(coding, "chunked") != 0 || r->head.minor == 0)
			return 400;
		r->is_chunked = true;
	}
	if (length != NULL) {
		/* str_to_i64() may take a sign or a space; RFC 9110 not. */
		if (*length == '\0' ||
		    strspn(length, "0123456789") != strlen(length) ||
		    !str_to_i64(length, 0, INT64_MAX, &n))
			return 400;
		r->content_length = (uint64_t)n;
	}
	return 0;
}

static int
check_fields(struct http_request *r)
{
	const char *expect = http_header(r, "Expect");
	int status;

	for (size_t i = 0; i < sizeof only_once / sizeof *only_once; i++)
		if (count_fields(r, only_once[i]) > 1)
			return 400;
	if (r->head.minor == 1 && http_header(r, "Host") == NULL)
		return 400;
	status = check_length(r);
	if (status != 0)
		return status;
	if (expect != NULL && r->head.minor == 1) {
		if (strcasecmp(expect, "100-continue") != 0)
			return 417;
		r->wants_continue = r->is_chunked || r->content_length > 0;
	}
	r->keep_alive = !request_has_token(r, "Connection", "close") &&
	    (r->head.minor == 1 ||
	    request_has_token(r, "Connection", "keep-alive"));
	return 0;
}

/* A "." or ".." segment: clients undo them, only an attack sends them. */
static bool
has_dot_segment(const char *path)
{
	for (const char *at = path; at != NULL; at = strchr(at + 1, '/')) {
		size_t len = strcspn(at + 1, "/");

		if ((len == 1 && at[1] == '.') ||
		    (len == 2 && at[1] == '.' && at[2] == '.'))
			return true;
	}
	return false;
}

static int
read_target(struct http_request *r)
{
	char *path = r->head.target;
	char *query = strchr(path, '?');
	size_t len = query != NULL ? (size_t)(query - path) : strlen(path);
	long n;
	int status;

	if (*path != '/')
		return 400;
	if (query != NULL) {
		status = params_parse(&r->query, query + 1, strlen(query + 1),
		    PARAMS_URL);
		if (status != 0)
			return status;
	}
	n = params_unescape(path, len, false);
	if (n < 0 || !utf8_is_text(path, (size_t)n) || has_dot_segment(path))
		return 400;
	for (const char *c = path; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return 400;
	r->path = path;
	return 0;
}

/* --- who asks ---------------------------------------------------------- */

/* From the right, the nearest hop, to the first that is no proxy of ours.
 * What stands left of it anybody may have written. */
static bool
forwarded_by(const struct http_request *r, struct peer_addr *addr)
{
	bool found = false;

	for (int i = r->head.n_fields - 1; i >= 0; i--) {
		const char *value = r->head.fields[i].value;
		size_t end = strlen(value);

		if (strcasecmp(r->head.fields[i].name, "X-Forwarded-For") != 0)
			continue;
		for (;;) {
			struct peer_addr hop;
			size_t start = end;

			while (start > 0 && value[start - 1] != ',')
				start--;
			if (!peer_parse(&hop, value + start, end - start))
				return found;
			*addr = hop;
			found = true;
			if (!peer_is_trusted(r->conn->loop, &hop))
				return true;
			if (start == 0)
				break;
			end = start - 1;
		}
	}
	return found;
}

static void
read_peer(struct http_request *r)
{
	struct peer_addr addr = r->conn->peer;

	if (peer_is_trusted(r->conn->loop, &addr)) {
		const char *proto = http_header(r, "X-Forwarded-Proto");

		r->is_forwarded = http_header(r, "X-Forwarded-For") != NULL;
		r->is_secure = proto != NULL && strcasecmp(proto, "https") == 0;
		forwarded_by(r, &addr);
	}
	peer_text(&addr, r->peer);
}

/* --- life -------------------------------------------------------------- */

int
request_new(struct conn *c, const char *bytes, size_t len,
    struct http_request **out, struct parse **parse)
{
	struct http_request *r = calloc(1, sizeof *r);
	int status = 503;

	*parse = NULL;
	if (r == NULL)
		return status;
	r->conn = c;
	r->head.len = len;
	r->head.text = malloc(len + 1);
	if (r->head.text != NULL) {
		memcpy(r->head.text, bytes, len);
		r->head.text[len] = '\0';
		status = parse_head(&r->head, MAX_FIELDS, is_method, parse);
	}
	if (status == 0) {
		r->method = (enum http_method)find_method(r->head.method);
		status = check_fields(r);
	}
	if (status == 0)
		status = read_target(r);
	if (status == 0) {
		read_peer(r);
		*out = r;
		return 0;
	}
	parse_free(*parse);
	*parse = NULL;
	request_free(r);
	return status;
}

#define LARGE_PER_S 512		/* slower than that is no transfer */
#define BUSY_PER_S  (32 * 1024)	/* while others may soon find no room */

int
request_admit(struct http_request *r)
{
	struct http_loop *l = r->conn->loop;
	int status;

	r->max_body = l->limits.body_bytes;
	if (r->content_length <= r->max_body)
		return 0;
	if (l->handlers.admit == NULL)
		return 413;
	status = l->handlers.admit(l->handlers.ctx, r, r->content_length);
	if (status != 0)
		return status;
	if (!http_large_take(l, (size_t)r->content_length))
		return 503;
	r->large = r->max_body = (size_t)r->content_length;
	return 0;
}

bool
request_goes_on(struct http_request *r)
{
	const struct http_loop *l = r->conn->loop;
	int64_t span_ms = l->limits.body_deadline_ms;
	int per_s = l->n_large > l->limits.large_bytes / 2 ? BUSY_PER_S :
	    LARGE_PER_S;

	/* Its room is taken for as long as it comes: a few that drip must not
	 * keep out everybody's files for hours. */
	if (r->large == 0 || r->body_len < r->body_seen +
	    (size_t)(span_ms * per_s / 1000))
		return false;
	r->body_seen = r->body_len;
	return true;
}

int
request_complete(struct http_request *r)
{
	static const char urlencoded[] = "application/x-www-form-urlencoded";
	const char *type = http_header(r, "Content-Type");
	size_t len = sizeof urlencoded - 1;

	if (type == NULL || strncasecmp(type, urlencoded, len) != 0 ||
	    strchr("; \t", type[len]) == NULL)
		return 0;
	return params_parse(&r->form, r->body, r->body_len, PARAMS_URL);
}

void
request_free(struct http_request *r)
{
	if (r == NULL)
		return;
	params_clear(&r->query);
	params_clear(&r->form);
	params_clear(&r->cookies);
	if (r->parts != NULL)
		multipart_clear(r->parts);
	free(r->parts);
	http_large_give(r->conn->loop, r->large);
	free(r->head.fields);
	free(r->head.text);
	free(r->body);
	free(r);
}

/* --- what a handler asks ----------------------------------------------- */

enum http_method
http_method(const struct http_request *r)
{
	return r->method;
}

const char *
http_path(const struct http_request *r)
{
	return r->path;
}

const char *
http_query(const struct http_request *r, const char *name)
{
	return params_find(&r->query, name);
}

/* Read when a handler asks for it: elsewhere such a body may be a file. What
 * cannot be read has no fields. */
static const struct multipart *
parts_of(struct http_request *r)
{
	char boundary[MULTIPART_BOUNDARY + 1];

	if (r->parts != NULL || r->body_len == 0 || !multipart_boundary(
	    http_header(r, "Content-Type"), boundary))
		return r->parts;
	r->parts = calloc(1, sizeof *r->parts);
	if (r->parts != NULL && multipart_parse(r->parts, r->body,
	    r->body_len, boundary) != 0)
		multipart_clear(r->parts);
	return r->parts;
}

static const struct multipart_part *
find_part(struct http_request *r, const char *name, bool is_file)
{
	const struct multipart *m = parts_of(r);

	for (int i = 0; m != NULL && i < m->n; i++)
		if ((m->parts[i].file_name != NULL) == is_file &&
		    strcmp(m->parts[i].name, name) == 0)
			return &m->parts[i];
	return NULL;
}

const char *
http_form(struct http_request *r, const char *name)
{
	const struct multipart_part *p = find_part(r, name, false);

	return p != NULL ? p->value : params_find(&r->form, name);
}

bool
http_form_file(struct http_request *r, const char *name,
    struct http_file *out)
{
	const struct multipart_part *p = find_part(r, name, true);

	/* Browsers send an empty one when none was chosen. */
	if (p == NULL || (p->file_name[0] == '\0' && p->len == 0))
		return false;
	*out = (struct http_file){ p->file_name, p->type, p->value, p->len };
	return true;
}

/* All Cookie fields as one: HTTP/2 proxies split them (RFC 9113, 8.2.3). */
static void
read_cookies(struct http_request *r)
{
	struct str all;

	r->is_cookies_read = true;
	str_init(&all, r->head.len + 1);
	for (int i = 0; i < r->head.n_fields; i++)
		if (strcasecmp(r->head.fields[i].name, "Cookie") == 0) {
			if (all.len > 0)
				str_put_c(&all, ';');
			str_put(&all, r->head.fields[i].value);
		}
	params_parse(&r->cookies, all.data, all.len, PARAMS_COOKIE);
	str_clear(&all);
}

const char *
http_cookie(struct http_request *r, const char *name)
{
	if (!r->is_cookies_read)
		read_cookies(r);
	return params_find(&r->cookies, name);
}

const char *
http_body(const struct http_request *r, size_t *len)
{
	*len = r->body_len;
	return r->body != NULL ? r->body : "";
}

struct http_body *
http_body_take(struct http_request *r)
{
	struct http_body *b;

	if (r->body_len == 0)
		return NULL;
	b = calloc(1, sizeof *b);
	if (b == NULL)
		return NULL;
	*b = (struct http_body){ r->body, r->body_len, r->large };
	r->body = NULL;
	r->body_len = r->body_cap = r->large = 0;
	return b;
}

void
http_body_free(struct http_loop *l, struct http_body *b)
{
	if (b == NULL)
		return;
	http_large_give(l, b->large);
	free(b->bytes);
	free(b);
}

bool
http_large_take(struct http_loop *l, size_t bytes)
{
	if (bytes > l->limits.large_bytes - l->n_large)
		return false;
	l->n_large += bytes;
	return true;
}

void
http_large_give(struct http_loop *l, size_t bytes)
{
	l->n_large -= bytes;
}

const char *
http_peer(const struct http_request *r)
{
	return r->peer;
}

/* A stranger behind a proxy that uses the socket is not a local one. */
bool
http_is_unix(const struct http_request *r)
{
	return r->conn->peer.is_unix && !r->is_forwarded;
}

bool
http_is_secure(const struct http_request *r)
{
	return r->is_secure;
}

bool
http_is_local(const struct http_request *r, const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNSPEC };
	socklen_t len = sizeof sa;

	return http_is_unix(r) &&
	    getsockname(r->conn->fd, (struct sockaddr *)&sa, &len) == 0 &&
	    sa.sun_family == AF_UNIX && strcmp(sa.sun_path, path) == 0;
}

long
http_peer_uid(const struct http_request *r)
{
	return http_is_unix(r) ? r->conn->uid : -1;
}

/* "gzip" or "*", unless its weight is zero (RFC 9110, 12.5.3). */
bool
http_wants_gzip(const struct http_request *r)
{
	const char *at = http_header(r, "Accept-Encoding");
	const char *item;
	size_t len;

	while (at != NULL && list_next(&at, &item, &len)) {
		size_t name = strcspn(item, "; \t,");
		const char *q;

		if (!(name == 4 && strncasecmp(item, "gzip", 4) == 0) &&
		    !(name == 1 && *item == '*'))
			continue;
		q = memchr(item, '=', len);
		return q == NULL || q[1] != '0' ||
		    strspn(q + 1, "0.") < (size_t)(item + len - q - 1);
	}
	return false;
}

void
http_request_keep(struct http_request *r, void *user)
{
	if (!r->is_kept)
		atomic_fetch_add(&r->conn->loop->n_parked, 1);
	r->is_kept = true;
	r->user = user;
}

struct http_loop *
http_request_loop(const struct http_request *r)
{
	return r->conn->loop;
}
