/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json.h - JSON (RFC 8259) read strictly and written once; the only place
 * that knows json-c.
 *
 * json_parse() checks the whole body as UTF-8 before the library sees it and
 * refuses: NUL, duplicate keys, numbers that are not finite, nesting over 32,
 * objects of more than JSON_MAX_MEMBERS members, more than JSON_FREE_NESTS
 * objects and arrays and one for every JSON_NEST_BYTES of the document (each
 * takes up to a kilobyte), anything after the document.
 * Accessors check types: `true` is no number, "7" is no number, 7.5 is no
 * integer, nor is what 64 bits do not hold (-2^63 included). Strings that
 * hold U+0000 are refused. A lone surrogate escape becomes U+FFFD.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define JSON_MAX_DEPTH	 32
#define JSON_MAX_MEMBERS 4096	/* of one object */
#define JSON_FREE_NESTS	 4096
#define JSON_NEST_BYTES	 32

struct json;			/* a value; opaque */

/* The caller owns the root and frees it; values found inside are borrowed. */
struct json *json_parse(const char *bytes, size_t len, struct err *err);
void	     json_free(struct json *j);

/* Members of an object. NULL: no such member (or `j` is no object). */
const struct json *json_find(const struct json *j, const char *key);
bool json_is_object(const struct json *j);
bool json_is_array(const struct json *j);
bool json_is_null(const struct json *j);
/* The member must be there and of that type, else ERR_PROTO names the key. */
bool json_get_i64(const struct json *j, const char *key, int64_t *out,
    struct err *err);
bool json_get_str(const struct json *j, const char *key, const char **out,
    struct err *err);
bool json_get_bool(const struct json *j, const char *key, bool *out,
    struct err *err);
/* Optional: leaves *out alone when the member is missing or null; false only
 * when it is there with another type. */
bool json_opt_i64(const struct json *j, const char *key, int64_t *out,
    struct err *err);
bool json_opt_str(const struct json *j, const char *key, const char **out,
    struct err *err);
bool json_opt_bool(const struct json *j, const char *key, bool *out,
    struct err *err);

size_t		   json_count(const struct json *j);	/* array or object */
const struct json *json_at(const struct json *array, size_t i);
/* A value as such, for arrays. False: another type. */
bool json_as_i64(const struct json *j, int64_t *out);
bool json_as_str(const struct json *j, const char **out);
/* The i-th member of an object, 0..json_count()-1, in the document's order. */
const char *json_key_at(const struct json *j, size_t i);

/* Writing: straight into a string, no tree. Commas are put by the writer. */
struct json_out {
	struct str *out;
	bool	    comma;
};
void json_begin(struct json_out *w, struct str *out);
void json_object(struct json_out *w, const char *key);	/* key NULL: no key */
void json_array(struct json_out *w, const char *key);
void json_end_object(struct json_out *w);
void json_end_array(struct json_out *w);
void json_put_str(struct json_out *w, const char *key, const char *text);
void json_put_i64(struct json_out *w, const char *key, int64_t value);
void json_put_bool(struct json_out *w, const char *key, bool value);
void json_put_null(struct json_out *w, const char *key);
/* Bytes that are JSON already (an event serialised once). */
void json_put_raw(struct json_out *w, const char *key, const char *json,
    size_t len);
/* Only the quoted, escaped string, without key or comma: nothing in it is
 * obeyed by a terminal that it is printed to. */
void json_quote(struct str *out, const char *text);

#endif
