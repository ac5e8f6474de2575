/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/channel/visitor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "proto/proto.h"
#include "server/web/web_files.h"

#define ARENA_BYTES  (1024 * 1024)
#define ANSWER_BYTES (16 * 1024 * 1024)

static api_handler open_conversation, show_conversation, say, ping, end;
static api_handler send_file, put_file, listen_on;
static bool has_file(const char *path);

static const struct api_route routes[] = {
	{ "POST", "/api/v1/visitor/conversations", API_ANYBODY, open_conversation },
	{ "GET",  "/api/v1/visitor/conversation",  API_VISITOR, show_conversation },
	{ "GET",  "/api/v1/visitor/events",        API_VISITOR, listen_on },
	{ "POST", "/api/v1/visitor/messages",      API_VISITOR, say },
	{ "POST", "/api/v1/visitor/files",         API_VISITOR, put_file },
	{ "POST", "/api/v1/visitor/typing",        API_VISITOR, ping },
	{ "POST", "/api/v1/visitor/read",          API_VISITOR, ping },
	{ "POST", "/api/v1/visitor/close",         API_VISITOR, end },
	{ "POST", "/api/v1/visitor/rating",        API_VISITOR, end },
	{ "GET",  "/",                             API_ANYBODY, visitor_page },
	{ "GET",  "/chat/lines",                   API_ANYBODY, visitor_lines },
	{ "POST", "/chat",                         API_ANYBODY, visitor_form_open },
	{ "POST", "/chat/send",                    API_ANYBODY, visitor_form_send },
	{ "POST", "/chat/close",                   API_ANYBODY, visitor_form_close },
	{ "POST", "/chat/rating",                  API_ANYBODY, visitor_form_rate },
	{ "POST", "/chat/forget",                  API_ANYBODY, visitor_form_forget },
	{ "GET",  "/rate",                         API_ANYBODY, visitor_rate_page },
	{ "POST", "/rate",                         API_ANYBODY, visitor_rate_form },
	{ NULL, NULL, API_ANYBODY, NULL }
};

const struct api_channel visitor_channel = {
	routes, has_file, send_file, view_refuse, visitor_form_send
};

/* --- files ------------------------------------------------------------- */

struct page_texts *
visitor_texts_new(struct err *err)
{
	const struct web_file *f = web_files_find("texts.json");

	if (f == NULL) {
		err_set(err, ERR_NOT_FOUND, "texts.json is not built in");
		return NULL;
	}
	return page_texts_new((const char *)f->bytes, f->len, err);
}

void
visitor_texts_free(struct page_texts *texts)
{
	page_texts_free(texts);
}

/* Templates and sentences are ours; everything else may be fetched. */
static const struct web_file *
public_file(const char *path)
{
	const struct web_file *f = web_files_find(path + 1);

	if (f == NULL || strstr(f->path, ".html") != NULL ||
	    strcmp(f->path, "texts.json") == 0)
		return NULL;
	return f;
}

static bool
has_file(const char *path)
{
	return public_file(path) != NULL;
}

static void
send_file(struct api_call *c)
{
	const struct web_file *f = public_file(http_path(c->r));
	const char *known = http_header(c->r, "If-None-Match");
	struct http_answer a = { .status = 200, .type = f->type };
	char headers[256];

	snprintf(headers, sizeof headers, "ETag: %s\r\n"
	    "Cache-Control: no-cache\r\n%s", f->etag,
	    strcmp(f->path, "widget.js") != 0 ? "" :
	    "Cross-Origin-Resource-Policy: cross-origin\r\n");
	a.headers = headers;
	if (known != NULL && strstr(known, f->etag) != NULL) {
		a.status = 304;
		a.type = NULL;
	} else if (f->gz != NULL && http_wants_gzip(c->r)) {
		a.body = (const char *)f->gz;
		a.len = f->gz_len;
		a.is_gzip = true;
	} else {
		a.body = (const char *)f->bytes;
		a.len = f->len;
		a.may_gzip = true;	/* says "Vary" as well */
	}
	http_answer(c->r, &a);
}

/* --- limits ------------------------------------------------------------ */

int
visitor_limit(const struct api_call *c, enum limit_kind kind)
{
	char who[LIMIT_WHO_BYTES];

	if (kind == LIMIT_OPEN || kind == LIMIT_FILE_ADDRESS)
		limits_who(who, http_peer(c->r));
	else
		snprintf(who, sizeof who, "%lld",
		    (long long)c->sender.customer_id);
	return limits_take(c->api->limits, kind, who, clock_mono_ms());
}

static bool
is_limited(struct api_call *c, enum limit_kind kind)
{
	int wait_s = visitor_limit(c, kind);

	if (wait_s == 0)
		return false;
	c->api->n_refused++;
	api_answer_limited(c->r, wait_s, "too many requests");
	return true;
}

