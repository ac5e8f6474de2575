/* SPDX-License-Identifier: GPL-3.0-or-later */
/* internal.h - what the files of desk/ share.
 */
#ifndef DESK_INTERNAL_H
#define DESK_INTERNAL_H

#include "base/str.h"
#include "server/desk/desk.h"
#include "server/desk/route.h"

/* Sorted by id, which is the first member of every item. Items never move. */
struct shelf {
	void **items;
	size_t n, cap;
};

/* Where a waiting conversation stands. */
struct place {
	const struct conversation *c;
	int			   position;
};

struct desk {
	struct shelf  operators, departments, conversations;
	struct place *places;		/* by id; NULL: not worked out */
	size_t	      n_places;
	struct desk_rules rules;
	struct room_mark *marks;	/* by conversation and member */
	size_t	      n_marks, cap_marks;
	struct route_rules *routes;	/* NULL: none */
	struct shelf	  turns;	/* struct turn_of, by operator */
	route_open_fn	 *is_open;	/* NULL: always */
	void		 *open_ctx;
};

/* What routing remembers of an operator. */
struct turn_of {
	int64_t operator_id;
	int64_t given_ms;	/* when they got the last one */
	int	n_passes;	/* offers let pass since they took one */
};

int64_t route_given_ms(const struct desk *d, int64_t operator_id);

void  shelf_clear(struct shelf *s);
void *shelf_find(const struct shelf *s, int64_t id);
/* The place for that id, made (zeroed but for the id) when it is new. */
void *shelf_place(struct shelf *s, int64_t id, size_t size);
void  shelf_remove(struct shelf *s, int64_t id);

/* One action being decided. */
struct deciding {
	const struct desk	 *d;
	const struct desk_sender *s;
	const struct operator	 *me;	/* NULL: not an operator */
	const struct action	 *a;
	const struct conversation *c;	/* NULL: the action names none */
	int64_t			  now_ms;
	const struct desk_ids	 *next;
	struct arena		 *arena;
	struct decision		 *out;
	struct err		 *err;
};

/* The next event, filled with what all have. */
struct event *decide_add(struct deciding *x, enum event_type type);
/* The one that carries the client id. */
struct event *decide_add_answer(struct deciding *x, enum event_type type);
/* A message as the action has it: its text and its files. */
void decide_say(struct deciding *x);
/* ERR_CONFLICT, with the sentence for the state it is in now. */
bool decide_conflict(struct deciding *x);
bool decide_is_head(const struct operator *o);	/* supervisor or admin */

/* decide_visitor.c, decide_conversation.c, decide_owner.c, decide_offer.c,
 * decide_supervise.c, decide_mark.c, decide_record.c,
 * decide_winback.c, decide_state.c */
typedef bool decide_fn(struct deciding *x);
decide_fn decide_open, decide_visitor_message, decide_visitor_close;
decide_fn decide_rate, decide_winback;
decide_fn decide_message, decide_edit, decide_note, decide_take,
    decide_take_next,
    decide_read;
decide_fn decide_transfer, decide_take_back, decide_aside, decide_close,
    decide_outcome;
decide_fn decide_whisper, decide_join, decide_leave, decide_reassign,
    decide_broadcast, decide_seen;
/* Can that operator be given it? */
bool decide_check_receiver(struct deciding *x, int64_t id);
decide_fn decide_decline, decide_return, decide_tag, decide_promise;
decide_fn decide_target, decide_estimate;
/* What is asked of the desk by what was decided, and what is late by now. */
decide_fn decide_targets;
decide_fn decide_route;
/* What the rules say of one that `opened` opens. */
bool decide_intake(struct deciding *x, const struct event *opened);
/* The event by which its owner accepts a transfer, where one is offered. */
void decide_accept(struct deciding *x);
decide_fn decide_talk;
/* The same in a room of the team (decide_room.c). */
decide_fn decide_room_message, decide_room_edit, decide_room_read;
decide_fn decide_state;
decide_fn decide_customer, decide_operator_put, decide_department_put,
    decide_canned_put, decide_canned_remove;

/* How far a member has read in a room. */
struct room_mark {
	int64_t conversation_id, operator_id, seq;
};

/* What was worked out holds no longer: something changes. */
void place_forget(struct desk *d);

/* Do they work in that department? What belongs to none is everybody's. */
bool see_works_for(const struct operator *o, int64_t department_id);
/* Is this waiting conversation in a queue that the operator works? */
bool see_in_queue(const struct operator *o, const struct conversation *c);
/* After an event in a room: its marks, and who hears of it. */
void room_apply(struct desk *d, const struct conversation *c,
    const struct event *ev, struct audience *audience);
/* Who hears of a room. */
void room_audience(struct audience *a, const struct conversation *c);
/* May they hear who was first: they see it, or could have seen it before. */
bool see_knows(const struct desk *d, const struct operator *o,
    const struct conversation *c);

#endif
