/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One that is signed in: its device, what it is, when and from where it was
 * used last.
 */
#include <stdio.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define NUMBER_COLS  5
#define WHAT_COLS    14
#define WHEN_COLS    13
#define ADDRESS_COLS 16

static const char *
what_of(const struct session_info *s)
{
	if (s->is_current)
		return _("this console");
	if (s->reads_only)
		return _("only reads");
	return s->is_token ? _("token") : _("signed in");
}

void
session_row_draw(const struct draw *d, struct rect r,
    const struct session_info *s, enum style style, enum style dim)
{
	bool has_address = r.cols >= 66;
	int rest = WHAT_COLS + WHEN_COLS + 2 +
	    (has_address ? ADDRESS_COLS + 1 : 0);
	char text[SHORT_BYTES];
	int at = r.col + r.cols - rest;

	snprintf(text, sizeof text, "%lld", (long long)s->id);
	put_clip_right(d->g, r.row, r.col, NUMBER_COLS, dim, text);
	put_clip(d->g, r.row, r.col + NUMBER_COLS + 1,
	    r.cols - rest - NUMBER_COLS - 2, style, s->device[0] != '\0' ? s->device : "—");
	put_clip(d->g, r.row, at, WHAT_COLS,
	    s->is_current ? style : dim, what_of(s));
	at += WHAT_COLS + 1;
	put_clip(d->g, r.row, at, WHEN_COLS, dim,
	    format_due(text, sizeof text, d->m->now_ms, s->used_ms));
	at += WHEN_COLS + 1;
	if (has_address)
		put_clip(d->g, r.row, at, ADDRESS_COLS, dim, s->address);
}
