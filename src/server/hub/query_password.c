/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query_password.c - what a sign-in is compared with.
 */
#include "server/hub/query.h"

static bool
put_password(void *ctx, const void *record)
{
	const struct store_password *password = record;
	struct reading *r = ctx;

	json_put_str(&r->w, "hash", password->hash);
	r->is_found = true;
	return false;
}

static bool
put_factor(void *ctx, const void *record)
{
	const struct store_factor *factor = record;
	struct reading *r = ctx;
	char hex[2 * STORE_FACTOR_BYTES + 1];

	str_hex(hex, factor->secret, factor->len);
	json_put_str(&r->w, "secret", hex);
	json_put_i64(&r->w, "step", factor->step);
	return false;
}

bool
query_password(struct reading *r)
{
	const struct operator *o;

	if (!load_operators(r->s, r->d, r->err))
		return false;
	o = desk_operator_by_login(r->d, r->q->q.login);
	if (o != NULL && !o->disabled && (!r->s->ops->list(r->s,
	    STORE_PASSWORDS, o->id, put_password, r, r->err) ||
	    !r->s->ops->list(r->s, STORE_FACTORS, o->id, put_factor, r,
	    r->err)))
		return false;
	return r->is_found || err_set(r->err, ERR_NOT_FOUND,
	    "nobody may sign in with this name");
}
