/* SPDX-License-Identifier: GPL-3.0-or-later */
/* world.h - a console without terminal, network and disk, moved step by step.
 */
#ifndef SCREEN_WORLD_H
#define SCREEN_WORLD_H

#include "console/view/view.h"

struct world;

struct world *world_new(void);
void	      world_free(struct world *w);
/* Does one step ("key", "F6"); run.c lists them. ERR_VALUE: it is none. */
bool world_step(struct world *w, const char *name, const char *args,
    struct err *err);
/* The frame as rows, and what was asked for since this was last called. */
void world_screen(struct world *w, struct str *out);
void world_effects(struct world *w, struct str *out);
const struct grid *world_grid(struct world *w);
const struct model *world_model(const struct world *w);
const char	  *world_style(struct world *w, int row, int col);
/* Is the frame the same when nothing is cached? */
bool world_is_same_cold(struct world *w);

/* "ORDERS lines 3": a line of [block ORDERS]. */
bool world_block(struct model *m, const char *args, struct err *err);
/* "/docs a.txt b.txt": what a folder has. */
bool world_folder(struct model *m, const char *args, struct effects *e,
    struct err *err);
/* "en wrod wrong word": what a dictionary says. */
bool world_spelt(struct model *m, const char *args, struct err *err);
/* "1 ok TEXT", "2 timeout", "3 status 127": the command of that number has
 * ended. `text` keeps what it printed. */
bool world_ran(struct event *ev, struct str *text, const char *args,
    struct err *err);
/* {"sessions":[...]}, as the desk tells it. */
struct json;
typedef bool world_read_fn(struct event *ev, const struct json *j,
    struct arena *arena, struct err *err);
world_read_fn world_sessions, world_figures, world_blocks;
/* "conflict"; "shared 3 Anna, Ben": so many others, some by name. */
bool world_refused(struct event *ev, const char *args, struct err *err);
/* One effect as a line of text (world_effects.c). */
void world_put_effect(struct str *out, const struct effect *f);

#endif
