/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key sets: what differs from the defaults for hands that know Emacs or
 * vi. */
#include <string.h>

#include "console/model/keymap.h"

/* What Emacs takes of the defaults is on the capital letter. The motions and
 * kills (M-f, C-w, C-y, M-y, C-_ ...) are the editor's in every set. */
static const struct binding emacs[] = {
	{ CONTEXT_ANY, "C-x b", "list", NULL },
	{ CONTEXT_CHAT, "C-x k", "close", NULL },
	{ CONTEXT_CHAT, "C-x o", "pane next", NULL },
	{ CONTEXT_ANY, "C-x B", "blocks", NULL },
	{ CONTEXT_CHAT, "C-x O", "file", NULL },
	{ CONTEXT_ANY, "C-x H", "handover", NULL },
	{ CONTEXT_CHAT, "C-x u", "edit undo", NULL },
	{ CONTEXT_CHAT, "C-x U", "hints", NULL },
	{ CONTEXT_CHAT, "C-x C-f", "attach", NULL },
	{ CONTEXT_CHAT, "C-r", "find", NULL },
	{ CONTEXT_CHAT, "C-s", "find --newer", NULL },
	{ CONTEXT_CHAT, "C-x S", "search", NULL },
	{ CONTEXT_CHAT, "M-w", "copy", NULL },
	{ CONTEXT_CHAT, "C-o", "edit newline Left", NULL },
	{ CONTEXT_ANY, "M-x", "menu", NULL },
	{ CONTEXT_CHAT, "C-x C-s", "send", NULL },
	{ CONTEXT_ANY, "C-x C-n", "urgent", NULL },
	{ CONTEXT_CHAT, "C-n", "edit Down", NULL },
	{ CONTEXT_CHAT, "C-f", "edit Right", NULL },
	{ CONTEXT_CHAT, "C-v", "scroll down", NULL },
	{ CONTEXT_CHAT, "M-v", "scroll up", NULL },
	{ CONTEXT_CHAT, "C-x h", "edit select-all", NULL },
	{ CONTEXT_LIST, "C-n", "choose down", NULL },
	{ CONTEXT_LIST, "C-v", "choose page-down", NULL },
	{ CONTEXT_LIST, "M-v", "choose page-up", NULL },
	{ CONTEXT_PICKER, "C-v", "choose page-down", NULL },
	{ CONTEXT_PICKER, "M-v", "choose page-up", NULL },
};

