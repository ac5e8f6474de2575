/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/settings_section.h"

#include <string.h>

#include "base/str.h"
#include "domain/limits.h"
#include "domain/target.h"

#define MIN_LOST_MS 2000
#define MAX_LOST_MS 600000

/* "lunch, training, a meeting" */
static bool
put_reasons(struct settings_reading *x, const struct conf_entry *e)
{
	const char *at = e->value + strspn(e->value, ", ");
	char word[MAX_REASON_BYTES + 1];

	while (*at != '\0') {
		size_t len = strcspn(at, ",");
		const char *next = at + len;

		while (len > 0 && at[len - 1] == ' ')
			len--;
		if (len > MAX_REASON_BYTES)
			return conf_err(x->conf, e, x->err,
			    "a reason is longer than %d bytes",
			    MAX_REASON_BYTES);
		memcpy(word, at, len);
		word[len] = '\0';
		if (len > 0 && !settings_add(x->settings,
		    &x->settings->reasons, word, NULL))
			return conf_err(x->conf, e, x->err,
			    "more than %d reasons", SETTINGS_MAX_ITEMS);
		at = next + strspn(next, ", ");
	}
	return true;
}

static bool
put_yes(struct settings_reading *x, const struct conf_entry *e, bool yes,
    bool *out)
{
	if (strcmp(e->value, "yes") != 0 && strcmp(e->value, "no") != 0)
		return conf_err(x->conf, e, x->err, "%s: \"%s\" is neither \"yes\" "
		    "nor \"no\"", e->key, e->value);
	*out = (strcmp(e->value, "yes") == 0) == yes;
	return true;
}

static bool
put_own(struct settings_reading *x, const struct conf_entry *e)
{
	return put_yes(x, e, false, &x->settings->fixed_reasons);
}

static bool
put_wrap_up(struct settings_reading *x, const struct conf_entry *e)
{
	return put_yes(x, e, true, &x->settings->wraps_up);
}

static bool
put_lost(struct settings_reading *x, const struct conf_entry *e)
{
	struct err why;
	int64_t ms;

	if (!target_parse_span(e->value, &ms, &why))
		return conf_err(x->conf, e, x->err, "%s", why.text);
	if (ms < MIN_LOST_MS || ms > MAX_LOST_MS)
		return conf_err(x->conf, e, x->err,
		    "lost_after \"%s\": from 2s to 10m", e->value);
	x->settings->lost_ms = ms;
	return true;
}

static const struct settings_key keys[] = {
	{ "presence", "reasons", false, put_reasons },
	{ "presence", "own_reasons", false, put_own },
	{ "presence", "wrap_up", false, put_wrap_up },
	{ "presence", "lost_after", false, put_lost },
};

const struct settings_section settings_presence = SETTINGS_SECTION(keys, NULL);

