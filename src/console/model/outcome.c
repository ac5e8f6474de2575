/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an outcome brings along, as the desk is set: a title, the beginning of
 * the close's note, tags.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"
#include "domain/tags.h"

static void
free_text(const char *text)
{
	free((char *)(uintptr_t)text);
}

void
outcomes_clear(struct model *m)
{
	for (size_t i = 0; i < m->n_templates; i++) {
		free_text(m->templates[i].code);
		free_text(m->templates[i].title);
		free_text(m->templates[i].note);
		free_text(m->templates[i].tags);
	}
	free(m->templates);
	m->templates = NULL;
	m->n_templates = 0;
}

void
outcomes_set(struct model *m, const struct outcome *list, size_t n)
{
	outcomes_clear(m);
	m->templates = mem_array(n, struct outcome);
	m->n_templates = n;
	for (size_t i = 0; i < n; i++)
		m->templates[i] = (struct outcome){
			mem_dup(list[i].code), mem_dup(list[i].title),
			mem_dup(list[i].note), mem_dup(list[i].tags),
		};
}

static const struct outcome *
find(const struct model *m, const char *code)
{
	for (size_t i = 0; i < m->n_templates; i++)
		if (strcmp(m->templates[i].code, code) == 0)
			return &m->templates[i];
	return NULL;
}

const char *
model_outcome_title(const struct model *m, const char *code)
{
	const struct outcome *o = find(m, code);

	return o != NULL && o->title[0] != '\0' ? o->title :
	    picker_outcome(code);
}

char *
outcome_note(const struct model *m, const struct chat *c, const char *code)
{
	const struct outcome *o = find(m, code);
	struct str note;

	str_init(&note, MAX_MESSAGE_BYTES);
	if (o != NULL && c->c.state != CONVERSATION_WRAP_UP)
		canned_fill(m, c, i18n_language(), o->note, &note);
	if (note.data == NULL)
		str_put(&note, "");
	return str_take(&note);
}

bool
outcome_is_filled(const char *note, struct err *err)
{
	size_t at, len;

	return !canned_unfilled(note, 0, &at, &len) || err_set(err, ERR_VALUE,
	    _("Fill in %.*s in the note first: nothing was closed."),
	    (int)len, note + at);
}

bool
outcome_next_field(struct model *m)
{
	struct editor *e = &m->ui.note;
	size_t at, len, from = 0, to = 0;

	if (editor_selected(e, &from, &to))
		from = to;
	if (!canned_unfilled(e->text.data, from, &at, &len) &&
	    !canned_unfilled(e->text.data, 0, &at, &len))
		return false;
	editor_unselect(e);
	e->mark = at;
	e->has_mark = true;
	e->at = at + len;
	return true;
}

/* Nothing, or only what another outcome had brought. */
static bool
is_untouched(const struct model *m, const struct chat *c)
{
	bool is_same = editor_is_empty(&m->ui.note);

	for (size_t i = 0; !is_same && i < m->n_templates; i++) {
		char *note = outcome_note(m, c, m->templates[i].code);

		is_same = strcmp(note, m->ui.note.text.data) == 0;
		free(note);
	}
	return is_same;
}

/* The note of the outcome that was chosen; true: it is to be looked at. */
bool
outcome_begin_note(struct model *m, const struct chat *c, const char *code)
{
	char *note;
	bool has_note;

	if (c == NULL || m->ui.in_note || !is_untouched(m, c))
		return false;
	editor_set(&m->ui.note, "");
	note = outcome_note(m, c, code);
	has_note = note[0] != '\0';
	if (has_note) {
		editor_set(&m->ui.note, note);
		m->ui.in_note = true;
		outcome_next_field(m);
	}
	free(note);
	return has_note;
}

bool
outcome_tag(struct model *m, const struct chat *c, const char *code,
    struct effects *e)
{
	const struct outcome *o = find(m, code);
	char add[MAX_TAGS_BYTES + 1];
	struct err err = { .code = ERR_NONE };
	struct action a;

	if (o == NULL)
		return true;
	str_copy(add, sizeof add, o->tags);
	if (!tags_change(add, "", c->c.tags, &err) || add[0] == '\0')
		return true;
	action_init(&a, ACTION_TAG);
	a.conversation_id = c->c.id;
	a.tags = add;
	return submit_action(m, &a, e);
}
