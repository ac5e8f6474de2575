/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sqlite.h - what the files of the SQLite store share.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "db/db.h"
#include "db/db_search.h"
#include "server/store/store.h"

enum sqlite_stmt {
	SQLITE_APPEND, SQLITE_AMEND, SQLITE_FIND_SENT, SQLITE_EVENTS_AFTER,
	SQLITE_EVENTS_BEFORE, SQLITE_PUT_OPERATOR, SQLITE_PUT_DEPARTMENT,
	SQLITE_PUT_CANNED, SQLITE_PUT_CONVERSATION, SQLITE_PUT_CUSTOMER,
	SQLITE_PUT_SESSION, SQLITE_PUT_SECRET, SQLITE_PUT_PASSWORD,
	SQLITE_PUT_TAG,
	SQLITE_REMOVE_CANNED, SQLITE_REMOVE_SESSION, SQLITE_REMOVE_SESSIONS_OF,
	SQLITE_LIST_OPERATORS, SQLITE_LIST_DEPARTMENTS, SQLITE_LIST_CANNED,
	SQLITE_LIST_CONVERSATIONS, SQLITE_LIST_CUSTOMERS, SQLITE_LIST_SESSIONS,
	SQLITE_LIST_TAGS, SQLITE_LIST_SECRETS, SQLITE_LIST_PASSWORDS, SQLITE_LIST_CONVERSATION,
	SQLITE_LIST_OF_CUSTOMER, SQLITE_LIST_LATEST, SQLITE_HIT,
	SQLITE_UNFOUND, SQLITE_GET_FROM, SQLITE_SET_FROM, SQLITE_FIND_CANNED,
	SQLITE_FILE_PUT, SQLITE_FILE_FIND, SQLITE_FILE_SENT, SQLITE_FILES_TAKEN_BACK,
	SQLITE_FILES_COUNT, SQLITE_FILES_UNSENT, SQLITE_FILE_REMOVE,
	SQLITE_FILES_FREE, SQLITE_FILE_OF_CANNED, SQLITE_PLACE_FIND,
	SQLITE_PUT_CANNED_USE, SQLITE_LIST_CANNED_USES,
	SQLITE_REMOVE_CANNED_USES,
	SQLITE_BROADCAST_PUT, SQLITE_BROADCAST_CUT, SQLITE_BROADCAST_CUT_SEEN,
	SQLITE_BROADCAST_SEEN, SQLITE_BROADCASTS, SQLITE_BROADCAST_SEERS,
	SQLITE_AUDIT_PUT, SQLITE_AUDIT_LIST, SQLITE_AUDIT_ENDS,
	SQLITE_AUDIT_CUT, SQLITE_AUDIT_NOTE_CUT,
	SQLITE_SESSION_USED, SQLITE_PUT_PLACE, SQLITE_CUT_PLACES,
	SQLITE_LIST_PLACES, SQLITE_PUT_FACTOR, SQLITE_LIST_FACTORS,
	SQLITE_REMOVE_FACTOR, SQLITE_FACTOR_STEP, SQLITE_PUT_RECOVERY,
	SQLITE_LIST_RECOVERY, SQLITE_REMOVE_RECOVERY, SQLITE_RECOVERY_USE,
	SQLITE_REHASH,
	SQLITE_ERASE_EVENTS, SQLITE_REMOVE_EVENT, SQLITE_CUSTOMER_OF,
	SQLITE_FILES_OF, SQLITE_REMOVE_FILES_OF, SQLITE_REMOVE_CONVERSATION,
	SQLITE_PUT_GONE, SQLITE_JOIN_GONE, SQLITE_LIST_GONE,
	SQLITE_COUNT_RECORDS, SQLITE_REMOVE_RECORDS, SQLITE_REMOVE_CUSTOMER,
	SQLITE_ERASE_SECRETS, SQLITE_MERGE, SQLITE_GET_CLEANING,
	SQLITE_SET_CLEANING, SQLITE_LIST_ABOUT_CUSTOMER, SQLITE_NAMED,
	SQLITE_DUE, SQLITE_FORGET_SECRETS, SQLITE_LIST_RECENT, SQLITE_LIST_MISSED,
	SQLITE_PUT_ROOM_READ, SQLITE_LIST_ROOM_READS, SQLITE_SAID_BEFORE,
	SQLITE_FILES_SAID_BEFORE, SQLITE_REMOVE_FILES_SAID_BEFORE,
	SQLITE_EVENTS_OF, SQLITE_EVENTS_OF_DESK, SQLITE_OF_DESK_BEFORE,
	SQLITE_OPENED, SQLITE_WINBACK_PUT, SQLITE_WINBACKS,
	SQLITE_WINBACK_OF, SQLITE_WINBACK_REMOVE,
	SQLITE_PUT_STATE, SQLITE_LIST_STATES,
	SQLITE_PUT_BLOCK, SQLITE_LIST_BLOCKS, SQLITE_CUT_BLOCKS,
	SQLITE_FORGET_BLOCKS, SQLITE_ERASE_BLOCKS, SQLITE_LEAVE_BLOCKS,
	SQLITE_PUT_ADDRESS, SQLITE_LIST_ADDRESSES, SQLITE_CUT_ADDRESSES,
	SQLITE_REMOVE_ADDRESS,
	SQLITE_STMTS
};

