/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has happened, folded into the model. Nothing here moves the focus, but
 * for the answer to a key that was the last one pressed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"
#include "console/model/supervise_parts.h"

/* --- conversations ----------------------------------------------------------- */

static void
lost(struct model *m, struct effects *e)
{
	m->n_skipped++;
	m->is_lost = true;
	if (m->lost_ms == 0 || m->now_ms - m->lost_ms >= LOST_MS)
		submit_fetch_snapshot(m, e);
}

/* What I asked for with a key has come: there I go, unless I have done
 * something else since. */
static void
taken_by_me(struct model *m, struct chat *c, const struct event *ev,
    struct effects *e)
{
	if (m->ui.take_id[0] == '\0' ||
	    strcmp(m->ui.take_id, ev->client_id) != 0)
		return;
	m->ui.take_id[0] = '\0';
	if (m->ui.message_about == ABOUT_QUEUE)
		m->ui.message[0] = '\0';
	if (m->ui.focus_id == c->c.id)
		return;
	if (m->ui.take_keys == m->ui.n_keys)
		panes_focus(m, c->c.id, e);
	else if (c->number >= 1 && c->number <= 9)
		model_say(m, TONE_GOOD, _("You have taken %s: Alt-%d goes "
					  "there."), c->label, c->number);
	else
		model_say(m, TONE_GOOD, _("You have taken %s."), c->label);
}

static void
transferred(struct model *m, struct chat *c, const struct event *ev,
    struct effects *e)
{
	if (ev->by_id != m->me.id || ev->by != ACTOR_OPERATOR)
		return;
	handover_told(m, ev->client_id, true, e);
	c->transfer_id[0] = '\0';
	/* What was another's cannot be taken back. */
	if (ev->from_operator_id != 0 && ev->from_operator_id != m->me.id)
		return;
	c->undo_until_ms = m->now_ms + MODEL_UNDO_MS;
	if (c->take_back_wanted)
		command_take_back(m, c, e);
	c->take_back_wanted = false;
}

static void
left_me(struct model *m, const struct chat *c, const struct event *ev)
{
	const struct operator *o = model_operator(m, c->c.operator_id);

	if (ev->by == ACTOR_OPERATOR && ev->by_id == m->me.id)
		return;
	if (c->c.state == CONVERSATION_CLOSED)
		model_say(m, TONE_INFO, _("%s has been closed."), c->label);
	else if (o != NULL)
		model_say(m, TONE_INFO, _("%s has %s now."), o->name,
		    c->label);
	else
		model_say(m, TONE_INFO, _("%s is in the queue again."),
		    c->label);
}

/* What is not before my eyes is new when I come to it. */
static void
heard(const struct model *m, struct chat *c, const struct event *ev)
{
	c->n_unread++;
	if (c->new_seq == 0 && c->number != 0 &&
	    !(m->ui.has_focus && model_is_shown(m, c)))
		c->new_seq = ev->seq;
}

static void
spoken(const struct model *m, struct chat *c, const struct event *ev)
{
	/* Who answers has read. */
	if (ev->by == ACTOR_OPERATOR)
		c->n_unread = 0;
	if (ev->by != ACTOR_VISITOR)
		return;
	c->other_typing = false;
	c->preview[0] = '\0';
	heard(m, c, ev);
}

static void
apply_news(struct model *m, struct chat *c, const struct event *ev,
    bool was_mine, struct effects *e)
{
	bool is_mine = model_is_mine(m, c);

	if (room_is(c)) {
		transcript_put(c, ev);
		if (c->shown.is_end)
			place_end(c);
		room_event(m, c, ev, e);
		return;
	}
	transcript_put(c, ev);
	if (c->has_gap)
		transcript_mark_gap(c, ev->seq);
	/* Who sees the end goes on seeing it. */
	if (c->shown.is_end)
		place_end(c);
	if (ev->type == EVENT_OPENED) {
		c->is_complete = true;
		model_label(m, c);
	}
	if (ev->type == EVENT_MESSAGE)
		spoken(m, c, ev);
	if (is_mine && !was_mine)
		reduce_mine(m, c, e);
	if (!is_mine && c->c.operator_id != 0 && !model_is_head(m))
		c->has_gap = true;	/* the desk tells us no more of it */
	if (was_mine && !is_mine && ev->type != EVENT_DECLINED)
		left_me(m, c, ev);
	if (ev->type == EVENT_TRANSFERRED)
		transferred(m, c, ev, e);
	if (ev->type == EVENT_TAKEN_BACK)
		c->undo_until_ms = 0;
	offer_event(m, c, ev);
	idle_event(m, ev);
	if (ev->type == EVENT_WHISPER)
		whisper_heard(m, c, ev);
	if (ev->type == EVENT_TAGGED)
		tags_learn(m, ev->tags);
	if (is_mine && ev->type == EVENT_TAKEN)
		taken_by_me(m, c, ev, e);
	if (ev->type == EVENT_ASIDE || !is_mine)
		c->aside_id[0] = '\0';
	if (c->c.waiting_since_ms == 0)
		c->alerted = TARGET_NONE;
	alert_event(m, c, ev);
}

