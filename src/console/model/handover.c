/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/handover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"
#include "domain/transfer.h"

#define ROOM 8	/* effects that must be free to submit one */

/* Whoever gets one has one more when the next is given. */
static int64_t
best_for(const struct model *m, const struct chat *c,
    struct operator *operators)
{
	const struct operator *best = transfer_best(operators,
	    m->n_operators, &c->c, model_department(m, c->c.department_id),
	    m->me.id);

	if (best == NULL)
		return 0;
	operators[best - operators].load++;
	return best->id;
}

void
handover_plan(struct model *m)
{
	struct handover *h = &m->handover;
	struct operator *operators = mem_array(m->n_operators,
	    struct operator);
	int64_t ids[HANDOVER_MAX];
	size_t n = model_mine(m, ids, HANDOVER_MAX);

	for (size_t i = 0; i < m->n_operators; i++)
		operators[i] = m->operators[i];
	h->n = h->n_wrap_up = 0;
	for (size_t i = 0; i < n; i++) {
		const struct chat *c = model_find_chat(m, ids[i]);

		h->n_wrap_up += c->c.state == CONVERSATION_WRAP_UP;
		if (c->c.state != CONVERSATION_ACTIVE ||
		    model_is_offered(m, c))
			continue;
		h->rows[h->n].chat_id = ids[i];
		h->rows[h->n].client_id[0] = '\0';
		h->rows[h->n].state = HANDED_NOT;
		h->rows[h->n++].receiver_id = h->receiver_id != 0 ?
		    h->receiver_id : best_for(m, c, operators);
	}
	free(operators);
}

/* "a question · waits 2m · promised for 16:00: a mail — and what I say" */
static char *
summary(const struct model *m, const struct chat *c)
{
	struct str all;
	char text[64];

	str_init(&all, MAX_NOTE_BYTES);
	str_put(&all, c->c.subject);
	if (c->c.waiting_since_ms != 0) {
		i18n_span(text, sizeof text,
		    m->now_ms - c->c.waiting_since_ms);
		str_put(&all, all.len > 0 ? " · " : "");
		str_putf(&all, _("waits %s"), text);
	}
	if (c->c.promise_due_ms != 0) {
		str_put(&all, all.len > 0 ? " · " : "");
		str_putf(&all, _("promised for %s: %s"), i18n_clock(text,
		    sizeof text, c->c.promise_due_ms), c->c.promise);
	}
	if (m->handover.note != NULL && m->handover.note[0] != '\0')
		str_putf(&all, "%s%s", all.len > 0 ? " — " : "",
		    m->handover.note);
	return str_take(&all);
}

static void
submit_row(struct model *m, int i, struct effects *e)
{
	struct handover *h = &m->handover;
	struct chat *c = model_chat(m, h->rows[i].chat_id);
	struct err err = { .code = ERR_NONE };
	char *note;

	h->rows[i].state = HANDED_FAILED;
	if (c == NULL || h->rows[i].receiver_id == 0)
		return;
	note = summary(m, c);
	m->is_unholding = true;
	if (command_transfer_to(m, c, h->rows[i].receiver_id,
	    note == NULL ? "" : note, e, &err)) {
		h->rows[i].state = HANDED_SENT;
		str_copy(h->rows[i].client_id, sizeof h->rows[i].client_id,
		    c->transfer_id);
	}
	m->is_unholding = false;
	free(note);
}

/* Nobody else can say how what I have closed ended. */
void
handover_wrap_up(const struct handover *h, char *text, size_t size)
{
	size_t len = strlen(text);

	if (h->n_wrap_up == 0)
		return;
	if (len > 0 && len + 1 < size)
		text[len++] = ' ';
	snprintf(text + len, size - len, ngettext(
	    "%d in wrap-up stays with you: it wants an outcome.",
	    "%d in wrap-up stay with you: they want an outcome.",
	    (unsigned long)h->n_wrap_up), h->n_wrap_up);
}

