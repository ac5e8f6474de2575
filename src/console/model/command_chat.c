/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that do something to the focused conversation. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"
#include "console/model/supervise.h"

#define WORD_BYTES 160

static struct chat *
focused(struct model *m)
{
	return model_chat(m, m->ui.focus_id);
}

static bool
too_busy(struct err *err)
{
	return err_set(err, ERR_BUSY, "%s",
	    _("Too much at once: press the key again."));
}

/* "NAME -- NOTE" in two; the note is borrowed from `args`. */
const char *
command_split_note(const char *args, char *name, size_t size)
{
	const char *dashes = strncmp(args, "-- ", 3) == 0 ?
	    args :
	    strstr(args, " -- ");
	size_t len = dashes == NULL ? strlen(args) : (size_t)(dashes - args);

	while (len > 0 && args[len - 1] == ' ')
		len--;
	if (len >= size)
		len = size - 1;
	memcpy(name, args, len);
	name[len] = '\0';
	if (dashes == NULL)
		return "";
	dashes += dashes[0] == ' ' ? 4 : 3;
	return dashes + strspn(dashes, " ");
}

/* --- taking -------------------------------------------------------------- */

static bool
take_next(struct model *m, struct effects *e, struct err *err)
{
	const struct pending *p = m->ui.take_id[0] == '\0' ? NULL :
	    submit_find(m, m->ui.take_id);
	struct action a;

	/* Pressed again before the desk has answered: the same wish. */
	if (p != NULL && p->type == ACTION_TAKE_NEXT) {
		m->ui.take_keys = m->ui.n_keys;
		return true;
	}
	action_init(&a, ACTION_TAKE_NEXT);
	if (!submit_action(m, &a, e))
		return too_busy(err);
	str_copy(m->ui.take_id, sizeof m->ui.take_id, a.client_id);
	m->ui.take_keys = m->ui.n_keys;
	return true;
}

COMMAND(take)
{
	struct chat *c = focused(m);
	struct action a;
	long long id;

	/* F5 takes the next one wherever the focus is. */
	if (c != NULL && room_is(c) && args[0] == '\0')
		return room_refuse("take", err);
	if (c != NULL && model_is_offered(m, c) &&
	    (args[0] == '\0' || strcmp(args, "next") == 0))
		return command_accept(m, c, e, err);
	if (strcmp(args, "next") == 0) {
		/* Whom one looks at comes before whom one does not see. */
		if (c == NULL || c->c.state != CONVERSATION_WAITING)
			return take_next(m, e, err);
	} else if (args[0] != '\0') {
		if (!str_to_i64(args, 1, INT64_MAX, &id) ||
		    (c = model_chat(m, id)) == NULL)
			return err_set(err, ERR_VALUE,
			    _("There is no conversation %s: F2 lists all."),
			    args);
	}
	if (c == NULL)
		return take_next(m, e, err);
	if (model_is_offered(m, c))
		return command_accept(m, c, e, err);
	if (model_is_mine(m, c))
		return err_set(err, ERR_VALUE, "%s",
		    _("You have this conversation already."));
	if (c->c.state != CONVERSATION_WAITING)
		return err_set(err, ERR_VALUE, "%s",
		    _("This conversation does not wait in the queue."));
	action_init(&a, ACTION_TAKE);
	a.conversation_id = c->c.id;
	a.version = c->c.version;
	if (!submit_action(m, &a, e))
		return too_busy(err);
	str_copy(m->ui.take_id, sizeof m->ui.take_id, a.client_id);
	m->ui.take_keys = m->ui.n_keys;
	return true;
}

/* --- transfer -------------------------------------------------------------- */

bool
model_can_transfer(const struct model *m, const struct chat *c)
{
	return (c->c.state == CONVERSATION_WAITING && c->c.last_seq != 0) ||
	    (model_is_mine(m, c) && c->c.state == CONVERSATION_ACTIVE);
}

static bool
can_hand_over(struct model *m, const struct chat *c, struct err *err)
{
	if (model_can_transfer(m, c))
		return true;
	if (c->c.state == CONVERSATION_CLOSED)
		return err_set(err, ERR_VALUE, "%s",
		    _("This conversation is closed: there is nothing left to "
		      "transfer."));
	if (model_is_mine(m, c))
		return err_set(err, ERR_VALUE, "%s",
		    _("This conversation is closed: a message opens it again, "
		      "then it can be transferred."));
	return err_set(err, ERR_RIGHTS, "%s",
	    _("This conversation is not yours to transfer."));
}

