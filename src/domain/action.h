/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action.h - what somebody wants.
 *
 * Every action that changes something carries a client id: 128 random bits as
 * 32 hex digits, made when the key is pressed, unique for its sender as long
 * as the row lives. The same id with the same content is answered with what
 * was stored the first time; with other content it is a conflict.
 *
 * Take, transfer, take back, decline, close and outcome name the `version` of the
 * conversation that their sender saw (conversation.h): of fifty who act on
 * the same version one wins, the others get ERR_CONFLICT with the winner.
 *
 * Strings are borrowed and never NULL after action_init(), but for those of
 * ACTION_CUSTOMER and the files of ACTION_CANNED_PUT: what is NULL there stays
 * as it is.
 */
#ifndef DOMAIN_ACTION_H
#define DOMAIN_ACTION_H

#include "base/arena.h"
#include "domain/event.h"

enum action_type {
	ACTION_OPEN,		/* visitor: name contact language page time_zone text
				 * department_id */
	ACTION_MESSAGE,		/* text, files (ids); one may be missing;
				 * canned_ids: what it was made of */
	ACTION_FILE,		/* an upload: client_id (then the id of the
				 * file), name, bytes; of a console: path */
	ACTION_CANNED_FILE,	/* the same, for a canned reply */
	ACTION_NOTE,		/* text */
	ACTION_EDIT,		/* upto: seq of my last message; text, "" takes
				 * it back */
	ACTION_TAKE,		/* version */
	ACTION_TAKE_NEXT,	/* longest wait I may take; no conversation */
	ACTION_TRANSFER,	/* version, operator_id or department_id, text,
				 * draft, is_note */
	ACTION_TAKE_BACK,	/* version */
	ACTION_DECLINE,		/* version, text (reason), draft, is_note */
	ACTION_RETURN,		/* version; the desk's own: nobody accepted */
	ACTION_ESTIMATE,	/* the desk's own: due_ms to until_ms is what was
				 * told of a wait */
	ACTION_TARGET,		/* the desk's own: what of it is late by now */
	ACTION_ROUTE,		/* the desk's own: what is next, of all who
				 * wait (server/desk/route.h) */
	ACTION_ASIDE,		/* until_ms (see EVENT_ASIDE), upto: what I have
				 * seen */
	ACTION_CLOSE,		/* version, outcome or "", text */
	ACTION_OUTCOME,		/* version, outcome */
	ACTION_READ,		/* upto */
	ACTION_TALK,		/* operator_id or department_id or neither: the
				 * room of those, made where there is none;
				 * text (may be ""): is said there */
	ACTION_RATE,		/* stars, text */
	ACTION_WINBACK,		/* winback (NONE: as it is), operator_id (0: as
				 * it is), due_ms (0), apology gesture changed
				 * (NULL), text (why) */
	ACTION_TAG,		/* tags to add, remove_tags */
	ACTION_PROMISE,		/* due_ms, text; due_ms 0: it is done */
	ACTION_CUSTOMER,	/* customer_id, name contact language note
				 * segment tags: NULL stays as it is; fields:
				 * changed one by one, a value "" removes */
	ACTION_WHISPER,		/* operator_id: to whom; text, is_draft */
	ACTION_JOIN,
	ACTION_LEAVE,
	ACTION_REASSIGN,	/* version, operator_id; 0: into the queue */
	ACTION_BLOCK,		/* who has this conversation: ban_kind, prefix
				 * (bits; 0: the usual), span_ms (0: until it is
				 * ended), text (the reason), is_limit; despite:
				 * so many others are known to be struck */
	ACTION_BLOCK_RANGE,	/* the same of address ("192.0.2.0/24") */
	ACTION_UNBLOCK,		/* block_id, text */
	ACTION_FETCH_BLOCKS,	/* is_on: those that have ended, too */
	ACTION_BROADCAST,	/* text */
	ACTION_SEEN,		/* upto: seq of a broadcast */
	ACTION_READ_ALONG,	/* is_on */
	ACTION_FORCE,		/* operator_id, presence */
	ACTION_SIGN_OUT,	/* operator_id: all sessions end */
	ACTION_TYPING,		/* is_typing, text (a visitor's preview) */
	ACTION_PRESENCE,	/* presence reason */
	ACTION_IDLE,		/* reason: nobody is in front of this console
				 * (REASON_IDLE, REASON_DETACHED), or it is about
				 * to end (REASON_LEFT); "": there is. It goes
				 * with the polls */
	ACTION_STATE,		/* operator_id presence reason: the desk's own,
				 * in whose name the sender says */
	/* What a console asks to be told. */
	ACTION_FETCH_TRANSCRIPT,	/* conversation_id, before (seq, 0: end) */
	ACTION_FETCH_CUSTOMER,	/* customer_id */
	ACTION_FETCH_FILE,	/* file_id; path: where to save it */
	ACTION_FETCH_CANNED,
	ACTION_FETCH_SNAPSHOT,
	ACTION_SEARCH,		/* text, customer_id (0: anybody), before; upto:
				 * a number of the asker's that comes back */
	ACTION_FETCH_FIGURES,	/* before: since when, 0: today; department_id
				 * (0: all); text: a version that need not be
				 * told again */
	/* The administrator's, through the desk's own socket. */
	ACTION_STATS,		/* text: the query, "since=1&until=2&by=hour" */
	ACTION_FETCH_SESSIONS,	/* mine */
	ACTION_REVOKE,		/* session_id: one of mine */
	ACTION_OPERATOR_PUT,	/* operator (id 0: new), password or "" */
	ACTION_DEPARTMENT_PUT,	/* department */
	ACTION_CANNED_PUT,	/* canned; an operator's too; files: those it
				 * has from now on, NULL: as they are */
	ACTION_CANNED_REMOVE,	/* canned_id, version (0: whatever is there) */
	ACTION_TYPES
};

