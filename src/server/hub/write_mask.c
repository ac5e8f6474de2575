/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write_mask.c - a card's number over several messages in a row. The last one
 * is masked before it is stored; those before it are stored anew, and an event
 * of the desk's tells everybody who has them.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "domain/mask.h"
#include "server/hub/write.h"

#define EVENT_BYTES   (256 * 1024)
#define ROWS	      60	/* that are looked at */
#define IN_A_ROW_MS   600000	/* since the one before */

/* What the same author said last, newest first. */
struct looking {
	struct job  *job;
	int64_t	     now_ms;
	struct event said[MASK_PARTS];	/* and what made the conversation */
	size_t	     n;
	struct event opened;
	bool	     is_full;
};

static bool
is_author(const struct job *job, const struct event *ev)
{
	return ev->by == job->sender.kind && (ev->by != ACTOR_OPERATOR ||
	    ev->by_id == job->sender.operator_id);
}

static bool
keep_earlier(struct looking *x, const struct event *ev)
{
	int64_t after_ms = x->n == 0 ? x->now_ms : x->said[x->n - 1].at_ms;

	if (ev->type == EVENT_OPENED)
		x->opened = *ev;
	/* Whose words were changed goes on by itself. */
	if (ev->type == EVENT_EDITED && ev->by != ACTOR_SYSTEM)
		x->is_full = true;
	if (x->is_full || ev->type != EVENT_MESSAGE ||
	    !is_author(x->job, ev) || ev->text[0] == '\0')
		return true;
	if (x->n == MASK_PARTS - 1 || after_ms - ev->at_ms > IN_A_ROW_MS ||
	    !mask_may_begin(ev->text))
		x->is_full = true;
	else
		x->said[x->n++] = *ev;
	return true;
}

static bool
look(void *ctx, const struct store_event *e)
{
	struct looking *x = ctx;
	struct json *json;
	struct event ev;
	bool ok;

	if (e->type != EVENT_MESSAGE && e->type != EVENT_EDITED &&
	    e->type != EVENT_OPENED)
		return true;
	json = json_parse(e->json, e->json_len, NULL);
	ok = json != NULL && proto_event_read(json, x->job->arena, &ev, NULL) &&
	    keep_earlier(x, &ev);
	json_free(json);
	return ok;
}

static bool
add_amend(struct job *job, const struct event *ev, const char *text)
{
	struct amend *list = job->amends;

	if (list == NULL)
		list = job->amends = arena_alloc(job->arena,
		    (MASK_PARTS + 1) * sizeof *list);
	if (list == NULL || text == NULL)
		return false;
	assert(job->n_amends < MASK_PARTS + 1);
	list[job->n_amends++] = (struct amend){ *ev, text };
	return true;
}

/* The subject is of the first message; a later one may read the same. */
static bool
amend_opened(struct job *job, struct event *opened,
    const struct amend *first)
{
	struct conversation c = { 0 };
	bool ok;

	str_copy(c.subject, sizeof c.subject, opened->text);
	if (opened->type != EVENT_OPENED || !conversation_subject_again(&c,
	    first->ev.text, first->text))
		return true;
	ok = add_amend(job, opened, arena_dup(job->arena, c.subject));
	opened->type = EVENT_TYPES;
	return ok;
}

static bool
mask_all(struct looking *x)
{
	struct job *job = x->job;
	char *parts[MASK_PARTS];
	unsigned changed;

	for (size_t i = 0; i < x->n; i++)
		parts[i] = arena_dup(job->arena, x->said[x->n - 1 - i].text);
	parts[x->n] = arena_dup(job->arena, job->action.text);
	for (size_t i = 0; i <= x->n; i++)
		if (parts[i] == NULL)
			return false;
	changed = mask_over(job->mask, parts, x->n + 1, MASK_TEXT);
	for (size_t i = 0; i < x->n; i++)
		if ((changed & 1U << i) != 0 && (!add_amend(job,
		    &x->said[x->n - 1 - i], parts[i]) || !amend_opened(job,
		    &x->opened, &job->amends[job->n_amends - 1])))
			return false;
	job->is_amended = (changed & 1U << x->n) != 0;
	if (job->is_amended)
		job->action.text = parts[x->n];
	return true;
}

bool
write_mask(struct turn *t, struct job *job)
{
	struct looking x = { .job = job, .now_ms = t->now_ms };
	int64_t id = job->sender.kind == ACTOR_VISITOR ?
	    job->sender.conversation_id : job->action.conversation_id;
	struct err err;

	if (job->sender.kind == ACTOR_SYSTEM ||
	    !mask_may_go_on(job->action.text))
		return true;
	event_init(&x.opened, EVENT_TYPES);
	if (!t->store->ops->events_before(t->store, id, INT64_MAX, ROWS, look,
	    &x, &err))
		return write_refuse(job, &err);
	return x.n == 0 || mask_all(&x) || err_set(&job->result.err, ERR_BUSY,
	    "the action needs too much memory");
}

/* --- storing ----------------------------------------------------------- */

static bool
store_anew(struct turn *t, const struct amend *a, struct err *err)
{
	const struct conversation *c = desk_conversation(t->desk,
	    a->ev.conversation_id);
	struct event ev = a->ev, was = a->ev;
	struct store_event row;
	struct json_out w;
	struct str json, words, old;
	bool ok;

	ev.text = a->text;
	str_init(&words, FOUND_TEXT_BYTES);
	str_init(&old, FOUND_TEXT_BYTES);
	str_init(&json, EVENT_BYTES);
	json_begin(&w, &json);
	proto_event_write(&w, NULL, &ev, PROTO_FOR_OPERATOR);
	row = (struct store_event){
		.seq = ev.seq, .json = json.data, .json_len = json.len,
		.text = found_text(&ev, &words),
		.customer_id = c == NULL ? 0 : c->customer_id,
	};
	ok = t->store->ops->amend(t->store, &row, found_text(&was, &old),
	    err);
	str_clear(&words);
	str_clear(&old);
	str_clear(&json);
	return ok;
}

/* Before the event that tells of it: the record goes with that. */
static void
subject_again(struct turn *t, const struct amend *a)
{
	const struct conversation *c = desk_conversation(t->desk,
	    a->ev.conversation_id);
	struct conversation changed;

	if (c == NULL)
		return;
	changed = *c;
	if (conversation_subject_again(&changed, a->ev.text, a->text))
		desk_put_conversation(t->desk, &changed);
}

bool
write_amends(struct turn *t, struct job *job,
    bool (*store)(struct turn *t, const struct job *job, struct event *ev,
    uint64_t fingerprint, struct err *err), struct err *err)
{
	for (size_t i = 0; i < job->n_amends; i++) {
		const struct amend *a = &job->amends[i];
		struct event ev;

		if (!store_anew(t, a, err))
			return false;
		if (a->ev.type != EVENT_MESSAGE)
			continue;
		subject_again(t, a);
		event_init(&ev, EVENT_EDITED);
		ev.conversation_id = a->ev.conversation_id;
		ev.at_ms = t->now_ms;
		ev.upto = a->ev.seq;
		ev.text = a->text;
		if (!store(t, job, &ev, 0, err))
			return false;
	}
	return true;
}
