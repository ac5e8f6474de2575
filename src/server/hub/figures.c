/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures.c - the day's figures, in the loop: what was committed is put as it
 * is shown, so that asking costs neither a thread nor the disk.
 */
#include "server/hub/internal.h"
#include "base/clock.h"

#define TRIM_MS 600000

static bool
put(void *ctx, const void *record)
{
	figures_put(ctx, record);
	return true;
}

bool
figures_load(struct hub *h, struct store *store, struct err *err)
{
	h->figures = figures_new(h->config.first_target_ms);
	return store->ops->list(store, STORE_RECENT, clock_now_ms() -
	    FIGURES_BACK_MS, put, h->figures, err);
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
hub_figures(struct hub *h, int64_t since_ms, int64_t department_id,
    int64_t now_ms)
{
	return figures_ask(h->figures, since_ms, department_id, now_ms);
}

bool
hub_operators_see_figures(const struct hub *h)
{
	return h->config.operators_see_figures;
}
