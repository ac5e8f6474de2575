/* SPDX-License-Identifier: GPL-3.0-or-later */
/* C-x C-e: the draft in an editor of the operator's, with the conversation
 * below a line that is cut away. The text comes back to the conversation that
 * it was written for, whatever happened to that meanwhile.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define QUOTED_LINES 200
/* Editors take settings from the last lines of a file, and from its last page:
 * none of those is a customer's. */
#define END	     "#\n\f\n#\n#\n#\n#\n#\n#\n#\n#\n#\n#\n"
#define SCISSORS     "# ------------------------ >8 ------------------------"

/* --- out ----------------------------------------------------------------- */

static const char *
who(const struct model *m, const struct chat *c, const struct line *line)
{
	const struct operator *o;

	if (line->by == ACTOR_VISITOR)
		return c->label;
	o = model_operator(m, line->by_id);
	return o == NULL ? "" : o->name;
}

static void
quote_line(struct str *out, const struct model *m, const struct chat *c,
    const struct line *line)
{
	char clock[32], name[4 * MAX_NAME_BYTES];
	struct str safe;

	str_init(&safe, MAX_MESSAGE_BYTES * 4);
	utf8_safe(&safe, line->text, strlen(line->text), UTF8_LINES);
	str_putf(out, "# %s %s%s ", i18n_clock(clock, sizeof clock,
	    line->at_ms), utf8_safe_buf(name, sizeof name, who(m, c, line),
	    UTF8_FLAT),
	    line->type == EVENT_NOTE ? "#" : ":");
	for (const char *at = safe.data; *at != '\0'; at++) {
		str_put_c(out, *at);
		if (*at == '\n')
			str_put(out, "#     ");
	}
	str_put_c(out, '\n');
	str_clear(&safe);
}

static void
quote(struct str *out, const struct model *m, const struct chat *c)
{
	size_t from = c->n_lines > QUOTED_LINES ? c->n_lines - QUOTED_LINES :
	    0;

	/* Nor of the first lines: vi(1) and its like look at five. */
	str_putf(out, "\n" SCISSORS "\n# %s\n#\n#\n#\n",
	    _("This line and all below it is not sent."));
	for (size_t i = from; i < c->n_lines; i++)
		if (c->lines[i].type == EVENT_MESSAGE ||
		    c->lines[i].type == EVENT_NOTE)
			quote_line(out, m, c, &c->lines[i]);
	str_put(out, END);
}

COMMAND(editor)
{
	struct chat *c = model_chat(m, m->ui.focus_id);
	struct str text;

	(void)args;
	if (m->ui.editor_id != 0)
		return err_set(err, ERR_BUSY, "%s",
		    _("Your editor is open already."));
	str_init(&text, 4 * 1024 * 1024);
	str_put(&text, c->input.text.data);
	/* The file lies on the disk. */
	mask_text(&m->mask, text.data, MASK_DRAFT);
	text.len = strlen(text.data);
	quote(&text, m, c);
	m->ui.editor_id = c->c.id;
	m->ui.editor_is_note = c->is_note;
	free(m->ui.editor_text);
	m->ui.editor_text = mem_dup(c->input.text.data);
	/* Nobody looks at the chats: alerts are for this. */
	m->ui.has_focus = false;
	effects_editor(e, c->c.id, text.data, m->prefs.editor);
	str_clear(&text);
	return true;
}

/* --- back ------------------------------------------------------------------ */

/* What stands above the scissors, without the blank lines at its end. */
static char *
above_scissors(const char *text)
{
	const char *cut = strncmp(text, SCISSORS "\n",
	    strlen(SCISSORS "\n")) == 0 ? text : strstr(text, "\n" SCISSORS);
	size_t len = cut == NULL ? strlen(text) : (size_t)(cut - text);
	struct str clean;

	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
		len--;
	str_init(&clean, EDITOR_FILE_BYTES * 3);
	paste_clean(text, len, false, &clean);
	return str_take(&clean);
}

