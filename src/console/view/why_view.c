/* SPDX-License-Identifier: GPL-3.0-or-later */
/* /why: sentences, and what stands below a heading. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/model/why.h"
#include "console/view/internal.h"

#define BOX_COLS   78
#define INDENT	   2

/* The rows of one line, those of them that are in `r`. Returns the row behind
 * it. */
static int
put_line(const struct draw *d, struct rect r, int row, const char *line)
{
	bool is_below = strncmp(line, "  ", 2) == 0;
	bool is_heading = !is_below && line[0] != '\0' &&
	    line[strlen(line) - 1] != '.';
	int col = is_below ? INDENT : 0;
	struct wrapped w;

	w = wrap_text(d->cache, line + col, r.cols - 2 - col);
	for (int i = 0; i < w.n_rows; i++, row++)
		if (row >= r.row && row < r.row + r.rows)
			wrap_put(d->g, row, r.col + 1 + col, r.cols - 2 - col,
			    is_heading ? STYLE_CUSTOMER : STYLE_NORMAL, &w, i);
	return row;
}

/* From `row` on; returns the row behind the last one. */
static int
put_all(const struct draw *d, struct rect r, int row, const char *text)
{
	char *copy = mem_dup(text), *rest = copy, *line;

	while ((line = strsep(&rest, "\n")) != NULL)
		if (rest != NULL || line[0] != '\0')
			row = put_line(d, r, row, line);
	free(copy);
	return row;
}

void
why_view_draw(const struct draw *d, struct rect body)
{
	const struct chat *c = model_find_chat(d->m, d->m->why.id);
	struct rect r = body, none = { 0, 0, 0, 0 };
	int first = d->m->ui.overlay_scroll, height;
	char title[TEXT_BYTES];
	struct str text;

	if (c == NULL)
		return;
	str_init(&text, WHY_BYTES);
	why_put_text(&text, d->m, &c->c);
	if (r.cols > BOX_COLS)
		r.cols = BOX_COLS;
	none.cols = r.cols - 2;
	height = put_all(d, none, 0, text.data);
	if (r.rows > height + 2)
		r.rows = height + 2;
	r.col += (body.cols - r.cols) / 2;
	r.row += (body.rows - r.rows) / 2;
	snprintf(title, sizeof title, _("Why %s is where it is"), c->label);
	r = box_draw(d->g, r, title, height > r.rows - 2 ?
	    _("PgUp and PgDn scroll, Esc leaves") : _("Esc leaves"));
	if (first > height - r.rows)
		first = height - r.rows;
	if (first < 0)
		first = 0;
	put_all(d, r, r.row - first, text.data);
	str_clear(&text);
}