static void
reduce_conversation(struct model *m, const struct event *ev, struct effects *e)
{
	bool is_new = ev->type == EVENT_OPENED || ev->type == EVENT_ROOM;
	struct chat *c = is_new && ev->conversation_id > 0 ?
	    model_chat_add(m, ev->conversation_id) :
	    model_chat(m, ev->conversation_id);
	bool was_mine;

	if (ev->type == EVENT_WINBACK)
		winbacks_told(m, ev);
	if (ev->type == EVENT_BLOCKED || ev->type == EVENT_UNBLOCKED)
		bans_event(m, ev);
	if (c == NULL) {
		/* Most of those are closed, and none of ours any more. */
		if (ev->type != EVENT_WINBACK && ev->type != EVENT_RATED &&
		    ev->type != EVENT_BLOCKED && ev->type != EVENT_UNBLOCKED)
			lost(m, e);
		submit_done(m, ev->client_id);
		return;
	}
	was_mine = model_is_mine(m, c);
	switch (conversation_apply(&c->c, ev)) {
	case APPLY_NEWS:
		why_put(&m->why, ev);
		apply_news(m, c, ev, was_mine, e);
		break;
	case APPLY_REPEAT:
		/* It may still be the answer to an unsent line. */
		if (transcript_unsent(c, ev->client_id) != NULL)
			transcript_put(c, ev);
		break;
	case APPLY_LOST:
		lost(m, e);
		break;
	}
	submit_done(m, ev->client_id);
}

/* --- the desk ------------------------------------------------------------------ */

static void
reduce_operator(struct model *m, const struct event *ev)
{
	struct operator o;
	size_t i = 0;

	if (ev->operator == NULL)
		return;
	o = *ev->operator;
	while (i < m->n_operators && m->operators[i].id != o.id)
		i++;
	if (i == m->n_operators) {
		m->operators = mem_grow(m->operators, m->n_operators,
		    m->n_operators + 1, sizeof *m->operators);
		m->n_operators++;
	} else {
		/* A record does not tell these. */
		o.presence = m->operators[i].presence;
		o.since_ms = m->operators[i].since_ms;
		o.state_by_id = m->operators[i].state_by_id;
		memcpy(o.reason, m->operators[i].reason, sizeof o.reason);
		o.load = m->operators[i].load;
	}
	m->operators[i] = o;
	if (o.id == m->me.id)
		m->me = o;
	model_staff(m);
}

static void
reduce_department(struct model *m, const struct event *ev)
{
	size_t i = 0;

	if (ev->department == NULL)
		return;
	while (i < m->n_departments && m->departments[i].id !=
		ev->department->id)
		i++;
	if (i == m->n_departments) {
		m->departments = mem_grow(m->departments, m->n_departments,
		    m->n_departments + 1, sizeof *m->departments);
		m->n_departments++;
	}
	m->departments[i] = *ev->department;
}

static void
reduce_customer(struct model *m, const struct event *ev, bool with_earlier)
{
	struct record *r;

	if (ev->customer == NULL || ev->customer->id <= 0)
		return;
	if (!with_earlier && model_record(m, ev->customer->id) == NULL)
		return;
	r = model_record_add(m, ev->customer->id);
	model_record_set(r, ev->customer, with_earlier);
	if (with_earlier) {
		r->is_fetching = false;
		r->fetched_ms = m->now_ms == 0 ? 1 : m->now_ms;
	}
	for (size_t i = 0; i < m->n_chats; i++)
		if (m->chats[i]->c.customer_id == ev->customer->id)
			model_label(m, m->chats[i]);
}

/* --- of the moment ----------------------------------------------------------------- */

static void
reduce_typing(struct model *m, const struct event *ev)
{
	struct chat *c = model_chat(m, ev->conversation_id);

	if (c == NULL || (room_is(c) ? ev->by_id == m->me.id :
	    ev->by != ACTOR_VISITOR))
		return;
	c->typist_id = ev->by_id;
	c->other_typing = ev->is_typing;
	str_copy(c->preview, sizeof c->preview, ev->is_typing ? ev->text : "");
	c->typing_until_ms = m->now_ms + PREVIEW_MS;
}

