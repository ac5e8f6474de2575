/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is held back for some seconds and can be undone: messages, transfers,
 * closes. Each belongs to the id of its conversation and not to what is on the
 * screen; those of one conversation are done in the order of their keys.
 *
 * A held message is a line of the transcript and part of the draft on disk: a
 * console that ends has not sent it and has not lost it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

#define ROOM 16	/* effects and ids that must be free to do one */

static struct holding *
add(struct model *m, struct chat *c, enum action_type type, int64_t span_ms)
{
	struct holding *h = &m->held[m->n_held++];

	*h = (struct holding){
		.type = type, .conversation_id = c->c.id,
		.due_ms = m->now_ms + span_ms,
	};
	snprintf(h->id, sizeof h->id, "held %u", ++m->n_holds);
	return h;
}

static void
drop(struct model *m, struct holding *h)
{
	size_t at = (size_t)(h - m->held);

	free(h->text);
	free(h->outcome);
	m->n_held--;
	memmove(m->held + at, m->held + at + 1,
	    ((size_t)m->n_held - at) * sizeof *m->held);
}

void
hold_clear(struct model *m)
{
	while (m->n_held > 0)
		drop(m, &m->held[m->n_held - 1]);
}

const struct holding *
hold_last(const struct model *m, int64_t conversation_id)
{
	for (int i = m->n_held; i-- > 0;)
		if (m->held[i].conversation_id == conversation_id)
			return &m->held[i];
	return NULL;
}

static struct holding *
last(struct model *m, int64_t conversation_id)
{
	for (int i = m->n_held; i-- > 0;)
		if (m->held[i].conversation_id == conversation_id)
			return &m->held[i];
	return NULL;
}

/* --- giving back ---------------------------------------------------------- */

void
hold_give_back(struct model *m, struct chat *c, const char *text)
{
	struct editor *in = &c->input;
	size_t at = in->at, len = strlen(text);

	c->is_dirty = true;
	if (len == 0)
		return;
	if (c->is_note && !editor_is_empty(in)) {
		editor_put_kill(in, in->text.data);
		editor_set(in, "");
		model_say(m, TONE_INFO,
		    _("Taken back. Your note was cut: Ctrl-Y brings it back."));
	}
	c->is_note = false;
	if (editor_is_empty(in)) {
		editor_set(in, text);
	} else if (in->text.max_bytes - in->text.len > len) {
		editor_replace(in, 0, 0, "\n", 1);
		editor_replace(in, 0, 0, text, len);
		in->at = at + len + 1;
	} else {
		editor_put_kill(in, text);
		model_say(m, TONE_BAD,
		    _("The input is full: Ctrl-Y brings back what was "
		      "held."));
	}
	c->restored_bytes = 0;
}

static void
take_back_message(struct model *m, struct chat *c, const struct holding *h)
{
	const struct line *line = transcript_unsent(c, h->id);

	if (line != NULL) {
		attach_back(m, c, line);
		transcript_remove(c, line);
	}
	hold_give_back(m, c, h->text);
}

static bool
has_room_for(struct model *m, const struct chat *c, const struct line *line)
{
	if (line == NULL || attach_has_room(c, line))
		return true;
	model_say(m, TONE_BAD, _("Its files have no room at the input: "
	    "/attach - takes away those that wait there."));
	return false;
}

bool
hold_take_back(struct model *m, struct chat *c, struct effects *e)
{
	struct holding *h = last(m, c->c.id);

	if (h == NULL)
		return false;
	if (h->type == ACTION_MESSAGE) {
		if (!has_room_for(m, c, transcript_unsent(c, h->id)))
			return true;
		model_say(m, TONE_INFO, _("Taken back: nothing was sent."));
		take_back_message(m, c, h);
	} else if (h->type == ACTION_TRANSFER) {
		model_say(m, TONE_INFO, _("Taken back: %s stays with you."),
		    c->label);
	} else {
		model_say(m, TONE_INFO, _("Taken back: %s stays open."),
		    c->label);
	}
	drop(m, h);
	submit_draft(m, c, e);
	return true;
}

/* --- doing ------------------------------------------------------------------ */

static void
do_message(struct model *m, struct chat *c, const struct holding *h,
    struct effects *e)
{
	const struct line *line = transcript_unsent(c, h->id);

	if (!model_may_write(m, c)) {
		take_back_message(m, c, h);
		model_say(m, TONE_BAD,
		    _("Not sent: %s is not yours any more. The text is in its "
		      "input again."), c->label);
		return;
	}
	if (line != NULL) {
		attach_send_held(m, c, line, e);
		transcript_remove(c, line);
	}
	c->sent_canned = h->canned;
	submit_text(m, c, h->text, false, e);
	c->is_dirty = true;
}

static void
do_one(struct model *m, struct holding *from, struct effects *e)
{
	struct chat *c = model_chat(m, from->conversation_id);
	struct err err = { .code = ERR_NONE };
	struct holding h = *from;
	bool ok = true;

	/* It leaves the list first: what it does may look there. */
	from->text = from->outcome = NULL;
	drop(m, from);
	m->is_unholding = true;
	if (c == NULL)
		model_say(m, TONE_BAD, _("A conversation is gone: what was "
		    "held for it was not done."));
	else if (h.type == ACTION_MESSAGE)
		do_message(m, c, &h, e);
	else if (h.type == ACTION_TRANSFER)
		ok = command_transfer_to(m, c, h.receiver_id, h.text, e, &err);
	else
		ok = command_close_with(m, c, h.outcome, h.text, e, &err);
	m->is_unholding = false;
	if (!ok)
		model_say(m, TONE_BAD, "%s", err.text);
	if (c != NULL)
		submit_draft(m, c, e);
	free(h.text);
	free(h.outcome);
}

