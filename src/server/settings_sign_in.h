/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_sign_in.h - between the two files that read the settings.
 */
#ifndef SERVER_SETTINGS_SIGN_IN_H
#define SERVER_SETTINGS_SIGN_IN_H

#include "base/conf.h"
#include "server/settings.h"

bool settings_is_sign_in(const char *section);
bool settings_put_sign_in(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err);

#endif
