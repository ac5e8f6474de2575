/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SERVER_SETTINGS_BLOCKS_H
#define SERVER_SETTINGS_BLOCKS_H

#include "base/conf.h"
#include "server/settings.h"

void settings_init_blocks(struct settings *c);
bool settings_is_blocks(const char *section);
bool settings_put_blocks(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err);
/* The addresses of [proxy]. */
void settings_find_proxies(struct settings *c);

#endif