bool
command_transfer_to(struct model *m, struct chat *c, int64_t receiver,
    const char *note, struct effects *e, struct err *err)
{
	struct action a;
	const char *name;

	if (!can_hand_over(m, c, err))
		return false;
	if (strlen(note) > MAX_NOTE_BYTES)
		return err_set(err, ERR_TOO_LARGE, "%s",
		    _("The note is too long for a transfer: make it shorter."));
	action_init(&a, ACTION_TRANSFER);
	a.conversation_id = c->c.id;
	a.version = c->c.version;
	a.text = note;
	offer_put_draft(c, &a);
	if (receiver > 0) {
		const struct operator *o = model_operator(m, receiver);

		a.operator_id = receiver;
		name = o == NULL ? "?" : o->name;
	} else {
		const struct department *d = model_department(m, -receiver);

		a.department_id = -receiver;
		name = d == NULL ? "?" : d->name;
	}
	if (hold_transfer(m, c, receiver, name, note))
		return true;
	hold_flush(m, c->c.id, e);
	if (!submit_action(m, &a, e))
		return too_busy(err);
	str_copy(c->transfer_id, sizeof c->transfer_id, a.client_id);
	c->take_back_wanted = false;
	model_say(m, TONE_INFO,
	    _("%s goes to %s. F6 or Esc takes it back."), c->label, name);
	model_say_about(m, ABOUT_UNDO, c->c.id);
	return true;
}

bool
command_take_back(struct model *m, struct chat *c, struct effects *e)
{
	struct action a;
	const struct holding *held = hold_last(m, c->c.id);

	if (held != NULL && held->type == ACTION_TRANSFER)
		return hold_take_back(m, c, e);
	/* The desk has not told of the transfer yet: as soon as it does. */
	if (c->transfer_id[0] != '\0' && c->undo_until_ms == 0) {
		c->take_back_wanted = true;
		model_say(m, TONE_INFO, _("Taking it back."));
		return true;
	}
	if (m->now_ms >= c->undo_until_ms ||
	    !conversation_can_take_back(&c->c, m->me.id))
		return false;
	action_init(&a, ACTION_TAKE_BACK);
	a.conversation_id = c->c.id;
	a.version = c->c.version;
	if (!submit_action(m, &a, e))
		return false;
	c->undo_until_ms = 0;
	model_say(m, TONE_INFO, _("Taking it back."));
	return true;
}

/* To whom the frame on the screen said that F6 would give it. */
static bool
transfer_best_shown(struct model *m, struct chat *c, struct effects *e,
    struct err *err)
{
	const struct operator *best = model_best_receiver(m);
	const struct operator *shown;
	int64_t id = best == NULL ? 0 : best->id;

	if (command_take_back(m, c, e))
		return true;
	if (m->ui.best_chat_id == c->c.id)
		id = m->ui.best_id;
	if (!can_hand_over(m, c, err))
		return false;
	if (id == 0)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("Nobody is free to receive it: /transfer offers "
		      "everybody."));
	shown = model_operator(m, id);
	if (shown == NULL || shown->disabled ||
	    shown->presence == PRESENCE_OFFLINE)
		return err_set(err, ERR_CONFLICT,
		    _("%s has just left: see who is named now and press the "
		      "key again."),
		    shown == NULL ? "?" : shown->name);
	return command_transfer_to(m, c, id, "", e, err);
}

/* An operator or a department by login or name; 0: none or several. */
int64_t
command_find_receiver(const struct model *m, const char *name)
{
	int64_t found = 0;
	int n = 0;

	for (size_t i = 0; i < m->n_operators; i++) {
		const struct operator *o = &m->operators[i];

		if (o->id == m->me.id || o->disabled)
			continue;
		if (strcmp(o->login, name) == 0 || strcmp(o->name, name) == 0)
			return o->id;
		if (picker_score(name, o->name) == 0 &&
		    picker_score(name, o->login) == 0)
			continue;
		found = o->id;
		n++;
	}
	for (size_t i = 0; i < m->n_departments; i++) {
		const struct department *d = &m->departments[i];

		if (d->disabled)
			continue;
		if (strcmp(d->name, name) == 0)
			return -d->id;
		if (picker_score(name, d->name) == 0)
			continue;
		found = -d->id;
		n++;
	}
	return n == 1 ? found : 0;
}

