/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canned replies on the rule above the input, where the eye is and nothing else
 * is hidden: after Ctrl-X those that the digits insert; while a shortcut is
 * typed on the Cyrillic layout those that it may mean.
 */
#include <stdio.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define TITLE_COLS 16		/* from here on a title says more */
#define OFFERS	   9
#define NAME_COLS 8		/* below these a shortcut is not told apart */

/* The rule above the input; rows 0: there is none. */
static struct rect
rule_of(const struct draw *d, const struct pane *focused)
{
	struct rect r = focused->r;

	if (focused->c == NULL || d->m->ui.overlay != OVERLAY_NONE ||
	    r.rows < 3)
		return (struct rect){ .rows = 0 };
	r.row += r.rows - pane_input_draw(d, focused, false) - 1;
	r.rows = 1;
	return r;
}

static const struct canned *
find(const struct draw *d, int64_t id)
{
	size_t at = book_find(&d->m->book, id);

	return at < d->m->book.n ? &d->m->book.list[at] : NULL;
}

/* "Tab ;refund  Refund: how long it takes" */
static void
draw_offers(const struct draw *d, struct rect r, const int64_t *ids, size_t n)
{
	int col = r.col, end = r.col + r.cols;
	char text[TEXT_BYTES];

	grid_fill(d->g, r, STYLE_KEYBAR);
	col += grid_put(d->g, r.row, col, end - col, STYLE_KEYBAR_KEY, "Tab");
	for (size_t i = 0; i < n && col + NAME_COLS < end; i++) {
		const struct canned *c = find(d, ids[i]);

		if (c == NULL)
			continue;
		snprintf(text, sizeof text, ";%s", c->shortcut);
		col++;
		col += put_clip(d->g, r.row, col, end - col,
		    STYLE_KEYBAR_KEY, text) + 1;
		if (col < end && c->title[0] != '\0')
			col += put_clip(d->g, r.row, col, end - col,
			    STYLE_KEYBAR, c->title) + 1;
	}
}

void
canned_top_draw(const struct draw *d, const struct pane *focused)
{
	const struct model *m = d->m;
	struct rect r = rule_of(d, focused);
	int n = (int)m->ui.n_top, width, col = r.col;
	int64_t ids[OFFERS];
	size_t n_offers;

	if (r.rows == 0)
		return;
	if (n == 0) {
		n_offers = model_layout_offers(m, ids, OFFERS);
		if (n_offers > 0)
			draw_offers(d, r, ids, n_offers);
		return;
	}
	grid_fill(d->g, r, STYLE_KEYBAR);
	/* A narrow pane shows the first few: their names are to be read. */
	if (r.cols / n < NAME_COLS && r.cols >= NAME_COLS)
		n = r.cols / NAME_COLS;
	width = r.cols / n;
	for (int i = 0; i < n && width > 3; i++, col += width) {
		const struct canned *c = find(d, m->ui.top[i]);
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
