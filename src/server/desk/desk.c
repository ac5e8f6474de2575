/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/desk/desk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "server/desk/internal.h"

static int64_t
id_of(const void *item)
{
	int64_t id;

	memcpy(&id, item, sizeof id);
	return id;
}

/* Where the id is or would be. */
static size_t
shelf_index(const struct shelf *s, int64_t id)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (id_of(s->items[middle]) < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void *
shelf_find(const struct shelf *s, int64_t id)
{
	size_t i = shelf_index(s, id);

	return i < s->n && id_of(s->items[i]) == id ? s->items[i] : NULL;
}

void
shelf_link(struct shelf *s, void *item, int64_t id)
{
	size_t i = shelf_index(s, id);

	if (s->n == s->cap) {
		size_t cap = s->cap == 0 ? 16 : 2 * s->cap;

		s->items = mem_grow(s->items, s->cap, cap, sizeof *s->items);
		s->cap = cap;
	}
	memmove(s->items + i + 1, s->items + i,
	    (s->n - i) * sizeof *s->items);
	s->items[i] = item;
	s->n++;
}

void *
shelf_place(struct shelf *s, int64_t id, size_t size)
{
	void *item = shelf_find(s, id);

	if (item != NULL)
		return item;
	item = mem_alloc(1, size);
	memcpy(item, &id, sizeof id);
	shelf_link(s, item, id);
	return item;
}

bool
shelf_unlink(struct shelf *s, int64_t id)
{
	size_t i = shelf_index(s, id);

	if (i == s->n || id_of(s->items[i]) != id)
		return false;
	s->n--;
	memmove(s->items + i, s->items + i + 1,
	    (s->n - i) * sizeof *s->items);
	return true;
}

void
shelf_remove(struct shelf *s, int64_t id)
{
	void *item = shelf_find(s, id);

	if (shelf_unlink(s, id))
		free(item);
}

void
shelf_clear(struct shelf *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->items[i]);
	free(s->items);
	*s = (struct shelf){ 0 };
}

struct desk *
desk_new(void)
{
	struct desk *d = mem_new(struct desk);

	d->looked = mem_new(uint64_t);
	d->rules.return_after_ms = DESK_RETURN_AFTER_MS;
	d->rules.edit_ms = DESK_EDIT_MS;
	d->rules.bad_stars = DESK_BAD_STARS;
	d->rules.winback_due_ms = DESK_WINBACK_MS;
	d->rules.operators_block = DESK_OPERATORS_BLOCK;
	d->rules.longest_block_ms = DESK_LONGEST_BLOCK_MS;
	d->bans = bans_new();
	return d;
}

void
desk_set_rules(struct desk *d, const struct desk_rules *rules)
{
	d->rules = *rules;
	d->n_rules_set++;
}

void
desk_set_like(struct desk *d, const struct desk *from)
{
	desk_set_rules(d, &from->rules);
	if (from->routes != NULL)
		desk_set_routes(d, from->routes);
	desk_set_open(d, from->is_open, from->open_ctx);
}

const struct desk_rules *
desk_rules(const struct desk *d)
{
	return &d->rules;
}

void
desk_free(struct desk *d)
{
	if (d == NULL)
		return;
	queues_clear(d);
	shelf_clear(&d->operators);
	shelf_clear(&d->departments);
	shelf_clear(&d->conversations);
	shelf_clear(&d->turns);
	free(d->looked);
	bans_free(d->bans);
	free(d->marks);
	free(d->routes);
	free(d);
}

void
desk_put_conversation(struct desk *d, const struct conversation *c)
{
	struct conversation *own =
	    shelf_place(&d->conversations, c->id, sizeof *own);

	queue_leave(d, own);
	*own = *c;
	queue_enter(d, own);
}

static void
copy_state(struct operator *to, const struct operator *from)
{
	to->presence = from->presence;
	to->since_ms = from->since_ms;
	to->state_by_id = from->state_by_id;
	memcpy(to->reason, from->reason, sizeof to->reason);
}

/* The state is not of the record: it stays what it was. */
void
desk_put_operator(struct desk *d, const struct operator *o)
{
	struct operator *own = shelf_place(&d->operators, o->id, sizeof *own);
	struct operator was = *own;

	*own = *o;
	copy_state(own, &was);
	own->load = 0;
}

void
desk_put_department(struct desk *d, const struct department *dep)
{
	struct department *own =
	    shelf_place(&d->departments, dep->id, sizeof *own);

	*own = *dep;
	d->n_rules_set++;
}

void
desk_put_state(struct desk *d, const struct operator *state)
{
	struct operator *o = shelf_find(&d->operators, state->id);

	if (o != NULL)
		copy_state(o, state);
}

static void
apply_state(struct desk *d, const struct event *ev)
{
	struct operator state = { .id = ev->operator_id,
		.presence = ev->presence, .since_ms = ev->at_ms,
		.state_by_id = ev->by_id };

	str_copy(state.reason, sizeof state.reason, ev->reason);
	desk_put_state(d, &state);
}

void
desk_forget(struct desk *d, int64_t conversation_id)
{
	const struct conversation *c = desk_conversation(d, conversation_id);

	if (c == NULL)
		return;
	queue_leave(d, c);
	shelf_remove(&d->conversations, conversation_id);
}

const struct conversation *
desk_conversation(const struct desk *d, int64_t id)
{
	return shelf_find(&d->conversations, id);
}

