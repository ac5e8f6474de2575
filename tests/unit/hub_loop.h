/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hub_loop.h - a hub on a real database in a directory of its own, and a loop
 * that is a queue: whoever waits for something runs it.
 */
#ifndef UNIT_HUB_LOOP_H
#define UNIT_HUB_LOOP_H

#include "check.h"

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "domain/client_id.h"
#include "proto/proto.h"
#include "server/hub/hub.h"

#define MAX_POSTED 4096

struct posted {
	void (*fn)(void *arg);
	void *arg;
};

struct loop {
	pthread_mutex_t mutex;
	pthread_cond_t	wake;
	struct posted	posted[MAX_POSTED];
	size_t		first, n;
	char		dir[64];
	struct hub_config config;
	struct hub     *hub;
	int64_t		now_ms;
};

static inline void
loop_post(void *ctx, void (*fn)(void *arg), void *arg)
{
	struct loop *loop = ctx;

	pthread_mutex_lock(&loop->mutex);
	assert_true(loop->n < MAX_POSTED);
	loop->posted[(loop->first + loop->n++) % MAX_POSTED] =
	    (struct posted){ fn, arg };
	pthread_cond_signal(&loop->wake);
	pthread_mutex_unlock(&loop->mutex);
}

/* Runs one thing; false: nothing came for `ms`. */
static inline bool
loop_run_one(struct loop *loop, int ms)
{
	struct timespec until;
	struct posted one = { NULL, NULL };

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += (long)ms * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&loop->mutex);
	while (loop->n == 0 && pthread_cond_timedwait(&loop->wake,
	    &loop->mutex, &until) == 0)
		;
	if (loop->n > 0) {
		one = loop->posted[loop->first];
		loop->first = (loop->first + 1) % MAX_POSTED;
		loop->n--;
	}
	pthread_mutex_unlock(&loop->mutex);
	if (one.fn != NULL)
		one.fn(one.arg);
	return one.fn != NULL;
}

/* Runs until *flag is set; ten seconds are enough for everything. */
static inline void
loop_until(struct loop *loop, const bool *flag)
{
	for (int i = 0; i < 1000 && !*flag; i++)
		loop_run_one(loop, 10);
	assert_true(*flag);
}

/* Until the operator is so, in the log and in the loop. */
static inline void
loop_until_presence(struct loop *loop, int64_t id, enum presence presence)
{
	for (int i = 0; i < 1000 && hub_presence(loop->hub, id) != presence;
	    i++)
		loop_run_one(loop, 10);
	assert_int_equal(hub_presence(loop->hub, id), presence);
}

static inline void
loop_open_hub(struct loop *loop)
{
	struct err err = { 0 };

	loop->hub = hub_open(&loop->config, &err);
	if (loop->hub == NULL)
		fail_msg("%s", err.text);
	loop->now_ms = 1000000;
	hub_tick(loop->hub, loop->now_ms);
}

/* Closes it and runs what it had left in the loop. */
static inline void
loop_close_hub(struct loop *loop)
{
	hub_close(loop->hub);
	loop->hub = NULL;
	while (loop->n > 0)
		loop_run_one(loop, 0);
}

static inline struct loop *
loop_new(void)
{
	static const char *const outcomes[] = { "solved", "spam" };
	struct loop *loop = calloc(1, sizeof *loop);

	assert_non_null(loop);
	pthread_mutex_init(&loop->mutex, NULL);
	pthread_cond_init(&loop->wake, NULL);
	snprintf(loop->dir, sizeof loop->dir, "/tmp/hub_test.XXXXXX");
	assert_non_null(mkdtemp(loop->dir));
	loop->config = (struct hub_config){
		.data_dir = loop->dir, .desk_name = "acme",
		.outcomes = outcomes, .n_outcomes = 2,
		.first_target_ms = 60000, .next_target_ms = 120000,
		.keep_events_ms = 86400000, .ring_events = 64,
		.post = loop_post, .post_ctx = loop,
	};
	loop_open_hub(loop);
	return loop;
}

static inline void
loop_free(struct loop *loop)
{
	const struct dirent *entry;
	char path[400];
	DIR *dir;

	if (loop->hub != NULL)
		loop_close_hub(loop);
	dir = opendir(loop->dir);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", loop->dir,
		    entry->d_name);
		unlink(path);
	}
	closedir(dir);
	rmdir(loop->dir);
	pthread_mutex_destroy(&loop->mutex);
	pthread_cond_destroy(&loop->wake);
	free(loop);
}

