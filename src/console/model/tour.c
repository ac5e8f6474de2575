/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tour of the first start: a box beside what it tells of, six times. It
 * holds nobody up: customers come and write meanwhile, and every key but Enter
 * and the space bar leaves it and does what it always does.
 */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "console/model/tour.h"
#include "console/model/internal.h"

static const struct tour_step steps[] = {
	{ "take next", NULL, N_("%s takes the next customer who waits.") },
	{ "", "urgent", N_("Here you write, Enter sends. %s goes to whoever "
			   "needs you most.") },
	{ "canned", NULL, N_("%s shows canned replies; “;” and letters finds "
			     "one as you type.") },
	{ "transfer --best", NULL, N_("%s hands the conversation to the "
				      "colleague named here.") },
	{ "close", NULL, N_("%s closes the conversation with its outcome.") },
	{ "help", NULL, N_("%s shows the keys, /menu every command, /tour "
			   "this again.") },
};
#define N_STEPS ((int)(sizeof steps / sizeof *steps))

const struct tour_step *
model_tour(const struct model *m, int *n, int *of)
{
	*n = m->ui.tour;
	*of = N_STEPS;
	if (!m->is_ready || m->ui.tour < 1 || m->ui.tour > N_STEPS ||
	    m->ui.overlay != OVERLAY_NONE)
		return NULL;
	return &steps[m->ui.tour - 1];
}

void
model_tour_start(struct model *m)
{
	m->ui.tour = 1;
}

void
tour_leave(struct model *m, struct effects *e)
{
	if (m->ui.tour == 0)
		return;
	m->ui.tour = 0;
	effects_put(e, EFFECT_TOUR_SEEN);
}

/* Is that all that the key shall do? */
bool
tour_key(struct model *m, const char *key, struct effects *e)
{
	int n, of;

	if (m->ui.tour == 0 || !m->is_ready)
		return false;
	if (model_tour(m, &n, &of) != NULL && m->ui.prefix[0] == '\0' &&
	    (strcmp(key, "Enter") == 0 || strcmp(key, " ") == 0)) {
		if (m->ui.tour == N_STEPS)
			tour_leave(m, e);
		else
			m->ui.tour++;
		return true;
	}
	tour_leave(m, e);
	return false;
}

COMMAND(tour)
{
	(void)args;
	(void)e;
	(void)err;
	model_tour_start(m);
	return true;
}
