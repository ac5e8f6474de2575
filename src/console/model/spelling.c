/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which words of an input are misspelt, as far as it is known. Words are asked
 * about when the typing rests or has left them; what was answered is
 * remembered. Nothing here waits: a word that is not known yet is not marked.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define CHECKED_BYTES 8192	/* of a text: nobody writes more by hand */
#define ASKED_AT_ONCE 16	/* words in a turn */
#define FORGET_AT     2000	/* words; then all are asked anew */

struct token { size_t at, len; const char *language; };

/* --- what was answered -------------------------------------------------------- */

static int
compare(const char *language, const char *word, const struct spelt *s)
{
	int by_language = strcmp(language, s->language);

	return by_language != 0 ? by_language : strcmp(word, s->word);
}

static size_t
place(const struct model *m, const char *language, const char *word)
{
	size_t low = 0, high = m->n_spelt;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(language, word, &m->spelt[middle]) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct spelt *
find(const struct model *m, const char *language, const char *word)
{
	size_t at = place(m, language, word);

	if (at == m->n_spelt || compare(language, word, &m->spelt[at]) != 0)
		return NULL;
	return &m->spelt[at];
}

void
spelling_clear(struct model *m)
{
	for (size_t i = 0; i < m->n_spelt; i++)
		free(m->spelt[i].word);
	free(m->spelt);
	m->spelt = NULL;
	m->n_spelt = 0;
}

static struct spelt *
put(struct model *m, const char *language, const char *word)
{
	struct spelt *s = find(m, language, word);
	size_t at;

	if (s != NULL)
		return s;
	if (m->n_spelt >= FORGET_AT)
		spelling_clear(m);
	at = place(m, language, word);
	m->spelt = mem_grow(m->spelt, m->n_spelt, m->n_spelt + 1,
	    sizeof *m->spelt);
	memmove(m->spelt + at + 1, m->spelt + at,
	    (m->n_spelt - at) * sizeof *m->spelt);
	m->n_spelt++;
	s = &m->spelt[at];
	*s = (struct spelt){ .word = mem_dup(word) };
	str_copy(s->language, sizeof s->language, language);
	return s;
}

/* --- the words of a text --------------------------------------------------------- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* Addresses, paths and fields are no words. */
static bool
is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (strchr("@/\\_{}#=", text[i]) != NULL ||
		    (text[i] == '.' && i + 1 < len && i > 0 &&
			(unsigned char)text[i + 1] > ' ' &&
			text[i + 1] != '.' && text[i - 1] != '.'))
			return false;
	return true;
}

static bool
is_cyrillic(uint32_t code)
{
	return code >= 0x400 && code <= 0x52f;
}

/* By its letters and the conversation's language; NULL: no dictionary that
 * we know would have it. */
static const char *
language_of(const char *own, uint32_t first)
{
	if (is_cyrillic(first))
		return strcmp(own, "uk") == 0 || strcmp(own, "be") == 0 ||
		    strcmp(own, "bg") == 0 || strcmp(own, "sr") == 0 ?
		    NULL : "ru";
	if (strcmp(own, "pl") == 0)
		return "pl";
	if (own[0] == '\0' || strcmp(own, "en") == 0 ||
	    strcmp(own, "ru") == 0)
		return "en";
	return NULL;
}

/* An apostrophe at its end is a quotation's. */
static size_t
without_quotes(const char *word, size_t len)
{
	for (;;) {
		if (len > 0 && word[len - 1] == '\'')
			len--;
		else if (len > 2 && strncmp(word + len - 3, "’", 3) == 0)
			len -= 3;
		else
			return len;
	}
}

/* The next word from *at on, before `end`. */
static bool
next_word(const char *text, size_t end, size_t *at, struct token *w,
    const char *own)
{
	bool in_word = false, has_digit = false, is_mixed = false;
	uint32_t first = 0;

	while (*at <= end) {
		uint32_t code = ' ';
		size_t n = *at < end ?
		    utf8_next(text + *at, end - *at, &code) : 1;
		bool is_part = *at < end && (utf8_is_word(code) ||
		    (in_word && (code == '\'' || code == 0x2019)));

		if (is_part && !in_word) {
			w->at = *at;
			first = code;
			in_word = true;
			has_digit = is_mixed = false;
		}
		if (is_part) {
			has_digit = has_digit || (code >= '0' && code <= '9');
			is_mixed = is_mixed || (code > '\'' &&
			    code != 0x2019 && code != 0x301 &&
			    is_cyrillic(code) != is_cyrillic(first));
		} else if (in_word) {
			w->len = *at - w->at;
			w->len = without_quotes(text + w->at, w->len);
			in_word = false;
			w->language = language_of(own, first);
			if (!has_digit && !is_mixed && w->language != NULL)
				return true;
		}
		*at += n;
	}
	return false;
}

