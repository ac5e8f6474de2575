/* SPDX-License-Identifier: GPL-3.0-or-later */
/* native.c - the driver for a desk of our own (doc/protocol.md).
 *
 *   snapshot -> poll -> poll -> ...        errors: back off, try again
 *       ^         |                        401: sign in; 410: a new snapshot
 *       +-- 410 --+
 *
 * Kept actions wait in one queue. Of each conversation the oldest is on its
 * way and holds the next ones, so order is kept; a network error or a busy
 * desk makes it wait and go again with the same client id.
 */
#include "console/backend/backend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "proto/proto.h"

#define BODY_MAX_BYTES	 (256 * 1024)
#define PATH_MAX_BYTES	 2048
#define WRITE_TIMEOUT_MS 20000
#define HOLD_FIRST_S	 25
#define HOLD_MAX_S	 45
#define HOLD_MIN_S	 5
#define HOLD_GROWS_AFTER 4	/* whole holds in a row */
#define POLL_SLACK_MS	 10000
#define QUEUE_MAX	 2000

/* One action that is on its way or waits for its turn. */
struct job {
	struct job	   *next;
	struct backend	   *b;
	struct net_request *request;
	enum action_type    type;
	int64_t		    conversation_id, customer_id;
	char		    client_id[CLIENT_ID_BYTES + 1];
	const char	   *method;	/* of the route table */
	char		   *path, *body;
	bool		    is_kept;
	int		    attempt;
	int64_t		    not_before_ms;
};

struct backend {
	struct net	    *net;
	struct backend_sink  sink;
	char		     token[sizeof ((struct account *)0)->token];
	char		     cursor[PROTO_CURSOR_BYTES + 1];	/* "": none */
	struct net_request  *poll;	/* the poll or the snapshot */
	bool		     is_snapshot, is_closed, needs_sign_in;
	int		     attempt;
	int64_t		     next_ms;	/* when the next poll may start */
	int64_t		     poll_since_ms;
	int		     hold_s, whole_holds;
	enum link_state	     link;
	int		     round_trip_ms;
	struct job	    *jobs;	/* oldest first */
	int		     n_jobs;
	unsigned	     random;
};

static void pump_jobs(struct backend *b, int64_t now_ms);

/* --- what the console hears --------------------------------------------- */

static void
tell_link(struct backend *b, enum link_state link, int retry_ms,
    const struct err *why)
{
	struct event ev;

	event_init(&ev, EVENT_LINK);
	b->link = link;
	ev.link = link;
	ev.retry_ms = retry_ms;
	ev.round_trip_ms = b->round_trip_ms;
	if (why != NULL) {
		ev.code = why->code;
		ev.text = why->text;
	}
	b->sink.event(b->sink.ctx, &ev);
}

static void
tell_stored(struct backend *b, const struct job *j)
{
	struct event ev;

	event_init(&ev, EVENT_STORED);
	ev.client_id = j->client_id;
	ev.conversation_id = j->conversation_id;
	b->sink.event(b->sink.ctx, &ev);
}

static void
tell_refused(struct backend *b, const struct job *j, const struct err *why,
    int64_t winner_id, bool is_final)
{
	struct event ev;

	event_init(&ev, EVENT_REFUSED);
	ev.client_id = j->client_id;
	ev.conversation_id = j->conversation_id;
	ev.customer_id = j->customer_id;
	ev.operator_id = winner_id;
	ev.code = why->code;
	ev.text = why->text;
	ev.is_final = is_final;
	b->sink.event(b->sink.ctx, &ev);
}

/* --- reading answers ---------------------------------------------------- */

/* Is it an answer that says "no", and what does it say? */
static bool
answer_error(const struct net_answer *a, struct err *why, int64_t *winner_id)
{
	struct json *j;

	*winner_id = 0;
	if (a->err.code != ERR_NONE) {
		*why = a->err;
		return true;
	}
	if (a->status >= 200 && a->status < 300)
		return false;
	j = a->len > 0 ? json_parse(a->body, a->len, NULL) : NULL;
	proto_error_read(j, a->status, why, winner_id);
	json_free(j);
	return true;
}

/* Will the same request fare better later? A 5xx, a 429 or no line. */
static bool
is_worth_again(const struct net_answer *a)
{
	return a->err.code != ERR_NONE || a->status >= 500 ||
	    a->status == 429 || a->status == 408;
}

