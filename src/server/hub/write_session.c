/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write_session.c - the writer's part of sign-in: what proves it is used up in
 * the transaction that makes the session, so that of two who have the same
 * code one gets in.
 */
#include <string.h>

#include "server/hub/internal.h"

static struct store_session
as_stored(const struct hub_session *s)
{
	struct store_session out = {
		.id = s->id, .operator_id = s->operator_id,
		.made_ms = s->made_ms, .used_ms = s->used_ms,
		.is_token = s->is_token, .reads_only = s->reads_only,
		.watches_only = s->watches_only,
		.device = s->device, .address = s->address,
	};

	memcpy(out.hash, s->hash, sizeof out.hash);
	return out;
}

struct same { const char *hash; bool is_same; };

static bool
compare(void *ctx, const void *record)
{
	const struct store_password *stored = record;
	struct same *same = ctx;

	same->is_same = strcmp(stored->hash, same->hash) == 0;
	return false;
}

/* An old password that was looked at before it was changed makes no session
 * after all others were ended. */
static bool
is_password(struct store *s, const struct job *job, struct err *err)
{
	struct same same = { job->proof.hash, false };

	if (same.hash[0] == '\0')
		return true;
	if (!s->ops->list(s, STORE_PASSWORDS, job->session.operator_id,
	    compare, &same, err))
		return false;
	return same.is_same || err_set(err, ERR_BUSY,
	    "the password was changed meanwhile: sign in again");
}

/* False: ERR_AUTH, somebody else had it first; or the store's error. */
static bool
use_proof(struct store *s, const struct job *job, struct err *err)
{
	const struct hub_proof *p = &job->proof;
	struct store_factor factor = {
		.operator_id = job->session.operator_id, .step = p->step,
	};
	bool is_changed = true;

	if (p->step != 0 && !s->ops->change(s, STORE_FACTOR_STEP, &factor,
	    &is_changed, err))
		return false;
	if (p->has_recovery) {
		struct store_recovery r = {
			.operator_id = job->session.operator_id,
		};

		memcpy(r.hash, p->recovery, sizeof r.hash);
		if (!s->ops->change(s, STORE_RECOVERY_USE, &r, &is_changed,
		    err))
			return false;
	}
	return is_changed || err_set(err, ERR_AUTH, "this code was used");
}

static bool
put_session(struct store *s, const struct job *job, struct err *err)
{
	struct store_session session = as_stored(&job->session);
	struct store_place place = {
		.operator_id = job->session.operator_id,
		.at_ms = job->session.made_ms, .who = job->proof.who,
	};

	return is_password(s, job, err) && use_proof(s, job, err) &&
	    s->ops->put(s, STORE_SESSIONS, &session, err) &&
	    (place.who[0] == '\0' ||
	    s->ops->put(s, STORE_PLACES, &place, err));
}

static bool
rehash(struct store *s, const struct job *job, struct err *err)
{
	struct store_rehash r = {
		.operator_id = job->session.operator_id,
		.was = job->hash_was, .hash = job->hash,
	};
	bool is_changed;

	return s->ops->change(s, STORE_REHASH, &r, &is_changed, err);
}

static bool
use_session(struct store *s, const struct job *job, struct err *err)
{
	struct store_session session = as_stored(&job->session);
	bool is_changed;

	return s->ops->change(s, STORE_SESSION_USED, &session, &is_changed,
	    err);
}

static bool
put_factor(struct store *s, const struct job *job, struct err *err)
{
	const struct hub_factor *f = job->factor;
	struct store_factor factor = { 0 };

	if (f == NULL)
		return err_set(err, ERR_STORE, "no memory for it");
	factor.operator_id = f->operator_id;
	factor.len = f->len;
	memcpy(factor.secret, f->secret, f->len);
	if (!s->ops->remove(s, STORE_FACTORS, f->operator_id, err) ||
	    !s->ops->remove_sessions_of(s, f->operator_id, err))
		return false;
	if (f->len == 0)
		return true;
	if (!s->ops->put(s, STORE_FACTORS, &factor, err))
		return false;
	for (int i = 0; i < HUB_RECOVERY; i++) {
		struct store_recovery r = { .operator_id = f->operator_id };

		memcpy(r.hash, f->recovery[i], sizeof r.hash);
		if (!s->ops->put(s, STORE_RECOVERY, &r, err))
			return false;
	}
	return true;
}

static bool
write_one(struct store *s, const struct job *job, struct err *err)
{
	switch (job->type) {
	case JOB_SESSION_PUT:
		return put_session(s, job, err);
	case JOB_SESSION_USED:
		return use_session(s, job, err);
	case JOB_SESSION_REMOVE:
		return s->ops->remove(s, STORE_SESSIONS, job->session.id, err);
	case JOB_SESSIONS_REMOVE_OF:
		return s->ops->remove_sessions_of(s,
		    job->session.operator_id, err);
	case JOB_FACTOR_PUT:
		return put_factor(s, job, err);
	case JOB_AUDIT:
		return true;
	case JOB_REHASH:
		return rehash(s, job, err);
	default:
		return err_set(err, ERR_STORE, "no such work");
	}
}

void
write_session(struct turn *t, struct job *job)
{
	struct err err = { .code = ERR_NONE };

	if (!t->store->ops->mark(t->store, &err)) {
		t->is_lost = true;
		return;
	}
	if (write_one(t->store, job, &err) && (job->type == JOB_AUDIT ?
	    audit_write(t, &job->audit, &err) : audit_session(t, job, &err)))
		return;
	err_set(&job->result.err, err.code == ERR_AUTH || err.code == ERR_BUSY ?
	    err.code : ERR_STORE, "%s", err.text);
	if (!t->store->ops->back(t->store))
		t->is_lost = true;
}
