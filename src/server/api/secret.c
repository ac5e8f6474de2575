/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/api/secret.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#define HASH_OPS    crypto_pwhash_OPSLIMIT_INTERACTIVE
#define HASH_MEMORY crypto_pwhash_MEMLIMIT_INTERACTIVE
#define HASH_FORM   sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* Of a password nobody knows, with the cost of the real ones: who signs in
 * with an unknown login waits as long as with a known one. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1"
    "$c29tZXNhbHRzb21lc2FsdA$"
    "Q0VpYnVlZ1hvb3F1b2g0b2h4ZWlzaDRhaUdoaWU1dW8";

_Static_assert(PASSWORD_HASH_BYTES >= crypto_pwhash_STRBYTES, "hash fits");

bool
secret_start(struct err *err)
{
	if (sodium_init() < 0)
		return err_set(err, ERR_IO,
		    "the system gives no random numbers");
	return true;
}

void
secret_random(unsigned char *buf, size_t len)
{
	randombytes_buf(buf, len);
}

int
secret_dice(int sides)
{
	return (int)randombytes_uniform((uint32_t)sides);
}

uint64_t
secret_short_hash(const unsigned char key[SECRET_BYTES], const char *bytes,
    size_t len)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t hash;

	crypto_shorthash(out, (const unsigned char *)bytes, len, key);
	memcpy(&hash, out, sizeof hash);
	return hash;
}

static void
as_text(char text[SECRET_TEXT_BYTES + 1],
    const unsigned char bytes[SECRET_BYTES])
{
	sodium_bin2base64(text, SECRET_TEXT_BYTES + 1, bytes, SECRET_BYTES,
	    HASH_FORM);
}

void
secret_new(char text[SECRET_TEXT_BYTES + 1])
{
	unsigned char bytes[SECRET_BYTES];

	randombytes_buf(bytes, sizeof bytes);
	as_text(text, bytes);
	sodium_memzero(bytes, sizeof bytes);
}

bool
secret_hash(unsigned char hash[SECRET_BYTES], const char *text)
{
	if (strlen(text) != SECRET_TEXT_BYTES)
		return false;
	crypto_generichash(hash, SECRET_BYTES, (const unsigned char *)text,
	    SECRET_TEXT_BYTES, NULL, 0);
	return true;
}

void
secret_digest(unsigned char out[SECRET_BYTES], const void *bytes, size_t len)
{
	crypto_generichash(out, SECRET_BYTES, bytes, len, NULL, 0);
}

bool
password_hash(char hash[PASSWORD_HASH_BYTES], const char *password)
{
	return crypto_pwhash_str_alg(hash, password, strlen(password),
	    HASH_OPS, HASH_MEMORY, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool
password_verify(const char *hash, const char *password)
{
	bool is_same = crypto_pwhash_str_verify(hash != NULL ? hash : nobody,
	    password, strlen(password)) == 0;

	return is_same && hash != NULL;
}

void
secret_wipe(void *bytes, size_t len)
{
	sodium_memzero(bytes, len);
}
