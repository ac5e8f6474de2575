/* SPDX-License-Identifier: GPL-3.0-or-later */
/* native_jobs.c - actions on their way to the desk.
 *
 * Of each conversation the oldest kept action is on its way and holds the next
 * ones, so order is kept; a network error or a busy desk makes it wait and go
 * again with the same client id.
 */
#include "console/backend/internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#define BODY_MAX_BYTES	 (256 * 1024)
#define PATH_MAX_BYTES	 2048
#define NAMES_BYTES	 1024
#define QUEUE_MAX	 2000
#define FILE_STALL_S	 300	/* the line's buffers may take minutes */

static void
tell_stored(struct backend *b, const struct job *j)
{
	struct event ev;

	event_init(&ev, EVENT_STORED);
	ev.client_id = j->client_id;
	ev.conversation_id = j->conversation_id;
	b->sink.event(b->sink.ctx, &ev);
}

/* Whom a block would strike as well: "Anna, Ben". */
static void
read_shared(const struct net_answer *a, struct event *ev, struct str *names)
{
	struct json *j = json_parse(a->body, a->len, NULL);
	const struct json *rows = json_find(j, "visitors");

	json_opt_i64(j, "others", &ev->total, NULL);
	for (size_t i = 0; i < json_count(rows); i++) {
		const char *name = "";
		int64_t id = 0;

		json_opt_str(json_at(rows, i), "name", &name, NULL);
		json_opt_i64(json_at(rows, i), "conversation", &id, NULL);
		str_put(names, i > 0 ? ", " : "");
		if (name[0] != '\0')
			str_put(names, name);
		else
			str_putf(names, "%lld", (long long)id);
	}
	ev->name = names->data;
	json_free(j);
}

static void
tell_refused(struct backend *b, const struct job *j, const struct err *why,
    int64_t winner_id, bool is_final, const struct net_answer *a)
{
	struct event ev;
	struct str names;

	event_init(&ev, j->type == ACTION_SEARCH ? EVENT_FOUND :
	    j->type == ACTION_STATS ? EVENT_STATS :
	    j->type == ACTION_FETCH_SESSIONS || j->type == ACTION_REVOKE ?
	    EVENT_SESSIONS : j->type == ACTION_FETCH_FIGURES ?
	    EVENT_FIGURES : j->type == ACTION_FETCH_BLOCKS ? EVENT_BLOCKS :
	    j->type == ACTION_READ_ALONG ?
	    EVENT_READS_ALONG : EVENT_REFUSED);
	ev.run_id = j->number;
	ev.client_id = j->client_id;
	ev.conversation_id = j->conversation_id;
	ev.customer_id = j->customer_id;
	ev.operator_id = winner_id;
	ev.code = why->code;
	ev.text = why->text;
	ev.is_final = is_final;
	str_init(&names, NAMES_BYTES);
	if (why->code == ERR_SHARED && a != NULL)
		read_shared(a, &ev, &names);
	b->sink.event(b->sink.ctx, &ev);
	str_clear(&names);
}

/* Will the same request fare better later? A 5xx, a 429 or no line; a desk
 * that does not know the request (501) will not learn it. A 2xx that is_stored()
 * does not believe, and a redirect, are of somebody in between. */
static bool
is_worth_again(const struct net_answer *a)
{
	return a->err.code != ERR_NONE || a->status < 400 ||
	    a->status == 408 || a->status == 429 ||
	    (a->status >= 500 && a->status != 501);
}

/* Does the desk itself say so? Somebody in between (a hotel's login page)
 * also answers 200, and a message must not be lost to that. */
static bool
is_stored(const struct job *job, const struct net_answer *a, struct err *why)
{
	struct json *j = json_parse(a->body, a->len, NULL);
	const char  *id = job->client_id;
	bool	     ok = j != NULL && json_is_object(j) &&
	    (json_find(j, "client_id") == NULL ||
	    json_get_str(j, "client_id", &id, NULL)) &&
	    strcmp(id, job->client_id) == 0;

	json_free(j);
	return ok || err_set(why, ERR_PROTO,
	    "status %d, but the answer is not a desk's", a->status);
}

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
	free(j->name);
	free(j->dir);
	free(j->path);
	free(j->body);
	free(j);
}

