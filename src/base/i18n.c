/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"

#define DOMAIN "dezhurka"

#ifndef LOCALEDIR
#define LOCALEDIR "/usr/local/share/locale"
#endif

#define PATH_BYTES 1024
#define DAY_MS (24 * 60 * 60 * (int64_t)1000)

/* Dates as people write them. All three languages put weekday, day, month
 * and year in that order; Russian and Polish months stand in the genitive,
 * as in "22 ноября". */
struct language {
	const char *name;
	const char *after_year;
	const char *months_short[12];
	const char *months[12];
	const char *weekdays[7];	/* from Sunday, as tm_wday */
};

static const struct language languages[] = {
	{
		"en", "",
		{ "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		  "Sep", "Oct", "Nov", "Dec" },
		{ "January", "February", "March", "April", "May", "June",
		  "July", "August", "September", "October", "November",
		  "December" },
		{ "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
		  "Friday", "Saturday" },
	},
	{
		"ru", " г.",
		{ "января", "февраля", "марта", "апреля", "мая", "июня",
		  "июля", "августа", "сентября", "октября", "ноября",
		  "декабря" },
		{ "января", "февраля", "марта", "апреля", "мая", "июня",
		  "июля", "августа", "сентября", "октября", "ноября",
		  "декабря" },
		{ "воскресенье", "понедельник", "вторник", "среда",
		  "четверг", "пятница", "суббота" },
	},
	{
		"pl", "",
		{ "sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie",
		  "wrz", "paź", "lis", "gru" },
		{ "stycznia", "lutego", "marca", "kwietnia", "maja",
		  "czerwca", "lipca", "sierpnia", "września",
		  "października", "listopada", "grudnia" },
		{ "niedziela", "poniedziałek", "wtorek", "środa",
		  "czwartek", "piątek", "sobota" },
	},
};

static const struct language *
find_language(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (len == strlen(languages[i].name) &&
		    strncmp(languages[i].name, name, len) == 0)
			return &languages[i];
	return NULL;
}

/* "pl_PL.UTF-8" and "ru:en" name a language at their start. */
static const struct language *
find_in_locale(const char *locale)
{
	return find_language(locale, strcspn(locale, "_.@:"));
}

/* The first variable that is set decides, even if we do not speak it. */
static const struct language *
from_environment(void)
{
	static const char *const names[] = {
		"LC_ALL", "LC_MESSAGES", "LANG",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		const struct language *l;

		if (value == NULL || *value == '\0')
			continue;
		l = find_in_locale(value);
		return l == NULL ? &languages[0] : l;
	}
	return &languages[0];
}

/* What i18n_start() or i18n_switch() has put there. */
static const struct language *
current(void)
{
	const char *value = getenv("LANGUAGE");
	const struct language *l = NULL;

	if (value != NULL)
		l = find_in_locale(value);
	return l == NULL ? &languages[0] : l;
}

/* gettext ignores $LANGUAGE while LC_MESSAGES is "C", but not in "C.UTF-8",
 * which is there where no language is installed. */
static void
set_locales(void)
{
	const char *messages;

	if (setlocale(LC_ALL, "") == NULL ||
	    strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
	messages = setlocale(LC_MESSAGES, NULL);
	if (messages == NULL || strcmp(messages, "C") == 0 ||
	    strcmp(messages, "POSIX") == 0)
		setlocale(LC_MESSAGES, "C.UTF-8");
	/* Files and the wire write 0.5, whatever the operator writes. */
	setlocale(LC_NUMERIC, "C");
}

static void
use(const struct language *l)
{
#ifdef __GLIBC__
	/* gettext caches answers; this is how it is told (gettext manual,
	 * "Being a gettext user: changing the language at run time"). */
	extern int _nl_msg_cat_cntr;
#endif

	setenv("LANGUAGE", l->name, 1);
#ifdef __GLIBC__
	++_nl_msg_cat_cntr;
#endif
}

/* The text is UTF-8 either way: what has no blocks is seldom without letters. */
bool
i18n_has_blocks(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	static const char *const plain[] = { "dumb", "ansi", "linux", "vt52",
		"vt100", "vt102", "vt220", "vt320" };
	const char *term = getenv("TERM"), *value = NULL;

	for (size_t i = 0; term != NULL &&
	    i < sizeof plain / sizeof *plain; i++)
		if (strcmp(plain[i], term) == 0)
			return false;
	for (size_t i = 0; i < sizeof names / sizeof *names &&
	    (value == NULL || value[0] == '\0'); i++)
		value = getenv(names[i]);
	return value == NULL || value[0] == '\0' ||
	    strstr(value, "UTF-8") != NULL || strstr(value, "utf8") != NULL ||
	    strstr(value, "utf-8") != NULL || strstr(value, "UTF8") != NULL;
}

static bool
has_catalogue(const char *dir, const char *language)
{
	char path[PATH_BYTES + 64];

	snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/" DOMAIN ".mo", dir,
	    language);
	return access(path, R_OK) == 0;
}

/* As $DEZHURKA_LOCALEDIR says; else beside this program, when it runs from a
 * build directory; else where they were installed. */
static void
find_catalogues(char *buf, size_t size)
{
	const char *dir = getenv("DEZHURKA_LOCALEDIR");
	char self[PATH_BYTES], *slash;
	ssize_t n;

	str_copy(buf, size, dir != NULL && *dir == '/' ? dir : LOCALEDIR);
	n = dir != NULL && *dir == '/' ? 0 :
	    readlink("/proc/self/exe", self, sizeof self - 1);
	if (n <= 0)
		return;
	self[n] = '\0';
	slash = strrchr(self, '/');
	if (slash == NULL)
		return;
	str_copy(slash, sizeof self - (size_t)(slash - self), "/locale");
	if (has_catalogue(self, "ru"))
		str_copy(buf, size, self);
}

void
i18n_start(const char *language)
{
	const struct language *l = NULL;
	char dir[PATH_BYTES];

	if (language != NULL)
		l = find_language(language, strlen(language));
	set_locales();
	use(l == NULL ? from_environment() : l);
	find_catalogues(dir, sizeof dir);
	bindtextdomain(DOMAIN, dir);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
	tzset();
}

bool
i18n_switch(const char *language)
{
	const struct language *l = find_language(language, strlen(language));

	if (l == NULL)
		return false;
	use(l);
	return true;
}

const char *
i18n_language(void)
{
	return current()->name;
}

const char *
i18n_missing(void)
{
	const char *dir = bindtextdomain(DOMAIN, NULL);

	if (dir == NULL || current() == &languages[0] ||
	    has_catalogue(dir, current()->name))
		return NULL;
	return dir;
}

bool
i18n_known(const char *language)
{
	return find_language(language, strlen(language)) != NULL;
}

/* Rounds down, so that an instant before 1970 keeps its day. */
static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static struct tm
local_time(int64_t at_ms)
{
	time_t at = (time_t)floor_div(at_ms, 1000);
	struct tm tm;

	/* Fails only for years that no int holds. */
	if (localtime_r(&at, &tm) == NULL)
		tm = (struct tm){ .tm_mday = 1, .tm_year = 70 };
	return tm;
}

/* snprintf() cuts between bytes; str_copy() between letters. */
static char *
copy(char *buf, size_t size, const char *text)
{
	str_copy(buf, size, text);
	return buf;
}

char *
i18n_clock(char *buf, size_t size, int64_t at_ms)
{
	struct tm tm = local_time(at_ms);
	char text[32];

	snprintf(text, sizeof text, "%02d:%02d", tm.tm_hour, tm.tm_min);
	return copy(buf, size, text);
}

int
i18n_minute(int64_t at_ms)
{
	struct tm tm = local_time(at_ms);

	return 60 * tm.tm_hour + tm.tm_min;
}

static char *
day_month(char *buf, size_t size, int64_t at_ms, const struct language *l)
{
	struct tm tm = local_time(at_ms);
	char text[64];

	snprintf(text, sizeof text, "%d %s", tm.tm_mday,
	    l->months_short[tm.tm_mon]);
	return copy(buf, size, text);
}

char *
i18n_day_month(char *buf, size_t size, int64_t at_ms)
{
	return day_month(buf, size, at_ms, current());
}

char *
i18n_day_month_in(char *buf, size_t size, int64_t at_ms, const char *language)
{
	const struct language *l = find_language(language, strlen(language));

	return day_month(buf, size, at_ms, l == NULL ? current() : l);
}

char *
i18n_instant(char *buf, size_t size, int64_t at_ms, int64_t now_ms)
{
	char day[48], clock[16], text[80];

	i18n_clock(clock, sizeof clock, at_ms);
	if (i18n_day(at_ms) == i18n_day(now_ms))
		return copy(buf, size, clock);
	snprintf(text, sizeof text, "%s, %s",
	    i18n_day_month(day, sizeof day, at_ms), clock);
	return copy(buf, size, text);
}

char *
i18n_day_line(char *buf, size_t size, int64_t at_ms)
{
	const struct language *l = current();
	struct tm tm = local_time(at_ms);
	char text[160];

	snprintf(text, sizeof text, "%s, %d %s %d%s", l->weekdays[tm.tm_wday],
	    tm.tm_mday, l->months[tm.tm_mon], tm.tm_year + 1900,
	    l->after_year);
	return copy(buf, size, text);
}

int64_t
i18n_day(int64_t at_ms)
{
	struct tm tm = local_time(at_ms);

	return floor_div(at_ms + (int64_t)tm.tm_gmtoff * 1000, DAY_MS);
}

char *
i18n_span(char *buf, size_t size, int64_t span_ms)
{
	long long s = span_ms < 0 ? 0 : span_ms / 1000;
	char text[48];

	if (s < 3600)
		snprintf(text, sizeof text, "%lld:%02lld", s / 60, s % 60);
	else
		snprintf(text, sizeof text, "%lld:%02lld:%02lld", s / 3600,
		    s / 60 % 60, s % 60);
	return copy(buf, size, text);
}
