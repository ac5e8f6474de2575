/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/winback.h"

#include <string.h>

static const char *const names[WINBACK_STATES] = {
	[WINBACK_NONE] = "none",
	[WINBACK_OPEN] = "open",
	[WINBACK_OFFERED] = "offered",
	[WINBACK_WON] = "won",
	[WINBACK_LOST] = "lost",
};

const char *
winback_state_name(enum winback_state s)
{
	return (unsigned)s < WINBACK_STATES ? names[s] : "";
}

bool
winback_state_parse(const char *name, enum winback_state *out)
{
	for (int i = 0; i < WINBACK_STATES; i++)
		if (strcmp(name, names[i]) == 0) {
			*out = (enum winback_state)i;
			return true;
		}
	return false;
}

bool
winback_is_due(enum winback_state s)
{
	return s == WINBACK_OPEN || s == WINBACK_OFFERED;
}
