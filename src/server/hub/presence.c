/* SPDX-License-Identifier: GPL-3.0-or-later */
/* presence.c - how operators are: from what they have chosen, what their
 * consoles say of who sits in front of them, and whether any console lives.
 *
 *   no console has polled for lost_ms	offline: lost, or left
 *   else busy, away, break was chosen	that, with its reason
 *   else all consoles are unattended	away: idle, detached
 *   else what was closed is written up	wrap_up
 *   else				online
 *
 * A poll's arrival alone is proof of life: one that is held may be of a console
 * that was stopped meanwhile. Who is found to be otherwise than was asked for
 * last is a job for the writer, so a decision finds every state in its order.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server/hub/internal.h"

#define FRESH_MS 3600000	/* who was gone so long begins anew */

static struct seen *
get_seen(struct hub *h, int64_t operator_id)
{
	struct seen *seen = map_find(&h->seen, operator_id);

	if (seen != NULL)
		return seen;
	seen = mem_new(struct seen);
	seen->operator_id = operator_id;
	seen->chosen.presence = PRESENCE_ONLINE;
	map_put(&h->seen, operator_id, seen);
	return seen;
}

enum presence
hub_presence(const struct hub *h, int64_t operator_id)
{
	const struct operator *o = desk_operator(h->desk, operator_id);

	return o == NULL ? PRESENCE_OFFLINE : o->presence;
}

bool
presence_is_known(const struct hub *h, int64_t operator_id)
{
	const struct seen *seen = map_find(&h->seen, operator_id);

	return seen != NULL && seen->has_polled;
}

static int64_t
lost_ms(const struct hub *h)
{
	return h->config.lost_ms > 0 ? h->config.lost_ms : HUB_AWAY_MS;
}

int
presence_hold_ms(const struct hub *h, int hold_ms)
{
	int64_t most_ms = lost_ms(h) * 3 / 4;

	return hold_ms < most_ms ? hold_ms : (int)most_ms;
}

/* --- what it should be --------------------------------------------------- */

static void
set(struct operator *o, enum presence presence, const char *reason)
{
	o->presence = presence;
	str_copy(o->reason, sizeof o->reason, reason);
}

static bool
is_same(const struct operator *a, const struct operator *b)
{
	return a->presence == b->presence && strcmp(a->reason, b->reason) == 0;
}

/* What all living consoles say, HUB_LEFT when there is none. *reason: why. */
static enum hub_away
ask_consoles(const struct hub *h, const struct seen *seen,
    const char **reason)
{
	enum hub_away all = HUB_LEFT;
	const struct poller *p, *last = NULL;

	for (p = seen->consoles; p != NULL; p = p->next_console) {
		if (last == NULL || p->polled_ms > last->polled_ms ||
		    (p->polled_ms == last->polled_ms && last->away == HUB_LEFT))
			last = p;
		if (h->clock_ms - p->polled_ms < lost_ms(h) && p->away < all)
			all = p->away;
	}
	*reason = last != NULL && last->away == HUB_LEFT ? REASON_LEFT :
	    REASON_LOST;
	if (all == HUB_IDLE)
		*reason = REASON_IDLE;
	else if (all == HUB_DETACHED)
		*reason = REASON_DETACHED;
	return all;
}

/* Does the operator still write up a conversation that was closed? Whoever
 * chose to be online since has done with it. */
static bool
writes_up(const struct hub *h, const struct seen *seen)
{
	const struct conversation *c;

	if (!h->config.wraps_up)
		return false;
	for (size_t i = 0; (c = desk_written_up_at(h->desk, i)) != NULL; i++)
		if (c->operator_id == seen->operator_id &&
		    c->closed_ms > seen->chosen.since_ms &&
		    h->ticked_ms - c->closed_ms < h->config.wrap_up_target_ms)
			return true;
	return false;
}

