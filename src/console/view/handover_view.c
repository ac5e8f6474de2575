/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who would get which of mine, and one note for all. */
#include <stdio.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define BOX_COLS 76

static void
draw_one(const struct draw *d, struct rect r, int i)
{
	const struct model *m = d->m;
	const struct chat *c = model_find_chat(m,
	    m->handover.rows[i].chat_id);
	int64_t id = m->handover.rows[i].receiver_id;
	const struct department *dep = model_department(m, -id);
	char text[TEXT_BYTES];
	int half = (r.cols - 6) / 2;

	if (c == NULL)
		return;
	snprintf(text, sizeof text, "%d", c->number);
	if (c->number != 0)
		put_clip_right(d->g, r.row, r.col, 2, STYLE_DIM, text);
	put_clip(d->g, r.row, r.col + 3, half, STYLE_NORMAL, c->label);
	snprintf(text, sizeof text, "→ %s", m->handover.to_queue ?
	    _("the queue") : id > 0 ? operator_name(m, id) :
	    dep != NULL ? dep->name : _("nobody is free: it stays"));
	put_clip(d->g, r.row, r.col + 4 + half, r.cols - 4 - half,
	    id == 0 && !m->handover.to_queue ? STYLE_WARN : STYLE_NORMAL,
	    text);
}

void
handover_view_draw(const struct draw *d, struct rect area)
{
	const struct handover *h = &d->m->handover;
	struct rect r = area, line;
	char text[TEXT_BYTES] = "";
	bool is_mine = h->from_id == 0;
	/* A small box has no frame: it would not say what it asks. */
	int n = h->n, more = is_mine ? 4 + (h->n_wrap_up > 0) :
	    n < 3 ? 5 - n : 2, cols;

	if (r.cols > BOX_COLS)
		r.cols = BOX_COLS;
	if (n + more < r.rows) {
		r.row += r.rows - n - more;
		r.rows = n + more;
	}
	if (!is_mine)
		snprintf(text, sizeof text, ngettext(
		    "Reassign %d conversation of %s",
		    "Reassign %d conversations of %s", (unsigned long)h->n),
		    h->n, operator_name(d->m, h->from_id));
	r = box_draw(d->g, box_over_rules(d->g, r),
	    is_mine ? _("Hand over all") : text, is_mine ?
	    _("Enter hands over, Tab: away or not, Esc leaves") :
	    _("Enter reassigns, Esc leaves"));
	more -= 2;
	if (n > r.rows - more)
		n = r.rows - more - 1;
	for (int i = 0; i < n; i++)
		draw_one(d, (struct rect){ r.row + i, r.col, 1, r.cols }, i);
	if (n < h->n && n >= 0) {
		snprintf(text, sizeof text, ngettext("+%zu more", "+%zu more",
		    (unsigned long)(h->n - n)), (size_t)(h->n - n));
		put_clip(d->g, r.row + n, r.col + 3, r.cols - 3, STYLE_DIM,
		    text);
	}
	if (r.rows < 2 || !is_mine)
		return;
	if (h->n_wrap_up > 0 && r.rows >= 3) {
		handover_wrap_up(h, text, sizeof text);
		put_clip(d->g, r.row + r.rows - 3, r.col + 1, r.cols - 2,
		    STYLE_DIM, text);
	}
	snprintf(text, sizeof text, "[%s] %s", h->then_away ? "x" : " ",
	    _("then I am away"));
	put_clip(d->g, r.row + r.rows - 2, r.col + 1, r.cols - 2,
	    STYLE_NORMAL, text);
	snprintf(text, sizeof text, "%s# ", _("Note"));
	line = (struct rect){ r.row + r.rows - 1, r.col + 1, 1, r.cols - 2 };
	cols = grid_put(d->g, line.row, line.col, line.cols, STYLE_CUSTOMER,
	    text);
	input_draw(d->g, &d->m->ui.note, (struct rect){ line.row,
	    line.col + cols, 1, line.cols - cols }, 0, true, STYLE_NORMAL);
}
