/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write_prepare.c - before an action is decided: has it been stored before,
 * and what the desk does not keep is looked up.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "server/hub/write.h"

/* A page that lost the answer to its first message may ask for the secret
 * again with the same client id, but not for ever. */
#define SECRET_AGAIN_MS 600000

int64_t
write_sender_id(const struct desk_sender *s)
{
	return s->kind == ACTOR_OPERATOR ? s->operator_id :
	    s->kind == ACTOR_VISITOR ? s->customer_id : 0;
}

bool
write_refuse(struct job *job, const struct err *why)
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
	/* 0: its text was masked since, with what followed it. */
	sent->is_same = e->fingerprint == sent->fingerprint ||
	    e->fingerprint == 0;
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

void
write_touch(struct turn *t, int64_t conversation_id)
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

void
write_set_result(struct turn *t, struct job *job)
{
	job->result.event = &job->event;
	job->result.conversation_id = job->event.conversation_id;
	job->result.customer_id = job->action.customer_id;
	if (job->event.conversation_id == 0)
		return;
	job->result.customer_id = customer_of(t, job->event.conversation_id);
	write_touch(t, job->event.conversation_id);
}

bool
write_secret(struct turn *t, struct job *job, int64_t customer_id,
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
bool
write_answer_repeat(struct turn *t, struct job *job, uint64_t fingerprint)
{
	struct sent sent = { .job = job, .fingerprint = fingerprint };
	struct hub_result *r = &job->result;
	struct err err;

	if (job->action.client_id[0] == '\0')
		return false;
	if (!t->store->ops->find_sent(t->store, job->sender.kind,
	    write_sender_id(&job->sender), job->action.client_id, read_sent, &sent,
	    &err)) {
		write_refuse(job, &err);
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
	write_set_result(t, job);
	if (t->now_ms - job->event.at_ms < SECRET_AGAIN_MS &&
	    !write_secret(t, job, r->customer_id, &err))
		write_refuse(job, &err);
	return true;
}

/* --- what the desk does not know ---------------------------------------- */

static bool
keep_customer(void *ctx, const void *record)
{
	struct job *job = ctx;
	const struct customer *from = record;
	struct customer *to = arena_alloc(job->arena, sizeof *to);

	if (to != NULL && customer_copy(to, from, job->arena))
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
		write_refuse(job, &err);
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

	a->note = a->segment = a->tags = "";
	a->fields = NULL;
	a->n_fields = 0;
	if (job->sender.customer_id == 0)
		return true;
	known = find_customer(t, job, job->sender.customer_id);
	if (known == NULL)
		return false;
	a->note = known->note;
	a->segment = known->segment;
	a->tags = known->tags;
	a->fields = known->fields;
	a->n_fields = known->n_fields;
	if (a->name[0] == '\0')
		a->name = known->name;
	if (a->contact[0] == '\0')
		a->contact = known->contact;
	if (a->language[0] == '\0')
		a->language = known->language;
	return true;
}

/* What the action leaves out is as it was. */
static bool
prepare_customer(struct turn *t, struct job *job)
{
	struct action *a = &job->action;
	const struct customer *known = find_customer(t, job, a->customer_id);
	struct customer changed;

	if (known == NULL)
		return false;
	changed = *known;
	if (!customer_change_fields(&changed, a->fields, a->n_fields,
	    job->arena, &job->result.err))
		return false;
	if (a->name == NULL)
		a->name = known->name;
	if (a->contact == NULL)
		a->contact = known->contact;
	if (a->language == NULL)
		a->language = known->language;
	if (a->note == NULL)
		a->note = known->note;
	if (a->segment == NULL)
		a->segment = known->segment;
	if (a->tags == NULL)
		a->tags = known->tags;
	a->fields = changed.fields;
	a->n_fields = changed.n_fields;
	return true;
}

static bool
keep_canned(void *ctx, const void *record)
{
	struct job *job = ctx;
	const struct canned *from = record;
	struct canned *to = arena_alloc(job->arena, sizeof *to);

	if (to == NULL)
		return false;
	*to = *from;
	to->files = file_copy_list(job->arena, from->files, from->n_files);
	if (from->n_files > 0 && to->files == NULL)
		return false;
	/* What is decided needs no text of it. */
	to->shortcut = to->title = to->language = to->text = "";
	job->action.canned_was = to;
	return false;
}

struct canned_search {
	int64_t id;
	bool	is_taken;
};

static bool
look_at_canned(void *ctx, const void *record)
{
	struct canned_search *search = ctx;

	search->is_taken = ((const struct canned *)record)->id != search->id;
	return false;
}

/* Whose shortcuts they are is not told to others. */
static bool
may_ask_name(const struct job *job)
{
	int64_t owner_id = job->action.canned->owner_id;

	return job->sender.kind != ACTOR_OPERATOR || owner_id == 0 ||
	    owner_id == job->sender.operator_id;
}

static bool
prepare_canned(struct turn *t, struct job *job)
{
	const struct action *a = &job->action;
	struct canned_search search = { 0 };
	struct err *out = &job->result.err, err;
	const struct store_ops *ops = t->store->ops;

	search.id = a->type == ACTION_CANNED_REMOVE ? a->canned_id :
	    a->canned == NULL ? 0 : a->canned->id;
	if (search.id != 0 && !ops->list(t->store, STORE_CANNED, search.id,
	    keep_canned, job, &err))
		return write_refuse(job, &err);
	if ((a->type == ACTION_CANNED_REMOVE || search.id != 0) &&
	    a->canned_was == NULL)
		return err_set(out, ERR_NOT_FOUND,
		    "there is no canned reply %lld", (long long)search.id);
	if (a->type == ACTION_CANNED_REMOVE || a->canned == NULL ||
	    !may_ask_name(job))
		return true;
	if (!ops->find_canned(t->store, a->canned, look_at_canned, &search,
	    &err))
		return write_refuse(job, &err);
	if (search.is_taken)
		return err_set(out, ERR_CONFLICT,
		    "shortcut: '%s' is taken in this language: choose another",
		    a->canned->shortcut);
	return write_find_canned_files(t, job);
}

/* What is said in a room that is there already is a message like any other;
 * which room it is stands in the answer in any case. */
static bool
prepare_talk(struct turn *t, struct job *job)
{
	struct action *a = &job->action;
	int64_t other = a->operator_id;
	const struct conversation *c = desk_room(t->desk,
	    other == 0 ? 0 : job->sender.operator_id, other,
	    a->department_id);

	if (c == NULL)
		return true;
	a->conversation_id = c->id;
	write_touch(t, c->id);
	if (a->text[0] == '\0')
		return true;
	a->type = ACTION_MESSAGE;
	return write_mask(t, job);
}

/* A wait that begins is measured by what the customer is. */
static bool
prepare_segment(struct turn *t, struct job *job)
{
	const struct customer *known;

	if (job->sender.kind != ACTOR_VISITOR ||
	    desk_rules(t->desk)->book == NULL)
		return true;
	known = find_customer(t, job, job->sender.customer_id);
	if (known == NULL)
		return false;
	job->action.segment = known->segment;
	return true;
}

static int64_t
made_in(const struct desk *d, int64_t block_id)
{
	const struct ban *b = bans_get(desk_bans(d), block_id);

	return b == NULL ? 0 : b->conversation_id;
}

struct last_address {
	int64_t	       at_ms;
	struct address from;
};

static bool
keep_last(void *ctx, const void *record)
{
	const struct store_address *a = record;
	struct last_address *last = ctx;

	if (a->at_ms >= last->at_ms)
		*last = (struct last_address){ a->at_ms, a->from };
	return true;
}

static bool
is_among_others(const struct action *a, int64_t conversation_id)
{
	for (size_t i = 0; i < a->n_others; i++)
		if (a->others[i] == conversation_id)
			return true;
	return false;
}

/* Who came after the loop had counted, and before this is decided, is struck
 * like those it knew. */
static bool
find_late(struct turn *t, struct action *a, int64_t own_id, struct err *err)
{
	const struct conversation *c;
	struct range range;

	if (a->is_limit || !desk_block_range(a, &range))
		return true;
	for (size_t i = 0; (c = desk_conversation_at(t->desk, i)) != NULL;
	    i++) {
		struct last_address last = { .at_ms = 0 };

		if ((c->state != CONVERSATION_WAITING &&
		    c->state != CONVERSATION_ACTIVE) || c->customer_id == 0 ||
		    c->customer_id == own_id || is_among_others(a, c->id))
			continue;
		if (!t->store->ops->list(t->store, STORE_ADDRESSES,
		    c->customer_id, keep_last, &last, err))
			return false;
		if (!range_has(&range, &last.from))
			continue;
		a->n_struck++;
		if (a->n_others < MAX_BAN_OTHERS)
			a->others[a->n_others++] = c->id;
	}
	return true;
}

/* What a block takes the place of may have been made in another. */
static bool
prepare_block(struct turn *t, struct job *job)
{
	int64_t id = desk_replaced_in(t->desk, &job->action, t->now_ms);
	const struct conversation *own = desk_conversation(t->desk,
	    job->action.conversation_id);
	struct err err;

	if (!find_late(t, &job->action, own == NULL ? 0 : own->customer_id,
	    &err) || !load_conversation(t->store, t->desk, id, &err))
		return write_refuse(job, &err);
	if (desk_conversation(t->desk, id) != NULL)
		write_touch(t, id);
	return true;
}

bool
write_prepare(struct turn *t, struct job *job)
{
	struct action *a = &job->action;
	int64_t id = job->sender.kind == ACTOR_VISITOR ?
	    job->sender.conversation_id : a->conversation_id;
	struct err err;

	if (a->type == ACTION_UNBLOCK)
		id = made_in(t->desk, a->block_id);
	if (!load_conversation(t->store, t->desk, id, &err))
		return write_refuse(job, &err);
	if (desk_conversation(t->desk, id) != NULL)
		write_touch(t, id);
	switch (a->type) {
	case ACTION_OPEN:
		return prepare_open(t, job) && routing_find_known(t, job);
	case ACTION_TALK:
		return prepare_talk(t, job);
	case ACTION_MESSAGE:
		if (!prepare_segment(t, job))
			return false;
		return write_mask(t, job) && write_find_files(t, job);
	case ACTION_RATE:
		return write_find_winback(t, job);
	case ACTION_CUSTOMER:
		return prepare_customer(t, job);
	case ACTION_BLOCK:
	case ACTION_BLOCK_RANGE:
		return prepare_block(t, job);
	case ACTION_CANNED_PUT:
	case ACTION_CANNED_REMOVE:
		return prepare_canned(t, job);
	default:
		return true;
	}
}
