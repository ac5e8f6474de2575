/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bindings of the operator's own: what may be bound, and what stands against
 * it. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/internal.h"

/* Commands that mean something in some contexts only. */
static const struct {
	const char *command;
	bool	    in_lists;	/* else: where one types */
} places[] = {
	{ "choose", true }, { "send", false }, { "newline", false },
	{ "edit", false }, { "insert", false }, { "normal", false },
};

/* One letter is the answer. */
static bool
is_question(enum context context)
{
	return context == CONTEXT_CONFIRM || context == CONTEXT_PASTE ||
	    context == CONTEXT_SPELL;
}

static bool
is_list(enum context context)
{
	return context == CONTEXT_LIST || context == CONTEXT_SIDEBAR ||
	    context == CONTEXT_EARLIER || context == CONTEXT_WATCH ||
	    context == CONTEXT_PICKER || is_question(context);
}

/* Would a key of `mine` meet one of `other`? Lists keep their own keys. */
static bool
do_overlap(enum context mine, enum context other)
{
	return mine == other || other == CONTEXT_ANY ||
	    (!is_list(mine) && !is_list(other));
}

/* Does `key` begin with all of `start`, and go on? */
static bool
begins(const char *key, const char *start)
{
	size_t len = strlen(start);

	return strncmp(key, start, len) == 0 && key[len] == ' ';
}

/* Nobody could type the letter any more. */
static bool
would_stop_typing(enum context context, const char *key)
{
	char first[KEY_BYTES];

	if (context == CONTEXT_NORMAL || context == CONTEXT_EARLIER ||
	    context == CONTEXT_WATCH ||
	    is_question(context))
		return false;
	str_copy(first, sizeof first, key);
	if (first[0] != ' ')
		first[strcspn(first, " ")] = '\0';
	return keys_is_text(first);
}

static bool
check_key(const struct keymap *k, enum context context, const char *key,
    struct err *err)
{
	struct binding list[KEYMAP_LIST];
	size_t n = keymap_list(k, list, KEYMAP_LIST);

	if (would_stop_typing(context, key))
		return err_set(err, ERR_VALUE, _("“%s” types a letter here: "
		    "nobody could write it any more."), key);
	for (size_t i = 0; i < n; i++) {
		if (!do_overlap(context, list[i].context))
			continue;
		if (begins(list[i].key, key))
			return err_set(err, ERR_CONFLICT, _("%s begins other "
			    "keys, like %s (“%s”): unbind those first."), key,
			    list[i].key, list[i].line);
		if (begins(key, list[i].key))
			return err_set(err, ERR_CONFLICT, _("%s is bound to "
			    "“%s”, so no longer key can begin with it: unbind "
			    "it first."), list[i].key, list[i].line);
	}
	return true;
}

const char *
text_nearest(const char *word, const char *(*at)(size_t i))
{
	const char *name;

	for (size_t i = 0; (name = at(i)) != NULL; i++)
		if (str_is_near(word, name))
			return name;
	return NULL;
}

static const char *
command_name_at(size_t i)
{
	return i < n_commands ? commands[i].name : NULL;
}

static bool
check_line(enum context context, const char *line, struct err *err)
{
	char name[32];
	const char *near;

	snprintf(name, sizeof name, "%.*s", (int)strcspn(line, " "), line);
	if (command_find(name) == NULL) {
		near = text_nearest(name, command_name_at);
		if (near != NULL)
			return err_set(err, ERR_VALUE, _("There is no command "
			    "“%s”: did you mean “%s”?"), name, near);
		return err_set(err, ERR_VALUE, _("There is no command “%s”: "
		    "dezhurka(1) names all of them."), name);
	}
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (strcmp(places[i].command, name) == 0 &&
		    places[i].in_lists != is_list(context))
			return err_set(err, ERR_VALUE, places[i].in_lists ?
			    _("“%s” works in list, sidebar, picker and "
			      "confirm only: write one of them before the "
			      "key.") :
			    _("“%s” works where one types only."), name);
	return true;
}

int
keymap_own(const struct keymap *k, enum context context, const char *key)
{
	for (size_t i = 0; i < k->n_own; i++)
		if (k->own[i].context == context &&
		    strcmp(k->own[i].key, key) == 0)
			return (int)i;
	return -1;
}

/* "/note  " is "note". */
static bool
clean_line(const char *line, char *buf, size_t size)
{
	size_t len;

	line += strspn(line, " \t");
	line += *line == '/';
	if (!str_copy(buf, size, line))
		return false;
	len = strlen(buf);
	while (len > 0 && buf[len - 1] == ' ')
		buf[--len] = '\0';
	return true;
}

bool
keymap_bind(struct keymap *k, const char *text, const char *line,
    struct bound *was, struct err *err)
{
	struct bound b = { .before = "" };
	char clean[KEYMAP_LINE_BYTES];
	struct binding before;
	struct keymap without;
	int at;

	if (!key_parse(text, &b.context, b.key, err))
		return false;
	if (!clean_line(line, clean, sizeof clean))
		return err_set(err, ERR_TOO_LARGE, _("The command is too "
		    "long."));
	if (keymap_find(k, b.context == CONTEXT_ANY ? CONTEXT_CHAT :
	    b.context, b.key, &before, NULL))
		str_copy(b.before, sizeof b.before, before.line);
	at = keymap_own(k, b.context, b.key);
	if (clean[0] != '\0') {
		without = *k;
		if (at >= 0)
			without.own[at] = without.own[--without.n_own];
		if (!check_line(b.context, clean, err) ||
		    !check_key(&without, b.context, b.key, err))
			return false;
	}
	if (at < 0 && k->n_own == KEYMAP_OWN)
		return err_set(err, ERR_TOO_LARGE, _("There is room for %d "
		    "bindings only."), KEYMAP_OWN);
	if (at < 0)
		at = (int)k->n_own++;
	k->own[at] = (struct own_binding){ .context = b.context };
	str_copy(k->own[at].key, KEY_BYTES, b.key);
	str_copy(k->own[at].line, KEYMAP_LINE_BYTES, clean);
	b.is_national = strncmp(b.key, "M-", 2) == 0 && b.key[3] == '\0' &&
	    ((b.key[2] >= 'a' && b.key[2] <= 'z') ||
		(b.key[2] >= 'A' && b.key[2] <= 'Z'));
	if (was != NULL)
		*was = b;
	return true;
}
