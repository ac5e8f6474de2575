/* SPDX-License-Identifier: GPL-3.0-or-later */
/* names.h - do the departments, skills and operators of the file exist?
 */
#ifndef SERVER_NAMES_H
#define SERVER_NAMES_H

#include "server/settings.h"

/* Compares [rule NAME], [department NAME], [target NAME] and [winback] of the
 * file that was read with the records of the desk in its data directory;
 * without a desk there all names are fine. Half an overflow is not. ERR_VALUE:
 * "file:line:col: there is no department ...". A desk may run on it. */
bool names_check(const struct settings *c, struct err *err);

#endif
