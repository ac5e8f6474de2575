/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fill.c - events that are older than the ring, from a reader.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "server/hub/internal.h"

#define SCAN_EVENTS    2000	/* rows looked at in one go */
#define VISITOR_EVENTS 500	/* more missed than this: a new snapshot */
#define JSON_BYTES     (4 * HUB_POLL_BYTES)

static void
audience_from(struct audience *a, const struct store_event *e)
{
	*a = (struct audience){
		.everyone = e->everyone, .operator_id = e->operator_id,
		.was_operator_id = e->was_operator_id,
		.also_operator_id = e->also_operator_id,
		.queue_id = e->queue_id, .was_queue_id = e->was_queue_id,
	};
}

static void
add(struct fill *f, const char *json, size_t len)
{
	if (f->n_events++ > 0)
		str_put_c(&f->events, ',');
	str_put_n(&f->events, json, len);
}

/* --- an operator's ----------------------------------------------------- */

static bool
look_for_operator(void *ctx, const struct store_event *e)
{
	struct fill *f = ctx;
	struct audience audience;
	struct event who;

	if (f->upto == f->seq && e->at_ms < f->oldest_ms) {
		f->is_expired = true;
		return false;
	}
	if (f->n_events == HUB_POLL_EVENTS ||
	    f->events.len > HUB_POLL_BYTES) {
		f->more = true;
		return false;
	}
	f->upto = e->seq;
	event_init(&who, e->type);
	who.by = e->sender;
	who.by_id = e->sender == ACTOR_OPERATOR ? e->sender_id : 0;
	audience_from(&audience, e);
	if (audience_has(&audience, &f->operator, &who))
		add(f, e->json, e->json_len);
	return true;
}

/* --- a visitor's ------------------------------------------------------- */

struct visitor_event {
	char  *json;
	size_t len;
};

struct visitor_scan {
	struct fill	    *f;
	struct store	    *store;
	struct fold	     fold;
	struct visitor_event events[VISITOR_EVENTS];
	int		     n;
};

static bool
look_for_visitor(void *ctx, const struct store_event *e)
{
	struct visitor_scan *scan = ctx;
	struct visitor_event *kept = &scan->events[scan->n];

	if (e->seq <= scan->f->seq)
		return false;
	if (e->seq > scan->f->upto)
		scan->f->upto = e->seq;
	if (scan->n == VISITOR_EVENTS || e->at_ms < scan->f->oldest_ms) {
		scan->f->is_expired = true;
		return false;
	}
	if (fold_event(&scan->fold, e, &kept->json, &kept->len))
		scan->n++;
	return true;
}

static bool
keep_conversation(void *ctx, const void *record)
{
	struct fill *f = ctx;

	f->conversation = *(const struct conversation *)record;
	f->has_conversation = true;
	return false;
}

static bool
fill_visitor(struct fill *f, struct store *s, struct err *err)
{
	struct visitor_scan *scan = mem_new(struct visitor_scan);
	struct desk *names = desk_new();
	bool ok;

	scan->f = f;
	scan->store = s;
	scan->fold.names = names;
	ok = load_operators(s, names, err) &&
	    s->ops->list(s, STORE_CONVERSATION, f->conversation_id,
	    keep_conversation, f, err) &&
	    s->ops->events_before(s, f->conversation_id, INT64_MAX,
	    INT_MAX, look_for_visitor, scan, err);
	for (int i = scan->n - 1; i >= 0; i--) {
		add(f, scan->events[i].json, scan->events[i].len);
		free(scan->events[i].json);
	}
	fold_clear(&scan->fold);
	desk_free(names);
	free(scan);
	return ok;
}

/* --- a task of a reader ------------------------------------------------- */

static bool
read_it(struct fill *f, struct store *s, struct err *err)
{
	struct store_last last;
	bool ok;

	if (!s->ops->begin_read(s, err))
		return false;
	if (f->is_visitor)
		ok = s->ops->last(s, &last, err) && fill_visitor(f, s, err);
	else
		ok = s->ops->last(s, &last, err) &&
		    s->ops->events_after(s, f->seq, SCAN_EVENTS,
		    look_for_operator, f, err);
	s->ops->rollback(s);
	/* Nothing of it lies between: it has heard all that there is. */
	if (ok && f->is_visitor && !f->more)
		f->upto = last.seq;
	return ok;
}

static void
deliver(struct hub *h, struct mail *m)
{
	struct fill *f = (struct fill *)((char *)m -
	    offsetof(struct fill, mail));

	if (f->err.code != ERR_NONE)
		log_error("hub", "events were not read: %s", f->err.text);
	fill_done(h, f);
	str_clear(&f->events);
	free(f);
}

static void
run(struct task *task, int thread)
{
	struct fill *f = (struct fill *)task;

	f->upto = f->seq;
	read_it(f, f->hub->readers[thread], &f->err);
	mailbox_put(f->hub->mailbox, &f->mail);
}

void
fill_start(struct hub *h, struct hub_wait *w)
{
	const struct poller *p = w->poller;
	const struct operator *o = desk_operator(h->desk, p->operator_id);
	struct fill *f = mem_new(struct fill);

	*f = (struct fill){
		.task.run = run, .mail.deliver = deliver, .hub = h, .wait = w,
		.is_visitor = p->is_visitor,
		.conversation_id = p->conversation_id, .seq = w->seq,
	};
	if (o != NULL)
		f->operator = *o;
	if (h->config.keep_events_ms > 0)
		f->oldest_ms = clock_now_ms() - h->config.keep_events_ms;
	str_init(&f->events, JSON_BYTES);
	w->is_filling = true;
	pool_put(h->reading, &f->task, true);
}
