/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the time is where a customer is: asked for once, and again when the
 * clocks are changed there.
 */
#include <string.h>

#include "console/model/internal.h"

#define AGAIN_MS (10 * 60 * 1000)	/* the clock may still be off */

static struct zone_seen *
find(struct model *m, const char *name)
{
	for (int i = 0; i < MODEL_ZONES; i++)
		if (strcmp(m->zones[i].name, name) == 0)
			return &m->zones[i];
	return NULL;
}

void
zones_want(struct model *m, struct effects *e)
{
	const struct chat *c = model_focused(m);
	struct zone_seen *z;

	if (c == NULL || c->c.time_zone[0] == '\0')
		return;
	z = find(m, c->c.time_zone);
	if (z != NULL && m->now_ms < z->until_ms)
		return;
	if (z == NULL) {
		z = &m->zones[m->n_zones++ % MODEL_ZONES];
		*z = (struct zone_seen){ .is_known = false };
		str_copy(z->name, sizeof z->name, c->c.time_zone);
	}
	z->until_ms = m->now_ms + AGAIN_MS;
	effects_file(e, EFFECT_ZONE, 0, z->name, "");
}

void
zones_told(struct model *m, const struct event *ev)
{
	struct zone_seen *z = find(m, ev->name);

	if (z == NULL)
		return;
	z->is_known = ev->code == ERR_NONE;
	z->offset_s = (int)ev->upto;
	if (z->is_known)
		z->until_ms = ev->until_ms;
	else
		/* There is no such zone here, and will not be. */
		z->until_ms = INT64_MAX;
}

bool
model_local_minute(const struct model *m, const struct chat *c,
    int64_t *minute)
{
	for (int i = 0; i < MODEL_ZONES; i++) {
		const struct zone_seen *z = &m->zones[i];

		if (!z->is_known || c->c.time_zone[0] == '\0' ||
		    strcmp(z->name, c->c.time_zone) != 0)
			continue;
		*minute = (m->now_ms / 1000 + z->offset_s) / 60;
		return true;
	}
	return false;
}