static void
find_state(const struct hub *h, const struct seen *seen,
    const struct operator *o, struct operator *out)
{
	const char *reason;
	enum hub_away away = ask_consoles(h, seen, &reason);
	bool has_time = !seen->has_polled && h->clock_ms < lost_ms(h);

	*out = *o;
	if (away == HUB_LEFT || o->disabled) {
		/* After a restart there is time to come back. */
		if (o->presence != PRESENCE_OFFLINE && !has_time)
			set(out, PRESENCE_OFFLINE, reason);
	} else if (seen->chosen.presence != PRESENCE_ONLINE) {
		set(out, seen->chosen.presence, seen->chosen.reason);
	} else if (away != HUB_HERE) {
		set(out, PRESENCE_AWAY, reason);
	} else if (writes_up(h, seen)) {
		set(out, PRESENCE_WRAP_UP, "");
	} else {
		set(out, PRESENCE_ONLINE, seen->chosen.reason);
	}
}

/* --- storing and telling it ------------------------------------------------ */

static void
on_stored(void *ctx, const struct hub_result *result)
{
	struct seen *seen = ctx;

	if (result->err.code != ERR_NONE)
		seen->is_refused = true;
}

static void
ask_for(struct hub *h, struct seen *seen, const struct operator *state)
{
	struct desk_sender s = { .kind = ACTOR_SYSTEM };
	struct action a;

	seen->asked = *state;
	seen->is_asked = true;
	seen->is_refused = false;
	if (seen->is_new_choice && is_same(state, &seen->chosen)) {
		s.kind = ACTOR_OPERATOR;
		s.operator_id = seen->chosen.state_by_id;
	}
	action_init(&a, ACTION_STATE);
	a.operator_id = seen->operator_id;
	a.presence = state->presence;
	a.reason = seen->asked.reason;
	hub_submit(h, &s, &a, NULL, on_stored, seen);
}

static void
fill_event(const struct hub *h, const struct operator *o, struct event *ev)
{
	event_init(ev, EVENT_PRESENCE);
	ev->operator_id = o->id;
	ev->presence = o->presence;
	ev->reason = o->reason;
	ev->since_ms = o->since_ms;
	ev->load = desk_load(h->desk, o->id);
}

static void
tell(struct hub *h, struct seen *seen, const struct operator *o)
{
	struct event ev;

	fill_event(h, o, &ev);
	if (is_same(o, &seen->told) && ev.load == seen->told.load)
		return;
	seen->told = *o;
	seen->told.load = ev.load;
	moment_push(h, &ev);
}

/* The writer is asked for what it should be, everybody hears what it is. */
void
presence_refresh(struct hub *h, int64_t operator_id)
{
	const struct operator *o = desk_operator(h->desk, operator_id);
	struct operator state;
	struct seen *seen;

	if (o == NULL)
		return;
	seen = get_seen(h, operator_id);
	find_state(h, seen, o, &state);
	if (!h->is_closing && !h->is_shut && h->writer != NULL &&
	    (seen->is_refused || !is_same(&state,
	    seen->is_asked ? &seen->asked : o)))
		ask_for(h, seen, &state);
	seen->is_new_choice = false;
	tell(h, seen, o);
}

void
presence_refresh_all(struct hub *h)
{
	const struct operator *o;

	for (size_t i = 0; (o = desk_operator_at(h->desk, i)) != NULL; i++)
		presence_refresh(h, o->id);
}

void
presence_write(const struct hub *h, struct json_out *w,
    const struct operator *o)
{
	struct event ev;

	fill_event(h, o, &ev);
	proto_event_write(w, NULL, &ev, PROTO_FOR_OPERATOR);
}

/* --- consoles ---------------------------------------------------------------- */

void
presence_add_console(struct hub *h, struct poller *p)
{
	struct seen *seen = get_seen(h, p->operator_id);

	p->next_console = seen->consoles;
	seen->consoles = p;
}

void
presence_remove_console(struct hub *h, struct poller *p)
{
	struct poller **at = &get_seen(h, p->operator_id)->consoles;

	while (*at != NULL && *at != p)
		at = &(*at)->next_console;
	if (*at == p)
		*at = p->next_console;
}

/* Who comes back soon is as they said; the next day begins anew. */
static void
begin_anew(struct hub *h, struct seen *seen)
{
	const struct operator *o = desk_operator(h->desk, seen->operator_id);

	if (o != NULL && o->presence == PRESENCE_OFFLINE &&
	    o->since_ms != 0 && h->ticked_ms - o->since_ms > FRESH_MS &&
	    h->ticked_ms - seen->chosen.since_ms > FRESH_MS)
		set(&seen->chosen, PRESENCE_ONLINE, "");
}

