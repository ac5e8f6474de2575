/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_ratings.c - [ratings]: who sees them, what is bad, the link; and
 * [winback]: whose it is, and in which time.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/settings_section.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "domain/operator.h"

#define HOUR_MS	  INT64_C(3600000)
#define MOST_DAYS 365
#define URL_BYTES 200

static bool
put_see(struct settings_reading *x, const struct conf_entry *e)
{
	const char *value = e->value;

	x->settings->ratings.hides = strcmp(value, "off") == 0;
	return x->settings->ratings.hides || strcmp(value, "on") == 0 ||
	    conf_err(x->conf, e, x->err, "operators_see \"%s\" is "
	    "neither on nor off", value);
}

static bool
put_bad(struct settings_reading *x, const struct conf_entry *e)
{
	long long n;

	if (!str_to_i64(e->value, 0, 4, &n))
		return conf_err(x->conf, e, x->err, "bad \"%s\" is no "
		    "number of stars from 0 (no win-backs) to 4",
		    e->value);
	x->settings->ratings.bad_stars = (int)n;
	return true;
}

/* "36h", "2d" */
static bool
put_span(struct settings_reading *x, const struct conf_entry *e, int64_t *out)
{
	const char *value = e->value;
	size_t len = strlen(value);
	char digits[8] = "", unit = len > 0 ? value[len - 1] : '\0';
	int64_t ms = unit == 'd' ? 24 * HOUR_MS : HOUR_MS;
	long long n;

	if (len >= 2 && len <= sizeof digits)
		memcpy(digits, value, len - 1);
	if ((unit != 'd' && unit != 'h') || !str_to_i64(digits, 1,
	    MOST_DAYS * 24 * HOUR_MS / ms, &n))
		return conf_err(x->conf, e, x->err, "%s \"%s\" is no "
		    "span of 1h to %dd, such as 36h or 2d", e->key, value,
		    MOST_DAYS);
	*out = n * ms;
	return true;
}

static bool
put_link(struct settings_reading *x, const struct conf_entry *e)
{
	return put_span(x, e, &x->settings->ratings.link_ms);
}

static bool
put_due(struct settings_reading *x, const struct conf_entry *e)
{
	return put_span(x, e, &x->settings->ratings.winback_ms);
}

/* It is sent to customers, with "/rate?t=..." behind it. */
static bool
put_url(struct settings_reading *x, const struct conf_entry *e)
{
	const char *value = e->value, *host = NULL;
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
		return conf_err(x->conf, e, x->err, "url \"%s\" is not "
		    "where customers find this desk: write it like "
		    "https://support.example, without a slash at its end",
		    value);
	x->settings->ratings.url = settings_keep(x->settings, value);
	return true;
}

static bool
put_owner(struct settings_reading *x, const struct conf_entry *e)
{
	if (!operator_login_ok(e->value))
		return conf_err(x->conf, e, x->err, "owner \"%s\" is no "
		    "login: see dezhurkad operator list", e->value);
	x->settings->ratings.winback_owner = settings_keep(x->settings, e->value);
	return true;
}

static const struct settings_key keys[] = {
	{ "ratings", "operators_see", false, put_see },
	{ "ratings", "bad", false, put_bad },
	{ "ratings", "link", false, put_link },
	{ "ratings", "url", false, put_url },
	{ "winback", "owner", false, put_owner },
	{ "winback", "due", false, put_due },
};

const struct settings_section settings_ratings = SETTINGS_SECTION(keys, NULL);

void
settings_init_ratings(struct settings *c)
{
	c->ratings.bad_stars = 2;
	c->ratings.url = c->ratings.winback_owner = "";
	c->ratings.link_ms = 30 * 24 * HOUR_MS;
	c->ratings.winback_ms = 2 * 24 * HOUR_MS;
}

