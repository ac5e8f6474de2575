/* SPDX-License-Identifier: GPL-3.0-or-later */
/* term_drive LOG - a screen that does what a key says, for term.t.
 *
 * Every input goes to LOG as a line: "key NAME", "paste TEXT" ("\n" written as
 * "\\n"), "focus", "blur". "1" and "2" paint a screen each, "=" the last one
 * again, "n" sends a notification; each says "painted BYTES FRAMES". "?" says
 * what the terminal has said of itself: "is GROUND NAME". "w" and "W" paint
 * many scripts, marked with that letter, and say the rows: "row TEXT". "q" ends.
 */
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "console/term/internal.h"

#define FLAG "\xf0\x9f\x87\xb5\xf0\x9f\x87\xb1"

static struct grid *
make_grid(const struct term *t, const char *name)
{
	struct grid *g;
	int rows, cols;

	term_size(t, &rows, &cols);
	g = grid_new(rows, cols);
	for (int row = 0; row < rows; row++)
		for (int col = 0; col < cols; col++)
			grid_put(g, row, col, 1, row % 2 == 0 ? STYLE_OK :
			    STYLE_ALARM, name);
	if (name[0] == '2') {
		grid_line(g, 1, 0, 10, STYLE_NORMAL, FLAG "|\xe6\xbc\xa2|");
		grid_line(g, 2, 0, 10, STYLE_NORMAL, "z\xcc\x87o\xcc\x81|");
	}
	grid_cursor(g, 0, 0);
	return g;
}

/* What people write. Terminals disagree on some of it as it comes: on a family
 * of emoji, on what an emoji selector does to a heart. */
static const char *const scripts[] = {
	"Za\xc5\xbc\xc3\xb3\xc5\x82\xc4\x87", "z\xcc\x87o\xcc\x81\xcc\xa3",
	"\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd\xcc\x81",
	"\xe6\xbc\xa2\xe5\xad\x97\xe3\x81\x8b\xe3\x82\x99",
	"\xed\x95\x9c\xea\xb5\xad \xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab",
	"\xd9\x85\xd8\xad\xd9\x85\xd8\xaf \xd8\xb4\xd9\x8f\xd9\x83\xd8\xb1\xd8\xa7",
	"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xd7\xa9\xd6\xb8\xd7\x81",
	"\xe0\xb8\x99\xe0\xb9\x89\xe0\xb8\xb3 \xe0\xb8\x81\xe0\xb8\xb4\xe0\xb9\x88",
	"\xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87 "
	"\xe0\xa4\x95\xe0\xa4\xbf",
	"\xe0\xae\x95\xe0\xaf\x8a \xe1\x80\x99\xe1\x80\xbc\xe1\x80\x94\xe1\x80\xba",
	"\xf0\x9f\x98\x80 \xe2\x9d\xa4\xef\xb8\x8f \xe2\x98\x8e\xef\xb8\x8e",
	"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
	"\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd 1\xef\xb8\x8f\xe2\x83\xa3",
	FLAG " " "\xf0\x9f\x8f\xb3\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x8c\x88",
	"\xf0\x9f\xab\xa8 \xf0\x9f\xaa\xbf \xf0\x9f\xab\xa0",
	"soft\xc2\xadhyphen", "\xe2\x80\xaertl\xe2\x80\xac",
	"\xe2\x97\x8f \xe2\x96\xb2 \xe2\x98\x85 \xe2\x9c\x93 \xe2\x80\xa6 \xc2\xb1",
};
#define N_SCRIPTS ((int)(sizeof scripts / sizeof *scripts))

/* Each on a row, with `mark` in the column after it and in the 60th. */
static struct grid *
make_scripts(const struct term *t, const char *mark)
{
	struct grid *g;
	int rows, cols;

	term_size(t, &rows, &cols);
	g = grid_new(rows, cols);
	for (int i = 0; i < N_SCRIPTS && i < rows; i++) {
		int used = grid_put(g, i, 1, 40, STYLE_NORMAL, scripts[i]);

		grid_put(g, i, 0, 1, STYLE_NORMAL, mark);
		grid_put(g, i, 1 + used, 1, STYLE_NORMAL, mark);
		grid_put(g, i, 60, 1, STYLE_NORMAL, mark);
	}
	return g;
}