static bool
read_snapshot(struct backend *b, const struct net_answer *a, struct err *err)
{
	struct snapshot s = { 0 };
	struct arena   *arena = arena_new(PROTO_ANSWER_BYTES * 4);
	struct json    *j = json_parse(a->body, a->len, err);
	struct event	ev;
	bool		ok = arena != NULL && j != NULL &&
	    proto_snapshot_read(j, arena, &s, err);

	if (ok) {
		str_copy(b->cursor, sizeof b->cursor, s.cursor);
		event_init(&ev, EVENT_SNAPSHOT);
		ev.snapshot = &s;
		ev.at_ms = s.at_ms;
		b->sink.event(b->sink.ctx, &ev);
	}
	json_free(j);
	arena_free(arena);
	return ok;
}

static bool
read_events(struct backend *b, const struct net_answer *a, bool *more,
    struct err *err)
{
	struct proto_poll p = { 0 };
	struct arena	 *arena = arena_new(PROTO_ANSWER_BYTES * 4);
	struct json	 *j = json_parse(a->body, a->len, err);
	bool		  ok = arena != NULL && j != NULL &&
	    proto_poll_read(j, arena, &p, err);

	if (ok) {
		for (size_t i = 0; i < p.n_events; i++)
			b->sink.event(b->sink.ctx, &p.events[i]);
		for (size_t i = 0; i < p.n_moment; i++)
			b->sink.event(b->sink.ctx, &p.moment[i]);
		if (p.n_skipped > 0)
			log_warn("desk", "%zu events of unknown types skipped",
			    p.n_skipped);
		/* The cursor moves only after what it stands for was taken. */
		str_copy(b->cursor, sizeof b->cursor, p.cursor);
		*more = p.more;
	}
	json_free(j);
	arena_free(arena);
	return ok;
}

/* --- the poll ----------------------------------------------------------- */

static void
wait_after(struct backend *b, int retry_after_s, const struct err *why)
{
	int ms = net_backoff_ms(b->attempt++, b->random = b->random *
	    1103515245u + 12345u);

	if (retry_after_s >= 0 && retry_after_s * 1000 > ms)
		ms = retry_after_s * 1000;
	b->next_ms = clock_mono_ms() + ms;
	tell_link(b, LINK_WAITING, ms, why);
}

/* Something between us and the desk cut a hold: ask for shorter ones. */
static void
shorten_hold(struct backend *b)
{
	if (b->hold_s / 2 >= HOLD_MIN_S)
		b->hold_s /= 2;
	b->whole_holds = 0;
}

static void
lengthen_hold(struct backend *b)
{
	if (++b->whole_holds >= HOLD_GROWS_AFTER && b->hold_s < HOLD_MAX_S) {
		b->hold_s = b->hold_s + 5 > HOLD_MAX_S ? HOLD_MAX_S :
		    b->hold_s + 5;
		b->whole_holds = 0;
	}
}

static void
poll_failed(struct backend *b, const struct net_answer *a,
    const struct err *why)
{
	bool held = clock_mono_ms() - b->poll_since_ms > 2000;

	switch (a->status) {
	case 401:
		b->needs_sign_in = true;
		tell_link(b, LINK_REFUSED, 0, why);
		b->sink.sign_in(b->sink.ctx);
		return;
	case 410:
		b->cursor[0] = '\0';
		b->next_ms = 0;
		return;
	case 502:
	case 504:
		if (!b->is_snapshot && held)
			shorten_hold(b);
		break;
	default:
		if (a->was_cut && held && !b->is_snapshot) {
			/* Cut inside a hold: no reason to wait long. */
			shorten_hold(b);
			if (b->attempt == 0) {
				b->attempt = 1;
				b->next_ms = clock_mono_ms() + 250;
				return;
			}
		}
	}
	wait_after(b, a->retry_after_s, why);
}

static void
poll_worked(struct backend *b, const struct net_answer *a)
{
	b->attempt = 0;
	b->next_ms = 0;
	if (b->is_snapshot || b->round_trip_ms == 0)
		b->round_trip_ms = a->took_ms;
	if (b->link != LINK_LIVE)
		tell_link(b, LINK_LIVE, 0, NULL);
	pump_jobs(b, clock_mono_ms());
}

