/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ".сдщыу" is /close and "жкуагтв" ;refund, typed on the Cyrillic layout: Enter
 * holds it back, Tab does what was meant. From the second letter on the replies
 * are offered; they never take a key but Tab. Ordinary words are never touched.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/canned_rows.h"
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

/* --- while it is typed --------------------------------------------------------- */

#define OFFER_LETTERS 2		/* "же" and "жи" begin many a word */

/* The word before the cursor, if it begins with the key of ";": where, and its
 * Latin letters without that. */
static bool
read_word(const struct chat *c, size_t *from, char word[WORD_BYTES])
{
	const struct editor *in = &c->input;
	const char *text = in->text.data;
	char typed[WORD_BYTES];
	size_t at = in->at, start, len;
	struct str latin;
	bool ok;

	if (at < in->text.len && text[at] != ' ' && text[at] != '\n')
		return false;
	while (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\n')
		at--;
	start = at;
	len = in->at - start;
	if (len < 2 || len >= sizeof typed || in->has_mark ||
	    (strncmp(text + start, "ж", 2) != 0 &&
		strncmp(text + start, "Ж", 2) != 0))
		return false;
	memcpy(typed, text + start + 2, len - 2);
	typed[len - 2] = '\0';
	str_init(&latin, 2 * WORD_BYTES);
	keymap_latin(typed, &latin);
	ok = latin.len >= OFFER_LETTERS && latin.len < WORD_BYTES;
	str_copy(word, WORD_BYTES, ok ? latin.data : "");
	str_clear(&latin);
	*from = start;
	return ok;
}

static size_t
offers(const struct model *m, const struct chat *c, const char *word,
    int64_t *ids, size_t max)
{
	struct pick *rows;
	size_t n_rows = canned_rows(m, c, word, &rows), n = 0;

	for (size_t i = 0; i < n_rows && n < max; i++)
		if (strncasecmp(rows[i].hint, word, strlen(word)) == 0)
			ids[n++] = rows[i].id;
	free(rows);
	return n;
}

size_t
model_layout_offers(const struct model *m, int64_t *ids, size_t max)
{
	const struct chat *c = model_focused(m);
	char word[WORD_BYTES];
	size_t from;

	if (c == NULL || m->ui.overlay != OVERLAY_NONE || m->book.n == 0 ||
	    c->editing_seq != 0 || !read_word(c, &from, word))
		return 0;
	return offers(m, c, word, ids, max);
}

bool
wrong_layout_offer(struct model *m, struct chat *c, struct effects *e)
{
	char word[WORD_BYTES];
	int64_t ids[2];
	size_t n = model_layout_offers(m, ids, 2), from, at;

	if (n == 0 || !read_word(c, &from, word))
		return false;
	editor_replace(&c->input, from, c->input.at, "", 0);
	c->input.at = from;
	keys_changed(m, c, e);
	at = book_find(&m->book, ids[0]);
	if (n == 1 && at < m->book.n)
		return canned_insert(m, c, &m->book.list[at], e);
	overlay_open(m, OVERLAY_CANNED);
	m->ui.is_inline = true;
	overlay_paste(m, word, strlen(word));
	return true;
}