static void
say_result(struct model *m, int n_over, int n_failed)
{
	if (n_failed == 0)
		model_say(m, TONE_GOOD,
		    ngettext("%d conversation is handed over.",
			"%d conversations are handed over.",
			(unsigned long)n_over), n_over);
	else
		model_say(m, TONE_BAD,
		    ngettext("%d conversation could not be handed over and "
			     "stays with you.",
			"%d conversations could not be handed over and stay "
			"with you.", (unsigned long)n_failed), n_failed);
}

static void
finish(struct model *m, struct effects *e)
{
	struct handover *h = &m->handover;
	int n_over = 0, n_failed = 0;

	for (int i = 0; i < h->n; i++) {
		if (h->rows[i].state <= HANDED_SENT)
			return;
		n_over += h->rows[i].state == HANDED_OVER;
		n_failed += h->rows[i].state == HANDED_FAILED;
	}
	h->is_running = false;
	if (n_failed == 0 && h->then_away)
		command_run(m, "away", e);
	say_result(m, n_over, n_failed);
	handover_wrap_up(h, m->ui.message, sizeof m->ui.message);
}

void
handover_pump(struct model *m, struct effects *e)
{
	struct handover *h = &m->handover;

	if (!h->is_running)
		return;
	for (int i = 0; i < h->n; i++)
		if (h->rows[i].state == HANDED_NOT && m->n_ids > 2 &&
		    e->n + ROOM < EFFECTS_TURN)
			submit_row(m, i, e);
	finish(m, e);
}

void
handover_told(struct model *m, const char *client_id, bool is_over,
    struct effects *e)
{
	struct handover *h = &m->handover;

	if (!h->is_running || client_id[0] == '\0')
		return;
	for (int i = 0; i < h->n; i++)
		if (strcmp(h->rows[i].client_id, client_id) == 0)
			h->rows[i].state = is_over ? HANDED_OVER :
			    HANDED_FAILED;
	handover_pump(m, e);
}

void
handover_start(struct model *m, const char *note, struct effects *e)
{
	struct handover *h = &m->handover;

	free(h->note);
	h->note = mem_dup(note);
	h->is_running = true;
	handover_pump(m, e);
}

/* --- the command ------------------------------------------------------------- */

COMMAND(handover)
{
	struct handover *h = &m->handover;
	char name[160];
	const char *note = command_split_note(args, name, sizeof name);

	if (h->is_running)
		return err_set(err, ERR_BUSY, "%s",
		    _("The last handover is still on its way."));
	h->receiver_id = 0;
	h->then_away = true;
	if (name[0] != '\0' && strcmp(name, "best") != 0) {
		h->receiver_id = command_find_receiver(m, name);
		if (h->receiver_id == 0)
			return err_set(err, ERR_NOT_FOUND,
			    _("“%s” names nobody, or several: /transfer "
			      "alone offers everybody."), name);
	}
	handover_plan(m);
	if (h->n == 0) {
		err_set(err, ERR_NOT_FOUND, "%s",
		    _("You have no conversation to hand over."));
		handover_wrap_up(h, err->text, sizeof err->text);
		return false;
	}
	if (name[0] != '\0') {
		handover_start(m, note, e);
		return true;
	}
	overlay_open(m, OVERLAY_HANDOVER);
	m->ui.in_note = true;
	editor_set(&m->ui.note, note);
	return true;
}

COMPLETE(handover)
{
	str_put(out, "best\n");
	complete_transfer(m, args, out);
}

void
handover_choose(struct model *m, const char *how, struct effects *e)
{
	char *note;

	if (strcmp(how, "tab") == 0) {
		m->handover.then_away = !m->handover.then_away;
		return;
	}
	note = mem_dup(m->ui.note.text.data);
	editor_set(&m->ui.note, "");
	overlay_close(m);
	/* Who has come or left since is seen; what is shown is what goes. */
	handover_start(m, note, e);
	free(note);
}
