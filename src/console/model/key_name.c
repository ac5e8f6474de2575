/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people write for a key, and what the terminal calls it. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define WORDS_MAX 4	/* a context and a chord of three keys */

static const char *const context_names[CONTEXTS] = {
	[CONTEXT_ANY] = "any",
	[CONTEXT_CHAT] = "chat",
	[CONTEXT_LIST] = "list",
	[CONTEXT_SIDEBAR] = "sidebar",
	[CONTEXT_EARLIER] = "earlier",
	[CONTEXT_PICKER] = "picker",
	[CONTEXT_FORM] = "form",
	[CONTEXT_PASTE] = "paste",
	[CONTEXT_SPELL] = "spell",
	[CONTEXT_CONFIRM] = "confirm",
	[CONTEXT_NORMAL] = "normal",
	[CONTEXT_WATCH] = "watch",
};

/* The first name is ours. */
static const struct {
	const char *name, *others;
} names[] = {
	{ "Enter", "return,ret,cr" }, { "Tab", "" }, { "Esc", "escape" },
	{ "Backspace", "bspace,bs" }, { "Delete", "del" },
	{ "Insert", "ins" }, { "Up", "" }, { "Down", "" }, { "Left", "" },
	{ "Right", "" }, { "Home", "" }, { "End", "" },
	{ "PgUp", "pageup,prior,ppage" }, { "PgDn", "pagedown,next,npage" },
	{ "Space", "spc" },
};

static const struct {
	const char *text;
	char	    shift;
} shifts[] = {
	{ "Ctrl-", 'C' }, { "Control-", 'C' }, { "C-", 'C' }, { "^", 'C' },
	{ "Alt-", 'M' }, { "Meta-", 'M' }, { "M-", 'M' }, { "A-", 'M' },
	{ "Shift-", 'S' }, { "S-", 'S' },
};

/* Ctrl and these are sent as another key, or as none. */
static const struct {
	char	    letter;
	const char *is;
} controls[] = {
	{ 'i', "Tab" }, { 'm', "Enter" }, { '[', "Esc" }, { 'h', "Backspace" },
	{ '?', "Backspace" }, { '/', "C-_" }, { '@', "C-Space" },
};

const char *
context_name(enum context context)
{
	return context_names[context];
}

static bool
context_of(const char *word, enum context *context)
{
	for (int i = 0; i < CONTEXTS; i++)
		if (strcasecmp(context_names[i], word) == 0) {
			*context = (enum context)i;
			return true;
		}
	return false;
}

struct shifted { bool ctrl, meta, shift; };

/* Takes "C-", "Alt-" and so on off the word's start. */
static const char *
cut_shifts(const char *word, struct shifted *s)
{
	for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++) {
		size_t len = strlen(shifts[i].text);

		if (strncasecmp(word, shifts[i].text, len) != 0 ||
		    word[len] == '\0')
			continue;
		s->ctrl = s->ctrl || shifts[i].shift == 'C';
		s->meta = s->meta || shifts[i].shift == 'M';
		s->shift = s->shift || shifts[i].shift == 'S';
		word += len;
		i = (size_t)-1;
	}
	return word;
}

static bool
is_function_key(const char *word, char *base, size_t size)
{
	long long n;

	if ((word[0] != 'F' && word[0] != 'f') ||
	    !str_to_i64(word + 1, 1, 12, &n))
		return false;
	snprintf(base, size, "F%lld", n);
	return true;
}

static bool
named_key(const char *word, char *base, size_t size)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *at = names[i].others;
		size_t len = strlen(word), n;

		if (strcasecmp(names[i].name, word) == 0)
			return str_copy(base, size, names[i].name);
		for (; *at != '\0'; at += n + (at[n] == ',')) {
			n = strcspn(at, ",");
			if (n == len && strncasecmp(at, word, n) == 0)
				return str_copy(base, size, names[i].name);
		}
	}
	return is_function_key(word, base, size);
}

/* One letter: which the terminal would send with Ctrl, Alt or none. */
static bool
letter_key(const char *word, struct shifted *s, char *base, size_t size,
    struct err *err)
{
	size_t len = strlen(word), n;
	uint32_t code;
	char bytes[5] = "";

