/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "console/model/internal.h"

bool
room_is(const struct chat *c)
{
	return c->c.state == CONVERSATION_TEAM;
}

int64_t
room_to(const struct model *m, const struct chat *c)
{
	if (c->c.first_member_id == 0)
		return -c->c.department_id;
	return c->c.first_member_id == m->me.id ? c->c.second_member_id :
	    c->c.first_member_id;
}

const struct chat *
room_seen(const struct model *m, int64_t to)
{
	for (size_t i = 0; i < m->n_chats; i++)
		if (room_is(m->chats[i]) && room_to(m, m->chats[i]) == to)
			return m->chats[i];
	return NULL;
}

struct chat *
room_find(struct model *m, int64_t to)
{
	const struct chat *c = room_seen(m, to);

	return c == NULL ? NULL : model_chat(m, c->c.id);
}

const char *
room_of_all(void)
{
	/* TRANSLATORS: the room where the whole team reads; /talk takes this
	 * word, too: "#" and one word. */
	return _("#all");
}

const char *
room_name(const struct model *m, const struct chat *c, char *buf, size_t size)
{
	int64_t to = room_to(m, c);
	const struct operator *o = model_operator(m, to);
	const struct department *d = model_department(m, -to);

	if (to > 0)
		snprintf(buf, size, "@%s", o == NULL ? "?" :
		    o->name[0] != '\0' ? o->name : o->login);
	else if (to < 0)
		snprintf(buf, size, "#%s", d == NULL ? "?" : d->name);
	else
		str_copy(buf, size, room_of_all());
	return buf;
}

/* --- mentions ---------------------------------------------------------------- */

static bool
is_login(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
	    c == '-' || c == '.';
}

/* A dot or a dash at the end is the sentence's. */
static bool
ends_here(const char *rest)
{
	while (*rest == '.' || *rest == '-')
		rest++;
	return !is_login(*rest);
}

bool
room_mentions(const char *text, const char *login)
{
	size_t len = strlen(login);

	for (const char *at = strchr(text, '@'); at != NULL && len > 0;
	    at = strchr(at + 1, '@')) {
		/* "anna@olga.example" is an address. */
		if (at > text && (is_login(at[-1]) ||
		    (unsigned char)at[-1] >= 0x80))
			continue;
		if (strncmp(at + 1, login, len) == 0 &&
		    ends_here(at + 1 + len))
			return true;
	}
	return false;
}

bool
room_is_to_me(const struct model *m, const struct chat *c,
    const struct line *line)
{
	return room_is(c) && line->type == EVENT_MESSAGE &&
	    line->by == ACTOR_OPERATOR && line->by_id != m->me.id &&
	    (c->c.first_member_id != 0 ||
	    room_mentions(line->text, m->me.login));
}

/* What begins with the letters behind an "@" before the cursor: as much of the
 * login as all have that fit. */
bool
room_complete(struct model *m, struct chat *c)
{
	struct editor *in = &c->input;
	const char *text = in->text.data, *best = NULL;
	size_t from = in->at, have, len = 0;
	int n = 0;

	while (from > 0 && is_login(text[from - 1]))
		from--;
	if (!room_is(c) || from == 0 || text[from - 1] != '@')
		return false;
	have = in->at - from;
	for (size_t i = 0; i < m->n_operators; i++) {
		const char *login = m->operators[i].login;
		size_t same = 0;

		if (m->operators[i].disabled ||
		    m->operators[i].id == m->me.id ||
		    strncmp(login, text + from, have) != 0)
			continue;
		while (n > 0 && same < len && login[same] == best[same])
			same++;
		len = n++ == 0 ? strlen(login) : same;
		best = login;
	}
	if (n == 0 || (n > 1 && len == have))
		return n > 0;
	editor_insert(in, best + have, len - have);
	if (n == 1)
		editor_insert(in, " ", 1);
	return true;
}

/* --- reading ------------------------------------------------------------------- */

int
room_present(const struct model *m, const struct chat *c, int *of)
{
	int64_t to = room_to(m, c);
	int n = 0;

	*of = 0;
	for (size_t i = 0; i < m->n_operators; i++) {
		const struct operator *o = &m->operators[i];

		if (o->disabled || o->id == m->me.id || (to > 0 ? o->id != to :
		    to < 0 && o->n_departments > 0 &&
		    !operator_in_department(o, -to)))
			continue;
		++*of;
		n += o->presence != PRESENCE_OFFLINE;
	}
	return n;
}

