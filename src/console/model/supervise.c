/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who reads along, what is whispered and what was said to the whole team. */
#include "console/model/supervise.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"
#include "console/model/supervise_parts.h"

#define AGAIN_MS 5000	/* what the desk has not got is told again */

bool
model_is_head(const struct model *m)
{
	return m->me.role != ROLE_OPERATOR;
}

bool
model_supervises(const struct model *m, const struct chat *c)
{
	return model_is_head(m) && c->c.operator_id != m->me.id &&
	    (m->me.role == ROLE_ADMIN || c->c.department_id == 0 ||
		m->me.n_departments == 0 ||
		operator_in_department(&m->me, c->c.department_id));
}

bool
model_has_voice(const struct model *m, const struct chat *c)
{
	return model_is_mine(m, c) ||
	    conversation_has_voice(&c->c, m->me.id);
}

/* --- reading along -------------------------------------------------------- */

/* Would it be read along, if it were before my eyes? */
static bool
is_of_another(const struct model *m, const struct chat *c)
{
	return c->c.last_seq != 0 && c->c.operator_id != 0 &&
	    (c->c.state == CONVERSATION_ACTIVE ||
		c->c.state == CONVERSATION_WRAP_UP) &&
	    model_is_head(m) && c->c.operator_id != m->me.id &&
	    c->c.joined_id != m->me.id;
}

bool
model_reads_along(const struct model *m, const struct chat *c)
{
	return is_of_another(m, c) && panes_shows(m, c->c.id);
}

static void
tell_reading(struct model *m, struct chat *c, bool is_on, struct effects *e)
{
	struct action a;

	if (c->watch.is_told == is_on || m->now_ms < c->watch.again_ms)
		return;
	action_init(&a, ACTION_READ_ALONG);
	a.conversation_id = c->c.id;
	a.is_on = is_on;
	if (submit_action(m, &a, e))
		c->watch.is_told = is_on;
}

void
read_along_follow(struct model *m, struct effects *e)
{
	if (m->link != LINK_LIVE || !m->is_ready || m->has_no_panes)
		return;
	for (size_t i = 0; i < m->n_chats; i++)
		tell_reading(m, m->chats[i],
		    model_reads_along(m, m->chats[i]), e);
}

/* The desk has not got it: what is so by then is told again soon. */
static void
untold(struct model *m, struct chat *c)
{
	c->watch.is_told = !m->has_no_panes && !model_reads_along(m, c);
	c->watch.again_ms = m->now_ms + AGAIN_MS;
}

void
model_reads_out(struct model *m, int64_t conversation_id, struct effects *e)
{
	struct chat *c = model_chat(m, conversation_id);

	if (c != NULL && is_of_another(m, c))
		tell_reading(m, c, true, e);
}

/* The desk may have forgotten it: it is told again. */
void
read_along_lost(struct model *m)
{
	for (size_t i = 0; i < m->n_chats; i++) {
		m->chats[i]->watch.is_told = false;
		m->chats[i]->watch.n_readers = 0;
	}
}

void
read_along_told(struct model *m, const struct event *ev)
{
	struct chat *c = model_chat(m, ev->conversation_id);
	int at = 0;

	if (c != NULL && ev->code != ERR_NONE)
		untold(m, c);
	if (c == NULL || ev->code != ERR_NONE || ev->by_id == m->me.id)
		return;
	while (at < c->watch.n_readers && c->watch.readers[at] != ev->by_id)
		at++;
	if (ev->is_on && at == c->watch.n_readers && at < SUPERVISE_READERS) {
		c->watch.readers[c->watch.n_readers++] = ev->by_id;
	} else if (!ev->is_on && at < c->watch.n_readers) {
		c->watch.n_readers--;
		c->watch.readers[at] = c->watch.readers[c->watch.n_readers];
	}
}

/* --- whispers --------------------------------------------------------------- */

/* The last one offered, unless I have written since. */
const struct line *
model_suggestion(const struct model *m, const struct chat *c)
{
	if (!model_is_mine(m, c))
		return NULL;
	for (size_t i = c->n_lines; i-- > 0;) {
		const struct line *line = &c->lines[i];

		if (line->seq == 0)
			continue;
		if (line->seq <= c->watch.suggestion_done ||
		    (line->type == EVENT_MESSAGE &&
			line->by == ACTOR_OPERATOR &&
			line->by_id == m->me.id))
			return NULL;
		if (line->type == EVENT_WHISPER && line->is_draft &&
		    line->operator_id == m->me.id)
			return line;
	}
	return NULL;
}

