/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_mask.h - sections [mask NAME]: what is masked beside the numbers of
 * cards and accounts (domain/mask.h).
 */
#ifndef SERVER_SETTINGS_MASK_H
#define SERVER_SETTINGS_MASK_H

#include "base/conf.h"
#include "server/settings.h"

bool settings_is_mask(const char *section);
bool settings_put_mask(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err);
/* When all is read: each of them has a pattern that can be used. */
bool settings_check_masks(const struct settings *c, struct err *err);

#endif
