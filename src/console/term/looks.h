/* SPDX-License-Identifier: GPL-3.0-or-later */
/* looks.h - themes: what each style looks like. Knows no curses.
 *
 * Four come with the program: dark, light, high-contrast, mono. Others are
 * files, ~/.config/dezhurka/themes/NAME.theme or a path with a "/":
 *
 *   base = light			what is not said here comes from it
 *   customer = 25 default bold		text, background, attributes
 *   note = #303030 #ffffaf underline
 *   note.few = black yellow		the same with 16 or 8 colours
 *
 * A colour is "default" (the terminal's own), black red green yellow blue
 * magenta cyan white, "bright-" and one of them, 0..255, or #rrggbb, which
 * becomes the nearest of the 256. An attribute is bold, underline, italic,
 * reverse. Without colours the attributes of the built-in themes are used, so
 * that meaning never hangs on colour.
 */
#ifndef TERM_LOOKS_H
#define TERM_LOOKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "console/view/grid.h"

#define LOOKS_NAME_BYTES 256

enum look_attr {
	LOOK_BOLD = 1, LOOK_UNDERLINE = 2, LOOK_ITALIC = 4, LOOK_REVERSE = 8
};

/* Colours by number: 0..15 as the terminal has them, 16..255 of the 256, -1 the
 * terminal's own. With 16 or 8 colours `few` is used, with none `mono`. */
struct look {
	short	fg, bg;
	short	few_fg, few_bg;
	uint8_t attr;		/* bits of enum look_attr, with colours */
	uint8_t mono;		/* without */
};

struct looks {
	struct look of[STYLES];
	bool	    has_colors;	/* else only `mono` is used */
};

/* Of the four; NULL: it is none of them. */
const struct look *looks_builtin(const char *name);
/* "auto" is dark, or light on a light ground. False: there is none, or its file
 * is wrong; `l` is as it was. */
bool looks_load(struct looks *l, const char *name, bool is_light,
    struct err *err);
/* Reads a theme file's text; `name` is for the error. */
bool looks_parse(struct looks *l, const char *name, const char *bytes,
    size_t len, struct err *err);
/* All names that can be chosen, a line each: auto, the four, the files. */
void looks_list(struct str *out);
/* "customer", "status-bad"; STYLES: none of that name. */
const char *looks_style_name(enum style style);
enum style  looks_style_find(const char *name);
/* The nearest of the first 16, or 8, colours; -1 stays. */
short looks_nearest(short color, int among);
/* By WCAG 2.1, times 100 (2100 is black on white); -1 is `own`. */
int looks_contrast(short fg, short bg, short own);

#endif