/* Capitals alone are no word but a name for one. */
static bool
is_name(const struct model *m, const struct chat *c, const char *word)
{
	size_t len = strlen(word), n_capitals = 0, n_letters = 0;

	for (size_t at = 0; at < len; n_letters++) {
		uint32_t code;

		at += utf8_next(word + at, len - at, &code);
		n_capitals += utf8_small(code) != code;
	}
	if (n_letters < 2 || n_capitals == n_letters)
		return true;
	if (strstr(c->label, word) != NULL || strstr(c->c.name, word) != NULL)
		return true;
	for (size_t i = 0; i < m->n_operators; i++)
		if (strstr(m->operators[i].name, word) != NULL)
			return true;
	return false;
}

/* --- marking --------------------------------------------------------------------- */

struct checking {
	struct model   *m;
	struct chat    *c;
	struct effects *e;	/* NULL: ask nothing now */
	bool		is_resting;	/* the last word may be done */
	int		n_asked;
};

static void
check_word(struct checking *x, const struct token *w)
{
	struct editor *in = &x->c->input;
	char word[SPELT_BYTES];
	struct spelt *s;

	if (w->len >= sizeof word)
		return;
	/* The one that is being written is not finished. */
	if (!x->is_resting && in->at >= w->at && in->at <= w->at + w->len) {
		x->m->spell_pending = true;
		return;
	}
	memcpy(word, in->text.data + w->at, w->len);
	word[w->len] = '\0';
	s = find(x->m, w->language, word);
	if (s != NULL && s->state == SPELT_WRONG &&
	    in->n_marks < EDITOR_MARKS) {
		in->marks[in->n_marks++] =
		    (struct editor_mark){ w->at, w->len };
		return;
	}
	if (s != NULL)
		return;
	if (x->e == NULL || x->n_asked == ASKED_AT_ONCE ||
	    x->e->n + ASKED_AT_ONCE > EFFECTS_TURN) {
		x->m->spell_pending = true;
		return;
	}
	s = put(x->m, w->language, word);
	if (is_name(x->m, x->c, word)) {
		s->state = SPELT_RIGHT;
		return;
	}
	x->n_asked++;
	effects_spell(x->e, w->language, word, false);
}

static void
check(struct checking *x)
{
	struct editor *in = &x->c->input;
	const char *text = in->text.data;
	size_t len = in->text.len, at = 0;

	in->n_marks = 0;
	if (!x->m->prefs.spell)
		return;
	if (len > CHECKED_BYTES)
		len = CHECKED_BYTES;
	while (at < len) {
		size_t end = at;
		struct token w = { 0 };

		while (end < len && !is_blank(text[end]))
			end++;
		if (is_plain(text + at, end - at))
			for (size_t i = at; next_word(text, end, &i, &w,
			    x->c->c.language);)
				check_word(x, &w);
		at = end + 1;
	}
}

void
spelling_changed(struct model *m, struct chat *c)
{
	struct checking x = { .m = m, .c = c };

	x.is_resting = m->now_ms - m->ui.last_key_ms >= SPELL_PAUSE_MS;
	check(&x);
}

void
spelling_tick(struct model *m, struct effects *e)
{
	struct chat *c = model_chat(m, m->ui.focus_id);
	struct checking x = { .m = m, .c = c, .e = e };

	m->spell_pending = false;
	if (c == NULL || editor_is_empty(&c->input))
		return;
	x.is_resting = m->now_ms - m->ui.last_key_ms >= SPELL_PAUSE_MS;
	check(&x);
}

void
model_spelt(struct model *m, const char *language, const char *word,
    enum spelt_state state, const char *others)
{
	struct chat *c = model_chat(m, m->ui.focus_id);
	struct spelt *s = put(m, language, word);