static void
poll_done(void *ctx, const struct net_answer *a)
{
	struct backend *b = ctx;
	struct err	why = { 0 };
	int64_t		winner;
	bool		more = false;

	b->poll = NULL;
	if (answer_error(a, &why, &winner)) {
		poll_failed(b, a, &why);
		return;
	}
	if (a->status == 204) {
		lengthen_hold(b);
		poll_worked(b, a);
		return;
	}
	if (b->is_snapshot ? !read_snapshot(b, a, &why) :
	    !read_events(b, a, &more, &why)) {
		log_warn("desk", "an answer cannot be used: %s", why.text);
		wait_after(b, -1, &why);
		return;
	}
	poll_worked(b, a);
}

static void
poll_start(struct backend *b)
{
	struct net_ask ask = { .method = "GET", .token = b->token };
	struct err     err = { 0 };
	char	       path[256];

	b->is_snapshot = b->cursor[0] == '\0';
	if (b->is_snapshot) {
		str_copy(path, sizeof path, "/api/v1/snapshot");
		ask.timeout_ms = WRITE_TIMEOUT_MS;
	} else {
		snprintf(path, sizeof path, "/api/v1/events?cursor=%s&hold=%d",
		    b->cursor, b->hold_s);
		ask.timeout_ms = b->hold_s * 1000 + POLL_SLACK_MS;
	}
	ask.path = path;
	b->poll_since_ms = clock_mono_ms();
	b->poll = net_start(b->net, &ask, poll_done, b, &err);
	if (b->poll == NULL)
		wait_after(b, -1, &err);
}

/* --- actions ------------------------------------------------------------ */

static void
job_free(struct job *j)
{
	struct job **p = &j->b->jobs;

	while (*p != NULL && *p != j)
		p = &(*p)->next;
	if (*p == j) {
		*p = j->next;
		j->b->n_jobs--;
	}
	free(j->path);
	free(j->body);
	free(j);
}

static void
read_fetched(struct backend *b, struct job *job, const struct net_answer *a)
{
	struct arena	*arena = arena_new(PROTO_ANSWER_BYTES * 4);
	struct err	 err = { 0 };
	struct json	*j = json_parse(a->body, a->len, &err);
	struct customer	 customer;
	struct event	 ev, *batch;
	const struct json *list;
	bool		 ok = arena != NULL && j != NULL;

	if (!ok)
		goto out;
	switch (job->type) {
	case ACTION_FETCH_CUSTOMER:
		event_init(&ev, EVENT_CUSTOMER_RECORD);
		ok = proto_customer_read(j, arena, &customer, &err);
		ev.customer = &customer;
		ev.customer_id = job->customer_id;
		break;
	case ACTION_FETCH_TRANSCRIPT:
		event_init(&ev, EVENT_TRANSCRIPT);
		ev.conversation_id = job->conversation_id;
		list = json_find(j, "events");
		batch = arena_alloc(arena, (json_count(list) + 1) *
		    sizeof *batch);
		ok = batch != NULL && json_opt_bool(j, "complete",
		    &ev.is_complete, &err);
		for (size_t i = 0; ok && i < json_count(list); i++)
			if (proto_event_read(json_at(list, i), arena,
			    &batch[ev.n_batch], &err))
				ev.n_batch++;
			else
				ok = err.code == ERR_UNSUPPORTED;
		ev.batch = batch;
		break;
	default:
		ok = false;
	}
	if (ok)
		b->sink.event(b->sink.ctx, &ev);
out:
	if (!ok) {
		log_warn("desk", "%s: %s", job->path, err.text);
		if (err.code == ERR_NONE)
			err_set(&err, ERR_PROTO, "an answer cannot be read");
		tell_refused(b, job, &err, 0, true);
	}
	json_free(j);
	arena_free(arena);
}

