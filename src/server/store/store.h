/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.h - what the desk has on disk, whichever database holds it.
 *
 * A struct store is one connection: one writer, any number of readers, each
 * used by one thread at a time. All writing happens between begin_write and
 * commit; commit returns when the rows survive the loss of power. A reader
 * sees one state of everything between begin_read and commit.
 *
 * Records pass as the structs of domain/; what a callback is given is
 * borrowed until it returns. Hashes have STORE_HASH_BYTES.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/str.h"
#include "base/utf8_words.h"
#include "domain/ban.h"
#include "domain/broadcast.h"
#include "domain/conversation.h"
#include "domain/found.h"
#include "domain/winback.h"

#define STORE_HASH_BYTES  32
#define STORE_EPOCH_BYTES 8	/* hex digits that name this database */

struct store;

/* A row of the sequence. Numbers of the audience are those of the desk. */
struct store_event {
	int64_t	    seq, conversation_id, at_ms;
	enum event_type type;
	enum actor  sender;
	int64_t	    sender_id;		/* operator or customer */
	const char *client_id;		/* "": not the answer to an action */
	uint64_t    fingerprint;	/* of the action's content */
	bool	    everyone;
	int64_t	    operator_id, was_operator_id, queue_id, was_queue_id;
	int64_t	    also_operator_id;
	const char *json;		/* as operators read it */
	size_t	    json_len;
	/* Of append only: found_text() and whose conversation it is. */
	const char *text;
	int64_t	    customer_id;
};

/* A row that has the words, and whose it is. */
struct store_hit {
	int64_t seq, conversation_id, customer_id, operator_id, department_id;
};

struct store_session {
	int64_t	      id, operator_id, made_ms, used_ms;
	bool	      is_token, reads_only, watches_only;
	const char   *device, *address;
	unsigned char hash[STORE_HASH_BYTES];
};

/* From where an operator has signed in; the newest 16 are kept. */
struct store_place {
	int64_t	    operator_id, at_ms;
	const char *who;
};

/* How an operator is, and what they, or a supervisor, have chosen last. Put with
 * has_choice false, what was chosen stays as it is. */
struct store_state {
	struct operator now;		/* id and what is not of the record */
	struct operator chosen;		/* presence, reason, state_by_id */
	bool		has_choice;
};

/* A second factor: its secret, sealed by whoever wrote it, and the last step
 * of which a code was used. */
#define STORE_FACTOR_BYTES 128
struct store_factor {
	int64_t	      operator_id, step;
	unsigned char secret[STORE_FACTOR_BYTES];
	size_t	      len;
};

/* A code that opens once instead. */
struct store_recovery {
	int64_t	      operator_id;
	unsigned char hash[STORE_HASH_BYTES];
};

struct store_rehash {
	int64_t	    operator_id;
	const char *was, *hash;
};

struct store_secret {
	unsigned char hash[STORE_HASH_BYTES];
	int64_t	      customer_id;
};

/* A target was missed. */
struct store_missed {
	int64_t conversation_id, at_ms;
};

struct store_latest {
	int64_t customer_id, conversation_id;
};

struct store_password {
	int64_t	    operator_id;
	const char *hash;
};

/* What is known of a file; its bytes lie elsewhere. */
struct store_file {
	const char *id, *place, *name, *type;
	int64_t	    conversation_id, bytes, at_ms;
	enum actor  sender;
	int64_t	    sender_id;		/* operator or customer */
	uint64_t    fingerprint;	/* of its bytes */
	int64_t	    seq;		/* of its message or of its reply's last
					 * change; 0: nothing has it yet */
	int64_t	    canned_id;		/* then conversation_id is 0 */
};

/* A record of the audit trail, as it was written. */
struct store_audit {
	int64_t	    n;			/* 1, 2, 3 ... */
	const char *record;
	size_t	    len;
	const void *hash;
	size_t	    hash_len;
};

/* The trail ends at `last`; a number that was given once stays given. What
 * retention has cut off ended at `cut`, whose hash is here in hex. */
struct store_audit_ends {
	int64_t last, highest, cut;
	char	cut_hash[2 * STORE_HASH_BYTES + 1];
};

/* How far a member of a room has read. */
struct store_room_read {
	int64_t conversation_id, operator_id, seq;
};

/* Where the visitor of a conversation wrote from last. */
struct store_address {
	int64_t conversation_id, customer_id, at_ms;
	struct address from;
};

