/* SPDX-License-Identifier: GPL-3.0-or-later */
/* theme.c - a theme's looks as attributes and colour pairs of curses.
 */
#include "console/term/internal.h"

#include <stdlib.h>
#include <string.h>

#define READABLE 300	/* of looks_contrast() */

static attr_t
attr_of(uint8_t bits)
{
	attr_t attr = A_NORMAL;

	if (bits & LOOK_BOLD)
		attr |= A_BOLD;
	if (bits & LOOK_UNDERLINE)
		attr |= A_UNDERLINE;
	if (bits & LOOK_ITALIC)
		attr |= A_ITALIC;
	if (bits & LOOK_REVERSE)
		attr |= A_REVERSE;
	return attr;
}

/* Which pair of the look this terminal can show. */
static void
colors_of(const struct look *look, short *fg, short *bg)
{
	*fg = look->fg;
	*bg = look->bg;
	if (COLORS >= 256)
		return;
	*fg = looks_nearest(look->fg, 16);
	*bg = looks_nearest(look->bg, 16);
	if (COLORS >= 16 && (*bg < 0 || *fg < 0 ||
	    looks_contrast(*fg, *bg, 0) >= READABLE))
		return;
	*fg = look->few_fg;
	*bg = look->few_bg;
}

static void
use_look(struct term *t, int style, const struct look *look, short *next)
{
	short fg, bg;

	colors_of(look, &fg, &bg);
	t->attrs[style] = attr_of(look->attr);
	t->pairs[style] = 0;
	if ((fg < 0 && bg < 0) || *next >= COLOR_PAIRS)
		return;
	init_pair(*next, fg, bg);
	t->pairs[style] = (*next)++;
}

static void
use_looks(struct term *t, const struct looks *l)
{
	short next = 1;

	if (!l->has_colors || t->no_color || !has_colors()) {
		for (int i = 0; i < STYLES; i++) {
			t->attrs[i] = attr_of(l->of[i].mono);
			t->pairs[i] = 0;
		}
		return;
	}
	start_color();
	use_default_colors();
	for (int i = 0; i < STYLES; i++)
		use_look(t, i, &l->of[i], &next);
}

bool
theme_use(struct term *t, const char *name, struct err *err)
{
	struct looks l;

	if (!looks_load(&l, name, t->is_light, err))
		return false;
	str_copy(t->theme, sizeof t->theme, name);
	use_looks(t, &l);
	return true;
}

bool
term_theme(struct term *t, const char *name, struct err *err)
{
	if (!theme_use(t, name, err))
		return false;
	term_redraw(t);
	return true;
}

const char *
term_theme_name(const struct term *t)
{
	return t->theme;
}

void
term_themes(struct str *out)
{
	looks_list(out);
}

void
theme_ground(struct term *t, bool is_light)
{
	if (t->is_light == is_light)
		return;
	t->is_light = is_light;
	if (strcmp(t->theme, "auto") == 0)
		term_theme(t, "auto", NULL);
}

/* "15;0" or "0;default;15": the last is the background's. */
void
theme_guess(struct term *t)
{
	const char *text = getenv("COLORFGBG");
	const char *last = text != NULL ? strrchr(text, ';') : NULL;
	long long n;

	if (last == NULL || !str_to_i64(last + 1, 0, 15, &n))
		return;
	t->knows_ground = true;
	t->is_light = n == 7 || n > 8;
}
