/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/found.h"

bool
found_has(enum event_type type)
{
	return type == EVENT_MESSAGE || type == EVENT_NOTE ||
	    type == EVENT_TRANSFERRED || type == EVENT_CLOSED ||
	    type == EVENT_RATED;
}

const char *
found_text(const struct event *ev)
{
	return found_has(ev->type) ? ev->text : "";
}
