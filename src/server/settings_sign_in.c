/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_sign_in.c - [sign_in]: what a password costs, how long a session
 * lasts.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/settings_sign_in.h"

#include <string.h>

#include "base/str.h"

#define MIB	  (1024 * 1024)
#define DAY_MS	  (24 * 3600 * INT64_C(1000))
#define MOST_DAYS 3650

struct at {
	const struct conf	*conf;
	const struct conf_entry *e;
	struct err		*err;
};

static bool
put_number(const struct at *at, long long min, long long max,
    const char *unit, int64_t *out)
{
	char digits[16] = "";
	size_t len = strspn(at->e->value, "0123456789");
	long long n;

	if (len < sizeof digits)
		memcpy(digits, at->e->value, len);
	if (strcmp(at->e->value + len, unit) != 0 ||
	    !str_to_i64(digits, min, max, &n))
		return conf_err(at->conf, at->e, at->err, "%s \"%s\" is no "
		    "number from %lld%s to %lld%s", at->e->key, at->e->value,
		    min, unit, max, unit);
	*out = n;
	return true;
}

static bool
put_memory(struct settings *c, const struct at *at)
{
	return put_number(at, 8, 1024, "M", &c->hash_memory_bytes) &&
	    (c->hash_memory_bytes *= MIB) > 0;
}

static bool
put_passes(struct settings *c, const struct at *at)
{
	return put_number(at, 1, 20, "", &c->hash_passes);
}

/* "12h", "14d", "never" */
static bool
put_span(const struct at *at, int64_t *out)
{
	const char *value = at->e->value;
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
		return conf_err(at->conf, at->e, at->err, "%s \"%s\" is no "
		    "span of 1s to %dd, such as 30m, 12h, 14d or never",
		    at->e->key, value, MOST_DAYS);
	*out = n * unit;
	return true;
}

static bool
put_idle(struct settings *c, const struct at *at)
{
	return put_span(at, &c->session_idle_ms);
}

static bool
put_age(struct settings *c, const struct at *at)
{
	return put_span(at, &c->session_age_ms);
}

static bool
put_token_age(struct settings *c, const struct at *at)
{
	return put_span(at, &c->token_age_ms);
}

static const struct {
	const char *section, *key;
	bool (*put)(struct settings *c, const struct at *at);
} keys[] = {
	{ "sign_in", "hash_memory", put_memory },
	{ "sign_in", "hash_passes", put_passes },
	{ "sign_in", "idle",	    put_idle },
	{ "sign_in", "age",	    put_age },
	{ "sign_in", "token_age",   put_token_age },
};

bool
settings_is_sign_in(const char *section)
{
	return strcmp(section, keys[0].section) == 0;
}

bool
settings_put_sign_in(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	const struct at at = { conf, e, err };

	if (!conf_once(conf, e, err))
		return false;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(keys[i].key, e->key) == 0)
			return keys[i].put(c, &at);
	return conf_err(conf, e, err, "section [%s] has no key \"%s\": known "
	    "are hash_memory, hash_passes, idle, age, token_age", e->section,
	    e->key);
}
