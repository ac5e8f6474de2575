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

COMMAND(hints)
{
	const struct chat *c = earlier_reading(m);
	size_t bytes = 0;

	(void)args;
	(void)e;
	m->n_hints = m->hint_asked = 0;
	m->hint_opens = false;
	for (size_t i = c->n_lines, k = 0; i-- > 0 && k < LINES && bytes < BYTES;
	    k++)
		if (c->lines[i].type == EVENT_MESSAGE ||
		    c->lines[i].type == EVENT_NOTE) {
			hint_find(c->lines[i].text, m->hint_patterns,
			    m->n_hint_patterns, m->hints, &m->n_hints);
			bytes += strlen(c->lines[i].text);
		}
	if (m->n_hints == 0)
		return err_set(err, ERR_NOT_FOUND, "%s",
		    _("There are no addresses or numbers here."));
	overlay_open(m, OVERLAY_HINTS);
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
open_hint(struct model *m, const struct hint *h, struct effects *e)
{
	char url[HINT_BYTES + 16];

	if (h->kind != HINT_URL && h->kind != HINT_MAIL) {
		model_say(m, TONE_BAD, _("%s cannot be opened: a small letter "
		    "copies it."), h->text);
		return;
	}
	if (h->is_odd && m->hint_asked != (int)(h - m->hints) + 1) {
		m->hint_asked = (int)(h - m->hints) + 1;
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
hint_run(struct model *m, int i, bool opens, struct effects *e)
{
	struct hint h;

	if (i < 0 || i >= m->n_hints)
		return;
	if (opens) {
		open_hint(m, &m->hints[i], e);
		return;
	}
	h = m->hints[i];
	overlay_close(m);
	copy_hint(m, &h, e);
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