struct action {
	enum action_type type;
	char	    client_id[CLIENT_ID_BYTES + 1];	/* "" where none needed */
	int64_t	    conversation_id;
	int64_t	    version;
	const char *text;
	const char *name, *contact, *language, *page, *outcome, *note;
	const char *time_zone;	/* of the visitor, as their browser names it */
	const char *files;	/* ids joined by commas (file.h) */
	const char *path;	/* on this computer, never on the wire */
	char	    file_id[CLIENT_ID_BYTES + 1];
	int64_t	    bytes, changed_ms;	/* of the file at `path`, when chosen */
	/* What the desk has found for `files`; nobody sends these. */
	const struct file *file_list;
	size_t	    n_files;
	int64_t	    winback_id;	/* which one a good rating wins */
	int64_t	    operator_id, department_id, customer_id, canned_id;
	int64_t	    canned_ids[MAX_MESSAGE_CANNED];
	size_t	    n_canned_ids;
	int64_t	    session_id;
	int64_t	    upto, before, until_ms;
	const char *segment, *tags, *remove_tags;
	const char *draft;	/* what the sender was writing */
	bool	    is_note;	/* the draft is a note */
	int64_t	    due_ms;
	const struct customer_field *fields;
	size_t			     n_fields;
	int	    stars;
	enum winback_state winback;
	const char *apology, *gesture, *changed;
	bool	    is_typing;
	bool	    is_draft, is_on;
	enum ban_kind ban_kind;
	int	    prefix, despite;
	bool	    is_limit;
	int64_t	    span_ms, block_id;
	const char *address;
	/* What the desk has found for a block; nobody sends these: where its
	 * visitor wrote from, how many others write from there, and which
	 * conversations of theirs are open. */
	struct address seen;
	int64_t	    others[MAX_BAN_OTHERS];
	size_t	    n_others;
	int	    n_struck;
	enum presence presence;
	const char *reason;
	const struct operator	*operator;
	const struct department *department;
	const struct canned	*canned;
	const struct canned	*canned_was;	/* as the desk has it: put there
						 * by the hub, never on the wire */
	const char *password;	/* already hashed when it reaches the hub */
};

const char *action_name(enum action_type type);		/* "take_back" */
enum action_type action_find(const char *name);		/* ACTION_TYPES: none */
void action_init(struct action *a, enum action_type type);
/* Does it change the desk, so that it must have a client id and be kept in an
 * outbox until it is stored? (Typing, presence and fetches do not.) */
bool action_is_kept(enum action_type type);
/* Is its body a file? */
bool action_is_upload(enum action_type type);

/* A copy that borrows nothing: all texts, fields and the canned reply are in
 * the arena. Operator, department and what the hub puts into an action are
 * none of a console's and are left out. False: no memory. */
bool action_copy(struct action *to, const struct action *from,
    struct arena *a);

struct mask;
/* Masks its texts (mask.h), in copies that are in the arena; what a tag or a
 * file is called stays a word. `is_masked` (may be NULL) is set when something
 * was. False: no memory. */
bool action_mask(struct action *a, const struct mask *m, struct arena *arena,
    bool *is_masked);

/* Checks what can be checked without the desk's state: the client id's form,
 * sizes (limits.h), text that is UTF-8 and not only blanks where it must say
 * something, stars 1..5, known languages' form. ERR_VALUE or ERR_TOO_LARGE
 * names the member. */
bool action_check(const struct action *a, struct err *err);

#endif
