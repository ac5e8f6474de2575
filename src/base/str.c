/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/str.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FIRST_CAP 32

/* Makes room for `more` bytes and the NUL, or says that it is full. */
static bool
reserve(struct str *s, size_t more)
{
	size_t cap = s->cap < FIRST_CAP ? FIRST_CAP : s->cap;
	size_t need;

	if (more > s->max_bytes - s->len) {
		s->full = true;
		return false;
	}
	need = s->len + more + 1;
	if (need <= s->cap)
		return true;
	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	if (cap > s->max_bytes + 1)
		cap = s->max_bytes + 1;
	s->data = mem_grow(s->data, s->cap, cap, 1);
	s->cap = cap;
	return true;
}

void
str_init(struct str *s, size_t max_bytes)
{
	assert(max_bytes < SIZE_MAX);
	*s = (struct str){ .max_bytes = max_bytes };
	s->data = mem_alloc(1, 1);
	s->cap = 1;
}

void
str_clear(struct str *s)
{
	free(s->data);
	*s = (struct str){ .data = NULL };
}

void
str_reset(struct str *s)
{
	s->len = 0;
	s->full = false;
	if (s->data != NULL)
		s->data[0] = '\0';
}

char *
str_take(struct str *s)
{
	char *data = s->data;

	*s = (struct str){ .data = NULL };
	return data;
}

bool
str_put_n(struct str *s, const char *bytes, size_t len)
{
	return str_insert(s, s->len, bytes, len);
}

bool
str_put(struct str *s, const char *text)
{
	return str_put_n(s, text, strlen(text));
}

bool
str_put_c(struct str *s, char c)
{
	return str_put_n(s, &c, 1);
}

bool
str_vputf(struct str *s, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0 || !reserve(s, (size_t)n)) {
		s->full = true;
		return false;
	}
	vsnprintf(s->data + s->len, (size_t)n + 1, fmt, ap);
	s->len += (size_t)n;
	return true;
}

bool
str_putf(struct str *s, const char *fmt, ...)
{
	va_list ap;
	bool ok;

	va_start(ap, fmt);
	ok = str_vputf(s, fmt, ap);
	va_end(ap);
	return ok;
}

void
str_cut(struct str *s, size_t at, size_t n)
{
	if (at > s->len)
		at = s->len;
	if (n > s->len - at)
		n = s->len - at;
	if (n == 0)
		return;
	memmove(s->data + at, s->data + at + n, s->len - at - n + 1);
	s->len -= n;
}

/* `bytes` must not lie in `s` itself. */
bool
str_insert(struct str *s, size_t at, const char *bytes, size_t len)
{
	if (at > s->len)
		at = s->len;
	if (!reserve(s, len))
		return false;
	if (len == 0)
		return true;
	memmove(s->data + at + len, s->data + at, s->len - at);
	memcpy(s->data + at, bytes, len);
	s->len += len;
	s->data[s->len] = '\0';
	return true;
}

bool
str_copy(char *buf, size_t size, const char *text)
{
	size_t len = strlen(text);

	assert(size > 0);
	if (len < size) {
		memcpy(buf, text, len + 1);
		return true;
	}
	/* Back to the start of the letter that does not fit. */
	len = size - 1;
	for (int i = 0; i < 3 && len > 0; i++) {
		if (((unsigned char)text[len] & 0xc0) != 0x80)
			break;
		len--;
	}
	memcpy(buf, text, len);
	buf[len] = '\0';
	return false;
}

bool
str_to_i64(const char *text, long long min, long long max, long long *out)
{
	const char *p = text;
	long long value;
	char *end;

	if (*p == '-')
		p++;
	if (*p == '\0')
		return false;
	for (; *p != '\0'; p++)
		if (*p < '0' || *p > '9')
			return false;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || value < min || value > max)
		return false;
	*out = value;
	return true;
}

void
str_hex(char *out, const unsigned char *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * len] = '\0';
}

bool
str_is_near(const char *a, const char *b)
{
	size_t before = 0, len_a = strlen(a), len_b = strlen(b), after = 0;
	size_t rest_a, rest_b;

	while (a[before] != '\0' && a[before] == b[before])
		before++;
	while (after < len_a - before && after < len_b - before &&
	    a[len_a - after - 1] == b[len_b - after - 1])
		after++;
	rest_a = len_a - before - after;
	rest_b = len_b - before - after;
	return rest_a <= 2 && rest_b <= 2 && before + after >= 2;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
str_unhex(unsigned char *out, size_t len, const char *hex)
{
	if (strlen(hex) != 2 * len)
		return false;
	for (size_t i = 0; i < len; i++) {
		int high = hex_digit(hex[2 * i]), low = hex_digit(
		    hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
