/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check.h - cmocka with the headers that it wants before itself.
 */
#ifndef UNIT_CHECK_H
#define UNIT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* Sanitizers take faults and the memory's end for themselves, and keep
 * memory of their own. tests/run says whether they are compiled in. */
static inline bool
check_is_sanitized(void)
{
	const char *is = getenv("DZ_SANITIZED");

	return is != NULL && *is != '\0';
}

#endif
