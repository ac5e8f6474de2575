/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conversation.h - the life of a conversation, folded from its events; the
 * console and the desk run this very code.
 *
 *   opened -> WAITING --taken--> ACTIVE --closed--> WRAP_UP --outcome--> CLOSED
 *                ^  \              |  ^ \                                  |
 *                |   \--closed--> CLOSED (nobody had it)                   |
 *                |                 |  |                                    |
 *                |   transferred to an operator: stays ACTIVE              |
 *                |<- transferred to a department                           |
 *                |<------------------- reopened (operator_id 0) -----------|
 *     reopened with operator_id (from WRAP_UP): ACTIVE with the same one
 *
 * Who gets a transfer has it at once, but it is *offered* until they accept it
 * (taken by who has it already, or written to its customer). Until then it
 * may be declined, taken back, or returned by the desk when the time is over:
 * to its sender, or into the queue of its department. History, notes, tags,
 * an open promise and the wait stay through all of this.
 *
 * A supervisor may join the owner: both write to the customer then, until the
 * supervisor leaves, or has it, or nobody has it.
 *
 * A queued conversation may be transferred too. A message in WRAP_UP or
 * CLOSED does not fit: `reopened` comes before it.
 *
 * A room of the team is a conversation as well, with a life of its own: `room`
 * puts it into TEAM, and it never leaves that. It has members (room.h) instead
 * of an owner and a customer; whatever asks for WAITING, ACTIVE, WRAP_UP or
 * CLOSED leaves it out by itself. Its `operator_read_seq` is of whoever folds
 * it: a member is told of their own reading only.
 *
 * `version` is the seq of the last event that changed state, owner or
 * outcome; a message does not change it. `waiting_since_ms` is since when the customer
 * waits for our answer: their first message after our last one; 0 when it is
 * their turn. A transfer does not restart it. An operator may say that there is
 * nothing to answer (a closing thank-you), or put the conversation aside for a
 * while; either lasts until somebody writes.
 *
 * `targets` is what the desk has set for it, by rules of its own. An answer ends
 * first and next, as does "nothing to answer"; the close ends all. A transfer
 * changes none of them: what was due stays due.
 */
#ifndef DOMAIN_CONVERSATION_H
#define DOMAIN_CONVERSATION_H

#include "base/zone.h"
#include "domain/event.h"

enum conversation_state {
	CONVERSATION_WAITING, CONVERSATION_ACTIVE, CONVERSATION_WRAP_UP,
	CONVERSATION_CLOSED, CONVERSATION_TEAM, CONVERSATION_STATES
};

/* Offered without a limit. */
#define OFFERED_ALWAYS INT64_C(9007199254740991)
/* Put aside without a time: the year 9999. */
#define ASIDE_OPEN 253370764800000