/* What was erased, added up. */
struct store_erased {
	int64_t events, messages, notes, files, file_bytes, secrets;
};

/* A conversation that has been kept for its time; `is_last`: its customer has
 * no other. */
struct store_due {
	int64_t conversation_id, customer_id;
	bool	is_last;
};

/* Conversations that are not there any more: these and all between. */
struct store_gone {
	int64_t first, last;
};

/* A conversation of a report, and where to go on after it. */
struct store_opened {
	int64_t	    opened_ms, conversation_id, customer_id, department_id;
	const char *segment;		/* of its customer, as it is now */
};

/* The highest numbers ever given. */
struct store_last {
	int64_t seq, conversation, customer, record, session;
};

/* What can be put and listed; the struct of a record, and `key` of a list. */
enum store_list {
	STORE_OPERATORS,	/* struct operator */
	STORE_DEPARTMENTS,	/* struct department */
	STORE_CANNED,		/* struct canned */
	STORE_CONVERSATIONS,	/* struct conversation; those not closed */
	STORE_CUSTOMERS,	/* struct customer; key: its id */
	STORE_SESSIONS,		/* struct store_session */
	STORE_SECRETS,		/* struct store_secret */
	STORE_PASSWORDS,	/* struct store_password; key: operator's id */
	STORE_CANNED_USES,	/* struct canned_by; put: one use more, at
				 * used_ms */
	STORE_TAGS,		/* const char: a tag, used once more; listed
				 * most used first, key: how many at most */
	STORE_PLACES,		/* struct store_place, oldest first */
	STORE_FACTORS,		/* struct store_factor; key: operator's id */
	STORE_RECOVERY,		/* struct store_recovery; key likewise */
	STORE_STATES,		/* struct store_state */
	STORE_BLOCKS,		/* struct ban */
	STORE_ADDRESSES,	/* struct store_address; key: the customer's id */
	/* Lists only. */
	STORE_CONVERSATION,	/* struct conversation; key: its id */
	STORE_OF_CUSTOMER,	/* struct conversation, newest first; key */
	STORE_RECENT,		/* struct conversation: those not closed, and
				 * those closed since; key: when */
	STORE_MISSED,		/* struct store_missed, of those; key likewise */
	STORE_LATEST,		/* struct store_latest: of every customer */
	STORE_GONE,		/* struct store_gone, newest first; key: how
				 * many at most */
	STORE_ABOUT_CUSTOMER,	/* const char: JSON of the events about the
				 * record; key: the customer's id */
	STORE_LISTS
};

/* What changes a row only if it is as it should be. */
enum store_change {
	STORE_SESSION_USED,	/* struct store_session: used_ms, address */
	STORE_REHASH,		/* struct store_rehash: while `was` is it */
	STORE_FACTOR_STEP,	/* struct store_factor: if step is higher */
	STORE_RECOVERY_USE,	/* struct store_recovery: gone afterwards */
	STORE_CHANGES
};

/* False stops, without being an error. */
typedef bool store_record_fn(void *ctx, const void *record);
typedef bool store_room_read_fn(void *ctx,
    const struct store_room_read *read);
typedef bool store_file_fn(void *ctx, const struct store_file *file);
typedef bool store_event_fn(void *ctx, const struct store_event *event);
typedef bool store_opened_fn(void *ctx, const struct store_opened *opened);
typedef bool store_winback_fn(void *ctx, const struct winback *w);
typedef bool store_hit_fn(void *ctx, const struct store_hit *hit);
typedef bool store_audit_fn(void *ctx, const struct store_audit *audit);

enum store_mode { STORE_WRITER, STORE_READER };

struct store_ops {
	const char *name;	/* "sqlite" */
	struct store *(*open)(const char *where, enum store_mode mode,
	    struct err *err);
	void (*close)(struct store *s);
	void (*epoch)(const struct store *s, char out[STORE_EPOCH_BYTES + 1]);
	bool (*last)(struct store *s, struct store_last *out, struct err *err);

	bool (*begin_write)(struct store *s, struct err *err);
	bool (*begin_read)(struct store *s, struct err *err);
	bool (*commit)(struct store *s, struct err *err);
	void (*rollback)(struct store *s);
	/* A place to go back to inside a transaction; there is one at most.
	 * back() false: the whole transaction is gone. */
	bool (*mark)(struct store *s, struct err *err);
	bool (*back)(struct store *s);
	/* Called between transactions: moves what was committed to its place
	 * when there is much of it, or when nobody waits (`is_idle`). */
	void (*tidy)(struct store *s, bool is_idle);

