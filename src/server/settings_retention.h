/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_retention.h - section [retention]: how long what is kept.
 */
#ifndef SERVER_SETTINGS_RETENTION_H
#define SERVER_SETTINGS_RETENTION_H

#include "base/conf.h"
#include "server/settings.h"

bool settings_is_retention(const char *section);
bool settings_put_retention(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err);

#endif
