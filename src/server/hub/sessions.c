/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sessions.c - operators' sessions and tokens: who they are of, how long they
 * last, when they were used, and from where an operator has signed in before.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "server/hub/internal.h"

#define USED_MS	   600000	/* how exactly the disk knows the last use, */
#define MOVED_MS   60000	/* and from where: two may share a token */
#define SWEEP_MS   30000
#define PLACES	   16		/* of one operator */
#define PLACE_MS   (90 * 24 * 3600 * INT64_C(1000))

/* --- places ------------------------------------------------------------ */

static struct place *
find_place(const struct hub *h, int64_t operator_id, const char *who)
{
	struct place *p = map_find(&h->places, operator_id);

	while (p != NULL && strcmp(p->who, who) != 0)
		p = p->next;
	return p;
}

/* The list of an operator ends with the oldest; what is one too many goes. */
static void
cut_places(struct place *p)
{
	struct place *rest;

	for (int i = 1; p != NULL && i < PLACES; i++)
		p = p->next;
	if (p == NULL)
		return;
	rest = p->next;
	p->next = NULL;
	while (rest != NULL) {
		struct place *next = rest->next;

		free(rest);
		rest = next;
	}
}

/* Out of the list, or a new one. */
static struct place *
take_place(struct hub *h, int64_t operator_id, const char *who)
{
	struct place *first = map_remove(&h->places, operator_id), *p;
	struct place **at = &first;

	while (*at != NULL && strcmp((*at)->who, who) != 0)
		at = &(*at)->next;
	p = *at;
	if (p != NULL) {
		*at = p->next;
	} else {
		p = mem_new(struct place);
		str_copy(p->who, sizeof p->who, who);
	}
	p->next = first;
	return p;
}

/* The one that was used last stands in front: what is used stays. */
static void
add_place(struct hub *h, int64_t operator_id, const char *who, int64_t at_ms)
{
	struct place *p = take_place(h, operator_id, who);

	p->at_ms = at_ms;
	map_put(&h->places, operator_id, p);
	cut_places(p);
}

bool
hub_place_known(const struct hub *h, int64_t operator_id, const char *who,
    int64_t now_ms)
{
	const struct place *p = find_place(h, operator_id, who);

	return p != NULL && now_ms - p->at_ms < PLACE_MS;
}

/* --- finding ----------------------------------------------------------- */

void
sessions_add(struct hub *h, const struct hub_session *s,
    const struct hub_proof *proof)
{
	struct session *session = mem_new(struct session);

	session->s = *s;
	session->stored_ms = s->used_ms;
	session->next = map_find(&h->sessions, secret_key_of(s->hash));
	map_put(&h->sessions, secret_key_of(s->hash), session);
	if (s->id > h->last_session)
		h->last_session = s->id;
	if (proof != NULL && proof->who[0] != '\0')
		add_place(h, s->operator_id, proof->who, s->made_ms);
}

static struct session *
find(const struct hub *h, const unsigned char *hash)
{
	struct session *session = map_find(&h->sessions, secret_key_of(hash));

	while (session != NULL && !secret_is_same(session->s.hash, hash))
		session = session->next;
	return session;
}

const struct hub_session *
hub_session_find(const struct hub *h, const unsigned char *hash)
{
	const struct session *session = find(h, hash);

	return session == NULL ? NULL : &session->s;
}

void
hub_session_each(const struct hub *h, hub_session_fn *fn, void *ctx)
{
	struct session *session;
	size_t i = 0;

	while ((session = map_next(&h->sessions, &i)) != NULL)
		for (; session != NULL; session = session->next)
			fn(ctx, &session->s);
}

static int64_t
later(int64_t from_ms, int64_t span_ms)
{
	return span_ms <= 0 || span_ms == INT64_MAX ? INT64_MAX :
	    from_ms + span_ms;
}

int64_t
hub_session_ends_ms(const struct hub *h, const struct hub_session *s)
{
	int64_t age = later(s->made_ms, s->is_token ?
	    h->config.token_age_ms : h->config.session_age_ms);
	int64_t idle = later(s->used_ms, s->is_token ? 0 :
	    h->config.session_idle_ms);

	return age < idle ? age : idle;
}

/* --- ending ------------------------------------------------------------ */

/* One of those that `session_id` or `operator_id` names (the other is -1). */
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
	int64_t key = secret_key_of(session->s.hash);
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

