/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A canned reply being written: its lines, and below how it would read for this
 * customer; after a conflict, how somebody else has written it.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "console/model/canned_fill.h"
#include "console/view/internal.h"

#define FORM_COLS    90
#define FORM_ROWS    18
#define LABEL_COLS   12
#define PREVIEW_MAX  4		/* rows */

static const char *const labels[FORM_LINES] = {
	[FORM_SHORTCUT] = N_("Shortcut"), [FORM_TITLE] = N_("Title"),
	[FORM_LANGUAGE] = N_("Language"), [FORM_FOR] = N_("For"),
	[FORM_TEXT] = N_("Text"), [FORM_FILES] = N_("Files"),
};

static const char *
for_whom(const struct model *m)
{
	const struct department *d;

	if (m->form.owner_id != 0)
		return _("me alone");
	d = model_department(m, m->form.department_id);
	return d == NULL ? _("everybody") : d->name;
}

/* Those that go along; returns their columns. */
static int
draw_files(const struct draw *d, struct rect r)
{
	const struct canned_form *f = &d->m->form;
	char text[TEXT_BYTES], size[SHORT_BYTES];
	int cols = 0;

	for (int i = 0; i < f->n_files && cols < r.cols; i++) {
		snprintf(text, sizeof text, "⎙ %s (%s)", f->files[i].name,
		    attach_size(size, sizeof size, f->files[i].bytes));
		cols += put_clip(d->g, r.row, r.col + cols, r.cols - cols,
		    STYLE_CUSTOMER, text) + 2;
	}
	return cols < r.cols ? cols : r.cols;
}

/* One line; `rows` of them for the text. */
static void
draw_line(const struct draw *d, struct rect r, enum form_line line)
{
	const struct canned_form *f = &d->m->form;
	bool is_at = f->at == line;
	struct editor other = { .at = 0 };
	int label = r.cols > 2 * LABEL_COLS ? LABEL_COLS : 0;

	if (label > 0)
		put_clip(d->g, r.row, r.col, label - 1, is_at ?
		    STYLE_CUSTOMER : STYLE_DIM, _(labels[line]));
	r.col += label;
	r.cols -= label;
	if (line == FORM_FILES) {
		struct rect files = r;
		int cols;

		files.cols = is_at ? r.cols / 2 : r.cols;
		cols = draw_files(d, files);
		r.col += cols;
		r.cols -= cols;
	}
	if (r.cols < 1)
		return;
	if (line == FORM_FOR) {
		char text[TEXT_BYTES];

		snprintf(text, sizeof text, is_at ? "‹ %s ›" : "%s",
		    for_whom(d->m));
		put_clip(d->g, r.row, r.col, r.cols, is_at ? STYLE_SELECTED :
		    STYLE_NORMAL, text);
		if (is_at)
			d->g->cursor_row = d->g->cursor_col = -1;
	} else if (is_at) {
		input_draw(d->g, &d->m->ui.query, r, 0, true, STYLE_NORMAL);
	} else {
		str_init(&other.text, EDITOR_MAX_BYTES);
		str_put(&other.text, f->lines[line]);
		input_draw(d->g, &other, r, 0, false, STYLE_NORMAL);
		str_clear(&other.text);
	}
}

/* What the folder has that begins with what is typed. */
static void
draw_matches(const struct draw *d, struct rect r)
{
	size_t len;
	const char *name;

	for (int i = 0; i < r.rows && (name = form_files_match(d->m, i,
	    &len)) != NULL; i++) {
		char text[MODEL_ENTRY_BYTES];

		str_copy(text, len + 1 < sizeof text ? len + 1 : sizeof text,
		    name);
		put_clip(d->g, r.row + i, r.col, r.cols, STYLE_PREVIEW, text);
	}
}

/* Returns the rows left above. */
static int
draw_preview(const struct draw *d, struct rect r)
{
	const struct canned_form *f = &d->m->form;
	const struct chat *c = model_focused(d->m);
	size_t theirs = book_find(&d->m->book, f->id);
	const char *text = f->at == FORM_TEXT ? d->m->ui.query.text.data :
	    f->lines[FORM_TEXT];
	struct wrapped w;
	struct str filled;
	int rows = r.rows / 3 < PREVIEW_MAX ? r.rows / 3 : PREVIEW_MAX;

	if (rows < 2 || c == NULL)
		return r.rows;
	if (f->has_conflict && theirs < d->m->book.n)
		text = d->m->book.list[theirs].text;
	grid_hline(d->g, r.row + r.rows - rows, r.col - 1, r.cols + 2,
	    STYLE_BORDER);
	put_clip(d->g, r.row + r.rows - rows, r.col + 1, r.cols - 2,
	    f->has_conflict ? STYLE_WARN : STYLE_DIM, f->at == FORM_FILES ?
	    _("Files there") : f->has_conflict ?
	    _("Somebody else wrote") : _("The customer reads"));
	if (f->at == FORM_FILES) {
		draw_matches(d, (struct rect){ r.row + r.rows - rows + 1,
		    r.col, rows - 1, r.cols });
		return r.rows - rows;
	}
	str_init(&filled, MAX_MESSAGE_BYTES * 2);
	canned_fill(d->m, c, f->lines[FORM_LANGUAGE], text, &filled);
	w = wrap_text(d->cache, filled.data, r.cols);
	for (int i = 0; i + 1 < rows && i < w.n_rows; i++)
		wrap_put(d->g, r.row + r.rows - rows + 1 + i, r.col, r.cols,
		    STYLE_PREVIEW, &w, i);
	str_clear(&filled);
	return r.rows - rows;
}

void
canned_form_draw(const struct draw *d, struct rect body)
{
	const struct canned_form *f = &d->m->form;
	struct rect r = { body.row, body.col,
		body.rows < FORM_ROWS ? body.rows : FORM_ROWS,
		body.cols < FORM_COLS ? body.cols : FORM_COLS };
	int rows, text;

	if (f->lines[FORM_TEXT] == NULL)
		return;
	r.row += (body.rows - r.rows) / 2;
	r.col += (body.cols - r.cols) / 2;
	r = box_draw(d->g, r, f->id == 0 ? _("A new canned reply") :
	    _("A canned reply"), f->at == FORM_FILES ?
	    _("Enter takes it, Tab completes, Esc leaves") :
	    _("Ctrl-S saves, Tab goes on, Esc leaves"));
	r.col++;
	r.cols -= 2;
	rows = draw_preview(d, r);
	/* Too small for all: the line that is being written. */
	if (rows < FORM_LINES + 1) {
		draw_line(d, (struct rect){ r.row, r.col, rows, r.cols },
		    f->at);
		return;
	}
	text = rows - (FORM_LINES - 1);
	for (int i = 0; i < FORM_LINES; i++)
		draw_line(d, (struct rect){ r.row + i +
		    (i > FORM_TEXT ? text - 1 : 0), r.col,
		    i == FORM_TEXT ? text : 1, r.cols }, (enum form_line)i);
}
