/* SPDX-License-Identifier: GPL-3.0-or-later */
/* known.h - is there a terminfo entry for a terminal type? Apart, because
 * <term.h> has a struct term of its own.
 */
#ifndef TERM_KNOWN_H
#define TERM_KNOWN_H

#include <stdbool.h>

bool known_terminal(const char *type, int fd);

#endif
