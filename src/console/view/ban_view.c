/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a block, and one block in the list of them. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/model/bans.h"
#include "console/view/internal.h"

#define BOX_COLS  76
#define NAME_COLS  16
#define HOW_COLS   20
#define UNTIL_COLS 15

static void
draw_row(const struct draw *d, struct rect r, enum ban_row row,
    const char *label, const char *value, int label_cols)
{
	bool is_chosen = d->m->bans.row == row;
	char text[TEXT_BYTES];

	if (is_chosen)
		grid_put(d->g, r.row, r.col, 1, STYLE_CUSTOMER, "▌");
	put_clip(d->g, r.row, r.col + 2, label_cols, STYLE_DIM, label);
	snprintf(text, sizeof text, is_chosen ? "‹ %s ›" : "  %s", value);
	put_clip(d->g, r.row, r.col + 3 + label_cols, r.cols - 4 - label_cols,
	    is_chosen ? STYLE_CUSTOMER : STYLE_NORMAL, text);
}

void
ban_form_draw(const struct draw *d, struct rect area)
{
	const struct ban_form *f = &d->m->bans.form;
	const struct chat *c = model_find_chat(d->m, f->chat_id);
	const char *const labels[BAN_ROWS] = { _("Whom"), _("How"),
		_("How long"), _("Why") };
	char title[TEXT_BYTES], buf[SHORT_BYTES];
	struct rect r = area;
	int cols = 0;

	if (c == NULL)
		return;
	if (r.cols > BOX_COLS)
		r.cols = BOX_COLS;
	if (r.rows > BAN_ROWS + 2) {
		r.row += r.rows - BAN_ROWS - 2;
		r.rows = BAN_ROWS + 2;
	}
	for (int i = 0; i < BAN_ROWS; i++)
		if (text_cols(labels[i]) > cols)
			cols = text_cols(labels[i]);
	snprintf(title, sizeof title, _("Block %s"), c->label);
	r = box_draw(d->g, box_over_rules(d->g, r), title,
	    _("Enter does it, ← → change, ↑ ↓ move, Esc leaves"));
	draw_row(d, r, BAN_ROW_WHOM, labels[0], ban_kind_words(f->kind),
	    cols);
	r.row++;
	draw_row(d, r, BAN_ROW_HOW, labels[1], f->is_limit ?
	    _("may write, but slowly") : _("may not write"), cols);
	r.row++;
	draw_row(d, r, BAN_ROW_SPAN, labels[2], ban_span_words(f->span_ms,
	    buf, sizeof buf), cols);
	r.row++;
	if (d->m->bans.row == BAN_ROW_REASON)
		grid_put(d->g, r.row, r.col, 1, STYLE_CUSTOMER, "▌");
	put_clip(d->g, r.row, r.col + 2, cols, STYLE_DIM, labels[3]);
	input_draw(d->g, &d->m->ui.query, (struct rect){ r.row,
	    r.col + 5 + cols, 1, r.cols - 6 - cols }, 0, true, STYLE_NORMAL);
}

void
ban_row_draw(const struct draw *d, struct rect r, const struct ban *b,
    enum style style, enum style dim)
{
	char text[TEXT_BYTES], name[ADDRESS_TEXT_BYTES];
	int at = r.col, end = r.col + r.cols;

	if (b->range.first.is_known)
		range_format(&b->range, name);
	else
		snprintf(name, sizeof name, "%s", b->kind == BAN_SESSION ?
		    _("visitor") : b->kind == BAN_ADDRESS ? _("address") :
		    _("range"));
	put_clip(d->g, r.row, at, NAME_COLS, style, b->name[0] != '\0' ?
	    b->name : "—");
	at += NAME_COLS + 1;
	snprintf(text, sizeof text, b->is_limit ? _("%s, slowly") : "%s",
	    name);
	put_clip(d->g, r.row, at, HOW_COLS, dim, text);
	at += HOW_COLS + 1;
	put_clip(d->g, r.row, at, UNTIL_COLS, style, b->until_ms == 0 ?
	    _("until ended") : format_due(text, sizeof text, d->m->now_ms,
	    b->until_ms));
	at += UNTIL_COLS + 1;
	snprintf(text, sizeof text, "%s%s%s", operator_name(d->m, b->by_id),
	    b->reason[0] != '\0' ? ": " : "", b->reason);
	put_clip(d->g, r.row, at, end - at, dim, text);
}

/* "blocked until 15:00" of a conversation; "" when it is not. */
char *
ban_words(const struct model *m, const struct chat *c, char *buf, size_t size)
{
	char until[SHORT_BYTES];

	buf[0] = '\0';
	if (!ban_is_on(m, c))
		return buf;
	if (c->c.block_until_ms == 0) {
		snprintf(buf, size, "%s", c->c.block_is_limit ?
		    _("may write slowly") : _("blocked"));
		return buf;
	}
	format_due(until, sizeof until, m->now_ms, c->c.block_until_ms);
	snprintf(buf, size, c->c.block_is_limit ?
	    _("may write slowly until %s") : _("blocked until %s"), until);
	return buf;
}
