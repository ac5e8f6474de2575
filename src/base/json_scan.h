/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json_scan.h - is this exactly one JSON document (RFC 8259), and within our
 * limits? For json.c only, which hands the bytes to a laxer library then.
 *
 * Refused: ill-formed UTF-8, NUL (raw or as \u0000), control characters in
 * strings, numbers that no double holds, nesting over JSON_MAX_DEPTH, objects
 * of more than JSON_MAX_MEMBERS members, more objects and arrays than a
 * document of its size has, anything after the document.
 */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* `members`: how many members all objects have together, repeats counted.
 * The error names the offset in bytes. */
bool json_scan(const char *bytes, size_t len, size_t *members,
    struct err *err);

#endif