void
sessions_forget(struct hub *h, int64_t operator_id)
{
	remove_matching(h, -1, operator_id);
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
hub_session_put(struct hub *h, const struct hub_session *s,
    const struct hub_proof *proof, hub_done *done, void *ctx)
{
	struct job *job = job_new(JOB_SESSION_PUT, done, ctx);

	job->session = *s;
	if (proof != NULL)
		job->proof = *proof;
	if (job->session.id == 0)
		job->session.id = ++h->last_session;
	if (job->session.used_ms == 0)
		job->session.used_ms = job->session.made_ms;
	submit(h, job);
}

/* A token dies at once; that it stays dead is the writer's. */
void
hub_session_remove(struct hub *h, int64_t session_id, int64_t by_id,
    hub_done *done, void *ctx)
{
	struct job *job = job_new(JOB_SESSION_REMOVE, done, ctx);
	const struct session *session = find_one(h, session_id, -1);

	if (session != NULL)
		job->session = session->s;
	job->session.id = session_id;
	job->by_id = by_id;
	remove_matching(h, session_id, -1);
	submit(h, job);
}

void
hub_sessions_remove_of(struct hub *h, int64_t operator_id, hub_done *done,
    void *ctx)
{
	struct job *job = job_new(JOB_SESSIONS_REMOVE_OF, done, ctx);

	job->session.operator_id = operator_id;
	remove_matching(h, -1, operator_id);
	submit(h, job);
}

int64_t
hub_session_next(struct hub *h)
{
	return ++h->last_session;
}

void
hub_factor_put(struct hub *h, const struct hub_factor *f, hub_done *done,
    void *ctx)
{
	struct job *job = job_new(JOB_FACTOR_PUT, done, ctx);

	job->session.operator_id = f->operator_id;
	job->factor = job->arena == NULL ? NULL : arena_alloc(job->arena,
	    sizeof *f);
	if (job->factor != NULL)
		*job->factor = *f;
	submit(h, job);
}

void
hub_rehash(struct hub *h, int64_t operator_id, const char *was,
    const char *hash)
{
	struct job *job = job_new(JOB_REHASH, NULL, NULL);

	job->session.operator_id = operator_id;
	str_copy(job->hash_was, sizeof job->hash_was, was);
	str_copy(job->hash, sizeof job->hash, hash);
	submit(h, job);
}

/* --- use --------------------------------------------------------------- */

void
hub_session_use(struct hub *h, const unsigned char *hash, int64_t now_ms,
    const char *address)
{
	struct session *session = find(h, hash);
	struct hub_session *s;
	bool is_moved;
	struct job *job;

	if (session == NULL)
		return;
	s = &session->s;
	s->used_ms = now_ms;
	is_moved = strcmp(s->address, address) != 0;
	if (is_moved)
		str_copy(s->address, sizeof s->address, address);
	if (now_ms >= session->stored_ms && now_ms - session->stored_ms <
	    (is_moved ? MOVED_MS : USED_MS))
		return;
	session->stored_ms = now_ms;
	job = job_new(JOB_SESSION_USED, NULL, NULL);
	job->session = *s;
	submit(h, job);
}

static const struct hub_session *
find_ended(const struct hub *h, int64_t now_ms)
{
	struct session *session;
	size_t i = 0;

	while ((session = map_next(&h->sessions, &i)) != NULL)
		for (; session != NULL; session = session->next)
			if (hub_session_ends_ms(h, &session->s) <= now_ms)
				return &session->s;
	return NULL;
}

void
sessions_tick(struct hub *h, int64_t now_ms)
{
	const struct hub_session *s;

	if (h->is_shut || h->clock_ms < h->sessions_ms)
		return;
	h->sessions_ms = h->clock_ms + SWEEP_MS;
	while ((s = find_ended(h, now_ms)) != NULL) {
		log_info("hub", "session %lld of operator %lld is too old",
		    (long long)s->id, (long long)s->operator_id);
		hub_session_remove(h, s->id, 0, NULL, NULL);
	}
}

/* --- birth and end ----------------------------------------------------- */

static bool
load_session(void *ctx, const void *record)
{
	const struct store_session *from = record;
	struct hub_session s = {
		.id = from->id, .operator_id = from->operator_id,
		.made_ms = from->made_ms, .used_ms = from->used_ms,
		.is_token = from->is_token, .reads_only = from->reads_only,
		.watches_only = from->watches_only,
	};

	str_copy(s.device, sizeof s.device, from->device);
	str_copy(s.address, sizeof s.address, from->address);
	memcpy(s.hash, from->hash, sizeof s.hash);
	sessions_add(ctx, &s, NULL);
	return true;
}

static bool
load_place(void *ctx, const void *record)
{
	const struct store_place *from = record;

	add_place(ctx, from->operator_id, from->who, from->at_ms);
	return true;
}

bool
sessions_load(struct hub *h, struct store *store, struct err *err)
{
	const struct store_ops *ops = store->ops;

	return ops->list(store, STORE_SESSIONS, 0, load_session, h, err) &&
	    ops->list(store, STORE_PLACES, 0, load_place, h, err);
}

void
sessions_clear(struct hub *h)
{
	struct session *session;
	struct place *place;
	size_t i = 0;

	while ((session = map_next(&h->sessions, &i)) != NULL)
		while (session != NULL) {
			struct session *next = session->next;

			free(session);
			session = next;
		}
	i = 0;
	while ((place = map_next(&h->places, &i)) != NULL)
		while (place != NULL) {
			struct place *next = place->next;

			free(place);
			place = next;
		}
	map_clear(&h->sessions);
	map_clear(&h->places);
}
