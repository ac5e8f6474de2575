/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text that is being written. It is cut by letters, not by words: a key then
 * costs its own bytes, and what stands does not jump to the next row.
 */
#include <string.h>

#include "base/utf8.h"
#include "console/view/internal.h"

#define LETTER_BYTES 256

struct walk {
	int row, col;		/* where the next letter goes */
	int cursor_row, cursor_col;
};

/* One letter as it is drawn, and its columns; a line break has none. */
static int
safe_letter(const char *text, size_t len, char *buf)
{
	char letter[LETTER_BYTES];

	if (len == 1 && text[0] >= ' ' && text[0] <= '~') {
		buf[0] = text[0];
		buf[1] = '\0';
		return 1;
	}
	if (len >= sizeof letter)
		len = sizeof letter - 1;
	memcpy(letter, text, len);
	letter[len] = '\0';
	utf8_safe_buf(buf, LETTER_BYTES, letter, UTF8_FLAT);
	return utf8_cols(buf, strlen(buf));
}

static enum style
letter_style(const struct editor *e, size_t at, enum style style)
{
	size_t from, to;

	if (editor_selected(e, &from, &to) && at >= from && at < to)
		return STYLE_MARKED;
	for (int i = 0; i < e->n_marks; i++)
		if (at >= e->marks[i].at && at < e->marks[i].at +
		    e->marks[i].len)
			return STYLE_MISSPELT;
	return style;
}

/* Walks over the text; draws the rows from `first` on when `g` is given. */
static struct walk
walk(struct grid *g, const struct editor *e, struct rect r, int indent,
    int first, enum style style)
{
	const char *text = e->text.data;
	struct walk w = { 0, indent, 0, indent };
	size_t len = e->text.len;

	for (size_t at = 0, next; at <= len; at = next) {
		char letter[LETTER_BYTES] = "";
		bool is_end = at == len, is_break = !is_end && text[at] == '\n';
		int cols = 0;

		next = is_end ? len + 1 : utf8_letter_after(text, len, at);
		if (!is_end && !is_break)
			cols = safe_letter(text + at, next - at, letter);
		/* The cursor needs a place too. */
		if (w.col + (is_end ? 1 : cols) > r.cols && w.col > indent) {
			w.row++;
			w.col = indent;
		}
		if (e->at >= at && e->at < next) {
			w.cursor_row = w.row;
			w.cursor_col = w.col < r.cols ? w.col : r.cols - 1;
		}
		if (is_break) {
			w.row++;
			w.col = indent;
			continue;
		}
		if (g != NULL && w.row >= first && w.row < first + r.rows)
			grid_put(g, r.row + w.row - first, r.col + w.col,
			    r.cols - w.col, letter_style(e, at, style),
			    letter);
		w.col += cols;
	}
	return w;
}

int
input_draw(struct grid *g, const struct editor *e, struct rect r, int indent,
    bool has_cursor, enum style style)
{
	struct walk w;
	int first = 0;

	if (r.cols < 1)
		return 1;
	if (indent >= r.cols)
		indent = r.cols - 1;
	w = walk(NULL, e, r, indent, 0, style);
	if (g == NULL || r.rows < 1)
		return w.row + 1;
	if (w.cursor_row >= r.rows)
		first = w.cursor_row - r.rows + 1;
	walk(g, e, r, indent, first, style);
	if (has_cursor)
		grid_cursor(g, r.row + w.cursor_row - first,
		    r.col + w.cursor_col);
	return w.row + 1;
}