static bool
read_transcript(const struct job *job, const struct json *j,
    struct arena *arena, struct event *ev, struct err *err)
{
	struct conversation *c = arena_alloc(arena, sizeof *c);
	struct proto_transcript t;

	event_init(ev, EVENT_TRANSCRIPT);
	ev->conversation_id = job->conversation_id;
	if (!proto_transcript_read(j, arena, &t, err))
		return false;
	ev->batch = t.events;
	ev->n_batch = t.n_events;
	ev->is_complete = t.is_complete;
	ev->upto = job->before;
	if (c != NULL && proto_conversation_read(json_find(j, "conversation"),
	    c, NULL))
		ev->conversation = c;
	return true;
}

static bool
read_found(const struct job *job, const struct json *j, struct arena *arena,
    struct event *ev, struct err *err)
{
	struct proto_search s;

	event_init(ev, EVENT_FOUND);
	ev->run_id = job->number;
	if (!proto_search_read(j, arena, &s, err))
		return false;
	ev->found = s.hits;
	ev->n_found = s.n;
	ev->upto = s.before;
	ev->is_complete = s.is_complete;
	return true;
}

static bool
read_stats(const struct json *j, struct arena *arena, struct event *ev,
    struct err *err)
{
	struct stats *s = arena_alloc(arena, sizeof *s);

	event_init(ev, EVENT_STATS);
	ev->stats = s;
	return s != NULL && proto_stats_read(j, arena, s, err);
}

static bool
read_sessions(const struct json *j, struct arena *arena, struct event *ev,
    struct err *err)
{
	struct session_info *list;

	if (!proto_sessions_read(j, arena, &list, &ev->n_sessions, err))
		return false;
	ev->sessions = list;
	return true;
}

static bool
read_blocks(const struct json *j, struct arena *arena, struct event *ev,
    struct err *err)
{
	const struct json *rows = json_find(j, "blocks");
	size_t n = json_count(rows);
	struct ban *list = arena_alloc(arena, (n + 1) * sizeof *list);

	event_init(ev, EVENT_BLOCKS);
	if (list == NULL)
		return err_set(err, ERR_MEMORY, "no memory for the blocks");
	for (size_t i = 0; i < n; i++)
		if (!proto_ban_read(json_at(rows, i), &list[i], err))
			return false;
	ev->bans = list;
	ev->n_bans = n;
	return true;
}

static bool
read_figures(const struct json *j, struct arena *arena, struct event *ev,
    struct err *err)
{
	struct figures *f = arena_alloc(arena, sizeof *f);

	event_init(ev, EVENT_FIGURES);
	ev->figures = f;
	return f == NULL ? err_set(err, ERR_MEMORY, "no memory for figures") :
	    proto_figures_read(j, f, err);
}

static bool
read_record(const struct job *job, const struct json *j, struct arena *arena,
    struct event *ev, struct customer *customer, struct err *err)
{

	switch (job->type) {
	case ACTION_FETCH_CUSTOMER:
		event_init(ev, EVENT_CUSTOMER_RECORD);
		ev->customer = customer;
		ev->customer_id = job->customer_id;
		return proto_customer_read(j, arena, customer, err);
	case ACTION_FETCH_TRANSCRIPT:
		return read_transcript(job, j, arena, ev, err);
	case ACTION_SEARCH:
		return read_found(job, j, arena, ev, err);
	case ACTION_STATS:
		return read_stats(j, arena, ev, err);
	case ACTION_FETCH_SESSIONS:
	case ACTION_REVOKE:
		event_init(ev, EVENT_SESSIONS);
		return read_sessions(j, arena, ev, err);
	case ACTION_FETCH_BLOCKS:
		return read_blocks(j, arena, ev, err);
	case ACTION_FETCH_FIGURES:
		return read_figures(j, arena, ev, err);
	case ACTION_FETCH_CANNED:
		event_init(ev, EVENT_CANNED_LIST);
		return proto_canned_list_read(j, arena, &ev->canned_list,
		    &ev->n_canned, err);
	default:	/* typing, presence: nothing is asked */
		event_init(ev, EVENT_TYPES);
		return true;
	}
}

/* --- files ------------------------------------------------------------- */

