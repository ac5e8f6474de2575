/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes to the desk: ids, sending what is in an input, what comes back.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define SMALLEST_PART 64

/* --- pending ------------------------------------------------------------- */

static void
pending_add(struct model *m, const struct action *a)
{
	struct pending *p;

	if (m->n_pending == MODEL_PENDING) {
		m->n_pending--;
		memmove(m->pending, m->pending + 1,
		    (size_t)m->n_pending * sizeof *m->pending);
	}
	p = &m->pending[m->n_pending++];
	*p = (struct pending){
		.type = a->type, .conversation_id = a->conversation_id,
	};
	str_copy(p->client_id, sizeof p->client_id, a->client_id);
}

void
submit_restore(struct model *m, const struct action *a)
{
	pending_add(m, a);
	if (a->type != ACTION_READ)
		m->n_unsent++;
}

const struct pending *
submit_find(const struct model *m, const char *client_id)
{
	for (int i = 0; client_id[0] != '\0' && i < m->n_pending; i++)
		if (strcmp(m->pending[i].client_id, client_id) == 0)
			return &m->pending[i];
	return NULL;
}

void
submit_done(struct model *m, const char *client_id)
{
	const struct pending *p = submit_find(m, client_id);
	size_t at;

	if (p == NULL)
		return;
	at = (size_t)(p - m->pending);
	if (p->type != ACTION_READ && m->n_unsent > 0)
		m->n_unsent--;
	m->n_pending--;
	memmove(m->pending + at, m->pending + at + 1,
	    ((size_t)m->n_pending - at) * sizeof *m->pending);
}

/* --- submitting ------------------------------------------------------------ */

bool
submit_action(struct model *m, struct action *a, struct effects *e)
{
	if (action_is_kept(a->type)) {
		/* One that is not remembered could not be refused aloud. */
		if (m->n_ids == 0 || m->n_pending == MODEL_PENDING)
			return false;
		m->n_ids--;
		str_copy(
		    a->client_id, sizeof a->client_id, m->ids[m->n_ids]);
		submit_restore(m, a);
	}
	masking_submit(m, a, e);
	return true;
}

void
submit_fetch_transcript(struct model *m, struct chat *c, int64_t before,
    struct effects *e)
{
	struct action a;

	if (c->is_fetching || c->c.id <= 0)
		return;
	action_init(&a, ACTION_FETCH_TRANSCRIPT);
	a.conversation_id = c->c.id;
	a.before = before;
	/* Without a line: what was seen of it. While there may be one in a
	 * moment, both. */
	if (m->link != LINK_LIVE) {
		effects_archive(e, &a);
		c->is_fetching = true;
	}
	if (m->link == LINK_LIVE || m->link == LINK_CONNECTING)
		c->is_fetching = submit_action(m, &a, e);
}

void
submit_fetch_customer(struct model *m, int64_t customer_id, struct effects *e)
{
	struct record *r;
	struct action a;

	if (customer_id <= 0)
		return;
	r = model_record_add(m, customer_id);
	if (r->is_fetching || r->fetched_ms != 0)
		return;
	action_init(&a, ACTION_FETCH_CUSTOMER);
	a.customer_id = customer_id;
	r->is_fetching = submit_action(m, &a, e);
}

void
submit_fetch_snapshot(struct model *m, struct effects *e)
{
	struct action a;

	action_init(&a, ACTION_FETCH_SNAPSHOT);
	if (!submit_action(m, &a, e))
		return;
	m->lost_ms = m->now_ms;
	m->is_lost = false;
}

void
submit_draft(const struct model *m, struct chat *c, struct effects *e)
{
	char *text;

	if (!c->is_dirty)
		return;
	text = attach_draft(c, hold_draft(c));
	mask_text(&m->mask, text, MASK_DRAFT);
	effects_draft(e, c->c.id, text);
	free(text);
	e->list[e->n - 1].is_note = c->is_note;
	c->is_dirty = false;
}

void
submit_drafts(struct model *m, struct effects *e)
{
	for (size_t i = 0; i < m->n_chats; i++)
		submit_draft(m, m->chats[i], e);
}

