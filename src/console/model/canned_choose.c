/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with the canned reply that is selected in the list. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

bool
canned_choose(struct model *m, struct effects *e)
{
	struct chat *c = model_chat(m, m->ui.overlay_chat_id);
	const struct canned *chosen = canned_chosen(m);

	if (c == NULL || chosen == NULL) {
		model_say(m, TONE_BAD, _("No canned reply matches."));
		return false;
	}
	m->ui.is_inline = false;
	overlay_close(m);
	return canned_insert(m, c, chosen, e);
}

void
canned_choose_edit(struct model *m)
{
	const struct canned *chosen = m->ui.overlay == OVERLAY_CANNED ?
	    canned_chosen(m) : NULL;

	if (chosen != NULL) {
		m->ui.is_inline = false;
		overlay_close(m);
		canned_form_edit(m, chosen);
	}
}

/* What is typed there is the shortcut, what is being written the text. */
void
canned_choose_add(struct model *m)
{
	char *typed;

	if (m->ui.overlay != OVERLAY_CANNED)
		return;
	typed = mem_dup(operator_login_ok(m->ui.query.text.data) ?
	    m->ui.query.text.data : "");
	m->ui.is_inline = false;
	overlay_close(m);
	canned_form_add(m, typed);
	free(typed);
}

/* Inserted and sent, if nothing is left to be filled in. */
void
canned_choose_send(struct model *m, struct effects *e)
{
	struct chat *c = model_chat(m, m->ui.overlay_chat_id);

	if (canned_choose(m, e))
		submit_input(m, c, e);
}

/* Left and Right: the other languages of a canned reply, else in what is
 * typed. */
void
canned_choose_turn(struct model *m, const char *key, int by)
{
	if (m->ui.overlay == OVERLAY_CANNED && canned_variants(m) > 1)
		canned_turn(m, by);
	else
		editor_key(m->ui.in_note ? &m->ui.note : &m->ui.query, key);
}
