/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of the customer's record: what the operator's commands have printed.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define NO_COMMAND 127
#define NOT_RUN	   126
#define LINE_BYTES 1024

static void
say_why(const struct block_seen *s, char *buf, size_t size)
{
	switch (s->ran) {
	case RAN_TIMEOUT:
		snprintf(buf, size, "%s", _("It took too long."));
		return;
	case RAN_STATUS:
		if (s->status == NO_COMMAND)
			snprintf(buf, size, "%s", _("There is no such "
			    "command."));
		else if (s->status == NOT_RUN)
			snprintf(buf, size, "%s", _("It cannot be run."));
		else
			snprintf(buf, size, _("It failed (status %d)."),
			    s->status);
		return;
	case RAN_SIGNAL:
		snprintf(buf, size, _("It was ended (signal %d)."),
		    s->status);
		return;
	case RAN_NOT_STARTED:
		snprintf(buf, size, "%s", _("It could not be started."));
		return;
	default:
		buf[0] = '\0';
	}
}

/* Its lines, each cut to the columns; the rest is told by a sign. */
static int
put_lines(const struct draw *d, struct rect r, int row, int max,
    const char *text, bool is_cut)
{
	char line[LINE_BYTES];
	int n = 0;

	while (*text != '\0' && n < max && row < r.row + r.rows) {
		size_t len = strcspn(text, "\n");
		size_t kept = len < sizeof line - 1 ? len : sizeof line - 1;

		memcpy(line, text, kept);
		line[kept] = '\0';
		put_clip(d->g, row++, r.col + 1, r.cols - 2, STYLE_NORMAL,
		    line);
		n++;
		text += len + (text[len] == '\n');
	}
	if ((*text != '\0' || is_cut) && n > 0)
		grid_put(d->g, row - 1, r.col + r.cols - 2, 1, STYLE_DIM,
		    "…");
	return row;
}

static int
draw_block(const struct draw *d, struct rect r, int row, int i,
    int64_t customer_id)
{
	const struct block *b = &d->m->prefs.blocks.list[i];
	const struct block_seen *s = block_find(d->m, customer_id, i);
	char text[TEXT_BYTES];

	put_clip(d->g, row, r.col + 1, r.cols - 2, STYLE_DIM, b->name);
	if (s == NULL || s->run_id != 0) {
		int cols = text_cols(b->name) + 2;

		put_clip_right(d->g, row, r.col + cols, r.cols - cols - 1,
		    STYLE_DIM, _("running…"));
	}
	row++;
	if (s == NULL || row >= r.row + r.rows)
		return row;
	if (s->output != NULL && (s->ran == RAN_OK || s->ran == RAN_TOO_MUCH))
		return put_lines(d, r, row, b->lines, s->output,
		    s->ran == RAN_TOO_MUCH);
	if (s->ran_ms == 0)
		return row;
	say_why(s, text, sizeof text);
	put_clip(d->g, row++, r.col + 1, r.cols - 2, STYLE_BAD, text);
	if (s->words[0] != '\0' && row < r.row + r.rows)
		put_clip(d->g, row++, r.col + 1, r.cols - 2, STYLE_DIM,
		    s->words);
	return row;
}

int
blocks_view_draw(const struct draw *d, struct rect r, int row,
    int64_t customer_id)
{
	for (int i = 0; i < d->m->prefs.blocks.n; i++) {
		if (!block_applies(d->m, &d->m->prefs.blocks.list[i],
		    customer_id) || row + 2 >= r.row + r.rows)
			continue;
		row = draw_block(d, r, row + 1, i, customer_id);
	}
	return row;
}
