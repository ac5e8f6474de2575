/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/term/looks.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/paths.h"

#define FILE_BYTES  (64 * 1024)
#define WORD_BYTES  32
#define NAME_BYTES  32
#define ENDING	    ".theme"
#define FILES_MAX   64
#define FAR	    3	/* letters wrong: not what was meant */

static const char *const names[STYLES] = {
	[STYLE_NORMAL] = "normal", [STYLE_STATUS] = "status",
	[STYLE_STATUS_BAD] = "status-bad", [STYLE_KEYBAR] = "keybar",
	[STYLE_KEYBAR_KEY] = "keybar-key", [STYLE_TITLE] = "title",
	[STYLE_TITLE_FOCUS] = "title-focus", [STYLE_BORDER] = "border",
	[STYLE_DIM] = "dim", [STYLE_CUSTOMER] = "customer",
	[STYLE_OPERATOR] = "operator", [STYLE_COLLEAGUE] = "colleague",
	[STYLE_SYSTEM] = "system", [STYLE_NOTE] = "note",
	[STYLE_PREVIEW] = "preview", [STYLE_UNSENT] = "unsent",
	[STYLE_FAILED] = "failed", [STYLE_OK] = "ok", [STYLE_WARN] = "warn",
	[STYLE_ALARM] = "alarm", [STYLE_SELECTED] = "selected",
	[STYLE_MATCH] = "match", [STYLE_GOOD] = "good", [STYLE_BAD] = "bad",
	[STYLE_MARKED] = "marked", [STYLE_MISSPELT] = "misspelt",
};

static const char *const color_names[8] = {
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"
};

static const struct { const char *name; enum look_attr attr; } attr_names[] = {
	{ "bold", LOOK_BOLD }, { "underline", LOOK_UNDERLINE },
	{ "italic", LOOK_ITALIC }, { "reverse", LOOK_REVERSE },
};

const char *
looks_style_name(enum style style)
{
	return names[style] != NULL ? names[style] : "";
}

enum style
looks_style_find(const char *name)
{
	int i = 0;

	while (i < STYLES && strcmp(looks_style_name((enum style)i), name) != 0)
		i++;
	return (enum style)i;
}

/* --- colours --------------------------------------------------------------- */

struct rgb { int r, g, b; };

/* As xterm has them; terminals differ in the first 16. */
static struct rgb
rgb_of(short color)
{
	static const struct rgb first[16] = {
		{ 0, 0, 0 }, { 205, 0, 0 }, { 0, 205, 0 }, { 205, 205, 0 },
		{ 0, 0, 238 }, { 205, 0, 205 }, { 0, 205, 205 },
		{ 229, 229, 229 }, { 127, 127, 127 }, { 255, 0, 0 },
		{ 0, 255, 0 }, { 255, 255, 0 }, { 92, 92, 255 },
		{ 255, 0, 255 }, { 0, 255, 255 }, { 255, 255, 255 },
	};
	static const int levels[6] = { 0, 95, 135, 175, 215, 255 };
	int n = color - 16, grey = 8 + 10 * (color - 232);

	if (color < 16)
		return first[color < 0 ? 0 : color];
	if (color >= 232)
		return (struct rgb){ grey, grey, grey };
	return (struct rgb){ levels[n / 36], levels[n / 6 % 6],
	    levels[n % 6] };
}

static int
distance(struct rgb a, struct rgb b)
{
	return (a.r - b.r) * (a.r - b.r) + (a.g - b.g) * (a.g - b.g) +
	    (a.b - b.b) * (a.b - b.b);
}

static short
nearest_rgb(struct rgb c, int from, int to)
{
	short best = (short)from;

	for (int i = from; i < to; i++)
		if (distance(c, rgb_of((short)i)) < distance(c, rgb_of(best)))
			best = (short)i;
	return best;
}

short
looks_nearest(short color, int among)
{
	return color < among ? color : nearest_rgb(rgb_of(color), 0, among);
}

/* By Newton's steps; `v` is in 0.0001..1. */
static double
fifth_root(double v)
{
	double y = 1;

	for (int i = 0; i < 40; i++)
		y -= (y * y * y * y * y - v) / (5 * y * y * y * y);
	return y;
}

/* sRGB: v^2.4, which is v^2 times the fifth root of v^2. */
static double
linear(int level)
{
	double v = level / 255.0;

	if (v <= 0.03928)
		return v / 12.92;
	v = (v + 0.055) / 1.055;
	return v * v * fifth_root(v * v);
}

static double
luminance(struct rgb c)
{
	return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) +
	    0.0722 * linear(c.b);
}

int
looks_contrast(short fg, short bg, short own)
{
	double a = luminance(rgb_of(fg < 0 ? own : fg));
	double b = luminance(rgb_of(bg < 0 ? own : bg));

	return (int)(100 * (a > b ? (a + 0.05) / (b + 0.05) :
				    (b + 0.05) / (a + 0.05)));
}

/* --- a file ------------------------------------------------------------------ */

