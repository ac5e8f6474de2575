/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "domain/stats_ask.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"

#define DAY_MS	  (INT64_C(24) * 3600 * 1000)
#define MOST_DAYS 400

static const enum stats_by stages[] = { STATS_BY_NONE, STATS_BY_OPERATOR,
	STATS_BY_DEPARTMENT, STATS_BY_HOUR };
#define N_STAGES ((int)(sizeof stages / sizeof *stages))

void
stats_ask_init(struct stats_ask *q)
{
	*q = (struct stats_ask){ .by = STATS_BY_NONE };
	hours_init(&q->wall);
	str_init(&q->bytes, ZONE_FILE_BYTES);
}

void
stats_ask_clear(struct stats_ask *q)
{
	str_clear(&q->bytes);
	q->wall.zone = NULL;
	q->zone[0] = '\0';
}

/* --- days ----------------------------------------------------------------- */

/* Days since 1970 of a date of the common calendar. */
static int64_t
day_of(int64_t year, int64_t month, int64_t day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = y / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 +
	    day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

/* Midnight of that day where it is asked for. */
static int64_t
midnight(const struct stats_ask *q, int64_t day)
{
	struct tm tm = { .tm_mday = 1, .tm_year = 70, .tm_isdst = -1 };

	if (q->zone[0] != '\0')
		return hours_local_ms(&q->wall, day, 0);
	tm.tm_mday += (int)day;
	return (int64_t)mktime(&tm) * 1000;
}

static int64_t
today(const struct stats_ask *q, int64_t now_ms)
{
	return q->zone[0] != '\0' ? hours_day(&q->wall, now_ms, NULL) :
				    i18n_day(now_ms);
}

/* "2026-11-22" */
static bool
read_date(const char *text, int64_t *day)
{
	static const int lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	long long year, month, date;
	char part[3][5] = { "", "", "" };

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
	    strspn(text, "0123456789-") != 10)
		return false;
	memcpy(part[0], text, 4);
	memcpy(part[1], text + 5, 2);
	memcpy(part[2], text + 8, 2);
	if (!str_to_i64(part[0], 1970, 9000, &year) ||
	    !str_to_i64(part[1], 1, 12, &month) ||
	    !str_to_i64(part[2], 1, lengths[month - 1], &date))
		return false;
	*day = day_of(year, month, date);
	/* The 29th of February of most years is none. */
	return month != 2 || date < 29 || *day < day_of(year, 3, 1);
}

static bool
read_day(const struct stats_ask *q, const char *text, int64_t now_ms,
    int64_t *day)
{
	size_t len = strlen(text);
	char digits[8] = "";
	long long days;

	*day = today(q, now_ms);
	if (strcmp(text, "today") == 0)
		return true;
	if (strcmp(text, "yesterday") == 0) {
		--*day;
		return true;
	}
	if (len < 2 || len >= sizeof digits || text[len - 1] != 'd')
		return read_date(text, day);
	memcpy(digits, text, len - 1);
	if (!str_to_i64(digits, 0, MOST_DAYS, &days))
		return false;
	*day -= days;
	return true;
}

static bool
read_time(const struct stats_ask *q, const char *option, const char *text,
    int64_t now_ms, int64_t *out, struct err *err)
{
	int64_t day;

	if (strcmp(text, "now") == 0 && strcmp(option, "--day") != 0) {
		*out = now_ms;
		return true;
	}
	if (!read_day(q, text, now_ms, &day))
		return err_set(err, ERR_VALUE, "%s %.40s: %s", option, text,
		    _("say today, yesterday, 7d or a date like 2026-11-22"));
	*out = midnight(q, day);
	return true;
}

static bool
read_zone(struct stats_ask *q, struct err *err)
{
	struct zone_time now;
	bool is_own = q->zone[0] == '\0';

	if (is_own && !zone_own(q->zone))
		return true;
	if (zone_read(q->zone, &q->bytes) && zone_at(
	    (const unsigned char *)q->bytes.data, q->bytes.len, 0, &now)) {
		q->wall.zone = (const unsigned char *)q->bytes.data;
		q->wall.zone_len = q->bytes.len;
		return true;
	}
	if (is_own) {
		q->zone[0] = '\0';
		return true;
	}
	return err_set(err, ERR_VALUE, "--zone %s: %s", q->zone,
	    _("there is no such time zone here; say one like Europe/Warsaw"));
}

/* --- words ------------------------------------------------------------------ */

static const struct {
	const char *name;
	size_t	    offset;		/* of a const char * */
} times[] = {
	{ "--since", offsetof(struct stats_ask, since) },
	{ "--until", offsetof(struct stats_ask, until) },
	{ "--day", offsetof(struct stats_ask, day) },
};

static const struct { const char *name; enum stats_form form; } forms[] = {
	{ "--text", STATS_TEXT }, { "--csv", STATS_CSV },
	{ "--json", STATS_JSON },
};

