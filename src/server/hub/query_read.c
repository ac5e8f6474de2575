/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query_read.c - the body of each query. What its asker may not see looks as
 * if it were not there.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "server/hub/query.h"

#define SNAPSHOT_EVENTS	  30	/* of each conversation */
#define SNAPSHOT_TAGS	  100	/* the most used ones */
#define SNAPSHOT_GONE	  1000	/* spans of what was erased */
#define TRANSCRIPT_EVENTS 200
#define EARLIER		  50	/* conversations in a customer's record */
#define HOLD_S		  45

static bool
none_such(struct reading *r, const char *what, int64_t id)
{
	return err_set(r->err, ERR_NOT_FOUND, "there is no %s %lld", what,
	    (long long)id);
}

static const struct operator *
find_me(struct reading *r)
{
	const struct operator *o = desk_operator(r->d, r->q->q.operator_id);

	if (o != NULL && !o->disabled)
		return o;
	none_such(r, "operator", r->q->q.operator_id);
	return NULL;
}

/* --- events ------------------------------------------------------------ */

/* The latest ones, which come newest first and are told oldest first. */
struct events {
	bool	    is_visitor;	/* else as stored */
	const struct operator *me;	/* NULL: all are told */
	const struct conversation *c;
	const struct desk_rules *rules;
	struct fold fold;
	struct str  json[TRANSCRIPT_EVENTS];
	int	    n, max;
	bool	    is_complete;
};

/* A whisper is for one who had the conversation then. What is exported for its
 * customer has none. */
static bool
is_for(const struct events *events, const struct store_event *e)
{
	const struct operator *me = events->me;

	if (me == NULL)
		return events->is_visitor || e->type != EVENT_WHISPER;
	if (e->type == EVENT_WHISPER && (e->operator_id == me->id ||
	    e->sender_id == me->id))
		return true;
	return desk_may_read(me, events->c, e->type, events->rules);
}

static bool
keep_event(void *ctx, const struct store_event *e)
{
	struct events *events = ctx;
	struct str *kept = &events->json[events->n];
	char *json;
	size_t len;

	if (events->n == events->max) {
		events->is_complete = false;
		return false;
	}
	if (!is_for(events, e))
		return true;
	if (!events->is_visitor) {
		str_init(kept, e->json_len + 1);
		str_put_n(kept, e->json, e->json_len);
		events->n++;
	} else if (fold_event(&events->fold, e, &json, &len)) {
		str_init(kept, len + 1);
		str_put_n(kept, json, len);
		free(json);
		events->n++;
	}
	return true;
}

static bool
put_kept(struct reading *r, const struct conversation *c, int64_t before,
    struct events *events)
{
	bool ok;

	events->is_complete = true;
	events->fold.names = r->d;
	/* As many as it takes: not all that are looked at are for them. */
	ok = r->s->ops->events_before(r->s, c->id,
	    before == 0 ? INT64_MAX : before, INT_MAX, keep_event, events,
	    r->err);
	json_array(&r->w, "events");
	for (int i = events->n - 1; i >= 0; i--) {
		json_put_raw(&r->w, NULL, events->json[i].data,
		    events->json[i].len);
		str_clear(&events->json[i]);
	}
	json_end_array(&r->w);
	json_put_bool(&r->w, "complete", events->is_complete);
	fold_clear(&events->fold);
	return ok;
}

/* As `me` may read them; NULL: the administrator, who may all. */
static bool
put_events(struct reading *r, const struct conversation *c,
    const struct operator *me, int64_t before, int max)
{
	struct events *events = mem_new(struct events);
	bool ok;

	events->max = max;
	events->me = me;
	events->c = c;
	events->rules = &r->q->rules;
	ok = put_kept(r, c, before, events);
	free(events);
	return ok;
}

static bool
put_visitor_events(struct reading *r, const struct conversation *c)
{
	struct events *events = mem_new(struct events);
	bool ok;

	events->max = TRANSCRIPT_EVENTS;
	events->is_visitor = true;
	ok = put_kept(r, c, 0, events);
	free(events);
	return ok;
}

/* --- lists ------------------------------------------------------------- */

static bool
put_canned(void *ctx, const void *record)
{
	struct reading *r = ctx;
	const struct canned *c = record;
	int64_t me = r->q->q.operator_id;

	if (me == 0 || c->owner_id == 0 || c->owner_id == me)
		proto_canned_write(&r->w, NULL, c);
	return true;
}