const struct operator *
desk_operator(const struct desk *d, int64_t id)
{
	return shelf_find(&d->operators, id);
}

const struct department *
desk_department(const struct desk *d, int64_t id)
{
	return shelf_find(&d->departments, id);
}

const struct operator *
desk_operator_by_login(const struct desk *d, const char *login)
{
	const struct operator *o;

	for (size_t i = 0; (o = desk_operator_at(d, i)) != NULL; i++)
		if (strcmp(o->login, login) == 0)
			return o;
	return NULL;
}

const struct operator *
desk_operator_at(const struct desk *d, size_t i)
{
	return i < d->operators.n ? d->operators.items[i] : NULL;
}

const struct department *
desk_department_at(const struct desk *d, size_t i)
{
	return i < d->departments.n ? d->departments.items[i] : NULL;
}

const struct conversation *
desk_conversation_at(const struct desk *d, size_t i)
{
	return i < d->conversations.n ? d->conversations.items[i] : NULL;
}

/* --- folding ----------------------------------------------------------- */

/* An event about a conversation: those before and after it hear of it. */
static void
apply_to_conversation(struct desk *d, const struct event *ev,
    struct audience *audience)
{
	struct conversation *c;
	struct audience before = { 0 }, after = { 0 };
	int64_t sender_id = 0;	/* who waits for an offer to be accepted */
	int64_t was_owner_id;	/* of its win-back */

	if (ev->type == EVENT_OPENED || ev->type == EVENT_ROOM)
		c = shelf_place(&d->conversations, ev->conversation_id,
		    sizeof *c);
	else
		c = shelf_find(&d->conversations, ev->conversation_id);
	if (c == NULL)
		return;
	if (ev->type != EVENT_OPENED && ev->type != EVENT_ROOM)
		audience_of(&before, c);
	if (c->offered_until_ms != 0)
		sender_id = c->from_operator_id;
	was_owner_id = c->winback_owner_id;
	queue_leave(d, c);
	conversation_apply(c, ev);
	queue_enter(d, c);
	audience_of(&after, c);
	if (c->state == CONVERSATION_TEAM) {
		room_apply(d, c, ev, audience);
		return;
	}
	if (audience == NULL)
		return;
	if (ev->type == EVENT_WINBACK) {
		*audience = (struct audience){
			.operator_id = c->winback_owner_id,
			.was_operator_id = was_owner_id,
			.queue_id = AUDIENCE_HEADS,
			.was_queue_id = c->department_id };
		return;
	}
	if (ev->type == EVENT_WHISPER) {
		*audience = (struct audience){
			.operator_id = ev->operator_id,
			.queue_id = AUDIENCE_HEADS,
			.was_queue_id = c->department_id };
		return;
	}
	if (ev->type == EVENT_RATED && d->rules.hides_ratings)
		return;
	/* The end of an offer is news for its sender, whatever ended it. */
	if (c->offered_until_ms == 0 || ev->type == EVENT_TRANSFERRED)
		audience->also_operator_id = sender_id;
	audience->operator_id = after.operator_id;
	audience->queue_id = after.queue_id;
	if (before.operator_id != after.operator_id)
		audience->was_operator_id = before.operator_id;
	if (before.queue_id != after.queue_id)
		audience->was_queue_id = before.queue_id;
}

/* A customer's record concerns those who have to do with the customer. */
static void
customer_audience(const struct desk *d, int64_t customer_id,
    struct audience *audience)
{
	const struct conversation *c;

	for (size_t i = 0; (c = desk_conversation_at(d, i)) != NULL; i++)
		if (c->customer_id == customer_id &&
		    c->state != CONVERSATION_CLOSED)
			audience_of(audience, c);
}

static void
canned_audience(int64_t owner_id, struct audience *audience)
{
	if (audience != NULL)
		*audience = (struct audience){
			.everyone = owner_id == 0, .operator_id = owner_id,
		};
}

void
desk_apply(struct desk *d, const struct event *ev, struct audience *audience)
{
	if (audience != NULL)
		*audience = (struct audience){ 0 };
	switch (ev->type) {
	case EVENT_OPERATOR:
		desk_put_operator(d, ev->operator);
		break;
	case EVENT_DEPARTMENT:
		desk_put_department(d, ev->department);
		break;
	case EVENT_CANNED:
		canned_audience(ev->canned->owner_id, audience);
		return;
	case EVENT_CANNED_REMOVED:
		canned_audience(ev->operator_id, audience);
		return;
	case EVENT_BROADCAST:
		break;
	case EVENT_SEEN:
		if (audience != NULL)
			audience->operator_id = ev->by_id;
		return;
	case EVENT_STATE:
		apply_state(d, ev);
		break;
	case EVENT_FORGOTTEN:
		bans_forget(d->bans, ev->conversation_id);
		desk_forget(d, ev->conversation_id);
		break;
	case EVENT_CUSTOMER:
		if (audience != NULL)
			customer_audience(d, ev->customer->id, audience);
		return;
	case EVENT_BLOCKED:
	case EVENT_UNBLOCKED:
		ban_apply(d, ev);
		apply_to_conversation(d, ev, audience);
		return;
	default:
		desk_note_turn(d, ev);
		apply_to_conversation(d, ev, audience);
		return;
	}
	if (audience != NULL)
		audience->everyone = true;
}