static void
job_done(void *ctx, const struct net_answer *a)
{
	struct job     *j = ctx;
	struct backend *b = j->b;
	struct err	why = { 0 };
	int64_t		winner;

	j->request = NULL;
	if (!answer_error(a, &why, &winner)) {
		b->round_trip_ms = a->took_ms;
		/* The event itself comes with the poll, in its order. */
		if (j->is_kept) {
			tell_stored(b, j);
		} else if (a->status == 200) {
			read_fetched(b, j, a);
		}
		job_free(j);
	} else if (a->status == 401) {
		/* Kept ones wait for the new token. */
		j->not_before_ms = INT64_MAX;
		if (!b->needs_sign_in) {
			b->needs_sign_in = true;
			tell_link(b, LINK_REFUSED, 0, &why);
			b->sink.sign_in(b->sink.ctx);
		}
		if (!j->is_kept)
			job_free(j);
	} else if (j->is_kept && is_worth_again(a)) {
		int ms = net_backoff_ms(j->attempt++, b->random =
		    b->random * 1103515245u + 12345u);

		if (a->retry_after_s * 1000 > ms)
			ms = a->retry_after_s * 1000;
		j->not_before_ms = clock_mono_ms() + ms;
		tell_refused(b, j, &why, winner, false);
	} else {
		tell_refused(b, j, &why, winner, true);
		job_free(j);
	}
	if (!b->is_closed)
		pump_jobs(b, clock_mono_ms());
}

/* Is an older kept action of the same conversation still there? */
static bool
has_elder(const struct job *j)
{
	for (const struct job *o = j->b->jobs; o != j; o = o->next)
		if (o->is_kept && o->conversation_id == j->conversation_id)
			return true;
	return false;
}

static void
pump_jobs(struct backend *b, int64_t now_ms)
{
	struct job *next;

	if (b->needs_sign_in)
		return;
	for (struct job *j = b->jobs; j != NULL; j = next) {
		struct net_ask ask = {
			.method = j->method, .path = j->path,
			.token = b->token, .body = j->body,
			.len = j->body != NULL ? strlen(j->body) : 0,
			.timeout_ms = WRITE_TIMEOUT_MS
		};
		struct err err = { 0 };

		next = j->next;
		if (j->request != NULL || j->not_before_ms > now_ms ||
		    (j->is_kept && has_elder(j)))
			continue;
		j->request = net_start(b->net, &ask, job_done, j, &err);
		if (j->request == NULL)
			j->not_before_ms = now_ms + 1000;
	}
}

static bool
native_submit(struct backend *b, const struct action *a, struct err *err)
{
	const struct proto_route *route;
	struct str		  path, body;
	struct job		 *j, **tail;

	if (a->type == ACTION_FETCH_SNAPSHOT) {
		net_cancel(b->poll);
		b->poll = NULL;
		b->cursor[0] = '\0';
		b->next_ms = 0;
		return true;
	}
	/* Typing and the like are worth nothing later. */
	if (!action_is_kept(a->type) && (a->type == ACTION_TYPING ||
	    a->type == ACTION_PRESENCE) && b->link != LINK_LIVE)
		return true;
	if (b->n_jobs >= QUEUE_MAX)
		return err_set(err, ERR_BUSY, "%d actions wait already",
		    b->n_jobs);
	str_init(&path, PATH_MAX_BYTES);
	str_init(&body, BODY_MAX_BYTES);
	route = proto_route_of(PROTO_OPERATOR, a, &path);
	if (route == NULL) {
		str_clear(&path);
		str_clear(&body);
		return err_set(err, ERR_UNSUPPORTED,
		    "the desk has no way to %s", action_name(a->type));
	}
	if (strcmp(route->method, "GET") != 0)
		proto_action_write(&body, a);
	j = mem_new(struct job);
	j->b = b;
	j->type = a->type;
	j->conversation_id = a->conversation_id;
	j->customer_id = a->customer_id;
	memcpy(j->client_id, a->client_id, sizeof j->client_id);
	j->method = route->method;
	if (a->type == ACTION_FETCH_TRANSCRIPT && a->before > 0)
		str_putf(&path, "?before=%lld", (long long)a->before);
	j->path = str_take(&path);
	if (body.len > 0)
		j->body = str_take(&body);
	else
		str_clear(&body);
	j->is_kept = action_is_kept(a->type);
	for (tail = &b->jobs; *tail != NULL; tail = &(*tail)->next)
		;
	*tail = j;
	b->n_jobs++;
	pump_jobs(b, clock_mono_ms());
	return true;
}

/* --- open, tick, close -------------------------------------------------- */

