/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run FILE... - screen tests: what does the operator see? One TAP line a file.
 *
 * A file is a list of steps, one a line; "#" begins a comment.
 *   size 80x24 · lang ru · clock 2026-11-22T14:03:00Z	(first; TZ is UTC)
 *   include FILE		steps of another file of the same folder
 *   snapshot {...} · event {...} · customer {...}	as in doc/protocol.md
 *   transcript ID {...}	what a console fetched
 *   link live 12 · link waiting 5000 · link refused auth · link connecting
 *   key F6 · type TEXT · paste TEXT (\n, \e, \\) · tick +5s · resize 120x40
 *   kept · stored · refused CODE	of the latest message, note or action
 *   spelt LANGUAGE WORD right|wrong [OTHER,OTHER]	what a dictionary says
 *   zone NAME SECONDS	what the time is there: so many before UTC
 *   pref SECTION.KEY VALUE	a setting of dezhurka.conf(5)
 *   page URL			the visitor's page of an own desk
 *   block ORDERS command x · ran 1 ok TEXT · ran 2 status 3 · ran 3 timeout
 *   found {...} · seen {...}	answer of the desk, of the archive, to a search
 *   screen ... end		the rows that must be there, ends cut
 *   effects ... end		all that was asked for since the last such list
 *   themes a,b		the names that /theme knows
 *   style ROW COL NAME · cursor ROW COL
 * A line that ends in a backslash goes on in the next one.
 * In JSON @14:02:10 is that time of the clock's day in ms, @2026-11-12 noon of
 * a day, $id the client id of the latest action. With UPDATE=1 screens, effects and cursors are written anew.
 */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "console/view/view.h"
#include "matrix.h"
#include "proto/proto.h"
#include "world.h"

#define FILE_MAX_BYTES (4 * 1024 * 1024)

/* --- reading ------------------------------------------------------------------ */

static bool
read_whole(const char *path, struct str *out)
{
	FILE *f = fopen(path, "r");
	char buf[8192];
	size_t n;

	if (f == NULL)
		return false;
	while ((n = fread(buf, 1, sizeof buf, f)) > 0)
		str_put_n(out, buf, n);
	fclose(f);
	return !out->full;
}

/* The next line of *at; NULL at the end. Caller frees. */
static char *
next_line(const char **at)
{
	size_t len = strcspn(*at, "\n");
	char *line;

	if (**at == '\0')
		return NULL;
	line = mem_dup_n(*at, len);
	*at += len + ((*at)[len] == '\n');
	return line;
}

/* All up to a line "end". */
static void
read_block(const char **at, struct str *out)
{
	char *line;

	while ((line = next_line(at)) != NULL && strcmp(line, "end") != 0) {
		str_putf(out, "%s\n", line);
		free(line);
	}
	free(line);
}

/* --- comparing ------------------------------------------------------------------ */

struct test {
	struct world *w;
	const char   *path;
	struct str    out;	/* the file as it should be */
	bool	      is_update, failed, is_skipped;
	int	      line;
};

static void
fail(struct test *t, const char *what)
{
	if (t->is_skipped)
		return;
	if (!t->failed)
		printf("# %s:%d: %s\n", t->path, t->line, what);
	t->failed = true;
}

static void
print_diff(const char *expected, const char *found)
{
	int row = 0;

	while (*expected != '\0' || *found != '\0') {
		size_t a = strcspn(expected, "\n"), b = strcspn(found, "\n");

		if (a != b || memcmp(expected, found, a) != 0)
			printf("# row %d\n#  expected |%.*s|\n"
			       "#  found    |%.*s|\n",
			    row, (int)a, expected, (int)b, found);
		expected += a + (expected[a] == '\n');
		found += b + (found[b] == '\n');
		row++;
	}
}

static void
compare(struct test *t, const char *what, const char *expected,
    const char *found)
{
	if (t->is_update)
		str_put(&t->out, found);
	else
		str_put(&t->out, expected);
	if (t->is_update || strcmp(expected, found) == 0)
		return;
	fail(t, what);
	if (!t->is_skipped)
		print_diff(expected, found);
}

/* --- steps --------------------------------------------------------------------------- */

static void
check_block(struct test *t, const char **at, const char *what)
{
	struct str expected, found;

	str_init(&expected, FILE_MAX_BYTES);
	str_init(&found, FILE_MAX_BYTES);
	read_block(at, &expected);
	if (strcmp(what, "screen") == 0) {
		world_screen(t->w, &found);
		if (!world_is_same_cold(t->w))
			fail(t, "a cold cache draws another screen");
	} else {
		world_effects(t->w, &found);
	}
	compare(t, what, expected.data, found.data);
	str_put(&t->out, "end\n");
	str_clear(&expected);
	str_clear(&found);
}

static void
check_cursor(struct test *t, const char *args)
{
	const struct grid *g = world_grid(t->w);
	char found[64];

	snprintf(found, sizeof found, "%d %d", g->cursor_row, g->cursor_col);
	str_putf(&t->out, "cursor %s\n", t->is_update ? found : args);
	if (!t->is_update && strcmp(found, args) != 0) {
		fail(t, "the cursor is elsewhere");
		printf("# it is at %s\n", found);
	}
}

static void
check_style(struct test *t, const char *args)
{
	const char *found = "";
	int row = -1, col = -1;
	char name[32] = "";

	if (sscanf(args, "%d %d %31s", &row, &col, name) == 3)
		found = world_style(t->w, row, col);
	str_putf(&t->out, "style %s\n", args);
	if (strcmp(found, name) == 0)
		return;
	fail(t, "another style");
	printf("# it is %s\n", found);
}

static void run_lines(struct test *t, const char *text);

