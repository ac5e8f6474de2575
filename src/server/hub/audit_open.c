/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_open.c - readings whose end the trail does not have, because the desk
 * was killed: the next start writes it, so that each beginning has an end.
 *
 * Only the latest records are looked at. A reading that began before them would
 * have gone on through all that; the session it belonged to is gone as well.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "server/hub/internal.h"

#define LATEST	   50000	/* records */
#define READING	   "\"act\":\"read_along\""
#define RECORD_MAX AUDIT_RECORD_BYTES

struct open_reading {
	int64_t by_id, session_id, conversation_id, operator_id;
};

struct open_readings {
	struct open_reading *list;
	size_t n, cap;
};

static size_t
find(const struct open_readings *all, const struct open_reading *r)
{
	size_t at = 0;

	while (at < all->n && (all->list[at].by_id != r->by_id ||
	    all->list[at].session_id != r->session_id ||
	    all->list[at].conversation_id != r->conversation_id))
		at++;
	return at;
}

static void
put(struct open_readings *all, const struct open_reading *r)
{
	if (all->n == all->cap) {
		all->cap = all->cap == 0 ? 16 : 2 * all->cap;
		all->list = mem_grow(all->list, all->n, all->cap,
		    sizeof *all->list);
	}
	all->list[all->n++] = *r;
}

/* A record that is damaged is none: `audit verify` tells of it. */
static bool
look(void *ctx, const struct store_audit *a)
{
	struct open_readings *all = ctx;
	struct open_reading r = { 0 };
	const char *act = "", *what = "";
	char text[RECORD_MAX + 1];
	struct json *j;
	size_t at;

	if (a->len > RECORD_MAX)
		return true;
	memcpy(text, a->record, a->len);
	text[a->len] = '\0';
	if (strstr(text, READING) == NULL ||
	    (j = json_parse(text, a->len, NULL)) == NULL)
		return true;
	if (json_opt_str(j, "act", &act, NULL) &&
	    strcmp(act, "read_along") == 0 &&
	    json_opt_str(j, "what", &what, NULL) &&
	    json_opt_i64(j, "by_id", &r.by_id, NULL) &&
	    json_opt_i64(j, "session", &r.session_id, NULL) &&
	    json_opt_i64(j, "conversation", &r.conversation_id, NULL) &&
	    json_opt_i64(j, "operator", &r.operator_id, NULL)) {
		at = find(all, &r);
		if (strcmp(what, "begin") == 0 && at == all->n)
			put(all, &r);
		else if (strcmp(what, "end") == 0 && at < all->n)
			all->list[at] = all->list[--all->n];
	}
	json_free(j);
	return true;
}

/* How long it was nobody knows: such an end has no `count`. */
static bool
write_ends(struct turn *t, const struct open_readings *all, struct err *err)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct open_reading *r = &all->list[i];
		const struct hub_audit a = { .act = "read_along",
			.what = "end", .by = ACTOR_OPERATOR,
			.by_id = r->by_id, .session_id = r->session_id,
			.conversation_id = r->conversation_id,
			.operator_id = r->operator_id };

		if (!audit_write(t, &a, err))
			return false;
	}
	return true;
}

bool
audit_end_open(struct turn *t, struct err *err)
{
	struct open_readings all = { 0 };
	bool ok;

	if (t->hub->config.hash == NULL)
		return true;
	ok = t->store->ops->audit_list(t->store, t->audit.n > LATEST ?
	    t->audit.n - LATEST : 0, LATEST, look, &all, err);
	if (ok && all.n > 0) {
		ok = t->store->ops->begin_write(t->store, err);
		if (ok && !write_ends(t, &all, err)) {
			t->store->ops->rollback(t->store);
			ok = false;
		}
		ok = ok && t->store->ops->commit(t->store, err);
	}
	free(all.list);
	return ok;
}
