/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place.c - the place in the queue.
 */
#include "server/desk/internal.h"

#include <stdlib.h>

#include "base/mem.h"

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

static int
place_among(const struct desk *d, const struct worked *w,
    const struct conversation *c)
{
	size_t before = 0;

	for (size_t i = 0; i < d->queues.n; i++) {
		const struct queue *q = d->queues.items[i];

		if (worked_has(w, q->department_id))
			before += queue_rank(q, c);
	}
	return (int)before + 1;
}

int
desk_position(const struct desk *d, int64_t conversation_id)
{
	const struct conversation *c = desk_conversation(d, conversation_id);
	struct worked worked;

	if (c == NULL || !queue_has(c))
		return 0;
	worked_with(&worked, d, c->department_id);
	return place_among(d, &worked, c);
}

/* --- of many ---------------------------------------------------------------- */

struct of_department {
	int64_t	      id;
	struct worked worked;
};

struct desk_places {
	const struct desk *d;
	struct shelf	   known;	/* struct of_department */
};

struct desk_places *
desk_places_new(const struct desk *d)
{
	struct desk_places *p = mem_new(struct desk_places);

	p->d = d;
	return p;
}

void
desk_places_free(struct desk_places *p)
{
	if (p == NULL)
		return;
	shelf_clear(&p->known);
	free(p);
}

int
desk_places_get(struct desk_places *p, int64_t conversation_id)
{
	const struct conversation *c = desk_conversation(p->d,
	    conversation_id);
	struct of_department *of;

	if (c == NULL || !queue_has(c))
		return 0;
	of = shelf_find(&p->known, c->department_id);
	if (of == NULL) {
		of = shelf_place(&p->known, c->department_id, sizeof *of);
		worked_with(&of->worked, p->d, c->department_id);
	}
	return place_among(p->d, &of->worked, c);
}

size_t
desk_places_known(const struct desk_places *p)
{
	return p->known.n;
}