static void
on_progress(void *ctx, int64_t done, int64_t total)
{
	struct job *j = ctx;
	int percent = total > 0 ? (int)(done * 100 / total) : 0;
	struct event ev;

	/* Each step is a frame, and bytes of it. */
	if (percent / 5 == j->percent / 5)
		return;
	j->percent = percent;
	event_init(&ev, EVENT_FILE_PROGRESS);
	ev.client_id = j->client_id;
	ev.upto = done;
	ev.total = total;
	j->b->sink.event(j->b->sink.ctx, &ev);
}

static void
tell_file(struct backend *b, const struct job *j, const struct net_answer *a)
{
	struct action fetched;

	action_init(&fetched, ACTION_FETCH_FILE);
	memcpy(fetched.file_id, j->client_id, sizeof fetched.file_id);
	fetched.name = j->name;
	fetched.path = j->dir;
	if (b->sink.file != NULL)
		b->sink.file(b->sink.ctx, &fetched, a->body, a->len);
}

static void
tell_unfetched(struct backend *b, const struct job *j, const struct err *why)
{
	struct event ev;

	event_init(&ev, EVENT_FILE_SAVED);
	ev.client_id = j->client_id;
	ev.code = why->code;
	ev.text = why->text;
	b->sink.event(b->sink.ctx, &ev);
}

/* Never to be stored: nor is the message or the reply that has it. */
static void
refuse_with(struct backend *b, const char *client_id, const struct err *why)
{
	struct job *next;

	for (struct job *j = b->jobs; j != NULL; j = next) {
		next = j->next;
		if ((j->type != ACTION_MESSAGE &&
		    j->type != ACTION_CANNED_PUT) || j->body == NULL ||
		    j->request != NULL || strstr(j->body, client_id) == NULL)
			continue;
		tell_refused(b, j, why, 0, true, NULL);
		job_free(j);
	}
}

static struct job *
find_upload(struct backend *b, const char *client_id)
{
	for (struct job *j = b->jobs; j != NULL; j = j->next)
		if (action_is_upload(j->type) &&
		    strcmp(j->client_id, client_id) == 0)
			return j;
	return NULL;
}

void
native_give(struct backend *b, const char *client_id, char *bytes_own,
    size_t len, const struct err *err)
{
	struct job *j = find_upload(b, client_id);

	if (j == NULL || !j->needs_body) {
		free(bytes_own);
		return;
	}
	if (bytes_own == NULL) {
		tell_refused(b, j, err, 0, true, NULL);
		refuse_with(b, client_id, err);
		job_free(j);
	} else {
		j->body = bytes_own;
		j->len = len;
		j->needs_body = false;
	}
	native_pump_jobs(b, clock_mono_ms());
}

