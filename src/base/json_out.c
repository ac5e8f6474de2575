/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writing half of json.h. */
#include "base/json.h"

#include <string.h>

static bool
needs_escape(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\' || c == 0x7f;
}

static void
escape(struct str *out, unsigned char c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *at = strchr(from, c);

	if (at != NULL) {
		str_put_c(out, '\\');
		str_put_c(out, to[at - from]);
	} else {
		str_putf(out, "\\u%04x", c);
	}
}

/* C1 controls and what turns the direction of text: legal in JSON, but a
 * terminal or an eye that reads it obeys them. 0: none of them, else how many
 * bytes it has. */
static size_t
hidden(const char *p, unsigned *code)
{
	const unsigned char *b = (const unsigned char *)p;

	if (b[0] == 0xc2 && b[1] >= 0x80 && b[1] < 0xa0) {
		*code = b[1];
		return 2;
	}
	if (b[0] != 0xe2 || (b[1] != 0x80 && b[1] != 0x81) ||
	    b[2] < 0x80 || b[2] >= 0xc0)
		return 0;
	*code = 0x2000u + ((b[1] & 1u) << 6) + (b[2] & 0x3fu);
	return (*code >= 0x2028 && *code <= 0x202e) ||
	    (*code >= 0x2066 && *code <= 0x2069) ? 3 : 0;
}

void
json_quote(struct str *out, const char *text)
{
	const char *from = text;
	unsigned code;
	size_t len;

	str_put_c(out, '"');
	for (const char *p = text;; p++) {
		unsigned char c = (unsigned char)*p;

		len = c < 0x80 ? 0 : hidden(p, &code);
		if (len > 0) {
			str_put_n(out, from, (size_t)(p - from));
			str_putf(out, "\\u%04x", code);
			p += len - 1;
			from = p + 1;
			continue;
		}
		if (c != '\0' && !needs_escape(c))
			continue;
		str_put_n(out, from, (size_t)(p - from));
		if (c == '\0')
			break;
		escape(out, c);
		from = p + 1;
	}
	str_put_c(out, '"');
}

static void
put_key(struct json_out *w, const char *key)
{
	if (w->comma)
		str_put_c(w->out, ',');
	w->comma = true;
	if (key != NULL) {
		json_quote(w->out, key);
		str_put_c(w->out, ':');
	}
}

void
json_begin(struct json_out *w, struct str *out)
{
	*w = (struct json_out){ .out = out };
}

void
json_object(struct json_out *w, const char *key)
{
	put_key(w, key);
	str_put_c(w->out, '{');
	w->comma = false;
}

void
json_array(struct json_out *w, const char *key)
{
	put_key(w, key);
	str_put_c(w->out, '[');
	w->comma = false;
}

void
json_end_object(struct json_out *w)
{
	str_put_c(w->out, '}');
	w->comma = true;
}

void
json_end_array(struct json_out *w)
{
	str_put_c(w->out, ']');
	w->comma = true;
}

void
json_put_str(struct json_out *w, const char *key, const char *text)
{
	put_key(w, key);
	if (text == NULL)
		str_put(w->out, "null");
	else
		json_quote(w->out, text);
}

void
json_put_i64(struct json_out *w, const char *key, int64_t value)
{
	put_key(w, key);
	str_putf(w->out, "%lld", (long long)value);
}

void
json_put_bool(struct json_out *w, const char *key, bool value)
{
	put_key(w, key);
	str_put(w->out, value ? "true" : "false");
}

void
json_put_null(struct json_out *w, const char *key)
{
	put_key(w, key);
	str_put(w->out, "null");
}

void
json_put_raw(struct json_out *w, const char *key, const char *json,
    size_t len)
{
	put_key(w, key);
	str_put_n(w->out, json, len);
}
