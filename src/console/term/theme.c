/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/term/internal.h"

#include <stdlib.h>
#include <string.h>

/* Colours by number: 0..15 as the terminal has them, 16..255 of the 256 cube,
 * -1 the terminal's own. With 8 colours `few` is used, with none the
 * attributes alone: meaning never hangs on colour. */
struct look {
	short  fg, bg;
	short  few_fg, few_bg;
	attr_t attr;		/* with colours */
	attr_t mono;		/* without */
};

static const struct look dark[STYLES] = {
	[STYLE_NORMAL]	    = { -1, -1, -1, -1, A_NORMAL, A_NORMAL },
	[STYLE_STATUS]	    = { 253, 236, 7, 4, A_NORMAL, A_REVERSE },
	[STYLE_STATUS_BAD]  = { 231, 124, 7, 1, A_BOLD, A_REVERSE | A_BOLD },
	[STYLE_KEYBAR]	    = { 252, 236, 7, 4, A_NORMAL, A_REVERSE },
	[STYLE_KEYBAR_KEY]  = { 221, 236, 3, 4, A_BOLD, A_REVERSE | A_BOLD },
	[STYLE_TITLE]	    = { 250, 237, 7, 0, A_NORMAL, A_UNDERLINE },
	[STYLE_TITLE_FOCUS] = { 231, 24, 7, 6, A_BOLD, A_BOLD | A_REVERSE },
	[STYLE_BORDER]	    = { 240, -1, -1, -1, A_NORMAL, A_NORMAL },
	[STYLE_DIM]	    = { 245, -1, -1, -1, A_NORMAL, A_NORMAL },
	[STYLE_CUSTOMER]    = { 117, -1, 6, -1, A_BOLD, A_BOLD },
	[STYLE_OPERATOR]    = { 114, -1, 2, -1, A_NORMAL, A_NORMAL },
	[STYLE_COLLEAGUE]   = { 180, -1, 3, -1, A_NORMAL, A_NORMAL },
	[STYLE_SYSTEM]	    = { 245, -1, -1, -1, A_NORMAL, A_NORMAL },
	[STYLE_NOTE]	    = { 222, 58, 3, -1, A_NORMAL, A_UNDERLINE },
	[STYLE_PREVIEW]	    = { 245, -1, -1, -1, A_ITALIC, A_NORMAL },
	[STYLE_UNSENT]	    = { 245, -1, 3, -1, A_NORMAL, A_NORMAL },
	[STYLE_FAILED]	    = { 203, -1, 1, -1, A_BOLD, A_BOLD },
	[STYLE_OK]	    = { 114, -1, 2, -1, A_NORMAL, A_NORMAL },
	[STYLE_WARN]	    = { 221, -1, 3, -1, A_BOLD, A_BOLD },
	[STYLE_ALARM]	    = { 231, 160, 7, 1, A_BOLD, A_BOLD | A_REVERSE },
	[STYLE_SELECTED]    = { 231, 24, 7, 4, A_BOLD, A_REVERSE },
	[STYLE_MATCH]	    = { 16, 221, 0, 3, A_NORMAL, A_REVERSE },
	[STYLE_GOOD]	    = { 114, -1, 2, -1, A_NORMAL, A_NORMAL },
	[STYLE_BAD]	    = { 203, -1, 1, -1, A_BOLD, A_BOLD },
	[STYLE_MARKED]	    = { -1, -1, -1, -1, A_REVERSE, A_REVERSE },
	[STYLE_MISSPELT]    = { 203, -1, 1, -1, A_UNDERLINE, A_UNDERLINE }
};

