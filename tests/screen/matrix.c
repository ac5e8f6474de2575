/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "matrix.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "console/model/command.h"
#include "console/model/key_words.h"
#include "console/model/keymap.h"
#include "console/model/prefs.h"

#define TEXT_BYTES (1024 * 1024)
#define WORD_MIN   4		/* shorter ones are alike in many languages */
#define WORD_BYTES 64
#define FRAMED_COLS 40

static const struct { int cols, rows; } sizes[] = {
	{ 80, 24 }, { 132, 43 }, { 40, 15 }, { 20, 5 },
	{ 300, 90 }
};
static const char *const languages[] = { "en", "ru", "pl" };

/* Words that are the same everywhere: keys, names of things. */
static const char allowed[] = " enter ctrl shift backspace space pgup pgdn "
    "home insert delete esc left right down auto dark light mono high contrast "
    "chat best dezhurka visual editor program "
    "screen ";

struct view {
	char name[WORD_BYTES], title[WORD_BYTES];
	char *steps;
	bool is_alone;	/* "!": without acme.steps */
	bool is_whole;	/* "=": no sentence in its frame is cut */
};

struct look {
	const struct view *v;
	struct world *w;
	struct str    screen, english;	/* this one; in en at this size */
	const char   *data;		/* what is no text of ours */
	int	      cols, rows;
	const char   *language;
	bool	      is_bad;
};

static void
complain(struct look *l, const char *what, const char *more)
{
	printf("# %s %dx%d %s: %s%s\n", l->v->name, l->cols, l->rows,
	    l->language, what, more);
	l->is_bad = true;
}

/* --- cells ----------------------------------------------------------------- */

static int
count_of(const char *text, const char *sign)
{
	int n = 0;

	while ((text = strstr(text, sign)) != NULL) {
		text += strlen(sign);
		n++;
	}
	return n;
}

static bool
is_cell_whole(const struct grid *g, int row, int col)
{
	const struct cell *c = &g->cells[row * g->cols + col];

	if (c->style >= STYLES || c->len != strlen(c->bytes) ||
	    !utf8_is_valid(c->bytes, c->len))
		return false;
	if (c->cols == 2)
		return col + 1 < g->cols && c[1].cols == 0;
	if (c->cols == 0)
		return col > 0 && c[-1].cols == 2 && c->len == 0;
	return c->cols == 1 && utf8_cols(c->bytes, c->len) == 1;
}

static void
check_cells(struct look *l)
{
	const struct grid *g = world_grid(l->w);
	int corners = count_of(l->screen.data, "┌");

	for (int row = 0; row < g->rows; row++)
		for (int col = 0; col < g->cols; col++)
			if (!is_cell_whole(g, row, col)) {
				complain(l, "a letter is not in its cell",
				    "");
				return;
			}
	if (corners != count_of(l->screen.data, "┐") ||
	    corners != count_of(l->screen.data, "└") ||
	    corners != count_of(l->screen.data, "┘"))
		complain(l, "a frame is not whole", "");
	if (!world_is_same_cold(l->w))
		complain(l, "a cold cache draws another screen", "");
}

/* --- the cursor -------------------------------------------------------------- */

static bool
has_input(const struct model *m)
{
	if (m->ui.overlay == OVERLAY_NONE)
		return m->is_ready && model_focused(m) != NULL &&
		    !m->ui.in_sidebar;
	return model_context(m) == CONTEXT_PICKER ||
	    m->ui.overlay == OVERLAY_LIST;
}

static void
check_cursor(struct look *l)
{
	const struct grid *g = world_grid(l->w);
	const char *under;

	if (g->cursor_row < 0) {
		if (has_input(world_model(l->w)))
			complain(l, "there is no cursor", "");
		return;
	}
	if (g->cursor_row >= g->rows || g->cursor_col >= g->cols) {
		complain(l, "the cursor is outside", "");
		return;
	}
	under = g->cells[g->cursor_row * g->cols + g->cursor_col].bytes;
	if (strcmp(under, "│") == 0 || strcmp(under, "─") == 0)
		complain(l, "the cursor is on a frame", "");
}

