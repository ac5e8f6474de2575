/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/exits.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"

static const int by_code[ERR_CODES] = {
	[ERR_VALUE]	= EXITS_USAGE,	   [ERR_SYNTAX]	   = EXITS_USAGE,
	[ERR_TOO_LARGE]	= EXITS_USAGE,	   [ERR_IN_USE]	   = EXITS_IN_USE,
	[ERR_FACTOR]	= EXITS_REFUSED,
	[ERR_AUTH]	= EXITS_REFUSED,   [ERR_RIGHTS]	   = EXITS_REFUSED,
	[ERR_NET]	= EXITS_NO_DESK,   [ERR_BUSY]	   = EXITS_NO_DESK,
	[ERR_NOT_FOUND]	= EXITS_NOT_FOUND, [ERR_CONFLICT]  = EXITS_CONFLICT,
};

/* Paths and names in it came from outside. */
static void
say(const char *text)
{
	char safe[4 * ERR_TEXT_BYTES];

	fprintf(stderr, "dezhurkad: %s\n",
	    utf8_safe_buf(safe, sizeof safe, text, UTF8_FLAT));
}

int
exits_fail(const struct err *err)
{
	int status = (unsigned)err->code < ERR_CODES ? by_code[err->code] : 0;

	say(err->text);
	return status != EXITS_OK ? status : EXITS_FAILURE;
}

int
exits_fail_as(const struct err *err, int status)
{
	say(err->text);
	return status;
}

int
exits_usage(const char *fmt, ...)
{
	char text[ERR_TEXT_BYTES];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	say(text);
	return EXITS_USAGE;
}
