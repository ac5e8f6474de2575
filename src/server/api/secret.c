/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "server/api/secret.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/paths.h"
#include "base/str.h"

#define HASH_FORM   sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* Of a password nobody knows, with the cost of the real ones: who signs in
 * with an unknown login waits as long as with a known one. */
static const char nobody[] = "$argon2id$v=19$m=%zu,t=%u,p=1"
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
password_hash(const struct password_cost *cost,
    char hash[PASSWORD_HASH_BYTES], const char *password)
{
	return crypto_pwhash_str_alg(hash, password, strlen(password),
	    cost->passes, cost->memory_bytes,
	    crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool
password_verify(const struct password_cost *cost, const char *hash,
    const char *password)
{
	char other[PASSWORD_HASH_BYTES];
	bool is_same;

	if (hash == NULL)
		snprintf(other, sizeof other, nobody,
		    cost->memory_bytes / 1024, cost->passes);
	is_same = crypto_pwhash_str_verify(hash != NULL ? hash : other,
	    password, strlen(password)) == 0;
	return is_same && hash != NULL;
}

bool
password_is_old(const struct password_cost *cost, const char *hash)
{
	return crypto_pwhash_str_needs_rehash(hash, cost->passes,
	    cost->memory_bytes) != 0;
}

bool
secret_equal(const void *a, const void *b, size_t len)
{
	return sodium_memcmp(a, b, len) == 0;
}

/* --- the desk's own key ------------------------------------------------ */

_Static_assert(SECRET_SEAL_BYTES == crypto_secretbox_NONCEBYTES +
    crypto_secretbox_MACBYTES, "a seal fits");
_Static_assert(SECRET_BYTES == crypto_secretbox_KEYBYTES, "a key fits");

bool
secret_key_read(struct secret_key *key, const char *path, struct err *err)
{
	struct err why = { .code = ERR_NONE };
	struct str text;
	bool ok;

	str_init(&text, SECRET_BYTES + 1);
	ok = paths_read(path, &text, &why);
	if (ok && text.len == SECRET_BYTES)
		memcpy(key->bytes, text.data, SECRET_BYTES);
	else if (ok || why.code == ERR_TOO_LARGE)
		ok = err_set(err, ERR_STORE, "%s is no key: put the right one "
		    "there", path);
	else if (why.code != ERR_NOT_FOUND)
		err_set(err, why.code, "%s", why.text);
	else {
		randombytes_buf(key->bytes, SECRET_BYTES);
		ok = paths_replace(path, (const char *)key->bytes,
		    SECRET_BYTES, 0600, err);
	}
	if (text.data != NULL)
		sodium_memzero(text.data, text.len);
	str_clear(&text);
	return ok;
}

void
secret_seal(const struct secret_key *key, unsigned char *sealed,
    const unsigned char *bytes, size_t len)
{
	randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, bytes,
	    len, sealed, key->bytes);
}

bool
secret_unseal(const struct secret_key *key, unsigned char *bytes, size_t len,
    const unsigned char *sealed)
{
	return crypto_secretbox_open_easy(bytes,
	    sealed + crypto_secretbox_NONCEBYTES,
	    len + crypto_secretbox_MACBYTES, sealed, key->bytes) == 0;
}

/* Thirty-two that are not taken for each other. */
static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
_Static_assert(sizeof letters == 33, "five bits each");

void
secret_code_new(char text[SECRET_CODE_BYTES + 1])
{
	for (int i = 0; i < SECRET_CODE_BYTES; i++)
		text[i] = i == SECRET_CODE_BYTES / 2 ? '-' :
		    letters[randombytes_uniform(sizeof letters - 1)];
	text[SECRET_CODE_BYTES] = '\0';
}

bool
secret_code_hash(const struct secret_key *key,
    unsigned char hash[SECRET_BYTES], const char *text)
{
	unsigned char plain[SECRET_CODE_BYTES - 1];
	size_t n = 0;

	for (; *text != '\0'; text++) {
		char c = *text >= 'A' && *text <= 'Z' ?
		    (char)(*text - 'A' + 'a') : *text;

		if (c == '-' || c == ' ')
			continue;
		if (n == sizeof plain || strchr(letters, c) == NULL)
			return false;
		plain[n++] = (unsigned char)c;
	}
	if (n < sizeof plain)
		return false;
	crypto_generichash(hash, SECRET_BYTES, plain, n, key->bytes,
	    SECRET_BYTES);
	return true;
}

void
secret_wipe(void *bytes, size_t len)
{
	sodium_memzero(bytes, len);
}