/* --- sending an input --------------------------------------------------------- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

static bool
says_something_in(const char *text)
{
	while (is_blank(*text))
		text++;
	return *text != '\0';
}

static bool
says_something(const struct chat *c)
{
	return says_something_in(c->input.text.data) || c->n_attached > 0;
}

/* The last border that `is_border` finds in text[from..max), 0: none. */
static size_t
last_border(const char *text, size_t from, size_t max, const char *border)
{
	size_t len = strlen(border);

	for (size_t at = max; at > from; at--)
		if (at >= len && strncmp(text + at - len, border, len) == 0)
			return at;
	return 0;
}

static size_t
last_letter(const char *text, size_t len, size_t max)
{
	size_t at = max > 256 ? max - 256 : 0, next;

	while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)
		at--;
	while ((next = utf8_letter_after(text, len, at)) <= max && next > at)
		at = next;
	if (at > 0)
		return at;
	/* One letter of more than a part: cut between its code points. */
	at = max;
	while (at > 1 && ((unsigned char)text[at] & 0xc0) == 0x80)
		at--;
	return at;
}

/* How much of the text goes into one message of `max` bytes: up to the end of
 * a paragraph, else of a line, else of a word. */
static size_t
part_bytes(const char *text, size_t len, size_t max)
{
	static const char *const borders[] = { "\n\n", "\n", " " };

	if (len <= max)
		return len;
	for (size_t i = 0; i < sizeof borders / sizeof *borders; i++) {
		size_t at = last_border(text, max / 2, max, borders[i]);

		if (at > 0)
			return at;
	}
	return last_letter(text, len, max);
}

static size_t
skip_blanks(const char *text, size_t at, size_t len)
{
	while (at < len && is_blank(text[at]))
		at++;
	return at;
}

static size_t
part_limit(const struct model *m)
{
	int64_t max = m->max_message_bytes;

	if (max <= 0 || max > MAX_MESSAGE_BYTES)
		max = MAX_MESSAGE_BYTES;
	return max < SMALLEST_PART ? SMALLEST_PART : (size_t)max;
}

static int
count_parts(const char *text, size_t len, size_t max)
{
	int n = 0;

	for (size_t at = 0; at < len; n++)
		at = skip_blanks(
		    text, at + part_bytes(text + at, len - at, max), len);
	return n;
}

static void
send_part(struct model *m, struct chat *c, const char *text, size_t len,
    bool is_note, struct effects *e)
{
	char *part;
	struct action a;

	while (len > 0 && is_blank(text[len - 1]))
		len--;
	part = mem_dup_n(text, len);
	action_init(&a, is_note ? ACTION_NOTE : ACTION_MESSAGE);
	a.conversation_id = c->c.id;
	a.text = part;
	a.files = is_note ? "" : c->files;
	if (!is_note) {
		memcpy(a.canned_ids, c->sent_canned.ids, sizeof a.canned_ids);
		a.n_canned_ids = c->sent_canned.n;
	}
	if (submit_action(m, &a, e)) {
		c->sent_canned.n = 0;
		transcript_typed(c, &a, m->me.id, m->now_ms, LINE_TYPED);
		attach_of_action(m, transcript_unsent(c, a.client_id), &a);
		if (!is_note)
			c->files[0] = '\0';
	}
	free(part);
}

/* Whose it is: only who has a conversation writes to its customer. */
static bool
may_write(struct model *m, const struct chat *c)
{
	const struct operator *o;

	if (room_is(c) ? !c->is_note : c->is_note || model_has_voice(m, c))
		return true;
	o = model_operator(m, c->c.operator_id);
	if (c->c.state == CONVERSATION_CLOSED)
		model_say(m, TONE_BAD,
		    _("This conversation is closed. Your text stays here."));
	else if (o != NULL && model_supervises(m, c))
		model_say(m, TONE_BAD, _("%s has this conversation, you only "
		    "read along: /whisper reaches the operator, /join lets you "
		    "write to the customer. Your text stays here."), o->name);
	else if (o != NULL)
		model_say(m, TONE_BAD,
		    _("%s has this conversation: only a note (F7) can be "
		      "written. Your text stays here."),
		    o->name);
	else
		model_say(m, TONE_BAD,
		    _("F5 or /take takes it: nobody has this conversation "
		      "yet. Your text stays here."));
	return false;
}

