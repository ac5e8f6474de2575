/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_ratings.c - [ratings]: who sees them, what is bad, the link; and
 * [winback]: whose it is, and in which time.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/settings_ratings.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "domain/operator.h"

#define HOUR_MS	  INT64_C(3600000)
#define MOST_DAYS 365
#define URL_BYTES 200

struct at {
	const struct conf	*conf;
	const struct conf_entry *e;
	struct err		*err;
};

static bool
put_see(struct settings *c, const struct at *at)
{
	const char *value = at->e->value;

	c->ratings.hides = strcmp(value, "off") == 0;
	return c->ratings.hides || strcmp(value, "on") == 0 ||
	    conf_err(at->conf, at->e, at->err, "operators_see \"%s\" is "
	    "neither on nor off", value);
}

static bool
put_bad(struct settings *c, const struct at *at)
{
	long long n;

	if (!str_to_i64(at->e->value, 0, 4, &n))
		return conf_err(at->conf, at->e, at->err, "bad \"%s\" is no "
		    "number of stars from 0 (no win-backs) to 4",
		    at->e->value);
	c->ratings.bad_stars = (int)n;
	return true;
}

/* "36h", "2d" */
static bool
put_span(const struct at *at, int64_t *out)
{
	const char *value = at->e->value;
	size_t len = strlen(value);
	char digits[8] = "", unit = len > 0 ? value[len - 1] : '\0';
	int64_t ms = unit == 'd' ? 24 * HOUR_MS : HOUR_MS;
	long long n;

	if (len >= 2 && len <= sizeof digits)
		memcpy(digits, value, len - 1);
	if ((unit != 'd' && unit != 'h') || !str_to_i64(digits, 1,
	    MOST_DAYS * 24 * HOUR_MS / ms, &n))
		return conf_err(at->conf, at->e, at->err, "%s \"%s\" is no "
		    "span of 1h to %dd, such as 36h or 2d", at->e->key, value,
		    MOST_DAYS);
	*out = n * ms;
	return true;
}

static bool
put_link(struct settings *c, const struct at *at)
{
	return put_span(at, &c->ratings.link_ms);
}

static bool
put_due(struct settings *c, const struct at *at)
{
	return put_span(at, &c->ratings.winback_ms);
}

/* It is sent to customers, with "/rate?t=..." behind it. */
static bool
put_url(struct settings *c, const struct at *at)
{
	const char *value = at->e->value, *host = NULL;
	size_t len = strlen(value);
	bool ok;

	if (strncmp(value, "https://", 8) == 0)
		host = value + 8;
	else if (strncmp(value, "http://", 7) == 0)
		host = value + 7;
	ok = host != NULL && isalnum((unsigned char)host[0]) &&
	    len <= URL_BYTES && value[len - 1] != '/';
	for (const char *p = host; ok && *p != '\0'; p++)
		ok = isalnum((unsigned char)*p) || strchr(".-:_~/", *p) != NULL;
	if (!ok)
		return conf_err(at->conf, at->e, at->err, "url \"%s\" is not "
		    "where customers find this desk: write it like "
		    "https://support.example, without a slash at its end",
		    value);
	c->ratings.url = settings_keep(c, value);
	return true;
}

static bool
put_owner(struct settings *c, const struct at *at)
{
	if (!operator_login_ok(at->e->value))
		return conf_err(at->conf, at->e, at->err, "owner \"%s\" is no "
		    "login: see dezhurkad operator list", at->e->value);
	c->ratings.winback_owner = settings_keep(c, at->e->value);
	return true;
}

static const struct {
	const char *section, *key;
	bool (*put)(struct settings *c, const struct at *at);
} keys[] = {
	{ "ratings", "operators_see", put_see },
	{ "ratings", "bad",	      put_bad },
	{ "ratings", "link",	      put_link },
	{ "ratings", "url",	      put_url },
	{ "winback", "owner",	      put_owner },
	{ "winback", "due",	      put_due },
};
#define N_KEYS (sizeof keys / sizeof *keys)

void
settings_init_ratings(struct settings *c)
{
	c->ratings.bad_stars = 2;
	c->ratings.url = c->ratings.winback_owner = "";
	c->ratings.link_ms = 30 * 24 * HOUR_MS;
	c->ratings.winback_ms = 2 * 24 * HOUR_MS;
}

bool
settings_is_ratings(const char *section)
{
	return strcmp(section, "ratings") == 0 ||
	    strcmp(section, "winback") == 0;
}

bool
settings_put_ratings(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	const struct at at = { conf, e, err };

	for (size_t i = 0; i < N_KEYS; i++) {
		if (strcmp(keys[i].section, e->section) != 0 ||
		    strcmp(keys[i].key, e->key) != 0)
			continue;
		if (conf_find(conf, e->section, e->key) != e)
			return conf_err(conf, e, err, "%s is set again in "
			    "line %d: keep one of them", e->key,
			    conf_find(conf, e->section, e->key)->line);
		return keys[i].put(c, &at);
	}
	return conf_err(conf, e, err, "section [%s] has no key \"%s\"",
	    e->section, e->key);
}
