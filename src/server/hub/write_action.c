/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write_action.c - one action inside a turn: seen before? decided? stored.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "server/hub/internal.h"

/* A page that lost the answer to its first message may ask for the secret
 * again with the same client id, but not for ever. */
#define SECRET_AGAIN_MS 600000
#define EVENT_JSON_BYTES (256 * 1024)

static int64_t
sender_id(const struct desk_sender *s)
{
	return s->kind == ACTOR_OPERATOR ? s->operator_id :
	    s->kind == ACTOR_VISITOR ? s->customer_id : 0;
}

static bool
refuse_store(struct job *job, const struct err *why)
{
	log_error("hub", "%s was not stored: %s",
	    action_name(job->action.type), why->text);
	return err_set(&job->result.err, ERR_STORE, "%s", why->text);
}

/* --- seen before ------------------------------------------------------- */

struct sent {
	struct job *job;
	uint64_t    fingerprint;
	bool	    found, is_same, is_read;
};

static bool
read_sent(void *ctx, const struct store_event *e)
{
	struct sent *sent = ctx;
	struct json *json;

	sent->found = true;
	sent->is_same = e->fingerprint == sent->fingerprint;
	if (!sent->is_same)
		return false;
	json = json_parse(e->json, e->json_len, NULL);
	sent->is_read = json != NULL && proto_event_read(json,
	    sent->job->arena, &sent->job->event, NULL);
	json_free(json);
	return false;
}

static int64_t
customer_of(struct turn *t, int64_t conversation_id)
{
	const struct conversation *c;

	if (!load_conversation(t->store, t->desk, conversation_id, NULL))
		return 0;
	c = desk_conversation(t->desk, conversation_id);
	return c == NULL ? 0 : c->customer_id;
}

static void
touch(struct turn *t, int64_t conversation_id)
{
	if (conversation_id == 0)
		return;
	for (size_t i = t->n_touched; i > 0; i--)
		if (t->touched[i - 1] == conversation_id)
			return;
	if (t->n_touched == t->cap_touched) {
		size_t cap = t->cap_touched == 0 ? 16 : 2 * t->cap_touched;

		t->touched = mem_grow(t->touched, t->cap_touched, cap,
		    sizeof *t->touched);
		t->cap_touched = cap;
	}
	t->touched[t->n_touched++] = conversation_id;
}

static void
set_result(struct turn *t, struct job *job)
{
	job->result.event = &job->event;
	job->result.conversation_id = job->event.conversation_id;
	job->result.customer_id = job->action.customer_id;
	if (job->event.conversation_id == 0)
		return;
	job->result.customer_id = customer_of(t, job->event.conversation_id);
	touch(t, job->event.conversation_id);
}

static bool
put_secret(struct turn *t, struct job *job, int64_t customer_id,
    struct err *err)
{
	struct store_secret secret = { .customer_id = customer_id };

	if (!job->has_secret)
		return true;
	memcpy(secret.hash, job->secret, sizeof secret.hash);
	job->stores_secret = t->store->ops->put(t->store, STORE_SECRETS,
	    &secret, err);
	return job->stores_secret;
}

/* True: it was answered with what is stored, or refused. */
static bool
answer_repeat(struct turn *t, struct job *job, uint64_t fingerprint)
{
	struct sent sent = { .job = job, .fingerprint = fingerprint };
	struct hub_result *r = &job->result;
	struct err err;

	if (job->action.client_id[0] == '\0')
		return false;
	if (!t->store->ops->find_sent(t->store, job->sender.kind,
	    sender_id(&job->sender), job->action.client_id, read_sent, &sent,
	    &err)) {
		refuse_store(job, &err);
		return true;
	}
	if (!sent.found)
		return false;
	if (!sent.is_same) {
		err_set(&r->err, ERR_CONFLICT,
		    "this client id was used with other content");
		return true;
	}
	if (!sent.is_read) {
		err_set(&r->err, ERR_STORE, "the stored event is damaged");
		return true;
	}
	r->is_repeat = true;
	set_result(t, job);
	if (t->now_ms - job->event.at_ms < SECRET_AGAIN_MS &&
	    !put_secret(t, job, r->customer_id, &err))
		refuse_store(job, &err);
	return true;
}

