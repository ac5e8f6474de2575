/* SPDX-License-Identifier: GPL-3.0-or-later */
/* room.c - rooms of the team: whose they are, and how far each has read.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "server/desk/internal.h"

bool
desk_in_room(const struct operator *o, const struct conversation *c)
{
	if (c->state != CONVERSATION_TEAM || o->disabled)
		return false;
	if (c->first_member_id != 0)
		return o->id == c->first_member_id ||
		    o->id == c->second_member_id;
	return see_works_for(o, c->department_id);
}

const struct conversation *
desk_room(const struct desk *d, int64_t a, int64_t b, int64_t department_id)
{
	int64_t first = a < b ? a : b, second = a < b ? b : a;
	const struct conversation *c;

	for (size_t i = 0; (c = desk_conversation_at(d, i)) != NULL; i++)
		if (c->state == CONVERSATION_TEAM &&
		    c->first_member_id == first &&
		    c->second_member_id == second &&
		    c->department_id == department_id)
			return c;
	return NULL;
}

/* --- who has read how far -------------------------------------------------- */

static size_t
mark_index(const struct desk *d, int64_t conversation_id, int64_t operator_id)
{
	size_t low = 0, high = d->n_marks;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct room_mark *m = &d->marks[middle];

		if (m->conversation_id < conversation_id ||
		    (m->conversation_id == conversation_id &&
		    m->operator_id < operator_id))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_mark(const struct desk *d, size_t i, int64_t conversation_id,
    int64_t operator_id)
{
	return i < d->n_marks &&
	    d->marks[i].conversation_id == conversation_id &&
	    d->marks[i].operator_id == operator_id;
}

int64_t
desk_room_read(const struct desk *d, int64_t conversation_id,
    int64_t operator_id)
{
	size_t i = mark_index(d, conversation_id, operator_id);

	return is_mark(d, i, conversation_id, operator_id) ?
	    d->marks[i].seq : 0;
}

void
desk_put_room_read(struct desk *d, int64_t conversation_id,
    int64_t operator_id, int64_t seq)
{
	size_t i = mark_index(d, conversation_id, operator_id);

	if (!is_mark(d, i, conversation_id, operator_id)) {
		if (d->n_marks == d->cap_marks) {
			size_t cap = d->cap_marks == 0 ? 16 :
			    2 * d->cap_marks;

			d->marks = mem_grow(d->marks, d->cap_marks, cap,
			    sizeof *d->marks);
			d->cap_marks = cap;
		}
		memmove(d->marks + i + 1, d->marks + i,
		    (d->n_marks - i) * sizeof *d->marks);
		d->marks[i] = (struct room_mark){ conversation_id,
			operator_id, 0 };
		d->n_marks++;
	}
	if (seq > d->marks[i].seq)
		d->marks[i].seq = seq;
}

/* --- who hears -------------------------------------------------------------- */

void
room_audience(struct audience *a, const struct conversation *c)
{
	*a = (struct audience){ .queue_id = AUDIENCE_MEMBERS };
	if (c->first_member_id != 0) {
		a->operator_id = c->first_member_id;
		a->was_operator_id = c->second_member_id;
	} else if (c->department_id != 0) {
		a->was_queue_id = c->department_id;
	} else {
		a->everyone = true;
	}
}

/* Who says something has read it; how far others have read is theirs. */
void
room_apply(struct desk *d, const struct conversation *c,
    const struct event *ev, struct audience *audience)
{
	if (ev->by == ACTOR_OPERATOR && ev->type == EVENT_READ)
		desk_put_room_read(d, c->id, ev->by_id, ev->upto);
	if (audience == NULL)
		return;
	if (ev->type == EVENT_READ)
		*audience = (struct audience){ .operator_id = ev->by_id,
			.queue_id = AUDIENCE_MEMBERS };
	else
		room_audience(audience, c);
}
