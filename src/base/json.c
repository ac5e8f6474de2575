/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <limits.h>
#include <string.h>

/* Theirs is a type, ours a function; no symbol of the library is called so. */
#define json_object json_c_object
#include <json-c/json.h>

#include "base/json_scan.h"

/* The library's own depth counts scalars too; ours was checked before. */
#define TOKENER_DEPTH (JSON_MAX_DEPTH + 2)

/* A value is the library's object under another name; but `null` has no
 * object there, so it is this one. */
struct json {
	char unused;
};

static const struct json null_value;

static const struct json *
wrap(struct json_c_object *o)
{
	return o == NULL ? &null_value : (const struct json *)(const void *)o;
}

static struct json_c_object *
unwrap(const struct json *j)
{
	/* Nothing here changes it: the library only lacks the const. */
	union {
		const void	   *in;
		struct json_c_object *out;
	} u = { .in = j };

	return j == NULL || j == &null_value ? NULL : u.out;
}

static size_t
count_members(struct json_c_object *o)
{
	size_t n = 0;

	if (json_object_is_type(o, json_type_object)) {
		struct lh_entry *e;

		lh_foreach(json_object_get_object(o), e)
			n += 1 + count_members(lh_entry_v(e));
	} else if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			n += count_members(json_object_array_get_idx(o, i));
	}
	return n;
}

static struct json_c_object *
read_tree(const char *bytes, size_t len, struct err *err)
{
	struct json_tokener *t = json_tokener_new_ex(TOKENER_DEPTH);
	struct json_c_object *o;
	enum json_tokener_error why;

	if (t == NULL) {
		err_set(err, ERR_MEMORY, "JSON: no memory");
		return NULL;
	}
	json_tokener_set_flags(t, JSON_TOKENER_STRICT);
	o = json_tokener_parse_ex(t, bytes, (int)len);
	why = json_tokener_get_error(t);
	/* A number alone may go on, for the tokener, until it sees a NUL. */
	if (why == json_tokener_continue) {
		o = json_tokener_parse_ex(t, "", 1);
		why = json_tokener_get_error(t);
	}
	json_tokener_free(t);
	if (why == json_tokener_success && o != NULL)
		return o;
	json_object_put(o);
	err_set(err, ERR_PROTO, "JSON: %s", json_tokener_error_desc(why));
	return NULL;
}

static bool
is_null_document(const char *bytes, size_t len)
{
	while (len > 0 && strchr(" \t\r\n", *bytes) != NULL) {
		bytes++;
		len--;
	}
	return len > 0 && *bytes == 'n';
}

struct json *
json_parse(const char *bytes, size_t len, struct err *err)
{
	union {
		const struct json *in;
		struct json	  *out;
	} root;
	struct json_c_object *o;
	size_t members;

	if (len >= INT_MAX) {
		err_set(err, ERR_TOO_LARGE, "JSON of %zu bytes", len);
		return NULL;
	}
	if (!json_scan(bytes, len, &members, err))
		return NULL;
	if (is_null_document(bytes, len)) {
		root.in = &null_value;
		return root.out;
	}
	o = read_tree(bytes, len, err);
	if (o == NULL)
		return NULL;
	/* The library keeps the last of two equal keys, so some are missing. */
	if (count_members(o) != members) {
		json_object_put(o);
		err_set(err, ERR_PROTO, "JSON: an object has a key twice");
		return NULL;
	}
	root.in = wrap(o);
	return root.out;
}

void
json_free(struct json *j)
{
	json_object_put(unwrap(j));
}

const struct json *
json_find(const struct json *j, const char *key)
{
	struct json_c_object *member;

	if (!json_is_object(j) ||
	    !json_object_object_get_ex(unwrap(j), key, &member))
		return NULL;
	return wrap(member);
}

bool
json_is_object(const struct json *j)
{
	return unwrap(j) != NULL &&
	    json_object_is_type(unwrap(j), json_type_object) != 0;
}

bool
json_is_array(const struct json *j)
{
	return unwrap(j) != NULL &&
	    json_object_is_type(unwrap(j), json_type_array) != 0;
}

bool
json_is_null(const struct json *j)
{
	return j == &null_value;
}

bool
json_as_i64(const struct json *j, int64_t *out)
{
	struct json_c_object *o = unwrap(j);
	int64_t value;

	if (o == NULL || !json_object_is_type(o, json_type_int))
		return false;
	/* Numbers out of range come as the nearest that fits. */
	if (json_object_get_int64(o) > 0 &&
	    json_object_get_uint64(o) > INT64_MAX)
		return false;
	value = json_object_get_int64(o);
	if (value == INT64_MIN)
		return false;
	*out = value;
	return true;
}

bool
json_as_str(const struct json *j, const char **out)
{
	struct json_c_object *o = unwrap(j);

	if (o == NULL || !json_object_is_type(o, json_type_string))
		return false;
	*out = json_object_get_string(o);
	return true;
}

static bool
as_bool(const struct json *j, bool *out)
{
	struct json_c_object *o = unwrap(j);

	if (o == NULL || !json_object_is_type(o, json_type_boolean))
		return false;
	*out = json_object_get_boolean(o) != 0;
	return true;
}

static bool
wrong_type(const struct json *found, const char *key, const char *type,
    struct err *err)
{
	if (found == NULL)
		return err_set(err, ERR_PROTO, "JSON: no member \"%s\"", key);
	return err_set(err, ERR_PROTO, "JSON: \"%s\" is not %s", key, type);
}

bool
json_get_i64(const struct json *j, const char *key, int64_t *out,
    struct err *err)
{
	const struct json *found = json_find(j, key);

	return json_as_i64(found, out) ||
	    wrong_type(found, key, "an integer of 64 bits", err);
}

bool
json_get_str(const struct json *j, const char *key, const char **out,
    struct err *err)
{
	const struct json *found = json_find(j, key);

	return json_as_str(found, out) ||
	    wrong_type(found, key, "a string", err);
}

bool
json_get_bool(const struct json *j, const char *key, bool *out,
    struct err *err)
{
	const struct json *found = json_find(j, key);

	return as_bool(found, out) ||
	    wrong_type(found, key, "true or false", err);
}

static bool
is_missing(const struct json *j, const char *key)
{
	const struct json *found = json_find(j, key);

	return found == NULL || json_is_null(found);
}

bool
json_opt_i64(const struct json *j, const char *key, int64_t *out,
    struct err *err)
{
	return is_missing(j, key) || json_get_i64(j, key, out, err);
}

bool
json_opt_str(const struct json *j, const char *key, const char **out,
    struct err *err)
{
	return is_missing(j, key) || json_get_str(j, key, out, err);
}

bool
json_opt_bool(const struct json *j, const char *key, bool *out,
    struct err *err)
{
	return is_missing(j, key) || json_get_bool(j, key, out, err);
}

size_t
json_count(const struct json *j)
{
	if (json_is_array(j))
		return json_object_array_length(unwrap(j));
	if (json_is_object(j))
		return (size_t)json_object_object_length(unwrap(j));
	return 0;
}

const struct json *
json_at(const struct json *array, size_t i)
{
	if (!json_is_array(array) || i >= json_count(array))
		return NULL;
	return wrap(json_object_array_get_idx(unwrap(array), i));
}

const char *
json_key_at(const struct json *j, size_t i)
{
	struct lh_entry *e;

	if (!json_is_object(j))
		return NULL;
	lh_foreach(json_object_get_object(unwrap(j)), e)
		if (i-- == 0)
			return lh_entry_k(e);
	return NULL;
}
