/* SPDX-License-Identifier: GPL-3.0-or-later */
/* totp.h - codes of a second factor (RFC 6238: SHA-1, 6 digits, 30 seconds):
 * the only place that knows liboath.
 */
#ifndef API_TOTP_H
#define API_TOTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define TOTP_SECRET_BYTES 20	/* RFC 4226, 4: 160 bits */
#define TOTP_TEXT_BYTES	  32	/* of it in base32 */
#define TOTP_DIGITS	  6

/* The step that `code` is of: the one of now, the one before or the one after,
 * but none up to `last_step`, whose codes were used. 0: it is of none. */
int64_t totp_check(const unsigned char secret[TOTP_SECRET_BYTES],
    const char *code, int64_t now_ms, int64_t last_step);

/* False: no memory. */
bool totp_text(const unsigned char secret[TOTP_SECRET_BYTES],
    char text[TOTP_TEXT_BYTES + 1]);
/* "otpauth://totp/DESK:LOGIN?secret=...", as apps read it from a picture. */
void totp_uri(struct str *out, const char *desk, const char *login,
    const char *text);

#endif