void
presence_poll(struct hub *h, struct poller *p)
{
	struct seen *seen = get_seen(h, p->operator_id);

	p->polled_ms = h->clock_ms;
	seen->has_polled = true;
	begin_anew(h, seen);
	presence_refresh(h, p->operator_id);
}

/* --- choosing ------------------------------------------------------------------ */

static bool
is_reason(const struct hub *h, const char *reason)
{
	if (*reason == '\0' || !h->config.fixed_reasons)
		return true;
	for (size_t i = 0; i < h->config.n_reasons; i++)
		if (strcmp(h->config.reasons[i], reason) == 0)
			return true;
	return false;
}

static bool
may_choose(const struct hub *h, const struct desk_sender *s,
    const struct action *a, const struct operator *o, struct err *err)
{
	const struct operator *me = desk_operator(h->desk, s->operator_id);
	bool is_other = o == NULL || me == NULL || o->id != me->id;

	if (is_other && (me == NULL || me->role == ROLE_OPERATOR))
		return err_set(err, ERR_RIGHTS,
		    "operator_id: the state of others is a supervisor's to "
		    "set");
	if (o == NULL || o->disabled)
		return err_set(err, ERR_NOT_FOUND,
		    "there is no operator %lld", (long long)a->operator_id);
	if (is_other && o->presence == PRESENCE_OFFLINE)
		return err_set(err, ERR_CONFLICT,
		    "operator %lld is not there", (long long)o->id);
	if (!is_reason(h, a->reason))
		return err_set(err, ERR_VALUE,
		    "reason: this desk has no \"%s\"", a->reason);
	return true;
}

void
presence_let_pass(struct hub *h, int64_t operator_id)
{
	struct seen *seen = get_seen(h, operator_id);

	set(&seen->chosen, PRESENCE_AWAY, REASON_PASSED);
	seen->chosen.state_by_id = 0;
	seen->is_new_choice = false;
	presence_refresh(h, operator_id);
}

void
presence_works(struct hub *h, int64_t operator_id)
{
	struct seen *seen = get_seen(h, operator_id);

	if (seen->chosen.presence != PRESENCE_AWAY ||
	    seen->chosen.state_by_id != 0 ||
	    strcmp(seen->chosen.reason, REASON_PASSED) != 0)
		return;
	set(&seen->chosen, PRESENCE_ONLINE, "");
	seen->is_new_choice = false;
	presence_refresh(h, operator_id);
}

bool
hub_presence_choose(struct hub *h, const struct desk_sender *s,
    const struct action *a, struct err *err)
{
	int64_t id = a->operator_id == 0 ? s->operator_id : a->operator_id;
	const struct operator *o = desk_operator(h->desk, id);
	char reason[MAX_REASON_BYTES + 1];
	struct seen *seen;

	if (!may_choose(h, s, a, o, err))
		return false;
	str_copy(reason, sizeof reason, a->reason);
	mask_text(&h->config.mask, reason, MASK_TEXT);
	seen = get_seen(h, id);
	set(&seen->chosen, a->presence, reason);
	seen->chosen.state_by_id = s->operator_id;
	seen->chosen.since_ms = h->ticked_ms;
	seen->is_new_choice = true;
	presence_refresh(h, id);
	waiters_wake_operators(h);
	return true;
}

/* --- birth and end --------------------------------------------------------------- */

static bool
put_choice(void *ctx, const void *record)
{
	const struct store_state *state = record;
	struct hub *h = ctx;
	struct seen *seen;

	if (!state->has_choice)
		return true;
	seen = get_seen(h, state->now.id);
	seen->chosen = state->chosen;
	return true;
}

bool
presence_load(struct hub *h, struct store *store, struct err *err)
{
	return store->ops->list(store, STORE_STATES, 0, put_choice, h, err);
}

void
presence_clear(struct hub *h)
{
	struct seen *seen;
	size_t i = 0;

	while ((seen = map_next(&h->seen, &i)) != NULL)
		free(seen);
	map_clear(&h->seen);
}
