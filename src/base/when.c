/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/when.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

#define MINUTE_MS (60 * (int64_t)1000)
#define HOUR_MS	  (60 * MINUTE_MS)

/* At most four digits; how many there are. */
static size_t
digits(const char *text, int *n)
{
	size_t len = 0;

	for (*n = 0; len < 5 && text[len] >= '0' && text[len] <= '9'; len++)
		*n = *n * 10 + (text[len] - '0');
	return len <= 4 ? len : 0;
}

static bool
next_time_of_day(int hour, int minute, int64_t now_ms, int64_t *at_ms)
{
	time_t now = (time_t)(now_ms / 1000);
	struct tm tm;

	if (hour > 23 || minute > 59 || localtime_r(&now, &tm) == NULL)
		return false;
	tm.tm_hour = hour;
	tm.tm_min = minute;
	tm.tm_sec = 0;
	tm.tm_isdst = -1;
	if ((int64_t)mktime(&tm) * 1000 <= now_ms) {
		tm.tm_mday++;
		tm.tm_hour = hour;
		tm.tm_min = minute;
		tm.tm_isdst = -1;
	}
	*at_ms = (int64_t)mktime(&tm) * 1000;
	return true;
}

static int64_t
unit(const char *text, size_t *len)
{
	static const struct {
		const char *name;
		int64_t	    ms;
	} units[] = {
		{ "min", MINUTE_MS }, { "мин", MINUTE_MS },
		{ "m", MINUTE_MS }, { "м", MINUTE_MS },
		{ "h", HOUR_MS }, { "ч", HOUR_MS },
		{ "godz", HOUR_MS }, { "g", HOUR_MS },
	};

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		*len = strlen(units[i].name);
		if (strncmp(text, units[i].name, *len) == 0)
			return units[i].ms;
	}
	*len = 0;
	return MINUTE_MS;
}

static bool
parse_span(const char *text, int64_t now_ms, int64_t *at_ms)
{
	int64_t span_ms = 0;
	bool has_any = false;

	while (*text != '\0') {
		size_t len;
		int n;

		text += strspn(text, " ");
		if (*text == '\0')
			break;
		len = digits(text, &n);
		if (len == 0)
			return false;
		text += len;
		text += strspn(text, " ");
		span_ms += n * unit(text, &len);
		text += len;
		has_any = true;
	}
	if (!has_any || span_ms <= 0 || span_ms > WHEN_MAX_MS)
		return false;
	*at_ms = now_ms + span_ms;
	return true;
}

bool
when_parse(const char *text, int64_t now_ms, int64_t *at_ms)
{
	int hour, minute;
	size_t len = digits(text, &hour), rest;

	if (len == 1 || len == 2) {
		if (text[len] == ':' || text[len] == '.') {
			rest = digits(text + len + 1, &minute);
			return rest == 2 && text[len + 1 + rest] == '\0' &&
			    next_time_of_day(hour, minute, now_ms, at_ms);
		}
	}
	return parse_span(text, now_ms, at_ms);
}
