/* SPDX-License-Identifier: GPL-3.0-or-later */
/* waiters.c - polls that are held. To park and to leave costs the same
 * however many there are: a poller is found by its number, a wait stands in
 * the slot of the second in which its hold ends.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server/hub/internal.h"

#define MAX_HOLD_MS 60000	/* less than the wheel goes round */
#define STALE_MS    1000	/* the hub's clock stands between two ticks */
#define MAX_TABS    8		/* of one conversation */
#define FORGET_MS   90000	/* a poller that does not come back */
#define FRESH_MS    2000	/* a listener that was gone so long is new */
#define PLACE_MS    2000	/* places in the queue at most so often */

/* --- pollers ----------------------------------------------------------- */

static struct poller *
add_poller(struct hub *h)
{
	struct poller *p = mem_new(struct poller);

	p->next = h->pollers;
	if (p->next != NULL)
		p->next->prev = p;
	h->pollers = p;
	p->moment = h->n_moments;
	return p;
}

static void
unlink_tab(struct hub *h, struct poller *p)
{
	struct poller *first = map_remove(&h->tabs_polling,
	    p->conversation_id), **at = &first;

	while (*at != p)
		at = &(*at)->next_tab;
	*at = p->next_tab;
	if (first != NULL)
		map_put(&h->tabs_polling, p->conversation_id, first);
}

/* A session's consoles are 0 and below, who only listens has a number above. */
static int64_t
key_of(int64_t session_id, int watch)
{
	return session_id * (HUB_CONSOLES + 1 + HUB_WATCHES) + HUB_CONSOLES +
	    watch;
}

/* Is it a console, so that its operator is there? */
static bool
is_console(const struct poller *p)
{
	return !p->is_visitor && p->watch <= 0;
}

static void
remove_poller(struct hub *h, struct poller *p)
{
	if (is_console(p))
		presence_remove_console(h, p);
	if (p->is_visitor)
		unlink_tab(h, p);
	else
		map_remove(&h->sessions_polling,
		    key_of(p->session_id, p->watch));
	if (p->next != NULL)
		p->next->prev = p->prev;
	if (p->prev != NULL)
		p->prev->next = p->next;
	else
		h->pollers = p->next;
	free(p);
}

static struct poller *
get_session(struct hub *h, int64_t session_id, int64_t operator_id, int watch)
{
	int64_t key = key_of(session_id, watch);
	struct poller *p = map_find(&h->sessions_polling, key);

	if (p != NULL)
		return p;
	p = add_poller(h);
	p->session_id = session_id;
	p->operator_id = operator_id;
	p->watch = watch;
	p->wants_all = true;
	map_put(&h->sessions_polling, key, p);
	if (is_console(p))
		presence_add_console(h, p);
	return p;
}

/* Over the maximum a new tab takes the place of the one that was quiet for
 * longest. */
static struct poller *
get_tab(struct hub *h, int64_t conversation_id, int64_t tab)
{
	struct poller *first = map_find(&h->tabs_polling, conversation_id);
	struct poller *p, *oldest = first;
	int n = 0;

	for (p = first; p != NULL; p = p->next_tab) {
		if (p->tab == tab)
			return p;
		if (p->last_ms <= oldest->last_ms)
			oldest = p;
		n++;
	}
	if (n >= MAX_TABS) {
		oldest->tab = tab;
		return oldest;
	}
	p = add_poller(h);
	p->is_visitor = true;
	p->conversation_id = conversation_id;
	p->tab = tab;
	p->told_position = desk_position(h->desk, conversation_id);
	p->next_tab = first;
	map_put(&h->tabs_polling, conversation_id, p);
	return p;
}

/* --- waits ------------------------------------------------------------- */

static void
leave_slot(struct hub_wait *w)
{
	struct hub *h = w->hub;

	if (w->slot < 0)
		return;
	if (w->next != NULL)
		w->next->prev = w->prev;
	if (w->prev != NULL)
		w->prev->next = w->next;
	else
		h->holds[w->slot] = w->next;
	w->slot = -1;
}

static void
enter_slot(struct hub_wait *w)
{
	struct hub *h = w->hub;

	w->slot = (int)((w->until_ms + 999) / 1000 % HUB_HOLD_SLOTS);
	w->prev = NULL;
	w->next = h->holds[w->slot];
	if (w->next != NULL)
		w->next->prev = w;
	h->holds[w->slot] = w;
}

/* Off its poller; a fill that is on its way frees it, else the caller. */
static void
detach(struct hub_wait *w)
{
	struct poller *p = w->poller;

	leave_slot(w);
	p->wait = NULL;
	p->last_ms = w->hub->clock_ms;
	w->poller = NULL;
}