struct sqlite_store {
	struct store	store;
	struct db      *db;
	struct db_stmt *stmts[SQLITE_STMTS];
	struct db_search *search;
	bool		is_amended;	/* the WAL has what was masked */
	char		epoch[STORE_EPOCH_BYTES + 1];
	struct str	json;		/* of the record being written */
	bool		is_marked;
};

/* One row; `json` is there for the records that are kept as JSON. */
struct row {
	struct db_stmt	  *s;
	const struct json *json;
	struct arena	  *arena;
	store_record_fn	  *fn;
	void		  *ctx;
	bool		   go_on;	/* what fn returned */
};

/* sqlite_state.c */
void sqlite_bind_state(struct sqlite_store *q, struct db_stmt *s,
    const void *record);
bool sqlite_read_state(struct row *r, struct err *err);

/* sqlite_block.c */
void sqlite_bind_block(struct sqlite_store *q, struct db_stmt *s,
    const void *record);
bool sqlite_read_block(struct row *r, struct err *err);
void sqlite_bind_address(struct sqlite_store *q, struct db_stmt *s,
    const void *record);
bool sqlite_read_address(struct row *r, struct err *err);
bool sqlite_cut_blocks(struct store *store, int64_t addresses_ms,
    int64_t blocks_ms, struct err *err);

extern const struct db_schema sqlite_schema;
extern const char *const sqlite_texts[SQLITE_STMTS];

bool sqlite_room_read(struct store *s, const struct store_room_read *read,
    struct err *err);
bool sqlite_room_reads(struct store *s, store_room_read_fn *fn, void *ctx,
    struct err *err);
bool sqlite_erase_of_desk(struct store *s, int64_t before_ms, int limit,
    int64_t *n, struct err *err);
bool sqlite_erase_said(struct store *s, int64_t before_ms, int limit,
    struct store_erased *sum, store_file_fn *fn, void *ctx, bool *is_done,
    struct err *err);
bool sqlite_put(struct store *s, enum store_list list, const void *record,
    struct err *err);
bool sqlite_remove(struct store *s, enum store_list list, int64_t id,
    struct err *err);
bool sqlite_change(struct store *s, enum store_change change,
    const void *record, bool *is_changed, struct err *err);
bool sqlite_list(struct store *s, enum store_list list, int64_t key,
    store_record_fn *fn, void *ctx, struct err *err);
bool sqlite_find_canned(struct store *s, const struct canned *named,
    store_record_fn *fn, void *ctx, struct err *err);

/* With the event, into the index. */
bool sqlite_search_put(struct sqlite_store *q, const struct store_event *e,
    struct err *err);
/* Another text for one that is in it. */
bool sqlite_search_amend(struct sqlite_store *q, const struct store_event *e,
    const char *was, struct err *err);
bool sqlite_find(struct store *s, const struct words *words,
    int64_t customer_id, int64_t before, store_hit_fn *fn, void *ctx,
    struct err *err);
bool sqlite_catch_up(struct store *s, int64_t *left, struct err *err);
/* sqlite_file.c */
bool sqlite_file_put(struct store *s, const struct store_file *file,
    struct err *err);
