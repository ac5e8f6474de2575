/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After Ctrl-X: which canned replies the digits insert, on the rule above the
 * input, where the eye is and nothing else is hidden.
 */
#include <stdio.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define TITLE_COLS 16		/* from here on a title says more */
#define NAME_COLS 8		/* below these a shortcut is not told apart */

void
canned_top_draw(const struct draw *d, const struct pane *focused)
{
	const struct model *m = d->m;
	struct rect r = focused->r;
	int n = (int)m->ui.n_top, width, col = r.col;

	if (n == 0 || focused->c == NULL || m->ui.overlay != OVERLAY_NONE ||
	    r.rows < 3)
		return;
	r.row += r.rows - pane_input_draw(d, focused, false) - 1;
	grid_fill(d->g, (struct rect){ r.row, r.col, 1, r.cols },
	    STYLE_KEYBAR);
	/* A narrow pane shows the first few: their names are to be read. */
	if (r.cols / n < NAME_COLS && r.cols >= NAME_COLS)
		n = r.cols / NAME_COLS;
	width = r.cols / n;
	for (int i = 0; i < n && width > 3; i++, col += width) {
		size_t at = book_find(&m->book, m->ui.top[i]);
		const struct canned *c = at < m->book.n ?
		    &m->book.list[at] : NULL;
		char digit[SHORT_BYTES];

		if (c == NULL)
			continue;
		snprintf(digit, sizeof digit, "%d", i + 1);
		grid_put(d->g, r.row, col, 1, STYLE_KEYBAR_KEY, digit);
		put_clip(d->g, r.row, col + 2, width - 3, STYLE_KEYBAR,
		    width >= TITLE_COLS && c->title[0] != '\0' ? c->title :
		    c->shortcut);
	}
}