	bool (*append)(struct store *s, const struct store_event *event,
	    struct err *err);
	/* A stored event has another text now: `json` and `text` are new,
	 * `was` is what it was found by. Its fingerprint becomes 0. */
	bool (*amend)(struct store *s, const struct store_event *event,
	    const char *was, struct err *err);
	/* Calls fn at most once: the event of that client id. */
	bool (*find_sent)(struct store *s, enum actor sender,
	    int64_t sender_id, const char *client_id, store_event_fn *fn,
	    void *ctx, struct err *err);
	/* Ascending, seq > after. */
	bool (*events_after)(struct store *s, int64_t after, int limit,
	    store_event_fn *fn, void *ctx, struct err *err);
	/* Of a conversation, descending, seq < before. */
	bool (*events_before)(struct store *s, int64_t conversation_id,
	    int64_t before, int limit, store_event_fn *fn, void *ctx,
	    struct err *err);

	/* Of a conversation, ascending. */
	bool (*events_of)(struct store *s, int64_t conversation_id,
	    store_event_fn *fn, void *ctx, struct err *err);
	/* Opened before `until_ms` and not closed before `since_ms`, in order,
	 * after the one that is named (zeroes: from the beginning). */
	bool (*opened)(struct store *s, const struct store_opened *after,
	    int64_t since_ms, int64_t until_ms, int limit,
	    store_opened_fn *fn, void *ctx, struct err *err);
	/* Of that type and of no conversation, at < before_ms, by their time,
	 * after the one that is named (`at_ms`, `seq`; zeroes: from the
	 * beginning). */
	bool (*events_of_desk)(struct store *s, enum event_type type,
	    const struct store_event *after, int64_t before_ms, int limit,
	    store_event_fn *fn, void *ctx, struct err *err);
	/* What the event says of the win-back of its conversation. */
	bool (*winback_put)(struct store *s, const struct event *ev,
	    const struct winback *begun, struct err *err);
	/* `conversation_id` 0: all that are due, the most urgent first. */
	bool (*winbacks)(struct store *s, int64_t conversation_id,
	    store_winback_fn *fn, void *ctx, struct err *err);
	/* Calls fn at most once: the one that is due of the customer. */
	bool (*winback_of)(struct store *s, int64_t customer_id,
	    store_winback_fn *fn, void *ctx, struct err *err);

	/* Rows with the words, seq < before, newest first. `customer_id` 0:
	 * of anybody. */
	bool (*find)(struct store *s, const struct words *words,
	    int64_t customer_id, int64_t before, store_hit_fn *fn, void *ctx,
	    struct err *err);
	/* Outside of transactions: a piece of what an older version did not
	 * do. *left 0: there is nothing left; else a number that falls. */
	bool (*catch_up)(struct store *s, int64_t *left, struct err *err);
	bool (*file_put)(struct store *s, const struct store_file *file,
	    struct err *err);
	/* Calls fn at most once. */
	bool (*file_find)(struct store *s, const char *id, store_file_fn *fn,
	    void *ctx, struct err *err);
	bool (*file_sent)(struct store *s, const char *id, int64_t seq,
	    struct err *err);
	/* Those of the message `seq` are not the customer's any more, or are
	 * again. */
	bool (*files_taken_back)(struct store *s, int64_t conversation_id,
	    int64_t seq, bool is_back, struct err *err);
	/* How many its conversation has; without one: how many its sender has
	 * put that nothing has yet. */
	bool (*files_count)(struct store *s, const struct store_file *like,
	    int64_t *n, struct err *err);
	/* Those that were put before `before_ms` and never sent. */
	bool (*files_unsent)(struct store *s, int64_t before_ms,
	    store_file_fn *fn, void *ctx, struct err *err);
	bool (*file_remove)(struct store *s, const char *id, struct err *err);
	/* All files of that canned reply are nobody's, from `now_ms` on. */
	bool (*files_free)(struct store *s, int64_t canned_id,
	    int64_t now_ms, struct err *err);
	bool (*file_of_canned)(struct store *s, const char *id, int64_t seq,
	    int64_t canned_id, struct err *err);
	/* Calls fn at most once: a row whose bytes are there. */
	bool (*place_find)(struct store *s, const char *place,
	    store_file_fn *fn, void *ctx, struct err *err);

