/* SPDX-License-Identifier: GPL-3.0-or-later */
/* news.c - what a poll is told: from the ring, from a fill, of the moment.
 */
#include <stdio.h>

#include "server/hub/internal.h"

#define NEWS_BYTES (8 * HUB_POLL_BYTES)

/* An answer in the making. */
struct news {
	struct hub	*h;
	struct hub_wait *w;
	const struct operator *me;	/* NULL: a visitor */
	struct str	 events, moments;
	struct json_out	 events_out, moments_out;
	size_t		 n_events, n_moments;
	int64_t		 upto;		/* the cursor of the answer */
	bool		 more;
};

void
hub_put_cursor(struct json_out *w, const struct hub *h, int64_t seq)
{
	char cursor[PROTO_CURSOR_BYTES + 1];

	proto_cursor_format(cursor, h->epoch, seq);
	json_put_str(w, "cursor", cursor);
}

static void
news_init(struct news *n, struct hub *h, struct hub_wait *w)
{
	*n = (struct news){ .h = h, .w = w, .upto = w->seq };
	if (!w->poller->is_visitor)
		n->me = desk_operator(h->desk, w->poller->operator_id);
	str_init(&n->events, NEWS_BYTES);
	str_init(&n->moments, NEWS_BYTES);
	json_begin(&n->events_out, &n->events);
	json_begin(&n->moments_out, &n->moments);
}

static void
news_clear(struct news *n)
{
	str_clear(&n->events);
	str_clear(&n->moments);
}

/* --- events ------------------------------------------------------------ */

static bool
is_for(const struct news *n, const struct ring_event *e)
{
	struct event who;

	if (n->w->poller->is_visitor)
		return e->conversation_id == n->w->poller->conversation_id &&
		    e->visitor_json != NULL;
	if (n->me == NULL || n->me->disabled)
		return false;
	event_init(&who, e->type);
	who.by = e->by;
	who.by_id = e->by_id;
	return audience_has(&e->audience, n->me, &who);
}

static void
collect_events(struct news *n)
{
	int64_t seq = n->upto + 1;

	for (; seq <= n->h->ring.last_seq; seq++) {
		const struct ring_event *e = ring_at(&n->h->ring, seq);

		if (n->n_events == HUB_POLL_EVENTS ||
		    n->events.len > HUB_POLL_BYTES) {
			n->more = true;
			break;
		}
		if (e->json == NULL || !is_for(n, e))
			continue;
		if (n->w->poller->is_visitor)
			json_put_raw(&n->events_out, NULL, e->visitor_json,
			    e->visitor_len);
		else
			json_put_raw(&n->events_out, NULL, e->json, e->len);
		n->n_events++;
	}
	if (seq - 1 > n->upto)
		n->upto = seq - 1;
}

/* --- of the moment ----------------------------------------------------- */

static bool
is_moment_for(const struct news *n, const struct moment *m)
{
	const struct conversation *c;
	struct audience audience;
	struct event who;

	if (m->json == NULL)
		return false;
	if (m->conversation_id == 0)
		return true;
	c = desk_conversation(n->h->desk, m->conversation_id);
	if (c == NULL || n->me == NULL || n->me->disabled)
		return false;
	if (m->type == EVENT_READS_ALONG)
		return read_along_is_told(n->h, n->me, c);
	audience_of(&audience, c);
	event_init(&who, EVENT_TYPING);
	return audience_has(&audience, n->me, &who);
}

static void
collect_everybody(struct news *n)
{
	const struct operator *o;

	for (size_t i = 0; (o = desk_operator_at(n->h->desk, i)) != NULL;
	    i++) {
		presence_write(n->h, &n->moments_out, o);
		n->n_moments++;
	}
	n->n_moments += (size_t)read_along_write(n->h, &n->moments_out, n->me);
}

