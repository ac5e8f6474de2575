/* SPDX-License-Identifier: GPL-3.0-or-later */
/* desk.h - the rules of the desk: who may do what, and what follows.
 *
 * Pure: no I/O, no clock (the action carries now_ms), no randomness. A struct
 * desk is the fold of all events so far, as far as rules need it: operators,
 * departments, and every conversation that is not closed (closed ones are
 * loaded into it when somebody acts on one). The hub's writer has one and
 * decides with it; the loop has a second one that follows what was committed.
 *
 *   desk_decide(desk, sender, action, now) -> events (or a refusal)
 *   desk_apply(desk, event)                -> the desk after it
 */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "base/arena.h"
#include "domain/action.h"
#include "domain/conversation.h"
#include "server/desk/bans.h"
#include "server/desk/book.h"
#include "server/desk/route_rules.h"

struct desk;

struct desk_sender {
	enum actor kind;	/* SYSTEM: the administrator on the own socket */
	int64_t	   operator_id;	/* of an operator */
	int64_t	   customer_id;	/* of a visitor; 0: a new one */
	int64_t	   conversation_id;	/* of a visitor; 0: none yet */
	bool	   edits_canned;	/* this desk lets every operator change
					 * shared canned replies */
	struct address from;	/* of a visitor; not known: nobody knows */
};

/* Who may see an event. Stored with it, so that a reader that comes later
 * needs no state of that time. */
struct audience {
	bool	everyone;	/* every operator: records of the desk */
	int64_t operator_id, was_operator_id;	/* owners after and before */
	int64_t also_operator_id;	/* who waits for an answer to an offer */
	int64_t queue_id, was_queue_id;	/* departments in whose queue it is and
					 * was; 0: in none, -1: of no department */
};

/* A queue_id: nobody hears of it but the operators that are named, and those
 * who work for the department `was_queue_id`; no supervisor as such. */
#define AUDIENCE_MEMBERS (-2)
/* Nobody but those who are named, and who may settle what is of the department
 * `was_queue_id` (desk_may_report()). */
#define AUDIENCE_HEADS (-3)

/* A block closes what those have open whom it strikes. */
#define DESK_MAX_EVENTS (16 + MAX_BAN_OTHERS)

/* One event of a decision carries the client id: what the action was about
 * (the message, not the reopening before it). None at all: nothing had to
 * change (a conversation read further already). */
struct decision {
	struct event events[DESK_MAX_EVENTS];	/* seq 0: the hub numbers them */
	int	     n_events;
	int64_t	     winner_id;	/* of a conflict: who has it */
	int	     n_struck;	/* of ERR_SHARED: so many others */
};

/* How the desk is set, as far as decisions ask. */
struct desk_rules {
	int64_t return_after_ms;	/* a transfer that nobody accepts;
					 * TARGET_NEVER: it stays offered */
	const struct book *book;	/* borrowed; NULL: nothing is said */
	int64_t edit_ms;	/* how long one's last message can be
				 * edited, -1: never */
	bool	joins_quietly;	/* a customer hears one name, whoever joins */
	bool	hides_ratings;	/* from operators who are no supervisors */
	int	bad_stars;	/* so many, or fewer, open a win-back */
	int64_t winback_due_ms;	/* it is to be settled in this time */
	char	winback_owner[MAX_LOGIN_BYTES + 1];	/* "": see
				 * decide_winback.c */
	unsigned operators_block;	/* 1 << BLOCK_...: what operators who are
				 * no supervisors may block */
	int64_t longest_block_ms;	/* and how long; 0: as long as they like */
	const struct range *proxies;	/* borrowed: never blocked */
	size_t	n_proxies;
};
#define DESK_RETURN_AFTER_MS 60000
#define DESK_EDIT_MS	     600000
#define DESK_BAD_STARS	     2
#define DESK_OPERATORS_BLOCK (1u << BAN_SESSION | 1u << BAN_ADDRESS)
#define DESK_LONGEST_BLOCK_MS (7 * 24 * 3600 * INT64_C(1000))
#define DESK_WINBACK_MS	     (2 * 24 * 3600 * INT64_C(1000))

struct desk *desk_new(void);	/* with the rules above */
void	     desk_set_rules(struct desk *d, const struct desk_rules *rules);
const struct desk_rules *desk_rules(const struct desk *d);
/* Set like another one, also as to routing. */
void desk_set_like(struct desk *d, const struct desk *from);
void	     desk_free(struct desk *d);

/* What the action leads to, or why not (ERR_RIGHTS, ERR_NOT_FOUND,
 * ERR_CONFLICT with winner_id, ERR_VALUE). Strings are borrowed from the
 * action and the arena. Nothing of the desk changes. New conversations,
 * customers and records take the ids in `next`. An operator who may not see
 * a conversation gets ERR_NOT_FOUND. */
struct desk_ids { int64_t conversation, customer, record; };
bool desk_decide(const struct desk *d, const struct desk_sender *s,
    const struct action *a, int64_t now_ms, const struct desk_ids *next,
    struct arena *arena, struct decision *out, struct err *err);