static void
say_rows(FILE *log, const struct grid *g)
{
	char row[4096];

	for (int i = 0; i < N_SCRIPTS && i < g->rows; i++)
		fprintf(log, "row %s\n", grid_row(g, i, row, sizeof row));
}

static void
say(FILE *log, const char *what, const char *text, size_t len)
{
	fprintf(log, "%s", what);
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\n')
			fputs("\\n", log);
		else
			fputc(text[i], log);
	fputc('\n', log);
	fflush(log);
}

static void
say_counts(FILE *log, const struct term *t)
{
	struct term_counts n = term_counts(t);

	fprintf(log, "painted %llu %llu\n", (unsigned long long)n.bytes,
	    (unsigned long long)n.frames);
	fflush(log);
}

static void
say_mouse(FILE *log, const struct term *t, enum term_input what)
{
	int row, col;

	term_mouse_at(t, &row, &col);
	fprintf(log, "%s %d %d\n", what == TERM_CLICK ? "click" :
	    what == TERM_WHEEL_UP ? "up" : "down", row, col);
	fflush(log);
}

/* False: it is the end. */
static bool
obey(struct term *t, struct grid **g, const char *key, FILE *log)
{
	if (strcmp(key, "q") == 0)
		return false;
	if (strcmp(key, "m") == 0 || strcmp(key, "M") == 0) {
		term_mouse(t, key[0] == 'm');
		return true;
	}
	if (strcmp(key, "?") == 0) {
		fprintf(log, "is %s %s\n", t->is_light ? "light" : "dark",
		    term_name(t));
		fflush(log);
		return true;
	}
	if (strcmp(key, "1") == 0 || strcmp(key, "2") == 0) {
		grid_free(*g);
		*g = make_grid(t, key);
	} else if (strcmp(key, "w") == 0 || strcmp(key, "W") == 0) {
		grid_free(*g);
		*g = make_scripts(t, key);
		term_paint(t, *g);
		say_rows(log, *g);
	} else if (strcmp(key, "n") == 0) {
		term_notify(t, 9, "Anna\033[31m", "hello");
	} else if (strcmp(key, "=") != 0) {
		return true;
	}
	if (*g != NULL)
		term_paint(t, *g);
	say_counts(log, t);
	return true;
}

static bool
read_all(struct term *t, struct grid **g, FILE *log)
{
	enum term_input got;
	const char *text;
	size_t len;

	while ((got = term_read(t, &text, &len)) != TERM_NONE)
		switch (got) {
		case TERM_KEY:
			say(log, "key ", text, len);
			if (!obey(t, g, text, log))
				return false;
			break;
		case TERM_PASTE:
			say(log, "paste ", text, len);
			break;
		case TERM_CLICK:
		case TERM_WHEEL_UP:
		case TERM_WHEEL_DOWN:
			say_mouse(log, t, got);
			break;
		case TERM_ANSWER:
			break;
		default:
			say(log, got == TERM_FOCUS ? "focus" : "blur", "", 0);
		}
	return true;
}

int
main(int argc, char **argv)
{
	struct term_config config = { .theme = "auto" };
	struct grid *g = NULL;
	struct err err;
	struct term *t;
	FILE *log;

	if (argc != 2 || (log = fopen(argv[1], "we")) == NULL)
		return 2;
	setlocale(LC_ALL, "C.UTF-8");
	t = term_open(&config, &err);
	if (t == NULL) {
		fprintf(log, "error %s\n", err.text);
		fclose(log);
		return 1;
	}
	say(log, "ready", "", 0);
	do {
		struct pollfd p = { .fd = term_fd(t), .events = POLLIN };

		poll(&p, 1, -1);
		if ((p.revents & POLLIN) == 0)
			break;
	} while (read_all(t, &g, log));
	term_close(t);
	grid_free(g);
	say(log, "end", "", 0);
	fclose(log);
	return 0;
}
