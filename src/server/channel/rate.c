/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rate.c - the page behind a link to rate: a form, or one sentence. It says
 * nothing of the conversation and takes one rating after each close, until it is
 * too old: its address may stand in the log of a proxy.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "domain/client_id.h"
#include "server/api/rate_link.h"
#include "server/channel/visitor.h"
#include "server/web/web_files.h"

#define PAGE_BYTES   (256 * 1024)
#define APPEAL_BYTES 4096

struct rate_job {
	struct api_job job;
	const char    *language;
	char	       token[RATE_TOKEN_BYTES];
	int64_t	       conversation_id, customer_id;
	bool	       is_second;	/* asked again after a conflict */
	/* Of a form. */
	bool	       is_form;
	int	       stars;
	char	      *text;
	char	       client_id[CLIENT_ID_BYTES + 1];
};

/* What the desk says of the conversation. */
struct known {
	int64_t	    customer_id, closed_ms;
	bool	    is_rated;
	const char *state;
};

static void
job_free(struct rate_job *j)
{
	free(j->text);
	free(j);
}

/* `sentence` NULL: the form. */
static void
show_sentence(struct rate_job *j, int status, const char *sentence)
{
	const struct web_file *f = web_files_find("rate.html");
	const struct api *api = j->job.api;
	char id[CLIENT_ID_BYTES + 1];
	struct err err = { .code = ERR_NONE };
	struct str html;

	client_id_new(id);
	str_init(&html, PAGE_BYTES);
	const struct page_var v[] = {
		PAGE_TEXT("lang", j->language),
		PAGE_TEXT("desk", api->desk_name),
		PAGE_TEXT("sentence", sentence == NULL ? "" : sentence),
		PAGE_FLAG("form", sentence == NULL),
		PAGE_TEXT("token", j->token),
		PAGE_TEXT("client_id_rating", id),
	};
	if (j->job.r == NULL)
		goto out;
	if (f != NULL && page_render(api->texts, (const char *)f->bytes,
	    f->len, j->language, (struct page_vars){ v,
	    sizeof v / sizeof *v }, &html, &err))
		api_answer_page(api, j->job.r, status,
		    NULL, &html);
	else
		api_answer_err(j->job.r, &err, 0);
	j->job.r = NULL;
out:
	str_clear(&html);
}

/* `key` NULL: the form. */
static void
show(struct rate_job *j, int status, const char *key)
{
	show_sentence(j, status, key == NULL ? NULL :
	    page_text(j->job.api->texts, j->language, key));
}

static const struct ban *
block_of(const struct rate_job *j)
{
	const struct desk_sender s = { .kind = ACTOR_VISITOR,
		.customer_id = j->customer_id };
	const struct ban *b = visitor_ban(j->job.api, &s);

	return b != NULL && !b->is_limit ? b : NULL;
}

/* Whoever is blocked reads here what they read everywhere. */
static void
show_appeal(struct rate_job *j, const struct ban *b)
{
	struct str text;

	str_init(&text, APPEAL_BYTES);
	visitor_appeal(j->job.api, j->language, b, &text);
	show_sentence(j, err_to_status(ERR_BLOCKED), text.len > 0 ?
	    text.data : "");
	str_clear(&text);
}

static void ask(struct rate_job *j);

static void
on_rated(void *ctx, const struct hub_result *result)
{
	struct rate_job *j = ctx;
	const struct ban *b = block_of(j);
	char location[32];

	/* Opened again, or rated, meanwhile: it is looked at anew. */
	if (result->err.code == ERR_CONFLICT && !j->is_second) {
		j->is_second = true;
		ask(j);
		return;
	}
	snprintf(location, sizeof location, "/rate?done=1&lang=%s",
	    j->language);
	if (result->err.code == ERR_BLOCKED && b != NULL)
		show_appeal(j, b);
	else if (result->err.code != ERR_NONE)
		show(j, err_to_status(result->err.code), "error_503");
	else if (j->job.r != NULL)
		api_answer_see(j->job.r, location, NULL);
	j->job.r = NULL;
	job_free(j);
}

