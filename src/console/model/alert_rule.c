/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/model/alert_rule.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/target.h"

#define POPUP	 (ALERT_BELL | ALERT_TERMINAL | ALERT_DESKTOP)
#define ALL	 (POPUP | ALERT_COMMAND)
#define MAX_MS	 (60 * 60 * 1000)
#define DAY_MIN	 (24 * 60)
#define PART_BYTES 128

static const struct {
	const char	 *name;
	struct alert_rule rule;
} kinds[ALERTS] = {
	[ALERT_QUEUE] = { "queue", { 4, { 0, 20000, 40000, 60000 },
	    { POPUP, POPUP, ALL, ALL }, ALERT_ALWAYS, 0, 0 } },
	[ALERT_FIRST] = { "first", { 4, { 0, 20000, 40000, 60000 },
	    { POPUP, POPUP, ALL, ALL }, ALERT_UNFOCUSED, 0, 0 } },
	[ALERT_MESSAGE] = { "message", { 4, { 0, 20000, 40000, 60000 },
	    { POPUP, ALERT_BELL, POPUP, ALL }, ALERT_UNFOCUSED, 0, 0 } },
	[ALERT_LATE] = { "late", { 2, { 0, 30000 }, { ALL, ALL },
	    ALERT_ALWAYS, 0, 0 } },
	[ALERT_TRANSFER] = { "transfer", { 4, { 0, 20000, 40000, 60000 },
	    { ALL, POPUP, POPUP, ALL }, ALERT_ALWAYS, 0, 0 } },
	[ALERT_PROMISE] = { "promise", { 3, { 0, 60000, 300000 },
	    { POPUP, ALL, ALL }, ALERT_ALWAYS, 0, 0 } },
	[ALERT_LATER] = { "later", { 2, { 0, 60000 }, { POPUP, POPUP },
	    ALERT_UNFOCUSED, 0, 0 } },
	[ALERT_MENTION] = { "mention", { 2, { 0, 60000 }, { POPUP, POPUP },
	    ALERT_UNFOCUSED, 0, 0 } },
	[ALERT_TALK] = { "talk", { 1, { 0 }, { ALERT_BELL },
	    ALERT_UNFOCUSED, 0, 0 } },
};

static const struct { const char *name; enum alert_way way; } ways[] = {
	{ "bell", ALERT_BELL }, { "terminal", ALERT_TERMINAL },
	{ "desktop", ALERT_DESKTOP }, { "command", ALERT_COMMAND },
};
#define N_WAYS (sizeof ways / sizeof *ways)

static const char *const onlies[] = {
	[ALERT_ALWAYS] = "always", [ALERT_UNFOCUSED] = "unfocused",
	[ALERT_AWAY] = "away", [ALERT_NEVER] = "never",
};

void
alerts_init(struct alerts *a)
{
	*a = (struct alerts){ .test_step = -1 };
}

void
alert_rules_init(struct alert_rule rules[ALERTS])
{
	for (int i = 0; i < ALERTS; i++)
		rules[i] = kinds[i].rule;
}

enum alert
alert_find(const char *name)
{
	int i = 0;

	while (i < ALERTS && strcmp(kinds[i].name, name) != 0)
		i++;
	return (enum alert)i;
}

const char *
alert_name(enum alert alert)
{
	return kinds[alert].name;
}

const char *
alert_way_name(enum alert_way way)
{
	for (size_t i = 0; i < N_WAYS; i++)
		if (ways[i].way == way)
			return ways[i].name;
	return "";
}

/* --- reading ------------------------------------------------------------- */

/* The next word of *at, which may end at `stop` too; false at the end. */
static bool
next_word(const char **at, const char *ends, char *buf, size_t size)
{
	size_t len;

	*at += strspn(*at, ends);
	len = strcspn(*at, ends);
	if (len == 0 || len >= size)
		return false;
	memcpy(buf, *at, len);
	buf[len] = '\0';
	*at += len;
	return true;
}

static bool
find_way(const char *name, unsigned *bits)
{
	for (size_t i = 0; i < N_WAYS; i++)
		if (strcmp(ways[i].name, name) == 0) {
			*bits |= ways[i].way;
			return true;
		}
	return strcmp(name, "none") == 0;
}

