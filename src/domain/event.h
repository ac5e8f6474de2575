/* SPDX-License-Identifier: GPL-3.0-or-later */
/* event.h - what has happened.
 *
 * An event with seq > 0 is a row of the desk's sequence: seq order is commit
 * order, and nothing that was told is ever taken out of it. Events with seq 0
 * are news of the moment: they may be lost.
 *
 * One struct serves all types; which members mean something for which type
 * is the table in proto/fields.c and doc/protocol.md. Members that do not are
 * 0 or "" (strings are never NULL, record pointers are). Everything a struct
 * event points to is borrowed: it lives as long as the arena or the document
 * it was read from. Who keeps an event copies it.
 */
#ifndef DOMAIN_EVENT_H
#define DOMAIN_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "domain/ban.h"
#include "domain/canned.h"
#include "domain/customer.h"
#include "domain/file.h"
#include "domain/operator.h"
#include "domain/ran.h"
#include "domain/session.h"
#include "domain/target.h"
#include "domain/winback.h"

enum actor { ACTOR_SYSTEM, ACTOR_VISITOR, ACTOR_OPERATOR, ACTORS };

enum event_type {
	/* In the sequence, about a conversation. */
	EVENT_OPENED,		/* customer_id name language page time_zone department_id
				 * text (its subject) */
	EVENT_MESSAGE,		/* text, files; one of them may be missing;
				 * operator_id: in whose name, 0: their own */
	EVENT_NOTE,		/* text; operators only */
	EVENT_TAKEN,		/* operator_id */
	EVENT_TRANSFERRED,	/* from_operator_id, operator_id or
				 * department_id; for operators only: text (note),
				 * until_ms (offered so long), draft, is_note */
	EVENT_TAKEN_BACK,	/* operator_id: who has it again */
	EVENT_DECLINED,		/* operator_id: who has it again, 0: it waits
				 * in the queue; text (reason), draft, is_note */
	EVENT_RETURNED,		/* nobody accepted in time: from_operator_id (who
				 * did not), operator_id as with declined */
	EVENT_CLOSED,		/* by whom; text (a parting note);
				 * is_blocked */
	EVENT_OUTCOME,		/* outcome */
	EVENT_REOPENED,		/* operator_id 0: it waits in the queue */
	EVENT_RATED,		/* stars, text (comment) */
	EVENT_WHISPER,		/* text; operator_id: for whom, who had it then;
				 * nobody reads it but they, its writer and
				 * supervisors; is_draft: offered as an answer */
	EVENT_JOINED,		/* a supervisor speaks beside the owner;
				 * is_quiet: the customer is not told */
	EVENT_LEFT,		/* is_quiet likewise */
	EVENT_WINBACK,		/* winback (its state), operator_id (its owner),
				 * due_ms; what changed of apology, gesture,
				 * changed, "": as it was; text (why) */
	EVENT_TAGGED,		/* tags as they are now, added: those new */
	EVENT_PROMISED,		/* due_ms, text; due_ms 0: it is done */
	EVENT_ASIDE,		/* until_ms 0: nothing to answer; else put aside
				 * till then (in the past: no longer); both
				 * end when the customer writes */
	EVENT_EDITED,		/* upto: the message's seq; text as it is now,
				 * "": it was taken back; by the system: a
				 * number in it was masked */
	EVENT_READ,		/* upto: this actor has read so far; in a room
				 * told to that member alone */
	EVENT_ROOM,		/* a room of the team: of two operators
				 * (from_operator_id, who made it, and
				 * operator_id), of department_id, or, with
				 * none of these, of everybody (room.h) */
	EVENT_TARGET,		/* by the system: which is asked of the desk,
				 * warn_ms, due_ms */
	EVENT_WARNED,		/* which, due_ms: it is nearly missed; operator_id
				 * has it, 0: nobody */
	EVENT_MISSED,		/* the same: it is missed */
	EVENT_ROUTED,		/* rules (their names), department_id, priority,
				 * skills, segment, is_returning, operator_id
				 * (whom they know), text: why now; due_ms: an
				 * answer was promised for */
	EVENT_ESTIMATED,	/* the first that a customer was told of a wait:
				 * from due_ms to until_ms, spans */
	EVENT_BLOCKED,		/* kind, is_limit, until_ms (0: until it is
				 * ended), text (the reason); range, for the
				 * desk's own use; its seq is the block's id */
	EVENT_UNBLOCKED,	/* upto: the block's id; text */
	/* In the sequence, about the desk. */
	EVENT_CUSTOMER,		/* customer (without earlier) */
	EVENT_OPERATOR,		/* operator */
	EVENT_DEPARTMENT,	/* department */
	EVENT_CANNED,		/* canned; a personal one only to its owner */
	EVENT_CANNED_REMOVED,	/* canned_id; operator_id: whose it was, for
				 * the desk's own use */
	EVENT_BROADCAST,	/* text: to the whole team */
	EVENT_SEEN,		/* upto: seq of the broadcast that by_id has
				 * seen; for them and supervisors */
	EVENT_FORGOTTEN,	/* conversation_id was erased: forget it too */
	EVENT_STATE,		/* operator_id presence reason; by the operator,
				 * by a supervisor who said so, or by the desk
				 * (then the reason is a REASON_..., or "") */
	/* Of the moment, seq 0. */
	EVENT_TYPING,		/* conversation_id, by, text (preview) and
				 * is_typing; a visitor's preview goes to
				 * operators only */
	EVENT_READS_ALONG,	/* conversation_id; by_id reads it silently, or
				 * with is_on false no longer */
	EVENT_PRESENCE,		/* operator_id presence reason since_ms load */
	/* Made by a console's backend driver, never on the wire. */
	EVENT_LINK,		/* link, retry_ms, round_trip_ms */
	EVENT_SNAPSHOT,		/* snapshot */
	EVENT_TRANSCRIPT,	/* conversation_id, batch, is_complete; upto:
				 * it ends before this seq, 0: at the end */
	EVENT_CUSTOMER_RECORD,	/* customer with earlier */
	EVENT_CANNED_LIST,	/* canned_list, n_canned */
	EVENT_SESSIONS,		/* mine: sessions, n_sessions */
	EVENT_BLOCKS,		/* those that hold: bans, n_bans; or code */
	EVENT_FIGURES,		/* figures, NULL: code says why not */
	EVENT_STORED,		/* client_id: the desk has stored the action */
	EVENT_REFUSED,		/* client_id, code, text, operator_id (winner),
				 * is_final: false means it will be retried */
	EVENT_FILE_PROGRESS,	/* client_id of the up- or download, upto bytes
				 * of total */
	EVENT_FILE_SAVED,	/* client_id, name: the path it has now; or
				 * code */
	EVENT_FILE_LOOKED,	/* conversation_id, name: the path, total
				 * bytes, upto: when it changed; or code */
	EVENT_DIR_LISTED,	/* name: the path, text: an entry a line, a
				 * folder's with "/" at its end; or code */
	EVENT_TICK,		/* at_ms: time goes on */
	EVENT_FOUND,		/* answer to ACTION_SEARCH: run_id (its number),
				 * found, n_found, is_archive; upto: where to
				 * go on, is_complete: nowhere; or code */
	EVENT_STATS,		/* answer to ACTION_STATS: stats; or code */
	EVENT_RAN,		/* a command of the operator's has ended: ran,
				 * run_for, run_id, run_status, output, and
				 * text: its first words of complaint */
	EVENT_TERMINAL,		/* name: the program that ours is in, such as
				 * tmux; is_on: it has no client */
	EVENT_ZONE,		/* name: a time zone, upto: its seconds before
				 * UTC, until_ms: so long; or code */
	EVENT_TYPES
};

