/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of a supervisor, and what answers them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"
#include "console/model/supervise_parts.h"

#define WORD_BYTES 160

static bool
too_busy(struct err *err)
{
	return err_set(err, ERR_BUSY, "%s",
	    _("Too much at once: press the key again."));
}

static bool
needs_head(const struct model *m, struct err *err)
{
	return model_is_head(m) || err_set(err, ERR_RIGHTS, "%s",
	    _("This is for supervisors."));
}

/* One that somebody else has. */
static bool
can_read(const struct model *m, const struct chat *c, struct err *err)
{
	if (!needs_head(m, err))
		return false;
	if (c->c.operator_id == m->me.id)
		return err_set(err, ERR_VALUE, "%s",
		    _("You have this conversation yourself."));
	if (c->c.operator_id == 0 || c->c.state == CONVERSATION_CLOSED)
		return err_set(err, ERR_VALUE, "%s",
		    _("Nobody has this conversation."));
	return true;
}

static bool
can_supervise(const struct model *m, const struct chat *c, struct err *err)
{
	if (!can_read(m, c, err))
		return false;
	return model_supervises(m, c) || err_set(err, ERR_RIGHTS, "%s",
	    _("This conversation is of a department that you do not work "
	      "in."));
}

/* The one with the focus; where none has it, as in the watch, "#12" before the
 * rest. NULL: said why. *was_named: it is not before their eyes. */
static struct chat *
aim(struct model *m, const char **args, bool *was_named, struct err *err)
{
	struct chat *c = model_chat(m, model_focused(m) == NULL ? 0 :
	    m->ui.focus_id);
	size_t len = strcspn(*args, " ");
	char word[24];
	long long id;

	*was_named = false;
	if (c != NULL)
		return c;
	if ((*args)[0] != '#') {
		err_set(err, ERR_VALUE, "%s", model_no_focus(m));
		return NULL;
	}
	snprintf(word, sizeof word, "%.*s", (int)len, *args);
	if (str_to_i64(word + 1, 1, INT64_MAX, &id))
		c = model_chat(m, id);
	if (c == NULL || room_is(c)) {
		err_set(err, ERR_NOT_FOUND,
		    _("There is no conversation %s: F2 lists all."), word);
		return NULL;
	}
	*args += len;
	*args += strspn(*args, " ");
	*was_named = true;
	return c;
}

static bool
submit_for(struct model *m, const struct chat *c, enum action_type type,
    struct effects *e, struct err *err)
{
	struct action a;

	action_init(&a, type);
	a.conversation_id = c->c.id;
	return submit_action(m, &a, e) || too_busy(err);
}

/* --- reading along --------------------------------------------------------- */

/* Into as many panes as there are conversations to read. */
static void
make_room(struct model *m, int n)
{
	if (m->ui.n_panes >= n)
		return;
	m->ui.is_panes_chosen = true;
	m->ui.is_zoomed = false;
	m->ui.n_wanted = n;
	panes_set(m, n > 3 ? LAYOUT_GRID : LAYOUT_COLUMNS, n);
}

static bool
find_all(struct model *m, const char *args, int64_t *ids, int *n,
    struct err *err)
{
	for (const char *at = args; *at != '\0';) {
		size_t len = strcspn(at, " ,");
		const struct chat *c;
		char word[24];
		long long id;

		snprintf(word, sizeof word, "%.*s", (int)len, at);
		at += len;
		at += strspn(at, " ,");
		if (!str_to_i64(word, 1, INT64_MAX, &id) ||
		    (c = model_find_chat(m, id)) == NULL)
			return err_set(err, ERR_NOT_FOUND,
			    _("There is no conversation %s: F2 lists all."),
			    word);
		if (!can_read(m, c, err))
			return false;
		if (*n == MODEL_PANES)
			return err_set(err, ERR_VALUE,
			    _("At most %d conversations are read at once."),
			    MODEL_PANES);
		ids[(*n)++] = id;
	}
	return true;
}

COMMAND(read_along)
{
	const struct chat *c = model_focused(m);
	int64_t ids[MODEL_PANES];
	int n = 0;

	if (!needs_head(m, err) || !find_all(m, args, ids, &n, err))
		return false;
	if (n == 0 && c != NULL && !can_read(m, c, err))
		return false;
	if (n == 0) {
		if (c == NULL)
			overlay_open(m, OVERLAY_LIST);
		return true;
	}
	make_room(m, n);
	for (int i = 0; i < n; i++)
		panes_focus(m, ids[i], e);
	panes_focus(m, ids[0], e);
	return true;
}

