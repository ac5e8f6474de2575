/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question about much that was pasted: how much it is and how it begins. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/view/internal.h"

#define PASTE_COLS 76
#define PASTE_ROWS 12
#define LINE_BYTES 512

static void
title_of(const struct ui *ui, char *buf, size_t size)
{
	size_t bytes = strlen(ui->paste);
	char lines[SHORT_BYTES * 2], much[SHORT_BYTES];

	snprintf(lines, sizeof lines, ngettext("%d line", "%d lines",
	    (unsigned long)ui->paste_lines), ui->paste_lines);
	if (bytes < 1000)
		snprintf(much, sizeof much, _("%zu B"), bytes);
	else
		snprintf(much, sizeof much, _("%zu kB"), (bytes + 500) / 1000);
	/* TRANSLATORS: "12 lines" and "3 kB". */
	snprintf(buf, size, _("Paste %s, %s?"), lines, much);
}

/* The line at `at` of the text, made for one row; returns where the next
 * begins. */
static const char *
line_at(const char *at, char *buf, size_t size)
{
	size_t len = strcspn(at, "\n");

	snprintf(buf, size, "%.*s", (int)(len < size ? len : size - 1), at);
	return at[len] == '\0' ? at + len : at + len + 1;
}

void
paste_view_draw(const struct draw *d, struct rect body)
{
	const struct ui *ui = &d->m->ui;
	int wanted = ui->paste_lines + (ui->paste_replaced > 0) + 2, left;
	const char *at = ui->paste;
	char text[TEXT_BYTES], line[LINE_BYTES];
	struct rect r = { 0, 0, 0, 0 };

	if (ui->paste == NULL)
		return;
	r.rows = wanted < PASTE_ROWS ? wanted : PASTE_ROWS;
	r.rows = r.rows < body.rows ? r.rows : body.rows;
	r.cols = PASTE_COLS < body.cols ? PASTE_COLS : body.cols;
	r.row = body.row + (body.rows - r.rows) / 2;
	r.col = body.col + (body.cols - r.cols) / 2;
	title_of(ui, text, sizeof text);
	r = box_draw(d->g, r, text,
	    _("i puts it in, l as one line, Esc drops it"));
	left = r.rows;
	if (ui->paste_replaced > 0 && left > 1) {
		snprintf(text, sizeof text,
		    ngettext("%d control character becomes “�”.",
			"%d control characters become “�”.",
			(unsigned long)ui->paste_replaced),
		    ui->paste_replaced);
		put_clip(d->g, r.row++, r.col + 1, r.cols - 2, STYLE_WARN,
		    text);
		left--;
	}
	for (; left > 0 && *at != '\0'; left--) {
		at = line_at(at, line, sizeof line);
		if (left == 1 && *at != '\0')
			snprintf(line, sizeof line, "…");
		put_clip(d->g, r.row++, r.col + 1, r.cols - 2, STYLE_NORMAL,
		    line);
	}
	d->g->cursor_row = d->g->cursor_col = -1;
}
