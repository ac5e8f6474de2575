/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/zone.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/paths.h"
#include "base/str.h"

#define HEADER	44
#define HOUR_S	3600
#define DAY_S	(24 * HOUR_S)
#define YEAR_MS (INT64_C(365) * DAY_S * 1000)
#define MAX_S	(26 * HOUR_S)		/* no offset is larger */

bool
zone_name_ok(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len > ZONE_NAME_BYTES || name[len - 1] == '/')
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)name[i];
		bool is_first = i == 0 || name[i - 1] == '/';

		if (c >= 0x80 || (is_first ? !isalpha(c) :
		    !isalnum(c) && c != '_' && c != '+' && c != '-' &&
			c != '/'))
			return false;
	}
	return true;
}

/* --- days ---------------------------------------------------------------------- */

/* Since 1970 of a day of the Gregorian calendar; month from 1. */
static int64_t
day_of(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 +
	    day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

static int64_t
year_of(int64_t now_s)
{
	int64_t year = 1970 + now_s / (INT64_C(365) * DAY_S + DAY_S / 4);

	while (day_of(year + 1, 1, 1) * DAY_S <= now_s)
		year++;
	while (day_of(year, 1, 1) * DAY_S > now_s)
		year--;
	return year;
}

/* --- the rule at the end: "CET-1CEST,M3.5.0,M10.5.0/3" --------------------------- */

struct change { int month, week, day, at_s; };
struct rule {
	int	      offset_s, summer_s;
	bool	      has_summer;
	struct change to_summer, to_winter;
};

static bool
skip_name(const char **at)
{
	const char *from = *at;

	if (**at == '<') {
		*at += strcspn(*at, ">");
		return *(*at)++ == '>';
	}
	while (isalpha((unsigned char)**at))
		(*at)++;
	return *at - from >= 3;
}

static bool
read_number(const char **at, int max, int *out)
{
	const char *from = *at;

	for (*out = 0; isdigit((unsigned char)**at) && *at - from < 3; (*at)++)
		*out = *out * 10 + (**at - '0');
	return *at > from && *out <= max;
}

/* "[+-]h[:mm[:ss]]" */
static bool
read_span(const char **at, int max_hours, int *out_s)
{
	int sign = **at == '-' ? -1 : 1, h, part[2] = { 0, 0 };

	*at += **at == '-' || **at == '+';
	if (!read_number(at, max_hours, &h))
		return false;
	for (int i = 0; i < 2 && **at == ':'; i++) {
		(*at)++;
		if (!read_number(at, 59, &part[i]))
			return false;
	}
	*out_s = sign * (h * HOUR_S + part[0] * 60 + part[1]);
	return true;
}

/* ",Mm.w.d[/time]"; other ways to say it are not in use. */
static bool
read_change(const char **at, struct change *c)
{
	if (strncmp(*at, ",M", 2) != 0)
		return false;
	*at += 2;
	if (!read_number(at, 12, &c->month) || *(*at)++ != '.' ||
	    !read_number(at, 5, &c->week) || *(*at)++ != '.' ||
	    !read_number(at, 6, &c->day) || c->month < 1 || c->week < 1)
		return false;
	c->at_s = 2 * HOUR_S;
	if (**at != '/')
		return true;
	(*at)++;
	return read_span(at, 167, &c->at_s);
}

static bool
read_rule(const char *text, struct rule *r)
{
	*r = (struct rule){ .offset_s = 0 };
	if (!skip_name(&text) || !read_span(&text, 24, &r->offset_s))
		return false;
	r->offset_s = -r->offset_s;
	if (*text == '\0')
		return true;
	r->has_summer = true;
	if (!skip_name(&text))
		return false;
	r->summer_s = r->offset_s + HOUR_S;
	if (*text != ',') {
		if (!read_span(&text, 24, &r->summer_s))
			return false;
		r->summer_s = -r->summer_s;
	}
	return read_change(&text, &r->to_summer) &&
	    read_change(&text, &r->to_winter) && *text == '\0';
}

/* The clock on the wall when it is changed, as if it were UTC. */
static int64_t
change_s(const struct change *c, int64_t year)
{
	int64_t first = day_of(year, c->month, 1);
	int64_t next = c->month == 12 ? day_of(year + 1, 1, 1) :
	    day_of(year, c->month + 1, 1);
	/* 1 January 1970 was a Thursday. */
	int64_t weekday = ((first + 4) % 7 + 7) % 7;
	int64_t day = first + (c->day - weekday + 7) % 7 + 7 * (c->week - 1);

	while (day >= next)
		day -= 7;
	return day * DAY_S + c->at_s;
}

static void
apply_rule(const struct rule *r, int64_t now_s, struct zone_time *out)
{
	int64_t year = year_of(now_s), last = INT64_MIN, next = INT64_MAX;

	out->offset_s = r->offset_s;
	out->until_ms = now_s * 1000 + YEAR_MS;
	if (!r->has_summer)
		return;
	for (int64_t y = year - 1; y <= year + 1; y++)
		for (int i = 0; i < 2; i++) {
			int64_t at = i == 0 ?
			    change_s(&r->to_summer, y) - r->offset_s :
			    change_s(&r->to_winter, y) - r->summer_s;

			if (at <= now_s && at > last) {
				last = at;
				out->offset_s = i == 0 ? r->summer_s :
				    r->offset_s;
			}
			if (at > now_s && at < next)
				next = at;
		}
	out->until_ms = next * 1000;
}

/* --- the file ------------------------------------------------------------------- */

static int64_t
number(const unsigned char *p, int bytes)
{
	uint64_t n = p[0] >= 0x80 ? UINT64_MAX : 0;

	for (int i = 0; i < bytes; i++)
		n = n << 8 | p[i];
	return (int64_t)n;
}

/* One of the two blocks; times of `width` bytes. */
struct block {
	const unsigned char *times, *kinds, *types, *end;
	int64_t n_times, n_types;
	int	width;
};

static bool
read_block(const unsigned char *p, size_t len, int width, struct block *b)
{
	int64_t counts[6], bytes;

	if (len < HEADER || memcmp(p, "TZif", 4) != 0)
		return false;
	for (int i = 0; i < 6; i++) {
		counts[i] = number(p + 20 + 4 * i, 4);
		if (counts[i] < 0 || counts[i] > ZONE_FILE_BYTES)
			return false;
	}
	*b = (struct block){ .width = width, .times = p + HEADER,
		.n_times = counts[3], .n_types = counts[4] };
	bytes = counts[3] * (width + 1) + counts[4] * 6 + counts[5] +
	    counts[2] * (width + 4) + counts[1] + counts[0];
	if (bytes > (int64_t)(len - HEADER) || b->n_types == 0)
		return false;
	b->kinds = b->times + b->n_times * width;
	b->types = b->kinds + b->n_times;
	b->end = b->times + bytes;
	return true;
}

/* What the table says; *is_last: what comes after it holds. */
static bool
apply_block(const struct block *b, int64_t now_s, struct zone_time *out,
    bool *is_last)
{
	int64_t i = 0, kind = 0;

	while (i < b->n_times &&
	    number(b->times + i * b->width, b->width) <= now_s)
		i++;
	*is_last = i == b->n_times;
	if (i > 0)
		kind = b->kinds[i - 1];
	if (kind >= b->n_types)
		return false;
	out->offset_s = (int)number(b->types + kind * 6, 4);
	out->until_ms = now_s * 1000 + YEAR_MS;
	if (!*is_last && number(b->times + i * b->width, b->width) <
	    out->until_ms / 1000)
		out->until_ms = number(b->times + i * b->width, b->width) *
		    1000;
	return true;
}

static bool
read_end(const unsigned char *p, const unsigned char *end, char *buf,
    size_t size)
{
	const unsigned char *last;
	size_t len;

	if (p >= end || *p != '\n')
		return false;
	last = memchr(p + 1, '\n', (size_t)(end - p - 1));
	if (last == NULL)
		return false;
	len = (size_t)(last - p - 1);
	if (len >= size)
		return false;
	memcpy(buf, p + 1, len);
	buf[len] = '\0';
	return true;
}

bool
zone_at(const unsigned char *bytes, size_t len, int64_t now_ms,
    struct zone_time *out)
{
	int64_t now_s = now_ms / 1000;
	const unsigned char *end = bytes + len;
	char text[128] = "";
	struct zone_time found;
	struct block b;
	struct rule rule;
	bool is_last;

	if (!read_block(bytes, len, 4, &b))
		return false;
	if (bytes[4] >= '2' && (!read_block(b.end, (size_t)(end - b.end), 8,
	    &b) || !read_end(b.end, end, text, sizeof text)))
		return false;
	if (!apply_block(&b, now_s, &found, &is_last))
		return false;
	if (is_last && text[0] != '\0') {
		if (!read_rule(text, &rule))
			return false;
		apply_rule(&rule, now_s, &found);
	}
	if (found.offset_s < -MAX_S || found.offset_s > MAX_S)
		return false;
	*out = found;
	return true;
}

bool
zone_read(const char *name, struct str *out)
{
	const char *dir = getenv("TZDIR");
	char path[PATH_MAX];

	if (!zone_name_ok(name))
		return false;
	if (dir == NULL || dir[0] != '/')
		dir = "/usr/share/zoneinfo";
	if (snprintf(path, sizeof path, "%s/%s", dir, name) >= PATH_MAX)
		return false;
	return paths_read(path, out, NULL);
}

bool
zone_own(char name[ZONE_NAME_BYTES + 1])
{
	const char *tz = getenv("TZ"), *found = NULL;
	char path[PATH_MAX];
	ssize_t len;

	if (tz != NULL && tz[0] != '\0') {
		found = tz[0] == ':' ? tz + 1 : tz;
	} else {
		len = readlink("/etc/localtime", path, sizeof path - 1);
		path[len < 0 ? 0 : len] = '\0';
		found = strstr(path, "/zoneinfo/");
		if (found != NULL)
			found += strlen("/zoneinfo/");
	}
	if (found == NULL || !zone_name_ok(found))
		return false;
	str_copy(name, ZONE_NAME_BYTES + 1, found);
	return true;
}

bool
zone_look_up(const char *name, int64_t now_ms, struct zone_time *out)
{
	struct str text;
	bool ok;

	str_init(&text, ZONE_FILE_BYTES);
	ok = zone_read(name, &text) && zone_at(
	    (const unsigned char *)text.data, text.len, now_ms, out);
	str_clear(&text);
	return ok;
}