/* --- what the desk does not know ---------------------------------------- */

static bool
keep_customer(void *ctx, const void *record)
{
	struct job *job = ctx;
	const struct customer *from = record;
	struct customer *to = arena_alloc(job->arena, sizeof *to);

	if (to == NULL)
		return false;
	*to = *from;
	to->name = arena_dup(job->arena, from->name);
	to->contact = arena_dup(job->arena, from->contact);
	to->language = arena_dup(job->arena, from->language);
	to->note = arena_dup(job->arena, from->note);
	if (to->name != NULL && to->contact != NULL && to->language != NULL &&
	    to->note != NULL)
		job->event.customer = to;
	return false;
}

/* The record as it is; ERR_NOT_FOUND when there is none. */
static const struct customer *
find_customer(struct turn *t, struct job *job, int64_t id)
{
	struct err err;

	job->event.customer = NULL;
	if (!t->store->ops->list(t->store, STORE_CUSTOMERS, id, keep_customer,
	    job, &err))
		refuse_store(job, &err);
	else if (job->event.customer == NULL)
		err_set(&job->result.err, ERR_NOT_FOUND,
		    "there is no customer %lld", (long long)id);
	return job->event.customer;
}

/* A visitor who comes again: what they leave out is as it was, and what
 * colleagues noted of them stays. */
static bool
prepare_open(struct turn *t, struct job *job)
{
	struct action *a = &job->action;
	const struct customer *known;

	a->note = "";
	if (job->sender.customer_id == 0)
		return true;
	known = find_customer(t, job, job->sender.customer_id);
	if (known == NULL)
		return false;
	a->note = known->note;
	if (a->name[0] == '\0')
		a->name = known->name;
	if (a->contact[0] == '\0')
		a->contact = known->contact;
	if (a->language[0] == '\0')
		a->language = known->language;
	return true;
}

struct canned_search {
	const struct canned *wanted;
	int64_t id;
	bool	has_id, is_taken;
};

static bool
look_at_canned(void *ctx, const void *record)
{
	struct canned_search *search = ctx;
	const struct canned *c = record;

	if (c->id == search->id)
		search->has_id = true;
	else if (search->wanted != NULL &&
	    strcmp(c->shortcut, search->wanted->shortcut) == 0 &&
	    strcmp(c->language, search->wanted->language) == 0)
		search->is_taken = true;
	return true;
}

static bool
prepare_canned(struct turn *t, struct job *job)
{
	const struct action *a = &job->action;
	struct canned_search search = { .wanted = a->canned };
	struct err *out = &job->result.err, err;

	search.id = a->type == ACTION_CANNED_REMOVE ? a->canned_id :
	    a->canned == NULL ? 0 : a->canned->id;
	if (!t->store->ops->list(t->store, STORE_CANNED, 0, look_at_canned,
	    &search, &err))
		return refuse_store(job, &err);
	if ((a->type == ACTION_CANNED_REMOVE || search.id != 0) &&
	    !search.has_id)
		return err_set(out, ERR_NOT_FOUND,
		    "there is no canned reply %lld", (long long)search.id);
	if (search.is_taken)
		return err_set(out, ERR_CONFLICT,
		    "shortcut: '%s' is taken in this language",
		    a->canned->shortcut);
	return true;
}

static bool
prepare(struct turn *t, struct job *job)
{
	struct action *a = &job->action;
	int64_t id = job->sender.kind == ACTOR_VISITOR ?
	    job->sender.conversation_id : a->conversation_id;
	struct err err;

	if (!load_conversation(t->store, t->desk, id, &err))
		return refuse_store(job, &err);
	if (desk_conversation(t->desk, id) != NULL)
		touch(t, id);
	switch (a->type) {
	case ACTION_OPEN:
		return prepare_open(t, job);
	case ACTION_CUSTOMER:
		return find_customer(t, job, a->customer_id) != NULL;
	case ACTION_CANNED_PUT:
	case ACTION_CANNED_REMOVE:
		return prepare_canned(t, job);
	case ACTION_TRANSFER:
		desk_set_presence(t->desk, a->operator_id, job->receiver);
		return true;
	default:
		return true;
	}
}

/* --- storing ----------------------------------------------------------- */

