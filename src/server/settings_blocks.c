/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_blocks.c - section [blocks].
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/settings_blocks.h"

#include <string.h>

#include "base/str.h"

#define SECOND_MS    INT64_C(1000)
#define DAY_MS	     (24 * 3600 * SECOND_MS)
#define MAX_DAYS     3660
#define APPEAL_BYTES 600

struct at {
	const struct conf	*conf;
	const struct conf_entry *e;
	struct err		*err;
};

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
put_may(struct settings *c, const struct at *at)
{
	const char *list = at->e->value;
	enum ban_kind kind;

	c->blocks.kinds = 0;
	if (strcmp(list, "nothing") == 0)
		return true;
	while (*list != '\0') {
		size_t len = strcspn(list, ", ");
		char word[16] = "";

		if (len > 0) {
			if (len < sizeof word)
				memcpy(word, list, len);
			if (!ban_kind_parse(word, &kind))
				return conf_err(at->conf, at->e, at->err,
				    "operators_may \"%s\": name some of "
				    "session, address, range, or say nothing",
				    at->e->value);
			c->blocks.kinds |= 1u << kind;
		}
		list += len;
		list += strspn(list, ", ");
	}
	return c->blocks.kinds != 0 || conf_err(at->conf, at->e, at->err,
	    "operators_may names nothing: write the word nothing");
}

static bool
put_longest(struct settings *c, const struct at *at)
{
	c->blocks.longest_ms = 0;
	return strcmp(at->e->value, "any") == 0 || read_span(at->e->value,
	    MAX_DAYS * DAY_MS, &c->blocks.longest_ms) || conf_err(at->conf,
	    at->e, at->err, "longest \"%s\" is no span such as 12h or 7d, "
	    "nor any", at->e->value);
}

static bool
put_keep(struct settings *c, const struct at *at)
{
	c->blocks.keep_ms = 0;
	return strcmp(at->e->value, "never") == 0 || read_span(at->e->value,
	    MAX_DAYS * DAY_MS, &c->blocks.keep_ms) || conf_err(at->conf,
	    at->e, at->err, "keep_addresses \"%s\" is no span such as 30d, "
	    "nor never", at->e->value);
}

static bool
put_pause(struct settings *c, const struct at *at)
{
	return read_span(at->e->value, 3600 * SECOND_MS,
	    &c->blocks.pause_ms) || conf_err(at->conf, at->e, at->err,
	    "limit_pause \"%s\" is no span of 1s to 1h", at->e->value);
}

static bool
put_appeal(struct settings *c, const struct at *at, size_t which)
{
	const char *value = at->e->value;

	if (strlen(value) > APPEAL_BYTES)
		return conf_err(at->conf, at->e, at->err, "%s is longer than "
		    "%d bytes", at->e->key, APPEAL_BYTES);
	c->blocks.appeals[which] = settings_keep(c, value);
	return true;
}

static bool
put_english(struct settings *c, const struct at *at)
{
	return put_appeal(c, at, 0);
}

static bool
put_russian(struct settings *c, const struct at *at)
{
	return put_appeal(c, at, 1);
}

static bool
put_polish(struct settings *c, const struct at *at)
{
	return put_appeal(c, at, 2);
}

static const struct {
	const char *section, *key;
	bool	    is_list;
	bool (*put)(struct settings *c, const struct at *at);
} keys[] = {
	{ "blocks", "operators_may", false, put_may },
	{ "blocks", "longest", false, put_longest },
	{ "blocks", "keep_addresses", false, put_keep },
	{ "blocks", "limit_pause", false, put_pause },
	{ "blocks", "appeals_en", false, put_english },
	{ "blocks", "appeals_ru", false, put_russian },
	{ "blocks", "appeals_pl", false, put_polish },
};
#define N_KEYS (sizeof keys / sizeof *keys)

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

bool
settings_is_blocks(const char *section)
{
	return strcmp(section, "blocks") == 0;
}

bool
settings_put_blocks(struct settings *c, const struct conf *conf,
    const struct conf_entry *e, struct err *err)
{
	const struct at at = { conf, e, err };

	if (!conf_once(conf, e, err))
		return false;
	for (size_t i = 0; i < N_KEYS; i++)
		if (strcmp(keys[i].key, e->key) == 0)
			return keys[i].put(c, &at);
	return conf_err(conf, e, err, "section [blocks] has no key \"%s\": "
	    "known are operators_may, longest, keep_addresses, limit_pause, "
	    "appeals_en, appeals_ru, appeals_pl", e->key);
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