static void
put_state(struct operator *o, const struct event *ev)
{
	o->presence = ev->presence;
	str_copy(o->reason, sizeof o->reason, ev->reason);
	if (ev->type == EVENT_STATE) {
		o->since_ms = ev->at_ms;
		o->state_by_id = ev->by_id;
	} else {
		o->since_ms = ev->since_ms;
		o->load = ev->load;
	}
}

/* EVENT_STATE, and what is told of the moment. */
static void
reduce_presence(struct model *m, const struct event *ev)
{
	for (size_t i = 0; i < m->n_operators; i++)
		if (m->operators[i].id == ev->operator_id)
			put_state(&m->operators[i], ev);
	if (ev->operator_id != m->me.id)
		return;
	put_state(&m->me, ev);
	if (ev->type == EVENT_STATE && ev->by == ACTOR_SYSTEM &&
	    ev->presence == PRESENCE_AWAY &&
	    strcmp(ev->reason, REASON_PASSED) == 0)
		model_say(m, TONE_BAD, _("You let offers pass and get no "
		    "more. Take or answer something, or say /online."));
}

/* --- of the console's own ------------------------------------------------------------ */

static void
reduce_link(struct model *m, const struct event *ev)
{
	if (m->link != ev->link || m->link_since_ms == 0)
		m->link_since_ms = m->now_ms;
	if (m->link != LINK_LIVE && ev->link == LINK_LIVE && m->heard_ms != 0)
		model_say(m, TONE_GOOD, _("Back on line."));
	if (ev->link != LINK_LIVE)
		read_along_lost(m);
	m->link = ev->link;
	m->retry_ms = ev->retry_ms;
	m->is_untrusted = ev->link == LINK_WAITING && ev->is_final;
	m->link_code = ev->link == LINK_LIVE ? ERR_NONE : ev->code;
	if (ev->round_trip_ms > 0)
		m->round_trip_ms = ev->round_trip_ms;
	if (ev->link == LINK_LIVE)
		m->heard_ms = m->now_ms;
}

static void
merge_batch(struct chat *c, const struct event *ev)
{
	c->is_fetching = false;
	/* The archive has what was seen; the desk may have more. */
	transcript_merge(c, ev->batch, ev->n_batch, ev->upto,
	    ev->is_complete && !ev->is_archive);
	c->fetch_refused = c->fetch_refused ||
	    (ev->is_archive && ev->n_batch == 0);
}

/* One that is read beside, from its end on up to the line that was found. */
static void
merge_earlier(struct model *m, const struct event *ev, struct effects *e)
{
	struct chat *c = m->earlier;
	int64_t	     first;

	merge_batch(c, ev);
	if (ev->conversation != NULL) {
		c->c = *ev->conversation;
		model_label(m, c);
	}
	first = transcript_first_seq(c);
	if (c->match_seq == 0 || ev->n_batch == 0)
		return;
	if (first > c->match_seq && !ev->is_complete)
		submit_fetch_transcript(m, c, first, e);
	else if (c->place.seq == 0)
		transcript_anchor(m, c, c->match_seq, e);
}

static void
reduce_transcript(struct model *m, const struct event *ev, struct effects *e)
{
	struct chat *c = model_chat(m, ev->conversation_id);

	if (c != NULL)
		merge_batch(c, ev);
	why_told(m, ev, e);
	if (m->earlier != NULL && m->earlier->c.id == ev->conversation_id)
		merge_earlier(m, ev, e);
}

static void
reduce_stored(struct model *m, const struct event *ev)
{
	for (size_t i = 0; i < m->n_chats; i++) {
		struct line *line =
		    transcript_unsent(m->chats[i], ev->client_id);

		if (line == NULL)
			continue;
		line->state = LINE_STORED;
		attach_stored(m, line);
	}
	canned_form_stored(m, ev->client_id);
	submit_done(m, ev->client_id);
}

