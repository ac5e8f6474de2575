/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copying: only when it was asked for. */
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

static const struct line *
last_from_customer(const struct chat *c)
{
	for (size_t i = c->n_lines; i-- > 0;)
		if (c->lines[i].by == ACTOR_VISITOR &&
		    c->lines[i].type == EVENT_MESSAGE)
			return &c->lines[i];
	return NULL;
}

/* What is selected in the input; Ctrl-Y has it as well. */
static bool
copy_selected(struct model *m, struct chat *c, struct effects *e)
{
	size_t from, to;
	char *text;

	if (c == NULL || !editor_selected(&c->input, &from, &to))
		return false;
	text = mem_dup_n(c->input.text.data + from, to - from);
	effects_copy(e, text);
	editor_put_kill(&c->input, text);
	editor_unselect(&c->input);
	free(text);
	model_say(m, TONE_GOOD, _("Copied."));
	return true;
}

/* What was written, what is selected, else what the customer said last. */
COMMAND(copy)
{
	const struct chat *c = earlier_reading(m);
	const struct line *line = c == NULL ? NULL : last_from_customer(c);

	if (args[0] != '\0') {
		effects_copy(e, args);
		model_say(m, TONE_GOOD, _("Copied."));
		return true;
	}
	if (copy_selected(m, model_chat(m, m->ui.focus_id), e))
		return true;
	if (line == NULL)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("There is nothing to copy: the customer has written "
		      "nothing yet."));
	effects_copy(e, line->text);
	model_say(m, TONE_GOOD, _("The customer's last line is copied."));
	return true;
}
