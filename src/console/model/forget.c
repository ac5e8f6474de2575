/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk has erased is erased here as well: what was said, what I was
 * writing there, the draft on the disk.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "console/model/internal.h"

static void
forget_chat(struct model *m, struct chat *c)
{
	transcript_clear(c);
	editor_set(&c->input, "");
	attach_drop(c, -1);
	free(c->editing_draft);
	free(c->offer_draft);
	c->editing_draft = c->offer_draft = NULL;
	c->editing_seq = 0;
	c->preview[0] = '\0';
	c->is_dirty = true;	/* the draft goes with the next tick */
	c->is_complete = true;
	c->has_gap = false;
	c->n_unread = 0;
	c->new_seq = 0;
	c->undo_until_ms = 0;
	c->c = (struct conversation){ .id = c->c.id,
		.last_seq = c->c.last_seq, .state = CONVERSATION_CLOSED,
		.closed_ms = 1 };
	model_label(m, c);
}

void
forget_conversation(struct model *m, int64_t id)
{
	struct chat *c = model_chat(m, id);

	if (m->earlier != NULL && m->earlier->c.id == id)
		earlier_close(m);
	if (c == NULL)
		return;
	if (c->number != 0 || id == m->ui.focus_id)
		model_say(m, TONE_INFO, _("%s was erased at the desk, and is "
		    "forgotten here."), c->label);
	forget_chat(m, c);
}

void
forget_gone(struct model *m, const struct snapshot *s)
{
	for (size_t i = 0; i + 1 < s->n_gone; i += 2)
		for (size_t k = 0; k < m->n_chats; k++)
			if (m->chats[k]->c.id >= s->gone[i] &&
			    m->chats[k]->c.id <= s->gone[i + 1] &&
			    m->chats[k]->c.closed_ms != 1)
				forget_conversation(m, m->chats[k]->c.id);
}