void
wait_end(struct hub_wait *w, enum hub_news what, const char *body, size_t len)
{
	hub_news_fn *fn = w->fn;
	void *ctx = w->ctx;

	detach(w);
	if (!w->is_filling)
		free(w);
	fn(ctx, what, body, len);
}

void
hub_wait_cancel(struct hub_wait *w)
{
	if (w == NULL || w->poller == NULL)
		return;
	/* Whoever listens under this number next is somebody else. */
	if (w->poller->watch > 0)
		w->poller->wants_all = true;
	detach(w);
	if (!w->is_filling)
		free(w);
}

static bool
is_behind(const struct hub_wait *w)
{
	const struct hub *h = w->hub;

	if (w->seq + 1 < ring_first(&h->ring))
		return true;
	return w->poller->is_visitor && desk_conversation(h->desk,
	    w->poller->conversation_id) == NULL;
}

/* Answers, asks a reader, or parks. NULL: it is over. */
static struct hub_wait *
begin_wait(struct hub *h, struct hub_wait *w, int hold_ms)
{
	if (is_behind(w)) {
		fill_start(h, w);
		return w;
	}
	if (news_try(h, w))
		return NULL;
	if (hold_ms <= 0) {
		wait_end(w, HUB_EMPTY, NULL, 0);
		return NULL;
	}
	enter_slot(w);
	return w;
}

/* A fill came home: what it brought, or what has happened since. */
void
fill_done(struct hub *h, struct fill *own)
{
	struct hub_wait *w = own->wait;

	w->is_filling = false;
	if (own->has_conversation &&
	    desk_conversation(h->desk, own->conversation.id) == NULL)
		desk_put_conversation(h->desk, &own->conversation);
	if (w->poller == NULL)
		free(w);
	else if (own->is_expired || (own->is_visitor &&
	    desk_conversation(h->desk, own->conversation_id) == NULL))
		wait_end(w, HUB_EXPIRED, NULL, 0);
	else if (own->err.code != ERR_NONE)
		wait_end(w, HUB_EMPTY, NULL, 0);
	else if (!news_of_fill(h, w, own))
		begin_wait(h, w, (int)(w->until_ms - h->clock_ms));
}

static bool
is_known(const struct hub *h, const char *epoch, int64_t seq)
{
	return strcmp(epoch, h->epoch) == 0 && seq >= 0 &&
	    seq <= atomic_load(&h->numbered);
}

static struct hub_wait *
wait_on(struct hub *h, struct poller *p, int64_t seq, int hold_ms,
    hub_news_fn *fn, void *ctx)
{
	struct hub_wait *w = mem_new(struct hub_wait);

	if (hold_ms > MAX_HOLD_MS)
		hold_ms = MAX_HOLD_MS;
	/* Rather a tick too late: who asked for a second gets no less. */
	if (hold_ms > 0)
		hold_ms += STALE_MS;
	if (is_console(p))
		hold_ms = presence_hold_ms(h, hold_ms);
	*w = (struct hub_wait){
		.hub = h, .poller = p, .seq = seq, .slot = -1, .fn = fn,
		.ctx = ctx, .until_ms = h->clock_ms + hold_ms,
	};
	p->wait = w;
	p->last_ms = h->clock_ms;
	if (is_console(p))
		presence_poll(h, p);
	return begin_wait(h, w, hold_ms);
}

struct hub_wait *
hub_wait_operator(struct hub *h, int64_t session_id, int watch,
    int64_t operator_id, const char *epoch, int64_t seq, int hold_ms,
    hub_news_fn *fn, void *ctx)
{
	const struct operator *o = desk_operator(h->desk, operator_id);
	bool is_known_one = o != NULL && !o->disabled;
	struct hub_wait *w;
	struct poller *p;

	if (h->is_shut || !is_known_one || !is_known(h, epoch, seq)) {
		fn(ctx, h->is_shut ? HUB_SHUT : HUB_EXPIRED, NULL, 0);
		return NULL;
	}
	p = get_session(h, session_id, operator_id, watch);
	if (p->wait != NULL)
		wait_end(p->wait, HUB_REPLACED, NULL, 0);
	else if (watch > 0 && h->clock_ms - p->last_ms > FRESH_MS)
		p->wants_all = true;
	w = wait_on(h, p, seq, hold_ms, fn, ctx);
	waiters_wake_operators(h);	/* of who is there now */
	return w;
}