COMMAND(transfer)
{
	char name[WORD_BYTES];
	const char *note = command_split_note(args, name, sizeof name);
	struct chat *c = focused(m);
	int64_t receiver;

	if (strcmp(args, "--best") == 0)
		return transfer_best_shown(m, c, e, err);
	if (strcmp(name, "back") == 0)
		return command_transfer_back(m, c, note, e, err);
	if (!can_hand_over(m, c, err))
		return false;
	if (name[0] == '\0') {
		overlay_open(m, OVERLAY_TRANSFER);
		editor_set(&m->ui.note, note);
		return true;
	}
	receiver = command_find_receiver(m, name);
	if (receiver == 0)
		return err_set(err, ERR_NOT_FOUND,
		    _("“%s” names nobody, or several: /transfer alone offers "
		      "everybody."),
		    name);
	return command_transfer_to(m, c, receiver, note, e, err);
}

COMPLETE(transfer)
{
	(void)args;
	str_put(out, "back\n");
	for (size_t i = 0; i < m->n_operators; i++)
		if (m->operators[i].id != m->me.id &&
		    !m->operators[i].disabled)
			str_putf(out, "%s\n", m->operators[i].login);
	for (size_t i = 0; i < m->n_departments; i++)
		if (!m->departments[i].disabled)
			str_putf(out, "%s\n", m->departments[i].name);
}

/* --- note, close -------------------------------------------------------------- */

COMMAND(note)
{
	struct chat *c = focused(m);
	struct action a;

	if (args[0] == '\0') {
		c->is_note = !c->is_note;
		c->is_dirty = true;
		m->ui.asked_id = 0;
		return true;
	}
	action_init(&a, ACTION_NOTE);
	a.conversation_id = c->c.id;
	a.text = args;
	if (!submit_action(m, &a, e))
		return too_busy(err);
	transcript_typed(c, &a, m->me.id, m->now_ms, LINE_TYPED);
	return true;
}

bool
model_can_close(const struct model *m, const struct chat *c)
{
	/* As the desk decides it: nothing is sent for nothing. */
	return model_is_mine(m, c) || (model_is_head(m) &&
	    c->c.state == CONVERSATION_WAITING && c->c.last_seq != 0);
}

static bool
can_close(struct model *m, const struct chat *c, struct err *err)
{
	if (model_can_close(m, c))
		return true;
	if (c->c.state == CONVERSATION_CLOSED)
		return err_set(err, ERR_VALUE, "%s",
		    _("This conversation is closed already."));
	return err_set(err, ERR_RIGHTS, "%s",
	    _("This conversation is not yours to close."));
}

bool
command_close_with(struct model *m, struct chat *c, const char *outcome,
    const char *note, struct effects *e, struct err *err)
{
	bool is_closed = c->c.state == CONVERSATION_WRAP_UP;
	struct action a;

	if (!can_close(m, c, err))
		return false;
	if (strlen(note) > MAX_NOTE_BYTES)
		return err_set(err, ERR_TOO_LARGE, "%s",
		    _("The note is too long for a close: make it shorter."));
	if (is_closed && outcome[0] == '\0')
		return err_set(err, ERR_VALUE, "%s",
		    _("It is closed: only its outcome is missing."));
	if (!is_closed && !outcome_is_filled(note, err))
		return false;
	if (!m->is_unholding && promise_asks(m, c, err))
		return false;
	if (!is_closed && hold_close(m, c, outcome, note))
		return true;
	hold_flush(m, c->c.id, e);
	if (!outcome_tag(m, c, outcome, e))
		return too_busy(err);
	action_init(&a, is_closed ? ACTION_OUTCOME : ACTION_CLOSE);
	a.conversation_id = c->c.id;
	a.version = c->c.version;
	a.outcome = outcome;
	a.text = is_closed ? "" : note;
	if (!submit_action(m, &a, e))
		return too_busy(err);
	return true;
}

/* Without a note of its own it has the outcome's. */
static bool
close_with_template(struct model *m, struct chat *c, const char *outcome,
    const char *note, struct effects *e, struct err *err)
{
	char *its = outcome_note(m, c, outcome);
	bool ok = command_close_with(m, c, outcome,
	    note[0] != '\0' ? note : its, e, err);

	free(its);
	return ok;
}

COMMAND(close)
{
	char name[WORD_BYTES];
	const char *note = command_split_note(args, name, sizeof name);
	struct chat *c = focused(m);

	if (!can_close(m, c, err))
		return false;
	if (name[0] == '\0') {
		overlay_open(m, OVERLAY_OUTCOME);
		editor_set(&m->ui.note, note);
		return true;
	}
	for (size_t i = 0; i < m->n_outcomes; i++)
		if (strcmp(m->outcomes[i], name) == 0 ||
		    strcmp(model_outcome_title(m, m->outcomes[i]), name) == 0)
			return close_with_template(m, c, m->outcomes[i], note,
			    e, err);
	return err_set(err, ERR_VALUE,
	    _("There is no outcome “%s”: /close alone offers all."), name);
}