static bool
set_ways(struct alert_rule *r, const char *value, struct err *err)
{
	char part[PART_BYTES], word[PART_BYTES];
	unsigned bits[ALERT_STEPS] = { 0 };
	const char *at = value;
	int n = 0;

	while (n < ALERT_STEPS && next_word(&at, ",", part, sizeof part)) {
		const char *in = part;

		while (next_word(&in, " \t", word, sizeof word))
			if (!find_way(word, &bits[n]))
				return err_set(err, ERR_VALUE, _("“%s” is no "
				    "way to alert: bell, terminal, desktop, "
				    "command or none."), word);
		n++;
	}
	if (n == 0 || *at != '\0')
		return err_set(err, ERR_VALUE, _("Write the ways of each step, "
		    "commas between the steps, at most %d: “bell, bell "
		    "desktop”."), ALERT_STEPS);
	for (int i = 0; i < ALERT_STEPS; i++)
		r->ways[i] = bits[i < n ? i : n - 1];
	return true;
}

static bool
read_after(const char *word, int64_t *ms)
{
	if (strcmp(word, "0") == 0) {
		*ms = 0;
		return true;
	}
	return target_parse_span(word, ms, NULL) && *ms <= MAX_MS;
}

static bool
set_after(struct alert_rule *r, const char *value, struct err *err)
{
	int64_t ms[ALERT_STEPS];
	char word[PART_BYTES];
	const char *at = value;
	bool ok = true;
	int n = 0;

	for (; ok && n < ALERT_STEPS && next_word(&at, " ,\t", word,
	    sizeof word); n++)
		ok = read_after(word, &ms[n]) && (n == 0 ||
		    ms[n] > ms[n - 1]);
	at += strspn(at, " ,\t");
	if (!ok || n == 0 || *at != '\0')
		return err_set(err, ERR_VALUE, _("Write up to %d rising times "
		    "of at most an hour: “0 20s 40s 60s”."), ALERT_STEPS);
	memcpy(r->after_ms, ms, (size_t)n * sizeof *ms);
	/* Steps that are new go on with the last ways. */
	for (int i = r->n_steps; i < n; i++)
		r->ways[i] = r->ways[r->n_steps - 1];
	r->n_steps = n;
	return true;
}

static bool
set_only(struct alert_rule *r, const char *value, struct err *err)
{
	for (size_t i = 0; i < sizeof onlies / sizeof *onlies; i++)
		if (strcmp(onlies[i], value) == 0) {
			r->only = (enum alert_only)i;
			return true;
		}
	return err_set(err, ERR_VALUE, _("“%s” cannot be used for %s: choose "
	    "one of %s."), value, "only", "always|unfocused|away|never");
}

bool
alert_parse_minute(const char *text, int *minute)
{
	int h = 0, min = 0;

	for (; *text >= '0' && *text <= '9' && h < 100; text++)
		h = 10 * h + (*text - '0');
	if (*text++ != ':' || strlen(text) != 2 || text[0] < '0' ||
	    text[0] > '5' || text[1] < '0' || text[1] > '9')
		return false;
	min = 10 * (text[0] - '0') + (text[1] - '0');
	if (h > 24 || (h == 24 && min > 0))
		return false;
	*minute = (60 * h + min) % DAY_MIN;
	return true;
}

static bool
set_quiet(struct alert_rule *r, const char *value, struct err *err)
{
	const char *dash = strchr(value, '-');
	char from[8];
	int a, b;

	if (strcmp(value, "off") == 0) {
		r->quiet_from = r->quiet_to = 0;
		return true;
	}
	if (dash == NULL || (size_t)(dash - value) >= sizeof from)
		goto bad;
	memcpy(from, value, (size_t)(dash - value));
	from[dash - value] = '\0';
	if (!alert_parse_minute(from, &a) || !alert_parse_minute(dash + 1,
	    &b))
		goto bad;
	r->quiet_from = a;
	r->quiet_to = b;
	return true;
bad:
	return err_set(err, ERR_VALUE, _("“%s” are no hours: write them like "
	    "22:00-08:00, or off."), value);
}

/* A line each: a lint compares them with the manual. */
static const struct {
	const char *key;
	bool (*set)(struct alert_rule *r, const char *value, struct err *err);
} keys[] = {
	{ "ways", set_ways },
	{ "after", set_after },
	{ "only", set_only },
	{ "quiet", set_quiet },
};

bool
alert_rule_set(struct alert_rule *r, const char *key, const char *value,
    struct err *err)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(keys[i].key, key) == 0)
			return keys[i].set(r, value, err);
	return err_set(err, ERR_VALUE, _("An alert has no “%s”: its settings "
	    "are ways, after, only and quiet."), key);
}

bool
alert_rule_is_quiet(const struct alert_rule *r, int minute)
{
	if (r->quiet_from <= r->quiet_to)
		return minute >= r->quiet_from && minute < r->quiet_to;
	return minute >= r->quiet_from || minute < r->quiet_to;
}