static bool
put_canned_list(struct reading *r)
{
	bool ok;

	json_array(&r->w, "canned");
	ok = r->s->ops->list(r->s, STORE_CANNED, 0, put_canned, r, r->err);
	json_end_array(&r->w);
	return ok;
}

static void
put_operator(struct reading *r, const char *key, const struct operator *o)
{
	struct operator now = *o;

	now.load = desk_load(r->d, o->id);
	proto_operator_write(&r->w, key, &now);
}

static bool
put_operators(struct reading *r)
{
	const struct operator *o;

	json_array(&r->w, "operators");
	for (size_t i = 0; (o = desk_operator_at(r->d, i)) != NULL; i++)
		put_operator(r, NULL, o);
	json_end_array(&r->w);
	return true;
}

static bool
put_departments(struct reading *r)
{
	const struct department *d;

	json_array(&r->w, "departments");
	for (size_t i = 0; (d = desk_department_at(r->d, i)) != NULL; i++)
		proto_department_write(&r->w, NULL, d);
	json_end_array(&r->w);
	return true;
}

static bool
put_cursor(struct reading *r)
{
	struct store_last last;

	if (!r->s->ops->last(r->s, &last, r->err))
		return false;
	hub_put_cursor(&r->w, r->q->hub, last.seq);
	return true;
}

/* --- the queries -------------------------------------------------------- */

static bool
put_conversations(struct reading *r, const struct operator *me)
{
	const struct conversation **seen;
	bool ok = true;
	size_t n;

	seen = desk_seen(r->d, me, &n);
	json_array(&r->w, "conversations");
	for (size_t i = 0; ok && i < n; i++) {
		json_object(&r->w, NULL);
		query_put_conversation(r, me, seen[i]);
		ok = put_events(r, seen[i], me, 0, SNAPSHOT_EVENTS);
		json_end_object(&r->w);
	}
	json_end_array(&r->w);
	free(seen);
	return ok;
}

static void
put_limits(struct reading *r)
{
	json_object(&r->w, "limits");
	json_put_i64(&r->w, "message_bytes", MAX_MESSAGE_BYTES);
	json_put_i64(&r->w, "hold_s", HOLD_S);
	json_put_i64(&r->w, "file_bytes", r->q->hub->config.max_file_bytes);
	json_end_object(&r->w);
}

static void
put_settings(struct reading *r)
{
	const struct hub *h = r->q->hub;

	json_array(&r->w, "outcomes");
	for (size_t i = 0; i < h->config.n_outcomes; i++)
		json_put_str(&r->w, NULL, h->outcomes[i]);
	json_end_array(&r->w);
	put_limits(r);
	/* No target at all is 0 on the wire. */
	json_object(&r->w, "targets");
	json_put_i64(&r->w, "first_ms",
	    h->config.first_target_ms == INT64_MAX ? 0 :
	    h->config.first_target_ms);
	json_put_i64(&r->w, "next_ms",
	    h->config.next_target_ms == INT64_MAX ? 0 :
	    h->config.next_target_ms);
	json_put_i64(&r->w, "wrap_up_ms",
	    h->config.wrap_up_target_ms == INT64_MAX ? 0 :
	    h->config.wrap_up_target_ms);
	json_end_object(&r->w);
	proto_templates_write(&r->w, h->config.templates,
	    h->config.n_templates);
	proto_masks_write(&r->w, h->config.mask.patterns, h->config.mask.n);
	json_array(&r->w, "customer_fields");
	for (size_t i = 0; i < h->config.n_customer_fields; i++)
		json_put_str(&r->w, NULL, h->config.customer_fields[i]);
	json_end_array(&r->w);
	json_array(&r->w, "reasons");
	for (size_t i = 0; i < h->config.n_reasons; i++)
		json_put_str(&r->w, NULL, h->config.reasons[i]);
	json_end_array(&r->w);
	json_put_bool(&r->w, "fixed_reasons", h->config.fixed_reasons);
}

static bool
put_tag(void *ctx, const void *record)
{
	struct reading *r = ctx;

	json_put_str(&r->w, NULL, record);
	return true;
}

