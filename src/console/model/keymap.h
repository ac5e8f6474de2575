/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keymap.h - which key stands for which command line.
 *
 * Three layers: the operator's own bindings ([bind], /bind), those of the key
 * set (keys.set), the defaults. A key is looked up in the context first and
 * then everywhere, each time from the first layer to the last. An own
 * binding without a context goes before all keys of a conversation.
 *
 * Keys are written "F6", "S-F6", "C-x z", "M-1", "C-PgDn": C- is Ctrl, M- is Alt,
 * S- is Shift. key_parse() takes other ways to write them, too.
 */
#ifndef MODEL_KEYMAP_H
#define MODEL_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define KEY_BYTES	  48	/* a chord, NUL included */
#define KEYMAP_LINE_BYTES 200	/* a command line, NUL included */
#define KEYMAP_OWN	  128
#define KEYMAP_LIST	  512	/* more than there can be */

enum context {
	CONTEXT_ANY, CONTEXT_CHAT, CONTEXT_LIST, CONTEXT_SIDEBAR, CONTEXT_EARLIER,
	CONTEXT_PICKER, CONTEXT_FORM, CONTEXT_PASTE, CONTEXT_SPELL, CONTEXT_CONFIRM,
	CONTEXT_NORMAL, CONTEXT_WATCH, CONTEXTS
};

enum key_set { KEYS_DEFAULT, KEYS_EMACS, KEYS_VI, KEY_SETS };

struct binding {
	enum context context;
	const char  *key;	/* "F6", "C-x z", "M-1" */
	const char  *line;	/* command line: "transfer --best" */
	const char  *label;	/* N_(): for the key bar; NULL: not in the bar */
};
/* The defaults. */
extern const struct binding bindings[];
extern const size_t	    n_bindings;

/* One that the operator has made; an empty line unbinds. */
struct own_binding {
	enum context context;
	char	     key[KEY_BYTES], line[KEYMAP_LINE_BYTES];
	bool	     is_saved;	/* it stands in dezhurka.conf(5) */
};

/* May be copied like any value. */
struct keymap {
	enum key_set	   set;
	struct own_binding own[KEYMAP_OWN];
	size_t		   n_own;
};

/* What a key did before it was bound. */
struct bound {
	enum context context;
	char	     key[KEY_BYTES];
	char	     before[KEYMAP_LINE_BYTES];	/* "": nothing */
	bool	     is_national;	/* Alt and a letter: see key_parse() */
};

const char *context_name(enum context context);	/* "any", "chat", ... */
const char *key_set_name(enum key_set set);
/* The bindings of a set. */
const struct binding *key_set_rows(enum key_set set, size_t *n);
/* KEYS_DEFAULT when there is none of that name. */
enum key_set key_set_of(const char *name);

/* Exact, then by the Latin twin of a Cyrillic key (Alt-ф is Alt-a). `key` may
 * be a chord "C-x z". False: none; *is_prefix (may be NULL): the start of a
 * chord. What `b` points to is the keymap's. */
bool keymap_find(const struct keymap *k, enum context context,
    const char *key, struct binding *b, bool *is_prefix);
/* The bindings in force, in the order of the defaults. Returns how many. */
size_t keymap_list(const struct keymap *k, struct binding *list, size_t max);
/* The first key of a command line's command, "" when none. */
const char *keymap_key_of(const struct keymap *k, const char *command);

/* "list F5", "Ctrl-X j", "^X j" -> CONTEXT_LIST "F5", CONTEXT_ANY "C-x j".
 * ERR_VALUE: a sentence (translated) that says which word is no key. */
bool key_parse(const char *text, enum context *context, char key[KEY_BYTES],
    struct err *err);
/* Binds what `text` names to a command line; an empty one unbinds. ERR_VALUE,
 * ERR_CONFLICT: a sentence (translated) of why not; nothing has changed.
 * `was` (may be NULL) says what the key did before. */
bool keymap_bind(struct keymap *k, const char *text, const char *line,
    struct bound *was, struct err *err);
/* Where it stands among the own ones; -1: nowhere. */
int keymap_own(const struct keymap *k, enum context context, const char *key);

#endif
