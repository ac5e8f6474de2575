/* SPDX-License-Identifier: GPL-3.0-or-later */
/* watch_internal.h - what the two files of the watch share. */
#ifndef VIEW_WATCH_INTERNAL_H
#define VIEW_WATCH_INTERNAL_H

#include "console/model/watch.h"
#include "console/view/internal.h"

/* The day in numbers, and the last hours in charts. */
void watch_figures_draw(const struct draw *d, const struct watch_layout *l);
void watch_charts_draw(const struct draw *d, const struct watch_layout *l);

#endif
