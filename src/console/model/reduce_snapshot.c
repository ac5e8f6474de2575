/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts are replaced; what the operator has on the screen and has typed stays.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"
#include "console/model/supervise_parts.h"

void
reduce_mine(struct model *m, struct chat *c, struct effects *e)
{
	panes_number(m, c);
	panes_fill(m);
	if (c->has_gap)
		submit_fetch_transcript(m, c, 0, e);
	else if (!c->is_complete)
		submit_fetch_transcript(m, c, transcript_first_seq(c), e);
	c->has_gap = false;
	submit_fetch_customer(m, c->c.customer_id, e);
}

/* --- the desk -------------------------------------------------------------- */

static void *
copy(void *old, const void *from, size_t n, size_t size)
{
	void *to = mem_alloc(n, size);

	if (n > 0)
		memcpy(to, from, n * size);
	free(old);
	return to;
}

static void
replace_names(char ***names, size_t *n, const char *const *from,
    size_t n_from)
{
	model_clear_names(names, n);
	*names = mem_array(n_from, char *);
	*n = n_from;
	for (size_t i = 0; i < n_from; i++)
		(*names)[i] = mem_dup(from[i]);
}

static void
replace_desk(struct model *m, const struct snapshot *s)
{
	str_copy(m->desk, sizeof m->desk, s->desk == NULL ? "" : s->desk);
	str_copy(
	    m->cursor, sizeof m->cursor, s->cursor == NULL ? "" : s->cursor);
	m->me = s->me;
	m->operators = copy(m->operators, s->operators, s->n_operators,
	    sizeof *m->operators);
	m->n_operators = s->n_operators;
	m->departments = copy(m->departments, s->departments,
	    s->n_departments, sizeof *m->departments);
	m->n_departments = s->n_departments;
	book_replace(&m->book, s->canned, s->n_canned);
	m->edits_canned = s->edits_canned;
	winbacks_set(m, s->winbacks, s->n_winbacks);
	broadcasts_set(m, s);
	replace_names(&m->outcomes, &m->n_outcomes, s->outcomes,
	    s->n_outcomes);
	replace_names(&m->fields, &m->n_fields, s->customer_fields,
	    s->n_customer_fields);
	replace_names(&m->reasons, &m->n_reasons, s->reasons, s->n_reasons);
	m->fixed_reasons = s->fixed_reasons;
	m->max_file_bytes = s->max_file_bytes;
	masking_set(m, s->masks, s->n_masks);
	outcomes_set(m, s->templates, s->n_templates);
	tags_clear(m);
	for (size_t i = 0; i < s->n_tags; i++)
		tags_learn(m, s->tags[i]);
	if (s->max_message_bytes > 0)
		m->max_message_bytes = s->max_message_bytes;
	if (s->first_target_ms > 0)
		m->first_target.limit_ms = s->first_target_ms;
	if (s->next_target_ms > 0)
		m->next_target.limit_ms = s->next_target_ms;
	if (s->wrap_up_target_ms > 0)
		m->wrap_up_target.limit_ms = s->wrap_up_target_ms;
}

/* --- conversations ------------------------------------------------------------ */

static int
count_unread(const struct chat *c)
{
	int n = 0;

	for (size_t i = c->n_lines; i-- > 0;) {
		const struct line *line = &c->lines[i];

		if (line->seq != 0 && line->seq <= c->c.operator_read_seq)
			break;
		/* Who has answered has read. */
		if (line->seq != 0 && line->type == EVENT_MESSAGE &&
		    line->by == ACTOR_OPERATOR)
			break;
		if (line->seq != 0 && line->type == EVENT_MESSAGE &&
		    line->by == ACTOR_VISITOR)
			n++;
	}
	return n;
}

/* The line before which nothing is new, when `n` of the customer's are. */
static int64_t
first_new(const struct chat *c, int n)
{
	for (size_t i = c->n_lines; i-- > 0;)
		if (c->lines[i].seq != 0 && c->lines[i].by == ACTOR_VISITOR &&
		    c->lines[i].type == EVENT_MESSAGE && --n == 0)
			return c->lines[i].seq;
	return 0;
}

static int
merge_one(struct model *m, const struct snapshot_conversation *s,
    struct effects *e)
{
	struct chat *c = model_chat_add(m, s->conversation.id);
	bool is_known = c->c.last_seq != 0;
	int n_new;

	/* An answer that is older than what events have told since. */
	if (c->c.last_seq <= s->conversation.last_seq)
		c->c = s->conversation;
	c->is_fetching = c->fetch_refused = false;
	n_new = transcript_merge(c, s->events, s->n_events, 0,
	    s->is_complete);
	c->is_complete = c->is_complete || s->is_complete;
	c->n_unread = is_known ? c->n_unread + n_new : count_unread(c);
	if (is_known && n_new > 0 && c->new_seq == 0)
		c->new_seq = first_new(c, n_new);
	model_label(m, c);
	if (room_is(c))
		room_count(m, c);
	if (!model_is_mine(m, c))
		return 0;
	reduce_mine(m, c, e);
	offer_snapshot(m, c, s);
	return n_new;
}

static bool
is_told(const struct snapshot *s, int64_t id)
{
	for (size_t i = 0; i < s->n_conversations; i++)
		if (s->conversations[i].conversation.id == id)
			return true;
	return false;
}

static bool
is_kept(const struct model *m, const struct chat *c)
{
	return c->c.id == m->ui.focus_id || panes_holds(m, c->c.id) ||
	    c->number != 0 || model_has_unsent(c) || !editor_is_empty(&c->input);
}

/* What the desk does not tell any more is closed, or not mine to see. */
static void
drop_gone(struct model *m, const struct snapshot *s)
{
	for (size_t i = m->n_chats; i-- > 0;) {
		struct chat *c = m->chats[i];

		if (is_told(s, c->c.id))
			continue;
		c->is_fetching = false;
		if (c->c.state != CONVERSATION_CLOSED && c->c.last_seq != 0) {
			c->c.state = CONVERSATION_CLOSED;
			c->c.waiting_since_ms = 0;
			c->c.closed_ms = m->now_ms;
		}
		if (!is_kept(m, c))
			model_chat_remove(m, c->c.id);
	}
}

static void
say_news(struct model *m, int n_new)
{
	if (n_new > 0)
		model_say(m, TONE_GOOD,
		    ngettext("Back on line: %d new message.",
			"Back on line: %d new messages.",
			(unsigned long)n_new),
		    n_new);
	else
		model_say(m, TONE_GOOD,
		    _("Back on line: nothing was missed."));
}

void
reduce_snapshot(struct model *m, const struct snapshot *s, struct effects *e)
{
	bool is_first = !m->is_ready;
	int n_new = 0;

	replace_desk(m, s);
	m->is_ready = true;
	m->is_lost = false;
	if (m->now_ms < s->at_ms && m->now_ms == 0)
		m->now_ms = s->at_ms;
	for (size_t i = 0; i < m->n_records; i++)
		m->records[i].is_fetching = false;
	forget_gone(m, s);
	drop_gone(m, s);
	for (size_t i = 0; i < s->n_conversations; i++)
		n_new += merge_one(m, &s->conversations[i], e);
	model_staff(m);
	panes_fill(m);
	if (!is_first)
		say_news(m, n_new);
	else if (m->ui.focus_id == 0)
		/* No prompt has been shown yet: nothing moves. */
		m->ui.focus_id = m->ui.panes[0];
}
