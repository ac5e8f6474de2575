/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.c - the audit trail: who did what a desk must be able to account for,
 * in a chain of hashes. It never holds what anybody wrote.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "server/hub/internal.h"

#define WHAT_BYTES    256
#define TELL_AGAIN_MS 600000	/* that they go on reading */

/* --- the chain ------------------------------------------------------------- */

void
audit_hex(const unsigned char *hash, char out[AUDIT_HEX_BYTES + 1])
{
	for (int i = 0; i < HUB_SECRET_BYTES; i++)
		snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

void
audit_root(const struct hub *h, unsigned char out[HUB_SECRET_BYTES])
{
	char text[64];

	snprintf(text, sizeof text, "dezhurka audit 1 %s", h->epoch);
	h->config.hash(out, text, strlen(text));
}

void
audit_link(const struct hub *h, const unsigned char *before, int64_t n,
    const char *record, size_t len, unsigned char out[HUB_SECRET_BYTES])
{
	char number[32];
	struct str all;

	snprintf(number, sizeof number, " %lld ", (long long)n);
	str_init(&all, HUB_SECRET_BYTES + sizeof number + len + 1);
	str_put_n(&all, (const char *)before, HUB_SECRET_BYTES);
	str_put(&all, number);
	str_put_n(&all, record, len);
	h->config.hash(out, all.data, all.len);
	str_clear(&all);
}

static bool
keep_end(void *ctx, const struct store_audit *a)
{
	struct audit_end *end = ctx;

	end->n = a->n;
	if (a->hash_len == sizeof end->hash)
		memcpy(end->hash, a->hash, sizeof end->hash);
	return true;
}

bool
audit_load(const struct hub *h, struct store *s, struct audit_end *end,
    struct err *err)
{
	struct store_audit_ends ends;

	*end = (struct audit_end){ 0 };
	if (h->config.hash == NULL)
		return true;
	audit_root(h, end->hash);
	if (!s->ops->audit_ends(s, &ends, err) || !s->ops->audit_list(s,
	    ends.last - 1, 1, keep_end, end, err))
		return false;
	/* A number that was given is not given again: that would hide that
	 * the last records were taken away. */
	if (end->n < ends.highest)
		end->n = ends.highest;
	return true;
}

/* --- records ----------------------------------------------------------------- */

static void
put_id(struct json_out *w, const char *key, int64_t id)
{
	if (id != 0)
		json_put_i64(w, key, id);
}

static void
put_text(struct json_out *w, const char *key, const char *text)
{
	if (text != NULL && text[0] != '\0')
		json_put_str(w, key, text);
}

static void
write_record(struct str *out, const struct hub_audit *a, int64_t at_ms)
{
	struct json_out w;

	json_begin(&w, out);
	json_object(&w, NULL);
	json_put_i64(&w, "at", at_ms);
	json_put_str(&w, "act", a->act);
	json_put_str(&w, "by", actor_name(a->by));
	put_id(&w, "by_id", a->by_id);
	put_text(&w, "from", a->from);
	put_text(&w, "what", a->what);
	put_id(&w, "operator", a->operator_id);
	put_id(&w, "session", a->session_id);
	put_id(&w, "conversation", a->conversation_id);
	put_id(&w, "customer", a->customer_id);
	put_id(&w, "department", a->department_id);
	put_id(&w, "canned", a->canned_id);
	put_id(&w, "count", a->count);
	json_end_object(&w);
}

bool
audit_write(struct turn *t, const struct hub_audit *a, struct err *err)
{
	struct audit_end next = { .n = t->audit.n + 1 };
	struct store_audit row = { .n = next.n, .hash = next.hash,
		.hash_len = sizeof next.hash };
	struct str record;
	bool ok;

	if (t->hub == NULL || t->hub->config.hash == NULL)
		return true;
	str_init(&record, AUDIT_RECORD_BYTES);
	write_record(&record, a, t->now_ms);
	row.record = record.data;
	row.len = record.len;
	audit_link(t->hub, t->audit.hash, row.n, row.record, row.len,
	    next.hash);
	ok = !record.full || err_set(err, ERR_STORE,
	    "a record of the audit trail is too long");
	ok = ok && t->store->ops->audit_put(t->store, &row, err);
	if (ok)
		t->audit = next;
	str_clear(&record);
	return ok;
}

/* --- what an action has led to -------------------------------------------------- */

/* "added role=operator departments=1,2 password" */
static void
describe_operator(struct str *out, const struct job *job,
    const struct operator *o)
{
	static const char *const roles[] = {
		[ROLE_OPERATOR] = "operator", [ROLE_SUPERVISOR] = "supervisor",
		[ROLE_ADMIN] = "admin",
	};
	const struct operator *asked = job->action.operator;

	str_putf(out, "%s role=%s%s departments=",
	    asked != NULL && asked->id == 0 ? "added" : "changed",
	    roles[o->role], o->disabled ? " disabled" : "");
	for (int i = 0; i < o->n_departments; i++)
		str_putf(out, "%s%lld", i > 0 ? "," : "",
		    (long long)o->departments[i]);
	if (o->n_departments == 0)
		str_put(out, "all");
	if (job->action.password[0] != '\0')
		str_put(out, " password");
}

/* "block=57 session for=86400": whom, but not where they write from. */
static void
describe_block(struct str *out, const struct event *ev)
{
	str_putf(out, "%s=%lld %s", ev->is_limit ? "limit" : "block",
	    (long long)ev->seq, ban_kind_name(ev->ban_kind));
	if (ev->ban_kind == BAN_RANGE)
		str_putf(out, "/%d", ev->range.bits);
	if (ev->until_ms != 0)
		str_putf(out, " for=%lld",
		    (long long)((ev->until_ms - ev->at_ms) / 1000));
}

static int64_t
owner_of(const struct turn *t, const struct event *ev)
{
	const struct conversation *c = desk_conversation(t->desk,
	    ev->conversation_id);

	if (ev->type == EVENT_TRANSFERRED)
		return ev->from_operator_id;
	return c == NULL ? 0 : c->operator_id;
}

/* What is done with a conversation of one's own is the work itself. */
static bool
is_of_another(const struct turn *t, const struct event *ev)
{
	return ev->by == ACTOR_OPERATOR && owner_of(t, ev) != ev->by_id;
}

bool
audit_event(struct turn *t, const struct job *job, const struct event *ev,
    struct err *err)
{
	struct hub_audit a = { .act = event_name(ev->type), .by = ev->by,
		.by_id = ev->by_id, .conversation_id = ev->conversation_id };
	struct str what;
	bool ok = true;

	str_init(&what, WHAT_BYTES);
	switch (ev->type) {
	case EVENT_OPERATOR:
		a.operator_id = ev->operator->id;
		describe_operator(&what, job, ev->operator);
		break;
	case EVENT_DEPARTMENT:
		a.department_id = ev->department->id;
		str_put(&what, ev->department->disabled ? "disabled" : "put");
		break;
	case EVENT_CANNED:
		a.canned_id = ev->canned->owner_id == 0 ? ev->canned->id : 0;
		break;
	case EVENT_CANNED_REMOVED:
		a.canned_id = ev->operator_id == 0 ? ev->canned_id : 0;
		break;
	case EVENT_WINBACK:
		a.operator_id = ev->operator_id;
		str_put(&what, winback_state_name(ev->winback));
		break;
	case EVENT_TRANSFERRED:
	case EVENT_CLOSED:
	case EVENT_OUTCOME:
		a.operator_id = owner_of(t, ev);
		a.conversation_id = is_of_another(t, ev) ?
		    ev->conversation_id : 0;
		break;
	case EVENT_WHISPER:
		a.operator_id = ev->operator_id;
		break;
	case EVENT_JOINED:
	case EVENT_LEFT:
		a.operator_id = owner_of(t, ev);
		break;
	case EVENT_BLOCKED:
		describe_block(&what, ev);
		break;
	case EVENT_UNBLOCKED:
		str_putf(&what, "block=%lld", (long long)ev->upto);
		break;
	case EVENT_BROADCAST:
		break;
	default:
		a.conversation_id = 0;
		break;
	}
	if (job->action.type == ACTION_REASSIGN)
		str_put(&what, ev->operator_id == 0 ? "queue" : "reassigned");
	a.what = what.data;
	if (ev->type == EVENT_BROADCAST || ev->type == EVENT_OPERATOR ||
	    ev->type == EVENT_DEPARTMENT || ev->type == EVENT_BLOCKED ||
	    ev->type == EVENT_UNBLOCKED || a.canned_id != 0 ||
	    a.conversation_id != 0)
		ok = audit_write(t, &a, err);
	str_clear(&what);
	return ok;
}

bool
audit_session(struct turn *t, const struct job *job, struct err *err)
{
	struct hub_audit a = { .by = ACTOR_SYSTEM,
		.operator_id = job->session.operator_id,
		.session_id = job->session.id, .from = job->session.address };

	switch (job->type) {
	case JOB_SESSION_PUT:
		a.act = job->session.is_token ? "token_made" : "sign_in";
		a.by_id = job->session.is_token ? 0 : a.operator_id;
		break;
	case JOB_SESSION_REMOVE:
		a.act = job->by_id != 0 ? "sign_out" : "session_ended";
		a.by_id = job->by_id;
		break;
	case JOB_SESSIONS_REMOVE_OF:
		a.act = "sessions_ended";
		break;
	case JOB_FACTOR_PUT:
		a.act = "second_factor";
		a.what = job->factor->len > 0 ? "on" : "off";
		break;
	default:	/* a use, a better hash: nothing to account for */
		return true;
	}
	if (a.by_id != 0)
		a.by = ACTOR_OPERATOR;
	return audit_write(t, &a, err);
}

/* --- told by others ---------------------------------------------------------------- */

static const char *
own(struct job *job, const char *text)
{
	const char *copy = text == NULL || job->arena == NULL ? NULL :
	    arena_dup(job->arena, text);

	return copy == NULL ? "" : copy;
}

void
hub_audit(struct hub *h, const struct hub_audit *a)
{
	struct job *job;

	if (h->is_closing || h->writer == NULL || h->config.hash == NULL)
		return;
	job = job_new(JOB_AUDIT, NULL, NULL);
	job->audit = *a;
	job->audit.act = own(job, a->act);
	job->audit.what = own(job, a->what);
	job->audit.from = own(job, a->from);
	writer_put(h->writer, job);
}

/* False: it was told minutes ago. */
static bool
tell(struct hub *h, int64_t operator_id, int type, int64_t id)
{
	struct audit_told *told;

	for (int i = 0; i < AUDIT_LATELY; i++) {
		told = &h->told[i];
		if (told->operator_id == operator_id && told->type == type &&
		    told->id == id &&
		    h->clock_ms - told->at_ms < TELL_AGAIN_MS)
			return false;
	}
	told = &h->told[h->next_told];
	h->next_told = (h->next_told + 1) % AUDIT_LATELY;
	*told = (struct audit_told){ .operator_id = operator_id,
	    .type = type, .id = id, .at_ms = h->clock_ms };
	return true;
}

void
hub_audit_file(struct hub *h, int64_t operator_id, int64_t conversation_id)
{
	const struct operator *o = desk_operator(h->desk, operator_id);
	const struct conversation *c = desk_conversation(h->desk,
	    conversation_id);
	const struct hub_audit a = { .act = "read", .what = "file",
		.by = ACTOR_OPERATOR, .by_id = operator_id,
		.conversation_id = conversation_id };

	if (o == NULL || o->role == ROLE_OPERATOR || conversation_id == 0 ||
	    (c != NULL && c->operator_id == o->id))
		return;
	if (tell(h, o->id, (int)HUB_FILE, conversation_id))
		hub_audit(h, &a);
}

void
audit_query(struct hub *h, const struct hub_query *q)
{
	const struct operator *o = desk_operator(h->desk, q->operator_id);
	const struct conversation *c = desk_conversation(h->desk,
	    q->conversation_id);
	struct hub_audit a = { .act = "read", .by = ACTOR_OPERATOR,
		.by_id = q->operator_id };

	if (o == NULL || o->role == ROLE_OPERATOR)
		return;
	switch (q->type) {
	case HUB_TRANSCRIPT:
		if (c != NULL && (c->operator_id == o->id ||
		    c->state == CONVERSATION_TEAM))
			return;
		a.what = "transcript";
		a.conversation_id = q->conversation_id;
		break;
	case HUB_CUSTOMER:
		a.what = "customer";
		a.customer_id = q->customer_id;
		break;
	case HUB_SEARCH:
		a.what = "search";
		a.customer_id = q->customer_id;
		break;
	default:	/* of a file: hub_audit_file() */
		return;
	}
	if (tell(h, o->id, (int)q->type, a.conversation_id + a.customer_id))
		hub_audit(h, &a);
}
