/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define CHORD_BYTES 64

/* A key stands for a command line. No function is on Alt with a letter alone:
 * national letters are typed with it. */
const struct binding bindings[] = {
	{ CONTEXT_ANY, "F1", "help", N_("Help") },
	{ CONTEXT_ANY, "F2", "list", N_("List") },
	{ CONTEXT_ANY, "F3", "sidebar", N_("Customer") },
	{ CONTEXT_CHAT, "F4", "canned", N_("Canned") },
	{ CONTEXT_ANY, "F5", "take next", N_("Take next") },
	{ CONTEXT_CHAT, "F6", "transfer --best", N_("Transfer") },
	{ CONTEXT_CHAT, "S-F6", "transfer", NULL },
	{ CONTEXT_CHAT, "C-x t", "transfer", NULL },
	{ CONTEXT_CHAT, "F7", "note", N_("Note") },
	{ CONTEXT_CHAT, "F8", "close", N_("Close") },
	{ CONTEXT_ANY, "F9", "menu", N_("Menu") },

	{ CONTEXT_CHAT, "Enter", "send", NULL },
	{ CONTEXT_CHAT, "M-Enter", "newline", NULL },
	{ CONTEXT_CHAT, "C-j", "newline", NULL },
	{ CONTEXT_CHAT, "Tab", "sidebar enter", NULL },
	{ CONTEXT_CHAT, "Esc", "cancel", NULL },
	{ CONTEXT_ANY, "Esc", "cancel", NULL },
	{ CONTEXT_ANY, "C-c", "cancel", NULL },
	{ CONTEXT_ANY, "C-g", "cancel", NULL },

	{ CONTEXT_ANY, "C-n", "urgent", NULL },
	{ CONTEXT_ANY, "M-1", "open 1", NULL },
	{ CONTEXT_ANY, "M-2", "open 2", NULL },
	{ CONTEXT_ANY, "M-3", "open 3", NULL },
	{ CONTEXT_ANY, "M-4", "open 4", NULL },
	{ CONTEXT_ANY, "M-5", "open 5", NULL },
	{ CONTEXT_ANY, "M-6", "open 6", NULL },
	{ CONTEXT_ANY, "M-7", "open 7", NULL },
	{ CONTEXT_ANY, "M-8", "open 8", NULL },
	{ CONTEXT_ANY, "M-9", "open 9", NULL },
	{ CONTEXT_ANY, "PgUp", "scroll up", NULL },
	{ CONTEXT_ANY, "PgDn", "scroll down", NULL },
	{ CONTEXT_ANY, "C-PgDn", "scroll end", NULL },
	{ CONTEXT_CHAT, "C-f", "find", NULL },
	{ CONTEXT_CHAT, "C-x c", "copy", NULL },
	{ CONTEXT_ANY, "C-x z", "zoom", NULL },
	{ CONTEXT_ANY, "C-x Space", "layout", NULL },
	{ CONTEXT_ANY, "C-x C-c", "quit", NULL },
	{ CONTEXT_ANY, "C-x m", "dnd", NULL },
	{ CONTEXT_ANY, "C-z", "suspend", NULL },
	{ CONTEXT_ANY, "C-l", "redraw", NULL },

	/* The other ways of what the editor has on Alt and a letter. */
	{ CONTEXT_CHAT, "C-x C-z", "unhold", NULL },
	{ CONTEXT_CHAT, "C-x -", "unhold", NULL },
	{ CONTEXT_CHAT, "C-x C-u", "edit undo", NULL },
	{ CONTEXT_CHAT, "C-x C-r", "edit redo", NULL },
	{ CONTEXT_CHAT, "C-x C-a", "edit select-all", NULL },
	{ CONTEXT_CHAT, "C-x C-y", "edit yank-next", NULL },
	{ CONTEXT_CHAT, "C-x C-t", "edit swap-words", NULL },
	{ CONTEXT_CHAT, "C-x Up", "edit upper", NULL },
	{ CONTEXT_CHAT, "C-x Down", "edit lower", NULL },
	{ CONTEXT_CHAT, "C-x Right", "edit capital", NULL },
	{ CONTEXT_CHAT, "C-q", "edit quote", NULL },
	{ CONTEXT_CHAT, "C-v", "edit quote", NULL },

	{ CONTEXT_LIST, "Up", "choose up", NULL },
	{ CONTEXT_LIST, "Down", "choose down", NULL },
	{ CONTEXT_LIST, "C-p", "choose up", NULL },
	{ CONTEXT_LIST, "PgUp", "choose page-up", NULL },
	{ CONTEXT_LIST, "PgDn", "choose page-down", NULL },
	{ CONTEXT_LIST, "Enter", "choose ok", NULL },
	{ CONTEXT_LIST, "F5", "take next", NULL },
	{ CONTEXT_PICKER, "Up", "choose up", NULL },
	{ CONTEXT_PICKER, "Down", "choose down", NULL },
	{ CONTEXT_PICKER, "C-p", "choose up", NULL },
	{ CONTEXT_PICKER, "C-n", "choose down", NULL },
	{ CONTEXT_PICKER, "PgUp", "choose page-up", NULL },
	{ CONTEXT_PICKER, "PgDn", "choose page-down", NULL },
	{ CONTEXT_PICKER, "Enter", "choose ok", NULL },
	{ CONTEXT_PICKER, "Tab", "choose tab", NULL },
	{ CONTEXT_SIDEBAR, "Up", "choose up", NULL },
	{ CONTEXT_SIDEBAR, "Down", "choose down", NULL },
	{ CONTEXT_SIDEBAR, "PgUp", "choose page-up", NULL },
	{ CONTEXT_SIDEBAR, "PgDn", "choose page-down", NULL },
	{ CONTEXT_SIDEBAR, "Enter", "choose ok", NULL },
	{ CONTEXT_SIDEBAR, "Tab", "cancel", NULL },
	{ CONTEXT_PASTE, "i", "paste insert", NULL },
	{ CONTEXT_PASTE, "Enter", "paste insert", NULL },
	{ CONTEXT_PASTE, "l", "paste line", NULL },
	{ CONTEXT_PASTE, "n", "cancel", NULL },
	{ CONTEXT_CONFIRM, "y", "choose ok", NULL },
	{ CONTEXT_CONFIRM, "n", "cancel", NULL },
};
const size_t n_bindings = sizeof bindings / sizeof *bindings;

