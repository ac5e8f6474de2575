/* SPDX-License-Identifier: GPL-3.0-or-later */
/* C-x r: what I said last comes back. What is held or has not left goes back
 * into the input; what the desk has is edited there, if it lets me.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

static struct line *
last_of_mine(const struct model *m, struct chat *c)
{
	for (size_t i = c->n_lines; i-- > 0;) {
		struct line *line = &c->lines[i];

		if (line->type == EVENT_MESSAGE &&
		    line->by == ACTOR_OPERATOR && line->by_id == m->me.id &&
		    line->state != LINE_FAILED)
			return line;
	}
	return NULL;
}

static bool
begin(struct model *m, struct chat *c, const struct line *line,
    struct err *err)
{
	if (!model_may_write(m, c))
		return err_set(err, ERR_RIGHTS, "%s",
		    _("Only in a conversation that is yours can your last "
		      "message be edited."));
	if (line->seq != c->c.said_seq)
		return err_set(err, ERR_CONFLICT, "%s",
		    _("Only the last message to the customer can be "
		      "edited."));
	if (line->is_edited && line->text[0] == '\0')
		return err_set(err, ERR_VALUE, "%s",
		    _("This message was taken back."));
	if (c->is_note && !editor_is_empty(&c->input))
		return err_set(err, ERR_VALUE, "%s",
		    _("Finish the note in the input first."));
	free(c->editing_draft);
	c->editing_draft = mem_dup(c->input.text.data);
	c->editing_seq = line->seq;
	c->is_note = false;
	editor_set(&c->input, line->text);
	return true;
}

/* What has not left is asked back, with its files; `err` says why not. */
static bool
withdraw(const struct chat *c, const struct line *line, struct effects *e,
    struct err *err)
{
	char files[FILE_IDS_BYTES] = "";

	if (line->state == LINE_STORED)
		return err_set(err, ERR_BUSY, "%s",
		    _("It is on its way: try again in a moment."));
	if (!attach_has_room(c, line))
		return err_set(err, ERR_TOO_LARGE, "%s", _("Its files have no "
		    "room at the input: /attach - takes away those that wait "
		    "there."));
	for (size_t i = 0; i < line->n_files; i++)
		snprintf(files + strlen(files), sizeof files - strlen(files),
		    "%s%s", i > 0 ? "," : "", line->files[i].id);
	effects_withdraw(e, line->client_id, files);
	return true;
}

/* The newest that is not with the desk, one with files first: those take
 * their time. */
static const struct line *
last_on_its_way(const struct chat *c)
{
	const struct line *found = NULL;

	for (size_t i = c->n_lines; i-- > 0 && c->lines[i].seq == 0;) {
		const struct line *line = &c->lines[i];

		if (line->type != EVENT_MESSAGE ||
		    (line->state != LINE_KEPT && line->state != LINE_TYPED))
			continue;
		if (line->n_files > 0)
			return line;
		if (found == NULL)
			found = line;
	}
	return found;
}

COMMAND(unsend)
{
	struct chat *c = model_chat(m, m->ui.focus_id);
	const struct holding *held = hold_last(m, c->c.id);
	const struct line *line = last_on_its_way(c);

	(void)args;
	if (held != NULL && held->type == ACTION_MESSAGE) {
		hold_take_back(m, c, e);
		return true;
	}
	if (line == NULL)
		return err_set(err, ERR_NOT_FOUND, "%s", c->n_attached > 0 ?
		    _("The file waits for Enter: /attach - takes it away.") :
		    _("Nothing of yours is on its way here."));
	return withdraw(c, line, e, err);
}

COMMAND(recall)
{
	struct chat *c = model_chat(m, m->ui.focus_id);
	const struct line *line = last_of_mine(m, c);
	const struct holding *held = hold_last(m, c->c.id);

	(void)args;
	if (held != NULL && held->type == ACTION_MESSAGE) {
		hold_take_back(m, c, e);
		return true;
	}
	if (c->editing_seq != 0)
		return true;
	if (line == NULL)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("You have said nothing here yet."));
	if (line->seq == 0)
		return withdraw(c, line, e, err);
	return begin(m, c, line, err);
}

/* The draft is kept before they are forgotten, and the message before its
 * files: whenever we end, it is whole. */
static void
give_back(struct model *m, struct chat *c, const struct line *line,
    struct effects *e)
{
	char ids[1 + MAX_MESSAGE_FILES][CLIENT_ID_BYTES + 1];
	size_t n = 0;

	str_copy(ids[n++], sizeof *ids, line->client_id);
	for (size_t i = 0; i < line->n_files && n <= MAX_MESSAGE_FILES; i++)
		str_copy(ids[n++], sizeof *ids, line->files[i].id);
	hold_give_back(m, c, line->text);
	attach_back(m, c, line);
	transcript_remove(c, line);
	submit_draft(m, c, e);
	for (size_t i = 0; i < n; i++) {
		submit_done(m, ids[i]);
		effects_forget(e, ids[i]);
	}
}

void
model_withdrawn(struct model *m, const char *client_id, bool is_done,
    struct effects *e)
{
	const struct line *line = NULL;
	struct chat *c = NULL;

	for (size_t i = 0; i < m->n_chats && line == NULL; i++) {
		c = m->chats[i];
		line = transcript_unsent(c, client_id);
	}
	if (line == NULL)
		return;
	if (!is_done) {
		model_say(m, TONE_INFO,
		    _("It may be with the desk already: try again when it "
		      "is stored."));
		return;
	}
	give_back(m, c, line, e);
	model_say(m, TONE_INFO, _("Taken back: nothing was sent."));
}

/* --- editing ---------------------------------------------------------------- */

bool
recall_leave(struct chat *c)
{
	if (c->editing_seq == 0)
		return false;
	c->editing_seq = 0;
	editor_set(&c->input, c->editing_draft);
	free(c->editing_draft);
	c->editing_draft = NULL;
	return true;
}

static bool
is_blank(const char *text)
{
	return text[strspn(text, " \t\n")] == '\0';
}

bool
recall_send(struct model *m, struct chat *c, struct effects *e)
{
	const char *text = c->input.text.data;
	bool empty = is_blank(text);
	struct action a;

	if (c->input.text.len > MAX_MESSAGE_BYTES) {
		model_say(m, TONE_BAD, _("This is too long for one message."));
		return false;
	}
	if (empty && m->ui.asked_id != c->c.id) {
		m->ui.asked_id = c->c.id;
		model_say(m, TONE_BAD, _("Enter again takes the message back: "
		    "the customer sees that it was."));
		return false;
	}
	action_init(&a, ACTION_EDIT);
	a.conversation_id = c->c.id;
	a.upto = c->editing_seq;
	a.text = empty ? "" : text;
	if (!submit_action(m, &a, e)) {
		model_say(m, TONE_BAD,
		    _("Too much at once: press the key again."));
		return false;
	}
	if (m->ui.asked_id != 0)
		m->ui.message[0] = '\0';
	m->ui.asked_id = 0;
	/* Should the desk refuse it, Up and Ctrl-Y have the text. */
	if (!empty) {
		editor_remember_sent(&c->input, text);
		editor_put_kill(&c->input, text);
	}
	return recall_leave(c);
}
