/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ".сдщыу" is /close and "жкуагтв" ;refund, typed on the Cyrillic layout: Enter
 * holds it back, Tab does what was meant. Ordinary words are never touched.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/internal.h"

#define WORD_BYTES 64

/* What a line reads on the Latin layout. */
struct reading {
	char   word[WORD_BYTES];	/* "/close" or ";refund" */
	size_t from, to;		/* where it stands in the line */
};

static bool
is_shortcut(const struct model *m, const char *word)
{
	for (size_t i = 0; i < m->book.n; i++)
		if (strcmp(m->book.list[i].shortcut, word) == 0)
			return true;
	return false;
}

static bool
read_line(const struct model *m, const char *text, struct reading *r)
{
	char typed[WORD_BYTES];
	struct str latin;
	size_t len;
	bool fits;

	if (strchr(text, '\n') != NULL)
		return false;
	r->from = strspn(text, " ");
	len = strcspn(text + r->from, " ");
	r->to = r->from + len;
	if (len < 2 || len >= sizeof typed)
		return false;
	memcpy(typed, text + r->from, len);
	typed[len] = '\0';
	str_init(&latin, 2 * WORD_BYTES);
	keymap_latin(typed, &latin);
	fits = latin.len > 1 && latin.len < sizeof r->word &&
	    strcmp(latin.data + 1, typed + 1) != 0;
	str_copy(r->word, sizeof r->word, fits ? latin.data : "");
	str_clear(&latin);
	if (r->word[0] == '/')
		return command_find(r->word + 1) != NULL;
	return r->word[0] == ';' && is_shortcut(m, r->word + 1);
}

bool
wrong_layout_holds(struct model *m, const struct chat *c)
{
	struct reading r;

	if (m->ui.asked_id == c->c.id ||
	    !read_line(m, c->input.text.data, &r))
		return false;
	m->ui.asked_id = c->c.id;
	model_say(m, TONE_BAD,
	    _("Not sent: on a Latin layout it reads “%s”. Tab does that, "
	      "Enter sends it."), r.word);
	return true;
}

/* The input is empty meanwhile, as it is for a command typed after "/". What
 * failed comes back, to be mended. */
static void
run_command(struct model *m, struct chat *c, const struct reading *r,
    struct effects *e)
{
	char *text = mem_dup(c->input.text.data);
	int64_t id = c->c.id;
	struct str line;
	bool ok;

	str_init(&line, EDITOR_MAX_BYTES * 2);
	str_put(&line, r->word + 1);
	str_put(&line, text + r->to);
	editor_set(&c->input, "");
	keys_changed(m, c, e);
	ok = command_run(m, line.data, e);
	c = model_chat(m, id);
	if (!ok && c != NULL && editor_is_empty(&c->input)) {
		editor_set(&c->input, text);
		keys_changed(m, c, e);
	}
	str_clear(&line);
	free(text);
}

/* The reply takes the word's place; what stands behind it stays. */
static void
insert_reply(struct model *m, struct chat *c, const struct reading *r,
    struct effects *e)
{
	char line[WORD_BYTES + 16] = "canned ";

	str_copy(line + 7, sizeof line - 7, r->word + 1);
	editor_unselect(&c->input);
	c->input.mark = r->from;
	c->input.has_mark = true;
	c->input.mark_stays = false;
	c->input.at = r->to;
	command_run(m, line, e);
}

bool
wrong_layout_run(struct model *m, struct chat *c, struct effects *e)
{
	struct reading r;

	if (m->ui.asked_id != c->c.id || c->editing_seq != 0 ||
	    !read_line(m, c->input.text.data, &r))
		return false;
	m->ui.asked_id = 0;
	m->ui.message[0] = '\0';
	if (r.word[0] == '/')
		run_command(m, c, &r, e);
	else
		insert_reply(m, c, &r, e);
	return true;
}
