/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide_block.c - who may not write any more, or only slowly.
 *
 * An address is often not one person's: a whole office, a mobile network, a
 * proxy. So whoever blocks one must say how many others they know to be struck;
 * while there are more, nothing is done.
 */
#include <stdio.h>

#include "server/desk/internal.h"

static bool
may_block(struct deciding *x)
{
	const struct conversation *c = x->c;

	if (x->me == NULL)
		return true;
	if (decide_is_head(x->me))
		return c == NULL || desk_may_supervise(x->me, c) ||
		    err_set(x->err, ERR_NOT_FOUND, "there is no conversation "
		    "%lld", (long long)c->id);
	if (c == NULL)
		return err_set(x->err, ERR_RIGHTS, "an address without a "
		    "conversation is blocked by supervisors");
	return c->operator_id == x->me->id || c->joined_id == x->me->id ||
	    see_in_queue(x->me, c) || err_set(x->err, ERR_RIGHTS,
	    "conversation %lld is with operator %lld", (long long)c->id,
	    (long long)c->operator_id);
}

/* What a supervisor may, an operator may only as the desk is set. */
static bool
may_so_much(struct deciding *x, enum ban_kind kind)
{
	const struct desk_rules *rules = desk_rules(x->d);

	if (x->me == NULL || decide_is_head(x->me))
		return true;
	if ((rules->operators_block & 1u << kind) == 0)
		return err_set(x->err, ERR_RIGHTS, "kind: on this desk \"%s\" "
		    "is for supervisors", ban_kind_name(kind));
	if (rules->longest_block_ms != 0 && (x->a->span_ms == 0 ||
	    x->a->span_ms > rules->longest_block_ms))
		return err_set(x->err, ERR_RIGHTS, "span: longer than %lld is "
		    "for supervisors", (long long)rules->longest_block_ms);
	return true;
}

/* All that comes through a proxy, and this machine, are no visitor's. */
static bool
is_blockable(struct deciding *x, const struct range *r)
{
	const struct desk_rules *rules = desk_rules(x->d);
	char text[ADDRESS_TEXT_BYTES];

	/* Of whom an operator blocks, the address is not theirs to know. */
	if (x->me == NULL || decide_is_head(x->me))
		range_format(r, text);
	else
		str_copy(text, sizeof text, "it");
	if (address_is_own(&r->first))
		return err_set(x->err, ERR_VALUE, "address: %s is the desk's "
		    "own machine, not a visitor's", text);
	for (size_t i = 0; i < rules->n_proxies; i++)
		if (range_overlaps(&rules->proxies[i], r))
			return err_set(x->err, ERR_VALUE, "address: %s is of "
			    "a proxy that the desk trusts: all who come "
			    "through it would be struck", text);
	return true;
}

static bool
is_by_range(const struct action *a)
{
	return a->type == ACTION_BLOCK_RANGE || a->ban_kind != BAN_SESSION;
}

static bool
find_range(const struct action *a, struct range *out, struct err *err)
{
	struct range named;

	if (a->type == ACTION_BLOCK_RANGE)
		return range_parse(&named, a->address, err) &&
		    ban_range(BAN_RANGE, &named.first, named.bits, out, err);
	if (!a->seen.is_known)
		return err_set(err, ERR_NOT_FOUND, "it is not known (any "
		    "more) where the visitor of conversation %lld wrote from",
		    (long long)a->conversation_id);
	return ban_range(a->ban_kind, &a->seen, a->prefix, out, err);
}

static bool
spares_others(struct deciding *x)
{
	int n = x->a->n_struck;

	x->out->n_struck = n;
	if (n > MAX_BAN_OTHERS && !x->a->is_limit)
		return err_set(x->err, ERR_SHARED, "%d other visitors write "
		    "from there now: that is a network, not a visitor", n);
	return n <= x->a->despite || err_set(x->err, ERR_SHARED,
	    "%d other visitors write from there now", n);
}

