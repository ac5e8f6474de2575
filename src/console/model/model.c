/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/model.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"
#include "console/model/supervise_parts.h"
#include "domain/transfer.h"

#define FIRST_LIMIT_MS 60000
#define WRAP_UP_LIMIT_MS 120000
#define NEXT_LIMIT_MS  120000
#define WARN_PERCENT   75

/* --- chats ----------------------------------------------------------------- */

struct chat *
model_chat_new(int64_t id)
{
	struct chat *c = mem_new(struct chat);

	c->c.id = id;
	editor_init(&c->input);
	return c;
}

void
model_chat_free(struct chat *c)
{
	if (c == NULL)
		return;
	transcript_clear(c);
	attach_drop(c, -1);
	editor_clear(&c->input);
	free(c->editing_draft);
	free(c->offer_draft);
	free(c);
}

/* Where a chat is or would be. */
static size_t
chat_place(const struct model *m, int64_t id)
{
	size_t low = 0, high = m->n_chats;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->chats[middle]->c.id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct chat *
model_chat_add(struct model *m, int64_t id)
{
	struct chat *c = model_chat(m, id);
	size_t at;

	if (c != NULL)
		return c;
	at = chat_place(m, id);
	m->chats = mem_grow(
	    m->chats, m->n_chats, m->n_chats + 1, sizeof *m->chats);
	memmove(m->chats + at + 1, m->chats + at,
	    (m->n_chats - at) * sizeof *m->chats);
	m->n_chats++;
	c = m->chats[at] = model_chat_new(id);
	c->input.kills = &m->kills;
	model_label(m, c);
	return c;
}

void
model_chat_remove(struct model *m, int64_t id)
{
	size_t at = chat_place(m, id);

	if (at == m->n_chats || m->chats[at]->c.id != id)
		return;
	panes_free(m, id);
	if (m->ui.earlier_of == id)
		earlier_close(m);
	model_chat_free(m->chats[at]);
	m->n_chats--;
	memmove(m->chats + at, m->chats + at + 1,
	    (m->n_chats - at) * sizeof *m->chats);
}

const struct chat *
model_find_chat(const struct model *m, int64_t id)
{
	size_t at = chat_place(m, id);

	if (id == 0 || at == m->n_chats || m->chats[at]->c.id != id)
		return NULL;
	return m->chats[at];
}

struct chat *
model_chat(struct model *m, int64_t id)
{
	size_t at = chat_place(m, id);

	if (id == 0 || at == m->n_chats || m->chats[at]->c.id != id)
		return NULL;
	return m->chats[at];
}

bool
model_has_unsent(const struct chat *c)
{
	for (size_t i = c->n_lines; i-- > 0 && c->lines[i].seq == 0;)
		if (c->lines[i].state == LINE_TYPED ||
		    c->lines[i].state == LINE_KEPT ||
		    c->lines[i].state == LINE_HELD)
			return true;
	return false;
}

/* --- records --------------------------------------------------------------- */

static void
free_text(const char *text)
{
	free((char *)(uintptr_t)text);
}

static void
free_earlier(struct customer *c)
{
	for (size_t i = 0; i < c->n_earlier; i++) {
		free_text(c->earlier[i].operator_name);
		free_text(c->earlier[i].subject);
		free_text(c->earlier[i].outcome);
	}
	free((struct earlier *)(uintptr_t)c->earlier);
	c->earlier = NULL;
	c->n_earlier = 0;
}

static void
free_own(struct customer *c)
{
	free_text(c->name);
	free_text(c->contact);
	free_text(c->language);
	free_text(c->note);
	free_text(c->segment);
	free_text(c->tags);
	for (size_t i = 0; i < c->n_fields; i++) {
		free_text(c->fields[i].name);
		free_text(c->fields[i].value);
	}
	free((struct customer_field *)(uintptr_t)c->fields);
}

static void
copy_fields(struct customer *to, const struct customer *from)
{
	struct customer_field *list =
	    mem_array(from->n_fields, struct customer_field);

	for (size_t i = 0; i < from->n_fields; i++) {
		list[i].name = mem_dup(from->fields[i].name);
		list[i].value = mem_dup(from->fields[i].value);
	}
	to->fields = list;
	to->n_fields = from->n_fields;
}

/* What is still open stands in its pane and is not earlier than itself. */
static void
copy_earlier(struct customer *to, const struct customer *from)
{
	struct earlier *list;
	size_t n = 0;

	if (from->n_earlier == 0)
		return;
	list = mem_array(from->n_earlier, struct earlier);
	for (size_t i = 0; i < from->n_earlier; i++) {
		if (from->earlier[i].closed_ms == 0)
			continue;
		list[n] = from->earlier[i];
		list[n].operator_name = mem_dup(list[n].operator_name);
		list[n].subject = mem_dup(list[n].subject);
		list[n].outcome = mem_dup(list[n].outcome);
		n++;
	}
	to->earlier = list;
	to->n_earlier = n;
}

const struct record *
model_record(const struct model *m, int64_t id)
{
	for (size_t i = 0; i < m->n_records; i++)
		if (m->records[i].c.id == id)
			return &m->records[i];
	return NULL;
}

struct record *
model_record_add(struct model *m, int64_t id)
{
	struct record *r;

	for (size_t i = 0; i < m->n_records; i++)
		if (m->records[i].c.id == id)
			return &m->records[i];
	m->records = mem_grow(m->records, m->n_records, m->n_records + 1,
	    sizeof *m->records);
	r = &m->records[m->n_records++];
	r->c = (struct customer){
		.id = id, .name = mem_dup(""), .contact = mem_dup(""),
		.language = mem_dup(""), .note = mem_dup(""),
		.segment = mem_dup(""), .tags = mem_dup(""),
	};
	return r;
}

void
model_record_set(
    struct record *r, const struct customer *c, bool with_earlier)
{
	struct customer old = r->c;

	r->c.name = mem_dup(c->name == NULL ? "" : c->name);
	r->c.contact = mem_dup(c->contact == NULL ? "" : c->contact);
	r->c.language = mem_dup(c->language == NULL ? "" : c->language);
	r->c.note = mem_dup(c->note == NULL ? "" : c->note);
	r->c.segment = mem_dup(c->segment == NULL ? "" : c->segment);
	r->c.tags = mem_dup(c->tags == NULL ? "" : c->tags);
	copy_fields(&r->c, c);
	if (c->since_ms != 0)
		r->c.since_ms = c->since_ms;
	free_own(&old);
	if (!with_earlier)
		return;
	free_earlier(&r->c);
	copy_earlier(&r->c, c);
}

/* --- the whole ----------------------------------------------------------------- */

struct model *
model_new(void)
{
	struct model *m = mem_new(struct model);

	editor_init(&m->ui.query);
	editor_init(&m->ui.note);
	m->ui.query.kills = m->ui.note.kills = &m->kills;
	prefs_init(&m->prefs);
	alerts_init(&m->alerts);
	str_copy(m->ui.theme, sizeof m->ui.theme, m->prefs.theme);
	m->ui.has_focus = true;
	m->ui.n_panes = 1;
	m->ui.rows = 24;
	m->ui.cols = 80;
	m->max_message_bytes = MAX_MESSAGE_BYTES;
	m->first_target = (struct target){ FIRST_LIMIT_MS, WARN_PERCENT };
	m->next_target = (struct target){ NEXT_LIMIT_MS, WARN_PERCENT };
	m->wrap_up_target = (struct target){ WRAP_UP_LIMIT_MS, WARN_PERCENT };
	return m;
}

void
model_set_prefs(struct model *m, const struct prefs *prefs,
    const struct keymap *keys)
{
	m->prefs = *prefs;
	m->keys = *keys;
	if (m->keys.set != KEYS_VI)
		m->ui.is_normal = false;
	block_forget(&m->blocks);
}

void
model_clear_names(char ***names, size_t *n)
{
	for (size_t i = 0; i < *n; i++)
		free((*names)[i]);
	free(*names);
	*names = NULL;
	*n = 0;
}

void
model_free(struct model *m)
{
	if (m == NULL)
		return;
	attach_free(m);
	for (size_t i = 0; i < m->n_chats; i++)
		model_chat_free(m->chats[i]);
	free(m->chats);
	model_chat_free(m->earlier);
	search_clear(&m->search);
	block_clear(&m->blocks);
	for (size_t i = 0; i < m->n_records; i++) {
		free_own(&m->records[i].c);
		free_earlier(&m->records[i].c);
	}
	free(m->records);
	book_clear(&m->book);
	canned_form_clear(&m->form);
	model_clear_names(&m->outcomes, &m->n_outcomes);
	model_clear_names(&m->fields, &m->n_fields);
	model_clear_names(&m->reasons, &m->n_reasons);
	free(m->operators);
	likeness_staff_free(m->staff);
	free(m->departments);
	tags_clear(m);
	sessions_clear(m);
	watch_clear(m);
	why_clear(&m->why);
	bans_clear(&m->bans);
	winbacks_clear(m);
	broadcasts_clear(m);
	outcomes_clear(m);
	masking_clear(m);
	free(m->handover.note);
	model_clear_themes(m);
	editor_clear(&m->ui.query);
	editor_clear(&m->ui.note);
	editor_kills_clear(&m->kills);
	hold_clear(m);
	spelling_clear(m);
	free(m->ui.paste);
	free(m->ui.talk_draft);
	free(m->ui.editor_text);
	free(m);
}

void
model_say(struct model *m, enum tone tone, const char *fmt, ...)
{
	char text[sizeof m->ui.message];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	utf8_safe_buf(m->ui.message, sizeof m->ui.message, text, UTF8_FLAT);
	m->ui.message_tone = tone;
	m->ui.message_until_ms = m->now_ms + MESSAGE_MS;
	m->ui.message_about = ABOUT_NOTHING;
}

void
model_say_about(struct model *m, enum about about, int64_t id)
{
	m->ui.message_about = about;
	m->ui.message_id = id;
}

/* Can a transfer of mine still be taken back? */
static bool
settle_undo(struct model *m)
{
	const struct chat *c = model_find_chat(m, m->ui.message_id);

	if (c == NULL)
		return false;
	if (c->transfer_id[0] != '\0' && c->undo_until_ms == 0)
		return true;
	m->ui.message_until_ms = c->undo_until_ms;
	return c->undo_until_ms > m->now_ms;
}

void
model_settle(struct model *m)
{
	int64_t id;

	if ((m->ui.message_about == ABOUT_UNDO && !settle_undo(m)) ||
	    (m->ui.message_about == ABOUT_FIELD && !canned_asks(m, m->ui.message_id)) ||
	    (m->ui.message_about == ABOUT_QUEUE &&
		model_queue(m, &id, 1) > 0)) {
		m->ui.message[0] = '\0';
		m->ui.message_about = ABOUT_NOTHING;
	}
}

void
model_resize(struct model *m, int rows, int cols)
{
	m->ui.rows = rows < 1 ? 1 : rows;
	m->ui.cols = cols < 1 ? 1 : cols;
	if (cols >= MODEL_WIDE_COLS && m->ui.overlay == OVERLAY_CUSTOMER)
		overlay_close(m);
	if (cols < MODEL_WIDE_COLS)
		m->ui.in_sidebar = false;
	if (m->ui.is_panes_chosen)
		return;
	if (cols >= MODEL_WIDE_COLS)
		panes_set(m, LAYOUT_COLUMNS, 2);
	else
		panes_set(m, LAYOUT_ONE, 1);
}

void
model_shown(struct model *m)
{
	const struct operator *best = model_best_receiver(m);

	m->ui.best_id = best == NULL ? 0 : best->id;
	m->ui.best_chat_id = m->ui.focus_id;
}

void
model_restore_draft(struct model *m, int64_t conversation_id,
    const char *text, bool is_note)
{
	struct chat *c;
	char *shown;

	if (conversation_id <= 0)
		return;
	c = model_chat_add(m, conversation_id);
	shown = attach_restore(c, text);
	editor_set(&c->input, shown);
	free(shown);
	c->is_note = is_note;
}

void
model_restore_unsent(struct model *m, const struct action *a)
{
	struct chat *c;

	if (submit_find(m, a->client_id) == NULL)
		submit_restore(m, a);
	if (a->type == ACTION_FILE)
		attach_remember(m, a);
	if (a->conversation_id <= 0 ||
	    (a->type != ACTION_MESSAGE && a->type != ACTION_NOTE &&
		a->type != ACTION_WHISPER))
		return;
	c = model_chat_add(m, a->conversation_id);
	if (transcript_unsent(c, a->client_id) != NULL)
		return;
	transcript_typed(c, a, m->me.id, m->now_ms, LINE_KEPT);
	attach_of_action(m, transcript_unsent(c, a->client_id), a);
}

void
model_kept(struct model *m, const char *client_id)
{
	for (size_t i = 0; i < m->n_chats; i++) {
		struct line *line = transcript_unsent(m->chats[i], client_id);

		if (line != NULL && line->state == LINE_TYPED)
			line->state = LINE_KEPT;
	}
}

/* --- questions ------------------------------------------------------------------- */

const struct chat *
model_focused(const struct model *m)
{
	/* Behind the watch nothing is aimed at. */
	return m->watch.is_open ? NULL : model_find_chat(m, m->ui.focus_id);
}

/* What was transferred to us is on the screen before it has the focus. */
const char *
model_no_focus(const struct model *m)
{
	int64_t id;

	if (model_mine(m, &id, 1) == 0)
		return _("No conversation is open: F5 takes the next, F2 lists "
			 "all.");
	return _("No conversation has the focus: Alt and its number goes to "
		 "one, F2 lists all.");
}

const struct operator *
model_operator(const struct model *m, int64_t id)
{
	for (size_t i = 0; i < m->n_operators; i++)
		if (m->operators[i].id == id)
			return &m->operators[i];
	return id != 0 && id == m->me.id ? &m->me : NULL;
}

const struct department *
model_department(const struct model *m, int64_t id)
{
	for (size_t i = 0; i < m->n_departments; i++)
		if (m->departments[i].id == id)
			return &m->departments[i];
	return NULL;
}

bool
model_may_write(const struct model *m, const struct chat *c)
{
	return model_has_voice(m, c) || (room_is(c) && c->c.last_seq != 0);
}

bool
model_is_mine(const struct model *m, const struct chat *c)
{
	return c->c.last_seq != 0 && m->me.id != 0 &&
	    c->c.operator_id == m->me.id &&
	    (c->c.state == CONVERSATION_ACTIVE ||
		c->c.state == CONVERSATION_WRAP_UP);
}

const struct operator *
model_best_receiver(const struct model *m)
{
	const struct chat *c = model_focused(m);

	if (c == NULL || !model_is_mine(m, c) ||
	    c->c.state != CONVERSATION_ACTIVE)
		return NULL;
	return transfer_best(m->operators, m->n_operators, &c->c,
	    model_department(m, c->c.department_id), m->me.id);
}

enum context
model_context(const struct model *m)
{
	static const enum context contexts[] = {
		[OVERLAY_NONE] = CONTEXT_ANY,
		[OVERLAY_HELP] = CONTEXT_ANY,
		[OVERLAY_LIST] = CONTEXT_LIST,
		[OVERLAY_CUSTOMER] = CONTEXT_SIDEBAR,
		[OVERLAY_CANNED] = CONTEXT_PICKER,
		[OVERLAY_TRANSFER] = CONTEXT_PICKER,
		[OVERLAY_OUTCOME] = CONTEXT_PICKER,
		[OVERLAY_MENU] = CONTEXT_PICKER,
		[OVERLAY_COMMAND] = CONTEXT_PICKER,
		[OVERLAY_SEARCH] = CONTEXT_PICKER,
		[OVERLAY_FORM] = CONTEXT_FORM,
		[OVERLAY_PASTE] = CONTEXT_PASTE,
		[OVERLAY_SPELL] = CONTEXT_SPELL,
		[OVERLAY_KEYS] = CONTEXT_PICKER,
		[OVERLAY_SETTINGS] = CONTEXT_PICKER,
		[OVERLAY_ATTACH] = CONTEXT_PICKER,
		[OVERLAY_FILES] = CONTEXT_PICKER,
		[OVERLAY_HINTS] = CONTEXT_PICKER,
		[OVERLAY_LABELS] = CONTEXT_PICKER,
		[OVERLAY_CONFIRM] = CONTEXT_CONFIRM,
		[OVERLAY_ASK] = CONTEXT_PICKER,
		[OVERLAY_TAGS] = CONTEXT_PICKER,
		[OVERLAY_HANDOVER] = CONTEXT_PICKER,
		[OVERLAY_THEME] = CONTEXT_PICKER,
		[OVERLAY_SESSIONS] = CONTEXT_PICKER,
		[OVERLAY_WINBACKS] = CONTEXT_PICKER,
		[OVERLAY_WHY] = CONTEXT_ANY,
		[OVERLAY_STATE] = CONTEXT_PICKER,
		[OVERLAY_BAN] = CONTEXT_PICKER,
		[OVERLAY_SHARED] = CONTEXT_PICKER,
		[OVERLAY_BLOCKED] = CONTEXT_PICKER,
	};

	if (m->ui.overlay != OVERLAY_NONE)
		return contexts[m->ui.overlay];
	if (m->watch.is_open)
		return CONTEXT_WATCH;
	if (m->ui.in_sidebar)
		return CONTEXT_SIDEBAR;
	if (model_reads_earlier(m))
		return CONTEXT_EARLIER;
	if (model_focused(m) == NULL)
		return CONTEXT_ANY;
	return m->ui.is_normal ? CONTEXT_NORMAL : CONTEXT_CHAT;
}

bool
model_is_shown(const struct model *m, const struct chat *c)
{
	return panes_shows(m, c->c.id);
}
