/* SPDX-License-Identifier: GPL-3.0-or-later */
/* i18n.h - the operator's language; the only place that knows libintl.
 *
 * Works with no locale installed but C.UTF-8: the language comes from
 * `language`, else from $LC_ALL, $LC_MESSAGES, $LANG and is handed to
 * gettext through $LANGUAGE. Dates and numbers have formats of our own
 * (base/i18n.h: i18n_*), as strftime() would stay English.
 */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <libintl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define _(text)	 gettext(text)
#define N_(text) (text)
/* gettext("") would give the catalogue's header: never pass user text. */

/* Call first in main(), before any thread. `language` is "en", "ru", "pl" or
 * NULL for the environment's. */
void i18n_start(const char *language);
/* Switches at run time. False: none of "en", "ru", "pl". */
bool i18n_switch(const char *language);
/* "en", "ru" or "pl": what is spoken now. */
const char *i18n_language(void);
/* The directory that should have the texts of the language spoken now, if they
 * are not there: all is English then. Else NULL. */
const char *i18n_missing(void);
/* Is it one of the three? */
bool i18n_known(const char *language);
/* Does a terminal like this one have block characters? By what its names say:
 * $TERM, and the character set in $LC_ALL, $LC_CTYPE or $LANG. */
bool i18n_has_blocks(void);

/* "14:03" of an instant in local time; "22 Nov", "22 ноября", "22 lis" (day
 * and month); a day line "Sunday, 22 November 2026" in the language. All write
 * at most `size` bytes and return buf. */
char *i18n_clock(char *buf, size_t size, int64_t at_ms);
char *i18n_day_month(char *buf, size_t size, int64_t at_ms);
/* The same in a language of the three, else in what is spoken now. */
char *i18n_day_month_in(char *buf, size_t size, int64_t at_ms,
    const char *language);
char *i18n_day_line(char *buf, size_t size, int64_t at_ms);
/* The clock alone for an instant of today, else with its day before it:
 * "23 Nov, 10:00". At most `size` bytes; returns buf. */
char *i18n_instant(char *buf, size_t size, int64_t at_ms, int64_t now_ms);
/* Local day number (days since 1970 in local time), to draw day lines. */
int64_t i18n_day(int64_t at_ms);
/* Minutes of the local day, 0..1439. */
int i18n_minute(int64_t at_ms);
/* "0:41", "12:05", "1:02:03": a span in ms, negative counts as 0. */
char *i18n_span(char *buf, size_t size, int64_t span_ms);

#endif