/* --- answers ----------------------------------------------------------- */

struct answer {
	bool	is_there;
	struct err err;
	bool	is_repeat;
	int64_t winner_id, conversation_id, customer_id, seq, id;
	enum event_type type;
};

static inline void
loop_note(void *ctx, const struct hub_result *r)
{
	struct answer *a = ctx;

	a->is_there = true;
	a->err = r->err;
	a->is_repeat = r->is_repeat;
	a->winner_id = r->winner_id;
	a->conversation_id = r->conversation_id;
	a->customer_id = r->customer_id;
	if (r->event == NULL)
		return;
	a->seq = r->event->seq;
	a->type = r->event->type;
	if (r->event->operator != NULL)
		a->id = r->event->operator->id;
	if (r->event->department != NULL)
		a->id = r->event->department->id;
}

static inline struct answer
loop_do(struct loop *loop, const struct desk_sender *s,
    const struct action *a, const unsigned char *secret)
{
	struct answer answer = { 0 };

	hub_submit(loop->hub, s, a, secret, loop_note, &answer);
	loop_until(loop, &answer.is_there);
	return answer;
}

/* An action with a client id of its own. */
static inline struct action
loop_action(enum action_type type)
{
	struct action a;

	action_init(&a, type);
	client_id_new(a.client_id);
	return a;
}

static inline int64_t
loop_add_operator(struct loop *loop, const char *login, enum role role)
{
	struct desk_sender s = { .kind = ACTOR_SYSTEM };
	struct operator o = { .role = role, .limit = 5 };
	struct action a = loop_action(ACTION_OPERATOR_PUT);
	struct answer answer;

	str_copy(o.login, sizeof o.login, login);
	str_copy(o.name, sizeof o.name, login);
	a.operator = &o;
	a.password = "hash";
	answer = loop_do(loop, &s, &a, NULL);
	assert_string_equal(answer.err.text, "");
	return answer.id;
}

static inline struct answer
loop_open(struct loop *loop, const char *text)
{
	struct desk_sender s = { .kind = ACTOR_VISITOR };
	struct action a = loop_action(ACTION_OPEN);

	a.text = text;
	a.name = "Ewa";
	a.language = "pl";
	return loop_do(loop, &s, &a, NULL);
}

static inline struct desk_sender
loop_operator(int64_t id)
{
	return (struct desk_sender){ .kind = ACTOR_OPERATOR,
		.operator_id = id };
}

static inline struct desk_sender
loop_visitor(const struct answer *opened)
{
	return (struct desk_sender){ .kind = ACTOR_VISITOR,
		.customer_id = opened->customer_id,
		.conversation_id = opened->conversation_id };
}

static inline struct answer
loop_say(struct loop *loop, struct desk_sender s, int64_t conversation_id,
    const char *text)
{
	struct action a = loop_action(ACTION_MESSAGE);

	a.conversation_id = conversation_id;
	a.text = text;
	return loop_do(loop, &s, &a, NULL);
}

static inline struct answer
loop_take(struct loop *loop, int64_t operator_id, int64_t conversation_id)
{
	struct desk_sender s = loop_operator(operator_id);
	struct action a = loop_action(ACTION_TAKE);

	a.conversation_id = conversation_id;
	a.version = desk_conversation(hub_desk(loop->hub),
	    conversation_id)->version;
	return loop_do(loop, &s, &a, NULL);
}

/* --- news and queries -------------------------------------------------- */

struct news_seen {
	bool	      is_there;
	enum hub_news what;
	char	     *body;
};

static inline void
loop_hear(void *ctx, enum hub_news what, const char *body, size_t len)
{
	struct news_seen *seen = ctx;

	assert_false(seen->is_there);
	seen->is_there = true;
	seen->what = what;
	seen->body = body == NULL ? NULL : strndup(body, len);
}

struct body_seen {
	bool	   is_there;
	struct err err;
	char	  *body;
};

static inline void
loop_read(void *ctx, const struct err *err, const char *body, size_t len)
{
	struct body_seen *seen = ctx;

	seen->is_there = true;
	seen->err = *err;
	seen->body = body == NULL ? NULL : strndup(body, len);
}

static inline struct body_seen
loop_query(struct loop *loop, const struct hub_query *q)
{
	struct body_seen seen = { 0 };

	hub_query(loop->hub, q, loop_read, &seen);
	loop_until(loop, &seen.is_there);
	return seen;
}

#endif