static int
smallest(int a, int b, int c)
{
	if (a > b)
		a = b;
	return a < c ? a : c;
}

/* How many letters are to be changed, put in or left out. */
static int
steps_between(const char *a, const char *b)
{
	int row[NAME_BYTES + 1];
	size_t n = strlen(b);

	if (n > NAME_BYTES)
		return FAR;
	for (size_t j = 0; j <= n; j++)
		row[j] = (int)j;
	for (size_t i = 0; a[i] != '\0'; i++) {
		int before = row[0];

		row[0] = (int)i + 1;
		for (size_t j = 1; j <= n; j++) {
			int kept = row[j];

			row[j] = smallest(row[j] + 1, row[j - 1] + 1,
			    before + (a[i] != b[j - 1]));
			before = kept;
		}
	}
	return row[n];
}

/* NULL: nothing is like it. */
static const char *
most_like(const char *name)
{
	const char *best = NULL;
	int steps = FAR;

	for (int i = 0; i < STYLES; i++) {
		const char *other = looks_style_name((enum style)i);
		int n = other[0] != '\0' ? steps_between(name, other) : FAR;

		if (n < steps) {
			steps = n;
			best = other;
		}
	}
	return best;
}

static bool
next_word(const char **at, char *word)
{
	size_t len;

	*at += strspn(*at, " \t");
	len = strcspn(*at, " \t");
	if (len == 0 || len >= WORD_BYTES)
		return false;
	memcpy(word, *at, len);
	word[len] = '\0';
	*at += len;
	return true;
}

static bool
read_color(const char *word, short *color)
{
	bool is_bright = strncmp(word, "bright-", 7) == 0;
	long long n;
	char *end;

	if (strcmp(word, "default") == 0) {
		*color = -1;
		return true;
	}
	if (word[0] == '#' && strlen(word) == 7) {
		unsigned long hex = strtoul(word + 1, &end, 16);

		*color = nearest_rgb((struct rgb){ (int)(hex >> 16),
		    (int)(hex >> 8 & 255), (int)(hex & 255) }, 16, 256);
		return *end == '\0' && word[1] != '-' && word[1] != '+' &&
		    word[1] != ' ';
	}
	for (short i = 0; i < 8; i++)
		if (strcmp(word + (is_bright ? 7 : 0), color_names[i]) == 0) {
			*color = is_bright ? (short)(i + 8) : i;
			return true;
		}
	if (!str_to_i64(word, 0, 255, &n))
		return false;
	*color = (short)n;
	return true;
}

static bool
read_attr(const char *word, uint8_t *attr)
{
	for (size_t i = 0; i < sizeof attr_names / sizeof *attr_names; i++)
		if (strcmp(attr_names[i].name, word) == 0) {
			*attr |= (uint8_t)attr_names[i].attr;
			return true;
		}
	return false;
}

/* With few colours two that are told apart must not become one. */
static void
few_of(struct look *look)
{
	look->few_fg = looks_nearest(look->fg, 8);
	look->few_bg = looks_nearest(look->bg, 8);
	if (look->few_bg >= 0 && looks_contrast(look->few_fg < 0 ? 7 :
	    look->few_fg, look->few_bg, 0) < 300)
		look->few_fg = looks_contrast(7, look->few_bg, 0) >
		    looks_contrast(0, look->few_bg, 0) ? 7 : 0;
}

static bool
read_colors(const struct conf *c, const struct conf_entry *e,
    const char **at, short *fg, short *bg, struct err *err)
{
	short *const parts[2] = { fg, bg };

	for (int i = 0; i < 2; i++) {
		char word[WORD_BYTES] = "";

		if (!next_word(at, word) || !read_color(word, parts[i]))
			return conf_err(c, e, err, "\"%s\" is no colour: write "
			    "the text's and the background's, such as \"cyan "
			    "default\", \"117 236\" or \"#ffd787 default\"",
			    word);
	}
	return true;
}

static bool
set_style(struct looks *l, enum style style, const struct conf *c,
    const struct conf_entry *e, struct err *err)
{
	struct look look = l->of[style];
	const char *at = e->value;
	char word[WORD_BYTES];

	look.attr = 0;
	if (!read_colors(c, e, &at, &look.fg, &look.bg, err))
		return false;
	while (next_word(&at, word))
		if (!read_attr(word, &look.attr))
			return conf_err(c, e, err, "\"%s\" is no attribute: "
			    "bold, underline, italic, reverse", word);
	few_of(&look);
	l->of[style] = look;
	return true;
}

static bool
set_few(struct looks *l, enum style style, const struct conf *c,
    const struct conf_entry *e, struct err *err)
{
	struct look *look = &l->of[style];
	const char *at = e->value;

	if (!read_colors(c, e, &at, &look->few_fg, &look->few_bg, err))
		return false;
	return at[strspn(at, " \t")] == '\0' || conf_err(c, e, err,
	    "with few colours a style has two colours and no attributes");
}

