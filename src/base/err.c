/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* Arguments may be longer than the sentence that is kept of them. */
#define LONG_TEXT_BYTES 1024

struct code_row {
	const char *name;
	int	    status;
};

static const struct code_row codes[ERR_CODES] = {
	[ERR_NONE]	  = { "none",	     200 },
	[ERR_VALUE]	  = { "value",	     400 },
	[ERR_SYNTAX]	  = { "syntax",	     400 },
	[ERR_PROTO]	  = { "protocol",    400 },
	[ERR_NET]	  = { "net",	     502 },
	[ERR_BUSY]	  = { "busy",	     503 },
	[ERR_AUTH]	  = { "auth",	     401 },
	[ERR_FACTOR]	  = { "second_factor", 401 },
	[ERR_RIGHTS]	  = { "rights",	     403 },
	[ERR_BLOCKED]	  = { "blocked",     403 },
	[ERR_NOT_FOUND]	  = { "not_found",   404 },
	[ERR_CONFLICT]	  = { "conflict",    409 },
	[ERR_SHARED]	  = { "shared",	     409 },
	[ERR_TOO_LARGE]	  = { "too_large",   413 },
	[ERR_EXPIRED]	  = { "cursor_expired", 410 },
	[ERR_ERASED]	  = { "erased",	     410 },
	[ERR_IO]	  = { "io",	     500 },
	[ERR_STORE]	  = { "store",	     507 },
	[ERR_NEWER]	  = { "newer",	     500 },
	[ERR_IN_USE]	  = { "in_use",	     500 },
	[ERR_MEMORY]	  = { "memory",	     503 },
	[ERR_UNSUPPORTED] = { "unsupported", 501 },
};

struct status_row {
	int	      status;
	enum err_code code;
};

static const struct status_row statuses[] = {
	{ 400, ERR_VALUE },	  { 401, ERR_AUTH },
	{ 403, ERR_RIGHTS },	{ 404, ERR_NOT_FOUND },
	{ 405, ERR_UNSUPPORTED }, { 408, ERR_NET },
	{ 409, ERR_CONFLICT },	{ 410, ERR_EXPIRED },
	{ 412, ERR_CONFLICT },	{ 413, ERR_TOO_LARGE },
	{ 414, ERR_TOO_LARGE },	{ 422, ERR_VALUE },
	{ 429, ERR_BUSY },	{ 431, ERR_TOO_LARGE },
	{ 500, ERR_STORE },	{ 501, ERR_UNSUPPORTED },
	{ 502, ERR_NET },	{ 503, ERR_BUSY },
	{ 504, ERR_NET },	{ 507, ERR_STORE },
};

static void fill(struct err *err, enum err_code code, const char *fmt,
    va_list ap) __attribute__((format(printf, 3, 0)));

/* The text is made aside: an argument may be err->text itself. */
static void
fill(struct err *err, enum err_code code, const char *fmt, va_list ap)
{
	char text[LONG_TEXT_BYTES];

	if (vsnprintf(text, sizeof text, fmt, ap) < 0)
		text[0] = '\0';
	err->code = code;
	str_copy(err->text, sizeof err->text, text);
}

static void
append(struct err *err, const char *before, const char *after)
{
	char text[2 * ERR_TEXT_BYTES + 2];

	snprintf(text, sizeof text, "%s: %s", before, after);
	str_copy(err->text, sizeof err->text, text);
}

bool
err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return false;
	va_start(ap, fmt);
	fill(err, code, fmt, ap);
	va_end(ap);
	return false;
}

bool
err_sys(struct err *err, enum err_code code, int errno_value,
    const char *fmt, ...)
{
	char reason[128];
	char before[ERR_TEXT_BYTES];
	const char *name;
	va_list ap;

	if (err == NULL)
		return false;
	va_start(ap, fmt);
	fill(err, code, fmt, ap);
	va_end(ap);
	/* Not strerror(): this sentence is English and any thread's. */
	name = strerrordesc_np(errno_value);
	if (name == NULL) {
		snprintf(reason, sizeof reason, "error %d", errno_value);
		name = reason;
	}
	str_copy(before, sizeof before, err->text);
	append(err, before, name);
	return false;
}

bool
err_prefix(struct err *err, const char *fmt, ...)
{
	char after[ERR_TEXT_BYTES];
	char before[ERR_TEXT_BYTES];
	va_list ap;

	if (err == NULL)
		return false;
	str_copy(after, sizeof after, err->text);
	va_start(ap, fmt);
	fill(err, err->code, fmt, ap);
	va_end(ap);
	str_copy(before, sizeof before, err->text);
	append(err, before, after);
	return false;
}

void
err_clear(struct err *err)
{
	if (err == NULL)
		return;
	err->code = ERR_NONE;
	err->text[0] = '\0';
}

const char *
err_name(enum err_code code)
{
	if ((unsigned)code >= ERR_CODES)
		return "unknown";
	return codes[code].name;
}

enum err_code
err_find(const char *name)
{
	for (unsigned i = 0; name != NULL && i < ERR_CODES; i++)
		if (strcmp(codes[i].name, name) == 0)
			return (enum err_code)i;
	return ERR_CODES;
}

int
err_to_status(enum err_code code)
{
	return (unsigned)code < ERR_CODES ? codes[code].status : 500;
}

enum err_code
err_from_status(int status)
{
	if (status >= 200 && status < 300)
		return ERR_NONE;
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		if (statuses[i].status == status)
			return statuses[i].code;
	if (status >= 400 && status < 500)
		return ERR_VALUE;
	if (status >= 500 && status < 600)
		return ERR_STORE;
	return ERR_PROTO;	/* no redirect is followed, 1xx is no answer */
}
