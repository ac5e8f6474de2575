/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/internal.h"

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
	/* The same for terminals that keep function keys to themselves. */
	{ CONTEXT_ANY, "C-x ?", "help", NULL },
	{ CONTEXT_ANY, "C-x l", "list", NULL },
	{ CONTEXT_ANY, "C-x i", "sidebar", NULL },
	{ CONTEXT_CHAT, "C-x ;", "canned", NULL },
	{ CONTEXT_CHAT, "C-x 1", "canned --likely 1", NULL },
	{ CONTEXT_CHAT, "C-x 2", "canned --likely 2", NULL },
	{ CONTEXT_CHAT, "C-x 3", "canned --likely 3", NULL },
	{ CONTEXT_CHAT, "C-x 4", "canned --likely 4", NULL },
	{ CONTEXT_CHAT, "C-x 5", "canned --likely 5", NULL },
	{ CONTEXT_CHAT, "C-x 6", "canned --likely 6", NULL },
	{ CONTEXT_CHAT, "C-x 7", "canned --likely 7", NULL },
	{ CONTEXT_CHAT, "C-x 8", "canned --likely 8", NULL },
	{ CONTEXT_CHAT, "C-x 9", "canned --likely 9", NULL },
	{ CONTEXT_ANY, "C-x q", "take next", NULL },
	{ CONTEXT_CHAT, "C-x .", "transfer --best", NULL },
	{ CONTEXT_CHAT, "C-x /", "note", NULL },
	{ CONTEXT_CHAT, "C-x e", "close", NULL },
	{ CONTEXT_ANY, "C-x :", "menu", NULL },

	{ CONTEXT_CHAT, "Enter", "send", NULL },
	{ CONTEXT_CHAT, "M-Enter", "newline", NULL },
	{ CONTEXT_CHAT, "C-j", "newline", NULL },
	{ CONTEXT_CHAT, "Tab", "field", NULL },
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
	{ CONTEXT_ANY, "C-r", "search", NULL },
	{ CONTEXT_CHAT, "C-x f", "attach", NULL },
	{ CONTEXT_CHAT, "C-x o", "file", NULL },
	{ CONTEXT_CHAT, "C-x u", "hints", NULL },
	{ CONTEXT_ANY, "C-x b", "blocks", NULL },
	{ CONTEXT_CHAT, "C-x v", "earlier", NULL },
	{ CONTEXT_ANY, "C-x 0", "earlier close", NULL },
	{ CONTEXT_CHAT, "C-x c", "copy", NULL },
	{ CONTEXT_CHAT, "C-x n", "nothing", NULL },
	{ CONTEXT_CHAT, "C-x s", "later", NULL },
	{ CONTEXT_CHAT, "C-x x", "pin", NULL },
	{ CONTEXT_CHAT, "S-Tab", "pane next", NULL },
	{ CONTEXT_ANY, "C-x ]", "pane next", NULL },
	{ CONTEXT_ANY, "C-x [", "pane previous", NULL },
	{ CONTEXT_ANY, "C-x a", "accept", NULL },
	{ CONTEXT_CHAT, "C-x d", "decline --ask", NULL },
	{ CONTEXT_CHAT, "C-x p", "promise --ask", NULL },
	{ CONTEXT_CHAT, "C-x g", "tag", NULL },
	{ CONTEXT_ANY, "C-x h", "handover", NULL },
	{ CONTEXT_ANY, "C-x @", "talk", NULL },
	{ CONTEXT_CHAT, "C-x j", "suggestion use", NULL },
	{ CONTEXT_CHAT, "C-x K", "suggestion drop", NULL },
	{ CONTEXT_ANY, "C-x !", "seen", NULL },
	{ CONTEXT_CHAT, "C-x W", "line whisper ", NULL },
	{ CONTEXT_CHAT, "C-x J", "join", NULL },
	{ CONTEXT_CHAT, "C-x L", "leave", NULL },
	{ CONTEXT_CHAT, "C-x T", "take-over", NULL },
	{ CONTEXT_ANY, "C-x A", "read-along", NULL },
	{ CONTEXT_CHAT, "C-x =", "why", NULL },
	{ CONTEXT_ANY, "C-x P", "state", NULL },
	{ CONTEXT_CHAT, "C-x X", "block", NULL },
	{ CONTEXT_ANY, "C-x z", "zoom", NULL },
	{ CONTEXT_ANY, "C-x Space", "layout", NULL },
	{ CONTEXT_ANY, "C-x C-c", "quit", NULL },
	{ CONTEXT_ANY, "C-x m", "dnd", NULL },
	{ CONTEXT_ANY, "C-x w", "watch", NULL },
	{ CONTEXT_ANY, "F11", "watch", NULL },
	{ CONTEXT_ANY, "C-z", "suspend", NULL },
	{ CONTEXT_ANY, "C-l", "redraw", NULL },

	/* The other ways of what the editor has on Alt and a letter. */
	{ CONTEXT_CHAT, "C-x r", "recall", NULL },
	{ CONTEXT_CHAT, "C-x y", "spell", NULL },
	{ CONTEXT_CHAT, "C-x C-e", "editor", NULL },
	{ CONTEXT_CHAT, "C-x C-z", "unhold", NULL },
	{ CONTEXT_CHAT, "C-x -", "unhold", NULL },
	{ CONTEXT_CHAT, "C-x C-k", "unsend", NULL },
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
	{ CONTEXT_PICKER, "C-x u", "hints", NULL },
	{ CONTEXT_PICKER, "M-Enter", "choose send", NULL },
	{ CONTEXT_PICKER, "F4", "choose edit", N_("Change") },
	{ CONTEXT_PICKER, "C-x e", "choose edit", NULL },
	{ CONTEXT_PICKER, "C-o", "choose add", N_("New") },
	{ CONTEXT_PICKER, "C-x +", "choose add", NULL },
	{ CONTEXT_PICKER, "Left", "choose left", NULL },
	{ CONTEXT_PICKER, "Right", "choose right", NULL },
	{ CONTEXT_SIDEBAR, "Up", "choose up", NULL },
	{ CONTEXT_SIDEBAR, "Down", "choose down", NULL },
	{ CONTEXT_SIDEBAR, "PgUp", "choose page-up", NULL },
	{ CONTEXT_SIDEBAR, "PgDn", "choose page-down", NULL },
	{ CONTEXT_SIDEBAR, "Enter", "choose ok", NULL },
	{ CONTEXT_SIDEBAR, "Tab", "cancel", NULL },
	{ CONTEXT_EARLIER, "Up", "scroll line-up", NULL },
	{ CONTEXT_EARLIER, "Down", "scroll line-down", NULL },
	{ CONTEXT_EARLIER, "Home", "scroll top", NULL },
	{ CONTEXT_EARLIER, "End", "scroll end", NULL },
	{ CONTEXT_EARLIER, "C-f", "find", NULL },
	{ CONTEXT_EARLIER, "C-x u", "hints", NULL },
	{ CONTEXT_EARLIER, "C-x c", "copy", NULL },
	{ CONTEXT_EARLIER, "Enter", "earlier back", NULL },
	{ CONTEXT_EARLIER, "Tab", "earlier back", NULL },
	{ CONTEXT_EARLIER, "q", "earlier close", NULL },
	{ CONTEXT_EARLIER, "Esc", "cancel", NULL },
	{ CONTEXT_FORM, "C-s", "form save", NULL },
	{ CONTEXT_FORM, "C-x C-s", "form save", NULL },
	{ CONTEXT_FORM, "Tab", "form next", NULL },
	{ CONTEXT_FORM, "S-Tab", "form back", NULL },
	{ CONTEXT_FORM, "Up", "form up", NULL },
	{ CONTEXT_FORM, "Down", "form down", NULL },
	{ CONTEXT_FORM, "Left", "form left", NULL },
	{ CONTEXT_FORM, "Right", "form right", NULL },
	{ CONTEXT_FORM, "Enter", "form enter", NULL },
	{ CONTEXT_FORM, "M-Enter", "form enter", NULL },
	{ CONTEXT_FORM, "C-j", "form enter", NULL },
	{ CONTEXT_FORM, "Esc", "form leave", NULL },
	{ CONTEXT_FORM, "C-c", "form leave", NULL },
	{ CONTEXT_FORM, "C-g", "form leave", NULL },
	{ CONTEXT_PASTE, "i", "paste insert", NULL },
	{ CONTEXT_PASTE, "Enter", "paste insert", NULL },
	{ CONTEXT_PASTE, "l", "paste line", NULL },
	{ CONTEXT_PASTE, "n", "cancel", NULL },
	{ CONTEXT_SPELL, "1", "spell 1", NULL },
	{ CONTEXT_SPELL, "2", "spell 2", NULL },
	{ CONTEXT_SPELL, "3", "spell 3", NULL },
	{ CONTEXT_SPELL, "4", "spell 4", NULL },
	{ CONTEXT_SPELL, "5", "spell 5", NULL },
	{ CONTEXT_SPELL, "6", "spell 6", NULL },
	{ CONTEXT_SPELL, "7", "spell 7", NULL },
	{ CONTEXT_SPELL, "8", "spell 8", NULL },
	{ CONTEXT_SPELL, "9", "spell 9", NULL },
	{ CONTEXT_SPELL, "a", "spell add", NULL },
	{ CONTEXT_SPELL, "i", "spell ignore", NULL },
	{ CONTEXT_SPELL, "n", "cancel", NULL },
	{ CONTEXT_WATCH, "Up", "watching up", NULL },
	{ CONTEXT_WATCH, "Down", "watching down", NULL },
	{ CONTEXT_WATCH, "k", "watching up", NULL },
	{ CONTEXT_WATCH, "j", "watching down", NULL },
	{ CONTEXT_WATCH, "PgUp", "watching page-up", NULL },
	{ CONTEXT_WATCH, "PgDn", "watching page-down", NULL },
	{ CONTEXT_WATCH, "Home", "watching first", NULL },
	{ CONTEXT_WATCH, "End", "watching last", NULL },
	{ CONTEXT_WATCH, "Enter", "watching open", N_("Open") },
	{ CONTEXT_WATCH, "a", "watching act", N_("Act") },
	{ CONTEXT_WATCH, ": a", "watching do read", NULL },
	{ CONTEXT_WATCH, ": w", "watching do whisper", NULL },
	{ CONTEXT_WATCH, ": j", "watching do join", NULL },
	{ CONTEXT_WATCH, ": t", "watching do take-over", NULL },
	{ CONTEXT_WATCH, ": r", "watching do reassign", NULL },
	{ CONTEXT_WATCH, ": R", "watching do reassign-all", NULL },
	{ CONTEXT_WATCH, ": o", "watching do force", NULL },
	{ CONTEXT_WATCH, ": b", "watching do broadcast", NULL },
	{ CONTEXT_WATCH, "F10", "watching close", N_("Leave") },
	{ CONTEXT_WATCH, "Tab", "watching next", N_("Team") },
	{ CONTEXT_WATCH, "F4", "watching filter", N_("Filter") },
	{ CONTEXT_WATCH, "f", "watching filter", NULL },
	{ CONTEXT_WATCH, "F6", "watching sort", N_("Sort") },
	{ CONTEXT_WATCH, "s", "watching sort", NULL },
	{ CONTEXT_WATCH, "I", "watching reverse", NULL },
	{ CONTEXT_WATCH, "d", "watching department", N_("Department") },
	{ CONTEXT_WATCH, "n", "watching charts", N_("Charts") },
	{ CONTEXT_WATCH, "/", "line", NULL },
	{ CONTEXT_WATCH, "h", "help", NULL },
	{ CONTEXT_WATCH, "q", "watching close", NULL },
	{ CONTEXT_WATCH, "C-c", "watching close", NULL },
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
	/* Ukrainian and Belarusian. */
	{ 0x456, 's' }, { 0x457, ']' }, { 0x454, '\'' }, { 0x491, '\\' },
	{ 0x45e, 'o' },
};

