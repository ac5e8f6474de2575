/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hints: a letter for each address and number that was said last. A small
 * letter copies, a capital one opens; what will be opened stands there whole.
 */
#include <ctype.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/internal.h"

#define LINES 60		/* so far back is looked, */
#define BYTES (64 * 1024)	/* and no further than so much text */

static void
collect(struct model *m, const struct chat *c)
{
	size_t bytes = 0;

	m->n_hints = 0;
	for (size_t i = c->n_lines, k = 0; i-- > 0 && k < LINES && bytes < BYTES;
	    k++)
		if (c->lines[i].type == EVENT_MESSAGE ||
		    c->lines[i].type == EVENT_NOTE) {
			hint_find(c->lines[i].text, m->hint_patterns,
			    m->n_hint_patterns, m->hints, &m->n_hints);
			bytes += strlen(c->lines[i].text);
		}
}

void
hint_list(struct model *m)
{
	const struct chat *c = earlier_reading(m);
	bool opens = m->labels.opens;

	m->hint_asked = 0;
	if (c != NULL)
		collect(m, c);
	if (c == NULL || m->n_hints == 0) {
		model_say(m, TONE_BAD, "%s",
		    _("There are no addresses or numbers here."));
		return;
	}
	m->ui.message[0] = '\0';
	overlay_close(m);
	overlay_open(m, OVERLAY_HINTS);
	m->hint_opens = opens;
}

/* In the transcript first; there again, as a list. */
COMMAND(hints)
{
	const struct chat *c = earlier_reading(m);

	(void)args;
	(void)e;
	if (m->ui.overlay == OVERLAY_LABELS) {
		hint_list(m);
		return true;
	}
	collect(m, c);
	m->hint_asked = 0;
	if (m->n_hints == 0 && file_of_chat(c, 1) == NULL)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("There are no addresses, numbers or files here."));
	m->labels.chat_id = c->c.id;
	m->labels.n = 0;
	m->labels.is_fixed = m->labels.opens = false;
	m->labels.typed[0] = '\0';
	m->ui.message[0] = '\0';
	overlay_open(m, OVERLAY_LABELS);
	return true;
}

static void
copy_hint(struct model *m, const struct hint *h, struct effects *e)
{
	effects_copy(e, h->text);
	model_say(m, TONE_GOOD, _("Copied: %s"), h->text);
}

/* One that can be mistaken wants its key again. */
static void
open_hint(struct model *m, const struct hint *h, int asked,
    struct effects *e)
{
	char url[HINT_BYTES + 16];

	if (h->kind != HINT_URL && h->kind != HINT_MAIL) {
		model_say(m, TONE_BAD, _("%s cannot be opened: a small letter "
		    "copies it."), h->text);
		return;
	}
	if (h->is_odd && m->hint_asked != asked) {
		m->hint_asked = asked;
		model_say(m, TONE_BAD, _("Look twice: this leads to %s. The "
		    "same key again opens it."), h->host);
		return;
	}
	overlay_close(m);
	str_copy(url, sizeof url, h->kind == HINT_MAIL ? "mailto:" : "");
	str_copy(url + strlen(url), sizeof url - strlen(url), h->text);
	effects_file(e, EFFECT_FILE_OPEN, 0, url, "url");
}

void
hint_do(struct model *m, const struct hint *h, int asked, bool opens,
    struct effects *e)
{
	if (opens) {
		open_hint(m, h, asked, e);
		return;
	}
	overlay_close(m);
	copy_hint(m, h, e);
}

void
hint_run(struct model *m, int i, bool opens, struct effects *e)
{
	struct hint h;

	if (i < 0 || i >= m->n_hints)
		return;
	h = m->hints[i];
	hint_do(m, &h, i + 1, opens, e);
}

/* Under a Cyrillic layout the letters are where they were. */
bool
hint_key(struct model *m, const char *key, struct effects *e)
{
	uint32_t code;

	if (m->ui.overlay != OVERLAY_HINTS)
		return false;
	utf8_next(key, strlen(key), &code);
	code = keymap_twin(code);
	for (int i = 0; code < 0x80 && i < m->n_hints; i++)
		if (hint_letter(i) == tolower((int)code)) {
			hint_run(m, i, m->hint_opens ||
			    isupper((int)code) != 0, e);
			return true;
		}
	return true;
}
