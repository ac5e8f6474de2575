/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

/* A number with more digits than this is an attack, not a value. */
#define NUMBER_BYTES 512

struct scan {
	const char *start, *p, *end;
	int	    depth;
	size_t	    members;
	size_t	    nests, max_nests;	/* objects and arrays */
	struct err *err;
};

static bool value(struct scan *s);

static bool
wrong(struct scan *s, const char *what)
{
	return err_set(s->err, ERR_PROTO, "JSON, byte %zu: %s",
	    (size_t)(s->p - s->start), what);
}

/* The byte here, '\0' at the end (a NUL inside was refused before). */
static char
peek(const struct scan *s)
{
	return s->p < s->end ? *s->p : '\0';
}

static bool
eat(struct scan *s, char c)
{
	if (peek(s) != c)
		return false;
	s->p++;
	return true;
}

static void
skip_space(struct scan *s)
{
	while (s->p < s->end && strchr(" \t\r\n", *s->p) != NULL)
		s->p++;
}

static bool
hex4(struct scan *s)
{
	bool zero = true;

	for (int i = 0; i < 4; i++, s->p++) {
		char c = peek(s);

		if (c == '\0' || strchr("0123456789abcdefABCDEF", c) == NULL)
			return wrong(s, "\\u needs four hex digits");
		zero = zero && c == '0';
	}
	return zero ? wrong(s, "U+0000 in a string") : true;
}

static bool
string(struct scan *s)
{
	if (!eat(s, '"'))
		return wrong(s, "a string was expected");
	while (s->p < s->end) {
		char c = *s->p++;

		if (c == '"')
			return true;
		if ((unsigned char)c < 0x20)
			return wrong(s, "control character in a string");
		if (c != '\\')
			continue;
		c = peek(s);
		if (c == '\0' || strchr("\"\\/bfnrtu", c) == NULL)
			return wrong(s, "unknown escape");
		s->p++;
		if (c == 'u' && !hex4(s))
			return false;
	}
	return wrong(s, "the string has no end");
}

static bool
digits(struct scan *s)
{
	const char *from = s->p;

	while (peek(s) >= '0' && peek(s) <= '9')
		s->p++;
	return s->p > from ? true : wrong(s, "a digit was expected");
}

static bool
number(struct scan *s)
{
	const char *from = s->p;
	char text[NUMBER_BYTES];
	size_t len;

	eat(s, '-');
	if (!eat(s, '0') && !digits(s))
		return false;
	if (eat(s, '.') && !digits(s))
		return false;
	if (eat(s, 'e') || eat(s, 'E')) {
		if (!eat(s, '+'))
			eat(s, '-');
		if (!digits(s))
			return false;
	}
	len = (size_t)(s->p - from);
	if (len >= sizeof text)
		return wrong(s, "number too long");
	memcpy(text, from, len);
	text[len] = '\0';
	return isfinite(strtod(text, NULL)) ? true :
	    wrong(s, "number too large");
}

static bool
object(struct scan *s)
{
	size_t n = 0;

	s->p++;
	skip_space(s);
	if (eat(s, '}'))
		return true;
	do {
		if (++n > JSON_MAX_MEMBERS)
			return wrong(s, "too many members");
		s->members++;
		skip_space(s);
		if (!string(s))
			return false;
		skip_space(s);
		if (!eat(s, ':'))
			return wrong(s, "':' was expected");
		if (!value(s))
			return false;
		skip_space(s);
	} while (eat(s, ','));
	return eat(s, '}') ? true : wrong(s, "',' or '}' was expected");
}

static bool
array(struct scan *s)
{
	s->p++;
	skip_space(s);
	if (eat(s, ']'))
		return true;
	do {
		if (!value(s))
			return false;
		skip_space(s);
	} while (eat(s, ','));
	return eat(s, ']') ? true : wrong(s, "',' or ']' was expected");
}

static bool
word(struct scan *s, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(s->end - s->p) < len || memcmp(s->p, text, len) != 0)
		return wrong(s, "unknown word");
	s->p += len;
	return true;
}

static bool
nested(struct scan *s, bool (*scan_it)(struct scan *))
{
	bool ok;

	if (s->depth == JSON_MAX_DEPTH)
		return wrong(s, "nested too deep");
	if (++s->nests > s->max_nests)
		return wrong(s, "too many objects and arrays");
	s->depth++;
	ok = scan_it(s);
	s->depth--;
	return ok;
}

static bool
value(struct scan *s)
{
	skip_space(s);
	switch (peek(s)) {
	case '{':
		return nested(s, object);
	case '[':
		return nested(s, array);
	case '"':
		return string(s);
	case 't':
		return word(s, "true");
	case 'f':
		return word(s, "false");
	case 'n':
		return word(s, "null");
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return number(s);
	default:
		return wrong(s, "a value was expected");
	}
}

bool
json_scan(const char *bytes, size_t len, size_t *members, struct err *err)
{
	struct scan s = {
		.start = bytes, .p = bytes, .end = bytes + len, .err = err,
		.max_nests = JSON_FREE_NESTS + len / JSON_NEST_BYTES,
	};

	if (!utf8_is_text(bytes, len))
		return err_set(err, ERR_PROTO,
		    "JSON: not well-formed UTF-8, or a NUL in it");
	if (!value(&s))
		return false;
	skip_space(&s);
	if (s.p != s.end)
		return wrong(&s, "something stands after the document");
	*members = s.members;
	return true;
}