COMPLETE(read_along)
{
	(void)args;
	for (size_t i = 0; i < m->n_chats; i++)
		if (m->chats[i]->c.operator_id != 0 &&
		    m->chats[i]->c.operator_id != m->me.id &&
		    m->chats[i]->c.state == CONVERSATION_ACTIVE)
			str_putf(out, "%lld\n",
			    (long long)m->chats[i]->c.id);
}

/* --- whispering -------------------------------------------------------------- */

COMMAND(whisper)
{
	bool was_named;
	struct chat *c = aim(m, &args, &was_named, err);
	struct action a;

	if (c == NULL || !can_supervise(m, c, err))
		return false;
	action_init(&a, ACTION_WHISPER);
	if (strncmp(args, "--draft", 7) == 0 &&
	    (args[7] == ' ' || args[7] == '\0')) {
		a.is_draft = true;
		args += 7 + strspn(args + 7, " ");
	}
	if (args[0] == '\0')
		return err_set(err, ERR_VALUE, "%s",
		    _("Say what to whisper: only the operator reads it."));
	a.conversation_id = c->c.id;
	a.operator_id = c->c.operator_id;
	a.text = args;
	if (!submit_action(m, &a, e))
		return too_busy(err);
	transcript_typed(c, &a, m->me.id, m->now_ms, LINE_TYPED);
	if (was_named)
		model_say(m, TONE_GOOD, _("Whispered to %s about %s."),
		    model_operator(m, a.operator_id) == NULL ? "?" :
		    model_operator(m, a.operator_id)->name, c->label);
	return true;
}

COMPLETE(whisper)
{
	(void)m;
	(void)args;
	str_put(out, "--draft\n");
}

/* What I am writing stays: the suggestion goes behind it. */
static void
use(struct model *m, struct chat *c, const struct line *line,
    struct effects *e)
{
	char *text = mem_dup(line->text);

	c->watch.suggestion_done = line->seq;
	editor_key(&c->input, "C-End");
	if (!editor_is_empty(&c->input))
		editor_insert(&c->input, "\n", 1);
	if (!editor_insert(&c->input, text, strlen(text)))
		model_say(m, TONE_BAD, _("The input is full: send it first."));
	keys_changed(m, c, e);
	free(text);
}

COMMAND(suggestion)
{
	struct chat *c = model_chat(m, m->ui.focus_id);
	const struct line *line = model_suggestion(m, c);

	if (strcmp(args, "use") != 0 && strcmp(args, "drop") != 0)
		return err_set(err, ERR_VALUE, "%s", _("Say use or drop."));
	if (line == NULL)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("Nothing is suggested here."));
	if (args[0] == 'd')
		c->watch.suggestion_done = line->seq;
	else if (c->is_note)
		return err_set(err, ERR_VALUE, "%s",
		    _("You are writing a note: F7 goes back to the message "
		      "first."));
	else
		use(m, c, line, e);
	return true;
}

COMPLETE(suggestion)
{
	(void)m;
	(void)args;
	str_put(out, "use\ndrop\n");
}

/* --- beside the owner, or in their place --------------------------------------- */

COMMAND(join)
{
	bool was_named;
	struct chat *c = aim(m, &args, &was_named, err);

	if (c == NULL || !can_supervise(m, c, err))
		return false;
	if (c->c.state != CONVERSATION_ACTIVE)
		return err_set(err, ERR_VALUE, "%s",
		    _("This conversation is closed."));
	if (!submit_for(m, c, ACTION_JOIN, e, err))
		return false;
	/* Whoever joins wants to write there. */
	if (was_named)
		panes_focus(m, c->c.id, e);
	return true;
}

COMMAND(leave)
{
	struct chat *c = model_chat(m, m->ui.focus_id);

	(void)args;
	if (c->c.joined_id == 0 || c->c.joined_id != m->me.id)
		return err_set(err, ERR_VALUE, "%s",
		    _("You have not joined this conversation."));
	return submit_for(m, c, ACTION_LEAVE, e, err);
}

COMMAND(take_over)
{
	bool was_named;
	struct chat *c = aim(m, &args, &was_named, err);
	struct action a;

	if (c == NULL || !can_supervise(m, c, err))
		return false;
	if (c->c.state != CONVERSATION_ACTIVE)
		return err_set(err, ERR_VALUE, "%s",
		    _("This conversation is closed."));
	action_init(&a, ACTION_TRANSFER);
	a.conversation_id = c->c.id;
	a.version = c->c.version;
	a.operator_id = m->me.id;
	if (!submit_action(m, &a, e))
		return too_busy(err);
	if (was_named)
		panes_focus(m, c->c.id, e);
	return true;
}

