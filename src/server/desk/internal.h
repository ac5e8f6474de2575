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

/* One who waits, or whom the desk has offered to somebody. */
struct waiting {
	const struct conversation *c;
	int64_t	look_ms;	/* what the rules make of it stands until then;
				 * 0: nobody has looked */
	bool	is_pull;	/* operators take it */
};

/* Those of one department, in the order of their turns. */
struct queue {
	int64_t department_id;
	struct waiting *items;
	size_t	n, cap;
	int	n_waiting;	/* the others are offered */
	int64_t look_ms;	/* the soonest of all */
};

struct desk {
	struct shelf  operators, departments, conversations;
	struct shelf  queues;		/* struct queue, by department */
	struct shelf  owned;		/* the active ones of `conversations` */
	struct shelf  written_up;	/* those of them in wrap-up */
	struct shelf  loads;		/* how many of them each operator has */
	uint64_t     *looked;		/* under what circumstances the rules
					 * were asked last (route_next.c) */
	uint64_t      n_rules_set;	/* other rules, other circumstances */
	struct desk_rules rules;
	struct bans *bans;
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
/* The same for what somebody else owns. _unlink: was it there? */
void  shelf_link(struct shelf *s, void *item, int64_t id);
bool  shelf_unlink(struct shelf *s, int64_t id);

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
 * decide_winback.c, decide_state.c, decide_block.c */
typedef bool decide_fn(struct deciding *x);
decide_fn decide_open, decide_visitor_message, decide_visitor_close;
decide_fn decide_rate, decide_winback;
decide_fn decide_block, decide_unblock;
/* May who is blocked do this? */
decide_fn decide_unhindered;
void ban_apply(struct desk *d, const struct event *ev);
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

/* queue.c. Whoever changes a conversation of the desk takes it out before and
 * puts it in after; a new one that is not in it may be taken out. */
void queue_enter(struct desk *d, struct conversation *c);
void queue_leave(struct desk *d, const struct conversation *c);
bool queue_has(const struct conversation *c);
size_t queue_rank(const struct queue *q, const struct conversation *c);
int queue_length(const struct desk *d, int64_t department_id);
void queues_look_again(const struct desk *d);
void queues_clear(struct desk *d);

/* Those who wait in the departments that are wanted, by their turns. */
typedef bool queue_wants_fn(const void *ctx, int64_t department_id);
struct queue_walk {
	const struct desk *d;
	size_t *next;
};
void queue_walk_start(struct queue_walk *w, const struct desk *d,
    queue_wants_fn *wants, const void *ctx);
struct waiting *queue_walk_next(struct queue_walk *w);	/* NULL: no more */
void queue_walk_end(struct queue_walk *w);
/* Does that department work now? */
bool route_is_open(const struct desk *d, int64_t department_id,
    int64_t now_ms);

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
