/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"

#include <locale.h>
#include <string.h>

#include "base/utf8.h"
#include "console/view/grid.h"

#define WIDE "\xe6\xbc\xa2"	/* 2 columns */
#define FLAG "\xf0\x9f\x87\xb5\xf0\x9f\x87\xb1"	/* PL: 2 letters of 1 */

static char text[4096];

static const char *
row(const struct grid *g, int at)
{
	return grid_row(g, at, text, sizeof text);
}

/* Each row is whole: a wide letter has its right half, a half its letter. */
static void
check_whole(const struct grid *g)
{
	for (int r = 0; r < g->rows; r++)
		for (int c = 0; c < g->cols; c++) {
			const struct cell *cell = &g->cells[r * g->cols + c];

			assert_true(cell->cols <= 2);
			assert_true((cell->cols == 0) == (cell->len == 0));
			if (cell->cols == 2)
				assert_int_equal(cell[1].cols, 0);
			if (c + 1 == g->cols)
				assert_int_not_equal(cell->cols, 2);
			if (cell->cols == 0)
				assert_int_equal(cell[-1].cols, 2);
			else
				assert_int_equal(utf8_cols(cell->bytes,
				    cell->len), cell->cols);
		}
}

static void
all_text_passes_the_gate(void **state)
{
	struct grid *g = grid_new(2, 60);

	(void)state;
	assert_int_equal(grid_put(g, 0, 0, 60, STYLE_NORMAL,
	    "a\x1b[31mb\r\n\tc\x7f\xc2\x9b\xe2\x80\xae\xff"), 30);
	assert_string_equal(row(g, 0), "a^[[31mb  c^?<U+009B>"
	    "<U+202E>\xef\xbf\xbd");
	for (int i = 0; i < 120; i++)
		for (int k = 0; k < g->cells[i].len; k++)
			assert_true((unsigned char)g->cells[i].bytes[k] >= 32);
	check_whole(g);
	grid_free(g);
	grid_free(NULL);
}

static void
wide_letters_stop_at_the_edge(void **state)
{
	struct grid *g = grid_new(2, 5);

	(void)state;
	assert_int_equal(grid_put(g, 0, 0, 5, STYLE_OK, WIDE WIDE WIDE), 5);
	assert_string_equal(row(g, 0), WIDE WIDE);
	assert_int_equal(grid_style(g, 0, 4), STYLE_OK);
	check_whole(g);
	/* Where the room ends, not the grid: the neighbour stays. */
	grid_put(g, 1, 0, 5, STYLE_NORMAL, "abcde");
	assert_int_equal(grid_put(g, 1, 0, 3, STYLE_NORMAL, WIDE WIDE), 3);
	assert_string_equal(row(g, 1), WIDE " de");
	assert_int_equal(grid_put(g, 1, 4, 9, STYLE_NORMAL, WIDE), 1);
	assert_string_equal(row(g, 1), WIDE " d");
	check_whole(g);
	grid_free(g);
}

