/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/label.h"

#include <ctype.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/internal.h"

/* How many letters must begin two of them, so that there are `n` labels. */
static int
count_pairs(int n)
{
	int pairs = 0;

	while (HINTS - pairs + pairs * HINTS < n)
		pairs++;
	return pairs;
}

static void
put_key(char key[LABEL_BYTES], int i, int pairs)
{
	int singles = HINTS - pairs;

	key[1] = key[2] = '\0';
	if (i < singles) {
		key[0] = hint_letter(i);
		return;
	}
	i -= singles;
	key[0] = hint_letter(singles + i / HINTS);
	key[1] = hint_letter(i % HINTS);
}

void
label_keys(struct label *list, int n)
{
	int pairs = count_pairs(n);

	for (int i = 0; i < n; i++) {
		int place = 0;

		for (int k = 0; k < n; k++)
			place += list[k].line > list[i].line ||
			    (list[k].line == list[i].line && k < i);
		put_key(list[i].key, place, pairs);
	}
}

int
label_find(const struct label *list, int n, const struct hint *hint,
    int64_t file_id)
{
	for (int i = 0; i < n; i++)
		if (list[i].file_id == file_id && (file_id != 0 ||
		    strcmp(list[i].hint.text, hint->text) == 0))
			return i;
	return -1;
}

/* --- doing ------------------------------------------------------------------ */

static void
do_label(struct model *m, const struct label *from, bool opens,
    struct effects *e)
{
	struct label l = *from;
	const struct chat *c = earlier_reading(m);
	const struct line_file *f = file_find(c, l.file_id);
	int asked = (int)(from - m->labels.list) + 1;

	if (l.file_id == 0) {
		hint_do(m, &l.hint, asked, opens, e);
		return;
	}
	overlay_close(m);
	if (f != NULL)
		file_fetch(m, f, opens, e);
}

static void
press(struct model *m, char letter, struct effects *e)
{
	struct labels *l = &m->labels;
	char first = l->typed[0] != '\0' ? l->typed[0] : letter;
	bool opens = l->opens || isupper((unsigned char)letter) != 0 ||
	    isupper((unsigned char)first) != 0;
	char key[LABEL_BYTES] = { (char)tolower((unsigned char)first) };
	bool begins = false;

	if (l->typed[0] != '\0')
		key[1] = (char)tolower((unsigned char)letter);
	l->typed[0] = '\0';
	for (int i = 0; i < l->n; i++) {
		if (strcmp(l->list[i].key, key) == 0) {
			do_label(m, &l->list[i], opens, e);
			return;
		}
		begins = begins || (key[1] == '\0' &&
		    l->list[i].key[0] == key[0]);
	}
	if (begins)
		l->typed[0] = letter;
}

bool
label_key(struct model *m, const char *key, struct effects *e)
{
	uint32_t code;

	if (m->ui.overlay != OVERLAY_LABELS)
		return false;
	utf8_next(key, strlen(key), &code);
	/* Under a Cyrillic layout the letters are where they were. */
	code = keymap_twin(code);
	if (code >= 0x80 || !isalpha((int)code))
		return true;
	/* A quick hand is before the frame that shows them. */
	if (!m->labels.is_fixed)
		m->labels.typed[0] = (char)code;
	else
		press(m, (char)code, e);
	return true;
}

void
label_choose(struct model *m, const char *how, struct effects *e)
{
	struct chat *c = earlier_reading(m);
	bool is_up = strcmp(how, "page-up") == 0 || strcmp(how, "up") == 0;

	if (strcmp(how, "ok") == 0) {
		m->labels.opens = !m->labels.opens;
	} else if (strcmp(how, "tab") == 0) {
		hint_list(m);
	} else if (c != NULL && (is_up || strcmp(how, "page-down") == 0 ||
	    strcmp(how, "down") == 0)) {
		if (strncmp(how, "page", 4) == 0)
			place_page(c, is_up ? 1 : -1);
		else
			place_move(c, is_up ? 1 : -1);
		/* What comes into sight gets letters as well. */
		m->labels.is_fixed = false;
		m->labels.n = 0;
		m->labels.typed[0] = '\0';
	}
	(void)e;
}

bool
model_labelled(struct model *m, const struct labels *found, struct effects *e)
{
	int n = found->n;
	char typed = m->labels.typed[0];

	if (m->ui.overlay != OVERLAY_LABELS || m->labels.is_fixed)
		return false;
	m->labels.is_fixed = true;
	m->labels.n = n;
	m->labels.typed[0] = '\0';
	if (n > 0)
		memcpy(m->labels.list, found->list,
		    (size_t)n * sizeof *found->list);
	if (n == 0)
		model_say(m, TONE_INFO, _("There is nothing of that kind on "
		    "the screen: Tab lists what was said before."));
	else if (typed != '\0')
		press(m, typed, e);
	return n == 0 || typed != '\0';
}