static bool
put_tags(struct reading *r)
{
	bool ok;

	json_array(&r->w, "tags");
	ok = r->s->ops->list(r->s, STORE_TAGS, SNAPSHOT_TAGS, put_tag, r,
	    r->err);
	json_end_array(&r->w);
	return ok;
}

static bool
put_gone(void *ctx, const void *record)
{
	const struct store_gone *gone = record;
	struct reading *r = ctx;

	json_put_i64(&r->w, NULL, gone->first);
	json_put_i64(&r->w, NULL, gone->last);
	return true;
}

static bool
put_gone_list(struct reading *r)
{
	bool ok;

	json_array(&r->w, "gone");
	ok = r->s->ops->list(r->s, STORE_GONE, SNAPSHOT_GONE, put_gone, r,
	    r->err);
	json_end_array(&r->w);
	return ok;
}

static bool
read_snapshot(struct reading *r)
{
	const struct operator *me;

	if (!load_desk(r->s, r->d, r->err) || (me = find_me(r)) == NULL)
		return false;
	json_put_i64(&r->w, "version", PROTO_VERSION);
	json_put_str(&r->w, "desk", r->q->hub->desk_name);
	if (!put_cursor(r))
		return false;
	json_put_i64(&r->w, "at", clock_now_ms());
	put_operator(r, "me", me);
	put_operators(r);
	put_departments(r);
	if (!put_conversations(r, me) || !put_canned_list(r))
		return false;
	put_settings(r);
	json_put_bool(&r->w, "tells_reading",
	    r->q->hub->config.tells_reading);
	if (!query_broadcasts(r, me))
		return false;
	json_put_bool(&r->w, "edits_canned",
	    r->q->hub->config.operators_edit_canned ||
	    me->role != ROLE_OPERATOR);
	return put_tags(r) && put_gone_list(r) && query_winbacks(r);
}

/* The conversations of the customer are all that sight depends on. */
static bool
put_conversation(void *ctx, const void *record)
{
	desk_put_conversation(ctx, record);
	return true;
}

static bool
load_customer(struct reading *r, int64_t customer_id)
{
	return load_operators(r->s, r->d, r->err) &&
	    r->s->ops->list(r->s, STORE_OF_CUSTOMER, customer_id,
	    put_conversation, r->d, r->err);
}

static bool
read_transcript(struct reading *r)
{
	int64_t id = r->q->q.conversation_id;
	const struct conversation *c;
	const struct operator *me = NULL;

	if (!load_conversation(r->s, r->d, id, r->err))
		return false;
	c = desk_conversation(r->d, id);
	if (c == NULL || (r->q->q.is_admin && c->state == CONVERSATION_TEAM))
		return none_such(r, "conversation", id);
	if (r->q->q.is_admin)
		goto seen;
	if (!(c->state == CONVERSATION_TEAM ? load_desk(r->s, r->d, r->err) :
	    load_customer(r, c->customer_id)) || (me = find_me(r)) == NULL)
		return false;
	if (!desk_may_see(r->d, me, c))
		return none_such(r, "conversation", id);
seen:
	query_put_conversation(r, me, c);
	return put_events(r, c, me, r->q->q.before, TRANSCRIPT_EVENTS);
}

static bool
serves(const struct desk *d, const struct operator *me)
{
	const struct conversation *c;

	if (me->role != ROLE_OPERATOR)
		return true;
	for (size_t i = 0; (c = desk_conversation_at(d, i)) != NULL; i++)
		if (desk_may_see(d, me, c))
			return true;
	return false;
}

static void
fill_earlier(struct earlier *e, struct reading *r,
    const struct conversation *c)
{
	const struct operator *o = desk_operator(r->d, c->operator_id);

	*e = (struct earlier){
		.conversation_id = c->id, .opened_ms = c->opened_ms,
		.closed_ms = c->closed_ms, .operator_id = c->operator_id,
		.operator_name = o == NULL ? "" : o->name,
		.subject = c->subject, .outcome = c->outcome,
		.stars = query_hides_stars(r) ? 0 : c->stars,
	};
}

