/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies over the panes. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define FRAME_MIN_ROWS 5
#define FRAME_MIN_COLS 24
#define SIDEBAR_COLS   44
#define CONFIRM_COLS   56

struct rect
box_frame(struct grid *g, struct rect r, const char *title, const char *hint)
{
	struct rect in = { r.row + 1, r.col + 1, r.rows - 2, r.cols - 2 };
	int end = r.col + r.cols - 1, last = r.row + r.rows - 1;
	char text[TEXT_BYTES];

	grid_fill(g, r, STYLE_NORMAL);
	grid_hline(g, r.row, r.col, r.cols, STYLE_BORDER);
	grid_hline(g, last, r.col, r.cols, STYLE_BORDER);
	grid_vline(g, in.row, r.col, in.rows, STYLE_BORDER);
	grid_vline(g, in.row, end, in.rows, STYLE_BORDER);
	grid_put(g, r.row, r.col, 1, STYLE_BORDER, "┌");
	grid_put(g, r.row, end, 1, STYLE_BORDER, "┐");
	grid_put(g, last, r.col, 1, STYLE_BORDER, "└");
	grid_put(g, last, end, 1, STYLE_BORDER, "┘");
	snprintf(text, sizeof text, " %s ", title);
	put_clip(g, r.row, r.col + 2, r.cols - 4, STYLE_CUSTOMER, text);
	if (hint[0] != '\0') {
		/* The way out is the last that may be missing. */
		if (text_cols(hint) > r.cols - 6 &&
		    strstr(hint, "Esc") != NULL)
			hint = _("Esc leaves");
		snprintf(text, sizeof text, " %s ", hint);
		put_clip(g, last, r.col + 2, r.cols - 4, STYLE_DIM, text);
	}
	return in;
}

struct rect
box_draw(struct grid *g, struct rect r, const char *title, const char *hint)
{
	if (r.rows >= FRAME_MIN_ROWS && r.cols >= FRAME_MIN_COLS)
		return box_frame(g, r, title, hint);
	grid_fill(g, r, STYLE_NORMAL);
	return r;
}

struct rect
box_over_rules(const struct grid *g, struct rect r)
{
	if (r.col > 0) {
		r.col--;
		r.cols++;
	}
	if (r.col + r.cols < g->cols)
		r.cols++;
	return r;
}

static int
smaller(int a, int b)
{
	return a < b ? a : b;
}

/* --- confirm -------------------------------------------------------------------- */

static int
count_waiting(const struct model *m)
{
	int n = 0;

	for (size_t i = 0; i < m->n_chats; i++)
		if (model_is_mine(m, m->chats[i]) &&
		    m->chats[i]->c.waiting_since_ms != 0)
			n++;
	return n;
}

static void
draw_confirm(const struct draw *d, struct rect body)
{
	struct rect r = { 0, 0, smaller(6, body.rows),
		smaller(CONFIRM_COLS, body.cols) };
	int n = count_waiting(d->m), row;
	char text[TEXT_BYTES];

	r.row = body.row + (body.rows - r.rows) / 2;
	r.col = body.col + (body.cols - r.cols) / 2;
	r = box_draw(d->g, r, _("Quit?"), _("y leaves, Esc stays"));
	row = r.row + 1;
	if (d->m->n_unsent > 0 && row < r.row + r.rows) {
		snprintf(text, sizeof text,
		    ngettext("%d message is not with the desk yet.",
			"%d messages are not with the desk yet.",
			(unsigned long)d->m->n_unsent),
		    d->m->n_unsent);
		put_clip(d->g, row++, r.col + 1, r.cols - 2, STYLE_NORMAL,
		    text);
	}
	if (d->m->n_held > 0 && row < r.row + r.rows) {
		snprintf(text, sizeof text,
		    ngettext("%d thing is held back and will not be done.",
			"%d things are held back and will not be done.",
			(unsigned long)d->m->n_held),
		    d->m->n_held);
		put_clip(d->g, row++, r.col + 1, r.cols - 2, STYLE_NORMAL,
		    text);
	}
	if (n > 0 && row < r.row + r.rows) {
		snprintf(text, sizeof text,
		    ngettext("%d customer waits for your answer.",
			"%d customers wait for your answer.",
			(unsigned long)n),
		    n);
		put_clip(d->g, row, r.col + 1, r.cols - 2, STYLE_NORMAL,
		    text);
	}
	d->g->cursor_row = d->g->cursor_col = -1;
}

/* --- all ------------------------------------------------------------------------------- */

static void
draw_customer(const struct draw *d, struct rect body)
{
	struct rect r = body;

	r.cols = smaller(SIDEBAR_COLS, body.cols);
	r.col = body.col + body.cols - r.cols;
	r = box_draw(d->g, r, _("Customer"),
	    _("Enter opens, Esc leaves"));
	d->g->cursor_row = d->g->cursor_col = -1;
	sidebar_view_draw(d, r);
}

void
overlay_view_draw(const struct draw *d, struct rect body, struct rect centre,
    const struct pane *focused)
{
	switch (d->m->ui.overlay) {
	case OVERLAY_NONE:
		break;
	case OVERLAY_LABELS:
		labels_draw(d);
		break;
	case OVERLAY_HELP:
		hit_put(d, body, HIT_NOTHING, 0);
		help_view_draw(d, body);
		break;
	case OVERLAY_HANDOVER:
		handover_view_draw(d, centre);
		break;
	case OVERLAY_ASK:
		ask_view_draw(d, centre, focused);
		break;
	case OVERLAY_CUSTOMER:
		draw_customer(d, body);
		break;
	case OVERLAY_BAN:
		ban_form_draw(d, centre);
		break;
	case OVERLAY_WHY:
		hit_put(d, body, HIT_NOTHING, 0);
		why_view_draw(d, body);
		break;
	case OVERLAY_SEARCH:
		search_view_draw(d, centre);
		break;
	case OVERLAY_CONFIRM:
		draw_confirm(d, body);
		break;
	case OVERLAY_SPELL:
		spell_view_draw(d, centre);
		break;
	case OVERLAY_FORM:
		canned_form_draw(d, body);
		break;
	case OVERLAY_PASTE:
		paste_view_draw(d, body);
		break;
	default:
		picker_view_draw(d, centre, focused);
		break;
	}
}
