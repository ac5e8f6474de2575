/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

#define NEAR_END 4	/* rows before the end at which more is asked */

/* --- hits ------------------------------------------------------------------- */

static void
clear_hit(struct found *f)
{
	free((char *)(uintptr_t)f->text);
	free((char *)(uintptr_t)f->name);
	free((char *)(uintptr_t)f->subject);
	free((char *)(uintptr_t)f->outcome);
}

static void
copy_hit(struct found *to, const struct found *from)
{
	*to = *from;
	to->text = mem_dup(from->text);
	to->name = mem_dup(from->name);
	to->subject = mem_dup(from->subject);
	to->outcome = mem_dup(from->outcome);
}

static void
clear_hits(struct search *s)
{
	for (size_t i = 0; i < s->n; i++)
		clear_hit(&s->hits[i]);
	s->n = 0;
}

void
search_clear(struct search *s)
{
	clear_hits(s);
	free(s->hits);
	*s = (struct search){ 0 };
}

/* At its place; the desk knows better than what was seen once. */
static void
put_hit(struct search *s, const struct found *f, bool is_archive)
{
	size_t at = 0;

	while (at < s->n && s->hits[at].seq > f->seq)
		at++;
	if (at < s->n && s->hits[at].seq == f->seq) {
		if (is_archive)
			return;
		clear_hit(&s->hits[at]);
		copy_hit(&s->hits[at], f);
		return;
	}
	if (s->n == SEARCH_HITS)
		return;
	if (s->n == s->cap) {
		size_t cap = s->cap == 0 ? 32 : s->cap * 2;

		s->hits = mem_grow(s->hits, s->cap, cap, sizeof *s->hits);
		s->cap = cap;
	}
	memmove(&s->hits[at + 1], &s->hits[at],
	    (s->n - at) * sizeof *s->hits);
	copy_hit(&s->hits[at], f);
	s->n++;
}

static size_t
index_of(const struct model *m)
{
	const struct search *s = &m->search;
	size_t i = 0;

	while (i < s->n && s->hits[i].seq != m->ui.selected)
		i++;
	return i;
}

const struct found *
search_selected(const struct model *m)
{
	size_t i = index_of(m);

	return i < m->search.n ? &m->search.hits[i] : NULL;
}

/* --- asking ------------------------------------------------------------------- */

static void
fill_action(const struct search *s, struct action *a, int64_t before)
{
	action_init(a, ACTION_SEARCH);
	a->text = s->query;
	a->customer_id = s->customer_id;
	a->before = before;
	a->upto = s->number;
}

static void
ask_desk(struct model *m, struct effects *e)
{
	struct search *s = &m->search;
	struct action a;

	if (s->is_asking || s->is_complete || m->link != LINK_LIVE)
		return;
	fill_action(s, &a, s->before);
	s->is_asking = submit_action(m, &a, e);
}

static void
ask_archive(struct model *m, struct effects *e)
{
	struct search *s = &m->search;
	struct action a;

	if (s->is_archive_asking || s->is_archive_complete)
		return;
	fill_action(s, &a, s->archive_before);
	effects_archive(e, &a);
	s->is_archive_asking = true;
}

static void
ask(struct model *m, struct effects *e)
{
	struct search *s = &m->search;
	struct words words;

	clear_hits(s);
	m->ui.selected = 0;
	m->ui.overlay_scroll = 0;
	s->number++;
	s->due_ms = 0;
	s->before = s->archive_before = 0;
	s->code = ERR_NONE;
	s->is_asking = s->is_archive_asking = false;
	str_copy(s->query, sizeof s->query, m->ui.query.text.data);
	s->is_complete = s->is_archive_complete =
	    !words_parse(&words, s->query);
	ask_archive(m, e);
	ask_desk(m, e);
}

static void
ask_more(struct model *m, struct effects *e)
{
	struct search *s = &m->search;

	if (s->n >= SEARCH_HITS || index_of(m) + NEAR_END < s->n)
		return;
	ask_archive(m, e);
	ask_desk(m, e);
}

void
search_changed(struct model *m)
{
	m->search.due_ms = m->now_ms + SEARCH_REST_MS;
}

void
search_tick(struct model *m, struct effects *e)
{
	if (m->search.due_ms == 0 || m->now_ms < m->search.due_ms)
		return;
	if (m->ui.overlay == OVERLAY_SEARCH)
		ask(m, e);
	else
		m->search.due_ms = 0;
}

