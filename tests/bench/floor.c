/* SPDX-License-Identifier: GPL-3.0-or-later */
/* floor full|beside ABOVE BELOW FD - the least a curses program can pay.
 *
 * A transcript that is as wide as the screen, or one that has a column of rows
 * at its left and its right, each row another: then no terminal can scroll the
 * middle alone, and lines are added till the page is full, when half of it is
 * thrown away. ABOVE and BELOW it are rows that stand still; the last one echoes
 * keys. Lines come on the descriptor FD.
 */
#define NCURSES_WIDECHAR 1

#include <curses.h>
#include <locale.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#define LINES_MAX  512
#define LINE_BYTES 512
#define LEFT_COLS  23
#define RIGHT_COLS 27
#define FIRST_COL  7	/* of the input */

struct page {
	char lines[LINES_MAX][LINE_BYTES];
	int  n, rows, top, left;
	bool jumps;
};

static void
draw(const struct page *p, bool is_beside)
{
	int first = p->n > p->rows ? p->n - p->rows : 0;

	for (int i = 0; i < p->rows; i++) {
		move(p->top + i, p->left);
		if (first + i < p->n) {
			attron(COLOR_PAIR(1));
			addstr(" 12:34 ");
			attroff(COLOR_PAIR(1));
			attron(COLOR_PAIR(2) | A_BOLD);
			addstr("Ivan");
			attroff(COLOR_PAIR(2) | A_BOLD);
			addstr("   ");
			addstr(p->lines[first + i]);
		}
		if (!is_beside) {
			clrtoeol();
			continue;
		}
		while (getcurx(stdscr) < COLS - RIGHT_COLS)
			addch(' ');
		mvprintw(p->top + i, 0, "%2d row on the left", i);
		mvprintw(p->top + i, COLS - RIGHT_COLS + 1,
		    "%2d row on the right", i);
	}
}

/* The last line, and what is thrown away for it. */
static void
add(struct page *p, const char *text)
{
	int keep = p->jumps ? p->rows / 2 : LINES_MAX - 1;

	if (p->n == (p->jumps ? p->rows : LINES_MAX)) {
		memmove(p->lines[0], p->lines[p->n - keep],
		    (size_t)keep * LINE_BYTES);
		p->n = keep;
	}
	snprintf(p->lines[p->n++], LINE_BYTES, "%.511s", text);
}

static void
echo_key(int *col)
{
	wint_t c;
	wchar_t text[2] = { 0 };

	if (get_wch(&c) == ERR)
		return;
	text[0] = (wchar_t)c;
	mvaddwstr(LINES - 1, (*col)++, text);
}

static bool
read_lines(struct page *p, int fd, bool is_beside)
{
	char buf[16384];
	ssize_t n = read(fd, buf, sizeof buf - 1);
	char *at = buf, *end;

	if (n <= 0)
		return false;
	buf[n] = '\0';
	for (; (end = strchr(at, '\n')) != NULL; at = end + 1) {
		*end = '\0';
		add(p, at);
	}
	draw(p, is_beside);
	return true;
}

static int
number(const char *text)
{
	return (int)strtol(text, NULL, 10);
}

static void
start(struct page *p, int below)
{
	initscr();
	start_color();
	use_default_colors();
	init_pair(1, 245, -1);
	init_pair(2, 117, -1);
	raw();
	noecho();
	timeout(0);
	idlok(stdscr, TRUE);
	for (int i = 0; i < LINES; i++)
		if (i < p->top || i >= LINES - below)
			mvprintw(i, 1, "row %d of the frame", i);
	mvaddstr(LINES - 1, 1, "Ivan>                  ");
	p->rows = LINES - p->top - below;
}

int
main(int argc, char **argv)
{
	struct pollfd fds[2] = { { .fd = 0, .events = POLLIN },
		{ .events = POLLIN } };
	struct page *p = calloc(1, sizeof *p);
	bool is_beside;
	int col = FIRST_COL;

	if (p == NULL || argc != 5)
		return 2;
	is_beside = strcmp(argv[1], "beside") == 0;
	p->left = is_beside ? LEFT_COLS : 0;
	p->jumps = is_beside;
	p->top = number(argv[2]);
	fds[1].fd = number(argv[4]);
	setlocale(LC_ALL, "");
	start(p, number(argv[3]));
	for (bool is_on = true; is_on;) {
		move(LINES - 1, col);
		refresh();
		if (poll(fds, 2, -1) < 0)
			break;
		if (fds[0].revents & POLLIN)
			echo_key(&col);
		else if (fds[0].revents != 0)
			break;
		if (fds[1].revents != 0)
			is_on = read_lines(p, fds[1].fd, is_beside);
	}
	endwin();
	free(p);
	return 0;
}