/* Folds a numbered event in; fills *audience (may be NULL). */
void desk_apply(struct desk *d, const struct event *ev,
    struct audience *audience);

/* Puts a state that was loaded. */
void desk_put_conversation(struct desk *d, const struct conversation *c);
void desk_put_operator(struct desk *d, const struct operator *o);
void desk_put_department(struct desk *d, const struct department *dep);
/* How an operator is: presence, since when, why and who said so of `state`.
 * Nothing happens when there is no such operator. */
void desk_put_state(struct desk *d, const struct operator *state);
/* A closed conversation nobody needs any more. */
void desk_forget(struct desk *d, int64_t conversation_id);

const struct conversation *desk_conversation(const struct desk *d, int64_t id);
const struct operator	  *desk_operator(const struct desk *d, int64_t id);
const struct operator	  *desk_operator_by_login(const struct desk *d,
    const char *login);
const struct department   *desk_department(const struct desk *d, int64_t id);
/* Iteration: i from 0; NULL at the end. Operators and departments by id. */
const struct operator	  *desk_operator_at(const struct desk *d, size_t i);
const struct department   *desk_department_at(const struct desk *d, size_t i);
const struct conversation *desk_conversation_at(const struct desk *d, size_t i);

/* Blocks (ban.h). The strongest that holds for a visitor (`customer_id` 0: a
 * new one), NULL: none. What is the desk's own machine's or a trusted proxy's
 * is nobody's address. */
const struct ban *desk_blocked(const struct desk *d, int64_t customer_id,
    const struct address *from, int64_t now_ms);
const struct bans *desk_bans(const struct desk *d);
/* The addresses that such an action means; false: none. */
bool desk_block_range(const struct action *a, struct range *out);
/* The conversation in which what that block would take the place of was made:
 * 0: none, or in no conversation. */
int64_t desk_replaced_in(const struct desk *d, const struct action *a,
    int64_t now_ms);
/* All of them, into a new desk; then sorted. */
void desk_add_ban(struct desk *d, const struct ban *b);
void desk_sort_bans(struct desk *d);
/* Who is not there any more is not blocked any more. */
void desk_leave_bans(struct desk *d, int64_t customer_id);
/* Those that ended before then are told no more. */
void desk_cut_bans(struct desk *d, int64_t before_ms);

/* What routing remembers of an event, for a desk that does not apply it but is
 * given the conversations as they stand. */
void desk_note_turn(struct desk *d, const struct event *ev);

/* Those that were closed and are written up; i from 0, NULL at the end. */
const struct conversation *desk_written_up_at(const struct desk *d, size_t i);
/* Active conversations of an operator. */
int desk_load(const struct desk *d, int64_t operator_id);
int desk_n_waiting(const struct desk *d);
/* Place in the queue from 1 (by the wait, all departments that an operator of
 * this conversation's department works through), 0: it does not wait. */
int desk_position(const struct desk *d, int64_t conversation_id);
/* The same of many, while the desk stays as it is: who serves a department is
 * worked out once (_known: of so many so far). */
struct desk_places;
struct desk_places *desk_places_new(const struct desk *d);
void desk_places_free(struct desk_places *p);
int desk_places_get(struct desk_places *p, int64_t conversation_id);
size_t desk_places_known(const struct desk_places *p);
/* `c` as it stands, or also one of a customer whom they serve now. */
bool desk_may_see(const struct desk *d, const struct operator *o,
    const struct conversation *c);
/* Rooms of the team. Is it one, and are they a member of it? Those of a
 * department are all who work for it; a room between two is theirs alone. */
bool desk_in_room(const struct operator *o, const struct conversation *c);
/* The room of these, NULL when there is none yet. */
const struct conversation *desk_room(const struct desk *d, int64_t a,
    int64_t b, int64_t department_id);
/* How far a member has read in a room. */
int64_t desk_room_read(const struct desk *d, int64_t conversation_id,
    int64_t operator_id);
void desk_put_room_read(struct desk *d, int64_t conversation_id,
    int64_t operator_id, int64_t seq);
/* All that they may see, by id: an array of *n that the caller frees. */
const struct conversation **desk_seen(const struct desk *d,
    const struct operator *o, size_t *n);
/* Is it a supervisor of a department that they work in, or an administrator? One
 * rule for who whispers, joins, reassigns, and for who hears a whisper. */
bool desk_may_supervise(const struct operator *o,
    const struct conversation *c);
/* The same of another operator, who is no administrator unless it is one. */
bool desk_may_command(const struct operator *o, const struct operator *other);
/* Whose win-back it is: its owner's, and the supervisors' of its department. */
bool desk_may_settle(const struct operator *o, const struct conversation *c);
/* May they read figures of that department (supervisors and administrators;
 * others only of what they did themselves)? */
bool desk_may_report(const struct operator *o, int64_t department_id);
/* May they read this event in a transcript of `c`? */
bool desk_may_read(const struct operator *o, const struct conversation *c,
    enum event_type type, const struct desk_rules *rules);
/* Who follows a conversation that stands like this. */
void audience_of(struct audience *a, const struct conversation *c);
bool audience_has(const struct audience *a, const struct operator *o,
    const struct event *ev);

#endif