static const struct look light[STYLES] = {
	[STYLE_NORMAL]	    = { -1, -1, -1, -1, A_NORMAL, A_NORMAL },
	[STYLE_STATUS]	    = { 16, 252, 0, 7, A_NORMAL, A_REVERSE },
	[STYLE_STATUS_BAD]  = { 231, 124, 7, 1, A_BOLD, A_REVERSE | A_BOLD },
	[STYLE_KEYBAR]	    = { 16, 252, 0, 7, A_NORMAL, A_REVERSE },
	[STYLE_KEYBAR_KEY]  = { 25, 252, 4, 7, A_BOLD, A_REVERSE | A_BOLD },
	[STYLE_TITLE]	    = { 238, 254, 0, 7, A_NORMAL, A_UNDERLINE },
	[STYLE_TITLE_FOCUS] = { 231, 25, 7, 4, A_BOLD, A_BOLD | A_REVERSE },
	[STYLE_BORDER]	    = { 246, -1, -1, -1, A_NORMAL, A_NORMAL },
	[STYLE_DIM]	    = { 242, -1, -1, -1, A_NORMAL, A_NORMAL },
	[STYLE_CUSTOMER]    = { 25, -1, 4, -1, A_BOLD, A_BOLD },
	[STYLE_OPERATOR]    = { 28, -1, 2, -1, A_NORMAL, A_NORMAL },
	[STYLE_COLLEAGUE]   = { 94, -1, 5, -1, A_NORMAL, A_NORMAL },
	[STYLE_SYSTEM]	    = { 242, -1, -1, -1, A_NORMAL, A_NORMAL },
	[STYLE_NOTE]	    = { 16, 229, 0, 3, A_NORMAL, A_UNDERLINE },
	[STYLE_PREVIEW]	    = { 242, -1, -1, -1, A_ITALIC, A_NORMAL },
	[STYLE_UNSENT]	    = { 242, -1, 5, -1, A_NORMAL, A_NORMAL },
	[STYLE_FAILED]	    = { 160, -1, 1, -1, A_BOLD, A_BOLD },
	[STYLE_OK]	    = { 28, -1, 2, -1, A_NORMAL, A_NORMAL },
	[STYLE_WARN]	    = { 130, -1, 5, -1, A_BOLD, A_BOLD },
	[STYLE_ALARM]	    = { 231, 160, 7, 1, A_BOLD, A_BOLD | A_REVERSE },
	[STYLE_SELECTED]    = { 231, 25, 7, 4, A_BOLD, A_REVERSE },
	[STYLE_MATCH]	    = { 16, 220, 0, 3, A_NORMAL, A_REVERSE },
	[STYLE_GOOD]	    = { 28, -1, 2, -1, A_NORMAL, A_NORMAL },
	[STYLE_BAD]	    = { 160, -1, 1, -1, A_BOLD, A_BOLD },
	[STYLE_MARKED]	    = { -1, -1, -1, -1, A_REVERSE, A_REVERSE },
	[STYLE_MISSPELT]    = { 160, -1, 1, -1, A_UNDERLINE, A_UNDERLINE }
};

static const struct theme {
	const char	  *name;
	const struct look *looks;	/* NULL: attributes alone */
} themes[] = {
	{ "dark", dark }, { "light", light }, { "mono", NULL }
};

static void
use_look(struct term *t, int style, const struct look *look, short *next)
{
	bool  few = COLORS < 256;
	short fg = few ? look->few_fg : look->fg;
	short bg = few ? look->few_bg : look->bg;

	t->attrs[style] = look->attr;
	t->pairs[style] = 0;
	if ((fg < 0 && bg < 0) || *next >= COLOR_PAIRS)
		return;
	init_pair(*next, fg, bg);
	t->pairs[style] = (*next)++;
}

bool
theme_apply(struct term *t, const struct term_config *config,
    struct err *err)
{
	const char	   *name = config->theme != NULL ? config->theme :
	    "dark";
	const struct theme *theme = NULL;
	short		    next = 1;

	for (size_t i = 0; i < sizeof themes / sizeof *themes; i++)
		if (strcmp(themes[i].name, name) == 0)
			theme = &themes[i];
	if (theme == NULL)
		return err_set(err, ERR_VALUE, "there is no theme \"%s\": "
		    "choose dark, light or mono", name);
	if (theme->looks == NULL || config->no_color || !has_colors()) {
		for (int i = 0; i < STYLES; i++)
			t->attrs[i] = dark[i].mono;
		return true;
	}
	start_color();
	use_default_colors();
	for (int i = 0; i < STYLES; i++)
		use_look(t, i, &theme->looks[i], &next);
	return true;
}
