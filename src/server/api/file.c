/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file.c - files in and out.
 *
 * The body of an upload is the file. Nothing of what a stranger has sent is
 * ever shown by the browser as a page of this site: everything goes out as an
 * attachment, of a sandboxed origin, with its type not to be guessed.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "domain/client_id.h"
#include "proto/proto.h"
#include "server/api/api.h"

#define HEADER_BYTES 2048
#define ANSWER_BYTES 4096

/* --- in ---------------------------------------------------------------- */

struct put_job {
	struct api_job	  job;
	struct http_loop *loop;
	struct http_body *body;
	struct file	  file;
	char id[CLIENT_ID_BYTES + 1], name[MAX_FILE_NAME_BYTES + 1],
	    type[MAX_FILE_TYPE_BYTES + 1];
};

static void
on_put(void *ctx, const struct hub_result *result)
{
	struct put_job *j = ctx;
	struct json_out w;
	struct str body;

	http_body_free(j->loop, j->body);
	if (result->err.code != ERR_NONE) {
		api_job_err(&j->job, &result->err, 0);
		free(j);
		return;
	}
	str_init(&body, ANSWER_BYTES);
	json_begin(&w, &body);
	json_object(&w, NULL);
	json_put_str(&w, "client_id", j->id);
	proto_file_write(&w, "file", &j->file);
	json_end_object(&w);
	api_job_json(&j->job, result->is_repeat ? 200 : 201, body.data,
	    body.len);
	str_clear(&body);
	free(j);
}

/* What only a browser's own words or a form could say is no type. */
void
api_file_name(const struct api *api, const char *said_name,
    const char *said_type, char name[MAX_FILE_NAME_BYTES + 1],
    char type[MAX_FILE_TYPE_BYTES + 1])
{
	size_t len = said_type == NULL ? 0 : strcspn(said_type, "; \t");
	char said[MAX_FILE_TYPE_BYTES + 1];

	file_safe_name(name, said_name);
	hub_mask_name(api->hub, name);
	str_copy(type, MAX_FILE_TYPE_BYTES + 1, file_type_of(name));
	if (len == 0 || len >= sizeof said)
		return;
	memcpy(said, said_type, len);
	said[len] = '\0';
	if (file_type_ok(said) &&
	    strcasecmp(said, "application/octet-stream") != 0)
		str_copy(type, MAX_FILE_TYPE_BYTES + 1, said);
}

static bool
check_put(struct api_call *c, int64_t max_bytes)
{
	const char *id = http_query(c->r, "client_id");
	const char *name = http_query(c->r, "name");
	size_t len;

	http_body(c->r, &len);
	if (max_bytes == 0)
		api_refuse(c->r, ERR_RIGHTS, "this desk takes no files");
	else if (id == NULL || !client_id_ok(id))
		api_refuse(c->r, ERR_VALUE, "client_id: not %d lower-case hex "
		    "digits", CLIENT_ID_BYTES);
	else if (name == NULL || *name == '\0')
		api_refuse(c->r, ERR_VALUE, "name: missing");
	else if (len == 0)
		api_refuse(c->r, ERR_VALUE, "the file is empty");
	else if (len > (size_t)max_bytes)
		api_refuse(c->r, ERR_TOO_LARGE, "%zu bytes, at most %lld are "
		    "allowed", len, (long long)max_bytes);
	else
		return true;
	return false;
}

void
api_file_put(struct api_call *c)
{
	int64_t max_bytes = hub_max_file_bytes(c->api->hub);
	struct hub_file file = { 0 };
	struct put_job *j;

	if (!check_put(c, max_bytes))
		return;
	j = api_job_new(c, sizeof *j);
	j->loop = http_request_loop(c->r);
	j->body = http_body_take(c->r);
	str_copy(j->id, sizeof j->id, http_query(c->r, "client_id"));
	api_file_name(c->api, http_query(c->r, "name"),
	    http_header(c->r, "Content-Type"), j->name, j->type);
	if (j->body == NULL) {
		struct err err;

		err_set(&err, ERR_BUSY, "no memory for this request");
		api_job_err(&j->job, &err, 0);
		free(j);
		return;
	}
	j->file = (struct file){ j->id, j->name, j->type,
	    (int64_t)j->body->len };
	file = (struct hub_file){ .id = j->id, .name = j->name,
	    .type = j->type, .conversation_id = c->action.conversation_id,
	    .bytes = j->body->bytes, .len = j->body->len };
	hub_file_put(c->api->hub, &c->sender, &file, on_put, j);
}

/* --- out --------------------------------------------------------------- */

