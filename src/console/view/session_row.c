/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One that is signed in: its device, what it is, when and from where it was
 * used last.
 */
#include <stdio.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define NUMBER_COLS  4
#define WHAT_COLS    14
#define WHEN_COLS    17	/* "12 сентября 12:00" */
#define ADDRESS_COLS 16

static const char *
what_of(const struct session_info *s)
{
	if (s->is_current)
		return _("this console");
	if (s->watches_only)
		return _("only watches");
	if (s->reads_only)
		return _("only reads");
	return s->is_token ? _("token") : _("signed in");
}

/* What there is no room for is left out; the device and when it was used last
 * are what tells a stranger. */
void
session_row_draw(const struct draw *d, struct rect r,
    const struct session_info *s, enum style style, enum style dim)
{
	int what = r.cols >= 50 ? WHAT_COLS + 1 : 0;
	int address = r.cols >= 70 ? ADDRESS_COLS + 1 : 0;
	int device = r.cols - NUMBER_COLS - 1 - what - address - WHEN_COLS - 1;
	char text[SHORT_BYTES];
	int at = r.col;

	snprintf(text, sizeof text, "%lld", (long long)s->id);
	put_clip(d->g, r.row, at, NUMBER_COLS, dim, text);
	at += NUMBER_COLS + 1;
	put_clip(d->g, r.row, at, device, style,
	    s->device[0] != '\0' ? s->device : "—");
	at += device + 1;
	if (what > 0)
		put_clip(d->g, r.row, at, what - 1,
		    s->is_current ? style : dim, what_of(s));
	at += what;
	put_clip(d->g, r.row, at, WHEN_COLS, dim,
	    format_due(text, sizeof text, d->m->now_ms, s->used_ms));
	at += WHEN_COLS;
	if (address > 0)
		put_clip(d->g, r.row, at + 1, address - 1, dim, s->address);
}
