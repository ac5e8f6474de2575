/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_supervision.c - section [supervision].
 */
#include "server/settings_supervision.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *section, *key;
	bool	    is_list;
	size_t	    offset;
} keys[] = {
	{ "supervision", "tell", false,
	    offsetof(struct settings, tells_reading) },
	{ "supervision", "second_name", false,
	    offsetof(struct settings, shows_second) },
};

bool
settings_is_supervision(const char *section)
{
	return strcmp(section, "supervision") == 0;
}

static bool
put_switch(const struct conf *conf, const struct conf_entry *e, bool *out,
    struct err *err)
{
	*out = strcmp(e->value, "on") == 0;
	return *out || strcmp(e->value, "off") == 0 ||
	    conf_err(conf, e, err, "%s \"%s\": say on or off", e->key,
	    e->value);
}

bool
settings_put_supervision(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	if (!conf_once(conf, e, err))
		return false;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(e->key, keys[i].key) == 0)
			return put_switch(conf, e,
			    (bool *)(void *)((char *)c +
			    keys[i].offset), err);
	return conf_err(conf, e, err, "section [supervision] has no key "
	    "\"%s\": known are tell, second_name", e->key);
}
