/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place.c - the place in the queue.
 */
#include "server/desk/internal.h"

#define MAX_WORKED 256		/* departments counted for a place */

struct worked {
	bool	everything;
	int64_t ids[MAX_WORKED];
	int	n;
};

static bool
worked_has(const struct worked *w, int64_t id)
{
	if (w->everything || id == 0)
		return true;
	for (int i = 0; i < w->n; i++)
		if (w->ids[i] == id)
			return true;
	return false;
}

/* The departments whose customers the same operators serve. */
static void
worked_with(struct worked *w, const struct desk *d, int64_t department_id)
{
	const struct operator *o;

	w->everything = department_id == 0;
	w->n = 0;
	for (size_t i = 0; (o = desk_operator_at(d, i)) != NULL; i++) {
		if (o->disabled || !see_works_for(o, department_id))
			continue;
		if (o->n_departments == 0)
			w->everything = true;
		for (int k = 0; k < o->n_departments; k++)
			if (!worked_has(w, o->departments[k]) &&
			    w->n < MAX_WORKED)
				w->ids[w->n++] = o->departments[k];
	}
	if (!worked_has(w, department_id) && w->n < MAX_WORKED)
		w->ids[w->n++] = department_id;
}

int
desk_position(const struct desk *d, int64_t conversation_id)
{
	const struct conversation *c = desk_conversation(d, conversation_id);
	struct worked worked;
	size_t before = 0;

	if (c == NULL || !queue_has(c))
		return 0;
	worked_with(&worked, d, c->department_id);
	for (size_t i = 0; i < d->queues.n; i++) {
		const struct queue *q = d->queues.items[i];

		if (worked_has(&worked, q->department_id))
			before += queue_rank(q, c);
	}
	return (int)before + 1;
}
