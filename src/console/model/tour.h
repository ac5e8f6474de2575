/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tour.h - what the most important keys do, shown where they do it.
 */
#ifndef MODEL_TOUR_H
#define MODEL_TOUR_H

#include "console/model/model.h"

/* A step of the tour: `text` has a "%s" for the key of `named`, or of `line`,
 * which is what it tells of ("": the input). */
struct tour_step { const char *line, *named, *text; };
/* NULL: there is nothing to show. */
const struct tour_step *model_tour(const struct model *m, int *n, int *of);
void model_tour_start(struct model *m);

#endif
