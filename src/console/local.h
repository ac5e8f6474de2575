/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local.h - the commands without a screen that need no desk: the operator's
 * own settings and keys, in dezhurka.conf(5).
 */
#ifndef CONSOLE_LOCAL_H
#define CONSOLE_LOCAL_H

#include "console/cli/cli.h"
#include "console/settings.h"

/* `path`: another file than the usual one, or NULL. */
bool local_run(struct cli_call *call, const struct settings *s,
    const char *path, struct err *err);

#endif
