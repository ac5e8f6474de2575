/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conf.h - configuration files: sections, keys, values.
 *
 *   # a comment
 *   [section]
 *   key = value up to the end of the line, spaces trimmed at both ends
 *   "quoted = key" = "a value with \n, \t, \" and \\"
 *
 * Keys and values may hold any text; a key that holds '=', '#', '[' or
 * spaces at its ends is quoted. `#` starts a comment only as the first
 * character of a line. A key may be given several times where its reader
 * says so. Errors name file:line:column. A file has at most 256 KiB.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct conf_entry {
	const char *section;	/* "" before the first section */
	const char *key, *value;
	int	    line, key_col, value_col;	/* from 1 */
};

struct conf;

/* ERR_NOT_FOUND: no such file; ERR_SYNTAX: "file:line:col: what is wrong". */
struct conf *conf_read(const char *path, struct err *err);
struct conf *conf_parse(const char *name, const char *bytes, size_t len,
    struct err *err);
/* All of it but the lines that are wrong, which are told one by one. */
struct conf *conf_read_all(const char *path, void (*wrong_line)(void *ctx,
    const struct err *err), void *ctx, struct err *err);
void conf_free(struct conf *c);

const char		*conf_name(const struct conf *c);	/* as it was given */
size_t			 conf_count(const struct conf *c);
const struct conf_entry *conf_at(const struct conf *c, size_t i);
/* The last entry of that section and key; NULL when there is none. */
const struct conf_entry *conf_find(const struct conf *c, const char *section,
    const char *key);
/* Into `out` the file's text with one value changed (or put in; NULL: taken
 * out). All other lines stay byte for byte, those that are wrong, too.
 * ERR_TOO_LARGE: more than `out` holds. */
bool conf_edit(const char *bytes, size_t len, const char *section,
    const char *key, const char *value, struct str *out, struct err *err);
/* False: its key is set in another line as well, which `err` names. */
bool conf_once(const struct conf *c, const struct conf_entry *e,
    struct err *err);
/* "file:line:col: " of the entry's value in front of the sentence. False. */
bool conf_err(const struct conf *c, const struct conf_entry *e,
    struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

#endif
