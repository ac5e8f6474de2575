/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_id.h - 128 random bits as 32 lower-case hex digits.
 */
#ifndef DOMAIN_CLIENT_ID_H
#define DOMAIN_CLIENT_ID_H

#include <stdbool.h>

#include "domain/limits.h"

void client_id_new(char id[CLIENT_ID_BYTES + 1]);	/* from getrandom(2) */
bool client_id_ok(const char *id);

#endif
