/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/term/known.h"

#include <curses.h>
#include <term.h>

bool
known_terminal(const char *type, int fd)
{
	int rc;

	if (setupterm(type, fd, &rc) != OK)
		return false;
	del_curterm(cur_term);
	return true;
}
