/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other words for one that no dictionary knows, with a digit each. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define SPELL_COLS 60
#define SPELL_ROWS 12

static int
count(const char *list)
{
	int n = 0;

	for (; *list != '\0'; list++)
		n += *list == '\n';
	return n;
}

void
spell_view_draw(const struct draw *d, struct rect area)
{
	const struct ui *ui = &d->m->ui;
	const char *at = ui->spell_others;
	int n = count(at), rows = n > 0 ? n + 2 : 3;
	char text[TEXT_BYTES];
	struct rect r = area;

	r.rows = rows < 5 ? 5 : rows < SPELL_ROWS ? rows : SPELL_ROWS;
	/* Above the input, which stays in sight. */
	if (r.rows > area.rows - 3)
		r.rows = area.rows > 6 ? area.rows - 3 : area.rows;
	r.row = area.row + area.rows - r.rows - (area.rows > r.rows + 2 ?
	    2 : 0);
	r.cols = SPELL_COLS < area.cols ? SPELL_COLS : area.cols;
	snprintf(text, sizeof text, "%s (%s)", ui->spell_word,
	    ui->spell_language);
	r = box_draw(d->g, r, text,
	    _("a adds it to my words, i ignores it, Esc leaves"));
	if (n == 0)
		put_clip(d->g, r.row, r.col + 1, r.cols - 2, STYLE_DIM,
		    ui->spell_waits ? _("Looking…") :
		    _("There is no word like it."));
	for (int i = 0; i < n && i < r.rows; i++) {
		snprintf(text, sizeof text, "%d %.*s", i + 1,
		    (int)strcspn(at, "\n"), at);
		put_clip(d->g, r.row + i, r.col + 1, r.cols - 2,
		    STYLE_NORMAL, text);
		at += strcspn(at, "\n") + 1;
	}
	d->g->cursor_row = d->g->cursor_col = -1;
}