enum link_state {
	LINK_CONNECTING, LINK_LIVE, LINK_WAITING, LINK_REFUSED, LINK_CLOSED
};

struct conversation;
struct found;
struct snapshot;
struct figures;
struct stats;

struct event {
	enum event_type type;
	int64_t	    seq;
	int64_t	    conversation_id;
	int64_t	    at_ms;
	enum actor  by;
	int64_t	    by_id;		/* operator's id; else 0 */
	const char *client_id;		/* 32 hex digits or "" */

	const char *text;
	const char *name, *language, *page, *time_zone, *outcome;
	int64_t	    customer_id, operator_id, from_operator_id, department_id;
	int64_t	    upto, total;
	const struct file *files;	/* n_files of them */
	size_t	    n_files;
	int64_t	    until_ms, warn_ms, due_ms;
	enum target_which which;
	const char *draft;		/* what its sender was writing */
	bool	    is_note;		/* the draft is a note */
	const char *tags, *added;	/* as in tags.h */
	int64_t	    canned_id;
	int	    stars;
	enum winback_state winback;
	const char *apology, *gesture, *changed;	/* of a win-back */
	const char *rules, *skills, *segment;
	int	    priority;
	bool	    is_returning;
	bool	    is_typing;
	bool	    is_draft, is_quiet, is_on;
	enum ban_kind ban_kind;
	bool	    is_limit;
	bool	    is_blocked;		/* its visitor was: so it was closed */
	struct range range;
	enum presence presence;
	const char *reason;
	int64_t	    since_ms;
	int	    load;

	const struct customer	*customer;
	const struct operator	*operator;
	const struct department *department;
	const struct canned	*canned;

	/* Console only. */
	enum link_state		 link;
	int			 retry_ms, round_trip_ms;
	const struct snapshot	*snapshot;
	const struct figures	*figures;
	const struct event	*batch;
	size_t			 n_batch;
	bool			 is_complete;	/* nothing older exists */
	const struct canned	*canned_list;
	size_t			 n_canned;
	const struct ban	*bans;
	size_t			 n_bans;
	const struct session_info *sessions;
	size_t			 n_sessions;
	enum err_code		 code;
	bool			 is_final;
	enum ran		 ran;
	enum run_for		 run_for;
	int64_t			 run_id;
	int			 run_status;
	const struct found	*found;
	const struct stats	*stats;
	size_t			 n_found;
	bool			 is_archive;	/* of what this console has
						 * seen, not of the desk */
	const struct conversation *conversation;	/* of a transcript, or
						 * NULL */
	const char		*output;	/* any bytes; ended by NUL */
	size_t			 output_len;
};

const char *event_name(enum event_type type);	/* "message"; "" if unknown */
/* EVENT_TYPES when there is no such type on the wire. */
enum event_type event_find(const char *name);
const char *actor_name(enum actor actor);
bool	    actor_parse(const char *name, enum actor *out);
/* All strings "", everything else 0; type as given. */
void event_init(struct event *ev, enum event_type type);
/* May a visitor see events of this type of their own conversation? Notes,
 * outcomes, customer records and transfer notes are for operators alone. */
bool event_is_public(enum event_type type);
/* Does this one concern them? Whom the desk asks before somebody has it does
 * not. */
bool event_is_told(const struct event *ev);

#endif