static bool
put_record(struct turn *t, const struct event *ev, struct err *err)
{
	struct store *s = t->store;

	switch (ev->type) {
	case EVENT_CUSTOMER:
		return s->ops->put(s, STORE_CUSTOMERS, ev->customer, err);
	case EVENT_OPERATOR:
		return s->ops->put(s, STORE_OPERATORS, ev->operator, err);
	case EVENT_DEPARTMENT:
		return s->ops->put(s, STORE_DEPARTMENTS, ev->department, err);
	case EVENT_CANNED:
		return s->ops->put(s, STORE_CANNED, ev->canned, err);
	case EVENT_CANNED_REMOVED:
		return s->ops->remove(s, STORE_CANNED, ev->canned_id, err);
	default:
		return s->ops->put(s, STORE_CONVERSATIONS,
		    desk_conversation(t->desk, ev->conversation_id), err);
	}
}

static bool
put_password(struct turn *t, const struct job *job, const struct event *ev,
    struct err *err)
{
	struct store_password password = {
		.hash = job->action.password,
	};

	if (ev->type != EVENT_OPERATOR || job->action.password[0] == '\0')
		return true;
	password.operator_id = ev->operator->id;
	return t->store->ops->put(t->store, STORE_PASSWORDS, &password, err);
}

static void
write_json(struct str *out, const struct event *ev, enum proto_reader reader)
{
	struct json_out w;

	str_init(out, EVENT_JSON_BYTES);
	json_begin(&w, out);
	proto_event_write(&w, NULL, ev, reader);
}

static void
keep_json(char **json, size_t *len, struct str *text)
{
	*len = text->len;
	*json = str_take(text);
}

static struct fresh *
add_fresh(struct batch *b, const struct event *ev)
{
	struct fresh *fresh;

	if (b->n_fresh == b->cap_fresh) {
		size_t cap = b->cap_fresh == 0 ? 16 : 2 * b->cap_fresh;

		b->fresh = mem_grow(b->fresh, b->cap_fresh, cap,
		    sizeof *b->fresh);
		b->cap_fresh = cap;
	}
	fresh = &b->fresh[b->n_fresh++];
	*fresh = (struct fresh){ .ev = *ev };
	return fresh;
}

/* What the visitor reads: an operator by name. */
static void
keep_visitor_json(const struct turn *t, struct fresh *fresh)
{
	struct event ev = fresh->ev;
	const struct operator *o;
	struct str text;

	if (ev.conversation_id == 0 || !event_is_public(ev.type))
		return;
	o = ev.by == ACTOR_OPERATOR ? desk_operator(t->desk, ev.by_id) : NULL;
	if (o != NULL)
		ev.name = o->name;
	write_json(&text, &ev, PROTO_FOR_VISITOR);
	keep_json(&fresh->visitor_json, &fresh->visitor_len, &text);
}

static bool
store_event(struct turn *t, const struct job *job, struct event *ev,
    uint64_t fingerprint, struct err *err)
{
	struct fresh *fresh = add_fresh(t->batch, ev);
	const struct audience *who = &fresh->audience;
	struct store_event row;
	struct str text;

	fresh->ev.seq = ev->seq = t->next_seq++;
	desk_apply(t->desk, ev, &fresh->audience);
	write_json(&text, ev, PROTO_FOR_OPERATOR);
	keep_json(&fresh->json, &fresh->len, &text);
	keep_visitor_json(t, fresh);
	row = (struct store_event){
		.seq = ev->seq, .conversation_id = ev->conversation_id,
		.at_ms = ev->at_ms, .type = ev->type,
		.sender = job->sender.kind,
		.sender_id = sender_id(&job->sender),
		.client_id = ev->client_id, .fingerprint = fingerprint,
		.everyone = who->everyone, .operator_id = who->operator_id,
		.was_operator_id = who->was_operator_id,
		.queue_id = who->queue_id, .was_queue_id = who->was_queue_id,
		.json = fresh->json, .json_len = fresh->len,
	};
	touch(t, ev->conversation_id);
	return t->store->ops->append(t->store, &row, err) &&
	    put_record(t, ev, err) && put_password(t, job, ev, err);
}

static void
drop_fresh(struct batch *b, size_t n)
{
	while (b->n_fresh > n) {
		struct fresh *fresh = &b->fresh[--b->n_fresh];

		free(fresh->json);
		free(fresh->visitor_json);
	}
}

