/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags of a conversation: the command, and the list to toggle them in. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"
#include "domain/tags.h"

#define NEW_TAG (-1)	/* the row of what is typed */

void
tags_learn(struct model *m, const char *list)
{
	char tag[MAX_TAG_BYTES + 1];

	for (int i = 0; tags_at(list, i, tag); i++) {
		size_t at = 0;

		while (at < m->n_tags && strcmp(m->tags[at], tag) != 0)
			at++;
		if (at < m->n_tags || m->n_tags == MODEL_TAGS)
			continue;
		m->tags = mem_grow(m->tags, m->n_tags, m->n_tags + 1,
		    sizeof *m->tags);
		m->tags[m->n_tags++] = mem_dup(tag);
	}
}

void
tags_clear(struct model *m)
{
	for (size_t i = 0; i < m->n_tags; i++)
		free(m->tags[i]);
	free(m->tags);
	m->tags = NULL;
	m->n_tags = 0;
}

/* What has to be added to and removed from the list to make it `to`. */
static bool
submit(struct model *m, const struct chat *c, const char *to,
    struct effects *e, struct err *err)
{
	char add[MAX_TAGS_BYTES + 1], remove[MAX_TAGS_BYTES + 1];
	struct action a;

	str_copy(add, sizeof add, to);
	str_copy(remove, sizeof remove, c->c.tags);
	tags_change(add, "", c->c.tags, err);
	tags_change(remove, "", to, err);
	if (add[0] == '\0' && remove[0] == '\0')
		return true;
	action_init(&a, ACTION_TAG);
	a.conversation_id = c->c.id;
	a.tags = add;
	a.remove_tags = remove;
	return submit_action(m, &a, e) || err_set(err, ERR_BUSY, "%s",
	    _("Too much at once: press the key again."));
}

COMMAND(tag)
{
	const struct chat *c = model_focused(m);
	char list[MAX_TAGS_BYTES + 1];

	if (args[0] == '\0') {
		tags_learn(m, c->c.tags);
		overlay_open(m, OVERLAY_TAGS);
		return true;
	}
	str_copy(list, sizeof list, c->c.tags);
	return command_change_tags(list, args, err) &&
	    submit(m, c, list, e, err);
}

COMPLETE(tag)
{
	(void)args;
	for (size_t i = 0; i < m->n_tags; i++)
		str_putf(out, "%s\n", m->tags[i]);
}

void
tags_choose(struct model *m, struct effects *e)
{
	const struct chat *c = model_find_chat(m, m->ui.overlay_chat_id);
	char list[MAX_TAGS_BYTES + 1], tag[MAX_TAG_BYTES + 1];
	struct err err = { .code = ERR_NONE };
	bool ok = false;

	if (c == NULL || m->ui.selected == 0) {
		overlay_close(m);
		return;
	}
	str_copy(list, sizeof list, c->c.tags);
	if (m->ui.selected == NEW_TAG) {
		ok = command_change_tags(list, m->ui.query.text.data, &err);
	} else if ((size_t)m->ui.selected <= m->n_tags) {
		str_copy(tag, sizeof tag, m->tags[m->ui.selected - 1]);
		ok = tags_change(list, tags_has(list, tag) ? "" : tag,
		    tags_has(list, tag) ? tag : "", &err);
		if (!ok)
			err_set(&err, ERR_TOO_LARGE,
			    _("There can be %d tags at most."), MAX_TAGS);
	}
	if (!ok || !submit(m, c, list, e, &err)) {
		model_say(m, TONE_BAD, "%s", err.text);
		return;
	}
	tags_learn(m, list);
	editor_set(&m->ui.query, "");
	overlay_freeze(m);
}