static void
submit(struct rate_job *j, const struct known *k)
{
	const struct desk_sender s = { .kind = ACTOR_VISITOR,
		.customer_id = k->customer_id,
		.conversation_id = j->conversation_id };
	struct err err = { .code = ERR_NONE };
	struct action a;

	action_init(&a, ACTION_RATE);
	str_copy(a.client_id, sizeof a.client_id, j->client_id);
	a.conversation_id = j->conversation_id;
	a.stars = j->stars;
	a.text = j->text;
	if (!action_check(&a, &err)) {
		show(j, 400, err.code == ERR_TOO_LARGE ? "problem_long" :
		    "problem_stars");
		job_free(j);
		return;
	}
	hub_submit(j->job.api->hub, &s, &a, NULL, on_rated, j);
}

static bool
read_known(const char *body, size_t len, struct known *k, struct json **json)
{
	*json = json_parse(body, len, NULL);
	*k = (struct known){ .state = "" };
	return *json != NULL &&
	    json_opt_i64(*json, "customer_id", &k->customer_id, NULL) &&
	    json_opt_i64(*json, "closed", &k->closed_ms, NULL) &&
	    json_opt_bool(*json, "rated", &k->is_rated, NULL) &&
	    json_opt_str(*json, "state", &k->state, NULL);
}

static void
on_known(void *ctx, const struct err *err, const char *body, size_t len)
{
	struct rate_job *j = ctx;
	struct json *json = NULL;
	const struct ban *b;
	struct known k;
	bool is_known = err->code == ERR_NONE && read_known(body, len, &k,
	    &json);

	j->customer_id = is_known ? k.customer_id : 0;
	if (!is_known) {
		show(j, err->code == ERR_NOT_FOUND ? 404 : 503,
		    err->code == ERR_NOT_FOUND ? "rate_gone" : "error_503");
	} else if (strcmp(k.state, "closed") != 0 &&
	    strcmp(k.state, "wrap_up") != 0) {
		show(j, 409, "rate_open");
	} else if (clock_now_ms() - k.closed_ms > j->job.api->rate_link_ms) {
		show(j, 410, "rate_old");
	} else if (k.is_rated) {
		show(j, j->is_form && j->is_second ? 409 : 200, "rate_done");
	} else if ((b = block_of(j)) != NULL) {
		show_appeal(j, b);
	} else if (j->is_form) {
		submit(j, &k);
		j = NULL;
	} else {
		show(j, 200, NULL);
	}
	json_free(json);
	if (j != NULL)
		job_free(j);
}

static void
ask(struct rate_job *j)
{
	const struct hub_query q = { .type = HUB_RATING,
		.conversation_id = j->conversation_id };

	hub_query(j->job.api->hub, &q, on_known, j);
}

static const char *
given(struct api_call *c, const char *name, bool is_form)
{
	const char *text = is_form ? http_form(c->r, name) :
	    http_query(c->r, name);

	return text == NULL ? "" : text;
}

/* NULL: answered, as the link is none of ours. */
static struct rate_job *
begin(struct api_call *c, bool is_form)
{
	int64_t id = rate_token_read(c->api, given(c, "t", is_form));
	struct rate_job *j;
	char who[LIMIT_WHO_BYTES];

	limits_who(who, http_peer(c->r));
	if (limits_take(c->api->limits, LIMIT_PING, who, clock_mono_ms()) !=
	    0) {
		c->api->channel->refuse(c, 429);
		return NULL;
	}
	j = api_job_new(c, sizeof *j);
	j->language = page_language(view_language(c));
	j->conversation_id = id;
	str_copy(j->token, sizeof j->token, given(c, "t", is_form));
	if (id != 0)
		return j;
	j->token[0] = '\0';
	if (!is_form && strcmp(given(c, "done", false), "1") == 0)
		show(j, 200, "rate_thanks");
	else
		show(j, 404, "rate_gone");
	job_free(j);
	return NULL;
}

void
visitor_rate_page(struct api_call *c)
{
	struct rate_job *j = begin(c, false);

	if (j == NULL)
		return;
	ask(j);
}

void
visitor_rate_form(struct api_call *c)
{
	struct rate_job *j = begin(c, true);
	long long stars = 0;

	if (j == NULL)
		return;
	j->is_form = true;
	str_to_i64(given(c, "stars", true), 0, 5, &stars);
	j->stars = (int)stars;
	j->text = mem_dup(given(c, "text", true));
	str_copy(j->client_id, sizeof j->client_id,
	    given(c, "client_id", true));
	ask(j);
}
