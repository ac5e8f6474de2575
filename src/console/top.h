/* SPDX-License-Identifier: GPL-3.0-or-later */
/* top.h - `dezhurka top`: the watch as a program of its own, for a line by SSH
 * and for a screen on the wall.
 *
 * It only looks. Nothing but the figures and the snapshot is ever asked of the
 * desk, its polls are no presence, nothing is kept on the disk, and it runs no
 * command, whatever is pressed or stands in the environment. So it may be what
 * a key in authorized_keys is forced to run.
 */
#ifndef CONSOLE_TOP_H
#define CONSOLE_TOP_H

#include "console/app.h"

/* `settings`: as watch_set() reads them. Runs until "q". */
bool top_run(const struct app_config *config, const char *settings,
    bool *needs_sign_in, struct err *err);

#endif