/* Messages that one becomes; the others are one action each. */
static int
count_parts(const struct model *m, const struct holding *h)
{
	const struct chat *c = model_find_chat(m, h->conversation_id);
	int n = h->type != ACTION_MESSAGE ? 1 :
	    submit_parts(m, h->text, strlen(h->text));

	for (size_t i = 0; c != NULL && i < c->n_lines; i++)
		if (strcmp(c->lines[i].client_id, h->id) == 0)
			n = (n > 0 ? n : 1) + (int)c->lines[i].n_files;
	return n;
}

int
hold_parts(const struct model *m, int64_t conversation_id)
{
	int n = 0;

	for (int i = 0; i < m->n_held; i++)
		if (m->held[i].conversation_id == conversation_id)
			n += count_parts(m, &m->held[i]);
	return n;
}

/* All of it, or it waits for the next turn, which has new ids. */
static bool
has_room(const struct model *m, const struct effects *e,
    const struct holding *h)
{
	int n = count_parts(m, h);

	return m->n_ids >= (n > ROOM / 2 ? n : ROOM / 2) &&
	    e->n + (n > ROOM / 2 ? n + ROOM / 2 : ROOM) <= EFFECTS_TURN;
}

bool
hold_flush(struct model *m, int64_t conversation_id, struct effects *e)
{
	for (int i = 0; i < m->n_held;) {
		if (m->held[i].conversation_id != conversation_id) {
			i++;
			continue;
		}
		if (!has_room(m, e, &m->held[i]))
			return false;
		do_one(m, &m->held[i], e);
	}
	return true;
}

static struct holding *
first(struct model *m, int64_t conversation_id)
{
	int i = 0;

	while (m->held[i].conversation_id != conversation_id)
		i++;
	return &m->held[i];
}

void
hold_tick(struct model *m, struct effects *e)
{
	for (int i = 0; i < m->n_held;) {
		struct holding *h;

		if (m->now_ms < m->held[i].due_ms) {
			i++;
			continue;
		}
		/* An earlier one of it goes before, due or not. */
		h = first(m, m->held[i].conversation_id);
		if (!has_room(m, e, h))
			return;
		do_one(m, h, e);
		i = 0;
	}
}

/* --- holding ---------------------------------------------------------------- */

bool
hold_has_room(const struct model *m)
{
	return m->prefs.send_hold_ms > 0 && m->n_held < MODEL_HELD;
}

bool
hold_message(struct model *m, struct chat *c)
{
	struct holding *h;
	struct action a;

	if (!hold_has_room(m) || c->is_note)
		return false;
	h = add(m, c, ACTION_MESSAGE, m->prefs.send_hold_ms);
	h->text = editor_take(&c->input);
	h->canned = c->sent_canned;
	c->sent_canned.n = 0;
	action_init(&a, ACTION_MESSAGE);
	a.conversation_id = c->c.id;
	a.text = h->text;
	str_copy(a.client_id, sizeof a.client_id, h->id);
	transcript_typed(c, &a, m->me.id, m->now_ms, LINE_HELD);
	attach_hold(c, transcript_unsent(c, h->id));
	return true;
}

bool
hold_transfer(struct model *m, struct chat *c, int64_t receiver_id,
    const char *name, const char *note)
{
	struct holding *h;

	if (m->is_unholding || m->prefs.transfer_hold_ms <= 0 ||
	    m->n_held == MODEL_HELD)
		return false;
	h = add(m, c, ACTION_TRANSFER, m->prefs.transfer_hold_ms);
	h->receiver_id = receiver_id;
	h->text = mem_dup(note);
	model_say(m, TONE_INFO,
	    _("%s goes to %s soon. F6 or Ctrl-X Ctrl-Z takes it back."),
	    c->label, name);
	return true;
}

bool
hold_close(struct model *m, struct chat *c, const char *outcome,
    const char *note)
{
	struct holding *h;

	if (m->is_unholding || m->prefs.close_hold_ms <= 0 ||
	    m->n_held == MODEL_HELD)
		return false;
	h = add(m, c, ACTION_CLOSE, m->prefs.close_hold_ms);
	h->outcome = mem_dup(outcome);
	h->text = mem_dup(note);
	model_say(m, TONE_INFO,
	    _("%s is closed soon. Ctrl-X Ctrl-Z takes it back."), c->label);
	return true;
}

/* --- the draft on disk -------------------------------------------------------- */

char *
hold_draft(const struct chat *c)
{
	/* What is edited was sent: only what was written before is a draft. */
	const char *own = c->editing_seq != 0 ? c->editing_draft :
	    c->input.text.data;
	struct str all;

	str_init(&all, EDITOR_MAX_BYTES * 4);
	for (size_t i = 0; i < c->n_lines; i++)
		if (c->lines[i].state == LINE_HELD)
			str_putf(&all, "%s%s", all.len > 0 ? "\n" : "",
			    c->lines[i].text);
	if (all.len > 0 && own[0] != '\0')
		str_put_c(&all, '\n');
	str_put(&all, own);
	return str_take(&all);
}

COMMAND(unhold)
{
	struct chat *c = model_chat(m, m->ui.focus_id);

	(void)args;
	if (hold_take_back(m, c, e) || bans_undo(m, e) ||
	    command_take_back(m, c, e))
		return true;
	return err_set(err, ERR_NOT_FOUND, "%s",
	    _("Nothing is held back here."));
}