static const struct binding vi[] = {
	{ CONTEXT_CHAT, "Esc", "normal", NULL },
	{ CONTEXT_NORMAL, "Esc", "cancel", NULL },
	{ CONTEXT_NORMAL, "i", "insert", NULL },
	{ CONTEXT_NORMAL, "a", "insert Right", NULL },
	{ CONTEXT_NORMAL, "I", "insert Home", NULL },
	{ CONTEXT_NORMAL, "A", "insert End", NULL },
	{ CONTEXT_NORMAL, "o", "insert End newline", NULL },
	{ CONTEXT_NORMAL, "O", "insert Home newline Left", NULL },
	{ CONTEXT_NORMAL, "h", "edit Left", NULL },
	{ CONTEXT_NORMAL, "j", "edit Down", NULL },
	{ CONTEXT_NORMAL, "k", "edit Up", NULL },
	{ CONTEXT_NORMAL, "l", "edit Right", NULL },
	{ CONTEXT_NORMAL, " ", "edit Right", NULL },
	{ CONTEXT_NORMAL, "w", "edit C-Right", NULL },
	{ CONTEXT_NORMAL, "W", "edit C-Right", NULL },
	{ CONTEXT_NORMAL, "E", "edit C-Right", NULL },
	{ CONTEXT_NORMAL, "B", "edit C-Left", NULL },
	{ CONTEXT_NORMAL, "e", "edit C-Right", NULL },
	{ CONTEXT_NORMAL, "b", "edit C-Left", NULL },
	{ CONTEXT_NORMAL, "0", "edit Home", NULL },
	{ CONTEXT_NORMAL, "^", "edit Home", NULL },
	{ CONTEXT_NORMAL, "$", "edit End", NULL },
	{ CONTEXT_NORMAL, "x", "edit delete", NULL },
	{ CONTEXT_NORMAL, "X", "edit backspace", NULL },
	{ CONTEXT_NORMAL, "D", "edit kill-end", NULL },
	{ CONTEXT_NORMAL, "C", "insert kill-end", NULL },
	{ CONTEXT_NORMAL, "S", "insert Home kill-end", NULL },
	{ CONTEXT_NORMAL, "s", "insert delete", NULL },
	{ CONTEXT_NORMAL, "d d", "edit kill-line", NULL },
	{ CONTEXT_NORMAL, "d w", "edit kill-word-right", NULL },
	{ CONTEXT_NORMAL, "d b", "edit kill-word-left", NULL },
	{ CONTEXT_NORMAL, "c c", "insert Home kill-end", NULL },
	{ CONTEXT_NORMAL, "c w", "insert kill-word-right", NULL },
	{ CONTEXT_NORMAL, "c b", "insert kill-word-left", NULL },
	{ CONTEXT_NORMAL, "d e", "edit kill-word-right", NULL },
	{ CONTEXT_NORMAL, "c e", "insert kill-word-right", NULL },
	{ CONTEXT_NORMAL, "d $", "edit kill-end", NULL },
	{ CONTEXT_NORMAL, "c $", "insert kill-end", NULL },
	{ CONTEXT_NORMAL, "d 0", "edit kill-start", NULL },
	{ CONTEXT_NORMAL, "c 0", "insert kill-start", NULL },
	{ CONTEXT_NORMAL, "y y", "edit kill-line yank", NULL },
	{ CONTEXT_NORMAL, "p", "edit yank", NULL },
	{ CONTEXT_NORMAL, "P", "edit yank", NULL },
	{ CONTEXT_NORMAL, "u", "edit undo", NULL },
	{ CONTEXT_NORMAL, "C-r", "edit redo", NULL },
	{ CONTEXT_NORMAL, "g g", "scroll top", NULL },
	{ CONTEXT_NORMAL, "G", "scroll end", NULL },
	{ CONTEXT_NORMAL, "C-u", "scroll up", NULL },
	{ CONTEXT_NORMAL, "C-d", "scroll down", NULL },
	{ CONTEXT_NORMAL, "/", "line find ", NULL },
	{ CONTEXT_NORMAL, "n", "find", NULL },
	{ CONTEXT_NORMAL, "N", "find --newer", NULL },
	{ CONTEXT_NORMAL, ":", "line", NULL },
	{ CONTEXT_NORMAL, "g t", "pane next", NULL },
	{ CONTEXT_NORMAL, "g T", "pane previous", NULL },
	{ CONTEXT_NORMAL, "Z Z", "quit", NULL },
	{ CONTEXT_EARLIER, "k", "scroll line-up", NULL },
	{ CONTEXT_EARLIER, "j", "scroll line-down", NULL },
	{ CONTEXT_EARLIER, "C-u", "scroll up", NULL },
	{ CONTEXT_EARLIER, "C-d", "scroll down", NULL },
	{ CONTEXT_EARLIER, "g g", "scroll top", NULL },
	{ CONTEXT_EARLIER, "G", "scroll end", NULL },
	{ CONTEXT_EARLIER, "/", "line find ", NULL },
	{ CONTEXT_EARLIER, "n", "find", NULL },
};

static const struct {
	const char	     *name;
	const struct binding *rows;
	size_t		      n;
} sets[KEY_SETS] = {
	[KEYS_DEFAULT] = { "default", NULL, 0 },
	[KEYS_EMACS] = { "emacs", emacs, sizeof emacs / sizeof *emacs },
	[KEYS_VI] = { "vi", vi, sizeof vi / sizeof *vi },
};

const char *
key_set_name(enum key_set set)
{
	return sets[set].name;
}

const struct binding *
key_set_rows(enum key_set set, size_t *n)
{
	*n = sets[set].n;
	return sets[set].rows;
}

enum key_set
key_set_of(const char *name)
{
	for (int i = 0; i < KEY_SETS; i++)
		if (strcmp(sets[i].name, name) == 0)
			return (enum key_set)i;
	return KEYS_DEFAULT;
}