	bool (*audit_put)(struct store *s, const struct store_audit *a,
	    struct err *err);
	/* Ascending, n > after. */
	bool (*audit_list)(struct store *s, int64_t after, int64_t limit,
	    store_audit_fn *fn, void *ctx, struct err *err);
	bool (*audit_ends)(struct store *s, struct store_audit_ends *out,
	    struct err *err);
	/* Removes the records up to that one, and remembers its hash. */
	bool (*audit_cut)(struct store *s, int64_t upto, const char *hash,
	    struct err *err);

	/* Newest first; then who has seen that one (struct broadcast_seen). */
	bool (*broadcast_put)(struct store *s, const struct broadcast *b,
	    struct err *err);
	bool (*broadcast_seen)(struct store *s,
	    const struct broadcast_seen *seen, struct err *err);
	bool (*broadcasts)(struct store *s, int limit, store_record_fn *fn,
	    void *ctx, struct err *err);
	bool (*broadcast_seers)(struct store *s, int64_t broadcast_id,
	    store_record_fn *fn, void *ctx, struct err *err);

	/* Erases a conversation: its newest events, `limit` of them, and when
	 * there are no more its files (fn is told of each) and itself. */
	bool (*erase_conversation)(struct store *s, int64_t id, int limit,
	    struct store_erased *sum, store_file_fn *fn, void *ctx,
	    bool *is_done, struct err *err);
	/* The record and what was stored of it. Secrets stay as hashes that
	 * belong to nobody, so that who has one is told. */
	bool (*erase_customer)(struct store *s, int64_t id, int64_t now_ms,
	    struct store_erased *sum, struct err *err);
	/* The oldest that was closed before then; id 0: none. */
	bool (*due)(struct store *s, int64_t before_ms, struct store_due *out,
	    struct err *err);
	/* How far members have read in rooms of the team. */
	bool (*room_read)(struct store *s, const struct store_room_read *read,
	    struct err *err);
	bool (*room_reads)(struct store *s, store_room_read_fn *fn, void *ctx,
	    struct err *err);
	/* Erases what was said in rooms before then, `limit` events at most,
	 * with the files that were sent there; the rooms stay. */
	bool (*erase_said)(struct store *s, int64_t before_ms, int limit,
	    struct store_erased *sum, store_file_fn *fn, void *ctx,
	    bool *is_done, struct err *err);
	/* Erases events of no conversation and of no customer from before
	 * then, `limit` of them at most. */
	bool (*erase_of_desk)(struct store *s, int64_t before_ms, int limit,
	    int64_t *n, struct err *err);
	/* Removes where visitors wrote from before then, and blocks that ended
	 * before then. */
	bool (*cut_blocks)(struct store *s, int64_t addresses_ms,
	    int64_t blocks_ms, struct err *err);
	/* Who was erased before then is not told so any more. */
	bool (*forget_secrets)(struct store *s, int64_t before_ms,
	    struct err *err);
	bool (*files_of)(struct store *s, int64_t conversation_id,
	    store_file_fn *fn, void *ctx, struct err *err);
	/* Customers whose contact is that, whatever its case: their ids. */
	bool (*named)(struct store *s, const char *contact,
	    void (*fn)(void *ctx, int64_t id), void *ctx, struct err *err);
	/* Outside of transactions, after something was erased: a step of
	 * making sure that no trace is left in the index and the log. */
	bool (*clean)(struct store *s, bool *is_clean, struct err *err);

	/* New or changed by its id. */
	bool (*put)(struct store *s, enum store_list list, const void *record,
	    struct err *err);
	bool (*change)(struct store *s, enum store_change change,
	    const void *record, bool *is_changed, struct err *err);
	/* Canned replies, with what was counted of them, sessions; factors with their recovery codes, by the
	 * operator's id. */
	bool (*remove)(struct store *s, enum store_list list, int64_t id,
	    struct err *err);
	bool (*remove_sessions_of)(struct store *s, int64_t operator_id,
	    struct err *err);
	/* Calls fn at most once: the canned reply of that name. */
	bool (*find_canned)(struct store *s, const struct canned *named,
	    store_record_fn *fn, void *ctx, struct err *err);
	/* `key` 0: all, where the list allows it. */
	bool (*list)(struct store *s, enum store_list list, int64_t key,
	    store_record_fn *fn, void *ctx, struct err *err);
};

/* Every implementation begins with this. */
struct store {
	const struct store_ops *ops;
};

/* `where` is the file's path. Statements of db/db.h about errors hold. */
extern const struct store_ops store_sqlite;

#endif
