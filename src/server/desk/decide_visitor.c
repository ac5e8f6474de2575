/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide_visitor.c - what those may who write to the desk.
 */
#include "server/desk/internal.h"

/* One that is being wrapped up is the operator's business only: for its
 * visitor it has ended. */
static const struct conversation *
open_one_of(const struct desk *d, int64_t customer_id)
{
	const struct conversation *c;

	for (size_t i = 0; (c = desk_conversation_at(d, i)) != NULL; i++)
		if (c->customer_id == customer_id &&
		    (c->state == CONVERSATION_WAITING ||
		    c->state == CONVERSATION_ACTIVE))
			return c;
	return NULL;
}

/* The record that begins or follows what the visitor says of themselves;
 * `note` and the rest is what the hub has found in the record so far. */
static bool
add_customer(struct deciding *x, int64_t id)
{
	struct customer *customer = arena_alloc(x->arena, sizeof *customer);

	if (customer == NULL)
		return err_set(x->err, ERR_BUSY, "no memory for the action");
	*customer = (struct customer){
		.id = id, .name = x->a->name, .contact = x->a->contact,
		.language = x->a->language, .note = x->a->note,
		.segment = x->a->segment, .tags = x->a->tags,
		.fields = x->a->fields, .n_fields = x->a->n_fields,
		.since_ms = x->s->customer_id == 0 ? x->now_ms : 0,
	};
	decide_add(x, EVENT_CUSTOMER)->customer = customer;
	return true;
}

bool
decide_open(struct deciding *x)
{
	const struct action *a = x->a;
	const struct department *department =
	    desk_department(x->d, a->department_id);
	char *subject = arena_alloc(x->arena, MAX_SUBJECT_BYTES + 1);
	int64_t customer_id = x->s->customer_id;
	struct event *ev, *opened;

	if (subject == NULL)
		return err_set(x->err, ERR_BUSY, "no memory for the action");
	if (a->department_id != 0 &&
	    (department == NULL || department->disabled))
		return err_set(x->err, ERR_VALUE,
		    "department_id: there is no department %lld",
		    (long long)a->department_id);
	if (customer_id != 0 && open_one_of(x->d, customer_id) != NULL)
		return err_set(x->err, ERR_CONFLICT,
		    "conversation %lld of this customer is still open",
		    (long long)open_one_of(x->d, customer_id)->id);
	if (customer_id == 0)
		customer_id = x->next->customer;
	conversation_subject(subject, MAX_SUBJECT_BYTES + 1, a->text);

	ev = decide_add_answer(x, EVENT_OPENED);
	ev->conversation_id = x->next->conversation;
	ev->customer_id = customer_id;
	ev->name = a->name;
	ev->language = a->language;
	ev->page = a->page;
	/* What is none is nobody's fault who could mend it. */
	if (zone_name_ok(a->time_zone))
		ev->time_zone = a->time_zone;
	ev->department_id = a->department_id;
	ev->text = subject;
	opened = ev;
	ev = decide_add(x, EVENT_MESSAGE);
	ev->conversation_id = x->next->conversation;
	ev->text = a->text;
	return add_customer(x, customer_id) && decide_intake(x, opened);
}

/* Their word always comes through: it reopens what was closed, with the same
 * operator as long as that one still writes it up. */
bool
decide_visitor_message(struct deciding *x)
{
	if (x->c->state == CONVERSATION_WRAP_UP ||
	    x->c->state == CONVERSATION_CLOSED) {
		struct event *ev = decide_add(x, EVENT_REOPENED);

		if (x->c->state == CONVERSATION_WRAP_UP)
			ev->operator_id = x->c->operator_id;
	}
	decide_say(x);
	return true;
}

bool
decide_visitor_close(struct deciding *x)
{
	if (x->c->state == CONVERSATION_WAITING ||
	    x->c->state == CONVERSATION_ACTIVE)
		decide_add_answer(x, EVENT_CLOSED);
	return true;
}