/* --- what is written ----------------------------------------------------------- */

static void
check_overlay(struct look *l)
{
	const struct model *m = world_model(l->w);
	const char *title = l->v->title;

	if (m->ui.overlay == OVERLAY_NONE || strcmp(title, "-") == 0)
		return;
	if (l->cols < FRAMED_COLS)
		return;		/* there is no room for a frame */
	if (strstr(l->screen.data, _(title)) == NULL)
		complain(l, "its title is missing: ", _(title));
	if (strstr(l->screen.data, "Esc") == NULL)
		complain(l, "it does not say that Esc leaves", "");
}

/* The last row, where it is the key bar. */
static void
check_keys(struct look *l)
{
	const struct grid *g = world_grid(l->w);
	char row[GRID_MAX_COLS * CELL_BYTES];

	if (l->cols != 80 || (grid_style(g, g->rows - 1, 0) != STYLE_KEYBAR &&
	    grid_style(g, g->rows - 1, 0) != STYLE_KEYBAR_KEY))
		return;
	grid_row(g, g->rows - 1, row, sizeof row);
	if (strstr(row, "…") != NULL)
		complain(l, "a key is cut: ", row);
}

/* --- what keys and commands do is to be read whole ---------------------------- */

/* Cut off, it follows a letter at once. */
static bool
is_cut(const struct grid *g, int row, int col)
{
	const struct cell *c = &g->cells[row * g->cols + col];

	return strcmp(c->bytes, "…") == 0 && strcmp(c[-1].bytes, " ") != 0;
}

static void
check_cut(struct look *l)
{
	const struct grid *g = world_grid(l->w);
	char text[GRID_MAX_COLS * CELL_BYTES];
	int from = 0, to = 0;	/* columns of the frame */

	if (!l->v->is_whole || l->cols < 80)
		return;
	for (int row = 0; row < g->rows; row++)
		for (int col = 1; col < g->cols; col++) {
			const char *bytes =
			    g->cells[row * g->cols + col].bytes;

			if (strcmp(bytes, "┐") == 0)
				to = col;
			if (strcmp(g->cells[row * g->cols + col - 1].bytes,
			    "┌") == 0)
				from = col;
			if (strcmp(bytes, "└") == 0)
				to = 0;
			if (col > from && col < to && is_cut(g, row, col))
				complain(l, "it is cut: ", grid_row(g, row,
				    text, sizeof text));
		}
}

/* As the views count on it; see key_words.c. */
static void
check_words(struct look *l, const char *line, const char *sentence)
{
	const char *brief = key_words_brief(line);

	if (brief == NULL)
		complain(l, "add words to key_words.c for ", line);
	else if (utf8_cols(brief, strlen(brief)) > 18)
		complain(l, "more than 18 columns: ", brief);
	if (utf8_cols(sentence, strlen(sentence)) > 2 * 72)
		complain(l, "more than two rows: ", sentence);
}

static void
check_all_words(struct look *l)
{
	if (l->cols != 80 || strcmp(l->v->name, "menu") != 0)
		return;
	for (size_t i = 0; i < n_commands; i++)
		if (commands[i].offered != FOR_KEYS)
			check_words(l, commands[i].name, _(commands[i].help));
	for (enum key_set set = KEYS_DEFAULT; set < KEY_SETS; set++) {
		size_t n = n_bindings;
		const struct binding *rows = set == KEYS_DEFAULT ? bindings :
		    key_set_rows(set, &n);

		for (size_t i = 0; i < n; i++)
			if (strncmp(rows[i].key, "C-x ", 4) == 0 ||
			    rows[i].key[1] == ' ')
				check_words(l, strncmp(rows[i].line,
				    "canned --likely", 15) == 0 ? "canned" :
				    rows[i].line, "");
	}
}

