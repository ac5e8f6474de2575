/* SPDX-License-Identifier: GPL-3.0-or-later */
/* term_drive LOG - a screen that does what a key says, for term.t.
 *
 * Every input goes to LOG as a line: "key NAME", "paste TEXT" ("\n" written as
 * "\\n"), "focus", "blur". "1" and "2" paint a screen each, "=" the last one
 * again, "n" sends a notification; each says "painted BYTES FRAMES". "?" says
 * what the terminal has said of itself: "is GROUND NAME". "q" ends.
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
	uint64_t bytes, frames;

	term_counts(t, &bytes, &frames);
	fprintf(log, "painted %llu %llu\n", (unsigned long long)bytes,
	    (unsigned long long)frames);
	fflush(log);
}

/* False: it is the end. */
static bool
obey(struct term *t, struct grid **g, const char *key, FILE *log)
{
	if (strcmp(key, "q") == 0)
		return false;
	if (strcmp(key, "?") == 0) {
		fprintf(log, "is %s %s\n", t->is_light ? "light" : "dark",
		    term_name(t));
		fflush(log);
		return true;
	}
	if (strcmp(key, "1") == 0 || strcmp(key, "2") == 0) {
		grid_free(*g);
		*g = make_grid(t, key);
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
