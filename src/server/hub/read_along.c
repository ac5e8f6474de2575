/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_along.c - who reads whose conversation silently, now. Nothing of it is
 * stored but the audit trail's two records, from when to when; its owner is
 * told only where the desk is set so.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "server/hub/internal.h"

/* A supervisor's session with a conversation before it. */
struct reading_along {
	struct reading_along *next;
	int64_t session_id, operator_id, conversation_id;
	int64_t since_ms;	/* the wall's clock */
	int64_t told_ms;	/* the hub's own */
};

static bool
is_of(const struct reading_along *a, int64_t operator_id,
    int64_t conversation_id)
{
	return a->operator_id == operator_id &&
	    a->conversation_id == conversation_id;
}

/* Two consoles of one supervisor are one reader. */
static bool
reads(const struct hub *h, int64_t operator_id, int64_t conversation_id)
{
	for (const struct reading_along *a = h->reading_along; a != NULL;
	    a = a->next)
		if (is_of(a, operator_id, conversation_id))
			return true;
	return false;
}

static void
fill_event(const struct reading_along *a, bool is_on, struct event *ev)
{
	event_init(ev, EVENT_READS_ALONG);
	ev->conversation_id = a->conversation_id;
	ev->by = ACTOR_OPERATOR;
	ev->by_id = a->operator_id;
	ev->is_on = is_on;
}

static void
tell(struct hub *h, const struct reading_along *a, bool is_on)
{
	struct event ev;

	if (!h->config.tells_reading)
		return;
	fill_event(a, is_on, &ev);
	moment_push(h, &ev);
	waiters_wake_operators(h);
}

static void
record(struct hub *h, const struct reading_along *a, bool is_on)
{
	const struct conversation *c = desk_conversation(h->desk,
	    a->conversation_id);
	struct hub_audit audit = {
		.act = "read_along", .what = is_on ? "begin" : "end",
		.by = ACTOR_OPERATOR, .by_id = a->operator_id,
		.conversation_id = a->conversation_id,
		.session_id = a->session_id,
		.operator_id = c == NULL ? 0 : c->operator_id,
	};

	if (!is_on)
		audit.count = (clock_now_ms() - a->since_ms + 500) / 1000;
	hub_audit(h, &audit);
}

static void
end(struct hub *h, struct reading_along **at)
{
	struct reading_along *a = *at;

	*at = a->next;
	record(h, a, false);
	if (!reads(h, a->operator_id, a->conversation_id))
		tell(h, a, false);
	free(a);
}

static void
begin(struct hub *h, int64_t session_id, int64_t operator_id,
    int64_t conversation_id)
{
	bool is_new = !reads(h, operator_id, conversation_id);
	struct reading_along *a = mem_new(struct reading_along);

	*a = (struct reading_along){
		.next = h->reading_along, .session_id = session_id,
		.operator_id = operator_id,
		.conversation_id = conversation_id,
		.since_ms = clock_now_ms(), .told_ms = h->clock_ms,
	};
	h->reading_along = a;
	record(h, a, true);
	if (is_new)
		tell(h, a, true);
}

bool
hub_read_along(struct hub *h, int64_t session_id, int64_t operator_id,
    int64_t conversation_id, bool is_on, struct err *err)
{
	const struct operator *o = desk_operator(h->desk, operator_id);
	const struct conversation *c = desk_conversation(h->desk,
	    conversation_id);
	struct reading_along **at = &h->reading_along;

	if (o == NULL || c == NULL || !desk_may_see(h->desk, o, c))
		return err_set(err, ERR_NOT_FOUND,
		    "there is no conversation %lld",
		    (long long)conversation_id);
	if (o->role == ROLE_OPERATOR)
		return err_set(err, ERR_RIGHTS,
		    "reading along is for supervisors");
	while (*at != NULL && ((*at)->session_id != session_id ||
	    (*at)->conversation_id != conversation_id))
		at = &(*at)->next;
	if (*at != NULL && is_on)
		(*at)->told_ms = h->clock_ms;
	else if (*at != NULL)
		end(h, at);
	else if (is_on && c->operator_id != operator_id)
		begin(h, session_id, operator_id, conversation_id);
	return true;
}

/* Its console is gone (or what follows without a screen), or there is nothing
 * of another's to read any more. */
static bool
is_over(const struct hub *h, const struct reading_along *a)
{
	const struct operator *o = desk_operator(h->desk, a->operator_id);
	const struct conversation *c = desk_conversation(h->desk,
	    a->conversation_id);

	if (o == NULL || c == NULL || o->role == ROLE_OPERATOR ||
	    !desk_may_see(h->desk, o, c) ||
	    c->operator_id == a->operator_id ||
	    c->state == CONVERSATION_CLOSED)
		return true;
	return h->clock_ms - a->told_ms >= HUB_AWAY_MS &&
	    !waiters_has_any(h, a->session_id);
}

void
read_along_tick(struct hub *h)
{
	struct reading_along **at = &h->reading_along;

	while (*at != NULL) {
		if (is_over(h, *at))
			end(h, at);
		else
			at = &(*at)->next;
	}
}

void
read_along_end_session(struct hub *h, int64_t session_id)
{
	struct reading_along **at = &h->reading_along;

	while (*at != NULL) {
		if ((*at)->session_id == session_id)
			end(h, at);
		else
			at = &(*at)->next;
	}
}

bool
read_along_is_told(const struct hub *h, const struct operator *me,
    const struct conversation *c)
{
	return h->config.tells_reading && !me->disabled &&
	    (c->operator_id == me->id || desk_may_supervise(me, c));
}

int
read_along_write(const struct hub *h, struct json_out *w,
    const struct operator *me)
{
	int n = 0;

	for (const struct reading_along *a = h->reading_along; a != NULL &&
	    h->config.tells_reading; a = a->next) {
		const struct conversation *c = desk_conversation(h->desk,
		    a->conversation_id);
		struct event ev;

		if (c == NULL || me == NULL || !read_along_is_told(h, me, c))
			continue;
		fill_event(a, true, &ev);
		ev.at_ms = a->since_ms;
		proto_event_write(w, NULL, &ev, PROTO_FOR_OPERATOR);
		n++;
	}
	return n;
}

void
read_along_clear(struct hub *h)
{
	while (h->reading_along != NULL)
		end(h, &h->reading_along);
}
