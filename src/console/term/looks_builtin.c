/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The themes that come with the program. A pair is readable on its ground
 * (contrast 4.5, high-contrast 7: tests/unit/test_looks.c computes them).
 */
#include "console/term/looks.h"

#include <string.h>

static const struct look dark[STYLES] = {
	[STYLE_NORMAL]	    = { -1, -1, -1, -1, 0, 0 },
	[STYLE_STATUS]	    = { 253, 236, 7, 4, 0, LOOK_REVERSE },
	[STYLE_STATUS_BAD]  = { 231, 124, 7, 1, LOOK_BOLD, LOOK_REVERSE | LOOK_BOLD },
	[STYLE_KEYBAR]	    = { 252, 236, 7, 4, 0, LOOK_REVERSE },
	[STYLE_KEYBAR_KEY]  = { 221, 236, 3, 4, LOOK_BOLD, LOOK_REVERSE | LOOK_BOLD },
	[STYLE_TITLE]	    = { 250, 237, 7, 0, 0, LOOK_UNDERLINE },
	[STYLE_TITLE_FOCUS] = { 231, 24, 7, 6, LOOK_BOLD, LOOK_BOLD | LOOK_REVERSE },
	[STYLE_BORDER]	    = { 245, -1, -1, -1, 0, 0 },
	[STYLE_DIM]	    = { 245, -1, -1, -1, 0, 0 },
	[STYLE_CUSTOMER]    = { 117, -1, 6, -1, LOOK_BOLD, LOOK_BOLD },
	[STYLE_OPERATOR]    = { 114, -1, 2, -1, 0, 0 },
	[STYLE_COLLEAGUE]   = { 180, -1, 3, -1, 0, 0 },
	[STYLE_SYSTEM]	    = { 245, -1, -1, -1, 0, 0 },
	[STYLE_NOTE]	    = { 222, 58, 3, -1, 0, LOOK_UNDERLINE },
	[STYLE_PREVIEW]	    = { 245, -1, -1, -1, LOOK_ITALIC, 0 },
	[STYLE_UNSENT]	    = { 245, -1, 3, -1, 0, 0 },
	[STYLE_FAILED]	    = { 203, -1, 1, -1, LOOK_BOLD, LOOK_BOLD },
	[STYLE_OK]	    = { 114, -1, 2, -1, 0, 0 },
	[STYLE_WARN]	    = { 221, -1, 3, -1, LOOK_BOLD, LOOK_BOLD },
	[STYLE_ALARM]	    = { 231, 160, 7, 1, LOOK_BOLD, LOOK_BOLD | LOOK_REVERSE },
	[STYLE_SELECTED]    = { 231, 24, 7, 4, LOOK_BOLD, LOOK_REVERSE },
	[STYLE_MATCH]	    = { 16, 221, 0, 3, 0, LOOK_REVERSE },
	[STYLE_GOOD]	    = { 114, -1, 2, -1, 0, 0 },
	[STYLE_BAD]	    = { 203, -1, 1, -1, LOOK_BOLD, LOOK_BOLD },
	[STYLE_MARKED]	    = { -1, -1, -1, -1, LOOK_REVERSE, LOOK_REVERSE },
	[STYLE_MISSPELT]    = { 203, -1, 1, -1, LOOK_UNDERLINE, LOOK_UNDERLINE }
};

static const struct look light[STYLES] = {
	[STYLE_NORMAL]	    = { -1, -1, -1, -1, 0, 0 },
	[STYLE_STATUS]	    = { 16, 252, 0, 7, 0, LOOK_REVERSE },
	[STYLE_STATUS_BAD]  = { 231, 124, 7, 1, LOOK_BOLD, LOOK_REVERSE | LOOK_BOLD },
	[STYLE_KEYBAR]	    = { 16, 252, 0, 7, 0, LOOK_REVERSE },
	[STYLE_KEYBAR_KEY]  = { 18, 252, 4, 7, LOOK_BOLD, LOOK_REVERSE | LOOK_BOLD },
	[STYLE_TITLE]	    = { 238, 254, 0, 7, 0, LOOK_UNDERLINE },
	[STYLE_TITLE_FOCUS] = { 231, 25, 7, 4, LOOK_BOLD, LOOK_BOLD | LOOK_REVERSE },
	[STYLE_BORDER]	    = { 242, -1, -1, -1, 0, 0 },
	[STYLE_DIM]	    = { 242, -1, -1, -1, 0, 0 },
	[STYLE_CUSTOMER]    = { 25, -1, 4, -1, LOOK_BOLD, LOOK_BOLD },
	[STYLE_OPERATOR]    = { 22, -1, 2, -1, 0, 0 },
	[STYLE_COLLEAGUE]   = { 54, -1, 5, -1, 0, 0 },
	[STYLE_SYSTEM]	    = { 242, -1, -1, -1, 0, 0 },
	[STYLE_NOTE]	    = { 16, 229, 0, 3, 0, LOOK_UNDERLINE },
	[STYLE_PREVIEW]	    = { 242, -1, -1, -1, LOOK_ITALIC, 0 },
	[STYLE_UNSENT]	    = { 242, -1, 5, -1, 0, 0 },
	[STYLE_FAILED]	    = { 160, -1, 1, -1, LOOK_BOLD, LOOK_BOLD },
	[STYLE_OK]	    = { 22, -1, 2, -1, 0, 0 },
	[STYLE_WARN]	    = { 94, -1, 5, -1, LOOK_BOLD, LOOK_BOLD },
	[STYLE_ALARM]	    = { 231, 160, 7, 1, LOOK_BOLD, LOOK_BOLD | LOOK_REVERSE },
	[STYLE_SELECTED]    = { 231, 25, 7, 4, LOOK_BOLD, LOOK_REVERSE },
	[STYLE_MATCH]	    = { 16, 220, 0, 3, 0, LOOK_REVERSE },
	[STYLE_GOOD]	    = { 22, -1, 2, -1, 0, 0 },
	[STYLE_BAD]	    = { 160, -1, 1, -1, LOOK_BOLD, LOOK_BOLD },
	[STYLE_MARKED]	    = { -1, -1, -1, -1, LOOK_REVERSE, LOOK_REVERSE },
	[STYLE_MISSPELT]    = { 160, -1, 1, -1, LOOK_UNDERLINE, LOOK_UNDERLINE }
};

