/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/recorded.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mem.h"
#include "proto/proto.h"
#include "server/desk/recording.h"
#include "server/hub/load.h"

#define EVENT_BYTES (1024 * 1024)
#define PAGE	    1000

struct recorded {
	struct recording *recording;
	struct desk	 *d;
	struct arena	 *event;
	int64_t		  last_seq;
	size_t		  n_page;
};

static bool
on_event(void *ctx, const struct store_event *e)
{
	struct recorded *r = ctx;
	struct json *j;
	struct event ev;

	r->n_page++;
	r->last_seq = e->seq;
	if (!recording_wants(e->type))
		return true;
	j = json_parse(e->json, e->json_len, NULL);
	if (j != NULL && proto_event_read(j, r->event, &ev, NULL))
		recording_note(r->recording, &ev);
	json_free(j);
	arena_reset(r->event);
	return true;
}

static bool
read_all(struct recorded *r, struct store *s, int64_t since_ms,
    struct err *err)
{
	if (!load_people(s, r->d, err))
		return false;
	r->recording = recording_new(r->d, since_ms);
	if (r->recording == NULL || r->event == NULL)
		return err_set(err, ERR_MEMORY, "no memory for the log");
	do {
		r->n_page = 0;
		if (!s->ops->events_after(s, r->last_seq, PAGE, on_event, r,
		    err))
			return false;
	} while (r->n_page > 0);
	return true;
}

struct recorded *
recorded_read(const char *data_dir, int64_t since_ms, struct err *err)
{
	struct recorded *r;
	struct store *store;
	char path[PATH_MAX];
	bool ok;

	snprintf(path, sizeof path, "%s/desk.db", data_dir);
	if (access(path, R_OK) != 0) {
		err_set(err, ERR_NOT_FOUND, "there is no desk in %s",
		    data_dir);
		return NULL;
	}
	store = store_sqlite.open(path, STORE_READER, err);
	if (store == NULL)
		return NULL;
	r = mem_new(struct recorded);
	r->d = desk_new();
	r->event = arena_new(EVENT_BYTES);
	ok = read_all(r, store, since_ms, err);
	store->ops->close(store);
	if (ok)
		return r;
	recorded_free(r);
	return NULL;
}

const struct simulation *
recorded_days(const struct recorded *r)
{
	return recording_days(r->recording);
}

void
recorded_free(struct recorded *r)
{
	if (r == NULL)
		return;
	recording_free(r->recording);
	desk_free(r->d);
	arena_free(r->event);
	free(r);
}