/* Something may have come into the input meanwhile (a refused text): it stays,
 * below. A note does not become a message, nor the other way round. */
static bool
put_in(struct chat *c, char *text, const char *before, bool is_note)
{
	struct editor *in = &c->input;
	size_t len = strlen(text);

	if (len > in->text.max_bytes)
		return false;
	if (strcmp(in->text.data, before) != 0 && !editor_is_empty(in)) {
		if (c->is_note != is_note ||
		    len + 1 > in->text.max_bytes - in->text.len)
			return false;
		editor_replace(in, 0, 0, "\n", 1);
		editor_replace(in, 0, 0, text, len);
	} else {
		c->is_note = is_note;
		editor_set(in, text);
	}
	c->restored_bytes = 0;
	return true;
}

static void
taken_over(struct model *m, struct chat *c, const char *text,
    struct effects *e)
{
	const char *before = m->ui.editor_text != NULL ? m->ui.editor_text :
	    "";
	bool is_note = m->ui.editor_text != NULL ? m->ui.editor_is_note :
	    c->is_note;
	char *own = above_scissors(text);

	if (!put_in(c, own, before, is_note)) {
		editor_put_kill(&c->input, own);
		model_say(m, TONE_BAD, _("The text does not fit into the "
		    "input of %s: Ctrl-Y brings it."), c->label);
	} else if (!is_note && !model_may_write(m, c)) {
		model_say(m, TONE_BAD,
		    _("%s is not yours any more: your text is its draft."),
		    c->label);
	} else if (m->ui.focus_id != c->c.id) {
		model_say(m, TONE_INFO, _("Your text is in the input of %s."),
		    c->label);
	}
	free(own);
	c->is_dirty = true;
	submit_draft(m, c, e);
}

static void
say_end(struct model *m, enum editor_end end, int number, const char *path)
{
	switch (end) {
	case EDIT_DONE:
		break;
	case EDIT_ABSENT:
		model_say(m, TONE_BAD, _("Your editor could not be started: "
		    "set $EDITOR or [input] editor. Your text is as it "
		    "was."));
		break;
	case EDIT_FAILED:
		model_say(m, TONE_BAD, _("Your editor ended with status %d: "
		    "your text is as it was."), number);
		break;
	case EDIT_KILLED:
		model_say(m, TONE_BAD, _("Your editor was ended by signal %d: "
		    "your text is as it was. What it had saved is in %s."),
		    number, path);
		break;
	case EDIT_UNREADABLE:
		model_say(m, TONE_BAD, _("What your editor wrote is too large "
		    "or no UTF-8 text: it stays in %s."), path);
		break;
	case EDIT_NO_FILE:
		model_say(m, TONE_BAD, _("The file for your editor cannot be "
		    "written: %s"), path);
		break;
	}
}

void
model_editor_end(struct model *m, int64_t conversation_id,
    enum editor_end end, int number, const char *text, const char *path,
    struct effects *e)
{
	m->ui.has_focus = true;
	m->ui.last_key_ms = m->now_ms;
	say_end(m, end, number, path);
	if (end == EDIT_DONE && conversation_id > 0)
		taken_over(m, model_chat_add(m, conversation_id), text, e);
	m->ui.editor_id = 0;
	free(m->ui.editor_text);
	m->ui.editor_text = NULL;
}

void
model_editor_left(struct model *m, int64_t conversation_id, const char *path)
{
	str_copy(m->ui.left_path, sizeof m->ui.left_path, path);
	m->ui.left_id = conversation_id;
	model_say(m, TONE_INFO, _("An editor's text was left behind when the "
	    "console was killed: /recover puts it into its conversation."));
	m->ui.message_until_ms = m->now_ms + 60000;
}

COMMAND(recover)
{
	(void)args;
	if (m->ui.left_path[0] == '\0')
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("Nothing was left by an editor."));
	effects_recover(e, m->ui.left_id, m->ui.left_path);
	m->ui.left_path[0] = '\0';
	return true;
}
