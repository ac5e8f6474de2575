/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/serve.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/paths.h"
#include "server/api/api.h"
#include "server/channel/visitor.h"
#include "server/notify_systemd.h"
#include "server/reload.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.1.0"
#endif

#define KEEP_EVENTS_MS (7 * 24 * 3600 * INT64_C(1000))
#define RING_EVENTS    16384
#define GRACE_MS       5000
/* What a turn of the writer and an answer or two need. */
#define RESERVE_BYTES  (1 << 20)
#define TICK_MS	       1000

struct serve {
	const struct settings *settings;
	struct http_loop    *loop;
	struct http_timer   *tick;
	struct hub	    *hub;
	struct api	     api;
	struct page_texts   *texts;
	struct reload	    *reload;
	bool		     is_api, is_stopping, is_short;
	char		     admin_socket[PATH_MAX], key_path[PATH_MAX];
};

/* --- the turn ---------------------------------------------------------- */

static void
post(void *ctx, void (*fn)(void *arg), void *arg)
{
	struct serve *s = ctx;

	http_loop_post(s->loop, fn, arg);
}

/* Lost when memory was short; requests are refused till it is back. */
static void
keep_reserve(struct serve *s)
{
	bool was_short = s->is_short;

	s->is_short = mem_is_short();
	if (s->is_short && !was_short)
		log_warn("memory", "there is no more: requests are refused");
	if (mem_reserve(RESERVE_BYTES) && was_short)
		log_info("memory", "there is enough again");
}

static void
on_tick(void *ctx)
{
	struct serve *s = ctx;

	keep_reserve(s);
	hub_tick(s->hub, clock_now_ms());
	s->tick = s->is_stopping ? NULL :
	    http_timer_start(s->loop, TICK_MS, on_tick, s);
}

static void
stop_now(void *arg)
{
	struct serve *s = arg;

	if (s->is_stopping)
		return;
	s->is_stopping = true;
	notify_systemd("STOPPING=1");
	http_timer_stop(s->tick);
	s->tick = NULL;
	hub_shut(s->hub);
	http_loop_stop(s->loop, GRACE_MS);
}

void
serve_note(struct serve *s, const char *act)
{
	hub_audit(s->hub, &(struct hub_audit){ .act = act,
	    .by = ACTOR_SYSTEM, .what = PACKAGE_VERSION });
}

static void
on_signal(void *ctx, int signo)
{
	struct serve *s = ctx;
	struct err err;

	if (signo == SIGHUP) {
		serve_note(s, "reload");
		reload_start(s->reload, NULL, NULL);
	}
	if (signo != SIGHUP) {
		log_info("serve", "stopping");
		serve_note(s, "stop");
		stop_now(s);
	} else if (!log_open(s->settings->log_file, s->settings->log_level,
	    &err)) {
		log_error("serve", "%s", err.text);
	}
}

bool
serve_signals(struct serve *s, struct err *err)
{
	return http_loop_signal(s->loop, SIGTERM, on_signal, s, err) &&
	    http_loop_signal(s->loop, SIGINT, on_signal, s, err) &&
	    http_loop_signal(s->loop, SIGHUP, on_signal, s, err);
}

void
serve_run(struct serve *s)
{
	on_tick(s);
	http_loop_run(s->loop);
}

void
serve_stop(struct serve *s)
{
	http_loop_post(s->loop, stop_now, s);
}

/* --- opening ----------------------------------------------------------- */

static bool
open_hub(struct serve *s, struct err *err)
{
	const struct settings *c = s->settings;
	struct hub_config hc = {
		.data_dir = c->data_dir, .desk_name = c->desk_name,
		.hash = secret_digest,
		.outcomes = c->outcomes.items, .n_outcomes = c->outcomes.n,
		.first_target_ms = c->first_target_ms,
		.next_target_ms = c->next_target_ms,
		.operators_edit_canned = c->operators_edit_canned,
		.operators_see_figures = c->operators_see_figures,
		.max_file_bytes = c->max_file_bytes,
		.max_files = c->max_files,
		.wrap_up_target_ms = c->wrap_up_target_ms,
		.tells_reading = c->tells_reading,
		.routes = c->routes,
		.mask = { c->masks, c->n_masks },
		.templates = c->templates, .n_templates = c->n_templates,
		.reasons = c->reasons.items, .n_reasons = c->reasons.n,
		.fixed_reasons = c->fixed_reasons, .wraps_up = c->wraps_up,
		.lost_ms = c->lost_ms,
		.customer_fields = c->customer_fields.items,
		.n_customer_fields = c->customer_fields.n,
		.session_idle_ms = c->session_idle_ms,
		.session_age_ms = c->session_age_ms,
		.token_age_ms = c->token_age_ms,
		.keep_team_ms = c->keep_team_ms,
		.keep_desk_ms = c->keep_desk_ms,
		.keep_addresses_ms = c->blocks.keep_ms,
		.keep_ms = c->keep_ms, .keep_audit_ms = c->keep_audit_ms,
		.keep_events_ms = KEEP_EVENTS_MS, .ring_events = RING_EVENTS,
		.post = post, .post_ctx = s,
	};

	reload_rules(c, &hc.rules);
	s->hub = hub_open(&hc, err);
	if (s->hub != NULL)
		s->reload = reload_new(s->hub, c);
	return s->hub != NULL;
}

