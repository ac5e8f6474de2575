/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_blocks.c - section [blocks].
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/settings_section.h"

#include <string.h>

#include "base/str.h"

#define SECOND_MS    INT64_C(1000)
#define DAY_MS	     (24 * 3600 * SECOND_MS)
#define MAX_DAYS     3660
#define APPEAL_BYTES 600

static const struct { char unit; int64_t ms; } units[] = {
	{ 's', SECOND_MS }, { 'm', 60 * SECOND_MS }, { 'h', 3600 * SECOND_MS },
	{ 'd', DAY_MS },
};

/* "30s", "2h", "7d"; at most so much. */
static bool
read_span(const char *value, int64_t most_ms, int64_t *out)
{
	size_t len = strlen(value);
	char digits[8] = "";
	long long n;

	if (len < 2 || len > sizeof digits)
		return false;
	memcpy(digits, value, len - 1);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (units[i].unit == value[len - 1]) {
			if (!str_to_i64(digits, 1, most_ms / units[i].ms, &n))
				return false;
			*out = n * units[i].ms;
			return true;
		}
	return false;
}

static bool
put_may(struct settings_reading *x, const struct conf_entry *e)
{
	const char *list = e->value;
	enum ban_kind kind;

	x->settings->blocks.kinds = 0;
	if (strcmp(list, "nothing") == 0)
		return true;
	while (*list != '\0') {
		size_t len = strcspn(list, ", ");
		char word[16] = "";

		if (len > 0) {
			if (len < sizeof word)
				memcpy(word, list, len);
			if (!ban_kind_parse(word, &kind))
				return conf_err(x->conf, e, x->err,
				    "operators_may \"%s\": name some of "
				    "session, address, range, or say nothing",
				    e->value);
			x->settings->blocks.kinds |= 1u << kind;
		}
		list += len;
		list += strspn(list, ", ");
	}
	return x->settings->blocks.kinds != 0 || conf_err(x->conf, e, x->err,
	    "operators_may names nothing: write the word nothing");
}

static bool
put_longest(struct settings_reading *x, const struct conf_entry *e)
{
	x->settings->blocks.longest_ms = 0;
	return strcmp(e->value, "any") == 0 || read_span(e->value,
	    MAX_DAYS * DAY_MS, &x->settings->blocks.longest_ms) || conf_err(x->conf,
	    e, x->err, "longest \"%s\" is no span such as 12h or 7d, "
	    "nor any", e->value);
}

static bool
put_keep(struct settings_reading *x, const struct conf_entry *e)
{
	x->settings->blocks.keep_ms = 0;
	return strcmp(e->value, "never") == 0 || read_span(e->value,
	    MAX_DAYS * DAY_MS, &x->settings->blocks.keep_ms) || conf_err(x->conf,
	    e, x->err, "keep_addresses \"%s\" is no span such as 30d, "
	    "nor never", e->value);
}

static bool
put_pause(struct settings_reading *x, const struct conf_entry *e)
{
	return read_span(e->value, 3600 * SECOND_MS,
	    &x->settings->blocks.pause_ms) || conf_err(x->conf, e, x->err,
	    "limit_pause \"%s\" is no span of 1s to 1h", e->value);
}

static bool
put_appeal(struct settings_reading *x, const struct conf_entry *e, size_t which)
{
	const char *value = e->value;

	if (strlen(value) > APPEAL_BYTES)
		return conf_err(x->conf, e, x->err, "%s is longer than "
		    "%d bytes", e->key, APPEAL_BYTES);
	x->settings->blocks.appeals[which] = settings_keep(x->settings, value);
	return true;
}

static bool
put_english(struct settings_reading *x, const struct conf_entry *e)
{
	return put_appeal(x, e, 0);
}

static bool
put_russian(struct settings_reading *x, const struct conf_entry *e)
{
	return put_appeal(x, e, 1);
}

static bool
put_polish(struct settings_reading *x, const struct conf_entry *e)
{
	return put_appeal(x, e, 2);
}

static const struct settings_key keys[] = {
	{ "blocks", "operators_may", false, put_may },
	{ "blocks", "longest", false, put_longest },
	{ "blocks", "keep_addresses", false, put_keep },
	{ "blocks", "limit_pause", false, put_pause },
	{ "blocks", "appeals_en", false, put_english },
	{ "blocks", "appeals_ru", false, put_russian },
	{ "blocks", "appeals_pl", false, put_polish },
};

const struct settings_section settings_blocks = SETTINGS_SECTION(keys, NULL);

void
settings_init_blocks(struct settings *c)
{
	c->blocks.kinds = DESK_OPERATORS_BLOCK;
	c->blocks.longest_ms = DESK_LONGEST_BLOCK_MS;
	c->blocks.keep_ms = 30 * DAY_MS;
	c->blocks.pause_ms = 30 * SECOND_MS;
	c->blocks.appeals[0] = c->blocks.appeals[1] = c->blocks.appeals[2] =
	    "";
}

void
settings_find_proxies(struct settings *c)
{
	c->blocks.n_proxies = 0;
	for (size_t i = 0; i < c->proxies.n; i++)
		if (range_parse(&c->blocks.proxies[c->blocks.n_proxies],
		    c->proxies.items[i], NULL))
			c->blocks.n_proxies++;
}