/* For who is blocked, talks have ended. */
static void
close_one(struct deciding *x, const struct conversation *c)
{
	struct event *ev;

	if (c == NULL || (c->state != CONVERSATION_WAITING &&
	    c->state != CONVERSATION_ACTIVE))
		return;
	ev = decide_add(x, EVENT_CLOSED);
	ev->conversation_id = c->id;
	ev->is_blocked = true;
}

static const struct conversation *
open_of(const struct desk *d, int64_t customer_id)
{
	const struct conversation *c;

	for (size_t i = 0; (c = desk_conversation_at(d, i)) != NULL; i++)
		if (c->customer_id == customer_id && customer_id != 0 &&
		    (c->state == CONVERSATION_WAITING ||
		    c->state == CONVERSATION_ACTIVE))
			return c;
	return NULL;
}

static void
close_all(struct deciding *x)
{
	if (x->c != NULL)
		close_one(x, open_of(x->d, x->c->customer_id));
	for (size_t i = 0; i < x->a->n_others; i++)
		close_one(x, desk_conversation(x->d, x->a->others[i]));
}

/* Who made it, every supervisor, and the administrator. */
static bool
may_end(const struct deciding *x, const struct ban *b)
{
	const struct conversation *c = desk_conversation(x->d,
	    b->conversation_id);

	return x->me == NULL || b->by_id == x->me->id ||
	    (decide_is_head(x->me) && (c == NULL ||
	    desk_may_supervise(x->me, c)));
}

/* What stands in the way of the new one: the same thing already is a conflict;
 * a limit that becomes a block, or the other way, makes room. What the asker
 * may not end stays: so nobody makes a limit of a supervisor's block, and a
 * block that is made over a supervisor's limit leaves it there. */
static bool
replace(struct deciding *x, const struct ban *b)
{
	const struct ban *old = bans_like(x->d->bans, b, x->now_ms);
	struct event *ev;

	if (old == NULL || (old->is_limit && !b->is_limit &&
	    !may_end(x, old)))
		return bans_count(x->d->bans, x->now_ms) < MAX_BANS ||
		    err_set(x->err, ERR_TOO_LARGE, "%d blocks hold already: "
		    "end some, or block a range", MAX_BANS);
	if (old->is_limit == b->is_limit || !may_end(x, old)) {
		x->out->winner_id = old->by_id;
		return err_set(x->err, ERR_CONFLICT, "block %lld is of the "
		    "same: end it first", (long long)old->id);
	}
	ev = decide_add(x, EVENT_UNBLOCKED);
	ev->conversation_id = desk_conversation(x->d, old->conversation_id) ==
	    NULL ? 0 : old->conversation_id;
	ev->upto = old->id;
	return true;
}

bool
desk_block_range(const struct action *a, struct range *out)
{
	return is_by_range(a) && find_range(a, out, NULL);
}

int64_t
desk_replaced_in(const struct desk *d, const struct action *a,
    int64_t now_ms)
{
	const struct conversation *c = desk_conversation(d,
	    a->conversation_id);
	struct ban b = { .kind = BAN_SESSION };
	const struct ban *old;

	if (is_by_range(a)) {
		b.kind = BAN_RANGE;
		if (!find_range(a, &b.range, NULL))
			return 0;
	} else if (c != NULL) {
		b.customer_id = c->customer_id;
	}
	old = bans_like(d->bans, &b, now_ms);
	return old == NULL ? 0 : old->conversation_id;
}