	if (utf8_next(word, len, &code) != len || code <= ' ' ||
	    (code >= 0x7f && code < 0xa0))
		return err_set(err, ERR_VALUE, _("“%s” is no key: write keys "
		    "like F5, C-x j, M-1, S-F6, PgUp or Space."), word);
	code = keymap_twin(code);
	if (s->shift)
		return err_set(err, ERR_VALUE, _("Shift and a letter is the "
		    "capital letter: write that."));
	if (s->ctrl && code >= 'A' && code <= 'Z')
		code += 'a' - 'A';
	if (s->ctrl && !(code >= 'a' && code <= 'z') &&
	    (code > 0x7f || strchr("@[\\]^_?/", (int)code) == NULL))
		return err_set(err, ERR_VALUE, _("No terminal sends Ctrl "
		    "with “%s”."), word);
	if (s->meta && code > 0x7f)
		return err_set(err, ERR_VALUE, _("Alt with “%s” types that "
		    "letter and can be nothing else."), word);
	for (size_t i = 0; s->ctrl && i < sizeof controls / sizeof *controls;
	     i++)
		if ((uint32_t)controls[i].letter == code) {
			s->ctrl = strncmp(controls[i].is, "C-", 2) == 0;
			return str_copy(base, size, controls[i].is +
			    (s->ctrl ? 2 : 0));
		}
	n = utf8_put(bytes, code);
	bytes[n] = '\0';
	return str_copy(base, size, bytes);
}

/* "Ctrl-Shift-Left" -> "C-S-Left". */
static bool
put_key(const char *word, char *key, size_t size, struct err *err)
{
	static const char *const never[] = { "C-Enter", "C-Tab", "C-Esc",
		"S-Enter", "S-Esc", "S-Space", "S-Backspace" };
	struct shifted s = { false, false, false };
	const char *rest = cut_shifts(word, &s);
	size_t used = strlen(key);
	char base[16];
	int n;

	if (!named_key(rest, base, sizeof base) &&
	    !letter_key(rest, &s, base, sizeof base, err))
		return false;
	n = snprintf(key + used, size - used, "%s%s%s%s%s",
	    used > 0 ? " " : "", s.meta ? "M-" : "", s.ctrl ? "C-" : "",
	    s.shift ? "S-" : "", base);
	if (n < 0 || (size_t)n >= size - used)
		return err_set(err, ERR_VALUE, _("“%s” is too long for a "
		    "key."), word);
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (strstr(key + used, never[i]) != NULL)
			return err_set(err, ERR_VALUE, _("Terminals do not "
			    "tell “%s” from the key without it."), word);
	return true;
}

/* Cuts `text` at its blanks, in place. */
static int
cut_words(char *text, char *words[WORDS_MAX + 1])
{
	int n = 0;

	while (n <= WORDS_MAX && *(text += strspn(text, " \t")) != '\0') {
		words[n++] = text;
		text += strcspn(text, " \t");
		if (*text != '\0')
			*text++ = '\0';
	}
	return n;
}

bool
key_parse(const char *text, enum context *context, char key[KEY_BYTES],
    struct err *err)
{
	char copy[KEYMAP_LINE_BYTES], chord[KEY_BYTES] = "";
	char *words[WORDS_MAX + 1];
	enum context in = CONTEXT_ANY;
	int n, i = 0;

	if (!str_copy(copy, sizeof copy, text))
		return err_set(err, ERR_VALUE, _("“%s” is too long for a "
		    "key."), text);
	n = cut_words(copy, words);
	if (n > 1 && context_of(words[0], &in))
		i = 1;
	if (n == i || n - i > 3)
		return err_set(err, ERR_VALUE, _("Write one to three keys, "
		    "like F5 or C-x j."));
	if (n - i == 3 && strlen(words[i]) > 3 && in == CONTEXT_ANY &&
	    !put_key(words[i], chord, sizeof chord, NULL))
		return err_set(err, ERR_VALUE, _("“%s” is neither a key nor "
		    "one of any, chat, list, sidebar, picker, confirm and "
		    "normal."), words[i]);
	chord[0] = '\0';
	for (; i < n; i++)
		if (!put_key(words[i], chord, sizeof chord, err))
			return false;
	/* Alone the space bar types; within a chord it has a name. */
	if (strcmp(chord, "Space") == 0)
		str_copy(chord, sizeof chord, " ");
	*context = in;
	str_copy(key, KEY_BYTES, chord);
	return true;
}
