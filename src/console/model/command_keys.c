/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands about keys, and those that only keys run. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/model/internal.h"

#define SAVE "--save"

static const char *
skip_blanks(const char *text)
{
	return text + strspn(text, " ");
}

/* "--save F12 note" -> "F12 note". */
static bool
cut_save(const char **args)
{
	size_t len = strlen(SAVE);

	*args = skip_blanks(*args);
	if (strncmp(*args, SAVE, len) != 0 ||
	    ((*args)[len] != ' ' && (*args)[len] != '\0'))
		return false;
	*args = skip_blanks(*args + len);
	return true;
}

/* The length of what stands before the command in "list C-x j take next". */
static size_t
key_bytes(const char *args)
{
	size_t len = 0, at = 0;

	while (args[at] != '\0') {
		enum context context;
		char word[KEY_BYTES], key[KEY_BYTES];
		size_t n = strcspn(args + at, " ");

		if (n >= sizeof word)
			break;
		memcpy(word, args + at, n);
		word[n] = '\0';
		if (at > 0 && command_find(word[0] == '/' && n > 1 ?
		    word + 1 : word) != NULL)
			break;
		/* The first word may be a context. */
		if (!key_parse(word, &context, key, NULL) && at > 0)
			break;
		len = at + n;
		at = len + strspn(args + len, " ");
	}
	return len;
}

/* "list C-x j" as dezhurka.conf(5) has it. */
static void
put_what(enum context context, const char *key, char *buf, size_t size)
{
	if (strcmp(key, " ") == 0)
		key = "Space";
	if (context == CONTEXT_ANY)
		str_copy(buf, size, key);
	else
		snprintf(buf, size, "%s %s", context_name(context), key);
}

static void
save_one(struct model *m, struct own_binding *own, struct effects *e)
{
	char what[KEY_BYTES * 2];

	put_what(own->context, own->key, what, sizeof what);
	effects_setting(e, "bind", what, own->line);
	own->is_saved = true;
	(void)m;
}

/* What the key does, and since when. */
static bool
show_key(struct model *m, const char *what, struct err *err)
{
	enum context context;
	char key[KEY_BYTES];
	struct binding b;
	bool is_prefix;

	if (!key_parse(what, &context, key, err))
		return false;
	if (keymap_find(&m->keys, context == CONTEXT_ANY ? CONTEXT_CHAT :
	    context, key, &b, &is_prefix))
		model_say(m, TONE_INFO, "%s  /%s", key, b.line);
	else if (is_prefix)
		model_say(m, TONE_INFO, _("%s begins longer keys."), key);
	else
		model_say(m, TONE_INFO, _("%s is free."), key);
	return true;
}

static void
say_bound(struct model *m, const struct bound *was, const char *line)
{
	bool is_new = was->before[0] == '\0' ||
	    strcmp(was->before, line) == 0;
	enum tone tone = was->is_national && line[0] != '\0' ? TONE_INFO :
	    TONE_GOOD;
	char text[ERR_TEXT_BYTES];

	if (line[0] == '\0' && is_new)
		snprintf(text, sizeof text, _("%s is free now."), was->key);
	else if (line[0] == '\0')
		snprintf(text, sizeof text, _("%s is free now. Before it did "
		    "“%s”."), was->key, was->before);
	else if (is_new)
		snprintf(text, sizeof text, _("%s does “%s” now."), was->key,
		    line);
	else
		snprintf(text, sizeof text, _("%s does “%s” now. Before it "
		    "did “%s”."), was->key, line, was->before);
	model_say(m, tone, "%s%s%s", text, tone == TONE_INFO ? " " : "",
	    tone == TONE_INFO ? _("Alt with a letter may be how somebody "
	    "writes ą or é here.") : "");
}

static bool
save_all(struct model *m, struct effects *e)
{
	int n = 0;

	for (size_t i = 0; i < m->keys.n_own; i++)
		if (!m->keys.own[i].is_saved) {
			save_one(m, &m->keys.own[i], e);
			n++;
		}
	if (n == 0)
		model_say(m, TONE_INFO, "%s",
		    _("Every binding is in the configuration already."));
	return true;
}

static bool
bind(struct model *m, const char *what, const char *line, bool is_saved,
    struct effects *e, struct err *err)
{
	struct bound was;
	int at;

	if (!keymap_bind(&m->keys, what, line, &was, err))
		return false;
	at = keymap_own(&m->keys, was.context, was.key);
	say_bound(m, &was, m->keys.own[at].line);
	if (is_saved)
		save_one(m, &m->keys.own[at], e);
	return true;
}

COMMAND(bind)
{
	bool is_saved = cut_save(&args);
	char what[KEYMAP_LINE_BYTES];
	size_t len = key_bytes(args);

	if (args[0] == '\0' && is_saved)
		return save_all(m, e);
	if (args[0] == '\0') {
		overlay_open(m, OVERLAY_KEYS);
		return true;
	}
	if (len == 0 || len >= sizeof what)
		len = strcspn(args, " ") < sizeof what - 1 ?
		    strcspn(args, " ") : sizeof what - 1;
	memcpy(what, args, len);
	what[len] = '\0';
	args = skip_blanks(args + len);
	if (args[0] == '\0')
		return show_key(m, what, err);
	return bind(m, what, args, is_saved, e, err);
}

COMMAND(unbind)
{
	bool is_saved = cut_save(&args);

	return bind(m, args, "", is_saved, e, err);
}

COMPLETE(bind)
{
	const char *line = args + key_bytes(args);
	const char *word = skip_blanks(line);

	(void)m;
	if (word == args || word == line)
		return;
	for (size_t i = 0; i < n_commands; i++)
		str_putf(out, "%.*s%s\n", (int)(word - args), args,
		    commands[i].name);
}

/* --- for keys ------------------------------------------------------------------ */

/* Names of the editor's commands, or of its keys. */
static void
run_words(struct model *m, struct chat *c, const char *words,
    struct effects *e)
{
	char word[KEY_BYTES];

	for (size_t n; *(words = skip_blanks(words)) != '\0'; words += n) {
		n = strcspn(words, " ");
		snprintf(word, sizeof word, "%.*s", (int)n, words);
		if (strcmp(word, "newline") == 0)
			run_newline(m, "", e, NULL);
		else if (word[0] >= 'a' && word[0] <= 'z')
			keys_edit(m, c, NULL, word, e);
		else
			keys_edit(m, c, word, NULL, e);
	}
}

void
command_edit_words(struct model *m, const char *words, struct effects *e)
{
	struct chat *c = model_chat(m, m->ui.focus_id);

	if (c != NULL)
		run_words(m, c, words, e);
}

COMMAND(insert)
{
	(void)err;
	m->ui.is_normal = false;
	command_edit_words(m, args, e);
	return true;
}

/* A transfer that can still be taken back is, as Esc does. */
COMMAND(normal)
{
	struct chat *c = model_chat(m, m->ui.focus_id);

	(void)args;
	(void)err;
	if (m->ui.overlay != OVERLAY_NONE || m->ui.in_sidebar ||
	    model_reads_earlier(m))
		return run_cancel(m, "", e, err);
	if (c == NULL || command_take_back(m, c, e))
		return true;
	m->ui.is_normal = true;
	return true;
}

COMMAND(line)
{
	(void)e;
	(void)err;
	overlay_open(m, OVERLAY_COMMAND);
	if (args[0] != '\0') {
		editor_set(&m->ui.query, args);
		editor_insert(&m->ui.query, " ", 1);
		overlay_freeze(m);
	}
	return true;
}
