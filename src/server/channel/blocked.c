/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blocked.c - a visitor who may not write for now, or only slowly: what they
 * are told, and when they may again.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/json.h"
#include "server/channel/visitor.h"

#define ANSWER_BYTES 8192
#define TIME_BYTES   64

const struct ban *
visitor_ban(const struct api *api, const struct desk_sender *sender)
{
	return hub_blocked(api->hub, sender, clock_now_ms());
}

/* With {until}, which is for who shows it. */
static const char *
appeal_of(const struct api *api, const char *language)
{
	static const char *const languages[] = { "en", "ru", "pl" };
	const char *text;

	for (size_t i = 0; i < 3; i++)
		if (strcmp(languages[i], language) == 0 &&
		    api->appeals[i] != NULL && api->appeals[i][0] != '\0')
			return api->appeals[i];
	text = page_text(api->texts, language, "blocked_appeal");
	return text != NULL ? text : "";
}

/* Of a browser without scripts: in the desk's own time. */
static void
put_until(struct str *out, const struct api *api, const char *language,
    const struct ban *b)
{
	time_t at = (time_t)(b->until_ms / 1000);
	char text[TIME_BYTES] = "";
	struct tm tm;

	if (b->until_ms == 0)
		str_put(out, page_text(api->texts, language,
		    "blocked_no_end"));
	else if (localtime_r(&at, &tm) != NULL &&
	    strftime(text, sizeof text, "%Y-%m-%d %H:%M (%Z)", &tm) > 0)
		str_put(out, text);
}

void
visitor_appeal(const struct api *api, const char *language,
    const struct ban *b, struct str *out)
{
	const char *text = appeal_of(api, language), *hole;

	while ((hole = strstr(text, "{until}")) != NULL) {
		str_put_n(out, text, (size_t)(hole - text));
		put_until(out, api, language, b);
		text = hole + strlen("{until}");
	}
	str_put(out, text);
}

/* For programs and the page's script: the time is theirs to say. */
static void
put_appeal(struct json_out *w, const struct api *api, const char *language,
    const struct ban *b)
{
	struct str text;

	str_init(&text, ANSWER_BYTES);
	if (b->until_ms == 0)
		visitor_appeal(api, language, b, &text);
	else
		str_put(&text, appeal_of(api, language));
	json_put_str(w, "appeal", text.len > 0 ? text.data : "");
	str_clear(&text);
}

void
visitor_put_blocked(struct str *out, const struct api *api,
    const struct desk_sender *sender, const char *language)
{
	const struct ban *b = visitor_ban(api, sender);
	struct json_out w;

	if (b == NULL || b->is_limit)
		return;
	str_put(out, "\"blocked\":");
	json_begin(&w, out);
	json_object(&w, NULL);
	json_put_i64(&w, "until", b->until_ms);
	put_appeal(&w, api, language, b);
	json_end_object(&w);
	str_put(out, ",");
}

/* The page counts the seconds down in `pace`. */
static void
answer_limited(struct api_call *c, int wait_s)
{
	struct http_answer a = { .status = 429, .type = "application/json" };
	const char *pace = page_text(c->api->texts, view_language(c), "pace");
	char headers[96];
	struct json_out w;
	struct str body;

	str_init(&body, ANSWER_BYTES);
	json_begin(&w, &body);
	json_object(&w, NULL);
	json_put_str(&w, "error", "busy");
	json_put_str(&w, "message", "one message in a while");
	json_put_str(&w, "pace", pace != NULL ? pace : "");
	json_end_object(&w);
	snprintf(headers, sizeof headers, "Cache-Control: no-store\r\n"
	    "Retry-After: %d\r\n", wait_s);
	a.headers = headers;
	a.body = body.data;
	a.len = body.len;
	http_answer(c->r, &a);
	str_clear(&body);
}

static void
answer_blocked(struct api_call *c, const struct ban *b)
{
	struct json_out w;
	struct str body;

	str_init(&body, ANSWER_BYTES);
	json_begin(&w, &body);
	json_object(&w, NULL);
	json_put_str(&w, "error", "blocked");
	json_put_str(&w, "message", "this visitor may not write here for now");
	json_put_i64(&w, "until", b->until_ms);
	put_appeal(&w, c->api, view_language(c), b);
	json_end_object(&w);
	api_answer_json(c->r, 403, body.data, body.len);
	str_clear(&body);
}

int
visitor_pause_s(const struct api_call *c, const struct ban *b,
    enum action_type type)
{
	int pause_s = (int)((c->api->limit_pause_ms + 999) / 1000);

	if (!b->is_limit || (type != ACTION_OPEN && type != ACTION_MESSAGE))
		return 0;
	if (type == ACTION_OPEN && hub_has_open_from(c->api->hub, b,
	    c->sender.customer_id))
		return pause_s;
	return hub_take_turn(c->api->hub, &c->sender, b,
	    c->api->limit_pause_ms);
}

bool
visitor_is_hindered(struct api_call *c, enum action_type type)
{
	const struct ban *b = visitor_ban(c->api, &c->sender);
	int wait_s;

	if (b == NULL)
		return false;
	wait_s = visitor_pause_s(c, b, type);
	if (!b->is_limit)
		answer_blocked(c, b);
	else if (wait_s > 0)
		answer_limited(c, wait_s);
	else
		return false;
	c->api->n_refused++;
	return true;
}
