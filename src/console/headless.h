/* SPDX-License-Identifier: GPL-3.0-or-later */
/* headless.h - the console without a screen: one command of cli/, run on a
 * model of its own beside whatever console the operator has open.
 *
 * It keeps nothing on disk: the caller hears whether the desk has stored what
 * was asked. It is no presence: its polls only listen.
 */
#ifndef CONSOLE_HEADLESS_H
#define CONSOLE_HEADLESS_H

#include "console/app.h"
#include "console/cli/cli.h"

/* Runs the call to its end, its time limit, or a signal (then ERR_NONE for who
 * follows). False: `err` has the desk's or our reason. *needs_sign_in: nothing
 * was done, the token is not known any more. */
bool headless_run(const struct app_config *config, struct cli_call *call,
    bool *needs_sign_in, struct err *err);

#endif