struct hub_wait *
hub_wait_visitor(struct hub *h, int64_t conversation_id, int64_t tab,
    const char *epoch, int64_t seq, int hold_ms, hub_news_fn *fn, void *ctx)
{
	struct poller *p;

	if (h->is_shut || !is_known(h, epoch, seq)) {
		fn(ctx, h->is_shut ? HUB_SHUT : HUB_EXPIRED, NULL, 0);
		return NULL;
	}
	p = get_tab(h, conversation_id, tab);
	if (p->wait != NULL)
		wait_end(p->wait, HUB_REPLACED, NULL, 0);
	return wait_on(h, p, seq, hold_ms, fn, ctx);
}

/* --- waking ------------------------------------------------------------ */

static void
try(struct hub *h, struct poller *p)
{
	if (p->wait != NULL && !p->wait->is_filling)
		news_try(h, p->wait);
}

/* A callback may add pollers in front; only the tick removes any. */
void
waiters_wake_operators(struct hub *h)
{
	for (struct poller *p = h->pollers; p != NULL; p = p->next)
		if (!p->is_visitor)
			try(h, p);
}

void
waiters_wake_visitors(struct hub *h, int64_t conversation_id)
{
	struct poller *p = map_find(&h->tabs_polling, conversation_id);

	for (; p != NULL; p = p->next_tab)
		try(h, p);
}

static void
tell_places(struct hub *h)
{
	struct desk_places *places;

	if (!h->queue_changed || h->clock_ms - h->position_ms < PLACE_MS)
		return;
	h->queue_changed = false;
	h->position_ms = h->clock_ms;
	places = desk_places_new(h->desk);
	for (struct poller *p = h->pollers; p != NULL; p = p->next)
		if (p->is_visitor && p->wait != NULL &&
		    !p->wait->is_filling && p->told_position !=
		    desk_places_get(places, p->conversation_id))
			news_tell_place(h, p->wait);
	desk_places_free(places);
}

static void
end_holds(struct hub *h)
{
	while (h->held_s < h->clock_ms / 1000) {
		struct hub_wait **slot =
		    &h->holds[++h->held_s % HUB_HOLD_SLOTS];

		while (*slot != NULL)
			wait_end(*slot, HUB_EMPTY, NULL, 0);
	}
}

static void
forget_pollers(struct hub *h)
{
	struct poller *next;

	for (struct poller *p = h->pollers; p != NULL; p = next) {
		next = p->next;
		if (p->wait == NULL && h->clock_ms - p->last_ms > FORGET_MS +
		    h->config.lost_ms)
			remove_poller(h, p);
	}
}

void
waiters_tick(struct hub *h)
{
	end_holds(h);
	tell_places(h);
	waiters_wake_operators(h);
	forget_pollers(h);
}

void
waiters_end(struct hub *h)
{
	for (struct poller *p = h->pollers; p != NULL; p = p->next)
		if (p->wait != NULL)
			wait_end(p->wait, HUB_SHUT, NULL, 0);
}

void
waiters_end_visitors(struct hub *h, int64_t conversation_id)
{
	struct poller *p = map_find(&h->tabs_polling, conversation_id);

	for (; p != NULL; p = p->next_tab)
		if (p->wait != NULL)
			wait_end(p->wait, HUB_EXPIRED, NULL, 0);
}

bool
waiters_has_any(const struct hub *h, int64_t session_id)
{
	for (const struct poller *p = h->pollers; p != NULL; p = p->next)
		if (p->session_id == session_id && !p->is_visitor &&
		    (p->wait != NULL ||
		    h->clock_ms - p->last_ms < HUB_AWAY_MS))
			return true;
	return false;
}

void
waiters_end_session(struct hub *h, int64_t session_id)
{
	read_along_end_session(h, session_id);
	for (struct poller *p = h->pollers; p != NULL; p = p->next) {
		if (p->is_visitor || p->session_id != session_id)
			continue;
		p->away = HUB_LEFT;
		if (p->wait != NULL)
			wait_end(p->wait, HUB_ENDED, NULL, 0);
		presence_refresh(h, p->operator_id);
	}
}

void
hub_console_away(struct hub *h, int64_t session_id, int watch,
    int64_t operator_id, enum hub_away away)
{
	const struct operator *o = desk_operator(h->desk, operator_id);
	struct poller *p;

	if (h->is_shut || o == NULL || o->disabled || watch > 0)
		return;
	p = get_session(h, session_id, operator_id, watch);
	p->away = away;
}

void
waiters_clear(struct hub *h)
{
	while (h->pollers != NULL)
		remove_poller(h, h->pollers);
	map_clear(&h->sessions_polling);
	map_clear(&h->tabs_polling);
}
