/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query_search.c - a page of hits, newest first. Rights are asked of each row
 * before it counts, by desk_may_see() as everywhere.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server/hub/query.h"

/* Rows of one answer that are looked at: who may see few of many does not
 * hold up the others, but is told where to go on. */
#define SCAN	    400
#define EVENT_BYTES (1024 * 1024)

struct search {
	struct reading *r;
	const struct operator *me;
	struct words words;
	int	 n, max;		/* hits */
	int	 n_looked;
	int64_t	 last_seq;		/* of those looked at */
	bool	 is_complete;
	bool	 has_failed;
	/* The last one decided: many rows are of one conversation. */
	int64_t	 conversation_id;
	bool	 may_see;
};

static bool
may_see(struct search *s, const struct store_hit *hit)
{
	const struct conversation *c = desk_conversation(s->r->d,
	    hit->conversation_id);
	/* All that are not closed are in the desk. */
	struct conversation closed = {
		.id = hit->conversation_id, .customer_id = hit->customer_id,
		.operator_id = hit->operator_id,
		.department_id = hit->department_id,
		.state = CONVERSATION_CLOSED,
	};

	if (s->conversation_id == hit->conversation_id)
		return s->may_see;
	s->conversation_id = hit->conversation_id;
	s->may_see = desk_may_see(s->r->d, s->me, c != NULL ? c : &closed);
	return s->may_see;
}

/* --- writing a hit ---------------------------------------------------------- */

static bool
copy_conversation(void *ctx, const void *record)
{
	*(struct conversation *)ctx = *(const struct conversation *)record;
	return false;
}

static bool
put_event(void *ctx, const struct store_event *e)
{
	struct search *s = ctx;
	struct store  *store = s->r->s;
	struct arena  *arena = arena_new(EVENT_BYTES);
	struct json   *j = json_parse(e->json, e->json_len, NULL);
	struct conversation c = { 0 };
	struct str excerpt, whole;
	struct span piece;
	const char *text;
	struct event ev;

	str_init(&excerpt, FOUND_EXCERPT_BYTES + 1);
	str_init(&whole, FOUND_TEXT_BYTES);
	if (arena != NULL && j != NULL &&
	    proto_event_read(j, arena, &ev, NULL) &&
	    (ev.type != EVENT_RATED || !query_hides_stars(s->r))) {
		struct found f = { .seq = ev.seq, .at_ms = ev.at_ms,
			.conversation_id = ev.conversation_id, .by = ev.by,
			.by_id = ev.by_id, .type = ev.type };

		s->has_failed = !store->ops->list(store, STORE_CONVERSATION,
		    ev.conversation_id, copy_conversation, &c, s->r->err);
		text = found_text(&ev, &whole);
		piece = found_excerpt(&f, &s->words, text);
		str_put_n(&excerpt, text + piece.at, piece.len);
		f.text = excerpt.data;
		f.customer_id = c.customer_id;
		f.name = c.name;
		f.subject = c.subject;
		f.outcome = c.outcome;
		f.operator_id = c.operator_id;
		f.opened_ms = c.opened_ms;
		f.is_closed = c.state == CONVERSATION_CLOSED;
		f.stars = query_hides_stars(s->r) ? 0 : c.stars;
		proto_found_write(&s->r->w, &f);
	}
	str_clear(&excerpt);
	str_clear(&whole);
	json_free(j);
	arena_free(arena);
	return false;
}

/* --- the search --------------------------------------------------------------- */

static bool
on_hit(void *ctx, const struct store_hit *hit)
{
	struct search *s = ctx;
	struct store  *store = s->r->s;

	if (s->n == s->max || s->n_looked == SCAN) {
		s->is_complete = false;
		return false;
	}
	s->n_looked++;
	s->last_seq = hit->seq;
	if (!may_see(s, hit))
		return true;
	s->n++;
	s->has_failed = !store->ops->events_before(store,
	    hit->conversation_id, hit->seq + 1, 1, put_event, s, s->r->err) ||
	    s->has_failed;
	return !s->has_failed;
}

bool
query_search(struct reading *r)
{
	const struct hub_query *q = &r->q->q;
	struct search s = { .r = r, .is_complete = true,
		.max = q->limit > 0 ? q->limit : FOUND_PAGE };

	if (!words_parse(&s.words, q->text))
		return err_set(r->err, ERR_VALUE,
		    "q: there is no word to look for");
	if (!load_desk(r->s, r->d, r->err))
		return false;
	s.me = desk_operator(r->d, q->operator_id);
	if (s.me == NULL || s.me->disabled)
		return err_set(r->err, ERR_NOT_FOUND, "there is no operator "
		    "%lld", (long long)q->operator_id);
	json_array(&r->w, "hits");
	if (!r->s->ops->find(r->s, &s.words, q->customer_id,
	    q->before > 0 ? q->before : INT64_MAX, on_hit, &s, r->err) ||
	    s.has_failed)
		return false;
	json_end_array(&r->w);
	json_put_bool(&r->w, "complete", s.is_complete);
	json_put_i64(&r->w, "before", s.is_complete ? 0 : s.last_seq);
	return true;
}
