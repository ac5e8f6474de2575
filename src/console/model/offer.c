/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A transfer that waits to be accepted, seen from both ends; and the draft that
 * travels with it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

bool
model_is_offered(const struct model *m, const struct chat *c)
{
	return c->c.last_seq != 0 &&
	    conversation_is_offered_to(&c->c, m->me.id);
}

bool
model_has_offered(const struct model *m, const struct chat *c)
{
	return c->c.last_seq != 0 && c->c.offered_until_ms != 0 &&
	    c->c.from_operator_id == m->me.id && m->me.id != 0 &&
	    c->c.operator_id != m->me.id;
}

int
model_offer_left_s(const struct model *m, const struct chat *c)
{
	int64_t left_ms = c->c.offered_until_ms - m->now_ms;

	if (c->c.offered_until_ms == OFFERED_ALWAYS)
		return -1;
	return left_ms <= 0 ? 0 : (int)((left_ms + 999) / 1000);
}

/* --- the draft --------------------------------------------------------------- */

/* Is what stands in the input only what came along, or what went? */
static bool
is_only_draft(const struct chat *c)
{
	return c->offer_draft != NULL &&
	    strcmp(c->offer_draft, c->input.text.data) == 0;
}

static void
keep_draft(struct chat *c, const char *draft)
{
	free(c->offer_draft);
	c->offer_draft = draft[0] == '\0' ? NULL : mem_dup(draft);
}

static void
empty_input(struct chat *c)
{
	if (!is_only_draft(c))
		return;
	editor_set(&c->input, "");
	c->is_note = false;
	c->inherited_from = 0;
	c->is_dirty = true;
}

static void
inherit(struct model *m, struct chat *c, const struct event *ev)
{
	const char *draft = ev->draft;

	if (draft[0] == '\0' || strcmp(draft, c->input.text.data) == 0)
		return;
	if (!editor_is_empty(&c->input)) {
		editor_put_kill(&c->input, draft);
		model_say(m, TONE_INFO, _("A draft came with %s: Ctrl-Y puts "
					  "it into the input."), c->label);
		return;
	}
	editor_set(&c->input, draft);
	c->is_note = ev->is_note;
	c->inherited_from = ev->from_operator_id;
	c->is_dirty = true;
}

void
offer_put_draft(const struct chat *c, struct action *a)
{
	if (c->input.text.len > MAX_MESSAGE_BYTES)
		return;		/* stays here */
	a->draft = c->input.text.data;
	a->is_note = c->is_note && c->input.text.len > 0;
}

/* --- what has happened --------------------------------------------------------- */

static void
sent(struct model *m, struct chat *c, const struct event *ev)
{
	if (c->c.operator_id == m->me.id && ev->operator_id == m->me.id &&
	    c->c.offered_until_ms != 0) {
		inherit(m, c, ev);
		keep_draft(c, ev->draft);
	} else if (ev->by_id == m->me.id || ev->from_operator_id == m->me.id) {
		keep_draft(c, ev->draft);
	}
}

static void
accepted(struct model *m, struct chat *c, const struct event *ev)
{
	const struct operator *o = model_operator(m, ev->operator_id);

	if (ev->operator_id == m->me.id) {
		keep_draft(c, "");
		return;
	}
	if (c->c.from_operator_id != m->me.id)
		return;
	empty_input(c);
	keep_draft(c, "");
	c->undo_until_ms = 0;
	model_say(m, TONE_GOOD, _("%s has accepted %s."),
	    o == NULL ? "?" : o->name, c->label);
}

/* Somebody else has given it to a third one while I waited. */
static void
moved_on(struct model *m, struct chat *c, const struct event *ev)
{
	const struct operator *by = model_operator(m, ev->by_id);
	const struct operator *to = model_operator(m, ev->operator_id);
	const struct department *dep =
	    model_department(m, ev->department_id);
	const char *who = by == NULL ? "?" : by->name;

	empty_input(c);
	keep_draft(c, "");
	c->undo_until_ms = 0;
	if (ev->operator_id != 0)
		model_say(m, TONE_INFO, _("%s has given %s, which you "
		    "offered, to %s."), who, c->label,
		    to == NULL ? "?" : to->name);
	else
		model_say(m, TONE_INFO, _("%s has moved %s, which you "
		    "offered, to %s."), who, c->label,
		    dep == NULL ? "?" : dep->name);
}

/* The desk goes round with it: whom it asked is no news for the others. */
static bool
goes_round(const struct model *m, const struct event *ev)
{
	return ev->type == EVENT_RETURNED && ev->text[0] != '\0' &&
	    ev->operator_id == 0 && ev->from_operator_id != m->me.id;
}

/* Declined or returned: to me, or away from me. */
static void
came_back(struct model *m, struct chat *c, const struct event *ev)
{
	const struct operator *o = model_operator(m, ev->from_operator_id);
	const char *name = o == NULL ? "?" : o->name;

	c->undo_until_ms = 0;
	if (ev->from_operator_id == m->me.id) {
		empty_input(c);
		keep_draft(c, "");
		return;
	}
	if (ev->operator_id == m->me.id && ev->draft[0] != '\0') {
		if (is_only_draft(c))
			editor_set(&c->input, "");
		inherit(m, c, ev);
	}
	keep_draft(c, "");
	if (ev->operator_id != m->me.id)
		model_say(m, TONE_BAD, ev->type == EVENT_DECLINED ?
		    _("%s declined %s: it waits in the queue.") :
		    _("%s did not accept %s: it waits in the queue."), name,
		    c->label);
	else if (ev->type == EVENT_RETURNED)
		model_say(m, TONE_BAD,
		    _("%s did not accept %s: it is yours again."), name,
		    c->label);
	else if (ev->text[0] == '\0')
		model_say(m, TONE_BAD, _("%s declined %s: it is yours again."),
		    name, c->label);
	else
		model_say(m, TONE_BAD,
		    _("%s declined %s: %s. It is yours again."), name,
		    c->label, ev->text);
	alert_raise(m, c, ALERT_TRANSFER);
}

void
offer_event(struct model *m, struct chat *c, const struct event *ev)
{
	switch (ev->type) {
	case EVENT_TRANSFERRED:
		if (c->has_offered && ev->by_id != m->me.id &&
		    ev->operator_id != m->me.id)
			moved_on(m, c, ev);
		sent(m, c, ev);
		break;
	case EVENT_TAKEN:
		if (c->c.transferred_seq != 0)
			accepted(m, c, ev);
		break;
	case EVENT_TAKEN_BACK:
		if (ev->operator_id != m->me.id)
			empty_input(c);
		keep_draft(c, "");
		break;
	case EVENT_DECLINED:
	case EVENT_RETURNED:
		if (!goes_round(m, ev))
			came_back(m, c, ev);
		break;
	default:
		break;
	}
	c->has_offered = model_has_offered(m, c);
}

void
offer_snapshot(struct model *m, struct chat *c,
    const struct snapshot_conversation *s)
{
	c->has_offered = model_has_offered(m, c);
	if (!model_is_offered(m, c) || c->offer_draft != NULL)
		return;
	for (size_t i = 0; i < s->n_events; i++)
		if (s->events[i].seq == c->c.transferred_seq)
			sent(m, c, &s->events[i]);
}
