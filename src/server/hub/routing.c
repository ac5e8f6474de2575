/* SPDX-License-Identifier: GPL-3.0-or-later */
/* routing.c - the loop asks what the desk should do next by itself; the writer
 * decides it, of its own desk.
 */
#include <string.h>

#include "base/mem.h"
#include "server/desk/route.h"
#include "server/hub/write.h"

#define MAX_ASKED 16	/* at once: a burst shares its commit */
#define AGAIN_MS  1000	/* the writer saw nothing to do */
#define REFUSED_MS 3000

static void
answered(void *ctx, const struct hub_result *result)
{
	struct hub *h = ctx;

	h->n_routing--;
	if (result->err.code != ERR_NONE)
		h->route_ms = h->clock_ms + REFUSED_MS;
	else if (!result->is_repeat)
		h->is_routed = true;
	if (h->n_routing > 0 || h->clock_ms < h->route_ms)
		return;
	/* The writer sees it otherwise: it will come here soon. */
	if (!h->is_routed)
		h->route_ms = h->clock_ms + AGAIN_MS;
	h->is_routed = false;
}

/* What is due by the clock is asked for by the next tick. */
void
routing_ask(struct hub *h, int64_t now_ms)
{
	const struct desk_sender desk = { .kind = ACTOR_SYSTEM };
	struct route_step step;
	struct action a;
	int n;

	if (h->is_shut || h->n_routing > 0 || h->clock_ms < h->route_ms)
		return;
	route_next(h->desk, now_ms, &step);
	if (step.act == ROUTE_NOTHING)
		return;
	n = step.act == ROUTE_TAKE_AWAY ? 1 : desk_n_waiting(h->desk);
	if (n > MAX_ASKED)
		n = MAX_ASKED;
	action_init(&a, ACTION_ROUTE);
	h->n_routing = n;
	while (n-- > 0)
		hub_submit(h, &desk, &a, NULL, answered, h);
}

/* Whoever lets offers pass is not there, until they take or write something.
 * Whose consoles have said so already let none pass. */
void
routing_note(struct hub *h, const struct event *ev)
{
	const struct route_rules *rules = desk_routes(h->desk);

	desk_note_turn(h->desk, ev);
	if (ev->by == ACTOR_OPERATOR &&
	    (ev->type == EVENT_TAKEN || ev->type == EVENT_MESSAGE))
		presence_works(h, ev->by_id);
	if (ev->type != EVENT_RETURNED || rules == NULL)
		return;
	if (hub_presence(h, ev->from_operator_id) != PRESENCE_ONLINE)
		desk_passes_forget(h->desk, ev->from_operator_id);
	if (rules->away_after == 0 ||
	    desk_passes(h->desk, ev->from_operator_id) < rules->away_after)
		return;
	desk_passes_forget(h->desk, ev->from_operator_id);
	presence_let_pass(h, ev->from_operator_id);
}

/* --- who served them well ----------------------------------------------- */

struct knowing {
	int64_t operator_id;
};

/* The newest that somebody had and that was rated not badly ends the search;
 * one rated badly is no recommendation. */
static bool
look_at_earlier(void *ctx, const void *record)
{
	const struct conversation *c = record;
	struct knowing *k = ctx;

	if (c->operator_id == 0 || c->answered_ms == 0 ||
	    (c->stars > 0 && c->stars < 4) ||
	    strcmp(c->outcome, "unsolved") == 0 ||
	    strcmp(c->outcome, "spam") == 0)
		return true;
	k->operator_id = c->operator_id;
	return false;
}

bool
routing_find_known(struct turn *t, struct job *job)
{
	struct knowing k = { 0 };
	struct err err;

	job->action.operator_id = 0;
	if (!route_is_active(t->desk) || job->sender.customer_id == 0)
		return true;
	if (!t->store->ops->list(t->store, STORE_OF_CUSTOMER,
	    job->sender.customer_id, look_at_earlier, &k, &err))
		return write_refuse(job, &err);
	job->action.operator_id = k.operator_id;
	return true;
}
