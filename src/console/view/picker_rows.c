/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large a list is before anything is typed, so that it does not jump.
 */
#include "console/view/internal.h"

#define COMMAND_ROWS 8

static int
count_files(const struct model *m)
{
	const struct chat *c = model_find_chat(m, m->ui.overlay_chat_id);
	int n = 0;

	while (n < PICKER_MAX && file_of_chat(c, n + 1) != NULL)
		n++;
	return n;
}

/* Of several languages each is one. */
static int
count_replies(const struct model *m)
{
	int n = 0;

	for (size_t i = 0; i < m->book.n; i = book_group_end(&m->book, i))
		n++;
	return n;
}

int
picker_full_rows(const struct model *m)
{
	switch (m->ui.overlay) {
	case OVERLAY_TRANSFER:
		return (int)(m->n_operators + m->n_departments);
	case OVERLAY_OUTCOME:
		return (int)m->n_outcomes + 1;
	case OVERLAY_CANNED:
		return count_replies(m);
	case OVERLAY_LIST:
		return (int)m->n_chats;
	case OVERLAY_TAGS:
		return m->n_tags < 6 ? 6 : (int)m->n_tags;
	case OVERLAY_THEME:
		return (int)m->n_themes;
	case OVERLAY_COMMAND:
		return COMMAND_ROWS;
	case OVERLAY_KEYS:
		return PICKER_MAX;
	case OVERLAY_SETTINGS:
		return (int)n_prefs_rows;
	case OVERLAY_FILES:
		return count_files(m);
	case OVERLAY_HINTS:
		return m->n_hints;
	case OVERLAY_SESSIONS:
		return (int)m->n_sessions;
	case OVERLAY_SHARED:
		return 3;
	case OVERLAY_BLOCKED:
		return m->bans.n < 2 ? 2 : (int)m->bans.n;	/* for the frame */
	case OVERLAY_STATE:
		return 4 + (int)m->n_reasons;
	case OVERLAY_WINBACKS:
		return (int)m->n_winbacks;
	default:
		return (int)n_commands;
	}
}
