/* SPDX-License-Identifier: GPL-3.0-or-later */
/* secret.h - passwords, tokens and secrets.
 *
 * A token (operators) and a secret (visitors) are 256 bits, 43 characters of
 * base64url. The desk keeps their BLAKE2b hash only. A password is kept as an argon2id string; making and checking one takes
 * about 0.1 s and 64 MiB: never in the loop's thread.
 */
#ifndef API_SECRET_H
#define API_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define SECRET_BYTES	   32
#define SECRET_TEXT_BYTES  43
#define PASSWORD_HASH_BYTES 128
#define MAX_PASSWORD_BYTES 256

/* Call once, before everything else here. */
bool secret_start(struct err *err);
void secret_random(unsigned char *buf, size_t len);
int  secret_dice(int sides);		/* 0..sides-1 */
uint64_t secret_short_hash(const unsigned char key[SECRET_BYTES],
    const char *bytes, size_t len);

void secret_new(char text[SECRET_TEXT_BYTES + 1]);
/* False: it has not the form of a token. */
bool secret_hash(unsigned char hash[SECRET_BYTES], const char *text);

/* BLAKE2b of any bytes. */
void secret_digest(unsigned char out[SECRET_BYTES], const void *bytes,
    size_t len);

bool password_hash(char hash[PASSWORD_HASH_BYTES], const char *password);
/* `hash` NULL: takes as long as with one, and is false. */
bool password_verify(const char *hash, const char *password);
void secret_wipe(void *bytes, size_t len);

#endif
