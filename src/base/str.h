/* SPDX-License-Identifier: GPL-3.0-or-later */
/* str.h - a string that grows, with a maximum given at birth.
 *
 * `data` is always ended by a NUL (and never NULL after str_init); `len`
 * does not count it. When `max_bytes` would be passed the append is left
 * out whole, `full` is set and false is returned: reaching the maximum is an
 * error of the input, not an allocation. Zeroed memory is not valid: call
 * str_init() first.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct str {
	char  *data;
	size_t len, cap, max_bytes;
	bool   full;
};

void str_init(struct str *s, size_t max_bytes);
void str_clear(struct str *s);			/* frees; may be called twice */
void str_reset(struct str *s);			/* empty again, keeps memory */
char *str_take(struct str *s);			/* caller frees; `s` is cleared */

bool str_put(struct str *s, const char *text);
bool str_put_n(struct str *s, const char *bytes, size_t len);
bool str_put_c(struct str *s, char c);
bool str_putf(struct str *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
bool str_vputf(struct str *s, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* Takes `n` bytes out at `at` (both are clamped), puts bytes in at `at`. */
void str_cut(struct str *s, size_t at, size_t n);
bool str_insert(struct str *s, size_t at, const char *bytes, size_t len);

/* Copies `text` into `buf` of `size` bytes, cut between UTF-8 letters, always
 * ended by a NUL. Returns false if something was left out. */
bool str_copy(char *buf, size_t size, const char *text);

/* strtoll() that accepts only a whole decimal number in min..max. */
bool str_to_i64(const char *text, long long min, long long max, long long *out);

/* Do they differ in one place, by two bytes at most? For "did you mean". */
bool str_is_near(const char *a, const char *b);

/* Lower-case hex of `len` bytes into `out` (2 * len + 1 bytes). */
void str_hex(char *out, const unsigned char *bytes, size_t len);
/* The way back; false: it is not exactly `len` bytes in lower-case hex. */
bool str_unhex(unsigned char *out, size_t len, const char *hex);

#endif