static void
reload(void *ctx, void (*done)(void *arg, const struct err *err), void *arg)
{
	struct serve *s = ctx;

	reload_start(s->reload, done, arg);
}

static bool
open_api(struct serve *s, struct err *err)
{
	const struct settings *c = s->settings;
	int len = snprintf(s->admin_socket, sizeof s->admin_socket,
	    "%s/admin.sock", c->data_dir);

	if (len < 0 || len >= PATH_MAX)
		return err_set(err, ERR_VALUE,
		    "the data directory's path is too long");
	snprintf(s->key_path, sizeof s->key_path, "%s/sign_in.key",
	    c->data_dir);
	s->api = (struct api){
		.hub = s->hub, .desk_name = c->desk_name,
		.language = c->language,
		.frame_sites = c->frame_sites.items,
		.n_frame_sites = c->frame_sites.n,
		.admin_socket = s->admin_socket, .key_path = s->key_path,
		.trust_owner = c->trust_owner,
		.appeals = c->blocks.appeals,
		.limit_pause_ms = c->blocks.pause_ms,
		.rate_url = c->ratings.url,
		.rate_link_ms = c->ratings.link_ms,
		.cost = { (size_t)c->hash_memory_bytes,
		    (unsigned)c->hash_passes },
		.channel = &visitor_channel,
		.reload = reload, .reload_ctx = s,
	};
	s->is_api = true;
	if (!api_start(&s->api, err))
		return false;
	s->texts = visitor_texts_new(err);
	s->api.texts = s->texts;
	return s->texts != NULL;
}

static bool
open_edge(struct serve *s, struct err *err)
{
	const struct http_handlers handlers = {
		.request = api_handle, .gone = api_gone,
		.admit = api_admit, .ctx = &s->api,
	};

	s->loop = http_loop_new(&http_default_limits, &handlers, err);
	if (s->loop == NULL)
		return false;
	for (size_t i = 0; i < s->settings->proxies.n; i++)
		if (!http_trust_proxy(s->loop, s->settings->proxies.items[i],
		    err))
			return false;
	return true;
}

struct serve *
serve_open(const struct settings *settings, struct err *err)
{
	struct serve *s = mem_new(struct serve);
	char address[PATH_MAX + 8];

	s->settings = settings;
	if (!secret_start(err) || !open_edge(s, err) || !open_hub(s, err) ||
	    !open_api(s, err)) {
		serve_close(s);
		return NULL;
	}
	snprintf(address, sizeof address, "unix:%s", s->admin_socket);
	if (!http_listen(s->loop, address, NULL, 0, err)) {
		serve_close(s);
		return NULL;
	}
	return s;
}

bool
serve_listen(struct serve *s, const char *address, char *bound, size_t size,
    struct err *err)
{
	char real[PATH_MAX + 8];
	bool is_unix = strncmp(address, "unix:", 5) == 0;

	if (!http_listen(s->loop, address, real, sizeof real, err))
		return false;
	if (is_unix)
		snprintf(bound, size, "%s", real);
	else
		snprintf(bound, size, "http://%s/", real);
	return true;
}

void
serve_close(struct serve *s)
{
	if (s == NULL)
		return;
	if (s->hub != NULL)
		hub_close(s->hub);
	reload_free(s->reload);
	if (s->is_api)
		api_stop(&s->api);
	visitor_texts_free(s->texts);
	if (s->loop != NULL)
		http_loop_free(s->loop);
	free(s);
}

void
serve_routes(struct str *out)
{
	api_routes_print(&visitor_channel, out);
}
