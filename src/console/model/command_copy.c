/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copying: only when it was asked for. */
#include "base/i18n.h"
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

/* What was written, else what the customer said last. */
COMMAND(copy)
{
	const struct chat *c = model_focused(m);
	const struct line *line = c == NULL ? NULL : last_from_customer(c);

	if (args[0] != '\0') {
		effects_copy(e, args);
		model_say(m, TONE_GOOD, _("Copied."));
		return true;
	}
	if (line == NULL)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("There is nothing to copy: the customer has written "
		      "nothing yet."));
	effects_copy(e, line->text);
	model_say(m, TONE_GOOD, _("The customer's last line is copied."));
	return true;
}
