/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_verify.c - reading the audit trail, and looking whether it is what was
 * written: nothing changed, nothing taken out, nothing cut off.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server/hub/query.h"

#define PAGE	   200
#define PAGE_MAX   1000
#define ARENA_ONE  (16 * 1024)

/* --- reading ------------------------------------------------------------------- */

struct listing {
	struct reading *r;
	int	n, max;
	int64_t last;
	bool	is_complete;
};

/* A record that is none any more is shown as the bytes that it has. */
static void
put_record(struct json_out *w, const struct store_audit *a)
{
	struct json *j = json_parse(a->record, a->len, NULL);

	if (j != NULL)
		json_put_raw(w, "record", a->record, a->len);
	else
		json_put_str(w, "damaged", a->record);
	json_free(j);
}

static bool
list_one(void *ctx, const struct store_audit *a)
{
	char hex[AUDIT_HEX_BYTES + 1] = "";
	struct listing *l = ctx;
	struct json_out *w = &l->r->w;

	if (l->n == l->max) {
		l->is_complete = false;
		return false;
	}
	l->n++;
	l->last = a->n;
	if (a->hash_len == HUB_SECRET_BYTES)
		audit_hex(a->hash, hex);
	json_object(w, NULL);
	json_put_i64(w, "n", a->n);
	put_record(w, a);
	json_put_str(w, "hash", hex);
	json_end_object(w);
	return true;
}

bool
audit_read(struct reading *r)
{
	const struct hub_query *q = &r->q->q;
	struct listing l = { .r = r, .is_complete = true,
		.max = q->limit > 0 && q->limit < PAGE_MAX ? q->limit : PAGE };

	json_array(&r->w, "records");
	if (!r->s->ops->audit_list(r->s, q->before, l.max + 1, list_one, &l,
	    r->err))
		return false;
	json_end_array(&r->w);
	json_put_bool(&r->w, "complete", l.is_complete);
	json_put_i64(&r->w, "after", l.last);
	return true;
}

/* --- verifying ------------------------------------------------------------------ */

#define VERIFY_PIECE 5000	/* records; then others have their turn */

struct check {
	const struct hub *h;
	const char *wanted;		/* a hash that must be there, or "" */
	struct store_audit_ends ends;
	int64_t n, first, n_read;	/* n_read: of this piece */
	unsigned char hash[HUB_SECRET_BYTES];	/* of record `n` */
	bool	has_wanted;
	bool	knows_cut;		/* a record tells of what was cut off */
	int64_t broken;			/* the first one, 0: none */
	char	why[128];
};

static bool
is_broken(struct check *x, int64_t n, const char *why)
{
	x->broken = n;
	str_copy(x->why, sizeof x->why, why);
	return false;
}

/* Retention writes a record of what it cuts off; nobody else may. */
static void
look_for_cut(struct check *x, const struct store_audit *a)
{
	char told[96];

	if (x->ends.cut == 0)
		return;
	snprintf(told, sizeof told, "\"what\":\"%s\"", x->ends.cut_hash);
	if (strstr(a->record, "\"act\":\"audit_cut\"") != NULL &&
	    strstr(a->record, told) != NULL)
		x->knows_cut = true;
}

static void
look_for_wanted(struct check *x)
{
	char hex[AUDIT_HEX_BYTES + 1];

	audit_hex(x->hash, hex);
	if (strcmp(hex, x->wanted) == 0)
		x->has_wanted = true;
}

static bool
check_one(void *ctx, const struct store_audit *a)
{
	unsigned char hash[HUB_SECRET_BYTES];
	struct check *x = ctx;

	x->n_read++;
	if (a->n != x->n + 1)
		return is_broken(x, x->n + 1, "it is not there");
	audit_link(x->h, x->hash, a->n, a->record, a->len, hash);
	if (a->hash_len != sizeof hash ||
	    memcmp(hash, a->hash, sizeof hash) != 0)
		return is_broken(x, a->n, "it is not what was written");
	memcpy(x->hash, hash, sizeof hash);
	if (x->first == 0)
		x->first = a->n;
	x->n = a->n;
	look_for_cut(x, a);
	look_for_wanted(x);
	return true;
}

static bool
read_hex(const char *hex, unsigned char *out)
{
	unsigned byte;

	for (int i = 0; i < HUB_SECRET_BYTES; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			return false;
		out[i] = (unsigned char)byte;
	}
	return true;
}

static void
begin(struct check *x)
{
	audit_root(x->h, x->hash);
	x->n = x->ends.cut;
	if (x->ends.cut == 0)
		return;
	if (strlen(x->ends.cut_hash) != AUDIT_HEX_BYTES ||
	    !read_hex(x->ends.cut_hash, x->hash))
		is_broken(x, 1, "what was cut off has no hash");
	look_for_wanted(x);
}

static void
end(struct check *x)
{
	if (x->broken == 0 && x->ends.cut != 0 && !x->knows_cut)
		is_broken(x, 1, "the first records were taken away, and not "
		    "by the desk");
	else if (x->broken == 0 && x->n < x->ends.highest)
		is_broken(x, x->n + 1, "the last records were cut off");
	else if (x->broken == 0 && x->wanted[0] != '\0' && !x->has_wanted)
		is_broken(x, x->n + 1, "no record has the hash that was "
		    "noted: the last records were cut off and others written");
}

/* A piece; what is known so far is kept with the query. */
static bool
check_piece(struct reading *r, struct check *x, bool is_first)
{
	if (!r->s->ops->audit_ends(r->s, &x->ends, r->err))
		return false;
	/* Retention has cut off more than was read: begin there. */
	if (is_first || x->ends.cut > x->n)
		begin(x);
	x->n_read = 0;
	return x->broken != 0 || r->s->ops->audit_list(r->s, is_first ? 0 :
	    x->n, VERIFY_PIECE, check_one, x, r->err);
}

bool
audit_verify(struct reading *r)
{
	char head[AUDIT_HEX_BYTES + 1];
	bool is_first = r->q->kept == NULL;
	struct check *x = is_first ? mem_new(struct check) : r->q->kept;

	if (r->q->hub->config.hash == NULL) {
		free(x);
		return err_set(r->err, ERR_UNSUPPORTED, "no audit trail");
	}
	r->q->kept = x;
	x->h = r->q->hub;
	x->wanted = r->q->q.text;
	if (!check_piece(r, x, is_first))
		return false;
	if (x->broken == 0 && x->n_read == VERIFY_PIECE) {
		r->q->is_unfinished = true;
		return true;
	}
	end(x);
	audit_hex(x->hash, head);
	json_put_bool(&r->w, "ok", x->broken == 0);
	json_put_i64(&r->w, "first", x->first);
	json_put_i64(&r->w, "last", x->n);
	json_put_str(&r->w, "head", head);
	json_put_i64(&r->w, "broken", x->broken);
	json_put_str(&r->w, "why", x->why);
	return true;
}