	/* What was said to be right stays so. */
	if (s->state != SPELT_RIGHT)
		s->state = state;
	if (c != NULL)
		spelling_changed(m, c);
	if (m->ui.overlay != OVERLAY_SPELL || !m->ui.spell_waits ||
	    strcmp(word, m->ui.spell_word) != 0)
		return;
	m->ui.spell_waits = false;
	str_copy(m->ui.spell_others, sizeof m->ui.spell_others, others);
	if (state == SPELT_MISSING) {
		overlay_close(m);
		model_say(m, TONE_BAD, _("There is no dictionary for “%s”: "
		    "install hunspell-%s."), language, language);
	}
}

/* --- C-x y ------------------------------------------------------------------------- */

/* The marked word at the cursor, else the last before it, else the first. */
static const struct editor_mark *
nearest(const struct editor *in)
{
	const struct editor_mark *found = NULL;

	for (int i = 0; i < in->n_marks; i++)
		if (in->marks[i].at <= in->at || found == NULL)
			found = &in->marks[i];
	return found;
}

static bool
open_for(struct model *m, struct chat *c, const struct editor_mark *mark,
    struct effects *e)
{
	const char *text = c->input.text.data;
	uint32_t first;

	overlay_open(m, OVERLAY_SPELL);
	m->ui.spell_at = mark->at;
	memcpy(m->ui.spell_word, text + mark->at, mark->len);
	m->ui.spell_word[mark->len] = '\0';
	m->ui.spell_others[0] = '\0';
	m->ui.spell_waits = true;
	utf8_next(m->ui.spell_word, mark->len, &first);
	str_copy(m->ui.spell_language, sizeof m->ui.spell_language,
	    language_of(c->c.language, first));
	effects_spell(e, m->ui.spell_language, m->ui.spell_word, true);
	return true;
}

/* Has any word of the text no dictionary? Then its language. */
static const char *
missing(const struct model *m)
{
	for (size_t i = 0; i < m->n_spelt; i++)
		if (m->spelt[i].state == SPELT_MISSING)
			return m->spelt[i].language;
	return NULL;
}

static bool
choose(struct model *m, struct chat *c, int n, struct effects *e)
{
	const char *at = m->ui.spell_others;
	size_t len = strlen(m->ui.spell_word), cursor = c->input.at;

	while (n-- > 1 && *at != '\0') {
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	if (*at == '\0')
		return true;
	/* The text may have been changed from outside meanwhile. */
	if (m->ui.spell_at + len <= c->input.text.len &&
	    strncmp(c->input.text.data + m->ui.spell_at, m->ui.spell_word,
		len) == 0) {
		size_t n_bytes = strcspn(at, "\n");

		editor_replace(&c->input, m->ui.spell_at,
		    m->ui.spell_at + len, at, n_bytes);
		if (cursor >= m->ui.spell_at + len)
			c->input.at = cursor - len + n_bytes;
		keys_changed(m, c, e);
	}
	overlay_close(m);
	spelling_changed(m, c);
	return true;
}

COMMAND(spell)
{
	struct chat *c = model_chat(m, m->ui.overlay == OVERLAY_SPELL ?
	    m->ui.overlay_chat_id : m->ui.focus_id);
	const struct editor_mark *mark;

	if (c == NULL)
		return false;
	if (m->ui.overlay == OVERLAY_SPELL && args[0] != '\0') {
		if (args[0] >= '1' && args[0] <= '9')
			return choose(m, c, args[0] - '0', e);
		put(m, m->ui.spell_language, m->ui.spell_word)->state =
		    SPELT_RIGHT;
		if (strcmp(args, "add") == 0)
			effects_spell_add(e, m->ui.spell_word);
		overlay_close(m);
		spelling_changed(m, c);
		return true;
	}
	if (!m->prefs.spell)
		return err_set(err, ERR_VALUE, "%s",
		    _("Spelling is off: [input] spell = yes turns it on."));
	/* The text and its language may have changed since it was marked. */
	check(&(struct checking){ .m = m, .c = c, .is_resting = true });
	mark = nearest(&c->input);
	if (mark == NULL && missing(m) != NULL)
		return err_set(err, ERR_NOT_FOUND,
		    _("There is no dictionary for “%s”: install "
		      "hunspell-%s."), missing(m), missing(m));
	if (mark == NULL)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("No word is marked here."));
	return open_for(m, c, mark, e);
}
