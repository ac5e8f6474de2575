/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is found in all that was said: a line to a hit, newest first.
 */
#include <string.h>

#include "base/i18n.h"
#include "console/cli/internal.h"

#define HITS  200	/* printed at most */
#define PAGES 400	/* a desk looks through a part of its store at a time */

static void
ask(struct cli_call *call, int64_t before, struct effects *e)
{
	struct action a;

	action_init(&a, ACTION_SEARCH);
	a.text = call->text.data;
	a.before = before;
	effects_submit(e, &a);
}

bool
search_begin(struct cli_call *call, struct model *m, struct effects *e,
    struct err *err)
{
	struct words words;

	(void)m;
	if (!words_parse(&words, call->text.data))
		return err_set(err, ERR_VALUE, _("say which word to find"));
	ask(call, 0, e);
	return true;
}

void
search_more(struct cli_call *call, struct model *m, const struct event *ev,
    struct effects *e)
{
	if (ev->type != EVENT_FOUND)
		return;
	if (ev->code != ERR_NONE)
		err_set(&call->err, ev->code, "%s", command_why(ev->code));
	for (size_t i = 0; i < ev->n_found && call->n_printed < HITS; i++)
		print_found(call, m, &ev->found[i]);
	call->n_pages++;
	if (ev->code == ERR_NONE && !ev->is_complete &&
	    call->n_printed < HITS && call->n_pages < PAGES) {
		ask(call, ev->upto, e);
		return;
	}
	if (ev->code == ERR_NONE && call->n_printed == 0)
		err_set(&call->err, ERR_NOT_FOUND, _("nothing has “%s”"),
		    call->text.data);
	call->is_done = true;
}
