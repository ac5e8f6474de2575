/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who needs me most: customers who wait for an answer by the instant at which
 * their target is missed, then the talks that go on, then what only lacks an
 * outcome.
 */
#include "console/model/internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

enum group { GROUP_WAITS, GROUP_TALKS, GROUP_WRAP_UP };

struct rank {
	int64_t	   id;
	enum group group;
	int64_t	   by;
	int	   priority;	/* of the queue: higher is sooner */
};

static const struct target *
target_of(const struct model *m, const struct chat *c)
{
	return c->c.answered_ms == 0 ? &m->first_target : &m->next_target;
}

/* What the desk has set for this wait; NULL: nothing, so the two limits of the
 * snapshot count. */
static const struct target_due *
due_of(const struct chat *c)
{
	const struct target_due *t = &c->c.targets[c->c.answered_ms == 0 ?
	    TARGET_FIRST : TARGET_NEXT];

	return t->due_ms != 0 ? t : NULL;
}

int64_t
model_aside(const struct model *m, const struct chat *c)
{
	int64_t until_ms = c->aside_id[0] != '\0' ? c->aside_ms :
	    c->c.aside_until_ms;

	return c->c.state == CONVERSATION_ACTIVE && until_ms > m->now_ms ?
	    until_ms : 0;
}

int64_t
model_owed_ms(const struct model *m, const struct chat *c)
{
	const struct target_due *t = due_of(c);

	return t != NULL && c->c.waiting_since_ms != 0 && t->due_ms >
	    m->now_ms ? t->due_ms : 0;
}

/* It was put aside till a time that has come. */
static bool
is_due(const struct model *m, const struct chat *c)
{
	return c->aside_id[0] == '\0' && c->c.aside_until_ms != 0 &&
	    c->c.aside_until_ms <= m->now_ms;
}

bool
model_waits_for_me(const struct model *m, const struct chat *c)
{
	bool is_settled = c->aside_id[0] != '\0' && c->aside_ms == 0;

	if (c->c.state != CONVERSATION_ACTIVE || model_aside(m, c) != 0)
		return false;
	if ((c->c.waiting_since_ms == 0 || is_settled) && !is_due(m, c))
		return false;
	/* What I have just sent answers, though the desk may not have it. */
	for (size_t i = c->n_lines; i-- > 0 && c->lines[i].seq == 0;)
		if (c->lines[i].type == EVENT_MESSAGE &&
		    c->lines[i].state != LINE_FAILED)
			return false;
	return true;
}

static int64_t
deadline(const struct model *m, const struct chat *c)
{
	int64_t limit_ms = target_of(m, c)->limit_ms;

	if (c->c.waiting_since_ms == 0)
		return c->c.aside_until_ms;
	if (due_of(c) != NULL)
		return due_of(c)->due_ms;
	if (limit_ms > INT64_MAX - c->c.waiting_since_ms)
		return INT64_MAX;
	return c->c.waiting_since_ms + limit_ms;
}

static struct rank
rank_mine(const struct model *m, const struct chat *c)
{
	if (c->c.state == CONVERSATION_WRAP_UP)
		return (struct rank){ c->c.id, GROUP_WRAP_UP,
			c->c.closed_ms, 0 };
	if (model_waits_for_me(m, c))
		return (struct rank){ c->c.id, GROUP_WAITS,
			model_promise_is_due(m, c) &&
			c->c.promise_due_ms < deadline(m, c) ?
			    c->c.promise_due_ms : deadline(m, c), 0 };
	if (model_promise_is_due(m, c))
		return (struct rank){ c->c.id, GROUP_WAITS,
			c->c.promise_due_ms, 0 };
	return (struct rank){ c->c.id, GROUP_TALKS, c->number, 0 };
}

static int
compare(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->priority != y->priority)
		return x->priority > y->priority ? -1 : 1;
	if (x->by != y->by)
		return x->by < y->by ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static size_t
sort_out(struct rank *ranks, size_t n, int64_t *ids, size_t max)
{
	if (n > 0)
		qsort(ranks, n, sizeof *ranks, compare);
	if (n > max)
		n = max;
	for (size_t i = 0; i < n; i++)
		ids[i] = ranks[i].id;
	free(ranks);
	return n;
}

size_t
model_mine(const struct model *m, int64_t *ids, size_t max)
{
	struct rank *ranks = mem_array(m->n_chats, struct rank);
	size_t n = 0;

	for (size_t i = 0; i < m->n_chats; i++)
		if (model_is_mine(m, m->chats[i]))
			ranks[n++] = rank_mine(m, m->chats[i]);
	return sort_out(ranks, n, ids, max);
}

static bool
is_queued(const struct chat *c)
{
	return c->c.last_seq != 0 && c->c.state == CONVERSATION_WAITING;
}

/* As the desk gives them out: route_compare() of the server's desk. */
size_t
model_queue(const struct model *m, int64_t *ids, size_t max)
{
	struct rank *ranks = mem_array(m->n_chats, struct rank);
	size_t n = 0;

	for (size_t i = 0; i < m->n_chats; i++) {
		const struct conversation *c = &m->chats[i]->c;

		if (is_queued(m->chats[i]))
			ranks[n++] = (struct rank){ .id = c->id,
				.group = GROUP_WAITS, .priority = c->priority,
				.by = c->queued_ms != 0 ? c->queued_ms :
				    c->waiting_since_ms };
	}
	return sort_out(ranks, n, ids, max);
}