static enum stats_took
take_value(struct stats_ask *q, const char *option, const char *value,
    struct err *err)
{
	const char *shown = value == NULL ? "" : value;

	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		if (strcmp(option, times[i].name) != 0)
			continue;
		/* An empty word is refused with the sentence for times. */
		*(const char **)(void *)((char *)q + times[i].offset) = shown;
		return value == NULL ? STATS_TOOK_OPTION : STATS_TOOK_BOTH;
	}
	if (strcmp(option, "--by") == 0) {
		if (value != NULL && *value != '\0' &&
		    stats_by_parse(value, &q->by))
			return STATS_TOOK_BOTH;
		err_set(err, ERR_VALUE, "%s %.40s: %s", option, shown,
		    _("say operator, department, language, segment, priority "
		    "or hour"));
		return STATS_TOOK_WRONG;
	}
	if (strcmp(option, "--zone") != 0)
		return STATS_TOOK_NONE;
	if (zone_name_ok(shown)) {
		str_copy(q->zone, sizeof q->zone, shown);
		return STATS_TOOK_BOTH;
	}
	err_set(err, ERR_VALUE, "%s %.40s: %s", option, shown,
	    _("there is no such time zone here; say one like Europe/Warsaw"));
	return STATS_TOOK_WRONG;
}

enum stats_took
stats_ask_take(struct stats_ask *q, const char *option, const char *value,
    struct err *err)
{
	if (strcmp(option, "--rows") == 0) {
		q->is_rows = true;
		return STATS_TOOK_OPTION;
	}
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (strcmp(option, forms[i].name) == 0) {
			q->form = forms[i].form;
			return STATS_TOOK_OPTION;
		}
	return take_value(q, option, value, err);
}

bool
stats_ask_settle(struct stats_ask *q, int64_t now_ms, struct err *err)
{
	int64_t day;

	if (!read_zone(q, err))
		return false;
	q->since_ms = midnight(q, today(q, now_ms));
	q->until_ms = now_ms;
	if ((q->since != NULL && !read_time(q, "--since", q->since, now_ms,
	    &q->since_ms, err)) || (q->until != NULL && !read_time(q,
	    "--until", q->until, now_ms, &q->until_ms, err)))
		return false;
	if (q->day != NULL) {
		if (!read_time(q, "--day", q->day, now_ms, &q->since_ms, err))
			return false;
		q->is_day = true;
		if (!read_day(q, q->day, now_ms, &day))
			return false;
		q->until_ms = midnight(q, day + 1);
	}
	if (q->since_ms >= q->until_ms)
		return err_set(err, ERR_VALUE, _("--since must be before "
		    "--until"));
	if (q->until_ms - q->since_ms > STATS_RANGE_MS)
		return err_set(err, ERR_VALUE, _("at most 400 days at a "
		    "time"));
	return true;
}

/* --- asking ------------------------------------------------------------------- */

bool
stats_ask_stage(const struct stats_ask *q, int stage, enum stats_by *by)
{
	if (!q->is_day || q->is_rows) {
		*by = q->by;
		return stage == 0;
	}
	if (stage >= N_STAGES)
		return false;
	*by = stages[stage];
	return true;
}

void
stats_ask_query(const struct stats_ask *q, enum stats_by by,
    const char *after, struct str *out)
{
	time_t s = (time_t)(q->since_ms / 1000);
	struct tm tm;

	str_putf(out, "since=%lld&until=%lld&by=%s", (long long)q->since_ms,
	    (long long)q->until_ms, q->is_rows ? "" : stats_by_name(by));
	if (q->zone[0] != '\0') {
		str_put(out, "&zone=");
		for (const char *p = q->zone; *p != '\0'; p++)
			str_putf(out, *p == '+' ? "%%2B" : "%c", *p);
	} else if (localtime_r(&s, &tm) != NULL) {
		str_putf(out, "&offset=%ld", tm.tm_gmtoff);
	}
	if (q->is_rows)
		str_putf(out, "&rows=1&after=%s", after);
}

/* --- telling -------------------------------------------------------------------- */

int64_t
stats_day_here(const struct stats_ask *q, int64_t at_ms)
{
	struct tm tm = { .tm_mday = 1, .tm_year = 70, .tm_hour = 12,
		.tm_isdst = -1 };

	if (q->zone[0] == '\0')
		return at_ms;
	tm.tm_mday += (int)hours_day(&q->wall, at_ms, NULL);
	return (int64_t)mktime(&tm) * 1000;
}

char *
stats_when(const struct stats_ask *q, char *buf, size_t size, int64_t at_ms)
{
	time_t s = (time_t)(at_ms / 1000);
	int64_t day;
	int minute;
	struct tm tm;

	buf[0] = '\0';
	if (at_ms == 0)
		return buf;
	if (q->zone[0] == '\0') {
		localtime_r(&s, &tm);
	} else {
		day = hours_day(&q->wall, at_ms, &minute);
		s = (time_t)(day * DAY_MS / 1000 + minute * 60 +
		    at_ms / 1000 % 60);
		gmtime_r(&s, &tm);
	}
	strftime(buf, size, "%Y-%m-%d %H:%M:%S", &tm);
	return buf;
}
