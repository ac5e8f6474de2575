/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_presence.h - [presence]: why operators are away, what follows from a
 * close, and after how long without a sign of life somebody is gone.
 */
#ifndef SERVER_SETTINGS_PRESENCE_H
#define SERVER_SETTINGS_PRESENCE_H

#include "base/conf.h"
#include "server/settings.h"

bool settings_is_presence(const char *section);
/* ERR_SYNTAX or ERR_VALUE: "file:line:col: what is wrong". */
bool settings_put_presence(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err);

#endif
