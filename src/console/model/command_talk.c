/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Talking to colleagues.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

#define NAME_BYTES 256

static bool
works_for(const struct operator *o, int64_t department_id)
{
	return o->n_departments == 0 ||
	    operator_in_department(o, department_id);
}

/* Said to me first, then where anything is unread. */
static const struct chat *
unread_room(const struct model *m)
{
	const struct chat *best = NULL;

	for (size_t i = 0; i < m->n_chats; i++) {
		const struct chat *c = m->chats[i];

		if (room_is(c) && c->n_unread > 0 &&
		    c->c.id != m->ui.focus_id && (best == NULL ||
		    (c->is_to_me && !best->is_to_me)))
			best = c;
	}
	return best;
}

static const char *
word_for_all(void)
{
	const char *name = room_of_all();

	return name + strspn(name, "#");
}

bool
talk_find(const struct model *m, const char *name, int64_t *to,
    struct err *err)
{
	*to = 0;
	name += strspn(name, "@#");
	if (strcmp(name, "all") == 0 || strcmp(name, word_for_all()) == 0)
		return true;
	*to = command_find_receiver(m, name);
	if (*to == 0)
		return err_set(err, ERR_NOT_FOUND, _("“%s” names nobody, or "
		    "several: say a login, a department or %s."), name,
		    word_for_all());
	if (*to < 0 && !works_for(&m->me, -*to))
		return err_set(err, ERR_RIGHTS, _("You do not work in %s."),
		    model_department(m, -*to)->name);
	return true;
}

bool
talk_open(struct model *m, int64_t to, const char *text, const char *draft,
    struct effects *e, struct err *err)
{
	struct chat *c = room_find(m, to);
	struct action a;

	if (c != NULL) {
		if (text[0] != '\0')
			submit_text(m, c, text, false, e);
		if (draft != NULL)
			room_draft(m, c, draft);
		panes_focus(m, c->c.id, e);
		return true;
	}
	action_init(&a, ACTION_TALK);
	a.operator_id = to > 0 ? to : 0;
	a.department_id = to < 0 ? -to : 0;
	a.text = text;
	if (!submit_action(m, &a, e))
		return err_set(err, ERR_BUSY, "%s", _("Too much is not with "
		    "the desk yet: wait till the line is back."));
	m->ui.talk_wanted = true;
	m->ui.talk_to = to;
	m->ui.talk_keys = m->ui.n_keys;
	free(m->ui.talk_draft);
	m->ui.talk_draft = draft == NULL ? NULL : mem_dup(draft);
	return true;
}

COMMAND(talk)
{
	char name[NAME_BYTES];
	const char *text = command_split_note(args, name, sizeof name);
	const struct chat *unread = unread_room(m);
	int64_t to;

	if (name[0] == '\0' && unread != NULL) {
		panes_focus(m, unread->c.id, e);
		return true;
	}
	if (name[0] == '\0')
		return run_line(m, "talk", e, err);
	return talk_find(m, name, &to, err) &&
	    talk_open(m, to, text, NULL, e, err);
}

COMPLETE(talk)
{
	(void)args;
	for (size_t i = 0; i < m->n_operators; i++)
		if (m->operators[i].id != m->me.id &&
		    !m->operators[i].disabled)
			str_putf(out, "%s\n", m->operators[i].login);
	for (size_t i = 0; i < m->n_departments; i++)
		if (!m->departments[i].disabled &&
		    works_for(&m->me, m->departments[i].id))
			str_putf(out, "%s\n", m->departments[i].name);
	str_putf(out, "%s\n", word_for_all());
}
