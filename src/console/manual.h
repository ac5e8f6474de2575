/* SPDX-License-Identifier: GPL-3.0-or-later */
/* manual.h - the parts of dezhurka(1) that come from the tables: every
 * command and every key, as mdoc lists. The build puts them into the page.
 */
#ifndef CONSOLE_MANUAL_H
#define CONSOLE_MANUAL_H

#include <stdio.h>

void manual_dump(FILE *out);

#endif
