/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk has erased is erased here as well: what was said, what I was
 * writing there, the draft on the disk. What is long closed is let go. What the
 * desk tells no more of is kept, but in no list: it may come to me yet, and that
 * must ring.
 */
#include <stdlib.h>

#include "base/i18n.h"
#include "console/model/internal.h"
#include "console/model/supervise.h"

#define CLOSED_KEPT_MS (10 * 60 * 1000)
#define OFFER_OVER_MS  2000	/* its end is told by then */

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

/* --- what is told no more --------------------------------------------------- */

bool
model_hears_of(const struct model *m, const struct chat *c)
{
	if (m->me.id == 0 || model_is_head(m) || model_has_voice(m, c) ||
	    (c->c.state != CONVERSATION_ACTIVE &&
	    c->c.state != CONVERSATION_WRAP_UP) ||
	    c->c.operator_id == m->me.id || c->c.operator_id == 0)
		return true;
	/* That the desk's offer was accepted is not told, that it came back
	 * is. */
	return model_has_offered(m, c) || c->undo_until_ms != 0 ||
	    (conversation_is_desks_offer(&c->c) &&
	    m->now_ms - OFFER_OVER_MS < c->c.offered_until_ms);
}

static bool
is_over(const struct model *m, const struct chat *c)
{
	return c->c.state == CONVERSATION_CLOSED && c->number == 0 &&
	    c->c.id != m->ui.focus_id && !panes_holds(m, c->c.id) &&
	    c->c.id != m->ui.overlay_chat_id &&
	    c->c.id != m->ui.earlier_of && editor_is_empty(&c->input) &&
	    c->n_attached == 0 && !model_has_unsent(c) &&
	    m->now_ms - c->c.closed_ms >= CLOSED_KEPT_MS;
}

void
forget_tick(struct model *m)
{
	for (size_t i = m->n_chats; i-- > 0;)
		if (is_over(m, m->chats[i]))
			model_chat_remove(m, m->chats[i]->c.id);
}
