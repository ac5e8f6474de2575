/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deliver.c - a turn arrives in the loop: first it is shown, then those who
 * wait are woken, then its senders are answered.
 */
#include <stdlib.h>

#include "server/hub/internal.h"

/* Who had and who has it may have another load now. */
static void
put_touched(struct hub *h, const struct conversation *c)
{
	const struct conversation *before = desk_conversation(h->desk, c->id);
	int64_t was = before == NULL ? 0 : before->operator_id;

	if (before == NULL || before->state != c->state ||
	    before->operator_id != c->operator_id ||
	    before->department_id != c->department_id)
		h->queue_changed = true;
	desk_put_conversation(h->desk, c);
	estimates_put(h->estimates, c);
	figures_put(h->figures, c);
	if (was != c->operator_id)
		presence_refresh(h, was);
	presence_refresh(h, c->operator_id);
}

static void
forget(struct hub *h, int64_t conversation_id)
{
	const struct conversation *c = desk_conversation(h->desk,
	    conversation_id);
	int64_t operator_id = c == NULL ? 0 : c->operator_id;

	desk_forget(h->desk, conversation_id);
	figures_forget(h->figures, conversation_id);
	moment_forget(h, conversation_id);
	estimates_forget(h->estimates, conversation_id);
	presence_refresh(h, operator_id);
	h->queue_changed = true;
}

static void
apply_records(struct hub *h, const struct fresh *fresh)
{
	const struct event *ev = &fresh->ev;

	routing_note(h, ev);
	if (ev->type == EVENT_OPERATOR || ev->type == EVENT_DEPARTMENT ||
	    ev->type == EVENT_STATE)
		desk_apply(h->desk, ev, NULL);
	if (ev->type == EVENT_OPERATOR)
		presence_refresh(h, ev->operator->id);
	if (ev->type == EVENT_STATE)
		presence_refresh(h, ev->operator_id);
	if (ev->type == EVENT_OPENED)
		secrets_set_latest(h, ev->customer_id, ev->conversation_id);
	if (ev->type == EVENT_MESSAGE && ev->by == ACTOR_VISITOR)
		moment_said(h, ev->conversation_id, ev->text);
	if (ev->type == EVENT_MISSED)
		figures_missed(h->figures, ev->conversation_id, ev->at_ms);
	if (ev->type == EVENT_FORGOTTEN)
		forget(h, ev->conversation_id);
	if (ev->type == EVENT_FORGOTTEN || ev->type == EVENT_BLOCKED ||
	    ev->type == EVENT_UNBLOCKED)
		desk_apply(h->desk, ev, NULL);
	if (ev->type == EVENT_MESSAGE)
		moment_stop(h, ev->conversation_id, ev->by);
}

static void
forget_customer(struct hub *h, int64_t customer_id)
{
	secrets_forget(h, customer_id);
	visitors_forget(h, customer_id);
	desk_leave_bans(h->desk, customer_id);
}

static void
keep_secrets(struct hub *h, const struct job *job)
{
	if (job->result.err.code != ERR_NONE)
		return;
	if (job->stores_secret)
		secrets_add(h, job->secret, job->result.customer_id);
	if (job->type == JOB_FACTOR_PUT)
		sessions_forget(h, job->session.operator_id);
	if (job->type == JOB_SESSION_PUT)
		sessions_add(h, &job->session, &job->proof);
	if (job->type == JOB_ERASE ||
	    (job->type == JOB_RETENTION && job->customer_id != 0))
		forget_customer(h, job->customer_id);
}

static void
wake(struct hub *h, const struct batch *b, int64_t first)
{
	bool is_block = false;

	if (b->n_fresh > 0)
		waiters_wake_operators(h);
	for (int64_t seq = first; seq <= h->ring.last_seq; seq++) {
		const struct ring_event *e = ring_at(&h->ring, seq);

		if (e != NULL && e->type == EVENT_FORGOTTEN)
			waiters_end_visitors(h, e->conversation_id);
		else if (e != NULL && e->conversation_id != 0)
			waiters_wake_visitors(h, e->conversation_id);
		is_block = is_block || (e != NULL && e->type == EVENT_BLOCKED);
	}
	if (is_block)
		visitors_end_blocked(h, h->ticked_ms);
}

static void
push(struct hub *h, struct fresh *own)
{
	bool is_edit = own->ev.type == EVENT_EDITED;
	int64_t message = own->ev.upto;

	if (own->ev.type == EVENT_FORGOTTEN)
		ring_forget(&h->ring, own->ev.conversation_id);
	ring_push(&h->ring, own);
	if (is_edit)
		ring_fold(&h->ring, h->desk, message);
}

void
batch_deliver(struct hub *h, struct mail *m)
{
	struct batch *b = (struct batch *)m;
	int64_t first = h->ring.last_seq + 1;
	struct job *job;

	for (size_t i = 0; i < b->n_touched; i++)
		put_touched(h, &b->touched[i]);
	for (size_t i = 0; i < b->n_fresh; i++)
		apply_records(h, &b->fresh[i]);
	for (job = b->jobs; job != NULL; job = job->next) {
		keep_secrets(h, job);
		visitors_note(h, job);
	}
	for (size_t i = 0; i < b->n_fresh; i++)
		push(h, &b->fresh[i]);
	for (job = b->jobs; job != NULL; job = job->next)
		for (size_t i = 0; job->result.err.code == ERR_NONE &&
		    i < job->n_amends; i++)
			ring_amend(&h->ring, job->amends[i].ev.seq,
			    job->amends[i].text);
	wake(h, b, first);
	while ((job = b->jobs) != NULL) {
		b->jobs = job->next;
		if (job->done != NULL)
			job->done(job->ctx, &job->result);
		job_free(job);
	}
	routing_ask(h, h->ticked_ms);
	free(b->fresh);
	free(b->touched);
	free(b);
}