/* The desk is ahead of the store: back to the mark, both. */
static void
take_back_half(struct turn *t, struct job *job, size_t n_fresh,
    const struct err *why)
{
	struct desk *d;
	struct err err;

	t->next_seq -= (int64_t)(t->batch->n_fresh - n_fresh);
	drop_fresh(t->batch, n_fresh);
	job->stores_secret = false;
	job->result.event = NULL;
	refuse_store(job, why);
	d = desk_new();
	if (t->store->ops->back(t->store) && load_desk(t->store, d, &err)) {
		for (size_t i = 0; i < t->n_touched; i++)
			if (!load_conversation(t->store, d, t->touched[i],
			    &err))
				t->is_lost = true;
		desk_free(t->desk);
		t->desk = d;
		return;
	}
	desk_free(d);
	t->is_lost = true;
}

static void
count_ids(struct turn *t, const struct event *ev)
{
	if (ev->type == EVENT_OPENED) {
		if (ev->conversation_id == t->next.conversation)
			t->next.conversation++;
		if (ev->customer_id == t->next.customer)
			t->next.customer++;
	}
	if ((ev->type == EVENT_OPERATOR &&
	    ev->operator->id == t->next.record) ||
	    (ev->type == EVENT_DEPARTMENT &&
	    ev->department->id == t->next.record) ||
	    (ev->type == EVENT_CANNED && ev->canned->id == t->next.record))
		t->next.record++;
}

/* Nothing had to change: told as the event that it would have been. */
static void
answer_unchanged(struct turn *t, struct job *job)
{
	const struct action *a = &job->action;
	struct event *ev = &job->event;

	event_init(ev, a->type == ACTION_READ ? EVENT_READ : EVENT_CLOSED);
	ev->conversation_id = job->sender.kind == ACTOR_VISITOR ?
	    job->sender.conversation_id : a->conversation_id;
	ev->at_ms = t->now_ms;
	ev->by = job->sender.kind;
	ev->by_id = job->sender.kind == ACTOR_OPERATOR ?
	    job->sender.operator_id : 0;
	ev->client_id = a->client_id;
	ev->upto = a->upto;
	job->result.is_repeat = true;
	set_result(t, job);
}

static bool
store_all(struct turn *t, struct job *job, struct decision *decision,
    uint64_t fingerprint, struct err *err)
{
	for (int i = 0; i < decision->n_events; i++) {
		struct event *ev = &decision->events[i];

		if (!store_event(t, job, ev, fingerprint, err))
			return false;
		if (ev->client_id[0] != '\0' || i == 0)
			job->event = *ev;
	}
	set_result(t, job);
	return put_secret(t, job, job->result.customer_id, err);
}

void
write_action(struct turn *t, struct job *job)
{
	struct hub_result *r = &job->result;
	uint64_t fingerprint;
	struct decision decision;
	size_t n_fresh = t->batch->n_fresh;
	int64_t since_ms = 0;
	struct err err;

	if (r->err.code != ERR_NONE)
		return;
	fingerprint = job_fingerprint(job);
	if (!t->store->ops->mark(t->store, &err)) {
		refuse_store(job, &err);
		return;
	}
	if (answer_repeat(t, job, fingerprint) || !prepare(t, job))
		return;
	if (job->action.type == ACTION_CUSTOMER)
		since_ms = job->event.customer->since_ms;
	if (!desk_decide(t->desk, &job->sender, &job->action, t->now_ms,
	    &t->next, job->arena, &decision, &r->err)) {
		r->winner_id = decision.winner_id;
		return;
	}
	if (decision.n_events == 0) {
		answer_unchanged(t, job);
		return;
	}
	if (since_ms != 0) {
		struct customer *changed = arena_alloc(job->arena,
		    sizeof *changed);

		if (changed != NULL) {
			*changed = *decision.events[0].customer;
			changed->since_ms = since_ms;
			decision.events[0].customer = changed;
		}
	}
	if (!store_all(t, job, &decision, fingerprint, &err)) {
		take_back_half(t, job, n_fresh, &err);
		return;
	}
	for (int i = 0; i < decision.n_events; i++)
		count_ids(t, &decision.events[i]);
}
