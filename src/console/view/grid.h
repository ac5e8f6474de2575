/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grid.h - a page of cells: what the view fills and the terminal paints.
 *
 * THE GATE: grid_put() passes every text through utf8_safe() (base/utf8.h), so
 * nothing reaches the terminal that did not go through it. Positions are
 * clipped; a wide letter that does not fit its last column leaves a space.
 */
#ifndef VIEW_GRID_H
#define VIEW_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GRID_MAX_ROWS 500
#define GRID_MAX_COLS 1000
#define CELL_BYTES    27

/* What a cell means; term/theme.c says how that looks. */
enum style {
	STYLE_NORMAL,		/* also the input: no colour, 1 byte a key */
	STYLE_STATUS, STYLE_STATUS_BAD, STYLE_KEYBAR, STYLE_KEYBAR_KEY,
	STYLE_TITLE, STYLE_TITLE_FOCUS, STYLE_BORDER, STYLE_DIM,
	STYLE_CUSTOMER, STYLE_OPERATOR, STYLE_COLLEAGUE, STYLE_SYSTEM,
	STYLE_NOTE, STYLE_PREVIEW, STYLE_UNSENT, STYLE_FAILED,
	STYLE_OK, STYLE_WARN, STYLE_ALARM, STYLE_SELECTED, STYLE_MATCH,
	STYLE_GOOD, STYLE_BAD,
	STYLE_MARKED,		/* selected in an input */
	STYLE_MISSPELT,		/* a word no dictionary knows */
	STYLES
};

struct cell {
	char	bytes[CELL_BYTES];	/* one letter, UTF-8; "" right half of
					 * a wide one */
	uint8_t len;			/* of bytes */
	uint8_t cols;			/* 1, 2; 0: right half */
	uint8_t style;
};

struct rect { int row, col, rows, cols; };

struct grid {
	int	     rows, cols;
	struct cell *cells;		/* rows * cols, row by row */
	int	     cursor_row, cursor_col;	/* -1: hidden */
};

struct grid *grid_new(int rows, int cols);
void	     grid_free(struct grid *g);
void	     grid_clear(struct grid *g);	/* blanks, STYLE_NORMAL */
/* Puts text from col on, at most `cols` columns; returns columns used. */
int  grid_put(struct grid *g, int row, int col, int cols, enum style style,
    const char *text);
/* Puts it and fills the rest of `cols` with blanks of the style. */
void grid_line(struct grid *g, int row, int col, int cols, enum style style,
    const char *text);
/* Right-aligned in `cols`. Returns the columns used. */
int  grid_put_right(struct grid *g, int row, int col, int cols,
    enum style style, const char *text);
void grid_fill(struct grid *g, struct rect r, enum style style);
void grid_vline(struct grid *g, int row, int col, int rows, enum style style);
void grid_hline(struct grid *g, int row, int col, int cols, enum style style);
void grid_cursor(struct grid *g, int row, int col);
/* A row as text, trailing blanks cut, for tests and dumps. Returns buf. */
char *grid_row(const struct grid *g, int row, char *buf, size_t size);
enum style grid_style(const struct grid *g, int row, int col);

#endif