static bool
is_filled(struct model *m, struct chat *c)
{
	size_t at, len;

	if (!canned_unfilled(c->input.text.data, 0, &at, &len))
		return true;
	canned_select_field(c, 0);
	if (canned_is_waiting(c->input.text.data + at, len))
		model_say(m, TONE_BAD, _("%.*s is on its way: wait, or write "
		    "it yourself. Nothing was sent."), (int)len,
		    c->input.text.data + at);
	else
		model_say(m, TONE_BAD, _("Fill in %.*s first: nothing was "
		    "sent."), (int)len, c->input.text.data + at);
	model_say_about(m, ABOUT_FIELD, c->c.id);
	return false;
}

int
submit_parts(const struct model *m, const char *text, size_t len)
{
	return count_parts(text, len, part_limit(m));
}

void
submit_text(struct model *m, struct chat *c, const char *text, bool is_note,
    struct effects *e)
{
	size_t max = part_limit(m), len = strlen(text);

	/* A message with files needs no text. */
	if (!is_note && c->files[0] != '\0' && !says_something_in(text))
		send_part(m, c, "", 0, false, e);
	for (size_t at = skip_blanks(text, 0, len); at < len;) {
		size_t n = part_bytes(text + at, len - at, max);

		send_part(m, c, text + at, n, is_note, e);
		at = skip_blanks(text, at + n, len);
	}
}

/* How many actions Enter makes, with those of what is held before it. A message
 * with files needs no text. */
static int
count_actions(const struct model *m, const struct chat *c)
{
	int n = submit_parts(m, c->input.text.data, c->input.text.len);

	if (c->n_attached > 0)
		n = (n > 0 ? n : 1) + c->n_attached;
	if (!c->is_note && (c->n_attached > 0 || !hold_has_room(m)))
		n += hold_parts(m, c->c.id);
	return n;
}

/* What is held goes before it; what cannot be held goes now. */
static void
send_input(struct model *m, struct chat *c, struct effects *e)
{
	char *text;

	canned_count_uses(m, c, e);
	/* All that is held becomes one draft, should this end. */
	if (!c->is_note &&
	    c->n_attached + attach_n_held(c) > MAX_MESSAGE_FILES)
		hold_flush(m, c->c.id, e);
	if (hold_message(m, c))
		return;
	if (!c->is_note)
		hold_flush(m, c->c.id, e);
	attach_send(m, c, e);
	text = editor_take(&c->input);
	submit_text(m, c, text, c->is_note, e);
	free(text);
}

bool
submit_input(struct model *m, struct chat *c, struct effects *e)
{
	bool is_masked;
	int n_parts;

	if (c->editing_seq != 0)
		return recall_send(m, c, e);
	/* Enter again: what is held goes now. */
	if (editor_is_empty(&c->input) && !c->is_note &&
	    c->n_attached == 0 && hold_last(m, c->c.id) != NULL)
		return hold_flush(m, c->c.id, e);
	if (!says_something(c))
		return false;
	if (!may_write(m, c) || !is_filled(m, c) || wrong_layout_holds(m, c) ||
	    !attach_may_send(m, c))
		return false;
	is_masked = masking_input(m, c);
	n_parts = count_actions(m, c);
	if (n_parts > MODEL_PENDING - m->n_pending) {
		model_say(m, TONE_BAD,
		    _("Too much is not with the desk yet: wait till the line "
		      "is back. Your text stays here."));
		return false;
	}
	if (n_parts > m->n_ids) {
		model_say(m, TONE_BAD,
		    _("This is too much at once: send it in smaller pieces. "
		      "Your text stays here."));
		return false;
	}
	send_input(m, c, e);
	/* What was said against the text no longer holds. */
	if (m->ui.asked_id == c->c.id)
		m->ui.message[0] = '\0';
	m->ui.asked_id = 0;
	c->restored_bytes = 0;
	c->typing_sent_ms = 0;
	place_end(c);
	c->new_seq = 0;
	urgency_answered(m);
	/* The outbox has it from here on. */
	c->is_dirty = true;
	submit_draft(m, c, e);
	if (is_masked)
		masking_tell(m);
	return true;
}

/* --- refused ----------------------------------------------------------------- */

/* Puts a refused text back before what is being written. False: a note must
 * not get into a message nor the other way round. */