COMPLETE(close)
{
	(void)args;
	for (size_t i = 0; i < m->n_outcomes; i++)
		str_putf(out, "%s\n", m->outcomes[i]);
}

/* --- sending ----------------------------------------------------------------------- */

COMMAND(send)
{
	(void)args;
	(void)err;
	return submit_input(m, focused(m), e);
}

COMMAND(newline)
{
	struct chat *c = focused(m);

	(void)args;
	(void)err;
	if (editor_insert(&c->input, "\n", 1))
		keys_changed(m, c, e);
	return true;
}

/* --- find --------------------------------------------------------------------------- */

static bool
holds(const struct line *line, const char *folded)
{
	/* With the names of its files. */
	const char *said = line->shown != NULL ? line->shown : line->text;
	struct str text;
	bool found;

	str_init(&text, MAX_MESSAGE_BYTES * 4);
	utf8_fold(&text, said, strlen(said));
	found = strstr(text.data, folded) != NULL;
	str_clear(&text);
	return found;
}

/* The line that holds the word before the current match, else the last. */
static bool
find_before(struct model *m, struct chat *c, const char *folded,
    struct effects *e)
{
	for (size_t i = c->n_lines; i-- > 0;) {
		const struct line *line = &c->lines[i];

		if (line->seq == 0 ||
		    (c->match_seq != 0 && line->seq >= c->match_seq))
			continue;
		if (!holds(line, folded))
			continue;
		c->match_seq = line->seq;
		transcript_anchor(m, c, line->seq, e);
		return true;
	}
	return false;
}

/* The other way: the line after the current match. */
static bool
find_after(struct model *m, struct chat *c, const char *folded,
    struct effects *e)
{
	for (size_t i = 0; i < c->n_lines && c->match_seq != 0; i++) {
		const struct line *line = &c->lines[i];

		if (line->seq <= c->match_seq || !holds(line, folded))
			continue;
		c->match_seq = line->seq;
		transcript_anchor(m, c, line->seq, e);
		return true;
	}
	return false;
}

static bool
find_newer(struct model *m, struct chat *c, struct effects *e,
    struct err *err)
{
	struct str folded;
	bool found;

	str_init(&folded, sizeof m->ui.find * 4);
	utf8_fold(&folded, m->ui.find, strlen(m->ui.find));
	found = find_after(m, c, folded.data, e);
	str_clear(&folded);
	return found || err_set(err, ERR_NOT_FOUND,
	    _("There is no “%s” further down."), m->ui.find);
}

COMMAND(find)
{
	struct chat *c = earlier_reading(m);
	bool is_newer = strcmp(args, "--newer") == 0;
	struct str folded;
	bool found;

	if (is_newer)
		args = "";
	if (args[0] == '\0' && m->ui.find[0] == '\0') {
		overlay_open(m, OVERLAY_COMMAND);
		editor_set(&m->ui.query, "find ");
		return true;
	}
	/* Without a match yet it begins at the end, as the other does. */
	if (is_newer && c->match_seq != 0)
		return find_newer(m, c, e, err);
	if (args[0] != '\0' && strcmp(args, m->ui.find) != 0) {
		str_copy(m->ui.find, sizeof m->ui.find, args);
		c->match_seq = 0;
	}
	str_init(&folded, sizeof m->ui.find * 4);
	utf8_fold(&folded, m->ui.find, strlen(m->ui.find));
	found = find_before(m, c, folded.data, e);
	str_clear(&folded);
	if (found)
		return true;
	if (!c->is_complete)
		submit_fetch_transcript(m, c, transcript_first_seq(c), e);
	if (c->match_seq != 0) {
		c->match_seq = 0;
		return err_set(err, ERR_NOT_FOUND,
		    _("There is no “%s” further up; the next search begins at "
		      "the end."),
		    m->ui.find);
	}
	if (c->is_fetching)
		return err_set(err, ERR_NOT_FOUND,
		    _("There is no “%s” in what is here; older lines are being "
		      "fetched."),
		    m->ui.find);
	return err_set(err, ERR_NOT_FOUND,
	    _("There is no “%s” in this conversation."), m->ui.find);
}
