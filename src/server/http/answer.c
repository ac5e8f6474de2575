/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <zlib.h>

#include "base/log.h"
#include "server/http/internal.h"

#define GZIP_MIN_BYTES 1024	/* below, a header costs more than it saves */
#define GZIP_LEVEL     4
#define HEAD_BYTES     512
#define JSON_TYPE      "application/json"

static const struct reason {
	int	    status;
	const char *text;
} reasons[] = {
	{ 200, "OK" },			{ 201, "Created" },
	{ 202, "Accepted" },		{ 204, "No Content" },
	{ 206, "Partial Content" },	{ 301, "Moved Permanently" },
	{ 302, "Found" },		{ 303, "See Other" },
	{ 304, "Not Modified" },	{ 307, "Temporary Redirect" },
	{ 308, "Permanent Redirect" },	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },	{ 403, "Forbidden" },
	{ 404, "Not Found" },		{ 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },	{ 408, "Request Timeout" },
	{ 409, "Conflict" },		{ 410, "Gone" },
	{ 411, "Length Required" },	{ 412, "Precondition Failed" },
	{ 413, "Content Too Large" },	{ 415, "Unsupported Media Type" },
	{ 416, "Range Not Satisfiable" }, { 417, "Expectation Failed" },
	{ 422, "Unprocessable Content" }, { 423, "Locked" },
	{ 428, "Precondition Required" }, { 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 500, "Internal Server Error" }, { 501, "Not Implemented" },
	{ 502, "Bad Gateway" },		{ 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },	{ 507, "Insufficient Storage" },	{ 505, "HTTP Version Not Supported" },
};

/* What a refusal of the edge is called on the wire. */
static const struct refusal {
	int	      status;
	enum err_code code;
	const char   *headers;
} refusals[] = {
	{ 400, ERR_PROTO,	"" },
	{ 401, ERR_AUTH,	"WWW-Authenticate: Bearer\r\n" },
	{ 403, ERR_RIGHTS,	"" },
	{ 404, ERR_NOT_FOUND,	"" },
	{ 408, ERR_NET,		"" },
	{ 413, ERR_TOO_LARGE,	"" },
	{ 417, ERR_UNSUPPORTED, "" },
	{ 429, ERR_BUSY,	"Retry-After: 5\r\n" },
	{ 431, ERR_TOO_LARGE,	"" },
	{ 500, ERR_IO,		"" },
	{ 501, ERR_UNSUPPORTED, "" },
	{ 503, ERR_BUSY,	"Retry-After: 5\r\n" },
	{ 505, ERR_UNSUPPORTED, "" },
};

static const char *
reason_of(int status)
{
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].status == status)
			return reasons[i].text;
	return "";
}

/* --- compression ------------------------------------------------------- */

struct gzip { z_stream z; };

