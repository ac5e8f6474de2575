/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/view/grid.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#define TEXT_MAX (64 * 1024)	/* more never fits a row of 1000 columns */
#define TEXT_ON_STACK 1024

static struct cell *
cell_at(const struct grid *g, int row, int col)
{
	return &g->cells[(size_t)row * (size_t)g->cols + (size_t)col];
}

static void
cell_blank(struct cell *c, enum style style)
{
	c->bytes[0] = ' ';
	c->bytes[1] = '\0';
	c->len = 1;
	c->cols = 1;
	c->style = (uint8_t)style;
}

struct grid *
grid_new(int rows, int cols)
{
	struct grid *g = mem_new(struct grid);

	assert(rows > 0 && cols > 0);
	g->rows = rows < GRID_MAX_ROWS ? rows : GRID_MAX_ROWS;
	g->cols = cols < GRID_MAX_COLS ? cols : GRID_MAX_COLS;
	g->cells = mem_array((size_t)g->rows * (size_t)g->cols, struct cell);
	grid_clear(g);
	return g;
}

void
grid_free(struct grid *g)
{
	if (g == NULL)
		return;
	free(g->cells);
	free(g);
}

void
grid_clear(struct grid *g)
{
	size_t n = (size_t)g->rows * (size_t)g->cols;
	size_t done = 1;

	/* Doubling what is done: a frame begins with this. */
	g->cells[0] = (struct cell){ .len = 0 };
	cell_blank(&g->cells[0], STYLE_NORMAL);
	while (done < n) {
		size_t part = done < n - done ? done : n - done;

		memcpy(g->cells + done, g->cells, part * sizeof *g->cells);
		done += part;
	}
	g->cursor_row = g->cursor_col = -1;
}

/* A wide letter that is half overwritten must not leave its other half. */
static void
mend_halves(struct grid *g, int row, int col)
{
	struct cell *c = cell_at(g, row, col);

	if (c->cols == 0 && col > 0)
		cell_blank(cell_at(g, row, col - 1),
		    cell_at(g, row, col - 1)->style);
	if (c->cols == 2 && col + 1 < g->cols)
		cell_blank(cell_at(g, row, col + 1),
		    cell_at(g, row, col + 1)->style);
}

static void
put_letter(struct grid *g, int row, int col, int cols, enum style style,
    const char *bytes, size_t len)
{
	struct cell *c = cell_at(g, row, col);

	mend_halves(g, row, col);
	if (cols == 2)
		mend_halves(g, row, col + 1);
	assert(len < CELL_BYTES);
	memcpy(c->bytes, bytes, len);
	c->bytes[len] = '\0';
	c->len = (uint8_t)len;
	c->cols = (uint8_t)cols;
	c->style = (uint8_t)style;
	if (cols == 2) {
		c = cell_at(g, row, col + 1);
		c->bytes[0] = '\0';
		c->len = 0;
		c->cols = 0;
		c->style = (uint8_t)style;
	}
}

/* A cluster that is wider or longer than a cell (some scripts have such): the
 * part of it that fits. What is left of it comes next. */
static size_t
fit_part(const char *text, size_t at, size_t end, int *width)
{
	size_t from = at;

	*width = 0;
	while (at < end) {
		uint32_t code;
		size_t	 n = utf8_next(text + at, end - at, &code);
		int	 more = utf8_cols(text + at, n);

		if (*width + more > 2 || at + n - from >= CELL_BYTES)
			break;
		*width += more;
		at += n;
	}
	return at;
}

/* Puts text that passed the gate. */
static int
put_safe(struct grid *g, int row, int col, int cols, enum style style,
    const char *text, size_t len)
{
	int    used = 0;
	size_t at = 0;

	while (at < len && used < cols) {
		size_t next = utf8_letter_after(text, len, at);
		int    width = utf8_cols(text + at, next - at);

		if (width > 2 || next - at >= CELL_BYTES)
			next = fit_part(text, at, next, &width);
		if (width == 0) {
			at = next;
			continue;
		}
		if (used + width > cols) {
			mend_halves(g, row, col + used);
			cell_blank(cell_at(g, row, col + used), style);
			used++;
			break;
		}
		put_letter(g, row, col + used, width, style, text + at,
		    next - at);
		used += width;
		at = next;
	}
	return used;
}

/* The bytes of a code point that is safe as it is: printable ASCII, Latin and
 * Cyrillic letters (U+00C0..U+027F, U+0400..U+047F), box drawing and
 * geometric shapes up to U+25FC. All are one column wide and composed; none
 * joins with its neighbour. 0: it has to go through the gate. */
