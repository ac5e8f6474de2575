/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queue.c - who waits in each department, in the order of their turns, and who
 * has what: kept with each change, so that no question counts through all.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server/desk/internal.h"

struct load {
	int64_t operator_id;
	int	n;
};

/* Also one that the desk offers: its customer still waits. */
bool
queue_has(const struct conversation *c)
{
	return c->state == CONVERSATION_WAITING ||
	    conversation_is_desks_offer(c);
}

/* How many are before `c`. */
size_t
queue_rank(const struct queue *q, const struct conversation *c)
{
	size_t low = 0, high = q->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (route_compare(q->items[middle].c, c) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
queue_put(struct desk *d, const struct conversation *c)
{
	struct queue *q = shelf_place(&d->queues, c->department_id,
	    sizeof *q);
	size_t i = queue_rank(q, c);

	if (q->n == q->cap) {
		size_t cap = q->cap == 0 ? 16 : 2 * q->cap;

		q->items = mem_grow(q->items, q->cap, cap, sizeof *q->items);
		q->cap = cap;
	}
	memmove(q->items + i + 1, q->items + i,
	    (q->n - i) * sizeof *q->items);
	q->items[i] = (struct waiting){ .c = c };
	q->n++;
	q->n_waiting += c->state == CONVERSATION_WAITING;
	q->look_ms = 0;
}

static void
queue_take(struct desk *d, const struct conversation *c)
{
	struct queue *q = shelf_find(&d->queues, c->department_id);
	size_t i = q == NULL ? 0 : queue_rank(q, c);

	if (q == NULL || i == q->n || q->items[i].c != c)
		return;
	q->n--;
	q->n_waiting -= c->state == CONVERSATION_WAITING;
	memmove(q->items + i, q->items + i + 1,
	    (q->n - i) * sizeof *q->items);
}

static void
add_load(struct desk *d, int64_t operator_id, int n)
{
	struct load *load;

	if (operator_id == 0)
		return;
	load = shelf_place(&d->loads, operator_id, sizeof *load);
	load->n += n;
}

void
queue_enter(struct desk *d, struct conversation *c)
{
	if (queue_has(c))
		queue_put(d, c);
	if (c->state == CONVERSATION_WRAP_UP)
		shelf_link(&d->written_up, c, c->id);
	if (c->state != CONVERSATION_ACTIVE)
		return;
	shelf_link(&d->owned, c, c->id);
	add_load(d, c->operator_id, 1);
}

void
queue_leave(struct desk *d, const struct conversation *c)
{
	if (queue_has(c))
		queue_take(d, c);
	shelf_unlink(&d->written_up, c->id);
	if (shelf_unlink(&d->owned, c->id))
		add_load(d, c->operator_id, -1);
}

void
queues_clear(struct desk *d)
{
	for (size_t i = 0; i < d->queues.n; i++)
		free(((struct queue *)d->queues.items[i])->items);
	shelf_clear(&d->queues);
	shelf_clear(&d->loads);
	free(d->owned.items);
	free(d->written_up.items);
	d->owned = d->written_up = (struct shelf){ 0 };
}

void
queues_look_again(const struct desk *d)
{
	for (size_t i = 0; i < d->queues.n; i++) {
		struct queue *q = d->queues.items[i];

		q->look_ms = 0;
		for (size_t k = 0; k < q->n; k++)
			q->items[k].look_ms = 0;
	}
}

/* --- what is asked ------------------------------------------------------ */

int
desk_load(const struct desk *d, int64_t operator_id)
{
	const struct load *load = shelf_find(&d->loads, operator_id);

	return load == NULL ? 0 : load->n;
}

const struct conversation *
desk_written_up_at(const struct desk *d, size_t i)
{
	return i < d->written_up.n ? d->written_up.items[i] : NULL;
}

int
desk_n_waiting(const struct desk *d)
{
	int n = 0;

	for (size_t i = 0; i < d->queues.n; i++)
		n += ((const struct queue *)d->queues.items[i])->n_waiting;
	return n;
}

int
queue_length(const struct desk *d, int64_t department_id)
{
	const struct queue *q = shelf_find(&d->queues, department_id);

	return q == NULL ? 0 : q->n_waiting;
}

void
queue_walk_start(struct queue_walk *w, const struct desk *d,
    queue_wants_fn *wants, const void *ctx)
{
	*w = (struct queue_walk){ .d = d,
		.next = mem_array(d->queues.n + 1, size_t) };
	for (size_t i = 0; i < d->queues.n; i++) {
		const struct queue *q = d->queues.items[i];

		if (!wants(ctx, q->department_id))
			w->next[i] = q->n;
	}
}

struct waiting *
queue_walk_next(struct queue_walk *w)
{
	struct waiting *best = NULL;
	size_t from = 0;

	for (size_t i = 0; i < w->d->queues.n; i++) {
		struct queue *q = w->d->queues.items[i];
		struct waiting *head;

		while (w->next[i] < q->n && q->items[w->next[i]].c->state !=
		    CONVERSATION_WAITING)
			w->next[i]++;
		if (w->next[i] == q->n)
			continue;
		head = &q->items[w->next[i]];
		if (best != NULL && route_compare(best->c, head->c) < 0)
			continue;
		best = head;
		from = i;
	}
	if (best != NULL)
		w->next[from]++;
	return best;
}

void
queue_walk_end(struct queue_walk *w)
{
	free(w->next);
	w->next = NULL;
}