int
room_unread(const struct model *m, bool *is_to_me)
{
	int n = 0;

	*is_to_me = false;
	for (size_t i = 0; i < m->n_chats; i++) {
		if (!room_is(m->chats[i]))
			continue;
		n += m->chats[i]->n_unread;
		*is_to_me = *is_to_me || m->chats[i]->is_to_me;
	}
	return n;
}

void
room_count(const struct model *m, struct chat *c)
{
	c->n_unread = 0;
	c->is_to_me = false;
	for (size_t i = c->n_lines; i-- > 0;) {
		const struct line *line = &c->lines[i];

		if (line->seq != 0 && line->seq <= c->c.operator_read_seq)
			break;
		if (line->seq == 0 || line->type != EVENT_MESSAGE)
			continue;
		/* Who answers has read. */
		if (line->by_id == m->me.id)
			break;
		c->n_unread++;
		c->is_to_me = c->is_to_me || room_is_to_me(m, c, line);
	}
}

int64_t
room_last_seq(const struct model *m, const struct chat *c)
{
	for (size_t i = c->n_lines; i-- > 0;)
		if (c->lines[i].seq != 0 &&
		    c->lines[i].type == EVENT_MESSAGE &&
		    c->lines[i].by_id != m->me.id)
			return c->lines[i].seq;
	return 0;
}

/* --- what happens there --------------------------------------------------------- */

/* What I asked for with a key has come. */
static void
arrived(struct model *m, struct chat *c, struct effects *e)
{
	if (!m->ui.talk_wanted || room_to(m, c) != m->ui.talk_to)
		return;
	m->ui.talk_wanted = false;
	if (m->ui.talk_draft != NULL)
		room_draft(m, c, m->ui.talk_draft);
	free(m->ui.talk_draft);
	m->ui.talk_draft = NULL;
	if (m->ui.talk_keys == m->ui.n_keys)
		panes_focus(m, c->c.id, e);
	else
		model_say(m, TONE_GOOD, _("%s is open: F2 lists it."),
		    c->label);
}

static void
heard(struct model *m, struct chat *c, const struct event *ev)
{
	const struct line line = { .type = EVENT_MESSAGE, .by = ev->by,
		.by_id = ev->by_id, .text = (char *)(uintptr_t)ev->text };
	bool is_to_me = room_is_to_me(m, c, &line);

	c->other_typing = false;
	c->n_unread++;
	c->is_to_me = c->is_to_me || is_to_me;
	if (c->new_seq == 0 && !(m->ui.has_focus && model_is_shown(m, c)))
		c->new_seq = ev->seq;
	alert_raise(m, c, is_to_me ? ALERT_MENTION : ALERT_TALK);
}

void
room_event(struct model *m, struct chat *c, const struct event *ev,
    struct effects *e)
{
	bool is_mine = ev->by == ACTOR_OPERATOR && ev->by_id == m->me.id;

	switch (ev->type) {
	case EVENT_ROOM:
		c->is_complete = true;
		model_label(m, c);
		break;
	case EVENT_MESSAGE:
		if (!is_mine)
			heard(m, c, ev);
		/* fall through */
	case EVENT_READ:
		if (is_mine)
			room_count(m, c);
		break;
	default:
		break;
	}
	arrived(m, c, e);
}

void
room_draft(struct model *m, struct chat *c, const char *text)
{
	(void)m;
	if (!editor_is_empty(&c->input))
		editor_insert(&c->input, "\n", 1);
	editor_insert(&c->input, text, strlen(text));
	c->is_note = false;
	c->is_dirty = true;
}

/* --- what is only for customers --------------------------------------------------- */

bool
room_refuse(const char *command, struct err *err)
{
	return err_set(err, ERR_RIGHTS, _("/%s is for customers, and nobody "
	    "here is one: this is a room of the team."), command);
}

bool
room_refuses(const char *command)
{
	static const char *const names[] = {
		"accept", "decline", "transfer", "note", "tag",
		"promise", "close", "customer", "blocks", "nothing", "later",
		"earlier", "whisper", "suggestion", "join", "leave",
		"take-over", "block", "limit", "why",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], command) == 0)
			return true;
	return false;
}
