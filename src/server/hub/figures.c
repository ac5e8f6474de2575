/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures.c - the day's figures, in the loop: what was committed is put as it
 * is shown, so that asking costs neither a thread nor the disk.
 */
#include <string.h>

#include "base/clock.h"
#include "server/desk/book.h"
#include "server/hub/internal.h"

#define TRIM_MS 600000

static bool
put(void *ctx, const void *record)
{
	figures_put(ctx, record);
	return true;
}

static bool
put_missed(void *ctx, const void *record)
{
	const struct store_missed *missed = record;

	figures_missed(ctx, missed->conversation_id, missed->at_ms);
	return true;
}

bool
figures_load(struct hub *h, struct store *store, struct err *err)
{
	const struct store_ops *ops = store->ops;
	int64_t since_ms = clock_now_ms() - FIGURES_BACK_MS;

	h->figures = figures_new();
	return ops->list(store, STORE_RECENT, since_ms, put, h->figures,
	    err) && ops->list(store, STORE_MISSED, since_ms, put_missed,
	    h->figures, err);
}

void
figures_tick(struct hub *h, int64_t now_ms)
{
	if (h->clock_ms < h->trim_ms)
		return;
	h->trim_ms = h->clock_ms + TRIM_MS;
	figures_trim(h->figures, now_ms);
}

const struct figures *
hub_figures(struct hub *h, const struct operator *me, int64_t since_ms,
    int64_t department_id, int64_t now_ms)
{
	struct figures_of of = { .department_id = department_id };
	const struct book *book = desk_rules(h->desk)->book;

	figures_set_first(h->figures, book != NULL && book->n_targets > 0 ?
	    0 : h->config.first_target_ms);
	if (me != NULL && me->role == ROLE_SUPERVISOR) {
		of.n_only = me->n_departments;
		memcpy(of.only, me->departments, sizeof of.only);
	}
	return figures_ask_of(h->figures, since_ms, &of, now_ms);
}

bool
hub_operators_see_figures(const struct hub *h)
{
	return h->config.operators_see_figures;
}