static void
no_half_letter_stays(void **state)
{
	static const struct { int col; const char *put, *want; } cases[] = {
		{ 0, "x", "x " WIDE WIDE }, { 1, "x", " x" WIDE WIDE },
		{ 1, "xy", " xy " WIDE }, { 2, "x", WIDE "x " WIDE },
		{ 1, WIDE, " " WIDE " " WIDE }, { 3, WIDE, WIDE " " WIDE },
		{ 0, WIDE, WIDE WIDE WIDE }, { 5, "x", WIDE WIDE " x" },
		{ 5, WIDE, WIDE WIDE },		/* no room: a space */
		{ 4, FLAG, WIDE WIDE FLAG }, { 1, FLAG, " " FLAG " " WIDE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct grid *g = grid_new(1, 6);

		grid_put(g, 0, 0, 6, STYLE_NORMAL, WIDE WIDE WIDE);
		grid_put(g, 0, cases[i].col, 6, STYLE_NORMAL, cases[i].put);
		check_whole(g);
		assert_string_equal(row(g, 0), cases[i].want);
		grid_free(g);
	}
	/* The room ends within a letter that is there, and a fill does. */
	for (int from = 0; from < 6; from++)
		for (int n = 0; n < 6; n++) {
			struct grid *g = grid_new(1, 6);

			grid_put(g, 0, 0, 6, STYLE_NORMAL, WIDE WIDE WIDE);
			grid_put(g, 0, from, n, STYLE_NORMAL, WIDE WIDE WIDE);
			check_whole(g);
			grid_fill(g, (struct rect){ 0, from, 1, n },
			    STYLE_NORMAL);
			check_whole(g);
			grid_free(g);
		}
}

static void
long_clusters_fit_their_cells(void **state)
{
	/* A conjunct of four consonants, spacing vowel signs: one cluster. */
	static const char conjunct[] = "\xe0\xa4\xb0\xe0\xa5\x8d\xe0\xa4\xa4"
	    "\xe0\xa5\x8d\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa8\xe0\xa5\x8d"
	    "\xe0\xa4\xaf\xe0\xa4\xbe\xe0\xa4\x83|";
	struct grid *g = grid_new(1, 30);
	char many[600] = "e";

	(void)state;
	for (int i = 0; i < 200; i++)
		memcpy(many + 1 + 2 * i, "\xcc\x81", 3);
	assert_int_equal(grid_put(g, 0, 0, 30, STYLE_NORMAL, many), 1);
	check_whole(g);
	grid_clear(g);
	assert_true(grid_put(g, 0, 0, 30, STYLE_NORMAL, conjunct) > 1);
	check_whole(g);
	assert_non_null(strchr(row(g, 0), '|'));
	/* And at every edge. */
	for (int cols = 1; cols < 30; cols++) {
		grid_put(g, 0, 0, cols, STYLE_NORMAL, conjunct);
		check_whole(g);
	}
	grid_free(g);
}

static void
positions_are_clipped(void **state)
{
	struct grid *g = grid_new(2, 4);

	(void)state;
	assert_int_equal(grid_put(g, -1, 0, 4, STYLE_OK, "x"), 0);
	assert_int_equal(grid_put(g, 2, 0, 4, STYLE_OK, "x"), 0);
	assert_int_equal(grid_put(g, 0, -1, 4, STYLE_OK, "x"), 0);
	assert_int_equal(grid_put(g, 0, 4, 4, STYLE_OK, "x"), 0);
	assert_int_equal(grid_put(g, 0, 0, 0, STYLE_OK, "x"), 0);
	assert_int_equal(grid_put(g, 0, 0, -5, STYLE_OK, "x"), 0);
	grid_line(g, 5, 0, 4, STYLE_OK, "x");
	grid_line(g, 0, 9, 4, STYLE_OK, "x");
	grid_fill(g, (struct rect){ -3, -3, 3, 3 }, STYLE_OK);
	grid_fill(g, (struct rect){ 2, 4, 99, 99 }, STYLE_OK);
	grid_vline(g, -2, 9, 9, STYLE_OK);
	assert_string_equal(row(g, 0), "");
	for (int col = 0; col < 4; col++)
		assert_int_equal(grid_style(g, 0, col), STYLE_NORMAL);
	assert_int_equal(grid_put(g, 0, 2, 1000, STYLE_OK, "abcdef"), 2);
	assert_string_equal(row(g, 0), "  ab");
	grid_cursor(g, 9, 0);
	assert_int_equal(g->cursor_row, -1);
	grid_cursor(g, 1, 99);
	assert_int_equal(g->cursor_col, 3);
	grid_free(g);
	g = grid_new(GRID_MAX_ROWS + 9, GRID_MAX_COLS + 9);
	assert_int_equal(g->rows, GRID_MAX_ROWS);
	assert_int_equal(g->cols, GRID_MAX_COLS);
	grid_free(g);
}

static void
lines_fill_and_right_is_right(void **state)
{
	struct grid *g = grid_new(3, 6);

	(void)state;
	grid_put(g, 0, 0, 6, STYLE_NORMAL, "xxxxxx");
	grid_line(g, 0, 1, 4, STYLE_TITLE, "a");
	assert_string_equal(row(g, 0), "xa   x");
	assert_int_equal(grid_style(g, 0, 4), STYLE_TITLE);
	assert_int_equal(grid_style(g, 0, 5), STYLE_NORMAL);
	assert_int_equal(grid_put_right(g, 1, 0, 6, STYLE_OK, WIDE "b"), 3);
	assert_string_equal(row(g, 1), "   " WIDE "b");
	assert_int_equal(grid_put_right(g, 1, 0, 2, STYLE_OK, "12345"), 2);
	assert_string_equal(row(g, 1), "12 " WIDE "b");
	grid_hline(g, 2, 0, 99, STYLE_BORDER);
	grid_vline(g, 0, 5, 99, STYLE_BORDER);
	assert_string_equal(row(g, 0), "xa   \xe2\x94\x82");
	check_whole(g);
	grid_free(g);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_text_passes_the_gate),
		cmocka_unit_test(wide_letters_stop_at_the_edge),
		cmocka_unit_test(no_half_letter_stays),
		cmocka_unit_test(long_clusters_fit_their_cells),
		cmocka_unit_test(positions_are_clipped),
		cmocka_unit_test(lines_fill_and_right_is_right),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
