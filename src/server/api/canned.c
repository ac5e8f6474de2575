/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canned.c - many canned replies at once, as the administrator's file has
 * them: {"canned":[...]}. All of a request wait for the writer together, so
 * that they are stored with one commit.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>

#include "domain/client_id.h"
#include "proto/proto.h"
#include "server/api/api.h"

#define ANSWER_BYTES 1024
#define ARENA_BYTES  (4 * 1024 * 1024)

/* `n_left` counts one more while they are handed in. */
struct import {
	struct api_job job;
	size_t	       n_left, n_added, n_changed;
	struct err     err;	/* the first refusal */
};

static void
answer(struct import *i)
{
	struct json_out w;
	struct str body;

	if (--i->n_left > 0)
		return;
	if (i->err.code != ERR_NONE) {
		err_prefix(&i->err, "%zu of them were stored",
		    i->n_added + i->n_changed);
		api_job_err(&i->job, &i->err, 0);
	} else {
		str_init(&body, ANSWER_BYTES);
		json_begin(&w, &body);
		json_object(&w, NULL);
		json_put_i64(&w, "added", (int64_t)i->n_added);
		json_put_i64(&w, "changed", (int64_t)i->n_changed);
		json_end_object(&w);
		api_job_json(&i->job, 200, body.data, body.len);
		str_clear(&body);
	}
	free(i);
}

static void
on_stored(void *ctx, const struct hub_result *result)
{
	struct import *i = ctx;

	if (result->err.code == ERR_NONE) {
		i->n_added += result->event->canned->version == 1;
		i->n_changed += result->event->canned->version != 1;
	} else if (i->err.code == ERR_NONE) {
		i->err = result->err;
	}
	answer(i);
}

static bool
read_one(const struct json *rows, size_t at, struct arena *arena,
    struct canned *out, struct err *err)
{
	struct action a;

	if (!proto_canned_read(json_at(rows, at), arena, out, err))
		return err_prefix(err, "canned[%zu]", at);
	action_init(&a, ACTION_CANNED_PUT);
	client_id_new(a.client_id);
	a.canned = out;
	return action_check(&a, err) || err_prefix(err, "canned[%zu]", at);
}

/* Everything that can be seen to be wrong is found before one is handed in. */
static struct canned *
read_all(const struct json *rows, struct arena *arena, size_t n,
    struct err *err)
{
	struct canned *list = arena_alloc(arena, n * sizeof *list);

	if (list == NULL) {
		err_set(err, ERR_BUSY, "no memory for this request");
		return NULL;
	}
	for (size_t at = 0; at < n; at++)
		if (!read_one(rows, at, arena, &list[at], err))
			return NULL;
	return list;
}

static void
hand_in(struct api_call *c, const struct canned *list, size_t n)
{
	struct import *i = api_job_new(c, sizeof *i);

	i->n_left = n + 1;
	for (size_t at = 0; at < n; at++) {
		struct action a;

		action_init(&a, ACTION_CANNED_PUT);
		client_id_new(a.client_id);
		a.canned = &list[at];
		hub_submit(c->api->hub, &c->sender, &a, NULL, on_stored, i);
	}
	answer(i);
}

void
api_admin_import_canned(struct api_call *c)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct json *body = api_body(c->r);
	const struct json *rows;
	struct canned *list;
	struct err err = { .code = ERR_NONE };
	size_t n;

	if (body == NULL || arena == NULL)
		goto out;
	rows = json_find(body, "canned");
	n = json_count(rows);
	if (n == 0) {
		api_refuse(c->r, ERR_VALUE, "canned: an array of canned "
		    "replies is needed");
		goto out;
	}
	list = read_all(rows, arena, n, &err);
	if (list == NULL)
		api_answer_err(c->r, &err, 0);
	else
		hand_in(c, list, n);
out:
	json_free(body);
	arena_free(arena);
}
