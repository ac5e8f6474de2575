/* SPDX-License-Identifier: GPL-3.0-or-later */
/* native_answer.c - what the desk's answers to polls say.
 */
#include "console/backend/internal.h"

#include <string.h>

#include "base/arena.h"
#include "base/log.h"

bool
native_answer_error(const struct net_answer *a, struct err *why,
    int64_t *winner_id)
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

bool
native_read_snapshot(struct backend *b, const struct net_answer *a,
    struct err *err)
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

/* An event that is not before its cursor, or a cursor of another desk's, is a
 * lie or a mistake: what was true would be taken for old afterwards. */
static bool
fits(const struct backend *b, const struct proto_poll *p, struct err *err)
{
	struct err none;
	char ours[9], epoch[9];
	int64_t before, seq;

	if (!proto_cursor_parse(p->cursor, epoch, &seq, err))
		return false;
	if (proto_cursor_parse(b->cursor, ours, &before, &none) &&
	    strcmp(ours, epoch) != 0)
		return err_set(err, ERR_PROTO, "the cursor \"%s\" is not of "
		    "the desk of \"%s\"", p->cursor, b->cursor);
	if (p->n_events > 0 && p->events[p->n_events - 1].seq > seq)
		return err_set(err, ERR_PROTO, "event %lld is not before the "
		    "cursor \"%s\"",
		    (long long)p->events[p->n_events - 1].seq, p->cursor);
	return true;
}

bool
native_read_events(struct backend *b, const struct net_answer *a,
    size_t *n_moment, struct err *err)
{
	struct proto_poll p = { 0 };
	struct arena	 *arena = arena_new(PROTO_ANSWER_BYTES * 4);
	struct json	 *j = json_parse(a->body, a->len, err);
	bool		  ok = arena != NULL && j != NULL &&
	    proto_poll_read(j, arena, &p, err) && fits(b, &p, err);

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
		*n_moment = p.n_moment;
	}
	json_free(j);
	arena_free(arena);
	return ok;
}
