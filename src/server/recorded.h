/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recorded.h - the days of a desk, read from its log for desk/simulate.h.
 */
#ifndef SERVER_RECORDED_H
#define SERVER_RECORDED_H

#include "server/desk/simulate.h"

struct recorded;

/* Conversations that were opened since then, and how operators were. A desk
 * may run on it. ERR_NOT_FOUND: no desk in that directory. */
struct recorded *recorded_read(const char *data_dir, int64_t since_ms,
    struct err *err);
const struct simulation *recorded_days(const struct recorded *r);
void recorded_free(struct recorded *r);

#endif