static bool
put_back(struct chat *c, const struct line *line)
{
	bool is_note = line->type == EVENT_NOTE;
	struct editor *in = &c->input;
	size_t at = c->restored_bytes, len = strlen(line->text);

	if (len == 0)
		return !c->is_note;
	if (editor_is_empty(in)) {
		editor_set(in, line->text);
		c->is_note = is_note;
		c->restored_bytes = len;
	} else {
		if (c->is_note != is_note || at > in->text.len)
			return false;
		/* Room for the text and a line break, or not at all. */
		if (len + 1 > in->text.max_bytes - in->text.len)
			return false;
		str_insert(&in->text, at, at > 0 ? "\n" : line->text,
		    at > 0 ? 1 : len);
		str_insert(&in->text, at > 0 ? at + 1 : len,
		    at > 0 ? line->text : "\n", at > 0 ? len : 1);
		in->at += in->at >= at ? len + 1 : 0;
		c->restored_bytes = at + len + (at > 0 ? 1 : 0);
	}
	c->is_dirty = true;
	return true;
}

static void
refused_text(struct model *m, struct chat *c, struct line *line,
    const struct event *ev, struct effects *e)
{
	line->why = ev->code;
	/* A whisper must not get into an input that may reach a customer. */
	if (line->type == EVENT_WHISPER || !attach_has_room(c, line) || !put_back(c, line)) {
		line->state = LINE_FAILED;
		model_say(m, TONE_BAD, _("Nothing was sent to %s. %s"), c->label,
		    command_why(ev->code));
		return;
	}
	attach_back(m, c, line);
	transcript_remove(c, line);
	submit_draft(m, c, e);
	model_say(m, TONE_BAD,
	    _("Nothing was sent to %s. %s Your text is in its input again."), c->label,
	    command_why(ev->code));
}

static void
refused_other(struct model *m, const struct pending *p, const struct event *ev)
{
	const struct operator *winner = model_operator(m, ev->operator_id);
	struct chat *c = model_chat(m, p->conversation_id);

	if (c != NULL && strcmp(c->transfer_id, p->client_id) == 0) {
		c->transfer_id[0] = '\0';
		c->take_back_wanted = false;
	}
	if (c != NULL && strcmp(c->aside_id, p->client_id) == 0)
		c->aside_id[0] = '\0';
	if (p->type == ACTION_READ || canned_form_refused(m, ev) ||
	    bans_refused(m, p, ev))
		return;
	if (p->type == ACTION_ASIDE && ev->code == ERR_CONFLICT && c != NULL &&
	    model_is_mine(m, c))
		model_say(m, TONE_BAD,
		    _("%s has written since: look again."), c->label);
	else if (p->type == ACTION_TAKE_NEXT && ev->code == ERR_NOT_FOUND) {
		model_say(m, TONE_INFO, _("Nobody waits in the queue."));
		model_say_about(m, ABOUT_QUEUE, 0);
	} else if (winner != NULL && winner->id != m->me.id)
		model_say(m, TONE_BAD, _("%s was first."), winner->name);
	else
		model_say(m, TONE_BAD, _("This was not done. %s"),
		    command_why(ev->code));
}

void
submit_refused(struct model *m, const struct event *ev, struct effects *e)
{
	const struct pending *p = submit_find(m, ev->client_id);

	if (!ev->is_final)
		return;
	if (strcmp(m->ui.take_id, ev->client_id) == 0)
		m->ui.take_id[0] = '\0';
	for (size_t i = 0; i < m->n_chats; i++) {
		struct chat *c = m->chats[i];
		struct line *line = transcript_unsent(c, ev->client_id);

		if (line != NULL && line->state != LINE_FAILED)
			refused_text(m, c, line, ev, e);
		else if (ev->client_id[0] == '\0' &&
		    c->c.id == ev->conversation_id)
			c->is_fetching = false, c->fetch_refused = true;
	}
	if (ev->client_id[0] == '\0' && ev->conversation_id == m->why.id)
		m->why.is_fetching = false;
	if (p != NULL && p->type == ACTION_FILE)
		attach_refused(m, ev);
	else if (p != NULL && p->type == ACTION_CANNED_FILE)
		canned_form_file_refused(m, ev);
	else if (p != NULL && p->type != ACTION_MESSAGE &&
	    p->type != ACTION_NOTE && p->type != ACTION_WHISPER)
		refused_other(m, p, ev);
	if (ev->client_id[0] == '\0')
		return;
	submit_done(m, ev->client_id);
	handover_told(m, ev->client_id, false, e);
	/* The draft went out before: a crash between them loses nothing. */
	effects_forget(e, ev->client_id);
}
