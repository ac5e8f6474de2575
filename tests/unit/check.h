/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check.h - cmocka with the headers that it wants before itself.
 */
#ifndef UNIT_CHECK_H
#define UNIT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
