/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/settings_presence.h"

#include <string.h>

#include "base/str.h"
#include "domain/limits.h"
#include "domain/target.h"

#define SECTION	    "presence"
#define MIN_LOST_MS 2000
#define MAX_LOST_MS 600000

bool
settings_is_presence(const char *section)
{
	return strcmp(section, SECTION) == 0;
}

/* "lunch, training, a meeting" */
static bool
put_reasons(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	const char *at = e->value + strspn(e->value, ", ");
	char word[MAX_REASON_BYTES + 1];

	while (*at != '\0') {
		size_t len = strcspn(at, ",");
		const char *next = at + len;

		while (len > 0 && at[len - 1] == ' ')
			len--;
		if (len > MAX_REASON_BYTES)
			return conf_err(conf, e, err,
			    "a reason is longer than %d bytes",
			    MAX_REASON_BYTES);
		memcpy(word, at, len);
		word[len] = '\0';
		if (len > 0 && !settings_add(c, &c->reasons, word, NULL))
			return conf_err(conf, e, err,
			    "more than %d reasons", SETTINGS_MAX_ITEMS);
		at = next + strspn(next, ", ");
	}
	return true;
}

static bool
put_yes(const struct conf *conf, const struct conf_entry *e, bool yes,
    bool *out, struct err *err)
{
	if (strcmp(e->value, "yes") != 0 && strcmp(e->value, "no") != 0)
		return conf_err(conf, e, err, "%s: \"%s\" is neither \"yes\" "
		    "nor \"no\"", e->key, e->value);
	*out = (strcmp(e->value, "yes") == 0) == yes;
	return true;
}

static bool
put_own(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	return put_yes(conf, e, false, &c->fixed_reasons, err);
}

static bool
put_wrap_up(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	return put_yes(conf, e, true, &c->wraps_up, err);
}

static bool
put_lost(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	struct err why;
	int64_t ms;

	if (!target_parse_span(e->value, &ms, &why))
		return conf_err(conf, e, err, "%s", why.text);
	if (ms < MIN_LOST_MS || ms > MAX_LOST_MS)
		return conf_err(conf, e, err,
		    "lost_after \"%s\": from 2s to 10m", e->value);
	c->lost_ms = ms;
	return true;
}

static const struct {
	const char *section, *key;
	bool	    is_list;
	bool (*put)(struct settings *c, const struct conf *conf,
	    const struct conf_entry *e, struct err *err);
} keys[] = {
	{ "presence", "reasons", false, put_reasons },
	{ "presence", "own_reasons", false, put_own },
	{ "presence", "wrap_up", false, put_wrap_up },
	{ "presence", "lost_after", false, put_lost },
};

bool
settings_put_presence(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	if (!conf_once(conf, e, err))
		return false;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(e->key, keys[i].key) == 0)
			return keys[i].put(c, conf, e, err);
	return conf_err(conf, e, err, "section [%s] has no key \"%s\": known "
	    "are reasons, own_reasons, wrap_up, lost_after", e->section,
	    e->key);
}
