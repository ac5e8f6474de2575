/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.h - the two clocks. Only wiring and edges call these; models, views
 * and rules are given `now_ms`.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

int64_t clock_now_ms(void);	/* since 1970-01-01 UTC; may jump */
int64_t clock_mono_ms(void);	/* for measuring; never goes back and goes on
				 * while the computer sleeps */

#endif