static void
include(struct test *t, const char *name)
{
	char *copy = mem_dup(t->path), path[4096];
	struct test inner = { .w = t->w, .path = path, .line = 0 };
	struct str text;

	snprintf(path, sizeof path, "%s/%s", dirname(copy), name);
	str_init(&text, FILE_MAX_BYTES);
	str_init(&inner.out, FILE_MAX_BYTES);
	if (read_whole(path, &text))
		run_lines(&inner, text.data);
	else
		fail(t, "the included file cannot be read");
	t->failed = t->failed || inner.failed;
	str_clear(&inner.out);
	str_clear(&text);
	free(copy);
}

static void
run_line(struct test *t, const char *line, const char *raw,
    const char **rest)
{
	size_t len = strcspn(line, " ");
	const char *args = line + len + (line[len] == ' ');
	char name[32];
	struct err err = { .code = ERR_NONE };

	snprintf(name, sizeof name, "%.*s", (int)len, line);
	if (strcmp(name, "cursor") == 0) {
		check_cursor(t, args);
		return;
	}
	if (strcmp(name, "style") == 0) {
		check_style(t, args);
		return;
	}
	str_putf(&t->out, "%s\n", raw);
	if (name[0] == '\0' || name[0] == '#')
		return;
	if (strcmp(name, "screen") == 0 || strcmp(name, "effects") == 0)
		check_block(t, rest, name);
	else if (strcmp(name, "include") == 0)
		include(t, args);
	else if (t->is_skipped || world_step(t->w, name, args, &err))
		return;
	else if (err.code == ERR_UNSUPPORTED)
		t->is_skipped = true;
	else
		fail(t, err.text);
}

/* A line that ends in a backslash goes on in the next one. */
static bool
next_step(const char **at, struct str *joined, struct str *raw)
{
	char *line;

	str_reset(joined);
	str_reset(raw);
	while ((line = next_line(at)) != NULL) {
		size_t len = strlen(line);
		bool goes_on = len > 0 && line[len - 1] == '\\';

		str_putf(raw, "%s%s", raw->len > 0 ? "\n" : "", line);
		str_put_n(joined, line, goes_on ? len - 1 : len);
		free(line);
		if (!goes_on)
			return true;
	}
	return false;
}

static void
run_lines(struct test *t, const char *text)
{
	const char *start = text;
	struct str joined, raw;

	str_init(&joined, FILE_MAX_BYTES);
	str_init(&raw, FILE_MAX_BYTES);
	t->line = 1;
	while (next_step(&text, &joined, &raw)) {
		run_line(t, joined.data, raw.data, &text);
		t->line = 1;
		for (const char *p = start; p < text; p++)
			t->line += *p == '\n';
	}
	str_clear(&joined);
	str_clear(&raw);
}

static bool
save(const char *path, const struct str *out)
{
	FILE *f = fopen(path, "w");

	if (f == NULL)
		return false;
	fwrite(out->data, 1, out->len, f);
	return fclose(f) == 0;
}

enum result { BAD, GOOD, SKIPPED };

static enum result
run_file(const char *path)
{
	struct test t = { .path = path };
	struct str text;
	enum result result;

	t.is_update = getenv("UPDATE") != NULL;
	t.w = world_new();
	str_init(&text, FILE_MAX_BYTES);
	str_init(&t.out, FILE_MAX_BYTES);
	if (read_whole(path, &text))
		run_lines(&t, text.data);
	else
		fail(&t, strerror(errno));
	result = t.is_skipped ? SKIPPED : t.failed ? BAD : GOOD;
	if (t.is_update && result == GOOD && strcmp(text.data, t.out.data) != 0 &&
	    !save(path, &t.out))
		result = BAD;
	str_clear(&text);
	str_clear(&t.out);
	world_free(t.w);
	return result;
}

/* --- matrices ------------------------------------------------------------------ */

static bool
is_matrix(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot != NULL && strcmp(dot, ".matrix") == 0;
}

static bool
run_steps(struct world *w, const char *path, const char *text)
{
	struct test t = { .w = w, .path = path };

	str_init(&t.out, FILE_MAX_BYTES);
	run_lines(&t, text);
	str_clear(&t.out);
	return !t.failed;
}

/* With n NULL it only counts; how many tests there are. */
static int
run_matrix(const char *path, int *n, bool *is_good)
{
	struct str text;
	int count;

	str_init(&text, FILE_MAX_BYTES);
	read_whole(path, &text);
	count = matrix_count(text.data);
	if (n != NULL)
		*is_good = matrix_run(path, text.data, run_steps, n) &&
		    *is_good;
	str_clear(&text);
	return count;
}

static int
count_tests(int argc, char **argv)
{
	int n = 0;

	for (int i = 1; i < argc; i++)
		n += is_matrix(argv[i]) ? run_matrix(argv[i], NULL, NULL) : 1;
	return n;
}

int
main(int argc, char **argv)
{
	bool is_good = true;
	int n = 0;

	setenv("TZ", "UTC", 1);
	printf("1..%d\n", count_tests(argc, argv));
	for (int i = 1; i < argc; i++) {
		char *copy, *name;
		enum result result;

		if (is_matrix(argv[i])) {
			run_matrix(argv[i], &n, &is_good);
			continue;
		}
		copy = mem_dup(argv[i]);
		name = basename(copy);
		result = run_file(argv[i]);
		name[strcspn(name, ".")] = '\0';
		for (char *p = name; *p != '\0'; p++)
			if (*p == '-')
				*p = ' ';
		printf("%sok %d - %s%s\n", result == BAD ? "not " : "", ++n, name,
		    result == SKIPPED ? " # SKIP no catalogue" : "");
		is_good = is_good && result != BAD;
		free(copy);
	}
	return is_good ? 0 : 1;
}
