/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A win-back: its conversation, whose customer, how bad, when it is due, who
 * has it, how it stands.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define NUMBER_COLS 6
#define STARS_COLS  3
#define DUE_COLS    17
#define STATE_COLS  10
#define OWNER_COLS  12

static const char *
state_of(const struct winback *w)
{
	return w->state == WINBACK_OFFERED ? _("offered") : _("to do");
}

void
winback_row_draw(const struct draw *d, struct rect r,
    const struct winback *w, enum style style, enum style dim)
{
	const struct operator *o = model_operator(d->m, w->owner_id);
	int state = r.cols >= 56 ? STATE_COLS + 1 : 0;
	int owner = r.cols >= 70 ? OWNER_COLS + 1 : 0;
	int name = r.cols - NUMBER_COLS - 1 - STARS_COLS - 1 - DUE_COLS - 1 -
	    state - owner;
	bool is_late = w->due_ms <= d->m->now_ms;
	char text[SHORT_BYTES];
	int at = r.col;

	snprintf(text, sizeof text, "%lld", (long long)w->conversation_id);
	put_clip(d->g, r.row, at, NUMBER_COLS, dim, text);
	at += NUMBER_COLS + 1;
	put_clip(d->g, r.row, at, name, style,
	    w->name[0] != '\0' ? w->name : "—");
	at += name + 1;
	if (w->stars > 0) {
		snprintf(text, sizeof text, "%d★", w->stars);
		put_clip(d->g, r.row, at, STARS_COLS, style, text);
	}
	at += STARS_COLS + 1;
	put_clip(d->g, r.row, at, DUE_COLS, is_late && style !=
	    STYLE_SELECTED ? STYLE_ALARM : dim,
	    format_due(text, sizeof text, d->m->now_ms, w->due_ms));
	at += DUE_COLS + 1;
	if (state > 0)
		put_clip(d->g, r.row, at, state - 1, dim, state_of(w));
	at += state;
	if (owner > 0)
		put_clip(d->g, r.row, at, owner - 1, dim,
		    o == NULL ? "—" : o->name);
}
