/* SPDX-License-Identifier: GPL-3.0-or-later */
/* setup.h - the first start: nothing is configured, so we ask.
 */
#ifndef CONSOLE_SETUP_H
#define CONSOLE_SETUP_H

#include "console/settings.h"

/* Offers a desk of one's own or an existing one, writes the configuration
 * (to `path`, NULL: the usual place) and fills `account`. False with ERR_NONE
 * in `err`: the operator chose to leave. */
bool setup_run(struct account *account, const char *path, struct err *err);

#endif
