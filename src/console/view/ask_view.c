/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question of one line, where the eye is: above the input. */
#include <stdio.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define ASK_ROWS 5
#define ASK_COLS 72

static void
say(const struct draw *d, char *title, size_t title_size, const char **words,
    const char **hint)
{
	const struct chat *c =
	    model_find_chat(d->m, d->m->ui.overlay_chat_id);
	const char *label = c == NULL ? "" : c->label;

	switch (d->m->ui.ask) {
	case ASK_PROMISE:
		snprintf(title, title_size, _("What is promised to %s"),
		    label);
		*words = _("When and what: 16:00 I'll write, 20m a call, tomorrow 10:00 …");
		*hint = _("Enter promises, Esc leaves");
		break;
	default:
		snprintf(title, title_size, _("Decline %s"), label);
		*words = _("Why? Only colleagues read it; it may stay empty.");
		*hint = _("Enter declines, Esc leaves");
		break;
	}
}

void
ask_view_draw(const struct draw *d, struct rect area,
    const struct pane *focused)
{
	struct rect r = area;
	const char *words, *hint;
	char title[TEXT_BYTES];
	int cols;

	say(d, title, sizeof title, &words, &hint);
	if (focused->r.cols >= ASK_COLS / 2) {
		r.col = focused->r.col;
		r.cols = focused->r.cols;
	}
	if (r.cols > ASK_COLS)
		r.cols = ASK_COLS;
	if (r.rows > ASK_ROWS) {
		r.row += r.rows - ASK_ROWS;
		r.rows = ASK_ROWS;
	}
	r = box_draw(d->g, box_over_rules(d->g, r), title, hint);
	if (r.rows > 1)
		put_clip(d->g, r.row, r.col + 1, r.cols - 2, STYLE_DIM, words);
	r.row += r.rows - 1;
	cols = grid_put(d->g, r.row, r.col + 1, r.cols - 2, STYLE_CUSTOMER,
	    "> ");
	input_draw(d->g, &d->m->ui.query, (struct rect){ r.row,
	    r.col + 1 + cols, 1, r.cols - 2 - cols }, 0, true, STYLE_NORMAL);
}