/* The next word of ASCII letters, small; false at the end. */
static bool
next_word(const char **at, char word[WORD_BYTES])
{
	size_t len = 0;

	while (**at != '\0' && !isascii((unsigned char)**at))
		(*at)++;
	while (**at != '\0' && !isalpha((unsigned char)**at))
		(*at)++;
	for (; isalpha((unsigned char)**at) && isascii((unsigned char)**at);
	    (*at)++)
		if (len + 1 < WORD_BYTES)
			word[len++] = (char)tolower((unsigned char)**at);
	word[len] = '\0';
	return len > 0;
}

/* As a word of its own. */
static bool
has_word(const char *text, const char *word)
{
	char other[WORD_BYTES];

	while (next_word(&text, other))
		if (strcmp(other, word) == 0)
			return true;
	return false;
}

/* Of a command, of what a key runs, of a setting. */
static bool
is_command_word(const char *word)
{
	for (size_t i = 0; i < n_commands; i++)
		if (has_word(commands[i].name, word) ||
		    has_word(commands[i].args, word))
			return true;
	for (size_t i = 0; i < n_bindings; i++)
		if (has_word(bindings[i].line, word))
			return true;
	for (size_t i = 0; i < n_prefs_rows; i++) {
		const struct pref *p = &prefs_rows[i];

		if (has_word(p->section, word) || has_word(p->key, word) ||
		    has_word(p->fallback, word) ||
		    (p->choices != NULL && has_word(p->choices, word)))
			return true;
	}
	return false;
}

/* Words that this screen shares with the English one: are they names? */
static void
check_english(struct look *l)
{
	const char *at = l->screen.data;
	char word[WORD_BYTES];

	while (next_word(&at, word)) {
		/* A Polish word goes on with a letter that is not ASCII, or
		 * began with one. */
		bool is_part = !isascii((unsigned char)*at) &&
		    strncmp(at, "│", 3) != 0 && strncmp(at, "…", 3) != 0 &&
		    strncmp(at, "”", 3) != 0;

		/* Of a name half a word may be left where it is cut. */
		if (is_part || strlen(word) < WORD_MIN ||
		    !has_word(l->english.data, word) ||
		    has_word(allowed, word) || is_command_word(word) ||
		    strcasestr(l->data, word) != NULL ||
		    strcasestr(l->v->steps, word) != NULL)
			continue;
		complain(l, "English is left: ", word);
	}
}

/* --- one view ------------------------------------------------------------------- */

/* ERR_UNSUPPORTED has been said: the catalogue was not built. */
static bool
prepare(struct look *l, const char *path, matrix_steps *steps)
{
	struct err err = { .code = ERR_NONE };
	char size[32];

	snprintf(size, sizeof size, "%dx%d", l->cols, l->rows);
	if (!world_step(l->w, "lang", l->language, &err))
		return false;
	world_step(l->w, "size", size, &err);
	if (!l->v->is_alone && !steps(l->w, path, "include acme.steps\n"))
		complain(l, "acme.steps does not run", "");
	if (!steps(l->w, path, l->v->steps))
		complain(l, "its steps do not run", "");
	return true;
}

static void
look_once(struct look *l, const char *path, matrix_steps *steps)
{
	l->w = world_new();
	str_reset(&l->screen);
	if (prepare(l, path, steps)) {
		world_screen(l->w, &l->screen);
		check_cells(l);
		check_cursor(l);
		check_overlay(l);
		check_keys(l);
		check_cut(l);
		check_all_words(l);
		if (strcmp(l->language, "en") == 0) {
			str_reset(&l->english);
			str_put(&l->english, l->screen.data);
		} else {
			check_english(l);
		}
		if (l->is_bad && getenv("SHOW") != NULL)
			printf("%s\n", l->screen.data);
	}
	world_free(l->w);
}

