/* SPDX-License-Identifier: GPL-3.0-or-later */
/* matrix.h - every view at every size in every language. A row of a *.matrix
 * file is a view:
 *
 *   NAME | TITLE | STEP ; STEP ; ...
 *
 * The steps (as in run.c) come after those of acme.steps; a name that begins
 * with "!" stands alone, without them. TITLE is the English title of the
 * overlay that is open then, "-" where there is none. Each view is drawn at 80x24, 132x43,
 * 40x15, 20x5 and 300x90 in en, ru and pl, and looked at:
 *   - letters stand in their cells, frames are whole, the cursor is inside
 *   - a cold cache draws the same
 *   - an open overlay shows its title, and Esc as the way out
 *   - where an input is, the cursor is there
 *   - at 80x24 no key of the key bar is cut
 *   - no word of English is left in the other languages
 */
#ifndef SCREEN_MATRIX_H
#define SCREEN_MATRIX_H

#include <stdbool.h>

#include "world.h"

/* Runs the steps of `text`, which stands in the file `path`; false: one
 * failed, and has said so. */
typedef bool matrix_steps(struct world *w, const char *path,
    const char *text);

/* A TAP line for each view, numbered from *n + 1. False: one failed. */
bool matrix_run(const char *path, const char *text, matrix_steps *steps,
    int *n);
/* How many views there are. */
int matrix_count(const char *text);

#endif