static void
say(struct api_call *c)
{
	if (!is_limited(c, LIMIT_MESSAGE) &&
	    !visitor_is_hindered(c, ACTION_MESSAGE))
		api_write(c);
}

static void
listen_on(struct api_call *c)
{
	if (!visitor_is_hindered(c, ACTION_TYPES))
		api_poll_visitor(c);
}

static void
ping(struct api_call *c)
{
	if (is_limited(c, LIMIT_PING))
		return;
	if (c->action.type != ACTION_TYPING)
		api_write(c);
	else if (!visitor_is_hindered(c, ACTION_TYPING))
		api_typing(c);
}

static void
put_file(struct api_call *c)
{
	if (!is_limited(c, LIMIT_FILE_ADDRESS) && !is_limited(c, LIMIT_FILE) &&
	    !visitor_is_hindered(c, ACTION_FILE))
		api_file_put(c);
}

static void
end(struct api_call *c)
{
	if (!is_limited(c, LIMIT_MESSAGE) && (c->action.type == ACTION_CLOSE ||
	    !visitor_is_hindered(c, c->action.type)))
		api_write(c);
}

/* --- the conversation as its visitor sees it --------------------------- */

struct show_job {
	struct api_job job;
	int64_t	       conversation_id;
	int	       status;
	struct desk_sender sender;
	const char    *language;	/* one of the page's constants */
	char	       secret[SECRET_TEXT_BYTES + 1];	/* "": not told */
};

/* What the reader could not know is put in front of what it read. */
static void
on_shown(void *ctx, const struct err *err, const char *body, size_t len)
{
	struct show_job *j = ctx;
	struct str out;
	int low, high;

	if (err->code != ERR_NONE) {
		api_job_err(&j->job, err, 0);
		free(j);
		return;
	}
	str_init(&out, ANSWER_BYTES);
	str_put(&out, "{");
	if (j->secret[0] != '\0')
		str_putf(&out, "\"secret\":\"%s\",", j->secret);
	str_putf(&out, "\"position\":%d,", desk_position(
	    hub_desk(j->job.api->hub), j->conversation_id));
	if (hub_estimate(j->job.api->hub, j->conversation_id, &low, &high))
		str_putf(&out, "\"estimate\":{\"low\":%d,\"high\":%d},", low,
		    high);
	visitor_put_blocked(&out, j->job.api, &j->sender, j->language);
	str_put_n(&out, body + 1, len - 1);
	api_job_json(&j->job, j->status, out.data, out.len);
	str_clear(&out);
	free(j);
}

static void
show(struct show_job *j)
{
	struct hub_query q = { .type = HUB_VISITOR,
	    .conversation_id = j->conversation_id };

	hub_query(j->job.api->hub, &q, on_shown, j);
}

static void
show_conversation(struct api_call *c)
{
	struct show_job *j;

	if (is_limited(c, LIMIT_PING))
		return;
	j = api_job_new(c, sizeof *j);
	j->conversation_id = c->sender.conversation_id;
	j->sender = c->sender;
	j->language = page_language(view_language(c));
	j->status = 200;
	show(j);
}

/* --- opening ----------------------------------------------------------- */

bool
visitor_has_secret(const struct api *api, const char *secret)
{
	unsigned char hash[SECRET_BYTES];
	int64_t customer_id, conversation_id;

	return secret_hash(hash, secret) && hub_secret_find(api->hub, hash,
	    &customer_id, &conversation_id) && customer_id != 0;
}

static void
on_opened(void *ctx, const struct hub_result *result)
{
	struct show_job *j = ctx;
	struct err err = result->err;

	if (err.code == ERR_NONE &&
	    !visitor_has_secret(j->job.api, j->secret))
		err_set(&err, ERR_CONFLICT, "opened with this client id long "
		    "ago: open another conversation");
	if (err.code != ERR_NONE) {
		api_job_err(&j->job, &err, 0);
		free(j);
		return;
	}
	j->conversation_id = result->conversation_id;
	j->status = result->is_repeat ? 200 : 201;
	show(j);
}

/* Every opening gets a secret of its own; earlier ones of the same customer
 * stay good. */
static void
open_conversation(struct api_call *c)
{
	struct arena *arena;
	struct json *body = NULL;
	struct show_job *j;
	unsigned char hash[SECRET_BYTES];

	if (is_limited(c, LIMIT_OPEN))
		return;
	api_know_visitor(c);
	if (visitor_is_hindered(c, ACTION_OPEN))
		return;
	arena = arena_new(ARENA_BYTES);
	if (api_read_action(c, arena, &body)) {
		j = api_job_new(c, sizeof *j);
		j->sender = c->sender;
		j->language = page_language(view_language(c));
		secret_new(j->secret);
		secret_hash(hash, j->secret);
		hub_submit(c->api->hub, &c->sender, &c->action, hash,
		    on_opened, j);
	}
	json_free(body);
	arena_free(arena);
}
