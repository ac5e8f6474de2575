/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_ratings.h - [ratings] and [winback] of dezhurkad.conf(5).
 */
#ifndef SERVER_SETTINGS_RATINGS_H
#define SERVER_SETTINGS_RATINGS_H

#include "base/conf.h"
#include "server/settings.h"

void settings_init_ratings(struct settings *c);
bool settings_is_ratings(const char *section);
bool settings_put_ratings(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err);

#endif
