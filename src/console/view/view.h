/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view.h - model -> grid. Pure: knows neither terminal nor network.
 */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "console/model/model.h"
#include "console/model/mouse.h"
#include "console/view/grid.h"

/* Wrapped lines of what is on screen; dropped when width or text changes.
 * Drawing with a cold and with a warm cache gives the same grid. */
struct view_cache;
struct view_cache *view_cache_new(void);
void		   view_cache_free(struct view_cache *c);

/* Fills the whole grid (which has m->ui.rows x m->ui.cols, at least 1x1). */
void view_draw(const struct model *m, struct view_cache *cache,
    struct grid *g);
/* The transcripts of the last frame, for model_placed(); borrowed. */
const struct shown *view_shown(const struct view_cache *c, size_t *n);

/* What the last frame gave a letter, for model_labelled(); borrowed. */
const struct labels *view_labels(const struct view_cache *c);

/* What a click finds on the last frame; borrowed. */
const struct hits *view_hits(const struct view_cache *c);

/* A sentence for what has happened, "" for a message. */
void line_sentence(char *buf, size_t size, const struct model *m,
    const struct chat *c, const struct line *line);

#endif