void
search_found(struct model *m, const struct event *ev, struct effects *e)
{
	struct search *s = &m->search;
	bool is_first = m->ui.selected == 0 ||
	    (s->n > 0 && m->ui.selected == s->hits[0].seq &&
	    m->ui.n_keys == m->ui.search_keys);

	if (ev->run_id != s->number)
		return;
	for (size_t i = 0; i < ev->n_found; i++)
		put_hit(s, &ev->found[i], ev->is_archive);
	if (ev->is_archive) {
		s->is_archive_asking = false;
		s->is_archive_complete = ev->is_complete;
		s->archive_before = ev->upto;
	} else {
		s->is_asking = false;
		s->code = ev->code;
		s->is_complete = ev->is_complete || ev->code != ERR_NONE;
		s->before = ev->upto;
	}
	if (is_first && s->n > 0)
		m->ui.selected = s->hits[0].seq;
	m->ui.search_keys = m->ui.n_keys;
	/* A desk of a million lines answers piece by piece: until there is a
	 * page, go on. */
	if (m->ui.overlay == OVERLAY_SEARCH && s->n < FOUND_PAGE)
		ask_more(m, e);
}

/* --- the overlay ----------------------------------------------------------------- */

void
search_open(struct model *m, const char *query)
{
	char last[WORDS_QUERY + 1];

	str_copy(last, sizeof last, m->search.query);
	overlay_open(m, OVERLAY_SEARCH);
	m->search.customer_id = 0;
	/* What was looked for last is there again, to go on with. */
	editor_set(&m->ui.query, query[0] != '\0' ? query : last);
	m->search.due_ms = m->now_ms;
	m->search.number++;
	clear_hits(&m->search);
}

void
search_move(struct model *m, int by, struct effects *e)
{
	struct search *s = &m->search;
	size_t at = index_of(m);

	if (s->n == 0)
		return;
	if (at == s->n)
		at = 0;
	else if (by < 0)
		at = at < (size_t)-by ? 0 : at - (size_t)-by;
	else
		at = at + (size_t)by >= s->n ? s->n - 1 : at + (size_t)by;
	m->ui.selected = s->hits[at].seq;
	ask_more(m, e);
}

void
search_toggle(struct model *m)
{
	const struct chat *c = model_chat(m, m->ui.overlay_chat_id);

	if (m->search.customer_id != 0)
		m->search.customer_id = 0;
	else if (c != NULL && c->c.customer_id > 0)
		m->search.customer_id = c->c.customer_id;
	else
		model_say(m, TONE_INFO, "%s", model_no_focus(m));
	m->search.due_ms = m->now_ms;
}

/* One that is here is gone to; one that is not is read beside. */
void
search_choose(struct model *m, struct effects *e)
{
	const struct found *f = search_selected(m);
	int64_t seq, id;
	struct chat *c;

	if (f == NULL) {
		model_say(m, TONE_BAD, _("Nothing matches."));
		return;
	}
	seq = f->seq;
	id = f->conversation_id;
	str_copy(m->ui.find, sizeof m->ui.find, m->search.query);
	c = model_chat(m, id);
	if (c != NULL) {
		panes_focus(m, id, e);
		overlay_close(m);
		c->match_seq = seq;
		transcript_anchor(m, c, seq, e);
		return;
	}
	earlier_open(m, id, e);
	if (m->earlier == NULL || m->earlier->c.id != id)
		return;
	m->earlier->match_seq = seq;
	if (m->earlier->n_lines > 0)
		transcript_anchor(m, m->earlier, seq, e);
	m->search.opened_seq = seq;
}

bool
search_return(struct model *m)
{
	struct search *s = &m->search;

	if (!model_reads_earlier(m) || s->opened_seq == 0 ||
	    m->earlier->match_seq != s->opened_seq)
		return false;
	earlier_close(m);
	overlay_open(m, OVERLAY_SEARCH);
	editor_set(&m->ui.query, s->query);
	m->ui.selected = s->opened_seq;
	s->opened_seq = 0;
	return true;
}

COMMAND(search)
{
	(void)e;
	(void)err;
	search_open(m, args);
	return true;
}

int64_t
model_due_ms(const struct model *m)
{
	const int64_t wishes[] = { model_alert_due_ms(m), m->search.due_ms,
		block_due_ms(m), idle_due_ms(m), m->ui.prefix[0] != '\0' &&
		m->ui.prefix_due_ms > m->now_ms ? m->ui.prefix_due_ms : 0 };
	int64_t due_ms = 0;

	for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++)
		if (wishes[i] != 0 && (due_ms == 0 || wishes[i] < due_ms))
			due_ms = wishes[i];
	return due_ms;
}