bool
decide_block(struct deciding *x)
{
	const struct action *a = x->a;
	struct ban b = { .kind = a->ban_kind, .is_limit = a->is_limit };
	struct event *ev;
	const char *name;

	if (!may_block(x))
		return false;
	/* A copy: the event outlives the conversation, on another thread. */
	name = arena_dup(x->arena, x->c == NULL ? "" : x->c->name);
	if (name == NULL)
		return err_set(x->err, ERR_BUSY, "no memory for the action");
	if (is_by_range(a)) {
		if (!find_range(a, &b.range, x->err) ||
		    !is_blockable(x, &b.range))
			return false;
		b.kind = ban_range_kind(&b.range);
	} else {
		b.customer_id = x->c->customer_id;
	}
	if (!may_so_much(x, b.kind) || (b.kind != BAN_SESSION &&
	    !spares_others(x)) || !replace(x, &b))
		return false;
	ev = decide_add_answer(x, EVENT_BLOCKED);
	ev->ban_kind = b.kind;
	ev->is_limit = b.is_limit;
	ev->range = b.range;
	ev->customer_id = x->c == NULL ? 0 : x->c->customer_id;
	ev->name = name;
	ev->until_ms = a->span_ms == 0 ? 0 : x->now_ms + a->span_ms;
	ev->text = a->text;
	if (!b.is_limit)
		close_all(x);
	return true;
}

/* Who made it, and every supervisor. */
bool
decide_unblock(struct deciding *x)
{
	const struct ban *b = bans_get(x->d->bans, x->a->block_id);
	struct event *ev;

	if (b == NULL || !ban_is_live(b, x->now_ms))
		return err_set(x->err, ERR_NOT_FOUND, "there is no block %lld",
		    (long long)x->a->block_id);
	x->c = desk_conversation(x->d, b->conversation_id);
	if (!may_end(x, b)) {
		x->out->winner_id = b->by_id;
		return err_set(x->err, ERR_RIGHTS, "block %lld is not yours: "
		    "a supervisor can end it", (long long)b->id);
	}
	ev = decide_add_answer(x, EVENT_UNBLOCKED);
	ev->upto = b->id;
	ev->text = x->a->text;
	return true;
}

/* What a visitor may while they are blocked: to read, and to go. */
bool
decide_unhindered(struct deciding *x)
{
	const struct ban *b;

	if (x->s->kind != ACTOR_VISITOR || x->a->type == ACTION_READ ||
	    x->a->type == ACTION_CLOSE)
		return true;
	b = desk_blocked(x->d, x->s->customer_id, &x->s->from, x->now_ms);
	return b == NULL || b->is_limit || err_set(x->err, ERR_BLOCKED,
	    "this visitor may not write here for now");
}

const struct ban *
desk_blocked(const struct desk *d, int64_t customer_id,
    const struct address *from, int64_t now_ms)
{
	bool is_nobodys = from != NULL && address_is_own(from);

	for (size_t i = 0; from != NULL && i < d->rules.n_proxies; i++)
		is_nobodys |= range_has(&d->rules.proxies[i], from);
	if (is_nobodys)
		from = NULL;
	return bans_find(d->bans, customer_id, from, now_ms);
}

const struct bans *
desk_bans(const struct desk *d)
{
	return d->bans;
}

void
desk_add_ban(struct desk *d, const struct ban *b)
{
	bans_add(d->bans, b);
}

void
desk_sort_bans(struct desk *d)
{
	bans_sort(d->bans);
}

void
desk_leave_bans(struct desk *d, int64_t customer_id)
{
	bans_leave(d->bans, customer_id);
}

void
desk_cut_bans(struct desk *d, int64_t before_ms)
{
	bans_cut(d->bans, before_ms);
}

void
ban_apply(struct desk *d, const struct event *ev)
{
	struct ban b = { .id = ev->seq, .kind = ev->ban_kind,
		.is_limit = ev->is_limit, .range = ev->range,
		.customer_id = ev->customer_id, .by_id = ev->by_id,
		.conversation_id = ev->conversation_id, .at_ms = ev->at_ms,
		.until_ms = ev->until_ms };

	if (ev->type == EVENT_UNBLOCKED) {
		bans_end(d->bans, ev->upto, ev->at_ms, ev->by_id);
		return;
	}
	str_copy(b.name, sizeof b.name, ev->name);
	str_copy(b.reason, sizeof b.reason, ev->text);
	bans_put(d->bans, &b);
}