static bool
put_customer(void *ctx, const void *record)
{
	struct reading *r = ctx;
	struct customer customer = *(const struct customer *)record;
	struct earlier earlier[EARLIER];
	size_t n = 0;

	while (desk_conversation_at(r->d, n) != NULL)
		n++;
	while (n > 0 && customer.n_earlier < EARLIER)
		fill_earlier(&earlier[customer.n_earlier++], r,
		    desk_conversation_at(r->d, --n));
	customer.earlier = earlier;
	str_reset(&r->q->body);
	json_begin(&r->w, &r->q->body);
	proto_customer_write(&r->w, NULL, &customer);
	return false;
}

static bool
read_customer(struct reading *r)
{
	int64_t id = r->q->q.customer_id;
	const struct operator *me;

	if (!load_customer(r, id) || (me = find_me(r)) == NULL)
		return false;
	str_reset(&r->q->body);
	if (serves(r->d, me) && !r->s->ops->list(r->s, STORE_CUSTOMERS, id,
	    put_customer, r, r->err))
		return false;
	return r->q->body.len > 0 || none_such(r, "customer", id);
}

static bool
read_canned(struct reading *r)
{
	return put_canned_list(r);
}

static bool
put_use(void *ctx, const void *record)
{
	struct json_out *w = ctx;
	const struct canned_by *by = record;

	json_object(w, NULL);
	json_put_i64(w, "canned_id", by->canned_id);
	json_put_i64(w, "operator_id", by->operator_id);
	json_put_i64(w, "uses", by->uses);
	json_put_i64(w, "last_used", by->used_ms);
	json_end_object(w);
	return true;
}

static bool
read_canned_uses(struct reading *r)
{
	bool ok;

	json_array(&r->w, "uses");
	ok = r->s->ops->list(r->s, STORE_CANNED_USES, 0, put_use, &r->w,
	    r->err);
	json_end_array(&r->w);
	return ok;
}

static bool
read_operators(struct reading *r)
{
	return load_desk(r->s, r->d, r->err) && put_operators(r);
}

static bool
read_departments(struct reading *r)
{
	return load_desk(r->s, r->d, r->err) && put_departments(r);
}

static bool
read_visitor(struct reading *r)
{
	int64_t id = r->q->q.conversation_id;
	const struct conversation *c;
	const struct operator *o;

	if (!load_operators(r->s, r->d, r->err) ||
	    !load_conversation(r->s, r->d, id, r->err))
		return false;
	c = desk_conversation(r->d, id);
	if (c == NULL)
		return none_such(r, "conversation", id);
	o = conversation_is_desks_offer(c) ? NULL :
	    desk_operator(r->d, c->operator_id);
	json_put_i64(&r->w, "conversation", id);
	json_put_str(&r->w, "state",
	    conversation_state_name(conversation_told_state(c)));
	json_put_str(&r->w, "operator_name", o == NULL ? "" : o->name);
	if (!put_cursor(r) ||
	    !put_visitor_events(r, c))
		return false;
	json_put_i64(&r->w, "stars", c->stars);
	json_put_i64(&r->w, "read", c->operator_read_seq);
	put_limits(r);
	return true;
}

static const struct row {
	bool (*read)(struct reading *r);
	bool is_object;		/* else it writes the whole body */
} rows[] = {
	[HUB_SNAPSHOT] = { read_snapshot, true },
	[HUB_TRANSCRIPT] = { read_transcript, true },
	[HUB_CUSTOMER] = { read_customer, false },
	[HUB_CANNED] = { read_canned, true },
	[HUB_CANNED_USES] = { read_canned_uses, true },
	[HUB_OPERATORS] = { read_operators, true },
	[HUB_DEPARTMENTS] = { read_departments, true },
	[HUB_VISITOR] = { read_visitor, true },
	[HUB_NAMED] = { query_named, true },
	[HUB_EXPORT] = { query_export, true },
	[HUB_AUDIT] = { audit_read, true },
	[HUB_AUDIT_VERIFY] = { audit_verify, true },
	[HUB_FILE] = { query_read_file, true },
	[HUB_PASSWORD] = { query_password, true },
	[HUB_SEARCH] = { query_search, true },
	[HUB_WINBACKS] = { query_winbacks, true },
	[HUB_RATING] = { query_rating, true },
};

bool
query_read(struct reading *r)
{
	const struct row *row = &rows[r->q->q.type];

	json_begin(&r->w, &r->q->body);
	if (!row->is_object)
		return row->read(r);
	json_object(&r->w, NULL);
	if (!row->read(r))
		return false;
	json_end_object(&r->w);
	return true;
}