/* --- the team ------------------------------------------------------------------- */

int64_t
command_find_operator(const struct model *m, const char *name)
{
	int64_t id = command_find_receiver(m, name);

	return id > 0 ? id : 0;
}

static bool
no_operator(const char *name, struct err *err)
{
	return err_set(err, ERR_NOT_FOUND,
	    _("“%s” names no operator, or several."), name);
}

COMMAND(force)
{
	const char *space = strrchr(args, ' ');
	char name[WORD_BYTES];
	struct action a;

	if (!needs_head(m, err))
		return false;
	if (space == NULL)
		return err_set(err, ERR_VALUE, "%s",
		    _("Say who, and online, away, busy or sign-out."));
	snprintf(name, sizeof name, "%.*s", (int)(space - args), args);
	action_init(&a, ACTION_FORCE);
	a.operator_id = command_find_operator(m, name);
	if (a.operator_id == 0)
		return no_operator(name, err);
	if (strcmp(space + 1, "sign-out") == 0)
		a.type = ACTION_SIGN_OUT;
	else if (!presence_parse(space + 1, &a.presence) ||
	    a.presence == PRESENCE_OFFLINE)
		return err_set(err, ERR_VALUE, "%s",
		    _("Say who, and online, away, busy or sign-out."));
	return submit_action(m, &a, e) || too_busy(err);
}

COMPLETE(force)
{
	bool has_name = strchr(args, ' ') != NULL;

	for (size_t i = 0; i < m->n_operators && !has_name; i++)
		if (m->operators[i].id != m->me.id &&
		    !m->operators[i].disabled)
			str_putf(out, "%s\n", m->operators[i].login);
	if (has_name)
		str_put(out, "online\naway\nbusy\nsign-out\n");
}

/* "Anna, Piotr" */
static void
put_names(const struct model *m, const struct broadcast_kept *b, bool seen,
    struct str *out)
{
	for (size_t i = 0; i < m->n_operators; i++) {
		const struct operator *o = &m->operators[i];
		bool has = false;

		for (size_t k = 0; k < b->n_seen; k++)
			has = has || b->seen[k] == o->id;
		if (has == seen && !o->disabled && o->id != b->by_id)
			str_putf(out, "%s%s", out->len > 0 ? ", " : "",
			    o->name);
	}
	if (out->len == 0)
		str_put(out, _("nobody"));
}

/* Who has seen the last one. */
static bool
say_seen(struct model *m, struct err *err)
{
	const struct broadcast_kept *b = m->broadcasts.list;
	struct str yes, no;

	if (m->broadcasts.n == 0)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("Nothing was said to the team lately."));
	str_init(&yes, sizeof m->ui.message);
	str_init(&no, sizeof m->ui.message);
	put_names(m, b, true, &yes);
	put_names(m, b, false, &no);
	model_say(m, TONE_INFO, _("“%s” Seen by: %s. Not yet: %s."), b->text,
	    yes.data, no.data);
	str_clear(&yes);
	str_clear(&no);
	return true;
}

COMMAND(broadcast)
{
	struct action a;

	if (!needs_head(m, err))
		return false;
	if (args[0] == '\0')
		return say_seen(m, err);
	if (strlen(args) > MAX_NOTE_BYTES)
		return err_set(err, ERR_TOO_LARGE, "%s",
		    _("It is too long: make it shorter."));
	action_init(&a, ACTION_BROADCAST);
	a.text = args;
	if (!submit_action(m, &a, e))
		return too_busy(err);
	model_say(m, TONE_GOOD, _("Said to the whole team; /broadcast tells "
	    "who has seen it."));
	return true;
}

COMMAND(seen)
{
	int n_more;
	const struct broadcast_kept *b = model_broadcast(m, &n_more);
	struct action a;

	(void)args;
	if (b == NULL)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("Nothing new was said to the team."));
	action_init(&a, ACTION_SEEN);
	a.upto = b->id;
	if (!submit_action(m, &a, e))
		return too_busy(err);
	for (size_t i = 0; i < m->broadcasts.n; i++)
		if (m->broadcasts.list[i].id == b->id)
			m->broadcasts.list[i].is_put = true;
	return true;
}