static size_t
plain_bytes(const char *text)
{
	const unsigned char *t = (const unsigned char *)text;

	if (t[0] >= 0x20 && t[0] <= 0x7e)
		return 1;
	if (((t[0] >= 0xc3 && t[0] <= 0xc9) || t[0] == 0xd0 || t[0] == 0xd1) &&
	    t[1] >= 0x80 && t[1] <= 0xbf)
		return 2;
	if (t[0] == 0xe2 && t[1] >= 0x94 && t[1] <= 0x97 && t[2] >= 0x80 &&
	    t[2] <= (t[1] == 0x97 ? 0xbc : 0xbf))
		return 3;
	return 0;
}

/* Most of the screen is. */
static bool
is_plain(const char *text)
{
	while (*text != '\0') {
		size_t n = plain_bytes(text);

		if (n == 0)
			return false;
		text += n;
	}
	return true;
}

static int
put_plain(struct grid *g, int row, int col, int cols, enum style style,
    const char *text)
{
	int used = 0;

	for (size_t n; used < cols && *text != '\0'; text += n) {
		n = plain_bytes(text);
		put_letter(g, row, col + used++, 1, style, text, n);
	}
	return used;
}

int
grid_put(struct grid *g, int row, int col, int cols, enum style style,
    const char *text)
{
	size_t	   len = strlen(text);
	struct str safe;
	int	   used;

	if (row < 0 || row >= g->rows || col < 0 || col >= g->cols)
		return 0;
	if (cols > g->cols - col)
		cols = g->cols - col;
	if (cols <= 0)
		return 0;
	if (is_plain(text))
		return put_plain(g, row, col, cols, style, text);
	/* No row holds more letters than this many bytes. */
	if (len > TEXT_MAX / 8)
		len = TEXT_MAX / 8;
	str_init(&safe, TEXT_MAX * 2);
	utf8_safe(&safe, text, len, UTF8_FLAT);
	used = put_safe(g, row, col, cols, style, safe.data, safe.len);
	str_clear(&safe);
	return used;
}

void
grid_line(struct grid *g, int row, int col, int cols, enum style style,
    const char *text)
{
	int used;

	if (cols > g->cols - col)
		cols = g->cols - col;
	used = grid_put(g, row, col, cols, style, text);
	grid_fill(g, (struct rect){ row, col + used, 1, cols - used }, style);
}

int
grid_put_right(struct grid *g, int row, int col, int cols, enum style style,
    const char *text)
{
	char buf[TEXT_ON_STACK];
	int  width;

	utf8_safe_buf(buf, sizeof buf, text, UTF8_FLAT);
	width = utf8_cols(buf, strlen(buf));
	if (width > cols)
		width = cols;
	return grid_put(g, row, col + cols - width, width, style, buf);
}

void
grid_fill(struct grid *g, struct rect r, enum style style)
{
	for (int row = r.row; row < r.row + r.rows; row++) {
		if (row < 0 || row >= g->rows)
			continue;
		for (int col = r.col; col < r.col + r.cols; col++) {
			if (col < 0 || col >= g->cols)
				continue;
			mend_halves(g, row, col);
			cell_blank(cell_at(g, row, col), style);
		}
	}
}

void
grid_vline(struct grid *g, int row, int col, int rows, enum style style)
{
	for (int i = 0; i < rows; i++)
		grid_put(g, row + i, col, 1, style, "│");
}

void
grid_hline(struct grid *g, int row, int col, int cols, enum style style)
{
	for (int i = 0; i < cols; i++)
		grid_put(g, row, col + i, 1, style, "─");
}

void
grid_cursor(struct grid *g, int row, int col)
{
	if (row < 0 || row >= g->rows || col < 0)
		return;
	g->cursor_row = row;
	g->cursor_col = col < g->cols ? col : g->cols - 1;
}

char *
grid_row(const struct grid *g, int row, char *buf, size_t size)
{
	size_t len = 0;

	assert(row >= 0 && row < g->rows);
	for (int col = 0; col < g->cols; col++) {
		const struct cell *c = cell_at(g, row, col);

		if (len + c->len + 1 > size)
			break;
		memcpy(buf + len, c->bytes, c->len);
		len += c->len;
	}
	while (len > 0 && buf[len - 1] == ' ')
		len--;
	buf[len] = '\0';
	return buf;
}

enum style
grid_style(const struct grid *g, int row, int col)
{
	assert(row >= 0 && row < g->rows && col >= 0 && col < g->cols);
	return (enum style)cell_at(g, row, col)->style;
}
