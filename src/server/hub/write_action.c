/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write_action.c - one action inside a turn: decided and stored.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/tags.h"
#include "server/hub/write.h"

#define EVENT_JSON_BYTES (256 * 1024)

static bool
count_tags(struct store *s, const char *added, struct err *err)
{
	char tag[MAX_TAG_BYTES + 1];

	for (int i = 0; tags_at(added, i, tag); i++)
		if (!s->ops->put(s, STORE_TAGS, tag, err))
			return false;
	return true;
}

static bool
put_conversation(struct turn *t, const struct event *ev, struct err *err)
{
	return t->store->ops->put(t->store, STORE_CONVERSATIONS,
	    desk_conversation(t->desk, ev->conversation_id), err);
}

/* In a room each member has a mark of their own. */
static bool
put_room_read(struct turn *t, const struct event *ev, struct err *err)
{
	struct store_room_read read = { ev->conversation_id, ev->by_id,
		ev->upto };

	return desk_conversation(t->desk, ev->conversation_id)->state !=
	    CONVERSATION_TEAM || t->store->ops->room_read(t->store, &read,
	    err);
}

/* What is chosen is remembered beside what follows from it. */
static bool
put_state(struct turn *t, const struct event *ev, struct err *err)
{
	struct store_state state = {
		.now = *desk_operator(t->desk, ev->operator_id),
		/* Who lets offers pass does so after a restart as well. */
		.has_choice = ev->by == ACTOR_OPERATOR ||
		    ev->presence == PRESENCE_ONLINE ||
		    strcmp(ev->reason, REASON_PASSED) == 0,
	};

	state.chosen = state.now;
	return t->store->ops->put(t->store, STORE_STATES, &state, err);
}

/* The whole of it, as the desk has it now. */
static bool
put_block(struct turn *t, const struct event *ev, struct err *err)
{
	const struct ban *b = bans_get(desk_bans(t->desk),
	    ev->type == EVENT_BLOCKED ? ev->seq : ev->upto);

	return (b == NULL || t->store->ops->put(t->store, STORE_BLOCKS, b,
	    err)) && (ev->conversation_id == 0 ||
	    put_conversation(t, ev, err));
}

/* Where a visitor wrote from is no event. */
static bool
put_address(struct turn *t, const struct job *job, struct err *err)
{
	struct store_address a = { .at_ms = t->now_ms,
		.conversation_id = job->result.conversation_id,
		.customer_id = job->result.customer_id,
		.from = job->sender.from };

	if (t->hub == NULL || t->hub->config.keep_addresses_ms == 0 ||
	    job->sender.kind != ACTOR_VISITOR || !a.from.is_known ||
	    (job->action.type != ACTION_OPEN &&
	    job->action.type != ACTION_MESSAGE))
		return true;
	return t->store->ops->put(t->store, STORE_ADDRESSES, &a, err);
}

static bool
put_record(struct turn *t, const struct job *job, const struct event *ev,
    struct err *err)
{
	struct store *s = t->store;