static bool
set_base(struct looks *l, const struct conf *c, const struct conf_entry *e,
    struct err *err)
{
	const struct look *from = looks_builtin(e->value);

	if (from == NULL)
		return conf_err(c, e, err, "there is no theme \"%s\" to begin "
		    "with: dark, light, high-contrast or mono", e->value);
	memcpy(l->of, from, sizeof l->of);
	return true;
}

static bool
set_entry(struct looks *l, const struct conf *c, const struct conf_entry *e,
    struct err *err)
{
	const char *dot = strchr(e->key, '.'), *like;
	bool is_few = dot != NULL && strcmp(dot, ".few") == 0;
	char name[NAME_BYTES] = "";
	enum style style;

	if (strcmp(e->key, "base") == 0)
		return true;	/* read already: it comes before all */
	if (!is_few || (size_t)(dot - e->key) >= sizeof name)
		str_copy(name, sizeof name, e->key);
	else
		memcpy(name, e->key, (size_t)(dot - e->key));
	style = looks_style_find(name);
	if (style < STYLES)
		return is_few ? set_few(l, style, c, e, err) :
				set_style(l, style, c, e, err);
	like = most_like(name);
	if (like != NULL)
		return conf_err(c, e, err, "there is no style \"%s\": did you "
		    "mean \"%s\"?", e->key, like);
	return conf_err(c, e, err, "there is no style \"%s\": dezhurka.conf(5) "
	    "lists them", e->key);
}

static bool
set_all(struct looks *l, const struct conf *c, struct err *err)
{
	const struct conf_entry *base = conf_find(c, "", "base");
	bool ok = base == NULL || set_base(l, c, base, err);

	/* The pair for few colours comes after the one it belongs to. */
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; ok && i < conf_count(c); i++) {
			const struct conf_entry *e = conf_at(c, i);

			if ((strchr(e->key, '.') != NULL) == (pass == 1))
				ok = set_entry(l, c, e, err);
		}
	return ok;
}

bool
looks_parse(struct looks *l, const char *name, const char *bytes, size_t len,
    struct err *err)
{
	struct looks read = { .has_colors = true };
	struct conf *c = conf_parse(name, bytes, len, err);
	bool ok;

	if (c == NULL)
		return false;
	memcpy(read.of, looks_builtin("dark"), sizeof read.of);
	ok = set_all(&read, c, err);
	conf_free(c);
	if (ok)
		*l = read;
	return ok;
}

/* --- by name -------------------------------------------------------------------- */

static bool
read_file(struct looks *l, const char *name, struct err *err)
{
	char path[PATH_MAX], leaf[LOOKS_NAME_BYTES + 32];
	struct err why = { .code = ERR_NONE };
	struct str text;
	bool ok;

	if (strchr(name, '/') != NULL) {
		str_copy(path, sizeof path, name);
	} else {
		str_copy(leaf, sizeof leaf, "themes/");
		str_copy(leaf + 7, LOOKS_NAME_BYTES, name);
		str_copy(leaf + strlen(leaf), sizeof ENDING, ENDING);
		if (!paths_get(PATHS_CONFIG, leaf, path, sizeof path, err))
			return false;
	}
	str_init(&text, FILE_BYTES);
	ok = paths_read(path, &text, &why);
	if (ok)
		ok = looks_parse(l, path, text.data, text.len, err);
	else if (why.code == ERR_NOT_FOUND && strchr(name, '/') == NULL)
		err_set(err, ERR_VALUE, "there is no theme \"%s\": choose auto, "
		    "dark, light, high-contrast, mono, or write %s", name,
		    path);
	else
		err_set(err, why.code, "%s", why.text);
	str_clear(&text);
	return ok;
}

bool
looks_load(struct looks *l, const char *name, bool is_light, struct err *err)
{
	const struct look *from;

	if (strcmp(name, "auto") == 0)
		name = is_light ? "light" : "dark";
	from = looks_builtin(name);
	if (from == NULL)
		return read_file(l, name, err);
	memcpy(l->of, from, sizeof l->of);
	l->has_colors = strcmp(name, "mono") != 0;
	return true;
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_theme(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return d->d_name[0] != '.' && len >= sizeof ENDING &&
	    len < LOOKS_NAME_BYTES &&
	    strcmp(d->d_name + len - (sizeof ENDING - 1), ENDING) == 0 &&
	    strpbrk(d->d_name, "\n ") == NULL;
}

void
looks_list(struct str *out)
{
	struct dirent **list = NULL;
	char dir[PATH_MAX];
	int n;

	str_put(out, "auto\ndark\nlight\nhigh-contrast\nmono\n");
	if (!paths_get(PATHS_CONFIG, "themes", dir, sizeof dir, NULL))
		return;
	n = scandir(dir, &list, is_theme, by_name);
	for (int i = 0; i < n; i++) {
		size_t len = strlen(list[i]->d_name) - (sizeof ENDING - 1);

		if (i < FILES_MAX)
			str_putf(out, "%.*s\n", (int)len, list[i]->d_name);
		free(list[i]);
	}
	free(list);
}
