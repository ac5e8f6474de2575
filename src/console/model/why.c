/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of /why: kept in order, and asked for. */
#include "console/model/why.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

static bool
is_step(enum event_type type)
{
	switch (type) {
	case EVENT_OPENED: case EVENT_ROUTED: case EVENT_TRANSFERRED:
	case EVENT_TAKEN: case EVENT_TAKEN_BACK: case EVENT_DECLINED:
	case EVENT_RETURNED: case EVENT_REOPENED: case EVENT_CLOSED:
	case EVENT_TARGET: case EVENT_WARNED: case EVENT_MISSED:
	case EVENT_ESTIMATED: case EVENT_BLOCKED: case EVENT_UNBLOCKED:
		return true;
	default:
		return false;
	}
}

static void
clear_step(struct event *ev)
{
	free((char *)(uintptr_t)ev->text);
	free((char *)(uintptr_t)ev->language);
	free((char *)(uintptr_t)ev->rules);
	free((char *)(uintptr_t)ev->skills);
	free((char *)(uintptr_t)ev->segment);
}

void
why_clear(struct why *w)
{
	for (size_t i = 0; i < w->n_steps; i++)
		clear_step(&w->steps[i]);
	free(w->steps);
	*w = (struct why){ .id = 0 };
}

void
why_begin(struct why *w, int64_t id)
{
	why_clear(w);
	w->id = id;
}

/* The members that a step is told by. */
static struct event
copy_step(const struct event *from)
{
	struct event ev;

	event_init(&ev, from->type);
	ev.seq = from->seq;
	ev.conversation_id = from->conversation_id;
	ev.at_ms = from->at_ms;
	ev.by = from->by;
	ev.by_id = from->by_id;
	ev.operator_id = from->operator_id;
	ev.from_operator_id = from->from_operator_id;
	ev.department_id = from->department_id;
	ev.until_ms = from->until_ms;
	ev.warn_ms = from->warn_ms;
	ev.due_ms = from->due_ms;
	ev.which = from->which;
	ev.priority = from->priority;
	ev.ban_kind = from->ban_kind;
	ev.is_limit = from->is_limit;
	ev.is_returning = from->is_returning;
	ev.text = mem_dup(from->text);
	ev.language = mem_dup(from->language);
	ev.rules = mem_dup(from->rules);
	ev.skills = mem_dup(from->skills);
	ev.segment = mem_dup(from->segment);
	return ev;
}

bool
why_put(struct why *w, const struct event *ev)
{
	size_t at = w->n_steps;

	if (w->id == 0 || ev->conversation_id != w->id || ev->seq <= 0 ||
	    !is_step(ev->type))
		return false;
	while (at > 0 && w->steps[at - 1].seq > ev->seq)
		at--;
	if (at > 0 && w->steps[at - 1].seq == ev->seq)
		return false;
	if (w->n_steps == w->cap_steps) {
		size_t cap = w->cap_steps == 0 ? 32 : 2 * w->cap_steps;

		w->steps = mem_grow(w->steps, w->cap_steps, cap,
		    sizeof *w->steps);
		w->cap_steps = cap;
	}
	memmove(w->steps + at + 1, w->steps + at,
	    (w->n_steps - at) * sizeof *w->steps);
	w->steps[at] = copy_step(ev);
	w->n_steps++;
	return true;
}

int64_t
why_page(struct why *w, const struct event *ev)
{
	if (w->id == 0 || ev->conversation_id != w->id)
		return 0;
	for (size_t i = 0; i < ev->n_batch; i++) {
		struct event step = ev->batch[i];

		/* A page says once whose it is. */
		step.conversation_id = w->id;
		why_put(w, &step);
	}
	w->is_fetching = false;
	/* The archive has what was seen; the desk may have more. */
	w->is_complete = w->is_complete ||
	    (ev->is_complete && !ev->is_archive);
	if (w->is_complete || ev->is_archive || ev->n_batch == 0 ||
	    ++w->n_pages >= WHY_PAGES)
		return 0;
	return ev->batch[0].seq;
}

static void
fetch(struct model *m, int64_t before, struct effects *e)
{
	struct action a;

	action_init(&a, ACTION_FETCH_TRANSCRIPT);
	a.conversation_id = m->why.id;
	a.before = before;
	if (m->link == LINK_LIVE)
		m->why.is_fetching = submit_action(m, &a, e);
	else
		effects_archive(e, &a);
}

void
why_told(struct model *m, const struct event *ev, struct effects *e)
{
	int64_t before;

	if (m->ui.overlay != OVERLAY_WHY && !m->why.is_read_out)
		return;
	before = why_page(&m->why, ev);
	if (before > 0)
		fetch(m, before, e);
}

COMMAND(why)
{
	(void)args;
	(void)err;
	overlay_open(m, OVERLAY_WHY);
	/* What is known already is shown meanwhile. */
	if (m->why.id != m->ui.focus_id)
		why_begin(&m->why, m->ui.focus_id);
	m->why.is_complete = false;
	m->why.n_pages = 0;
	fetch(m, 0, e);
	return true;
}