bool sqlite_file_find(struct store *s, const char *id, store_file_fn *fn,
    void *ctx, struct err *err);
bool sqlite_files_taken_back(struct store *s, int64_t conversation_id,
    int64_t seq, bool is_back, struct err *err);
bool sqlite_file_sent(struct store *s, const char *id, int64_t seq,
    struct err *err);
bool sqlite_files_count(struct store *s, const struct store_file *like,
    int64_t *n, struct err *err);
bool sqlite_files_unsent(struct store *s, int64_t before_ms,
    store_file_fn *fn, void *ctx, struct err *err);
bool sqlite_file_remove(struct store *s, const char *id, struct err *err);
bool sqlite_files_free(struct store *s, int64_t canned_id, int64_t now_ms,
    struct err *err);
bool sqlite_file_of_canned(struct store *s, const char *id, int64_t seq,
    int64_t canned_id, struct err *err);
bool sqlite_place_find(struct store *s, const char *place, store_file_fn *fn,
    void *ctx, struct err *err);
bool sqlite_each_file(struct db_stmt *s, store_file_fn *fn, void *ctx,
    struct err *err);
/* sqlite_erase.c */
bool sqlite_erase_conversation(struct store *s, int64_t id, int limit,
    struct store_erased *sum, store_file_fn *fn, void *ctx, bool *is_done,
    struct err *err);
bool sqlite_erase_customer(struct store *s, int64_t id, int64_t now_ms,
    struct store_erased *sum, struct err *err);
bool sqlite_due(struct store *s, int64_t before_ms, struct store_due *out,
    struct err *err);
bool sqlite_forget_secrets(struct store *s, int64_t before_ms,
    struct err *err);
bool sqlite_files_of(struct store *s, int64_t conversation_id,
    store_file_fn *fn, void *ctx, struct err *err);
bool sqlite_named(struct store *s, const char *contact,
    void (*fn)(void *ctx, int64_t id), void *ctx, struct err *err);
bool sqlite_clean(struct store *s, bool *is_clean, struct err *err);
/* sqlite_broadcast.c */
bool sqlite_broadcast_put(struct store *s, const struct broadcast *b,
    struct err *err);
bool sqlite_broadcast_seen(struct store *s,
    const struct broadcast_seen *seen, struct err *err);
bool sqlite_broadcasts(struct store *s, int limit, store_record_fn *fn,
    void *ctx, struct err *err);
bool sqlite_broadcast_seers(struct store *s, int64_t broadcast_id,
    store_record_fn *fn, void *ctx, struct err *err);
/* sqlite_report.c */
bool sqlite_read_missed(struct row *r, struct err *err);
bool sqlite_events_of_desk(struct store *s, enum event_type type,
    const struct store_event *after, int64_t before_ms, int limit,
    store_event_fn *fn, void *ctx, struct err *err);
bool sqlite_events_of(struct store *s, int64_t conversation_id,
    store_event_fn *fn, void *ctx, struct err *err);
bool sqlite_opened(struct store *s, const struct store_opened *after,
    int64_t since_ms, int64_t until_ms, int limit, store_opened_fn *fn,
    void *ctx, struct err *err);
bool sqlite_winback_put(struct store *s, const struct event *ev,
    const struct winback *begun, struct err *err);
bool sqlite_winbacks(struct store *s, int64_t conversation_id,
    store_winback_fn *fn, void *ctx, struct err *err);
bool sqlite_winback_of(struct store *s, int64_t customer_id,
    store_winback_fn *fn, void *ctx, struct err *err);
/* All rows of a statement over the columns of events. */
bool sqlite_each_event(struct db_stmt *s, store_event_fn *fn, void *ctx,
    struct err *err);
/* sqlite_audit.c */
bool sqlite_audit_put(struct store *s, const struct store_audit *a,
    struct err *err);
bool sqlite_audit_list(struct store *s, int64_t after, int64_t limit,
    store_audit_fn *fn, void *ctx, struct err *err);
bool sqlite_audit_ends(struct store *s, struct store_audit_ends *out,
    struct err *err);
bool sqlite_audit_cut(struct store *s, int64_t upto, const char *hash,
    struct err *err);

#endif