/* Text is the terminal's own, what stands out has both of its colours. */
static const struct look high_contrast[STYLES] = {
	[STYLE_NORMAL]	    = { -1, -1, -1, -1, 0, 0 },
	[STYLE_STATUS]	    = { 16, 231, 0, 7, 0, LOOK_REVERSE },
	[STYLE_STATUS_BAD]  = { 231, 88, 7, 1, LOOK_BOLD, LOOK_REVERSE | LOOK_BOLD },
	[STYLE_KEYBAR]	    = { 16, 231, 0, 7, 0, LOOK_REVERSE },
	[STYLE_KEYBAR_KEY]  = { 231, 16, 7, 0, LOOK_BOLD, LOOK_REVERSE | LOOK_BOLD },
	[STYLE_TITLE]	    = { -1, -1, -1, -1, LOOK_UNDERLINE, LOOK_UNDERLINE },
	[STYLE_TITLE_FOCUS] = { 231, 18, 7, 4, LOOK_BOLD, LOOK_BOLD | LOOK_REVERSE },
	[STYLE_BORDER]	    = { -1, -1, -1, -1, 0, 0 },
	[STYLE_DIM]	    = { -1, -1, -1, -1, 0, 0 },
	[STYLE_CUSTOMER]    = { -1, -1, -1, -1, LOOK_BOLD, LOOK_BOLD },
	[STYLE_OPERATOR]    = { -1, -1, -1, -1, 0, 0 },
	[STYLE_COLLEAGUE]   = { -1, -1, -1, -1, LOOK_UNDERLINE, 0 },
	[STYLE_SYSTEM]	    = { -1, -1, -1, -1, 0, 0 },
	[STYLE_NOTE]	    = { 16, 226, 0, 3, 0, LOOK_UNDERLINE },
	[STYLE_PREVIEW]	    = { -1, -1, -1, -1, LOOK_ITALIC, 0 },
	[STYLE_UNSENT]	    = { -1, -1, -1, -1, LOOK_UNDERLINE, 0 },
	[STYLE_FAILED]	    = { 231, 88, 7, 1, LOOK_BOLD, LOOK_BOLD },
	[STYLE_OK]	    = { -1, -1, -1, -1, 0, 0 },
	[STYLE_WARN]	    = { 16, 226, 0, 3, LOOK_BOLD, LOOK_BOLD },
	[STYLE_ALARM]	    = { 231, 88, 7, 1, LOOK_BOLD, LOOK_BOLD | LOOK_REVERSE },
	[STYLE_SELECTED]    = { 231, 18, 7, 4, LOOK_BOLD, LOOK_REVERSE },
	[STYLE_MATCH]	    = { 16, 226, 0, 3, LOOK_BOLD, LOOK_REVERSE },
	[STYLE_GOOD]	    = { -1, -1, -1, -1, 0, 0 },
	[STYLE_BAD]	    = { 231, 88, 7, 1, LOOK_BOLD, LOOK_BOLD },
	[STYLE_MARKED]	    = { -1, -1, -1, -1, LOOK_REVERSE, LOOK_REVERSE },
	[STYLE_MISSPELT]    = { 231, 88, 7, 1, LOOK_UNDERLINE, LOOK_UNDERLINE }
};

static const struct { const char *name; const struct look *looks; } themes[] = {
	{ "dark", dark }, { "light", light },
	{ "high-contrast", high_contrast }, { "mono", dark }
};

const struct look *
looks_builtin(const char *name)
{
	for (size_t i = 0; i < sizeof themes / sizeof *themes; i++)
		if (strcmp(themes[i].name, name) == 0)
			return themes[i].looks;
	return NULL;
}
