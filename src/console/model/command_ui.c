/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that change what is seen only. */
#include <string.h>

#include "base/i18n.h"
#include "console/model/internal.h"

#define PAGES_ALL 1000	/* more than a transcript has */

/* --- going ------------------------------------------------------------------ */

static struct chat *
chat_by_number(struct model *m, int64_t n)
{
	for (size_t i = 0; i < m->n_chats; i++)
		if (m->chats[i]->number == n)
			return m->chats[i];
	if (n <= m->ui.n_panes && m->ui.panes[n - 1] != 0)
		return model_chat(m, m->ui.panes[n - 1]);
	return model_chat(m, n);
}

static struct chat *
chat_by_name(struct model *m, const char *name)
{
	struct chat *best = NULL;
	int best_score = 0;

	for (size_t i = 0; i < m->n_chats; i++) {
		int score = picker_score(name, m->chats[i]->label);

		if (score > best_score) {
			best = m->chats[i];
			best_score = score;
		}
	}
	return best;
}

COMMAND(open)
{
	struct chat *c;
	long long n;

	if (args[0] == '\0')
		return run_list(m, args, e, err);
	if (str_to_i64(args, 1, INT64_MAX, &n))
		c = chat_by_number(m, n);
	else
		c = chat_by_name(m, args);
	if (c == NULL)
		return err_set(err, ERR_NOT_FOUND,
		    _("There is no conversation “%s”: F2 lists all."), args);
	panes_focus(m, c->c.id, e);
	return true;
}

COMPLETE(open)
{
	(void)args;
	for (size_t i = 0; i < m->n_chats; i++)
		str_putf(out, "%s\n", m->chats[i]->label);
}

/* --- the sidebar --------------------------------------------------------------- */

/* Something is selected, so that Enter does something. */
static void
select_earlier(struct model *m, const struct chat *c)
{
	const struct record *r = c == NULL ? NULL :
	    model_record(m, c->c.customer_id);

	if (r == NULL || r->c.n_earlier == 0)
		return;
	for (size_t i = 0; i < r->c.n_earlier; i++)
		if (r->c.earlier[i].conversation_id == m->ui.sidebar_row)
			return;
	m->ui.sidebar_row = r->c.earlier[0].conversation_id;
}

COMMAND(sidebar)
{
	bool wide = m->ui.cols >= MODEL_WIDE_COLS;
	const struct chat *c = model_focused(m);

	(void)err;
	if (c != NULL)
		submit_fetch_customer(m, c->c.customer_id, e);
	select_earlier(m, c);
	m->ui.sidebar_top = 0;
	m->ui.sidebar_follows = strcmp(args, "enter") == 0;
	if (!wide) {
		if (m->ui.overlay == OVERLAY_CUSTOMER)
			overlay_close(m);
		else if (c != NULL)
			overlay_open(m, OVERLAY_CUSTOMER);
		return true;
	}
	if (strcmp(args, "enter") == 0) {
		m->ui.sidebar_hidden = false;
		m->ui.in_sidebar = c != NULL;
		return true;
	}
	m->ui.sidebar_hidden = !m->ui.sidebar_hidden;
	m->ui.in_sidebar = false;
	return true;
}

/* --- overlays ------------------------------------------------------------------- */

static bool
toggle(struct model *m, enum overlay overlay)
{
	if (m->ui.overlay == overlay)
		overlay_close(m);
	else
		overlay_open(m, overlay);
	return true;
}

COMMAND(list)
{
	(void)args;
	(void)e;
	(void)err;
	return toggle(m, OVERLAY_LIST);
}

COMMAND(menu)
{
	(void)args;
	(void)e;
	(void)err;
	return toggle(m, OVERLAY_MENU);
}

COMMAND(help)
{
	const struct command *c;

	(void)e;
	if (args[0] == '\0')
		return toggle(m, OVERLAY_HELP);
	c = command_find(args[0] == '/' ? args + 1 : args);
	if (c == NULL)
		return err_set(err, ERR_NOT_FOUND,
		    _("There is no command “/%s”: F9 shows all of them."),
		    args);
	model_say(m, TONE_INFO, "/%s %s  %s", c->name, c->args, _(c->help));
	return true;
}

COMPLETE(help)
{
	(void)args;
	for (size_t i = 0; i < n_commands; i++)
		if (command_is_offered(m, &commands[i]))
			str_putf(out, "%s\n", commands[i].name);
}

COMPLETE(take)
{
	(void)m;
	(void)args;
	str_put(out, "next\n");
}

COMMAND(choose)
{
	(void)err;
	overlay_choose(m, args, e);
	return true;
}

/* Leaves the innermost thing; never loses a text. */
COMMAND(cancel)
{
	struct chat *c = model_chat(m, m->ui.focus_id);

	(void)args;
	(void)err;
	if (m->ui.overlay != OVERLAY_NONE) {
		if (m->ui.in_note && m->ui.overlay != OVERLAY_HANDOVER)
			m->ui.in_note = false;
		else
			overlay_close(m);
		return true;
	}
	if (watch_cancel(m, e))
		return true;
	if (m->ui.in_sidebar) {
		m->ui.in_sidebar = false;
		return true;
	}
	if (model_reads_earlier(m)) {
		if (!search_return(m))
			earlier_close(m);
		return true;
	}
	if (c != NULL && recall_leave(c))
		return true;
	if (c != NULL && c->input.has_mark) {
		editor_unselect(&c->input);
		return true;
	}
	if (c != NULL && command_take_back(m, c, e))
		return true;
	m->ui.message[0] = '\0';
	m->ui.find[0] = '\0';
	if (c != NULL)
		c->match_seq = 0;
	return true;
}

/* --- scrolling --------------------------------------------------------------------- */

static void
scroll_overlay(struct model *m, int pages)
{
	int page = m->ui.rows - 7;

	if (pages == 0)
		pages = -1000;
	m->ui.overlay_scroll -= pages * (page < 3 ? 3 : page);
	if (m->ui.overlay_scroll < 0)
		m->ui.overlay_scroll = 0;
}

COMMAND(scroll)
{
	struct chat *c = earlier_reading(m);
	int pages = 0, rows = 0;

	(void)e;
	if (strcmp(args, "up") == 0)
		pages = 1;
	else if (strcmp(args, "down") == 0)
		pages = -1;
	else if (strcmp(args, "top") == 0)
		pages = PAGES_ALL;
	else if (strcmp(args, "line-up") == 0)
		rows = 1;
	else if (strcmp(args, "line-down") == 0)
		rows = -1;
	else if (strcmp(args, "end") != 0)
		return err_set(err, ERR_VALUE, "%s",
		    _("Say up, down, line-up, line-down, top or end."));
	if (m->ui.overlay != OVERLAY_NONE) {
		scroll_overlay(m, pages);
		return true;
	}
	if (c != NULL && rows != 0)
		place_move(c, rows);
	else if (c != NULL && pages != 0)
		place_page(c, pages);
	else if (c != NULL)
		place_end(c);
	return true;
}