struct get_job {
	struct api_job	  job;
	struct http_loop *loop;
	size_t		  large;
	int64_t		  operator_id;	/* who asks; 0: a visitor */
	char name[MAX_FILE_NAME_BYTES + 1], type[MAX_FILE_TYPE_BYTES + 1];
};

static void
end_get(struct get_job *j, const struct err *err)
{
	if (err != NULL)
		api_job_err(&j->job, err, 0);
	http_large_give(j->loop, j->large);
	free(j);
}

/* RFC 6266: the plain name for old readers, the real one beside it. */
static void
put_disposition(struct str *out, const char *name)
{
	str_put(out, "Content-Disposition: attachment; filename=\"");
	for (const char *at = name; *at != '\0'; at++)
		str_put_c(out, (*at >= ' ' && *at < 0x7f && *at != '"' &&
		    *at != '\\' && *at != '%') ? *at : '_');
	str_put(out, "\"; filename*=UTF-8''");
	for (const char *at = name; *at != '\0'; at++) {
		unsigned char c = (unsigned char)*at;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || strchr("-._", c) != NULL)
			str_put_c(out, *at);
		else
			str_putf(out, "%%%02X", c);
	}
	str_put(out, "\r\n");
}

static void
on_read(void *ctx, const struct err *err, const char *bytes, size_t len)
{
	struct get_job *j = ctx;
	struct http_answer a = { .status = 200, .type = j->type,
	    .body = bytes, .len = len };
	struct str headers;

	if (err->code != ERR_NONE || j->job.r == NULL) {
		end_get(j, err->code != ERR_NONE ? err : NULL);
		return;
	}
	str_init(&headers, HEADER_BYTES);
	put_disposition(&headers, j->name);
	str_put(&headers, "Content-Security-Policy: sandbox; "
	    "default-src 'none'\r\n"
	    "Cross-Origin-Resource-Policy: same-origin\r\n"
	    "Cache-Control: private, no-store\r\n");
	a.headers = headers.data;
	a.large = j->large;
	j->large = 0;
	http_answer(j->job.r, &a);
	j->job.r = NULL;
	str_clear(&headers);
	end_get(j, NULL);
}

/* A page or a picture with scripts in it is told as bytes only. */
static void
keep_answer_type(struct get_job *j, const char *type)
{
	bool is_dull = file_type_ok(type) &&
	    strncasecmp(type, "text/html", 9) != 0 &&
	    strcasestr(type, "xml") == NULL &&
	    strcasestr(type, "svg") == NULL &&
	    strcasestr(type, "script") == NULL;

	str_copy(j->type, sizeof j->type, is_dull ? type :
	    "application/octet-stream");
}

static void
on_found(void *ctx, const struct err *err, const char *body, size_t len)
{
	struct get_job *j = ctx;
	struct err why = *err;
	struct json *json = NULL;
	const char *name, *type, *place;
	int64_t bytes, conversation_id;

	if (why.code != ERR_NONE || j->job.r == NULL) {
		end_get(j, why.code != ERR_NONE ? &why : NULL);
		return;
	}
	json = json_parse(body, len, &why);
	if (json == NULL || !json_get_str(json, "name", &name, &why) ||
	    !json_get_str(json, "type", &type, &why) ||
	    !json_get_str(json, "place", &place, &why) ||
	    !json_get_i64(json, "bytes", &bytes, &why) ||
	    !json_get_i64(json, "conversation", &conversation_id, &why)) {
		end_get(j, &why);
	} else if (!http_large_take(j->loop, (size_t)bytes)) {
		err_set(&why, ERR_BUSY,
		    "too many files are on their way: try again soon");
		end_get(j, &why);
	} else {
		j->large = (size_t)bytes;
		str_copy(j->name, sizeof j->name, name);
		keep_answer_type(j, type);
		hub_audit_file(j->job.api->hub, j->operator_id,
		    conversation_id);
		hub_file_read(j->job.api->hub, place, (size_t)bytes, on_read,
		    j);
	}
	json_free(json);
}

void
api_file_get(struct api_call *c)
{
	struct hub_query q = { .type = HUB_FILE,
	    .is_admin = c->sender.kind == ACTOR_SYSTEM,
	    .operator_id = c->sender.operator_id,
	    .conversation_id = c->sender.conversation_id };
	struct get_job *j = api_job_new(c, sizeof *j);

	j->loop = http_request_loop(c->r);
	j->operator_id = q.operator_id;
	str_copy(q.file_id, sizeof q.file_id, c->action.file_id);
	hub_query(c->api->hub, &q, on_found, j);
}
