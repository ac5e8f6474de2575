/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place.c - the place in the queue: one by one, or all at once, as to count
 * for each of two thousand who wait through all that wait takes seconds.
 */
#include <stdlib.h>

#include "base/mem.h"
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

/* Also one that the desk offers: its customer still waits. */
static bool
waits(const struct conversation *c)
{
	return c->state == CONVERSATION_WAITING ||
	    conversation_is_desks_offer(c);
}

static bool
is_before(const struct conversation *a, const struct conversation *b)
{
	return route_compare(a, b) < 0;
}

static int
count_place(const struct desk *d, const struct conversation *c)
{
	const struct conversation *other;
	struct worked worked;
	int position = 1;

	worked_with(&worked, d, c->department_id);
	for (size_t i = 0; (other = desk_conversation_at(d, i)) != NULL; i++)
		if (waits(other) &&
		    worked_has(&worked, other->department_id) &&
		    is_before(other, c))
			position++;
	return position;
}

/* --- all at once -------------------------------------------------------- */

static int
compare_turns(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return is_before(y->c, x->c) - is_before(x->c, y->c);
}

static int
compare_ids(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->c->id > y->c->id) - (x->c->id < y->c->id);
}

/* Those of one department; `places` stand in the order of their turns. */
static void
place_department(const struct desk *d, struct place *places, size_t n,
    int64_t department_id)
{
	struct worked worked;
	int position = 0;

	worked_with(&worked, d, department_id);
	for (size_t i = 0; i < n; i++) {
		int64_t id = places[i].c->department_id;

		if (worked_has(&worked, id))
			position++;
		if (id == department_id)
			places[i].position = position;
	}
}

void
desk_place_all(struct desk *d)
{
	const struct conversation *c;
	struct place *places = mem_array(d->conversations.n + 1, struct place);
	size_t n = 0;

	for (size_t i = 0; (c = desk_conversation_at(d, i)) != NULL; i++)
		if (waits(c))
			places[n++].c = c;
	qsort(places, n, sizeof *places, compare_turns);
	for (size_t i = 0; i < n; i++)
		if (places[i].position == 0)
			place_department(d, places, n,
			    places[i].c->department_id);
	qsort(places, n, sizeof *places, compare_ids);
	place_forget(d);
	d->places = places;
	d->n_places = n;
}

void
place_forget(struct desk *d)
{
	free(d->places);
	d->places = NULL;
	d->n_places = 0;
}

int
desk_position(const struct desk *d, int64_t conversation_id)
{
	const struct conversation *c = desk_conversation(d, conversation_id);
	struct place key = { .c = c };
	const struct place *found;

	if (c == NULL || !waits(c))
		return 0;
	if (d->places == NULL)
		return count_place(d, c);
	found = bsearch(&key, d->places, d->n_places, sizeof key, compare_ids);
	return found == NULL ? 0 : found->position;
}
