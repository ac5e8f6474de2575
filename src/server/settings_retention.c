/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_retention.c - section [retention].
 */
#include "server/settings_section.h"

#include <string.h>

#include "base/str.h"

#define MAX_DAYS 36500

/* "730d", or "never". */
static bool
put_days(struct settings_reading *x, const struct conf_entry *e, int64_t *out)
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
		return conf_err(x->conf, e, x->err, "%s \"%s\": write a number "
		    "of days like 730d, at most %dd, or never", e->key,
		    e->value, MAX_DAYS);
	*out = n * 24 * 3600 * 1000;
	return true;
}

static bool
put_conversations(struct settings_reading *x, const struct conf_entry *e)
{
	return put_days(x, e, &x->settings->keep_ms);
}

static bool
put_team(struct settings_reading *x, const struct conf_entry *e)
{
	return put_days(x, e, &x->settings->keep_team_ms);
}

static bool
put_desk(struct settings_reading *x, const struct conf_entry *e)
{
	return put_days(x, e, &x->settings->keep_desk_ms);
}

static bool
put_audit(struct settings_reading *x, const struct conf_entry *e)
{
	return put_days(x, e, &x->settings->keep_audit_ms);
}

static const struct settings_key keys[] = {
	{ "retention", "conversations", false, put_conversations },
	{ "retention", "team", false, put_team },
	{ "retention", "desk", false, put_desk },
	{ "retention", "audit", false, put_audit },
};

const struct settings_section settings_retention = SETTINGS_SECTION(keys, NULL);
