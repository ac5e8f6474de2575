/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_sign_in.c - [sign_in]: what a password costs, how long a session
 * lasts.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/settings_section.h"

#include <string.h>

#include "base/str.h"

#define MIB	  (1024 * 1024)
#define DAY_MS	  (24 * 3600 * INT64_C(1000))
#define MOST_DAYS 3650

static bool
put_number(struct settings_reading *x, const struct conf_entry *e, long long min, long long max,
    const char *unit, int64_t *out)
{
	char digits[16] = "";
	size_t len = strspn(e->value, "0123456789");
	long long n;

	if (len < sizeof digits)
		memcpy(digits, e->value, len);
	if (strcmp(e->value + len, unit) != 0 ||
	    !str_to_i64(digits, min, max, &n))
		return conf_err(x->conf, e, x->err, "%s \"%s\" is no "
		    "number from %lld%s to %lld%s", e->key, e->value,
		    min, unit, max, unit);
	*out = n;
	return true;
}

static bool
put_memory(struct settings_reading *x, const struct conf_entry *e)
{
	return put_number(x, e, 8, 1024, "M", &x->settings->hash_memory_bytes) &&
	    (x->settings->hash_memory_bytes *= MIB) > 0;
}

static bool
put_passes(struct settings_reading *x, const struct conf_entry *e)
{
	return put_number(x, e, 1, 20, "", &x->settings->hash_passes);
}

/* "12h", "14d", "never" */
static bool
put_span(struct settings_reading *x, const struct conf_entry *e, int64_t *out)
{
	const char *value = e->value;
	size_t len = strlen(value);
	char digits[8] = "";
	long long n;
	int64_t unit = 0;

	if (strcmp(value, "never") == 0) {
		*out = INT64_MAX;
		return true;
	}
	if (len >= 2 && len <= sizeof digits) {
		memcpy(digits, value, len - 1);
		unit = value[len - 1] == 'd' ? DAY_MS :
		    value[len - 1] == 'h' ? DAY_MS / 24 :
		    value[len - 1] == 'm' ? 60000 :
		    value[len - 1] == 's' ? 1000 : 0;
	}
	if (unit == 0 || !str_to_i64(digits, 1, MOST_DAYS * DAY_MS / unit,
	    &n))
		return conf_err(x->conf, e, x->err, "%s \"%s\" is no "
		    "span of 1s to %dd, such as 30m, 12h, 14d or never",
		    e->key, value, MOST_DAYS);
	*out = n * unit;
	return true;
}

static bool
put_idle(struct settings_reading *x, const struct conf_entry *e)
{
	return put_span(x, e, &x->settings->session_idle_ms);
}

static bool
put_age(struct settings_reading *x, const struct conf_entry *e)
{
	return put_span(x, e, &x->settings->session_age_ms);
}

static bool
put_token_age(struct settings_reading *x, const struct conf_entry *e)
{
	return put_span(x, e, &x->settings->token_age_ms);
}

static const struct settings_key keys[] = {
	{ "sign_in", "hash_memory", false, put_memory },
	{ "sign_in", "hash_passes", false, put_passes },
	{ "sign_in", "idle", false, put_idle },
	{ "sign_in", "age", false, put_age },
	{ "sign_in", "token_age", false, put_token_age },
};

const struct settings_section settings_sign_in = SETTINGS_SECTION(keys, NULL);