struct conversation {
	int64_t id, customer_id;
	enum conversation_state state;
	int64_t operator_id;		/* 0: nobody */
	int64_t joined_id;		/* speaks beside the owner, 0: nobody */
	int64_t department_id;		/* 0: none */
	int64_t version, last_seq;
	int64_t opened_ms;		/* of the first opening */
	int64_t queued_ms;		/* since when in the queue, 0: it is not */
	int64_t waiting_since_ms;
	int64_t answered_ms;		/* first answer of an operator, 0: none */
	int64_t closed_ms;
	int64_t aside_until_ms;		/* put aside till then, 0: it is not;
					 * ASIDE_OPEN: till they write */
	int64_t last_message_ms, last_message_seq;
	enum actor last_message_by;
	/* The last message of an operator: they may edit it for a while. */
	int64_t said_seq, said_ms, said_by_id;
	int64_t visitor_read_seq, operator_read_seq;
	/* The last transfer, for taking it back. */
	int64_t from_operator_id, transferred_ms, transferred_seq;
	int64_t from_department_id;
	bool	receiver_wrote;
	int64_t offered_until_ms;	/* 0: no transfer waits to be accepted */
	/* What its customer was promised last and does not have yet. */
	int64_t promise_due_ms, promised_ms;	/* 0: nothing */
	int64_t promise_by_id;		/* the operator who gave it */
	/* Of a room between two: both, the smaller id first; else 0. */
	int64_t first_member_id, second_member_id;
	struct target_due targets[TARGETS];
	/* How it was routed, by EVENT_ROUTED (server/desk/route.h). */
	int	priority;		/* 0..MAX_PRIORITY; higher is sooner */
	int64_t asked_department_id;	/* where it would be without rules */
	bool	is_placed;		/* a person has put it there */
	bool	is_returning;		/* wrote before */
	int64_t known_id;		/* who served them well, 0: nobody */
	int64_t place_ms;		/* `queued_ms` while the desk offers it */
	int64_t owned_ms;		/* since when its operator has it */
	/* Who did not accept it from the desk, and when: id, ms, id, ms. */
	int64_t passed[MAX_PASSED];
	size_t	n_passed;
	char	skills[MAX_SKILLS_BYTES + 1];	/* that it needs */
	char	rules[MAX_RULES_BYTES + 1];	/* that hold for it now */
	int64_t taken_ms;		/* by an operator, first of this wait */
	/* What its customer was told first of this wait, and when. */
	int64_t estimated_ms, estimate_low_ms, estimate_high_ms;
	char	segment[MAX_SEGMENT_BYTES + 1];
	/* The last block that was made in it, 0: none, or ended by hand. */
	int64_t block_id, block_until_ms;	/* until 0: until it is ended */
	bool	block_is_limit;
	bool	is_abandoned;	/* its visitor left before the first answer */
	int	stars;
	enum winback_state winback;
	int64_t winback_owner_id, winback_due_ms;
	char	name[MAX_NAME_BYTES + 1];
	char	language[LANGUAGE_BYTES + 1];
	char	page[MAX_PAGE_BYTES + 1];
	char	time_zone[ZONE_NAME_BYTES + 1];	/* of the visitor, or "" */
	char	subject[MAX_SUBJECT_BYTES + 1];
	char	outcome[MAX_LOGIN_BYTES + 1];
	char	promise[MAX_PROMISE_BYTES + 1];
	char	tags[MAX_TAGS_BYTES + 1];
};

enum apply {
	APPLY_NEWS,	/* it changed something */
	APPLY_REPEAT,	/* seq seen before: nothing done */
	APPLY_LOST	/* the event does not fit: fetch the conversation anew */
};

const char *conversation_state_name(enum conversation_state s); /* "wrap_up" */
bool conversation_state_parse(const char *name, enum conversation_state *out);

/* Folds one event in. An EVENT_OPENED initialises `c` (which may be zeroed). */
enum apply conversation_apply(struct conversation *c, const struct event *ev);

/* Can the transfer be taken back by this operator: they made the last
 * transfer, and the receiver has neither written nor passed it on nor (in a
 * queue) did anyone take it? */
bool conversation_can_take_back(const struct conversation *c,
    int64_t operator_id);

/* Is it offered to this operator, who has not accepted it yet? */
bool conversation_is_offered_to(const struct conversation *c,
    int64_t operator_id);

/* Does this operator speak to its customer? */
bool conversation_has_voice(const struct conversation *c,
    int64_t operator_id);

/* When this operator last did not accept it from the desk, 0: not lately. */
int64_t conversation_passed_ms(const struct conversation *c,
    int64_t operator_id);
/* Does the desk offer it, and not a colleague? */
bool conversation_is_desks_offer(const struct conversation *c);

/* As its visitor hears of it: what nobody has accepted yet waits. */
enum conversation_state conversation_told_state(const struct conversation *c);

/* The message `was` is `text` now: the subject that was made of it follows.
 * False: it was made of another. */
bool conversation_subject_again(struct conversation *c, const char *was,
    const char *text);
/* First line of a message, blanks trimmed and joined, cut to the subject's
 * size between letters. */
void conversation_subject(char *buf, size_t size, const char *text);

#endif
