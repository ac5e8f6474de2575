/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_retention.c - section [retention].
 */
#include "server/settings_retention.h"

#include <stddef.h>
#include <string.h>

#include "base/str.h"

#define MAX_DAYS 36500

static const struct {
	const char *section, *key;
	bool	    is_list;
	size_t	    offset;
} keys[] = {
	{ "retention", "conversations", false,
	    offsetof(struct settings, keep_ms) },
	{ "retention", "team", false,
	    offsetof(struct settings, keep_team_ms) },
	{ "retention", "desk", false,
	    offsetof(struct settings, keep_desk_ms) },
	{ "retention", "audit", false,
	    offsetof(struct settings, keep_audit_ms) },
};

bool
settings_is_retention(const char *section)
{
	return strcmp(section, "retention") == 0;
}

/* "730d", or "never". */
static bool
put_days(const struct conf *conf, const struct conf_entry *e, int64_t *out,
    struct err *err)
{
	size_t len = strspn(e->value, "0123456789");
	char digits[16] = "";
	long long n;

	if (strcmp(e->value, "never") == 0) {
		*out = INT64_MAX;
		return true;
	}
	if (len > 0 && len < sizeof digits)
		memcpy(digits, e->value, len);
	if (!str_to_i64(digits, 1, MAX_DAYS, &n) ||
	    strcmp(e->value + len, "d") != 0)
		return conf_err(conf, e, err, "%s \"%s\": write a number "
		    "of days like 730d, at most %dd, or never", e->key,
		    e->value, MAX_DAYS);
	*out = n * 24 * 3600 * 1000;
	return true;
}

bool
settings_put_retention(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	if (!conf_once(conf, e, err))
		return false;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(e->key, keys[i].key) == 0)
			return put_days(conf, e, (int64_t *)(void *)((char *)c +
			    keys[i].offset), err);
	return conf_err(conf, e, err, "section [retention] has no key "
	    "\"%s\": known are conversations, team, desk, audit", e->key);
}
