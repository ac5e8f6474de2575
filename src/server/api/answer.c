/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "domain/mask.h"
#include "proto/proto.h"
#include "server/api/api.h"

#define JSON_TYPE "application/json"

static const char json_headers[] =
    "Cache-Control: no-store\r\n"
    "X-Accel-Buffering: no\r\n";

void
api_answer_json(struct http_request *r, int status, const char *body,
    size_t len)
{
	struct http_answer a = {
		.status = status, .type = JSON_TYPE, .headers = json_headers,
		.body = body, .len = len, .may_gzip = true,
	};

	http_answer(r, &a);
}

void
api_answer_empty(struct http_request *r)
{
	struct http_answer a = {
		.status = 204, .headers = "Cache-Control: no-store\r\n",
	};

	http_answer(r, &a);
}

/* Who is told to come back must be told when. */
static int
retry_of(int status, int retry_s)
{
	if (retry_s > 0)
		return retry_s;
	return status == 429 || status == 503 ? 1 + secret_dice(5) : 0;
}

static void
answer_err(struct http_request *r, int status, const struct err *err,
    int64_t winner_id, int retry_s)
{
	struct http_answer a = { .type = JSON_TYPE };
	struct err told = *err;
	char headers[256];
	struct str body;

	/* It may repeat what was asked. */
	mask_text(NULL, told.text, MASK_TEXT);
	if (status >= 500 && status != 503) {
		log_warn("api", "%s: %s", http_path(r), told.text);
		/* Where the files of this machine lie is no stranger's
		 * business. */
		if (!http_is_unix(r))
			err_set(&told, err->code, "the desk's log says why");
	}
	retry_s = retry_of(status, retry_s);
	snprintf(headers, sizeof headers, "%s%s", json_headers,
	    status == 401 ? "WWW-Authenticate: Bearer\r\n" : "");
	if (retry_s > 0)
		snprintf(headers + strlen(headers),
		    sizeof headers - strlen(headers), "Retry-After: %d\r\n",
		    retry_s);
	str_init(&body, 4096);
	proto_error_write(&body, &told, winner_id);
	a.status = status;
	a.headers = headers;
	a.body = body.data;
	a.len = body.len;
	http_answer(r, &a);
	str_clear(&body);
}

void
api_answer_err(struct http_request *r, const struct err *err,
    int64_t winner_id)
{
	answer_err(r, err_to_status(err->code), err, winner_id, 0);
}

void
api_answer_limited(struct http_request *r, int retry_s, const char *what)
{
	struct err err;

	err_set(&err, ERR_BUSY, "%s", what);
	answer_err(r, 429, &err, 0, retry_s);
}

void
api_refuse(struct http_request *r, enum err_code code, const char *fmt, ...)
{
	struct err err = { .code = code };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err.text, sizeof err.text, fmt, ap);
	va_end(ap);
	api_answer_err(r, &err, 0);
}

/* Scripts, styles and forms of our own only; nothing inline. A stricter
 * Referrer-Policy would make browsers hide the Origin of our own forms. */
static void
page_headers(const struct api *api, const char *more, struct str *out)
{
	str_put(out, "Cache-Control: no-store\r\n"
	    "Referrer-Policy: same-origin\r\n"
	    "Vary: Cookie, Accept-Language\r\n"
	    "Content-Security-Policy: default-src 'none'; script-src 'self'; "
	    "style-src 'self'; img-src 'self'; connect-src 'self'; "
	    "frame-src 'self'; form-action 'self'; base-uri 'none'; "
	    "frame-ancestors 'self'");
	for (size_t i = 0; i < api->n_frame_sites; i++)
		str_putf(out, " %s", api->frame_sites[i]);
	str_put(out, "\r\n");
	if (more != NULL)
		str_put(out, more);
}

void
api_answer_page(const struct api *api, struct http_request *r, int status,
    const char *headers, const struct str *html)
{
	struct http_answer a = {
		.status = status, .type = "text/html; charset=utf-8",
		.body = html->data, .len = html->len, .may_gzip = true,
	};
	struct str all;

	str_init(&all, 16384);
	page_headers(api, headers, &all);
	a.headers = all.data;
	http_answer(r, &a);
	str_clear(&all);
}

void
api_answer_see(struct http_request *r, const char *location,
    const char *headers)
{
	struct http_answer a = { .status = 303 };
	struct str all;

	str_init(&all, 4096);
	str_putf(&all, "Location: %s\r\nCache-Control: no-store\r\n%s",
	    location, headers != NULL ? headers : "");
	a.headers = all.data;
	http_answer(r, &a);
	str_clear(&all);
}

/* "application/json", with or without a charset. A browser sends it to
 * another site only after that site agreed, which this one never does. */
static bool
is_json(const struct http_request *r)
{
	const char *type = http_header(r, "Content-Type");
	size_t n = strlen(JSON_TYPE);

	return type != NULL && strncasecmp(type, JSON_TYPE, n) == 0 &&
	    (type[n] == '\0' || type[n] == ';' || type[n] == ' ');
}

struct json *
api_body(struct http_request *r)
{
	struct err err = { .code = ERR_NONE };
	struct json *j;
	const char *body;
	size_t len;

	if (!is_json(r)) {
		api_refuse(r, ERR_PROTO, "the body must be %s", JSON_TYPE);
		return NULL;
	}
	body = http_body(r, &len);
	j = json_parse(body != NULL ? body : "", body != NULL ? len : 0, &err);
	if (j == NULL) {
		api_answer_err(r, &err, 0);
		return NULL;
	}
	if (!json_is_object(j)) {
		api_refuse(r, ERR_PROTO, "the body must be a JSON object");
		json_free(j);
		return NULL;
	}
	return j;
}