static void
reduce_tick(struct model *m, const struct event *ev, struct effects *e)
{
	m->now_ms = ev->at_ms;
	for (size_t i = 0; i < m->n_chats; i++) {
		struct chat *c = m->chats[i];

		if (c->other_typing && m->now_ms >= c->typing_until_ms) {
			c->other_typing = false;
			c->preview[0] = '\0';
		}
		if (c->undo_until_ms != 0 && m->now_ms >= c->undo_until_ms)
			c->undo_until_ms = 0;
	}
	if (strcmp(m->language, i18n_language()) != 0) {
		str_copy(m->language, sizeof m->language, i18n_language());
		model_labels(m);
	}
	if (m->ui.message[0] != '\0' && m->now_ms >= m->ui.message_until_ms)
		m->ui.message[0] = '\0';
	if (m->is_lost && m->link == LINK_LIVE &&
	    m->now_ms - m->lost_ms >= LOST_MS)
		submit_fetch_snapshot(m, e);
	hold_tick(m, e);
	attach_tick(m, e);
	spelling_tick(m, e);
	submit_drafts(m, e);
	urgency_due(m);
	promise_tick(m);
	winbacks_tick(m, e);
	handover_pump(m, e);
	alert_tick(m, e);
	idle_tick(m, e);
	search_tick(m, e);
	block_tick(m, e);
	zones_want(m, e);
	watch_tick(m, e);
	forget_tick(m);
}

/* --- all ---------------------------------------------------------------------------------- */

static void
reduce_own(struct model *m, const struct event *ev, struct effects *e)
{
	switch (ev->type) {
	case EVENT_LINK:
		reduce_link(m, ev);
		break;
	case EVENT_SNAPSHOT:
		if (ev->snapshot != NULL)
			reduce_snapshot(m, ev->snapshot, e);
		break;
	case EVENT_TRANSCRIPT:
		reduce_transcript(m, ev, e);
		break;
	case EVENT_CUSTOMER_RECORD:
		reduce_customer(m, ev, true);
		break;
	case EVENT_CANNED_LIST:
		book_replace(&m->book, ev->canned_list, ev->n_canned);
		break;
	case EVENT_TERMINAL:
		idle_terminal(m, ev, e);
		break;
	case EVENT_ZONE:
		zones_told(m, ev);
		break;
	case EVENT_FIGURES:
		watch_told(m, ev);
		break;
	case EVENT_SESSIONS:
		sessions_told(m, ev);
		break;
	case EVENT_BLOCKS:
		bans_told(m, ev);
		break;
	case EVENT_STORED:
		reduce_stored(m, ev);
		break;
	case EVENT_REFUSED:
		submit_refused(m, ev, e);
		break;
	case EVENT_FOUND:
		search_found(m, ev, e);
		break;
	case EVENT_RAN:
		if (ev->run_for == RUN_FOR_FIELD)
			canned_ran(m, ev);
		else if (ev->run_for == RUN_FOR_BLOCK)
			block_ran(m, ev);
		break;
	case EVENT_FILE_PROGRESS:
		attach_progress(m, ev);
		break;
	case EVENT_FILE_SAVED:
		file_saved(m, ev, e);
		break;
	case EVENT_FILE_LOOKED:
		attach_looked(m, ev);
		break;
	case EVENT_DIR_LISTED:
		attach_dir(m, ev);
		break;
	default:
		reduce_tick(m, ev, e);
		break;
	}
}

static void
reduce_desk(struct model *m, const struct event *ev)
{
	switch (ev->type) {
	case EVENT_CUSTOMER:
		reduce_customer(m, ev, false);
		submit_done(m, ev->client_id);
		break;
	case EVENT_OPERATOR:
		reduce_operator(m, ev);
		break;
	case EVENT_DEPARTMENT:
		reduce_department(m, ev);
		break;
	case EVENT_CANNED:
		if (ev->canned != NULL)
			book_put(&m->book, ev->canned);
		break;
	case EVENT_FORGOTTEN:
		forget_conversation(m, ev->conversation_id);
		break;
	case EVENT_BROADCAST:
	case EVENT_SEEN:
		broadcast_told(m, ev);
		submit_done(m, ev->client_id);
		break;
	case EVENT_READS_ALONG:
		read_along_told(m, ev);
		break;
	case EVENT_CANNED_REMOVED:
		book_remove(&m->book, ev->canned_id);
		break;
	case EVENT_TYPING:
		reduce_typing(m, ev);
		break;
	default:
		reduce_presence(m, ev);
		break;
	}
}

void
model_reduce(struct model *m, const struct event *ev, struct effects *e)
{
	if ((unsigned)ev->type >= EVENT_TYPES)
		return;
	book_fold_some(&m->book);
	if (ev->type >= EVENT_LINK) {
		reduce_own(m, ev, e);
	} else {
		m->heard_ms = m->now_ms;
		watch_heard(m);
		if (ev->type < EVENT_CUSTOMER)
			reduce_conversation(m, ev, e);
		else
			reduce_desk(m, ev);
	}
	read_along_follow(m, e);
	model_settle(m);
}