static void
read_fetched(struct backend *b, struct job *job, const struct net_answer *a)
{
	struct arena   *arena = arena_new(PROTO_ANSWER_BYTES * 4);
	struct err	err = { 0 };
	struct json    *j = json_parse(a->body, a->len, &err);
	struct customer customer;
	struct event	ev;

	if (arena == NULL || j == NULL || !read_record(job, j, arena, &ev,
	    &customer, &err)) {
		log_warn("desk", "%s: %s", job->path, err.text);
		tell_refused(b, job, &err, 0, true, NULL);
	} else if (ev.type != EVENT_TYPES) {
		b->sink.event(b->sink.ctx, &ev);
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
	if (!native_answer_error(a, &why, &winner) &&
	    (!j->is_kept || is_stored(j, a, &why))) {
		b->round_trip_ms = a->took_ms;
		/* The event itself comes with the poll, in its order. */
		if (j->is_kept) {
			tell_stored(b, j);
		} else if (j->type == ACTION_FETCH_FILE) {
			tell_file(b, j, a);
		} else if (a->status == 200) {
			read_fetched(b, j, a);
		}
		job_free(j);
	} else if (a->status == 401) {
		/* Kept ones wait for the new token. */
		j->not_before_ms = INT64_MAX;
		native_ask_sign_in(b, &why);
		if (!j->is_kept)
			job_free(j);
	} else if (j->is_kept && is_worth_again(a)) {
		int ms = net_backoff_ms(j->attempt++,
		    native_random(b));

		if (a->retry_after_s * 1000 > ms)
			ms = a->retry_after_s * 1000;
		j->not_before_ms = clock_mono_ms() + ms;
		tell_refused(b, j, &why, winner, false, a);
	} else {
		if (j->type == ACTION_FETCH_FILE)
			tell_unfetched(b, j, &why);
		else
			tell_refused(b, j, &why, winner, true, a);
		if (action_is_upload(j->type))
			refuse_with(b, j->client_id, &why);
		job_free(j);
	}
	if (!b->is_closed)
		native_pump_jobs(b, clock_mono_ms());
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

void
native_pump_jobs(struct backend *b, int64_t now_ms)
{
	struct job *next;

	if (b->needs_sign_in)
		return;
	for (struct job *j = b->jobs; j != NULL; j = next) {
		struct net_ask ask = {
			.method = j->method, .path = j->path,
			.token = b->token, .body = j->body,
			.len = j->len,
			.timeout_ms = WRITE_TIMEOUT_MS
		};
		struct err err = { 0 };

		next = j->next;
		if (action_is_upload(j->type) || j->type == ACTION_FETCH_FILE) {
			ask.timeout_ms = 0;
			ask.stall_s = FILE_STALL_S;
			ask.type = file_type_of(j->name);
			ask.progress = on_progress;
		}
		if (j->needs_body || j->request != NULL ||
		    j->not_before_ms > now_ms || (j->is_kept && has_elder(j)))
			continue;
		j->percent = -5;
		j->request = net_start(b->net, &ask, job_done, j, &err);
		if (j->request == NULL)
			j->not_before_ms = now_ms + 1000;
	}
}

/* What is on its way may be so on the dead one; whoever gets it twice knows its
 * client id. */
void
native_jobs_again(struct backend *b)
{
	for (struct job *j = b->jobs; j != NULL; j = j->next) {
		if (!j->is_kept || action_is_upload(j->type))
			continue;
		if (j->request != NULL) {
			net_cancel(j->request);
			j->request = NULL;
			j->attempt++;
		}
		j->not_before_ms = 0;
	}
}

bool
native_queue(struct backend *b, const struct action *a, struct err *err)
{
	const struct proto_route *route;
	struct str		  path, body;
	struct job		 *j, **tail;

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
	if (strcmp(route->method, "GET") != 0 && !action_is_upload(a->type))
		proto_action_write(&body, a);
	j = mem_new(struct job);
	j->b = b;
	j->type = a->type;
	j->conversation_id = a->conversation_id;
	j->customer_id = a->customer_id;
	j->number = a->upto;
	j->before = a->before;
	memcpy(j->client_id, a->client_id, sizeof j->client_id);
	j->method = route->method;
	j->path = str_take(&path);
	j->name = mem_dup(a->name != NULL ? a->name : "");
	j->dir = mem_dup(a->path);
	j->needs_body = action_is_upload(a->type);
	if (a->type == ACTION_FETCH_FILE)
		memcpy(j->client_id, a->file_id, sizeof j->client_id);
	j->len = body.len;
	if (body.len > 0)
		j->body = str_take(&body);
	else
		str_clear(&body);
	j->is_kept = action_is_kept(a->type);
	for (tail = &b->jobs; *tail != NULL; tail = &(*tail)->next)
		;
	*tail = j;
	b->n_jobs++;
	native_pump_jobs(b, clock_mono_ms());
	return true;
}

bool
native_withdraw(struct backend *b, const char *client_id)
{
	struct job *j = b->jobs;

	while (j != NULL && strcmp(j->client_id, client_id) != 0)
		j = j->next;
	if (j == NULL)
		return false;
	/* One that was tried may have arrived without our hearing of it. What
	 * arrives of a file is nothing before a message names it. */
	if (!action_is_upload(j->type) && (j->request != NULL || j->attempt > 0))
		return false;
	net_cancel(j->request);
	job_free(j);
	return true;
}

int64_t
native_jobs_due_ms(const struct backend *b)
{
	int64_t due = INT64_MAX;

	for (const struct job *j = b->jobs; j != NULL; j = j->next)
		if (j->request == NULL && !j->needs_body && !(j->is_kept && has_elder(j)) &&
		    j->not_before_ms < due)
			due = j->not_before_ms;
	return due;
}

void
native_jobs_free(struct backend *b)
{
	while (b->jobs != NULL) {
		net_cancel(b->jobs->request);
		job_free(b->jobs);
	}
}
