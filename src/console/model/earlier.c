/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An earlier conversation, read beside the one it was opened from.
 *
 * It is no chat of the model's: it has no number, no input and no place among
 * the panes, so nothing that is sent can find it. The focus stays where it
 * is; keys may be in it (ui.in_earlier), and what is typed still goes to the
 * conversation in front.
 */
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "console/model/internal.h"

bool
model_reads_earlier(const struct model *m)
{
	return m->ui.in_earlier && m->earlier != NULL &&
	    m->ui.earlier_of == m->ui.focus_id;
}

struct chat *
earlier_reading(struct model *m)
{
	if (model_reads_earlier(m))
		return m->earlier;
	return model_chat(m, m->ui.focus_id);
}

void
earlier_close(struct model *m)
{
	model_chat_free(m->earlier);
	m->earlier = NULL;
	m->ui.earlier_of = 0;
	m->ui.in_earlier = false;
}

void
earlier_leave(struct model *m)
{
	/* One that stood in the place of the live one gives it back. */
	if (model_reads_earlier(m) && m->earlier->shown.is_instead &&
	    m->ui.focus_id != 0)
		earlier_close(m);
	m->ui.in_earlier = false;
}

bool
earlier_open(struct model *m, int64_t id, struct effects *e)
{
	if (id <= 0)
		return false;
	if (m->ui.overlay != OVERLAY_NONE)
		overlay_close(m);
	m->ui.in_sidebar = false;
	/* The same one again keeps the line that is being read. */
	if (m->earlier == NULL || m->earlier->c.id != id) {
		earlier_close(m);
		m->earlier = model_chat_new(id);
		submit_fetch_transcript(m, m->earlier, 0, e);
	}
	m->ui.earlier_of = m->ui.focus_id;
	m->ui.in_earlier = true;
	return true;
}

/* --- the command -------------------------------------------------------------- */

static const struct record *
record_of_focus(const struct model *m)
{
	const struct chat *c = model_focused(m);

	return c == NULL ? NULL : model_record(m, c->c.customer_id);
}

static bool
open_nth(struct model *m, int64_t n, struct effects *e, struct err *err)
{
	const struct record *r = record_of_focus(m);

	if (r == NULL || (r->is_fetching && r->c.n_earlier == 0))
		return err_set(err, ERR_BUSY, "%s",
		    _("The record has not come yet: try again in a moment."));
	if (r->c.n_earlier == 0)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("This customer has no earlier conversation."));
	if (n > (int64_t)r->c.n_earlier)
		return err_set(err, ERR_NOT_FOUND,
		    ngettext("There is %zu earlier conversation only.",
			"There are %zu earlier conversations only.",
			(unsigned long)r->c.n_earlier),
		    r->c.n_earlier);
	m->ui.sidebar_row = r->c.earlier[n - 1].conversation_id;
	return earlier_open(m, m->ui.sidebar_row, e);
}

COMMAND(earlier)
{
	bool is_here = m->earlier != NULL &&
	    m->ui.earlier_of == m->ui.focus_id;
	long long n;

	if (strcmp(args, "close") == 0) {
		if (m->earlier == NULL)
			return err_set(err, ERR_NOT_FOUND, "%s",
			    _("No earlier conversation is open."));
		earlier_close(m);
		return true;
	}
	if (strcmp(args, "back") == 0 ||
	    (args[0] == '\0' && model_reads_earlier(m))) {
		earlier_leave(m);
		return true;
	}
	if (args[0] == '\0' && is_here) {
		m->ui.in_earlier = true;
		return true;
	}
	if (args[0] == '\0')
		return open_nth(m, 1, e, err);
	if (str_to_i64(args, 1, INT64_MAX, &n))
		return open_nth(m, n, e, err);
	return err_set(err, ERR_VALUE, "%s",
	    _("Say which one, 1 being the last; or back, or close."));
}

COMPLETE(earlier)
{
	(void)m;
	(void)args;
	str_put(out, "1\nback\nclose\n");
}
