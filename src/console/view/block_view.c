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
static void
put_lines(struct side *s, int max, const char *text, bool is_cut)
{
	char line[LINE_BYTES];

	for (int n = 1; *text != '\0' && n <= max; n++) {
		size_t len = strcspn(text, "\n");
		size_t kept = len < sizeof line - 1 ? len : sizeof line - 1;
		int row = side_take(s, 1);

		memcpy(line, text, kept);
		line[kept] = '\0';
		text += len + (text[len] == '\n');
		if (row < 0)
			continue;
		put_clip(s->d->g, row, s->r.col + 1, s->r.cols - 2,
		    STYLE_NORMAL, line);
		if (n == max && (*text != '\0' || is_cut))
			grid_put(s->d->g, row, s->r.col + s->r.cols - 2, 1,
			    STYLE_DIM, "…");
	}
}

static void
put_name(struct side *s, const struct block *b, bool is_running)
{
	int row = side_take(s, 1), cols = text_cols(b->name) + 2;

	if (row < 0)
		return;
	put_clip(s->d->g, row, s->r.col + 1, s->r.cols - 2, STYLE_DIM,
	    b->name);
	if (is_running)
		put_clip_right(s->d->g, row, s->r.col + cols,
		    s->r.cols - cols - 1, STYLE_DIM, _("running…"));
}

static void
draw_block(const struct model *m, struct side *s, int i, int64_t customer_id)
{
	const struct block *b = &m->prefs.blocks.list[i];
	const struct block_seen *seen = block_find(m, customer_id, i);
	char text[TEXT_BYTES];

	side_take(s, 1);
	put_name(s, b, seen == NULL || seen->run_id != 0);
	if (seen == NULL)
		return;
	if (seen->output != NULL && (seen->ran == RAN_OK ||
	    seen->ran == RAN_TOO_MUCH)) {
		put_lines(s, b->lines, seen->output,
		    seen->ran == RAN_TOO_MUCH);
		return;
	}
	if (seen->ran_ms == 0)
		return;
	say_why(seen, text, sizeof text);
	side_put(s, STYLE_BAD, text);
	side_put(s, STYLE_DIM, seen->words);
}

void
blocks_view_draw(const struct model *m, struct side *s, int64_t customer_id)
{
	for (int i = 0; i < m->prefs.blocks.n; i++) {
		if (!block_applies(m, &m->prefs.blocks.list[i], customer_id))
			continue;
		/* A name alone at the end says nothing. */
		if (s->row + 3 > s->end)
			s->is_cut = true;
		else
			draw_block(m, s, i, customer_id);
	}
}