static struct backend *
native_open(const struct account *account, struct net *net,
    const struct backend_sink *sink, struct err *err)
{
	struct backend *b;

	if (account->token[0] == '\0') {
		err_set(err, ERR_AUTH, "nobody is signed in at %s",
		    account->url);
		return NULL;
	}
	b = mem_new(struct backend);
	b->net = net;
	b->sink = *sink;
	str_copy(b->token, sizeof b->token, account->token);
	b->hold_s = HOLD_FIRST_S;
	b->random = (unsigned)clock_mono_ms();
	b->link = LINK_CONNECTING;
	tell_link(b, LINK_CONNECTING, 0, NULL);
	poll_start(b);
	return b;
}

static int
native_tick(struct backend *b, int64_t mono_ms)
{
	int64_t next = INT64_MAX;

	if (b->needs_sign_in)
		return -1;
	pump_jobs(b, mono_ms);
	if (b->poll == NULL) {
		if (b->next_ms <= mono_ms)
			poll_start(b);
		else
			next = b->next_ms;
	}
	for (const struct job *j = b->jobs; j != NULL; j = j->next)
		if (j->request == NULL && !(j->is_kept && has_elder(j)) &&
		    j->not_before_ms < next)
			next = j->not_before_ms;
	if (next == INT64_MAX)
		return -1;
	return next <= mono_ms ? 0 : (int)(next - mono_ms);
}

static void
native_reconnect(struct backend *b)
{
	b->attempt = 0;
	b->next_ms = 0;
	for (struct job *j = b->jobs; j != NULL; j = j->next)
		if (j->request == NULL)
			j->not_before_ms = 0;
	if (b->poll == NULL && !b->needs_sign_in)
		poll_start(b);
}

static void
native_close(struct backend *b)
{
	if (b == NULL)
		return;
	b->is_closed = true;
	net_cancel(b->poll);
	while (b->jobs != NULL) {
		net_cancel(b->jobs->request);
		job_free(b->jobs);
	}
	free(b);
}

const struct backend_ops native_ops = {
	.name = "native",
	.caps = CAP_TRANSFER | CAP_TYPING | CAP_CANNED | CAP_NOTES |
	    CAP_RATING | CAP_PRESENCE | CAP_READ,
	.open = native_open,
	.submit = native_submit,
	.tick = native_tick,
	.reconnect = native_reconnect,
	.close = native_close
};

/* --- signing in --------------------------------------------------------- */

struct sign_in {
	struct account *account;
	struct err	err;
	bool		is_done;
};

static void
sign_in_done(void *ctx, const struct net_answer *a)
{
	struct sign_in *s = ctx;
	struct json    *j;
	const char     *token;
	int64_t		winner;

	s->is_done = true;
	if (answer_error(a, &s->err, &winner))
		return;
	j = json_parse(a->body, a->len, &s->err);
	if (j != NULL && json_get_str(j, "token", &token, &s->err) &&
	    !str_copy(s->account->token, sizeof s->account->token, token)) {
		s->account->token[0] = '\0';
		err_set(&s->err, ERR_PROTO, "the desk's token is too long");
	}
	json_free(j);
}

bool
native_sign_in(struct account *account, struct net *net,
    const char *password, const char *device, struct err *err)
{
	struct sign_in	s = { .account = account };
	struct str	body;
	struct json_out w;
	struct net_ask	ask = {
		.method = "POST", .path = "/api/v1/session",
		.timeout_ms = WRITE_TIMEOUT_MS
	};
	bool ok;

	str_init(&body, BODY_MAX_BYTES);
	json_begin(&w, &body);
	json_object(&w, NULL);
	json_put_str(&w, "login", account->login);
	if (password != NULL)
		json_put_str(&w, "password", password);
	json_put_str(&w, "device", device);
	json_end_object(&w);
	ask.body = body.data;
	ask.len = body.len;
	ok = net_start(net, &ask, sign_in_done, &s, err) != NULL;
	while (ok && !s.is_done)
		ok = net_wait(net, NULL, 0, 1000, err);
	explicit_bzero(body.data, body.len);
	str_clear(&body);
	if (!ok)
		return false;
	if (s.err.code == ERR_NONE)
		return true;
	if (err != NULL)
		*err = s.err;
	return false;
}
