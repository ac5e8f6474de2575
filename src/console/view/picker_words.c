/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the frame of a list to choose from: what it is, and how it is
 * left.
 */
#include <stdio.h>

#include "base/i18n.h"
#include "console/model/canned_rows.h"
#include "console/view/internal.h"

static const char *
title_of(enum overlay overlay)
{
	static const char *const titles[] = {
		[OVERLAY_LIST] = N_("Conversations"),
		[OVERLAY_CANNED] = N_("Canned replies"),
		[OVERLAY_TRANSFER] = N_("Transfer to"),
		[OVERLAY_OUTCOME] = N_("Close with"),
		[OVERLAY_ATTACH] = N_("Send a file"),
		[OVERLAY_FILES] = N_("Files"),
		[OVERLAY_HINTS] = N_("Addresses and numbers"),
		[OVERLAY_MENU] = N_("Commands"),
		[OVERLAY_COMMAND] = N_("Command"),
		[OVERLAY_KEYS] = N_("Keys"),
		[OVERLAY_TAGS] = N_("Tags"),
		[OVERLAY_THEME] = N_("Theme"),
		[OVERLAY_SESSIONS] = N_("What you are signed in with"),
		[OVERLAY_WINBACKS] = N_("Customers to win back"),
		[OVERLAY_SETTINGS] = N_("Settings"),
		[OVERLAY_STATE] = N_("How are you?"),
		[OVERLAY_SHARED] = N_("Block whom?"),
		[OVERLAY_BLOCKED] = N_("Who is blocked"),
	};

	return _(titles[overlay]);
}

const char *
picker_words_title(const struct model *m, char *buf, size_t size)
{
	const struct chat *c = model_find_chat(m, m->ui.overlay_chat_id);
	char tags[MAX_TAGS_BYTES * 2];

	if (m->ui.overlay == OVERLAY_SHARED)
		return ban_shared_words(m, buf, size);
	/* Who closes sees which tags are there. */
	if (m->ui.overlay != OVERLAY_OUTCOME || c == NULL ||
	    c->c.tags[0] == '\0')
		return title_of(m->ui.overlay);
	snprintf(buf, size, "%s  %s", title_of(m->ui.overlay),
	    format_tags(tags, sizeof tags, c->c.tags));
	return buf;
}

const char *
picker_words_hint(const struct model *m)
{
	const struct ui *ui = &m->ui;

	switch (ui->overlay) {
	case OVERLAY_CANNED:
		if (canned_variants(m) > 1)
			return _("Enter inserts, ← → other languages, Esc "
			    "leaves");
		return _("Enter or Tab inserts, Esc leaves");
	case OVERLAY_TRANSFER:
		return ui->in_note ?
		    _("Enter transfers, Esc goes back to the choice") :
		    _("a digit or Enter chooses, then a note; Esc leaves");
	case OVERLAY_OUTCOME:
		return ui->in_note ?
		    _("Enter closes, Esc goes back to the choice") :
		    _("a digit or Enter closes, Tab adds a note; Esc leaves");
	case OVERLAY_BLOCKED:
		return _("Enter twice ends it, Esc leaves");
	case OVERLAY_SHARED:
		return _("↑ ↓ and Enter choose, Esc leaves");
	case OVERLAY_STATE:
		return _("a digit or Enter chooses, Esc leaves");
	case OVERLAY_COMMAND:
		return _("Enter runs it, Tab completes, Esc leaves");
	case OVERLAY_ATTACH:
		return _("Enter chooses, ../ goes up, a path works too");
	case OVERLAY_HINTS:
		return m->hint_opens ? _("a letter opens, Tab: copy instead") :
		    _("a letter copies, a capital opens, Tab: open");
	case OVERLAY_FILES:
		return _("a digit or Enter saves, o opens, Esc leaves");
	case OVERLAY_MENU:
		return _("Enter runs it, Esc leaves");
	case OVERLAY_KEYS:
	case OVERLAY_SETTINGS:
		return _("Enter changes it, Esc leaves");
	case OVERLAY_TAGS:
		return _("Enter sets or takes away, Esc leaves");
	case OVERLAY_SESSIONS:
		return _("Enter twice ends it, Esc leaves");
	case OVERLAY_THEME:
		return _("Enter keeps it, Esc leaves all as it was");
	default:
		return _("Enter goes there, Esc leaves");
	}
}