uint32_t
keymap_twin(uint32_t code)
{
	uint32_t small = code;
	bool is_capital = false;

	if (code >= 0x410 && code <= 0x42f)
		small = code + 0x20;
	else if (code >= 0x400 && code <= 0x40f)
		small = code + 0x50;
	else if (code == 0x490)
		small = 0x491;
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

/* --- looking up -------------------------------------------------------------- */

enum layer { LAYER_OWN, LAYER_SET, LAYER_DEFAULT, LAYERS };

/* Where a key of a context is looked for after the context itself: what one
 * does while one types works in vi's normal mode, too. */
static const enum context after[CONTEXTS] = {
	[CONTEXT_NORMAL] = CONTEXT_CHAT,
	[CONTEXT_EARLIER] = CONTEXT_CHAT,
};

static bool
is_chat(enum context context)
{
	return context == CONTEXT_ANY || context == CONTEXT_CHAT ||
	    context == CONTEXT_NORMAL;
}

static size_t
layer_size(const struct keymap *k, enum layer layer)
{
	size_t n = n_bindings;

	if (layer == LAYER_OWN)
		return k->n_own;
	if (layer == LAYER_SET)
		key_set_rows(k->set, &n);
	return n;
}

static struct binding
layer_at(const struct keymap *k, enum layer layer, size_t i)
{
	size_t n;

	if (layer == LAYER_OWN)
		return (struct binding){ k->own[i].context, k->own[i].key,
			k->own[i].line, NULL };
	if (layer == LAYER_SET)
		return key_set_rows(k->set, &n)[i];
	return bindings[i];
}

static bool
find_in(const struct keymap *k, enum layer layer, enum context context,
    const char *key, struct binding *b, bool *is_prefix)
{
	size_t len = strlen(key), n = layer_size(k, layer);

	for (size_t i = 0; i < n; i++) {
		struct binding at = layer_at(k, layer, i);

		if (at.context != context)
			continue;
		if (strcmp(at.key, key) == 0) {
			*b = at;
			return true;
		}
		if (strncmp(at.key, key, len) == 0 && at.key[len] == ' ' &&
		    at.line[0] != '\0')
			*is_prefix = true;
	}
	return false;
}

/* One that was unbound is found, with an empty line. */
static bool
find_all(const struct keymap *k, enum context context, const char *key,
    struct binding *b, bool *is_prefix)
{
	for (;; context = after[context]) {
		if (find_in(k, LAYER_OWN, context, key, b, is_prefix) ||
		    (is_chat(context) && find_in(k, LAYER_OWN, CONTEXT_ANY,
			key, b, is_prefix)))
			return true;
		if (find_in(k, LAYER_SET, context, key, b, is_prefix) ||
		    find_in(k, LAYER_DEFAULT, context, key, b, is_prefix))
			return true;
		if (context == CONTEXT_ANY)
			return false;
	}
}

bool
keymap_find(const struct keymap *k, enum context context, const char *key,
    struct binding *b, bool *is_prefix)
{
	char latin[KEY_BYTES + 16];
	bool prefix = false, found;

	found = find_all(k, context, key, b, &prefix);
	if (!found && !prefix && twin_chord(key, latin, sizeof latin))
		found = find_all(k, context, latin, b, &prefix);
	found = found && b->line[0] != '\0';
	if (is_prefix != NULL)
		*is_prefix = !found && prefix;
	return found;
}

/* --- what is in force ----------------------------------------------------------- */

static bool
is_covered(const struct keymap *k, enum layer layer, const struct binding *b)
{
	for (enum layer above = LAYER_OWN; above < layer; above++)
		for (size_t i = 0; i < layer_size(k, above); i++) {
			struct binding at = layer_at(k, above, i);

			if (strcmp(at.key, b->key) == 0 &&
			    (at.context == b->context ||
				(above == LAYER_OWN &&
				    at.context == CONTEXT_ANY &&
				    is_chat(b->context))))
				return true;
		}
	return false;
}

static size_t
first_of_line(const char *line)
{
	size_t i = 0;

	while (i < n_bindings && strcmp(bindings[i].line, line) != 0)
		i++;
	return i;
}

/* Those of the upper layers that stand at the place of default `i`, or after
 * all of them. Returns whether one was put. */
static bool
put_upper(const struct keymap *k, size_t i, struct binding *list, size_t *n,
    size_t max)
{
	size_t before = *n;

	for (enum layer layer = LAYER_OWN; layer < LAYER_DEFAULT; layer++)
		for (size_t at = 0; at < layer_size(k, layer); at++) {
			struct binding b = layer_at(k, layer, at);

			if (b.line[0] == '\0' || *n == max ||
			    first_of_line(b.line) != i ||
			    is_covered(k, layer, &b))
				continue;
			/* The first one stands in the key bar. */
			if (i < n_bindings && *n == before)
				b.label = bindings[i].label;
			list[(*n)++] = b;
		}
	return *n > before;
}

size_t
keymap_list(const struct keymap *k, struct binding *list, size_t max)
{
	bool is_plain = k->n_own == 0 && k->set == KEYS_DEFAULT;
	size_t n = 0;

	for (size_t i = 0; i < n_bindings && n < max; i++) {
		struct binding b = bindings[i];

		if (!is_plain && put_upper(k, i, list, &n, max))
			b.label = NULL;
		if (n < max && (is_plain || !is_covered(k, LAYER_DEFAULT, &b)))
			list[n++] = b;
	}
	if (!is_plain)
		put_upper(k, n_bindings, list, &n, max);
	return n;
}

const char *
keymap_key_of(const struct keymap *k, const char *command)
{
	struct binding list[KEYMAP_LIST];
	size_t n = keymap_list(k, list, KEYMAP_LIST), len = strlen(command);

	for (size_t i = 0; i < n; i++)
		if (strncmp(list[i].line, command, len) == 0 &&
		    (list[i].line[len] == '\0' || list[i].line[len] == ' '))
			return list[i].key;
	return "";
}
