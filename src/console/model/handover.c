/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/handover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"
#include "console/model/supervise_parts.h"
#include "domain/transfer.h"

#define ROOM 8	/* effects that must be free to submit one */

/* Whoever gets one has one more when the next is given. */
static int64_t
best_for(const struct model *m, const struct chat *c,
    struct operator *operators)
{
	const struct operator *best = transfer_best(operators,
	    m->n_operators, &c->c, model_department(m, c->c.department_id),
	    c->c.operator_id);

	if (best == NULL)
		return 0;
	operators[best - operators].load++;
	return best->id;
}

/* Those of the one they are taken from. */
static size_t
find_theirs(const struct model *m, int64_t *ids, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_chats && n < max; i++)
		if (m->chats[i]->c.operator_id == m->handover.from_id &&
		    (m->handover.only_id == 0 ||
			m->chats[i]->c.id == m->handover.only_id) &&
		    model_supervises(m, m->chats[i]))
			ids[n++] = m->chats[i]->c.id;
	return n;
}

void
handover_plan(struct model *m)
{
	struct handover *h = &m->handover;
	struct operator *operators = mem_array(m->n_operators,
	    struct operator);
	int64_t ids[HANDOVER_MAX];
	size_t n = h->from_id == 0 ? model_mine(m, ids, HANDOVER_MAX) :
	    find_theirs(m, ids, HANDOVER_MAX);

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
		h->rows[h->n++].receiver_id = h->to_queue ? 0 :
		    h->receiver_id != 0 ? h->receiver_id :
		    best_for(m, c, operators);
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
reassign_row(struct model *m, int i, struct effects *e)
{
	struct handover *h = &m->handover;
	const struct chat *c = model_find_chat(m, h->rows[i].chat_id);
	struct action a;

	h->rows[i].state = HANDED_FAILED;
	/* It has left them since. */
	if (c == NULL || c->c.operator_id != h->from_id ||
	    (h->rows[i].receiver_id == 0 && !h->to_queue))
		return;
	action_init(&a, ACTION_REASSIGN);
	a.conversation_id = c->c.id;
	a.version = c->c.version;
	a.operator_id = h->rows[i].receiver_id;
	if (!submit_action(m, &a, e))
		return;
	h->rows[i].state = HANDED_SENT;
	str_copy(h->rows[i].client_id, sizeof h->rows[i].client_id,
	    a.client_id);
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

/* "Piotr 2, Boris 1" */
static void
put_receivers(const struct model *m, struct str *out)
{
	const struct handover *h = &m->handover;

	for (int i = 0; i < h->n; i++) {
		const struct operator *o = model_operator(m,
		    h->rows[i].receiver_id);
		int n = 0;

		for (int k = 0; k < h->n; k++) {
			if (h->rows[k].state != HANDED_OVER ||
			    h->rows[k].receiver_id != h->rows[i].receiver_id)
				continue;
			if (k < i)
				break;
			n++;
		}
		if (n > 0)
			str_putf(out, "%s%s %d", out->len > 0 ? ", " : "",
			    o != NULL ? o->name : _("the queue"), n);
	}
}

static void
say_reassigned(struct model *m, int n_over, int n_failed)
{
	struct str who;

	str_init(&who, sizeof m->ui.message);
	put_receivers(m, &who);
	if (n_failed == 0)
		model_say(m, TONE_GOOD,
		    ngettext("%d conversation is reassigned: %s.",
			"%d conversations are reassigned: %s.",
			(unsigned long)n_over), n_over, who.data);
	else
		model_say(m, TONE_BAD,
		    ngettext("%d conversation could not be reassigned: look "
			     "where it is now. %s",
			"%d conversations could not be reassigned: look where "
			"they are now. %s", (unsigned long)n_failed),
		    n_failed, who.data);
	str_clear(&who);
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
	if (h->from_id != 0) {
		say_reassigned(m, n_over, n_failed);
		return;
	}
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
		    e->n + ROOM < EFFECTS_TURN) {
			if (h->from_id != 0)
				reassign_row(m, i, e);
			else
				submit_row(m, i, e);
		}
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
	h->receiver_id = h->from_id = h->only_id = 0;
	h->to_queue = false;
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

/* --- of another operator ------------------------------------------------------- */

/* "WHO WHOM" without what begins with dashes. */
static void
split_reassign(const char *args, char *who, char *whom, size_t size,
    bool *to_queue, bool *is_now)
{
	who[0] = whom[0] = '\0';
	while (*args != '\0') {
		size_t len = strcspn(args, " ");
		char *into = who[0] == '\0' ? who : whom;

		if (len == 7 && strncmp(args, "--queue", len) == 0)
			*to_queue = true;
		else if (len == 5 && strncmp(args, "--now", len) == 0)
			*is_now = true;
		else
			snprintf(into + strlen(into), size - strlen(into),
			    "%s%.*s", into[0] != '\0' ? " " : "", (int)len,
			    args);
		args += len;
		args += strspn(args, " ");
	}
}

static bool
find_receiver(struct model *m, const char *whom, struct err *err)
{
	struct handover *h = &m->handover;

	h->receiver_id = 0;
	if (h->to_queue || whom[0] == '\0' || strcmp(whom, "best") == 0)
		return true;
	h->receiver_id = strcmp(whom, m->me.login) == 0 ? m->me.id :
	    command_find_operator(m, whom);
	if (h->receiver_id == 0 || h->receiver_id == h->from_id)
		return err_set(err, ERR_NOT_FOUND,
		    _("“%s” names no operator, or several."), whom);
	return true;
}

/* An operator, or the one who has "#12" or what has the focus. */
static bool
find_giver(struct model *m, const char *who, struct err *err)
{
	struct handover *h = &m->handover;
	bool is_this = strcmp(who, "--this") == 0;
	const struct chat *c = NULL;
	long long id;

	h->only_id = 0;
	if (is_this)
		c = model_focused(m);
	else if (who[0] == '#' && str_to_i64(who + 1, 1, INT64_MAX, &id))
		c = model_find_chat(m, id);
	if (!is_this && who[0] != '#') {
		h->from_id = command_find_operator(m, who);
		return h->from_id != 0 || err_set(err, ERR_NOT_FOUND,
		    _("“%s” names no operator, or several."), who);
	}
	if (c == NULL && is_this)
		return err_set(err, ERR_VALUE, "%s", model_no_focus(m));
	if (c == NULL)
		return err_set(err, ERR_NOT_FOUND,
		    _("There is no conversation %s: F2 lists all."), who);
	if (c->c.operator_id == 0 || c->c.state != CONVERSATION_ACTIVE)
		return err_set(err, ERR_VALUE, "%s",
		    _("Nobody has this conversation."));
	if (c->c.operator_id == m->me.id)
		return err_set(err, ERR_VALUE, "%s",
		    _("You have this conversation yourself."));
	h->from_id = c->c.operator_id;
	h->only_id = c->c.id;
	return true;
}

COMMAND(reassign)
{
	struct handover *h = &m->handover;
	char who[160], whom[160];
	bool is_now = false;

	if (h->is_running)
		return err_set(err, ERR_BUSY, "%s",
		    _("The last handover is still on its way."));
	if (!model_is_head(m))
		return err_set(err, ERR_RIGHTS, "%s",
		    _("This is for supervisors."));
	h->to_queue = h->then_away = false;
	split_reassign(args, who, whom, sizeof who, &h->to_queue, &is_now);
	if (!find_giver(m, who, err))
		return false;
	if (!find_receiver(m, whom, err))
		return false;
	handover_plan(m);
	if (h->n == 0)
		return err_set(err, ERR_NOT_FOUND,
		    _("%s has no conversation of a department where you are "
		      "supervisor."), model_operator(m, h->from_id)->name);
	if (is_now)
		handover_start(m, "", e);
	else
		overlay_open(m, OVERLAY_HANDOVER);
	return true;
}

COMPLETE(reassign)
{
	(void)args;
	for (size_t i = 0; i < m->n_operators; i++)
		if (m->operators[i].id != m->me.id &&
		    !m->operators[i].disabled)
			str_putf(out, "%s\n", m->operators[i].login);
	str_put(out, "best\n--queue\n--now\n--this\n");
}

void
handover_choose(struct model *m, const char *how, struct effects *e)
{
	char *note;

	if (strcmp(how, "tab") == 0) {
		if (m->handover.from_id != 0)
			return;
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