static struct gzip *
gzip_new(void)
{
	struct gzip *g = calloc(1, sizeof *g);

	if (g != NULL && deflateInit2(&g->z, GZIP_LEVEL, Z_DEFLATED,
	    MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
		free(g);
		g = NULL;
	}
	return g;
}

void
answer_gzip_free(struct gzip *g)
{
	if (g == NULL)
		return;
	deflateEnd(&g->z);
	free(g);
}

/* The compressed body, or NULL when it would not be smaller. */
static char *
compress_body(struct http_loop *l, const char *body, size_t len, size_t *out)
{
	char *packed;
	z_stream *z;

	if (len > UINT32_MAX / 2)
		return NULL;
	if (l->gzip == NULL)
		l->gzip = gzip_new();
	if (l->gzip == NULL || deflateReset(&l->gzip->z) != Z_OK)
		return NULL;
	packed = malloc(len);
	if (packed == NULL)
		return NULL;
	z = &l->gzip->z;
	z->next_in = (Bytef *)(uintptr_t)body;	/* zlib does not write there */
	z->avail_in = (uInt)len;
	z->next_out = (Bytef *)packed;
	z->avail_out = (uInt)len;
	if (deflate(z, Z_FINISH) != Z_STREAM_END) {
		free(packed);
		return NULL;
	}
	*out = len - z->avail_out;
	return packed;
}

/* --- the head ---------------------------------------------------------- */

struct form {
	int	    status;
	const char *type, *connection;
	size_t	    len;
	bool	    is_gzip, may_vary;
	bool	    says_referrer;	/* its own headers do */
};

static bool
has_body(int status)
{
	return status >= 200 && status != 204 && status != 304;
}

/* The fixed part of a head, without the empty line. Returns its bytes. */
static size_t
write_head(char head[HEAD_BYTES], const struct form *f)
{
	int n = snprintf(head, HEAD_BYTES, "HTTP/1.1 %d %s\r\n%s%s%s",
	    f->status, reason_of(f->status), f->connection,
	    f->is_gzip ? "Content-Encoding: gzip\r\n" : "",
	    f->may_vary ? "Vary: Accept-Encoding\r\n" : "");

	if (has_body(f->status))
		n += snprintf(head + n, HEAD_BYTES - (size_t)n,
		    "%s%.200s%sContent-Length: %zu\r\n"
		    "X-Content-Type-Options: nosniff\r\n%s",
		    f->type != NULL ? "Content-Type: " : "",
		    f->type != NULL ? f->type : "",
		    f->type != NULL ? "\r\n" : "", f->len,
		    f->says_referrer ? "" :
		    "Referrer-Policy: no-referrer\r\n");
	assert(n > 0 && n < HEAD_BYTES);
	return (size_t)n;
}

static struct iovec
part(const char *bytes, size_t len)
{
	return (struct iovec){ (void *)(uintptr_t)bytes, len };
}

static const char *
connection_header(const struct http_request *r, bool close)
{
	if (close)
		return "Connection: close\r\n";
	return r->head.minor == 0 ? "Connection: keep-alive\r\n" : "";
}

static void
send_answer(struct http_request *r, const struct http_answer *a, bool close)
{
	const char *extra = a->headers != NULL ? a->headers : "";
	char head[HEAD_BYTES], *packed = NULL;
	struct form f = { .status = a->status, .type = a->type,
	    .len = a->len, .is_gzip = a->is_gzip };
	const char *body = a->body;
	struct iovec parts[4];

	f.connection = connection_header(r, close);
	f.says_referrer = a->headers != NULL &&
	    strstr(a->headers, "Referrer-Policy:") != NULL;
	f.may_vary = a->is_gzip || (a->may_gzip && a->len > GZIP_MIN_BYTES);
	if (f.may_vary && !a->is_gzip && http_wants_gzip(r)) {
		packed = compress_body(r->conn->loop, a->body, a->len, &f.len);
		if (packed != NULL) {
			body = packed;
			f.is_gzip = true;
		} else {
			f.len = a->len;
		}
	}
	parts[0] = part(head, write_head(head, &f));
	parts[1] = part(extra, strlen(extra));
	parts[2] = part("\r\n", 2);
	parts[3] = part(body, r->method == HTTP_HEAD || !has_body(a->status) ?
	    0 : f.len);
	conn_send(r->conn, parts, 4);
	free(packed);
}

void
http_answer(struct http_request *r, const struct http_answer *a)
{
	struct conn *c = r->conn;
	size_t n = a->headers != NULL ? strlen(a->headers) : 0;
	bool close = a->close || !r->keep_alive || c->loop->is_stopping;

	assert(c->request == r);
	assert(n == 0 || (n > 2 && strcmp(a->headers + n - 2, "\r\n") == 0));
	send_answer(r, a, close);
	c->close_after = c->close_after || close;
	c->out_large += a->large;
	conn_give_large(c);
	if (r->is_kept)
		atomic_fetch_sub(&c->loop->n_parked, 1);
	c->request = NULL;
	request_free(r);
	if (!c->busy)
		conn_settle(c);
}

/* --- refusals ---------------------------------------------------------- */

static const struct refusal *
find_refusal(int status)
{
	size_t i = 0;

	while (refusals[i].status != status)
		i++;
	return &refusals[i];
}

/* A whole answer into `text`; its bytes. */
static size_t
write_refusal(char text[2 * HEAD_BYTES], int status, bool is_head)
{
	const struct refusal *refusal = find_refusal(status);
	char body[64];
	int len = snprintf(body, sizeof body, "{\"error\":\"%s\"}",
	    err_name(refusal->code));
	struct form f = { .status = status, .type = JSON_TYPE,
	    .connection = "Connection: close\r\n", .len = (size_t)len };
	size_t n = write_head(text, &f);

	n += (size_t)snprintf(text + n, HEAD_BYTES, "%s\r\n%s",
	    refusal->headers, is_head ? "" : body);
	return n;
}

void
answer_refuse(struct conn *c, int status)
{
	char text[2 * HEAD_BYTES], peer[PEER_TEXT_BYTES];
	bool is_head = c->request != NULL && c->request->method == HTTP_HEAD;
	struct iovec all = part(text, write_refusal(text, status, is_head));

	peer_text(&c->peer, peer);
	log_debug("http", "refused %s with %d", peer, status);
	atomic_fetch_add(&c->loop->n_refused, 1);
	parse_free(c->parse);
	c->parse = NULL;
	request_free(c->request);
	c->request = NULL;
	conn_send(c, &all, 1);
	c->close_after = c->is_refused = true;
}

void
answer_turn_away(int fd, int status)
{
	char text[2 * HEAD_BYTES];
	size_t len = write_refusal(text, status, false);

	/* A new socket's buffer has room; if not, closing says enough. */
	if (send(fd, text, len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		log_debug("http", "a client turned away was gone already");
}
