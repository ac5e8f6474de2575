/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_supervision.c - section [supervision].
 */
#include "server/settings_section.h"

#include <string.h>

static bool
put_switch(struct settings_reading *x, const struct conf_entry *e, bool *out)
{
	*out = strcmp(e->value, "on") == 0;
	return *out || strcmp(e->value, "off") == 0 ||
	    conf_err(x->conf, e, x->err, "%s \"%s\": say on or off", e->key,
	    e->value);
}

static bool
put_tell(struct settings_reading *x, const struct conf_entry *e)
{
	return put_switch(x, e, &x->settings->tells_reading);
}

static bool
put_second_name(struct settings_reading *x, const struct conf_entry *e)
{
	return put_switch(x, e, &x->settings->shows_second);
}

static const struct settings_key keys[] = {
	{ "supervision", "tell", false, put_tell },
	{ "supervision", "second_name", false, put_second_name },
};

const struct settings_section settings_supervision = SETTINGS_SECTION(keys, NULL);