static bool
look_at(const struct view *v, const char *path, const char *data,
    matrix_steps *steps)
{
	struct look l = { .v = v, .data = data };
	bool is_good = true;

	str_init(&l.screen, TEXT_BYTES);
	str_init(&l.english, TEXT_BYTES);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t k = 0; k < sizeof languages / sizeof *languages;
		    k++) {
			l.cols = sizes[i].cols;
			l.rows = sizes[i].rows;
			l.language = languages[k];
			l.is_bad = false;
			look_once(&l, path, steps);
			is_good = is_good && !l.is_bad;
		}
	str_clear(&l.screen);
	str_clear(&l.english);
	return is_good;
}

/* --- the file ---------------------------------------------------------------------- */

static bool
read_part(const char **at, const char *end, char *buf, size_t size)
{
	const char *bar = memchr(*at, '|', (size_t)(end - *at));
	const char *last = bar;

	if (bar == NULL)
		return false;
	while (**at == ' ' || **at == '\t')
		(*at)++;
	while (last > *at && (last[-1] == ' ' || last[-1] == '\t'))
		last--;
	snprintf(buf, size, "%.*s", (int)(last - *at), *at);
	*at = bar + 1;
	return true;
}

/* "a ; b" becomes two lines. */
static char *
read_steps(const char *at, const char *end)
{
	struct str out;

	str_init(&out, TEXT_BYTES);
	while (at < end) {
		const char *semi = at;

		while (*at == ' ' || *at == '\t')
			at++;
		while (semi < end && strncmp(semi, " ; ", 3) != 0)
			semi++;
		str_put_n(&out, at, (size_t)(semi - at));
		str_put_c(&out, '\n');
		at = semi < end ? semi + 3 : end;
	}
	return str_take(&out);
}

/* False: the line is no view. */
static bool
read_view(const char *at, const char *end, struct view *v)
{
	if (at == end || *at == '#' ||
	    !read_part(&at, end, v->name, sizeof v->name) ||
	    !read_part(&at, end, v->title, sizeof v->title))
		return false;
	v->is_alone = v->name[0] == '!';
	v->is_whole = v->name[0] == '=';
	if (v->is_alone || v->is_whole)
		memmove(v->name, v->name + 1, strlen(v->name));
	v->steps = read_steps(at, end);
	return true;
}

int
matrix_count(const char *text)
{
	int n = 0;

	while (*text != '\0') {
		const char *end = text + strcspn(text, "\n");
		struct view v = { .steps = NULL };

		n += read_view(text, end, &v);
		free(v.steps);
		text = end + (*end == '\n');
	}
	return n;
}

/* What customers and colleagues say is in their languages. */
static char *
read_data(const char *path)
{
	static const char *const files[] = { "acme.steps", "ivan.steps" };
	char name[4096], buf[8192];
	struct str out;
	size_t n;
	FILE *f;

	str_init(&out, TEXT_BYTES);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(name, sizeof name, "%.*s/%s",
		    (int)(strrchr(path, '/') - path), path, files[i]);
		f = fopen(name, "r");
		while (f != NULL && (n = fread(buf, 1, sizeof buf, f)) > 0)
			str_put_n(&out, buf, n);
		if (f != NULL)
			fclose(f);
	}
	return str_take(&out);
}

bool
matrix_run(const char *path, const char *text, matrix_steps *steps, int *n)
{
	char *data = read_data(path);
	bool is_good = true;

	while (*text != '\0') {
		const char *end = text + strcspn(text, "\n");
		struct view v = { .steps = NULL };

		if (read_view(text, end, &v)) {
			bool ok = look_at(&v, path, data, steps);

			printf("%sok %d - %s, at all sizes, in all languages\n",
			    ok ? "" : "not ", ++*n, v.name);
			is_good = is_good && ok;
		}
		free(v.steps);
		text = end + (*end == '\n');
	}
	free(data);
	return is_good;
}
