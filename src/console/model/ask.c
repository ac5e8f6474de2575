/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question of one line over the panes; the answer is the rest of a command,
 * which can be typed as such just as well.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

static const char *const lines[] = {
	[ASK_DECLINE] = "decline",
	[ASK_PROMISE] = "promise",
};

void
ask_open(struct model *m, enum ask ask)
{
	overlay_open(m, OVERLAY_ASK);
	m->ui.ask = ask;
}

void
ask_choose(struct model *m, struct effects *e)
{
	struct str line;
	char *answer = mem_dup(m->ui.query.text.data);
	enum ask ask = m->ui.ask;

	/* It was asked for one conversation and answers for no other. */
	if (m->ui.overlay_chat_id != m->ui.focus_id) {
		overlay_close(m);
		free(answer);
		return;
	}
	str_init(&line, EDITOR_MAX_BYTES);
	str_putf(&line, "%s %s", lines[ask], answer);
	overlay_close(m);
	if (!command_run(m, line.data, e) && answer[0] != '\0') {
		ask_open(m, ask);
		editor_set(&m->ui.query, answer);
	}
	str_clear(&line);
	free(answer);
}
