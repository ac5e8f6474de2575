/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a supervisor has said to the whole team: above the keys, in no
 * conversation's pane, until it is said to be seen.
 */
#include <stdio.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/view/internal.h"

static struct wrapped
wrap(const struct draw *d, const struct broadcast_kept *b, int n_more,
    int cols)
{
	char name[MAX_NAME_BYTES * 2];
	struct wrapped w;
	struct str text;

	utf8_safe_buf(name, sizeof name, operator_name(d->m, b->by_id),
	    UTF8_FLAT);
	str_init(&text, 4 * MAX_NOTE_BYTES);
	/* TRANSLATORS: the key that says so comes first, as the end may be
	 * cut; then a supervisor's name and words. */
	str_putf(&text, _("Ctrl-X ! seen · %s to all: %s"), name, b->text);
	if (n_more > 0)
		str_putf(&text, ngettext(" (+%d more)", " (+%d more)",
		    (unsigned long)n_more), n_more);
	w = wrap_text(d->cache, text.data, cols);
	str_clear(&text);
	return w;
}

int
broadcast_rows(const struct draw *d, int cols, int max)
{
	int n_more;
	const struct broadcast_kept *b = model_broadcast(d->m, &n_more);
	struct wrapped w;

	if (b == NULL || cols < 10)
		return 0;
	w = wrap(d, b, n_more, cols - 4);
	return w.n_rows < max ? w.n_rows : max;
}

void
broadcast_view_draw(const struct draw *d, struct rect r)
{
	int n_more;
	const struct broadcast_kept *b = model_broadcast(d->m, &n_more);
	struct wrapped w;

	if (b == NULL)
		return;
	w = wrap(d, b, n_more, r.cols - 4);
	grid_fill(d->g, r, STYLE_NOTE);
	grid_put(d->g, r.row, r.col + 1, 1, STYLE_NOTE, "!");
	for (int i = 0; i < w.n_rows && i < r.rows; i++)
		wrap_put(d->g, r.row + i, r.col + 3, r.cols - 4, STYLE_NOTE,
		    &w, i);
}