void
whisper_heard(struct model *m, const struct chat *c, const struct event *ev)
{
	const struct operator *o = model_operator(m, ev->by_id);
	const char *name = o == NULL ? "?" : o->name;

	if (ev->operator_id != m->me.id)
		return;
	if (c->c.id == m->ui.focus_id)
		model_say(m, TONE_INFO, ev->is_draft ?
		    _("%s suggests an answer.") :
		    _("%s whispers to you."), name);
	else if (c->number >= 1 && c->number <= 9)
		model_say(m, TONE_INFO, _("%s whispers to you about %s: Alt-%d "
		    "goes there."), name, c->label, c->number);
	else
		model_say(m, TONE_INFO, _("%s whispers to you about %s."),
		    name, c->label);
}

/* --- to the whole team -------------------------------------------------------- */

static void
clear_one(struct broadcast_kept *b)
{
	free(b->text);
	free(b->seen);
}

void
broadcasts_clear(struct model *m)
{
	for (size_t i = 0; i < m->broadcasts.n; i++)
		clear_one(&m->broadcasts.list[i]);
	free(m->broadcasts.list);
	m->broadcasts = (struct broadcasts){ 0 };
}

static struct broadcast_kept *
find(struct model *m, int64_t id)
{
	for (size_t i = 0; i < m->broadcasts.n; i++)
		if (m->broadcasts.list[i].id == id)
			return &m->broadcasts.list[i];
	return NULL;
}

static bool
has_seen(const struct broadcast_kept *b, int64_t operator_id)
{
	for (size_t i = 0; i < b->n_seen; i++)
		if (b->seen[i] == operator_id)
			return true;
	return false;
}

static void
add_seen(struct broadcast_kept *b, int64_t operator_id)
{
	if (has_seen(b, operator_id))
		return;
	b->seen = mem_grow(b->seen, b->n_seen, b->n_seen + 1,
	    sizeof *b->seen);
	b->seen[b->n_seen++] = operator_id;
}

static void
keep(struct model *m, size_t at, const struct broadcast *from)
{
	struct broadcasts *all = &m->broadcasts;
	struct broadcast_kept *b;

	all->list = mem_grow(all->list, all->n, all->n + 1,
	    sizeof *all->list);
	b = &all->list[at];
	memmove(b + 1, b, (all->n - at) * sizeof *b);
	all->n++;
	*b = (struct broadcast_kept){ .id = from->id, .at_ms = from->at_ms,
		.by_id = from->by_id, .text = mem_dup(from->text),
		.is_put = from->by_id == m->me.id };
	for (size_t i = 0; i < from->n_seen; i++)
		add_seen(b, from->seen[i]);
	b->is_put = b->is_put || has_seen(b, m->me.id);
}

/* What I have just said that I have seen is not shown again. */
void
broadcasts_set(struct model *m, const struct snapshot *s)
{
	struct broadcasts was = m->broadcasts;

	m->broadcasts = (struct broadcasts){ 0 };
	for (size_t i = 0; i < s->n_broadcasts; i++) {
		keep(m, i, &s->broadcasts[i]);
		for (size_t k = 0; k < was.n; k++)
			if (was.list[k].id == s->broadcasts[i].id)
				m->broadcasts.list[i].is_put |=
				    was.list[k].is_put;
	}
	for (size_t i = 0; i < was.n; i++)
		clear_one(&was.list[i]);
	free(was.list);
}

void
broadcast_told(struct model *m, const struct event *ev)
{
	const struct broadcast b = { .id = ev->seq, .at_ms = ev->at_ms,
		.by_id = ev->by_id, .text = ev->text };
	struct broadcast_kept *known;

	if (ev->type == EVENT_BROADCAST) {
		if (find(m, ev->seq) == NULL)
			keep(m, 0, &b);
		return;
	}
	known = find(m, ev->upto);
	if (known == NULL)
		return;
	add_seen(known, ev->by_id);
	known->is_put = known->is_put || ev->by_id == m->me.id;
}

const struct broadcast_kept *
model_broadcast(const struct model *m, int *n_more)
{
	const struct broadcast_kept *oldest = NULL;

	*n_more = 0;
	for (size_t i = 0; i < m->broadcasts.n; i++) {
		if (m->broadcasts.list[i].is_put)
			continue;
		*n_more += oldest != NULL;
		oldest = &m->broadcasts.list[i];
	}
	return oldest;
}

bool
model_hides_key(const struct model *m, const char *line)
{
	static const char *const of_heads[] = { "line whisper ", "join",
		"leave", "take-over", "read-along" };
	const struct chat *c = model_focused(m);
	int n_more;

	for (size_t i = 0; i < sizeof of_heads / sizeof *of_heads; i++)
		if (strcmp(of_heads[i], line) == 0)
			return !model_is_head(m);
	if (strncmp(line, "watching do ", 12) == 0 ||
	    strcmp(line, "watching act") == 0)
		return !model_is_head(m) || m->watch.is_alone;
	if (strncmp(line, "suggestion ", 11) == 0)
		return c == NULL || model_suggestion(m, c) == NULL;
	return strcmp(line, "seen") == 0 &&
	    model_broadcast(m, &n_more) == NULL;
}
