/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8_cols.h - columns of one code point; shared by the two halves of
 * utf8.h only.
 */
#ifndef BASE_UTF8_COLS_H
#define BASE_UTF8_COLS_H

#include <stdint.h>

/* -1: a terminal cannot show it. */
int utf8_code_cols(uint32_t code);

#endif
