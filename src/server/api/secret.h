/* SPDX-License-Identifier: GPL-3.0-or-later */
/* secret.h - passwords, tokens and secrets.
 *
 * A token (operators) and a secret (visitors) are 256 bits, 43 characters of
 * base64url. The desk keeps their BLAKE2b hash only. A password is kept as an
 * argon2id string; making and checking one takes as long and as much memory as
 * the settings say (about 0.1 s and 64 MiB): never in the loop's thread.
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

/* Of argon2id. */
struct password_cost {
	size_t	 memory_bytes;
	unsigned passes;
};

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

bool password_hash(const struct password_cost *cost,
    char hash[PASSWORD_HASH_BYTES], const char *password);
/* `hash` NULL: takes as long as with one of that cost, and is false. */
bool password_verify(const struct password_cost *cost, const char *hash,
    const char *password);
/* Was it made with another cost? */
bool password_is_old(const struct password_cost *cost, const char *hash);
/* In the time that does not tell where they differ. */
bool secret_equal(const void *a, const void *b, size_t len);

/* The desk's own key, in a file (0600) beside its database: without it what is
 * sealed cannot be read. Made when it is not there. */
struct secret_key { unsigned char bytes[SECRET_BYTES]; };
bool secret_key_read(struct secret_key *key, const char *path,
    struct err *err);
#define SECRET_SEAL_BYTES 40		/* longer than what is in it */
void secret_seal(const struct secret_key *key, unsigned char *sealed,
    const unsigned char *bytes, size_t len);
/* False: it was not sealed with this key. `len` of what comes out. */
bool secret_unseal(const struct secret_key *key, unsigned char *bytes,
    size_t len, const unsigned char *sealed);

/* Codes to write down, ten letters and digits: "k3f7q-92mxd". Blanks, hyphens
 * and capitals do not count. False: it is not the form of one. */
#define SECRET_CODE_BYTES 11
void secret_code_new(char text[SECRET_CODE_BYTES + 1]);
bool secret_code_hash(const struct secret_key *key,
    unsigned char hash[SECRET_BYTES], const char *text);
void secret_wipe(void *bytes, size_t len);

#endif
