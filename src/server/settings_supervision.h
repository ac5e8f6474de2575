/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_supervision.h - section [supervision]: what operators and customers
 * are told of supervisors.
 */
#ifndef SERVER_SETTINGS_SUPERVISION_H
#define SERVER_SETTINGS_SUPERVISION_H

#include "base/conf.h"
#include "server/settings.h"

bool settings_is_supervision(const char *section);
bool settings_put_supervision(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err);

#endif