/* The two layouts, key by key. */
static const struct {
	uint32_t cyrillic, latin;
} twins[] = {
	{ 0x439, 'q' }, { 0x446, 'w' }, { 0x443, 'e' }, { 0x43a, 'r' },
	{ 0x435, 't' }, { 0x43d, 'y' }, { 0x433, 'u' }, { 0x448, 'i' },
	{ 0x449, 'o' }, { 0x437, 'p' }, { 0x445, '[' }, { 0x44a, ']' },
	{ 0x444, 'a' }, { 0x44b, 's' }, { 0x432, 'd' }, { 0x430, 'f' },
	{ 0x43f, 'g' }, { 0x440, 'h' }, { 0x43e, 'j' }, { 0x43b, 'k' },
	{ 0x434, 'l' }, { 0x436, ';' }, { 0x44d, '\'' }, { 0x44f, 'z' },
	{ 0x447, 'x' }, { 0x441, 'c' }, { 0x43c, 'v' }, { 0x438, 'b' },
	{ 0x442, 'n' }, { 0x44c, 'm' }, { 0x431, ',' }, { 0x44e, '.' },
	{ 0x451, '`' },
};

uint32_t
keymap_twin(uint32_t code)
{
	uint32_t small = code;
	bool is_capital = false;

	if (code >= 0x410 && code <= 0x42f)
		small = code + 0x20;
	else if (code == 0x401)
		small = 0x451;
	is_capital = small != code;
	for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) {
		uint32_t latin = twins[i].latin;

		if (twins[i].cyrillic != small)
			continue;
		if (is_capital && latin >= 'a' && latin <= 'z')
			latin -= 0x20;
		return latin;
	}
	return code;
}

void
keymap_latin(const char *text, struct str *out)
{
	size_t len = strlen(text);

	for (size_t at = 0; at < len;) {
		char bytes[4];
		uint32_t code;
		size_t n = utf8_next(text + at, len - at, &code);

		/* "/" is where the Cyrillic layout has its full stop. */
		if (at == 0 && code == '.')
			code = '/';
		else
			code = keymap_twin(code);
		str_put_n(out, bytes, utf8_put(bytes, code));
		at += n;
	}
}

/* The chord with every Cyrillic letter as its Latin twin. */
static bool
twin_chord(const char *key, char *out, size_t size)
{
	size_t len = strlen(key), used = 0;
	bool changed = false;

	for (size_t at = 0; at < len;) {
		char bytes[4];
		uint32_t code, latin;
		size_t n;

		at += utf8_next(key + at, len - at, &code);
		latin = keymap_twin(code);
		changed = changed || latin != code;
		n = utf8_put(bytes, latin);
		if (used + n >= size)
			return false;
		memcpy(out + used, bytes, n);
		used += n;
	}
	out[used] = '\0';
	return changed;
}

static const struct binding *
find_in(enum context context, const char *key, bool *is_prefix)
{
	size_t len = strlen(key);

	for (size_t i = 0; i < n_bindings; i++) {
		const struct binding *b = &bindings[i];

		if (b->context != context)
			continue;
		if (strcmp(b->key, key) == 0)
			return b;
		if (strncmp(b->key, key, len) == 0 && b->key[len] == ' ')
			*is_prefix = true;
	}
	return NULL;
}

static const struct binding *
find_both(enum context context, const char *key, bool *is_prefix)
{
	const struct binding *b = find_in(context, key, is_prefix);

	if (b == NULL && context != CONTEXT_ANY)
		b = find_in(CONTEXT_ANY, key, is_prefix);
	return b;
}

const struct binding *
binding_find(enum context context, const char *key, bool *is_prefix)
{
	const struct binding *b;
	char latin[CHORD_BYTES];
	bool prefix = false;

	b = find_both(context, key, &prefix);
	if (b == NULL && !prefix && twin_chord(key, latin, sizeof latin))
		b = find_both(context, latin, &prefix);
	if (is_prefix != NULL)
		*is_prefix = b == NULL && prefix;
	return b;
}

const char *
binding_key_of(const char *command)
{
	size_t len = strlen(command);

	for (size_t i = 0; i < n_bindings; i++)
		if (strncmp(bindings[i].line, command, len) == 0 &&
		    (bindings[i].line[len] == '\0' ||
			bindings[i].line[len] == ' '))
			return bindings[i].key;
	return "";
}
