/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a supervisor does from the watch with the row that is selected: the
 * commands are those of everywhere else, only aimed by "#" and a number.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/model/internal.h"
#include "console/model/supervise_parts.h"
#include "console/model/watch.h"
#include "console/model/watch_own.h"

#define LINE_BYTES (MAX_LOGIN_BYTES + 64)

enum aim { AIM_TALK, AIM_OPERATOR, AIM_NOBODY };

/* What takes a text or a name opens the command line with its beginning. */
static const struct deed {
	const char *name;
	enum aim    aim;
	const char *line;	/* "%s": the conversation, or the login */
	bool	    is_begun;
} deeds[] = {
	{ "whisper", AIM_TALK, "whisper #%s ", true },
	{ "reassign", AIM_TALK, "reassign #%s ", true },
	{ "reassign-all", AIM_OPERATOR, "reassign %s ", true },
	{ "join", AIM_TALK, "join #%s", false },
	{ "take-over", AIM_TALK, "take-over #%s", false },
	{ "force", AIM_OPERATOR, "force %s ", true },
	{ "broadcast", AIM_NOBODY, "broadcast ", true },
};
#define N_DEEDS (sizeof deeds / sizeof *deeds)

/* A conversation in one more pane than there is read in. */
static bool
read_one_more(struct model *m, int64_t id, struct effects *e)
{
	char line[MODEL_PANES * 24 + 16] = "read-along";
	int n = 0;

	for (int i = 0; i < m->ui.n_panes && n < MODEL_PANES - 1; i++) {
		const struct chat *c = model_find_chat(m, m->ui.panes[i]);

		if (c == NULL || c->c.id == id || c->c.operator_id == 0 ||
		    c->c.operator_id == m->me.id ||
		    c->c.state == CONVERSATION_CLOSED)
			continue;
		snprintf(line + strlen(line), sizeof line - strlen(line),
		    " %lld", (long long)c->c.id);
		n++;
	}
	snprintf(line + strlen(line), sizeof line - strlen(line), " %lld",
	    (long long)id);
	if (!command_run(m, line, e))
		return false;
	panes_focus(m, id, e);
	return true;
}

/* 0: said why. Nothing is done to a row that nobody has chosen. */
static int64_t
selected_talk(const struct model *m, struct err *err)
{
	const struct watch *w = &m->watch;
	int64_t id = w->tables[WATCH_TALKS].selected;

	if (w->part == WATCH_TALKS && id != 0 && model_find_chat(m, id) != NULL)
		return id;
	err_set(err, ERR_VALUE, "%s", _("Choose a conversation first: ↑ and ↓, "
	    "Tab goes to the other table."));
	return 0;
}

/* Of the team's row, or who has the conversation. */
static const char *
selected_login(const struct model *m, struct err *err)
{
	const struct watch *w = &m->watch;
	int64_t id = w->tables[w->part].selected;
	const struct chat *c = w->part == WATCH_TALKS ?
	    model_find_chat(m, id) : NULL;
	const struct operator *o = model_operator(m, c != NULL ?
	    c->c.operator_id : w->part == WATCH_TEAM ? id : 0);

	if (o != NULL)
		return o->login;
	err_set(err, ERR_VALUE, "%s", _("Choose an operator first, or a "
	    "conversation that somebody has."));
	return NULL;
}

/* What would only say why not is not offered; without a chosen row all are. */
bool
watch_offers(const struct model *m, const char *line)
{
	static const char *const of_others[] = { "read", "whisper", "join",
		"take-over" };
	const struct watch *w = &m->watch;
	const struct chat *c = w->part != WATCH_TALKS ? NULL :
	    model_find_chat(m, w->tables[WATCH_TALKS].selected);
	bool can_speak;

	if (c == NULL || strncmp(line, "watching do ", 12) != 0)
		return true;
	if (c->c.operator_id == 0 || c->c.state == CONVERSATION_CLOSED)
		return strcmp(line + 12, "broadcast") == 0;
	can_speak = c->c.state == CONVERSATION_ACTIVE;
	for (size_t i = 0; i < sizeof of_others / sizeof *of_others; i++)
		if (strcmp(of_others[i], line + 12) == 0)
			return c->c.operator_id != m->me.id &&
			    (i < 2 || can_speak);
	return true;
}

static bool
do_deed(struct model *m, const struct deed *deed, struct effects *e,
    struct err *err)
{
	char line[LINE_BYTES], number[24];
	const char *whom = "";
	int64_t id;

	if (deed->aim == AIM_TALK) {
		if ((id = selected_talk(m, err)) == 0)
			return false;
		snprintf(number, sizeof number, "%lld", (long long)id);
		whom = number;
	} else if (deed->aim == AIM_OPERATOR &&
	    (whom = selected_login(m, err)) == NULL) {
		return false;
	}
	str_copy(line, sizeof line, deed->line);
	if (deed->aim != AIM_NOBODY) {
		const char *at = strstr(deed->line, "%s");

		snprintf(line, sizeof line, "%.*s%s%s",
		    (int)(at - deed->line), deed->line, whom, at + 2);
	}
	if (!deed->is_begun)
		return command_run(m, line, e);
	overlay_open(m, OVERLAY_COMMAND);
	editor_set(&m->ui.query, line);
	overlay_freeze(m);
	return true;
}

bool
watch_do(struct model *m, const char *what, struct effects *e,
    struct err *err)
{
	int64_t id;

	if (m->watch.is_alone)
		return err_set(err, ERR_RIGHTS, "%s",
		    _("This only watches."));
	if (!model_is_head(m))
		return err_set(err, ERR_RIGHTS, "%s",
		    _("This is for supervisors."));
	if (strcmp(what, "read") == 0)
		return (id = selected_talk(m, err)) != 0 &&
		    read_one_more(m, id, e);
	for (size_t i = 0; i < N_DEEDS; i++)
		if (strcmp(deeds[i].name, what) == 0)
			return do_deed(m, &deeds[i], e, err);
	return err_set(err, ERR_VALUE, "%s", _("F1 shows the keys."));
}

/* The keys that may follow are shown as after the first key of a chord. */
void
watch_act(struct model *m)
{
	str_copy(m->ui.prefix, sizeof m->ui.prefix, ":");
	m->ui.prefix_due_ms = m->now_ms;
}
