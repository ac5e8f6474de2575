/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/when.h"

#include <string.h>
#include <time.h>

#include "base/str.h"
#include "base/utf8.h"

#define MINUTE_MS (60 * (int64_t)1000)
#define HOUR_MS	  (60 * MINUTE_MS)
#define WORD_BYTES 64
#define MORNING	  9	/* when a day begins that is named without a time */

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

/* --- words --------------------------------------------------------------------- */

/* The word at the start, folded: small, without marks. Returns the bytes of it
 * and of the blanks behind it; 0: there is none, or it is too long. */
static size_t
next_word(const char *text, char word[WORD_BYTES])
{
	size_t len = strcspn(text, " ");
	struct str folded;

	word[0] = '\0';
	if (len == 0 || len >= WORD_BYTES / 2)
		return 0;
	str_init(&folded, WORD_BYTES);
	if (utf8_fold(&folded, text, len))
		str_copy(word, WORD_BYTES, folded.data);
	str_clear(&folded);
	return len + strspn(text + len, " ");
}

static bool
is_one_of(const char *word, const char *list)
{
	const char *at = list;
	size_t len = strlen(word);

	while (len > 0 && (at = strstr(at, word)) != NULL) {
		if ((at == list || at[-1] == ' ') &&
		    (at[len] == ' ' || at[len] == '\0'))
			return true;
		at += len;
	}
	return false;
}

/* The words as utf8_fold() leaves them. */
static const char before_time[] = "at by до в во к o do na";
static const char before_span[] = "in через за za";
static const char hours[] = "h hour hours ч час часа часов g godz godzina "
    "godzine godziny godzin";
static const char minutes[] = "m min minute minutes м мин минута минуту минуты "
    "минут minuta minuty minut";
static const char one[] = "a an one один одну jedna jedno";
static const struct {
	const char *names;
	int	    days;
} near[] = {
	{ "today сегодня dzis dzisiaj", 0 },
	{ "tomorrow завтра jutro", 1 },
	{ "послезавтра pojutrze", 2 },
};
/* From Sunday on. */
static const char *const weekdays[7] = {
	"sunday sun воскресенье вс niedziela niedziele nd",
	"monday mon понедельник пн poniedzialek pn",
	"tuesday tue вторник вт wtorek wt",
	"wednesday wed среда среду ср sroda srode sr",
	"thursday thu четверг чт czwartek czw",
	"friday fri пятница пятницу пт piatek pt",
	"saturday sat суббота субботу сб sobota sobote sob",
};

/* "10:00", "10.30" */
static bool
read_clock(const char *word, int *hour, int *minute)
{
	int h, m;
	size_t len = digits(word, &h);

	if ((len != 1 && len != 2) || (word[len] != ':' && word[len] != '.') ||
	    digits(word + len + 1, &m) != 2 || word[len + 3] != '\0' ||
	    h > 23 || m > 59)
		return false;
	*hour = h;
	*minute = m;
	return true;
}

/* Days from today on; -1: it is no day. */
static int
read_day(const char *word, const struct tm *now)
{
	for (size_t i = 0; i < sizeof near / sizeof *near; i++)
		if (is_one_of(word, near[i].names))
			return near[i].days;
	for (int i = 0; i < 7; i++)
		if (is_one_of(word, weekdays[i]))
			return (i - now->tm_wday + 6) % 7 + 1;
	return -1;
}

/* A clock, a day, or both in any order, with their prepositions. */
static size_t
read_instant(const char *text, int64_t now_ms, int64_t *at_ms)
{
	time_t now = (time_t)(now_ms / 1000);
	int hour = -1, minute = 0, day = -1;
	char word[WORD_BYTES];
	size_t at = 0, taken = 0, len;
	struct tm tm;

	if (localtime_r(&now, &tm) == NULL)
		return 0;
	while ((len = next_word(text + at, word)) > 0) {
		if (hour < 0 && read_clock(word, &hour, &minute)) {
			taken = at + len;
		} else if (day < 0 && read_day(word, &tm) >= 0) {
			day = read_day(word, &tm);
			taken = at + len;
		} else if (!is_one_of(word, before_time) || at > taken) {
			break;
		}
		at += len;
	}
	if (taken == 0)
		return 0;
	if (day < 0)
		return next_time_of_day(hour, minute, now_ms, at_ms) ? taken :
		    0;
	tm.tm_mday += day;
	tm.tm_hour = hour < 0 ? MORNING : hour;
	tm.tm_min = hour < 0 ? 0 : minute;
	tm.tm_sec = 0;
	tm.tm_isdst = -1;
	*at_ms = (int64_t)mktime(&tm) * 1000;
	return taken;
}

/* The unit of a number, in the same word or the next: 0, it has none. */
static int64_t
unit_of(const char *word)
{
	return is_one_of(word, hours) ? HOUR_MS :
	    is_one_of(word, minutes) ? MINUTE_MS : 0;
}

/* "20m", "1h30", "2 godz", "1 h 30 m", "an hour". */
static size_t
read_span(const char *text, int64_t now_ms, int64_t *at_ms)
{
	char word[WORD_BYTES], next[WORD_BYTES];
	size_t at = next_word(text, word), taken = 0, len;
	int64_t span_ms = 0, ms, unit_ms;
	int n;

	if (!is_one_of(word, before_span))
		at = 0;
	while ((len = next_word(text + at, word)) > 0) {
		size_t more = next_word(text + at + len, next);

		unit_ms = unit_of(next);
		if (unit_of(word) != 0 && taken == 0 && at > 0) {
			span_ms += unit_of(word);	/* "in hour", "через час" */
			more = 0;
		} else if (unit_ms != 0 && is_one_of(word, one)) {
			span_ms += unit_ms;
		} else if (unit_ms != 0 && word[digits(word, &n)] == '\0') {
			span_ms += n * unit_ms;
		} else if (digits(word, &n) > 0 && word[digits(word, &n)] !=
		    '\0' && parse_span(word, 0, &ms)) {
			span_ms += ms;
			more = 0;
		} else {
			break;
		}
		at += len + more;
		taken = at;
	}
	if (taken == 0 || span_ms <= 0 || span_ms > WHEN_MAX_MS)
		return 0;
	*at_ms = now_ms + span_ms;
	return taken;
}

size_t
when_read(const char *text, int64_t now_ms, int64_t *at_ms)
{
	size_t len = read_span(text, now_ms, at_ms);

	return len > 0 ? len : read_instant(text, now_ms, at_ms);
}

bool
when_parse(const char *text, int64_t now_ms, int64_t *at_ms)
{
	int hour, minute;
	int64_t read_ms;
	size_t len = digits(text, &hour), rest;

	if (len == 1 || len == 2) {
		if (text[len] == ':' || text[len] == '.') {
			rest = digits(text + len + 1, &minute);
			if (rest == 2 && text[len + 1 + rest] == '\0')
				return next_time_of_day(hour, minute, now_ms,
				    at_ms);
		}
	}
	if (parse_span(text, now_ms, at_ms))
		return true;
	rest = when_read(text, now_ms, &read_ms);
	if (rest == 0 || text[rest] != '\0')
		return false;
	*at_ms = read_ms;
	return true;
}
