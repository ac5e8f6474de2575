/* SPDX-License-Identifier: GPL-3.0-or-later */
/* overlays.h - what may lie over the conversations: one at a time.
 */
#ifndef MODEL_OVERLAYS_H
#define MODEL_OVERLAYS_H

enum overlay {
	OVERLAY_NONE,
	OVERLAY_HELP,		/* F1 the keys that work here */
	OVERLAY_LIST,		/* F2 all conversations */
	OVERLAY_CUSTOMER,	/* F3 narrow: the sidebar over the panes */
	OVERLAY_CANNED,		/* F4, ; */
	OVERLAY_TRANSFER,	/* Shift-F6, /transfer */
	OVERLAY_OUTCOME,	/* F8 */
	OVERLAY_MENU,		/* F9 every command */
	OVERLAY_COMMAND,	/* / the command line */
	OVERLAY_SEARCH,		/* C-r everything that was said */
	OVERLAY_FORM,		/* a canned reply is being written */
	OVERLAY_PASTE,		/* much was pasted */
	OVERLAY_SPELL,		/* C-x y: other words for this one */
	OVERLAY_KEYS,		/* /bind: every key */
	OVERLAY_SETTINGS,	/* /set: every setting */
	OVERLAY_CONFIRM,	/* quit with something unsent */
	OVERLAY_THEME,		/* /theme: what it looks like is seen at once */
	OVERLAY_ATTACH,		/* C-x f a folder, to choose a file from */
	OVERLAY_FILES,		/* C-x o the files of a conversation */
	OVERLAY_HINTS,		/* a list of addresses and numbers, by a letter */
	OVERLAY_LABELS,		/* C-x u the same where they stand */
	OVERLAY_ASK,		/* C-x d, C-x p: a question of one line */
	OVERLAY_TAGS,		/* C-x g */
	OVERLAY_HANDOVER,	/* C-x h */
	OVERLAY_SESSIONS,	/* /sessions */
	OVERLAY_WINBACKS,	/* /winbacks */
	OVERLAY_WHY,		/* C-x = why it is where it is */
	OVERLAY_STATE,		/* C-x P how I am */
	OVERLAY_BAN,		/* C-x X whom to block, and how */
	OVERLAY_SHARED,		/* others would be struck: whom? */
	OVERLAY_BLOCKED		/* /blocked */
};

#endif