static void
collect_moments(struct news *n)
{
	struct poller *p = n->w->poller;

	if (p->wants_all || n->h->n_moments - p->moment > HUB_MOMENTS) {
		collect_everybody(n);
		p->wants_all = false;
		p->moment = n->h->n_moments;
	}
	for (; p->moment < n->h->n_moments; p->moment++) {
		const struct moment *m =
		    &n->h->moments[p->moment % HUB_MOMENTS];

		if (!is_moment_for(n, m))
			continue;
		json_put_raw(&n->moments_out, NULL, m->json, m->len);
		n->n_moments++;
	}
}

/* --- the answer -------------------------------------------------------- */

static void
put_visitor(struct news *n, struct json_out *w)
{
	struct poller *p = n->w->poller;
	const struct conversation *c =
	    desk_conversation(n->h->desk, p->conversation_id);
	const struct operator *o;
	int low, high;

	p->told_position = desk_position(n->h->desk, p->conversation_id);
	p->told_typing = moment_operator_types(n->h, p->conversation_id);
	if (c == NULL)
		return;
	o = conversation_is_desks_offer(c) ? NULL :
	    desk_operator(n->h->desk, c->operator_id);
	json_put_str(w, "state",
	    conversation_state_name(conversation_told_state(c)));
	json_put_i64(w, "position", p->told_position);
	if (hub_estimate(n->h, p->conversation_id, &low, &high)) {
		json_object(w, "estimate");
		json_put_i64(w, "low", low);
		json_put_i64(w, "high", high);
		json_end_object(w);
	}
	json_put_str(w, "operator_name", o == NULL ? "" : o->name);
	json_put_bool(w, "typing", p->told_typing);
	json_put_i64(w, "read", c->operator_read_seq);
}

static void
news_tell(struct news *n)
{
	struct json_out w;
	struct str body;

	str_init(&body, 3 * NEWS_BYTES);
	json_begin(&w, &body);
	json_object(&w, NULL);
	hub_put_cursor(&w, n->h, n->upto);
	json_put_bool(&w, "more", n->more);
	json_array(&w, "events");
	if (n->n_events > 0)
		json_put_raw(&w, NULL, n->events.data, n->events.len);
	json_end_array(&w);
	if (n->w->poller->is_visitor) {
		put_visitor(n, &w);
	} else {
		json_array(&w, "moment");
		if (n->n_moments > 0)
			json_put_raw(&w, NULL, n->moments.data,
			    n->moments.len);
		json_end_array(&w);
	}
	json_end_object(&w);
	wait_end(n->w, HUB_NEWS, body.data, body.len);
	str_clear(&body);
}

static bool
has_visitor_news(const struct news *n)
{
	const struct poller *p = n->w->poller;

	return p->told_typing !=
	    moment_operator_types(n->h, p->conversation_id);
}

static bool
tell_if_any(struct news *n)
{
	bool has_any = n->n_events > 0 || n->n_moments > 0;

	if (n->w->poller->is_visitor)
		has_any = has_any || has_visitor_news(n);
	if (has_any)
		news_tell(n);
	else
		n->w->seq = n->upto;	/* looked through, nothing for it */
	news_clear(n);
	return has_any;
}

bool
news_try(struct hub *h, struct hub_wait *w)
{
	struct news n;

	news_init(&n, h, w);
	collect_events(&n);
	if (!w->poller->is_visitor)
		collect_moments(&n);
	return tell_if_any(&n);
}

void
news_tell_place(struct hub *h, struct hub_wait *w)
{
	struct news n;

	news_init(&n, h, w);
	collect_events(&n);
	news_tell(&n);
	news_clear(&n);
}

bool
news_of_fill(struct hub *h, struct hub_wait *w, const struct fill *f)
{
	struct news n;

	if (f->n_events == 0) {
		w->seq = f->upto;
		return false;
	}
	news_init(&n, h, w);
	str_put_n(&n.events, f->events.data, f->events.len);
	n.n_events = f->n_events;
	n.upto = f->upto;
	/* What came meanwhile is fetched by the next poll. */
	n.more = f->more || f->upto < h->ring.last_seq;
	if (!w->poller->is_visitor)
		collect_moments(&n);
	return tell_if_any(&n);
}
