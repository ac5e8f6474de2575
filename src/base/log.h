/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log.h - one line per event: time, level, area, sentence.
 *
 *   2026-11-22T14:03:07.123Z info http: listening on 127.0.0.1:8080
 *
 * Every line passes utf8_safe() (base/utf8.h), so text from outside can
 * neither add a line nor reach a terminal raw. Safe from several threads.
 * Before log_open() lines of level LOG_WARN and worse go to stderr.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

#include "base/err.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Call first in main(): where a standard descriptor is closed, a file or a line
 * of ours would get its number, and then what is printed. */
void log_guard_standard(void);
/* `path` NULL: stderr. A file is created 0600 and appended to. Under systemd
 * (stderr is the journal: $JOURNAL_STREAM) the time is left out and a
 * "<N>" priority put in front. */
bool log_open(const char *path, enum log_level max, struct err *err);
void log_close(void);
void log_line(enum log_level level, const char *area, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* "error", "warn", "info", "debug"; false when it is none of them. */
bool log_level_parse(const char *text, enum log_level *out);

#define log_error(area, ...) log_line(LOG_ERROR, (area), __VA_ARGS__)
#define log_warn(area, ...)  log_line(LOG_WARN, (area), __VA_ARGS__)
#define log_info(area, ...)  log_line(LOG_INFO, (area), __VA_ARGS__)
#define log_debug(area, ...) log_line(LOG_DEBUG, (area), __VA_ARGS__)

#endif