	if (ev->n_files > 0 && !write_send_files(t, job, ev, err))
		return false;
	switch (ev->type) {
	case EVENT_CUSTOMER:
		return s->ops->put(s, STORE_CUSTOMERS, ev->customer, err);
	case EVENT_OPERATOR:
		return s->ops->put(s, STORE_OPERATORS, ev->operator, err);
	case EVENT_DEPARTMENT:
		return s->ops->put(s, STORE_DEPARTMENTS, ev->department, err);
	case EVENT_CANNED:
		return s->ops->put(s, STORE_CANNED, ev->canned, err) &&
		    write_canned_files(t, job, ev, err);
	case EVENT_CANNED_REMOVED:
		return s->ops->remove(s, STORE_CANNED, ev->canned_id, err) &&
		    s->ops->files_free(s, ev->canned_id, t->now_ms, err);
	case EVENT_MESSAGE:
		return write_count_canned(t, job, err) &&
		    put_conversation(t, ev, err);
	case EVENT_EDITED:
		/* What was taken back has no files for the customer. */
		if (!s->ops->files_taken_back(s, ev->conversation_id, ev->upto,
		    ev->text[0] == '\0', err))
			return false;
		return put_conversation(t, ev, err);
	case EVENT_READ:
		return put_room_read(t, ev, err) &&
		    put_conversation(t, ev, err);
	case EVENT_TAGGED:
		if (!count_tags(s, ev->added, err))
			return false;
		return put_conversation(t, ev, err);
	case EVENT_BROADCAST:
	case EVENT_SEEN:
		return write_broadcast(t, ev, err);
	case EVENT_WINBACK:
		return write_winback(t, job, ev, err) &&
		    put_conversation(t, ev, err);
	case EVENT_BLOCKED:
	case EVENT_UNBLOCKED:
		return put_block(t, ev, err);
	case EVENT_FORGOTTEN:
		return true;
	case EVENT_STATE:
		return put_state(t, ev, err);
	default:
		return put_conversation(t, ev, err);
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
	const struct conversation *c = desk_conversation(t->desk,
	    ev.conversation_id);
	const struct operator *o;
	struct str text;

	if (ev.conversation_id == 0 || !event_is_told(&ev) ||
	    (c != NULL && c->state == CONVERSATION_TEAM))
		return;
	o = fold_speaker(t->desk, &ev);
	if (o != NULL)
		ev.name = o->name;
	write_json(&text, &ev, PROTO_FOR_VISITOR);
	keep_json(&fresh->visitor_json, &fresh->visitor_len, &text);
}

static int64_t
customer_of(const struct desk *d, int64_t conversation_id)
{
	const struct conversation *c = desk_conversation(d, conversation_id);

	return c != NULL ? c->customer_id : 0;
}

static bool
store_event(struct turn *t, const struct job *job, struct event *ev,
    uint64_t fingerprint, struct err *err)
{
	struct fresh *fresh = add_fresh(t->batch, ev);
	const struct audience *who = &fresh->audience;
	struct store_event row;
	struct str text, words;
	bool ok;

	str_init(&words, FOUND_TEXT_BYTES);
	fresh->ev.seq = ev->seq = t->next_seq++;
	desk_apply(t->desk, ev, &fresh->audience);
	write_json(&text, ev, PROTO_FOR_OPERATOR);
	keep_json(&fresh->json, &fresh->len, &text);
	keep_visitor_json(t, fresh);
	row = (struct store_event){
		.seq = ev->seq, .conversation_id = ev->conversation_id,
		.at_ms = ev->at_ms, .type = ev->type,
		.sender = job->sender.kind,
		.sender_id = write_sender_id(&job->sender),
		.client_id = ev->client_id, .fingerprint = fingerprint,
		.everyone = who->everyone, .operator_id = who->operator_id,
		.was_operator_id = who->was_operator_id,
		.also_operator_id = who->also_operator_id,
		.queue_id = who->queue_id, .was_queue_id = who->was_queue_id,
		.json = fresh->json, .json_len = fresh->len,
		.text = found_text(ev, &words),
		.customer_id = ev->type == EVENT_CUSTOMER ? ev->customer->id :
		    customer_of(t->desk, ev->conversation_id),
	};
	write_touch(t, ev->conversation_id);
	ok = t->store->ops->append(t->store, &row, err) &&
	    put_record(t, job, ev, err) && put_password(t, job, ev, err);
	str_clear(&words);
	return ok;
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
void
write_take_back(struct turn *t, struct job *job, size_t n_fresh,
    const struct err *why)
{
	struct desk *d;
	struct err err;

	t->next_seq -= (int64_t)(t->batch->n_fresh - n_fresh);
	drop_fresh(t->batch, n_fresh);
	job->stores_secret = false;
	job->result.event = NULL;
	write_refuse(job, why);
	d = desk_new();
	desk_set_like(d, t->desk);
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
	if (ev->type == EVENT_ROOM &&
	    ev->conversation_id == t->next.conversation)
		t->next.conversation++;
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

static enum event_type
unchanged_event(enum action_type type)
{
	switch (type) {
	case ACTION_READ:
		return EVENT_READ;
	case ACTION_TAG:
		return EVENT_TAGGED;
	case ACTION_PROMISE:
		return EVENT_PROMISED;
	case ACTION_JOIN:
		return EVENT_JOINED;
	case ACTION_LEAVE:
		return EVENT_LEFT;
	case ACTION_TALK:
		return EVENT_ROOM;
	case ACTION_STATE:
		return EVENT_STATE;
	default:
		return EVENT_CLOSED;
	}
}

/* Nothing had to change: told as the event that it would have been. */
static void
answer_unchanged(struct turn *t, struct job *job)
{
	const struct action *a = &job->action;
	struct event *ev = &job->event;

	event_init(ev, unchanged_event(a->type));
	ev->conversation_id = job->sender.kind == ACTOR_VISITOR ?
	    job->sender.conversation_id : a->conversation_id;
	ev->at_ms = t->now_ms;
	ev->by = job->sender.kind;
	ev->by_id = job->sender.kind == ACTOR_OPERATOR ?
	    job->sender.operator_id : 0;
	ev->client_id = a->client_id;
	ev->upto = a->upto;
	if (a->type == ACTION_TAG && desk_conversation(t->desk,
	    a->conversation_id) != NULL)
		ev->tags = arena_dup(job->arena, desk_conversation(t->desk,
		    a->conversation_id)->tags);
	if (ev->tags == NULL)
		ev->tags = "";
	job->result.is_repeat = true;
	write_set_result(t, job);
}

bool
write_event(struct turn *t, const struct job *job, struct event *ev,
    struct err *err)
{
	return store_event(t, job, ev, 0, err);
}

static bool
store_all(struct turn *t, struct job *job, struct decision *decision,
    uint64_t fingerprint, struct err *err)
{
	for (int i = 0; i < decision->n_events; i++) {
		struct event *ev = &decision->events[i];

		if (!store_event(t, job, ev, fingerprint, err) ||
		    !audit_event(t, job, ev, err))
			return false;
		if (ev->client_id[0] != '\0' || i == 0)
			job->event = *ev;
	}
	if (!write_amends(t, job, store_event, err))
		return false;
	write_set_result(t, job);
	return put_address(t, job, err) &&
	    write_secret(t, job, job->result.customer_id, err);
}

void
write_action(struct turn *t, struct job *job)
{
	struct hub_result *r = &job->result;
	uint64_t fingerprint;
	struct decision decision;
	size_t n_fresh = t->batch->n_fresh;
	struct audit_end audit = t->audit;
	int64_t since_ms = 0;
	struct err err;

	if (r->err.code != ERR_NONE)
		return;
	fingerprint = job_fingerprint(job);
	if (!t->store->ops->mark(t->store, &err)) {
		write_refuse(job, &err);
		return;
	}
	if (write_answer_repeat(t, job, fingerprint) || !write_prepare(t, job))
		return;
	if (job->is_amended)
		fingerprint = 0;
	if (job->action.type == ACTION_CUSTOMER)
		since_ms = job->event.customer->since_ms;
	if (!desk_decide(t->desk, &job->sender, &job->action, t->now_ms,
	    &t->next, job->arena, &decision, &r->err)) {
		r->winner_id = decision.winner_id;
		r->n_struck = decision.n_struck;
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
		t->audit = audit;
		write_take_back(t, job, n_fresh, &err);
		return;
	}
	for (int i = 0; i < decision.n_events; i++)
		count_ids(t, &decision.events[i]);
}