const struct chat *
model_longest(const struct model *m)
{
	const struct chat *longest = NULL;
	int64_t least_ms = 0;

	for (size_t i = 0; i < m->n_chats; i++) {
		const struct chat *c = m->chats[i];
		int64_t since_ms = c->c.waiting_since_ms != 0 ?
		    c->c.waiting_since_ms : c->c.queued_ms;

		if (is_queued(c) && (longest == NULL || since_ms < least_ms)) {
			longest = c;
			least_ms = since_ms;
		}
	}
	return longest;
}

/* Was it gone to by Ctrl-N since something was answered? */
static bool
was_visited(const struct model *m, int64_t id)
{
	for (int i = 0; i < m->ui.n_visited; i++)
		if (m->ui.visited[i] == id)
			return true;
	return false;
}

/* Nobody waits in a wrap-up, but late it keeps me from the next. */
static bool
needs_me(const struct model *m, const struct chat *c)
{
	if (!model_is_mine(m, c))
		return false;
	if (c->c.state == CONVERSATION_WRAP_UP)
		return model_target(m, c) == TARGET_MISSED;
	return model_waits_for_me(m, c) || model_promise_is_due(m, c);
}

static const struct chat *
most_urgent(const struct model *m, bool with_visited)
{
	const struct chat *best = NULL;

	for (size_t i = 0; i < m->n_chats; i++) {
		const struct chat *c = m->chats[i];
		struct rank mine, other;

		if (!needs_me(m, c) || c->c.id == m->ui.focus_id ||
		    (!with_visited && was_visited(m, c->c.id)))
			continue;
		mine = rank_mine(m, c);
		if (best != NULL)
			other = rank_mine(m, best);
		if (best == NULL || compare(&mine, &other) < 0)
			best = c;
	}
	return best;
}

int64_t
model_most_urgent(const struct model *m)
{
	const struct chat *best = most_urgent(m, false);

	if (best == NULL)
		best = most_urgent(m, true);
	if (best != NULL)
		return best->c.id;
	/* Nobody else: the one I am at, if it is waiting. */
	best = model_focused(m);
	return best != NULL && needs_me(m, best) ? best->c.id : 0;
}

static void
visit(struct model *m, int64_t id)
{
	if (id == 0 || was_visited(m, id))
		return;
	if (m->ui.n_visited == MODEL_VISITED) {
		m->ui.n_visited--;
		memmove(m->ui.visited, m->ui.visited + 1,
		    (size_t)m->ui.n_visited * sizeof *m->ui.visited);
	}
	m->ui.visited[m->ui.n_visited++] = id;
}

void
urgency_answered(struct model *m)
{
	m->ui.n_visited = 0;
}

int64_t
urgency_next(struct model *m)
{
	int64_t id;

	visit(m, m->ui.focus_id);
	/* All were looked at: the round begins again. */
	if (most_urgent(m, false) == NULL) {
		m->ui.n_visited = 0;
		visit(m, m->ui.focus_id);
	}
	id = model_most_urgent(m);
	visit(m, id);
	return id;
}

enum target_state
model_desk_target(const struct model *m, const struct chat *c)
{
	int64_t since_ms = c->c.waiting_since_ms;

	if (c->c.state == CONVERSATION_WRAP_UP)
		return target_state_at(&m->wrap_up_target, c->c.closed_ms,
		    m->now_ms);
	/* Late as a whole matters while somebody waits for us. */
	if (due_of(c) != NULL && since_ms != 0) {
		enum target_state state = target_due_state(due_of(c),
		    m->now_ms);
		enum target_state end = target_due_state(
		    &c->c.targets[TARGET_RESOLUTION], m->now_ms);

		return end > state ? end : state;
	}
	if (c->c.state == CONVERSATION_WAITING && since_ms == 0)
		since_ms = c->c.queued_ms;
	return target_state_at(target_of(m, c), since_ms, m->now_ms);
}

enum target_state
model_target(const struct model *m, const struct chat *c)
{
	if (model_aside(m, c) != 0 ||
	    (c->aside_id[0] != '\0' && c->aside_ms == 0))
		return TARGET_NONE;
	return model_desk_target(m, c);
}

void
urgency_due(struct model *m)
{
	for (size_t i = 0; i < m->n_chats; i++) {
		struct chat *c = m->chats[i];
		int64_t until_ms = c->c.aside_until_ms;

		if (!model_is_mine(m, c) || until_ms == 0) {
			c->aside_seen_ms = 0;
			continue;
		}
		if (until_ms > m->now_ms)
			c->aside_seen_ms = until_ms;
		/* Seen before it came: what is over at the start is no news. */
		if (c->aside_seen_ms != until_ms || until_ms > m->now_ms)
			continue;
		c->aside_seen_ms = 0;
		alert_raise(m, c, ALERT_LATER);
		model_say(m, TONE_INFO, _("%s was put aside till now: Ctrl-N "
					  "goes there."), c->label);
	}
}

int
model_waiting(const struct model *m, bool *is_late)
{
	int n = 0;

	*is_late = false;
	for (size_t i = 0; i < m->n_chats; i++) {
		const struct chat *c = m->chats[i];

		if (!model_is_mine(m, c) || c->c.waiting_since_ms == 0 ||
		    c->c.state != CONVERSATION_ACTIVE)
			continue;
		n++;
		*is_late = *is_late || model_target(m, c) == TARGET_MISSED;
	}
	return n;
}
