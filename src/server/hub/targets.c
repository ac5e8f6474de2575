/* SPDX-License-Identifier: GPL-3.0-or-later */
/* targets.c - what the loop's clock finds late; and rules that come anew.
 *
 * The loop only asks (ACTION_TARGET): the writer decides what is late, so of an
 * answer and a miss at the same moment one is first, and each is said once.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "server/hub/internal.h"

#define AGAIN_MS 3000	/* a disk that refuses is not asked every second */

static void
asked(void *ctx, const struct hub_result *result)
{
	struct hub *h = ctx;

	h->n_late--;
	if (result->err.code == ERR_STORE)
		h->targets_ms = h->clock_ms + AGAIN_MS;
}

static bool
is_due(const struct conversation *c, int64_t now_ms)
{
	for (int i = 0; i < TARGETS; i++) {
		const struct target_due *t = &c->targets[i];

		if (t->due_ms != 0 &&
		    ((!t->is_warned && now_ms >= t->warn_ms) ||
		    (!t->is_missed && now_ms >= t->due_ms)))
			return true;
	}
	return false;
}

void
targets_tick(struct hub *h, int64_t now_ms)
{
	const struct desk_sender desk = { .kind = ACTOR_SYSTEM };
	const struct conversation *c;

	/* Of a writer that waits for its disk nobody asks the same again. */
	if (h->is_shut || h->n_late > 0 || h->clock_ms < h->targets_ms)
		return;
	for (size_t i = 0; (c = desk_conversation_at(h->desk, i)) != NULL;
	    i++) {
		struct action a;

		if (!is_due(c, now_ms))
			continue;
		action_init(&a, ACTION_TARGET);
		a.conversation_id = c->id;
		h->n_late++;
		hub_submit(h, &desk, &a, NULL, asked, h);
	}
}

/* --- rules ---------------------------------------------------------------------- */

struct changing {
	struct hub *hub;
	struct desk_rules rules;
	bool has_routes;
	struct route_rules routes;
	void (*done)(void *ctx);
	void *ctx;
};

/* The writer has them: nobody reads the old ones when the loop has them too. */
static void
on_rules(void *ctx, const struct hub_result *result)
{
	struct changing *own = ctx;
	struct hub *h = own->hub;

	(void)result;	/* they count also when the turn was lost */
	desk_set_rules(h->desk, &own->rules);
	if (own->has_routes) {
		desk_set_routes(h->desk, &own->routes);
		h->route_ms = 0;
	}
	if (own->done != NULL)
		own->done(own->ctx);
	free(own);
}

void
hub_set_rules(struct hub *h, const struct desk_rules *rules,
    const struct route_rules *routes, void (*done)(void *ctx), void *ctx)
{
	struct changing *own = mem_new(struct changing);
	struct job *job = job_new(JOB_RULES, on_rules, own);

	*own = (struct changing){ .hub = h, .rules = *rules, .done = done,
		.ctx = ctx, .has_routes = routes != NULL };
	job->rules = *rules;
	if (routes != NULL) {
		own->routes = *routes;
		job->routes = &own->routes;
	}
	if (!h->is_closing) {
		writer_put(h->writer, job);
		return;
	}
	on_rules(own, &job->result);
	job_free(job);
}
