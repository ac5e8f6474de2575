/* SPDX-License-Identifier: GPL-3.0-or-later */
/* presence.c - who is there: whoever holds a poll, or held one a moment ago.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "server/hub/internal.h"

static struct seen *
get_seen(struct hub *h, int64_t operator_id)
{
	struct seen *seen = map_find(&h->seen, operator_id);

	if (seen != NULL)
		return seen;
	seen = mem_new(struct seen);
	seen->operator_id = operator_id;
	seen->chosen = PRESENCE_ONLINE;
	map_put(&h->seen, operator_id, seen);
	return seen;
}

enum presence
hub_presence(const struct hub *h, int64_t operator_id)
{
	const struct seen *seen = map_find(&h->seen, operator_id);

	if (seen == NULL || !seen->has_polled)
		return PRESENCE_OFFLINE;
	if (seen->n_parked > 0 || h->clock_ms - seen->last_ms < HUB_AWAY_MS)
		return seen->chosen;
	return PRESENCE_OFFLINE;
}

bool
presence_is_known(const struct hub *h, int64_t operator_id)
{
	const struct seen *seen = map_find(&h->seen, operator_id);

	return seen != NULL && seen->has_polled;
}

static void
fill_event(const struct hub *h, int64_t operator_id, struct event *ev)
{
	event_init(ev, EVENT_PRESENCE);
	ev->operator_id = operator_id;
	ev->presence = hub_presence(h, operator_id);
	ev->load = desk_load(h->desk, operator_id);
}

/* Tells everybody if it is other than it was told last. */
void
presence_refresh(struct hub *h, int64_t operator_id)
{
	struct seen *seen;
	struct event ev;

	if (desk_operator(h->desk, operator_id) == NULL)
		return;
	seen = get_seen(h, operator_id);
	fill_event(h, operator_id, &ev);
	desk_set_presence(h->desk, operator_id, ev.presence);
	if (ev.presence == seen->told && ev.load == seen->told_load)
		return;
	seen->told = ev.presence;
	seen->told_load = ev.load;
	moment_push(h, &ev);
}

void
presence_refresh_all(struct hub *h)
{
	const struct operator *o;

	for (size_t i = 0; (o = desk_operator_at(h->desk, i)) != NULL; i++)
		presence_refresh(h, o->id);
}

void
presence_poll(struct hub *h, int64_t operator_id, int n_parked)
{
	struct seen *seen = get_seen(h, operator_id);

	seen->n_parked += n_parked;
	seen->last_ms = h->clock_ms;
	seen->has_polled = true;
	presence_refresh(h, operator_id);
}

void
presence_write(const struct hub *h, struct json_out *w,
    const struct operator *o)
{
	struct event ev;

	fill_event(h, o->id, &ev);
	proto_event_write(w, NULL, &ev, PROTO_FOR_OPERATOR);
}

void
hub_presence_choose(struct hub *h, int64_t operator_id,
    enum presence presence)
{
	if (presence == PRESENCE_OFFLINE)
		return;		/* nobody chooses that */
	get_seen(h, operator_id)->chosen = presence;
	presence_refresh(h, operator_id);
	waiters_wake_operators(h);
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
