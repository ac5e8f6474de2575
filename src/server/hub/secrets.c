/* SPDX-License-Identifier: GPL-3.0-or-later */
/* secrets.c - who a token belongs to: sessions of operators, secrets of
 * visitors. Both are hashes of random bytes, found by their first eight.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server/hub/internal.h"

static int64_t
key_of(const unsigned char *hash)
{
	int64_t key;

	memcpy(&key, hash, sizeof key);
	return key;
}

/* Every byte is looked at, whatever the first ones say. */
static bool
is_same(const unsigned char *a, const unsigned char *b)
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
	secret->next = map_find(&h->secrets, key_of(hash));
	map_put(&h->secrets, key_of(hash), secret);
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

bool
hub_secret_find(const struct hub *h, const unsigned char *hash,
    int64_t *customer_id, int64_t *conversation_id)
{
	const struct secret *secret = map_find(&h->secrets, key_of(hash));
	const struct latest *latest;

	while (secret != NULL && !is_same(secret->hash, hash))
		secret = secret->next;
	if (secret == NULL)
		return false;
	latest = map_find(&h->latest, secret->customer_id);
	*customer_id = secret->customer_id;
	*conversation_id = latest == NULL ? 0 : latest->conversation_id;
	return true;
}

/* --- sessions ---------------------------------------------------------- */

void
secrets_add_session(struct hub *h, const struct hub_session *s)
{
	struct session *session = mem_new(struct session);

	session->s = *s;
	session->next = map_find(&h->sessions, key_of(s->hash));
	map_put(&h->sessions, key_of(s->hash), session);
	if (s->id > h->last_session)
		h->last_session = s->id;
}

const struct hub_session *
hub_session_find(const struct hub *h, const unsigned char *hash)
{
	const struct session *session = map_find(&h->sessions, key_of(hash));

	while (session != NULL && !is_same(session->s.hash, hash))
		session = session->next;
	return session == NULL ? NULL : &session->s;
}

/* One of those that `session_id` or `operator_id` names (the other is 0). */
static struct session *
find_one(const struct hub *h, int64_t session_id, int64_t operator_id)
{
	struct session *session;
	size_t i = 0;

	while ((session = map_next(&h->sessions, &i)) != NULL)
		for (; session != NULL; session = session->next)
			if (session->s.id == session_id ||
			    session->s.operator_id == operator_id)
				return session;
	return NULL;
}

static void
unlink_session(struct hub *h, struct session *session)
{
	int64_t key = key_of(session->s.hash);
	struct session *first = map_remove(&h->sessions, key), **at = &first;

	while (*at != session)
		at = &(*at)->next;
	*at = session->next;
	if (first != NULL)
		map_put(&h->sessions, key, first);
}

static void
remove_matching(struct hub *h, int64_t session_id, int64_t operator_id)
{
	struct session *session;

	while ((session = find_one(h, session_id, operator_id)) != NULL) {
		int64_t id = session->s.id;

		unlink_session(h, session);
		free(session);
		waiters_end_session(h, id);
	}
}

/* While closing there is no writer any more to keep it. */
static void
submit(struct hub *h, struct job *job)
{
	if (h->is_closing) {
		err_set(&job->result.err, ERR_BUSY, "the desk is stopping");
		if (job->done != NULL)
			job->done(job->ctx, &job->result);
		job_free(job);
		return;
	}
	writer_put(h->writer, job);
}

void
hub_session_put(struct hub *h, const struct hub_session *s, hub_done *done,
    void *ctx)
{
	struct job *job = job_new(JOB_SESSION_PUT, done, ctx);

	job->session = *s;
	if (job->session.id == 0)
		job->session.id = ++h->last_session;
	submit(h, job);
}

/* A token dies at once; that it stays dead is the writer's. */
void
hub_session_remove(struct hub *h, int64_t session_id)
{
	struct job *job = job_new(JOB_SESSION_REMOVE, NULL, NULL);
	const struct session *find;

	job->session.id = session_id;
	find = find_one(h, session_id, -1);
	if (find != NULL)
		job->session.operator_id = find->s.operator_id;
	remove_matching(h, session_id, -1);
	submit(h, job);
}

void
hub_sessions_remove_of(struct hub *h, int64_t operator_id)
{
	struct job *job = job_new(JOB_SESSIONS_REMOVE_OF, NULL, NULL);

	job->session.operator_id = operator_id;
	remove_matching(h, -1, operator_id);
	submit(h, job);
}

/* --- birth and end ----------------------------------------------------- */

static bool
load_session(void *ctx, const void *record)
{
	const struct store_session *from = record;
	struct hub_session s = {
		.id = from->id, .operator_id = from->operator_id,
		.made_ms = from->made_ms,
	};

	str_copy(s.device, sizeof s.device, from->device);
	memcpy(s.hash, from->hash, sizeof s.hash);
	secrets_add_session(ctx, &s);
	return true;
}

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

	return ops->list(store, STORE_SESSIONS, 0, load_session, h, err) &&
	    ops->list(store, STORE_SECRETS, 0, load_secret, h, err) &&
	    ops->list(store, STORE_LATEST, 0, load_latest, h, err);
}

void
secrets_clear(struct hub *h)
{
	struct session *session;
	struct secret *secret;
	struct latest *latest;
	size_t i = 0;

	while ((session = map_next(&h->sessions, &i)) != NULL)
		while (session != NULL) {
			struct session *next = session->next;

			free(session);
			session = next;
		}
	i = 0;
	while ((secret = map_next(&h->secrets, &i)) != NULL)
		while (secret != NULL) {
			struct secret *next = secret->next;

			free(secret);
			secret = next;
		}
	i = 0;
	while ((latest = map_next(&h->latest, &i)) != NULL)
		free(latest);
	map_clear(&h->sessions);
	map_clear(&h->secrets);
	map_clear(&h->latest);
}
