/* SPDX-License-Identifier: GPL-3.0-or-later */
/* secrets.c - whose a visitor's secret is: hashes of random bytes, found by
 * their first eight. Sessions of operators are in sessions.c.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server/hub/internal.h"

int64_t
secret_key_of(const unsigned char *hash)
{
	int64_t key;

	memcpy(&key, hash, sizeof key);
	return key;
}

bool
secret_is_same(const unsigned char *a, const unsigned char *b)
{
	unsigned difference = 0;

	for (size_t i = 0; i < HUB_SECRET_BYTES; i++)
		difference |= (unsigned)(a[i] ^ b[i]);
	return difference == 0;
}

/* --- secrets ----------------------------------------------------------- */

void
secrets_add(struct hub *h, const unsigned char *hash, int64_t customer_id)
{
	struct secret *secret = mem_new(struct secret);

	memcpy(secret->hash, hash, sizeof secret->hash);
	secret->customer_id = customer_id;
	secret->next = map_find(&h->secrets, secret_key_of(hash));
	map_put(&h->secrets, secret_key_of(hash), secret);
}

void
secrets_set_latest(struct hub *h, int64_t customer_id,
    int64_t conversation_id)
{
	struct latest *latest = map_find(&h->latest, customer_id);

	if (latest == NULL) {
		latest = mem_new(struct latest);
		latest->customer_id = customer_id;
		map_put(&h->latest, customer_id, latest);
	}
	if (conversation_id > latest->conversation_id)
		latest->conversation_id = conversation_id;
}

void
secrets_forget(struct hub *h, int64_t customer_id)
{
	struct secret *secret;
	size_t i = 0;

	while ((secret = map_next(&h->secrets, &i)) != NULL)
		for (; secret != NULL; secret = secret->next)
			if (secret->customer_id == customer_id)
				secret->customer_id = 0;
	free(map_remove(&h->latest, customer_id));
}

bool
hub_secret_find(const struct hub *h, const unsigned char *hash,
    int64_t *customer_id, int64_t *conversation_id)
{
	const struct secret *secret = map_find(&h->secrets, secret_key_of(hash));
	const struct latest *latest;

	while (secret != NULL && !secret_is_same(secret->hash, hash))
		secret = secret->next;
	if (secret == NULL)
		return false;
	latest = map_find(&h->latest, secret->customer_id);
	*customer_id = secret->customer_id;
	*conversation_id = latest == NULL ? 0 : latest->conversation_id;
	return true;
}

/* --- birth and end ----------------------------------------------------- */

static bool
load_secret(void *ctx, const void *record)
{
	const struct store_secret *secret = record;

	secrets_add(ctx, secret->hash, secret->customer_id);
	return true;
}

static bool
load_latest(void *ctx, const void *record)
{
	const struct store_latest *latest = record;

	secrets_set_latest(ctx, latest->customer_id, latest->conversation_id);
	return true;
}

bool
secrets_load(struct hub *h, struct store *store, struct err *err)
{
	const struct store_ops *ops = store->ops;

	return sessions_load(h, store, err) &&
	    ops->list(store, STORE_SECRETS, 0, load_secret, h, err) &&
	    ops->list(store, STORE_LATEST, 0, load_latest, h, err);
}

void
secrets_clear(struct hub *h)
{
	struct secret *secret;
	struct latest *latest;
	size_t i = 0;

	sessions_clear(h);
	while ((secret = map_next(&h->secrets, &i)) != NULL)
		while (secret != NULL) {
			struct secret *next = secret->next;

			free(secret);
			secret = next;
		}
	i = 0;
	while ((latest = map_next(&h->latest, &i)) != NULL)
		free(latest);
	map_clear(&h->secrets);
	map_clear(&h->latest);
}
