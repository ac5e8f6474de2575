/* SPDX-License-Identifier: GPL-3.0-or-later */
/* linear.h - the console as plain lines: one for each thing that happens, one
 * for each thing that is said to it. For Braille displays, screen readers,
 * terminals that cannot move their cursor, and scripts.
 *
 *   text		goes to the customer in focus ("\" at its end: more lines
 *			follow)
 *   /command		the console's command; its list is printed with numbers,
 *			of which the next line may name one; other letters
 *			filter it, an empty line leaves it
 *   ;shortcut		puts a canned reply into the draft; /send sends it
 *   //text		a text that begins with "/"
 *   (nothing)		where I am: the focus, who waits, the draft
 *
 * A line that is printed begins with the time; then the number of the
 * conversation if it is mine, "#" and the desk's number if it is not.
 */
#ifndef CLI_LINEAR_H
#define CLI_LINEAR_H

#include <stdio.h>

#include "console/model/model.h"

struct linear;

struct linear *linear_new(FILE *out);
void	       linear_free(struct linear *l);
/* After model_reduce() of the event. */
void linear_event(struct linear *l, const struct model *m,
    const struct event *ev);
/* One line without its end; borrowed. */
void linear_line(struct linear *l, struct model *m, const char *line,
    struct effects *e);
/* What was asked for last is still on its way from the desk. */
bool linear_is_waiting(const struct linear *l, const struct model *m);
/* At the end of a turn: what the console has to say. */
void linear_say(struct linear *l, const struct model *m);

#endif
